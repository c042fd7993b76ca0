"""Exact values of formulas, definition by definition.

What is here: `Walk`, which takes an expression in parts to an exact element: sums, products and powers by the arithmetic of the
field, names by what was found for them before. Functions and roots are asked of a reader: `Read` of this protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import mul
from typing import Protocol

import sympy as sp
from flint import fmpq
from sympy.matrices.expressions.matexpr import MatrixElement

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.totals import Total
from symgeom.algebra.field.differential import Field
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.budget import check
from symgeom.parts.names import NamedPart

__all__ = ["Read", "Walk"]


class Read(Protocol):
    """What a walk asks of a field."""

    field: Field

    def function(self, e: sp.Expr, walk: Walk) -> Element:
        """A function of earlier parts, or a constant."""

    def root(self, e: Element, n: int) -> Element:
        """The principal n-th root."""

    def inverse(self, e: Element) -> Element:
        """1/e."""

    def total(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        """The sum over data."""


class Walk:
    """Values of expressions in the names of some definitions, each computed once.

    ``values`` are names whose values are known already; they go before the definitions.
    """

    def __init__(
        self, read: Read, definitions: Iterable[NamedPart], values: Mapping[sp.Symbol, Element] | None = None
    ) -> None:
        self.read, self.parts = read, {p.symbol: p.expression for p in definitions}
        self._values: dict[sp.Expr, Element] = dict(values or {})
        self._full: dict[sp.Symbol, sp.Expr] = {}
        for symbol in self.parts:  # in their order, so that no nesting is deep
            self.value(symbol)

    def value(self, e: sp.Expr) -> Element:
        """The expression as an element."""
        if e not in self._values:
            check()
            self._values[e] = self._compute(e)
        return self._values[e]

    def put_back(self, e: sp.Expr) -> sp.Expr:
        """The expression in the engine's symbols of the map."""
        for s in e.free_symbols & self.parts.keys() - self._full.keys():
            self._full[s] = self.put_back(self.parts[s])
        full = e.xreplace(self._full)
        return full.xreplace({a: symbol_of(a) for a in full.atoms(sp.Indexed, MatrixElement)})

    def _compute(self, e: sp.Expr) -> Element:
        field = self.read.field
        if is_entry(e):
            return self.value(symbol_of(e))
        if e in self.parts:
            return self.value(self.parts[e])
        if e.is_Symbol:
            return field.symbol(e)
        if e.is_Rational:
            return field.rational(fmpq(int(e.p), int(e.q)))
        if e.is_Add:
            return field.sum(map(self.value, e.args))
        if e.is_Mul:
            return reduce(mul, map(self.value, e.args))
        if e.is_Pow and e.func is not sp.exp and e.exp.is_Rational:
            return self._power(self.value(e.base), e.exp)
        if isinstance(e, Total):
            return self.read.total(self.value(e.args[0]), *e.args[1:])
        return self.read.function(e, self)

    def _power(self, base: Element, exponent: sp.Rational) -> Element:
        n, k = int(exponent.q), int(exponent.p)
        base = base if n == 1 else self.read.root(base, n)
        return base**k if k > 0 else self.read.inverse(base) ** -k
