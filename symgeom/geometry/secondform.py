"""Chapter 4: the second and third fundamental forms and the shape operator.

Conventions: ``h_ij = <d_i d_j X, N>``; ``S = g^-1 h`` (the order matters: ``h g^-1 = S^T``), so ``dN = -J S``; the sphere
with outward normal has S = -I/r. In any codimension the second form is normal valued,
``II_ij = d_i d_j X - Gamma^k_ij d_k X``. Source: Lee, ch. 8; do Carmo, 3-2 and 3-3.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.firstform import adjugate, gram, inverse_metric, is_orthogonal, position, root_scale
from symgeom.geometry.intrinsic import christoffel_symbols
from symgeom.geometry.labels import Label
from symgeom.geometry.linear import Matrix
from symgeom.geometry.normal import conormal, normal
from symgeom.geometry.operators import inner, partial
from symgeom.geometry.protocols import Mapped, Oriented
from symgeom.geometry.quantity import SYMMETRIC, Quantity, named_part, odd, part
from symgeom.geometry.terms import leaf
from symgeom.geometry.turning import bent

__all__ = [
    "mean_curvature_vector",
    "second_derivatives",
    "second_fundamental_form",
    "shape_operator",
    "third_fundamental_form",
    "unscaled_second_form",
    "unscaled_shape",
    "vector_second_form",
]


def _second_derivatives(chart: Mapped) -> tuple[Matrix, ...]:
    """``d_i d_j X^k``, indexed [k][i][j]."""
    engine = chart.engine
    J, d = engine.exact("jacobian"), chart.dimension

    def component(row: tuple[Element, ...]) -> Matrix:
        upper = {
            (i, j): engine.field.derivative(row[i], engine.letters[j]) for i in range(d) for j in range(i, d)
        }
        return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(d)) for i in range(d))

    return tuple(component(row) for row in J)


@named_part("b", "second form times the volume element")
def unscaled_second_form(chart: Oriented) -> Matrix:
    """``h sqrt(det g)``, free of the root: the second derivatives against the conormal."""
    second, n, d = chart.engine.exact("second_derivatives"), conormal(chart), chart.dimension
    turning = [bent(chart, i) for i in range(d)]

    def entry(i: int, j: int) -> Element:
        rest = turning[i] if i == j else None
        vector = rest or [second[k][i][j] for k in range(d + 1)]
        return chart.engine.field.sum(x * y for x, y in zip(vector, n))

    return linear.symmetric(d, entry)


@part
def unscaled_shape(chart: Oriented) -> Matrix:
    """``S (det g)^(3/2) = adj(g) h sqrt(det g)``, free of the root; S itself for orthogonal coordinates."""
    product = chart.engine.field.product
    if is_orthogonal(chart):
        h, inverse = unscaled_second_form(chart), chart.engine.exact("inverse_metric")
        return linear.matrix(
            chart.dimension, chart.dimension, lambda i, j: product((inverse[i][i], 1), (h[i][j], 1))
        )
    s = linear.multiply(adjugate(chart), unscaled_second_form(chart))
    return linear.matrix(chart.dimension, chart.dimension, lambda i, j: s[i][j])


@part
def shape_scale(chart: Oriented) -> Element:
    """(det g)^(-3/2), which takes `unscaled_shape` to S; 1 for orthogonal coordinates."""
    if is_orthogonal(chart):
        return root_scale(chart)
    return chart.engine.field.product((root_scale(chart), 1), (gram(chart), -1))


def _second_fundamental_form(chart: Oriented) -> Matrix:
    h, scale, product = unscaled_second_form(chart), root_scale(chart), chart.engine.field.product
    return linear.symmetric(chart.dimension, lambda i, j: product((h[i][j], 1), (scale, 1)))


def _shape_operator(chart: Oriented) -> Matrix:
    s, scale, product = unscaled_shape(chart), shape_scale(chart), chart.engine.field.product
    return linear.matrix(chart.dimension, chart.dimension, lambda i, j: product((s[i][j], 1), (scale, 1)))


def _third_fundamental_form(chart: Oriented) -> Matrix:
    product = linear.multiply(unscaled_second_form(chart), unscaled_shape(chart))
    scale = root_scale(chart) if is_orthogonal(chart) else 1 / gram(chart) ** 2
    return linear.symmetric(chart.dimension, lambda i, j: product[i][j] * scale)


def _vector_second_form(chart: Mapped) -> tuple[Matrix, ...]:
    engine = chart.engine
    second, gamma = engine.exact("second_derivatives"), engine.exact("christoffel_symbols")
    J, d = engine.exact("jacobian"), chart.dimension

    def component(k: int) -> Matrix:
        return linear.symmetric(
            d,
            lambda i, j: second[k][i][j] - engine.field.sum(gamma[l][i][j] * J[k][l] for l in range(d)),
        )

    return tuple(component(k) for k in range(len(J)))


def _mean_curvature_vector(chart: Mapped) -> tuple[Element, ...]:
    engine, d = chart.engine, chart.dimension
    inverse, form = engine.exact("inverse_metric"), engine.kept("vector form", _vector_second_form)
    return tuple(
        (engine.field.sum(inverse[i][j] * level[i][j] for i in range(d) for j in range(d)) / d).cancelled()
        for level in form
    )


def _by_pairs(chart: Mapped) -> tuple[tuple[tuple[Element, ...], ...], ...]:
    """The second form as a vector for each pair of indices."""
    levels, d = chart.engine.exact("second_fundamental_form"), range(chart.dimension)
    return tuple(tuple(tuple(level[i][j] for level in levels) for j in d) for i in d)


second_derivatives: Quantity[sp.ImmutableDenseNDimArray] = Quantity(
    "second_derivatives",
    "second derivatives of the map",
    r"\partial_i\partial_j X",
    lambda chart: partial("i", partial("j", position.term)),
    lambda chart: (chart.ambient_dimension, chart.dimension, chart.dimension),
    _second_derivatives,
    convention="the first index is the component in the ambient space",
    source="Lee, ch. 8",
    also="d_i_d_j_X X_ij X_{ij}",
    label=Label("X", "second derivatives of the map", jet=1),
    component=r"\partial_<1>\partial_<2> X^<0>",
    indices="ij",
    symmetries=(((0, 2, 1), 1),),
    layout="vectors",
)
second_fundamental_form: Quantity[sp.ImmutableMatrix] = Quantity(
    "second_fundamental_form",
    "second fundamental form",
    "h_{ij}",
    lambda chart: inner(partial("i", partial("j", position.term)), normal.term),
    lambda chart: (chart.dimension, chart.dimension),
    _second_fundamental_form,
    convention="h_ij = <d_i d_j X, N> = -<d_i X, d_j N>",
    source="Lee, ch. 8; do Carmo, 3-3",
    also="h h_ij h_{ij} II L scalar_second_fundamental_form",
    letter="h",
    label=Label("h", "second fundamental form"),
    component="h_{<0><1>}",
    symmetries=SYMMETRIC,
    flip=odd,
    indices="ij",
    stated=True,
    entrywise=True,
    numbered=True,
)
shape_operator: Quantity[sp.ImmutableMatrix] = Quantity(
    "shape_operator",
    "shape operator",
    "S",
    lambda chart: inverse_metric.term @ second_fundamental_form.term,
    lambda chart: (chart.dimension, chart.dimension),
    _shape_operator,
    convention="S = g^-1 h, dN = -J S",
    source="Lee, ch. 8; do Carmo, 3-2",
    also="S W weingarten weingarten_map weingarten_operator",
    component="S^<0>_<1>",
    label=Label("S", "shape operator"),
    flip=odd,
    stated=True,
    numbered=True,
)
third_fundamental_form: Quantity[sp.ImmutableMatrix] = Quantity(
    "third_fundamental_form",
    "third fundamental form",
    r"\mathrm{III}",
    lambda chart: second_fundamental_form.term @ inverse_metric.term @ second_fundamental_form.term,
    lambda chart: (chart.dimension, chart.dimension),
    _third_fundamental_form,
    convention="the metric of the Gauss map",
    source="do Carmo, 3-3; Gray, Modern Differential Geometry, ch. 13",
    also="III metric_of_the_gauss_map",
    told=lambda chart: chart.dimension > 1,
    component=r"\mathrm{III}_{<0><1>}",
    symmetries=SYMMETRIC,
)
vector_second_form: Quantity[sp.ImmutableDenseNDimArray] = Quantity(
    "second_fundamental_form",
    "second fundamental form",
    r"\mathrm{II}_{ij}",
    lambda chart: (
        partial("i", partial("j", position.term))
        - christoffel_symbols.term["kij"] * partial("k", position.term)
    ),
    lambda chart: (chart.ambient_dimension, chart.dimension, chart.dimension),
    lambda chart: chart.engine.kept("vector form", _vector_second_form),
    convention="normal valued; the first index is the component in the ambient space",
    source="Lee, ch. 8",
    also="h h_ij h_{ij} II L",
    letter=r"\mathrm{II}",
    component=r"\mathrm{II}^<0>_{<1><2>}",
    indices="ij",
    symmetries=(((0, 2, 1), 1),),
    layout="vectors",
)
_normal_part = leaf(
    r"\mathrm{II}",
    _by_pairs,
    r"\mathrm{II}_{<0><1>}",
    {"second_fundamental_form": 0},
)
mean_curvature_vector: Quantity[sp.ImmutableMatrix] = Quantity(
    "mean_curvature_vector",
    "mean curvature vector",
    r"\vec H",
    lambda chart: inverse_metric.term["ij"] * _normal_part["ij"] / chart.dimension,
    lambda chart: (chart.ambient_dimension,),
    _mean_curvature_vector,
    convention="the mean, with the factor 1/d",
    source="Lee, ch. 8",
    also="vec_H H_vector",
    component=r"\vec{H}^<0>",
)
