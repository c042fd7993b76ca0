"""The formula of a quantity with its parts put back: entries in the map's own terms.

What is here: `entries_put_back`, all entries or some of them, and `asked_put_back`, those of which others follow; `ways`, the
styles in which the formula is written; `length_of`, how its forms are compared; `LONGEST`.

Convention: an entry is a pair, its shortest form and the same before it was brought over one denominator (`condensed`). From
the second the first follows in the letters of the map's terms, which is proved there.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy as sp

from symgeom.algebra.domain.contents import kinds
from symgeom.geometry.condensed import Condensing
from symgeom.geometry.exchanged import Asked
from symgeom.geometry.in_parts import Way, different
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import reading_length, size
from symgeom.parts.gathering import multiplied_out, with_contents
from symgeom.parts.lengths import Lengths
from symgeom.parts.names import Parts, needed
from symgeom.parts.replacement import Replacement
from symgeom.parts.rules import settled
from symgeom.parts.signs import turned

__all__ = ["LONGEST", "asked_put_back", "entries_put_back", "length_of", "ways"]

LONGEST = 20_000  # operations of a quantity past which one way to put it back is as good as another
_LARGEST = 500_000  # operations past which nothing is put back
_NEAT = 32  # operations of a normal form beside which none is brought over one denominator that is
_FAR = 3  # times as long before that

Pair: TypeAlias = tuple[sp.Expr, sp.Expr]


def length_of(quantity: Quantity[Any], chart: Any) -> Callable[[sp.Expr], float]:
    """How forms are compared: a function by its operations, entries by how they read beside one another."""
    return reading_length if quantity.shape(chart) else size


def ways(chart: Any, quantity: Quantity[Any]) -> list[Way]:
    """The styles in which the quantity has a formula."""
    return [way for _, way in different(chart, [quantity]) if way is not None]


def asked_put_back(chart: Any, asked: Asked, closed: list[sp.Expr] | None) -> list[Pair] | None:
    """The entries at the places; those that follow from others are themselves what has to be read back."""
    bounds = None if closed is None else asked.at_roots(closed)
    found = entries_put_back(chart, asked.quantity, asked.roots, bounds)
    if found is None or not asked.follow:
        return found
    forms = asked.spread([form for form, _ in found])
    if not asked.undefined:
        forms = list(map(Condensing(chart, Parts(()), {}).in_best_factors, forms))
    bases = dict(zip(asked.roots, (base for _, base in found)))
    return [(form, bases.get(n, form)) for n, form in zip(asked.places, forms)]


def entries_put_back(
    chart: Any,
    quantity: Quantity[Any],
    places: list[int] | None = None,
    closed: list[sp.Expr] | None = None,
) -> list[Pair] | None:
    """The entries at the places, or all of them."""
    found: list[Pair] | None = chart.engine.kept(
        f"{quantity.name} put back at {places}", lambda c: _in_styles(c, quantity, places, closed)
    )
    return found


def _in_styles(
    chart: Any, quantity: Quantity[Any], places: list[int] | None, closed: list[sp.Expr] | None
) -> list[Pair] | None:
    """Each entry in the shortest form; nothing is looked for that is longer than the entries as normal forms, ``closed``."""
    whole = ways(chart, quantity)
    if not whole:
        return None
    lengths = [_operations(table, forms[quantity]) for table, forms in whole]
    asked = [
        (table, [form for n, form in enumerate(forms[quantity]) if places is None or n in places])
        for table, forms in whole
    ]
    if min(lengths) > LONGEST:
        table, forms = asked[lengths.index(min(lengths))]
        return [(form, form) for form in map(_Full(table, {}), forms)] if min(lengths) <= _LARGEST else None
    length = length_of(quantity, chart)
    styles = _Styles([table for table, _ in asked], asked[0][1], length)
    fronted = with_contents if not quantity.shape(chart) else _same  # entries share more as they are
    entries = [(forms[-1], styles.shortest(*forms)) for forms in zip(*(forms for _, forms in asked))]
    entries = [(form, min(plain, fronted(plain), key=length)) for form, plain in entries]
    bounds = [math.inf] * len(entries) if closed is None else list(map(length, closed))
    near = [form for (form, plain), n in zip(entries, bounds) if n > _NEAT or length(plain) <= _FAR * n]
    condense = Condensing(chart, styles.last.parts, styles.objects(), near)

    @functools.cache  # many entries are equal, as those of symmetric matrices are
    def entry(form: sp.Expr, plain: sp.Expr, bound: float) -> Pair:
        over_one = condense(form, size(plain), min(bound, length(plain))) if form in near else []
        best = turned(min((plain, *map(settled, over_one)), key=length))
        return min(best, fronted(best), key=length), plain

    return [entry(form, plain, n) for (form, plain), n in zip(entries, bounds)]


class _Styles:
    """The styles of a formula, side by side: the subject's objects are in the shortest of them, and so are the entries."""

    def __init__(
        self, tables: Sequence[Parts], entries: Sequence[sp.Expr], length: Callable[[sp.Expr], float]
    ) -> None:
        """``entries`` are those of the first style."""
        short: dict[sp.Symbol, sp.Expr] = {}
        self._full, self._length = [_Full(table, short) for table in tables], length
        self._known: dict[tuple[sp.Expr, ...], sp.Expr] = {}
        parts, several = tables[0], False  # ways to write one of the objects
        for part in needed({p.symbol: p for p in parts}, entries):
            if part.symbol in parts.roles:
                versions = dict.fromkeys(
                    full(full.parts.of(part.symbol)) for full in self._full if part.symbol in full.parts.roles
                )
                short[part.symbol] = min(versions, key=size)
                several = several or len(versions) > 1
        self._ways = [
            (n, way)
            for n, full in enumerate(self._full)
            for way in (full, _Full(full.parts, {}))[: 1 + several]
        ]

    @property
    def last(self) -> _Full:
        """The style whose entries are brought over one denominator."""
        return self._full[-1]

    def objects(self) -> dict[sp.Symbol, sp.Expr]:
        """The subject's objects, written out."""
        table = self.last.parts
        return {s: self.last(table.of(s)) for s in table.roles if s in table}

    def shortest(self, *forms: sp.Expr) -> sp.Expr:
        """An entry, of which there is a form in each style."""
        if forms not in self._known:
            written_out = dict.fromkeys(full(forms[n]) for n, full in self._ways)
            self._known[forms] = min(map(multiplied_out, written_out), key=self._length)
        return self._known[forms]


def _same(e: sp.Expr) -> sp.Expr:
    return e


def _operations(parts: Parts, forms: list[sp.Expr]) -> int:
    """The operations of all entries whose parts are put back."""
    return sum(map(Lengths(parts), dict.fromkeys(forms)))


class _Full:
    """Forms with their parts put back, those that have a short form by that; each part is put together once."""

    def __init__(self, parts: Parts, short: dict[sp.Symbol, sp.Expr]) -> None:
        self.parts, self._short = parts, short
        self._fill = Replacement()
        self._has_signs = any(sp.sign in kinds(p.expression) for p in parts)
        self._known: dict[sp.Expr, sp.Expr] = {}

    def __call__(self, form: sp.Expr) -> sp.Expr:
        if form not in self._known:
            self.parts.fill(self._fill, form, self._short)
            full = self._fill(form)
            self._known[form] = settled(full) if self._has_signs or sp.sign in kinds(form) else full
        return self._known[form]
