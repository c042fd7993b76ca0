"""How long expressions are with their parts put back, told without putting them back.

What is here: `Lengths`. Each part is counted once and its length taken wherever its name stands, so that the work grows with
the table and not with the expressions written out. What cancels when parts are put back is counted all the same.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.domain.counting import operations
from symgeom.algebra.domain.jets import JETS
from symgeom.parts.names import Parts

__all__ = ["Lengths"]


class Lengths:
    """Operations of expressions in parts.

    >>> x = sp.Symbol("x")
    >>> parts = Parts([x])
    >>> s = parts.named(1 + x, "s", "sum")
    >>> Lengths(parts)(s**2 + s)
    4
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: dict[sp.Expr, int] = {}

    def __call__(self, e: sp.Expr) -> int:
        """The operations of an expression whose parts are put back."""
        if e not in self._known:
            full = self._parts.of(e)
            self._known[e] = self._own(e) if full is e else self(full)
        return self._known[e]

    def _own(self, e: sp.Expr) -> int:
        if e.is_Atom or isinstance(e, JETS):
            return operations(e)
        steps = len(e.args) - 1 if e.is_Add or e.is_Mul else 1
        return steps + sum(map(self, e.args))
