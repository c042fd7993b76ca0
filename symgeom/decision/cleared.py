"""The divisors of an identity as it was stated, without those that rationalising adds.

What is here: `nonzero_as_stated`. The field moves roots and signs out of denominators, so ``1/(1 + sqrt(1 + x^2))`` is divided
by x^2 there, and ``1/(1 + |x|)`` by 1 - x^2. Here both sides are written as one fraction each, whose denominators are products
of what the sides themselves divide by: where ``N1 D2 = N2 D1`` holds without any other division, only these may not vanish.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, Element, ZeroDivisor
from symgeom.algebra.reading.translate import Translator
from symgeom.errors import InputError

__all__ = ["nonzero_as_stated"]


def nonzero_as_stated(translator: Translator, lhs: sp.Expr, rhs: sp.Expr) -> tuple[str, ...] | None:
    """The divisors of the sides that may vanish, as assumptions; None where the cleared identity isn't a normal form 0.

    ``translator`` must be a fresh one: the divisors that are read inside functions are entered into it.
    """
    try:
        cleared = _Cleared(translator)
        (above, below), (over, under) = cleared.fraction(lhs), cleared.fraction(rhs)
        if not (above * under - over * below).is_zero():
            return None
    except (OutsideClass, ZeroDivisor, BranchDivisor, InputError):
        return None
    field, found = translator.field, []
    polys = [p for e in cleared.divisors for p in (e.num, *(field.base(b) for b in e.den))]
    polys += [field.base(b) for b in range(len(field.bases))]
    for p in polys:
        for factor in field.ring.primes.factor(field.ring.lift(p))[1]:
            q = field.ring.lift(factor.poly)
            alone = [i for i in field.ring.support(q) if q == field.ring.gen(i)]
            if alone and field.generators[alone[0]].kind == "sign":
                continue  # 1 or -1, since its argument is a divisor
            if not translator.signs.nowhere_zero(q):
                found.append(f"{field.plain_poly(q)} ≠ 0")
    return tuple(dict.fromkeys(found))


class _Cleared:
    """Expressions as fractions of elements, nothing divided."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator
        self.divisors: list[Element] = []

    def fraction(self, e: sp.Expr) -> tuple[Element, Element]:
        one = self.translator.field.rational(1)
        if e.is_Add:
            above, below = self.fraction(e.args[0])
            for term in e.args[1:]:
                over, under = self.fraction(term)
                above, below = above * under + over * below, below * under
            return above, below
        if e.is_Mul:
            above, below = one, one
            for factor in e.args:
                over, under = self.fraction(factor)
                above, below = above * over, below * under
            return above, below
        if e.is_Pow and e.exp.is_Rational and e.exp < 0:
            below = self.translator.element(sp.Pow(e.base, -e.exp))
            self.divisors.append(below)
            return one, below
        return self.translator.element(e), one
