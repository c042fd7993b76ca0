"""The radicand that N, h, S, K and H share, by a name where writing it out would tire the reader."""

from __future__ import annotations

from collections.abc import Collection

import sympy as sp

from symgeom.algebra.domain.counting import operations
from symgeom.notes.abbreviations import Abbreviations
from symgeom.notes.components import entries
from symgeom.notes.formulas import Formulas
from symgeom.notes.quantities import Quantities
from symgeom.notes.values import Values
from symgeom.typeset.layout import LINE, Display, chain
from symgeom.typeset.widths import width

__all__ = ["NAME", "abbreviation_in"]

NAME = "definition of a name"


def abbreviation_in(
    quantities: Quantities, formulas: Formulas, told: Collection[str]
) -> tuple[Display, bool] | None:
    """A name for the radicand that N, h, S, K and H share, when writing it out would tire the reader.

    One that is itself too long to write out is the root of det g, where it is that; the answer tells.
    """
    values, names = quantities.values, formulas.names
    counts = _radicands(values, told)
    wide = [b for b in counts if counts[b] > 1 and width(names.text(b)) > 55 and not _named(b, names)]
    if not wide:
        return None
    base = max(wide, key=lambda b: (counts[b], operations(b), names.text(b)))
    symbol = names.pick(("w", "W", "omega"))
    text, where = names.typeset(base, LINE - 90)
    if not where and width(text) <= LINE - 90:
        names.fixed[base] = symbol
        return chain(str(formulas.math(symbol)), [rf"\sqrt{{{text}}}"], origin=NAME), False
    volume = values.get("volume_element")
    factor = sp.S.NaN if volume is None else volume / sp.sqrt(base)
    if factor.is_Rational:
        names.fixed[base] = symbol / factor
        right = [r"\sqrt{\det g}"]
        if quantities.classical.possible:
            names.fixed[quantities.classical.determinant] = symbol
        return chain(str(formulas.math(symbol)), right, origin=NAME), True
    names.fixed[base] = symbol
    first, rest = chain(f"{formulas.math(symbol)}^2", [text], origin=NAME), formulas.explained(where)
    return (Display(first.rows + rest.rows, origin=NAME) if rest else first), False


def _named(base: sp.Expr, names: Abbreviations) -> bool:
    return any(names.matches(base, known) for known in names.fixed)


def _radicands(values: Values, told: Collection[str]) -> dict[sp.Expr, int]:
    """The sums under square roots, each with how often it stands there."""
    counts: dict[sp.Expr, int] = {}
    for quantity in (values.quantities[name] for name in told):
        turns = quantity.flip(1) < 0 and quantity.layout == "whole"
        value = values.get(quantity.name) if turns else None
        for entry in entries(value) if value is not None else []:
            for power in entry.atoms(sp.Pow):
                if power.exp.is_Rational and power.exp.q == 2 and isinstance(power.base, sp.Add):
                    counts[power.base] = counts.get(power.base, 0) + 1
    return counts
