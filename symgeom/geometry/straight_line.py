"""What a kernel computes: the quantities by name, and in closed form where that keeps more digits or saves much.

What is here: `straight_line`. Where nothing is lost by the names they stay: a normal form over one denominator cancels where
the parts don't.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

import sympy as sp

from symgeom.algebra.ring.budget import LimitReached
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.in_parts import Line, Way, as_line, as_printed, in_parts, operations, untidied, written
from symgeom.geometry.nearby import nearby
from symgeom.geometry.rounding import cancels_inside, is_safe, keeping_digits, loses_near
from symgeom.geometry.row_major import entries, flat
from symgeom.geometry.turning import turns
from symgeom.parts.names import NamedPart
from symgeom.parts.rules import BESSEL

__all__ = ["straight_line"]

_CLOSED_MUST_SAVE = (
    0.62  # of the operations of the formula by name, for a kernel to be made of the closed form
)
_WORTH_COMPARING = 400  # operations by name past which a kernel isn't made of a closed form
_DENSE = 40  # terms of the second derivatives past which a normal form is long for sure
_DATA = 10**6  # numerators and denominators from here on are measured numbers
_KEEPING_DIGITS = (BESSEL, "share of an exponential")  # no normal form does as well


def straight_line(
    chart: Any, names: Iterable[str], tidied: bool = False
) -> tuple[tuple[NamedPart, ...], dict[str, list[sp.Expr]]]:
    """The way to write quantities that keeps most digits: by name, unless the closed form is much shorter.

    ``tidied`` is for people who read it: long ones too have no part that is used once, and nothing twice.

    A normal form over one denominator cancels where the parts don't; short ones have nothing to cancel, those of sums over
    data always: their squares are multiplied out.
    """
    quantities = [chart.engine.quantity_named(name) for name in names]
    way = written(chart, quantities, "steady")
    line = _line(chart, quantities, way, tidied)
    if way is not None and (coordinates := turns(chart)):
        near = written(chart, quantities, "turned")
        if near is not None and loses_near(chart, line[0], chain(*line[1].values()), coordinates):
            same = line == as_line(way)  # no closed form was better anywhere
            taken = {s.name for s in (*chart.engine.letters, *chart.engine.constants)}
            here = _with_closed_forms(chart, near, near=True)
            line = here if same else nearby(here, line, coordinates, taken)
    definitions, values = line
    return tuple(definitions), {q.name: forms for q, forms in values.items()}


def _line(chart: Any, quantities: list[Any], way: Way | None, tidied: bool) -> Line:
    """Away from where tangent vectors vanish."""
    if way is not None and untidied(way) > _WORTH_COMPARING:
        parts, values = way
        return as_line(way) if tidied else (parts.needed(*chain(*values.values())), values)
    if way is None:
        return as_line(as_printed(chart, quantities))
    if chart.data or not _has_short_numbers(chart):
        return as_line(way)
    return _with_closed_forms(chart, way)


def _with_closed_forms(chart: Any, way: Way, near: bool = False) -> Line:
    """The formula, or the closed forms where they keep more digits, or not ``near`` are much shorter, and in their budget."""
    try:
        return _mixed(chart, way if near else _with_numbers(chart, way), near)
    except LimitReached:
        raise
    except (InputError, BudgetError):
        return as_line(way)


def _mixed(chart: Any, way: Way, near: bool) -> Line:
    """The formula, or the closed form where that saves much and nothing cancels in it twice over, or keeps digits."""
    line = as_line(way)
    closed = way
    if _terms(chart) < _DENSE and all(
        p.meaning not in _KEEPING_DIGITS for p in way[0].needed(*chain(*way[1].values()))
    ):
        closed = as_printed(chart, list(way[1]))
        short = as_line(closed)
        much = not near and operations(short) < _CLOSED_MUST_SAVE * operations(line)
        if much and not any(map(cancels_inside, chain(*closed[1].values()))) and is_safe(chart, way, closed):
            return short
    best = keeping_digits(chart, way, closed, far=not near)
    return line if best == way else as_line(best)


def _with_numbers(chart: Any, way: Way) -> Way:
    """The formula, with constants for entries that have the same value at two points and are shown to be constant."""
    field, (parts, written) = in_parts(chart, "steady", way[1]).engine.field, way
    found, letters = dict(written), set(chart.engine.letters)
    for q, forms in written.items():
        if any(not e.is_Number and field.may_be_constant(e) for e in forms):
            shown = entries(chart.quantity(q.name))
            found[q] = [form if c.free_symbols & letters else c for c, form in zip(shown, forms)]
    return parts, found


def _has_short_numbers(chart: Any) -> bool:
    """Whether all numbers of the map are such as people write: others are data, and no exponents for a normal form."""
    numbers = {n for e in chart._sources for n in e.atoms(sp.Rational)}
    return all(max(abs(n.p), n.q) < _DATA for n in numbers)


def _terms(chart: Any) -> int:
    """How many terms the exact second derivatives of the map have together; of a metric, its entries."""
    known = "second_derivatives" if hasattr(chart, "map") else "metric"
    return sum(len(e.num) for e in flat(chart.engine.exact(known)))
