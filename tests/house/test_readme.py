"""The README: every snippet runs and prints what it shows; its tables and its drawing agree with the code.

Python blocks are one session, in order; console blocks are one folder, in order. A block whose first line is a comment with a
file name is that file. In what a command prints, ``...`` stands for anything; times are not compared.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import symgeom as sg
from tests import ROOT
from tests.house.test_architecture import FLOORS

README = (ROOT / "README.md").read_text(encoding="utf-8")


class Block(NamedTuple):
    language: str
    text: str
    line: int

    @property
    def file(self) -> str | None:
        """The name of the file that the block shows."""
        named = re.match(r"# (\w+\.\w+)\n", self.text)
        return named[1] if named else None


BLOCKS = [
    Block(match[1], match[2], README.count("\n", 0, match.start(2)))
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)
]


def of(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README shows."""
    for block in BLOCKS:
        if block.file:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_every_block_is_run() -> None:
    assert README.count("```") == 2 * len(BLOCKS)
    assert {block.language for block in BLOCKS} == {"python", "console", "toml", "text"}
    assert len(of("text")) == 1, "a block of text is not run; the one there is the drawing"


def test_python(folder: Path) -> None:
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    for block in of("python"):
        if block.file:
            continue
        session = doctest.DocTestParser().get_doctest(block.text, names, "README.md", "README.md", block.line)
        assert session.examples, f"line {block.line}: a Python block shows a session or a file"
        session.globs = names  # the parser copies them; here one session follows the other
        said: list[str] = []
        result = runner.run(session, out=said.append, clear_globs=False)
        assert not result.failed, "".join(said)
    assert {"torus.tex", "torus_kernel.py", "third_form.tex"} <= {path.name for path in folder.iterdir()}


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output shown."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def run(command: str) -> tuple[str, int]:
    program, *arguments = shlex.split(command)
    start = {"symgeom": [sys.executable, "-m", "symgeom"], "python": [sys.executable]}[program]
    environment = os.environ | {"COLUMNS": "100", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*start, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment,
        timeout=120,
    )
    return done.stdout, done.returncode


def plain(text: str, timed: bool) -> str:
    """Without spaces at the ends of lines; a table with times without times and widths."""
    if timed:
        text = re.sub(r" +", " ", re.sub(r"\b\d+\.\d+\b", "TIME", text))
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_console(folder: Path) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
    ran = 0
    for block in of("console"):
        for line, shown in commands(block.text):
            command, asked, _ = line.partition("; echo $?")
            if command.startswith(("make ", "pip ")):  # the machinery that runs these tests
                assert command == "pip install ." or command.removeprefix("make ") in targets, command
                continue
            output, code = run(command)
            ran += 1
            if asked:
                output += f"{code}\n"
            else:
                assert code == 0, f"{command}: {output}"
            timed = command.startswith("symgeom verify")
            want, got = plain(shown, timed), plain(output, timed)
            assert doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS), (
                f"$ {command}\nshown:\n{want}\nprinted:\n{got}"
            )
    assert ran > 8


def test_toml(folder: Path) -> None:
    for block in of("toml"):
        tomllib.loads(block.text)
        assert block.file
        surface = sg.load(block.file)
        example = sg.load(ROOT / "examples/torus.toml")
        assert surface.gaussian_curvature == example.gaussian_curvature
        assert surface.name == "torus"


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading, without its head."""
    lines = README.split(f"## {heading}\n")[1].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    table = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table


def test_the_table_of_quantities() -> None:
    charts = (sg.surfaces.torus(), sg.surfaces.helix())
    shown = {name.strip("`"): (symbol.strip("$"), shape) for name, symbol, _, shape, _ in rows("Quantities")}
    table = sg.Hypersurface._table()
    assert list(shown) == list(table)
    for quantity in table.values():
        symbol, shape = shown[quantity.name]
        surface = next(chart for chart in charts if quantity.exists(chart))
        assert symbol == quantity.symbol
        sizes = {"d": surface.dimension, "n": surface.ambient_dimension}
        assert eval(shape, sizes) == tuple(quantity.shape(surface)), quantity.name


def test_the_drawing_is_the_architecture() -> None:
    (drawing,) = of("text")
    lines = [line for line in drawing.text.splitlines() if line[:1].isalpha()]
    drawn = [set(re.split(r"\s{2,}", line)[0].split(", ")) for line in lines]
    assert drawn == [rooms - {"_version"} for rooms in reversed(FLOORS) if rooms != {"__main__"}]


def test_exit_codes() -> None:
    import symgeom.command.cli

    named = {
        int(code)
        for code in re.findall(r"\b\d+\b", (symgeom.command.cli.__doc__ or "").split("Exit codes:")[1])
    }
    assert {int(code) for code, _ in rows("Command line")} == named


def test_links_and_paths() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file(), target
    for path in re.findall(r"`((?:symgeom|templates|derivations|docs|examples)/[\w/.]*)`", README):
        assert (ROOT / path).exists(), path
    assert (ROOT / "docs/torus-page-3.png").stat().st_size < 300_000
