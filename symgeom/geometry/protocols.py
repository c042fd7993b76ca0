"""What a rule asks of the chart that it is for: of every chart, of a map, of a map with a unit normal.

The chapters know these, and the classes know the chapters; so no chapter imports a class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import sympy as sp

if TYPE_CHECKING:
    from symgeom.geometry.engine import Engine

__all__ = ["Derived", "Mapped", "Oriented"]


class Derived(Protocol):
    """A chart: coordinates, an exact field, and quantities that are derived once."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def coordinates(self) -> tuple[Any, ...]: ...
    @property
    def engine(self) -> Engine: ...
    def quantity(self, name: str) -> Any:
        """A quantity as SymPy."""


class Mapped(Derived, Protocol):
    """A parametrization."""

    @property
    def map(self) -> sp.ImmutableMatrix: ...
    @property
    def ambient_dimension(self) -> int: ...


class Oriented(Mapped, Protocol):
    """A parametrized hypersurface with a choice of its unit normal."""

    @property
    def orientation(self) -> int: ...
