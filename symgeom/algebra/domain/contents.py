"""What stands in an expression, told once for every subexpression.

What is here: `kinds`, the classes of the parts; `free_symbols`; `distinct`, the parts, each once. SymPy walks through an
expression as it is written out, each time that it is asked; formulas that are made of one another share most of their
subexpressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.domain.remembered import remembered

__all__ = ["distinct", "free_symbols", "kinds"]

_TRANSPARENT = (sp.Add, sp.Mul, sp.Pow, sp.Function)  # their free symbols are those of their arguments


def kinds(e: sp.Basic) -> frozenset[type]:
    """The classes of an expression and its parts.

    >>> x = sp.Symbol("x")
    >>> sp.sin in kinds(1 + sp.sin(x)), sp.cos in kinds(1 + sp.sin(x))
    (True, False)
    """
    try:
        return _kinds(e)
    except RecursionError:
        return frozenset(map(type, sp.preorder_traversal(e)))


def free_symbols(e: sp.Basic) -> frozenset[sp.Symbol]:
    """The free symbols of an expression.

    >>> x, y = sp.symbols("x y")
    >>> sorted(free_symbols(x**2 + sp.sin(y)), key=str)
    [x, y]
    """
    try:
        return _free(e)
    except RecursionError:
        return frozenset(e.free_symbols)


def distinct(*expressions: sp.Basic) -> Iterator[sp.Basic]:
    """The expressions and their parts, each once."""
    seen: set[sp.Basic] = set()
    for e in expressions:
        left = [] if e in seen else [e]
        seen.add(e)
        while left:
            part = left.pop()
            yield part
            new = [a for a in part.args if isinstance(a, sp.Basic) and a not in seen]
            seen.update(new)
            left += dict.fromkeys(new)


@remembered
def _kinds(e: sp.Basic) -> frozenset[type]:
    return _gathered(_kinds, e.args).union((type(e),))


@remembered
def _free(e: sp.Basic) -> frozenset[sp.Symbol]:
    if type(e) is sp.Symbol:
        return frozenset((e,))
    if not isinstance(e, _TRANSPARENT):
        return frozenset(e.free_symbols)
    return _gathered(_free, e.args)


def _gathered(tell: Callable[[Any], frozenset[Any]], args: tuple[Any, ...]) -> frozenset[Any]:
    """Together what stands in the arguments; the largest set where it holds the others."""
    found: frozenset[Any] = frozenset()
    for a in args:
        if isinstance(a, sp.Basic):
            inside = tell(a)
            found = found if inside <= found else (inside if found <= inside else found | inside)
    return found
