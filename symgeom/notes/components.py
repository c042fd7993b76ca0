"""Components of a quantity: its entries in order, the symbol of each, and which of them say everything.

Of a tensor with symmetries only the independent components are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

__all__ = ["PATTERNS", "SYMMETRIC", "component", "entries", "independent", "mapped", "shape", "size"]

# the symbol of a component, its indices numbered
PATTERNS = {
    "jacobian": "J^<0>_<1>",
    "metric": "g_{<0><1>}",
    "inverse_metric": "g^{<0><1>}",
    "normal": "N^<0>",
    "second_fundamental_form": "h_{<0><1>}",
    "II": r"\mathrm{II}_{<0><1>}",  # a vector, in any codimension
    "shape_operator": "S^<0>_<1>",
    "third_fundamental_form": r"\mathrm{III}_{<0><1>}",
    "principal_curvatures": r"\kappa_<0>",
    "mean_curvature_vector": r"\vec{H}^<0>",
    "christoffel_symbols": r"\Gamma^<0>_{<1><2>}",
    "riemann_tensor": "R_{<0><1><2><3>}",
    "ricci_tensor": "R_{<0><1>}",
}
SYMMETRIC = {"metric", "inverse_metric", "second_fundamental_form", "third_fundamental_form", "ricci_tensor"}


def entries(value: Any) -> list[sp.Expr]:
    """The entries of a scalar, matrix or array, the last index running first."""
    if isinstance(value, sp.MatrixBase):
        return list(value)
    return [value] if isinstance(value, sp.Expr) else list(sp.flatten(value))


def shape(value: Any) -> tuple[int, ...]:
    """The shape, of a column as of a vector."""
    if isinstance(value, sp.MatrixBase):
        return (value.rows,) if value.cols == 1 and value.rows > 1 else tuple(value.shape)
    return tuple(value.shape) if isinstance(value, sp.NDimArray) else ()


def size(value: Any) -> int:
    """The number of operations."""
    return int(sum(sp.count_ops(entry) for entry in entries(value)))


def mapped(value: Any, table: Mapping[sp.Expr, sp.Expr]) -> Any:
    """The value with expressions replaced, entry by entry."""
    if isinstance(value, sp.MatrixBase | sp.NDimArray):
        return value.applyfunc(lambda entry: entry.xreplace(table))
    return value.xreplace(table)


def component(pattern: str, index: tuple[int, ...]) -> str:
    r"""The symbol of a component; indices above 9 get braces and commas.

    >>> component(PATTERNS["christoffel_symbols"], (0, 0, 1)), component("g_{<0><1>}", (0, 11))
    ('\\Gamma^1_{12}', 'g_{1,12}')
    """
    numbers = [str(i + 1) for i in index]
    long = any(len(number) > 1 for number in numbers)
    text = pattern.replace("><", ">,<") if long else pattern
    for place, number in enumerate(numbers):
        lone = len(number) > 1 and "{<" not in text and ",<" not in text
        text = text.replace(f"<{place}>", f"{{{number}}}" if lone else number)
    return text


def independent(name: str, rank: int) -> Callable[[tuple[int, ...]], bool]:
    """Whether a component is one of those that the others follow from by symmetry."""
    if rank == 3:
        return lambda index: index[1] <= index[2]
    if rank == 4:
        return lambda index: index[0] < index[1] and index[2] < index[3] and index[:2] <= index[2:]
    return (lambda index: index[0] <= index[1]) if name in SYMMETRIC else (lambda index: True)
