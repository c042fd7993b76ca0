"""One name for one index: equal sums over data are equal expressions.

What is here: `aligned`, `lowered`. Indices are named alike at one height and for one count; a sum has height 0 if no sum in it
depends on its index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.domain.totals import DataEntry, Total, at_index, has_totals, indices

__all__ = ["Names", "aligned", "lowered"]

Names = dict[tuple[int, Any], sp.Symbol]  # the indices of sums, by height and count

_OF_DATA = {Total, DataEntry}


def aligned(expressions: Iterable[sp.Expr], names: Names) -> list[sp.Expr]:
    """Expressions whose sums of one height and count have one index: that of ``names``, or the first met, which is kept."""
    known: dict[sp.Basic, sp.Expr] = {}
    given: dict[sp.Symbol, sp.Symbol] = {}
    return [
        _flat(e, names) if _is_flat(e) else _aligned(_apart(e, {}, given), names, given, known)
        for e in expressions
    ]


def lowered(expressions: Iterable[sp.Expr], names: Names) -> list[sp.Expr]:
    """The summands at the indices that sums of less height have: what a part of a summand may come to stand at."""
    totals = set().union(*(e.atoms(Total) for e in expressions if Total in kinds(e)))
    return [
        at_index(body, index, _name(index, (height, count), names))
        for body, index, count in (t.args for t in sorted(totals, key=str))
        for height in range(_height(body, index))
    ]


def _is_flat(e: sp.Expr) -> bool:
    return isinstance(e, Total) and not has_totals(e.args[0])


def _flat(e: Total, names: Names) -> sp.Expr:
    """A sum in which no other stands: most are such, and are left as they are."""
    body, index, count = e.args
    new = _name(index, (0, count), names)
    return e if new == index else Total(at_index(body, index, new), new, count)


def _apart(e: sp.Expr, table: Mapping[sp.Symbol, sp.Symbol], given: dict[sp.Symbol, sp.Symbol]) -> sp.Expr:
    """Every sum with an index of its own; ``given`` keeps what it was called."""
    if isinstance(e, DataEntry):
        return DataEntry(e.entry.xreplace(table)) if table else e
    if isinstance(e, Total):
        body, index, count = e.args
        new = sp.Dummy(index.name)
        given[new] = index
        return Total(_apart(body, {**table, index: new}, given), new, count)
    if not e.args or kinds(e).isdisjoint(_OF_DATA):
        return e
    return e.func(*(_apart(a, table, given) for a in e.args))


def _aligned(
    e: sp.Expr, names: Names, given: Mapping[sp.Symbol, sp.Symbol], known: dict[sp.Basic, sp.Expr]
) -> sp.Expr:
    if e not in known:
        if isinstance(e, Total):
            body, index, count = e.args
            body = _aligned(body, names, given, known)
            new = _name(given[index], (_height(body, index), count), names)
            known[e] = Total(at_index(body, index, new), new, count)
        else:
            known[e] = e.func(*(_aligned(a, names, given, known) for a in e.args)) if has_totals(e) else e
    return known[e]


def _name(given: sp.Symbol, key: tuple[int, Any], names: Names) -> sp.Symbol:
    if key not in names:
        name, taken = given.name, {s.name for s in names.values()}
        while name in taken:
            name += "_"
        names[key] = given if name == given.name else sp.Symbol(name, **given.assumptions0)
    return names[key]


def _height(body: sp.Expr, index: sp.Symbol) -> int:
    """One more than the highest sum in a summand that depends on the index; 0 where none does."""
    inside = (t.args for t in body.atoms(Total) if index in indices(t))
    return max((1 + _height(*inner[:2]) for inner in inside), default=0)
