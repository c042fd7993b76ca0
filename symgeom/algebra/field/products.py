"""Elements as products of factors that are known: multiplied, divided and raised without expanding anything.

What is here: `Products`, for the fractions of `elements` a table of *primes* (primitive factors), `factored`, which writes an
element as ``content * prod prime^exponent``, and `product`, whose result is expanded only when its numerator is asked for.

Half angles make the ring no unique factorisation domain: ``s^2 = (1 - c)(1 + c)``. A factor that was joined from half-angle
primes is *coarse*; where coarse factors stand on both sides of a fraction they may share a prime, and the product is taken
the long way, with a division. Convention: exponents of a root are kept below its index, those of a sign below 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import fmpq

from symgeom.algebra.field.elements import Element, Fractions, Powers, ZeroDivisor
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["Products"]


class Products:
    """Elements of a field of fractions as products of numbered primes."""

    def __init__(self, field: Fractions) -> None:
        self.field, self.ring = field, field.ring
        self.primes: list[Poly] = []
        self._prime_numbers: Table[int] = Table(self.ring)
        self._splits: Table[tuple[Any, Powers]] = Table(self.ring)
        self._base_primes: dict[int, int] = {}  # base -> prime
        self._reductions: dict[
            int, tuple[int, Any, Powers]
        ] = {}  # prime -> index, content and factors of its power
        self.joint: set[int] = set()  # primes with a root or sign among other terms
        self._coarse: set[int] = set()
        self._ranks: dict[int, tuple[int, int, str]] = {}
        self._generators: dict[int, int | None] = {}

    def prime(self, number: int) -> Poly:
        """A prime in the present ring."""
        p = self.primes[number] = self.ring.lift(self.primes[number])
        return p

    def generator(self, number: int) -> int | None:
        """The generator that a prime is; None for a sum."""
        if number not in self._generators:
            p = self.prime(number)  # primitive, so the coefficient is 1
            alone = len(p) == 1 and p.total_degree() == 1
            self._generators[number] = self.ring.support(p)[0] if alone else None
        return self._generators[number]

    def rank(self, number: int) -> tuple[int, int, str]:
        """Short primes before long ones."""
        p = self.primes[number]
        known = self._ranks.get(number)
        if known is None:
            known = self._ranks[number] = len(p), int(p.total_degree()), str(p)
        return known

    def prime_number(self, p: Poly) -> int:
        """The number of a primitive factor; a new one is entered."""
        number = self._prime_numbers.get(p)
        if number is None:
            number = self._prime_numbers.put(p, len(self.primes))
            self.primes.append(p)
            if self.ring.primes.is_coarse(p):
                self._coarse.add(number)
            roots = (
                [i for i in self.ring.support(p) if i in self.field.algebraic] if self.field.algebraic else []
            )
            if roots and len(p) > 1:
                self.joint.add(number)
            elif roots:
                power, value = self.ring.relations[roots[0]]
                content, powers = self._factored_poly(value)
                self._reductions[number] = power, content, powers
        return number

    def _factored_poly(self, p: Poly) -> tuple[Any, Powers]:
        """``(content, {prime: exponent})``, which nobody may change."""
        if len(p) < 2 and p.is_constant():
            return (fmpq(0) if p.is_zero() else p.leading_coefficient()), {}
        known = self._splits.get(p)
        if known is None:
            content, factors = self.ring.primes.factor_reduced(p)
            powers = {self.prime_number(f.poly): f.exponent for f in factors}
            known = self._splits.put(p, (content, powers))
        return known

    def factored(self, e: Element) -> tuple[Any, Powers]:
        """``(content, {prime: exponent})`` of an element that is not zero."""
        found: tuple[Any, Powers] | None = e.factored
        if found is None:
            found = self._factored_poly(e.num)
            if e.den:
                content, powers = found[0], dict(found[1])
                for b, k in e.den.items():
                    number = self._prime_of_base(b)
                    powers[number] = powers.get(number, 0) - k
                found = content, {n: k for n, k in powers.items() if k}
            e.factored = found
        return found

    def _prime_of_base(self, base: int) -> int:
        number = self._base_primes.get(base)
        if number is None:
            number = self._base_primes[base] = self.prime_number(self.field.base(base))
        return number

    def product(self, *powers: tuple[Element, int]) -> Element:
        """The product of powers, common factors divided out. Raises `ZeroDivisor`."""
        zeros = [k for e, k in powers if e.factored is None and e.num.is_zero()]
        if zeros:
            if min(zeros) < 0:
                raise ZeroDivisor("division by an expression that is zero identically")
            return self.field.rational(0)
        useful = [power for power in powers if not power[0].is_one()]
        if len(useful) == 1 and useful[0][1] == 1:
            return useful[0][0].cancelled()
        content, found = self._gathered(useful)
        if self._needs_division(found):
            result = self.field.rational(1)
            for e, k in useful:
                result = result * e**k
            return result.cancelled()
        return Element.of_factors(self.field, content, found, self._expanded)

    def is_product(self, e: Element, powers: Iterable[tuple[Element, int]]) -> bool:
        """The element is the product of the powers, as far as their factors tell."""
        if any(factor.is_zero() for factor, _ in powers):
            return False
        found = self._gathered(powers)
        return found == self.factored(e) and not self._needs_division(found[1])

    def _gathered(self, powers: Iterable[tuple[Element, int]]) -> tuple[Any, Powers]:
        """The factors of a product, equal ones together."""
        content: Any = fmpq(1)
        found: Powers = {}
        for e, k in powers:
            scale, factors = e.factored or self.factored(e)
            if scale != 1:
                content *= scale if k == 1 else scale**k
            for n, exponent in factors.items():
                found[n] = found.get(n, 0) + exponent * k
        return self._reduced(content, found)

    def _reduced(self, content: Any, powers: Powers) -> tuple[Any, Powers]:
        """Powers of roots and signs below their index."""
        for n in [n for n in powers if n in self._reductions] if self._reductions else ():
            index, scale, factors = self._reductions[n]
            times, powers[n] = divmod(powers[n], index)
            if times:
                content *= scale**times
                for m, k in factors.items():
                    powers[m] = powers.get(m, 0) + k * times
                return self._reduced(content, powers)  # the radicand may hold other roots
        return content, {n: k for n, k in powers.items() if k}

    def _needs_division(self, powers: Powers) -> bool:
        """A root among other terms below the line, or coarse factors above and below."""
        if self.joint and any(k < 0 and n in self.joint for n, k in powers.items()):
            return True
        coarse = [(n, k) for n, k in powers.items() if n in self._coarse] if self._coarse else []
        if not (any(k > 0 for _, k in coarse) and any(k < 0 for _, k in coarse)):
            return False
        return not all(len(self.primes[n]) == 1 for n, _ in coarse)  # sines and cosines share nothing

    def _expanded(self, content: Any, powers: Powers) -> tuple[Poly, Powers]:
        """Numerator and denominator of a product."""
        num, den = self.ring.constant(content), {}
        for n, k in powers.items():
            if k < 0:
                den[self.field.base_number(self.prime(n))] = -k
                continue
            for _ in range(k):
                check()
                num = self.ring.multiply(num, self.prime(n))
        return num, den
