"""What is right: the quantities at a few points to 60 digits, derived without symgeom.

**Here.** `Truth`, with its points and the error of a result: the largest over the points, of entries relative to the largest of
their quantity there. Maps are differentiated by differences (`tests/oracle.py`), the loss of the network by hand.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import sympy as sp

from benchmarks.kernels.subjects import Task
from tests.oracle import Oracle, flat

__all__ = ["Truth"]

_DIGITS = 60
_SMALL = 1e-6  # a quantity below it counts as 0
_ENTRIES = (
    (0, 0),
    (0, 1),
    (0, 20),
    (0, 30),
    (3, 40),
    (5, 7),
    (20, 20),
    (20, 31),
    (21, 31),
    (25, 26),
    (30, 30),
    (40, 40),
)


class Truth:
    """Points and what is right there."""

    def __init__(self, task: Task) -> None:
        self.count = 1 if task.subject.on_data else 2 if len(task.surface.coordinates) > 2 else 5
        self.points = task.points(self.count)
        self._where: list[list[int]] = []  # the rows of each quantity
        self._unordered: list[int] | None = None  # those of curvatures: closed forms have them in any order
        self._values: list[list[list[Any]]] = []  # for each point and quantity
        if task.subject.on_data:
            self._network(task)
        else:
            self._by_differences(task)

    def error(self, rows: Any) -> float:
        """Of results, a row for each entry."""
        worst = mpmath.mpf(0)
        with mpmath.workdps(_DIGITS):
            for at, point in enumerate(self._values):
                for where, true in zip(self._where, point):
                    size = max(_SMALL, *map(abs, true))
                    found = [float(rows[row][at]) for row in where]
                    if where == self._unordered:
                        found.sort(reverse=True)
                    if not np.isfinite(found).all():
                        return float("inf")
                    worst = max(worst, *(abs(mpmath.mpf(f) - t) / size for f, t in zip(found, true)))
        return float(worst)

    def _by_differences(self, task: Task) -> None:
        numbers = dict(zip((s.name for s in task.surface.parameters), map(sp.Rational, task.constants)))
        start = 0
        for name in task.subject.quantities:
            size = int(np.prod(task.surface_shape(name), dtype=int))
            self._where.append(list(range(start, start + size)))
            start += size
            if name == "principal_curvatures":
                self._unordered = self._where[-1]
        for at in range(self.count):
            place = {x.name: sp.Rational(float(v[at])) for x, v in zip(task.surface.coordinates, self.points)}
            oracle = Oracle.of(list(task.surface.map), task.surface.coordinates, numbers | place)
            self._values.append([_in_order(name, oracle.quantity(name)) for name in task.subject.quantities])

    def _network(self, task: Task) -> None:
        """Some entries of A/w for z = sum_j v_j tanh(W_j x + b_j) + c; weights in the order W, v, b, c."""
        x, y = task.data.values()
        with mpmath.workdps(_DIGITS):
            w = [mpmath.mpf(float(v[0])) for v in self.points]
            slope, bend = [mpmath.mpf(0)] * 41, dict.fromkeys(_ENTRIES, mpmath.mpf(0))
            for (x1, x2), target in zip(x, y):
                inputs = mpmath.mpf(float(x1)), mpmath.mpf(float(x2)), mpmath.mpf(1)
                units = [
                    mpmath.tanh(w[2 * j] * inputs[0] + w[2 * j + 1] * inputs[1] + w[30 + j])
                    for j in range(10)
                ]
                rest = mpmath.fdot(units, w[20:30]) + w[40] - mpmath.mpf(float(target))
                first = [_first(k, w, units, inputs) for k in range(41)]
                slope = [s + rest * f for s, f in zip(slope, first)]
                for i, j in _ENTRIES:
                    bend[i, j] += first[i] * first[j] + rest * _second(i, j, w, units, inputs)
            scale = mpmath.mpf(2) / len(y)
            root = mpmath.sqrt(1 + mpmath.fsum((scale * s) ** 2 for s in slope))
            self._where = [[41 * i + j for i, j in _ENTRIES]]
            self._values = [[[scale * a / root for a in bend.values()]]]


def _in_order(name: str, value: Any) -> list[Any]:
    found = list(flat(value)) if isinstance(value, list) else [value]
    return found[::-1] if name == "principal_curvatures" else found


def _unit(k: int) -> tuple[int, str, int]:
    """The unit of a weight, its kind, and which input it takes."""
    if k < 20:
        return k // 2, "in", k % 2
    return (k - 20, "out", 0) if k < 30 else (k - 30, "in", 2)


def _first(k: int, w: list[Any], units: list[Any], inputs: Any) -> Any:
    if k == 40:
        return mpmath.mpf(1)
    j, kind, given = _unit(k)
    return units[j] if kind == "out" else w[20 + j] * (1 - units[j] ** 2) * inputs[given]


def _second(i: int, k: int, w: list[Any], units: list[Any], inputs: Any) -> Any:
    if 40 in (i, k) or _unit(i)[0] != _unit(k)[0]:
        return mpmath.mpf(0)
    (j, one, a), (_, other, b) = _unit(i), _unit(k)
    slope = 1 - units[j] ** 2
    if one == other == "out":
        return mpmath.mpf(0)
    if one == other:
        return -2 * w[20 + j] * units[j] * slope * inputs[a] * inputs[b]
    return slope * inputs[a if one == "in" else b]
