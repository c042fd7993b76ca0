"""Minimal surfaces: H = 0.

Source: do Carmo, section 3-5 B (minimal surfaces);
A. Gray, Modern Differential Geometry of Curves and Surfaces (2nd ed.), ch. 30-32.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgeom.geometry import Hypersurface
from symgeom.surfaces.catalogue import Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import c, u, v

__all__ = ["catenoid", "enneper", "helicoid", "henneberg", "scherk"]


def _minimal(K: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    return lambda *parameters: {"gaussian_curvature": K(*parameters), "mean_curvature": sp.S.Zero}


@entry("do Carmo, section 3-5, example 5", _minimal(lambda c: -1 / (c**2 * sp.cosh(v / c) ** 4)))
def catenoid(c: Scalar = c) -> Hypersurface:
    """The catenoid, the only minimal surface of revolution beside the plane.

    **Formula** `(c cos u cosh(v/c), c sin u cosh(v/c), v)`, `c > 0`; `K = -1/(c² cosh⁴(v/c))`, `H = 0`.
    """
    return Hypersurface(
        [c * sp.cos(u) * sp.cosh(v / c), c * sp.sin(u) * sp.cosh(v / c), v],
        (u, v),
        domain={u: (0, 2 * sp.pi)},
        where=facts("catenoid", c > 0),
        name="catenoid",
        window={v: (-2 * c, 2 * c)},
        defaults=defaults((c, 0.6)),
    )


@entry("do Carmo, section 3-5, example 6", _minimal(lambda c: -(c**2) / (c**2 + u**2) ** 2))
def helicoid(c: Scalar = c) -> Hypersurface:
    """The helicoid, the only ruled minimal surface beside the plane.

    **Formula** `(u cos v, u sin v, c v)`, `c > 0`; `K = -c²/(c² + u²)²`, `H = 0`.
    """
    return Hypersurface(
        [u * sp.cos(v), u * sp.sin(v), c * v],
        (u, v),
        where=facts("helicoid", c > 0),
        name="helicoid",
        window={u: (-2, 2), v: (-sp.pi, sp.pi)},
        defaults=defaults((c, 0.6)),
    )


@entry(
    "do Carmo, section 3-3, exercise 5, and 3-5, example 7",
    _minimal(lambda: -4 / (u**2 + v**2 + 1) ** 4),
)
def enneper() -> Hypersurface:
    """Enneper's surface.

    **Formula** `(u - u³/3 + u v², v - v³/3 + u² v, u² - v²)`; `K = -4/(1 + u² + v²)⁴`, `H = 0`.
    """
    return Hypersurface(
        [u - u**3 / 3 + u * v**2, v - v**3 / 3 + u**2 * v, u**2 - v**2],
        (u, v),
        name="enneper",
        window={u: (-2, 2), v: (-2, 2)},
    )


@entry(
    "do Carmo, section 3-5 (Scherk's surface); Gray, ch. 30",
    _minimal(lambda: -1 / (sp.cos(u) * sp.cos(v) * (sp.tan(u) ** 2 + sp.tan(v) ** 2 + 1)) ** 2),
)
def scherk() -> Hypersurface:
    """Scherk's surface over one square of its chessboard.

    **Formula** `(u, v, log(cos v/cos u))`, `|u|, |v| < π/2`;
    `K = -sec²u sec²v/(1 + tan²u + tan²v)²`, `H = 0`.
    """
    quarter, edge = sp.pi / 2, sp.Rational(7, 5)
    return Hypersurface(
        [u, v, sp.log(sp.cos(v) / sp.cos(u))],
        (u, v),
        domain={u: (-quarter, quarter), v: (-quarter, quarter)},
        name="scherk",
        window={u: (-edge, edge), v: (-edge, edge)},
    )


@entry(
    "Gray, ch. 32 (Weierstrass patch of f = 2 - 2/z⁴, g = z)",
    _minimal(lambda: -1 / (8 * (sp.cosh(4 * u) - sp.cos(4 * v)) * sp.cosh(u) ** 4)),
)
def henneberg() -> Hypersurface:
    """Henneberg's surface, minimal and not orientable as a whole; here the half u > 0.

    **Formula** `(2 sinh u cos v - ⅔ sinh 3u cos 3v, 2 sinh u sin v + ⅔ sinh 3u sin 3v, 2 cosh 2u cos 2v)`;
    `K = -1/(8 (cosh 4u - cos 4v) cosh⁴u)`, `H = 0`.
    """
    third = sp.Rational(2, 3)
    return Hypersurface(
        [
            2 * sp.sinh(u) * sp.cos(v) - third * sp.sinh(3 * u) * sp.cos(3 * v),
            2 * sp.sinh(u) * sp.sin(v) + third * sp.sinh(3 * u) * sp.sin(3 * v),
            2 * sp.cosh(2 * u) * sp.cos(2 * v),
        ],
        (u, v),
        domain={u: (0, sp.oo), v: (0, 2 * sp.pi)},
        name="henneberg",
        window={u: (sp.Rational(1, 5), 1)},
    )
