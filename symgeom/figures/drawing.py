"""What the figures share: the surface at a point and as a sheet, colours, and circles.

Here: `Illustration`, `Point`, `sheet`, `path`, `patch`, `circle`, `osculating`. Nothing is
computed but by kernels of quantities.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgeom.pictures.picture import Picture
from symgeom.pictures.sampling import Array, Sampler
from symgeom.pictures.scene import Sheet, Stroke

__all__ = [
    "BLUE",
    "DARK",
    "GREEN",
    "RED",
    "Illustration",
    "Point",
    "circle",
    "osculating",
    "patch",
    "path",
    "sheet",
]

DARK, RED, BLUE, GREEN = (0.12, 0.12, 0.14), (0.76, 0.16, 0.12), (0.10, 0.33, 0.66), (0.10, 0.50, 0.27)
_CELLS = 60


@dataclass(frozen=True)
class Illustration:
    """A figure of the paper: ``beside`` is the id of the claim that it stands with, ``caption`` has maths between dollars."""

    number: int
    name: str
    beside: str
    caption: str
    alternative: str
    """What is seen, for those who don't see it: plain text."""
    draw: Callable[[], Picture]


class Point:
    """A surface at a point: its quantities there, as arrays."""

    def __init__(self, surface: Any, *at: float) -> None:
        self.surface, self.at = surface, at

    def __getitem__(self, name: str) -> Array:
        return np.asarray(self.surface.kernel(name)(*self.at)[name], dtype=float)

    def pushed(self, vector: Any) -> Array:
        """``J v``, the tangent vector that the components v stand for."""
        found: Array = self["jacobian"] @ np.asarray(vector, dtype=float)
        return found


def sheet(surface: Any, cells: int = _CELLS, **look: Any) -> Sheet:
    """The surface over its window."""
    sampler = Sampler(surface, None, {})
    return Sheet(sampler("position", sampler.corners((cells, cells))), **look)


def path(surface: Any, coordinates: Any, **look: Any) -> Stroke:
    """The curve on the surface whose coordinates are given, an array for each."""
    return Stroke(np.asarray(surface.kernel("position")(*coordinates).position, dtype=float), **look)


def patch(centre: Array, first: Array, second: Array, **look: Any) -> Sheet:
    """A piece of the plane through a point that two vectors span, from -1 to 1 in each."""
    t = np.linspace(-1.0, 1.0, 33)
    points = centre + t[:, None, None] * first + t[None, :, None] * second
    return Sheet(points, **{"alpha": 0.35, "shaded": False, **look})


def circle(centre: Array, first: Array, second: Array, radius: float, **look: Any) -> Stroke:
    """The circle in the plane of two orthonormal vectors."""
    t = np.linspace(0.0, 2 * np.pi, 241)[:, None]
    return Stroke(centre + radius * (np.cos(t) * first + np.sin(t) * second), **look)


def osculating(point: Point, k: int, **look: Any) -> Stroke:
    """The osculating circle of the normal section in the k-th principal direction: radius 1/|κ|, centre X + N/κ."""
    kappa, N = float(point["principal_curvatures"][k]), point["normal"]
    along = point.pushed(point["principal_directions"][:, k])
    return circle(point["position"] + N / kappa, along, N, 1 / abs(kappa), **look)
