"""Quantities entry by entry: row-major order, shapes, lengths.

What is here: `flat` and `shaped`, from nested entries to a list and from a list to a scalar, a matrix or an array; `size`,
`reading_length` and `terms_of`, how long an expression and an exact value are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.domain.counting import operations
from symgeom.algebra.domain.remembered import remembered
from symgeom.algebra.field.constructors import matrix
from symgeom.algebra.field.elements import Element

__all__ = ["entries", "flat", "reading_length", "shaped", "size", "terms_of"]

_STOREYS = 1.1  # as long as a tenth more is what has a fraction in a numerator or denominator


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
    return operations(e)


def reading_length(e: sp.Expr) -> float:
    """The length by which forms that are read are compared: fractions in a fraction read like a tenth more.

    >>> a, b, w = sp.symbols("a b w")
    >>> [int(round(10*reading_length(e))) for e in ((a*w**2 - b)/w**4, (a - b/w**2)/w**2)]
    [50, 55]
    """
    try:
        high = _has_storeys(e)
    except RecursionError:
        high = any(map(_is_storeyed, e.atoms(sp.Mul)))
    return size(e) * (_STOREYS if high else 1)


@remembered
def _has_storeys(e: sp.Basic) -> bool:
    """Whether a fraction with fractions in a sum above or below its line stands in it."""
    return (e.is_Mul and _is_storeyed(e)) or any(map(_has_storeys, e.args))


def _is_storeyed(product: sp.Expr) -> bool:
    if not _is_fraction(product):
        return False
    sums = [f.base if f.is_Pow else f for f in product.args]
    return any(_is_fraction(term) for f in sums if f.is_Add for term in f.args)


def _is_fraction(e: sp.Expr) -> bool:
    return any(f.is_Pow and _is_below(f.exp) for f in sp.Mul.make_args(e))


def _is_below(exponent: sp.Expr) -> bool:
    return bool(exponent.p < 0 if exponent.is_Rational else exponent.could_extract_minus_sign())


def terms_of(exact: Any) -> int:
    """How many terms the entries of an exact value have, by their factors where these are known."""

    def count(e: Any) -> int:
        if not isinstance(e, Element):
            return 0
        if e.factored is None:
            return len(e.num)
        return sum(len(e.field.products.prime(n)) for n in e.factored[1])  # type: ignore[attr-defined, misc]

    return sum(map(count, flat(exact)))
