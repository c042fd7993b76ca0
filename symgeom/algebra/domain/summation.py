"""Sums over data as SymPy writes them, read: `totalled`, and `held` for what `spelled` has written.

Conventions: an index runs from 0 to n - 1, where n is a symbol, the length of the data. A sum with numbers as limits is
written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from symgeom.algebra.domain.aligning import aligned
from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.domain.totals import Count, DataEntry, Total, at, at_index, counted, indices
from symgeom.errors import InputError, shown

__all__ = ["held", "totalled"]

MAX_WRITTEN_OUT = 1_000  # terms of a sum with numbers as limits


def totalled(e: Any) -> Any:
    """The expression with its sums as `Total`s, and those with numbers as limits written out. Raises `InputError`."""
    if sp.Sum not in kinds(e):
        return e
    (read,) = counted(*aligned([_inside(e)], {}))
    for entry in sorted(read.free_symbols, key=str):
        if isinstance(entry, DataEntry) and indices(entry) & indices(read):
            raise InputError(
                f"{entry} has an index that no sum runs over: write Sum(..., (k, 0, n - 1)) around it"
            )
    return read


def held(expressions: Iterable[sp.Expr]) -> list[sp.Expr]:
    """Expressions that `spelled` has written, read again: entries outside of a sum over them are entries of data."""
    found = [_inside(e) for e in expressions]
    table = {
        e: DataEntry(e)
        for f in found
        for e in f.atoms(sp.Indexed)
        if not all(i.is_Integer for i in e.indices)
    }
    return counted(*(f.xreplace(table) for f in found))


def _inside(e: sp.Expr) -> sp.Expr:
    if isinstance(e, sp.Sum):
        body = e.function
        for index, *ends in e.limits:
            if len(ends) != 2:
                raise InputError(f"the sum {shown(e)} has no limits; write ({index}, 0, n - 1)")
            body = _summed(body, index, *ends)
        return body if not body.has(sp.Sum) else _inside(body)
    if not e.args or isinstance(e, sp.Indexed) or not e.has(sp.Sum):
        return e
    return e.func(*map(_inside, e.args))


def _summed(body: sp.Expr, index: sp.Symbol, first: sp.Expr, last: sp.Expr) -> sp.Expr:
    body = _inside(body)
    if first.is_Integer and last.is_Integer:
        return _written_out(body, index, int(first), int(last))
    if first != 0:
        raise InputError(
            f"a sum over data has indices from 0 to n - 1, n the length of the data; {index} starts at {shown(first)}: an "
            "index out of range"
        )
    count = last + 1
    if not count.is_Symbol:
        raise InputError(
            f"a sum over data ends at n - 1, with a symbol n for the length of the data; {index} ends at {shown(last)}"
        )
    new = sp.Symbol(str(index)) if isinstance(index, sp.Idx) else index
    data = {entry: DataEntry(entry) for entry in body.atoms(sp.Indexed) if index in entry.indices}
    for entry in body.atoms(sp.Indexed):
        if index in entry.free_symbols:
            _check_entry(entry)
    body = at_index(body.xreplace(data), index, new)
    if index in body.free_symbols:
        raise InputError(
            f"the index {index} stands by itself in the sum of {shown(body)}; a summand depends on it through data such as "
            f"x[{index}]: give its values as data"
        )
    return Total(body, new, Count(count)) if new in indices(body) else count * body


def _check_entry(entry: sp.Indexed) -> None:
    for i in entry.indices:
        if not (i.is_Symbol or (i.is_Integer and i >= 0)):
            raise InputError(
                f"{entry} has the index {i}, which may be out of range: an index is that of a sum, or a whole number from 0 on"
            )
    symbols = [i for i in entry.indices if i.is_Symbol]
    if len(set(symbols)) < len(symbols):
        raise InputError(f"{entry} has one index twice; give its values as data of their own")


def _written_out(body: sp.Expr, index: sp.Symbol, first: int, last: int) -> sp.Expr:
    if last - first + 1 > MAX_WRITTEN_OUT:
        raise InputError(
            f"a sum of {last - first + 1:,} terms is more than {MAX_WRITTEN_OUT:,} to be written out; end it at n - 1, with a "
            "symbol n for the length of the data"
        )
    return sp.Add(*(at(body, index, i).xreplace({index: sp.Integer(i)}) for i in range(first, last + 1)))
