"""What rounding costs: the same formula in balls of 53 bits, at points of the domain.

What is here: `keeping_digits`. The radius of such a ball bounds what a kernel in float64 loses on the way, whatever cancels;
of two ways to write the same part or entry the one with the smaller ball is taken. No verdict rests on these numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.condensed import Condensing
from symgeom.geometry.in_parts import Way
from symgeom.geometry.row_major import size
from symgeom.parts.names import NamedPart, Parts

__all__ = ["keeping_digits"]

_BITS = 53  # of a float64
_POINTS = 6
_ASIDE = (1, 12, fmpq(1, 64))  # the same points farther out, and nearer to 0
_MUCH = 32.0  # times the other's loss
_NOTHING = 64 * 2.0**-_BITS  # a loss that isn't looked at
_FORESEEN = 0.2  # seconds of polynomial arithmetic for the closed form of a part


def keeping_digits(chart: Any, by_name: Way, closed: Way) -> Way:
    """The quantities by name; in closed form the parts and entries that lose digits so and keep them there.

    The second form of a hyperboloid by name is a difference of two numbers of the size of cosh(v)^3 that is cosh(v) itself.
    """
    parts, values = by_name
    with precision(_BITS):
        places = _Places(chart)
        changed = places.enter(parts.needed(*chain(*values.values())), _closed_part(chart, parts))
        chosen = {
            q: [
                places.better(form, partial(_only, other))
                for form, other in zip(forms, closed[1][q], strict=True)
            ]
            for q, forms in values.items()
        }
    return parts.redefined(changed) if changed else parts, chosen


def _closed_part(chart: Any, parts: Parts) -> Callable[[NamedPart], list[sp.Expr]]:
    """A part over one denominator in the terms of the map, and as a normal form."""
    condense = Condensing(chart, parts, {})

    def closed(part: NamedPart) -> list[sp.Expr]:
        full = parts.put_back(part.symbol)
        found = condense(part.symbol, 2 * size(full))
        try:
            with allowed(_FORESEEN):
                return [*found, chart.engine.present(chart.engine.element(full))]
        except LimitReached:
            raise
        except (Spent, InputError, BudgetError):  # no normal form that is worth it
            return found

    return closed


class _Places:
    """Points of the domain at which forms are evaluated, with the names that have a value there."""

    def __init__(self, chart: Any) -> None:
        self._at = [Evaluator(point) for point in _points(chart)]

    def enter(
        self, definitions: list[NamedPart], closed: Callable[[NamedPart], list[sp.Expr]]
    ) -> dict[sp.Symbol, sp.Expr]:
        """Gives the parts their values in order; what those are that are better written in closed form."""
        changed = {}
        for part in definitions:
            best = part.expression
            if best.is_Add or (best.is_Mul and best.has(sp.Add)):
                best = self.better(best, partial(closed, part))
            if best is not part.expression:
                changed[part.symbol] = best
            for at in self._at:
                try:
                    at.point[part.symbol] = at.real(best)
                except Undefined:
                    continue  # and neither has what needs it
        return changed

    def better(self, form: sp.Expr, others: Callable[[], list[sp.Expr]]) -> sp.Expr:
        """A form, or the one of the ``others`` that loses fewest digits where the form loses far more."""
        own, best, least = self._losses(form), form, math.inf
        if max(filter(None, own), default=0.0) <= _NOTHING:
            return form
        for other in others():
            pairs = [(x, y) for x, y in zip(own, self._losses(other)) if x is not None and y is not None]
            here, there = (max(column) for column in zip(*pairs)) if pairs else (0.0, 0.0)
            if here > max(_NOTHING, _MUCH * there) and there < least / 2:
                best, least = other, there
        return best

    def _losses(self, form: sp.Expr) -> list[float | None]:
        return [_loss(at, form) for at in self._at]


def _only(form: sp.Expr) -> list[sp.Expr]:
    return [form]


def _points(chart: Any) -> Iterator[dict[sp.Symbol, Any]]:
    engine = chart.engine
    for point in islice(engine.facts.sample((*engine.letters, *engine.constants), seed=1), _POINTS):
        for times in _ASIDE:
            yield {s: value * times if s in engine.letters else value for s, value in point.items()}


def _loss(at: Evaluator, form: sp.Expr) -> float | None:
    """The radius relative to the value; infinite where the ball holds 0, None where there is no value."""
    try:
        ball = at.real(form)
    except Undefined:
        return None
    if ball.rad() == 0:
        return 0.0
    return math.inf if ball.contains(0) else float(ball.rad() / abs(ball.mid()))
