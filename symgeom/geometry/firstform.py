"""Chapter 1: the first fundamental form.

Jacobian, induced metric, its inverse and determinant, the volume element. Conventions: ``J = dX`` has shape (n, d), column
i is the tangent vector ``d_i X``; ``g = J^T J``; the volume element is the positive root of det g.
Source: J. M. Lee, *Introduction to Riemannian Manifolds* (2nd ed.), ch. 2; M. do Carmo, *Curves and Surfaces*, 2-5.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.errors import InputError
from symgeom.geometry import linear
from symgeom.geometry.labels import Label
from symgeom.geometry.linear import Matrix
from symgeom.geometry.operators import inner, partial, root
from symgeom.geometry.protocols import Derived, Mapped
from symgeom.geometry.quantity import SYMMETRIC, Quantity, named_part, part

__all__ = [
    "adjugate",
    "gram",
    "inverse_metric",
    "is_orthogonal",
    "jacobian",
    "lengths",
    "metric",
    "position",
    "root_scale",
    "volume_element",
]

_FEW = 4  # coordinates up to which the minors of the Jacobian are no more work than those of the metric


def _position(chart: Mapped) -> tuple[Element, ...]:
    return tuple(chart.engine.element(e) for e in chart.map)


def _jacobian(chart: Mapped) -> Matrix:
    engine = chart.engine
    components = engine.exact("position")
    return linear.matrix(
        len(components),
        chart.dimension,
        lambda k, i: engine.field.derivative(components[k], engine.letters[i]),
    )


def _metric(chart: Derived) -> Matrix:
    J = chart.engine.exact("jacobian")
    g: dict[tuple[int, int], Element] = {}
    for i in range(chart.dimension):
        for j in range(i, chart.dimension):
            g[i, j] = g[j, i] = chart.engine.field.sum(row[i] * row[j] for row in J).cancelled()
    return tuple(tuple(g[i, j] for j in range(chart.dimension)) for i in range(chart.dimension))


@named_part("G", "determinant of the metric", root="w", root_meaning="volume element")
def gram(chart: Derived) -> Element:
    """det g. Raises `InputError` when it is zero identically."""
    engine = chart.engine
    G = _steady_gram(chart) or linear.determinant(engine.exact("metric")).cancelled()
    if G.is_zero():
        raise InputError(engine.singular_message())
    engine.translator.immersed += [p for p, _ in engine.translator.roots.factors(G)[1]]
    return G


def _steady_gram(chart: Derived) -> Element | None:
    """det g of a hypersurface as the sum of the squares of its conormal, which cancels nothing, for few digits."""
    if not _is_steady(chart):
        return None
    return chart.engine.field.sum(minor * minor for minor in linear.cross(chart.engine.exact("jacobian")))


def _is_steady(chart: Derived) -> bool:
    """A hypersurface whose digits are to be kept; a metric alone has no map."""
    return bool(chart.engine.translator.steady) and hasattr(chart, "orientation")


@part
def is_orthogonal(chart: Derived) -> bool:
    """The coordinates are orthogonal: then lengths of tangent vectors take the place of det g."""
    g, d = chart.engine.exact("metric"), chart.dimension
    return chart.engine.by_lengths and d > 1 and all(g[i][j].is_zero() for i in range(d) for j in range(i))


@named_part("l", "length of a tangent vector")
def lengths(chart: Derived) -> tuple[Element, ...]:
    """``|d_i X|`` for orthogonal coordinates; their product is the volume element."""
    engine = chart.engine
    roots, g = engine.translator.roots, engine.exact("metric")
    diagonal = [g[i][i] for i in range(chart.dimension)]
    if any(e.is_zero() for e in diagonal):
        raise InputError(engine.singular_message())
    engine.translator.immersed += [p for e in diagonal for p, _ in roots.factors(e)[1]]
    return tuple(roots.root(e, 2, nonnegative=True).cancelled() for e in diagonal)


@part
def adjugate(chart: Derived) -> Matrix:
    """adj(g), free of new denominators: ``g^-1 = adj(g)/det g``."""
    if 2 < chart.dimension <= _FEW and _is_steady(chart):
        return linear.adjugate_of_gram(chart.engine.exact("jacobian"))
    a = linear.adjugate(chart.engine.exact("metric"))
    return linear.matrix(chart.dimension, chart.dimension, lambda i, j: a[i][j])


@part
def root_scale(chart: Derived) -> Element:
    """1/sqrt(det g), which takes the conormal to N; 1 for orthogonal coordinates, whose conormal has length one already."""
    engine = chart.engine
    if is_orthogonal(chart):
        return engine.field.rational(1)
    return engine.field.product((engine.exact("volume_element"), 1), (gram(chart), -1))


def _inverse_metric(chart: Derived) -> Matrix:
    product = chart.engine.field.product
    if is_orthogonal(chart):
        g, d = chart.engine.exact("metric"), chart.dimension
        return linear.matrix(d, d, lambda i, j: product((g[i][i], -1)) if i == j else g[i][j])
    G, a = gram(chart), adjugate(chart)
    return linear.symmetric(chart.dimension, lambda i, j: product((a[i][j], 1), (G, -1)))


def _volume_element(chart: Derived) -> Element:
    if is_orthogonal(chart):
        return chart.engine.field.product(*((length, 1) for length in lengths(chart)))
    return chart.engine.translator.roots.root(gram(chart), 2, nonnegative=True).cancelled()


position: Quantity[sp.ImmutableMatrix] = Quantity(
    "position",
    "position",
    "X",
    None,
    lambda chart: (chart.ambient_dimension,),
    _position,
    source="Lee, ch. 8; do Carmo, 2-2",
    short=lambda chart: chart.map,
    also="X map parametrization",
    told=lambda chart: False,
    component="X^<0>",
)
jacobian: Quantity[sp.ImmutableMatrix] = Quantity(
    "jacobian",
    "Jacobian",
    "J",
    lambda chart: partial("i", position.term["k"]),
    lambda chart: (chart.ambient_dimension, chart.dimension),
    _jacobian,
    convention="column i is the tangent vector of the i-th coordinate",
    source="Lee, Introduction to Riemannian Manifolds, ch. 2; do Carmo, 2-2",
    also="J differential differential_of_the_map",
    component="J^<0>_<1>",
    indices="ki",
    label=Label("J", "tangent vectors", jet=1),
)
metric: Quantity[sp.ImmutableMatrix] = Quantity(
    "metric",
    "induced metric",
    "g",
    lambda chart: (
        jacobian.term.T @ jacobian.term,
        inner(partial("i", position.term), partial("j", position.term)),
    ),
    lambda chart: (chart.dimension, chart.dimension),
    _metric,
    source="Lee, ch. 2; do Carmo, 2-5",
    also="g I first_fundamental_form induced_metric metric_tensor",
    label=Label("g", "metric"),
    component="g_{<0><1>}",
    indices="ij",
    symmetries=SYMMETRIC,
    numbered=True,
)
inverse_metric: Quantity[sp.ImmutableMatrix] = Quantity(
    "inverse_metric",
    "inverse metric",
    "g^{-1}",
    lambda chart: metric.term.adjugate() / metric.term.det(),
    lambda chart: (chart.dimension, chart.dimension),
    _inverse_metric,
    source="Lee, ch. 2",
    also="g^{-1} g^-1 g_inverse cometric",
    label=Label("ginv", "inverse metric"),
    component="g^{<0><1>}",
    symmetries=SYMMETRIC,
)
volume_element: Quantity[sp.Expr] = Quantity(
    "volume_element",
    "volume element",
    r"\sqrt{\det g}",
    lambda chart: root(metric.term.det()),
    lambda chart: (),
    _volume_element,
    convention="the positive root",
    source="Lee, prop. 2.41; do Carmo, 2-5",
    also="sqrt_det_g area_element density riemannian_density volume_form",
    signed=lambda chart: False,
)
