"""A root in a polynomial, made to vanish by a factor: how denominators are freed of roots and signs."""

from __future__ import annotations

from symgeom.algebra.ring.minors import minors
from symgeom.algebra.ring.polynomials import Poly, Ring
from symgeom.errors import BudgetError

__all__ = ["MAX_INDEX", "conjugated"]

MAX_INDEX = 12  # of a root that is moved out of a denominator


def conjugated(ring: Ring, p: Poly, index: int) -> tuple[Poly, Poly]:
    """(q, p q) with the generator ``index`` gone from p q: the adjugate of the multiplication by p."""
    power, value = ring.relations[index]
    parts = ring.by_powers(p, index)
    root = ring.gen(index)
    if len(parts) == 1:
        (k,) = parts
        return root ** (power - k), ring.reduce(parts[k] * ring.lift(value))
    if power == 2:
        conjugate = parts[0] - parts[1] * root
        return conjugate, ring.reduce(p * conjugate)
    if power > MAX_INDEX:
        raise BudgetError(
            f"a root of index {power} in a denominator with other terms; the limit is {MAX_INDEX}"
        )
    rows = [ring.by_powers(ring.reduce(p * root**j), index) for j in range(power)]
    matrix = [[rows[j].get(i, ring.zero) for j in range(power)] for i in range(1, power)]
    conjugate = sum((_cofactor(ring, matrix, j) * root**j for j in range(power)), ring.zero)
    return conjugate, ring.reduce(p * conjugate)


def _cofactor(ring: Ring, below: list[list[Poly]], j: int) -> Poly:
    """That of entry j of the first row, from the rows below it."""
    rows = [row[:j] + row[j + 1 :] for row in below]
    value = ring.reduce(minors(rows, lambda x: bool(x.is_zero()), ring.zero, ring.multiply))
    return -value if j % 2 else value
