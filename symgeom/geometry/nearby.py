"""Two ways to write quantities, one for points near where a tangent vector vanishes and one for the others.

What is here: `nearby`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from symgeom.geometry.in_parts import Line
from symgeom.parts.names import NamedPart

__all__ = ["nearby"]

_NEAR = 1  # the square of a coordinate up to which it is near 0


def nearby(near: Line, far: Line, coordinates: Iterable[sp.Symbol], taken: set[str]) -> Line:
    """Each entry by the one way where a coordinate is near 0 and by the other elsewhere; once where they are the same.

    ``taken`` are names that parts can't have.
    """
    definitions, values = far
    found = list(definitions)
    known = {p.expression: p.symbol for p in definitions}
    names: dict[Any, Any] = {}
    taken = taken | {p.symbol.name for p in definitions}
    for part in near[0]:
        e = part.expression.xreplace(names)
        if e not in known:
            name = part.symbol.name
            while name in taken:
                name += "n"
            taken.add(name)
            known[e] = sp.Symbol(name, **part.symbol.assumptions0)
            found.append(NamedPart(known[e], e, part.meaning))
        names[part.symbol] = known[e]
    is_near = sp.Or(*(x**2 < _NEAR for x in coordinates))

    def chosen(here: sp.Expr, there: sp.Expr) -> sp.Expr:
        here = here.xreplace(names)
        return there if here == there or there.is_Number else sp.Piecewise((here, is_near), (there, True))

    return found, {q: list(map(chosen, near[1][q], forms)) for q, forms in values.items()}
