"""K, H and the principal curvatures of a map at one point, and their condition numbers, in many digits.

What is here: `Oracle`. The condition number is ``c = sum |v df/dv| / |f|`` over the inputs: coordinates, parameters, data,
numbers that no float64 is, and, where a component of the map is a sum, its terms, each as a whole; the derivatives by them
are differences. Convention: det[d_1 X .. d_d X, N] > 0; curvatures largest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import count
from typing import Any

import mpmath as mp
import sympy as sp
from flint import arb, arb_mat, ctx

from benchmarks.digits.jets import Jet, jet_of

__all__ = ["DIGITS", "Oracle", "Values"]

DIGITS = 80
MOST = 1300  # digits; a difference that needs more is below what a float64 holds
AGREED = 60  # digits that a value must have
TINY = arb(10) ** -290
Values = dict[str, list[Any]]
Rows = list[list[Any]]


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

    def values(self, point: Sequence[float]) -> Values:
        """The curvatures, each known to `AGREED` digits. Raises `ValueError` or `ArithmeticError` where there are none."""
        return self._sure(point)[0]

    def condition(self, point: Sequence[float]) -> Values:
        """``sum |v df/dv|`` for each value f: what an error of 1 in every input changes."""
        _, digits = self._sure(point)
        with _digits(2 * digits):
            step = arb(10) ** (-digits // 2)
            base = self._jets(point)
            values = curvatures(base, len(point))
            turned = [curvatures(rows, len(point)) for rows in self._moved(point, base, step)]
            return {
                name: [
                    sum((abs((t[name][i] - f).mid()) for t in turned), arb(0)) / step
                    for i, f in enumerate(row)
                ]
                for name, row in values.items()
            }

    def _sure(self, point: Sequence[float]) -> tuple[Values, int]:
        digits = DIGITS
        while True:
            with _digits(digits):
                values = curvatures(self._jets(point), len(point))
            everything = [v for row in values.values() for v in row]
            if all(map(_is_sure, everything)):
                return values, digits
            if digits >= MOST:
                raise ArithmeticError("no value at this point")
            digits *= 2

    def _jets(self, point: Sequence[float], moved: Any = None, step: Any = 0) -> Rows:
        """The terms of the components; with a name for what is moved only those that have it, None for the others."""
        components, data = self._loose
        larger = 1 + arb(step)
        known = {
            x: Jet.coordinate(arb(v) * (larger if x == moved else 1), i, len(point))
            for i, (x, v) in enumerate(zip(self.coordinates, point))
        }
        for symbol, v in data.items():
            jet = jet_of(sp.sympify(v), {})
            known[symbol] = jet.times(larger) if symbol == moved else jet
        return [
            [jet_of(t, known) if moved is None or moved in t.free_symbols else None for t in row]
            for row in components
        ]

    def _moved(self, point: Sequence[float], base: Rows, step: Any) -> Iterator[Rows]:
        """The terms with one input larger by the step: a coordinate, a number, or a term of a sum as a whole."""
        for name in (*self.coordinates, *self._loose[1]):
            turned = self._jets(point, name, step)
            yield [[new or old for new, old in zip(*rows)] for rows in zip(turned, base)]
        for c, row in enumerate(base):
            for t in range(len(row) if len(row) > 1 else 0):
                yield [
                    [x.times(1 + step) if (c, t) == (i, j) else x for j, x in enumerate(r)]
                    for i, r in enumerate(base)
                ]


@contextmanager
def _digits(digits: int) -> Iterator[None]:
    before, ctx.dps = ctx.dps, digits
    try:
        yield
    finally:
        ctx.dps = before


def _is_sure(value: Any) -> bool:
    return bool(value.rel_accuracy_bits() > 3.33 * AGREED or value.abs_upper() < TINY * arb(10) ** -AGREED)


def _constants(e: Any) -> set[Any]:
    """The largest numbers in an expression that no float64 is; exponents are not among them."""
    if e.is_number:
        exact = e.is_Rational and sp.Rational(float(e)) == e if e.is_Rational else False
        return set() if exact else {e}
    if e.is_Pow and e.func is not sp.exp and e.exp.is_number:
        return _constants(e.base)
    return set().union(*(_constants(a) for a in e.args))


def curvatures(rows: Rows, d: int) -> Values:
    """K, H and kappa of a hypersurface by the definitions, from the jets of the terms of its components."""
    X = [reduce(Jet.__add__, row) for row in rows]
    first = [[x.first[i] if x.first else arb(0) for x in X] for i in range(d)]
    pairs = [(i, j) for i in range(d) for j in range(i, d)]
    second = {ij: [x.second[k] if x.second else arb(0) for x in X] for k, ij in enumerate(pairs)}
    n = _conormal(first)
    w2 = _dot(n, n)  # det g
    b, g = arb_mat(d, d), arb_mat(d, d)
    for i, j in pairs:
        g[i, j] = g[j, i] = _dot(first[i], first[j])
        b[i, j] = b[j, i] = _dot(second[i, j], n)
    w = w2.sqrt()
    S = g.inv() * b
    K, H = b.det() / (w2 * w**d), S.trace() / (d * w)
    return {
        "gaussian_curvature": [K],
        "mean_curvature": [H],
        "principal_curvatures": _principal(g, b, w, K, H),
    }


def _principal(g: Any, b: Any, w: Any, K: Any, H: Any) -> list[Any]:
    """Largest first; by their midpoints, from d = 3 on by an eigensolver in the same precision."""
    d = g.nrows()
    if d == 1:
        return [H]
    if d == 2:
        gap = H * H - K
        rho = (
            arb(0, gap.abs_upper().sqrt()) if gap.contains(0) else gap.sqrt()
        )  # an umbilic: as near as can be seen
        big = H + rho if H.mid() >= 0 else H - rho
        small = K / big if not big.contains(0) else arb(0)
        return sorted((big, small), key=lambda x: x.mid(), reverse=True)
    with mp.workdps(ctx.dps):
        plain = [mp.matrix([[_mpf(m[i, j]) for j in range(d)] for i in range(d)]) for m in (g, b)]
        L = mp.inverse(mp.cholesky(plain[0]))
        A = L * plain[1] * L.T / _mpf(w)
        found = mp.eigsy((A + A.T) / 2, eigvals_only=True)
        largest = max(map(abs, found))
        rounded = largest * mp.mpf(10) ** -(AGREED + 10)  # they are measured by the largest
        return sorted(
            (_ball(x if abs(x) > rounded else 0) for x in found), key=lambda x: x.mid(), reverse=True
        )


def _mpf(x: Any) -> Any:
    mantissa, exponent = map(int, x.mid().man_exp())
    return mp.ldexp(mantissa, exponent)


def _ball(x: Any) -> Any:
    sign, mantissa, exponent, _ = mp.mpf(x)._mpf_
    return arb((-1) ** sign * int(mantissa)) * arb(2) ** int(exponent)


def _dot(a: list[Any], b: list[Any]) -> Any:
    return sum((x * y for x, y in zip(a, b)), arb(0))


def _conormal(first: list[list[Any]]) -> list[Any]:
    """Cofactors along a last column."""
    n = len(first[0])
    rows = [[column[i] for column in first] for i in range(n)]
    return [(-1) ** (i + n - 1) * arb_mat(rows[:i] + rows[i + 1 :]).det() for i in range(n)]
