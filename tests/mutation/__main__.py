"""`python -m tests.mutation`: plants each fault in a copy of the project and runs its tests. Exit code 1 if one survives.

Every plant has a process of its own, forked from one that has the big libraries loaded and nothing of the project.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import importlib
import importlib.util
import io
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import ROOT
from tests.mutation import Plant, plants

_LIBRARIES = (
    "sympy",
    "numpy",
    "flint",
    "mpmath",
    "hypothesis.strategies",
    "jinja2.sandbox",
    "click.testing",
    "rich",
)
_SECONDS = 300  # of the processor, for the tests of one plant
_OUTCOMES = {0: "SURVIVES", 1: "caught"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Plant faults and see which of them the tests miss.")
    parser.add_argument("words", nargs="*", help="only the plants with one of these words in room or name")
    parser.add_argument("--show", action="store_true", help="what pytest prints")
    options = parser.parse_args()
    chosen = [
        p for p in plants() if not options.words or any(w in f"{p.room}: {p.name}" for w in options.words)
    ]
    for library in _LIBRARIES:
        importlib.import_module(library)
    with _copy() as folder:
        for plant in chosen:
            plant.place(folder)  # all of them apply, or there is no report at all
        tests = list(dict.fromkeys(test for plant in chosen for test in plant.tests))
        if _run(folder, tests, options.show) != 0:
            print("the tests fail without a plant; they can't tell anything")
            return 2
        results = [_planted(folder, plant, options.show) for plant in chosen]
    caught = results.count("caught")
    print(f"{len(chosen)} planted: {caught} caught, {len(chosen) - caught} not")
    return 0 if caught == len(chosen) else 1


@contextlib.contextmanager
def _copy() -> Iterator[Path]:
    """What the tests read, in a folder of its own."""
    left_out = shutil.ignore_patterns(".*", "build", "dist", "__pycache__", "*.egg-info")
    with tempfile.TemporaryDirectory(prefix="symgeom-plants-") as name:
        folder = Path(name) / "project"
        shutil.copytree(ROOT, folder, ignore=left_out)
        compileall.compile_dir(folder / "symgeom", quiet=2)
        yield folder


def _planted(folder: Path, plant: Plant, show: bool) -> str:
    place, start = plant.place(folder), time.perf_counter()
    text = place.read_text(encoding="utf-8")
    Path(importlib.util.cache_from_source(str(place))).unlink(missing_ok=True)
    place.write_text(text.replace(plant.old, plant.new), encoding="utf-8")
    try:
        code = _run(folder, plant.tests, show)
    finally:
        place.write_text(text, encoding="utf-8")
    outcome = _OUTCOMES.get(code, f"NO ANSWER (exit code {code})")
    print(f"{outcome}: {plant.room}: {plant.name} ({time.perf_counter() - start:.1f} s)", flush=True)
    return outcome


def _run(folder: Path, tests: list[str] | tuple[str, ...], show: bool) -> int:
    process = multiprocessing.get_context("fork").Process(target=_child, args=(folder, list(tests), show))
    process.start()
    process.join()
    return process.exitcode if process.exitcode is not None else -1


def _child(folder: Path, tests: list[str], show: bool) -> None:
    """The tests in the copy: neither the project of this process nor bytecode of a plant is left behind."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    os.chdir(folder)
    for name in [n for n in sys.modules if n.split(".")[0] in ("tests", "symgeom", "benchmarks")]:
        del sys.modules[name]
    sys.path[:] = [str(folder), *(p for p in sys.path if p and Path(p).resolve() != ROOT)]
    sys.dont_write_bytecode = True
    os.environ |= {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", *tests]
    if not any("::" in test for test in tests):  # of whole files the quick part
        arguments += ["-m", "not slow"]
    with contextlib.ExitStack() as stack:
        if not show:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        code = int(pytest.main(arguments))
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
