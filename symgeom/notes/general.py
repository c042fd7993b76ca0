"""General surfaces whose formulas stand for what is too long on one given surface.

Here: ``GeneralGraph``, the graph of any function, in p_i and A_ij; ``Classical``, any surface in three-space, in E, F, G
and h_ij. The engine derives their quantities like those of any other surface.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.geometry import Metric
from symgeom.notes.chains import graph_of_any
from symgeom.notes.components import entries, mapped
from symgeom.notes.values import Values
from symgeom.typeset.layout import Math

__all__ = ["Classical", "GeneralGraph"]


class GeneralGraph:
    """The quantities of the graph of any function of as many variables, up to three."""

    def __init__(self, values: Values) -> None:
        surface = values.surface
        ell = getattr(surface, "ell", None)
        self.values = values
        self.possible = ell is not None and not surface.is_abstract and len(surface.coordinates) <= 3
        self._graph: Any = None
        self._table: dict[sp.Expr, sp.Expr] = {}
        self.slopes: tuple[sp.Expr, ...] = ()
        self.bend: tuple[sp.Symbol, ...] = ()  # A_11, A_12, ...: printed after the p_i

    def get(self, name: str) -> Any:
        """The quantity, or nothing."""
        if not self.possible or name.startswith("principal_"):
            return None
        if self._graph is None:
            self._begin()
        if name not in {quantity.name for quantity in self._graph.quantities}:
            return None
        return mapped(self._graph.quantity(name), self._table)

    @property
    def square(self) -> sp.Expr:
        """w^2 in p."""
        return sp.Add(1, *[p**2 for p in self.slopes])

    def _begin(self) -> None:
        surface, d = self.values.surface, self.values.dimension
        self._graph = graph = graph_of_any(surface)
        gradient, hessian = (
            self.values.gradient(),
            self.values.hessian(),
        )  # what vanishes in them vanishes here
        self.slopes = tuple(
            sp.Symbol(f"p_{i + 1}" if d > 1 else "p", real=True) if gradient[i] != 0 else sp.S.Zero
            for i in range(d)
        )
        for i, a in enumerate(letters(graph.coordinates)):
            self._table[sp.Derivative(graph.map[-1], a)] = self.slopes[i]
            for j, b in list(enumerate(letters(graph.coordinates)))[i:]:
                second = (
                    sp.Symbol(f"A_{i + 1}{j + 1}" if d > 1 else "A", real=True)
                    if hessian[i * d + j] != 0
                    else sp.S.Zero
                )
                self._table[sp.diff(graph.map[-1], a, b)] = second
                self.bend += (second,) if second != 0 else ()


class Classical:
    """The quantities of any surface in three-space that has the zeros of the given one in g and h."""

    def __init__(self, values: Values, taken: frozenset[str]) -> None:
        surface = values.surface
        self.values = values
        self.possible = (
            len(surface.coordinates) == 2
            and not hasattr(surface, "ell")
            and "normal" in values.quantities
            and not taken & {"E", "F", "G"}
        )
        self._metric: Any = None

    @property
    def metric(self) -> Any:
        """The metric with the components E, F, G, functions of the coordinates."""
        if self._metric is None:
            u, v = letters(self.values.surface.coordinates)
            given = self.values.get("metric")
            e, g = sp.Function("E")(u, v), sp.Function("G")(u, v)
            f = sp.S.Zero if given is not None and given[0, 1] == 0 else sp.Function("F")(u, v)
            self._metric = Metric(sp.Matrix([[e, f], [f, g]]), (u, v))
        return self._metric

    @property
    def second(self) -> sp.Matrix:
        """The second fundamental form with the components h_ij."""
        given = self.values.get("second_fundamental_form")
        a, b, c = sp.symbols("h_11 h_12 h_22", real=True)
        b = b if given is None or given[0, 1] != 0 else sp.S.Zero
        return sp.Matrix([[a, b], [b, c]])

    @property
    def determinant(self) -> sp.Expr:
        """EG - F^2."""
        (e, f), (_, g) = self.metric.matrix.tolist()
        return e * g - f**2

    def get(self, name: str) -> Any:
        """The quantity: an expression in these components, or maths in K and H; or nothing."""
        if not self.possible:
            return None
        if name in ("inverse_metric", "volume_element", "christoffel_symbols"):
            return self._signed(self.metric.quantity(name))
        (e, f), (_, g) = self.metric.matrix.tolist()
        (a, b), (_, c) = self.second.tolist()
        diagonal = f == 0 and b == 0
        if name == "shape_operator":
            if f == 0:
                return sp.Matrix([[a / e, b / e], [b / g, c / g]])
            return (
                sp.Matrix([[a * g - b * f, b * g - c * f], [b * e - a * f, c * e - b * f]]) / self.determinant
            )
        if name == "gaussian_curvature":
            return (a * c - b**2) / self.determinant
        if name == "mean_curvature":
            return sp.Mul(sp.Rational(1, 2), a * g - 2 * b * f + c * e, 1 / self.determinant)
        if name == "principal_curvatures" and diagonal:
            return sp.Matrix([a / e, c / g])
        if name == "principal_directions" and diagonal:
            return sp.diag(1 / sp.sqrt(e), 1 / sp.sqrt(g))
        k = sp.Symbol("K", real=True)
        if name == "ricci_tensor":
            return k * self.metric.matrix
        if name == "riemann_tensor":
            r = k * self.determinant
            return sp.ImmutableDenseNDimArray([0, 0, 0, 0, 0, r, -r, 0, 0, -r, r, 0, 0, 0, 0, 0], (2,) * 4)
        return {"third_fundamental_form": Math("2 H h - K g"), "scalar_curvature": 2 * k}.get(name)

    @staticmethod
    def written_in(value: Any) -> str:
        """What such an expression is in: "K", "h", or "g" alone."""
        names = {s.name for entry in entries(value) for s in entry.free_symbols}
        return "K" if "K" in names else "h" if any(name.startswith("h_") for name in names) else "g"

    def _signed(self, value: Any) -> Any:
        """With EG - F^2 in the denominators, never its negative."""
        d = sp.Dummy("d", positive=True)
        return mapped(mapped(value, {self.determinant: d, -self.determinant: -d}), {d: self.determinant})
