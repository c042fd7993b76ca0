"""Chapter 2: intrinsic geometry, what the metric alone determines.

Christoffel symbols, Riemann, Ricci and scalar curvature. Conventions: ``Gamma[k, i, j] = Gamma^k_ij``;
``R_ijkl = h_ik h_jl - h_il h_jk`` on a hypersurface, so ``R_1212 > 0`` on the sphere; ``Ric_jl = g^ik R_ijkl``;
``R = g^jl Ric_jl = 2K`` for d = 2. Source: Lee, ch. 5 and 7 (his R_ijkl has the last two indices exchanged);
do Carmo, 4-3.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.firstform import inverse_metric, metric
from symgeom.geometry.linear import Matrix
from symgeom.geometry.operators import partial
from symgeom.geometry.protocols import Derived
from symgeom.geometry.quantity import SYMMETRIC, Quantity, part
from symgeom.geometry.terms import Term

__all__ = ["christoffel_symbols", "ricci_tensor", "riemann_tensor", "scalar_curvature", "slopes"]

Rank3 = tuple[Matrix, ...]
Rank4 = tuple[Rank3, ...]


@part
def slopes(chart: Derived) -> Rank3:
    """``slopes[k][i][j] = d_k g_ij``."""
    engine = chart.engine
    g, field = engine.exact("metric"), engine.field
    d = chart.dimension

    def slope(k: int) -> Matrix:
        upper = {(i, j): field.derivative(g[i][j], engine.letters[k]) for i in range(d) for j in range(i, d)}
        return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(d)) for i in range(d))

    return tuple(slope(k) for k in range(d))


@part
def _first_kind(chart: Derived) -> Rank3:
    """Christoffel symbols of the first kind: ``[ij, l] = (d_i g_jl + d_j g_il - d_l g_ij)/2``, indexed [l][i][j]."""
    s, d = slopes(chart), chart.dimension
    return tuple(
        linear.matrix(d, d, lambda i, j, l=l: (s[i][j][l] + s[j][i][l] - s[l][i][j]) / 2)  # type: ignore[misc]
        for l in range(d)
    )


def _christoffel_symbols(chart: Derived) -> Rank3:
    inverse, first, d = chart.engine.exact("inverse_metric"), _first_kind(chart), chart.dimension

    def level(k: int) -> Matrix:
        upper = {
            (i, j): chart.engine.field.sum(
                inverse[k][l] * first[l][i][j] for l in range(d) if not first[l][i][j].is_zero()
            ).cancelled()
            for i in range(d)
            for j in range(i, d)
        }
        return tuple(tuple(upper[min(i, j), max(i, j)] for j in range(d)) for i in range(d))

    return tuple(level(k) for k in range(d))


def _riemann_tensor(chart: Derived) -> Rank4:
    """``R_ijkl = (d_jk g_il + d_il g_jk - d_jl g_ik - d_ik g_jl)/2 + [jk,m] Gamma^m_il - [jl,m] Gamma^m_ik``."""
    engine = chart.engine
    if engine.translator.by_name and hasattr(chart, "orientation"):
        return _by_gauss(chart)
    s, first, second = slopes(chart), _first_kind(chart), engine.exact("christoffel_symbols")
    field, u, d = engine.field, engine.letters, chart.dimension

    def component(i: int, j: int, k: int, l: int) -> Element:
        bend = field.derivative(s[j][i][l], u[k]) + field.derivative(s[i][j][k], u[l])
        bend = bend - field.derivative(s[j][i][k], u[l]) - field.derivative(s[i][j][l], u[k])
        turn = field.sum(
            first[m][j][k] * second[m][i][l] - first[m][j][l] * second[m][i][k] for m in range(d)
        )
        return (bend / 2 + turn).cancelled()

    return from_components(chart, component)


def _by_gauss(chart: Derived) -> Rank4:
    """Gauss's equation ``R_ijkl = h_ik h_jl - h_il h_jk``: third derivatives cancel in a normal form, but not in parts."""
    h = chart.engine.exact("second_fundamental_form")
    return from_components(chart, lambda i, j, k, l: h[i][k] * h[j][l] - h[i][l] * h[j][k])


def from_components(chart: Derived, component: Any) -> Rank4:
    """The tensor with Riemann's symmetries from its independent components i < j, k < l, (ij) <= (kl)."""
    d, zero = chart.dimension, chart.engine.field.rational(0)
    table: dict[tuple[int, int, int, int], Element] = {}
    pairs = list(combinations(range(d), 2))
    for a, (i, j) in enumerate(pairs):
        for k, l in pairs[a:]:
            value = component(i, j, k, l)
            negative = -value
            for p, q in (((i, j), (k, l)), ((k, l), (i, j))):
                table[(*p, *q)] = table[(*p[::-1], *q[::-1])] = value
                table[(*p[::-1], *q)] = table[(*p, *q[::-1])] = negative
    indices = range(d)
    return tuple(
        tuple(tuple(tuple(table.get((i, j, k, l), zero) for l in indices) for k in indices) for j in indices)
        for i in indices
    )


def _ricci_tensor(chart: Derived) -> Matrix:
    engine = chart.engine
    inverse, R, d = (
        engine.exact("inverse_metric"),
        engine.exact("riemann_tensor"),
        chart.dimension,
    )
    return linear.matrix(
        d,
        d,
        lambda j, l: engine.field.sum(inverse[i][k] * R[i][j][k][l] for i in range(d) for k in range(d)),
    )


def _scalar_curvature(chart: Derived) -> Element:
    engine = chart.engine
    inverse, ricci, d = (
        engine.exact("inverse_metric"),
        engine.exact("ricci_tensor"),
        chart.dimension,
    )
    return engine.field.sum(inverse[j][l] * ricci[j][l] for j in range(d) for l in range(d)).cancelled()


def _slope(letters: str) -> Term:
    """``d_i g_jl`` for the letters ijl."""
    return partial(letters[0], metric.term[letters[1:]])


def _riemann_by_definition(chart: Derived) -> Term:
    g, gamma = metric.term, christoffel_symbols.term

    def bend(letters: str) -> Term:
        return partial(letters[0], _slope(letters[1:]))

    return (bend("jkil") + bend("iljk") - bend("jlik") - bend("ikjl")) / 2 + g["mn"] * (
        gamma["mjk"] * gamma["nil"] - gamma["mjl"] * gamma["nik"]
    )


christoffel_symbols: Quantity[sp.ImmutableDenseNDimArray] = Quantity(
    "christoffel_symbols",
    "Christoffel symbols",
    r"\Gamma^k_{ij}",
    lambda chart: inverse_metric.term["kl"] * (_slope("ijl") + _slope("jil") - _slope("lij")) / 2,
    lambda chart: (chart.dimension,) * 3,
    _christoffel_symbols,
    convention="the first index is the upper one",
    source="Lee, cor. 5.11; do Carmo, 4-3",
    also="Gamma Gamma^k_ij Gamma^k_{ij} christoffel levi_civita_connection connection",
    component=r"\Gamma^<0>_{<1><2>}",
    indices="kij",
    symmetries=(((0, 2, 1), 1),),
)
riemann_tensor: Quantity[sp.ImmutableDenseNDimArray] = Quantity(
    "riemann_tensor",
    "Riemann tensor",
    "R_{ijkl}",
    _riemann_by_definition,
    lambda chart: (chart.dimension,) * 4,
    _riemann_tensor,
    convention="all indices lowered; the unit sphere has R_1212 > 0",
    source="Lee, ch. 7; do Carmo, 4-3",
    also="R_ijkl R_{ijkl} Riem riemann curvature_tensor riemann_curvature_tensor",
    told=lambda chart: chart.dimension > 1,
    component="R_{<0><1><2><3>}",
    indices="ijkl",
    symmetries=(((1, 0, 2, 3), -1), ((0, 1, 3, 2), -1), ((2, 3, 0, 1), 1)),
)
ricci_tensor: Quantity[sp.ImmutableMatrix] = Quantity(
    "ricci_tensor",
    "Ricci tensor",
    "R_{jl}",
    lambda chart: inverse_metric.term["ik"] * riemann_tensor.term["ijkl"],
    lambda chart: (chart.dimension, chart.dimension),
    _ricci_tensor,
    convention="positive on the sphere",
    source="Lee, ch. 7",
    also="R_jl R_{jl} Ric ricci ricci_curvature",
    told=lambda chart: chart.dimension > 1,
    component="R_{<0><1>}",
    indices="jl",
    symmetries=SYMMETRIC,
)
scalar_curvature: Quantity[sp.Expr] = Quantity(
    "scalar_curvature",
    "scalar curvature",
    "R",
    lambda chart: inverse_metric.term["jl"] * ricci_tensor.term["jl"],
    lambda chart: (),
    _scalar_curvature,
    convention="R = 2K when d = 2",
    source="Lee, ch. 7",
    also="R scal Sc ricci_scalar",
    told=lambda chart: chart.dimension > 1,
)
