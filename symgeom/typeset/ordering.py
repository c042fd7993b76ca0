"""The order of factors and terms: constants first, then parameters, coordinates, derivatives, roots, exponentials, sums,
elementary functions; in a sum what is constant and what is of low degree.
"""

from __future__ import annotations

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.typeset.derivatives import DerivativePrinter

__all__ = ["OrderedPrinter", "negative"]


class OrderedPrinter(DerivativePrinter):
    """Knows where a factor stands in a product and a term in a sum."""

    def _rank(self, factor: sp.Expr) -> tuple[int, str]:
        """Where a factor stands in a product."""
        base = factor.base if isinstance(factor, sp.Pow) and factor.base is not sp.E else factor
        root = isinstance(factor, sp.Pow) and factor.exp.is_Rational and not factor.exp.is_Integer
        if base.is_number:
            place = 0 if not root else 1
        elif root and not base.is_Symbol:
            place = 5
        elif base.is_Symbol:
            place = 3 if base in self._coordinates else 2
        elif isinstance(base, AppliedUndef | sp.Derivative | sp.Subs):
            place = 4
        elif isinstance(base, sp.exp) or (isinstance(factor, sp.Pow) and factor.base is sp.E):
            place = 6
        elif isinstance(base, sp.Add):
            place = 7
        elif isinstance(base, sp.Abs):
            place = 6
        else:
            place = 8
        if isinstance(factor, sp.Pow) and place != 8 and factor.exp.free_symbols:
            place = 6
        return place, self._order(base) + "|" + self._print(factor)

    def _order(self, base: sp.Expr) -> str:
        """Alphabetical order, but coordinates in their own order and derivatives by order."""
        if base in self._coordinates:
            return f"{self._coordinates.index(base):03d}"
        if isinstance(base, sp.Derivative):
            return f"~{int(base.derivative_count):03d}{base.expr.func} " + " ".join(
                self._order(v) for v in base.variables
            )
        if isinstance(base, sp.Function) and not isinstance(base, AppliedUndef):
            inside = [k for k, c in enumerate(self._coordinates) if base.has(c)]
            return f"{min(inside, default=0):03d}{self._print(base)}"  # sin u cos v, not cos v sin u
        return self._print(base)

    def _term_key(self, term: sp.Expr) -> tuple[object, ...]:
        _, rest = term.as_coeff_Mul()
        factors = sp.Mul.make_args(rest) if rest is not sp.S.One else ()
        powers = sorted(
            (self._rank(f)[0], self._rank(f)[1], f.exp if isinstance(f, sp.Pow) and f.exp.is_Rational else 1)
            for f in factors
        )
        highest = max((p[0] for p in powers), default=0)
        degree = sum((p[2] for p in powers), 0)
        variable = any(p[0] >= 3 for p in powers)
        return (
            variable,
            highest if highest != 7 else 6,
            degree,
            [(p[0], -p[2], p[1]) for p in powers],
            self._print(term),
        )

    def terms(self, expr: sp.Expr) -> list[sp.Expr]:
        """The terms of a sum in printed order: constants first, no leading minus where it can be helped."""
        ordered = sorted(sp.Add.make_args(expr), key=self._term_key)
        if ordered and negative(ordered[0]):
            if not negative(ordered[-1]) and not any(t.has(sp.Add) for t in ordered):
                turned = sorted(ordered, key=lambda term: self._term_key(term)[:3], reverse=True)
                return ordered[::-1] if negative(turned[0]) else turned  # x^3 - x y + 2 x - 2
            ordered = [t for t in ordered if not negative(t)] + [t for t in ordered if negative(t)]
        return ordered


def negative(expr: sp.Expr) -> bool:
    """Whether the expression is printed with a minus in front."""
    return bool(expr.as_coeff_Mul()[0].is_negative)
