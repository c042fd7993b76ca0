"""Whether a function is analytic on a domain that is connected, for sure.

What is here: `is_analytic` (every radicand positive, every divisor non-vanishing, every function inside its natural domain, all
by the sign oracle, and a domain that is an intersection of half spaces), `is_point`.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.domain.jets import JETS
from symgeom.algebra.domain.sizes import expanded
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["is_analytic", "is_point"]

_ENTIRE = (sp.atan, sp.asinh, sp.erf, sp.erfc)


def is_analytic(translator: Translator, e: Element) -> bool:
    """For sure analytic on the domain, and the domain connected."""
    ring = translator.field.ring
    if not _is_convex(translator):
        return False
    if not all(
        translator.signs.nowhere_zero(translator.field.base(b)) for b in range(len(translator.field.bases))
    ):
        return False
    todo, seen = list(ring.support(ring.lift(e.num))), set()
    while todo:
        i = todo.pop()
        if i in seen:
            continue
        seen.add(i)
        g = translator.field.generators[i]
        if g.kind == "sign" or g.jet is not None:
            return False
        if g.kind == "root":
            value = ring.lift(ring.relations[i][1])
            if translator.signs.weak(value) <= 0 or not translator.signs.nowhere_zero(value):
                return False
            todo += ring.support(value)
        if g.kind in ("function", "log") and not _inside(translator, g):
            return False
        if g.argument is not None:
            todo += ring.support(ring.lift(g.argument.num))
    return True


def _inside(translator: Translator, g: Any) -> bool:
    """The argument of a function stays where the function is analytic."""
    signs, argument = translator.signs, g.argument
    if isinstance(g.expression, _ENTIRE):
        return bool(signs.is_real(argument.num))
    if g.kind == "log":  # log(p) or log(-p), whichever is real
        return all(signs.nowhere_zero(p) for p in _factors(translator, argument))
    if isinstance(g.expression, sp.asin | sp.acos | sp.atanh):
        return _is_positive(translator, 1 - argument) and _is_positive(translator, 1 + argument)
    if isinstance(g.expression, sp.acosh):
        return _is_positive(translator, argument - 1)
    if isinstance(g.expression, sp.acot):
        return all(signs.nowhere_zero(p) for p in _factors(translator, argument))
    return False


def _factors(translator: Translator, e: Element) -> list[Poly]:
    return [e.num, *(translator.field.base(b) for b in e.den)]


def _is_positive(translator: Translator, e: Element) -> bool:
    """e > 0 on the whole domain, for sure."""
    signs, e = translator.signs, e.cancelled()
    sign = signs.weak(e.num)
    for b, k in e.den.items():
        sign *= signs.weak(translator.field.base(b)) if k % 2 else 1
    return sign > 0 and all(signs.nowhere_zero(p) for p in _factors(translator, e))


def _is_convex(translator: Translator) -> bool:
    """The domain is an intersection of half spaces, hence connected."""
    facts = translator.field.facts
    if any(isinstance(relation, sp.Ne) for relation in facts.where):
        return False
    return all(_is_half_space(i.expression) for i in facts.inequalities(translator.symbols))


def _is_half_space(e: sp.Expr) -> bool:
    """Linear in the symbols and the jets together; for each value of ``f(0)`` apart, ``x f(0) > 1`` is another half space."""
    e = e.xreplace({jet: sp.Dummy() for jet in e.atoms(*JETS)})
    variables = sorted(e.free_symbols, key=str)
    if not variables:
        return True
    return bool(e.is_polynomial() and expanded(e) is not None and sp.Poly(e, *variables).total_degree() <= 1)


def is_point(translator: Translator) -> bool:
    """The sides are numbers. A value such as f(0) is none: with the function it goes through all numbers."""
    return not translator.symbols and not any(g.jet for g in translator.field.generators)
