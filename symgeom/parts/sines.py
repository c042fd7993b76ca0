"""Quotients ``sin(u)/u``, of hyperbolic functions too, inside of longer ones.

What is here: `cardinal_sines`.
"""

from __future__ import annotations

import sympy as sp

from symgeom.parts.names import Parts
from symgeom.parts.rules import SLOPES_OF_QUOTIENTS

__all__ = ["cardinal_sines"]


def cardinal_sines(parts: Parts, above: sp.Expr, below: sp.Expr) -> sp.Expr | None:
    """``sin(cu) a/(u b)`` as ``sin(cu)/(cu)`` by name times ``ca/b``; None for ``sin(u)/u`` alone, and without one.

    The slope of such a quotient, of sinh and tanh too, has a function of its own that keeps its digits near u = 0.
    """
    factors, under = list(sp.Mul.make_args(above)), list(sp.Mul.make_args(below))
    numbers: list[sp.Expr] = []
    quotients: list[sp.Expr] = []
    for u in [u for u in under if not u.is_Number]:
        for sine in factors:
            inner = parts.of(sine)
            if inner.func in SLOPES_OF_QUOTIENTS and (inner.args[0] / u).is_Number:
                factors.remove(sine)
                under.remove(u)
                numbers.append(inner.args[0] / u)
                quotients.append(parts.named(sine / inner.args[0], "q", "quotient"))
                break
    rest = [f for f in (*factors, *under) if not f.is_Number]
    if not quotients or (len(quotients) == 1 and numbers == [1] and not rest):
        return None
    return sp.Mul(*numbers, *quotients, *factors, *(1 / u for u in under))
