"""Coordinates of the losses in d variables, and the origin as a critical point."""

from typing import Any

import sympy as sp

from symgeom.surfaces.catalogue import CriticalPoint
from symgeom.surfaces.symbols import a, b, c, x, y

__all__ = ["a", "b", "c", "coordinates", "origin", "x", "y"]


def coordinates(d: Any) -> tuple[Any, ...]:
    """x, y in the plane, x1 .. xd elsewhere; real."""
    return (x, y) if d == 2 else tuple(sp.symbols(f"x1:{int(d) + 1}", real=True))


def origin(d: Any, *curvatures: Any) -> CriticalPoint:
    """The origin of R^d with these principal curvatures."""
    return CriticalPoint(
        dict.fromkeys(coordinates(d), sp.S.Zero), tuple(sp.sympify(k, strict=True) for k in curvatures)
    )
