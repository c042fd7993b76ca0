"""The eye: an orthographic projection, so that equal lengths in one direction stay equal wherever they are.

Here: `Camera`. **Convention**: ``elevation`` above the plane of the first two axes and ``azimuth`` from the first axis, in
degrees; depth grows towards the eye.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symgeom.pictures.sampling import Array

__all__ = ["TOP", "Camera"]


@dataclass(frozen=True)
class Camera:
    """Where the picture is seen from, and by how much each axis is stretched first."""

    elevation: float = 28.0
    azimuth: float = -58.0
    stretch: tuple[float, float, float] = (1.0, 1.0, 1.0)

    @property
    def eye(self) -> Array:
        """The unit vector towards the eye."""
        toward: Array = self.axes[2]
        return toward

    @property
    def axes(self) -> Array:
        """To the right, up, and towards the eye: an orthonormal basis that is right-handed."""
        e, a = np.radians([self.elevation, self.azimuth])
        found: Array = np.array(
            [
                [-np.sin(a), np.cos(a), 0.0],
                [-np.sin(e) * np.cos(a), -np.sin(e) * np.sin(a), np.cos(e)],
                [np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)],
            ]
        )
        return found

    def __call__(self, points: Array) -> Array:
        """Points of space as (right, up, depth)."""
        seen: Array = (np.asarray(points, dtype=float) * self.stretch) @ self.axes.T
        return seen


TOP = Camera(90.0, -90.0)
"""The plane of the first two axes, seen from above: the first to the right, the second up."""
