"""One quantity after another: its definition and its closed form, in the shape in which it can be read.

Here: ``Quantities``. A scalar stands in one chain with its definition, ``K = \\det S = ...``; a matrix is shown whole where
it fits, by components else; only the non-zero independent components of a tensor are listed; principal curvatures that are
too long are written in H and K, quantities of a graph in p and A; what is still longer is named with its size.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from symgeom.notes.components import PATTERNS, component, entries, independent, shape, size
from symgeom.notes.formulas import Formulas
from symgeom.notes.layout import LINE, Math, chain, split_relations
from symgeom.notes.names import TooLong
from symgeom.notes.values import TOO_LONG, GeneralGraph, Values
from symgeom.notes.verdicts import verdict_view
from symgeom.notes.views import QuantityView
from symgeom.notes.widths import width

__all__ = ["Quantities"]

_TOO_MANY = 24  # components
_LINES = 9  # of a quantity; a graph's longer ones are written in p and A, a pair of curvatures in H and K

_NUMBERED = {"metric", "second_fundamental_form", "shape_operator", "gaussian_curvature", "mean_curvature"}

Parts = dict[str, Any]  # the fields of a QuantityView that a closed form decides


class Quantities:
    """The views of a surface's quantities."""

    def __init__(self, values: Values, formulas: Formulas, verdicts: Mapping[str, Any]) -> None:
        self.values = values
        self.surface = values.surface
        self.formulas = formulas
        self.names = formulas.names
        self.verdicts = verdicts
        self.coordinates: tuple[sp.Symbol, ...] = tuple(self.surface.coordinates)
        self.dimension = len(self.coordinates)
        self.general = GeneralGraph(self.surface)

    def view(self, name: str) -> QuantityView:
        """Everything that is said about a quantity."""
        quantity = self.values.quantities[name]
        label = f"{self.formulas.prefix}{name.replace('_', '-')}" if name in _NUMBERED else ""
        verdict = self.verdicts.get(name)
        value = self.values.get(name)
        if value is None:
            parts: Parts = {"failure": self.values.failures.get(name, "")}
        else:
            parts = self._closed(name, value, label)
            pair = name == "principal_curvatures" and parts.get("where")
            if pair or parts.get("operations") or _lines(parts) > _LINES or self._foreign_root(value):
                parts = self._indirect(name, label) or parts
        return QuantityView(
            name=name,
            title=quantity.title,
            symbol=Math(quantity.symbol),
            definition=chain(quantity.symbol, self._formula(name) or [f"= {quantity.formula}"]),
            source=getattr(quantity, "source", "") or "",
            label=label,
            verdict=verdict_view(verdict) if verdict is not None else None,
            **parts,
        )

    # -- closed forms ------------------------------------------------------------------------------

    def _closed(self, name: str, value: Any, label: str) -> Parts:
        try:
            return self._shown(name, value, label)
        except TooLong:
            return {"operations": size(value)}

    def _shown(self, name: str, value: Any, label: str) -> Parts:
        self.names.begin()
        short = [self.names.shorten(entry) for entry in entries(value)]
        if all(entry == 0 for entry in short):
            return {"zero": True}
        counts = [int(sp.count_ops(entry)) for entry in short]
        if max(counts) > TOO_LONG or sum(counts) > 4 * TOO_LONG:
            return {"operations": sum(counts)}
        form = shape(value)
        symbol = self.values.quantities[name].symbol
        if not form:
            return self._scalar(name, short[0], label)
        if len(short) == 1:
            left = component(PATTERNS[name], (0,) * len(form)) if "_{" in symbol else symbol
            return {"closed": chain(left, [self.names.text(short[0])], label=label)}
        if name == "principal_directions":
            columns = self.formulas.columns("E", short, form[1])
            return {"operations": sum(counts)} if columns is None else {"closed": columns}
        if len(form) <= 2 and name != "principal_curvatures":
            whole = f"({symbol})" if "_{" in symbol else symbol
            matrix = self.formulas.matrix(whole, short, form[1] if len(form) > 1 else 1, label)
            if matrix is not None:
                return {"closed": matrix}
        return self._components(name, short, form)

    def _components(self, name: str, short: Sequence[sp.Expr], form: tuple[int, ...]) -> Parts:
        chooses = independent(name, len(form))
        every = list(zip(itertools.product(*(range(n) for n in form)), short))
        chosen = [(index, entry) for index, entry in every if chooses(index) and entry != 0]
        parts: Parts = {"partial": len(chosen) < len(every)}
        if len(chosen) > _TOO_MANY:
            return {**parts, "operations": int(sum(sp.count_ops(entry) for entry in short))}
        closed, where = self.formulas.components(PATTERNS[name], chosen)
        return {**parts, "closed": closed, "where": self.formulas.explained(where)}

    def _scalar(self, name: str, expr: sp.Expr, label: str) -> Parts:
        """Definition and value in one chain, ``K = \\det S = ...``."""
        symbol = self.values.quantities[name].symbol
        text, where = self.names.typeset(expr, LINE - width(symbol) - 50)
        formula = self._formula(name)
        same = bool(formula) and _bare(f"= {text}") == _bare(formula[-1])
        right = formula if same else [*formula, text]
        return {"closed": chain(symbol, right, label=label), "where": self.formulas.explained(where)}

    # -- other ways to say it ----------------------------------------------------------------------

    def _foreign_root(self, value: Any) -> bool:
        """On a graph, a wide root that the engine wrote in a form other than w."""
        if not self.general.possible:
            return False
        roots = {
            power.base
            for entry in entries(value)
            for power in self.names.shorten(entry).atoms(sp.Pow)
            if power.exp.is_Rational and power.exp.q == 2 and isinstance(power.base, sp.Add)
        }
        return any(width(self.names.text(base)) > 55 for base in roots)

    def _indirect(self, name: str, label: str) -> Parts:
        """What is too long, said in another way: kappa through H and K, a graph's quantity through p and A."""
        if (
            name == "principal_curvatures"
            and self.dimension == 2
            and "mean_curvature" in self.values
            and "gaussian_curvature" in self.values
        ):
            return {"closed": chain(r"\kappa_{1,2}", [r"H \pm \sqrt{H^2 - K}"]), "indirect": "H"}
        value = self.general.get(name)
        if value is None:
            return {}
        self.names.fixed.setdefault(self.general.square, next(iter(self.names.fixed.values())))
        with self.formulas.ordered(self.general.bend):
            parts = self._closed(name, value, label)
        return {} if parts.get("operations") or _lines(parts) > 2 * _LINES else {**parts, "indirect": "p"}

    # -- definitions -------------------------------------------------------------------------------

    def _formula(self, name: str) -> list[str]:
        """The general formula as the right sides of a chain, without what only repeats the symbol."""
        quantity = self.values.quantities[name]
        pieces = split_relations("= " + quantity.formula)[1]
        if name in self._reversed():
            pieces = [f"= -{piece.removeprefix('=').strip()}" for piece in pieces]
        known = {_bare(f"= {quantity.symbol}")}
        if name == "volume_element":  # its value repeats what w is
            known |= {_bare(r"= w = \sqrt{1+p\cdot p}"), _bare(r"= w"), _bare(r"= \sqrt{1+p\cdot p}")}
        return [piece for piece in pieces if _bare(piece) not in known]

    def _reversed(self) -> set[str]:
        """The formulas, written for the standard normal, that change sign with the reversed one."""
        if getattr(self.surface, "orientation", 1) != -1:
            return set()
        if not hasattr(self.surface, "ell"):
            return {"normal"}  # the others are written through N, h and S
        odd = {"gaussian_curvature"} if self.dimension % 2 else set()
        return {"normal", "second_fundamental_form", "shape_operator", "mean_curvature"} | odd


def _lines(parts: Mapping[str, Any]) -> int:
    shown = [parts[key] for key in ("closed", "where") if parts.get(key) is not None]
    return sum(len(display.rows) for display in shown)


def _bare(formula: str) -> str:
    return formula.replace(" ", "")
