r"""The gradient and the Hessian of a graph with the terms of its function by name: activations, residuals, shares.

Here: ``named_jets``. The names are those of the formulas of the surface (`Surface.formula`): what recurs in the function itself
has one, and sums over data stay sums. What is written so is read back into the exact field and compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import given
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import SymgeomError
from symgeom.geometry.graphrules import bend, slopes
from symgeom.geometry.in_parts import in_parts
from symgeom.geometry.row_major import flat
from symgeom.parts.names import RECURRING, NamedPart, put_back
from symgeom.parts.tidy import tidy

__all__ = ["NamedJets", "named_jets"]

_WORTH = 2.0  # foreseen seconds of polynomial arithmetic for the comparison
_UNSAID = (RECURRING, "gradient", "Hessian", "derivative of an activation")  # put back where they stand


@dataclass(frozen=True)
class NamedJets:
    """Definitions, and the function, its gradient and its Hessian in them, row after row."""

    definitions: tuple[NamedPart, ...]
    function: sp.Expr
    gradient: list[sp.Expr]
    hessian: list[sp.Expr]

    @property
    def size(self) -> int:
        """Operations, each definition once."""
        forms = [*(p.expression for p in self.definitions), *self.gradient, *self.hessian]
        return int(sum(sp.count_ops(e) for e in forms))


def named_jets(surface: Any, pick: Callable[[list[str]], sp.Symbol]) -> NamedJets | None:
    """Gradient and Hessian by name, the names by ``pick``.

    Nothing where they are not written so, or were not found equal to the exact ones.
    """
    try:
        by_name = in_parts(surface)
        function = by_name.engine.exact("position")[-1]
        forms = [e.form for e in (function, *slopes(by_name), *flat(bend(by_name)))]
        definitions, forms = tidy(by_name.engine.field.parts, forms)
        kept = [p for p in definitions if p.meaning not in _UNSAID and not _is_plain(p.expression)]
        names = {p.symbol for p in kept}
        said: list[NamedPart] = []
        inside: list[NamedPart] = []
        for p in definitions:
            written = p._replace(expression=put_back(inside, p.expression))
            (said if p.symbol in names else inside).append(written)
        shown = [put_back(inside, form) for form in forms]
        if not _right(surface, said, shown):
            return None
    except Spent:
        return None
    except LimitReached:
        raise
    except SymgeomError:
        return None
    roles = by_name.engine.field.parts.roles
    d, renamed = surface.dimension, _renamed(said, {given(s) for s in roles}, pick)
    parts = tuple(
        NamedPart(given(p.symbol).xreplace(renamed), given(p.expression).xreplace(renamed), p.meaning)
        for p in said
    )
    shown = [given(form).xreplace(renamed) for form in shown]
    return NamedJets(parts, shown[0], shown[1 : d + 1], shown[d + 1 :])


def _renamed(
    parts: list[NamedPart], roles: set[sp.Expr], pick: Callable[[list[str]], sp.Symbol]
) -> dict[sp.Expr, sp.Expr]:
    """Names by letters and numbers from 1; the only one of a letter goes without a number.

    The units of a network keep theirs.
    """
    found: dict[sp.Expr, sp.Expr] = {}
    units = {s for p in parts if isinstance(s := given(p.symbol), sp.Indexed) and s in roles}
    for symbol in sorted(units, key=str):
        name = str(symbol.base.label)
        found[symbol] = sp.IndexedBase(pick([name, f"{name}_0"]).name)[symbol.indices]
    for letter, group in _by_letter([p for p in parts if given(p.symbol) not in units]).items():
        for number, symbol in enumerate(group, 1):
            name = pick([letter, f"{letter}_0"] if len(group) == 1 else [f"{letter}_{number}", letter]).name
            indices = symbol.indices if isinstance(symbol, sp.Indexed) else ()
            found[symbol] = sp.IndexedBase(name)[indices] if indices else sp.Symbol(name)
    return found


def _by_letter(parts: list[NamedPart]) -> dict[str, list[sp.Expr]]:
    groups: dict[str, list[sp.Expr]] = {}
    for p in parts:
        symbol = given(p.symbol)
        name = str(symbol.base) if isinstance(symbol, sp.Indexed) else str(symbol)
        groups.setdefault(name.partition("_")[0], []).append(symbol)
    return groups


def _is_plain(e: sp.Expr) -> bool:
    """As short as a name: the exponential of a symbol."""
    return bool(isinstance(e, sp.exp) and e.args[0].is_Symbol)


def _right(surface: Any, definitions: list[NamedPart], forms: list[sp.Expr]) -> bool:
    exact = [surface.engine.exact("position")[-1], *slopes(surface), *flat(bend(surface))]
    with allowed(_WORTH):
        return all(
            surface.engine.translator.element(put_back(definitions, f)) == e for f, e in zip(forms, exact)
        )
