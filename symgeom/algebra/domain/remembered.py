"""Answers about expressions, remembered for the very objects that were asked about.

What is here: `remembered`, for functions of one expression. A table by equality would compare expressions part by part as
often as an equal one is met; formulas that are made of one another share the objects themselves.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

import sympy as sp

__all__ = ["remembered"]

_SIZE = 16_000  # expressions that are kept

E = TypeVar("E", bound=sp.Basic)
V = TypeVar("V")


def remembered(tell: Callable[[E], V]) -> Callable[[E], V]:
    """The function, computed once for each object.

    >>> @remembered
    ... def first(e):
    ...     print("asked")
    ...     return e.args[0]
    >>> e = sp.sin(sp.Symbol("x"))
    >>> first(e), first(e)
    asked
    (x, x)
    """
    known: dict[int, tuple[E, V]] = {}

    @functools.wraps(tell)
    def told(e: E) -> V:
        found = known.get(id(e))
        if found is None:
            if len(known) >= _SIZE:
                known.clear()
            found = known[id(e)] = e, tell(e)  # what is kept can't lose its number to another
        return found[1]

    return told
