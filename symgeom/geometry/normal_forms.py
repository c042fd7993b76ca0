"""Normal forms as they are written.

What is here: `normal_forms` of a quantity, and `printed`, what they are made with. From `FEW` terms on a normal form is not
written where there is a formula.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.field.elements import Element
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import flat, terms_of

__all__ = ["FEW", "normal_forms", "printed"]

FEW = 24


def normal_forms(chart: Any, quantity: Quantity[Any]) -> list[sp.Expr] | None:
    """The entries of a quantity in row-major order; None where they have more terms than `FEW`."""
    exact = chart.engine.exact(quantity.name)
    return printed(chart, exact) if terms_of(exact) <= FEW else None


def printed(chart: Any, exact: Any) -> list[sp.Expr]:
    """The entries of exact values as they are written, each once."""
    known: dict[int, sp.Expr] = {}

    def entry(e: Element | sp.Expr) -> sp.Expr:
        if isinstance(e, sp.Expr):
            return e
        if id(e) not in known:
            known[id(e)] = chart.engine.present(e)
        return known[id(e)]

    return [entry(e) for e in flat(exact)]
