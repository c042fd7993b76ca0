"""The table of symbols of a surface's notes: what each one is and what is assumed of it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.algebra.domain.jets import slot_names
from symgeom.notes.formulas import Formulas
from symgeom.notes.smoothness import Smoothness
from symgeom.typeset.layout import Math

__all__ = ["assumptions", "is_of_constants", "symbol_table"]


def symbol_table(surface: Any, formulas: Formulas) -> tuple[tuple[Math, str, Math], ...]:
    """Symbol, meaning and assumption: coordinates, constants, functions."""
    rows = [
        (formulas.math(c), "coordinate", _range(surface, c, formulas)) for c in letters(surface.coordinates)
    ]
    constrained = {s for relation in _facts(surface).where for s in relation.free_symbols}
    rows += [
        (formulas.math(p), "constant", _assumption(p, formulas, p in constrained))
        for p in letters(surface.parameters)
    ]
    for function in getattr(surface, "functions", ()):
        applied = str(formulas.math(function))  # with its arguments, unless they are symbols
        applied += f"({formulas.series(function.args)})" if slot_names(function.args) else ""
        rows.append((Math(applied), "smooth function", Math("")))
    return tuple(rows)


def assumptions(surface: Any, formulas: Formulas) -> tuple[Math, ...]:
    """The inequalities of the surface that the table doesn't show, and where its map has derivatives."""
    shown = {Math(f"{formulas.math(p)} > 0") for p in letters(surface.parameters) if p.is_positive}
    return tuple(f for f in dict.fromkeys(map(formulas.math, _relations(surface))) if f not in shown)


def is_of_constants(surface: Any) -> bool:
    """The inequalities speak of constants alone."""
    return not any(set(letters(surface.coordinates)) & r.free_symbols for r in _relations(surface))


def _relations(surface: Any) -> list[Any]:
    return [*_facts(surface).where, *(Smoothness(surface).relations if hasattr(surface, "engine") else ())]


def _facts(surface: Any) -> Any:
    """Domain and inequalities in the engine's own symbols."""
    return surface.engine.facts if hasattr(surface, "engine") else surface


def _range(surface: Any, coordinate: sp.Symbol, formulas: Formulas) -> Math:
    symbol = formulas.math(coordinate)
    domain = _facts(surface).domain or {}
    if coordinate not in domain:
        return _assumption(coordinate, formulas)
    low, high = (sp.sympify(bound, strict=True) for bound in domain[coordinate])
    if low == -sp.oo and high == sp.oo:
        return Math(rf"{symbol} \in \mathbb{{R}}")
    if high == sp.oo:
        return Math(f"{symbol} > {formulas.math(low)}")
    if low == -sp.oo:
        return Math(f"{symbol} < {formulas.math(high)}")
    return Math(f"{formulas.math(low)} < {symbol} < {formulas.math(high)}")


def _assumption(symbol: sp.Symbol, formulas: Formulas, constrained: bool = False) -> Math:
    text = formulas.math(symbol)
    for holds, formula in (
        (symbol.is_positive, "> 0"),
        (symbol.is_negative, "< 0"),
        (symbol.is_nonnegative, r"\ge 0"),
        (symbol.is_integer, r"\in \mathbb{Z}"),
    ):
        if holds:
            return Math(f"{text} {formula}")
    return Math("" if constrained else rf"{text} \in \mathbb{{R}}")
