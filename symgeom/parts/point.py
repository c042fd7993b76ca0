"""Values of parts at one generic point, to see quickly what can't be zero.

What is here: `AtPoint`. A value that is far from 0 shows that a function isn't zero identically; one that is near shows
nothing, and the exact field is asked. No verdict rests on these numbers.
"""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp

from symgeom.algebra.domain.jets import JETS
from symgeom.algebra.domain.totals import Count, Total
from symgeom.parts.names import Parts
from symgeom.parts.rules import elementary, sinhc_slope, tanhc_slope

__all__ = ["AtPoint", "same"]

_DIGITS, _MORE_DIGITS = 40, 240
_NEAR, _NEARER = mpmath.mpf(10) ** -20, mpmath.mpf(10) ** -120
_NAMES = {"Abs": "fabs", "asin": "asin", "ceiling": "ceil"}
_FAILURES = (TypeError, ValueError, ArithmeticError, NotImplementedError, AttributeError)


class AtPoint:
    """Values at a point whose coordinates no formula was made for."""

    def __init__(self, parts: Parts, beside: AtPoint | None = None, digits: int = _DIGITS) -> None:
        self._parts, self._beside = parts, beside  # the same constants as there, other coordinates
        self._digits = digits
        self._values: dict[sp.Expr, Any] = {}
        self._letters = 0

    def may_vanish(self, e: sp.Expr) -> bool:
        """False where the value is surely not 0; ``sin(x)^20`` is tiny at a point where x is small, and no more than that."""
        value = self.value(e)
        if value is None or abs(value) >= _NEAR:
            return value is None
        finer = AtPoint(self._parts, self._beside, _MORE_DIGITS).value(e)
        return finer is None or bool(abs(finer) < _NEARER)

    def value(self, e: sp.Expr) -> Any:
        """The value, to about 40 digits; None where there is none."""
        with mpmath.workdps(self._digits):
            try:
                return self._value(e)
            except _FAILURES:
                return None

    def _value(self, e: sp.Expr) -> Any:
        if e not in self._values:
            full = self._parts.of(e)
            self._values[e] = self._compute(full) if full is e else self._value(full)
        return self._values[e]

    def _compute(self, e: sp.Expr) -> Any:
        if isinstance(e, Total):  # one datum
            return self._value(e.args[0])
        if isinstance(e, Count):
            return mpmath.mpf(1)
        if e.is_Symbol or isinstance(e, JETS):
            if self._beside is not None and e not in self._parts.coordinates:
                return self._beside._value(e)
            self._letters += 1
            return mpmath.sqrt(3 if self._beside else 2) * self._letters % 1 + mpmath.mpf(1) / 3
        if e.is_Rational:
            return mpmath.mpf(int(e.p)) / int(e.q)
        if e.is_NumberSymbol:
            return mpmath.mpf(str(e.evalf(self._digits + 5)))
        if e.func in (sp.jn, sinhc_slope, tanhc_slope):
            return self._compute(elementary(e))
        inner = [self._value(a) for a in e.args]
        if e.is_Add:
            return mpmath.fsum(inner)
        if e.is_Mul:
            return mpmath.fprod(inner)
        if e.is_Pow and len(inner) == 2:
            return mpmath.power(*inner)
        name = e.func.__name__
        return getattr(mpmath, _NAMES.get(name, name))(*inner)


def same(a: Any, b: Any) -> bool:
    """Whether two values are so near that they may be equal."""
    return bool(abs(a - b) <= _NEAR * max(1, abs(a)))
