"""The sign of a polynomial on segments: in Bernstein form, bisected a few times.

What is here: `Bisection`, for polynomials whose generators lie on projective segments ``e0 + delta e1`` with delta > 0
(`segments`): a polynomial in the deltas whose terms have one sign has that sign on the whole box; so has a definite quadratic
form, and a polynomial in one delta without positive root, by exact isolation of its roots. What stays open is bisected.
"""

from __future__ import annotations

import math
from typing import Any

from flint import fmpq, fmpq_mat, fmpz_poly

from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.known import Oracle
from symgeom.algebra.signs.segments import Segment, Segments, termwise

__all__ = ["Bisection", "gram_matrix", "real_roots"]

_BISECTIONS = 48
_LARGE = 24  # terms; larger polynomials are bisected less often


class Bisection:
    """Signs on boxes of segments; the oracle says which generators are real."""

    def __init__(self, segments: Segments, oracle: Oracle) -> None:
        self.segments, self.field, self._oracle = segments, segments.field, oracle

    def weak(self, p: Poly) -> int:
        """The weak sign of a polynomial without open signs."""
        if p.is_constant():
            return 0 if p.is_zero() else (1 if p.leading_coefficient() > 0 else -1)
        if not self._oracle.is_real(p):
            return 0
        at_sight = termwise(p, self.nonnegative(set(), {}))
        if at_sight:
            return at_sight
        made = self.prepared(p)
        if made is None:
            return 0
        q, cones, degrees, positive = made
        return self._bisect(q, cones, degrees, positive, [max(1, _BISECTIONS * _LARGE // (_LARGE + len(q)))])

    def prepared(self, p: Poly) -> tuple[Poly, dict[int, Segment], dict[int, int], set[int]] | None:
        """Half angles and facts put in: the polynomial, its segments, homogeneous degrees, slots that are >= 0.

        None where it is too long in half angles.
        """
        ring = self.field.ring
        support = ring.support(p)
        halves = ring.halves.to_half(p)
        if halves is None:
            return None
        degrees = {pair.s: k for pair, k in halves.degree.items()}
        images, positive = self.segments.eliminated()
        q = ring.substitute(halves.poly, images)
        cones: dict[int, Segment] = {}
        for i in sorted({*support, *ring.support(q)} - images.keys()):
            cone = self.segments.segment(i)
            if cone is not None and self.field.generators[i].kind not in ("cos", "cosh"):
                cones[i] = cone
        return q, cones, degrees, positive

    def nonnegative(self, positive: set[int], cones: dict[int, Segment]) -> set[int]:
        """The generators that are >= 0 on a box."""
        kinds = ("root", "exp", "cosh", "constant", "number")
        sure = {i for i, g in enumerate(self.field.generators) if g.kind in kinds}
        return positive | cones.keys() | {i for i in sure if self._is_sure(i)}

    def _is_sure(self, i: int) -> bool:
        return self.field.generators[i].kind != "exp" or self._oracle.is_nonnegative(i)

    def _bisect(
        self,
        p: Poly,
        cones: dict[int, Segment],
        degrees: dict[int, int],
        positive: set[int],
        budget: list[int],
    ) -> int:
        check()
        budget[0] -= 1
        q = self.in_segments(p, cones, degrees)
        nonnegative = self.nonnegative(positive, cones)
        answer = termwise(q, nonnegative) or self._isolated(q, nonnegative) or self._definite(q)
        wide = [i for i in cones if self.field.generators[i].kind != "number"]  # a number is narrow already
        if answer or budget[0] <= 0 or not wide:
            return answer
        widest = max(wide, key=lambda i: (self.field.ring.degree(p, i), -i))
        if not self.field.ring.degree(p, widest):
            return 0
        parts = []
        for half in cones[widest].halves():
            parts.append(self._bisect(p, {**cones, widest: half}, degrees, positive, budget))
            if not parts[-1]:
                return 0
        return parts[0] if parts[0] == parts[1] else 0

    def in_segments(self, p: Poly, cones: dict[int, Segment], degrees: dict[int, int]) -> Poly:
        """The polynomial in the deltas of the segments, denominators cleared."""
        ring = self.field.ring
        for i, cone in cones.items():
            top = max(
                degrees.get(i, 0), ring.degree(p, i)
            )  # an end of another segment may hold this generator
            if not top:
                continue
            delta = ring.gen(i)
            above, below = cone.n0 + delta * cone.n1, cone.m0 + delta * cone.m1
            p = sum(
                (part * above**k * below ** (top - k) for k, part in ring.by_powers(p, i).items()), ring.zero
            )
        return p

    def _isolated(self, p: Poly, nonnegative: set[int]) -> int:
        ring = self.field.ring
        support = ring.support(p)
        if len(support) != 1:
            return 0
        parts = {k: part.leading_coefficient() for k, part in ring.by_powers(p, support[0]).items()}
        half_line = support[0] in nonnegative
        if not half_line and min(parts) % 2:
            return 0
        for root, multiplicity in real_roots(parts):
            if multiplicity % 2 and not (half_line and root.real < 0):
                return 0
        return 1 if parts[max(parts)] > 0 else -1

    def _definite(self, p: Poly) -> int:
        """A quadratic polynomial without a change of sign, by its Gram matrix in (1, x, y, ...)."""
        ring = self.field.ring
        if p.total_degree() != 2 or len(ring.support(p)) > 8:
            return 0
        return _definiteness(gram_matrix(ring, p))


def real_roots(parts: dict[int, Any]) -> list[tuple[Any, int]]:
    """The roots, except 0, that may be real, with their multiplicities, of a polynomial by its coefficients."""
    scale = math.lcm(*(int(c.q) for c in parts.values()))
    coefficients = [int((parts.get(k, fmpq(0)) * scale).p) for k in range(min(parts), max(parts) + 1)]
    return [(z, k) for z, k in fmpz_poly(coefficients).complex_roots() if z.imag.contains(0)]


def gram_matrix(ring: Any, p: Poly) -> Any:
    """The matrix of a quadratic polynomial in (1, x, y, ...)."""
    last = ring.width - 1
    names = [None, *ring.support(p)]
    gram = fmpq_mat(len(names), len(names))
    for exponents, coefficient in p.to_dict().items():
        factors = [last - slot for slot, k in enumerate(exponents) for _ in range(int(k))]
        i, j = sorted(names.index(f) for f in [*factors, None, None][:2])
        for row, column in {(i, j), (j, i)}:
            gram[row, column] += coefficient / (1 if i == j else 2)
    return gram


def _definiteness(a: Any) -> int:
    """+1 for a positive, -1 for a negative semidefinite symmetric matrix, else 0: by symmetric elimination."""
    n = a.nrows()
    rows = [[a[i, j] for j in range(n)] for i in range(n)]
    sign = 0
    left = set(range(n))
    while left:
        pivot = next((i for i in left if rows[i][i] != 0), None)
        if pivot is None:
            return sign if all(rows[i][j] == 0 for i in left for j in left) else 0
        here = 1 if rows[pivot][pivot] > 0 else -1
        if sign and here != sign:
            return 0
        sign = here
        left.remove(pivot)
        for i in left:
            factor = rows[i][pivot] / rows[pivot][pivot]
            for j in left:
                rows[i][j] -= factor * rows[pivot][j]
    return sign
