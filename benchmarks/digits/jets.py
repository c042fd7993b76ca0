"""Numbers with their first and second derivatives: forward differentiation in the precision that mpmath has.

What is here: `Jet` and `jet_of`, which runs through a SymPy expression. Convention: all numbers are real; outside the domain of
a function `ArithmeticError` or `ValueError` is raised.
Source: A. Griewank, A. Walther, Evaluating Derivatives (2nd ed.), ch. 13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

__all__ = ["Jet", "jet_of"]


@dataclass(frozen=True)
class Jet:
    """A value, its gradient and the upper half of its Hessian, row by row; numbers have none of both."""

    value: Any
    first: tuple[Any, ...] = ()
    second: tuple[Any, ...] = ()

    @classmethod
    def coordinate(cls, value: Any, number: int, dimension: int) -> Jet:
        """The coordinate of that number."""
        first = tuple(mp.mpf(i == number) for i in range(dimension))
        return cls(value, first, (mp.mpf(0),) * (dimension * (dimension + 1) // 2))

    def __add__(self, other: Jet) -> Jet:
        if not other.first or not self.first:
            moving = self if self.first else other
            return Jet(self.value + other.value, moving.first, moving.second)
        first = tuple(a + b for a, b in zip(self.first, other.first))
        return Jet(self.value + other.value, first, tuple(a + b for a, b in zip(self.second, other.second)))

    def __mul__(self, other: Jet) -> Jet:
        if not other.first or not self.first:
            moving, k = (self, other.value) if self.first else (other, self.value)
            return Jet(
                self.value * other.value,
                tuple(k * a for a in moving.first),
                tuple(k * a for a in moving.second),
            )
        u, v, span = self.first, other.first, range(len(self.first))
        mixed = (u[i] * v[j] + u[j] * v[i] for i in span for j in span[i:])
        second = tuple(
            self.value * b + other.value * a + m for a, b, m in zip(self.second, other.second, mixed)
        )
        first = tuple(self.value * b + other.value * a for a, b in zip(u, v))
        return Jet(self.value * other.value, first, second)

    def with_larger(self, slot: int, factor: Any) -> Jet:
        """The jet with one of its derivatives times a factor; those of first order come first."""
        if not self.first:
            return self
        all_of_them = [*self.first, *self.second]
        all_of_them[slot] *= factor
        d = len(self.first)
        return Jet(self.value, tuple(all_of_them[:d]), tuple(all_of_them[d:]))

    def through(self, value: Any, slope: Any, bend: Any) -> Jet:
        """f of this, where f, f' and f'' have these values."""
        u, span = self.first, range(len(self.first))
        pairs = (u[i] * u[j] for i in span for j in span[i:])
        return Jet(
            value,
            tuple(slope * a for a in u),
            tuple(slope * a + bend * m for a, m in zip(self.second, pairs)),
        )


def jet_of(e: Any, known: dict[Any, Jet]) -> Jet:
    """The jet of an expression whose symbols are ``known``; it remembers there what it meets."""
    jet = known.get(e)
    if jet is None:
        jet = known[e] = _jet(e, known)
    return jet


def _jet(e: Any, known: dict[Any, Jet]) -> Jet:
    if e.is_number:
        return Jet(_number(e))
    if e.is_Add or e.is_Mul:
        first, *rest = (jet_of(a, known) for a in e.args)
        for other in rest:
            first = first + other if e.is_Add else first * other
        return first
    if e.is_Pow and e.func is not sp.exp:
        return _power(jet_of(e.base, known), e.exp, known)
    u = jet_of(e.args[0], known)
    return u.through(*_RULES[e.func](u.value))


def _number(e: Any) -> Any:
    if e.is_Rational:
        return mp.mpf(int(e.p)) / int(e.q)
    return mp.mpf(sp.N(e, mp.mp.dps + 5)._mpf_)


def _power(u: Jet, k: Any, known: dict[Any, Jet]) -> Jet:
    if not k.is_Rational:
        return _exponential(jet_of(k, known) * u.through(*_RULES[sp.log](u.value)))
    x, n = u.value, _number(k)
    if (x < 0 and not k.is_Integer) or (x == 0 and k < 2 and not (k.is_Integer and k > 0)):
        raise ValueError("a root of a negative number, or at a zero")
    if k.is_Integer:
        p = int(k)
        return u.through(
            x**p, p * x ** (p - 1) if p else 0, p * (p - 1) * x ** (p - 2) if p > 1 or p < 0 else 0
        )
    return u.through(x**n, n * x ** (n - 1), n * (n - 1) * x ** (n - 2))


def _exponential(u: Jet) -> Jet:
    return u.through(*_RULES[sp.exp](u.value))


def _real(x: Any, inside: bool) -> Any:
    if not inside:
        raise ValueError("outside the domain of a function")
    return x


def _sine(x: Any) -> tuple[Any, Any, Any]:
    return mp.sin(x), mp.cos(x), -mp.sin(x)


def _erf(x: Any, sign: int, value: Callable[[Any], Any]) -> tuple[Any, Any, Any]:
    slope = sign * 2 * mp.exp(-x * x) / mp.sqrt(mp.pi)
    return value(x), slope, -2 * x * slope


def _tanh(x: Any) -> tuple[Any, Any, Any]:
    slope = 1 / mp.cosh(x) ** 2
    return mp.tanh(x), slope, -2 * mp.tanh(x) * slope


def _log(x: Any) -> tuple[Any, Any, Any]:
    return mp.log(_real(x, x > 0)), 1 / x, -1 / x**2


def _arc(x: Any, sign: int, value: Callable[[Any], Any]) -> tuple[Any, Any, Any]:
    root = mp.sqrt(_real(1 - x * x, abs(x) < 1))
    return value(x), sign / root, sign * x / root**3


_RULES: Mapping[Any, Callable[[Any], tuple[Any, Any, Any]]] = {
    sp.exp: lambda x: (mp.exp(x),) * 3,
    sp.log: _log,
    sp.sin: _sine,
    sp.cos: lambda x: (mp.cos(x), -mp.sin(x), -mp.cos(x)),
    sp.tan: lambda x: (mp.tan(x), mp.sec(x) ** 2, 2 * mp.tan(x) * mp.sec(x) ** 2),
    sp.sinh: lambda x: (mp.sinh(x), mp.cosh(x), mp.sinh(x)),
    sp.cosh: lambda x: (mp.cosh(x), mp.sinh(x), mp.cosh(x)),
    sp.tanh: _tanh,
    sp.sech: lambda x: (
        mp.sech(x),
        -mp.sech(x) * mp.tanh(x),
        mp.sech(x) * (mp.tanh(x) ** 2 - mp.sech(x) ** 2),
    ),
    sp.asin: lambda x: _arc(x, 1, mp.asin),
    sp.acos: lambda x: _arc(x, -1, mp.acos),
    sp.atan: lambda x: (mp.atan(x), 1 / (1 + x * x), -2 * x / (1 + x * x) ** 2),
    sp.asinh: lambda x: (mp.asinh(x), 1 / mp.sqrt(1 + x * x), -x / mp.sqrt(1 + x * x) ** 3),
    sp.erf: lambda x: _erf(x, 1, mp.erf),
    sp.erfc: lambda x: _erf(x, -1, mp.erfc),
}
