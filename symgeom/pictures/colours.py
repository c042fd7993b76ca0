"""Colours of values, and light on a surface.

Here: `Scale`, `scale_of`, `lit`. **Convention**: a quantity that may have both signs has diverging colours, blue for
negative and red for positive values, with limits symmetric about 0; one that is never negative has a sequential scale. The
limits leave out the outermost values where these are far from the rest (near a pole, a cusp): the colour bar then has an
arrow at that end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symgeom.pictures.camera import Camera
from symgeom.pictures.sampling import Array

__all__ = ["PLAIN", "Scale", "lit", "scale_of"]

PLAIN = (0.80, 0.84, 0.90)
_FAR = 3.0  # times the value that all but two hundredths stay below: what is past this doesn't set the scale
_SHARE = 98.0


@dataclass(frozen=True)
class Scale:
    """Limits of a colour bar, the name of the map in matplotlib, and what lies past the limits."""

    low: float
    high: float
    diverging: bool
    below: bool = False
    above: bool = False

    @property
    def map(self) -> str:
        """The colour map."""
        return "RdBu_r" if self.diverging else "viridis"

    @property
    def extend(self) -> str:
        """The ends of the bar that have an arrow."""
        return {(0, 0): "neither", (1, 0): "min", (0, 1): "max", (1, 1): "both"}[self.below, self.above]

    def fractions(self, values: Array) -> Array:
        """Values as numbers between 0 and 1; NaN stays."""
        return np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)


def scale_of(values: Array, signed: bool) -> Scale | None:
    """The scale for these values; None where none is defined.

    >>> scale_of(np.array([-1.0, 0.5, np.nan]), signed=True)
    Scale(low=-1.0, high=1.0, diverging=True, below=False, above=False)
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return None
    size, usual = float(np.max(np.abs(finite))), float(np.percentile(np.abs(finite), _SHARE))
    limit = float(np.max(np.abs(finite[np.abs(finite) <= _FAR * usual]), initial=0.0)) or size
    if size <= 1e-12 * max(1.0, size):  # rounding errors of 0 have no signs
        size = limit = 0.0
    if signed:
        limit = limit or 1.0
        beyond = 1e-9 * limit
        return Scale(
            -limit, limit, True, bool(finite.min() < -limit - beyond), bool(finite.max() > limit + beyond)
        )
    low, high = float(finite.min()), limit or 1.0
    if high - low <= 1e-9 * abs(high):  # a constant: the bar still needs a length
        low, high = 0.0, 2 * high
    return Scale(low, high, False, False, bool(finite.max() > high * (1 + 1e-9)))


def lit(colours: Array, normals: Array, camera: Camera) -> Array:
    """Colours (.., 4) under a lamp over the left shoulder; both sides of a surface are lit alike."""
    right, up, toward = camera.axes
    lamp = -0.45 * right + 0.55 * up + 0.70 * toward
    lamp /= np.linalg.norm(lamp)
    length = np.linalg.norm(normals, axis=-1)
    facing = np.abs(normals @ lamp) / np.where(length > 0, length, 1.0)
    shade = 0.66 + 0.34 * facing
    found = colours.copy()
    found[..., :3] *= np.where(length > 0, shade, 1.0)[..., None]
    return found
