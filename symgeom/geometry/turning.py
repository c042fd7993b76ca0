"""Charts that turn back: a tangent vector vanishes with its coordinate, as that of a profile that is a function of v^2.

What is here: `turns`, the coordinates with such vectors, and `bent`. Second derivatives are nearly tangent there, and against
the normal their digits cancel; what is tangent is taken away beforehand. Source:
``<d_v d_v X, N> = <d_v d_v X - d_v X/v, N> = v <d_v (d_v X/v), N>``.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.parts.rules import SLOPES_OF_QUOTIENTS

__all__ = ["bent", "turns"]

_FEW = 4  # coordinates


def turns(chart: Any) -> list[sp.Symbol]:
    """The coordinates whose tangent vectors vanish with them, as far as is seen from how the map was typed."""
    if chart.data or chart.dimension > _FEW or not hasattr(chart, "map"):
        return []
    return [x for x in chart.engine.letters if all(_has_factor(sp.diff(e, x), x) for e in chart.map)]


def bent(chart: Any, i: int) -> tuple[Any, ...] | None:
    """``x d_x (d_x X/x)`` for the i-th coordinate x, in parts for points near x = 0; None where d_x X has no factor x."""
    reader, x = chart.engine.translator, chart.engine.letters[i]
    if not reader.turned or x not in turns(chart):
        return None
    derivative, times = chart.engine.field.derivative, reader.element(x)
    return tuple(derivative(_over(reader, sp.diff(e, x), x), x) * times for e in chart.map)


def _has_factor(e: sp.Expr, x: sp.Symbol) -> bool:
    if e == 0 or e == x:
        return True
    if e.is_Add:
        return all(_has_factor(term, x) for term in e.args)
    if e.is_Mul:
        return any(_has_factor(factor, x) for factor in e.args)
    if e.is_Pow and e.exp.is_Integer and e.exp > 0:
        return _has_factor(e.base, x)
    return e.func in SLOPES_OF_QUOTIENTS and _has_factor(e.args[0], x)


def _over(reader: Any, e: sp.Expr, x: sp.Symbol) -> Any:
    """e/x in parts, each factor that vanishes with x by itself."""
    if e == 0 or e == x:
        return reader.field.rational(int(e == x))
    if e.is_Add:
        return reader.field.sum([_over(reader, term, x) for term in e.args])
    if e.is_Mul:
        k = next(k for k, factor in enumerate(e.args) if _has_factor(factor, x))
        rest = sp.Mul(*e.args[:k], *e.args[k + 1 :])
        return _over(reader, e.args[k], x) * reader.element(rest)
    if e.is_Pow and e.func is not sp.exp:
        return _over(reader, e.base, x) * reader.element(e.base ** (e.exp - 1))
    return reader.element(e / e.args[0]) * _over(reader, e.args[0], x)
