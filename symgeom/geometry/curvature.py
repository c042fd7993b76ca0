"""Chapter 5: principal, Gaussian and mean curvature.

Conventions: ``K = det S``, ``H = tr S / d``; principal curvatures are the eigenvalues of S, principal directions a
g-orthonormal basis of eigenvectors (S need not be a symmetric matrix). K and H need no eigenvalue and one root at most.
Source: Lee, ch. 8; do Carmo, 3-2 and 3-3.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import prod
from typing import Any

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.firstform import gram, is_orthogonal, metric, root_scale
from symgeom.geometry.protocols import Oriented
from symgeom.geometry.quantity import Quantity, odd
from symgeom.geometry.secondform import (
    second_fundamental_form,
    shape_operator,
    shape_scale,
    unscaled_second_form,
    unscaled_shape,
)
from symgeom.geometry.spectrum import directions, eigenvalues
from symgeom.geometry.terms import Condition

__all__ = ["gaussian_curvature", "mean_curvature", "principal_curvatures", "principal_directions"]


def _gaussian_curvature(chart: Oriented) -> Element:
    """``det(h sqrt G) / G^((d + 2)/2)`` with G = det g: for even d without a root."""
    d = chart.dimension
    if linear.vanishes(chart, unscaled_second_form(chart)):
        return chart.engine.field.rational(0)
    if is_orthogonal(chart):
        return linear.determinant(unscaled_shape(chart)).cancelled()
    determinant = linear.determinant(unscaled_second_form(chart)).cancelled()
    root = ((root_scale(chart), 1),) if d % 2 else ()
    return chart.engine.field.product((determinant, 1), (gram(chart), -((d + 2) // 2)), *root)


def _mean_curvature(chart: Oriented) -> Element:
    trace = (linear.trace(unscaled_shape(chart)) / chart.dimension).cancelled()
    return chart.engine.field.product((trace, 1), (shape_scale(chart), 1))


Sides = Iterator[tuple[Element, Element]]


def _are_eigenvalues(chart: Oriented, values: Any) -> Sides:
    """Vieta: the elementary symmetric functions of the values are the sums of principal minors of S."""
    engine = chart.engine
    S, kappa, d = (
        engine.exact("shape_operator"),
        [engine.element_of(v) for v in values],
        range(chart.dimension),
    )
    one = engine.field.rational(1)
    for k in range(1, chart.dimension + 1):
        chosen = list(combinations(d, k))
        minors = (linear.determinant(tuple(tuple(S[i][j] for j in rows) for i in rows)) for rows in chosen)
        yield (
            engine.field.sum(prod((kappa[i] for i in rows), start=one) for rows in chosen),
            engine.field.sum(minors),
        )


def _are_directions(chart: Oriented, values: Any) -> Sides:
    engine = chart.engine
    S, g, d = engine.exact("shape_operator"), engine.exact("metric"), chart.dimension
    kappa = [engine.element_of(v) for v in engine.exact("principal_curvatures")]
    E = linear.matrix(d, d, lambda i, j: engine.element_of(values[i][j]))
    moved, lengths = linear.multiply(S, E), linear.multiply(linear.multiply(linear.transpose(E), g), E)
    for i, j in product(range(d), repeat=2):
        yield moved[i][j], kappa[j] * E[i][j]
        yield lengths[i][j], engine.field.rational(int(i == j))


gaussian_curvature: Quantity[sp.Expr] = Quantity(
    "gaussian_curvature",
    "Gaussian curvature",
    "K",
    lambda chart: (
        shape_operator.term.det(),
        second_fundamental_form.term.det() / metric.term.det(),
    ),
    lambda chart: (),
    _gaussian_curvature,
    convention="Gauss-Kronecker curvature det S for d > 2; changes by (-1)^d with the normal",
    source="Lee, ch. 8; do Carmo, 3-2, def. 6",
    also="K gauss_curvature gauss_kronecker_curvature",
    flip=lambda d: (-1) ** d,
    stated=True,
    numbered=True,
)
mean_curvature: Quantity[sp.Expr] = Quantity(
    "mean_curvature",
    "mean curvature",
    "H",
    lambda chart: shape_operator.term.trace() / chart.dimension,
    lambda chart: (),
    _mean_curvature,
    convention="the mean, with the factor 1/d; changes sign with the normal",
    source="Lee, ch. 8; do Carmo, 3-2, def. 6",
    also="H",
    flip=odd,
    stated=True,
    numbered=True,
)
principal_curvatures: Quantity[sp.ImmutableMatrix] = Quantity(
    "principal_curvatures",
    "principal curvatures",
    r"\kappa_i",
    lambda chart: Condition(
        r"\text{eigenvalues of } S", "eigenvalues of S", {"shape_operator": 0}, _are_eigenvalues
    ),
    lambda chart: (chart.dimension,),
    eigenvalues,
    convention="H + sqrt(H^2 - K) first where a root is needed; otherwise in the order of the coordinates",
    source="Lee, ch. 8; do Carmo, 3-2, def. 4",
    also="k kappa kappa_i kappas eigenvalues_of_S",
    letter=r"\kappa",
    component=r"\kappa_<0>",
    flip=odd,
    layout="entries",
    spectral="values",
    told=lambda chart: chart.dimension > 1,
)
principal_directions: Quantity[sp.ImmutableMatrix] = Quantity(
    "principal_directions",
    "principal directions",
    r"E",
    lambda chart: Condition(
        r"\left(S E_i = \kappa_i E_i,\ g(E_i, E_j) = \delta_{ij}\right)",
        "(S E_i = kappa_i E_i, g(E_i, E_j) = delta_ij)",
        {"shape_operator": 0, "principal_curvatures": 0, "metric": 0},
        _are_directions,
    ),
    lambda chart: (chart.dimension, chart.dimension),
    directions,
    convention="columns, orthonormal for g; not determined at an umbilic, where any orthonormal basis is principal",
    source="Lee, ch. 8; do Carmo, 3-2",
    also="E curvature_directions",
    component="E^<0>_<1>",
    layout="columns",
    spectral="vectors",
    told=lambda chart: chart.dimension > 1,
)
