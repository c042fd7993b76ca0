"""Running TeX on a document that may hold anything: no shell, no files outside, a time limit, a temporary
folder.

Here: ``compile_pdf`` and the ``TexReport`` of what the log says about overfull boxes and undefined
references.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from symgeom.errors import ToolError

__all__ = ["TexReport", "available", "compile_pdf"]

MISSING = (
    "latexmk and pdflatex make PDF by LaTeX and were not found on PATH. On Debian or Ubuntu: apt install latexmk "
    "texlive-latex-recommended texlive-fonts-recommended lmodern; on macOS: brew install --cask mactex-no-gui."
)


@dataclass(frozen=True)
class TexReport:
    """What TeX said: overfull boxes, undefined references and the number of pages."""

    pages: int
    overfull: tuple[str, ...]
    undefined: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """No overfull box and no undefined reference."""
        return not self.overfull and not self.undefined


def available() -> bool:
    """Whether latexmk and pdflatex are on PATH."""
    return shutil.which("latexmk") is not None and shutil.which("pdflatex") is not None


def compile_pdf(
    source: str, *, timeout: float = 120.0, files: Mapping[str, bytes] | None = None
) -> tuple[bytes, TexReport]:
    """The PDF of a LaTeX document, with files beside it by name, and the report on it.

    **Raises** ``ToolError`` when latexmk is missing, TeX fails (with the log's reason) or time is up.
    """
    latexmk = shutil.which("latexmk")
    if latexmk is None or shutil.which("pdflatex") is None:
        raise ToolError(f"{MISSING} A .tex or .md file can be saved without them.")
    with tempfile.TemporaryDirectory(prefix="symgeom-tex-") as place:
        folder = Path(place)
        (folder / "notes.tex").write_text(source, encoding="utf-8")
        for name, data in (files or {}).items():
            (folder / name).write_bytes(data)
        engine = "pdflatex -no-shell-escape -halt-on-error -interaction=nonstopmode -file-line-error %O %S"
        command = [latexmk, "-norc", "-pdf", "-silent", f"-pdflatex={engine}", "notes.tex"]
        output = _run(command, folder, timeout)
        log_file, pdf_file = folder / "notes.log", folder / "notes.pdf"
        log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.exists() else ""
        if not pdf_file.exists() or re.search(r"^(!|\S+\.tex:\d+:) ", log, re.MULTILINE):
            raise ToolError(
                f"TeX could not set this document: {_complaint(log) or _complaint(output) or 'no log'}"
            )
        return pdf_file.read_bytes(), _report(log)


def _run(command: list[str], folder: Path, timeout: float) -> str:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "openin_any": "p",  # TeX reads and writes below its own folder only: the defaults read any file
        "openout_any": "p",
        "shell_escape": "f",
        "max_print_line": "1000",  # whole lines in the log
        "SOURCE_DATE_EPOCH": "0",  # the same input gives the same bytes
        "FORCE_SOURCE_DATE": "1",
    }
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # latexmk's children too
        process.communicate()
        raise ToolError(
            f"TeX did not finish within {timeout:g} s; the .tex file can be saved without it."
        ) from None
    return output


def _complaint(log: str) -> str:
    """The first error of the log with the source line it names."""
    lines = log.splitlines()
    for k, line in enumerate(lines):
        if line.startswith("!") or re.match(r"\S+\.tex:\d+:", line):
            near = next((after for after in lines[k : k + 12] if re.match(r"l\.\d+", after)), "")
            return f"{line} {near}".strip()
    return " ".join(lines[-3:])


def _report(log: str) -> TexReport:
    pages = re.search(r"Output written on .*?\((\d+) page", log)
    overfull = tuple(line for line in log.splitlines() if line.startswith("Overfull"))
    undefined = tuple(
        line for line in log.splitlines() if re.search(r"Warning: .*(undefined|multiply)", line)
    )
    return TexReport(int(pages[1]) if pages else 0, overfull, undefined)
