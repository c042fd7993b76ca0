"""The command line: ``python -m benchmarks [suite] [growth] [forms] [kernels]``; all of them without a name.

Writes `results.json`, `RESULTS.md` and the plots into ``--out`` after every case, so that a run that is stopped leaves what it
measured; ``--resume`` goes on from there. What is published is from one run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.run import ROOT, Measurement, execute, listed, measure
from benchmarks.suite import Case, read
from benchmarks.tools import TOOLS, Tool
from benchmarks.tools.base import put

PARTS = ("suite", "growth", "forms", "kernels")
KEPT = 4000  # characters of an answer that are worth keeping


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; default all")
    parser.add_argument("--tools", default=",".join(TOOLS), help="comma separated; default %(default)s")
    parser.add_argument(
        "--cases", default="", help="only cases whose name contains one of these (comma separated)"
    )
    parser.add_argument(
        "--tables", default="all,curvatures", help="g, N, h, S, K, H or K and H alone; default both"
    )
    parser.add_argument(
        "--limit", type=float, default=60.0, help="CPU seconds a process; default %(default)g"
    )
    parser.add_argument("--runs", type=int, default=3, help="repetitions where cheap; default %(default)d")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--resume", action="store_true", help="keep what the last run measured")
    chosen = parser.parse_args(arguments)
    unknown = [part for part in chosen.parts if part not in PARTS]
    unknown += [name for name in chosen.tools.split(",") if name not in TOOLS]
    if unknown:
        parser.error(
            f"unknown: {', '.join(unknown)}; parts are {', '.join(PARTS)}; tools are {', '.join(TOOLS)}"
        )
    return chosen


class Book:
    """All measurements, kept on disk."""

    def __init__(self, folder: Path, resume: bool) -> None:
        self.folder, self.path = folder, folder / "results.json"
        folder.mkdir(parents=True, exist_ok=True)
        self.cases: dict[str, dict[str, Any]] = {}
        self.found: dict[tuple[str, str, str], Measurement] = {}
        if resume and self.path.exists():
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self.cases = kept["cases"]
            self.found = {m.key: m for m in (Measurement(**row) for row in kept["measurements"])}

    def add(self, case: Case, measurements: list[Measurement]) -> None:
        self.cases[case.name] = {"title": case.title, "allowed": case.allowed_seconds}
        for m in measurements:
            self.found[m.key] = m
        rows = [asdict(m) for m in self.found.values()]
        for row in rows:
            row["answer"] = {key: [e[:KEPT] for e in row["answer"][key]] for key in "KH" if row["answer"]}
        text = json.dumps({"cases": self.cases, "measurements": rows}, indent=1, ensure_ascii=False)
        self.path.write_text(text, encoding="utf-8")


def verify(case: Case, measurements: list[Measurement], limit: float) -> None:
    """Errors and sizes of the answers, in one process; one by one where that takes too long."""
    answered = [m for m in measurements if m.seconds is not None]
    checked = _checked(case, answered, limit)
    if checked is None and len(answered) > 1:
        for m in answered:
            verify(case, [m], limit)
    for m, found in zip(answered, checked or []):
        m.errors, m.operations = found["errors"], found["operations"]


def _checked(case: Case, answered: list[Measurement], limit: float) -> list[dict[str, Any]] | None:
    if not answered:
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = folder / "answers.json"
        answers.write_text(json.dumps([asdict(m) for m in answered]), encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.check", str(put(case, folder)), str(answers)]
        if execute(command, folder, limit)[2]:
            return None
        found: list[dict[str, Any]] = json.loads((folder / "stdout.txt").read_text(encoding="utf-8"))
        return found


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


def run_cases(cases: list[Case], tools: list[Tool], tables: list[str], chosen: Any, book: Book) -> None:
    """Case by case; in a series (names "family:size") a tool that failed is not asked again."""
    failed: set[tuple[str, str]] = set()
    for case in cases:
        family = case.name.split(":")[0]
        for what in tables:
            due = [
                tool
                for tool in tools
                if tool.supports(case)
                and (case.name, tool.name, what) not in book.found
                and (family, tool.name) not in failed
            ]
            if not due:
                continue
            found = measure(case, due, what, chosen.limit, chosen.runs, say)
            verify(case, found, chosen.limit)
            book.add(case, found)
            if ":" in case.name:
                failed |= {(family, m.tool) for m in found if m.seconds is None}


def main(arguments: Sequence[str] | None = None) -> None:
    chosen = options(arguments)
    parts = chosen.parts or list(PARTS)
    tools = [TOOLS[name] for name in chosen.tools.split(",")]
    missing = [tool.title for tool in tools if not tool.available()]
    if missing:
        say(f"not installed, left out: {', '.join(missing)}")
    tools = [tool for tool in tools if tool.available()]
    book = Book(chosen.out, chosen.resume)
    wanted = [name for name in chosen.cases.split(",") if name]
    for part, tables in (("suite", chosen.tables.split(",")), ("growth", ["all"])):
        if part in parts:
            cases = [read(line) for line in listed(f"benchmarks.{part}")]
            cases = [case for case in cases if not wanted or any(name in case.name for name in wanted)]
            run_cases(cases, tools, tables, chosen, book)
    _plots(chosen.out)
    pictures = [name for name in ("suite.png", "growth.png") if (chosen.out / name).exists()]
    text = report.written(book.cases, list(book.found.values()), chosen.limit, pictures)
    (chosen.out / "RESULTS.md").write_text(text, encoding="utf-8")
    if "forms" in parts:
        subprocess.run([sys.executable, "-m", "benchmarks.forms", str(chosen.out)], check=False, cwd=ROOT)
    if "kernels" in parts:
        kernels = [sys.executable, "-m", "benchmarks.kernels", "--out", str(chosen.out)]
        if not subprocess.run(kernels, check=False, cwd=ROOT).returncode:
            text += "\n" + (chosen.out / "kernels.md").read_text(encoding="utf-8")
            (chosen.out / "RESULTS.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _plots(folder: Path) -> None:
    """In a child: this process stays small for the measurements of a later run in it."""
    command = [sys.executable, "-m", "benchmarks.plots", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    say(done.stdout.strip() or done.stderr.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
