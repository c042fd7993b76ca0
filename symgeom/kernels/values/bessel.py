"""Slopes of sin(u)/u, sinh(u)/u and tanh(u)/u, which as they are written cancel near 0.

**Here.** `bessel`: the spherical Bessel functions j_1 and j_2 as values; `of_quotient`: the other two.

**Source.** Digital Library of Mathematical Functions, 10.49.3, 10.51.1 and 10.53.1.
"""

from __future__ import annotations

from fractions import Fraction

from symgeom.kernels.values.nodes import ONE, Nodes, Value

__all__ = ["bessel", "of_quotient"]

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
    small = _series(graph, n, u, -1)
    quotient = graph.div(graph.call("sin", u), u)
    large = graph.div(graph.sub(quotient, graph.call("cos", u)), u)
    if n == 2:
        large = graph.sub(graph.div(graph.mul((Fraction(3), 0), large), u), quotient)
    return graph.call("where", graph.call("lt", graph.call("abs", u), (Fraction(n), 0)), small, large)


def of_quotient(graph: Nodes, name: str, u: Value) -> Value:
    """`sinhc_slope` or `tanhc_slope`, below 1 by the series of the modified Bessel function i_1.

    **Formula.** ``(sinh(u)/u)' = i_1(u) = (cosh(u) - sinh(u)/u)/u`` has the series of j_1 without its signs;
    ``(tanh(u)/u)' = i_1(u)/cosh(u) - tanh(u)^2/u = (1/cosh(u)^2 - tanh(u)/u)/u``.
    """
    small = _series(graph, 1, u, 1)
    near = graph.call("lt", graph.call("abs", u), ONE)
    cosh = graph.call("cosh", u)
    if name == "sinhc_slope":
        large = graph.div(graph.sub(cosh, graph.div(graph.call("sinh", u), u)), u)
    else:
        tanh = graph.call("tanh", u)
        quotient = graph.div(tanh, u)
        large = graph.div(graph.sub(graph.power(cosh, -2), quotient), u)
        small = graph.sub(graph.div(small, cosh), graph.mul(tanh, quotient))
    return graph.call("where", near, small, large)


def _series(graph: Nodes, n: int, u: Value, sign: int) -> Value:
    """``u^n/(1 3 .. (2n + 1)) (1 + s u^2/(2 (2n + 3)) (1 + s u^2/(4 (2n + 5)) (1 + ..)))`` with the sign s."""
    square, series = graph.mul((Fraction(sign), 0), graph.power(u, 2)), ONE
    for k in range(_TERMS[n], 0, -1):
        series = graph.add(ONE, graph.mul((Fraction(1, 2 * k * (2 * k + 2 * n + 1)), 0), square, series))
    return graph.mul((Fraction(1, _ODD[n]), 0), graph.power(u, n), series)
