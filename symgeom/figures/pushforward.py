"""Figure 2: the Jacobian pushes tangent vectors of the parameter space to tangent vectors of the surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symgeom.figures.drawing import BLUE, DARK, GREEN, RED, Illustration, Point, patch, path, sheet
from symgeom.geometry import Graph
from symgeom.pictures.camera import TOP, Camera
from symgeom.pictures.picture import Picture
from symgeom.pictures.scene import Arrow, Item, Mark, Scene, Sheet, Stroke

__all__ = ["FIGURE"]

x, y = sp.symbols("x y", real=True)
SURFACE = Graph(
    1 - x**2 / 3 - y**2 / 4 + x**3 / 12,
    (x, y),
    window={x: (-sp.Rational(6, 5), sp.Rational(6, 5)), y: (-sp.Rational(6, 5), sp.Rational(6, 5))},
    name="hill",
)
POINT, VECTOR = (-0.15, -0.35), (0.62, 0.50)
_BASIS = ((1.0, 0.0), (0.0, 1.0))
_SHORT = 0.55  # the length of a coordinate vector in the parameter space


def _lines() -> list[Any]:
    """The coordinate lines through the point, in coordinates."""
    t = np.linspace(-1.2, 1.2, 161)
    return [(t, np.full_like(t, POINT[1])), (np.full_like(t, POINT[0]), t)]


def _flat() -> Scene:
    theta = np.array([*POINT, 0.0])
    ground = sheet(SURFACE).points * [1, 1, 0]
    strokes = [Stroke(np.stack([a, b, 0 * a], axis=-1), c, 1.4) for (a, b), c in zip(_lines(), (BLUE, GREEN))]
    vectors = [(np.array([*e, 0.0]) * _SHORT, c) for e, c in zip(_BASIS, (BLUE, GREEN))]
    v = np.array([*VECTOR, 0.0])
    items: tuple[Item, ...] = (
        Sheet(ground, (0.93, 0.93, 0.91), lines=13, shaded=False),
        *strokes,
        *(Arrow(theta, e, c) for e, c in vectors),
        Arrow(theta, v, RED, 2.0),
        Mark(r"$\theta$", theta, (-8, -9), size=12),
        Mark("$e_1$", theta + vectors[0][0], (0, -9), BLUE, 11),
        Mark("$e_2$", theta + vectors[1][0], (-10, 2), GREEN, 11),
        Mark("$v$", theta + v, (7, 5), RED, 12),
    )
    return Scene(items, TOP, "the parameter space", flat=True)


def _curved() -> Scene:
    point = Point(SURFACE, *POINT)
    X, J = point["position"], point["jacobian"]
    v = point.pushed(VECTOR)
    items: tuple[Item, ...] = (
        sheet(SURFACE, lines=13),
        *(path(SURFACE, line, colour=c, width=1.4) for line, c in zip(_lines(), (BLUE, GREEN))),
        patch(X, 0.85 * J[:, 0], 0.85 * J[:, 1], colours=(0.95, 0.80, 0.55), alpha=0.45),
        Arrow(X, _SHORT * J[:, 0], BLUE),
        Arrow(X, _SHORT * J[:, 1], GREEN),
        Arrow(X, v, RED, 2.0),
        Mark(r"$X(\theta)$", X, (-16, -8), DARK, 11),
        Mark(r"$\partial_1X$", X + _SHORT * J[:, 0], (10, -10), BLUE, 11),
        Mark(r"$\partial_2X$", X + _SHORT * J[:, 1], (-14, 8), GREEN, 11),
        Mark("$Jv$", X + v, (10, 7), RED, 12),
    )
    return Scene(items, Camera(27, -66), "the surface and its tangent plane")


def _draw() -> Picture:
    return Picture("the pushforward of a tangent vector", (_flat(), _curved()))


FIGURE = Illustration(
    2,
    "pushforward",
    "induced-metric",
    r"The Jacobian $J = dX$ pushes a tangent vector $v$ of the parameter space forward to the tangent vector $Jv$ of the "
    r"surface; its columns are the tangent vectors $\partial_iX$ of the coordinate lines. Lengths are those of "
    r"$g = J^{\mathsf T}J$: $|Jv|^2 = v^{\mathsf T}g\,v$.",
    "On the left a flat rectangle with two coordinate vectors and a vector v at a point; on the right the surface with the "
    "images of the coordinate lines, and the image of v in the tangent plane.",
    _draw,
)
