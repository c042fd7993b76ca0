"""Entries of arrays as symbols: ``w[0]`` of an `IndexedBase`, ``W[0, 1]`` of a `MatrixSymbol`.

What is here: `symbol_of`, the symbol that the engine knows an entry by, named and printed as the entry is; `given`, the way
back. An entry with a symbolic index is data and no symbol.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgeom.algebra.domain.totals import Count, DataEntry, spelled
from symgeom.errors import InputError

__all__ = ["IndexedEntry", "MatrixEntry", "given", "is_entry", "letters", "symbol_of"]


class IndexedEntry(sp.Symbol):  # type: ignore[misc]
    """An entry of an `IndexedBase`. Its type keeps it apart from a symbol that somebody called ``w[0]``."""

    __slots__ = ("entry",)


class MatrixEntry(sp.Symbol):  # type: ignore[misc]
    """An entry of a `MatrixSymbol`."""

    __slots__ = ("entry",)


def is_entry(e: Any) -> bool:
    """Whether it is an entry of an array."""
    return isinstance(e, sp.Indexed | MatrixElement)


def symbol_of(entry: Any) -> sp.Symbol:
    """The symbol for an entry with whole numbers as indices. **Raises** InputError for other indices.

    >>> symbol_of(sp.IndexedBase("w")[0]).name
    'w[0]'
    """
    base, *indices = entry.args
    if not all(i.is_Integer for i in indices) or not (isinstance(base, sp.IndexedBase | sp.MatrixSymbol)):
        raise InputError(
            f"{entry} has an index that is no whole number, outside of a sum over it: it stands for data. Sum over the index, "
            "as in Sum(..., (k, 0, n - 1)), or give the entry by number, such as w[0]"
        )
    if isinstance(entry, MatrixElement):
        s: Any = MatrixEntry(str(entry), real=True)
    else:
        known = {k: v for k, v in entry.assumptions0.items() if k != "commutative"}
        if known.get("extended_real") is False:
            raise InputError(f"{entry} is declared not to be a real number")
        s = IndexedEntry(str(entry), **({"real": True} | known))
    if not hasattr(s, "entry"):  # symbols of one name are one object, which SymPy keeps
        s.entry = entry
    return s


def letters(symbols: Iterable[Any]) -> tuple[Any, ...]:
    """Symbols as the engine knows them: entries of arrays by the symbols for them."""
    return tuple(symbol_of(s) if is_entry(s) else s for s in symbols)


def given(value: Any) -> Any:
    """The value with the entries in place of the symbols for them."""
    if isinstance(value, sp.Symbol):
        return getattr(value, "entry", value)
    if not isinstance(value, sp.Basic | sp.MatrixBase | sp.NDimArray):
        return value
    table = {s: s.entry for s in value.free_symbols if isinstance(s, IndexedEntry | MatrixEntry)}
    if any(isinstance(s, DataEntry | Count) for s in value.free_symbols):
        value = value.applyfunc(spelled) if hasattr(value, "applyfunc") else spelled(value)
    if not table:
        return value
    if isinstance(value, sp.NDimArray):
        return value.applyfunc(lambda e: e.xreplace(table))
    return value.xreplace(table)
