"""Whether the rule for the derivative of an elementary function is right, decided in a small exact field.

What is here: `is_slope`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.translate import Translator
from symgeom.errors import SymgeomError
from symgeom.parts.rules import slope

__all__ = ["is_slope"]

_RANGES: dict[type[sp.Function], tuple[Any, Any]] = {
    sp.log: (0, sp.oo),
    sp.asin: (-1, 1),
    sp.acos: (-1, 1),
    sp.acosh: (1, sp.oo),
    sp.atanh: (-1, 1),
    sp.acoth: (1, sp.oo),
}


def is_slope(function: Any) -> bool:
    """Whether f'(u) is what `rules.slope` says, for a letter u where f is smooth.

    >>> is_slope(sp.tanh), is_slope(sp.log)
    (True, True)
    """
    u = sp.Symbol("u", real=True)
    rule = slope(function(u), function(u))
    return rule is not None and _decided(function, rule, u)


@cache
def _decided(function: Any, rule: sp.Expr, u: sp.Symbol) -> bool:
    domain = {u: _RANGES[function]} if function in _RANGES else {}
    where = [sp.Ne(u, 0)] if function in (sp.Abs, sp.sign) else []
    try:
        read = Translator([function(u), rule], facts_of(domain, where, [u]))
        return bool(read.field.derivative(read.element(function(u)), u) == read.element(rule))
    except (OutsideClass, SymgeomError):
        return False
