"""Numbers with their first and second derivatives: forward differentiation in balls of the precision that is set.

What is here: `Jet` and `jet_of`, which runs through a SymPy expression. Convention: all numbers are real balls; outside the
domain of a function `ValueError` is raised.
Source: A. Griewank, A. Walther, Evaluating Derivatives (2nd ed.), ch. 13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import arb, fmpq

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
        first = tuple(arb(int(i == number)) for i in range(dimension))
        return cls(value, first, (arb(0),) * (dimension * (dimension + 1) // 2))

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

    def times(self, factor: Any) -> Jet:
        """The jet times a number."""
        return self * Jet(factor)

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
    if e.is_Rational:
        return Jet(arb(fmpq(int(e.p), int(e.q))))
    if e.is_NumberSymbol:
        return Jet(_NUMBERS[e]())
    if e.is_Add or e.is_Mul:
        first, *rest = (jet_of(a, known) for a in e.args)
        for other in rest:
            first = first + other if e.is_Add else first * other
        return first
    if e.is_Pow and e.func is not sp.exp:
        return _power(jet_of(e.base, known), e.exp, known)
    u = jet_of(e.args[0], known)
    return u.through(*_RULES[e.func](u.value))


def _power(u: Jet, k: Any, known: dict[Any, Jet]) -> Jet:
    if not k.is_Rational:
        exponent = jet_of(k, known) * u.through(*_log(u.value))
        return exponent.through(*_RULES[sp.exp](exponent.value))
    x, p, q = u.value, int(k.p), int(k.q)
    if (x < 0 and q > 1) or (x.is_zero() and k < 2 and not (q == 1 and p > 0)):
        raise ValueError("a root of a negative number, or at a zero")

    def derivative(order: int) -> Any:
        factor = arb(fmpq(*map(int, sp.fraction(sp.ff(k, order)))))
        exponent = k - order
        if factor.is_zero():
            return factor
        whole = x ** int(sp.floor(exponent))
        return factor * whole * (x.root(q) ** int(p % q) if q > 1 else 1)

    return u.through(*map(derivative, range(3)))


def _inside(x: Any, inside: bool) -> Any:
    if not inside:
        raise ValueError("outside the domain of a function")
    return x


def _erf(x: Any, sign: int, value: Any) -> tuple[Any, Any, Any]:
    slope = sign * 2 * (-x * x).exp() / arb.pi().sqrt()
    return value, slope, -2 * x * slope


def _tan(x: Any) -> tuple[Any, Any, Any]:
    slope = x.sec() ** 2
    return x.tan(), slope, 2 * x.tan() * slope


def _tanh(x: Any) -> tuple[Any, Any, Any]:
    slope = x.sech() ** 2
    return x.tanh(), slope, -2 * x.tanh() * slope


def _sech(x: Any) -> tuple[Any, Any, Any]:
    value, t = x.sech(), x.tanh()
    return value, -value * t, value * (t * t - value * value)


def _log(x: Any) -> tuple[Any, Any, Any]:
    return _inside(x, not x <= 0).log(), 1 / x, -1 / x**2


def _arc(x: Any, sign: int, value: Any) -> tuple[Any, Any, Any]:
    root = _inside(1 - x * x, not abs(x) >= 1).sqrt()
    return value, sign / root, sign * x / root**3


def _asinh(x: Any) -> tuple[Any, Any, Any]:
    root = (1 + x * x).sqrt()
    return x.asinh(), 1 / root, -x / root**3


_NUMBERS: Mapping[Any, Callable[[], Any]] = {sp.pi: arb.pi, sp.E: arb.const_e}
_RULES: Mapping[Any, Callable[[Any], tuple[Any, Any, Any]]] = {
    sp.exp: lambda x: (x.exp(),) * 3,
    sp.log: _log,
    sp.sin: lambda x: (x.sin(), x.cos(), -x.sin()),
    sp.cos: lambda x: (x.cos(), -x.sin(), -x.cos()),
    sp.tan: _tan,
    sp.sinh: lambda x: (x.sinh(), x.cosh(), x.sinh()),
    sp.cosh: lambda x: (x.cosh(), x.sinh(), x.cosh()),
    sp.tanh: _tanh,
    sp.sech: _sech,
    sp.asin: lambda x: _arc(x, 1, x.asin()),
    sp.acos: lambda x: _arc(x, -1, x.acos()),
    sp.atan: lambda x: (x.atan(), 1 / (1 + x * x), -2 * x / (1 + x * x) ** 2),
    sp.asinh: _asinh,
    sp.erf: lambda x: _erf(x, 1, x.erf()),
    sp.erfc: lambda x: _erf(x, -1, x.erfc()),
}
