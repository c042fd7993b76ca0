"""Losses of linear networks: products of weights, with whole valleys of minima.

Convention: the graph's upward normal, so that at a critical point S is the Hessian.
Source: L. Dinh et al., Sharp Minima Can Generalize For Deep Nets, ICML 2017 (rescaling along a valley);
P. Baldi, K. Hornik, Neural Networks and Principal Component Analysis, Neural Networks 2 (1989).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.geometry import Graph
from symgeom.surfaces.catalogue import CriticalPoint, Scalar, defaults, entry, facts
from symgeom.surfaces.symbols import a, b, c

__all__ = [
    "matrix_factorization",
    "scalar_chain",
    "scalar_product",
    "symmetric_factorization",
    "weight_decay",
]

HALF = sp.Rational(1, 2)
w1, w2, w3, u1, u2, u3, v1, v2 = sp.symbols("w1 w2 w3 u1 u2 u3 v1 v2", real=True)
L, s1, s2, s3 = sp.symbols("L s1 s2 s3", positive=True)


def _product_points(c: Any) -> list[CriticalPoint]:
    zero = sp.S.Zero
    return [
        CriticalPoint({w1: a, w2: c / a}, (zero, a**2 + c**2 / a**2)),
        CriticalPoint({w1: zero, w2: zero}, (-c, c)),
    ]


@entry("Dinh et al. (2017)", critical_points=_product_points)
def scalar_product(c: Scalar = c) -> Graph:
    """The two-layer scalar linear network that should multiply to c.

    **Formula** `(w1 w2 - c)²/2`; on the valley at `(a, c/a)` `κ = (0, a² + c²/a²)`, at the origin `κ = ±c`.
    """
    return Graph(
        (w1 * w2 - c) ** 2 / 2,
        (w1, w2),
        name="scalar_product",
        window={w1: (-2, 2), w2: (-2, 2)},
        defaults=defaults((c, 1.0)),
    )


def _decay_points(c: Any, L: Any) -> list[CriticalPoint]:
    side = sp.sqrt(c - L)
    return [CriticalPoint({w1: side, w2: side}, (2 * L, 2 * c - 2 * L))]


@entry("Dinh et al. (2017), with weight decay", critical_points=_decay_points)
def weight_decay(c: Scalar = 1, L: Scalar = L) -> Graph:
    """The scalar product loss with weight decay L < c: the valley shrinks to two minima.

    **Formula** `(w1 w2 - c)²/2 + (L/2) (w1² + w2²)`, `0 < L < c`; at `w1 = w2 = √(c - L)`
    `κ = (2L, 2c - 2L)`.
    """
    return Graph(
        (w1 * w2 - c) ** 2 / 2 + L * (w1**2 + w2**2) / 2,
        (w1, w2),
        where=facts("weight_decay", L > 0, c > L),
        name="weight_decay",
        window={w1: (-2, 2), w2: (-2, 2)},
        defaults=defaults((c, 1.0), (L, 0.25)),
    )


def _chain_points(c: Any) -> list[CriticalPoint]:
    zero = sp.S.Zero
    steep = c**2 / a**2 + c**2 / b**2 + a**2 * b**2
    return [CriticalPoint({w1: a, w2: b, w3: c / (a * b)}, (zero, zero, steep))]


@entry("Baldi, Hornik (1989)", critical_points=_chain_points)
def scalar_chain(c: Scalar = c) -> Graph:
    """The three-layer scalar linear network that should multiply to c.

    **Formula** `(w1 w2 w3 - c)²/2`; at `(a, b, c/(ab))` `κ = (0, 0, c²/a² + c²/b² + a²b²)`.
    """
    return Graph(
        (w1 * w2 * w3 - c) ** 2 / 2,
        (w1, w2, w3),
        name="scalar_chain",
        window=dict.fromkeys((w1, w2, w3), (-2, 2)),
        defaults=defaults((c, 1.0)),
    )


def _factorization_points(s1: Any, s2: Any) -> list[CriticalPoint]:
    root, zero = sp.sqrt(s1), sp.S.Zero
    return [CriticalPoint({u1: root, u2: zero, v1: root, v2: zero}, (2 * s1, zero, s1 + s2, s1 - s2))]


@entry("Baldi, Hornik (1989)", critical_points=_factorization_points)
def matrix_factorization(s1: Scalar = s1, s2: Scalar = s2) -> Graph:
    """Rank-one factorization of diag(s1, s2).

    **Formula** `½ |u vᵀ - diag(s1, s2)|²`, `s1, s2 > 0`; at `u = v = √s1 e1` `κ = (2 s1, 0, s1 ± s2)`.
    """
    rows = ((u1 * v1 - s1, u1 * v2), (u2 * v1, u2 * v2 - s2))
    return Graph(
        HALF * sum(entry**2 for row in rows for entry in row),
        (u1, u2, v1, v2),
        where=facts("matrix_factorization", s1 > 0, s2 > 0),
        name="matrix_factorization",
        window=dict.fromkeys((u1, u2, v1, v2), (-2, 2)),
        defaults=defaults((s1, 2.0), (s2, 1.0)),
    )


def _symmetric_points(s1: Any, s2: Any, s3: Any) -> list[CriticalPoint]:
    zero = sp.S.Zero
    return [CriticalPoint({u1: sp.sqrt(s1), u2: zero, u3: zero}, (2 * s1, s1 - s2, s1 - s3))]


@entry("Baldi, Hornik (1989)", critical_points=_symmetric_points)
def symmetric_factorization(s1: Scalar = s1, s2: Scalar = s2, s3: Scalar = s3) -> Graph:
    """Symmetric rank-one factorization of diag(s1, s2, s3).

    **Formula** `¼ |u uᵀ - diag(s1, s2, s3)|²`, all positive; at `u = √s1 e1` `κ = (2 s1, s1 - s2, s1 - s3)`.
    """
    p, s = (u1, u2, u3), (s1, s2, s3)
    squares = ((p[i] * p[j] - (s[i] if i == j else 0)) ** 2 for i in range(3) for j in range(3))
    return Graph(
        HALF**2 * sum(squares),
        p,
        where=facts("symmetric_factorization", s1 > 0, s2 > 0, s3 > 0),
        name="symmetric_factorization",
        window=dict.fromkeys(p, (-2, 2)),
        defaults=defaults((s1, 3.0), (s2, 2.0), (s3, 1.0)),
    )
