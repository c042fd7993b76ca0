"""Elements of the exact field: a numerator over a product of known denominators.

What is here: the arithmetic of fractions over a `Ring`. The denominator is kept factored, as powers of numbered *bases*
(primitive polynomials without roots or signs), so that a sum needs no gcd; `Element.cancelled` divides common factors
out. Soundness: every step is an identity of real numbers wherever the divisors are non-zero. Completeness: an element
is zero exactly when its numerator has remainder zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from flint import fmpq

from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.conjugates import conjugated
from symgeom.algebra.ring.polynomials import Factor, Poly, Ring
from symgeom.errors import InputError

__all__ = ["BranchDivisor", "Element", "Fractions", "Powers", "ZeroDivisor", "foreign"]

Powers = dict[int, int]  # prime -> exponent
Expansion = Callable[
    [Any, Powers], tuple[Poly, Powers]
]  # content and powers of primes -> numerator, powers of bases


class ZeroDivisor(InputError):
    """A division by an element that vanishes identically."""


class BranchDivisor(InputError):
    """A division by an element that vanishes on one branch of a root or sign, though not on all."""


class Fractions:
    """The fractions over a ring: a table of bases for denominators, and the generators that must not stand there."""

    def __init__(self, ring: Ring | None = None) -> None:
        self.ring = ring or Ring()
        self.bases: list[Poly] = []
        self._base_numbers: Table[int] = Table(self.ring)
        self.algebraic: set[int] = set()  # roots and signs: rationalised out of denominators
        self.turns: Any = None  # the algebraic numbers with a minimal polynomial of their own (`turns`)

    # Constructors ----------------------------------------------------------------------------------------------------
    def element(self, numerator: Poly, denominator: dict[int, int] | None = None) -> Element:
        return Element(self, self.ring.reduce(numerator), denominator or {})

    def rational(self, value: Any) -> Element:
        """A rational number."""
        return Element(self, self.ring.zero if value == 0 else self.ring.constant(value), {})

    def gen(self, index: int) -> Element:
        return Element(self, self.ring.gen(index), {})

    def base(self, index: int) -> Poly:
        """A base polynomial in the present ring."""
        p = self.ring.lift(self.bases[index])
        self.bases[index] = p
        return p

    def base_number(self, p: Poly) -> int:
        """The number of a primitive polynomial in the table of bases; a new one is entered."""
        number = self._base_numbers.get(p)
        if number is None:
            number = self._base_numbers.put(p, len(self.bases))
            self.bases.append(p)
        return number

    # Denominators ----------------------------------------------------------------------------------------------------
    def inverse(self, e: Element) -> Element:
        """1/e, with roots and signs moved to the numerator. Raises `ZeroDivisor` when e is zero identically."""
        if e.is_zero():
            raise ZeroDivisor("division by an expression that is zero identically")
        flipped = self.ring.one
        for base, exponent in e.den.items():
            flipped *= self.base(base) ** exponent
        result = self.element(flipped)
        numerator = self.ring.lift(e.num)
        while True:
            roots = [i for i in self.ring.support(numerator) if i in self.algebraic]
            if not roots:
                break
            conjugate, numerator = conjugated(self.ring, numerator, roots[-1])
            result = result * self.element(conjugate)
            if numerator.is_zero():
                raise BranchDivisor(
                    "a division by an expression that vanishes on a branch of a root or an absolute value"
                )
        content, factors = self._as_base(numerator) or self.ring.primes.factor(numerator)
        if self.turns is not None:
            factors, above = self._without_numbers(factors)
            result = result * self.element(above)
        powers = {self.base_number(f.poly): f.exponent for f in factors}
        inverse = Element(self, self.ring.constant(1 / content), powers)
        return (result * inverse).cancelled()

    def _as_base(self, p: Poly) -> tuple[Any, list[Factor]] | None:
        """A number times a base that is known already, which needs no factoring."""
        content, primitive = self.ring.normalised(p)
        return (content, [Factor(primitive, 1)]) if primitive in self._base_numbers else None

    def _without_numbers(self, factors: list[Factor]) -> tuple[list[Factor], Poly]:
        """The factors that are no algebraic numbers, and the product of the inverses of those that are."""
        left, above = [], self.ring.one
        for f in factors:
            inverse = self.turns.inverse(f.poly)
            if inverse is None:
                left.append(f)
                continue
            for _ in range(f.exponent):
                above = self.ring.multiply(above, inverse)
        return left, above


class Element:
    """A fraction ``num / prod base^exponent``; immutable by convention."""

    __slots__ = ("_expanded", "den", "factored", "field", "num", "whole")

    num: Poly
    den: dict[int, int]
    _expanded: Expansion

    def __init__(self, field: Fractions, num: Poly, den: dict[int, int]) -> None:
        self.field, self.num, self.den = field, num, {} if num.is_zero() else den
        self.whole = not self.den  # nothing is left to cancel
        self.factored: Any = None  # content and powers of primes, where they are known (`products`)

    @classmethod
    def of_factors(cls, field: Fractions, content: Any, powers: Powers, expanded: Expansion) -> Element:
        """A product of primes, whose numerator and denominator are ``expanded`` when they are needed."""
        e = cls.__new__(cls)
        e.field, e.factored, e.whole, e._expanded = field, (content, powers), True, expanded
        return e

    def __getattr__(self, name: str) -> Any:
        """Numerator and denominator of a product, when they are first asked for."""
        if name not in ("num", "den"):
            raise AttributeError(name)
        self.num, self.den = self._expanded(*self.factored)
        return getattr(self, name)

    def is_zero(self) -> bool:
        return self.factored is None and bool(self.num.is_zero())

    def is_one(self) -> bool:
        if self.factored is not None:
            return bool(self.factored[0] == 1) and not self.factored[1]
        return not self.den and bool(self.num.is_one())

    def as_rational(self) -> Any:
        """The value as a rational number, or None."""
        if self.den or not self.num.is_constant():
            return None
        return fmpq(0) if self.num.is_zero() else self.num.leading_coefficient()

    def _coerce(self, other: Any) -> Element:
        if not isinstance(other, Element):
            return self.field.rational(other)
        return other if other.field is self.field else foreign()

    def __add__(self, other: Any) -> Element:
        second = self._coerce(other)
        if second.is_zero():
            return self
        if self.is_zero():
            return second
        field, ring = self.field, self.field.ring
        left, right = ring.lift(self.num), ring.lift(second.num)
        if self.den == second.den:
            return Element(field, left + right, self.den)
        top = {b: max(self.den.get(b, 0), second.den.get(b, 0)) for b in {**self.den, **second.den}}
        for b, exponent in top.items():
            if gap := exponent - self.den.get(b, 0):
                left = ring.times(left, field.base(b) ** gap)
            if gap := exponent - second.den.get(b, 0):
                right = ring.times(right, field.base(b) ** gap)
        return Element(field, ring.reduce(left + right), top)

    def __neg__(self) -> Element:
        return Element(self.field, -self.num, self.den)

    def __sub__(self, other: Any) -> Element:
        return self + (-self._coerce(other))

    def __mul__(self, other: Any) -> Element:
        if not isinstance(other, Element):
            return Element(self.field, self.num * other, self.den)
        field, left, right = self.field, self.num, other.num
        if other.field is not field:
            foreign()
        if left.is_zero() or (right.is_one() and not other.den):
            return self
        if right.is_zero() or (left.is_one() and not self.den):
            return other
        num = field.ring.multiply(left, right)
        if not (self.den or other.den):
            return Element(field, num, {})
        den = dict(self.den)
        for b, exponent in other.den.items():
            den[b] = den.get(b, 0) + exponent
        product = Element(field, num, den)
        return product if self.den.keys() == den.keys() == other.den.keys() else product._cancelled_plainly()

    def __radd__(self, other: Any) -> Element:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Element:
        return (-self).__add__(other)

    def __rmul__(self, other: Any) -> Element:
        return self.__mul__(other)

    def __truediv__(self, other: Any) -> Element:
        if not isinstance(other, Element):
            return Element(self.field, self.num / fmpq(other), self.den)
        if other.field is not self.field:
            foreign()
        value = other.as_rational()
        if value is not None and value != 0:
            return Element(self.field, self.num / value, self.den)
        return self * self.field.inverse(other)

    def __rtruediv__(self, other: Any) -> Element:
        return self._coerce(other) / self

    def __pow__(self, exponent: int) -> Element:
        if exponent < 0:
            return self.field.inverse(self) ** (-exponent)
        if exponent == 1:
            return self
        ring = self.field.ring
        power = self.num if exponent else ring.one
        for bit in bin(exponent)[3:]:
            power = ring.multiply(power, power)
            if bit == "1":
                power = ring.multiply(power, self.num)
        return Element(self.field, power, {b: e * exponent for b, e in self.den.items() if exponent})

    def _cancelled_plainly(self) -> Element:
        """Divide out bases without angles: cheap, and keeps products of fractions small."""
        if not self.den or self.num.is_constant():
            return self
        return self._divided(angles=False)

    def cancelled(self) -> Element:
        """The same element with every common factor of numerator and denominator divided out."""
        if self.whole:
            return self
        result = self._divided(angles=True)
        result.whole = True  # also of this very element, when nothing was divided out
        return result

    def _divided(self, angles: bool) -> Element:
        check()
        field, ring = self.field, self.field.ring
        chosen = [b for b in self.den if angles or not ring.pairs_of(field.bases[b])]
        num, times = ring.halves.divide_out(
            ring.lift(self.num), [(field.base(b), self.den[b]) for b in chosen]
        )
        if not any(times):
            return self
        taken = dict(zip(chosen, times))
        return Element(
            field, num, {b: k - taken.get(b, 0) for b, k in self.den.items() if k > taken.get(b, 0)}
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Element | int):
            return NotImplemented
        return (self - other).is_zero()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        below = "*".join(f"({self.field.base(b)})^{e}" for b, e in self.den.items())
        return f"({self.num})/({below})" if below else f"({self.num})"


def foreign() -> NoReturn:
    """Generator k of one field is no relative of generator k of another."""
    raise InputError(
        "two values of different fields can't be put together: they were derived on two surfaces, or in two settings. Derive "
        "both in one: a, b = together(first, second), from symgeom.claims, gives the quantities of two surfaces in one field."
    )
