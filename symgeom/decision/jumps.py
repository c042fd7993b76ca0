"""Where an element jumps: at the zeros of an absolute value whose sign is left over.

What is here: `Jumps.of`. In the field ``|q| = sigma q`` with ``sigma = sign(q)``, and the derivation takes sigma for constant,
which is right away from q = 0. There ``a + sigma b`` is continuous where b vanishes, as in ``sigma q = |q|``, and jumps
otherwise. So a derivative that comes out without a jump is the derivative at q = 0 too (by the mean value theorem), and one
with a jump is undefined there, as is one that divides by q. Convention: what isn't seen to vanish counts as a jump.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.polynomials import Poly
from symgeom.errors import BudgetError

__all__ = ["Jumps"]

_MOST_SIGNS = 4
_AT_ZERO = {"root": 0, "exp": 1, "cos": 1, "sin": 0, "cosh": 1, "sinh": 0, "tanh": 0}


class Jumps:
    """The jumps of elements of one field. A kink is the number of a generator sign(q)."""

    def __init__(self, translator: Translator) -> None:
        self.field = translator.field
        self._within: dict[int, frozenset[int]] = {}

    def signs(self) -> frozenset[int]:
        """All the kinks that the field has met."""
        return frozenset(i for i, g in enumerate(self.field.generators) if g.kind == "sign")

    def shown(self, kink: int) -> sp.Expr:
        """The expression that vanishes there."""
        inside: sp.Expr = self.field.generators[kink].expression.args[0]
        return inside

    def of(self, e: Element) -> frozenset[int]:
        """The kinks at which an element jumps."""
        if not self.signs():
            return frozenset()
        try:
            num, below = self.field.ring.lift(e.num), [self.field.base(b) for b in e.den]
        except BudgetError:
            return self.signs()
        ring, found = self.field.ring, set[int]()
        for i in {i for p in (num, *below) for i in ring.support(p)}:
            if self.field.generators[i].kind != "sign":
                found |= self._inside(i)
                continue
            part = ring.by_powers(num, i).get(1)
            if part is not None and not self._vanishes(part, self._argument(i)):
                found.add(i)
        found |= {i for i in self.signs() - found if any(self._divides(self._argument(i), b) for b in below)}
        return frozenset(found)

    def _argument(self, kink: int) -> Poly:
        argument = self.field.generators[kink].argument
        assert argument is not None
        return self.field.ring.lift(argument.num)

    def _inside(self, index: int) -> frozenset[int]:
        """The jumps of what a generator is a function of."""
        if index not in self._within:
            g = self.field.generators[index]
            parts = [g.argument] if g.argument is not None else list(g.jet[1]) if g.jet else []
            self._within[index] = frozenset[int]().union(*(self.of(part) for part in parts))
        return self._within[index]

    def _vanishes(self, p: Poly, q: Poly) -> bool:
        """p = 0 wherever q = 0, for sure: q divides it, whatever the other signs are."""
        ring = self.field.ring
        values = {i: self._at_zero(i, q) for i in ring.support(p)}
        p = ring.reduce(ring.substitute(p, {i: ring.constant(v) for i, v in values.items() if v is not None}))
        if p.is_zero():
            return True
        signs = sorted(self.signs() & {*ring.support(p), *ring.support(q)})
        if len(signs) > _MOST_SIGNS:
            return False
        for case in product((1, -1), repeat=len(signs)):
            images = {i: ring.constant(v) for i, v in zip(signs, case)}
            part, root = (ring.reduce(ring.substitute(x, images)) for x in (p, q))
            if not self._divides(root, part):
                return False
        return True

    def _divides(self, q: Poly, p: Poly) -> bool:
        if p.is_zero():
            return True
        if q.is_constant() or self.field.algebraic & set(self.field.ring.support(q)):
            return False
        return bool(self.field.ring.halves.divide_out(p, [(q, 1)])[1][0])

    def _at_zero(self, index: int, q: Poly) -> Any:
        """The value where q = 0 of a generator whose argument vanishes there; None for another one."""
        g = self.field.generators[index]
        if g.argument is None or g.argument.den or g.kind in ("sign", "log"):
            return None
        argument = self.field.ring.lift(g.argument.num)
        if not self._vanishes(argument, q):
            return None
        if g.kind != "function":
            return _AT_ZERO.get(g.kind)
        known = g.expression.func(sp.S.Zero) if len(g.expression.args) == 1 else sp.nan
        return fmpq(int(known.p), int(known.q)) if known.is_Rational else None
