"""Entire functions and their quotients at ``a + i b``: real and imaginary part, each in real functions of a and b.

What is here: `ENTIRE`, a rule for each of them, and `whole_power`. **Source**: Ahlfors, *Complex Analysis*, 2.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

__all__ = ["ENTIRE", "whole_power"]

_Pair = tuple[sp.Expr, sp.Expr]


def whole_power(a: Any, b: Any, n: int) -> _Pair:
    """``(a + i b)^n`` by the binomial theorem."""
    terms = [sp.binomial(n, k) * a ** (n - k) * b**k * (-1) ** (k // 2) for k in range(n + 1)]
    return sp.Add(*terms[::2]), sp.Add(*terms[1::2])


def _quotient(above: _Pair, below: _Pair) -> _Pair:
    (a, b), (c, d) = above, below
    size = c**2 + d**2
    return (a * c + b * d) / size, (b * c - a * d) / size


_ONE: _Pair = (sp.S.One, sp.S.Zero)


def _sin(a: Any, b: Any) -> _Pair:
    return sp.sin(a) * sp.cosh(b), sp.cos(a) * sp.sinh(b)


def _cos(a: Any, b: Any) -> _Pair:
    return sp.cos(a) * sp.cosh(b), -sp.sin(a) * sp.sinh(b)


def _sinh(a: Any, b: Any) -> _Pair:
    return sp.sinh(a) * sp.cos(b), sp.cosh(a) * sp.sin(b)


def _cosh(a: Any, b: Any) -> _Pair:
    return sp.cosh(a) * sp.cos(b), sp.sinh(a) * sp.sin(b)


ENTIRE: dict[Any, Callable[[Any, Any], _Pair]] = {
    sp.sin: _sin,
    sp.cos: _cos,
    sp.sinh: _sinh,
    sp.cosh: _cosh,
    sp.tan: lambda a, b: _quotient(_sin(a, b), _cos(a, b)),
    sp.cot: lambda a, b: _quotient(_cos(a, b), _sin(a, b)),
    sp.sec: lambda a, b: _quotient(_ONE, _cos(a, b)),
    sp.csc: lambda a, b: _quotient(_ONE, _sin(a, b)),
    sp.tanh: lambda a, b: _quotient(_sinh(a, b), _cosh(a, b)),
    sp.coth: lambda a, b: _quotient(_cosh(a, b), _sinh(a, b)),
    sp.sech: lambda a, b: _quotient(_ONE, _cosh(a, b)),
    sp.csch: lambda a, b: _quotient(_ONE, _sinh(a, b)),
}
