"""A case as SymPy objects, and an answer as text: for the children that run SymPy, and for the check."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy as sp

from benchmarks.suite import Case, read

__all__ = ["Reader", "tell"]


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

    @classmethod
    def of(cls, path: str) -> Reader:
        return cls(read(Path(path).read_text(encoding="utf-8")))

    def expression(self, text: str, evaluate: bool = True) -> Any:
        return sp.sympify(text, locals=self.names, evaluate=evaluate)

    @property
    def domain(self) -> dict[Any, Any]:
        return {self.symbols[x]: tuple(map(self.expression, ends)) for x, ends in self.case.domain.items()}

    @property
    def where(self) -> list[Any]:
        found = [self.expression(text) for text in self.case.where]
        return [relation for relation in found if relation not in (True, sp.true)]


def tell(derive: Callable[[], tuple[Any, Any]], folder: str) -> None:
    """Time a derivation (CPU seconds of this process) and write seconds, K, H and their sizes."""
    start = time.process_time()
    K, H = derive()
    seconds = time.process_time() - start
    answer = {
        "seconds": seconds,
        "K": sp.sstr(K),
        "H": sp.sstr(H),
        "operations": [int(sp.count_ops(K)), int(sp.count_ops(H))],
    }
    Path(folder, "answer.json").write_text(json.dumps(answer), encoding="utf-8")
