"""Spheres and their products with a flat factor, in several charts; all with the outward normal.

Source: J. M. Lee, Introduction to Riemannian Manifolds (2nd ed.), ch. 8; do Carmo, section 2-2.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.errors import InputError
from symgeom.geometry import Graph, Hypersurface
from symgeom.surfaces.catalogue import Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import R, u, v, x, y

__all__ = ["hemisphere", "n_cylinder", "n_sphere", "sphere", "stereographic_sphere"]


def _round(R: Any) -> dict[str, Any]:
    R = sp.sympify(R, strict=True)
    return {"gaussian_curvature": R**-2, "mean_curvature": -1 / R, "scalar_curvature": 2 / R**2}


@entry("do Carmo, section 3-2 (the sphere)", _round)
def sphere(R: Scalar = R) -> Hypersurface:
    """The sphere of radius R by longitude u and latitude v.

    **Formula** `(R cos u cos v, R sin u cos v, R sin v)`, `R > 0`; `K = 1/R²`, `H = -1/R` (outward normal).
    """
    return Hypersurface(
        [R * sp.cos(u) * sp.cos(v), R * sp.sin(u) * sp.cos(v), R * sp.sin(v)],
        (u, v),
        domain={u: (0, 2 * sp.pi), v: (-sp.pi / 2, sp.pi / 2)},
        where=facts("sphere", R > 0),
        name="sphere",
        defaults=defaults((R, 2.5)),
    )


@entry("do Carmo, section 2-2, exercise 16", _round)
def stereographic_sphere(R: Scalar = R) -> Hypersurface:
    """The sphere of radius R without its south pole, by stereographic projection: a rational chart.

    **Formula** `R (2u, 2v, 1 - u² - v²)/(1 + u² + v²)`, `R > 0`; `K = 1/R²`, `H = -1/R` (outward normal).
    """
    q = u**2 + v**2
    return Hypersurface(
        [2 * R * u / (1 + q), 2 * R * v / (1 + q), R * (1 - q) / (1 + q)],
        (u, v),
        where=facts("stereographic_sphere", R > 0),
        name="stereographic_sphere",
        window={u: (-3, 3), v: (-3, 3)},
        defaults=defaults((R, 1.0)),
    )


@entry("do Carmo, section 2-2, example 1", _round)
def hemisphere(R: Scalar = R) -> Graph:
    """The upper half of the sphere of radius R as a graph.

    **Formula** `z = √(R² - x² - y²)` for `x² + y² < R²`, `R > 0`; `K = 1/R²`, `H = -1/R` (upward normal).
    """
    return Graph(
        sp.sqrt(R**2 - x**2 - y**2),
        (x, y),
        domain={x: (-R, R), y: (-R, R)},
        where=facts("hemisphere", R > 0, x**2 + y**2 < R**2),
        name="hemisphere",
        window=dict.fromkeys((x, y), (-7 * R / 10, 7 * R / 10)),
        defaults=defaults((R, 1.0)),
    )


def _hyperspherical(k: int, R: Any) -> tuple[list[Any], tuple[Any, ...]]:
    """Map and angles of the k-sphere; the first component comes last: the normal points outward."""
    angles = sp.symbols(f"theta1:{k + 1}", real=True)
    components, factor = [], sp.sympify(R, strict=True)
    for angle in angles:
        components.append(factor * sp.cos(angle))
        factor *= sp.sin(angle)
    return [*components[1:], factor, components[0]], angles


def _angle_domain(angles: tuple[Any, ...]) -> dict[Any, Any]:
    return dict.fromkeys(angles[:-1], (0, sp.pi)) | {angles[-1]: (0, 2 * sp.pi)}


def _n_sphere_forms(d: Any, R: Any) -> dict[str, Any]:
    return {
        "gaussian_curvature": (-1 / R) ** d,
        "mean_curvature": -1 / R,
        "scalar_curvature": d * (d - 1) / R**2,
    }


@entry("Lee, Introduction to Riemannian Manifolds, ch. 8", _n_sphere_forms)
def n_sphere(d: int = 3, R: Scalar = R) -> Hypersurface:
    """The d-sphere of radius R in R^(d+1) by hyperspherical angles.

    **Formula** `R (sin θ1 cos θ2, ..., sin θ1 ··· sin θd, cos θ1)`, `R > 0`; `S = -I/R`, `K = (-1)^d/R^d`,
    scalar curvature `d(d-1)/R²` (outward normal).
    """
    components, angles = _hyperspherical(int(d), R)
    return Hypersurface(
        components,
        angles,
        domain=_angle_domain(angles),
        where=facts("n_sphere", R > 0),
        name=f"{d}-sphere",
        defaults=defaults((R, 1.0)),
    )


def _n_cylinder_forms(d: Any, k: Any, R: Any) -> dict[str, Any]:
    return {
        "gaussian_curvature": sp.S.Zero if k < d else (-1 / R) ** d,
        "mean_curvature": -k / (d * R),
        "scalar_curvature": k * (k - 1) / R**2,
    }


@entry(
    "Lee, Introduction to Riemannian Manifolds, ch. 8 (product of a sphere and a flat factor)",
    _n_cylinder_forms,
)
def n_cylinder(d: int = 3, k: int = 2, R: Scalar = R) -> Hypersurface:
    """The spherical cylinder `R^(d-k) × S^k` of radius R in R^(d+1), `1 ≤ k ≤ d`.

    **Formula** `(z1, ..., z(d-k), X(θ1..θk))` with X the k-sphere; k principal curvatures are `-1/R`,
    the others 0; `H = -k/(dR)`, scalar curvature `k(k-1)/R²` (outward normal: flat coordinates first).
    """
    if k > d:
        raise InputError(f"n_cylinder needs k <= d, a sphere no larger than the whole; got d = {d}, k = {k}.")
    components, angles = _hyperspherical(int(k), R)
    flat = sp.symbols(f"z1:{int(d) - int(k) + 1}", real=True)
    return Hypersurface(
        [*flat, *components],
        (*flat, *angles),
        domain=_angle_domain(angles),
        where=facts("n_cylinder", R > 0),
        name=f"cylinder over the {k}-sphere",
        window=dict.fromkeys(flat, (-2, 2)),
        defaults=defaults((R, 1.0)),
    )
