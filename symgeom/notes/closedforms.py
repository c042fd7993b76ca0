r"""Closed forms in the shape in which they can be read.

Here: ``ClosedForms``. A scalar stands in one chain with its definition, ``K = \det S = ...``; a matrix is shown whole where
it fits, by components else; only the non-zero independent components of a tensor are listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom.algebra.domain.counting import operations
from symgeom.algebra.domain.entries import letters
from symgeom.bounds import MAX_COMPONENTS, MAX_PRINTED
from symgeom.geometry.rank_one import FORMS, proved
from symgeom.notes.abbreviations import TooLong
from symgeom.notes.chains import Chains
from symgeom.notes.components import entries, shape, size
from symgeom.notes.formulas import Formulas
from symgeom.notes.values import Values
from symgeom.typeset.layout import LINE, chain, listing
from symgeom.typeset.letters import component
from symgeom.typeset.widths import width

__all__ = ["ClosedForms", "Parts"]

Parts = dict[str, Any]
"""The fields of a QuantityView that a closed form decides."""


class ClosedForms:
    """The closed forms of a surface's quantities, and the definitions that they stand beside."""

    def __init__(self, values: Values, formulas: Formulas, chains: Chains, level: str) -> None:
        self.values, self.surface, self.level = values, values.surface, level
        self.formulas, self.names, self.chains = formulas, formulas.names, chains
        self.dimension = len(letters(self.surface.coordinates))
        self.taken = frozenset(formulas.names.taken)

    def closed(self, name: str, value: Any, label: str) -> Parts:
        """The value in the shape in which it can be read, or its size."""
        try:
            return self._shown(name, value, label)
        except TooLong:
            return {"operations": size(value)}

    def _shown(self, name: str, value: Any, label: str) -> Parts:
        self.names.begin()
        short = [self.names.shorten(entry) for entry in entries(value)]
        if all(entry == 0 for entry in short):
            return {"zero": True}
        counts = list(map(operations, short))
        if max(counts) > MAX_PRINTED or sum(counts) > 4 * MAX_PRINTED:
            return {"operations": sum(counts)}
        form = shape(value)
        quantity, symbol = self.values.quantities[name], self.symbol(name)
        if not form:
            return self._scalar(name, short[0], label)
        if len(short) == 1:
            left = component(quantity.component, (0,) * len(form)) if "_{" in symbol else symbol
            return {"closed": chain(left, [self.names.text(short[0])], label=label)}
        if quantity.layout == "columns":
            columns = self.formulas.columns(quantity.letter, short, form[1])
            return {"operations": sum(counts)} if columns is None else {"closed": columns}
        if quantity.layout == "vectors":
            return self._vectors(quantity, short, form)
        if len(form) <= 2 and quantity.layout == "whole":
            whole = f"({symbol})" if "_{" in symbol else symbol
            before = self._before(name, whole)
            matrix = self.formulas.matrix(whole, short, form[1] if len(form) > 1 else 1, label, before)
            if matrix is not None:
                return {"closed": matrix, "whole": bool(before)}
        return self._components(quantity, short, form)

    def _components(self, quantity: Any, short: Sequence[sp.Expr], form: tuple[int, ...]) -> Parts:
        every = list(zip(itertools.product(*(range(n) for n in form)), short))
        chosen = [(index, entry) for index, entry in every if quantity.is_independent(index) and entry != 0]
        parts: Parts = {"partial": len(chosen) < len(every)}
        if len(chosen) > MAX_COMPONENTS:
            return {**parts, "operations": sum(map(operations, short))}
        closed, where = self.formulas.components(quantity.component, chosen, equal=quantity.equals_in)
        return {**parts, "closed": closed, "where": self.formulas.explained(where)}

    def _vectors(self, quantity: Any, short: Sequence[sp.Expr], form: tuple[int, ...]) -> Parts:
        """The second fundamental form of any codimension, a normal vector for every pair of indices."""
        n, d, _ = form
        formulas: list[tuple[str, str]] = []
        for i, j in itertools.combinations_with_replacement(range(d), 2):
            vector = [short[(a * d + i) * d + j] for a in range(n)]
            left = component(quantity.component.replace("^<0>", ""), (0, i, j))
            if all(entry == 0 for entry in vector):
                continue
            column = self.formulas.matrix(left, vector)
            if column is None:
                return {"operations": sum(map(operations, short))}
            ((_, right),) = column.rows[0]
            formulas.append((left, str(right).removeprefix("= ")))
        return {"closed": listing(formulas), "partial": len(formulas) < d * (d + 1) // 2}

    def _scalar(self, name: str, expr: sp.Expr, label: str) -> Parts:
        """Definition and value in one chain, ``K = \\det S = ...``."""
        symbol = self.symbol(name)
        text, where = self.names.typeset(expr, LINE - width(symbol) - 50)
        formula = self.formula(name)
        same = bool(formula) and _bare(f"= {text}") == _bare(formula[-1])
        known = self.values.get(name)
        plain = known is not None and self.names.shorten(known) == expr and not where
        worked = self.chains.sides(name) if plain and self.level != "result" else []
        worked = [side for side in worked if _bare(side) != _bare(text)]
        right = formula if same else [*formula, *worked, text]
        return {"closed": chain(symbol, right, label=label), "where": self.formulas.explained(where)}

    # -- definitions -------------------------------------------------------------------------------

    def is_special(self, name: str) -> bool:
        """Whether a formula for some surfaces, such as graphs, is decided: for every d, or on this one."""
        quantity = self.values.quantities[name]
        if quantity.general is None:
            return False
        return (name in FORMS and proved(name)) or self.chains.decided(name)

    def _before(self, name: str, symbol: str) -> list[str]:
        """What stands between the symbol of a matrix and its entries: its definition, with the factors written out."""
        if "(" in symbol or self.level == "result" or name in ("metric", "jacobian"):
            return []
        factors = self.chains.product(name) if name == "shape_operator" else []
        return [*self.formula(name), *factors]

    def symbol(self, name: str) -> str:
        """The quantity's symbol; another one for the scalar curvature where R is a radius."""
        taken = name == "scalar_curvature" and "R" in self.taken
        return r"\operatorname{scal}" if taken else str(self.values.quantities[name].symbol)

    def formula(self, name: str) -> list[str]:
        """The general formula as the right sides of a chain, without what only repeats the symbol."""
        quantity = self.values.quantities[name]
        printed = quantity.printed(self.surface)
        if self.dimension == 1:  # of a curve, K and H are its curvature
            printed = printed[:1]
        if quantity.general is not None:
            general = replace(quantity, definition=quantity.general).printed(self.surface)
            printed = [*general[:1], *printed] if self.is_special(name) else general
        pieces = [f"= {formula}" for formula in dict.fromkeys(printed)]
        known = {_bare(f"= {quantity.symbol}")}
        if name == "volume_element":  # its value repeats what w is
            known |= {_bare(r"= w = \sqrt{1+p\cdot p}"), _bare(r"= w"), _bare(r"= \sqrt{1+p\cdot p}")}
        return [piece for piece in pieces if _bare(piece) not in known]


def _bare(formula: str) -> str:
    return formula.replace(" ", "")
