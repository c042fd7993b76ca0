"""Cosines and sines of rational multiples of pi as algebraic numbers.

What is here: `Turns`, the numbers ``cos(a pi/n)`` and ``sin(a pi/n)`` for one n as polynomials in one real generator
``g = 2 cos(pi/(2n))``, reduced by its minimal polynomial. With ``g = 2 cos t`` the numbers ``2 cos(k t)`` are Chebyshev
polynomials in g, and ``sin(a pi/n) = cos((n - 2a) t)``. The square roots of the primes that divide n lie in the same field.

Roots of other numbers of the field are guessed from decimals by lattice reduction, and taken only when the square of the
guess is the radicand exactly and a ball says that it is positive.
References: W. Watkins, J. Zeitlin, *The minimal polynomial of cos(2 pi/n)*, Amer. Math. Monthly 100 (1993); L. Washington,
*Introduction to Cyclotomic Fields*, ch. 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb, gcd, isqrt
from typing import Any

import sympy as sp
from flint import arb, fmpq, fmpq_poly, fmpz_mat, fmpz_poly

from symgeom.algebra.domain.balls import precision
from symgeom.algebra.field.differential import Field, Generator
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["Turns"]

_GUESSED = 48  # the largest degree for which a root is guessed
_BITS = 16  # of decimals for each coefficient of a guess


class Turns:
    """The multiples of pi/n over one field; the generator enters when it is first needed.

    >>> turns = Turns(Field(), 7)
    >>> cosines = [turns.pair(fmpq(k, 7))[0] for k in (1, 2, 3)]
    >>> (cosines[0] - cosines[1] + cosines[2]).as_rational()
    1/2
    """

    def __init__(self, field: Field, n: int) -> None:
        self.field, self.n = field, n
        self.relation = fmpq_poly(fmpz_poly.cos_minpoly(4 * n))
        self.index: int | None = None
        self._cosines = [fmpq_poly([2]), fmpq_poly([0, 1])]
        self._squares: dict[str, int] = {}  # the squares of the cosines, up to a rational factor
        self._roots: dict[str, tuple[Any, Element] | None] = {}

    # Into the field --------------------------------------------------------------------------------------------------
    def pair(self, turn: Any) -> tuple[Element, Element] | None:
        """(cos, sin) of ``turn * pi``; None when it is no multiple of pi/n."""
        if self.n % int(turn.q):
            return None
        a = int(turn.p) * (self.n // int(turn.q))
        return self._element(self._cosine(2 * a) / 2), self._element(self._cosine(self.n - 2 * a) / 2)

    def _cosine(self, k: int) -> Any:
        """``2 cos(k pi/(2n))`` as a polynomial in g."""
        k %= 4 * self.n
        k = min(k, 4 * self.n - k)
        g = self._cosines[1]
        while len(self._cosines) <= k:
            self._cosines.append((g * self._cosines[-1] - self._cosines[-2]) % self.relation)
        return self._cosines[k]

    def _generator(self) -> int:
        if self.index is None:
            expression = sp.Mul(2, sp.cos(sp.pi / (2 * self.n), evaluate=False), evaluate=False)
            zero = self.field.rational(0)
            generator = Generator("number", expression, lambda x: zero)
            *lower, _ = self.relation.coeffs()
            self.index = self.field.enter_number(generator, lower)
        return self.index

    def _element(self, p: Any) -> Element:
        return self.field.element(self._poly(p))

    def _poly(self, p: Any) -> Poly:
        """A polynomial in g alone, as one of the ring."""
        ring, index = self.field.ring, self._generator()
        exponents = [0] * ring.width
        terms = {}
        for k, c in enumerate(p.coeffs()):
            exponents[-1 - index] = k
            if c != 0:
                terms[tuple(exponents)] = c
        return ring.context.from_dict(terms)

    def number(self, p: Poly) -> Any:
        """A polynomial of the ring as one in g alone; None when other generators occur."""
        ring = self.field.ring
        if any(i != self.index for i in ring.support(p)):
            return None
        if p.is_constant():
            return fmpq_poly([0 if p.is_zero() else p.leading_coefficient()])
        parts = ring.by_powers(ring.lift(p), self._generator())
        zero = fmpq(0)
        return fmpq_poly(
            [parts[k].leading_coefficient() if k in parts else zero for k in range(max(parts) + 1)]
        )

    def inverse(self, p: Poly) -> Poly | None:
        """1/p for a polynomial in g alone that is not 0: exact, by the extended Euclidean algorithm."""
        q = self.number(p)
        common, _, second = self.relation.xgcd(q) if q is not None else (None, None, None)
        return self._poly(second) if common == 1 else None  # the minimal polynomial is irreducible

    # Square roots ----------------------------------------------------------------------------------------------------
    def root_of_prime(self, p: int) -> Element | None:
        """The square root of a prime: ``prod 2 sin(k pi/p)`` over 0 < k < p/2, all of them positive."""
        if self.n % p:
            return None
        if p == 2:
            return self._element(self._cosine(self.n // 2))
        product, step = fmpq_poly([1]), 2 * self.n // p
        for k in range(1, (p + 1) // 2):
            product = product * self._cosine(self.n - k * step) % self.relation
        return self._element(product)

    def square_root(self, e: Element) -> tuple[Any, Element] | None:
        """(c, w) with ``e = c w^2`` and w > 0, for a number of the field that is no rational; c > 0 is rational."""
        if self.index is None or e.den or e.num.is_constant():
            return None
        q = self.number(e.num)
        if q is None:
            return None
        key = str(q)
        if key not in self._roots:
            self._roots[key] = self._of_cosine(q) or self._of_any(q)
        return self._roots[key]

    def _of_cosine(self, q: Any) -> tuple[Any, Element] | None:
        """``(1 + cos a)/2`` is the square of ``cos(a/2)``."""
        if not self._squares:
            for k in range(1, self.n):
                square = self._cosine(k) ** 2 % self.relation
                self._squares.setdefault(str(square / square.coeffs()[-1]), k)
        top = q.coeffs()[-1]
        k = self._squares.get(str(q / top), 0)
        if not k:
            return None
        content = top / (self._cosine(k) ** 2 % self.relation).coeffs()[-1]
        return (content, self._element(self._cosine(k))) if content > 0 else None

    def _of_any(self, q: Any) -> tuple[Any, Element] | None:
        if self.relation.degree() > _GUESSED or not self._may_be_square(q):
            return None
        root = self._guessed(q)
        return None if root is None else (fmpq(1), self._element(root))

    def _may_be_square(self, q: Any) -> bool:
        """A square of a totally real field is positive at every conjugate of g, and its norm is a square."""
        norm = self.relation.resultant(q)
        if norm <= 0 or isqrt(int(norm.p * norm.q)) ** 2 != int(norm.p * norm.q):
            return False
        with precision(512):
            return all(_value(q, g) > 0 for g in self._conjugates())

    def _conjugates(self) -> Iterator[Any]:
        for k in range(1, 2 * self.n, 2):
            if gcd(k, self.n) == 1:
                yield 2 * (arb.pi() * k / (2 * self.n)).cos()

    def _guessed(self, q: Any) -> Any:
        """A short integer relation between the root and the numbers ``2 cos(k t)``, and the proof that it is exact."""
        degree = self.relation.degree()
        bits = _BITS * (degree + 1)
        with precision(2 * bits):
            angle = arb.pi() / (2 * self.n)
            root = _value(q, 2 * angle.cos()).sqrt()
            values = [root, *(2 * (angle * k).cos() for k in range(degree))]
            scaled = [(x * arb(2) ** bits).mid().floor().unique_fmpz() for x in values]
        size = degree + 1
        rows = [int(i == j) if j < size else scaled[i] for i in range(size) for j in range(size + 1)]
        reduced = fmpz_mat(size, size + 1, rows).lll()
        head = next((i for i in range(size) if reduced[i, 0] != 0), 0)
        first = int(reduced[head, 0])
        if not first:
            return None
        guess = sum(
            (self._cosine(k) * fmpq(-int(reduced[head, k + 1]), first) for k in range(degree)), fmpq_poly([0])
        )
        return self._checked(guess, q)

    def _checked(self, guess: Any, q: Any) -> Any:
        """The guess or its negative, whichever is positive, when its square is q exactly."""
        if (guess * guess - q) % self.relation != 0:
            return None
        with precision(512):
            value = _value(guess, 2 * (arb.pi() / (2 * self.n)).cos())
            return guess if value > 0 else (-guess if value < 0 else None)

    # Back to SymPy ---------------------------------------------------------------------------------------------------
    def linear(self, p: Poly) -> dict[tuple[int, ...], Any]:
        """The terms with powers of g written as sums of ``2 cos(k t)``: k stands in the place of the exponent."""
        p = self.field.ring.lift(p)
        terms: dict[tuple[int, ...], Any] = {}
        if self.index is None:
            terms.update(p.to_dict())
            return terms
        slot = -1 - self.index
        for exponents, c in p.to_dict().items():
            j = int(exponents[slot])
            at = list(exponents)
            for i in range(j // 2 + 1):
                at[slot] = j - 2 * i
                key = tuple(at)
                terms[key] = terms.get(key, fmpq(0)) + c * comb(j, i)
        return {key: c for key, c in terms.items() if c != 0}

    def shown(self, k: int) -> sp.Expr:
        """``2 cos(k t)`` as SymPy."""
        angle = sp.Rational(k, 2 * self.n) * sp.pi
        value = sp.cos(angle)
        return 2 * value if value.is_Rational else 2 * sp.cos(angle, evaluate=False)


def _value(p: Any, g: Any) -> Any:
    """A polynomial at a ball."""
    value = arb(0)
    for c in reversed(p.coeffs()):
        value = value * g + arb(c)
    return value
