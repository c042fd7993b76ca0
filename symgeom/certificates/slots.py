"""The derivatives of a map, for systems that know what a derivative is.

What is here: `derivatives`, the first and second derivatives of a map as texts in its symbols ``s0, s1, ...``, where map and
derivative are made of sums, products, powers, sin, cos and exp: Coq with Coquelicot proves them, our checker does not look
at them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters

__all__ = ["derivatives"]

_KNOWN = (sp.sin, sp.cos, sp.exp)


def derivatives(surface: Any) -> dict[str, Any]:
    """Symbols and derivatives as plain data; empty when none can be written.

    >>> import symgeom as sg
    >>> derivatives(sg.surfaces.helicoid())["list"][0]["derivative"]
    'cos(s2)'
    """
    symbols = [*letters(surface.parameters), *letters(surface.coordinates)]
    names = {s: f"s{k}" for k, s in enumerate(symbols)}
    found = []
    for name, function, u, derivative in _all(surface):
        texts = [_text(e, names) for e in (function, derivative)]
        if all(texts):
            found.append({"name": name, "in": names[u], "function": texts[0], "derivative": texts[1]})
    return {"symbols": [str(s) for s in symbols], "list": found} if found else {}


def _all(surface: Any) -> Iterator[tuple[str, sp.Expr, sp.Symbol, sp.Expr]]:
    J, second = surface.quantity("jacobian"), surface.engine.exact("second_derivatives")
    for k, component in enumerate(surface.map):
        for i, u in enumerate(letters(surface.coordinates)):
            yield f"component {k + 1} in {u}", component, u, J[k, i]
            for j, v in enumerate(letters(surface.coordinates)):
                yield f"component {k + 1} in {u}, {v}", J[k, i], v, surface.engine.present(second[k][i][j])


def _text(e: sp.Expr, names: dict[sp.Symbol, str]) -> str:
    """The expression in the names of the symbols; empty when it is made of anything else."""
    if e.is_Symbol:
        return names.get(e, "")
    if e.is_Rational:
        return f"({e.p}/{e.q})" if e.q != 1 else f"({e.p})" if e.p < 0 else str(e.p)
    parts = [_text(a, names) for a in e.args]
    if not all(parts):
        return ""
    if e.is_Add:
        return f"({' + '.join(parts)})"
    if e.is_Mul:
        return "*".join(parts)
    if isinstance(e, _KNOWN):
        return f"{e.func.__name__}({parts[0]})"
    if e.is_Pow and e.exp.is_Integer and e.exp > 0:
        return f"({parts[0]})**{e.exp}"
    return ""
