"""Polynomials over Q in a growing list of generators, modulo relations that make the normal form canonical.

What is here: the ring Q[g_0, g_1, ...] / (relations) on top of FLINT, its products and the normal form.

Conventions. Generators are numbered in the order in which they were added. A relation has the shape ``g^n = f`` where
``f`` knows only earlier generators (or, for an algebraic number, only lower powers of g itself), so under the lexicographic
order with later generators larger the leading terms are pairwise coprime pure powers: the relations are a Groebner basis
and the remainder is canonical (Cox, Little, O'Shea, *Ideals, Varieties, and Algorithms*, ch. 2 section 9).
Factors are in `primes`; half angles, in which they and quotients are taken, in `halfangles`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import Ordering, fmpq_mpoly_ctx

from symgeom.algebra.ring.budget import check, foresee
from symgeom.algebra.ring.halfangles import AnglePair, HalfAngles
from symgeom.algebra.ring.primes import Factor, Primes
from symgeom.errors import BudgetError

__all__ = ["MAX_DEGREE", "MAX_PRODUCT", "Factor", "AnglePair", "Ring"]

MAX_PRODUCT = 20_000_000  # products of terms, a few seconds of FLINT's time
MAX_DEGREE = 4_000
_RESERVE = 8
_SMALL_PRODUCT = 16  # terms, up to which no budget is asked
_LONG_PRODUCT = 100_000  # and from which the time it takes is foreseen
_SECONDS_A_TERM = 1e-7

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


class Ring:
    """A polynomial ring over Q that grows one generator at a time; ``halves`` and ``primes`` are its half angles and factors.

    >>> ring = Ring(); x = ring.add(); c, s = ring.add_pair(1)
    >>> ring.reduce(ring.gen(s) ** 2 + ring.gen(c) ** 2) == ring.one
    True
    """

    def __init__(self, expected: int = 0) -> None:
        self.size = 0
        self.width = 0  # generators of the context, some of them in reserve
        self._gens: list[Poly] = []
        self.relations: dict[int, tuple[int, Poly]] = {}
        self.pairs: list[AnglePair] = []
        self._watched: list[
            tuple[int, int, int]
        ] = []  # slot from the end, power, number; later generators first
        self._least = MAX_DEGREE  # power of a relation
        self._divisors: dict[int, Poly] = {}
        self._bound: set[int] = set()  # generators of a relation or an angle
        self._widen(max(_RESERVE, expected))
        self.hold()

    def hold(self) -> None:
        """Half angles and factors of this ring, their tables empty."""
        self.halves = HalfAngles(self)
        self.primes = Primes(self, self.halves, self._bound)

    # Growing ---------------------------------------------------------------------------------------------------------
    def add(self, power: int = 0, value: Poly | None = None) -> int:
        """Add a generator, with the relation ``g^power = value`` when one is given; its number is returned."""
        index = self.size
        self.size += 1
        if self.size > self.width:
            self._widen(self.width + _RESERVE)
        if value is not None:
            self.relate(index, power, value)
        return index

    def relate(self, index: int, power: int, value: Poly) -> None:
        """Give the newest generator its relation; the value may hold powers of itself below ``power``."""
        self.relations[index] = (power, value)
        self._bound.add(index)
        self._watched.insert(0, (-1 - index, power, index))
        self._least = min(self._least, power)

    def _widen(self, width: int) -> None:
        """Generators come several at a time: polynomials of one context need no translation."""
        self.width = width
        self.context = _context(width)
        self._gens = list(reversed(self.context.gens()))
        self._constants = {n: self.context.constant(n) for n in (0, 1)}
        self._divisors = {}

    def add_pair(self, eps: int) -> tuple[int, int]:
        """Add the cosine and the sine of an angle (eps = 1) or of a hyperbolic angle (eps = -1)."""
        c = self.add()
        s = self.add(2, eps * (self.one - self.gen(c) ** 2))
        self._bound.add(c)
        self.pairs.append(AnglePair(c, s, eps))
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
        _foresee(len(p) * len(q))

    def lift(self, p: Poly) -> Poly:
        """The same polynomial in the present, larger ring."""
        return p if p.context() is self.context else p.project_to_context(self.context)

    # Elements --------------------------------------------------------------------------------------------------------
    def gen(self, index: int) -> Poly:
        return self._gens[index]

    def constant(self, value: Any) -> Poly:
        return self.context.constant(value)

    @property
    def one(self) -> Poly:
        return self._constants[1]

    @property
    def zero(self) -> Poly:
        return self._constants[0]

    def degree(self, p: Poly, index: int) -> int:
        """The degree in one generator (0 for the zero polynomial)."""
        return max(int(p.degrees()[-1 - index]), 0)

    def support(self, p: Poly) -> list[int]:
        """The generators that occur, in increasing order."""
        degrees = p.degrees()
        return [i for i, k in enumerate(reversed(degrees)) if k > 0]

    def pairs_of(self, p: Poly) -> list[AnglePair]:
        """The pairs that occur in a polynomial, which may be from before some of them were added."""
        if not self.pairs:
            return []
        degrees = p.degrees()
        width = len(degrees)
        return [
            pair
            for pair in self.pairs
            if (pair.c < width and degrees[-1 - pair.c] > 0) or (pair.s < width and degrees[-1 - pair.s] > 0)
        ]

    def derivative(self, p: Poly, index: int) -> Poly:
        return p.derivative(self.width - 1 - index)

    def by_powers(self, p: Poly, index: int) -> dict[int, Poly]:
        """``p = sum_k parts[k] g^k``."""
        return self.by_monomials(p, (index,), single=True)

    def by_monomials(self, p: Poly, indices: Iterable[int], single: bool = False) -> dict[Any, Poly]:
        """Coefficients of p as a polynomial in some of the generators, keyed by their exponents."""
        slots = [self.width - 1 - i for i in indices]
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
        check()
        full = [images.get(i, self._gens[i]) for i in range(self.width - 1, -1, -1)]
        return p.compose(*full, ctx=self.context)

    def multiply(self, p: Poly, q: Poly) -> Poly:
        """The product in normal form. Raises `BudgetError`."""
        context = self.context
        if p.context() is not context:
            p = p.project_to_context(context)
        if q.context() is not context:
            q = q.project_to_context(context)
        return self.reduce(self.times(p, q))

    def times(self, p: Poly, q: Poly) -> Poly:
        """The product of polynomials of the present ring as it is. Raises `BudgetError`."""
        if len(p) * len(q) > _SMALL_PRODUCT:
            self.within_budget(p, q)
        return p * q

    # Normal form -----------------------------------------------------------------------------------------------------
    def reduce(self, p: Poly) -> Poly:
        """The remainder modulo the relations: canonical, and zero exactly for the members of the ideal."""
        if p.context() is not self.context:
            p = p.project_to_context(self.context)
        if self._watched and p.total_degree() >= self._least:
            degrees = p.degrees()
            for slot, power, index in self._watched:
                if degrees[slot] >= power:
                    check()
                    p = divmod(p, self._divisor(index))[1]
                    degrees = p.degrees()
        return p

    def _divisor(self, index: int) -> Poly:
        if index not in self._divisors:
            power, value = self.relations[index]
            self._divisors[index] = self.gen(index) ** power - self.lift(value)
        return self._divisors[index]

    def normalised(self, p: Poly) -> tuple[Any, Poly]:
        """(content, primitive part): integer coprime coefficients, leading coefficient positive."""
        coefficients = p.coeffs()
        content = abs(coefficients[0])
        for c in coefficients[1:]:
            content = content.gcd(c)
        if coefficients[0] < 0:
            content = -content
        return content, p if content == 1 else p / content


def _foresee(products: int) -> None:
    if products < _LONG_PRODUCT:
        check()
    else:
        foresee(products * _SECONDS_A_TERM)


def _context(size: int) -> Any:
    names = tuple(f"g{i}" for i in range(size - 1, -1, -1))
    return fmpq_mpoly_ctx.get(names, Ordering.lex)
