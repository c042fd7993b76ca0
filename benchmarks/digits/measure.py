"""Errors of a kernel, divided by what the criterion allows: ``10 (eps c + eps)`` times the value.

What is here: `measured`. Values under 1e-290 may be wrong by so much; principal curvatures are measured by the largest. A
NaN or an infinity where the value can be written is an error of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb

from benchmarks.digits.cases import Case
from benchmarks.digits.oracle import TINY, Values

__all__ = ["QUANTITIES", "Row", "measured"]

QUANTITIES = ("gaussian_curvature", "mean_curvature", "principal_curvatures")
EPSILON = 2.0**-52
ALLOWED = 10
LARGEST = arb(float(np.finfo(float).max))


@dataclass
class Row:
    """One quantity: the largest quotient of error and allowance with its point, the largest error, what isn't finite."""

    quantity: str
    points: int = 0
    quotient: float = 0.0
    error: float = 0.0
    missing: int = 0
    over: int = 0
    worst: tuple[float, ...] = ()
    gap: tuple[float, ...] = ()

    def add(self, point: tuple[float, ...], error: float, quotient: float) -> None:
        """Takes one value into account."""
        self.error = max(self.error, error)
        self.over += quotient > 1
        if quotient > self.quotient:
            self.quotient, self.worst = quotient, point


def measured(case: Case, kernel: Any, points: list[tuple[float, ...]]) -> list[Row]:
    """How far the kernel is from the truth at the points."""
    found = kernel(*np.array(points).T, **case.parameters)
    rows = [Row(name) for name in kernel.quantities]
    for k, point in enumerate(points):
        try:
            compared = _Compared(case, point)
        except (ArithmeticError, ValueError, ZeroDivisionError):
            continue  # no value there
        for row in rows:
            got = np.atleast_1d(np.asarray(found[row.quantity])[k]).ravel()
            row.points += 1
            for i, value in enumerate(got):
                compared.judge(row, i, float(value))
    return rows


class _Compared:
    """The true values at one point; how they react to the inputs is asked only where the error needs it."""

    def __init__(self, case: Case, point: tuple[float, ...]) -> None:
        self._case, self._point = case, point
        self._values: Values = case.oracle.values(point)
        self._condition: Values | None = None

    def judge(self, row: Row, i: int, got: float) -> None:
        """Takes the i-th entry of a quantity into account."""
        want = self._values[row.quantity][i]
        if not math.isfinite(got):
            if abs(want) <= LARGEST:
                row.missing += 1
                row.gap = row.gap or self._point
            return
        gap, scale = abs(arb(got) - want), self._scale(row.quantity, i)
        error = 0.0 if gap <= TINY else float((gap / max(scale, TINY)).mid())
        if error <= ALLOWED * EPSILON:
            row.add(self._point, error, error / (2 * ALLOWED * EPSILON))
            return
        self._condition = self._condition or self._case.oracle.condition(self._point)
        allowed = ALLOWED * EPSILON * (self._condition[row.quantity][i] + scale)
        row.add(self._point, error, float((gap / allowed).mid()) if allowed > 0 else math.inf)

    def _scale(self, name: str, i: int) -> Any:
        values = [abs(v).mid() for v in self._values[name]]
        return max(values) if name == "principal_curvatures" else values[i]
