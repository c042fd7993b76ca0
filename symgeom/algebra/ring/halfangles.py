"""Half angles: factors and exact division where sines and cosines make the ring no unique factorisation domain.

A *pair* is (c, s) with ``s^2 = eps (1 - c^2)``: cosine and sine of an angle for eps = 1, hyperbolic for eps = -1.
Q[c, s] is no unique factorisation domain, so gcds and factors are taken in the half angle t = s/(1 + c), where
``c = (1 - eps t^2)/(1 + eps t^2)``, ``s = 2t/(1 + eps t^2)``, and mapped back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd
from typing import Any, Protocol

from flint.utils.flint_exceptions import DomainError

from symgeom.algebra.ring.budget import check, foresee
from symgeom.algebra.ring.by_polynomial import Table

__all__ = ["HalfAngles", "AnglePair", "exact_quotient"]

_LONGEST = 360_000  # terms in half angles: each angle multiplies them; past that factors are too dear
_SECONDS_A_TERM = 1e-5
_SECONDS_A_PRODUCT = 1.5e-8  # of a term with one of a power of 1 + t^2

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


@dataclass(frozen=True)
class AnglePair:
    """Cosine and sine generators of one angle: ``s^2 = eps (1 - c^2)``."""

    c: int
    s: int
    eps: int


@dataclass
class HalfForm:
    """A polynomial rewritten in half angles: the slot of ``s`` holds t; ``degree[pair]`` is the homogeneous degree."""

    poly: Poly
    degree: dict[AnglePair, int] = field(default_factory=dict)


def exact_quotient(p: Poly, q: Poly) -> Poly | None:
    """p/q; None when q is no divisor, which FLINT sees at the first term that isn't one.

    A division with remainder goes on, and quotients and remainders that nobody wants can be very long.
    """
    check()
    try:
        return p / q
    except DomainError:
        return None


class Polynomials(Protocol):
    """What is asked here of the ring whose polynomials are rewritten."""

    width: int
    pairs: list[AnglePair]

    @property
    def context(self) -> Any: ...
    @property
    def one(self) -> Poly: ...
    @property
    def zero(self) -> Poly: ...
    def gen(self, index: int) -> Poly: ...
    def degree(self, p: Poly, index: int) -> int: ...
    def by_powers(self, p: Poly, index: int) -> dict[int, Poly]: ...
    def substitute(self, p: Poly, images: dict[int, Poly]) -> Poly: ...
    def lift(self, p: Poly) -> Poly: ...
    def reduce(self, p: Poly) -> Poly: ...
    def normalised(self, p: Poly) -> tuple[Any, Poly]: ...
    def pairs_of(self, p: Poly) -> list[AnglePair]: ...


class HalfAngles:
    """Polynomials of a ring with pairs, in half angles."""

    def __init__(self, ring: Polynomials) -> None:
        self.ring = ring
        self._halves: Table[HalfForm] = Table(ring)

    def to_half(self, p: Poly) -> HalfForm | None:
        """Rewrite in half angles; the factor (1 + eps t^2) that clears denominators has the value of a unit.

        None where that is too long: a sum over many angles doubles its length with each.
        """
        check()
        form = HalfForm(p)
        for pair in self.ring.pairs_of(p):
            t = self.ring.gen(pair.s)
            images = {pair.c: 1 - pair.eps * t**2, pair.s: 2 * t}
            unit = 1 + pair.eps * t**2
            layers: dict[int, dict[Any, Any]] = {}
            c_slot, s_slot = self.ring.width - 1 - pair.c, self.ring.width - 1 - pair.s
            for exponents, coefficient in form.poly.to_dict().items():
                layers.setdefault(int(exponents[c_slot] + exponents[s_slot]), {})[exponents] = coefficient
            top = max(layers)
            terms = len(form.poly) * (top + 1)
            if terms > 2 * _LONGEST:
                foresee(terms * _SECONDS_A_TERM)  # what isn't factored is no less work elsewhere
                return None
            foresee(len(form.poly) * top**2 * _SECONDS_A_PRODUCT)
            total = self.ring.zero
            for level, layer in layers.items():
                check()
                total += self.ring.substitute(self.ring.context.from_dict(layer), images) * unit ** (
                    top - level
                )
            form.poly, form.degree[pair] = total, 2 * top
            if len(total) > _LONGEST:
                return None
        return form

    def from_half(self, p: Poly, degree: dict[AnglePair, int]) -> Poly:
        """Back to cosines and sines: the homogeneous form of even degree in (t, u), u^2 = (1 + c)/2, t u = s/2."""
        for pair, k in degree.items():
            c, s = self.ring.gen(pair.c), self.ring.gen(pair.s)
            low, high = pair.eps * (1 - c) / 2, (1 + c) / 2
            total = self.ring.zero
            for j, part in self.ring.by_powers(p, pair.s).items():
                value = part * low ** (j // 2) * high ** ((k - j) // 2)
                total += value * s / 2 if j % 2 else value
            p = total
        return self.ring.reduce(p)

    def sort_primes(self, raw: list[tuple[Poly, int]], form: HalfForm) -> tuple[list[Any], list[Any]]:
        """Half-angle primes that are elements of the ring, and those of odd degree, which are none by themselves."""
        even: list[Any] = []
        odd: list[Any] = []
        rest = dict(form.degree)
        units = [
            self.ring.normalised(1 + pair.eps * self.ring.gen(pair.s) ** 2)[1]
            for pair in form.degree
            if pair.eps > 0
        ]
        for q, e in raw:
            degree = {pair: self.ring.degree(q, pair.s) for pair in form.degree}
            for pair, k in degree.items():
                rest[pair] -= e * k
            primitive = self.ring.normalised(q)[1]
            if any(primitive == unit for unit in units):
                continue
            hyperbolic_unit = self._splits_hyperbolic_unit(primitive, form)
            degree = {pair: k for pair, k in degree.items() if k}
            if hyperbolic_unit or any(k % 2 for k in degree.values()):
                odd.append([q, degree, e])
            else:
                even.append((q, degree, e))
        for pair, k in rest.items():
            if k:
                odd.append([None, {pair: 1}, k])
        return even, odd

    def _splits_hyperbolic_unit(self, q: Poly, form: HalfForm) -> bool:
        return any(
            pair.eps < 0 and q in (self.ring.gen(pair.s) - 1, self.ring.gen(pair.s) + 1)
            for pair in form.degree
        )

    def join_odd(self, odd: list[Any]) -> list[tuple[Poly, int]]:
        """Products of half-angle primes of odd degree that are elements of the ring."""
        groups: list[tuple[Poly, int]] = []
        for pair in self.ring.pairs:
            t = self.ring.gen(pair.s)
            mine = {
                self._half_name(q, t): entry for entry in odd if entry[1] == {pair: 1} for q in [entry[0]]
            }
            for first, second, value in (
                ("t", "u", self.ring.gen(pair.s)),
                ("-", "+", self.ring.gen(pair.c)),
            ):
                if first in mine and second in mine:
                    e = min(mine[first][2], mine[second][2])
                    mine[first][2] -= e
                    mine[second][2] -= e
                    if e and (first == "t" or pair.eps > 0):  # (u - t)(u + t) is 1 for a hyperbolic angle
                        groups.append((value, e))
            for entry in mine.values():
                e, entry[2] = divmod(entry[2], 2)
                if e:
                    square = self.ring.one if entry[0] is None else entry[0] ** 2
                    groups.append((self.from_half(square, {pair: 2}), e))
        left = [entry for entry in odd if entry[2]]
        if left:
            product, degree = self.ring.one, dict.fromkeys(self.ring.pairs, 0)
            common = gcd(*(e for _, _, e in left))
            for q, ks, e in left:
                if q is not None:
                    product *= q ** (e // common)
                for pair, k in ks.items():
                    degree[pair] += k * (e // common)
            if any(k % 2 for k in degree.values()):  # only the whole product is sure to have even degree
                product, degree = product**common, {pair: k * common for pair, k in degree.items()}
                common = 1
            groups.append((self.from_half(product, {pair: k for pair, k in degree.items() if k}), common))
        return groups

    def _half_name(self, q: Poly | None, t: Poly) -> str:
        if q is None:
            return "u"
        primitive = self.ring.normalised(q)[1]
        for name, value in (("t", t), ("-", t - 1), ("+", t + 1)):
            if primitive == value:
                return name
        return str(primitive)

    def divide_out(self, p: Poly, divisors: list[tuple[Poly, int]]) -> tuple[Poly, list[int]]:
        """Divide p by each divisor as often as possible, at most so many times: (quotient, times).

        The divisors are free of roots and signs. With angles the division is done in half angles, unless that is too long:
        then a factor may be left.
        """
        times = [0] * len(divisors)
        if p.is_constant():
            return p, times
        angled = []
        for n, (q, most) in enumerate(divisors):
            plain, angles = self._degrees_of(q)
            while times[n] < most and self._may_divide(p, plain, angles):
                quotient = exact_quotient(p, q)
                if quotient is None:
                    if angles:
                        angled.append(n)
                    break
                p, times[n] = quotient, times[n] + 1
        if not angled:
            return p, times
        a = self.to_half(p)
        if a is None:
            return p, times
        quotient_found = False
        for n in angled:
            q, most = divisors[n]
            b = self._half_of(q)
            while b is not None and times[n] < most and self._divide_half(a, b):
                times[n] += 1
                quotient_found = True
        if quotient_found:
            p = self.from_half(a.poly, {pair: k for pair, k in a.degree.items() if k})
        return p, times

    def _degrees_of(self, q: Poly) -> tuple[list[tuple[int, int]], list[AnglePair]]:
        """What p must have at least: (slot from the end, degree) of generators without angle, and the angles."""
        pairs = self.ring.pairs_of(q)
        angles = {i for pair in pairs for i in (pair.c, pair.s)}
        return [(-1 - i, k) for i, k in enumerate(reversed(q.degrees())) if k > 0 and i not in angles], pairs

    @staticmethod
    def _may_divide(p: Poly, plain: list[tuple[int, int]], angles: list[AnglePair]) -> bool:
        degrees = p.degrees()
        return all(degrees[slot] >= k for slot, k in plain) and all(
            degrees[-1 - pair.c] > 0 or degrees[-1 - pair.s] > 0 for pair in angles
        )

    def _half_of(self, q: Poly) -> HalfForm | None:
        known = self._halves.get(q)
        if known is None or known.poly.context() is not self.ring.context:
            known = self.to_half(q)
            if known is not None:
                self._halves.put(q, known)
        return known

    def _divide_half(self, a: HalfForm, b: HalfForm) -> bool:
        """Divide in place; False when b is no divisor of a."""
        degree = dict(a.degree)
        for pair, k in b.degree.items():
            degree[pair] = degree.get(pair, 0) - k
        # Homogeneous degrees are free up to the unit t^2 + u^2, so a missing degree is made up on the left.
        numerator = a.poly
        for pair, k in list(degree.items()):
            while k < 0:
                numerator *= 1 + pair.eps * self.ring.gen(pair.s) ** 2
                k += 2
            degree[pair] = k
        quotient = exact_quotient(numerator, b.poly)
        if quotient is None or any(self.ring.degree(quotient, pair.s) > k for pair, k in degree.items()):
            return False  # in the second case a power of u would stand in the denominator
        a.poly, a.degree = quotient, degree
        return True
