"""Figure 5: principal curvatures as curvatures of normal sections, with their osculating circles."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symgeom.figures.drawing import BLUE, DARK, RED, Illustration, Point, osculating, patch, path, sheet
from symgeom.geometry import Graph
from symgeom.pictures.camera import Camera
from symgeom.pictures.picture import Picture
from symgeom.pictures.scene import Arrow, Item, Mark, Scene

__all__ = ["FIGURE", "SURFACE"]

x, y = sp.symbols("x y", real=True)
SURFACE = Graph(
    sp.Rational(1, 2) * x**2 - sp.Rational(2, 5) * y**2,
    (x, y),
    window={x: (-sp.Rational(6, 5), sp.Rational(6, 5)), y: (-sp.Rational(6, 5), sp.Rational(6, 5))},
    name="saddle",
)
_REACH = 1.2


def _section(point: Point, k: int, colour: tuple[float, float, float]) -> list[Item]:
    """The normal plane of a principal direction, the section in it, and the circle that osculates it."""
    X, N = point["position"], point["normal"]
    direction, kappa = point["principal_directions"][:, k], float(point["principal_curvatures"][k])
    direction = direction if direction.sum() > 0 else -direction  # a direction is one up to its sign
    along = point.pushed(direction)
    t = np.linspace(-_REACH, _REACH, 201)
    end, side = (1.45, 1) if k == 0 else (-1.45, -1)  # where the value of the curvature stands
    light = tuple(0.45 + 0.55 * c for c in colour)
    return [
        patch(X, 1.45 * along, 1.15 * N, colours=light, alpha=0.22),
        path(point.surface, np.outer(direction, t), colour=colour, width=2.4),
        osculating(point, k, colour=colour, width=1.2, dashed=True),
        Mark(
            rf"$\kappa_{k + 1} = {kappa:.2g}$",
            X + end * along + 0.98 * np.sign(kappa) * N,
            (side * 28, 0),
            colour,
            11,
        ),
    ]


def _draw() -> Picture:
    point = Point(SURFACE, 0.0, 0.0)
    X, N = point["position"], point["normal"]
    items = (
        sheet(SURFACE, lines=13),
        *_section(point, 0, RED),
        *_section(point, 1, BLUE),
        Arrow(X, 0.95 * N, DARK, 1.8),
        Mark("$N$", X + 0.95 * N, (8, 3), DARK, 12),
    )
    return Picture("principal curvatures and normal sections", (Scene(items, Camera(22, -56)),))


FIGURE = Illustration(
    5,
    "normal-planes",
    "normal-sections",
    r"The planes through $N$ and a principal direction cut the surface in two normal sections. Their signed curvatures are the "
    r"principal curvatures $\kappa_1 > 0 > \kappa_2$; the dashed osculating circles have radius $1/|\kappa_i|$ and centre "
    r"$X + N/\kappa_i$, on the side of $N$ where $\kappa_i$ is positive.",
    "A saddle with two vertical planes through a point; each plane cuts the surface in a curve with a dashed circle that "
    "touches it, one circle above the surface and one below.",
    _draw,
)
