"""Polynomials over Q in a growing list of generators, modulo relations that make the normal form canonical.

What is here: the ring Q[g_0, g_1, ...] / (relations) on top of FLINT, exact division and factorisation in it.

Conventions. Generators are numbered in the order in which they were added. A relation has the shape ``g^n = f`` where
``f`` knows only earlier generators, so under the lexicographic order with later generators larger the leading terms are
pairwise coprime pure powers: the relations are a Groebner basis and the remainder is canonical (Cox, Little, O'Shea,
*Ideals, Varieties, and Algorithms*, ch. 2 section 9).

A *pair* is (c, s) with ``s^2 = eps (1 - c^2)``: cosine and sine of an angle for eps = 1, hyperbolic for eps = -1.
Q[c, s] is no unique factorisation domain, so gcds and factors are taken in the half angle t = s/(1 + c), where
``c = (1 - eps t^2)/(1 + eps t^2)``, ``s = 2t/(1 + eps t^2)``, and mapped back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import gcd, lcm
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symgeom.errors import BudgetError

__all__ = ["MAX_DEGREE", "MAX_PRODUCT", "Factor", "Pair", "Ring"]

MAX_PRODUCT = 20_000_000  # products of terms, a few seconds of FLINT's time
MAX_DEGREE = 4_000

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


@dataclass(frozen=True)
class Pair:
    """Cosine and sine generators of one angle: ``s^2 = eps (1 - c^2)``."""

    c: int
    s: int
    eps: int


@dataclass
class Factor:
    """A factor of a polynomial: ``poly`` is primitive, and irreducible unless half-angle primes had to be joined."""

    poly: Poly
    exponent: int


@dataclass
class _HalfForm:
    """A polynomial rewritten in half angles: the slot of ``s`` holds t; ``degree[pair]`` is the homogeneous degree."""

    poly: Poly
    degree: dict[Pair, int] = field(default_factory=dict)


class Ring:
    """A polynomial ring over Q that grows one generator at a time.

    >>> ring = Ring(); x = ring.add(); c, s = ring.add_pair(1)
    >>> ring.reduce(ring.gen(s) ** 2 + ring.gen(c) ** 2) == ring.one
    True
    """

    def __init__(self) -> None:
        self.size = 0
        self.deadline: float | None = None  # in the seconds of time.perf_counter
        self.context: Any = _context(0)
        self.relations: dict[int, tuple[int, Poly]] = {}
        self.pairs: list[Pair] = []
        self._divisors: dict[int, Poly] = {}
        self._halves: dict[int, dict[str, _HalfForm]] = {}

    # Growing ---------------------------------------------------------------------------------------------------------
    def add(self, power: int = 0, value: Poly | None = None) -> int:
        """Add a generator, with the relation ``g^power = value`` when one is given; its number is returned."""
        index = self.size
        self.size += 1
        self.context = _context(self.size)
        self._divisors = {}
        if value is not None:
            self.relations[index] = (power, value)
        return index

    def add_pair(self, eps: int) -> tuple[int, int]:
        """Add the cosine and the sine of an angle (eps = 1) or of a hyperbolic angle (eps = -1)."""
        c = self.add()
        s = self.add(2, eps * (self.one - self.gen(c) ** 2))
        self.pairs.append(Pair(c, s, eps))
        return c, s

    def within_budget(self, p: Poly, q: Poly) -> None:
        """Refuse a product that would not end in reasonable time. Raises `BudgetError`, which names the limit."""
        if len(p) * len(q) > MAX_PRODUCT:
            raise BudgetError(
                f"a product of polynomials with {len(p)} and {len(q)} terms is past the limit of {MAX_PRODUCT:,} "
                "term products. Fewer parameters, numbers in their place, or a smaller map would help."
            )
        if len(p) > 1 and len(q) > 1 and p.total_degree() + q.total_degree() > MAX_DEGREE:
            raise BudgetError(
                f"a polynomial of degree {p.total_degree() + q.total_degree()}; the limit is {MAX_DEGREE}"
            )
        if self.deadline is not None and time.perf_counter() > self.deadline:
            raise BudgetError("the time that was allowed is used up")

    def lift(self, p: Poly) -> Poly:
        """The same polynomial in the present, larger ring."""
        return p if p.context() is self.context else p.project_to_context(self.context)

    # Elements --------------------------------------------------------------------------------------------------------
    def gen(self, index: int) -> Poly:
        return self.context.gen(self.size - 1 - index)

    def constant(self, value: Any) -> Poly:
        return self.context.constant(value)

    @property
    def one(self) -> Poly:
        return self.context.constant(1)

    @property
    def zero(self) -> Poly:
        return self.context.constant(0)

    def degree(self, p: Poly, index: int) -> int:
        """The degree in one generator (0 for the zero polynomial)."""
        return max(int(p.degrees()[self.size - 1 - index]), 0)

    def support(self, p: Poly) -> list[int]:
        """The generators that occur, in increasing order."""
        n = self.size - 1
        degrees = self.lift(p).degrees()
        return [n - slot for slot in range(n, -1, -1) if degrees[slot] > 0]

    def derivative(self, p: Poly, index: int) -> Poly:
        return p.derivative(self.size - 1 - index)

    def by_powers(self, p: Poly, index: int) -> dict[int, Poly]:
        """``p = sum_k parts[k] g^k``."""
        return self.by_monomials(p, (index,), single=True)

    def by_monomials(self, p: Poly, indices: Iterable[int], single: bool = False) -> dict[Any, Poly]:
        """Coefficients of p as a polynomial in some of the generators, keyed by their exponents."""
        slots = [self.size - 1 - i for i in indices]
        parts: dict[Any, dict[Any, Any]] = {}
        for exponents, coefficient in p.to_dict().items():
            key = tuple(int(exponents[slot]) for slot in slots)
            rest = list(exponents)
            for slot in slots:
                rest[slot] = 0
            parts.setdefault(key[0] if single else key, {})[tuple(rest)] = coefficient
        return {key: self.context.from_dict(part) for key, part in sorted(parts.items())}

    def substitute(self, p: Poly, images: dict[int, Poly]) -> Poly:
        """Replace generators by polynomials."""
        if not images:
            return p
        full = [images.get(i) if i in images else self.gen(i) for i in range(self.size - 1, -1, -1)]
        return p.compose(*full, ctx=self.context)

    # Normal form -----------------------------------------------------------------------------------------------------
    def reduce(self, p: Poly) -> Poly:
        """The remainder modulo the relations: canonical, and zero exactly for the members of the ideal."""
        p = self.lift(p)
        if not self.relations:
            return p
        degrees = p.degrees()
        for index in sorted(self.relations, reverse=True):
            power, _ = self.relations[index]
            if degrees[self.size - 1 - index] >= power:
                p = divmod(p, self._divisor(index))[1]
                degrees = p.degrees()
        return p

    def _divisor(self, index: int) -> Poly:
        if index not in self._divisors:
            power, value = self.relations[index]
            self._divisors[index] = self.gen(index) ** power - self.lift(value)
        return self._divisors[index]

    # Half angles -----------------------------------------------------------------------------------------------------
    def pairs_of(self, *polys: Poly) -> list[Pair]:
        """The pairs that occur in any of the polynomials."""
        used = {i for p in polys for i in self.support(p)}
        return [pair for pair in self.pairs if pair.c in used or pair.s in used]

    def to_half(self, p: Poly) -> _HalfForm:
        """Rewrite in half angles; the factor (1 + eps t^2) that clears denominators has the value of a unit."""
        form = _HalfForm(p)
        for pair in self.pairs_of(p):
            t = self.gen(pair.s)
            images = {pair.c: 1 - pair.eps * t**2, pair.s: 2 * t}
            unit = 1 + pair.eps * t**2
            layers: dict[int, dict[Any, Any]] = {}
            c_slot, s_slot = self.size - 1 - pair.c, self.size - 1 - pair.s
            for exponents, coefficient in form.poly.to_dict().items():
                layers.setdefault(int(exponents[c_slot] + exponents[s_slot]), {})[exponents] = coefficient
            top = max(layers)
            total = self.zero
            for level, layer in layers.items():
                total += self.substitute(self.context.from_dict(layer), images) * unit ** (top - level)
            form.poly, form.degree[pair] = total, 2 * top
        return form

    def from_half(self, p: Poly, degree: dict[Pair, int]) -> Poly:
        """Back to cosines and sines: the homogeneous form of even degree in (t, u), u^2 = (1 + c)/2, t u = s/2."""
        for pair, k in degree.items():
            c, s = self.gen(pair.c), self.gen(pair.s)
            low, high = pair.eps * (1 - c) / 2, (1 + c) / 2
            total = self.zero
            for j, part in self.by_powers(p, pair.s).items():
                value = part * low ** (j // 2) * high ** ((k - j) // 2)
                total += value * s / 2 if j % 2 else value
            p = total
        return self.reduce(p)

    # Factors ---------------------------------------------------------------------------------------------------------
    def normalised(self, p: Poly) -> tuple[Any, Poly]:
        """(content, primitive part): integer coprime coefficients, leading coefficient positive."""
        content = _content(p)
        if p.leading_coefficient() < 0:
            content = -content
        return content, p / content

    def factor(self, p: Poly) -> tuple[Any, list[Factor]]:
        """``p = content * prod factor^exponent`` with primitive factors, taken in half angles and mapped back.

        Half-angle primes of odd degree are no elements of the ring by themselves: t u = s/2 and, for an angle,
        (u - t)(u + t) = c are put together first, what is left over in one factor each for its parity.
        """
        p = self.reduce(p)
        if p.is_zero():
            return fmpq(0), []
        if not self.pairs_of(p):
            content, raw = p.factor()
            return self._collect(fmpq(content), [(q, int(e)) for q, e in raw])
        form = self.to_half(p)
        content, raw = form.poly.factor()
        even, odd = self._sort_half_primes([(q, int(e)) for q, e in raw], form)
        groups = [(self.from_half(q, degree), e) for q, degree, e in even]
        groups += self._join_odd(odd)
        constant, factors = self._collect(fmpq(1), groups)
        return self._constant_of(p, constant, factors), factors

    def _sort_half_primes(self, raw: list[tuple[Poly, int]], form: _HalfForm) -> tuple[list[Any], list[Any]]:
        even: list[Any] = []
        odd: list[Any] = []
        rest = dict(form.degree)
        units = [
            self.normalised(1 + pair.eps * self.gen(pair.s) ** 2)[1] for pair in form.degree if pair.eps > 0
        ]
        for q, e in raw:
            degree = {pair: self.degree(q, pair.s) for pair in form.degree}
            for pair, k in degree.items():
                rest[pair] -= e * k
            primitive = self.normalised(q)[1]
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

    def _splits_hyperbolic_unit(self, q: Poly, form: _HalfForm) -> bool:
        return any(pair.eps < 0 and q in (self.gen(pair.s) - 1, self.gen(pair.s) + 1) for pair in form.degree)

    def _join_odd(self, odd: list[Any]) -> list[tuple[Poly, int]]:
        """Products of half-angle primes of odd degree that are elements of the ring."""
        groups: list[tuple[Poly, int]] = []
        for pair in self.pairs:
            t = self.gen(pair.s)
            mine = {
                self._half_name(q, t): entry for entry in odd if entry[1] == {pair: 1} for q in [entry[0]]
            }
            for first, second, value in (("t", "u", self.gen(pair.s)), ("-", "+", self.gen(pair.c))):
                if first in mine and second in mine:
                    e = min(mine[first][2], mine[second][2])
                    mine[first][2] -= e
                    mine[second][2] -= e
                    if e and (first == "t" or pair.eps > 0):  # (u - t)(u + t) is 1 for a hyperbolic angle
                        groups.append((value, e))
            for entry in mine.values():
                e, entry[2] = divmod(entry[2], 2)
                if e:
                    square = self.one if entry[0] is None else entry[0] ** 2
                    groups.append((self.from_half(square, {pair: 2}), e))
        left = [entry for entry in odd if entry[2]]
        if left:
            product, degree = self.one, dict.fromkeys(self.pairs, 0)
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
        primitive = self.normalised(q)[1]
        for name, value in (("t", t), ("-", t - 1), ("+", t + 1)):
            if primitive == value:
                return name
        return str(primitive)

    def _collect(self, content: Any, groups: list[tuple[Poly, int]]) -> tuple[Any, list[Factor]]:
        factors: list[Factor] = []
        for q, e in groups:
            c, primitive = self.normalised(q)
            content *= c**e
            if primitive.is_constant():
                continue
            for known in factors:
                if known.poly == primitive:
                    known.exponent += e
                    break
            else:
                factors.append(Factor(primitive, e))
        factors.sort(key=lambda f: (len(f.poly), f.poly.total_degree(), str(f.poly)))
        return content, factors

    def _constant_of(self, p: Poly, guess: Any, factors: list[Factor]) -> Any:
        """The rational constant between p and the product of its factors, by comparing normal forms."""
        product = self.one
        for f in factors:
            product = self.reduce(product * f.poly**f.exponent)
        return p.leading_coefficient() / product.leading_coefficient()

    def divide_out(self, p: Poly, divisors: list[tuple[Poly, int]]) -> tuple[Poly, list[int]]:
        """Divide p by each divisor as often as possible, at most so many times: (quotient, times).

        The divisors are free of roots and signs. With angles the division is done in half angles.
        """
        times = [0] * len(divisors)
        for n, (q, most) in enumerate(divisors):
            while times[n] < most:
                quotient, remainder = divmod(p, q)
                if not remainder.is_zero():
                    break
                p, times[n] = quotient, times[n] + 1
        if not self.pairs_of(*(q for n, (q, most) in enumerate(divisors) if times[n] < most)):
            return p, times
        a = self.to_half(p)
        quotient_found = False
        for n, (q, most) in enumerate(divisors):
            while times[n] < most and self._divide_half(a, self._half_of(q)):
                times[n] += 1
                quotient_found = True
        if quotient_found:
            p = self.from_half(a.poly, {pair: k for pair, k in a.degree.items() if k})
        return p, times

    def _half_of(self, q: Poly) -> _HalfForm:
        known = self._halves.get(self.size, {})
        key = str(q)
        if key not in known:
            known[key] = self.to_half(q)
            self._halves = {self.size: known}
        return known[key]

    def _divide_half(self, a: _HalfForm, b: _HalfForm) -> bool:
        """Divide in place; False when b is no divisor of a."""
        degree = dict(a.degree)
        for pair, k in b.degree.items():
            degree[pair] = degree.get(pair, 0) - k
        # Homogeneous degrees are free up to the unit t^2 + u^2, so a missing degree is made up on the left.
        numerator = a.poly
        for pair, k in list(degree.items()):
            while k < 0:
                numerator *= 1 + pair.eps * self.gen(pair.s) ** 2
                k += 2
            degree[pair] = k
        quotient, remainder = divmod(numerator, b.poly)
        if not remainder.is_zero() or any(self.degree(quotient, pair.s) > k for pair, k in degree.items()):
            return False  # in the second case a power of u would stand in the denominator
        a.poly, a.degree = quotient, degree
        return True


def _context(size: int) -> Any:
    names = tuple(f"g{i}" for i in range(size - 1, -1, -1))
    return fmpq_mpoly_ctx.get(names, Ordering.lex)


def _content(p: Poly) -> Any:
    coefficients = p.coeffs()
    return fmpq(gcd(*(int(c.p) for c in coefficients)), lcm(*(int(c.q) for c in coefficients)))
