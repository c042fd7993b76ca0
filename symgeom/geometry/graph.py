"""`Graph`: the graph of a function, the landscape of a loss, with rank-one closed forms.

``X(theta) = (theta, l(theta))``, ``p = grad l``, ``A = Hess l``, ``w = sqrt(1 + p.p)``. Every rule here replaces a
general one; a test proves each equal to the general rule. Convention: the upward normal, ``N = (-p, 1)/w``.
Source: do Carmo, 3-3, example 5; A. Pouplin et al., arXiv 2307.04719.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.entries import given
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.given import expression
from symgeom.errors import InputError, shown
from symgeom.geometry import curvature, firstform, intrinsic, linear, matrices, secondform
from symgeom.geometry import normal as normal_chapter
from symgeom.geometry.declarations import read_coordinates, read_dimension, read_name, read_quantities
from symgeom.geometry.hypersurface import Hypersurface
from symgeom.geometry.in_parts import in_parts
from symgeom.geometry.induced import MetricObject
from symgeom.geometry.intrinsic import from_components
from symgeom.geometry.linear import Matrix
from symgeom.geometry.linearforms import has_null_vector
from symgeom.geometry.operators import root, stack
from symgeom.geometry.protocols import Oriented
from symgeom.geometry.quantity import named_part, part
from symgeom.geometry.rank_one import FORMS
from symgeom.geometry.structured import across, determinant
from symgeom.geometry.terms import Term, identity, leaf, number
from symgeom.parts.formula import Formula
from symgeom.parts.layers import Layers

__all__ = ["Graph", "is_degenerate"]

_MANY = 6  # parameters from which formulas and kernels have p and A as vector and matrix
_SEVERAL = 3  # parameters from which principal curvatures are those of an eigenproblem
_BENT = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise, sp.Heaviside)  # whose kinks are told entry by entry


@named_part("p", "gradient", jet=0)
def slopes(chart: Oriented) -> tuple[Element, ...]:
    """p."""
    engine = chart.engine
    value = engine.element(chart.map[-1])
    return tuple(engine.field.derivative(value, u).cancelled() for u in engine.letters)


@named_part("A", "Hessian", jet=0)
def bend(chart: Oriented) -> Matrix:
    """A."""
    p, d = slopes(chart), chart.dimension
    return linear.symmetric(d, lambda i, j: chart.engine.field.derivative(p[i], chart.engine.letters[j]))


@named_part("G", "determinant of the metric", root="w", root_meaning="length of the conormal")
def tilt(chart: Oriented) -> Element:
    """w^2 = 1 + p.p = det g, to be written as that sum of squares."""
    engine = chart.engine
    p = slopes(chart)
    if not any(x.den for x in p):
        engine.translator.writer.suggest([x.num for x in p])
    w2 = (1 + engine.field.sum(x * x for x in slopes(chart))).cancelled()
    # w^2 >= 1, so no factor of it vanishes: a graph is an immersion by itself.
    engine.translator.regular += [q for q, _ in engine.translator.roots.factors(w2)[1]]
    return w2


@part
def steepness(chart: Oriented) -> Element:
    """w, the positive root."""
    return chart.engine.translator.roots.root(tilt(chart), 2, nonnegative=True)


@part
def _inverse_w(chart: Oriented) -> Element:
    return chart.engine.field.product((steepness(chart), 1), (tilt(chart), -1))


@part
def _beside(chart: Oriented) -> tuple[Element, ...]:
    """``w^2 - p_i^2`` as the sum of squares that it is, which cancels nothing."""
    p = slopes(chart)
    if chart.engine.translator.by_name and chart.dimension >= _MANY:
        return _beside_by_name(chart, p)
    return tuple(1 + chart.engine.field.sum(x * x for j, x in enumerate(p) if j != i) for i in range(len(p)))


def _beside_by_name(chart: Oriented, p: tuple[Any, ...]) -> tuple[Any, ...]:
    """By the sums of the squares before and behind each, by name: their length is linear in d."""

    def sums(values: tuple[Any, ...]) -> list[Any]:
        found = [chart.engine.field.rational(0)]
        for x in values[:-1]:
            found.append((found[-1] + x * x).kept("s", "sum of squares"))
        return found

    return tuple(1 + before + behind for before, behind in zip(sums(p), sums(p[::-1])[::-1]))


@part
def _bend_on_slope(chart: Oriented) -> tuple[Element, ...]:
    """A p."""
    return tuple(chart.engine.field.sum(a * x for a, x in zip(row, slopes(chart))) for row in bend(chart))


def _metric(chart: Oriented) -> Matrix:
    p = slopes(chart)
    return linear.symmetric(chart.dimension, lambda i, j: p[i] * p[j] + int(i == j))


def _inverse_metric(chart: Oriented) -> Matrix:
    p, w2, product = slopes(chart), tilt(chart), chart.engine.field.product
    return linear.symmetric(
        chart.dimension,
        lambda i, j: product((_beside(chart)[i] if i == j else -(p[i] * p[j]), 1), (w2, -1)),
    )


def _normal(chart: Oriented) -> tuple[Element, ...]:
    scale = _inverse_w(chart) * chart.orientation
    return (*(chart.engine.field.product((-x, 1), (scale, 1)) for x in slopes(chart)), scale)


def _second_form(chart: Oriented) -> Matrix:
    A, scale = bend(chart), _inverse_w(chart) * chart.orientation
    return linear.symmetric(
        chart.dimension, lambda i, j: chart.engine.field.product((A[i][j], 1), (scale, 1))
    )


def _shape_operator(chart: Oriented) -> Matrix:
    w2, p, A, beside = tilt(chart), slopes(chart), bend(chart), _beside(chart)
    scale, d, product = _inverse_w(chart) * chart.orientation, chart.dimension, chart.engine.field.product

    def unscaled(i: int, j: int) -> Element:
        others = chart.engine.field.sum(p[k] * A[k][j] for k in range(d) if k != i)
        return A[i][j] * beside[i] - p[i] * others

    return linear.matrix(d, d, lambda i, j: product((unscaled(i, j), 1), (scale, 1), (w2, -1)))


def _third_form(chart: Oriented) -> Matrix:
    """``(A_i.A_j - (Ap)_i (Ap)_j/w^2)/w^2``; for few coordinates by Lagrange's identity, which cancels nothing.

    Where ℓ is steep, the other form is a difference of numbers w^2 times its size.

    ``w^2 A_i.A_j - (A_i.p)(A_j.p) = A_i.A_j + sum_(k<l) m_ikl m_jkl`` with ``m_ikl = A_ik p_l - A_il p_k``.
    """
    A, p, w2, d = bend(chart), slopes(chart), tilt(chart), chart.dimension
    field, square = chart.engine.field, linear.multiply(A, A)
    if d > _SEVERAL:
        Ap, below = _bend_on_slope(chart), 1 / w2
        return linear.symmetric(d, lambda i, j: (square[i][j] - Ap[i] * Ap[j] * below) * below)
    m = [[row[k] * p[l] - row[l] * p[k] for k, l in combinations(range(d), 2)] for row in A]

    def above(i: int, j: int) -> Element:
        return square[i][j] + field.sum(a * b for a, b in zip(m[i], m[j]))

    return linear.symmetric(d, lambda i, j: field.product((above(i, j), 1), (w2, -2)))


@part
def is_degenerate(chart: Oriented) -> bool:
    """det A is zero identically, where that shows without the determinant: by null vectors."""
    return has_null_vector(chart.map[-1], chart.engine.letters) or linear.vanishes(chart, bend(chart))


def _gaussian_curvature(chart: Oriented) -> Element:
    engine = chart.engine
    d = chart.dimension
    if is_degenerate(chart):
        return engine.field.rational(0)
    of = determinant if engine.translator.by_name else linear.determinant
    above = (of(bend(chart)) * chart.orientation**d).cancelled()
    root = ((_inverse_w(chart), 1),) if d % 2 else ()
    return engine.field.product((above, 1), (tilt(chart), -((d + 2) // 2)), *root)


def _short_gaussian_curvature(chart: Graph) -> sp.Expr | None:
    """K with ``det A`` by its name, where the determinant has too many terms to be read."""
    d = chart.dimension
    if linear.is_readable(bend(chart)):
        return None
    if is_degenerate(chart):
        return sp.S.Zero
    below = chart.engine.field.product((tilt(chart), -((d + 2) // 2)), (_inverse_w(chart), d % 2))
    return sp.Determinant(chart.hessian) * chart.engine.present(below * chart.orientation**d)


def _mean_curvature(chart: Oriented) -> Element:
    engine = chart.engine
    w2, p, A, d = tilt(chart), slopes(chart), bend(chart), chart.dimension
    scale, by_squares = _inverse_w(chart) * chart.orientation / d, across(engine.field, A, p)
    if by_squares is not None:
        return engine.field.product((linear.trace(A) + by_squares, 1), (scale, 1), (w2, -1))
    straight = engine.field.sum(A[i][i] * beside for i, beside in enumerate(_beside(chart)))
    mixed = engine.field.sum(2 * p[i] * p[j] * A[i][j] for i in range(d) for j in range(i))
    inside = (straight - mixed).cancelled()
    return engine.field.product((inside, 1), (scale, 1), (w2, -1))


def _christoffel_symbols(chart: Oriented) -> tuple[Matrix, ...]:
    A, below, d = bend(chart), 1 / tilt(chart), chart.dimension

    def level(slope: Element) -> Matrix:
        return linear.symmetric(d, lambda i, j: slope * A[i][j] * below)

    return tuple(level(slope) for slope in slopes(chart))


def _riemann_tensor(chart: Oriented) -> Any:
    A, below = bend(chart), 1 / tilt(chart)
    return from_components(
        chart, lambda i, j, k, l: ((A[i][k] * A[j][l] - A[i][l] * A[j][k]) * below).cancelled()
    )


I = identity
p = leaf("p", slopes, "p_<0>")
A = leaf("A", bend, "A_{<0><1>}")
w = leaf("w", steepness)


def _form(name: str, graph: Any) -> Term:
    """A closed form in the notation of quantities."""
    return FORMS[name](  # type: ignore[no-any-return]
        SimpleNamespace(
            I=I, p=p, A=A, w=w, d=graph.dimension, dimension=graph.dimension, orientation=graph.orientation
        )
    )


class Graph(Hypersurface):
    """The graph of a function l of d variables as a hypersurface of R^(d+1).

    **Convention**: upward normal. **Shape**: ``gradient`` d, ``hessian`` d x d.

    ``layers`` are the names of the units, where it is the loss of a network (`symgeom.losses.network` gives them).

    >>> x, y = sp.symbols("x y", real=True)
    >>> Graph(x*y, (x, y)).gaussian_curvature
    -1/(x**2 + y**2 + 1)**2
    """

    metric = MetricObject.of(firstform.metric.by(_metric, lambda graph: _form("metric", graph)))
    inverse_metric = firstform.inverse_metric.by(
        _inverse_metric, lambda graph: _form("inverse_metric", graph)
    )
    volume_element = firstform.volume_element.by(steepness, lambda graph: (w, root(1 + p.dot(p))))
    normal = normal_chapter.normal.by(
        _normal, lambda graph: stack(-graph.orientation * p, number(graph.orientation)) / w
    )
    second_fundamental_form = secondform.second_fundamental_form.by(
        _second_form, lambda graph: graph.orientation * (A["ij"] / w)
    )
    shape_operator = secondform.shape_operator.by(
        _shape_operator, lambda graph: _form("shape_operator", graph)
    )
    third_fundamental_form = secondform.third_fundamental_form.by(
        _third_form, lambda graph: _form("third_fundamental_form", graph)
    )
    gaussian_curvature = curvature.gaussian_curvature.by(
        _gaussian_curvature,
        lambda graph: _form("gaussian_curvature", graph),
        _short_gaussian_curvature,
    )
    mean_curvature = curvature.mean_curvature.by(
        _mean_curvature,
        lambda graph: _form("mean_curvature", graph),
    )
    christoffel_symbols = intrinsic.christoffel_symbols.by(
        _christoffel_symbols, lambda graph: p["k"] * A["ij"] / w**2
    )
    riemann_tensor = intrinsic.riemann_tensor.by(
        _riemann_tensor, lambda graph: (A["ik"] * A["jl"] - A["il"] * A["jk"]) / w**2
    )

    def __init__(
        self,
        ell: Any,
        coordinates: Iterable[Any],
        *more: Any,
        domain: Mapping[Any, Any] | None = None,
        where: Iterable[Any] = (),
        name: str | None = None,
        defaults: Mapping[Any, Any] | None = None,
        orientation: int = 1,
        window: Mapping[Any, Any] | None = None,
        layers: Layers | None = None,
    ) -> None:
        self._declare(layers=layers)
        coordinates = read_coordinates(coordinates, more)
        ell = expression(ell, f"{read_name(name, 'graph')}: the function")
        rest: dict[str, Any] = {"domain": domain, "where": where, "name": name, "defaults": defaults}
        super().__init__([*coordinates, ell], coordinates, **rest, orientation=orientation, window=window)

    @property
    def declared(self) -> dict[str, Any]:
        """The function in place of the map."""
        declared = super().declared
        graph = declared.pop("map")
        return {"ell": graph[-1], **declared, **({"layers": self.layers} if self.layers else {})}

    def _generalised(self, **changed: Any) -> Hypersurface:
        return Hypersurface(**{**super().declared, **changed})

    @classmethod
    def abstract(cls, dimension: int, name: str = "ell") -> Graph:
        """The graph of an undefined smooth function of d variables; its derivatives stay symbols.

        >>> Graph.abstract(1).gaussian_curvature
        Derivative(ell(theta_1), (theta_1, 2))/(Derivative(ell(theta_1), theta_1)**2 + 1)**(3/2)
        """
        dimension = read_dimension(dimension, "an abstract graph")
        if not isinstance(name, str):
            raise InputError(f"the name of the function of an abstract graph is text, not {shown(name)}")
        theta = sp.symbols(f"theta_1:{dimension + 1}", real=True)
        return cls(sp.Function(name, real=True)(*theta), theta, name=f"graph of {name} in R^{dimension + 1}")

    @property
    def ell(self) -> sp.Expr:
        """The function whose graph it is."""
        return given(self.map[-1])

    def formula(self, names: str | Iterable[str]) -> Formula:
        """Quantities with their parts by name, as for every chart; from six parameters on matrices by p and A.

        A shape operator is then ``(I - p p^T/w^2) A/w`` with p and A defined as a column and a matrix (SymPy's `MatrixSymbol`).
        """
        jets = None if self.dimension < _MANY else self._jets(in_parts(self))
        if jets is None:
            return super().formula(names)
        asked = read_quantities(self, names)
        return matrices.formula(self, in_parts(self), asked, isinstance(names, str), jets)

    def _jets(self, by_name: Any) -> tuple[Any, Any, Any] | None:
        """p, A and w by name; None where a function has no derivative by name."""
        try:
            return slopes(by_name), bend(by_name), (steepness(by_name),)
        except OutsideClass:
            return None

    def second_order(self) -> matrices.SecondOrder | None:
        """Gradient and Hessian in parts by name, where kernels compute by linear algebra; None for few parameters."""
        if self.dimension < _SEVERAL or self.ell.has(*_BENT):
            return None
        by_name = in_parts(self, "steady")
        jets = self._jets(by_name)
        if jets is None:
            return None
        flat = self.dimension >= _MANY and is_degenerate(by_name)
        return matrices.second_order(by_name, *jets[:2], flat, self.dimension >= _MANY)

    @property
    def is_abstract(self) -> bool:
        """Whether it is the graph of an undefined function of the coordinates, and of nothing else."""
        return isinstance(self.ell, AppliedUndef) and self.ell.args == self.coordinates

    @property
    def gradient(self) -> sp.ImmutableMatrix:
        """p, the column of first derivatives."""
        return given(sp.ImmutableMatrix(self.quantity("jacobian")[-1, :].T))

    @property
    def hessian(self) -> sp.ImmutableMatrix:
        """A, the matrix of second derivatives."""
        return given(sp.ImmutableMatrix(self.quantity("second_derivatives")[-1].tolist()))
