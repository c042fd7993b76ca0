"""An independent numeric oracle: the quantities of a plain map by high-precision differences.

It shares no code with symgeom. The map is lambdified to mpmath and never differentiated symbolically. Partial
derivatives up to order three come from central differences with step 10^-60 at 260 digits (truncation about
1e-120, cancellation about 1e-80); the rest is linear algebra on numbers, by the definitions of a textbook
and not by the formulas the library prefers.

Conventions as in the library's documentation: det[d_1 X .. d_d X, N] > 0, h_ij = <d_i d_j X, N>, S = g^-1 h,
K = det S, H = tr S / d, R_1212 > 0 on the unit sphere.
"""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp, mpf

from tests import DATA

WORKING_DIGITS = 260
STEP_DIGITS = 60

# Central stencils of accuracy O(step^2), as (offset, weight); order n divides by step^n.
_STENCILS: dict[int, tuple[tuple[int, Any], ...]] = {
    0: ((0, 1),),
    1: ((-1, mpf(-1) / 2), (1, mpf(1) / 2)),
    2: ((-1, 1), (0, -2), (1, 1)),
    3: ((-2, mpf(-1) / 2), (-1, 1), (1, -1), (2, mpf(1) / 2)),
}


@dataclass(frozen=True)
class Oracle:
    """All quantities of the immersion `function: R^d -> R^n` at one numeric point."""

    function: Callable[..., Sequence[Any]]
    point: tuple[Any, ...]

    @classmethod
    def of(cls, components: Sequence[Any], coordinates: Sequence[Any], values: Mapping[Any, Any]) -> Oracle:
        """Stand at the point `values`, which gives coordinates and parameters by name or symbol."""
        at = {str(key): sp.nsimplify(value, rational=True) for key, value in values.items()}
        names = [str(x) for x in coordinates]
        expressions = [sp.sympify(component) for component in components]
        frozen = [
            e.xreplace({s: at[s.name] for s in e.free_symbols if s.name not in names}) for e in expressions
        ]
        function = sp.lambdify(list(coordinates), frozen, modules="mpmath")
        with mp.workdps(WORKING_DIGITS):
            return cls(function, tuple(mpf(at[name].p) / at[name].q for name in names))

    @property
    def d(self) -> int:
        return len(self.point)

    @cached_property
    def _values(self) -> dict[tuple[int, ...], list[Any]]:
        return {}

    def _value(self, offset: tuple[int, ...]) -> list[Any]:
        if offset not in self._values:
            step = mpf(10) ** -STEP_DIGITS
            row = self.function(*(x + k * step for x, k in zip(self.point, offset)))
            if any(mpmath.im(value) != 0 for value in row):
                raise ValueError(f"the map is not real near {self.point}")
            self._values[offset] = [mpmath.re(value) for value in row]
        return self._values[offset]

    def partial(self, *indices: int) -> list[Any]:
        """The vector d_i d_j ... X; no index gives the point itself."""
        orders = [indices.count(i) for i in range(self.d)]
        with mp.workdps(WORKING_DIGITS):
            total = [mpf(0)] * len(self._value((0,) * self.d))
            for choice in itertools.product(*(_STENCILS[order] for order in orders)):
                weight = mpmath.fprod(w for _, w in choice)
                row = self._value(tuple(offset for offset, _ in choice))
                total = [t + weight * x for t, x in zip(total, row)]
            scale = mpf(10) ** (STEP_DIGITS * len(indices))
            return [t * scale for t in total]

    def quantity(self, name: str) -> Any:
        """A quantity by the library's name, as nested lists of mpf."""
        with mp.workdps(WORKING_DIGITS):
            return _nested(getattr(self, name))

    # -- first order
    @cached_property
    def _first(self) -> list[list[Any]]:
        return [self.partial(i) for i in range(self.d)]

    @cached_property
    def jacobian(self) -> Any:
        return mpmath.matrix(self._first).T

    @cached_property
    def metric(self) -> Any:
        return self.jacobian.T * self.jacobian

    @cached_property
    def inverse_metric(self) -> Any:
        return self.metric**-1

    @cached_property
    def volume_element(self) -> Any:
        return mpmath.sqrt(_det(self.metric))

    @cached_property
    def normal(self) -> Any:
        """Cofactors along an appended last column: appending N gives a positive determinant."""
        n = self.d + 1
        rows = [[column[i] for column in self._first] for i in range(n)]
        cofactors = [(-1) ** (i + n - 1) * _det(mpmath.matrix(rows[:i] + rows[i + 1 :])) for i in range(n)]
        length = mpmath.sqrt(mpmath.fsum(x * x for x in cofactors))
        return [x / length for x in cofactors]

    # -- second order
    @cached_property
    def second_fundamental_form(self) -> Any:
        return _matrix(self.d, lambda i, j: _dot(self.partial(i, j), self.normal))

    @cached_property
    def shape_operator(self) -> Any:
        return self.inverse_metric * self.second_fundamental_form

    @cached_property
    def third_fundamental_form(self) -> Any:
        """<d_i N, d_j N> with d_i N differenced numerically, not h g^-1 h."""
        derivatives = [self._normal_derivative(i) for i in range(self.d)]
        return _matrix(self.d, lambda i, j: _dot(derivatives[i], derivatives[j]))

    def _normal_derivative(self, i: int) -> list[Any]:
        step = mpf(10) ** -(STEP_DIGITS // 2)
        sides = []
        for sign in (-1, 1):
            moved = tuple(x + sign * step * (k == i) for k, x in enumerate(self.point))
            sides.append(Oracle(self.function, moved).normal)
        return [(right - left) / (2 * step) for left, right in zip(*sides)]

    @cached_property
    def principal_curvatures(self) -> Any:
        """Eigenvalues of the symmetric L^-1 h L^-T with g = L L^T, ascending."""
        L = mpmath.cholesky(self.metric)
        symmetric = L**-1 * self.second_fundamental_form * (L**-1).T
        with mp.workdps(60):
            return sorted(mpmath.eigsy(symmetric, eigvals_only=True))

    @cached_property
    def gaussian_curvature(self) -> Any:
        return _det(self.shape_operator)

    @cached_property
    def mean_curvature(self) -> Any:
        return mpmath.fsum(self.shape_operator[i, i] for i in range(self.d)) / self.d

    # -- any codimension
    @cached_property
    def mean_curvature_vector(self) -> Any:
        """tr_g II / d with II_ij = d_i d_j X - Gamma^k_ij d_k X."""
        span = range(self.d)
        total = [mpf(0)] * len(self._value((0,) * self.d))
        for i, j in itertools.product(span, span):
            tangent = [
                _dot([self.christoffel_symbols[k][i][j] for k in span], [self._first[k][a] for k in span])
                for a in range(len(total))
            ]
            part = [x - y for x, y in zip(self.partial(i, j), tangent)]
            total = [t + self.inverse_metric[i, j] * x for t, x in zip(total, part)]
        return [t / self.d for t in total]

    # -- intrinsic: from the derivatives of g alone
    def _dg(self, i: int, j: int, *k: int) -> Any:
        """d_k g_ij or d_k d_l g_ij by the product rule."""
        terms = []
        for size in range(len(k) + 1):
            for chosen in itertools.combinations(range(len(k)), size):
                left = [k[a] for a in chosen]
                right = [k[a] for a in range(len(k)) if a not in chosen]
                terms.append(_dot(self.partial(i, *left), self.partial(j, *right)))
        return mpmath.fsum(terms)

    @cached_property
    def _christoffel_lower(self) -> Any:
        """[l, i, j] = (d_i g_jl + d_j g_il - d_l g_ij) / 2."""
        return _array(
            self.d, 3, lambda l, i, j: (self._dg(j, l, i) + self._dg(i, l, j) - self._dg(i, j, l)) / 2
        )

    @cached_property
    def christoffel_symbols(self) -> Any:
        """[k, i, j] = Gamma^k_ij."""
        lower, inverse, span = self._christoffel_lower, self.inverse_metric, range(self.d)
        return _array(self.d, 3, lambda k, i, j: mpmath.fsum(inverse[k, l] * lower[l][i][j] for l in span))

    @cached_property
    def riemann_tensor(self) -> Any:
        """R_ijkl = (d_j d_k g_il + d_i d_l g_jk - d_i d_k g_jl - d_j d_l g_ik)/2 + Gamma products."""
        upper, lower, span = self.christoffel_symbols, self._christoffel_lower, range(self.d)

        def entry(i: int, j: int, k: int, l: int) -> Any:
            second = self._dg(i, l, j, k) + self._dg(j, k, i, l) - self._dg(j, l, i, k) - self._dg(i, k, j, l)
            products = (lower[m][j][k] * upper[m][i][l] - lower[m][j][l] * upper[m][i][k] for m in span)
            return second / 2 + mpmath.fsum(products)

        return _array(self.d, 4, entry)

    @cached_property
    def ricci_tensor(self) -> Any:
        R, inverse, span = self.riemann_tensor, self.inverse_metric, range(self.d)
        return _matrix(
            self.d,
            lambda j, l: mpmath.fsum(inverse[i, k] * R[i][j][k][l] for i in span for k in span),
        )

    @cached_property
    def scalar_curvature(self) -> Any:
        span = range(self.d)
        return mpmath.fsum(self.inverse_metric[j, l] * self.ricci_tensor[j, l] for j in span for l in span)


def _dot(x: Sequence[Any], y: Sequence[Any]) -> Any:
    return mpmath.fsum(a * b for a, b in zip(x, y))


def _det(matrix: Any) -> Any:
    """Leibniz: no pivot to go wrong, and the sizes here are at most 4."""
    n = matrix.rows
    total = mpf(0)
    for permutation in itertools.permutations(range(n)):
        inversions = sum(permutation[a] > permutation[b] for a in range(n) for b in range(a + 1, n))
        total += (-1) ** inversions * mpmath.fprod(matrix[i, permutation[i]] for i in range(n))
    return total


def _matrix(d: int, entry: Callable[[int, int], Any]) -> Any:
    return mpmath.matrix([[entry(i, j) for j in range(d)] for i in range(d)])


def _array(d: int, rank: int, entry: Callable[..., Any], *fixed: int) -> Any:
    if len(fixed) == rank:
        return entry(*fixed)
    return [_array(d, rank, entry, *fixed, i) for i in range(d)]


def _nested(value: Any) -> Any:
    return value.tolist() if isinstance(value, mpmath.matrix) else value


# -- numbers out of SymPy values, and comparison


def numbers(value: Any, values: Mapping[Any, Any], digits: int = 60) -> Any:
    """A SymPy scalar, matrix or array at a point, as nested lists of numbers (a column is flat)."""
    at = {str(key): sp.nsimplify(number, rational=True) for key, number in values.items()}
    if isinstance(value, sp.MatrixBase):
        rows = value.tolist()
        nested: Any = [row[0] for row in rows] if value.cols == 1 and value.rows > 1 else rows
    elif isinstance(value, sp.NDimArray):
        nested = value.tolist()
    elif isinstance(value, (tuple, list)):
        nested = list(value)
    else:
        nested = value
    return _evaluate(nested, at, digits)


def _evaluate(value: Any, at: Mapping[str, Any], digits: int) -> Any:
    if isinstance(value, list):
        return [_evaluate(entry, at, digits) for entry in value]
    expression = sp.sympify(value)
    symbols = sorted(expression.free_symbols, key=lambda s: s.name)
    with mp.workdps(digits):
        function = sp.lambdify(symbols, expression, modules="mpmath")
        return mpmath.mpmathify(function(*(mpf(at[s.name].p) / at[s.name].q for s in symbols)))


def distance(left: Any, right: Any) -> Any:
    """The largest difference between two nested lists, relative to the size of the whole (at least 1)."""
    a, b = list(flat(left)), list(flat(right))
    if len(a) != len(b):
        raise ValueError(f"{len(a)} numbers against {len(b)}")
    with mp.workdps(60):
        size = max([mpf(1), *(abs(x) for x in b)])
        return max(abs(x - y) for x, y in zip(a, b)) / size


def flat(value: Any) -> Any:
    if isinstance(value, list):
        for entry in value:
            yield from flat(entry)
    else:
        yield value


# -- our own data files: trusted text, so SymPy may read it


@dataclass(frozen=True)
class Row:
    """One surface of tests/data/surfaces.toml."""

    name: str
    coordinates: tuple[Any, ...]
    map: tuple[Any, ...]
    domain: dict[Any, tuple[Any, Any]]
    where: tuple[Any, ...]
    parameters: dict[str, Any]
    sample: dict[str, tuple[Any, Any]]
    K: Any
    H: Any

    def points(self, count: int) -> list[dict[str, Any]]:
        """Random rational points of the sample box with the parameters, the same in every run."""
        draw = random.Random(self.name)
        return [
            {
                **self.parameters,
                **{
                    x: lo + (hi - lo) * sp.Rational(draw.randint(1, 9999), 10**4)
                    for x, (lo, hi) in self.sample.items()
                },
            }
            for _ in range(count)
        ]


def reals(*texts: str) -> dict[str, Any]:
    """Real symbols for the identifiers of these texts that SymPy doesn't know."""
    found: dict[str, Any] = {}
    for text in texts:
        for symbol in sp.sympify(text, evaluate=False, locals=_OWN).free_symbols:
            found[symbol.name] = sp.Symbol(symbol.name, real=True)
    return found


# Letters that SymPy would read as something else.
_OWN = {name: sp.Symbol(name) for name in ["N", "S", "E", "I", "O", "Q", "beta", "gamma", "zeta"]}


def parse(text: str, names: Mapping[str, Any]) -> Any:
    return sp.sympify(text, locals=dict(names))


def surfaces() -> list[Row]:
    rows = tomllib.loads((DATA / "surfaces.toml").read_text(encoding="utf-8"))["surface"]
    return [_row(row) for row in rows]


def _row(row: dict[str, Any]) -> Row:
    names = {x: sp.Symbol(x, real=True) for x in (*row["coordinates"], *row.get("parameters", {}))}
    exact = {key: sp.Rational(str(value)) for key, value in row.get("parameters", {}).items()}
    return Row(
        name=row["name"],
        coordinates=tuple(names[x] for x in row["coordinates"]),
        map=tuple(parse(text, names) for text in row["map"]),
        domain={
            names[x]: (parse(lo, names), parse(hi, names)) for x, (lo, hi) in row.get("domain", {}).items()
        },
        where=tuple(parse(text, names) for text in row.get("where", [])),
        parameters=exact,
        sample={x: (sp.Rational(str(lo)), sp.Rational(str(hi))) for x, (lo, hi) in row["sample"].items()},
        K=parse(row["K"], names),
        H=parse(row["H"], names),
    )
