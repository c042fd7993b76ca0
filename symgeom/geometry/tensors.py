"""Arrays that show themselves by their components: those that don't vanish, without those that follow by symmetry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from symgeom.output import bundle
from symgeom.typeset.letters import component
from symgeom.typeset.printer import latex

if TYPE_CHECKING:
    from symgeom.geometry.quantity import Quantity

__all__ = ["Components"]


class Components(sp.ImmutableDenseNDimArray):  # type: ignore[misc]  # SymPy is untyped
    """The array of a quantity; equal to the plain array, and shown in notebooks with the quantity's own letters.

    >>> import symgeom as sg
    >>> sg.surfaces.get("sphere")().christoffel_symbols._repr_mimebundle_()["text/latex"]
    '$\\\\Gamma^1_{12} = -\\\\tan v$\\n\\n$\\\\Gamma^2_{11} = \\\\cos v \\\\sin v$'
    """

    quantity: Quantity[Any] | None = None
    letters: tuple[sp.Symbol, ...] = ()

    @classmethod
    def of(cls, entries: Any, shape: tuple[int, ...], quantity: Any, letters: tuple[sp.Symbol, ...]) -> Any:
        """The array of a quantity in these coordinates."""
        made = cls(entries, shape)
        made.quantity, made.letters = quantity, letters
        return made

    def __hash__(self) -> int:
        return hash(sp.ImmutableDenseNDimArray(self))

    def __reduce_ex__(self, protocol: Any) -> Any:
        return sp.ImmutableDenseNDimArray, (list(sp.flatten(self)), tuple(self.shape))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        if self.quantity is None:
            return {}
        found = [
            rf"{component(self.quantity.component, index)} = {latex(self[index], self.letters)}"
            for index in map(self._get_tuple_index, range(len(self)))
            if self[index] != 0 and self.quantity.is_independent(index)
        ]
        from symgeom.typeset.mathml import browsed  # for notebooks

        return bundle(str(self), *(["", line] for line in found or ["0"]), formula=browsed)
