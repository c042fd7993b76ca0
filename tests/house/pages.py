"""README and pages of the site as a reader follows them: sessions, commands, files.

The Python blocks of a page are one session, in order; its console blocks are run in one folder, in order. A block whose first
line is a comment with a file name is that file, for every page. In what a command prints, ``...`` stands for anything; times
are not compared.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests import ROOT

__all__ = ["PAGES", "Block", "blocks", "commands", "files", "ran", "session"]

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


class Block(NamedTuple):
    """A block between three backquotes."""

    language: str
    text: str
    line: int

    @property
    def file(self) -> str | None:
        """The name of the file that the block shows."""
        named = re.match(r"# (\w+\.\w+)\n", self.text)
        return named[1] if named else None


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(match[1], match[2], text.count("\n", 0, match.start(2)))
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    ]
    assert text.count("```") == 2 * len(found), f"{page.name}: a block that is not closed"
    return found


def files() -> dict[str, str]:
    """The files that the pages show, by name."""
    return {block.file: block.text for page in PAGES for block in blocks(page) if block.file}


def session(page: Path) -> int:
    """Runs the Python session of a page in the current folder, and says how many blocks it has."""
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    shown = [block for block in blocks(page) if block.language == "python" and not block.file]
    for block in shown:
        part = doctest.DocTestParser().get_doctest(block.text, names, page.name, page.name, block.line)
        assert part.examples, f"{page.name}, line {block.line}: a Python block shows a session or a file"
        part.globs = names  # the parser copies them; here one block follows the other
        said: list[str] = []
        assert not runner.run(part, out=said.append, clear_globs=False).failed, "".join(said)
    return len(shown)


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """The commands of a page, each with the output shown."""
    for block in blocks(page):
        if block.language == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                yield command, shown


def ran(line: str, shown: str) -> None:
    """Runs a command line, which prints what is shown; ``; echo $?`` after it shows its exit code."""
    command, asked, _ = line.partition("; echo $?")
    output, code = _run(command)
    if asked:
        output += f"{code}\n"
    else:
        assert code == 0, f"{command}: {output}"
    timed = command.startswith("symgeom verify")
    want, got = _plain(shown, timed), _plain(output, timed)
    told = f"$ {command}\nshown:\n{want}\nprinted:\n{got}"
    assert doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS), told


def _run(command: str) -> tuple[str, int]:
    program, *arguments = shlex.split(command)
    start = {"symgeom": [sys.executable, "-m", "symgeom"], "python": [sys.executable]}[program]
    done = subprocess.run(
        [*start, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "100", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    return done.stdout, done.returncode


def _plain(text: str, timed: bool) -> str:
    """Without spaces at the ends of lines; a table with times without times and widths."""
    if timed:
        text = re.sub(r" +", " ", re.sub(r"\b\d+\.\d+\b", "TIME", text))
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
