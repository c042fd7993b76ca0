"""Names in expressions replaced by what they stand for, every subexpression once.

What is here: `Replacement`. It gives what SymPy's ``xreplace`` gives; but formulas by name share most of their
subexpressions, and a power of a sum is put together without SymPy's question whether the sum is infinite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgeom.algebra.field.constructors import bare_power, product, total

__all__ = ["Replacement"]


class Replacement:
    """Puts values in the place of symbols.

    >>> x, s = sp.symbols("x s")
    >>> fill = Replacement()
    >>> fill.put(s, 1 + x)
    >>> fill(x*s**2)
    x*(x + 1)**2
    """

    def __init__(self, keeps: Callable[[sp.Expr, sp.Expr], bool] = lambda total, filled: False) -> None:
        """``keeps`` tells of a sum and what it becomes whether it is to be left as it is."""
        self.values: dict[sp.Expr, sp.Expr] = {}
        self._keeps = keeps
        self._known: dict[sp.Expr, sp.Expr] = {}

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.values

    def put(self, symbol: sp.Expr, value: sp.Expr) -> None:
        """Give a symbol a value, before an expression is filled that has the symbol in it; later the value stays."""
        self.values[symbol] = self._known[symbol] = value

    def __call__(self, e: sp.Expr) -> sp.Expr:
        """The expression with its symbols replaced."""
        known = self._known.get(e)
        if known is None:
            known = self._known[e] = self._filled(e)
        return known

    def _filled(self, e: sp.Expr) -> sp.Expr:
        if not e.args:
            return e
        if not isinstance(e, sp.Add | sp.Mul | sp.Pow):
            return e.xreplace(self.values)
        known, given = self._known, e.args
        args = [known.get(a) or self(a) for a in given]
        if all(a is b or a == b for a, b in zip(args, given)):
            return e  # as it is written: SymPy would multiply a number into a sum
        if e.is_Add:
            filled = total(args)
            return e if self._keeps(e, filled) else filled
        return _power(*args) if e.is_Pow else _product(args)


def _power(base: sp.Expr, exponent: sp.Expr) -> Any:
    """SymPy has nothing to find in a rational power of a sum with a letter in it."""
    if base.is_Pow and base.base.is_Add and base.exp.is_Rational and exponent.is_Integer:
        base, exponent = base.base, base.exp * exponent
    plain = base.is_Add and exponent.is_Rational and exponent not in (0, 1) and not base.is_number
    return bare_power(base, exponent) if plain else sp.Pow(base, exponent)


def _product(factors: list[sp.Expr]) -> sp.Expr:
    """Powers of one sum are put together here."""
    exponents: dict[sp.Expr, Any] = {}
    rest = []
    for f in (inner for factor in factors for inner in sp.Mul.make_args(factor)):
        base, k = f.as_base_exp() if f.is_Pow else (f, sp.S.One)
        if base.is_Add and k.is_Rational:
            exponents[base] = exponents.get(base, 0) + k
        else:
            rest.append(f)
    sums = [base if k == 1 else _power(base, k) for base, k in exponents.items()]
    return product(sp.S.One, [*rest, *sums])
