"""The values that the notes print, each asked for once; nothing is asked for that would be too long to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.errors import SymgeomError
from symgeom.notes.components import mapped, size

__all__ = ["TOO_LONG", "GeneralGraph", "Values"]

TOO_LONG = 400  # operations; above that a formula fills a page and is read by nobody


class Values:
    """The quantities of a surface by name, and why one is missing (``failures``)."""

    def __init__(self, surface: Any) -> None:
        self.surface = surface
        self.quantities = {quantity.name: quantity for quantity in surface.quantities}
        self.failures: dict[str, str] = {}
        self._known: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def get(self, name: str) -> Any:
        """The value, or nothing: the surface has no such quantity, it could not be derived, it is too long."""
        if name not in self._known:
            self._known[name] = self._derived(name) if name in self.quantities else None
        return self._known[name]

    def _derived(self, name: str) -> Any:
        if name == "principal_directions" and self._hopeless():
            self.failures[name] = (
                "The directions of principal curvatures as long as these are not written out."
            )
            return None
        try:
            return self.surface.quantity(name)
        except SymgeomError as error:
            self.failures[name] = str(error)
            return None

    def _hopeless(self) -> bool:
        """Directions of long curvatures are longer still, and take the engine long."""
        kappa = self.get("principal_curvatures")
        return kappa is not None and size(kappa) > TOO_LONG


class GeneralGraph:
    """The quantities of the graph of any function of as many variables, in p_i and A_ij.

    They stand for what is too long on one given graph. ``known`` is empty where they are of no use: on other surfaces,
    on the graph of an undefined function, and beyond four dimensions.
    """

    def __init__(self, surface: Any) -> None:
        ell = getattr(surface, "ell", None)
        self.surface = surface
        self.possible = (
            ell is not None and not isinstance(ell, AppliedUndef) and len(surface.coordinates) <= 4
        )
        self._graph: Any = None
        self._table: dict[sp.Expr, sp.Expr] = {}
        self.slopes: tuple[sp.Symbol, ...] = ()
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
        d = len(self.surface.coordinates)
        graph = type(self.surface).abstract(d)
        self._graph = graph.flipped() if getattr(self.surface, "orientation", 1) == -1 else graph
        self.slopes = sp.symbols(f"p_1:{d + 1}", real=True)
        table: Mapping[sp.Expr, sp.Expr] = dict(
            zip((sp.Derivative(graph.ell, a) for a in graph.coordinates), self.slopes)
        )
        self._table.update(table)
        for i, a in enumerate(graph.coordinates):
            for j, b in list(enumerate(graph.coordinates))[i:]:
                self.bend = (*self.bend, sp.Symbol(f"A_{i + 1}{j + 1}", real=True))
                self._table[sp.diff(graph.ell, a, b)] = self.bend[-1]
