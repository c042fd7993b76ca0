"""Figure 6: a plane and half a cylinder, isometric and both flat, with different principal curvatures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import sympy as sp

from symgeom.figures.drawing import DARK, Illustration, path
from symgeom.geometry import Hypersurface
from symgeom.pictures.camera import Camera
from symgeom.pictures.canvas import painted
from symgeom.pictures.colours import Scale, scale_of
from symgeom.pictures.picture import Picture
from symgeom.pictures.sampling import Array, Sampler
from symgeom.pictures.scene import Mark, Scene, Sheet

__all__ = ["FIGURE", "PLANE", "ROLLED"]

x, t = sp.symbols("x t", real=True)
_SQUARE = {x: (0, sp.pi), t: (0, sp.pi)}
PLANE = Hypersurface([x, t, 0], (x, t), domain=_SQUARE, name="plane").flipped()
ROLLED = Hypersurface([x, -sp.cos(t), sp.sin(t)], (x, t), domain=_SQUARE, name="half cylinder").flipped()
_CELLS = (54, 54)


def _kappa(surface: Hypersurface) -> Array:
    """The larger principal curvature in the middle of the cells."""
    sampler = Sampler(surface, None, {})
    return sampler("principal_curvatures", sampler.middles(_CELLS))[..., 0]


def _scene(surface: Hypersurface, values: Array, scale: Scale, title: str) -> Scene:
    sampler = Sampler(surface, None, {})
    points = sampler("position", sampler.corners(_CELLS))
    s = np.linspace(0.0, 1.0, 121)
    line = path(surface, [0.3 + 2.5 * s, 0.25 + 1.7 * s], colour=DARK, width=2.0)
    coloured = Sheet(points, painted(scale.map, scale.fractions(values)), lines=9)
    return Scene(
        (coloured, line, Mark(r"$\gamma$", line.points[-1], (9, 7), DARK, 13)), Camera(28, -52), title
    )


def _draw() -> Picture:
    values = [_kappa(surface) for surface in (PLANE, ROLLED)]
    scale = scale_of(np.concatenate(values), signed=True)
    assert scale is not None  # both surfaces are defined everywhere
    scale = replace(
        scale, low=2 * scale.low, high=2 * scale.high
    )  # the lighter half, for what is drawn on it
    titles = (r"plane: $\kappa = (0, 0)$, $K = 0$", r"half cylinder: $\kappa = (1, 0)$, $K = 0$")
    scenes = [_scene(s, k, scale, title) for s, k, title in zip((PLANE, ROLLED), values, titles)]
    return Picture("a plane and half a cylinder", tuple(scenes), scale, r"$\kappa_1$", np.stack(values))


FIGURE = Illustration(
    6,
    "isometric",
    "plane-and-half-cylinder",
    r"A square of the plane and half a cylinder, with the downward normal. Rolling up, $(x, t)\mapsto(x, -\cos t, \sin t)$, "
    r"keeps all lengths, those of the mesh and of the geodesic $\gamma$ alike, and the Gaussian curvature $K = 0$; the "
    r"principal curvature across, which the colours show, becomes $1$.",
    "A flat square with a mesh and a diagonal; beside it the same square rolled up to half a cylinder, the diagonal now part "
    "of a helix. The colours show the curvature 0 on the square and 1 on the cylinder.",
    _draw,
)
