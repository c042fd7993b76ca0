"""Draws about signs: borders of closed facts, what is never negative and may vanish, |·| inside functions, two cases.

What is here: the families of `FAMILIES`. A family may add weak facts and declared signs of its own; the truth looks at the
border points of what it adds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

__all__ = ["FAMILIES"]

Sides = tuple[Any, Any]
k = sp.Symbol("k", nonnegative=True)
m = sp.Symbol("m", nonpositive=True)


def _weak(draw: Any) -> Any:
    """Never negative, for sure or by a weak fact, and zero somewhere, mostly."""
    s, t = draw.letter(), draw.letter()
    kind = draw.random.randrange(5)
    if kind == 0:
        fact, p = draw.pick(
            [(s >= 0, s), (s >= 1, s - 1), (s <= 2, 2 - s), (s >= t, s - t), (s + t >= 1, s + t - 1)]
        )
        if fact not in (sp.true, sp.false):
            draw.where.append(fact)
            return p
    if kind == 1:
        return draw.pick([k, -m, k * (1 - m), k - m, k**2 + k])
    p = draw.pick([s, s, s - 1, s - t if s != t else s + 2, s * t])
    return draw.pick([p**2, sp.Abs(p), p**4, p**2 * k, sp.cosh(p) - 1, 1 - sp.cos(p), sp.sqrt(p**2 + 1) - 1])


def sign_of_weak(draw: Any) -> Sides:
    """sign(p) = 1 for p >= 0: not where p = 0."""
    p = _weak(draw)
    grown = draw.pick(
        [
            p,
            p,
            sp.exp(p) - 1,
            1 - sp.exp(-p),
            sp.sinh(p),
            sp.tanh(p),
            sp.atan(p),
            sp.log(1 + p),
            p + draw.pick([0, 1]),
            3 * p,
        ]
    )
    sign = sp.sign(grown, evaluate=False)
    return draw.pick(
        [
            lambda: (sign, sp.S.One),
            lambda: (sign * draw.letter(), draw.letter() * sign**3),
            lambda: (sign + p, p + 1),
            lambda: (sp.Abs(grown, evaluate=False), grown),
            lambda: (p / sp.Abs(grown, evaluate=False), p / grown),
            lambda: (sp.floor(-sp.Abs(grown)) + 1, sp.floor(1 - sp.Abs(grown))),
        ]
    )()


def absolute_inside(draw: Any) -> Sides:
    """|p| in arguments, where the sign of p is declared, decided, or open."""
    p = draw.pick([draw.letter(), draw.letter(), draw.linear(), draw.letter() * draw.letter()])
    q = draw.pick([p, p, -p, sp.Abs(p)])
    outer = draw.pick(
        [
            sp.exp,
            sp.cos,
            sp.sin,
            sp.tanh,
            sp.sinh,
            sp.cosh,
            sp.atan,
            sp.asinh,
            lambda e: sp.log(1 + sp.exp(e)),
            lambda e: 2**e,
        ]
    )
    u = sp.Abs(p)
    return draw.pick(
        [
            lambda: (outer(u), outer(q)),
            lambda: (outer(u), sp.Abs(outer(p))),
            lambda: (outer(u), sp.sign(p) * outer(p)),
            lambda: (outer(u) + outer(-u), outer(p) + outer(-p)),
            lambda: (sp.exp(-u) * sp.exp(q), sp.S.One),
            lambda: (outer(sp.Max(p, 0)) + outer(sp.Min(p, 0)), outer(p) + outer(sp.S.Zero)),
            lambda: (outer(sp.Abs(u * draw.letter())), outer(sp.Abs(p * draw.letter()))),
        ]
    )()


def two_cases(draw: Any) -> Sides:
    s = draw.letter()
    p = draw.pick([s, s, draw.linear()])
    u, q = sp.Abs(p), draw.pick([p, p, sp.Abs(p), -p])
    log, exp, Max, Min = sp.log, sp.exp, sp.Max, sp.Min
    t = draw.letter()
    return draw.pick(
        [
            lambda: (log(1 + exp(-u)) + draw.pick([Max, Max, Min])(p, 0), log(1 + exp(q))),
            lambda: (sp.sqrt(p**2 + 2 * u + 1), draw.pick([u + 1, q + 1, sp.Abs(u - 1)])),
            lambda: (Max(p, t) + draw.pick([1, 1, -1]) * Min(p, t), draw.pick([p + t, sp.Abs(p - t)])),
            lambda: (sp.acosh(sp.cosh(p)), q),
            lambda: (sp.atan2(t, p), sp.atan(t / p) + draw.pick([0, 0, sp.pi, -sp.pi])),
            lambda: (sp.acos(sp.cos(p)), draw.pick([q, q, 2 * sp.pi - p])),
            lambda: (sp.asin(sp.sin(p)), draw.pick([p, sp.pi - p, q])),
            lambda: (sp.exp(sp.Abs(sp.log(u))), Max(u, 1 / u)),
            lambda: (1 / (1 + exp(-u)), exp(q) / (1 + exp(q))),
            lambda: (sp.asinh(p), log(q + sp.sqrt(p**2 + 1))),
            lambda: (
                sp.Derivative(draw.pick([p * u, u, p**3, exp(p)]), s),
                draw.pick([2 * u, sp.sign(p), 3 * p**2, exp(p)]),
            ),
            lambda: (1 / (1 + u), (1 - q) / (1 - p**2)),
        ]
    )()


def machin(draw: Any) -> Sides:
    """Arctangents of rational numbers."""
    p, q = (sp.Rational(draw.random.randint(1, 5), draw.random.randint(2, 7)) for _ in range(2))
    total = (p + q) / (1 - p * q) if p * q != 1 else sp.S.One
    return sp.atan(p) + sp.atan(q), sp.atan(total) + draw.pick([0, 0, sp.pi])


FAMILIES: list[Callable[[Any], Sides]] = [sign_of_weak, absolute_inside, two_cases, machin]
