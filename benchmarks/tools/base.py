"""What a tool is for the runner."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.suite import Case

__all__ = ["Tool", "answer", "put"]

Command = Callable[[Case, str, Path], "list[str]"]


@dataclass(frozen=True)
class Tool:
    """A contestant. ``command`` writes what its process needs into a folder and returns the command line;
    ``result`` reads from that folder afterwards ``seconds`` (of CPU, without start-up) and the entries of each quantity as
    text, in row-major order: "K" and "H", and where all were asked for "g", "inverse", "N", "h", "S" too."""

    name: str
    title: str
    available: Callable[[], bool]
    supports: Callable[[Case], bool]
    command: Command
    result: Callable[[Path], dict[str, Any]]


def put(case: Case, folder: Path) -> Path:
    """The case as a file for the child."""
    path = folder / "case.json"
    path.write_text(json.dumps(asdict(case)), encoding="utf-8")
    return path


def answer(folder: Path) -> dict[str, Any]:
    """What a Python child wrote."""
    found: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    return found
