"""Derivatives of elementary functions, in terms of the function's own value where that keeps digits.

What is here: `slope`, f'(u) as an expression in u and ``t = f(u)``: tanh has ``1 - t^2``, the exponential t. `called`, the
letter and the word for a function's value; `slope_of_logarithm`, f'/f. Source: Abramowitz, Stegun, Handbook of Mathematical
Functions, ch. 4 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sympy as sp

from symgeom.algebra.domain.contents import kinds

__all__ = [
    "BESSEL",
    "SLOPES_OF_QUOTIENTS",
    "UNIT_STEP",
    "called",
    "elementary",
    "settled",
    "sinhc_slope",
    "slope",
    "slope_of_logarithm",
    "tanhc_slope",
]

UNIT_STEP = "unit step"
BESSEL = "spherical Bessel function"

Slope = Callable[[sp.Expr, sp.Expr], sp.Expr]


class _OfQuotient(sp.Function):  # type: ignore[misc]
    """The slope of f(u)/u for an odd function f, which cancels near 0 as it is written."""

    nargs = 1

    def _eval_is_extended_real(self) -> bool | None:
        return self.args[0].is_extended_real  # type: ignore[no-any-return]


class sinhc_slope(_OfQuotient):
    """``(sinh(u)/u)' = cosh(u)/u - sinh(u)/u^2``."""


class tanhc_slope(_OfQuotient):
    """``(tanh(u)/u)' = 1/(u cosh(u)^2) - tanh(u)/u^2``."""


# Slopes of f(u)/u; j_1 is that of a sine with another sign.
SLOPES_OF_QUOTIENTS: dict[type[sp.Function], Callable[[sp.Expr], sp.Expr]] = {
    sp.sin: lambda u: -sp.jn(1, u),
    sp.sinh: sinhc_slope,
    sp.tanh: tanhc_slope,
}

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
    sp.sinc: lambda u, t: (sp.cos(u) - t) / u,
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
    sp.sinc: lambda u, t: -sp.jn(1, u),
    sp.acoth: lambda u, t: 1 / ((1 - u) * (1 + u)),
}

# (log f)' for the functions f whose quotient f'/f has a name.
_OF_LOGARITHMS: dict[type[sp.Function], Slope] = {
    sp.cosh: lambda u, t: sp.tanh(u),
    sp.sinh: lambda u, t: sp.coth(u),
    sp.cos: lambda u, t: -sp.tan(u),
    sp.sin: lambda u, t: sp.cot(u),
    sp.sech: lambda u, t: -sp.tanh(u),
    sp.csch: lambda u, t: -sp.coth(u),
    sp.sec: lambda u, t: sp.tan(u),
    sp.csc: lambda u, t: -sp.cot(u),
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
    sp.jn: ("j", BESSEL),
    sinhc_slope: ("j", BESSEL),
    tanhc_slope: ("j", BESSEL),
    sp.Abs: ("m", "absolute value"),
    sp.Max: ("m", "maximum"),
    sp.Min: ("m", "minimum"),
}


def slope(function: sp.Expr, value: sp.Expr, steady: bool = False) -> sp.Expr | None:
    """f'(u) for ``function = f(u)``, where ``value`` is the name of f(u); None where there is no rule.

    ``steady`` asks for the rule that keeps digits where f' is small: ``1/cosh(u)^2`` for tanh, not ``1 - t^2``.
    """
    rule = (_STEADY if steady else _SLOPES).get(function.func)
    return rule(function.args[0], value) if rule and len(function.args) == 1 else None


def slope_of_logarithm(function: sp.Expr) -> sp.Expr | None:
    """f'(u)/f(u) for ``function = f(u)`` where it has a name, as tanh(u) has for cosh; else None."""
    rule = _OF_LOGARITHMS.get(function.func)
    return rule(function.args[0], function) if rule else None


def called(function: sp.Expr) -> tuple[str, str]:
    """The letter and the meaning of a function's value."""
    return _CALLED.get(function.func, ("f", f"value of {function.func.__name__}"))


def elementary(e: sp.Expr, quotient: Callable[[sp.Expr], sp.Expr] = lambda u: sp.sin(u) / u) -> sp.Expr:
    """The expression with spherical Bessel functions of order 1 and 2, and slopes of quotients, as the elementary functions
    that they are.

    ``quotient`` is how sin(u)/u is written; it may be `sympy.sinc`.

    >>> elementary(sp.jn(1, sp.Symbol("u")))
    -cos(u)/u + sin(u)/u**2
    """

    def of_order(n: sp.Integer, u: sp.Expr) -> sp.Expr:
        first = quotient(u) / u - sp.cos(u) / u
        return first if n == 1 else 3 * first / u - quotient(u)

    if e.has(_OfQuotient):
        e = e.replace(sinhc_slope, lambda u: sp.cosh(u) / u - sp.sinh(u) / u**2)
        e = e.replace(tanhc_slope, lambda u: 1 / (u * sp.cosh(u) ** 2) - sp.tanh(u) / u**2)
    return e.replace(sp.jn, of_order) if e.has(sp.jn) else e


def settled(e: sp.Expr, names: Iterable[sp.Expr] = (), steps: Iterable[sp.Expr] = ()) -> sp.Expr:
    """``sign(q)^2 = 1`` and ``s^2 = s`` for the unit step s: right away from q = 0, and at q = 0 for what is continuous there.

    ``names`` are those of signs, ``steps`` those of unit steps.

    >>> x = sp.Symbol("x", real=True)
    >>> settled(sp.sign(x)**3 + x*sp.sign(x)**2), settled((1 + sp.sign(x))**2/4)
    (x + sign(x), sign(x)/2 + 1/2)
    """
    signs, steps = {*names, *(e.atoms(sp.sign) if sp.sign in kinds(e) else ())}, set(steps)
    if not (signs or steps):
        return e

    def power(q: sp.Expr) -> sp.Expr:
        if q.base in signs:
            return q.base if q.exp % 2 else sp.S.One
        if q.base in steps:
            return q.base
        number, rest = q.base.as_content_primitive()  # (c (1 + s))^2 = 2 c (c (1 + s))
        is_step = rest.is_Add and rest - 1 in signs.union(-s for s in signs)
        return (2 * number) ** (q.exp - 1) * q.base if is_step else q

    return e.replace(lambda q: q.is_Pow and q.exp.is_Integer and (q.exp > 1 or q.base in signs), power)
