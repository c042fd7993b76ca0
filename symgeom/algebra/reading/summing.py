"""Sums over data in the field, by linearity.

What is here: `Sums`. What doesn't depend on the index comes out of a sum; the rest is split into monomials of what depends on
it, over their denominator, each a generator of its own whose derivative is the sum of the derivative. A numerator is divided by
each denominator first, so that ``1/(1 + E)`` and ``E/(1 + E)`` are one sum and n.

Convention: zero is proved so; that sums of different monomials are independent for some number of data holds only where no
relation among their denominators was missed, so that a sum that isn't zero here is no disproof.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import sympy as sp
from flint import fmpq_poly

from symgeom.algebra.domain.aligning import Names, aligned
from symgeom.algebra.domain.totals import Total, indices
from symgeom.algebra.field.differential import Field, Generator
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.budget import check, foresee
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["Sums"]

_LETTER = 0.005  # seconds that a new sum takes: the ring grows, and what is known goes along


class Sums:
    """The sums of one field. ``names`` are the indices by height and count."""

    def __init__(self, field: Field, names: Names) -> None:
        self.field, self._names = field, names
        self._open: dict[int, frozenset[sp.Symbol]] = {}  # the indices that a generator depends on
        self._over: dict[int, sp.Symbol] = {}  # and the one that a sum runs over

    def of(self, total: Total, read: Callable[[sp.Expr], Element]) -> Element:
        """A sum as it was typed: term by term where the terms have different denominators, which can't be told apart later."""
        e, index, count = total.args
        whole = read(e)
        terms = _terms(e, index)
        if len(terms) > 1 and sum(self._moves(self.field.base(b), index) for b in whole.den) > 1:
            return self.field.sum(self.total(read(t), index, count) for t in terms)
        return self.total(whole, index, count)

    def total(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        """``sum over index = 0 .. count - 1 of e``."""
        field, e = self.field, e.cancelled()
        inside = {b: k for b, k in e.den.items() if self._moves(field.base(b), index)}
        outside = {b: k for b, k in e.den.items() if b not in inside}
        found = field.sum(
            self._monomials(num, den, index, count) for num, den in self._divided(e.num, inside)
        )
        return (found * Element(field, field.ring.one, outside)).cancelled() if outside else found

    def _divided(self, num: Poly, den: dict[int, int]) -> list[tuple[Poly, dict[int, int]]]:
        """``num/den`` as a sum in which no numerator can be divided by a base below it, in partial fractions."""
        done, left = [], [(self.field.ring.lift(num), den, tuple(sorted(den)))]
        while left:
            check()
            num, den, bases = left.pop()
            if num.is_zero():
                continue
            if not bases:
                apart = self._apart(num, den)
                left += [(n, d, tuple(sorted(d))) for n, d in apart]
                done += [] if apart else [(num, den)]
                continue
            first, *rest = bases
            whole, remainder = divmod(num, self.field.base(first))
            left.append((remainder, den, tuple(rest)))
            lower = {b: k - (b == first) for b, k in den.items()}
            lower = {b: k for b, k in lower.items() if k}
            left.append((whole, lower, tuple(b for b in bases if b in lower)))
        return done

    def _apart(self, num: Poly, den: dict[int, int]) -> list[tuple[Poly, dict[int, int]]]:
        """``s P + t Q = 1``: ``num/(P Q)`` is ``num t/P + num s/Q``, for two powers of bases in one generator; else nothing.

        Numbers stand in both, so that P and Q have no zero in common whatever the parameters are.
        """
        ring = self.field.ring
        single = [(b, p, i) for b in den for p, i in [self._in_one(self.field.base(b))] if p is not None]
        for (b, p, i), (c, q, j) in combinations(single, 2):
            if i != j:
                continue
            common, s, t = (p ** den[b]).xgcd(q ** den[c])
            if common.degree() > 0:
                continue
            x = ring.gen(i)
            over_q, over_p = (
                sum((ring.one * u[k] * x**k for k in range(u.degree() + 1)), ring.zero) for u in (s, t)
            )
            return [
                (num * over_p, {k: n for k, n in den.items() if k != c}),
                (num * over_q, {k: n for k, n in den.items() if k != b}),
            ]
        return []

    def _in_one(self, p: Poly) -> tuple[Any, int]:
        """A polynomial in one generator with numbers for coefficients, and that; else None."""
        support = self.field.ring.support(p)
        if len(support) != 1:
            return None, -1
        parts = self.field.ring.by_powers(p, support[0])
        constant = (0,) * self.field.ring.width
        return fmpq_poly(
            [parts[k].to_dict()[constant] if k in parts else 0 for k in range(max(parts) + 1)]
        ), support[0]

    def _monomials(self, num: Poly, den: dict[int, int], index: sp.Symbol, count: sp.Symbol) -> Element:
        field, ring = self.field, self.field.ring
        num = ring.lift(num)
        moving = [i for i in ring.support(num) if self._generator_moves(i, index)]
        result = field.rational(0)
        for exponents, coefficient in ring.by_monomials(num, moving).items():
            monomial = ring.one
            for i, k in zip(moving, exponents):
                monomial *= ring.gen(i) ** k
            inner = Element(field, monomial, dict(den))
            one = self._generator(inner, index, count)
            result = result + Element(field, ring.lift(coefficient), {}) * one
        return result

    def _generator(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        """The sum of a monomial over what is below it."""
        if not e.den and e.is_one():
            return self.field.symbol(count)
        (expression,) = aligned([Total(self.field.plain(e), index, count)], self._names)
        known = self.field.find(expression)
        if known is not None:
            return known

        def rule(x: sp.Symbol) -> Element:
            return self.total(self.field.derivative(e, x), index, count)

        foresee(_LETTER)
        self._over[len(self.field.generators)] = index
        return self.field.enter(Generator("sum", expression, rule, e))

    def _generator_moves(self, i: int, index: sp.Symbol) -> bool:
        if i not in self._open:
            self._open[i] = self._indices(i)
        return index in self._open[i]

    def _indices(self, i: int) -> frozenset[sp.Symbol]:
        """Those of its argument too: a letter that stands for a function doesn't show them."""
        g = self.field.generators[i]
        if g.kind == "sum" and g.argument is not None:
            return self._indices_of(g.argument) - {self._over[i]}
        within = [] if g.argument is None else [g.argument]
        within += g.jet[1] if g.jet else ()
        return indices(g.expression).union(*map(self._indices_of, within))

    def _indices_of(self, e: Element) -> frozenset[sp.Symbol]:
        polys = [e.num, *map(self.field.base, e.den)]
        generators = {i for p in polys for i in self.field.ring.support(p)}
        return frozenset().union(*map(self._indices, generators))

    def _moves(self, p: Poly, index: sp.Symbol) -> bool:
        return any(self._generator_moves(i, index) for i in self.field.ring.support(p))


def _terms(e: sp.Expr, index: sp.Symbol) -> list[sp.Expr]:
    """The terms of a summand, with what doesn't depend on the index in front of each."""
    if e.is_Add:
        return [t for a in e.args for t in _terms(a, index)]
    if e.is_Mul:
        moving = [a for a in e.args if index in indices(a)]
        if len(moving) == 1 and moving[0].is_Add:
            front = sp.Mul(*(a for a in e.args if a is not moving[0]))
            return [front * t for t in _terms(moving[0], index)]
    return [e]
