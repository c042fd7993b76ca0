"""Powers of the determinant of the metric in closed forms, by its name.

What is here: `by_volume`. A closed form has det g multiplied out, each quantity perhaps with another factor. Beside the formula
by name that is a second root and a second quotient, and has fewer digits than a sum of squares.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined
from symgeom.parts.names import NamedPart, Parts

__all__ = ["by_volume"]

_GRAM = "determinant of the metric"
_LARGEST = 4096  # denominator of a factor


def by_volume(chart: Any, parts: Parts, form: sp.Expr, at: Evaluator) -> list[sp.Expr]:
    """A form with roots and inverses of multiples of det g as powers of its named root, where that has a value; and itself."""
    root = next((p for p in parts if _is_root_of_gram(parts, p) and p.symbol in at.point), None)
    if root is None:
        return [form]
    found = {}
    for power in sorted(form.atoms(sp.Pow), key=sp.default_sort_key):
        base, exponent = power.args
        if base.is_Add and (2 * exponent).is_Integer and (exponent < 0 or not exponent.is_Integer):
            factor = _factor(chart, parts, base, root.expression.base, at)
            if factor:
                found[power] = factor**exponent * root.symbol ** (2 * exponent)
    return [form.xreplace(found), form] if found else [form]


def _is_root_of_gram(parts: Parts, part: NamedPart) -> bool:
    e = part.expression
    return bool(e.is_Pow and e.exp == sp.S.Half and e.base in parts and parts.part(e.base).meaning == _GRAM)


def _factor(chart: Any, parts: Parts, base: sp.Expr, gram: sp.Symbol, at: Evaluator) -> sp.Rational | None:
    """The number c for which the base is c det g: read from one point, then shown."""
    try:
        ratio = float((at.real(base) / at.real(gram)).mid())
    except Undefined:
        return None
    if not 0 < ratio < _LARGEST:
        return None
    near = Fraction(ratio).limit_denominator(_LARGEST)
    factor = sp.Rational(near.numerator, near.denominator)
    engine = chart.engine
    shown = factor and (engine.element(base) - engine.element(factor * parts.put_back(gram))).is_zero()
    return factor if shown else None
