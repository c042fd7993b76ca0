"""Chapter 6: curves, d = 1: the unit tangent, curvature, and in space the moving frame and torsion.

Conventions: everything is as it is for the arc parameter, whatever the coordinate; arc length is the volume element. In the
plane the curvature has the sign of the unit normal (to the left of the curve, unless it is flipped) and equals K and H; in
spaces of higher dimension it is not negative. The torsion of a right-handed helix is positive (do Carmo has the other sign).
Where the curvature vanishes there is no principal normal. Source: do Carmo, 1-5; W. Kühnel, *Differential Geometry*, ch. 2.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.errors import InputError, SymgeomError
from symgeom.geometry import linear
from symgeom.geometry.firstform import gram, position, root_scale, volume_element
from symgeom.geometry.operators import determinant, inner, norm, partial, times
from symgeom.geometry.protocols import Mapped
from symgeom.geometry.quantity import Quantity, odd, part
from symgeom.geometry.terms import Term

__all__ = ["binormal", "curvature", "plane_curvature", "principal_normal", "signed", "tangent", "torsion"]

Vector = tuple[Element, ...]
_CHAPTER = "The curve and its frame"


def _is_curve(chart: Mapped) -> bool:
    return chart.dimension == 1


def _in_space(chart: Mapped) -> bool:
    return chart.dimension == 1 and chart.ambient_dimension == 3


def _derivative(chart: Mapped, order: int) -> Vector:
    """The derivative of the map in its one coordinate, of order 1, 2 or 3."""
    engine = chart.engine
    if order == 1:
        return tuple(row[0] for row in engine.exact("jacobian"))
    if order == 2:
        return tuple(level[0][0] for level in engine.exact("second_derivatives"))
    u = engine.letters[0]
    return tuple(engine.field.derivative(x, u).cancelled() for x in _derivative(chart, order - 1))


def _product(chart: Mapped, a: Vector, b: Vector) -> Element:
    return chart.engine.field.sum(x * y for x, y in zip(a, b)).cancelled()


@part
def bending(chart: Mapped) -> Element:
    """``|X'|^2 |X''|^2 - <X', X''>^2``: zero where the curvature is."""
    first, second = _derivative(chart, 1), _derivative(chart, 2)
    mixed = _product(chart, first, second)
    return (gram(chart) * _product(chart, second, second) - mixed * mixed).cancelled()


def _bent(chart: Mapped) -> Element:
    """`bending`, of a curve that is not straight."""
    if bending(chart).is_zero():
        raise InputError(
            f"{chart.name}: the curvature is 0 identically, so there is no principal normal: the curve is straight"
        )
    return bending(chart)


@part
def _root_of_bending(chart: Mapped) -> Element:
    return chart.engine.translator.roots.root(bending(chart), 2, nonnegative=True).cancelled()


@part
def _bending_scale(chart: Mapped) -> Element:
    """1/sqrt(bending)."""
    bent = _bent(chart)
    return chart.engine.field.product((_root_of_bending(chart), 1), (bent, -1))


def _turns(chart: Mapped) -> bool:
    """It is no straight line; one that can't be derived is told of all the same, with the reason."""
    try:
        return not bending(chart).is_zero()
    except SymgeomError:
        return True


def _vanishing(chart: Mapped) -> tuple[sp.Expr, ...]:
    """What must not vanish so that the curvature doesn't: the factors of `bending` that can be zero."""
    engine = chart.engine
    factors = engine.translator.roots.factors(_bent(chart))[1]
    open_ = [p for p, _ in factors if not engine.translator.signs.nowhere_zero(p)]
    return tuple(engine.field.plain_poly(p) for p in open_)


def _tangent(chart: Mapped) -> Vector:
    return tuple(chart.engine.field.product((x, 1), (root_scale(chart), 1)) for x in _derivative(chart, 1))


def _curvature(chart: Mapped) -> Element:
    if chart.ambient_dimension == 2:
        columns = linear.transpose((_derivative(chart, 1), _derivative(chart, 2)))
        above = linear.determinant(columns).cancelled() * getattr(chart, "orientation", 1)
    else:
        above = _root_of_bending(chart)
    return chart.engine.field.product((above, 1), (root_scale(chart), 1), (gram(chart), -1))


def _principal_normal(chart: Mapped) -> Vector:
    first, second, scale = _derivative(chart, 1), _derivative(chart, 2), _bending_scale(chart)
    G, mixed = gram(chart), _product(chart, first, second)
    across = ((y * G - x * mixed).cancelled() for x, y in zip(first, second))
    return tuple(chart.engine.field.product((c, 1), (root_scale(chart), 1), (scale, 1)) for c in across)


def _binormal(chart: Mapped) -> Vector:
    scale = _bending_scale(chart)
    across = linear.cross(linear.transpose((_derivative(chart, 1), _derivative(chart, 2))))
    return tuple(chart.engine.field.product((c, 1), (scale, 1)) for c in across)


def _torsion(chart: Mapped) -> Element:
    volume = linear.determinant(tuple(_derivative(chart, k) for k in (1, 2, 3))).cancelled()
    return chart.engine.field.product((volume, 1), (_bent(chart), -1))


def signed(chart: Mapped) -> Term:
    """``dT/ds`` of a curve in the plane, positive towards the normal."""
    turn = determinant(tangent.term, partial("1", tangent.term)) / volume_element.term
    return getattr(chart, "orientation", 1) * turn


def _turning(chart: Mapped) -> Term:
    """The curvature: the length of ``dT/ds``, in the plane with its sign."""
    if chart.ambient_dimension == 2:
        return signed(chart)
    return norm(partial("1", tangent.term)) / volume_element.term


tangent: Quantity[sp.ImmutableMatrix] = Quantity(
    "tangent",
    "unit tangent",
    "T",
    lambda chart: partial("1", position.term) / volume_element.term,
    lambda chart: (chart.ambient_dimension,),
    _tangent,
    convention="in the direction in which the coordinate grows",
    source="do Carmo, 1-5",
    also="T unit_tangent tangent_vector",
    component="T^<0>",
    exists=_is_curve,
    about="a curve",
    chapter=_CHAPTER,
)
curvature: Quantity[sp.Expr] = Quantity(
    "curvature",
    "curvature",
    r"\kappa",
    _turning,
    lambda chart: (),
    _curvature,
    convention="in the plane with the sign of the unit normal, where it is K = H; elsewhere not negative",
    source="do Carmo, 1-5",
    also="curvature_of_a_curve signed_curvature",
    signed=lambda chart: chart.ambient_dimension == 2,
    exists=_is_curve,
    about="a curve",
    chapter=_CHAPTER,
)
plane_curvature: Quantity[sp.Expr] = curvature.turned(odd)
principal_normal: Quantity[sp.ImmutableMatrix] = Quantity(
    "principal_normal",
    "principal normal",
    "P",
    lambda chart: partial("1", tangent.term) / norm(partial("1", tangent.term)),
    lambda chart: (chart.ambient_dimension,),
    _principal_normal,
    convention="the direction in which the curve turns; there is none where the curvature vanishes",
    source="do Carmo, 1-5",
    also="P principal_normal_vector",
    component="P^<0>",
    exists=_is_curve,
    about="a curve",
    chapter=_CHAPTER,
    nonzero=_vanishing,
    told=_turns,
)
binormal: Quantity[sp.ImmutableMatrix] = Quantity(
    "binormal",
    "binormal",
    "B",
    lambda chart: times(tangent.term, principal_normal.term),
    lambda chart: (chart.ambient_dimension,),
    _binormal,
    source="do Carmo, 1-5",
    also="B binormal_vector",
    component="B^<0>",
    exists=_in_space,
    about="a curve in R^3",
    chapter=_CHAPTER,
    told=_turns,
)
torsion: Quantity[sp.Expr] = Quantity(
    "torsion",
    "torsion",
    r"\tau",
    lambda chart: inner(partial("1", principal_normal.term), binormal.term) / volume_element.term,
    lambda chart: (),
    _torsion,
    convention="positive for a right-handed helix; there is none where the curvature vanishes",
    source="do Carmo, 1-5, with the other sign; Kühnel, ch. 2",
    also="tau torsion_of_a_curve",
    exists=_in_space,
    about="a curve in R^3",
    chapter=_CHAPTER,
    told=_turns,
)
