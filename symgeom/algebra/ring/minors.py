"""Determinants by minors: no division, so no pivot can be zero.

What is here: `minors`, the expansion along the rows with each minor computed once, for anything that adds and multiplies (field
elements, balls, the values of a kernel); `count_minors`, how many products that takes; `permutations`, how many terms it would
have when multiplied out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from symgeom.algebra.ring.budget import foresee

__all__ = ["count_minors", "minors", "permutations"]

T = TypeVar("T")
_SECONDS = 2e-5  # of a product of two short elements; long ones foresee their own time


def minors(
    rows: Sequence[Sequence[T]],
    is_zero: Callable[[T], bool],
    zero: T,
    times: Callable[[Any, Any], Any] = operator.mul,
    plus: Callable[[Any, Any], Any] = operator.add,
    negative: Callable[[Any], Any] = operator.neg,
    keep: Callable[[Any], Any] = lambda x: x,
) -> T:
    """The determinant of a square matrix with at least one row; ``keep`` is given each minor once."""
    known: dict[tuple[int, ...], Any] = {}

    def minor(columns: tuple[int, ...]) -> Any:
        row = rows[len(rows) - len(columns)]
        if len(columns) == 1:
            return row[columns[0]]
        if columns not in known:
            foresee(_SECONDS * len(columns))
            value: Any = None
            for position, j in enumerate(columns):
                if is_zero(row[j]):
                    continue
                term = times(row[j], minor(columns[:position] + columns[position + 1 :]))
                term = negative(term) if position % 2 else term
                value = term if value is None else plus(value, term)
            known[columns] = zero if value is None else keep(value)
        return known[columns]

    determinant: T = minor(tuple(range(len(rows))))
    return determinant


def count_minors(rows: Sequence[Sequence[bool]], most: int) -> int:
    """How many products `minors` takes for a matrix whose non-zero entries are given; past ``most`` it isn't counted on.

    >>> count_minors([[True] * 3] * 3, 100), count_minors([[True] * 40] * 40, 100)
    (9, 101)
    """
    known: set[tuple[int, ...]] = set()
    stack, count = [tuple(range(len(rows)))], 0
    while stack and count <= most:
        columns = stack.pop()
        if columns in known or len(columns) == 1:
            continue
        known.add(columns)
        row = rows[len(rows) - len(columns)]
        for position, j in enumerate(columns):
            if row[j]:
                count += 1
                stack.append(columns[:position] + columns[position + 1 :])
    return min(count, most + 1)


def permutations(rows: Sequence[Sequence[bool]]) -> int:
    """The number of non-zero products in the determinant of a matrix whose non-zero entries are given."""
    return minors([[int(x) for x in row] for row in rows], lambda x: not x, 0, negative=lambda x: x)
