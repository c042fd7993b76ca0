"""What stands in a value as it was given and no more in its reading: a counterexample has to name it all the same.

What is here: `dropped`. Reading may lose a symbol, as ``(x - I*x)**2 + (x + I*x)**2`` loses x, and ``0.0*f(x)`` loses f(x).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.jets import is_jet, jet_parts
from symgeom.algebra.domain.summation import totalled
from symgeom.algebra.reading.given import single

__all__ = ["dropped", "symbols_in"]


def dropped(value: Any, read: sp.Expr) -> frozenset[sp.Expr]:
    """The symbols of a value, and the values of undefined functions in it, that its reading doesn't hold.

    >>> x = sp.Symbol("x", real=True)
    >>> dropped((x - sp.I * x) ** 2 + (x + sp.I * x) ** 2, sp.S.Zero)
    frozenset({x})
    """
    value = single(value)
    if value is read or not isinstance(value, sp.Basic) or value == read:
        return frozenset()
    return frozenset(_letters(totalled(value))).difference(_letters(read))


def symbols_in(value: Any) -> set[sp.Symbol]:
    """The symbols in facts or in a domain as somebody gave them."""
    if isinstance(value, sp.Basic):
        return {e for e in _letters(value) if e.is_Symbol}
    if isinstance(value, Mapping):
        value = list(chain.from_iterable(value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        return set().union(*map(symbols_in, value))
    return set()


def _letters(e: sp.Basic) -> Iterator[sp.Expr]:
    """Symbols, entries of arrays as symbols, jets; not what the variables of a `Subs` stand in."""
    todo: list[Any] = [e]
    seen: set[Any] = set()
    free = e.free_symbols
    while todo:
        part = todo.pop()
        if part in seen:
            continue
        seen.add(part)
        if is_entry(part):
            yield symbol_of(part)
            continue
        jet = is_jet(part)
        if part.free_symbols <= free and (part.is_Symbol or jet):
            yield part
        todo += jet_parts(part)[1] if jet else part.args
