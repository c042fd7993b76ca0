"""The shortest way to write a polynomial of the field.

What is here: `Writer.shortest`, a search over equivalent forms: squares of sine and cosine either way round or made
homogeneous, common factors taken out term by term, a constant plus a product. The forms themselves, with their operation
counts, are in `nesting`.
"""

from __future__ import annotations

from collections import defaultdict

from symgeom.algebra.field.differential import Field
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import AnglePair, Poly, Ring
from symgeom.algebra.writing.nesting import Form, Nesting, plus, power, times

__all__ = ["Writer"]

_SMALL = 80  # terms up to which other forms are tried
_TINY = 24  # terms up to which the polynomial less a term is factored


class Writer:
    """Writes polynomials of one field."""

    def __init__(self, field: Field) -> None:
        self.field, self.ring = field, field.ring
        self._kept: Table[Form] = Table(self.ring)
        self._nesting = Nesting(field)
        self._term_forms: Table[Form] = Table(self.ring)
        self._angles: dict[tuple[int, ...], Table[Form]] = {}  # by the angles that may be rewritten

    def shortest(self, p: Poly) -> Form:
        """The shortest form that the search meets."""
        known = self._kept.get(p)
        return known or self._kept.put(p, self._shortest(self.ring.lift(p)))

    def roughly(self, p: Poly) -> int:
        """The operations of a form for which nothing is searched."""
        known = self._kept.get(p)
        return known.operations if known else min(form.operations for form in self._nesting.both(p))

    def suggest(self, parts: list[Poly]) -> None:
        """``1 + sum of squares`` of these polynomials is to be written so, where that is shorter than otherwise."""
        one = self._nesting.plain(self.ring.one)
        total = self.ring.reduce(1 + sum((self.ring.lift(p) ** 2 for p in parts), self.ring.zero))
        content, primitive = self.ring.normalised(total)
        forms = [power(self.shortest(p), 2) for p in parts if not self.ring.lift(p).is_zero()]
        if content == 1 and forms:
            best = min(self.shortest(primitive), plus([*forms, one]), key=lambda form: form.cost)
            self._kept.put(primitive, best)

    def _shortest(self, p: Poly) -> Form:
        if len(p) == 1 or len(p) > _SMALL:
            return self._nesting.plain(p)
        pairs = self.ring.pairs_of(p)
        if not pairs or len(pairs) > 3:
            return self._terms(p)
        return self._trigonometric(p, pairs)

    def _trigonometric(self, p: Poly, pairs: list[AnglePair]) -> Form:
        """The best over the choice of an outer angle, its form, and the best form of each coefficient."""
        if len(p) == 1:
            return self._nesting.plain(p)
        used = self.ring.pairs_of(p)
        pairs = [pair for pair in pairs if pair in used]
        if not pairs:
            return self._terms(p)
        table = self._angles.setdefault(tuple([pair.c for pair in pairs]), Table(self.ring))
        return table.get(p) or table.put(p, self._best_over_angles(p, pairs))

    def _best_over_angles(self, p: Poly, pairs: list[AnglePair]) -> Form:
        check()
        rewritten: list[tuple[AnglePair, Poly]] = []
        for outer in pairs:
            seen: list[Poly] = []
            for rewrite in _REWRITES[outer.eps]:
                q = rewrite(self.ring, p, outer)
                if not any(q == known for known in seen):
                    seen.append(q)
            rewritten += [(outer, q) for q in seen]
        best, place = min(((self._terms(q), n) for n, (_, q) in enumerate(rewritten)), key=_by_cost)
        if len(pairs) > 1:
            for n, (outer, q) in enumerate(rewritten):
                inner = [pair for pair in pairs if pair is not outer]
                form = self._by_outer_angle(q, outer, inner, best.operations)
                if form and (form.cost < best.cost or (form.cost == best.cost and n < place)):
                    best, place = form, n
        return best

    def _by_outer_angle(self, p: Poly, outer: AnglePair, inner: list[AnglePair], most: int) -> Form | None:
        """The best form of each coefficient times its powers of sine and cosine; None for more operations than ``most``."""
        parts = self.ring.by_monomials(p, (outer.c, outer.s))
        monomials = [self._nesting.monomial(zip((outer.c, outer.s), powers)) for powers in parts]
        least = [self._nesting.least(part) for part in parts.values()]
        total = sum(m.operations + n + (not m.unit) for m, n in zip(monomials, least)) + len(parts) - 1
        forms = []
        for monomial, part, n in zip(monomials, parts.values(), least):
            if total > most:
                return None
            form = self._trigonometric(part, inner)
            total += form.operations - n
            forms.append(times(monomial, form))
        return plus(forms) if total <= most else None

    # Without the Pythagorean relations -------------------------------------------------------------------------------
    def _terms(self, p: Poly) -> Form:
        """Terms with a common factor taken out where that is shorter."""
        if not 2 <= len(p) <= _SMALL:
            return self._nesting.plain(p)
        if len(p) == 2 and p.term_content().is_constant():
            return self._nesting.nested(p)  # nothing to share but a number
        known = self._term_forms.get(p)
        if known is None:
            candidates = [*self._linear(p), *self._nesting.both(p)]
            if len(p) <= _TINY:
                candidates += self._less_a_term(p)
                candidates += self._grouped(p, min(form.operations for form in candidates))
            known = self._term_forms.put(p, min(candidates, key=lambda form: form.cost))
        return known

    def _linear(self, p: Poly) -> list[Form]:
        """``a r + b s + c t`` for a polynomial that is linear in some generators together, as H is in second derivatives."""
        last = self.ring.width - 1
        single = [last - slot for slot, k in enumerate(p.degrees()) if k == 1]
        if len(p) < 4 or not 1 < len(single) < len(p):
            return []
        if any(sum(exponents[last - i] for i in single) != 1 for exponents in p.monoms()):
            return []
        parts = self.ring.by_monomials(p, single)
        return [
            plus(
                [
                    times(self._terms(part), self._nesting.plain(self.ring.gen(single[powers.index(1)])))
                    for powers, part in parts.items()
                ]
            )
        ]

    def _grouped(self, p: Poly, longest: int) -> list[Form]:
        """``(x^2 + y^2) q + r``: monomials in some generators that have the same coefficient in the others, together."""
        used = self.ring.support(p)
        if len(p) < 4 or len(used) < 2:
            return []
        splits = [[i] for i in used] if len(used) > 2 else []
        splits += [[j for j in used if j != i] for i in used]
        monomials = [tuple(map(int, m)) for m in p.monoms()]
        found = (self._by_coefficient(p, kept, longest) for kept in splits if self._recurs(monomials, kept))
        return [form for form in found if form]

    def _recurs(self, monomials: list[tuple[int, ...]], kept: list[int]) -> bool:
        """Whether two monomials in some generators may have one coefficient of several terms, by the exponents in it."""
        slots = [self.ring.width - 1 - i for i in kept]
        rests: defaultdict[tuple[int, ...], list[tuple[int, ...]]] = defaultdict(list)
        for exponents in monomials:
            rest = list(exponents)
            for slot in slots:
                rest[slot] = 0
            rests[tuple([exponents[slot] for slot in slots])].append(tuple(rest))
        several = [tuple(rest) for rest in rests.values() if len(rest) > 1]  # each in the order of the ring
        return len(set(several)) < len(several)

    def _by_coefficient(self, p: Poly, kept: list[int], longest: int) -> Form | None:
        """A product for each coefficient; nothing where no two monomials share one of several terms, or in more operations."""
        groups: list[tuple[Poly, list[Poly]]] = []
        for powers, part in self.ring.by_monomials(p, kept).items():
            content, q = self.ring.normalised(part)
            monomial = self.ring.constant(content)
            for i, k in zip(kept, powers):
                monomial *= self.ring.gen(i) ** k
            known = next((monomials for other, monomials in groups if other == q), None)
            if known is None:
                groups.append((q, [monomial]))
            else:
                known.append(monomial)
        if not any(len(q) > 1 and len(monomials) > 1 for q, monomials in groups):
            return None
        forms: list[Form] = []
        left = longest - len(groups) + 1
        for q, monomials in groups:
            forms.append(times(self._terms(sum(monomials, self.ring.zero)), self._terms(q)))
            left -= forms[-1].operations
            if left < 0:
                return None
        return plus(forms)

    def _less_a_term(self, p: Poly) -> list[Form]:
        """``c + product``: the polynomial less its constant, factored."""
        if len(p) < 3 or any(p.monoms()[-1]):
            return []
        constant = self.ring.constant(p.coeffs()[-1])
        rest = p - constant
        content, primitive = self.ring.normalised(rest)
        factors = [(primitive, 1)]
        if not self.ring.primes.is_monic(primitive):
            content, factors = rest.factor()
        if len(factors) == 1 and factors[0][1] == 1 and abs(content) == 1:
            return []
        form = self._nesting.plain(self.ring.constant(content))
        for q, k in factors:
            form = times(
                form, power(self._nesting.nested(q) if len(q) > 1 else self._nesting.plain(q), int(k))
            )
        return [plus([form, self._nesting.plain(constant)])]


def _by_cost(found: tuple[Form, int]) -> tuple[tuple[int, int], int]:
    return found[0].cost, found[1]


def _in_cosine(ring: Ring, p: Poly, pair: AnglePair) -> Poly:
    return p


def _in_sine(ring: Ring, p: Poly, pair: AnglePair) -> Poly:
    """c^2 -> 1 - eps s^2."""
    square = 1 - pair.eps * ring.gen(pair.s) ** 2
    parts = ring.by_powers(p, pair.c)
    return sum(
        (part * square ** (k // 2) * ring.gen(pair.c) ** (k % 2) for k, part in parts.items()), ring.zero
    )


def _homogeneous(ring: Ring, p: Poly, pair: AnglePair) -> Poly:
    """Every term brought to the highest degree of its parity by c^2 + eps s^2 = 1."""
    c, s = ring.gen(pair.c), ring.gen(pair.s)
    parts = ring.by_monomials(p, (pair.c, pair.s))
    top = {parity: max((a + b for a, b in parts if (a + b) % 2 == parity), default=0) for parity in (0, 1)}
    unit = c**2 + pair.eps * s**2
    return sum(
        (part * c**a * s**b * unit ** ((top[(a + b) % 2] - a - b) // 2) for (a, b), part in parts.items()),
        ring.zero,
    )


# The first of equal length is taken: sinh(x)^2 - sinh(y)^2 keeps its digits near 0, cosh(x)^2 - cosh(y)^2 doesn't.
_REWRITES = {1: (_in_cosine, _in_sine, _homogeneous), -1: (_in_sine, _in_cosine, _homogeneous)}
