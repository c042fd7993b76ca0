"""Errors of a kernel, divided by what the criterion allows: ``10 (eps c + eps)`` times the value.

What is here: `truths_of`, the true values at points; `measured`. Values under 1e-290 may be wrong by so much; principal
curvatures are measured by the largest from three dimensions on. A NaN or an infinity where the value can be written is an error
of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb

from benchmarks.digits.cases import Case
from benchmarks.digits.oracle import TINY, Values

__all__ = ["QUANTITIES", "Row", "Truth", "measured", "truths_of"]

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


def measured(case: Case, kernel: Any, truths: list[Truth]) -> list[Row]:
    """How far the kernel is from the truth."""
    if not truths:
        return []
    found = kernel(*np.array([truth.point for truth in truths]).T, **case.parameters)
    rows = [Row(name) for name in kernel.quantities]
    for k, truth in enumerate(truths):
        for row in rows:
            got = np.atleast_1d(np.asarray(found[row.quantity])[k]).ravel()
            row.points += 1
            for i, value in enumerate(got):
                truth.judge(row, i, float(value))
    return rows


def truths_of(case: Case, points: Iterable[tuple[float, ...]]) -> list[Truth]:
    """The truth at those of the points where there is one."""
    found = []
    for point in points:
        with suppress(ArithmeticError, ValueError):
            found.append(Truth(case, point))
    return found


class Truth:
    """The true values at one point; how they react to the inputs is asked only where it is needed."""

    def __init__(self, case: Case, point: tuple[float, ...]) -> None:
        self._case, self.point = case, point
        self._values: Values = case.oracle.values(point)

    @cached_property
    def _condition(self) -> Values:
        return self._case.oracle.condition(self.point)

    def condition(self, name: str) -> float:
        """The largest condition number of the entries of a quantity that aren't 0: by how many times errors of inputs grow."""
        scales = [(self._scale(name, i), c) for i, c in enumerate(self._condition[name])]
        return max([float((c / scale).mid()) for scale, c in scales if scale > TINY], default=0.0)

    def judge(self, row: Row, i: int, got: float) -> None:
        """Takes the i-th entry of a quantity into account."""
        want = self._values[row.quantity][i]
        if not math.isfinite(got):
            if abs(want) <= LARGEST:
                row.missing += 1
                row.gap = row.gap or self.point
            return
        gap, scale = abs(arb(got) - want), self._scale(row.quantity, i)
        error = 0.0 if gap <= TINY else float((gap / max(scale, TINY)).mid())
        if error <= ALLOWED * EPSILON:
            row.add(self.point, error, error / (2 * ALLOWED * EPSILON))
            return
        allowed = ALLOWED * EPSILON * (self._condition[row.quantity][i] + scale)
        row.add(self.point, error, float((gap / allowed).mid()) if allowed > 0 else math.inf)

    def _scale(self, name: str, i: int) -> Any:
        """What an entry is measured by: itself, or the largest curvature, also of two whose product no number holds."""
        values = [abs(v).mid() for v in self._values[name]]
        together = len(values) > 2 or abs(self._values["gaussian_curvature"][0]) <= TINY
        return max(values) if name == "principal_curvatures" and together else values[i]
