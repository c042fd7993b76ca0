"""The shortest way to write a polynomial of the field.

What is here: `Writer.shortest`, a search over equivalent forms: squares of sine and cosine either way round or made
homogeneous, common factors taken out term by term, a constant plus a product. The search works on operation counts; SymPy
expressions are built for the winner alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symgeom.algebra.build import product, raised, total
from symgeom.algebra.field import Field
from symgeom.algebra.polynomials import Pair, Poly, Ring

__all__ = ["Form", "Writer"]

_SMALL = 80  # terms up to which other forms are tried
_TINY = 24  # terms up to which the polynomial less a term is factored


@dataclass(frozen=True)
class Form:
    """A way to write something: operations, minus signs, how to build it, and whether it is 1 or -1."""

    operations: int
    minuses: int
    recipe: Callable[[], sp.Expr]
    unit: int = 0  # 1 or -1 for these numbers
    _built: list[sp.Expr] = field(default_factory=list, repr=False, compare=False)

    def build(self) -> sp.Expr:
        """The SymPy expression, made once."""
        if not self._built:
            self._built.append(self.recipe())
        return self._built[0]

    @property
    def cost(self) -> tuple[int, int]:
        return self.operations, self.minuses


class Writer:
    """Writes polynomials of one field."""

    def __init__(self, field: Field) -> None:
        self.field, self.ring = field, field.ring
        self._kept: dict[str, Form] = {}
        self._nests: dict[str, Form] = {}
        self._term_forms: dict[str, Form] = {}
        self._angles: dict[str, Form] = {}
        self._suggested: list[tuple[Poly, Form]] = []

    def shortest(self, p: Poly) -> Form:
        """The shortest form that the search meets."""
        p = self.ring.lift(p)
        for known, form in self._suggested:
            if self.ring.lift(known) == p:
                return form
        key = f"{self.ring.width}:{p}"
        if key not in self._kept:
            self._kept[key] = self._shortest(p)
        return self._kept[key]

    def suggest(self, parts: list[Poly]) -> None:
        """``1 + sum of squares`` of these polynomials is to be written so, where that is shorter than otherwise."""
        one = self._plain(self.ring.one)
        total = self.ring.reduce(1 + sum((self.ring.lift(p) ** 2 for p in parts), self.ring.zero))
        content, primitive = self.ring.normalised(total)
        forms = [_power(self.shortest(p), 2) for p in parts if not self.ring.lift(p).is_zero()]
        if content == 1 and forms:
            best = min(self.shortest(primitive), _sum([*forms, one]), key=lambda form: form.cost)
            self._suggested.append((primitive, best))

    def _shortest(self, p: Poly) -> Form:
        if len(p) == 1 or len(p) > _SMALL:
            return self._plain(p)
        pairs = self.ring.pairs_of(p)
        if not pairs or len(pairs) > 3:
            return self._terms(p)
        return self._trigonometric(p, pairs)

    def _trigonometric(self, p: Poly, pairs: list[Pair]) -> Form:
        """The best over the choice of an outer angle, its form, and the best form of each coefficient."""
        if len(p) == 1:
            return self._plain(p)
        used = self.ring.pairs_of(p)
        pairs = [pair for pair in pairs if pair in used]
        if not pairs:
            return self._terms(p)
        key = f"{self.ring.width}:{[pair.c for pair in pairs]}:{p}"
        if key not in self._angles:
            self._angles[key] = self._best_over_angles(p, pairs)
        return self._angles[key]

    def _best_over_angles(self, p: Poly, pairs: list[Pair]) -> Form:
        candidates = []
        for outer in pairs:
            inner = [pair for pair in pairs if pair is not outer]
            seen: list[Poly] = []
            for rewrite in (_in_cosine, _in_sine, _homogeneous):
                q = rewrite(self.ring, p, outer)
                if any(q == known for known in seen):
                    continue
                seen.append(q)
                candidates.append(self._terms(q))
                if inner:
                    parts = self.ring.by_monomials(q, (outer.c, outer.s))
                    candidates.append(
                        _sum(
                            [
                                self._times((outer.c, outer.s), powers, self._trigonometric(part, inner))
                                for powers, part in parts.items()
                            ]
                        )
                    )
        return min(candidates, key=lambda form: form.cost)

    def _times(self, indices: tuple[int, int], powers: tuple[int, int], form: Form) -> Form:
        monomial = self.ring.one
        for i, k in zip(indices, powers):
            monomial *= self.ring.gen(i) ** k
        return _product(self._plain(monomial), form)

    # Without the Pythagorean relations -------------------------------------------------------------------------------
    def _plain(self, p: Poly) -> Form:
        operations, minuses = len(p) - 1 if len(p) else 0, 0
        last = self.ring.width - 1
        used = [(slot, self._weight(last - slot)) for slot, k in enumerate(p.degrees()) if k > 0]
        for exponents, coefficient in zip(p.monoms(), p.coeffs()):
            factors = 0
            for slot, weight in used:
                k = exponents[slot]
                if k:
                    factors += 1
                    operations += weight + 1 if k > 1 else weight
            if coefficient < 0:
                minuses += 1
                coefficient = -coefficient
            if coefficient != 1:
                operations += (coefficient.q != 1) + (factors > 0 and coefficient.p != 1)
            operations += factors - 1 if factors > 1 else 0
        if len(self.field.exponentials) > 1:
            operations -= self._merged_exponentials(p)
        unit = 1 if p == 1 else (-1 if p == -1 else 0)
        return Form(operations, minuses, lambda: self.field.plain_poly(p), unit)

    def _merged_exponentials(self, p: Poly) -> int:
        """exp(a) exp(b) is written exp(a + b)."""
        last = self.ring.width - 1
        slots = [last - i for i in self.field.exponentials]
        return sum(max(sum(1 for slot in slots if exponents[slot]) - 1, 0) for exponents in p.monoms())

    def _weight(self, index: int) -> int:
        return 0 if self.field.generators[index].kind == "symbol" else 1

    def _terms(self, p: Poly) -> Form:
        """Terms with a common factor taken out where that is shorter."""
        if not 2 <= len(p) <= _SMALL:
            return self._plain(p)
        if len(p) == 2 and p.term_content().is_constant():
            return self._nested(p)  # nothing to share but a number
        key = f"{self.ring.width}:{p}"
        if key not in self._term_forms:
            candidates = [*self._linear(p), self._plain(p), self._nested(p)]
            if len(p) <= _TINY:
                candidates += self._less_a_term(p)
            self._term_forms[key] = min(candidates, key=lambda form: form.cost)
        return self._term_forms[key]

    def _linear(self, p: Poly) -> list[Form]:
        """``a r + b s + c t`` for a polynomial that is linear in some generators together, as H is in second derivatives."""
        terms, last = list(p.to_dict()), self.ring.width - 1
        single = [last - slot for slot, k in enumerate(p.degrees()) if k == 1]
        if len(terms) < 4 or not 1 < len(single) < len(terms):
            return []
        if any(sum(exponents[last - i] for i in single) != 1 for exponents in terms):
            return []
        parts = self.ring.by_monomials(p, single)
        return [
            _sum(
                [
                    _product(self._terms(part), self._plain(self.ring.gen(single[powers.index(1)])))
                    for powers, part in parts.items()
                ]
            )
        ]

    def _less_a_term(self, p: Poly) -> list[Form]:
        """``c + product``: the polynomial less its constant, factored."""
        constant = self.ring.constant(p.to_dict().get((0,) * self.ring.width, 0))
        rest = p - constant
        if constant.is_zero() or len(rest) < 2:
            return []
        content, factors = rest.factor()
        if len(factors) == 1 and factors[0][1] == 1 and abs(content) == 1:
            return []
        form = self._plain(self.ring.constant(content))
        for q, k in factors:
            form = _product(form, _power(self._nested(q) if len(q) > 1 else self._plain(q), int(k)))
        return [_sum([form, self._plain(constant)])]

    def _nested(self, p: Poly) -> Form:
        """Horner's idea on the factor that most terms share."""
        key = f"{self.ring.width}:{p}"
        if key not in self._nests:
            self._nests[key] = self._nest(p)
        return self._nests[key]

    def _nest(self, p: Poly) -> Form:
        content, q = self.ring.normalised(p)
        if len(q) < 2:
            return self._plain(p)
        alone = len(q) == 2 and q.term_content().is_constant()
        best = None if alone else self._shared(q)
        if best is None and content == 1:
            return self._plain(p)
        if best is None:
            return min(self._plain(p), self._scaled(content, self._plain(q)), key=lambda form: form.cost)
        monomial, inside, outside = best
        form = _product(self._plain(monomial), self._nested(inside))
        if outside.is_zero():
            return self._scaled(content, form)
        return self._scaled(content, _sum([form, self._nested(outside)]))

    def _scaled(self, content: Any, form: Form) -> Form:
        if content == 1:
            return form
        return _product(self._plain(self.ring.constant(content)), form)

    def _shared(self, p: Poly) -> tuple[Poly, Poly, Poly] | None:
        """(m, a, b) with p = m a + b for the generator power m that saves most."""
        last, terms = self.ring.width - 1, p.to_dict()
        counts: dict[int, dict[int, int]] = {}
        for exponents in terms:
            for slot, k in enumerate(exponents):
                if k:
                    powers = counts.setdefault(slot, {})
                    powers[int(k)] = powers.get(int(k), 0) + 1
        best: tuple[int, int, int] | None = None
        for slot, powers in counts.items():
            count = 0
            for k in sorted(powers, reverse=True):
                count += powers[k]
                if count >= 2:
                    score = ((count - 1) * (2 if k > 1 else 1), k, slot - last)
                    best = max(best, score) if best else score
        if best is None:
            return None
        _, k, negative = best
        slot, inside, outside = last + negative, {}, {}
        for exponents, coefficient in terms.items():
            if exponents[slot] >= k:
                inside[(*exponents[:slot], exponents[slot] - k, *exponents[slot + 1 :])] = coefficient
            else:
                outside[exponents] = coefficient
        context = self.ring.context
        return self.ring.gen(-negative) ** k, context.from_dict(inside), context.from_dict(outside)


def _sum(forms: list[Form]) -> Form:
    if len(forms) == 1:
        return forms[0]
    return Form(
        sum(f.operations for f in forms) + len(forms) - 1,
        sum(f.minuses for f in forms),
        lambda: total([f.build() for f in forms]),
    )


def _product(left: Form, right: Form) -> Form:
    if left.unit == 1:
        return right
    return Form(
        left.operations + right.operations + (0 if left.unit else 1),
        left.minuses + right.minuses,
        lambda: _multiplied(left.build(), right.build()),
    )


def _multiplied(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """The product without a number being multiplied into a sum."""
    if left.is_Number and right.is_Add:
        return sp.Mul(left, right, evaluate=False)
    return product(sp.S.One, [left, right])


def _power(form: Form, k: int) -> Form:
    return form if k == 1 else Form(form.operations + 1, form.minuses, lambda: raised(form.build(), k))


def _in_cosine(ring: Ring, p: Poly, pair: Pair) -> Poly:
    return p


def _in_sine(ring: Ring, p: Poly, pair: Pair) -> Poly:
    """c^2 -> 1 - eps s^2."""
    square = 1 - pair.eps * ring.gen(pair.s) ** 2
    parts = ring.by_powers(p, pair.c)
    return sum(
        (part * square ** (k // 2) * ring.gen(pair.c) ** (k % 2) for k, part in parts.items()), ring.zero
    )


def _homogeneous(ring: Ring, p: Poly, pair: Pair) -> Poly:
    """Every term brought to the highest degree of its parity by c^2 + eps s^2 = 1."""
    c, s = ring.gen(pair.c), ring.gen(pair.s)
    parts = ring.by_monomials(p, (pair.c, pair.s))
    top = {parity: max((a + b for a, b in parts if (a + b) % 2 == parity), default=0) for parity in (0, 1)}
    unit = c**2 + pair.eps * s**2
    return sum(
        (part * c**a * s**b * unit ** ((top[(a + b) % 2] - a - b) // 2) for (a, b), part in parts.items()),
        ring.zero,
    )
