"""Closed forms: of the ways to write a quantity the shortest, entry by entry.

What is here: `closed_forms`, which chooses between the normal form as it is written and the formula by name with its parts put
back (`put_back`). What is put back is read back into the exact field and compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.condensed import letters_of
from symgeom.geometry.exchanged import Asked
from symgeom.geometry.in_parts import in_parts, written
from symgeom.geometry.normal_forms import printed
from symgeom.geometry.put_back import LONGEST, asked_put_back, entries_put_back, length_of
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import size
from symgeom.parts.lengths import Lengths

__all__ = ["closed_forms"]

_WORTH = (
    1.0  # foreseen seconds of polynomial arithmetic that a normal form is worth, where a formula is at hand
)
_SHORT = 18  # operations of an entry up to which no shorter one is looked for
_PRINTED = 40  # terms up to which a normal form is written before anything else is looked at
_HOPELESS = 8  # times as long before anything cancels
_RELATED = 3  # the same, where all terms of the map are polynomials in sines, which the chart's own field knows better
_CANCELLED = 2  # the same, where there is nothing to bring over one denominator: products of sums may cancel
_SINES = {sp.sin, sp.cos, sp.sinh, sp.cosh}


def closed_forms(chart: Any, quantity: Quantity[Any]) -> list[sp.Expr]:
    """The entries of a quantity in row-major order, each in the shortest form that is known.

    Where the normal form is past the limits of the field it is the formula with its parts put back.
    """
    try:
        found = entries_put_back(chart, quantity) if not _is_exact(chart, quantity) else None
        if found is None:
            asked = Asked(chart, quantity)
            return asked.all_of(_shortest(chart, asked))
    except LimitReached:
        raise
    except BudgetError:
        found = entries_put_back(chart, quantity)
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
    found = None if _hopeless(chart, asked, closed) else asked_put_back(chart, asked, closed)
    if found is None:
        return None
    if closed is None:
        operations = sum(asked.all_of(size(form) for form, _ in found))
        if operations >= asked.terms:
            return None
        if (
            operations > LONGEST
        ):  # reading it back takes longer than the proof of the formula, which holds for it
            each = Asked(chart, quantity, alone=True)
            return _shorter(chart, each, None) if asked.follow else [form for form, _ in found]
    length = length_of(quantity, chart)
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
