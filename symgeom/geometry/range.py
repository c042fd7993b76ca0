"""What a float64 can hold: expressions evaluated in balls that vanish below its range and have no value beyond.

What is here: `Ranged`; `EXPONENTIALS`, the functions that leave the range at sizes that people give; its ends.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb

from symgeom.algebra.domain.balls import Evaluator, Undefined

__all__ = ["EXPONENTIALS", "LEAST", "MOST", "Ranged"]

EXPONENTIALS = (sp.exp, sp.sinh, sp.cosh, sp.sech, sp.csch)
LEAST = arb(2) ** -1074
MOST = arb(2) ** 1024


class Ranged(Evaluator):
    """Raises `Undefined` for what is too large on the way, or divided by what is too small."""

    def value(self, expression: sp.Expr) -> Any:
        found = super().value(expression)
        if not isinstance(found, arb) or found == 0:
            return found
        if abs(found) < LEAST:
            found = self._memo[expression] = arb(0)
        elif abs(found) > MOST:
            raise Undefined("too large for a float64")
        return found
