"""Arrays that show themselves by their components: those that don't vanish, without those that follow by symmetry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from symgeom.output import bundle
from symgeom.typeset.letters import component
from symgeom.typeset.printer import latex

if TYPE_CHECKING:
    from symgeom.geometry.quantity import Quantity

__all__ = ["Components", "lines"]


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
        from symgeom.typeset.mathml import browsed  # for notebooks

        found = [f"{left} = {right}" for left, right in _components(self.quantity, self, self.letters)]
        return bundle(str(self), *(["", line] for line in found or ["0"]), formula=browsed)


def lines(quantities: Mapping[str, Quantity[Any]]) -> Callable[[str, Any], list[tuple[str, str]]]:
    """How values of these quantities are written: left and right sides in LaTeX, an array by its components."""

    def told(name: str, value: Any) -> list[tuple[str, str]]:
        quantity = quantities[name]
        if isinstance(value, sp.NDimArray):
            return _components(quantity, value) or [(quantity.symbol, "0")]
        matrix = isinstance(value, sp.MatrixBase) and "_" in quantity.symbol
        return [(f"({quantity.symbol})" if matrix else quantity.symbol, latex(value))]

    return told


def _components(
    quantity: Quantity[Any], value: sp.NDimArray, letters: tuple[sp.Symbol, ...] = ()
) -> list[tuple[str, str]]:
    """The components that don't vanish, one of each that a symmetry makes equal."""
    return [
        (component(quantity.component, index), latex(value[index], letters))
        for index in map(value._get_tuple_index, range(len(value)))
        if value[index] != 0 and quantity.is_independent(index)
    ]
