"""Planes, cylinders, cones and quadrics.

Source: M. do Carmo, Differential Geometry of Curves and Surfaces, ch. 2 and 3; A. Gray, Modern Differential
Geometry of Curves and Surfaces (2nd ed.), ch. 13.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.geometry import Hypersurface
from symgeom.surfaces.catalogue import Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import a, b, c, u, v

__all__ = ["cone", "cylinder", "ellipsoid", "hyperboloid", "paraboloid", "plane", "saddle"]

TURN = (0, 2 * sp.pi)


@entry(
    "do Carmo, section 3-2 (the plane)",
    lambda: {"gaussian_curvature": sp.S.Zero, "mean_curvature": sp.S.Zero},
)
def plane() -> Hypersurface:
    """The plane.

    **Formula** `(u, v, 0)`; `K = H = 0`.
    """
    return Hypersurface([u, v, 0], (u, v), name="plane", window={u: (-2, 2), v: (-2, 2)})


@entry(
    "do Carmo, section 3-2 (the cylinder)",
    lambda a: {"gaussian_curvature": sp.S.Zero, "mean_curvature": -1 / (2 * a)},
)
def cylinder(a: Scalar = a) -> Hypersurface:
    """The circular cylinder of radius a.

    **Formula** `(a cos u, a sin u, v)`, `a > 0`; `K = 0`, `H = -1/(2a)` (outward normal).
    """
    return Hypersurface(
        [a * sp.cos(u), a * sp.sin(u), v],
        (u, v),
        domain={u: TURN},
        where=facts("cylinder", a > 0),
        name="cylinder",
        window={v: (-2 * a, 2 * a)},
        defaults=defaults((a, 1.3)),
    )


@entry(
    "Gray, ch. 13",
    lambda c: {"gaussian_curvature": sp.S.Zero, "mean_curvature": c / (2 * u * sp.sqrt(c**2 + 1))},
)
def cone(c: Scalar = c) -> Hypersurface:
    """The upper half of the circular cone of slope c, without its apex.

    **Formula** `(u cos v, u sin v, c u)`, `u > 0`, `c > 0`; `K = 0`, `H = c/(2u √(1 + c²))` (inward normal).
    """
    return Hypersurface(
        [u * sp.cos(v), u * sp.sin(v), c * u],
        (u, v),
        domain={u: (0, sp.oo), v: TURN},
        where=facts("cone", c > 0),
        name="cone",
        window={u: (0, 2)},
        defaults=defaults((c, 0.6)),
    )


def _ellipsoid(a: Any, b: Any, c: Any) -> dict[str, Any]:
    x, y, z = sp.cos(u) * sp.cos(v), sp.sin(u) * sp.cos(v), sp.sin(v)
    q = x**2 / a**2 + y**2 / b**2 + z**2 / c**2
    trace = a**2 * x**2 + b**2 * y**2 + c**2 * z**2 - a**2 - b**2 - c**2
    return {
        "gaussian_curvature": 1 / (a * b * c * q) ** 2,
        "mean_curvature": trace / (2 * (a * b * c) ** 2 * q ** sp.Rational(3, 2)),
    }


@entry("Gray, ch. 13", _ellipsoid)
def ellipsoid(a: Scalar = a, b: Scalar = b, c: Scalar = c) -> Hypersurface:
    """The ellipsoid with half axes a, b, c.

    **Formula** `(a cos u cos v, b sin u cos v, c sin v)`, `a, b, c > 0`; with
    `q = cos²u cos²v/a² + sin²u cos²v/b² + sin²v/c²`: `K = 1/(abc q)²` (outward normal).
    """
    return Hypersurface(
        [a * sp.cos(u) * sp.cos(v), b * sp.sin(u) * sp.cos(v), c * sp.sin(v)],
        (u, v),
        domain={u: TURN, v: (-sp.pi / 2, sp.pi / 2)},
        where=facts("ellipsoid", a > 0, b > 0, c > 0),
        name="ellipsoid",
        defaults=defaults((a, 1.3), (b, 0.7), (c, 0.6)),
    )


def _hyperboloid(a: Any, c: Any) -> dict[str, Any]:
    q = a**2 * sp.sinh(v) ** 2 + c**2 * sp.cosh(v) ** 2
    trace = a**2 - a**2 * sp.sinh(v) ** 2 - c**2 * sp.cosh(v) ** 2
    return {
        "gaussian_curvature": -(c**2) / q**2,
        "mean_curvature": c * trace / (2 * a * q ** sp.Rational(3, 2)),
    }


@entry("Gray, ch. 13", _hyperboloid)
def hyperboloid(a: Scalar = a, c: Scalar = c) -> Hypersurface:
    """The hyperboloid of revolution of one sheet.

    **Formula** `(a cos u cosh v, a sin u cosh v, c sinh v)`, `a, c > 0`; with `q = a² sinh²v + c² cosh²v`:
    `K = -c²/q²` (outward normal).
    """
    return Hypersurface(
        [a * sp.cos(u) * sp.cosh(v), a * sp.sin(u) * sp.cosh(v), c * sp.sinh(v)],
        (u, v),
        domain={u: TURN},
        where=facts("hyperboloid", a > 0, c > 0),
        name="hyperboloid",
        window={v: (-1, 1)},
        defaults=defaults((a, 1.3), (c, 0.6)),
    )


def _paraboloid() -> dict[str, Any]:
    q = 4 * u**2 + 4 * v**2 + 1
    return {"gaussian_curvature": 4 / q**2, "mean_curvature": (q + 1) / q ** sp.Rational(3, 2)}


@entry("do Carmo, section 3-3, example 5 (graphs); Gray, ch. 13", _paraboloid)
def paraboloid() -> Hypersurface:
    """The elliptic paraboloid of revolution.

    **Formula** `(u, v, u² + v²)`; `K = 4/(1 + 4u² + 4v²)²` (upward normal).
    """
    return Hypersurface([u, v, u**2 + v**2], (u, v), name="paraboloid", window={u: (-1, 1), v: (-1, 1)})


def _saddle() -> dict[str, Any]:
    q = u**2 + v**2 + 1
    return {"gaussian_curvature": -1 / q**2, "mean_curvature": -u * v / q ** sp.Rational(3, 2)}


@entry("do Carmo, section 3-3, example 5 (graphs); Gray, ch. 13", _saddle)
def saddle() -> Hypersurface:
    """The hyperbolic paraboloid.

    **Formula** `(u, v, u v)`; `K = -1/(1 + u² + v²)²`, `H = -uv/(1 + u² + v²)^(3/2)` (upward normal).
    """
    return Hypersurface([u, v, u * v], (u, v), name="saddle", window={u: (-1, 1), v: (-1, 1)})
