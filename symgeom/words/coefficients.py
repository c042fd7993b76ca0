"""Scalar coefficients: exact fractions of polynomials over a table of generators that may grow.

The generators are algebraically independent, with one exception: the sign ``(-1)^d`` has square 1. Zero is
therefore decided by looking at the numerator. What a generator means (a contraction ``p^T A p``, a trace,
``w``, ``d``) is the business of the caller: here it is a key in a table.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symgeom.bounds import MAX_COEFFICIENT_TERMS
from symgeom.errors import BudgetError, InputError

__all__ = ["SIGN", "Coefficient", "CoefficientRing"]

Key = tuple[Hashable, ...]
Polynomial = Any  # flint.fmpq_mpoly has no type information

SIGN: Key = ("sign",)
"""The generator ``(-1)^d``; its square is 1."""


class CoefficientRing:
    """The table of generators; polynomials made before the table grew are lifted when they are used."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self._index: dict[Key, int] = {}
        self._enlarge(24)

    def _enlarge(self, size: int) -> None:
        self.context = fmpq_mpoly_ctx.get([f"x{i}" for i in range(size)], Ordering.lex)
        self._gens = self.context.gens()
        self._one = self.context.constant(1)

    def generator(self, key: Key) -> Coefficient:
        """The generator with this key, new ones at the end of the table."""
        if key not in self._index:
            if len(self.keys) == len(self._gens):
                self._enlarge(2 * len(self._gens))
            self._index[key] = len(self.keys)
            self.keys.append(key)
        return Coefficient(self, self._gens[self._index[key]], self._one)

    def constant(self, value: int | Fraction) -> Coefficient:
        """A rational number."""
        q = Fraction(value)
        return Coefficient(self, self.context.constant(fmpq(q.numerator, q.denominator)), self._one)

    def lift(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial in the present context."""
        if polynomial.context() is self.context:
            return polynomial
        return polynomial.project_to_context(self.context)

    def _reduce_sign(self, polynomial: Polynomial) -> Polynomial:
        i = self._index.get(SIGN)
        if i is None or polynomial.degrees()[i] < 2:
            return polynomial
        reduced: dict[tuple[int, ...], fmpq] = {}
        for powers, c in polynomial.to_dict().items():
            key = (*powers[:i], powers[i] % 2, *powers[i + 1 :])
            reduced[key] = reduced.get(key, fmpq(0)) + c
        return self.context.from_dict({k: c for k, c in reduced.items() if c})

    def fraction(self, numerator: Polynomial, denominator: Polynomial) -> Coefficient:
        """``numerator / denominator`` in lowest terms, the denominator monic and free of the sign."""
        numerator, denominator = (
            self._reduce_sign(self.lift(numerator)),
            self._reduce_sign(self.lift(denominator)),
        )
        i = self._index.get(SIGN)
        if i is not None and denominator.degrees()[i]:
            # a + b s with s^2 = 1: multiply by the conjugate a - b s; a^2 = b^2 is a divisor of zero
            conjugate = denominator - 2 * self._gens[i] * denominator.derivative(i)
            numerator = self._reduce_sign(numerator * conjugate)
            denominator = self._reduce_sign(denominator * conjugate)
        if not denominator:
            raise InputError("division by a scalar that is zero for all d, all even d or all odd d.")
        if not numerator:
            return Coefficient(self, numerator, self._one)
        if not denominator.is_constant():
            common = numerator.gcd(denominator)
            if not common.is_constant():
                numerator, denominator = numerator // common, denominator // common
        lead = denominator.leading_coefficient()
        if lead != 1:
            numerator, denominator = numerator / lead, denominator / lead
        if len(numerator) > MAX_COEFFICIENT_TERMS:
            raise BudgetError(
                f"a coefficient grew past {MAX_COEFFICIENT_TERMS} terms{MAX_COEFFICIENT_TERMS.past}."
            )
        return Coefficient(self, numerator, denominator)


class Coefficient:
    """One fraction; immutable, zero exactly when the scalar is identically zero."""

    __slots__ = ("denominator", "numerator", "ring")

    def __init__(self, ring: CoefficientRing, numerator: Polynomial, denominator: Polynomial) -> None:
        self.ring, self.numerator, self.denominator = ring, numerator, denominator

    def __bool__(self) -> bool:
        return bool(self.numerator)

    def __add__(self, other: Coefficient) -> Coefficient:
        lift = self.ring.lift
        a, b, c, e = (
            lift(self.numerator),
            lift(self.denominator),
            lift(other.numerator),
            lift(other.denominator),
        )
        if b == e:
            return self.ring.fraction(a + c, b)
        return self.ring.fraction(a * e + c * b, b * e)

    def __neg__(self) -> Coefficient:
        return Coefficient(self.ring, -self.numerator, self.denominator)

    def __sub__(self, other: Coefficient) -> Coefficient:
        return self + -other

    def __mul__(self, other: Coefficient) -> Coefficient:
        if self.is_one():
            return other
        if other.is_one():
            return self
        lift = self.ring.lift
        numerator = lift(self.numerator) * lift(other.numerator)
        return self.ring.fraction(numerator, lift(self.denominator) * lift(other.denominator))

    def inverse(self) -> Coefficient:
        """``1 / self``; raises InputError for zero."""
        return self.ring.fraction(self.denominator, self.numerator)

    def __truediv__(self, other: Coefficient) -> Coefficient:
        return self * other.inverse()

    def __pow__(self, exponent: int) -> Coefficient:
        base = self if exponent >= 0 else self.inverse()
        n = abs(exponent)
        return self.ring.fraction(base.numerator**n, base.denominator**n)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coefficient) and not self - other

    __hash__ = None  # type: ignore[assignment]  # flint polynomials have no hash

    def is_one(self) -> bool:
        """Is it the number 1?"""
        return bool(self.numerator.is_one() and self.denominator.is_one())

    def is_rational(self) -> bool:
        """Is it a rational number?"""
        return bool(self.numerator.is_constant() and self.denominator.is_constant())

    def rational(self) -> Fraction:
        """The rational number it is."""
        q = self.numerator.leading_coefficient() if self.numerator else fmpq(0)
        return Fraction(int(q.p), int(q.q))

    def derivative(self, key: Key) -> Coefficient:
        """Partial derivative for one generator."""
        i = self.ring._index[key]
        lift = self.ring.lift
        n, m = lift(self.numerator), lift(self.denominator)
        return self.ring.fraction(n.derivative(i) * m - n * m.derivative(i), m * m)

    def generators(self) -> list[Key]:
        """The generators that occur."""
        lift = self.ring.lift
        used = zip(lift(self.numerator).degrees(), lift(self.denominator).degrees())
        return [self.ring.keys[i] for i, (a, b) in enumerate(used) if a > 0 or b > 0]

    def factors(self) -> tuple[Fraction, list[tuple[Coefficient, int]]]:
        """Rational content and irreducible factors with their exponents (negative in the denominator)."""
        content, out = Fraction(1), []
        for polynomial, sign in ((self.numerator, 1), (self.denominator, -1)):
            c, found = polynomial.factor()
            content *= Fraction(int(c.p), int(c.q)) ** sign
            for f, n in found:
                lead = f.leading_coefficient()
                content *= Fraction(int(lead.p), int(lead.q)) ** (sign * int(n))
                out.append((self.ring.fraction(f / lead, self.ring._one), sign * int(n)))
        return content, out

    def terms(self, part: Polynomial) -> Iterator[tuple[Fraction, list[tuple[Key, int]]]]:
        """Monomials of numerator or denominator: rational factor and (generator, exponent) pairs."""
        for powers, c in part.to_dict().items():
            yield (
                Fraction(int(c.p), int(c.q)),
                [(self.ring.keys[i], int(n)) for i, n in enumerate(powers) if n],
            )
