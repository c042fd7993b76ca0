"""Factors in a ring with angles: what is known first, then over Q, in half angles where there are any.

What is here: `Factor`, and `Primes`, which factors the polynomials of a ring and remembers what it found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flint import fmpq

from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.factoring import LONG, raw_factors
from symgeom.algebra.ring.halfangles import HalfAngles, Polynomials, exact_quotient

__all__ = ["MAX_FACTORED", "Factor", "Primes"]

MAX_FACTORED = 4000  # terms; a longer polynomial, less the factors that are known, counts as one factor
_SHORT, _MANY = 40, 40  # terms and number of factors that are tried as divisors

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


class Factor(NamedTuple):
    """A factor of a polynomial: ``poly`` is primitive, and irreducible unless half-angle primes had to be joined."""

    poly: Poly
    exponent: int


class Primes:
    """The factors of a ring's polynomials, and the tables of those that were met."""

    def __init__(self, ring: Polynomials, halves: HalfAngles, bound: set[int]) -> None:
        self.ring, self._halves = ring, halves
        self._bound = bound  # generators of a relation or an angle
        self._factored: Table[tuple[Any, list[Factor]]] = Table(ring)
        self._primes: list[Poly] = []
        self._remembered: Table[bool] = Table(ring)
        self._joined: Table[bool] = Table(ring)  # factors that half-angle primes were joined to

    def factor(self, p: Poly) -> tuple[Any, list[Factor]]:
        """``p = content * prod factor^exponent`` with primitive factors, taken in half angles and mapped back.

        Half-angle primes of odd degree are no elements of the ring by themselves: t u = s/2 and, for an angle,
        (u - t)(u + t) = c are put together first, what is left over in one factor each for its parity.
        """
        return self.factor_reduced(self.ring.reduce(p))

    def factor_reduced(self, p: Poly) -> tuple[Any, list[Factor]]:
        """The same for a polynomial in normal form."""
        if len(p) < 2 and p.is_constant():
            return (fmpq(0) if p.is_zero() else p.leading_coefficient()), []
        known = self._factored.get(p)
        if known is None:
            check()
            known = self._factored.put(p, self._factors(self.ring.lift(p)))
            for f in known[1] if len(known[1]) > 1 or known[0] != 1 or known[1][0].exponent > 1 else ():
                if len(f.poly) > 1 and not self.is_coarse(f.poly) and f.poly not in self._factored:
                    self._factored.put(f.poly, (fmpq(1), [Factor(f.poly, 1)]))
        elif known[1][0].poly.context() is not self.ring.context:
            lifted = [Factor(self.ring.lift(f.poly), f.exponent) for f in known[1]]
            known = self._factored.put(p, (known[0], lifted))
        return known

    def _factors(self, p: Poly) -> tuple[Any, list[Factor]]:
        """What is easy first: the monomial, then factors that are known."""
        if len(p) == 1:
            used = [(i, int(k)) for i, k in enumerate(reversed(p.degrees())) if k > 0]
            powers = [Factor(self.ring.gen(i), k) for i, k in sorted(used, key=lambda power: str(power[0]))]
            return p.leading_coefficient(), powers
        groups: list[tuple[Poly, int]] = []
        monomial = p.term_content()
        if not monomial.is_constant():
            groups = [(self.ring.gen(i), int(k)) for i, k in enumerate(reversed(monomial.degrees())) if k > 0]
            p = p / monomial
        pairs = self.ring.pairs_of(p)
        # c + s of a hyperbolic angle is a unit: such a factor may be another's associate.
        if 1 < len(p) <= MAX_FACTORED and all(pair.eps > 0 for pair in pairs) and self.is_monic(p):
            return self._collect(fmpq(1), [*groups, (p, 1)])
        # Factoring in half angles is dear.
        tried = self._primes if pairs and (len(p) <= _SHORT or len(p) > LONG) else []
        for n, q in enumerate(tried):
            if len(p) == 1:
                break
            q = self._primes[n] = self.ring.lift(q)
            p, k = self._divided(p, q)
            groups += [(q, k)] if k else []
        if p.is_constant():
            return self._collect(p.leading_coefficient(), groups)
        rest = self._factors_of_rest(p)
        return self._collect(rest[0], [*groups, *((f.poly, f.exponent) for f in rest[1])]) if groups else rest

    @staticmethod
    def _divided(p: Poly, q: Poly) -> tuple[Poly, int]:
        """(p / q^k, k) for the largest k."""
        k = 0
        while len(p) > 1 and not any(m < n for m, n in zip(p.degrees(), q.degrees())):
            quotient = exact_quotient(p, q)
            if quotient is None:
                break
            p, k = quotient, k + 1
        return p, k

    def is_monic(self, p: Poly) -> bool:
        """``c x + q`` or ``c x^2 + q`` with a number c and q free of x, which is irreducible.

        In the first case x has no relation and is no cosine. In the second no generator of p has one, and -c q is no square,
        since its first or last coefficient is negative.
        """
        bound, last = self._bound, self.ring.width - 1
        used = {slot: k for slot, k in enumerate(p.degrees()) if k > 0}
        loose = {slot for slot in used if last - slot not in bound}
        monomials = list(p.monoms())
        for n, m in enumerate(monomials):
            k = sum(m)
            if k != max(m) or not 1 <= k <= 2:
                continue
            slot = m.index(k)
            if slot not in loose or used[slot] != k or (k == 2 and len(loose) < len(used)):
                continue
            if sum(1 for other in monomials if other[slot]) == 1 and (k == 1 or _no_square(p, n)):
                return True
        return False

    def _factors_of_rest(self, p: Poly) -> tuple[Any, list[Factor]]:
        if len(p) > MAX_FACTORED:
            return self._collect(fmpq(1), [(p, 1)])
        if not self.ring.pairs_of(p):
            content, raw = raw_factors(p)
            found = self._collect(fmpq(content), [(q, int(e)) for q, e in raw])
            self._remember(f.poly for f in found[1])
            return found
        form = self._halves.to_half(p)
        if form is None:
            self._joined.put(self.ring.normalised(p)[1], True)
            return self._collect(fmpq(1), [(p, 1)])
        content, raw = raw_factors(form.poly)
        even, odd = self._halves.sort_primes([(q, int(e)) for q, e in raw], form)
        if not odd and len(even) == 1 and even[0][2] == 1:
            self._remember([self.ring.normalised(p)[1]])
            return self._collect(fmpq(1), [(p, 1)])
        groups = [(self._halves.from_half(q, degree), e) for q, degree, e in even]
        self._remember(self.ring.normalised(q)[1] for q, _ in groups)
        joined = self._halves.join_odd(odd)
        for q, _ in joined:
            self._joined.put(self.ring.normalised(q)[1], True)
        constant, factors = self._collect(fmpq(1), groups + joined)
        return self._constant_of(p, constant, factors), factors

    def _remember(self, primes: Iterable[Poly]) -> None:
        """Factors by which other polynomials are divided before they are factored."""
        for q in primes:
            if 1 < len(q) <= _SHORT and len(self._primes) < _MANY and q not in self._remembered:
                self._remembered.put(q, True)
                self._primes.append(q)

    def is_coarse(self, p: Poly) -> bool:
        """A factor that may share a half-angle prime with another: joined from several, or a sine or cosine."""
        return bool(self.ring.pairs) and ((len(p) == 1 and bool(self.ring.pairs_of(p))) or p in self._joined)

    def _collect(self, content: Any, groups: list[tuple[Poly, int]]) -> tuple[Any, list[Factor]]:
        powers: list[list[Any]] = []
        for q, e in groups:
            c, primitive = self.ring.normalised(q)
            content *= c**e
            if primitive.is_constant():
                continue
            for known in powers:
                if known[0] == primitive:
                    known[1] += e
                    break
            else:
                powers.append([primitive, e])
        factors = [Factor(q, e) for q, e in powers]
        if len(factors) > 1:
            factors.sort(key=lambda f: (len(f.poly), f.poly.total_degree(), str(f.poly)))
        return content, factors

    def _constant_of(self, p: Poly, guess: Any, factors: list[Factor]) -> Any:
        """The rational constant between p and the product of its factors, by comparing normal forms."""
        product = self.ring.one
        for f in factors:
            product = self.ring.reduce(product * f.poly**f.exponent)
        return p.leading_coefficient() / product.leading_coefficient()


def _no_square(p: Poly, place: int) -> bool:
    """``-c q`` is no square for p = c x^2 + q, whose term c x^2 stands at the place."""
    coefficients = p.coeffs()
    c = coefficients.pop(place)
    return bool((coefficients[0] > 0) == (c > 0) or (coefficients[-1] > 0) == (c > 0))
