"""Curves in the plane (d = 1 hypersurfaces, normal to the left) and immersions of higher codimension.

Source: do Carmo, Differential Geometry of Curves and Surfaces, ch. 1; Riemannian Geometry, ch. 6.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.geometry import Hypersurface, Immersion
from symgeom.surfaces.catalogue import Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import R, a, b, t, u, v

__all__ = ["circle", "clifford_torus", "ellipse", "helix"]

TURN = (0, 2 * sp.pi)


@entry("do Carmo, section 1-5", lambda R: {"gaussian_curvature": 1 / R, "mean_curvature": 1 / R})
def circle(R: Scalar = R) -> Hypersurface:
    """The circle of radius R, run through counterclockwise.

    **Formula** `(R cos t, R sin t)`, `R > 0`; `K = H = 1/R` (the normal points to the left: inward).
    """
    return Hypersurface(
        [R * sp.cos(t), R * sp.sin(t)],
        (t,),
        domain={t: TURN},
        where=facts("circle", R > 0),
        name="circle",
        defaults=defaults((R, 1.0)),
    )


def _ellipse(a: Any, b: Any) -> dict[str, Any]:
    k = a * b / (a**2 * sp.sin(t) ** 2 + b**2 * sp.cos(t) ** 2) ** sp.Rational(3, 2)
    return {"gaussian_curvature": k, "mean_curvature": k}


@entry("do Carmo, section 1-5 and 1-7, exercise 3", _ellipse)
def ellipse(a: Scalar = a, b: Scalar = b) -> Hypersurface:
    """The ellipse with half axes a and b, run through counterclockwise.

    **Formula** `(a cos t, b sin t)`, `a, b > 0`; `K = H = ab/(a² sin²t + b² cos²t)^(3/2)` (inward normal).
    """
    return Hypersurface(
        [a * sp.cos(t), b * sp.sin(t)],
        (t,),
        domain={t: TURN},
        where=facts("ellipse", a > 0, b > 0),
        name="ellipse",
        defaults=defaults((a, 2.0), (b, 1.0)),
    )


def _helix(a: Any, b: Any) -> dict[str, Any]:
    k = a / (a**2 + b**2)
    return {"mean_curvature_vector": sp.ImmutableMatrix([-k * sp.cos(t), -k * sp.sin(t), 0])}


@entry("do Carmo, section 1-5, exercise 1", _helix)
def helix(a: Scalar = a, b: Scalar = b) -> Immersion:
    """The circular helix in space, a curve of codimension 2.

    **Formula** `(a cos t, a sin t, b t)`, `a, b > 0`; curvature vector `-a/(a² + b²) (cos t, sin t, 0)`.
    """
    return Immersion(
        [a * sp.cos(t), a * sp.sin(t), b * t],
        (t,),
        where=facts("helix", a > 0, b > 0),
        name="helix",
        window={t: (0, 4 * sp.pi)},
        defaults=defaults((a, 1.0), (b, 0.5)),
    )


def _clifford() -> dict[str, Any]:
    X = sp.ImmutableMatrix([sp.cos(u), sp.sin(u), sp.cos(v), sp.sin(v)]) / sp.sqrt(2)
    return {"mean_curvature_vector": -X, "scalar_curvature": sp.S.Zero}


@entry("do Carmo, Riemannian Geometry, ch. 6; Lee, ch. 8", _clifford)
def clifford_torus() -> Immersion:
    """The Clifford torus in R⁴: flat, and minimal in the unit sphere.

    **Formula** `(cos u, sin u, cos v, sin v)/√2`; mean curvature vector `-X`, scalar curvature 0.
    """
    return Immersion(
        [f(w) / sp.sqrt(2) for w in (u, v) for f in (sp.cos, sp.sin)],
        (u, v),
        domain={u: TURN, v: TURN},
        name="clifford_torus",
    )
