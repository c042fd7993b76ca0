"""Components of a quantity: its entries in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.counting import operations

__all__ = ["entries", "mapped", "shape", "size"]


def entries(value: Any) -> list[sp.Expr]:
    """The entries of a scalar, matrix or array, the last index running first."""
    if isinstance(value, sp.MatrixBase):
        return list(value)
    return [value] if isinstance(value, sp.Expr) else list(sp.flatten(value))


def shape(value: Any) -> tuple[int, ...]:
    """The shape, of a column as of a vector."""
    if isinstance(value, sp.MatrixBase):
        return (value.rows,) if value.cols == 1 and value.rows > 1 else tuple(value.shape)
    return tuple(value.shape) if isinstance(value, sp.NDimArray) else ()


def size(value: Any) -> int:
    """The number of operations."""
    return sum(map(operations, entries(value)))


def mapped(value: Any, table: Mapping[sp.Expr, sp.Expr]) -> Any:
    """The value with expressions replaced, entry by entry."""
    if isinstance(value, sp.MatrixBase | sp.NDimArray):
        return value.applyfunc(lambda entry: entry.xreplace(table))
    return value.xreplace(table)
