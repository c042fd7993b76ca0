"""Figure 1: the graph of a function as a hypersurface."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symgeom.figures.drawing import DARK, RED, Illustration, Point, sheet
from symgeom.geometry import Graph
from symgeom.pictures.camera import Camera
from symgeom.pictures.picture import Picture
from symgeom.pictures.sampling import Array
from symgeom.pictures.scene import Mark, Scene, Sheet, Stroke

__all__ = ["FIGURE", "SURFACE"]

x, y = sp.symbols("x y", real=True)
SURFACE = Graph(
    (x**2 - 1) ** 2 / 3 + x / 8 + y**2 / 4 + 1,
    (x, y),
    window={x: (-sp.Rational(3, 2), sp.Rational(3, 2)), y: (-sp.Rational(6, 5), sp.Rational(6, 5))},
    name="landscape",
)
POINT = (0.62, -0.65)


def _draw() -> Picture:
    point = Point(SURFACE, *POINT)
    above = point["position"]
    below = np.array([*POINT, 0.0])
    graph = sheet(SURFACE, lines=13)
    ground = graph.points * [1, 1, 0]
    items = (
        Sheet(ground, (0.90, 0.90, 0.88), lines=13, shaded=False),
        graph,
        Stroke(np.linspace(below, above, 80), DARK, 1.1, dashed=True),
        _dot(below),
        _dot(above),
        Mark(r"$\theta$", below, (9, -3), size=12),
        Mark(r"$X(\theta) = (\theta, \ell(\theta))$", above, (-46, -9), RED, 11),
        Mark(r"$\mathbb{R}^d$", ground[-1, 0], (-20, 3), size=12),
        Mark(r"graph of $\ell$ in $\mathbb{R}^{d+1}$", graph.points[-1, -1], (-34, 16), size=11),
    )
    return Picture("the graph of a function", (Scene(items, Camera(25, -66)),))


def _dot(at: Array) -> Stroke:
    return Stroke(np.array([at, at + 1e-6]), RED, 5.0, on=2.0)


FIGURE = Illustration(
    1,
    "landscape",
    "induced-metric",
    r"The graph of a function $\ell$ of $d$ parameters is a hypersurface of $\mathbb{R}^{d+1}$, here for $d = 2$. The "
    r"parametrization $X$ lifts a point $\theta$ of the parameter space to the point above it.",
    "A curved sheet, the graph of a function with two valleys, above a flat rectangle of parameters; a dotted line joins a "
    "point of the rectangle with the point of the sheet above it.",
    _draw,
)
