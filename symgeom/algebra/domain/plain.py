"""Points that people can read: small integers and halves first, and the borders of closed facts.

What is here: `plain_points`, in a fixed order, so that a counterexample reads ``a = 2`` and not ``a = 583/1024``. The ends of a
declared domain don't belong to it; the border of ``x >= 1`` or ``x >= y`` does, and is where a weak fact is put to the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.points import admissible, are_apart, slope_of, tightened

__all__ = ["plain_points"]

_VALUES = tuple(
    fmpq(p, q)
    for p, q in (
        *((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1), (-3, 1), (3, 2), (-3, 2)),
        *((4, 1), (-4, 1), (5, 1), (-5, 1), (1, 3), (10, 1), (-10, 1)),
    )
)
_EACH = 8  # values of one symbol
_FEW = 4
_TRIED = 200


def plain_points(
    names: Sequence[sp.Symbol],
    domain: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
    inequalities: Sequence[Any],
    unequal: Sequence[Any],
) -> Iterator[dict[sp.Symbol, Any]]:
    """Short rational points where the facts hold, weak ones perhaps with equality; those on such a border come last."""
    weak = [i.expression for i in inequalities if not i.strict]
    positive = [i.expression for i in inequalities]
    lists = [_values(s, *tightened(s, domain.get(s, (-sp.oo, sp.oo)), positive), weak) for s in names]
    seen: list[dict[sp.Symbol, Any]] = []
    for values in islice(_by_rank(lists), _TRIED):
        point = dict(zip(names, values))
        if _holds(point, domain, inequalities, unequal):
            seen.append(point)
            yield point
    for point in seen[:_EACH]:
        for expression in weak:
            moved = _onto_border(point, expression)
            if moved is not None and moved not in seen and _holds(moved, domain, inequalities, unequal):
                seen.append(moved)
                yield moved


def _values(s: sp.Symbol, low: Any, high: Any, weak: Sequence[sp.Expr]) -> list[Any]:
    """Short values between the ends, and the ends of closed facts."""
    borders = [b for e in weak if e.free_symbols == {s} and (b := _zero(e, s)) is not None]
    found = [q for q in _VALUES if (low is None or low < q) and (high is None or q < high)]
    if len(found) < _FEW and low is not None and high is not None:
        cuts = [low + (high - low) * fmpq(k, 4) for k in range(5)]
        pairs = [(low, high), *pairwise(cuts)]
        found += [q for pair in pairs if (q := _shortest(*pair)) is not None]
    elif len(found) < _FEW and low is not None:
        found += [fmpq(int(low.p // low.q) + k) for k in (1, 2, 3)]
    elif len(found) < _FEW and high is not None:
        found += [fmpq(-int(-high.p // high.q) - k) for k in (1, 2, 3)]
    return list(dict.fromkeys([*found[:_EACH], *borders]))


def _shortest(low: Any, high: Any) -> Any:
    """The rational number with the smallest denominator strictly between two (Stern and Brocot); None if there is none."""
    if low >= high:
        return None
    whole = low.p // low.q
    if whole + 1 < high:
        return fmpq(whole + 1)
    if low == whole:
        gap = 1 / (high - whole)
        return whole + 1 / fmpq(gap.p // gap.q + 1)
    return whole + 1 / _shortest(1 / (high - whole), 1 / (low - whole))


def _by_rank(lists: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """All choices of one value from each list, those near the fronts first."""
    if not all(lists):
        return
    for total in range(sum(len(values) - 1 for values in lists) + 1):
        yield from _of_rank(lists, total)


def _of_rank(lists: list[list[Any]], total: int) -> Iterator[tuple[Any, ...]]:
    if not lists:
        if total == 0:
            yield ()
        return
    for k in range(min(total, len(lists[0]) - 1), -1, -1):
        for rest in _of_rank(lists[1:], total - k):
            yield (lists[0][k], *rest)


def _zero(e: sp.Expr, s: sp.Symbol) -> Any:
    """The rational zero of an expression that is linear in its only symbol."""
    slope = slope_of(e, s)
    value = (slope * s - e) / slope if slope else sp.nan
    return fmpq(int(value.p), int(value.q)) if value.is_Rational else None


def _onto_border(point: dict[sp.Symbol, Any], e: sp.Expr) -> dict[sp.Symbol, Any] | None:
    """The point moved along a symbol in which the fact is linear to where it holds with equality."""
    for s in sorted(e.free_symbols & point.keys(), key=str):
        slope = slope_of(e, s)
        value = e.xreplace({t: sp.Rational(int(q.p), int(q.q)) for t, q in point.items()}) if slope else None
        if value is not None and value.is_Rational:
            step = value / slope
            return point | {s: point[s] - fmpq(int(step.p), int(step.q))}
    return None


def _holds(point: dict[sp.Symbol, Any], domain: Any, inequalities: Sequence[Any], unequal: Any) -> bool:
    """Every fact holds at the point, for sure."""
    try:
        with precision(128):
            at = Evaluator(point)
            for i in inequalities:
                value = at.real(i.expression)
                if not (value > 0 or (value >= 0 and not i.strict)):
                    return False
    except Undefined:
        return False
    return all(are_apart(point, *pair) for pair in unequal) and all(
        admissible(s, q) for s, q in point.items()
    )
