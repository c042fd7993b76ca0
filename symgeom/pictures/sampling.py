"""Points and values on a grid over the window of a surface, from kernels of its quantities.

Here: `Sampler`. **Convention**: points are computed at the grid's corners, values at the middle of each cell, so that a
quantity that is undefined at an end of the window (a pole, an apex) has a colour in every cell beside it. What is undefined
is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp

from symgeom.errors import InputError, shown

__all__ = ["Array", "Sampler"]

Array = np.ndarray[Any, np.dtype[np.float64]]


class Sampler:
    """A surface with numbers for its parameters, and a finite box of its coordinates.

    ``window`` is joined to the surface's own; ``values`` are those of parameters, data and undefined functions, as its
    kernels take them by name.

    **Raises** `InputError` for a parameter without a value, and for a coordinate without a finite interval.
    """

    def __init__(self, surface: Any, window: Mapping[Any, Any] | None, values: Mapping[str, Any]) -> None:
        self.surface = surface.windowed(window) if window else surface
        self.values = dict(values)
        self.numbers = {p: self._number(p) for p in self.surface.parameters}
        self.box = [self._interval(c) for c in self.surface.coordinates]

    def _number(self, parameter: Any) -> float:
        name, given = str(parameter), self.surface.defaults.get(parameter)
        value = self.values.get(name, given)
        if value is None:
            raise InputError(
                f"{self.surface.name}: the parameter {name} has no value, and a picture needs one: plot({name}=1), or give "
                "the surface a default for it."
            )
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError):
            raise InputError(
                f"{self.surface.name}: the parameter {name} of a picture is one number, not {shown(value)}"
            ) from None

    def _interval(self, coordinate: Any) -> tuple[float, float]:
        if coordinate not in self.surface.window:
            raise InputError(
                f"{self.surface.name}: a picture needs a finite interval for {coordinate}, and neither a window nor the domain "
                f"has one: window={{{coordinate}: (-1, 1)}}"
            )
        low, high = (float(sp.N(end.subs(self.numbers))) for end in self.surface.window[coordinate])
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise InputError(
                f"{self.surface.name}: with these parameters the window of {coordinate} is ({low:g}, {high:g}); "
                "the smaller end comes first"
            )
        return low, high

    def corners(self, counts: tuple[int, ...]) -> list[Array]:
        """The coordinates at the corners of so many cells a side, an array for each coordinate."""
        ends = [np.linspace(low, high, n + 1) for (low, high), n in zip(self.box, counts)]
        return list(np.meshgrid(*ends, indexing="ij"))

    def middles(self, counts: tuple[int, ...]) -> list[Array]:
        """The coordinates in the middle of each cell."""
        ends = [np.linspace(low, high, n + 1) for (low, high), n in zip(self.box, counts)]
        return list(np.meshgrid(*((e[1:] + e[:-1]) / 2 for e in ends), indexing="ij"))

    def __call__(self, name: str, at: list[Any]) -> Array:
        """A quantity at points: their shape, then the quantity's own.

        **Raises** `InputError` where it is undefined at all of them.
        """
        found = np.asarray(self.surface.kernel(name, outside="nan")(*at, **self.values)[name], dtype=float)
        if not np.isfinite(found).any():
            middle = [sum(ends) / 2 for ends in self.box]
            self.surface.kernel(name)(*middle, **self.values)  # tells which fact the numbers break
            raise InputError(
                f"{self.surface.name}: {name} is undefined on the whole window; give another window="
            )
        return found
