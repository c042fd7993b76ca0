"""The figures of the paper: each is drawn, and what it shows is true, by other means than its own kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.figures import (
    illustrations,
    isometric,
    normal_planes,
    orientations,
    pushforward,
    rescaled,
    splitting,
)
from symgeom.figures.drawing import Point, osculating
from symgeom.pictures.canvas import available
from symgeom.pictures.scene import Arrow

pytestmark = pytest.mark.quick
needs_matplotlib = pytest.mark.skipif(not available(), reason="matplotlib is not installed")
FIGURES = illustrations()


def test_there_are_seven_in_order_beside_claims() -> None:
    assert [figure.number for figure in FIGURES] == list(range(1, 8))
    order = list(sg.claims)
    beside = [order.index(figure.beside) for figure in FIGURES]
    assert beside == sorted(beside)


@pytest.mark.slow
@needs_matplotlib
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_each_figure_is_drawn_and_the_same_each_time(figure: Any) -> None:
    first, second = (figure.draw().written("svg", dpi=30) for _ in range(2))
    assert first == second and first.startswith(b"<?xml")


def _difference(f: Any, at: np.ndarray, along: np.ndarray, step: float = 1e-4) -> np.ndarray:
    """The derivative of a map along a vector, by central differences."""
    return (f(at + step * along) - f(at - step * along)) / (2 * step)


def test_the_pushed_vector_is_the_derivative_of_the_map() -> None:
    X = sp.lambdify(pushforward.SURFACE.coordinates, list(pushforward.SURFACE.map))
    at, vector = np.array(pushforward.POINT), np.array(pushforward.VECTOR)
    expected = _difference(lambda p: np.array(X(*p), dtype=float), at, vector)
    assert np.allclose(Point(pushforward.SURFACE, *at).pushed(vector), expected, atol=1e-7)


def test_the_parts_add_up_and_are_orthogonal() -> None:
    """Three quantities by three rules: the second derivatives, the Christoffel symbols, and h with N."""
    for at, vector in (((0.4, 0.0), np.array([1.0, 0.0])), ((-0.7, 0.3), np.array([0.4, -1.2]))):
        point = Point(splitting.SURFACE, *at)
        whole, tangent, normal = splitting.parts(point, vector)
        assert np.allclose(whole, tangent + normal)
        assert np.allclose(point["jacobian"].T @ normal, 0)
        assert np.isclose(tangent @ normal, 0)
        assert np.linalg.norm(tangent) > 0.01


@pytest.mark.slow
def test_normals_are_unit_and_opposite() -> None:
    scene = orientations.FIGURE.draw().scenes
    up, down = ([item.vector for item in s.items if isinstance(item, Arrow)] for s in scene)
    assert np.allclose(up, -np.array(down))
    assert np.allclose(np.linalg.norm(up, axis=1), np.linalg.norm(up[0]))
    assert all(vector[2] > 0 for vector in up)


@pytest.mark.slow
@pytest.mark.parametrize("k", [0, 1])
@pytest.mark.parametrize(
    "surface", [normal_planes.SURFACE, rescaled.BOWL, rescaled.RESCALED], ids=lambda s: s.name
)
def test_an_osculating_circle_touches_to_second_order(surface: sg.Graph, k: int) -> None:
    """The distance of its points from the surface falls faster than the square of the distance from the point."""
    height = sp.lambdify(surface.coordinates, surface.ell)
    circle = osculating(Point(surface, 0.0, 0.0), k).points
    origin = np.array([0.0, 0.0, float(height(0, 0))])
    kappa = Point(surface, 0.0, 0.0)["principal_curvatures"][k]
    centre = origin + np.array([0, 0, 1 / kappa])
    assert np.allclose(np.linalg.norm(circle - centre, axis=1), 1 / abs(kappa))
    gaps = []
    for angle in (0.2, 0.1, 0.05):
        tangent = (circle - centre)[0] * abs(
            kappa
        )  # the first point of the circle lies in the tangent direction
        point = centre + (
            np.sin(angle) * tangent - np.cos(angle) * np.sign(kappa) * np.array([0, 0, 1])
        ) / abs(kappa)
        gaps.append(abs(height(point[0], point[1]) - point[2]) / angle**2)
    assert gaps[1] < 0.3 * gaps[0] and gaps[2] < 0.3 * gaps[1]


def test_plane_and_cylinder_have_one_metric_and_two_curvatures() -> None:
    for at in ((0.4, 0.7), (2.0, 1.5)):
        flat, rolled = Point(isometric.PLANE, *at), Point(isometric.ROLLED, *at)
        assert np.allclose(flat["metric"], rolled["metric"])
        assert np.allclose(flat["principal_curvatures"], 0)
        assert np.allclose(rolled["principal_curvatures"], [1, 0])


@pytest.mark.slow
@needs_matplotlib
def test_one_scale_for_both_panels() -> None:
    for figure in (isometric.FIGURE, rescaled.FIGURE):
        picture = figure.draw()
        assert picture.scale is not None and picture.values is not None
        assert picture.scale.low == -picture.scale.high
        assert picture.scale.high >= np.abs(picture.values).max()


def test_the_rescaled_bowl_has_the_same_minimum_and_curvature() -> None:
    a = sp.Rational(5, 4)
    bowl, other = Point(rescaled.BOWL, 0.0, 0.0), Point(rescaled.RESCALED, 0.0, 0.0)
    assert np.allclose(bowl["principal_curvatures"], [1, 1])
    assert np.allclose(other["principal_curvatures"], [float(a**2), float(a**-2)])
    assert np.isclose(bowl["gaussian_curvature"], other["gaussian_curvature"])
