"""Chapter 5: principal, Gaussian and mean curvature.

Conventions: ``K = det S``, ``H = tr S / d``; principal curvatures are the eigenvalues of S, principal directions a
g-orthonormal basis of eigenvectors (S need not be a symmetric matrix). K and H need no eigenvalue and one root at most.
Source: Lee, ch. 8; do Carmo, 3-2 and 3-3.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.firstform import gram, is_orthogonal, root_scale
from symgeom.geometry.quantity import Quantity, odd
from symgeom.geometry.secondform import shape_scale, unscaled_second_form, unscaled_shape
from symgeom.geometry.spectrum import directions, eigenvalues

__all__ = ["gaussian_curvature", "mean_curvature", "principal_curvatures", "principal_directions"]


def _gaussian_curvature(chart: Any) -> Element:
    """``det(h sqrt G) / G^((d + 2)/2)`` with G = det g: for even d without a root."""
    d = chart.dimension
    if linear.vanishes(chart, unscaled_second_form(chart)):
        return chart.field.rational(0)  # type: ignore[no-any-return]
    if is_orthogonal(chart):
        return linear.determinant(unscaled_shape(chart)).cancelled()
    determinant = linear.determinant(unscaled_second_form(chart)).cancelled()
    root = ((root_scale(chart), 1),) if d % 2 else ()
    return chart.field.product((determinant, 1), (gram(chart), -((d + 2) // 2)), *root)  # type: ignore[no-any-return]


def _mean_curvature(chart: Any) -> Element:
    trace = (linear.trace(unscaled_shape(chart)) / chart.dimension).cancelled()
    return chart.field.product((trace, 1), (shape_scale(chart), 1))  # type: ignore[no-any-return]


gaussian_curvature: Quantity[sp.Expr] = Quantity(
    "gaussian_curvature",
    "Gaussian curvature",
    "K",
    r"\det S = \det h/\det g",
    lambda chart: (),
    _gaussian_curvature,
    uses=("shape_operator",),
    convention="Gauss-Kronecker curvature det S for d > 2; changes by (-1)^d with the normal",
    source="Lee, ch. 8; do Carmo, 3-2, def. 6",
    also="K gauss_curvature gauss_kronecker_curvature",
    flip=lambda d: (-1) ** d,
    stated=lambda chart: "K = det S",
    numbered=True,
)
mean_curvature: Quantity[sp.Expr] = Quantity(
    "mean_curvature",
    "mean curvature",
    "H",
    r"\tfrac1d \operatorname{tr} S",
    lambda chart: (),
    _mean_curvature,
    uses=("shape_operator",),
    convention="the mean, with the factor 1/d; changes sign with the normal",
    source="Lee, ch. 8; do Carmo, 3-2, def. 6",
    also="H",
    flip=odd,
    stated=lambda chart: "H = tr S / d",
    numbered=True,
)
principal_curvatures: Quantity[sp.ImmutableMatrix] = Quantity(
    "principal_curvatures",
    "principal curvatures",
    r"\kappa_i",
    r"\text{eigenvalues of } S",
    lambda chart: (chart.dimension,),
    eigenvalues,
    uses=("shape_operator",),
    convention="H + sqrt(H^2 - K) first where a root is needed; otherwise in the order of the coordinates",
    source="Lee, ch. 8; do Carmo, 3-2, def. 4",
    also="k kappa kappa_i kappas eigenvalues_of_S",
    letter=r"\kappa",
    component=r"\kappa_<0>",
    flip=odd,
    layout="entries",
    spectral="values",
)
principal_directions: Quantity[sp.ImmutableMatrix] = Quantity(
    "principal_directions",
    "principal directions",
    r"E",
    r"\left(S E_i = \kappa_i E_i,\ g(E_i, E_j) = \delta_{ij}\right)",
    lambda chart: (chart.dimension, chart.dimension),
    directions,
    uses=("shape_operator", "principal_curvatures", "metric"),
    convention="columns, orthonormal for g; not determined at an umbilic, where any orthonormal basis is principal",
    source="Lee, ch. 8; do Carmo, 3-2",
    also="E curvature_directions",
    component="E^<0>_<1>",
    layout="columns",
    spectral="vectors",
)
