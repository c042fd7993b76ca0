"""What rounding costs: the same formula in balls of 53 bits, at points of the domain.

What is here: `keeping_digits`, `is_safe`, `loses_near` and `cancels_inside`. The radius of such a ball bounds what a kernel in
float64 loses on the way, whatever cancels; of two ways to write the same part or entry the one with the smaller ball is taken.
No verdict rests on these numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from symgeom.geometry.range import EXPONENTIALS, LEAST, MOST, Ranged
from symgeom.geometry.row_major import size
from symgeom.geometry.volumes import by_volume
from symgeom.parts.names import NamedPart, Parts

__all__ = ["cancels_inside", "is_safe", "keeping_digits", "loses_near"]

Point = dict[sp.Symbol, Any]

_SHARES = ("share of an exponential", "logistic function", "inverse of a sum of exponentials")
_BITS = 53  # of a float64
_POINTS = 6
_FAR = (
    14,
    20,
    23,
    28,
    40,
    80,
    160,
    226,
    320,
    380,
    452,
    640,
    905,
)  # where exponentials leave the range of float64
_ASIDE = (1, 12, fmpq(1, 64))  # the same points farther out, and nearer to 0
_MUCH = 32.0  # times the other's loss
_RUIN = 1e-6  # a loss past which a form is taken that has weak places of its own
_LOW = 4  # power that overflows no sooner than a product of four
_KEPT = 1e-10
_NOTHING = 64 * 2.0**-_BITS  # a loss that isn't looked at
_NEAR = fmpq(1, 1024)  # times a coordinate
_FORESEEN = 0.2  # seconds of polynomial arithmetic for the closed form of a part


def keeping_digits(chart: Any, by_name: Way, closed: Way, far: bool = True) -> Way:
    """The quantities by name; in closed form the parts and entries that lose digits so and keep them there, ``far`` out too.

    The second form of a hyperboloid by name is a difference of two numbers of the size of cosh(v)^3 that is cosh(v) itself.
    """
    parts, values = by_name
    with (
        chart.engine.working(),
        precision(_BITS),
    ):  # in this order, as everywhere: the chart's lock, then FLINT's
        places = _Places(*_points(chart), far=_far(chart) if far else ())
        named = partial(by_volume, chart, parts, at=places.first)
        closed_part = _closed_part(chart, parts)
        changed = places.enter(
            parts.needed(*chain(*values.values())), lambda part: list(chain(*map(named, closed_part(part))))
        )
        chosen = {
            q: [
                places.better(form, partial(named, other))
                for form, other in zip(forms, closed[1][q], strict=True)
            ]
            for q, forms in values.items()
        }
    return parts.redefined(changed) if changed else parts, chosen


def is_safe(chart: Any, by_name: Way, closed: Way) -> bool:
    """Whether the closed forms keep their digits wherever the formula by name does, as far as the points show."""
    parts, values = by_name
    with (
        chart.engine.working(),
        precision(_BITS),
    ):  # in this order, as everywhere: the chart's lock, then FLINT's
        places = _Places(*_points(chart), far=_far(chart))
        places.enter(parts.needed(*chain(*values.values())), lambda _: [])
        pairs = zip(chain(*values.values()), chain(*closed[1].values()), strict=True)
        return not any(places.is_ruined(other, form) for form, other in pairs)


def loses_near(
    chart: Any, definitions: list[NamedPart], forms: Iterable[sp.Expr], coordinates: Iterable[sp.Symbol]
) -> bool:
    """Whether a form loses digits where one of the coordinates is near 0, as far as a few points show."""
    with chart.engine.working(), precision(_BITS):
        generic, _ = _points(chart)
        places = _Places([point | {x: point[x] * _NEAR} for point in generic for x in coordinates])
        places.enter(definitions, lambda _: [])
        return any((loss or 0.0) > _NOTHING for form in forms for loss in places.losses(form))


def _closed_part(chart: Any, parts: Parts) -> Callable[[NamedPart], list[sp.Expr]]:
    """A part over one denominator in the terms of the map, and as a normal form."""
    condense = Condensing(chart, parts, {})

    def closed(part: NamedPart) -> list[sp.Expr]:
        full = parts.put_back(part.symbol)
        found = condense(part.symbol, 2 * size(full))
        try:
            with allowed(_FORESEEN):
                return [*found, chart.engine.present(chart.engine.element(full))]
        except Spent:  # a limit of its own, which is no error
            return found
        except LimitReached:
            raise
        except (InputError, BudgetError):  # no normal form that is worth it
            return found

    return closed


class _Places:
    """Points of the domain at which forms are evaluated, with the names that have a value there."""

    def __init__(
        self, generic: list[Point], special: Iterable[Point] = (), far: Iterable[Point] = ()
    ) -> None:
        far = list(far)
        self._at = [Evaluator(point) for point in (*far, *generic, *special)]
        self._ranged = [Ranged(point) for point in far]
        self._generic = len(far) + len(generic)
        self._shares = False  # of exponentials, which are lowered to what overflows nowhere

    @property
    def first(self) -> Evaluator:
        """A point near."""
        return self._at[len(self._ranged)]

    def enter(
        self, definitions: list[NamedPart], closed: Callable[[NamedPart], list[sp.Expr]]
    ) -> dict[sp.Symbol, sp.Expr]:
        """Gives the parts their values in order; what those are that are better written in closed form."""
        self._shares = any(part.meaning in _SHARES for part in definitions)
        changed = {}
        for part in definitions:
            best = part.expression
            if best.is_Add or (best.is_Mul and best.has(sp.Add)):
                best = self.better(best, partial(closed, part))
            if best is not part.expression:
                changed[part.symbol] = best
            for at in (*self._at, *self._ranged):
                try:
                    at.point[part.symbol] = at.real(best)
                except Undefined:
                    continue  # and neither has what needs it
        return changed

    def better(self, form: sp.Expr, others: Callable[[], list[sp.Expr]]) -> sp.Expr:
        """A form, or the one of the ``others`` that loses fewest digits where the form loses far more."""
        own, best, least = self.losses(form), form, math.inf
        if max(filter(None, own[: self._generic]), default=0.0) <= _NOTHING:
            return form
        for other in others():
            if self._shares and _overflows(other):
                continue
            enough = _RUIN if cancels_inside(other) or _overflows(other) else _NOTHING
            losses = self.losses(other)
            here = max((x for x, _ in _compared(own[: self._generic], losses[: self._generic])), default=0.0)
            there = max((y for _, y in _compared(own, losses)), default=0.0)
            if here > max(enough, _MUCH * there) and there < least / 2:
                best, least = other, there
        return best

    def is_ruined(self, other: sp.Expr, form: sp.Expr) -> bool:
        """Whether the ``other`` form loses at some point what the form keeps."""
        return any(y > _RUIN and x < _KEPT for x, y in _compared(self.losses(form), self.losses(other)))

    def losses(self, form: sp.Expr) -> list[float | None]:
        """What a form loses at each of the points; far out everything where float64 can't hold what it needs."""
        near = [_loss(at, form) for at in self._at[len(self._ranged) :]]
        if self._shares:
            return [*(None for _ in self._ranged), *near]
        return [*(_far_loss(*both, form) for both in zip(self._at, self._ranged, strict=False)), *near]


def _far_loss(at: Evaluator, ranged: Ranged, form: sp.Expr) -> float | None:
    """The same, infinite where the form has no value in the range of float64; None where the value itself is out of it."""
    try:
        value = abs(at.real(form))
    except Undefined:
        return None
    if not LEAST < value < MOST:
        return None
    try:
        ranged.real(form)
    except Undefined:
        return math.inf
    return _loss(at, form)


def _compared(own: Sequence[float | None], others: Sequence[float | None]) -> Iterator[tuple[float, float]]:
    """The losses of two forms where the first has a value, but for zeros of both."""
    for x, y in zip(own, others, strict=True):
        if x is not None and not (x == y == math.inf):
            yield x, math.inf if y is None else y


def cancels_inside(e: sp.Expr) -> bool:
    """A difference inside a difference, as Horner's scheme nests them: it loses digits that no input lost."""
    return any(
        _is_difference(s) and any(map(_is_difference, set().union(*(t.atoms(sp.Add) for t in s.args))))
        for s in e.atoms(sp.Add)
    )


def _is_difference(s: sp.Expr) -> bool:
    return len({bool(t.as_coeff_Mul()[0].is_negative) for t in s.args}) > 1


def _overflows(e: sp.Expr) -> bool:
    """A root or a high power of a sum of exponentials, as in w^3: too large or too small where the parts are not."""
    return any(
        p.base.is_Add and p.base.has(sp.exp) and not (p.exp.is_Integer and abs(p.exp) <= _LOW)
        for p in e.atoms(sp.Pow)
    )


def _points(chart: Any) -> tuple[list[Point], list[Point]]:
    """Points near and far, and such where all coordinates have one size: there a form may be worse, but need not be better."""
    engine = chart.engine
    generic: list[Point] = []
    special: list[Point] = []
    for point in islice(engine.facts.sample((*engine.letters, *engine.constants), seed=1), _POINTS):
        generic += [
            {s: value * times if s in engine.letters else value for s, value in point.items()}
            for times in _ASIDE
        ]
        for turned in (1, -1):
            one = point[engine.letters[0]]
            same = {s: one if n == 0 else turned * one for n, s in enumerate(engine.letters)}
            special.append(point | same)
    return generic, special


def _far(chart: Any) -> list[Point]:
    """Points at which exponentials leave the range of float64; none where there are none, or for graphs, whose w is above 1."""
    engine, components = chart.engine, getattr(chart, "map", ())
    is_graph = tuple(components[:-1]) == tuple(chart.coordinates)
    if is_graph or not any(e.has(*EXPONENTIALS) for e in components):
        return []
    point = next(iter(engine.facts.sample((*engine.letters, *engine.constants), seed=1)))
    signs = {s: 1 if point[s] >= 0 else -1 for s in engine.letters}
    return [
        point | {s: fmpq(turn * sign * (size + n)) for n, (s, sign) in enumerate(signs.items())}
        for size in _FAR
        for turn in (1, -1)
    ]


def _loss(at: Evaluator, form: sp.Expr) -> float | None:
    """The radius relative to the value; infinite where the ball holds 0, None where there is no value."""
    try:
        ball = at.real(form)
    except Undefined:
        return None
    if ball.rad() == 0:
        return 0.0
    return math.inf if ball.contains(0) else float(ball.rad() / abs(ball.mid()))
