"""Elementary functions of balls, with SymPy's meaning: principal branches, and what leaves the reals goes on as a complex ball.

What is here: `function`, by SymPy's names; `sqrt`, `log`, `integer_power`, `nonzero`; `CONSTANTS`; `Undefined`, raised where
there is no value, or the working precision can't tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from flint import acb, arb

__all__ = ["CONSTANTS", "Ball", "Undefined", "function", "integer_power", "log", "nonzero", "sqrt"]

Ball = Any  # arb for a real value, acb for a complex one


class Undefined(Exception):
    """The expression has no value at the point, or the working precision can't tell."""


def nonzero(b: Ball) -> Ball:
    """The ball, if it is sure not to hold 0."""
    if b.contains(0):
        raise Undefined("division by a value that may vanish")
    return b


def sqrt(b: Any) -> Ball:
    """The principal root of a real ball."""
    if b >= 0:
        return b.sqrt()
    if b < 0:
        return acb(0, (-b).sqrt())
    raise Undefined("the sign of a radicand can't be told")


def log(b: Ball) -> Ball:
    """The principal logarithm."""
    if isinstance(b, arb):
        if b > 0:
            return b.log()
        if b < 0:
            return acb((-b).log(), arb.pi())
        raise Undefined("logarithm of a value that may vanish")
    if b.contains(0) or (b.real < 0 and b.imag.contains(0)):
        raise Undefined("logarithm on its branch cut")
    return b.log()


def integer_power(b: Ball, n: int) -> Ball:
    """b^n by products: Arb's own power of a ball around zero with a wide radius is not a number."""
    if n < 0:
        return 1 / integer_power(b, -n)
    result = arb(1)
    for bit in bin(n)[2:]:
        result = result * result
        if bit == "1":
            result = result * b
    return result


def function(name: str, args: list[Ball]) -> Ball:
    """The function that SymPy calls by the name. Raises `Undefined` where it has no value for sure."""
    if name in _SIMPLE and len(args) == 1:
        return _SIMPLE[name](args[0])
    if name == "log" and len(args) == 1:
        return log(args[0])
    if name in _RECIPROCAL:
        return 1 / nonzero(_SIMPLE[_RECIPROCAL[name]](args[0]))
    if name in _QUOTIENT:
        above, below = _QUOTIENT[name]
        return _SIMPLE[above](args[0]) / nonzero(_SIMPLE[below](args[0]))
    if name in _OF_COMPLEX and (name != "Abs" or isinstance(args[0], acb)):
        return _OF_COMPLEX[name](acb(args[0]))
    if name in _PARTIAL and isinstance(args[0], arb):
        domain, rule = _PARTIAL[name]
        if not domain(args[0]):
            raise Undefined(f"{name} outside its real domain")
        return rule(args[0])
    if all(isinstance(a, arb) for a in args):
        return _real_function(name, args)
    raise Undefined(f"no rule for {name}")


def _real_function(name: str, args: list[Any]) -> Ball:
    if name == "Abs":
        return abs(args[0])
    if name in ("floor", "ceiling"):
        return args[0].floor() if name == "floor" else args[0].ceil()
    if name == "sign":
        x = args[0]
        if x.contains(0):  # sign(p) counts p as a divisor: of its zeros nothing is said
            raise Undefined("the sign of a value that may vanish")
        return arb(1) if x > 0 else arb(-1)
    if name in ("Max", "Min"):
        best = args[0]
        for a in args[1:]:
            half = abs(best - a)
            best = (best + a + half) / 2 if name == "Max" else (best + a - half) / 2
        return best
    if name == "atan2":
        y, x = args
        if x <= 0 and y.contains(0):
            raise Undefined("atan2 on its branch cut")
        return arb.atan2(y, x)
    raise Undefined(f"no rule for {name}")


def _call(name: str) -> Callable[[Ball], Ball]:
    return lambda x: getattr(x, name)()


_SIMPLE: dict[str, Callable[[Ball], Ball]] = {
    **{name: _call(name) for name in ("sin", "cos", "sinh", "cosh", "tanh", "exp")},
    **{name: _call(name) for name in ("atan", "asinh", "erf", "erfc", "sinc")},
}
_OF_COMPLEX: dict[str, Callable[[Any], Ball]] = {
    "re": lambda z: z.real,
    "im": lambda z: z.imag,
    "conjugate": lambda z: z.conjugate(),
    "Abs": abs,
}
CONSTANTS: dict[sp.Expr, Callable[[], Ball]] = {
    sp.Catalan: arb.const_catalan,
    sp.EulerGamma: arb.const_euler,
    sp.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}
_RECIPROCAL = {"sec": "cos", "csc": "sin", "sech": "cosh", "csch": "sinh"}
_QUOTIENT = {"tan": ("sin", "cos"), "cot": ("cos", "sin"), "coth": ("cosh", "sinh")}
_PARTIAL: dict[str, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    "asin": (lambda x: bool(abs(x) <= 1), _call("asin")),
    "acos": (lambda x: bool(abs(x) <= 1), _call("acos")),
    "acosh": (lambda x: bool(x >= 1), _call("acosh")),
    "atanh": (lambda x: bool(abs(x) < 1), _call("atanh")),
    "acot": (lambda x: not x.contains(0), lambda x: (1 / x).atan()),
    "acsch": (lambda x: not x.contains(0), lambda x: (1 / x).asinh()),
    "asec": (lambda x: bool(abs(x) > 1), lambda x: (1 / x).acos()),
    "acsc": (lambda x: bool(abs(x) > 1), lambda x: (1 / x).asin()),
    "acoth": (lambda x: bool(abs(x) > 1), lambda x: (1 / x).atanh()),
    "asech": (lambda x: bool(0 < x < 1), lambda x: (1 / x).acosh()),
    "gamma": (lambda x: bool(x > 0), _call("gamma")),
}
