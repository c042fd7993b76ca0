"""Test functions of optimization, and the simplest graphs with closed curvatures.

Convention: the graph's upward normal, so that at a critical point S is the Hessian.
Source: J. J. Moré, B. S. Garbow, K. E. Hillstrom, Testing Unconstrained Optimization Software, ACM TOMS 7
(1981); D. M. Himmelblau, Applied Nonlinear Programming (1972).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import sympy as sp

from symgeom.geometry import Graph
from symgeom.losses.symbols import coordinates, origin, x, y
from symgeom.surfaces.catalogue import CriticalPoint, defaults, entry

__all__ = ["beale", "bowl", "himmelblau", "monkey_saddle", "quadratic", "rosenbrock", "saddle"]


def _rosenbrock_minimum(d: Any) -> list[CriticalPoint]:
    if d != 2:
        return []
    root = sp.sqrt(250601)
    return [CriticalPoint({x: sp.S.One, y: sp.S.One}, (501 - root, 501 + root))]


@entry(
    "Moré, Garbow, Hillstrom (1981), problem 1 and 21", critical_points=_rosenbrock_minimum, least={"d": 2}
)
def rosenbrock(d: int = 2) -> Graph:
    """Rosenbrock's banana valley in d ≥ 2 variables (the chained form).

    **Formula** `Σ (1 - x_i)² + 100 (x_{i+1} - x_i²)²`, i < d; minimum at (1, ..., 1); for d = 2 there
    `κ = 501 ± √250601`, `K = 400`.
    """
    p = coordinates(d)
    ell = sum((1 - s) ** 2 + 100 * (t - s**2) ** 2 for s, t in pairwise(p))
    return Graph(
        ell, p, name="rosenbrock", window={x: (-2, 2), y: (-1, 3)} if d == 2 else dict.fromkeys(p, (-2, 2))
    )


@entry(
    "Himmelblau, Applied Nonlinear Programming (1972)",
    critical_points=lambda: [
        CriticalPoint({x: sp.Integer(3), y: sp.Integer(2)}, (54 - 20 * sp.sqrt(2), 54 + 20 * sp.sqrt(2)))
    ],
)
def himmelblau() -> Graph:
    """Himmelblau's function with four minima.

    **Formula** `(x² + y - 11)² + (x + y² - 7)²`; at the minimum (3, 2) `κ = 54 ± 20√2`.
    """
    return Graph(
        (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2, (x, y), name="himmelblau", window={x: (-5, 5), y: (-5, 5)}
    )


def _beale_points() -> list[CriticalPoint]:
    root, side = sp.sqrt(2426449), sp.Rational(111, 4)
    minimum = {x: sp.Integer(3), y: sp.Rational(1, 2)}
    return [
        CriticalPoint(minimum, ((1577 - root) / 64, (1577 + root) / 64)),
        CriticalPoint({x: sp.S.Zero, y: sp.S.One}, (-side, side)),
    ]


@entry("Moré, Garbow, Hillstrom (1981), problem 5", critical_points=_beale_points)
def beale() -> Graph:
    """Beale's function.

    **Formula** `(3/2 - x + xy)² + (9/4 - x + xy²)² + (21/8 - x + xy³)²`; minimum (3, 1/2) with
    `κ = (1577 ± √2426449)/64`, saddle (0, 1) with `κ = ±111/4`.
    """
    targets = (sp.Rational(3, 2), sp.Rational(9, 4), sp.Rational(21, 8))
    return Graph(
        sum((c - x + x * y**k) ** 2 for k, c in enumerate(targets, 1)),
        (x, y),
        name="beale",
        window={x: (-4, 4), y: (-2, 2)},
    )


def _scales(d: Any) -> tuple[Any, ...]:
    return tuple(sp.symbols(f"a1:{int(d) + 1}", real=True))


@entry("do Carmo, section 3-3, example 5", critical_points=lambda d: [origin(d, *_scales(d))])
def quadratic(d: int = 2) -> Graph:
    """The quadratic form with eigenvalues a1 .. ad, real.

    **Formula** `½ Σ a_i x_i²`; at the origin `κ_i = a_i`.
    """
    p, a = coordinates(d), _scales(d)
    half = sp.Rational(1, 2)
    return Graph(
        half * sum(s * t**2 for s, t in zip(a, p)),
        p,
        name="quadratic",
        window=dict.fromkeys(p, (-1, 1)),
        defaults=defaults(*((s, float(i)) for i, s in enumerate(a, 1))),
    )


def _bowl(d: Any) -> dict[str, Any]:
    w = sp.sqrt(1 + 4 * sum(s**2 for s in coordinates(d)))
    trace = 2 * (d - 1) / w + 2 / w**3
    return {"gaussian_curvature": 2**d / w ** (d + 2), "mean_curvature": trace / d}


@entry("do Carmo, section 3-3, example 5", _bowl, lambda d: [origin(d, *[2] * int(d))])
def bowl(d: int = 2) -> Graph:
    """The round bowl in d variables.

    **Formula** `|x|²`; with `w = √(1 + 4|x|²)`: `κ = 2/w` (d - 1 times) and `2/w³`.
    """
    p = coordinates(d)
    return Graph(sum(s**2 for s in p), p, name="bowl", window=dict.fromkeys(p, (-1, 1)))


def _saddle() -> dict[str, Any]:
    q = 1 + x**2 + y**2
    return {"gaussian_curvature": -1 / q**2, "mean_curvature": -x * y / q ** sp.Rational(3, 2)}


@entry("do Carmo, section 3-3, example 5", _saddle, lambda: [origin(2, 1, -1)])
def saddle() -> Graph:
    """The simplest saddle.

    **Formula** `x y`; `K = -1/(1 + x² + y²)²`; at the origin `κ = ±1`.
    """
    return Graph(x * y, (x, y), name="saddle", window={x: (-1, 1), y: (-1, 1)})


def _monkey() -> dict[str, Any]:
    r2 = x**2 + y**2
    return {"gaussian_curvature": -36 * r2 / (1 + 9 * r2**2) ** 2}


@entry("Gray, Modern Differential Geometry (2nd ed.), ch. 13", _monkey, lambda: [origin(2, 0, 0)])
def monkey_saddle() -> Graph:
    """The monkey saddle: a degenerate critical point, planar.

    **Formula** `x³ - 3x y²`; with `r² = x² + y²`: `K = -36 r²/(1 + 9 r⁴)²`; at the origin `κ = 0, 0`.
    """
    return Graph(x**3 - 3 * x * y**2, (x, y), name="monkey_saddle", window={x: (-1, 1), y: (-1, 1)})
