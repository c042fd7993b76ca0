"""Facts as a list for readers: each fact once, in the shape in which it was stated.

What is here: `each_once`, for lines of text with the inequalities that they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

__all__ = ["each_once"]


def each_once(lines: Sequence[tuple[str, Sequence[Any]]]) -> tuple[str, ...]:
    """The lines without those that say what others say: R - r > 0 beside R > r, x >= 0 beside 0 < x < 1."""
    said: dict[tuple[Any, ...], list[tuple[bool, int]]] = {}  # an expression up to a factor: strict, line
    keys = [[_up_to_a_factor(i.expression) for i in inequalities] for _, inequalities in lines]
    for n, (_, inequalities) in enumerate(lines):
        for key, i in zip(keys[n], inequalities):
            said.setdefault(key, []).append((i.strict, n))
    kept = []
    dropped: set[int] = set()
    for n, (text, inequalities) in reversed(list(enumerate(lines))):  # what was stated first stays
        others = [
            any(m != n and m not in dropped and strict >= i.strict for strict, m in said[key])
            for key, i in zip(keys[n], inequalities)
        ]
        if inequalities and all(others):
            dropped.add(n)
        else:
            kept.append(text)
    return tuple(dict.fromkeys(reversed(kept)))


def _up_to_a_factor(e: sp.Expr) -> tuple[Any, ...]:
    """The expression in a shape that positive factors don't change: its terms over the size of the first one."""
    terms = sorted(sp.Add.make_args(e if e.is_Symbol else sp.expand(e)), key=sp.default_sort_key)
    pairs = sorted((t.as_coeff_Mul() for t in terms), key=lambda pair: sp.default_sort_key(pair[1]))
    size = abs(pairs[0][0])
    return tuple((c / size, rest) for c, rest in pairs) if size else tuple(pairs)
