"""Quantities with their parts by name: the rules of the chapters, run in the arithmetic of `parts`.

What is here: `formula`, and `written` (a quantity in one style). The rules are those that derive
the normal form, so that there is one derivation; the subject's objects get their names as they are derived: p, A and w of a
graph; g, n, h of any hypersurface.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import given
from symgeom.algebra.domain.summation import held
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.declarations import read_quantities
from symgeom.geometry.labels import Label
from symgeom.geometry.normal_forms import normal_forms
from symgeom.geometry.proof import proof
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import entries, flat, shaped, size, terms_of
from symgeom.geometry.tensors import lines
from symgeom.parts.arithmetic import Named, NamedField, NamedReader
from symgeom.parts.differentiation import Style
from symgeom.parts.formula import Formula
from symgeom.parts.lengths import Lengths
from symgeom.parts.names import NamedPart, Parts, put_back
from symgeom.parts.tidy import tidy

__all__ = ["STYLES", "Way", "as_formula", "different", "formula", "in_parts", "written"]

_LONG = 1000  # operations of a formula past which other styles aren't tried
_FORESEEN = (
    1.0  # seconds of polynomial arithmetic for the exact second derivatives, to see how dense they are
)
_TERMS = 400  # of a normal form, and
_FACTORED = 4  # for each operation by name, past which none is written
STYLES: tuple[Style, ...] = ("shared", "gathered", "plain")


class Naming:
    """Names for the subject's objects, as a chart derives them; ``jets`` are those that are derivatives of the map itself.

    ``exact`` gives the same object as normal forms where they are known: they tell what is zero at no cost.
    """

    def __init__(self, parts: Parts, dimension: int, exact: Callable[[str], Any]) -> None:
        self._parts, self._exact = parts, exact
        self._between = "" if dimension < 10 else "_"
        self.jets: dict[str, tuple[Label, Callable[[Any], Any], Any]] = {}

    def __call__(self, key: str, label: Label, rule: Callable[[Any], Any], value: Any) -> Any:
        named = self._named(value, label, (), self._exact(key))
        if label.jet is not None:
            self.jets[key] = label, rule, named
        return named

    def _named(self, value: Any, label: Label, index: tuple[int, ...], exact: Any) -> Any:
        if not isinstance(value, Named):
            known = exact if isinstance(exact, tuple) else (None,) * len(value)
            return tuple(
                self._named(v, label, (*index, i + 1), e)
                for i, (v, e) in enumerate(zip(value, known, strict=True))
            )
        form = value.form
        if exact.is_zero() if isinstance(exact, Element) else value.is_zero():
            return value.field.rational(0)
        if form.as_coeff_Mul()[1].is_Atom or not (form.is_Add or form.is_Mul or form.is_Pow):
            return value
        symbol = self._parts.called(
            form, label.letter + ("_" if index else "") + self._between.join(map(str, index)), label.meaning
        )
        if not label.root:
            return Named(value.field, symbol)
        return Named(value.field, self._parts.root_called(symbol, label.root, label.root_meaning) ** 2)


def _in_parts(chart: Any, style: Style) -> Any:
    """The chart, to be derived in parts by name."""
    engine = chart.engine
    parts = Parts(engine.letters, _taken(chart))
    field = NamedField(parts, lambda form: engine.element(form).is_zero(), style)
    naming = Naming(parts, chart.dimension, engine.known)
    layers = chart.layers if style not in ("turned", "steady") else None  # names for readers
    return engine.in_field(NamedReader(field, chart._sources, layers), called=naming)


def _taken(chart: Any) -> set[str]:
    """Names that the user has given."""
    functions = {f.func.__name__ for f in chart.functions}
    return {s.name for s in (*chart.engine.letters, *chart.engine.constants)} | functions


def in_parts(chart: Any, style: Style = "shared", of: Iterable[Quantity[Any]] = ()) -> Any:
    """The chart, to be derived in parts by name: anew for each choice of quantities, as one form is the name of others.

    So what is written doesn't depend on what was asked before.
    """
    return chart.engine.kept(
        f"in parts, {style}: {', '.join(q.name for q in of)}", lambda c: _in_parts(c, style)
    )


def formula(chart: Any, names: str | Iterable[str]) -> Formula:
    """The named quantities with their parts by name: of the ways to write them the one with the fewest operations."""
    asked = read_quantities(chart, names)
    missing = _missing(chart, asked)
    quantities = [q for q in asked if q.name not in missing]
    ways = _ways(chart, quantities)
    found: list[tuple[Style | None, Line]] = [
        (style, as_line(way)) for style, way in ways.items() if way is not None
    ]
    longest = max(_TERMS, _FACTORED * min(operations(line) for _, line in found)) if found else math.inf
    if not found or _has_normal_form(chart, quantities, longest):
        found += [(None, as_line(way)) for way in _closed_ways(chart, quantities)]
        found += [
            (None, as_line(way)) for way in _anew(chart, ways, min(operations(line) for _, line in found))
        ]
    style, line = min(found, key=lambda pair: operations(pair[1]))
    return as_formula(chart, style, line, isinstance(names, str), missing)


def as_formula(
    chart: Any, style: Style | None, line: Line, single: bool, missing: dict[str, str] | None = None
) -> Formula:
    """Definitions and values as a formula, which knows how it was written and so how it is proved."""
    definitions, values = line
    quantities = list(values)
    shown = {q.name: shaped(list(map(given, values[q])), q.shape(chart)) for q in quantities}
    parts = tuple(NamedPart(given(p.symbol), given(p.expression), p.meaning) for p in definitions)
    by_name = None if style is None else in_parts(chart, style, quantities)
    told = lines({q.name: q for q in quantities})
    asked = (*shown, *(missing or {}))
    again = partial(chart.formula, asked[0] if single else asked)
    return Formula(parts, shown, single, lambda made: proof(chart, by_name, made), told, missing, again)


def _ways(chart: Any, quantities: list[Quantity[Any]]) -> dict[Style, Way | None]:
    """The quantities in each style; of a long formula only in that for computing, where sharing decides."""
    ways: dict[Style, Way | None] = {}
    for style, way in different(chart, quantities):
        ways[style] = way
        if way is not None and untidied(way) > _LONG:
            break
    return ways


def different(chart: Any, quantities: list[Quantity[Any]]) -> Iterator[tuple[Style, Way | None]]:
    """The quantities in each style, without those that do nothing else than one before."""
    named = gathered = True  # whether the next style may be another one
    for style in STYLES:
        if (style == "gathered" and not named) or (style == "plain" and not gathered):
            continue
        way = written(chart, quantities, style)
        if way is not None:
            used = in_parts(chart, style, quantities).engine.field.used
            named = named and "names" in used
            gathered = "factors" in used if style == "gathered" or not named else gathered
        yield style, way


def _anew(chart: Any, ways: dict[Style, Way | None], known: int) -> Iterator[Way]:
    """The formula with all parts put back, to be shared anew without the subject's objects.

    A reader wants these, so it is looked at only where they make a formula longer than what sharing alone gives, ``known``
    being the length of the shortest.
    """
    *_, way = ways.values()  # the plainest
    bent = any(e.has(sp.Abs, sp.sign, sp.Max, sp.Min) for e in chart._sources)  # proved by parts alone
    if way is None or bent or sum(map(Lengths(way[0]), chain(*way[1].values()))) > _LONG:
        return
    parts, values = way
    put = {q: [put_back(parts.needed(e), e) for e in forms] for q, forms in values.items()}
    shared, rest = sp.cse([e for forms in put.values() for e in forms], order="none")
    if known > sum(map(size, chain((e for _, e in shared), rest))):
        yield Parts(chart.engine.letters, _taken(chart)), put


def _missing(chart: Any, quantities: list[Quantity[Any]]) -> dict[str, str]:
    """Why there is no formula of a quantity, for those that have none. Raises the error where none has one."""
    missing: dict[str, str] = {}
    if any(written(chart, quantities, style) is not None for style in STYLES):
        return missing
    for q in quantities:
        if any(written(chart, [q], style) is not None for style in STYLES):
            continue
        try:
            chart.quantity(q.name)
        except LimitReached:
            raise
        except (InputError, BudgetError) as problem:
            missing[q.name] = str(problem)
            if len(missing) == len(quantities):
                raise
    return missing


def _has_normal_form(chart: Any, quantities: list[Quantity[Any]], longest: float) -> bool:
    """Whether the normal forms are within reach and not too long to be of use: a closed form beyond could not be proved."""
    try:
        with allowed(_FORESEEN):
            terms = sum(terms_of(e) for q in quantities for e in flat(chart.engine.exact(q.name)))
    except Spent:
        return False
    except LimitReached:
        raise
    except BudgetError:
        return False
    return terms <= longest


def untidied(way: Way) -> int:
    parts, values = way
    return sum(size(p.expression) for p in parts.needed(*chain(*values.values())))


Line = tuple[list[NamedPart], dict[Quantity[Any], list[sp.Expr]]]
Way = tuple[Parts, dict[Quantity[Any], list[sp.Expr]]]


def written(chart: Any, quantities: list[Quantity[Any]], style: Style, by_name: Any = None) -> Way | None:
    """The quantities in parts, of a chart that is given ``by_name`` or one of their own; None where one isn't written so."""
    by_name = by_name or in_parts(chart, style, quantities)
    try:
        return by_name.engine.field.parts, {
            q: [e.form for e in flat(by_name.engine.exact(q.name))] for q in quantities
        }
    except LimitReached:
        raise
    except (InputError, BudgetError):
        return None


def _closed_ways(chart: Any, quantities: list[Quantity[Any]]) -> Iterator[Way]:
    """The quantities as they are printed, and as normal forms, which share more where no formula was shorter."""
    yield (way := as_printed(chart, quantities))
    normal = {q: normal_forms(chart, q) for q in quantities}
    if normal != way[1] and all(forms is not None for forms in normal.values()):
        yield Parts(chart.engine.letters, _taken(chart)), {q: forms for q, forms in normal.items() if forms}


def as_printed(chart: Any, quantities: list[Quantity[Any]]) -> Way:
    """The quantities as they are printed; sums over data as the engine knows them, whose limits are no parts."""
    values = {q: entries(chart.quantity(q.name)) for q in quantities}
    if chart.data:
        values = {q: held(forms) for q, forms in values.items()}
    return Parts(chart.engine.letters, _taken(chart)), values


def as_line(way: Way) -> Line:
    parts, written = way
    definitions, forms = tidy(parts, [form for entries in written.values() for form in entries])
    values = iter(forms)
    return definitions, {q: [next(values) for _ in forms] for q, forms in written.items()}


def operations(line: Line) -> int:
    """How many operations definitions and values take together."""
    definitions, values = line
    return sum(size(p.expression) for p in definitions) + sum(
        size(e) for forms in values.values() for e in forms
    )
