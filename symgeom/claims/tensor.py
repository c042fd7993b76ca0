"""Exact tensors that print themselves: the equation in the notes is made from the terms that were decided.

What is here: `Tensor`, an array of field elements with the LaTeX of how it was formed. Its operations are those of the
notation: ``J.T @ N``, ``h / w``, ``S.trace()``. `Tensor.named` gives a symbol to a longer term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from symgeom.algebra.elements import Element
from symgeom.errors import InputError
from symgeom.geometry import linear

__all__ = ["ATOM", "Tensor", "binding_of"]

SUM, PRODUCT, ATOM = 0, 1, 2


def binding_of(e: sp.Expr) -> int:
    """How tightly the LaTeX that SymPy writes for an expression binds."""
    if e.is_Add or e.could_extract_minus_sign():
        return SUM
    return ATOM if e.is_Symbol or e.is_Integer or isinstance(e, sp.Function) else PRODUCT


@dataclass(frozen=True, eq=False)
class Tensor:
    """An array of elements with its notation. A scalar has shape (), a vector (n,), a matrix (m, n)."""

    entries: Any
    shape: tuple[int, ...]
    latex: str
    binding: int = ATOM

    def named(self, latex: str) -> Tensor:
        """The same tensor under a symbol of its own."""
        return replace(self, latex=latex, binding=ATOM)

    def __iter__(self) -> Iterator[Element]:
        return _flatten(self.entries)

    # Algebra ---------------------------------------------------------------------------------------------------------
    def __add__(self, other: Tensor) -> Tensor:
        return self._entrywise(other, lambda x, y: x + y, f"{self.latex} + {_wrapped_sum(other)}")

    def __sub__(self, other: Tensor) -> Tensor:
        return self._entrywise(other, lambda x, y: x - y, f"{self.latex} - {other._in_product()}")

    def __neg__(self) -> Tensor:
        return self.map(lambda x: -x, f"-{self._in_product()}", SUM)

    def __mul__(self, scalar: Tensor | int) -> Tensor:
        if scalar in (1, -1):
            return self if scalar == 1 else -self
        if isinstance(scalar, int):
            return self.map(lambda x: x * scalar, f"{scalar}\\,{self._in_product()}", PRODUCT)
        if scalar.shape and self.shape:
            raise InputError("a product with * needs a scalar; write @ for matrices")
        if scalar.shape:
            return scalar * self
        factor = scalar.entries
        first, second = (scalar, self) if self.shape else (self, scalar)
        return self.map(lambda x: x * factor, f"{first._on_the_left()}\\,{second._in_product()}", PRODUCT)

    __rmul__ = __mul__

    def __truediv__(self, scalar: Tensor | int) -> Tensor:
        if isinstance(scalar, int):
            if scalar == 1:
                return self
            return self.map(lambda x: x / scalar, rf"\frac{{1}}{{{scalar}}}{self._in_product()}", PRODUCT)
        inverse = 1 / scalar.entries
        return self.map(
            lambda x: (x * inverse).cancelled(), rf"\frac{{{self.latex}}}{{{scalar.latex}}}", PRODUCT
        )

    def __pow__(self, exponent: int) -> Tensor:
        if self.shape:
            raise InputError("a power needs a scalar; write @ for matrices")
        if exponent == 1:
            return self
        base = self.latex if self.binding == ATOM else rf"\left({self.latex}\right)"
        return Tensor(self.entries**exponent, (), f"{base}^{{{exponent}}}", PRODUCT)

    def __matmul__(self, other: Tensor) -> Tensor:
        a, b = self._as_matrix(), other._as_matrix()
        if len(a[0]) != len(b):
            raise InputError(
                f"shapes don't fit: {self.latex} has {self.shape}, {other.latex} has {other.shape}"
            )
        product = linear.multiply(a, b)
        product = linear.matrix(len(product), len(product[0]), lambda i, j: product[i][j])
        latex = f"{self._in_product()}\\,{other._in_product()}"
        rows = self.shape[0] if len(self.shape) == 2 else len(a)
        if len(other.shape) == 2:
            return Tensor(product, (rows, other.shape[1]), latex, PRODUCT)
        return Tensor(tuple(row[0] for row in product), (rows,), latex, PRODUCT)

    @property
    def T(self) -> Tensor:
        """The transpose; a vector becomes a row."""
        base = self.latex if self.binding == ATOM else rf"\left({self.latex}\right)"
        a = linear.transpose(self._as_matrix())
        return Tensor(a, (len(a), len(a[0])), rf"{base}^{{\mathsf T}}", PRODUCT)

    def dot(self, other: Tensor) -> Tensor:
        """The inner product of two vectors."""
        value = self.field.sum(x * y for x, y in zip(self.entries, other.entries))
        return Tensor(value.cancelled(), (), f"{self._in_product()}\\cdot {other._in_product()}", PRODUCT)

    def outer(self, other: Tensor) -> Tensor:
        """The matrix ``a b^T``."""
        return self._column() @ other.T

    def det(self) -> Tensor:
        return Tensor(
            linear.determinant(self.entries).cancelled(), (), rf"\det {self._in_product()}", PRODUCT
        )

    def trace(self) -> Tensor:
        value = linear.trace(self.entries).cancelled()
        return Tensor(value, (), rf"\operatorname{{tr}} {self._in_product()}", PRODUCT)

    def map(self, function: Callable[[Element], Element], latex: str, binding: int = ATOM) -> Tensor:
        """A function of every entry."""
        return Tensor(_map(function, self.entries), self.shape, latex, binding)

    # Inside ----------------------------------------------------------------------------------------------------------
    @property
    def field(self) -> Any:
        return next(iter(self)).field

    def _column(self) -> Tensor:
        return replace(self, entries=self._as_matrix(), shape=(self.shape[0], 1))

    def _as_matrix(self) -> Any:
        if len(self.shape) == 2:
            return self.entries
        if len(self.shape) == 1:
            return tuple((x,) for x in self.entries)
        raise InputError(f"{self.latex} of shape {self.shape} is no matrix")

    def _entrywise(self, other: Tensor, function: Any, latex: str) -> Tensor:
        if self.shape != other.shape:
            raise InputError(
                f"shapes don't fit: {self.latex} has {self.shape}, {other.latex} has {other.shape}"
            )
        entries = _map2(function, self.entries, other.entries)
        return Tensor(entries, self.shape, latex, SUM)

    def _on_the_left(self) -> str:
        """As a factor that others follow: what an operator name applies to must end before them."""
        named = self.latex.startswith((r"\det", r"\operatorname"))
        return rf"\left({self.latex}\right)" if named and self.binding == PRODUCT else self._in_product()

    def _in_product(self) -> str:
        return rf"\left({self.latex}\right)" if self.binding == SUM else self.latex


def _wrapped_sum(other: Tensor) -> str:
    return rf"\left({other.latex}\right)" if other.latex.startswith("-") else other.latex


def _map(function: Callable[[Element], Element], entries: Any) -> Any:
    if isinstance(entries, Element):
        return function(entries)
    return tuple(_map(function, part) for part in entries)


def _map2(function: Callable[[Element, Element], Element], a: Any, b: Any) -> Any:
    if isinstance(a, Element):
        return function(a, b)
    return tuple(_map2(function, x, y) for x, y in zip(a, b))


def _flatten(entries: Any) -> Iterator[Element]:
    if isinstance(entries, Element):
        yield entries
    else:
        for part in entries:
            yield from _flatten(part)
