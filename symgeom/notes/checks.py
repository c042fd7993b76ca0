r"""What ties the parts of a derivation together: the equations of Gauss and Codazzi, and the geodesics of the metric.

Here: ``Checks``. Both sides of an equation are computed exactly, the curvature tensor from g alone; what is not found equal, or
not within the budget, is not printed. Source: do Carmo, 4-3; Lee, ch. 8.
"""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from symgeom.geometry.firstform import inverse_metric, volume_element
from symgeom.geometry.frenet import binormal, curvature, principal_normal, tangent, torsion
from symgeom.geometry.intrinsic import christoffel_symbols
from symgeom.geometry.operators import partial
from symgeom.geometry.row_major import flat
from symgeom.geometry.secondform import second_fundamental_form, shape_operator
from symgeom.geometry.terms import Term
from symgeom.notes.chains import Chains, graph_of_any
from symgeom.notes.components import entries
from symgeom.notes.worked import EntryLetter
from symgeom.notes.worth import worth
from symgeom.typeset.layout import LINE, Display, Math, chain
from symgeom.typeset.letters import component
from symgeom.typeset.ordering import negative
from symgeom.typeset.widths import width

__all__ = ["Checks", "curve_letter"]

_MANY = 6  # equations of one kind

_h, _gamma = second_fundamental_form.term, christoffel_symbols.term
_GAUSS = _h["ik"] * _h["jl"] - _h["il"] * _h["jk"]
_CODAZZI = partial("k", _h["ij"]) - _gamma["lki"] * _h["lj"] - _gamma["lkj"] * _h["il"]  # nabla_k h_ij


def curve_letter(surface: Any) -> str:
    """The letter of a curve of the parameters of a graph."""
    return r"\theta" if all(s.name.startswith("theta") for s in surface.engine.letters) else "u"


class Checks:
    """The equations that hold between the quantities of one surface."""

    def __init__(self, chains: Chains) -> None:
        self.chains, self.values, self.formulas = chains, chains.values, chains.formulas
        self.surface = chains.surface
        self.d = len(self.surface.engine.letters)

    def gauss(self) -> Display | None:
        """``R_ijkl = h_ik h_jl - h_il h_jk``, the left side from g alone."""
        return worth(self._gauss, None) if self._is_general else None

    @property
    def _is_general(self) -> bool:
        """A hypersurface whose curvature tensor is not made of h already, as a graph's is."""
        return "normal" in self.values.quantities and self.d > 1 and not hasattr(self.surface, "ell")

    def codazzi(self) -> Display | None:
        """``nabla_i h_jk = nabla_j h_ik``, with the common value where it is short."""
        return worth(self._codazzi, None) if self._is_general else None

    def geodesics(self) -> Display | None:
        """The second derivatives along a geodesic."""
        if self.d < 2 or (
            self.values.get("christoffel_symbols") is None and not hasattr(self.surface, "ell")
        ):
            return None
        return worth(self._geodesics, None)

    def ricci(self) -> Display | None:
        """``Ric = (tr S) h - h g^-1 h``."""
        return worth(self._ricci, None) if "normal" in self.values.quantities and self.d > 2 else None

    def _ricci(self) -> Display | None:
        form = shape_operator.term.trace() * _h - _h @ inverse_metric.term @ _h
        chart = self.surface
        if hasattr(chart, "ell"):
            chart = graph_of_any(chart)
        ricci, found = chart.engine.exact("ricci_tensor"), form.value(chart, {})
        if any(a.cancelled() != b for a, b in zip(flat(found), flat(ricci))):
            return None
        return chain("(R_{jl})", [form.latex], origin="decided: the trace of the equation of Gauss")

    def scalar(self) -> Display | None:
        """``R = (tr S)^2 - tr S^2``, the trace of the equation of Gauss."""
        return worth(self._scalar, None) if hasattr(self.surface, "ell") and self.d > 2 else None

    def _scalar(self) -> Display | None:
        chart, S = graph_of_any(self.surface), shape_operator.term
        found = S.trace().value(chart, {}) ** 2 - (S @ S).trace().value(chart, {})
        if found.cancelled() != chart.engine.exact("scalar_curvature"):
            return None
        sides = [r"(\operatorname{tr} S)^2 - \operatorname{tr} S^2"]
        return chain("R", sides, origin="decided: the trace of the equation of Gauss")

    def frenet(self) -> Display | None:
        """The derivatives of the frame of a curve in space by arc length."""
        return worth(self._frenet, None) if "torsion" in self.values.quantities else None

    def _frenet(self) -> Display | None:
        T, P, B = (q.term for q in (tangent, principal_normal, binormal))
        k, t = curvature.term, torsion.term
        rows: list[Any] = []
        for vector, right in ((T, k * P), (P, t * B - k * T), (B, -(t * P))):
            left = partial("1", vector) / volume_element.term
            pairs = zip(left.value(self.surface, {}), right.value(self.surface, {}))
            if any(not (a - b).cancelled().is_zero() for a, b in pairs):
                return None
            rows.append((Math(rf"\frac{{d{vector.latex}}}{{ds}}"), Math(f"= {right.latex}")))
        return Display((tuple(rows),), origin="decided: the formulas of Frenet")

    def arc(self) -> Display | None:
        """The length of a curve whose domain is finite."""
        if self.d != 1 or not hasattr(self.surface, "map"):
            return None
        return worth(self._arc, None)

    def _arc(self) -> Display | None:
        (u,) = self.surface.engine.letters
        low, high = self.surface.engine.facts.domain.get(u, (-sp.oo, sp.oo))
        speed = self.values.get("volume_element")
        if speed is None or not (low.is_finite and high.is_finite):
            return None
        text, ends = self.chains._text(speed), [self.formulas.math(e) for e in (low, high)]
        inside = f"({text})" if speed.is_Add else text
        sides = [rf"\int_{{{ends[0]}}}^{{{ends[1]}}} {inside} \, d{self.formulas.math(u)}"]
        if self.surface.engine.field.derivative(self.surface.engine.exact("volume_element"), u).is_zero():
            sides.append(str(self.formulas.math(speed * (high - low))))
        return chain("L", sides, origin="definition")

    def characteristic(self) -> Display | None:
        """``det(x I - S)``, factored by the principal curvatures."""
        known = self.values.get("principal_curvatures")
        if known is None or self.d > 3 or "normal" not in self.values.quantities:
            return None
        return worth(self._characteristic, None)

    def _characteristic(self) -> Display | None:
        quantity = self.values.quantities["principal_curvatures"]
        (condition,) = quantity.defined(self.surface)
        closed = [self.formulas.names.shorten(e) for e in entries(self.values.get("principal_curvatures"))]
        if (
            any(s.name == "lambda" for e in closed for s in e.free_symbols)
            or sum(map(sp.count_ops, closed)) > 60
        ):
            return None
        trace, square = r"\operatorname{tr} S", r"(\operatorname{tr} S)^2 - \operatorname{tr} S^2"
        general = {
            2: rf"\lambda^2 - ({trace})\, \lambda + \det S",
            3: rf"\lambda^3 - ({trace})\, \lambda^2 + \tfrac12 \left({square}\right) \lambda - \det S",
        }
        product = " ".join(self._minus(e) for e in closed)
        if width(product) > 1.5 * LINE:
            return None
        kappa = list(flat(self.surface.engine.exact("principal_curvatures")))
        if any(a != b for a, b in condition.equations(self.surface, tuple(kappa))):
            return None
        return chain(r"\det(\lambda I - S)", [general[self.d], product], origin="decided: Vieta's formulas")

    def _minus(self, e: sp.Expr) -> str:
        """``lambda - e`` in parentheses."""
        if e == 0:
            return r"\lambda"
        parts = e.args if isinstance(e, sp.Add) else (e,)
        if all(negative(t) for t in parts):
            return rf"\left(\lambda + {self.formulas.math(-e)}\right)"
        text = self.formulas.math(e)
        return (
            rf"\left(\lambda - \left({text}\right)\right)"
            if len(parts) > 1
            else rf"\left(\lambda - {text}\right)"
        )

    def _gauss(self) -> Display | None:
        quantity = self.values.quantities["riemann_tensor"]
        exact = self.surface.metric.engine.exact("riemann_tensor")
        rows: list[Any] = []
        for index in itertools.product(range(self.d), repeat=4):
            if not quantity.is_independent(index):
                continue
            i, j, k, l = index
            element, at = exact[i][j][k][l], dict(zip("ijkl", index))
            if _GAUSS.value(self.surface, at).cancelled() != element:
                return None
            if element.is_zero():
                continue
            left = component(quantity.component, index)
            letters, put_in = (self._side(chart, _GAUSS, at) for chart in self._charts())
            closed = self.chains._text(self.surface.engine.present(element))
            sides = [letters, *([put_in] if put_in and put_in != closed else []), closed]
            rows += chain(left, [s for s in sides if s]).rows
        return self._if_short(rows, "decided: the equation of Gauss, with the curvature tensor of g")

    def _charts(self) -> tuple[Any, Any]:
        return self.chains._in_letters, self.chains._put_in

    def _side(self, chart: Any, term: Term, at: dict[str, int]) -> str:
        text = self.chains._text(chart.value(term, at).form)
        return text if width(text) < LINE else ""

    def _codazzi(self) -> Display | None:
        rows: list[Any] = []
        for i, j in itertools.combinations(range(self.d), 2):
            for k in range(self.d):
                a = _CODAZZI.value(self.surface, {"k": i, "i": j, "j": k}).cancelled()
                b = _CODAZZI.value(self.surface, {"k": j, "i": i, "j": k}).cancelled()
                if a != b:
                    return None
                left, right = self._nabla(i, j, k), self._nabla(j, i, k)
                closed = self.chains._text(self.surface.engine.present(a))
                rows += chain(left, [right, *([closed] if width(closed) < LINE / 2 else [])]).rows
        return self._if_short(rows, "decided: the equations of Codazzi")

    @staticmethod
    def _nabla(i: int, j: int, k: int) -> str:
        pair = "".join(str(n + 1) for n in sorted((j, k)))
        return rf"\nabla_{i + 1} h_{{{pair}}}"

    def _geodesics(self) -> Display | None:
        if hasattr(self.surface, "ell"):
            theta = curve_letter(self.surface)
            turn = rf"-p\, (\dot{{{theta}}} \cdot A \dot{{{theta}}})/w^2"
            return chain(
                rf"\ddot{{{theta}}}",
                [turn],
                origin="definition, with the Christoffel symbols that were decided",
            )
        gamma = entries(self.values.get("christoffel_symbols"))
        letters = self.surface.engine.letters
        velocity = [EntryLetter(rf"\dot{{{self.formulas.math(u)}}}") for u in letters]
        rows: list[Any] = []
        for k, u in enumerate(letters):
            level = gamma[k * self.d**2 : (k + 1) * self.d**2]
            turn = sp.Add(
                *(
                    -level[i * self.d + j] * velocity[i] * velocity[j]
                    for i, j in itertools.product(range(self.d), repeat=2)
                )
            )
            text = self.chains._text(turn)
            if width(text) > 1.5 * LINE:
                return None
            rows += chain(rf"\ddot{{{self.formulas.math(u)}}}", [text]).rows
        return self._if_short(rows, "definition, with the Christoffel symbols that were decided")

    @staticmethod
    def _if_short(rows: list[Any], origin: str) -> Display | None:
        return Display(tuple(rows), origin=origin) if 0 < len(rows) <= _MANY else None
