"""Is a determinant zero? Asked before one is written out, or kept by its name.

What is here: `is_singular`, in three steps. A ball around the determinant at a point of the domain that excludes 0 says no.
A vector v with ``A v = 0``, its entries constant or linear in the coordinates, says yes: it is found by linear algebra over Q
on the coefficients of A, so the equations hold exactly. It is there for a function of fewer linear combinations than it has
coordinates (log-sum-exp, softmax losses) and for a homogeneous one of degree one. What is left is eliminated within a budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import sympy as sp
from flint import arb, fmpq, fmpq_mat

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.field.elements import BranchDivisor, Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import Budget, LimitReached, check, within
from symgeom.algebra.ring.minors import minors
from symgeom.errors import BudgetError

__all__ = ["is_singular", "kernel_vector"]

Rows = Sequence[Sequence[Element]]

_POINTS = 3
_BITS = (128, 1024)
_SECONDS = 3.0  # of elimination
_EQUATIONS = 20_000


def is_singular(translator: Translator, rows: Rows, coordinates: Sequence[sp.Symbol]) -> bool:
    """The determinant of a square matrix is zero identically, for sure; False says that it isn't or that nobody knows."""
    if any(all(x.is_zero() for x in row) for row in (*rows, *zip(*rows))):
        return True
    if _is_regular_somewhere(translator, rows):
        return False
    weights = [translator.field.rational(1), *(translator.field.symbol(s) for s in coordinates)]
    try:
        if kernel_vector(rows, weights[:1]) or kernel_vector(rows, weights):
            return True
    except LimitReached:
        raise
    except BudgetError:
        pass
    return _eliminates_to_zero(rows)


# At points ---------------------------------------------------------------------------------------------------------------
def _is_regular_somewhere(translator: Translator, rows: Rows) -> bool:
    facts, symbols = translator.field.facts, translator.symbols
    for number, point in enumerate(islice(facts.sample(symbols), _POINTS)):
        evaluator = Evaluator(point, seed=number)
        for bits in _BITS:
            with precision(bits):
                evaluator.fresh()
                try:
                    if not _determinant(_values(translator, evaluator, rows)).contains(0):
                        return True
                except Undefined:
                    break
    return False


def _values(translator: Translator, evaluator: Evaluator, rows: Rows) -> list[list[Any]]:
    field, kept = translator.field, dict[int, Any]()

    def generator(index: int) -> Any:
        if index not in kept:
            kept[index] = evaluator.real(field.generators[index].expression)
        return kept[index]

    def poly(p: Any) -> Any:
        total, last = arb(0), len(p.degrees()) - 1
        for exponents, coefficient in p.to_dict().items():
            term = arb(fmpq(coefficient))
            for slot, k in enumerate(exponents):
                if k:
                    term *= generator(last - slot) ** int(k)
            total += term
        return total

    def element(e: Element) -> Any:
        value = poly(e.num)
        for b, k in e.den.items():
            value /= poly(field.base(b)) ** k
        return value

    return [[element(e) for e in row] for row in rows]


def _determinant(a: list[list[Any]]) -> Any:
    """By elimination on the entry that is farthest from 0; a ball around 0 when there is no pivot."""
    value, n = arb(1), len(a)
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: float(a[i][k].abs_lower()))
        if a[pivot][k].contains(0):
            return arb(0)
        if pivot != k:
            a[k], a[pivot], value = a[pivot], a[k], -value
        value *= a[k][k]
        for i in range(k + 1, n):
            factor = a[i][k] / a[k][k]
            a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
    return value


# A vector in the kernel -------------------------------------------------------------------------------------------------
def kernel_vector(rows: Rows, weights: Sequence[Element]) -> list[Element] | None:
    """A vector v with ``A v = 0``, each entry a combination of the weights over Q; None when there is none.

    The coefficients of A v in every monomial are linear equations for those of v. What they give is put into A v again.
    """
    field, n = rows[0][0].field, len(rows[0]) * len(weights)
    equations: set[tuple[tuple[int, Any], ...]] = set()
    for row in rows:
        table: dict[Any, dict[int, Any]] = {}
        for unknown, p in enumerate(_numerators(row, weights)):
            for monomial, coefficient in p.to_dict().items():
                table.setdefault(monomial, {})[unknown] = coefficient
        equations |= {tuple(sorted(line.items())) for line in table.values()}
        if len(equations) > _EQUATIONS:
            raise BudgetError(f"more than {_EQUATIONS:,} linear equations")
    solution = _solution([dict(line) for line in sorted(equations)], n)
    if solution is None:
        return None
    parts = [solution[j : j + len(weights)] for j in range(0, n, len(weights))]
    vector = [field.sum(w * c for w, c in zip(weights, part) if c != 0) for part in parts]  # type: ignore[attr-defined]
    products = (field.sum(x * v for x, v in zip(row, vector)) for row in rows)  # type: ignore[attr-defined]
    return vector if all(e.is_zero() for e in products) else None


def _numerators(row: Sequence[Element], weights: Sequence[Element]) -> Iterator[Any]:
    """The products of the entries and the weights, over one denominator."""
    field = row[0].field
    ring = field.ring
    top: dict[int, int] = {}
    for e in row:
        for b, k in e.den.items():
            top[b] = max(top.get(b, 0), k)
    for e in row:
        p = ring.lift(e.num)
        for b, k in top.items():
            if gap := k - e.den.get(b, 0):
                p = ring.multiply(p, field.base(b) ** gap)
        for w in weights:
            yield ring.multiply(p, w.num)


def _solution(equations: list[dict[int, Any]], n: int) -> list[Any] | None:
    """A non-zero solution of homogeneous linear equations in n unknowns over Q."""
    a = fmpq_mat(len(equations), n, [line.get(j, 0) for line in equations for j in range(n)])
    reduced, rank = a.rref()
    if rank == n:
        return None
    pivots = [next(j for j in range(n) if reduced[i, j] != 0) for i in range(rank)]
    free = next(j for j in range(n) if j not in pivots)
    solution = [fmpq(0)] * n
    solution[free] = fmpq(1)
    for i, pivot in enumerate(pivots):
        solution[pivot] = -reduced[i, free]
    return solution


# Elimination ------------------------------------------------------------------------------------------------------------
def _eliminates_to_zero(rows: Rows) -> bool:
    """No pivot is left before the last row, within a budget of its own."""
    try:
        with within(Budget.of(_SECONDS, None)):
            try:
                return _has_no_pivot([list(row) for row in rows])
            except BranchDivisor:  # a pivot that is zero on one side of a kink
                return _minors_are_zero(rows)
    except BudgetError:
        check()  # a limit from outside goes on
        return False


def _minors_are_zero(rows: Rows) -> bool:
    try:
        return minors(rows, lambda x: x.is_zero(), rows[0][0] * 0).is_zero()
    except LimitReached:
        raise
    except BudgetError:
        return False


def _has_no_pivot(a: list[list[Element]]) -> bool:
    n = len(a)
    for k in range(n):
        pivots = [(len(a[i][j].num), i, j) for i in range(k, n) for j in range(k, n) if not a[i][j].is_zero()]
        if not pivots:
            return True
        _, i, j = min(pivots)
        a[k], a[i] = a[i], a[k]
        for row in a:
            row[k], row[j] = row[j], row[k]
        inverse = 1 / a[k][k]
        for row in a[k + 1 :]:
            if not row[k].is_zero():
                factor = (row[k] * inverse).cancelled()
                row[k:] = [(x - factor * y).cancelled() for x, y in zip(row[k:], a[k][k:])]
    return False
