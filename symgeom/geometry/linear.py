"""Linear algebra over the exact field: exact entries, no pivot on hope.

What is here: products, determinants and adjugates by minors (large determinants by elimination without fractions), null
spaces. A matrix is a tuple of rows. A pivot is an entry whose normal form is not zero; dividing by it is valid where it
doesn't vanish.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.elimination import eliminated
from symgeom.algebra.ring.minors import count_minors, minors, permutations
from symgeom.decision.singular import is_singular
from symgeom.geometry.protocols import Derived

__all__ = [
    "Matrix",
    "adjugate",
    "adjugate_of_gram",
    "cross",
    "determinant",
    "is_readable",
    "matrix",
    "multiply",
    "null_space",
    "symmetric",
    "trace",
    "transpose",
    "vanishes",
]

Matrix = tuple[tuple[Element, ...], ...]

_SMALL = 8  # rows whose minors are never too many
_COUNTED = 5000  # minors past which nobody counts the products
_READABLE = 120  # products in a determinant that is written out: up to d = 5 without zeros


def matrix(rows: int, columns: int, entry: Callable[[int, int], Element]) -> Matrix:
    """The matrix with the given entries, common factors divided out."""
    return tuple(tuple(entry(i, j).cancelled() for j in range(columns)) for i in range(rows))


def total(terms: Sequence[Element], field: Any) -> Element:
    """The sum of elements; 0 for none."""
    return field.sum(terms)  # type: ignore[no-any-return]


def symmetric(d: int, entry: Callable[[int, int], Element]) -> Matrix:
    """The symmetric matrix whose entries on and above the diagonal are given, common factors divided out."""
    upper = {(i, j): entry(i, j).cancelled() for i in range(d) for j in range(i, d)}
    return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(d)) for i in range(d))


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """The product a b."""
    field = a[0][0].field
    columns = len(b[0])
    return tuple(
        tuple(
            field.sum(x * row_b[j] for x, row_b in zip(row, b) if not x.is_zero())  # type: ignore[attr-defined]
            for j in range(columns)
        )
        for row in a
    )


def transpose(a: Matrix) -> Matrix:
    """Rows and columns exchanged."""
    return tuple(zip(*a))


def trace(a: Matrix) -> Element:
    """The sum of the diagonal."""
    result = a[0][0]
    for i in range(1, len(a)):
        result = result + a[i][i]
    return result


def determinant(a: Matrix) -> Element:
    """By minors: no division, so no pivot can be zero; where these are thousands, by elimination in the polynomials over Q."""
    if len(a) > _SMALL:
        rows = [[not x.is_zero() for x in row] for row in a]
        if count_minors(rows, _COUNTED) > _COUNTED:
            return _eliminated(a)
    return minors(a, lambda x: x.is_zero(), a[0][0].field.rational(0))


def _eliminated(a: Matrix) -> Element:
    """The rows times their denominators, and the determinant over these."""
    field: Any = a[0][0].field
    rows, below = [], dict[int, int]()
    for row in a:
        common = {
            base: max(e.den.get(base, 0) for e in row) for base in {base for e in row for base in e.den}
        }
        cleared = []
        for e in row:
            lacking = [
                (field.base(base), k - e.den.get(base, 0)) for base, k in common.items() if not e.is_zero()
            ]
            above = field.ring.lift(e.num)
            for p, k in lacking:
                above = field.ring.times(above, field.ring.lift(p) ** k) if k else above
            cleared.append(above)
        rows.append(cleared)
        below = {base: below.get(base, 0) + common.get(base, 0) for base in below.keys() | common.keys()}
    return Element(field, field.ring.reduce(eliminated(rows, field.ring.times)), below).cancelled()


def is_readable(a: Matrix) -> bool:
    """The determinant has few enough terms to be written out."""
    rows = [[not x.is_zero() for x in row] for row in a]
    return count_minors(rows, _COUNTED) <= _COUNTED and permutations(rows) <= _READABLE


def vanishes(chart: Derived, a: Matrix) -> bool:
    """A determinant that is too long to be written out is zero identically, for sure."""
    engine = chart.engine
    return (
        isinstance(engine.translator, Translator)  # in letters nothing is known of a map
        and not is_readable(a)
        and is_singular(engine.translator, a, engine.letters)
    )


def adjugate(a: Matrix) -> Matrix:
    """adj(a) with ``a adj(a) = det(a) I``."""
    n = len(a)
    if n == 1:
        return ((a[0][0].field.rational(1),),)

    def cofactor(i: int, j: int) -> Element:
        rest = tuple(row[:i] + row[i + 1 :] for k, row in enumerate(a) if k != j)
        value = determinant(rest)
        return -value if (i + j) % 2 else value

    return tuple(tuple(cofactor(i, j) for j in range(n)) for i in range(n))


def adjugate_of_gram(a: Matrix) -> Matrix:
    """adj(a^T a) by the minors of a (Cauchy and Binet): sums of squares on the diagonal, where the other way subtracts.

    **Source.** R. Horn, C. Johnson, Matrix Analysis, 0.8.7.
    """
    d = len(a[0])
    rows = list(combinations(a, d - 1))
    signed = tuple(
        tuple((-1) ** i * determinant(tuple(r[:i] + r[i + 1 :] for r in some)) for some in rows)
        for i in range(d)
    )
    return multiply(signed, transpose(signed))


def cross(a: Matrix) -> tuple[Element, ...]:
    """The generalised cross product of the d columns of a matrix with d + 1 rows: ``det[a, cross(a)] >= 0``."""
    d = len(a) - 1

    def component(k: int) -> Element:
        minor = determinant(a[:k] + a[k + 1 :]).cancelled()
        return minor if (k + d) % 2 == 0 else -minor

    return tuple(component(k) for k in range(d + 1))


def null_space(a: Matrix) -> list[tuple[Element, ...]]:
    """A basis of the vectors x with a x = 0, by elimination on pivots of non-zero normal form."""
    rows = [list(row) for row in a]
    n = len(rows[0])
    pivots: list[int] = []
    for column in range(n):
        at = len(pivots)
        candidates = [i for i in range(at, len(rows)) if not rows[i][column].is_zero()]
        if not candidates:
            continue
        best = min(candidates, key=lambda i: len(rows[i][column].num))
        rows[at], rows[best] = rows[best], rows[at]
        inverse = 1 / rows[at][column]
        rows[at] = [(x * inverse).cancelled() for x in rows[at]]
        for i in range(len(rows)):
            if i != at and not rows[i][column].is_zero():
                factor = rows[i][column]
                rows[i] = [(x - factor * y).cancelled() for x, y in zip(rows[i], rows[at])]
        pivots.append(column)
    zero = rows[0][0] * 0
    basis = []
    for free in (j for j in range(n) if j not in pivots):
        vector = [zero] * n
        vector[free] = zero + 1
        for i, column in enumerate(pivots):
            vector[column] = -rows[i][free]
        basis.append(tuple(vector))
    return basis
