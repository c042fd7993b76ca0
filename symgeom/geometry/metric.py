"""`Metric`: intrinsic geometry. What is computed here needs g alone, so it is intrinsic by construction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import given
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.given import expression, ordered
from symgeom.errors import InputError, shown
from symgeom.geometry import definite, firstform, intrinsic
from symgeom.geometry.chart import Chart
from symgeom.geometry.declarations import read_coordinates, read_name
from symgeom.geometry.quantity import Quantity
from symgeom.typeset.printer import latex

__all__ = ["Metric"]


def _given(chart: Metric) -> Any:
    m = chart._matrix
    return tuple(
        tuple(chart.engine.element(m[i, j]).cancelled() for j in range(m.cols)) for i in range(m.rows)
    )


class Metric(Chart):
    """A Riemannian metric in coordinates.

    **Shape**: ``g`` is a symmetric d x d matrix of expressions in the coordinates.

    **Convention**: g may degenerate on a null set, as polar coordinates do at r = 0. Where parameters or undefined functions
    decide whether g is positive definite, that it is is among the assumptions.

    **Raises**: `InputError` when g is not square, not symmetric, singular, or at a point of the domain not positive definite.

    **Source**: Lee, *Introduction to Riemannian Manifolds*, ch. 2.

    >>> x, y = sp.symbols("x y", real=True)
    >>> half_plane = Metric([[1/y**2, 0], [0, 1/y**2]], (x, y), domain={y: (0, sp.oo)})
    >>> half_plane.scalar_curvature
    -2
    """

    first_form: Quantity[sp.ImmutableMatrix] = Quantity(
        "metric",
        "metric",
        "g",
        None,
        firstform.metric.shape,
        _given,
        source="Lee, ch. 2",
        also=firstform.metric.also,
        component=firstform.metric.component,
        symmetries=firstform.metric.symmetries,
        numbered=True,
    )
    inverse_metric = firstform.inverse_metric
    volume_element = firstform.volume_element
    christoffel_symbols = intrinsic.christoffel_symbols
    riemann_tensor = intrinsic.riemann_tensor
    ricci_tensor = intrinsic.ricci_tensor
    scalar_curvature = intrinsic.scalar_curvature

    _matrix: sp.ImmutableMatrix

    def __init__(
        self,
        g: Any,
        coordinates: Iterable[Any],
        *more: Any,
        domain: Mapping[Any, Any] | None = None,
        where: Iterable[Any] = (),
        name: str | None = None,
        defaults: Mapping[Any, Any] | None = None,
        window: Mapping[Any, Any] | None = None,
    ) -> None:
        coordinates = read_coordinates(coordinates, more)
        self._declare(_matrix=_square(g, read_name(name, type(self).__name__.lower())))
        super().__init__(self._matrix, coordinates, domain, where, name, defaults, window)
        if self._matrix.rows != self.dimension:
            raise InputError(
                f"{self.name}: the metric is {self._matrix.rows} x {self._matrix.cols}, but there are {self.dimension} "
                f"coordinates ({', '.join(map(str, self.coordinates))}); give a {self.dimension} x {self.dimension} matrix"
            )
        self._check_symmetry()
        definite.check(self)

    @property
    def declared(self) -> dict[str, Any]:
        """The matrix, and what every chart has."""
        return {"g": given(self._matrix), **super().declared}

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The facts in force, and that g is positive definite where they don't say so."""
        known = super().assumptions
        return (
            known if self.engine.kept("definite", definite.is_proved) else (*known, "g is positive definite")
        )

    @property
    def matrix(self) -> sp.ImmutableMatrix:
        """The matrix ``(g_ij)``."""
        return given(self.quantity("metric"))

    @property
    def inverse(self) -> sp.ImmutableMatrix:
        """The matrix ``(g^ij)``."""
        return given(self.quantity("inverse_metric"))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The matrix and the facts, for notebooks."""
        return self._told(f"g = {latex(self.matrix, self.engine.letters)}")

    # Operators -------------------------------------------------------------------------------------------------------
    def gradient(self, f: Any) -> sp.ImmutableMatrix:
        """The gradient of a function: ``(grad f)^i = g^ij d_j f``, a column."""
        metric, value = self._with(f)
        slopes = [metric.engine.field.derivative(value, u) for u in metric.engine.letters]
        inverse = metric.engine.exact("inverse_metric")
        column = [metric.engine.field.sum(x * y for x, y in zip(row, slopes)).cancelled() for row in inverse]
        return given(sp.ImmutableMatrix([metric.engine.present(x) for x in column]))

    def hessian(self, f: Any) -> sp.ImmutableMatrix:
        """The covariant Hessian: ``(Hess f)_ij = d_i d_j f - Gamma^k_ij d_k f``. Source: Lee, ex. 4.22."""
        metric, value = self._with(f)
        entries = metric._hessian(value)
        return given(sp.ImmutableMatrix([[metric.engine.present(x) for x in row] for row in entries]))

    def laplacian(self, f: Any) -> sp.Expr:
        """The Laplace-Beltrami operator: ``g^ij (Hess f)_ij``, the sum of second derivatives for a flat metric.

        >>> r, phi = sp.symbols("r phi", positive=True)
        >>> Metric([[1, 0], [0, r**2]], (r, phi)).laplacian(r**2)
        4
        """
        metric, value = self._with(f)
        hessian, inverse = metric._hessian(value), metric.engine.exact("inverse_metric")
        d = range(metric.dimension)
        total = metric.engine.field.sum(inverse[i][j] * hessian[i][j] for i in d for j in d)
        return given(metric.engine.present(total))

    def covariant_derivative(self, field: Any) -> sp.ImmutableMatrix:
        """The covariant derivative of a vector field: ``(D V)^i_j = d_j V^i + Gamma^i_jk V^k``.

        **Shape**: ``field`` has d components; entry [i, j] of the result is the i-th component of the derivative along
        ``d_j``. **Source**: Lee, prop. 4.6.

        >>> r, phi = sp.symbols("r phi", positive=True)
        >>> polar = Metric([[1, 0], [0, r**2]], (r, phi))
        >>> polar.covariant_derivative([sp.cos(phi), -sp.sin(phi)/r])
        Matrix([
        [0, 0],
        [0, 0]])
        """
        metric, V = self._with_vectors(field)
        return given(
            sp.ImmutableMatrix([[metric.engine.present(x) for x in row] for row in metric._covariant(*V)])
        )

    def divergence(self, field: Any) -> sp.Expr:
        """The divergence of a vector field: the trace of its covariant derivative. Source: Lee, prop. 2.46.

        >>> r, phi = sp.symbols("r phi", positive=True)
        >>> Metric([[1, 0], [0, r**2]], (r, phi)).divergence([r, 0])
        2
        """
        metric, V = self._with_vectors(field)
        derivative = metric._covariant(*V)
        return given(
            metric.engine.present(metric.engine.field.sum(derivative[i][i] for i in range(metric.dimension)))
        )

    @property
    def gaussian_curvature(self) -> sp.Expr:
        """K of a metric with two coordinates, from g alone: ``R_1212/det g``.

        **Convention**: 1 on the unit sphere; on a surface in space it is det S, by Gauss's theorem. **Raises**:
        `InputError` unless d = 2. **Source**: Lee, ch. 8; do Carmo, 4-3.
        """
        if self.dimension != 2:
            raise InputError(
                f"{self.name}: the Gaussian curvature of a metric is for two coordinates, and it has {self.dimension}; "
                "`sectional_curvature(v, w)` is that of a plane"
            )
        return self.sectional_curvature((1, 0), (0, 1))

    def sectional_curvature(self, v: Any, w: Any) -> sp.Expr:
        """The curvature of the plane of two tangent vectors: ``R(v, w, v, w)/(g(v, v) g(w, w) - g(v, w)^2)``.

        **Shape**: d components each. **Raises**: `InputError` for vectors that are dependent everywhere.
        **Source**: Lee, prop. 8.29.

        >>> x, y, z = sp.symbols("x y z", positive=True)
        >>> Metric(sp.eye(3)/z**2, (x, y, z)).sectional_curvature([1, 0, 0], [y, 0, 1])
        -1
        """
        metric, (a, b) = self._with_vectors(v, w)
        g, R, d = (
            metric.engine.exact("metric"),
            metric.engine.exact("riemann_tensor"),
            range(metric.dimension),
        )

        def product(p: tuple[Element, ...], q: tuple[Element, ...]) -> Element:
            return metric.engine.field.sum(p[i] * g[i][j] * q[j] for i in d for j in d)

        area = (product(a, a) * product(b, b) - product(a, b) ** 2).cancelled()
        if area.is_zero():
            raise InputError(
                f"{self.name}: the vectors {shown(v)} and {shown(w)} span no plane: they are dependent"
            )
        above = metric.engine.field.sum(
            R[i][j][k][l] * a[i] * b[j] * a[k] * b[l] for i in d for j in d for k in d for l in d
        )
        return given(metric.engine.present((above / area).cancelled()))

    @property
    def geodesic_equations(self) -> tuple[sp.Eq, ...]:
        """``u^k'' + Gamma^k_ij u^i' u^j' = 0``, one equation for a coordinate, as functions of the arc parameter s."""
        names = {c.name for c in self.engine.letters} | {p.name for p in self.engine.constants}
        s = sp.Symbol(next(n for n in ("s", "tau", "sigma", "lambda_") if n not in names), real=True)
        curve = {c: sp.Function(c.name, real=True)(s) for c in self.engine.letters}
        gamma = self.quantity("christoffel_symbols")
        d = range(self.dimension)
        equations = []
        for k, c in enumerate(self.engine.letters):
            turn = sp.Add(
                *[
                    gamma[k, i, j].xreplace(curve)
                    * sp.diff(curve[self.engine.letters[i]], s)
                    * sp.diff(curve[self.engine.letters[j]], s)
                    for i in d
                    for j in d
                ]
            )
            equations.append(sp.Eq(sp.diff(curve[c], s, 2) + turn, 0, evaluate=False))
        return tuple(equations)

    def _with(self, f: Any) -> tuple[Metric, Element]:
        """This metric in a field that holds f as well."""
        value = expression(f, f"{self.name}: the function")
        metric = self.engine.in_field(None, (*self._matrix, value))
        return metric, metric.engine.element(value)

    def _with_vectors(self, *fields: Any) -> tuple[Metric, list[tuple[Element, ...]]]:
        """This metric in a field that holds the components of vectors as well."""
        read = []
        for field in fields:
            components = ordered(field, f"{self.name}: the components of a vector")
            if len(components) != self.dimension:
                raise InputError(
                    f"{self.name}: a vector has {self.dimension} components, one for each coordinate, not {len(components)}"
                )
            read.append([expression(e, f"{self.name}: component {i}") for i, e in enumerate(components, 1)])
        metric = self.engine.in_field(None, (*self._matrix, *(e for components in read for e in components)))
        return metric, [tuple(metric.engine.element(e) for e in components) for components in read]

    def _covariant(self, V: tuple[Element, ...]) -> Any:
        gamma, d = self.engine.exact("christoffel_symbols"), range(self.dimension)
        return [
            [
                (
                    self.engine.field.derivative(V[i], self.engine.letters[j])
                    + self.engine.field.sum(gamma[i][j][k] * V[k] for k in d)
                ).cancelled()
                for j in d
            ]
            for i in d
        ]

    def _hessian(self, value: Element) -> Any:
        slopes = [self.engine.field.derivative(value, u) for u in self.coordinates]
        gamma = self.engine.exact("christoffel_symbols")
        d = range(self.dimension)
        return tuple(
            tuple(
                (
                    self.engine.field.derivative(slopes[i], self.coordinates[j])
                    - self.engine.field.sum(gamma[k][i][j] * slopes[k] for k in d)
                ).cancelled()
                for j in d
            )
            for i in d
        )

    # Checks ----------------------------------------------------------------------------------------------------------
    def _check_symmetry(self) -> None:
        g = self.engine.exact("metric")
        for i in range(self.dimension):
            for j in range(i):
                if not (g[i][j] - g[j][i]).is_zero():
                    raise InputError(
                        f"{self.name}: the metric is not symmetric: entry ({i + 1}, {j + 1}) is {self._matrix[i, j]}, "
                        f"entry ({j + 1}, {i + 1}) is {self._matrix[j, i]}"
                    )

    def _singular_message(self) -> str:
        """What to say when det g is zero."""
        return (
            f"{self.name}: the metric is singular: det g = 0 identically for g = {self._matrix.tolist()}. "
            "Give a matrix of full rank."
        )


def _square(g: Any, name: str) -> sp.ImmutableMatrix:
    if isinstance(g, sp.MatrixExpr) and not isinstance(g, sp.MatrixBase):
        raise InputError(f"{name}: the metric must be a square matrix of SymPy expressions, not {shown(g)}")
    rows = (
        g.tolist()
        if isinstance(g, sp.MatrixBase | sp.NDimArray)
        else ordered(g, f"{name}: the rows of the metric")
    )
    table = [ordered(row, f"{name}: the entries of row {i} of the metric") for i, row in enumerate(rows, 1)]
    widths = sorted({len(row) for row in table})
    if widths != [len(table)]:
        raise InputError(
            f"{name}: the metric must be a square matrix, not {len(table)} x {' or '.join(map(str, widths)) or 0}"
        )
    return sp.ImmutableMatrix(
        [
            [expression(e, f"{name}: entry ({i}, {j}) of the metric") for j, e in enumerate(row, 1)]
            for i, row in enumerate(table, 1)
        ]
    )
