"""The rules of a graph: every quantity from the gradient p, the Hessian A and w = sqrt(1 + p.p) of its function.

``g = I + p p^T``, ``N = (-p, 1)/w``, ``h = A/w``, ``S = (I - p p^T/w^2) A/w``, ``K = det A/w^(d+2)``. Each rule replaces a
general one; a test proves each equal to it. Convention: the upward normal, times the orientation.
Source: do Carmo, 3-3, example 5.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.intrinsic import from_components
from symgeom.geometry.linear import Matrix
from symgeom.geometry.linearforms import has_null_vector
from symgeom.geometry.protocols import Oriented
from symgeom.geometry.quantity import named_part, part
from symgeom.geometry.structured import across, determinant

__all__ = [
    "bend",
    "christoffel_symbols",
    "gaussian_curvature",
    "inverse_metric",
    "is_degenerate",
    "mean_curvature",
    "metric",
    "normal",
    "riemann_tensor",
    "second_form",
    "shape_operator",
    "short_gaussian_curvature",
    "slopes",
    "steepness",
    "third_form",
    "tilt",
]

MANY = 6  # parameters from which formulas and kernels have p and A as vector and matrix
SEVERAL = 3  # parameters from which principal curvatures are those of an eigenproblem


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
    if chart.engine.translator.by_name and chart.dimension >= MANY:
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


def metric(chart: Oriented) -> Matrix:
    """``I + p p^T``."""
    p = slopes(chart)
    return linear.symmetric(chart.dimension, lambda i, j: p[i] * p[j] + int(i == j))


def inverse_metric(chart: Oriented) -> Matrix:
    """``I - p p^T/w^2``."""
    p, w2, product = slopes(chart), tilt(chart), chart.engine.field.product
    return linear.symmetric(
        chart.dimension,
        lambda i, j: product((_beside(chart)[i] if i == j else -(p[i] * p[j]), 1), (w2, -1)),
    )


def normal(chart: Oriented) -> tuple[Element, ...]:
    """``(-p, 1)/w``, times the orientation."""
    scale = _inverse_w(chart) * chart.orientation
    return (*(chart.engine.field.product((-x, 1), (scale, 1)) for x in slopes(chart)), scale)


def second_form(chart: Oriented) -> Matrix:
    """``A/w``, times the orientation."""
    A, scale = bend(chart), _inverse_w(chart) * chart.orientation
    return linear.symmetric(
        chart.dimension, lambda i, j: chart.engine.field.product((A[i][j], 1), (scale, 1))
    )


def shape_operator(chart: Oriented) -> Matrix:
    """``(I - p p^T/w^2) A/w``, times the orientation."""
    w2, p, A, beside = tilt(chart), slopes(chart), bend(chart), _beside(chart)
    scale, d, product = _inverse_w(chart) * chart.orientation, chart.dimension, chart.engine.field.product

    def unscaled(i: int, j: int) -> Element:
        others = chart.engine.field.sum(p[k] * A[k][j] for k in range(d) if k != i)
        return A[i][j] * beside[i] - p[i] * others

    return linear.matrix(d, d, lambda i, j: product((unscaled(i, j), 1), (scale, 1), (w2, -1)))


def third_form(chart: Oriented) -> Matrix:
    """``(A_i.A_j - (Ap)_i (Ap)_j/w^2)/w^2``; for few coordinates by Lagrange's identity, which cancels nothing.

    Where ℓ is steep, the other form is a difference of numbers w^2 times its size.

    ``w^2 A_i.A_j - (A_i.p)(A_j.p) = A_i.A_j + sum_(k<l) m_ikl m_jkl`` with ``m_ikl = A_ik p_l - A_il p_k``.
    """
    A, p, w2, d = bend(chart), slopes(chart), tilt(chart), chart.dimension
    field, square = chart.engine.field, linear.multiply(A, A)
    if d > SEVERAL:
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


def gaussian_curvature(chart: Oriented) -> Element:
    """``det A/w^(d+2)``; for odd d times the orientation."""
    engine = chart.engine
    d = chart.dimension
    if is_degenerate(chart):
        return engine.field.rational(0)
    of = determinant if engine.translator.by_name else linear.determinant
    above = (of(bend(chart)) * chart.orientation**d).cancelled()
    root = ((_inverse_w(chart), 1),) if d % 2 else ()
    return engine.field.product((above, 1), (tilt(chart), -((d + 2) // 2)), *root)


def short_gaussian_curvature(chart: Any) -> sp.Expr | None:
    """K with ``det A`` by its name, where the determinant has too many terms to be read."""
    d = chart.dimension
    if linear.is_readable(bend(chart)):
        return None
    if is_degenerate(chart):
        return sp.S.Zero
    below = chart.engine.field.product((tilt(chart), -((d + 2) // 2)), (_inverse_w(chart), d % 2))
    return sp.Determinant(chart.hessian) * chart.engine.present(below * chart.orientation**d)


def mean_curvature(chart: Oriented) -> Element:
    """``(tr A - p.(A p)/w^2)/(d w)``, times the orientation."""
    engine = chart.engine
    w2, p, A, d = tilt(chart), slopes(chart), bend(chart), chart.dimension
    scale, by_squares = _inverse_w(chart) * chart.orientation / d, across(engine.field, A, p)
    if by_squares is not None:
        return engine.field.product((linear.trace(A) + by_squares, 1), (scale, 1), (w2, -1))
    straight = engine.field.sum(A[i][i] * beside for i, beside in enumerate(_beside(chart)))
    mixed = engine.field.sum(2 * p[i] * p[j] * A[i][j] for i in range(d) for j in range(i))
    inside = (straight - mixed).cancelled()
    return engine.field.product((inside, 1), (scale, 1), (w2, -1))


def christoffel_symbols(chart: Oriented) -> tuple[Matrix, ...]:
    """``p_k A_ij/w^2``."""
    A, below, d = bend(chart), 1 / tilt(chart), chart.dimension

    def level(slope: Element) -> Matrix:
        return linear.symmetric(d, lambda i, j: slope * A[i][j] * below)

    return tuple(level(slope) for slope in slopes(chart))


def riemann_tensor(chart: Oriented) -> Any:
    """``(A_ik A_jl - A_il A_jk)/w^2``."""
    A, below = bend(chart), 1 / tilt(chart)
    return from_components(
        chart, lambda i, j, k, l: ((A[i][k] * A[j][l] - A[i][l] * A[j][k]) * below).cancelled()
    )
