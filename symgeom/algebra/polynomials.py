"""Polynomials over Q in a growing list of generators, modulo relations that make the normal form canonical.

What is here: the ring Q[g_0, g_1, ...] / (relations) on top of FLINT, exact division and factorisation in it.

Conventions. Generators are numbered in the order in which they were added. A relation has the shape ``g^n = f`` where
``f`` knows only earlier generators (or, for an algebraic number, only lower powers of g itself), so under the lexicographic
order with later generators larger the leading terms are pairwise coprime pure powers: the relations are a Groebner basis
and the remainder is canonical (Cox, Little, O'Shea, *Ideals, Varieties, and Algorithms*, ch. 2 section 9).
Half angles, in which factors and quotients are taken, are in `halfangles`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symgeom.algebra.budget import Budget
from symgeom.algebra.factoring import LONG, raw_factors
from symgeom.algebra.halfangles import HalfAngles, Pair, _HalfForm
from symgeom.errors import BudgetError

__all__ = ["MAX_DEGREE", "MAX_PRODUCT", "Factor", "Pair", "Ring"]

MAX_PRODUCT = 20_000_000  # products of terms, a few seconds of FLINT's time
MAX_DEGREE = 4_000
_SHORT, _MANY = 40, 40  # terms and number of factors that are tried as divisors
_RESERVE = 8
_SMALL_PRODUCT = 16  # terms, up to which no budget is asked

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


@dataclass(frozen=True)
class Factor:
    """A factor of a polynomial: ``poly`` is primitive, and irreducible unless half-angle primes had to be joined."""

    poly: Poly
    exponent: int


class Ring(HalfAngles):
    """A polynomial ring over Q that grows one generator at a time.

    >>> ring = Ring(); x = ring.add(); c, s = ring.add_pair(1)
    >>> ring.reduce(ring.gen(s) ** 2 + ring.gen(c) ** 2) == ring.one
    True
    """

    def __init__(self) -> None:
        self.size = 0
        self.width = 0  # generators of the context, some of them in reserve
        self.budget = Budget()
        self._limited = False
        self._gens: list[Poly] = []
        self.relations: dict[int, tuple[int, Poly]] = {}
        self.pairs: list[Pair] = []
        self._watched: list[
            tuple[int, int, int]
        ] = []  # slot from the end, power, number; later generators first
        self._divisors: dict[int, Poly] = {}
        self._halves: dict[int, dict[str, _HalfForm]] = {}
        self._factored: dict[str, tuple[Any, list[Factor]]] = {}
        self._primes: list[Poly] = []
        self._remembered: set[str] = set()
        self._bound: set[int] = set()  # generators of a relation or an angle
        self._joined: set[str] = set()  # factors that half-angle primes were joined to
        self._widen(_RESERVE)

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
        if self._limited:
            self.budget.check()

    def allow(self, budget: Budget) -> None:
        """Every product from now on stays within the budget."""
        self.budget, self._limited = budget, budget != Budget()

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
        if self._limited or len(p) * len(q) > _SMALL_PRODUCT:
            self.within_budget(p, q)
        return p * q

    # Normal form -----------------------------------------------------------------------------------------------------
    def reduce(self, p: Poly) -> Poly:
        """The remainder modulo the relations: canonical, and zero exactly for the members of the ideal."""
        if p.context() is not self.context:
            p = p.project_to_context(self.context)
        if self._watched:
            degrees = p.degrees()
            for slot, power, index in self._watched:
                if degrees[slot] >= power:
                    p = divmod(p, self._divisor(index))[1]
                    degrees = p.degrees()
        return p

    def _divisor(self, index: int) -> Poly:
        if index not in self._divisors:
            power, value = self.relations[index]
            self._divisors[index] = self.gen(index) ** power - self.lift(value)
        return self._divisors[index]

    # Factors ---------------------------------------------------------------------------------------------------------
    def normalised(self, p: Poly) -> tuple[Any, Poly]:
        """(content, primitive part): integer coprime coefficients, leading coefficient positive."""
        coefficients = p.coeffs()
        content = abs(coefficients[0])
        for c in coefficients[1:]:
            content = content.gcd(c)
        if coefficients[0] < 0:
            content = -content
        return content, p if content == 1 else p / content

    def factor(self, p: Poly) -> tuple[Any, list[Factor]]:
        """``p = content * prod factor^exponent`` with primitive factors, taken in half angles and mapped back.

        Half-angle primes of odd degree are no elements of the ring by themselves: t u = s/2 and, for an angle,
        (u - t)(u + t) = c are put together first, what is left over in one factor each for its parity.
        """
        return self.factor_reduced(self.reduce(p))

    def factor_reduced(self, p: Poly) -> tuple[Any, list[Factor]]:
        """The same for a polynomial in normal form."""
        if p.is_constant():
            return (fmpq(0) if p.is_zero() else p.leading_coefficient()), []
        key = str(p)
        known = self._factored.get(key)
        if known is None:
            known = self._factored[key] = self._factors(self.lift(p))
            for f in known[1]:
                if not self.is_coarse(f.poly):
                    self._factored.setdefault(str(f.poly), (fmpq(1), [Factor(f.poly, 1)]))
        elif known[1][0].poly.context() is not self.context:
            lifted = [Factor(self.lift(f.poly), f.exponent) for f in known[1]]
            known = self._factored[key] = known[0], lifted
        return known

    def _factors(self, p: Poly) -> tuple[Any, list[Factor]]:
        """What is easy first: the monomial, then factors that are known."""
        groups: list[tuple[Poly, int]] = []
        monomial = p.term_content()
        if not monomial.is_constant():
            groups = [(self.gen(i), int(k)) for i, k in enumerate(reversed(monomial.degrees())) if k > 0]
            p = p / monomial
        pairs = self.pairs_of(p)
        # c + s of a hyperbolic angle is a unit: such a factor may be another's associate.
        if len(p) > 1 and all(pair.eps > 0 for pair in pairs) and self.is_monic(p):
            return self._collect(fmpq(1), [*groups, (p, 1)])
        # Factoring in half angles is dear.
        tried = self._primes if pairs and (len(p) <= _SHORT or len(p) > LONG) else []
        for n, q in enumerate(tried):
            if len(p) == 1:
                break
            q = self._primes[n] = self.lift(q)
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
            quotient, remainder = divmod(p, q)
            if not remainder.is_zero():
                break
            p, k = quotient, k + 1
        return p, k

    def is_monic(self, p: Poly) -> bool:
        """``c x + q`` with a number c and q free of x: x has no relation and is no cosine, so p is irreducible."""
        bound = self._bound
        for slot, k in enumerate(p.degrees()):
            if k == 1 and self.width - 1 - slot not in bound:
                holding = [m for m in p.monoms() if m[slot]]
                if len(holding) == 1 and sum(holding[0]) == 1:
                    return True
        return False

    def _factors_of_rest(self, p: Poly) -> tuple[Any, list[Factor]]:
        if not self.pairs_of(p):
            content, raw = raw_factors(p)
            found = self._collect(fmpq(content), [(q, int(e)) for q, e in raw])
            self._remember(f.poly for f in found[1])
            return found
        form = self.to_half(p)
        content, raw = raw_factors(form.poly)
        even, odd = self._sort_half_primes([(q, int(e)) for q, e in raw], form)
        if not odd and len(even) == 1 and even[0][2] == 1:
            self._remember([self.normalised(p)[1]])
            return self._collect(fmpq(1), [(p, 1)])
        groups = [(self.from_half(q, degree), e) for q, degree, e in even]
        self._remember(self.normalised(q)[1] for q, _ in groups)
        joined = self._join_odd(odd)
        self._joined |= {str(self.normalised(q)[1]) for q, _ in joined}
        constant, factors = self._collect(fmpq(1), groups + joined)
        return self._constant_of(p, constant, factors), factors

    def _remember(self, primes: Iterable[Poly]) -> None:
        """Factors by which other polynomials are divided before they are factored."""
        for q in primes:
            if 1 < len(q) <= _SHORT and len(self._primes) < _MANY and str(q) not in self._remembered:
                self._remembered.add(str(q))
                self._primes.append(q)

    def is_coarse(self, p: Poly) -> bool:
        """A factor that may share a half-angle prime with another: joined from several, or a sine or cosine."""
        return str(p) in self._joined or (len(p) == 1 and bool(self.pairs_of(p)))

    def _collect(self, content: Any, groups: list[tuple[Poly, int]]) -> tuple[Any, list[Factor]]:
        powers: list[list[Any]] = []
        for q, e in groups:
            c, primitive = self.normalised(q)
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
        product = self.one
        for f in factors:
            product = self.reduce(product * f.poly**f.exponent)
        return p.leading_coefficient() / product.leading_coefficient()


def _context(size: int) -> Any:
    names = tuple(f"g{i}" for i in range(size - 1, -1, -1))
    return fmpq_mpoly_ctx.get(names, Ordering.lex)
