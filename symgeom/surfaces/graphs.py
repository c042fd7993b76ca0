"""Graphs over the plane that the books give as parametrized surfaces.

Source: do Carmo, section 3-2 and 3-3, example 5; A. Gray, Modern Differential Geometry of Curves and Surfaces
(2nd ed.), ch. 13.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.geometry import Hypersurface
from symgeom.surfaces.catalogue import entry
from symgeom.surfaces.symbols import u, v

__all__ = ["catenary_cylinder", "monkey_saddle"]


def _monkey() -> dict[str, Any]:
    q = 9 * (u**2 + v**2) ** 2 + 1
    return {
        "gaussian_curvature": -36 * (u**2 + v**2) / q**2,
        "mean_curvature": 27 * u * (3 * v**4 + 2 * u**2 * v**2 - u**4) / q ** sp.Rational(3, 2),
    }


@entry("Gray, ch. 13; do Carmo, section 3-3", _monkey)
def monkey_saddle() -> Hypersurface:
    """The monkey saddle, with a planar point at the origin.

    **Formula** `(u, v, u³ - 3u v²)`; `K = -36 (u² + v²)/(1 + 9 (u² + v²)²)²` (upward normal).
    """
    return Hypersurface(
        [u, v, u**3 - 3 * u * v**2], (u, v), name="monkey_saddle", window={u: (-1, 1), v: (-1, 1)}
    )


@entry(
    "do Carmo, section 3-3",
    lambda: {"gaussian_curvature": sp.S.Zero, "mean_curvature": 1 / (2 * sp.cosh(u) ** 2)},
)
def catenary_cylinder() -> Hypersurface:
    """The cylinder over a catenary.

    **Formula** `(u, v, cosh u)`; `K = 0`, `H = 1/(2 cosh²u)` (upward normal).
    """
    return Hypersurface([u, v, sp.cosh(u)], (u, v), name="catenary_cylinder", window={u: (-2, 2), v: (-2, 2)})
