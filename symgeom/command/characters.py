"""Formulas drawn in two dimensions with characters, by SymPy's printer.

What is here: `drawn`. SymPy loads its physical units to print a product, a fifth of a second for what no formula here has; so
products are put together in this file, as SymPy does it for expressions without units.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm

__all__ = ["drawn"]


def drawn(value: Any) -> str:
    """An expression or a matrix as text on several lines.

    >>> x = sp.Symbol("x")
    >>> print(drawn(x**2/(1 + x)))
       2
      x
    ─────
    x + 1
    """
    return str(_Drawing({"use_unicode": True, "wrap_line": False}).doprint(value))


class _Drawing(PrettyPrinter):  # type: ignore[misc]
    """SymPy's printer, with products of its own."""

    def _print_Mul(self, e: sp.Mul) -> prettyForm:
        first, *rest = e.args
        if first is sp.S.One or any(
            f.is_Number for f in rest
        ):  # an unevaluated product: all that was written is shown
            return super()._print_Mul(e)
        above: list[sp.Expr] = []
        below: list[sp.Expr] = []
        for factor in e.as_ordered_factors():
            if factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative:
                below.append(sp.Pow(factor.base, -factor.exp, evaluate=factor.exp == -1))
            elif factor.is_Rational:
                above += [sp.Integer(factor.p)] * (factor.p != 1)
                below += [sp.Integer(factor.q)] * (factor.q != 1)
            else:
                above.append(factor)
        top = prettyForm.__mul__(*map(self._print, above or [sp.S.One]))
        return top / prettyForm.__mul__(*map(self._print, below)) if below else top
