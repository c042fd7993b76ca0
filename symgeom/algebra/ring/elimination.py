"""Determinants of polynomials by elimination without fractions, where minors would be too many.

What is here: `eliminated`.

**Formula** (E. H. Bareiss, Math. Comp. 22, 1968): ``a_ij <- (a_kk a_ij - a_ik a_kj)/(the pivot before)``, a division without
remainder, as every entry is a minor of the matrix.

Convention: in the polynomials over Q, which have no zero divisors; relations between generators are left to whoever asks, since
a pivot that is not 0 there may divide 0 under a relation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from symgeom.algebra.ring.budget import foresee

__all__ = ["eliminated"]

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs
_SECONDS = 2e-5  # of a step with short polynomials; long products foresee their own time


def eliminated(rows: Sequence[Sequence[Poly]], times: Callable[[Poly, Poly], Poly]) -> Poly:
    """The determinant of a square matrix of polynomials of one ring, with at least one row.

    >>> from flint import Ordering, fmpq_mpoly_ctx
    >>> x, y = fmpq_mpoly_ctx.get(("x", "y"), Ordering.lex).gens()
    >>> eliminated([[x * 0, x, y], [x, x + y, y], [y, y, y]], lambda p, q: p * q)
    -x^2*y + x*y^2 - y^3
    """
    m = [list(row) for row in rows]
    before, sign = None, 1
    for k in range(len(m) - 1):
        candidates = [i for i in range(k, len(m)) if not m[i][k].is_zero()]
        if not candidates:
            return m[k][k]
        chosen = min(candidates, key=lambda i: len(m[i][k]))
        if chosen != k:
            m[k], m[chosen], sign = m[chosen], m[k], -sign
        pivot = m[k][k]
        for row in m[k + 1 :]:
            foresee(_SECONDS * (len(m) - k))
            below = row[k]
            for j in range(k + 1, len(m)):
                value = times(pivot, row[j]) - times(below, m[k][j])
                row[j] = value if before is None else value / before
        before = pivot
    return m[-1][-1] if sign > 0 else -m[-1][-1]
