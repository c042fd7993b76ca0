"""Facts without which an identity of inverse functions says nothing: -1 < x < 1 beside asin(x).

What is here: `where_real`. Roots and logarithms have complex values where they aren't real, acosh by them, and are compared
there; other inverse functions are not. What is proved under these facts says so among its assumptions, and they are tried last.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.feasible import is_below
from symgeom.algebra.domain.points import slope_of
from symgeom.algebra.domain.realness import radicand

__all__ = ["where_real"]


def where_real(facts: Facts, *sides: sp.Expr) -> Facts | None:
    """The facts, and that asin, acos and atanh are real; None where there are none."""
    inverse = {part for e in sides for part in e.atoms(sp.asin, sp.acos, sp.atanh)}
    for h in sorted({radicand(part) for part in inverse}, key=sp.default_sort_key):
        facts = _narrowed(facts, h) or Facts(facts.domain, (*facts.where, sp.Gt(h, 0, evaluate=False)))
    return facts if inverse else None


def _narrowed(facts: Facts, h: sp.Expr) -> Facts | None:
    """An interval, where ``h > 0`` is one: for a h linear in one symbol, or ``1 - s^2``."""
    if len(h.free_symbols) != 1:
        return None
    (s,) = h.free_symbols
    low, high = facts.domain.get(s, (-sp.oo, sp.oo))
    slope = slope_of(h, s)
    if slope:
        end = s - h / slope
        ends = [(end, sp.oo) if slope > 0 else (-sp.oo, end)]
    elif h == 1 - s**2:
        ends = [(-sp.S.One, sp.oo), (-sp.oo, sp.S.One)]
    else:
        return None
    for first, last in ends:
        low = first if is_below(low, first) else low
        high = last if is_below(last, high) else high
    return Facts({**facts.domain, s: (low, high)}, facts.where) if is_below(low, high) else None
