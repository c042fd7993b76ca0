"""Planted faults: a line of the library, what it is changed to, and the tests that must fail then.

The plants stand in a file for each room. A place is found by its text in the room's code and templates, where it must occur
exactly once: a plant whose text has moved within its room still applies, one whose text is gone or doubled is an error. Where
whole files are named and no single test, their slow tests are left out.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT

__all__ = ["Plant", "plants"]

FOLDER = ROOT / "tests/mutation"


@dataclass(frozen=True)
class Plant:
    """One fault: in the code of ``room``, ``old`` becomes ``new``, and one of ``tests`` fails."""

    room: str
    name: str
    old: str
    new: str
    tests: tuple[str, ...]

    def place(self, root: Path = ROOT) -> Path:
        """The file that holds the text. **Raises** `LookupError` unless it is there exactly once."""
        found = [(p, text.count(self.old)) for p, text in _texts(root, self.room)]
        if [count for _, count in found if count] != [1]:
            where = ", ".join(str(p.relative_to(root)) for p, count in found if count) or "no file"
            raise LookupError(
                f"{self.room}: {self.name}: the text must occur once in the room and is in {where}:\n{self.old}"
            )
        return next(p for p, count in found if count)


@functools.cache
def _texts(root: Path, room: str) -> list[tuple[Path, str]]:
    """The code of a room and its templates, as they are without a plant."""
    code = sorted((root / "symgeom" / room).rglob("*.py"))
    files = code + sorted(p for p in (root / "templates" / room).glob("*") if p.is_file())
    return [(p, p.read_text(encoding="utf-8")) for p in files]


def plants() -> list[Plant]:
    """All of them, room by room."""
    return [plant for file in sorted(FOLDER.glob("*.toml")) for plant in _read(file)]


def _read(file: Path) -> list[Plant]:
    room = file.stem
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["plant"]
    return [
        Plant(room, row["name"], row["old"], row["new"], tuple(f"tests/{t}" for t in row["tests"]))
        for row in rows
    ]
