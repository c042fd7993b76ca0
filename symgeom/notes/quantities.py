r"""One quantity after another: its definition and its closed form, in the shape in which it can be read.

Here: ``Quantities``. A closed form (`closedforms`) that is too long is said in another way (on a graph in p and A, on a surface
in three-space in E, F, G and h), and else named with its size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.bounds import MAX_LINES, MAX_LINES_WITH_NAMES
from symgeom.geometry.kinks import nonzero
from symgeom.notes.chains import Chains
from symgeom.notes.closedforms import ClosedForms, Parts
from symgeom.notes.code import quantity_code
from symgeom.notes.components import entries, shape, size
from symgeom.notes.formulas import Formulas
from symgeom.notes.general import Classical, GeneralGraph
from symgeom.notes.values import Values
from symgeom.notes.verdicts import verdict_view
from symgeom.notes.views import QuantityView
from symgeom.typeset.layout import Display, Math, chain
from symgeom.typeset.widths import width

__all__ = ["Quantities"]


_FEW = 6  # components that are listed beside a formula in p and A


class Quantities:
    """The views of a surface's quantities."""

    def __init__(
        self, values: Values, formulas: Formulas, verdicts: Mapping[str, Any], level: str = "derivation"
    ) -> None:
        self.values = values
        self.level = level
        self.chains = Chains(values, formulas, level == "student")
        self.forms = ClosedForms(values, formulas, self.chains, level)
        self.surface = values.surface
        self.formulas = formulas
        self.names = formulas.names
        self.verdicts = verdicts
        self.coordinates: tuple[sp.Symbol, ...] = letters(self.surface.coordinates)
        self.dimension = len(self.coordinates)
        self.general = GeneralGraph(values)
        self.classical = Classical(values, self.forms.taken)

    def view(self, name: str) -> QuantityView:
        """Everything that is said about a quantity."""
        quantity, symbol = self.values.quantities[name], self.forms.symbol(name)
        label = f"{self.formulas.prefix}{name.replace('_', '-')}" if quantity.numbered else ""
        verdict = next((v for word, v in self.verdicts.items() if quantity.answers_to(word)), None)
        parts = self._parts(name, label)
        if self.level != "result" and parts.get("closed") and not parts.get("indirect"):
            parts = self._worked(name, self.values.get(name), parts)
        return QuantityView(
            name=name,
            title=quantity.title,
            symbol=Math(symbol),
            definition=chain(
                symbol, self.forms.formula(name) or quantity.printed(self.surface), origin="definition"
            ),
            source=quantity.source,
            scalar=not quantity.shape(self.surface),
            nonzero=self._nonzero(name) if parts.get("closed") else (),
            label=label,
            verdict=verdict_view(verdict) if verdict is not None else None,
            code=quantity_code(self.surface, name, long=not {"closed", "zero"} & {*parts}),
            **parts,
        )

    def _parts(self, name: str, label: str) -> Parts:
        """How the value is said: closed, in other quantities, by the formula alone, or why it isn't."""
        value, names, parts = self.values.get(name), self.names.state(), self._first_attempt(name, label)
        if self._clumsy(name, value, parts):
            first = self.names.state()
            self.names.back_to(names)
            other = self._indirect(name, label)
            if other:
                parts = other
            else:
                self.names.back_to(first)
        if self._is_said_by_formula(name, parts):
            parts = {"omitted": True}
        if parts.get("operations") or parts.get("omitted"):
            self.names.back_to(names)
            general = self.values.quantities[name].general is not None
            if self.forms.is_special(name) or (general and self.dimension > 2):
                parts = {"stated": True}
        for key in ("closed", "where"):
            if parts.get(key) is not None and not parts[key].origin:
                parts[key] = replace(parts[key], origin="decided: the normal form of the definition")
        return parts

    def _first_attempt(self, name: str, label: str) -> Parts:
        value = self.values.get(name)
        if value is not None:
            return self.forms.closed(name, value, label)
        if name in self.values.skipped:
            return {"omitted": True}
        return {"failure": self.values.failures.get(name, "")}

    def _is_said_by_formula(self, name: str, parts: Parts) -> bool:
        """On a graph of three parameters or more the formula in p and A says more than many components."""
        if self.dimension < 3 or not hasattr(self.surface, "ell") or not parts.get("closed"):
            return False
        if name in (
            "shape_operator",
            "ricci_tensor",
            "scalar_curvature",
            "third_fundamental_form",
            "mean_curvature",
        ):
            return bool(parts.get("where")) or _lines(parts) > _FEW
        return name in ("christoffel_symbols", "riemann_tensor") and len(list(_cells(parts))) > _FEW

    def _nonzero(self, name: str) -> tuple[Math, ...]:
        return tuple(self.formulas.math(e) for e in nonzero(self.surface, name))

    def _worked(self, name: str, value: Any, parts: Parts) -> Parts:
        """With its entries worked out: before the matrix that they are of, or in place of a list of them."""
        steps = self.chains.of(name) if shape(value) and not parts.get("where") else None
        if steps is None:
            return parts
        whole = r"\begin{pmatrix}" in str(parts["closed"].rows[0][0][1])
        return {**parts, "steps": steps} if whole else {**parts, "closed": steps}

    # -- other ways to say it ----------------------------------------------------------------------

    def _clumsy(self, name: str, value: Any, parts: Parts) -> bool:
        """Whether another way to say it would be read more easily, if there is one."""
        if parts.get("omitted") or parts.get("operations"):
            return True
        if value is None or parts.get("zero"):
            return False
        if name == "principal_curvatures" and (parts.get("where") or _lines(parts) > self.dimension):
            return True  # H and K stand below, and their roots are H and K again
        if parts.get("where") and _lines(parts) > MAX_LINES_WITH_NAMES:
            return True
        if _lines(parts) > MAX_LINES or self._foreign_root(value):
            return True
        short = self._size(value) <= 30 and not parts.get("where") and _lines(parts) == 1
        if name == "volume_element" or short:
            return False
        general = self._general(name)
        if general is None:
            return False
        longer = self._size(value) - self._size(general)
        return bool(parts.get("where")) or longer > (0 if _lines(parts) > 1 else 12 + self._size(general) / 2)

    def _general(self, name: str) -> Any:
        """The quantity of the graph of any function, in which 1 + p^2 is the square of the same w."""
        value = self.general.get(name)
        if value is not None:
            self.names.fixed.setdefault(self.general.square, next(iter(self.names.fixed.values())))
        return value

    def _size(self, value: Any) -> int:
        return size([self.names.shorten(entry) for entry in entries(value)])

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
        """What is too long, said in another way: in p and A, in E, F, G and h, in H and K, in S."""
        parts: Parts = {}
        value = self._general(name)
        if value is not None:
            with self.formulas.ordered(self.general.bend):
                parts = {**self.forms.closed(name, value, label), "indirect": "p"}
        value = self.classical.get(name)
        if isinstance(value, Math):
            parts = {"closed": chain(self.forms.symbol(name), [value]), "indirect": "K"}
        elif value is not None:
            parts = {**self.forms.closed(name, value, label), "indirect": self.classical.written_in(value)}
        if parts and not parts.get("operations") and _lines(parts) <= 2 * MAX_LINES:
            return parts
        return self._in_two_dimensions(name)

    def _in_two_dimensions(self, name: str) -> Parts:
        """Principal curvatures in H and K, principal directions in S."""
        known = [self.values.get(other) is not None for other in ("mean_curvature", "gaussian_curvature")]
        if self.dimension != 2 or not all(known):
            return {}
        if name == "principal_curvatures":
            return {"closed": chain(r"\kappa_{1,2}", [r"H \pm \sqrt{H^2 - K}"]), "indirect": "H"}
        if name == "principal_directions":
            direction = r"S^1_2\, \partial_1 X + (\kappa - S^1_1)\, \partial_2 X"
            return {"closed": Display((((Math(""), Math(direction)),),)), "indirect": "S"}
        return {}


def _cells(parts: Mapping[str, Any]) -> Iterator[Any]:
    """The formulas of a closed form, each by its left side."""
    return (left for row in parts["closed"].rows for left, _ in row if left)


def _lines(parts: Mapping[str, Any]) -> int:
    shown = [parts[key] for key in ("closed", "where") if parts.get(key) is not None]
    return sum(len(display.rows) for display in shown)
