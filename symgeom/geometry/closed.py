"""Closed forms: of the ways to write a quantity the shortest, entry by entry.

What is here: `closed_forms`, which chooses between the normal form as it is written and the formula by name with its parts put
back (`in_parts`), perhaps over one denominator (`condensed`). What is put back is read back into the exact field and compared.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.condensed import Condensing, letters_of
from symgeom.geometry.exchanged import Asked
from symgeom.geometry.in_parts import Way, different, in_parts, written
from symgeom.geometry.normal_forms import printed
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import reading_length, size
from symgeom.parts.gathering import multiplied_out
from symgeom.parts.lengths import Lengths
from symgeom.parts.names import Parts, needed
from symgeom.parts.replacement import Replacement
from symgeom.parts.rules import settled
from symgeom.parts.signs import turned

__all__ = ["closed_forms"]

_WORTH = (
    1.0  # foreseen seconds of polynomial arithmetic that a normal form is worth, where a formula is at hand
)
_SHORT = 18  # operations of an entry up to which no shorter one is looked for
_PRINTED = 40  # terms up to which a normal form is written before anything else is looked at
_HOPELESS = 8  # times as long before anything cancels
_RELATED = 3  # the same, where all terms of the map are polynomials in sines, which the chart's own field knows better
_CANCELLED = 2  # the same, where there is nothing to bring over one denominator: products of sums may cancel
_NEAT = 32  # operations of a normal form beside which none is brought over one denominator that is
_FAR = 3  # times as long before that
_SINES = {sp.sin, sp.cos, sp.sinh, sp.cosh}
_LONGEST = 20_000  # operations of a quantity past which one way to put it back is as good as another
_LARGEST = 500_000  # operations past which nothing is put back


def closed_forms(chart: Any, quantity: Quantity[Any]) -> list[sp.Expr]:
    """The entries of a quantity in row-major order, each in the shortest form that is known.

    Where the normal form is past the limits of the field it is the formula with its parts put back.
    """
    try:
        found = _put_back(chart, quantity) if not _is_exact(chart, quantity) else None
        if found is None:
            asked = Asked(chart, quantity)
            return asked.all_of(_shortest(chart, asked))
    except LimitReached:
        raise
    except BudgetError:
        found = _put_back(chart, quantity)
        if found is None:
            raise
    return [form for form, _ in found]


def _is_exact(chart: Any, quantity: Quantity[Any]) -> bool:
    """Whether the normal forms are known at a reasonable price."""
    try:
        with allowed(_WORTH):
            chart.engine.exact(quantity.name)
    except Spent:
        return False
    return True


def _shortest(chart: Any, asked: Asked) -> list[sp.Expr]:
    forms = _shorter(chart, asked, None) if asked.terms > _PRINTED else None
    if forms is not None:
        return forms
    closed = _closed(chart, asked)
    derived = set(asked.quantity.uses) - {"position"}
    if derived and max(map(size, closed)) < _SHORT and not _foreign(chart, closed):
        return closed  # derivatives of the map are looked at: its own terms cost little
    return _shorter(chart, asked, closed) or closed


def _closed(chart: Any, asked: Asked) -> list[sp.Expr]:
    """The entries as normal forms; those of an undefined function differ by its derivatives alone."""
    if asked.undefined:
        forms = asked.spread(printed(chart, tuple(asked.at_roots(asked.entries))))
        if _have(chart, forms, asked.entries):
            return forms
    return printed(chart, tuple(asked.entries))


def _foreign(chart: Any, closed: list[sp.Expr]) -> bool:
    """Powers that were typed came out as exponentials, or functions that stood in logarithms alone outside of them."""
    typed, in_logarithms = chart.engine.kept("functions of the map", _functions_of_map)
    if not in_logarithms and (sp.exp in typed or not chart.engine.field.exponentials):
        return False
    found = {f.func for e in closed for f in e.atoms(sp.Function)}
    if sp.exp in found and sp.exp not in typed:
        return True
    return not in_logarithms.isdisjoint(found) and bool(in_logarithms & _outside(closed))


def _functions_of_map(chart: Any) -> tuple[set[Any], set[Any]]:
    """The functions that occur in the map, and those of them that occur in logarithms and nowhere else."""
    functions = {f.func for e in chart._sources for f in e.atoms(sp.Function)}
    if sp.log not in functions:
        return functions, set()
    inside = {f.func for e in chart._sources for log in e.atoms(sp.log) for f in log.atoms(sp.Function)}
    return functions, inside - _outside(chart._sources)


def _outside(forms: Iterable[sp.Expr]) -> set[Any]:
    """The functions that occur outside of logarithms."""
    bare = (e.replace(sp.log, lambda _: sp.S.Zero) if e.has(sp.log) else e for e in forms)
    return {f.func for e in bare for f in e.atoms(sp.Function)}


def _shorter(chart: Any, asked: Asked, closed: list[sp.Expr] | None) -> list[sp.Expr] | None:
    """The entries of a quantity, put back from its parts, where they are shorter than what is at hand; else None.

    ``closed`` are the entries as the normal form is written, or None where it isn't. What is chosen has the exact normal forms:
    it is read back and compared, unless that is more work than it is worth, as where the normal form itself is.
    """
    quantity = asked.quantity
    found = None if _hopeless(chart, asked, closed) else _asked_put_back(chart, asked, closed)
    if found is None:
        return None
    if closed is None:
        operations = sum(asked.all_of(size(form) for form, _ in found))
        if operations >= asked.terms:
            return None
        if (
            operations > _LONGEST
        ):  # reading it back takes longer than the proof of the formula, which holds for it
            each = Asked(chart, quantity, alone=True)
            return _shorter(chart, each, None) if asked.follow else [form for form, _ in found]
    length = _length(quantity, chart)
    pairs = [(form, form) for form in closed] if closed else found
    chosen = [old if closed and length(old[0]) <= length(new[0]) else new for old, new in zip(pairs, found)]
    checked = [
        base for choice, old, (_, base) in zip(chosen, pairs, found) if choice is not old or not closed
    ]
    entries = [e for choice, old, e in zip(chosen, pairs, asked.entries) if choice is not old or not closed]
    if _have(chart, checked, entries, in_doubt=not asked.follow):
        return [form for form, _ in chosen]
    return _shorter(chart, Asked(chart, quantity, alone=True), closed) if asked.follow else None


def _hopeless(chart: Any, asked: Asked, closed: list[sp.Expr] | None) -> bool:
    """Whether the formula is so much longer than what is at hand that putting it back is lost labour.

    All quantities of a chart share one table for that: names don't change how long a formula is with its parts put back.
    """
    quantity = asked.quantity
    found = written(chart, [quantity], "gathered", in_parts(chart, "gathered"))
    if found is None:
        return False
    table, forms = found
    count = chart.engine.kept("lengths by name", lambda _: Lengths(table))
    least = [count(forms[quantity][n]) for n in asked.places]
    lengths = [asked.terms] if closed is None else list(map(size, closed))
    if closed is None:
        least = [sum(asked.all_of(least))]

    def exceeds(times: float) -> bool:
        return all(n > times * known for n, known in zip(least, lengths) if known)

    if exceeds(_RELATED if _in_sines(chart) else _HOPELESS):
        return True
    return exceeds(_CANCELLED) and not letters_of(table, table.needed(*forms[quantity]))


def _in_sines(chart: Any) -> bool:
    """Polynomials in sines and cosines, circular or hyperbolic."""
    kinds, _ = chart.engine.kept("functions of the map", _functions_of_map)
    roots = (p for e in chart._sources for p in e.atoms(sp.Pow) if not p.exp.is_Integer)
    return bool(kinds) and kinds <= _SINES and not any(p.free_symbols for p in roots)


def _length(quantity: Quantity[Any], chart: Any) -> Callable[[sp.Expr], float]:
    """How forms are compared: a function by its operations, entries by how they read beside one another."""
    return reading_length if quantity.shape(chart) else size


def _ways(chart: Any, quantity: Quantity[Any]) -> list[Way]:
    return [way for _, way in different(chart, [quantity]) if way is not None]


def _have(chart: Any, forms: list[sp.Expr], exact: list[Any], in_doubt: bool = False) -> bool:
    """The forms have these normal forms; ``in_doubt`` is the answer where finding out is more work than it is worth.

    What is put back of a formula has its proof all the same; what an exchange of coordinates makes of it has none but this.
    """
    try:
        with allowed(_WORTH):
            return all(chart.engine.translator.written(form) == e for form, e in zip(forms, exact))
    except Spent:
        return in_doubt
    except LimitReached:
        raise
    except (OutsideClass, InputError, BudgetError):
        return False


def _asked_put_back(
    chart: Any, asked: Asked, closed: list[sp.Expr] | None
) -> list[tuple[sp.Expr, sp.Expr]] | None:
    """The entries at the places; those that follow from others are themselves what has to be read back."""
    bounds = None if closed is None else asked.at_roots(closed)
    found = _put_back(chart, asked.quantity, asked.roots, bounds)
    if found is None or not asked.follow:
        return found
    forms = asked.spread([form for form, _ in found])
    if not asked.undefined:
        forms = list(map(Condensing(chart, Parts(()), {}).in_best_factors, forms))
    bases = dict(zip(asked.roots, (base for _, base in found)))
    return [(form, bases.get(n, form)) for n, form in zip(asked.places, forms)]


def _put_back(
    chart: Any,
    quantity: Quantity[Any],
    places: list[int] | None = None,
    closed: list[sp.Expr] | None = None,
) -> list[tuple[sp.Expr, sp.Expr]] | None:
    """The entries at the places, or all of them."""
    found: list[tuple[sp.Expr, sp.Expr]] | None = chart.engine.kept(
        f"{quantity.name} put back at {places}", lambda c: _entries_put_back(c, quantity, places, closed)
    )
    return found


def _entries_put_back(
    chart: Any, quantity: Quantity[Any], places: list[int] | None, closed: list[sp.Expr] | None
) -> list[tuple[sp.Expr, sp.Expr]] | None:
    """Each entry in the shortest form, and the same before it was brought over one denominator.

    Where the entries as normal forms are known, ``closed``, nothing is looked for that is longer.

    The subject's objects are in the shortest of the styles, and so are the entries. From the second form the first follows in
    the letters of the map's terms, which is proved there.
    """
    whole = _ways(chart, quantity)
    if not whole:
        return None
    lengths = [_lengths(table, forms[quantity]) for table, forms in whole]
    ways = [
        (table, [form for n, form in enumerate(forms[quantity]) if places is None or n in places])
        for table, forms in whole
    ]
    if min(lengths) > _LONGEST:
        table, forms = ways[lengths.index(min(lengths))]
        return [(form, form) for form in map(_Full(table, {}), forms)] if min(lengths) <= _LARGEST else None
    length = _length(quantity, chart)
    short: dict[sp.Symbol, sp.Expr] = {}
    with_short = [_Full(table, short) for table, _ in ways]
    parts, written = ways[0]
    several = False  # ways to write one of the objects
    for part in needed({p.symbol: p for p in parts}, written):
        if part.symbol in parts.roles:
            versions = [
                full(full.parts.of(part.symbol)) for full in with_short if part.symbol in full.parts.roles
            ]
            short[part.symbol] = min(different := dict.fromkeys(versions), key=size)
            several = several or len(different) > 1
    last = with_short[-1]
    written_out = {s: last(last.parts.of(s)) for s in last.parts.roles if s in last.parts}
    ways_to_write = [
        (n, way) for n, full in enumerate(with_short) for way in (full, _Full(full.parts, {}))[: 1 + several]
    ]

    @functools.cache  # many entries are equal, as those of symmetric matrices are
    def known(*versions: sp.Expr) -> sp.Expr:
        written_out = dict.fromkeys(full(versions[n]) for n, full in ways_to_write)
        return min(map(multiplied_out, written_out), key=length)

    entries = list(zip(*(forms for _, forms in ways)))
    bounds = [math.inf] * len(entries) if closed is None else list(map(length, closed))
    near = [
        versions[-1]
        for versions, n in zip(entries, bounds)
        if n > _NEAT or length(known(*versions)) <= _FAR * n
    ]
    condense = Condensing(chart, last.parts, written_out, near)

    @functools.cache
    def entry(form: sp.Expr, plain: sp.Expr, bound: float) -> tuple[sp.Expr, sp.Expr]:
        over_one = condense(form, size(plain), min(bound, length(plain))) if form in near else []
        return turned(min((plain, *map(settled, over_one)), key=length)), plain

    return [entry(versions[-1], known(*versions), n) for versions, n in zip(entries, bounds)]


def _lengths(parts: Parts, forms: list[sp.Expr]) -> int:
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
