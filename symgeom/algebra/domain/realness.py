"""What is real, and what is positive, for all real values of the symbols, by the shape of an expression alone.

What is here: `is_sure`, `is_positive`; `radicand`, which is >= 0 where a root, a logarithm or an inverse function is real;
`COMPLEX`, the functions that lead out of the real numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.entire import ENTIRE

__all__ = ["COMPLEX", "is_positive", "is_sure", "radicand"]

COMPLEX = (type(sp.I), sp.re, sp.im, sp.conjugate, sp.arg)
# Functions that are real wherever their arguments are.
_REAL = (
    *(sp.atan, sp.asinh, sp.acot, sp.erf, sp.erfc, sp.sinc, sp.Max, sp.Min, sp.floor, sp.ceiling),
    *(sp.Abs, sp.sign, sp.atan2, sp.Heaviside),
)
_INVERSES: dict[Any, Callable[[Any], Any]] = {
    **dict.fromkeys((sp.asin, sp.acos, sp.atanh), lambda u: 1 - u**2),
    **dict.fromkeys((sp.asec, sp.acsc, sp.acoth), lambda u: u**2 - 1),
    sp.acosh: lambda u: u - 1,
    sp.asech: lambda u: u - u**2,
}


def radicand(e: Any) -> Any:
    """What is >= 0 where e is real: the argument of a root or logarithm, ``1 - u^2`` for ``asin(u)``; else None."""
    if isinstance(e, sp.log):
        return e.args[0]
    if e.is_Pow and not isinstance(e, sp.exp) and not e.exp.is_Integer and not e.base.is_Number:
        return e.base
    rule = _INVERSES.get(type(e))
    return None if rule is None else rule(e.args[0])


def is_sure(e: Any) -> bool:
    """Real wherever it is defined, for real values of its symbols."""
    if e.is_Symbol or e.is_Rational or isinstance(e, sp.NumberSymbol):
        return True
    if isinstance(e, AppliedUndef | sp.Derivative | sp.Subs):
        return True
    if e.is_Pow and not e.exp.is_Integer:
        inside = is_positive(e.base, or_zero=True)
        return inside and is_sure(e.base) and is_sure(e.exp)
    if isinstance(e, sp.log):
        return is_positive(e.args[0]) and is_sure(e.args[0])
    if e.is_Add or e.is_Mul or e.is_Pow or isinstance(e, (sp.exp, *ENTIRE, *_REAL)):
        return all(is_sure(a) for a in e.args)
    return False


def is_positive(e: Any, or_zero: bool = False) -> bool:
    """Positive for all real values of its symbols, by its shape alone."""
    if e.is_Rational:
        return bool(e > 0 or (or_zero and e == 0))
    if e.is_Symbol:
        known = e.assumptions0
        return bool(known.get("positive") or (or_zero and known.get("nonnegative")))
    if isinstance(e, sp.NumberSymbol | sp.exp | sp.cosh | sp.sech):
        return all(_real(a) for a in e.args)
    if isinstance(e, sp.Abs):
        return or_zero
    if e.is_Add:
        return all(is_positive(a, True) for a in e.args) and (or_zero or any(is_positive(a) for a in e.args))
    if e.is_Mul:
        return all(is_positive(a, or_zero) for a in e.args)
    if e.is_Pow:
        if is_positive(e.base, or_zero) and (e.exp.is_Rational and (e.exp > 0 or not or_zero)):
            return True
        return bool(or_zero and e.exp.is_Integer and e.exp % 2 == 0 and e.exp > 0 and _real(e.base))
    return False


def _real(e: Any) -> bool:
    return not e.has(*COMPLEX) and is_sure(e)
