"""Points of a domain where some inequalities hold: rational, random, the same in every run.

What is here: `points`. A point that violates an inequality is moved along a symbol in which the inequality is linear; what
still violates one, by balls, is thrown away.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from math import ceil, copysign
from operator import attrgetter
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.ring.budget import check

__all__ = ["admissible", "are_apart", "points", "slope_of", "tightened"]


def points(
    names: Sequence[sp.Symbol],
    domain: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
    positive: Sequence[sp.Expr],
    unequal: Sequence[Any],
    seed: int,
    tries: int,
) -> Iterator[dict[sp.Symbol, Any]]:
    """Values of the names in the open intervals ``domain`` where the expressions are positive and the pairs differ."""
    draw = random.Random(seed)
    failures = 0
    ends = {s: tightened(s, domain.get(s, (-sp.oo, sp.oo)), positive) for s in names}
    empty = [s for s, (low, high) in ends.items() if low is not None and high is not None and low >= high]
    if any(not s.assumptions0.get("zero") for s in empty):
        return  # nothing lies between
    while failures < tries:
        check()
        point = {s: _drawn(s, *ends[s], draw, failures) for s in names}
        good = _repair(point, positive, draw) and all(are_apart(point, *pair) for pair in unequal)
        if good and all(admissible(s, value) for s, value in point.items()):
            yield point
            failures = 0
        else:
            failures += 1


def tightened(s: sp.Symbol, ends: tuple[sp.Expr, sp.Expr], positive: Sequence[sp.Expr]) -> tuple[Any, Any]:
    """The interval of a symbol, also by its declared sign and the facts that are linear in it alone; None without an end."""
    low, high = map(_number, ends)
    if low is None and s.assumptions0.get("extended_nonnegative"):
        low = fmpq(0)
    if high is None and s.assumptions0.get("extended_nonpositive"):
        high = fmpq(0)
    for expression in positive:
        slope = slope_of(expression, s) if expression.free_symbols == {s} else None
        if not slope:
            continue
        bound = _number((slope * s - expression) / slope)
        if bound is not None and slope > 0:
            low = bound if low is None else max(low, bound)
        elif bound is not None:
            high = bound if high is None else min(high, bound)
    return low, high


def _drawn(s: sp.Symbol, low: Any, high: Any, draw: random.Random, round_: int) -> Any:
    declared = s.assumptions0
    if declared.get("zero"):
        return fmpq(0)
    if declared.get("integer"):
        return fmpq(_whole(low, high, bool(declared.get("positive")), draw))
    scale = fmpq(draw.choice((1, 4, 4, 8, 16, 64 + 4 * round_)), 4)
    if round_ > 40 and round_ % 2:  # perhaps the region is small
        scale = scale / 2 ** (round_ // 8)
    part = fmpq(draw.randint(1, 2**12 - 1), 2**12)
    if low is not None and high is not None:
        return _rounded(low + (high - low) * part, high - low)
    if low is not None:
        return low + scale * part
    return high - scale * part if high is not None else scale * (2 * part - 1)


def _whole(low: Any, high: Any, positive: bool, draw: random.Random) -> int:
    """An integer in the open interval, where there is one; near the end that is given."""
    first = None if low is None else int(low.p // low.q) + 1
    last = None if high is None else int(-((-high.p) // high.q)) - 1
    if positive:
        first = max(first or 1, 1)
    if first is None and last is None:
        return draw.randint(-4, 4)
    if first is None or last is None:
        return draw.randint(first, first + 5) if first is not None else draw.randint(last - 5, last)  # type: ignore[operator,arg-type]
    return draw.randint(first, max(first, last))


def _repair(point: dict[sp.Symbol, Any], inequalities: Sequence[sp.Expr], draw: random.Random) -> bool:
    """Move the point into the region where it is easy: along a symbol that a violated fact is linear in."""
    for _ in range(8):
        broken = [(i, gap) for i in inequalities if (gap := _violation(point, i)) is not None]
        if not broken:
            return True
        for expression, gap in broken:
            free = sorted(expression.free_symbols & point.keys(), key=attrgetter("name"))
            draw.shuffle(free)
            for s in free:
                slope = slope_of(expression, s)
                if slope:
                    step = (gap + draw.uniform(0.05, 1.5)) / float(slope)
                    whole = s.assumptions0.get("integer")
                    point[s] += (
                        int(copysign(ceil(abs(step)), step)) if whole else fmpq(round(step * 2**16), 2**16)
                    )
                    break
    return False


def _number(end: sp.Expr) -> Any:
    """A rational number next to an end of an interval; None for an infinite or symbolic end."""
    if end.is_finite is False or not end.is_number:
        return None
    if end.is_Rational:
        return fmpq(int(end.p), int(end.q))
    try:
        with precision(128):
            mantissa, exponent = Evaluator({}).real(end).mid().man_exp()
    except Undefined:
        return None
    return fmpq(int(mantissa)) * fmpq(2) ** int(exponent)


def _rounded(value: Any, width: Any) -> Any:
    """A short dyadic number next to the value, close for an interval of that width."""
    scale = 2**16
    while width * scale < 2**14:
        scale *= 2**8
    return fmpq(int((value * scale).p // (value * scale).q), scale)


def admissible(s: sp.Symbol, value: Any) -> bool:
    """The value has every property that the symbol is declared to have."""
    declared = s.assumptions0
    if "rational" not in declared:  # at most a sign
        return not (
            (declared.get("extended_nonnegative") and value < 0)
            or (declared.get("extended_nonpositive") and value > 0)
            or ("zero" in declared and declared["zero"] is not (value == 0))
        )
    number = sp.Rational(int(value.p), int(value.q))
    for name, wanted in declared.items():
        has = getattr(number, f"is_{name}", None)
        if has is not None and has != wanted:
            return False
    return True


def _violation(point: dict[sp.Symbol, Any], expression: sp.Expr) -> float | None:
    """How far the point is from satisfying the fact; None when it does, rigorously."""
    try:
        with precision(128):
            value = Evaluator(point).real(expression)
            if value > 0:
                return None
            return max(-float(value.mid()), 0.0)
    except Undefined:
        return 1.0


def slope_of(expression: sp.Expr, s: sp.Symbol) -> sp.Rational | None:
    """The coefficient of a symbol that the expression is linear in."""
    terms = [t.as_coeff_Mul() for t in sp.Add.make_args(expression) if s in t.free_symbols]
    return terms[0][0] if len(terms) == 1 and terms[0][1] == s and terms[0][0].is_Rational else None


def are_apart(point: dict[sp.Symbol, Any], left: sp.Expr, right: sp.Expr) -> bool:
    """The two values differ at the point, for sure."""
    try:
        with precision(128):
            return not Evaluator(point).real(left - right).contains(0)
    except Undefined:
        return False
