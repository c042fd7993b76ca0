"""How many terms an expression would have if it were multiplied out, told without doing it.

What is here: `MultipliedOut`.
"""

from __future__ import annotations

import math

import sympy as sp

__all__ = ["MultipliedOut"]


class MultipliedOut:
    """How many terms numerator and denominator would have over one denominator, at most; each expression is counted once.

    >>> x, y = sp.symbols("x y")
    >>> MultipliedOut()((x + y) * (1 + 1 / (x + y)))
    (6.0, 2.0)
    """

    def __init__(self) -> None:
        self._known: dict[sp.Expr, tuple[float, float]] = {}

    def __call__(self, e: sp.Expr) -> tuple[float, float]:
        if e not in self._known:
            self._known[e] = self._counted(e)
        return self._known[e]

    def _counted(self, e: sp.Expr) -> tuple[float, float]:
        if e.is_Pow and e.exp.is_Rational:
            above, below = self(e.base)
            k = abs(float(e.exp))
            pair = above ** max(k, 1.0) / math.gamma(k + 1), below ** max(k, 1.0) / math.gamma(k + 1)
            pair = max(pair[0], 1.0), max(pair[1], 1.0)
            return pair if e.exp > 0 else pair[::-1]
        if e.is_Mul:
            pairs = list(map(self, e.args))
            return math.prod(a for a, _ in pairs), math.prod(b for _, b in pairs)
        if e.is_Add:
            pairs = list(map(self, e.args))
            below = math.prod(b for b in {b: None for _, b in pairs})
            return sum(a * below / b for a, b in pairs), below
        return 1.0, 1.0
