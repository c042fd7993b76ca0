r"""What the steps of a claim are given: values read as SymPy expressions, and how these are written.

What is here: `read`, `matrix`, `written`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.jets import is_jet
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.given import expression
from symgeom.claims.tensor import Tensor
from symgeom.errors import InputError
from symgeom.notation.composed import letter
from symgeom.notation.tree import ATOM, FUNCTION, PRODUCT, SUM, Notation
from symgeom.typeset.layout import open_argument

__all__ = ["matrix", "read", "written"]


def read(value: Any) -> sp.Expr:
    """A value as a SymPy expression. Raises `InputError`."""
    if isinstance(value, Tensor | Element):
        raise InputError("a value of a setting is used as it is; it isn't read as an expression again")
    return expression(value, "a value in this step")


def matrix(values: Any, what: str) -> sp.Matrix:
    """Entries as SymPy lays them out. Raises `InputError`, in which ``what`` is what they are to be."""
    if isinstance(values, str) or not isinstance(values, Iterable | sp.MatrixBase):
        raise InputError(f"{what} is made from expressions, not from {values!r}")
    rows = values if isinstance(values, sp.MatrixBase) else list(values)
    flat = [
        e
        for row in (rows if isinstance(rows, list) else [])
        for e in (row if isinstance(row, list | tuple) else [row])
    ]
    if any(isinstance(e, Tensor | Element | str) for e in flat):
        raise InputError(
            f"{what} is made from expressions; entries of tensors are put together with s.tensor"
        )
    try:
        m = sp.Matrix(rows)
    except (TypeError, ValueError) as problem:
        raise InputError(f"{what} can't be made from {values!r}: {problem}") from None
    if not m.rows or not m.cols:
        raise InputError(f"{what} without entries is empty; there is nothing to decide")
    return m


def written(e: sp.Expr, shown: str) -> Notation:
    """The notation of an expression that is printed so; ``\\cos v`` would take what follows for a part of its argument."""
    if isinstance(e, sp.Add | sp.Piecewise) or shown.startswith("-"):
        return letter(shown, SUM)
    if open_argument(shown) or shown.startswith(r"\partial"):
        return letter(shown, FUNCTION)
    single = e.is_Symbol or e.is_Integer or isinstance(e, AppliedUndef) or is_jet(e)
    return letter(shown, ATOM if single else PRODUCT)
