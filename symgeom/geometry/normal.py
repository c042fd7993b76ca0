"""Chapter 3: the unit normal of a hypersurface.

Convention: ``det[d_1 X, ..., d_d X, N] > 0`` (for a graph the upward normal), times the orientation of the surface, which
`Hypersurface.flipped` changes. The conormal is the generalised cross product of the columns of J; its length is the
volume element. Source: Lee, ch. 8; do Carmo, 2-4 and 3-2.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.firstform import is_orthogonal, jacobian, lengths, root_scale, volume_element
from symgeom.geometry.operators import cross, fraction
from symgeom.geometry.protocols import Oriented
from symgeom.geometry.quantity import Quantity, named_part, odd
from symgeom.geometry.terms import Term, number

__all__ = ["conormal", "normal"]

_MANY = 5  # coordinates


@named_part("n", "conormal")
def conormal(chart: Oriented) -> tuple[Element, ...]:
    """The generalised cross product of the tangent vectors: the normal before it is divided by its length.

    For orthogonal coordinates that of the unit tangent vectors, which is the unit normal.
    """
    J, d, product = chart.engine.exact("jacobian"), chart.dimension, chart.engine.field.product
    below = [(length, -1) for length in lengths(chart)] if is_orthogonal(chart) else []
    if d >= _MANY and below:  # minors of unit vectors stay small
        tangents = J
        J = linear.matrix(d + 1, d, lambda k, i: product((tangents[k][i], 1), below[i]))
        below = []

    return tuple(product((minor * chart.orientation, 1), *below) for minor in linear.cross(J))


def _definition(chart: Oriented) -> Term:
    """The cross product of the tangent vectors, divided by its length; for a curve the unit tangent, turned to the left."""
    product, length = cross(jacobian.term, chart.dimension), volume_element.term
    quotient = fraction(number(1), length) * product if chart.dimension == 1 else fraction(product, length)
    return quotient if chart.orientation == 1 else -quotient


def _normal(chart: Oriented) -> tuple[Element, ...]:
    scale = root_scale(chart)
    return tuple(chart.engine.field.product((component, 1), (scale, 1)) for component in conormal(chart))


normal: Quantity[sp.ImmutableMatrix] = Quantity(
    "normal",
    "unit normal",
    "N",
    _definition,
    lambda chart: (chart.dimension + 1,),
    _normal,
    convention="det[d_1 X, ..., d_d X, N] > 0 unless the surface is flipped",
    stated=lambda chart: f"det[d_1 X .. d_d X, N] {'>' if chart.orientation == 1 else '<'} 0",
    source="Lee, ch. 8; do Carmo, 2-4",
    also="N n unit_normal gauss_map normal_vector",
    component="N^<0>",
    flip=odd,
)
