"""The vertices of a plane curve: where the derivative of its curvature may change its sign.

Here: ``turning``. Source: do Carmo, 1-7.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

__all__ = ["turning"]


def turning(curve: Any, kappa: Any) -> Any:
    """The product of the factors of the curvature's derivative that may vanish: 1 if there are none.

    Factors that are constant say nothing, and where a denominator vanishes there is no curvature.
    """
    engine = curve.engine
    field, translator, (t,) = engine.field, engine.translator, engine.letters
    _, powers = translator.roots.factors(field.derivative(kappa, t).cancelled())
    below = [field.plain_poly(p) for p, k in powers if k < 0]
    above = [p for p, k in powers if k > 0 and not translator.signs.nowhere_zero(p)]
    moving = [field.element(p) for p in above if _moves(field.plain_poly(p), t, below)]
    return field.product(*((e, 1) for e in moving)).cancelled()


def _moves(e: sp.Expr, t: sp.Symbol, below: list[sp.Expr]) -> bool:
    """The factor depends on the parameter and is no root of what stands below."""
    root = isinstance(e, sp.Pow) and any(sp.expand(e.base - base) == 0 for base in below)
    return e.has(t) and not root
