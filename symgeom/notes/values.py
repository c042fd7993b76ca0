"""The values that the notes print, each asked for once; nothing is asked for that would be too long to print."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.bounds import MAX_PRINTED
from symgeom.errors import SymgeomError
from symgeom.notes.components import entries, size

__all__ = ["Values"]


# what is at least as long as the forms g and h, or as the gradient and the Hessian of a graph
_LONGER = {"shape_operator", "third_fundamental_form", "christoffel_symbols"}
_LONGER_ON_GRAPHS = _LONGER | {"metric", "inverse_metric", "normal", "ricci_tensor"}


_SHORT = 40  # operations of a gradient and a Hessian in many parameters that are put into formulas


class Values:
    """The quantities of a surface by name, and why one is missing (``failures``, ``skipped``)."""

    def __init__(self, surface: Any) -> None:
        self.surface = surface
        self.dimension = len(surface.coordinates)
        self.quantities = {q.name: q for q in surface.quantities if q.told(surface)}
        self.failures: dict[str, str] = {}
        self.skipped: set[str] = set()
        self._known: dict[str, Any] = {}
        self._heavy: bool | None = None
        self.by_name = (
            False  # a graph's gradient and Hessian are written with terms by name, and the rest with these
        )

    def get(self, name: str) -> Any:
        """The value, or nothing: the surface has no such quantity, it could not be derived, it is too long."""
        if name not in self._known:
            self._known[name] = self._derived(name) if name in self.quantities else None
        return self._known[name]

    def gradient(self) -> list[sp.Expr]:
        """The first derivatives of a graph's function."""
        return list(self.surface.quantity("jacobian")[-1, :])

    def hessian(self) -> list[sp.Expr]:
        """Its second derivatives, row after row."""
        return entries(sp.ImmutableMatrix(self.surface.quantity("second_derivatives")[-1].tolist()))

    def _derived(self, name: str) -> Any:
        if self._hopeless(name):
            self.skipped.add(name)
            return None
        try:
            return self.surface.quantity(name)
        except SymgeomError as error:
            self.failures[name] = str(error)
            return None

    def _hopeless(self, name: str) -> bool:
        """Whether the value would be too long to print, as far as that can be told from shorter ones."""
        if self.by_name and (self.heavy or name not in ("gaussian_curvature", "volume_element", "jacobian")):
            return True
        if self.dimension > 3 and self.heavy and hasattr(self.surface, "ell"):
            return name != "jacobian"  # the formulas in p and A say it
        if name == "principal_directions":
            kappa = self.get("principal_curvatures")
            return kappa is None or size(kappa) > MAX_PRINTED
        if name == "principal_curvatures":
            invariants = [self.get(other) for other in ("mean_curvature", "gaussian_curvature")]
            if self.dimension == 2 and all(value is not None for value in invariants):
                return sum(map(size, invariants)) > MAX_PRINTED / 2
            shape = self.get("shape_operator")
            return self.heavy or (shape is not None and self.dimension > 2 and size(shape) > MAX_PRINTED)
        return name in (_LONGER_ON_GRAPHS if hasattr(self.surface, "ell") else _LONGER) and self.heavy

    @property
    def heavy(self) -> bool:
        """Whether g and h, or the gradient and the Hessian of a graph, are long already."""
        if self._heavy is None:
            if getattr(self.surface, "is_abstract", False):
                self._heavy = False
            elif hasattr(self.surface, "ell"):
                known = [*self.gradient(), *self.hessian()]
                self._heavy = size(known) > (MAX_PRINTED / 4 if self.dimension < 4 else _SHORT)
            else:
                names = ("metric", "second_fundamental_form") if "normal" in self.quantities else ("metric",)
                forms = [self.get(name) for name in names]
                known = [entry for form in forms if form is not None for entry in entries(form)]
                self._heavy = size(known) > MAX_PRINTED
        return self._heavy
