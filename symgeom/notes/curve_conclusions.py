"""What follows for the shape of a curve: straight, plane, part of a circle or a helix, where its vertices are.

Here: ``Curve``. Source: do Carmo, 1-5 and 1-7.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.notes.premises import Premises, Sentences

__all__ = ["Curve"]


class Curve(Premises):
    """What is said of a curve."""

    def sentences(self) -> Sentences:
        """Straight, of constant curvature, or with vertices; plane or not."""
        kappa = self.exact("curvature")
        if kappa.is_zero():
            yield f"{self._each} is straight: its curvature vanishes identically."
            return
        torsion = self.exact("torsion") if "torsion" in self.values.quantities else None
        plane = torsion is not None and torsion.is_zero()
        if plane:
            yield f"{self._each} lies in a plane: its torsion vanishes identically."
        if self.is_constant(kappa):
            if torsion is None or plane:
                yield (
                    f"The curvature is constant: {self._each.lower()} is part of a circle."
                    if self._planar
                    else ("The curvature is constant.")
                )
            elif self.is_constant(torsion):
                each = self._each.lower()
                yield f"Curvature and torsion are constant and not zero: {each} is part of a circular helix."
            return
        if torsion is not None and not plane and self.is_constant((kappa / torsion).cancelled()):
            yield r"The ratio $\kappa/\tau$ is constant: the curve is a helix of some cylinder (Lancret)."
        if self._planar:
            said, name = (
                self.said(self._turning(kappa)),
                self.formulas.math(self.surface.engine.letters[0]),
            )
            if said not in ("", "1"):
                yield (
                    rf"The vertices, where $d\kappa/d{name}$ changes its sign, are among the points where ${said} = 0$."
                )

    @property
    def _each(self) -> str:
        return "The curve" if self.smoothness.is_connected else "Each connected part of the curve"

    @property
    def _planar(self) -> bool:
        return len(self.surface.map) == 2 or (
            "torsion" in self.values.quantities and bool(self.exact("torsion").is_zero())
        )

    def _turning(self, kappa: Any) -> Any:
        """The product of the factors of the curvature's derivative that may vanish: 1 if there are none.

        Factors that are constant say nothing, and where a denominator vanishes there is no curvature.
        """
        engine = self.surface.engine
        field, (t,) = engine.field, engine.letters
        _, powers = engine.translator.roots.factors(field.derivative(kappa, t).cancelled())
        below = [field.plain_poly(p) for p, k in powers if k < 0]
        above = [p for p, k in powers if k > 0 and self.may_vanish(p)]
        moving = [field.element(p) for p in above if _moves(field.plain_poly(p), t, below)]
        return field.product(*((e, 1) for e in moving)).cancelled()


def _moves(e: sp.Expr, t: sp.Symbol, below: list[sp.Expr]) -> bool:
    """The factor depends on the parameter and is no root of what stands below."""
    root = isinstance(e, sp.Pow) and any(sp.expand(e.base - base) == 0 for base in below)
    return e.has(t) and not root
