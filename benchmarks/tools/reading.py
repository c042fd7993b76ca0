"""A case as SymPy objects, and an answer as text: for the children that run SymPy, and for the check."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy as sp
from sympy.core.cache import clear_cache

from benchmarks.suite import Case, read

__all__ = ["Reader", "tell"]

ENOUGH = 0.2  # seconds of derivations
WARM = Case("", "", ["warm1", "warm2"], ["warm1", "warm2", "warm1**2 + warm2**2"])


class Reader:
    """Symbols, map and facts of a case. The text is the project's own, so SymPy may read it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        names = {*case.coordinates, *case.parameters, *case.positive}
        self.symbols = {
            name: sp.Symbol(name, positive=True) if name in case.positive else sp.Symbol(name, real=True)
            for name in names
        }
        self.names: dict[str, Any] = dict(self.symbols)
        if case.function:
            self.names[case.function] = sp.Function(case.function, real=True)
        self.coordinates = [self.symbols[name] for name in case.coordinates]
        self.map = [self.expression(text) for text in case.map]
        self.domain = {self.symbols[x]: tuple(map(self.expression, ends)) for x, ends in case.domain.items()}
        found = [self.expression(text) for text in case.where]
        self.where = [relation for relation in found if relation not in (True, sp.true)]

    @classmethod
    def of(cls, path: str) -> Reader:
        return cls(read(Path(path).read_text(encoding="utf-8")))

    def expression(self, text: str, evaluate: bool = True) -> Any:
        return sp.sympify(text, locals=self.names, evaluate=evaluate)


def tell(derive: Callable[[Reader], dict[str, Any]], path: str, folder: str) -> None:
    """Time a derivation (CPU seconds of this process) and write seconds, the entries and their sizes.

    The thread's clock: under a limit of CPU time Linux updates the clock of the process at its ticks only.
    A paraboloid first: what is loaded on demand belongs to the start-up, for every tool. A quick derivation is repeated for a
    fifth of a second, each time with SymPy's caches emptied and new objects, as in the other tools; the mean counts.
    """
    derive(Reader(WARM))
    seconds, count = 0.0, 0
    while seconds < ENOUGH:
        clear_cache()
        reader = Reader.of(path)
        start = time.thread_time()
        found = derive(reader)
        seconds += time.thread_time() - start
        count += 1
    answer = {
        "seconds": seconds / count,
        "operations": {key: sum(int(sp.count_ops(e)) for e in entries) for key, entries in found.items()},
        **{key: [sp.sstr(e) for e in entries] for key, entries in found.items()},
    }
    Path(folder, "answer.json").write_text(json.dumps(answer), encoding="utf-8")
