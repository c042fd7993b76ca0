"""What sentences about a surface are drawn from.

Here: ``Premises``; `conclusions` and `curve_conclusions` say what follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symgeom.errors import SymgeomError
from symgeom.notes.formulas import Formulas
from symgeom.notes.smoothness import Smoothness
from symgeom.notes.values import Values
from symgeom.typeset.widths import width

__all__ = ["Premises", "Sentences"]

_ROOM = 180.0  # points of a formula in a sentence

Sentences = Iterator[str]


class Premises:
    """What conclusions are drawn from: the exact values of a surface's quantities, and how they stand in a sentence."""

    def __init__(self, values: Values, formulas: Formulas) -> None:
        self.surface, self.values, self.formulas = values.surface, values, formulas
        self.d = len(self.surface.engine.letters)
        self.oriented = "normal" in values.quantities
        self.smoothness = Smoothness(values.surface)
        self.thing = "curve" if self.d == 1 else "surface" if self.d == 2 else "hypersurface"
        self.thing = "metric" if not hasattr(self.surface, "map") else self.thing

    def exact(self, name: str) -> Any:
        """The exact value. Raises `SymgeomError` for one that the notes don't print."""
        if self.values.get(name) is None:  # what is not printed is not spoken of
            raise SymgeomError(name)
        return self.surface.engine.exact(name)

    def is_constant(self, e: Any) -> bool:
        """Every derivative in a coordinate is zero, and the points are one piece or no coordinate is in it."""
        engine = self.surface.engine
        if not all(engine.field.derivative(e, u).cancelled().is_zero() for u in engine.letters):
            return False
        return self.smoothness.is_connected or not engine.present(e).has(*engine.letters)

    def may_vanish(self, p: Any) -> bool:
        """A factor is not seen to have no zeros at the points that are meant."""
        return not self.surface.engine.translator.signs.nowhere_zero(p) and not self.smoothness.excludes(p)

    def said(self, e: Any) -> str:
        """An element in a sentence; empty where it is too wide."""
        text = str(self.formulas.math(self.formulas.names.shorten(self.surface.engine.present(e))))
        return text if width(text) < _ROOM else ""
