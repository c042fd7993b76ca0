"""Equalities of logarithms and inverse functions, by the function that they invert.

What is here: `through_exponential` and `through_turn`, two pointwise arguments for a difference D of real values whose normal
form is not zero because inverse functions hang together.

- exp is one to one on the reals: ``exp(n D) = 1`` by normal form says D = 0, as for ``acosh(cosh x) = x`` with x >= 0.
- ``cos(n D) = 1`` says that n D is a multiple of 2 pi, and the ranges of its terms say which one: ``acos(cos x) = x`` for
  0 < x < pi, Machin's formula.

Both need every logarithm and inverse function to be real on the domain, for sure.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any

import sympy as sp
from flint import arb

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, ZeroDivisor
from symgeom.algebra.reading.angle_basis import Form, linear_form
from symgeom.algebra.reading.collect import INVERSE_CIRCULAR, INVERSE_HYPERBOLIC
from symgeom.algebra.reading.translate import Translator
from symgeom.errors import InputError

__all__ = ["through_exponential", "through_turn"]

Maker = Callable[[list[sp.Expr]], Translator]
_LOGARITHMIC = (sp.log, *INVERSE_HYPERBOLIC)
_HALF = sp.pi / 2
_RANGES: dict[Any, tuple[sp.Expr, sp.Expr]] = {
    sp.atan: (-_HALF, _HALF),
    sp.asin: (-_HALF, _HALF),
    sp.acos: (sp.S.Zero, sp.pi),
    sp.acot: (-_HALF, _HALF),
    sp.atan2: (-sp.pi, sp.pi),
}


def through_exponential(make: Maker, difference: sp.Expr) -> Translator | None:
    """A translator in whose field ``exp(n D)`` is 1, for the divisors; None where the argument doesn't apply."""
    form = linear_form(difference)
    terms = [t for t in form if isinstance(t, _LOGARITHMIC)]
    if not terms:
        return None
    n = lcm(*(int(form[t].q) for t in terms))
    return _is_one(make, terms, sp.exp(n * difference, evaluate=False))


def through_turn(make: Maker, difference: sp.Expr, facts: Facts) -> Translator | None:
    """A translator in whose field ``cos(n D)`` is 1 while n D lies between -2 pi and 2 pi; None else."""
    form = linear_form(difference)
    terms = [t for t in form if isinstance(t, INVERSE_CIRCULAR)]
    if not terms:
        return None
    n = lcm(*(int(form[t].q) for t in terms))
    if not _within_a_turn({t: n * k for t, k in form.items()}, facts):
        return None
    return _is_one(make, terms, sp.cos(n * difference, evaluate=False))


def _is_one(make: Maker, terms: list[sp.Expr], e: sp.Expr) -> Translator | None:
    try:
        translator = make([e, *(a for t in terms for a in t.args)])
        if all(_is_real(translator, t) for t in terms) and (translator.element(e) - 1).is_zero():
            return translator
    except (OutsideClass, ZeroDivisor, BranchDivisor, InputError):
        pass
    return None


def _is_real(translator: Translator, term: sp.Expr) -> bool:
    """The function is real at every point of the domain where it is defined."""
    arguments = [translator.element(a) for a in term.args]
    signs, field = translator.signs, translator.field
    if not all(signs.is_real(p) for e in arguments for p in (e.num, *map(field.base, e.den))):
        return False
    e = arguments[0]
    if isinstance(term, sp.log):
        wanted = [e]
    elif isinstance(term, sp.acosh):
        wanted = [e - 1]
    elif isinstance(term, sp.asin | sp.acos | sp.atanh):
        wanted = [1 - e, 1 + e]
    else:
        return True
    return all(_weak(translator, value.cancelled()) > 0 for value in wanted)


def _weak(translator: Translator, e: Any) -> int:
    sign = translator.signs.weak(e.num)
    for b, k in e.den.items():
        sign *= translator.signs.weak(translator.field.base(b)) if k % 2 else 1
    return sign


def _within_a_turn(form: Form, facts: Facts) -> bool:
    """The sum lies strictly between -2 pi and 2 pi, by the ranges of its terms."""
    low = high = arb(0)
    with precision(256):
        try:
            for term, k in form.items():
                ends = [arb(k) * Evaluator({}).real(end) for end in _range(term, facts)]
                low, high = low + min(ends, key=_middle), high + max(ends, key=_middle)
        except Undefined:
            return False
        return bool(-2 * arb.pi() < low and high < 2 * arb.pi())


def _middle(ball: Any) -> Any:
    return ball.mid()


def _range(term: sp.Expr, facts: Facts) -> tuple[sp.Expr, sp.Expr]:
    """Numbers between which a term lies. Raises `Undefined` for a term without bounds."""
    if term.is_number:
        return term, term
    ends = _RANGES.get(type(term)) or facts.domain.get(term)
    if ends is None or not all(end.is_number and end.is_finite for end in ends):
        raise Undefined("no bounds")
    return ends
