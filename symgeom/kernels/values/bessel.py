"""Spherical Bessel functions, which are the slopes of sin(u)/u.

**Here.** `bessel`: j_1 and j_2 as values.

**Source.** Digital Library of Mathematical Functions, 10.49.3, 10.51.1 and 10.53.1.
"""

from __future__ import annotations

from fractions import Fraction

from symgeom.kernels.values.nodes import ONE, Nodes, Value

__all__ = ["bessel"]

_TERMS = {
    1: 8,
    2: 12,
}  # of the series after the first: for |u| < n the next is under half a unit in the last place
_ODD = {1: 3, 2: 15}  # 1 3 .. (2n + 1)


def bessel(graph: Nodes, n: int, u: Value) -> Value:
    """The spherical Bessel function j_n, n = 1, 2, below n by its series, which cancels nothing.

    **Formula.** ``j_1(u) = (sin(u)/u - cos(u))/u``, ``j_2(u) = 3 j_1(u)/u - sin(u)/u`` and
    ``j_n(u) = u^n/(1 3 .. (2n + 1)) (1 - u^2/(2 (2n + 3)) (1 - u^2/(4 (2n + 5)) (1 - ..)))``.
    """
    minus_square, series = graph.mul((Fraction(-1), 0), graph.power(u, 2)), ONE
    for k in range(_TERMS[n], 0, -1):
        series = graph.add(
            ONE, graph.mul((Fraction(1, 2 * k * (2 * k + 2 * n + 1)), 0), minus_square, series)
        )
    small = graph.mul((Fraction(1, _ODD[n]), 0), graph.power(u, n), series)
    quotient = graph.div(graph.call("sin", u), u)
    large = graph.div(graph.sub(quotient, graph.call("cos", u)), u)
    if n == 2:
        large = graph.sub(graph.div(graph.mul((Fraction(3), 0), large), u), quotient)
    return graph.call("where", graph.call("lt", graph.call("abs", u), (Fraction(n), 0)), small, large)
