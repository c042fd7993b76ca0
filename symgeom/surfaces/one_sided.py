"""Surfaces with no global unit normal, each in one chart: Möbius, Klein, projective plane.

A chart has a unit normal; the surface as a whole has none (THEORY: "connected and orientable only").
Source: A. Gray, Modern Differential Geometry of Curves and Surfaces (2nd ed.), ch. 14.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.geometry import Hypersurface
from symgeom.surfaces.catalogue import Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import a, u, v

__all__ = ["boy", "cross_cap", "klein_figure_8", "moebius_band", "roman"]

TURN = (0, 2 * sp.pi)


def _moebius(a: Any) -> dict[str, Any]:
    return {"gaussian_curvature": -4 * a**2 / (v**2 + 4 * (a + v * sp.cos(u / 2)) ** 2) ** 2}


@entry("do Carmo, section 2-6, example 3; Gray, ch. 14", _moebius)
def moebius_band(a: Scalar = a) -> Hypersurface:
    """The Möbius band about a circle of radius a, ruled by the lines that make half a turn.

    **Formula** `((a + v cos(u/2)) cos u, (a + v cos(u/2)) sin u, v sin(u/2))`, `|v| < a`, `a > 0`;
    `K = -4a²/(v² + 4 (a + v cos(u/2))²)²`.
    """
    ring = a + v * sp.cos(u / 2)
    return Hypersurface(
        [ring * sp.cos(u), ring * sp.sin(u), v * sp.sin(u / 2)],
        (u, v),
        domain={u: TURN, v: (-a, a)},
        where=facts("moebius_band", a > 0),
        name="moebius_band",
        defaults=defaults((a, 1.0)),
    )


@entry("Gray, ch. 14 (figure eight Klein bottle)")
def klein_figure_8(a: Scalar = a) -> Hypersurface:
    """The Klein bottle as a figure 8 that turns half around while it runs along a circle of radius a.

    **Formula** with `q = a + cos(u/2) sin v - sin(u/2) sin 2v`:
    `(q cos u, q sin u, sin(u/2) sin v + cos(u/2) sin 2v)`, `a > 2`.
    """
    q = a + sp.cos(u / 2) * sp.sin(v) - sp.sin(u / 2) * sp.sin(2 * v)
    return Hypersurface(
        [q * sp.cos(u), q * sp.sin(u), sp.sin(u / 2) * sp.sin(v) + sp.cos(u / 2) * sp.sin(2 * v)],
        (u, v),
        domain={u: TURN, v: TURN},
        where=facts("klein_figure_8", a > 2),
        name="klein_figure_8",
        defaults=defaults((a, 3.0)),
    )


@entry("Gray, ch. 14 (cross cap)")
def cross_cap() -> Hypersurface:
    """The cross-cap: the image of the sphere under (yz, 2xy, x² - y²), up to scale.

    **Formula** `(sin u sin 2v/2, sin 2u cos²v, cos 2u cos²v)`.
    """
    return Hypersurface(
        [
            sp.sin(u) * sp.sin(2 * v) / 2,
            sp.sin(2 * u) * sp.cos(v) ** 2,
            sp.cos(2 * u) * sp.cos(v) ** 2,
        ],
        (u, v),
        domain={u: TURN, v: (-sp.pi / 2, sp.pi / 2)},
        name="cross_cap",
    )


@entry("Gray, ch. 14 (Steiner's Roman surface)")
def roman(a: Scalar = a) -> Hypersurface:
    """Steiner's Roman surface: the image of the sphere of radius a under (xy, yz, zx).

    **Formula** `a²/2 (sin 2u cos²v, sin u sin 2v, cos u sin 2v)`, `a > 0`.
    """
    half = a**2 * sp.Rational(1, 2)
    return Hypersurface(
        [
            half * sp.sin(2 * u) * sp.cos(v) ** 2,
            half * sp.sin(u) * sp.sin(2 * v),
            half * sp.cos(u) * sp.sin(2 * v),
        ],
        (u, v),
        domain={u: TURN, v: (-sp.pi / 2, sp.pi / 2)},
        where=facts("roman", a > 0),
        name="roman",
        defaults=defaults((a, 1.0)),
    )


@entry("F. Apéry, Models of the Real Projective Plane (1987); Gray, ch. 14")
def boy() -> Hypersurface:
    """Boy's surface, the projective plane immersed, in Apéry's parametrization: rational in sin and cos.

    **Formula** with `q = 2 - √2 sin 3u sin 2v`:
    `(√2 cos²v cos 2u + cos u sin 2v, √2 cos²v sin 2u - sin u sin 2v, 3 cos²v)/q`.
    """
    root = sp.sqrt(2)
    q = 2 - root * sp.sin(3 * u) * sp.sin(2 * v)
    square = sp.cos(v) ** 2
    return Hypersurface(
        [
            (root * square * sp.cos(2 * u) + sp.cos(u) * sp.sin(2 * v)) / q,
            (root * square * sp.sin(2 * u) - sp.sin(u) * sp.sin(2 * v)) / q,
            3 * square / q,
        ],
        (u, v),
        domain={u: (-sp.pi / 2, sp.pi / 2), v: (0, sp.pi)},
        name="boy",
    )
