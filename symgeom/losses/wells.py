"""Wells with a round bottom: the sphere cap, the Gaussian well, the logistic loss of one weight.

Convention: the graph's upward normal, so that at a critical point S is the Hessian.
Source: do Carmo, Differential Geometry of Curves and Surfaces, section 3-3, example 5 (graphs).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.geometry import Graph
from symgeom.losses.symbols import a, b, coordinates, origin, x, y
from symgeom.surfaces.catalogue import CriticalPoint, Scalar, defaults, entry, facts

__all__ = ["gaussian_well", "logistic", "sphere_cap"]


def _cap(d: Any) -> dict[str, Any]:
    one = sp.S.One
    return {"gaussian_curvature": one, "mean_curvature": one, "scalar_curvature": d * (d - 1) * one}


@entry("do Carmo, section 2-2, example 1", _cap, lambda d: [origin(d, *[1] * int(d))])
def sphere_cap(d: int = 2) -> Graph:
    """The lower half of the unit sphere, standing on the origin.

    **Formula** `1 - √(1 - |x|²)` for `|x| < 1`; `S = I` everywhere.
    """
    p = coordinates(d)
    square = sum(s**2 for s in p)
    edge = 9 / (10 * sp.sqrt(d))  # the corners lie inside of the ball
    return Graph(
        1 - sp.sqrt(1 - square),
        p,
        domain=dict.fromkeys(p, (-1, 1)),
        where=facts("sphere_cap", square < 1),
        name="sphere_cap",
        window=dict.fromkeys(p, (-edge, edge)),
    )


def _gaussian() -> dict[str, Any]:
    r2 = x**2 + y**2
    return {"gaussian_curvature": sp.exp(-r2) * (1 - r2) / (1 + r2 * sp.exp(-r2)) ** 2}


@entry("do Carmo, section 3-3, example 5", _gaussian, lambda: [origin(2, 1, 1)])
def gaussian_well() -> Graph:
    """The Gaussian well: convex inside the unit disc, saddle shaped outside.

    **Formula** `-exp(-r²/2)` with `r² = x² + y²`; `K = e^{-r²} (1 - r²)/(1 + r² e^{-r²})²`; at the origin
    `κ = 1, 1`.
    """
    return Graph(-sp.exp(-(x**2 + y**2) / 2), (x, y), name="gaussian_well", window={x: (-3, 3), y: (-3, 3)})


def _logistic(a: Any, b: Any) -> dict[str, Any]:
    slope = (b * sp.exp(x) - a) / (1 + sp.exp(x))
    bend = (a + b) * sp.exp(x) / (1 + sp.exp(x)) ** 2
    k = bend / (1 + slope**2) ** sp.Rational(3, 2)
    return {"gaussian_curvature": k, "mean_curvature": k}


@entry(
    "C. M. Bishop, Pattern Recognition and Machine Learning, section 4.3.2",
    _logistic,
    lambda a, b: [CriticalPoint({x: sp.log(a / b)}, (a * b / (a + b),))],
)
def logistic(a: Scalar = a, b: Scalar = b) -> Graph:
    """The logistic loss of one logit x with weight a on the label 1 and b on the label 0; a plane curve.

    **Formula** `a log(1 + e^{-x}) + b log(1 + e^x)`, `a, b > 0`; minimum at `log(a/b)` with `κ = ab/(a + b)`.
    """
    ell = a * sp.log(1 + sp.exp(-x)) + b * sp.log(1 + sp.exp(x))
    return Graph(
        ell,
        (x,),
        where=facts("logistic", a > 0, b > 0),
        name="logistic",
        window={x: (-4, 4)},
        defaults=defaults((a, 2.0), (b, 1.0)),
    )
