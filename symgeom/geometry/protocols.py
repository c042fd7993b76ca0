"""What a rule asks of the chart that it is for: of every chart, of a map, of a map with a unit normal.

The chapters know these, and the classes know the chapters; so no chapter imports a class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import sympy as sp

from symgeom.algebra.field.differential import Field
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.geometry.labels import Label

__all__ = ["Derived", "Mapped", "Oriented"]


class Derived(Protocol):
    """A chart: coordinates, an exact field, and quantities that are derived once."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def letters(self) -> tuple[sp.Symbol, ...]: ...
    @property
    def coordinates(self) -> tuple[Any, ...]: ...
    @property
    def by_lengths(self) -> bool: ...
    @property
    def field(self) -> Field: ...
    @property
    def translator(self) -> Translator: ...
    def element(self, value: Any) -> Element:
        """An expression in the exact field."""

    def element_of(self, entry: Element | sp.Expr) -> Element:
        """An entry that a rule gave, as an element."""

    def exact(self, name: str) -> Any:
        """The exact entries of a quantity."""

    def kept(self, key: str, rule: Callable[[Any], Any], label: Label | None = None) -> Any:
        """The value of a rule, computed once."""

    def present(self, e: Element) -> sp.Expr:
        """An element as a short SymPy expression."""

    def quantity(self, name: str) -> Any:
        """A quantity as SymPy."""

    def quantity_named(self, name: str) -> Any:
        """The quantity of this name, symbol or synonym."""

    def singular_message(self) -> str:
        """What to say when det g is zero identically."""


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
