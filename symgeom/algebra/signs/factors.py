"""A field element as a product of factors, and the sign of each.

What is here: `Factors`, on which roots and logarithms stand: factors over Q with ``sign(p) p`` recognised as |p|, absolute
values and signs, and half-angle squares written through one of them.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.field.differential import Field, Generator, OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.polynomials import AnglePair, Poly, Ring
from symgeom.algebra.signs.oracle import Signs

__all__ = ["Factors"]


class Factors:
    """Factors of elements of one field; the signs come from its oracle."""

    def __init__(self, field: Field, signs: Signs) -> None:
        self.field, self.signs = field, signs
        self._half_squares: dict[int, str] = {}

    # Factors ---------------------------------------------------------------------------------------------------------
    def factors(self, e: Element) -> tuple[Any, list[tuple[Poly, int]]]:
        """``e = content * prod p^k`` with integer k, numerator and denominator together."""
        e = e.cancelled()
        ring = self.field.ring
        content, above = ring.primes.factor(e.num)
        powers = [(f.poly, f.exponent) for f in above]
        powers += [(self.field.base(b), -k) for b, k in e.den.items()]
        return content, powers

    def with_absolutes(self, powers: list[tuple[Poly, int]]) -> list[tuple[Poly, int]]:
        """``sign(p) p^k`` with odd k as the power of one factor ``sign(p) p = |p|``."""
        ring = self.field.ring
        powers = [(ring.lift(p), k) for p, k in powers]
        for i, g in enumerate(self.field.generators):
            if g.kind != "sign" or g.argument is None:
                continue
            sigma, p = ring.gen(i), ring.lift(g.argument.num)
            odd = {str(q): k for q, k in powers if k % 2}
            if str(sigma) in odd and str(p) in odd:
                k = odd[str(p)]
                powers = [(q, n) for q, n in powers if q not in (sigma, p)] + [(sigma * p, k)]
        return powers

    def inside_absolute(self, p: Poly) -> Poly:
        """q for a factor ``sign(q) q``, otherwise p."""
        ring = self.field.ring
        for i, g in enumerate(self.field.generators):
            if g.kind == "sign" and g.argument is not None and p == ring.gen(i) * ring.lift(g.argument.num):
                return ring.lift(g.argument.num)
        return p

    def absolute(self, e: Element) -> Element:
        """|e|."""
        if e.is_zero():
            return e
        content, powers = self.factors(e)
        result = e if content > 0 else -e
        return result * self.sign_of_product([p for p, k in powers if k % 2])

    def sign_of_product(self, factors: list[Poly]) -> Element:
        """The sign of a product: of all the factors together where that is a fact, else one by one."""
        ring = self.field.ring
        if len(factors) > 1:
            product = ring.one
            for p in factors:
                product = ring.reduce(product * ring.lift(p))
            known = self.signs.weak(product)
            if known:
                return self.field.rational(known)
        result = self.field.rational(1)
        for p in factors:
            result = result * self.sign_of(p)
        return result

    def sign(self, e: Element) -> Element:
        """sign(e), for e that is not zero: its factors become divisors, which a proof lists as non-zero."""
        if e.is_zero():
            return e
        content, powers = self.factors(e)
        result = self.field.rational(1 if content > 0 else -1)
        for p, k in powers:
            self.field.base_number(p)
            if k % 2:
                result = result * self.sign_of(p)
        return result

    def sign_of(self, p: Poly) -> Element:
        """The sign of a polynomial: 1, -1, or a generator of square one."""
        known = self.signs.weak(p)
        if known:
            return self.field.rational(known)
        if not self.signs.is_real(p):
            raise OutsideClass(
                f"the sign of {self.field.plain_poly(p)}, which need not be real on the domain"
            )
        expression = sp.sign(self.field.plain_poly(p), evaluate=False)
        found = self.field.find(expression)
        found = self._by_product(p) if found is None else found
        if found is not None:
            return found
        argument = self.field.element(p)
        index, zero = len(self.field.generators), self.field.rational(0)

        def rule(x: sp.Symbol) -> Element:
            """Constant on both sides of the kink; whatever rests on it says so."""
            if not self.field.derivative(argument, x).is_zero():
                self.field.kinked.add(index)
            return zero

        return self.field.enter(Generator("sign", expression, rule, argument), 2, self.field.ring.one)

    def _by_product(self, p: Poly) -> Element | None:
        """The sign of q where ``p q > 0`` is a fact, or its negative: on an open domain ``p q >= 0`` is enough."""
        ring = self.field.ring
        for fact in self.signs.known.weak if self.signs.all_real else self.signs.known.strict:
            content, factors = ring.primes.factor(ring.lift(fact))
            others = [f.poly for f in factors if f.poly != p]
            if len(factors) == 2 and len(others) == 1 and all(f.exponent == 1 for f in factors):
                q = sp.sign(self.field.plain_poly(others[0]), evaluate=False)
                known = self.field.find(q)
                if known is not None:
                    return known if content > 0 else -known
        return None

    # Half-angle squares --------------------------------------------------------------------------------------------------
    def _canonical(
        self, powers: list[tuple[Poly, int]], always: bool = False
    ) -> tuple[Any, list[tuple[Poly, int]]]:
        """Half-angle squares: 1 + c, 1 - c, 1 + s, 1 - s are no squares, but the product of any two is one.

        The first that is met under a root is kept for its angle, the others are written through it:
        ``q = w^2 / (m q0)``. Returns a rational factor and the new powers.
        """
        ring = self.field.ring
        content = fmpq(1)
        result: list[list[Any]] = []

        def put(p: Poly, k: int) -> None:
            for known in result:
                if ring.lift(known[0]) == ring.lift(p):
                    known[1] += k
                    return
            result.append([p, k])

        for p, k in powers:
            kind = self._half_square(ring.lift(p)) if k % 2 or always else None
            if kind is None:
                put(p, k)
                continue
            pair, name = kind
            first = self._half_squares.setdefault(pair.s, name)
            if name == first:
                put(p, k)
                continue
            scale, value = _half_product(ring, pair, name, first)
            below = _half_value(ring, pair, first)
            content *= fmpq(1, scale) ** k * _leading(p, _half_value(ring, pair, name)) ** k
            for q, exponent in ((value, 2 * k), (below, -k)):
                c, primitive = ring.normalised(q)
                content *= c**exponent
                put(primitive, exponent)
        return content, [(p, k) for p, k in result if k]

    def _half_square(self, p: Poly) -> tuple[AnglePair, str] | None:
        ring = self.field.ring
        for pair in ring.pairs_of(p):
            for name in ("1+c", "1-c", "1+s", "1-s") if pair.eps > 0 else ("1+c", "1-c"):
                if ring.normalised(_half_value(ring, pair, name))[1] == p:
                    return pair, name
        return None


def _half_value(ring: Ring, pair: AnglePair, name: str) -> Poly:
    """1 + c, 1 - c (c - 1 for a hyperbolic angle), 1 + s or 1 - s: never negative."""
    g = ring.gen(pair.c if name[2] == "c" else pair.s)
    return 1 + g if name[1] == "+" else pair.eps * (1 - g)


def _half_product(ring: Ring, pair: AnglePair, name: str, other: str) -> tuple[int, Poly]:
    """(m, w) with ``q1 q2 = w^2 / m`` for two of the half-angle squares."""
    c, s = ring.gen(pair.c), ring.gen(pair.s)
    if name[2] == other[2]:
        return 1, s if name[2] == "c" else c
    signs = {x[2]: 1 if x[1] == "+" else -1 for x in (name, other)}
    return 2, 1 + signs["c"] * c + signs["s"] * s


def _leading(p: Poly, q: Poly) -> Any:
    return p.leading_coefficient() / q.leading_coefficient()
