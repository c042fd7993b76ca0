"""Surfaces of revolution and helicoidal motion: torus, pseudosphere, Dini's surface, any profile.

Source: do Carmo, section 3-3, example 4; A. Gray, Modern Differential Geometry of Curves and Surfaces
(2nd ed.), ch. 20 (surfaces of revolution) and 21 (constant Gaussian curvature).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.errors import InputError
from symgeom.geometry import Hypersurface
from symgeom.surfaces.catalogue import Profile, Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import R, a, b, r, u, v

__all__ = ["dini", "pseudosphere", "pseudosphere_lower", "revolution", "torus"]

TURN = (0, 2 * sp.pi)


def _torus(R: Any, r: Any) -> dict[str, Any]:
    ring = R + r * sp.cos(v)
    return {
        "gaussian_curvature": sp.cos(v) / (r * ring),
        "mean_curvature": -(R + 2 * r * sp.cos(v)) / (2 * r * ring),
        "volume_element": r * ring,
    }


@entry("do Carmo, section 3-3, example 1", _torus)
def torus(R: Scalar = R, r: Scalar = r) -> Hypersurface:
    """The torus of revolution with radii R > r > 0.

    **Formula** `((R + r cos v) cos u, (R + r cos v) sin u, r sin v)`; `K = cos v/(r (R + r cos v))`,
    `H = -(R + 2r cos v)/(2r (R + r cos v))` (outward normal).
    """
    ring = R + r * sp.cos(v)
    return Hypersurface(
        [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)],
        (u, v),
        domain={u: TURN, v: TURN},
        where=facts("torus", R > 0, r > 0, r < R),
        name="torus",
        defaults=defaults((R, 2.5), (r, 0.8)),
    )


def _tractroid(sign: int) -> dict[str, Any]:
    s = sign * sp.sinh(u)
    return {"gaussian_curvature": sp.Integer(-1), "mean_curvature": s / 2 - 1 / (2 * s)}


def _tractrix_map() -> list[Any]:
    return [sp.cos(v) * sp.sech(u), sp.sin(v) * sp.sech(u), u - sp.tanh(u)]


@entry("do Carmo, section 3-3, exercise 6; Gray, ch. 21", lambda: _tractroid(1))
def pseudosphere() -> Hypersurface:
    """The upper half of Beltrami's pseudosphere, the tractrix turned about its asymptote.

    **Formula** `(sech u cos v, sech u sin v, u - tanh u)`, `u > 0`; `K = -1`, `H = (sinh u - 1/sinh u)/2`.
    """
    return Hypersurface(
        _tractrix_map(), (u, v), domain={u: (0, sp.oo), v: TURN}, name="pseudosphere", window={u: (0, 3)}
    )


@entry("do Carmo, section 3-3, exercise 6; Gray, ch. 21", lambda: _tractroid(-1))
def pseudosphere_lower() -> Hypersurface:
    """The lower half of the pseudosphere: the same map for u < 0, where `√(tanh²u) = -tanh u`.

    **Formula** `(sech u cos v, sech u sin v, u - tanh u)`, `u < 0`; `K = -1`,
    `H = |sinh u|/2 - 1/(2 |sinh u|)`.
    """
    return Hypersurface(
        _tractrix_map(),
        (u, v),
        domain={u: (-sp.oo, 0), v: TURN},
        name="pseudosphere_lower",
        window={u: (-3, 0)},
    )


def _dini(a: Any, b: Any) -> dict[str, Any]:
    return {
        "gaussian_curvature": -1 / (a**2 + b**2),
        "mean_curvature": -sp.cot(2 * v) / sp.sqrt(a**2 + b**2),
    }


@entry("Gray, ch. 21 (Dini's surface)", _dini)
def dini(a: Scalar = a, b: Scalar = b) -> Hypersurface:
    """Dini's surface, the pseudosphere under a helicoidal motion, between its edge and the cusp line.

    **Formula** `(a cos u sin v, a sin u sin v, a (cos v + log tan(v/2)) + b u)`, `0 < v < π/2`, `a, b > 0`;
    `K = -1/(a² + b²)`, `H = -cot(2v)/√(a² + b²)`.
    """
    height = a * (sp.log(sp.tan(v / 2)) + sp.cos(v)) + b * u
    return Hypersurface(
        [a * sp.sin(v) * sp.cos(u), a * sp.sin(u) * sp.sin(v), height],
        (u, v),
        domain={v: (0, sp.pi / 2)},
        where=facts("dini", a > 0, b > 0),
        name="dini",
        window={u: (0, 4 * sp.pi), v: (sp.Rational(1, 20), sp.Rational(3, 2))},
        defaults=defaults((a, 1.3), (b, 0.7)),
    )


def _profile(f: Any, z: Any) -> tuple[Any, Any]:
    return (sp.Function("f", positive=True)(v) if f is None else f), z


def _revolution(f: Any, z: Any) -> dict[str, Any]:
    f, z = _profile(f, z)
    f1, z1 = f.diff(v), z.diff(v)
    speed2 = f1**2 + z1**2
    turning = z1 * f1.diff(v) - f1 * z1.diff(v)
    return {
        "gaussian_curvature": -z1 * turning / (f * speed2**2),
        "mean_curvature": turning / (2 * speed2 ** sp.Rational(3, 2)) - z1 / (2 * f * sp.sqrt(speed2)),
    }


@entry("do Carmo, section 3-3, example 4", _revolution)
def revolution(f: Profile | None = None, z: Profile = v) -> Hypersurface:
    """The surface of revolution of the profile (f(v), z(v)), f > 0; f is undefined when not given.

    **Formula** `(f cos u, f sin u, z)`; with `q = f'² + z'²`: `K = z' (f' z'' - f'' z')/(f q²)`,
    `H = (z' f'' - f' z'')/(2 q^(3/2)) - z'/(2 f √q)`; f and z are expressions in the symbol v of
    `symgeom.surfaces.symbols`.
    """
    x, height = _profile(f, z)
    if u in x.free_symbols | height.free_symbols:
        raise InputError(f"revolution: a profile depends on v alone, not on u; got f = {x}, z = {height}.")
    return Hypersurface(
        [x * sp.cos(u), x * sp.sin(u), height],
        (u, v),
        domain={u: TURN},
        where=facts("revolution", x > 0),
        name="revolution",
        window={v: (-1, 1)} if f is None else None,
    )
