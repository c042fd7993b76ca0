"""Figure 7: a loss and the same loss in other parameters: one minimum, other curvatures."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symgeom.figures.drawing import BLUE, DARK, Illustration, Point, osculating, path
from symgeom.geometry import Graph
from symgeom.pictures.camera import Camera
from symgeom.pictures.canvas import painted
from symgeom.pictures.colours import Scale, scale_of
from symgeom.pictures.picture import Picture
from symgeom.pictures.sampling import Array, Sampler
from symgeom.pictures.scene import Item, Mark, Scene, Sheet

__all__ = ["BOWL", "FIGURE", "RESCALED"]

x, y = sp.symbols("x y", real=True)
STRETCH = sp.Rational(5, 4)
_WINDOW = {x: (-1, 1), y: (-1, 1)}
BOWL = Graph((x**2 + y**2) / 2, (x, y), window=_WINDOW, name="bowl")
RESCALED = Graph(
    BOWL.ell.subs({x: STRETCH * x, y: y / STRETCH}, simultaneous=True),
    (x, y),
    window=_WINDOW,
    name="rescaled bowl",
)
_CELLS = (60, 60)


def _mean(surface: Graph) -> Array:
    sampler = Sampler(surface, None, {})
    return sampler("mean_curvature", sampler.middles(_CELLS))


def _scene(surface: Graph, values: Array, scale: Scale, name: str) -> Scene:
    sampler = Sampler(surface, None, {})
    points = sampler("position", sampler.corners(_CELLS))
    minimum = Point(surface, 0.0, 0.0)
    kappa = minimum["principal_curvatures"]
    items: list[Item] = [Sheet(points, painted(scale.map, scale.fractions(values)), lines=11)]
    for k, colour in ((0, DARK), (1, BLUE)):
        t: Any = np.linspace(-1.0, 1.0, 161)
        items.append(path(surface, np.outer(_direction(minimum, k), t), colour=colour, width=2.0))
        items.append(osculating(minimum, k, colour=colour, width=1.2, dashed=True))
    items.append(Mark(r"$\theta^*$", minimum["position"], (0, -20), size=12))
    title = rf"{name}: $\kappa = ({kappa[0]:.3g}, {kappa[1]:.3g})$, $K = {minimum['gaussian_curvature']:.3g}$"
    return Scene(tuple(items), Camera(34, -68), title)


def _direction(minimum: Point, k: int) -> Array:
    """A principal direction; where all are, at an umbilic, the k-th axis."""
    kappa = minimum["principal_curvatures"]
    umbilic = np.isclose(kappa[0], kappa[1])
    return np.eye(2)[k] if umbilic else minimum["principal_directions"][:, k]


def _draw() -> Picture:
    values = [_mean(surface) for surface in (BOWL, RESCALED)]
    scale = scale_of(np.concatenate(values), signed=True)
    assert scale is not None  # both surfaces are defined everywhere
    scenes = [
        _scene(s, H, scale, n)
        for s, H, n in zip((BOWL, RESCALED), values, (r"$\ell$", r"$\ell\circ\varphi$"))
    ]
    return Picture("a loss in other parameters", tuple(scenes), scale, "$H$", np.stack(values))


FIGURE = Illustration(
    7,
    "rescaled",
    "isometric-landscape",
    r"The bowl $\ell = (x^2 + y^2)/2$ and $\ell\circ\varphi$ with $\varphi = \mathrm{diag}(5/4, 4/5)$: the same minimum "
    r"$\theta^* = 0$, the same $K$ there, and other principal curvatures. The osculating circles have radius $1/\kappa_i$. "
    r"The two landscapes are two surfaces; there is no isometry between them that fixes the minimum.",
    "Two bowls with the same lowest point. On the left two equal dashed circles touch the bowl there; on the right a small and "
    "a large one.",
    _draw,
)
