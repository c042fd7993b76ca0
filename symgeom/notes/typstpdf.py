"""Running Typst on a document that may hold anything: a process of its own, a time limit, a folder with nothing else in it.

Here: ``compile_typst``. The fonts inside Typst are used alone where they have the letters, so that a document is the same
everywhere; a name in other scripts needs the fonts of the system.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symgeom.errors import ToolError

__all__ = ["available", "compile_typst"]

MISSING = "Typst makes PDF without TeX; to install it: pip install 'symgeom[pdf]', or pip install typst"

# Run with the folder of the package and nothing else on its path.
_CHILD = """
import sys, json
sys.path.insert(0, sys.argv[1])
import typst
try:
    pdf, warnings = typst.compile_with_warnings("notes.typ", root=".", ignore_system_fonts=sys.argv[2] == "own", timestamp=0)
except typst.TypstError as error:
    print(json.dumps({"error": str(error.message), "warnings": []}))
else:
    open("notes.pdf", "wb").write(pdf)
    print(json.dumps({"error": "", "warnings": [str(warning.message) for warning in warnings]}))
"""


def available() -> bool:
    """Whether the package `typst` is installed."""
    return _place() is not None


def compile_typst(
    source: str, *, timeout: float = 60.0, files: Mapping[str, bytes] | None = None
) -> tuple[bytes, tuple[str, ...]]:
    """The PDF of a Typst document, with files beside it by name, and Typst's warnings.

    **Raises** ``ToolError`` when Typst is missing, refuses the document or doesn't finish in time.
    """
    place = _place()
    if place is None:
        raise ToolError(f"{MISSING}. A .typ, .tex or .html file can be saved without it.")
    with tempfile.TemporaryDirectory(prefix="symgeom-typst-") as folder:
        (Path(folder) / "notes.typ").write_text(source, encoding="utf-8")
        for name, data in (files or {}).items():
            (Path(folder) / name).write_bytes(data)
        answer = _run([sys.executable, "-I", "-S", "-c", _CHILD, place, _fonts(source)], folder, timeout)
        if answer["error"]:
            raise ToolError(f"Typst could not set this document: {answer['error']}")
        return (Path(folder) / "notes.pdf").read_bytes(), tuple(answer["warnings"])


def _place() -> str | None:
    """The folder that the package lies in."""
    try:
        found = importlib.util.find_spec("typst")
    except (ImportError, ValueError):  # a module of that name that was put aside
        return None
    return os.path.dirname(os.path.dirname(found.origin)) if found and found.origin else None


def _fonts(source: str) -> str:
    """Whether the fonts inside Typst suffice: they have Latin, Greek, Cyrillic letters and mathematics."""
    foreign = any(
        "\u0530" <= c < "\u1e00" or "\u2c00" <= c < "\U0001d400" or c > "\U0001d7ff" for c in source
    )
    return "system" if foreign else "own"


def _run(command: list[str], folder: str, timeout: float) -> dict[str, Any]:
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    try:
        done = subprocess.run(
            command, cwd=folder, env=kept, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", timeout=timeout, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ToolError(
            f"Typst did not finish within {timeout:g} s; the .typ file can be saved without it."
        ) from None
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        reason = (done.stderr or done.stdout).strip().splitlines()
        return {"error": reason[-1] if reason else f"it ended with code {done.returncode}", "warnings": []}
