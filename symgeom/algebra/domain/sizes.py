"""How large an expression is, and how large it would become: asked before SymPy is.

What is here: `parts`, the length written out, where a shared part counts as often as it is met; `terms`, a bound on the length
of the expansion; `expanded`, the expansion where it is short. All of them cost no more than the distinct parts. SymPy's own
walks (free symbols, printing, order) go through an expression as it is written out, and its expansions can't be stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb
from typing import Any

import sympy as sp

from symgeom.algebra.domain.remembered import remembered
from symgeom.errors import BudgetError

__all__ = [
    "MAX_EXPANDED",
    "MAX_PARTS",
    "check_parts",
    "check_pending",
    "expanded",
    "is_short",
    "parts",
    "terms",
]

MAX_PARTS = 1_000_000  # of one expression, written out
MAX_EXPANDED = 1_000  # terms that SymPy is asked to multiply out
MAX_PENDING = 12  # the order of a derivative that is still to be carried out
MAX_DERIVED = 200_000  # parts, about, of what comes of it
_SHORT = 2_000  # parts of an expression of which SymPy may be asked anything
_ENDLESS = 10**30


@remembered
def parts(e: sp.Basic) -> int:
    """Numbers, names and operations, each as often as it would be written."""
    return _counted(e, lambda node, inside: 1 + sum(inside))


def terms(e: sp.Basic) -> int:
    """At least the terms that multiplying out makes, in all of the expression's parts together."""
    within: dict[sp.Basic, int] = {}

    def count(node: sp.Basic, inside: list[int]) -> int:
        within[node] = _multiplied_out(node, inside)
        return within[node]

    top = _counted(e, count)
    return min(top + sum(n for n in within.values() if n > MAX_EXPANDED), _ENDLESS)


def _multiplied_out(node: sp.Basic, inside: list[int]) -> int:
    if isinstance(node, sp.Add):
        return sum(inside)
    if isinstance(node, sp.Mul):
        product = 1
        for n in inside:
            product = min(product * n, _ENDLESS)
        return product
    if isinstance(node, sp.Pow) and node.exp.is_Integer and inside[0] > 1:
        n, t = abs(int(node.exp)), inside[0]
        return _ENDLESS if min(n, t) > 60 else min(comb(n + t - 1, min(n, t - 1)), _ENDLESS)
    return 1


def expanded(e: sp.Expr) -> sp.Expr | None:
    """The expression multiplied out; None where that would be long."""
    return sp.expand(e) if terms(e) <= MAX_EXPANDED and is_short(e) else None


def is_short(e: sp.Basic) -> bool:
    """SymPy may be asked what takes it a time that grows with the expression."""
    return parts(e) <= _SHORT


def check_parts(e: sp.Basic, what: str) -> None:
    """Raises `BudgetError` for an expression that can't even be walked through."""
    n = parts(e)
    if n > MAX_PARTS:
        count = f"{n:,}" if n < _ENDLESS else "endlessly many"
        raise BudgetError(
            f"{what} has {count} parts when it is written out; the limit is {MAX_PARTS:,}. "
            "Give a smaller expression: shared parts count as often as they stand in it."
        )


def check_pending(d: sp.Derivative) -> None:
    """Raises `BudgetError` for a derivative that may be long once it is carried out, or holds something that is."""
    order = sum(int(n) for _, n in d.variable_count if n.is_Integer)
    if order > MAX_PENDING or parts(d.expr) * 3**order > MAX_DERIVED:
        raise BudgetError(
            f"a pending derivative of order {order} of an expression with {parts(d.expr):,} parts is too long to be "
            "carried out. Give its value, or a lower order."
        )


def _counted(e: sp.Basic, count: Callable[[sp.Basic, list[int]], int]) -> int:
    """A number for every distinct part, from those of its own parts; without recursion, as nests may be deep."""
    known: dict[Any, int] = {}
    left = [e]
    while left:
        node = left[-1]
        if node in known:
            left.pop()
            continue
        missing = [a for a in node.args if isinstance(a, sp.Basic) and a not in known]
        if missing:
            left += missing
            continue
        inside = [known[a] for a in node.args if isinstance(a, sp.Basic)]
        known[node] = min(count(node, inside), _ENDLESS)
        left.pop()
    return known[e]
