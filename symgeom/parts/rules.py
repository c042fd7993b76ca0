"""Derivatives of elementary functions, in terms of the function's own value where that keeps digits.

What is here: `slope`, f'(u) as an expression in u and ``t = f(u)``: tanh has ``1 - t^2``, the exponential t. `called`, the
letter and the word for a function's value. Source: Abramowitz, Stegun, Handbook of Mathematical Functions, ch. 4 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sympy as sp

__all__ = ["called", "elementary", "slope", "slope_of_log"]

Slope = Callable[[sp.Expr, sp.Expr], sp.Expr]

_SLOPES: dict[type[sp.Function], Slope] = {
    sp.exp: lambda u, t: t,
    sp.log: lambda u, t: 1 / u,
    sp.sin: lambda u, t: sp.cos(u),
    sp.cos: lambda u, t: -sp.sin(u),
    sp.tan: lambda u, t: 1 + t**2,
    sp.cot: lambda u, t: -1 - t**2,
    sp.sec: lambda u, t: t * sp.tan(u),
    sp.csc: lambda u, t: -t * sp.cot(u),
    sp.sinh: lambda u, t: sp.cosh(u),
    sp.cosh: lambda u, t: sp.sinh(u),
    sp.tanh: lambda u, t: 1 - t**2,
    sp.coth: lambda u, t: 1 - t**2,
    sp.sech: lambda u, t: -t * sp.tanh(u),
    sp.csch: lambda u, t: -t * sp.coth(u),
    sp.asin: lambda u, t: 1 / sp.sqrt(1 - u**2),
    sp.acos: lambda u, t: -1 / sp.sqrt(1 - u**2),
    sp.atan: lambda u, t: 1 / (1 + u**2),
    sp.acot: lambda u, t: -1 / (1 + u**2),
    sp.asinh: lambda u, t: 1 / sp.sqrt(1 + u**2),
    sp.acosh: lambda u, t: 1 / (sp.sqrt(u - 1) * sp.sqrt(u + 1)),
    sp.atanh: lambda u, t: 1 / (1 - u**2),
    sp.acoth: lambda u, t: 1 / (1 - u**2),
    sp.erf: lambda u, t: 2 * sp.exp(-(u**2)) / sp.sqrt(sp.pi),
    sp.erfc: lambda u, t: -2 * sp.exp(-(u**2)) / sp.sqrt(sp.pi),
    sp.Abs: lambda u, t: sp.sign(u),
    sp.sign: lambda u, t: sp.S.Zero,
}

_STEADY: dict[type[sp.Function], Slope] = {
    **_SLOPES,
    sp.tanh: lambda u, t: sp.sech(u) ** 2,
    sp.coth: lambda u, t: -(sp.csch(u) ** 2),
    sp.asin: lambda u, t: 1 / sp.sqrt((1 - u) * (1 + u)),
    sp.acos: lambda u, t: -1 / sp.sqrt((1 - u) * (1 + u)),
    sp.atanh: lambda u, t: 1 / ((1 - u) * (1 + u)),
    sp.acoth: lambda u, t: 1 / ((1 - u) * (1 + u)),
}

_LOGARITHMIC: dict[type[sp.Function], Callable[[sp.Expr], sp.Expr]] = {
    sp.cosh: sp.tanh,
    sp.sinh: sp.coth,
    sp.cos: lambda u: -sp.tan(u),
    sp.sin: sp.cot,
}

_CALLED: dict[type[sp.Function], tuple[str, str]] = {
    sp.exp: ("e", "exponential"),
    sp.log: ("l", "logarithm"),
    sp.sin: ("s", "sine"),
    sp.cos: ("c", "cosine"),
    sp.tanh: ("t", "activation"),
    sp.erf: ("t", "error function"),
    sp.erfc: ("t", "complementary error function"),
    sp.tan: ("t", "tangent of an angle"),
    sp.sinh: ("s", "hyperbolic sine"),
    sp.cosh: ("c", "hyperbolic cosine"),
    sp.asin: ("f", "arcsine"),
    sp.acos: ("f", "arccosine"),
    sp.atan: ("f", "arctangent"),
    sp.asinh: ("f", "inverse hyperbolic sine"),
    sp.acosh: ("f", "inverse hyperbolic cosine"),
    sp.atanh: ("f", "inverse hyperbolic tangent"),
    sp.Abs: ("m", "absolute value"),
}


def slope(function: sp.Expr, value: sp.Expr, steady: bool = False) -> sp.Expr | None:
    """f'(u) for ``function = f(u)``, where ``value`` is the name of f(u); None where there is no rule.

    ``steady`` asks for the rule that keeps digits where f' is small: ``1/cosh(u)^2`` for tanh, not ``1 - t^2``.
    """
    rule = (_STEADY if steady else _SLOPES).get(function.func)
    return rule(function.args[0], value) if rule and len(function.args) == 1 else None


def slope_of_log(function: sp.Expr, inside: sp.Expr) -> sp.Expr | None:
    """f'(u)/f(u) as one function, for ``log(f(u))`` with ``inside = f(u)``; None for other functions.

    >>> u = sp.Symbol("u")
    >>> slope_of_log(sp.log(sp.cosh(u)), sp.cosh(u)), slope_of_log(sp.log(sp.cos(u)), sp.cos(u))
    (tanh(u), -tan(u))
    """
    rule = _LOGARITHMIC.get(inside.func) if function.func is sp.log else None
    return rule and rule(inside.args[0])


def called(function: sp.Expr) -> tuple[str, str]:
    """The letter and the meaning of a function's value."""
    return _CALLED.get(function.func, ("f", f"value of {function.func.__name__}"))


def elementary(e: sp.Expr) -> sp.Expr:
    """The expression with spherical Bessel functions of order 1 as the elementary functions that they are.

    >>> elementary(sp.jn(1, sp.Symbol("u")))
    -cos(u)/u + sin(u)/u**2
    """
    return e.replace(sp.jn, lambda _, u: sp.sin(u) / u**2 - sp.cos(u) / u) if e.has(sp.jn) else e


def settled(e: sp.Expr, names: Iterable[sp.Expr] = ()) -> sp.Expr:
    """``sign(q)^2 = 1``: right away from q = 0, and at q = 0 for what is continuous there; ``names`` are those of signs.

    >>> x = sp.Symbol("x", real=True)
    >>> settled(sp.sign(x)**3 + x*sp.sign(x)**2)
    x + sign(x)
    """
    signs = {*names, *e.atoms(sp.sign)}
    if not signs:
        return e
    return e.replace(
        lambda q: q.is_Pow and q.base in signs and q.exp.is_Integer,
        lambda q: q.base if q.exp % 2 else sp.S.One,
    )
