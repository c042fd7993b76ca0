"""K, H and the principal curvatures of a map at one point, and their condition numbers, in many digits.

What is here: `Oracle`. The condition number is ``c = sum |v df/dv| / |f|`` over everything that is rounded on the way:
coordinates, parameters, data, numbers that no float64 is, and, where a component of the map is a sum, the first and second
derivatives of its terms; the derivatives by them are differences. Convention: det[d_1 X .. d_d X, N] > 0; curvatures
largest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import count
from typing import Any

import mpmath as mp
import sympy as sp

from benchmarks.digits.jets import Jet, jet_of

__all__ = ["DIGITS", "Oracle", "Values"]

DIGITS = 80
MOST = 1300  # digits; a difference that needs more is below what a float64 holds
AGREED = 40  # digits that two precisions must have in common
TINY = mp.mpf(10) ** -290
Values = dict[str, list[Any]]


@dataclass(frozen=True)
class Oracle:
    """The components of a map, its coordinates, and what numbers its other symbols have."""

    components: Sequence[Any]
    coordinates: Sequence[Any]
    data: Mapping[Any, Any]

    @cached_property
    def _loose(self) -> tuple[list[list[Any]], dict[Any, Any]]:
        """The terms of the components, with a symbol for every rounded number, and the values of the symbols."""
        names, values = (sp.Symbol(f"_{k}") for k in count()), dict(self.data)
        constants = {
            c: next(names) for e in self.components for c in sorted(_constants(e), key=sp.default_sort_key)
        }
        values |= {symbol: c for c, symbol in constants.items()}

        def terms(e: Any) -> list[Any]:
            number, rest = e.as_coeff_Mul()
            return [number * t for t in sp.Add.make_args(rest)]

        rows = [[t.xreplace(constants) for t in terms(e)] for e in self.components]
        return rows, values

    def quick(self, point: Sequence[float]) -> Values:
        """The curvatures in the precision that mpmath has, however much cancels."""
        return self._at(point)

    def values(self, point: Sequence[float]) -> Values:
        """The curvatures, with so many digits that twice as many change nothing."""
        return self._sure(point)[0]

    def condition(self, point: Sequence[float]) -> Values:
        """``sum |v df/dv|`` for each value f: what an error of 1 in every input changes."""
        _, digits = self._sure(point)
        with mp.workdps(2 * digits):
            step, base = mp.mpf(10) ** (-digits // 2), self._at(point)
            moves = (*range(len(point)), *self._loose[1], *self._slots(len(point)))
            turned = [self._at(point, moved, step) for moved in moves]
            return {
                name: [mp.fsum(abs(t[name][i] - f) for t in turned) / step for i, f in enumerate(row)]
                for name, row in base.items()
            }

    def _sure(self, point: Sequence[float]) -> tuple[Values, int]:
        digits = DIGITS
        with mp.workdps(digits):
            values = self._at(point)
        while digits < MOST:
            with mp.workdps(2 * digits):
                better = self._at(point)
            if all(_agree(a, b) for name in values for a, b in zip(values[name], better[name])):
                break
            values, digits = better, 2 * digits
        return values, digits

    def _slots(self, d: int) -> list[tuple[int, int, int]]:
        """(component, term, derivative) for all derivatives of the terms of sums."""
        count = d + d * (d + 1) // 2
        rows = enumerate(self._loose[0])
        return [(c, t, s) for c, row in rows if len(row) > 1 for t in range(len(row)) for s in range(count)]

    def _at(self, point: Sequence[float], moved: Any = None, step: Any = 0) -> Values:
        components, data = self._loose
        d = len(point)
        known = {
            x: Jet.coordinate(mp.mpf(v) * (1 + step * (i == moved)), i, d)
            for i, (x, v) in enumerate(zip(self.coordinates, point))
        }
        for symbol, v in data.items():
            exact = jet_of(sp.sympify(v), {}).value
            known[symbol] = Jet(exact * (1 + step) if symbol == moved else exact)
        jets = [[jet_of(t, known) for t in row] for row in components]
        if isinstance(moved, tuple):
            c, t, slot = moved
            jets[c][t] = jets[c][t].with_larger(slot, 1 + step)
        return curvatures([reduce(Jet.__add__, row) for row in jets], d)


def _agree(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= max(abs(b) * mp.mpf(10) ** -AGREED, TINY * mp.mpf(10) ** -AGREED))


def _constants(e: Any) -> set[Any]:
    """The largest numbers in an expression that no float64 is; exponents are not among them."""
    if e.is_number:
        exact = e.is_Rational and sp.Rational(float(e)) == e if e.is_Rational else False
        return set() if exact else {e}
    if e.is_Pow and e.func is not sp.exp and e.exp.is_number:
        return _constants(e.base)
    return set().union(*(_constants(a) for a in e.args))


def curvatures(X: list[Jet], d: int) -> Values:
    """K, H and kappa of a hypersurface by the definitions, from the jets of its components."""
    zero = (mp.mpf(0),)
    first = [[x.first[i] if x.first else zero[0] for x in X] for i in range(d)]
    pairs = [(i, j) for i in range(d) for j in range(i, d)]
    second = {ij: [x.second[k] if x.second else zero[0] for x in X] for k, ij in enumerate(pairs)}
    n = _conormal(first)
    w2 = mp.fsum(c * c for c in n)  # det g
    b = mp.matrix(d, d)
    g = mp.matrix(d, d)
    for i, j in pairs:
        g[i, j] = g[j, i] = mp.fdot(first[i], first[j])
        b[i, j] = b[j, i] = mp.fdot(second[i, j], n)
    w = mp.sqrt(w2)
    L = mp.inverse(mp.cholesky(g))
    A = L * b * L.T / w
    kappa = sorted(mp.eigsy((A + A.T) / 2, eigvals_only=True), reverse=True) if d > 1 else [A[0, 0]]
    K = _determinant([[b[i, j] for j in range(d)] for i in range(d)]) / (w2 * w**d)
    return {
        "gaussian_curvature": [K],
        "mean_curvature": [mp.fsum(A[i, i] for i in range(d)) / d],
        "principal_curvatures": list(kappa),
    }


def _conormal(first: list[list[Any]]) -> list[Any]:
    """Cofactors along a last column."""
    n = len(first[0])
    rows = [[column[i] for column in first] for i in range(n)]
    return [(-1) ** (i + n - 1) * _determinant(rows[:i] + rows[i + 1 :]) for i in range(n)]


def _determinant(rows: list[list[Any]]) -> Any:
    """By elimination with the largest pivot."""
    rows, total = [list(r) for r in rows], mp.mpf(1)
    for k in range(len(rows)):
        pivot = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        if rows[pivot][k] == 0:
            return mp.mpf(0)
        if pivot != k:
            rows[k], rows[pivot], total = rows[pivot], rows[k], -total
        total *= rows[k][k]
        for row in rows[k + 1 :]:
            f = row[k] / rows[k][k]
            row[k:] = [a - f * b for a, b in zip(row[k:], rows[k][k:])]
    return total
