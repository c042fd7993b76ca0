"""Figure 4: the unit normal field in both orientations."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symgeom.figures.drawing import BLUE, RED, Illustration, Point, sheet
from symgeom.geometry import Graph
from symgeom.geometry.hypersurface import Hypersurface
from symgeom.pictures.camera import Camera
from symgeom.pictures.picture import Picture
from symgeom.pictures.scene import Arrow, Mark, Scene

__all__ = ["FIGURE", "SURFACE"]

x, y = sp.symbols("x y", real=True)
SURFACE = Graph(
    (x**2 - y**2) / 3, (x, y), window={x: (-sp.Rational(5, 4), sp.Rational(5, 4)), y: (-1, 1)}, name="saddle"
)


def _scene(surface: Hypersurface, colour: tuple[float, float, float], title: str) -> Scene:
    arrows = []
    for a in np.linspace(-1.0, 1.0, 5):
        for b in np.linspace(-0.8, 0.8, 4):
            point = Point(surface, a, b)
            arrows.append(Arrow(point["position"], 0.55 * point["normal"], colour, 1.2, 0.6))
    return Scene(
        (sheet(surface, lines=11, alpha=0.72), *arrows, _room(arrows[0], surface)), Camera(17, -62), title
    )


def _room(arrow: Arrow, surface: Hypersurface) -> Mark:
    """The letter at the first arrow's tip."""
    sign = "" if surface.orientation == 1 else "-"
    return Mark(f"${sign}N$", arrow.tail + arrow.vector, (-9, 6 * surface.orientation), arrow.colour, 12)


def _draw() -> Picture:
    up = _scene(SURFACE, BLUE, r"$\det[\partial_1X, \partial_2X, N] > 0$: upward")
    down = _scene(SURFACE.flipped(), RED, r"flipped: downward")
    return Picture("the unit normal field, both orientations", (up, down))


FIGURE = Illustration(
    4,
    "orientations",
    "two-unit-normals",
    r"The two unit normal fields of a connected orientable surface. Replacing $N$ by $-N$ changes the sign of $h$, $S$, "
    r"$\kappa_i$ and $H$, and that of $K$ by $(-1)^d$; here $d = 2$ and $K$ stays.",
    "A saddle twice: with unit normals that point upward, and with their negatives, which point downward.",
    _draw,
)
