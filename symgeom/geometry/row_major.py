"""Quantities entry by entry: row-major order, shapes, lengths.

What is here: `flat` and `shaped`, from nested entries to a list and from a list to a scalar, a matrix or an array; `size` and
`terms_of`, how long an expression and an exact value are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.field.constructors import matrix
from symgeom.algebra.field.elements import Element

__all__ = ["entries", "flat", "shaped", "size", "terms_of"]


def flat(nested: Any) -> Iterator[Any]:
    """The entries of nested tuples, in row-major order."""
    if isinstance(nested, tuple):
        for part in nested:
            yield from flat(part)
    else:
        yield nested


def entries(value: Any) -> list[sp.Expr]:
    """The entries of a scalar, matrix or array, in row-major order."""
    return list(sp.flatten(value.tolist())) if isinstance(value, sp.MatrixBase | sp.NDimArray) else [value]


def shaped(entries: list[sp.Expr], shape: tuple[int, ...]) -> Any:
    """Entries in row-major order as a scalar, a matrix (columns for vectors) or an array."""
    if not shape:
        return entries[0]
    if len(shape) <= 2:
        return matrix(shape[0], shape[1] if len(shape) == 2 else 1, entries)
    return sp.ImmutableDenseNDimArray(entries, shape)


def size(e: sp.Expr) -> int:
    """The length of an expression, written out: its operations."""
    return int(sp.count_ops(e))


def terms_of(exact: Any) -> int:
    """How many terms the entries of an exact value have, by their factors where these are known."""

    def count(e: Any) -> int:
        if not isinstance(e, Element):
            return 0
        if e.factored is None:
            return len(e.num)
        return sum(len(e.field.products.prime(n)) for n in e.factored[1])  # type: ignore[attr-defined, misc]

    return sum(map(count, flat(exact)))
