"""Where a polynomial vanishes nowhere: the second question of the sign oracle, kept apart from the first.

What is here: `Zeros.nowhere` (p vanishes at no point of the domain, the borders of closed facts among them). Methods, in turn:
declared facts; constants; factors, roots and amplitudes; a polynomial with terms of one sign on a box of segments, one of
which is positive also at each end that belongs to the box; polynomials in one delta without a root there; positive definite
quadratic forms; the same on bisected boxes.

**Convention**: "closed" is an end of a segment (delta = 0 or delta = oo) that is a value; a generator is *sure* when it is > 0.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from flint import fmpq

from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.bisection import _LARGE, Bisection, gram_matrix, real_roots
from symgeom.algebra.signs.known import Answers, Known, Oracle
from symgeom.algebra.signs.segments import Segment, termwise
from symgeom.algebra.signs.shapes import FACTORED, amplitudes, constant, split_root, square_roots

__all__ = ["Zeros"]

Box = tuple[
    dict[int, Segment], dict[int, int], set[int]
]  # segments, homogeneous degrees, slots that are >= 0
_BISECTIONS = 16
_SURE = ("exp", "cosh", "constant", "number")


class Zeros:
    """Where polynomials of one field vanish, under what is known; signs are asked of the oracle."""

    def __init__(self, known: Known, bisection: Bisection, oracle: Oracle) -> None:
        self.known, self._bisection, self._segments = known, bisection, bisection.segments
        self.field, self._oracle = bisection.field, oracle
        self._nonzero: Answers[bool] = Answers(self.field.ring, False)

    def nowhere(self, p: Poly) -> bool:
        """p vanishes at no point of the domain, for sure."""
        p = self.field.ring.reduce(p)
        if p.is_constant():
            return not p.is_zero()
        return self._nonzero.answer(p, self._is_nowhere_zero)

    def _is_nowhere_zero(self, p: Poly) -> bool:
        if not self._oracle.is_real(p):
            return False
        number = self.field.turns.number(p) if self.field.turns else None
        value = constant(self.field, p)
        if value or number is not None:
            return bool(value)
        signs = [i for i in self.field.ring.support(p) if self.field.generators[i].kind == "sign"]
        if signs:
            return len(signs) <= 3 and {case.nowhere_zero(q) for case, q in self._oracle.cases(p, signs)} == {
                True
            }
        return (
            self._declared_nonzero(p)
            or (self._oracle.weak(p) != 0 and self._on_boxes(p))
            or self._by_conjugate(p)
            or self._by_strict_amplitude(p)
            or self._by_nonzero_factors(p)
        )

    # Simple answers --------------------------------------------------------------------------------------------------
    def _declared_nonzero(self, p: Poly) -> bool:
        ring = self.field.ring
        primitive = ring.normalised(p)[1]
        return any(
            ring.normalised(ring.lift(f))[1] == primitive for f in (*self.known.strict, *self.known.unequal)
        )

    def _by_conjugate(self, p: Poly) -> bool:
        """``a + b r`` vanishes nowhere when ``a^2 - b^2 r^2`` doesn't, or when a and b have one strict sign."""
        roots = square_roots(self.field, p)
        if not roots:
            return False
        a, b, norm = split_root(self.field, p, roots[-1])
        first, second = self._oracle.strict(a), self._oracle.weak(b)
        return bool(first and first == second) or self.nowhere(norm)

    def _by_strict_amplitude(self, p: Poly) -> bool:
        """``a + b cos + d sin`` vanishes nowhere when ``a^2 > b^2 + d^2``."""
        found = amplitudes(self.field, p)
        return any(
            self._oracle.is_real(p) and self._oracle.strict(a * a - b * b - d * d) > 0 for a, b, d in found
        )

    def _by_nonzero_factors(self, p: Poly) -> bool:
        if len(p) > FACTORED:
            return False
        factors = self.field.ring.primes.factor(p)[1]
        if len(factors) == 1 and factors[0].exponent == 1:
            return False
        return all(self.nowhere(f.poly) for f in factors)

    # Boxes -----------------------------------------------------------------------------------------------------------
    def _on_boxes(self, p: Poly) -> bool:
        made = self._bisection.prepared(p)
        if made is None:
            return False
        q, cones, degrees, positive = made
        for i in degrees.keys() - cones.keys():  # 1 + cos is 2 in half angles, and vanishes at their end
            cone = self._segments.segment(i)
            if cone is not None:
                cones[i] = cone
        budget = [
            max(1, _BISECTIONS * _LARGE // (_LARGE + len(q)))
        ]  # a zero on the border is never bisected away
        sure = self._sure({*self.field.ring.support(p), *self.field.ring.support(q)}, positive)
        return self._bisected(q, (cones, degrees, positive), sure, budget) != 0

    def _bisected(self, p: Poly, box: Box, sure: set[int], budget: list[int]) -> int:
        """The strict sign on a box, or 0."""
        cones, degrees, positive = box
        budget[0] -= 1
        answer = self._strict_on_box(p, box, sure)
        wide = [i for i in cones if self.field.generators[i].kind != "number"]
        if answer or budget[0] <= 0 or not wide:
            return answer
        widest = max(wide, key=lambda i: (self.field.ring.degree(p, i), -i))
        if not self.field.ring.degree(p, widest):
            return 0
        signs = []
        for half in cones[widest].halves():
            signs.append(self._bisected(p, ({**cones, widest: half}, degrees, positive), sure, budget))
            if not signs[-1]:
                return 0
        return signs[0] if signs[0] == signs[1] else 0

    def _strict_on_box(self, p: Poly, box: Box, sure: set[int]) -> int:
        cones, degrees, positive = box
        ring = self.field.ring
        q = self._bisection.in_segments(p, cones, degrees)
        ends = self._ends(p, box, sure)
        nonnegative = self._bisection.nonnegative(positive, cones)
        sign = termwise(q, nonnegative)
        certain = sure | cones.keys()
        slots = list(ends)
        if sign:
            parts = ring.by_monomials(q, slots)
            for corner in product(*ends.values()):
                part = parts.get(corner)
                if part is None or not any(set(ring.support(t)) <= certain for t in _terms(part)):
                    return 0
            return sign
        return self._without_root(q, ends, nonnegative) or self._positive_definite(q, ends)

    def _ends(self, p: Poly, box: Box, sure: set[int]) -> dict[int, tuple[int, ...]]:
        """The exponents that are left at the closed ends of each generator: 0 at delta = 0, the degree at delta = oo."""
        cones, degrees, _ = box
        ring = self.field.ring
        ends: dict[int, tuple[int, ...]] = {}
        for i, cone in cones.items():
            top = degrees.get(i, ring.degree(p, i))
            closed = (*((0,) if cone.first else ()), *((top,) if cone.last else ()))
            if closed:
                ends[i] = closed
        for pair in ring.pairs:  # without a segment, the half angle's tangent takes every value and oo
            if pair.s not in cones and degrees.get(pair.s):
                ends[pair.s] = (0, degrees[pair.s])
        return ends

    def _sure(self, support: set[int], positive: set[int]) -> set[int]:
        """Generators that stand for something > 0, after the facts were used to write symbols through positive ones."""
        ring, generators = self.field.ring, self.field.generators
        images, _ = self._segments.eliminated()
        strict = [ring.substitute(ring.lift(fact), images) for fact in self.known.strict]
        found = {i for i in range(len(generators)) if self._is_sure(i)}
        found |= {i for i in support if generators[i].kind == "root" and self.nowhere(ring.relations[i][1])}
        return found | {i for i in positive if any(_is_above_zero(ring, p, i) for p in strict)}

    def _without_root(self, p: Poly, ends: dict[int, tuple[int, ...]], nonnegative: set[int]) -> int:
        """A polynomial in one generator that has no root where the generator may be, its ends among it."""
        ring = self.field.ring
        support = ring.support(p)
        if len(support) != 1 or ends.keys() - set(support):
            return 0
        (i,) = support
        parts = {k: part.leading_coefficient() for k, part in ring.by_powers(p, i).items()}
        half_line = i in nonnegative
        closed = ends.get(i, () if half_line and i not in self._weakly(nonnegative) else (0,))
        if any(k not in parts for k in closed) or (not half_line and 0 not in parts):
            return 0
        for root, _ in real_roots(parts):
            if not (half_line and root.real < 0):
                return 0
        return 1 if parts[max(parts)] > 0 else -1

    def _weakly(self, nonnegative: set[int]) -> set[int]:
        """Generators >= 0 that have no segment and may vanish."""
        return {i for i in nonnegative if not self._is_sure(i) and self._segments.segment(i) is None}

    def _is_sure(self, i: int) -> bool:
        kind = self.field.generators[i].kind
        return kind in _SURE and (kind != "exp" or self._oracle.is_positive(i))

    def _positive_definite(self, p: Poly, ends: dict[int, tuple[int, ...]]) -> int:
        """A quadratic polynomial that is positive (negative) definite in (1, x, y, ...), for finite values."""
        ring = self.field.ring
        if p.total_degree() != 2 or len(ring.support(p)) > 8:
            return 0
        if any(k not in (0,) for exponents in ends.values() for k in exponents):
            return 0  # an end at infinity
        gram = gram_matrix(ring, p)
        n = gram.nrows()
        minors = [_leading_minor(gram, k) for k in range(1, n + 1)]
        if all(m > 0 for m in minors):
            return 1
        return -1 if all((m > 0) == (k % 2 == 0) and m != 0 for k, m in enumerate(minors, 1)) else 0


def _is_above_zero(ring: Any, p: Poly, i: int) -> bool:
    """``p > 0`` says that generator i, known to be >= 0, is > 0: p is ``c g_i - d`` with c > 0 and d >= 0."""
    if p.total_degree() != 1 or ring.support(p) != [i]:
        return False
    parts = ring.by_powers(p, i)
    constant = parts[0].leading_coefficient() if 0 in parts else fmpq(0)
    return bool(parts[1].leading_coefficient() > 0 and constant <= 0)


def _terms(p: Poly) -> list[Poly]:
    context = p.context()
    return [context.from_dict({exponents: coefficient}) for exponents, coefficient in p.to_dict().items()]


def _leading_minor(gram: Any, k: int) -> Any:
    return type(gram)(k, k, [gram[i, j] for i in range(k) for j in range(k)]).det()
