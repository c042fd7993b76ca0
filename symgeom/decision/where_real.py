"""Facts without which an identity says nothing, as a side isn't real: x > 0 beside log(x), -1 < x < 1 beside asin(x).

What is here: `where_real`. They are weaker than they need be: a side may be real where a root in it is not. So what is proved
under them says so among its assumptions, and they are tried last.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.feasible import is_below
from symgeom.algebra.domain.points import slope_of
from symgeom.algebra.reading.translate import Translator

__all__ = ["where_real"]


def where_real(facts: Facts, *sides: sp.Expr) -> Facts | None:
    """The facts, and that all roots, logarithms and inverse functions are real; None where that is nothing new."""
    hypotheses = Translator(sides, facts, real=True).hypotheses
    for h in hypotheses:
        facts = _narrowed(facts, h) or Facts(facts.domain, (*facts.where, sp.Gt(h, 0, evaluate=False)))
    return facts if hypotheses else None


def _narrowed(facts: Facts, h: sp.Expr) -> Facts | None:
    """An interval, where ``h > 0`` is one: for a h linear in one symbol or an odd power of it, or ``1 - s^2``."""
    if len(h.free_symbols) != 1:
        return None
    (s,) = h.free_symbols
    if h.is_Pow and h.exp.is_Integer and h.exp % 2:
        h = h.base
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
