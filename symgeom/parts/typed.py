"""A map as it was typed, in parts.

What is here: `Reading`, which gives names to functions, roots, quotients and subexpressions that recur. It multiplies nothing
out and decides nothing: what it returns, put back, is what was given.
"""

from __future__ import annotations

from collections import Counter

import sympy as sp

from symgeom.algebra.domain.contents import free_symbols
from symgeom.algebra.domain.jets import JETS
from symgeom.algebra.ring.budget import check
from symgeom.parts.names import RECURRING, Parts, is_below
from symgeom.parts.rules import called

__all__ = ["Reading", "root_of"]


class Reading:
    """Puts expressions into a table of parts."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._known: dict[sp.Expr, sp.Expr] = {}

    def __call__(self, *expressions: sp.Expr) -> list[sp.Expr]:
        """Expressions with their functions, roots and recurring subexpressions by name."""
        uses: Counter[sp.Expr] = Counter()
        for e in expressions:
            _count(e, uses)
        return [self._of(e, uses) for e in expressions]

    def _of(self, e: sp.Expr, uses: Counter[sp.Expr]) -> sp.Expr:
        if e.is_Atom or isinstance(e, JETS):
            return e
        known = self._known.get(e)
        if known is None:
            check()
            inside = e.func(*(self._of(a, uses) for a in e.args))
            known = self._known[e] = self._named(inside, uses[e])
        return known

    def _named(self, e: sp.Expr, uses: int) -> sp.Expr:
        named = self.parts.named
        if not self.parts.moving(e):
            return e
        if e.is_Pow and e.func is not sp.exp and e.exp.is_Rational:
            return self._power(e)
        if e.is_Function:
            return named(e, *called(e))
        if e.is_Pow:
            return named(e, "f", "power")
        if uses > 1 or (e.is_Mul and any(map(is_below, e.args))):
            return named(e, "q", "quotient" if e.is_Mul and any(map(is_below, e.args)) else RECURRING)
        return e

    def _power(self, e: sp.Expr) -> sp.Expr:
        """``q^(m/n)`` as ``r^m`` with ``r = q^(1/n)`` by name; 1/q by name where exponentials stand in q."""
        base = self.parts.named(e.base, *_called(e)) if e.base.is_Add else e.base
        if not e.exp.is_Integer:
            return self.parts.named(sp.root(base, e.exp.q), "rho", "root") ** e.exp.p
        if e.exp.is_negative and exponentials(self.parts, self.parts.of(base)):
            logistic = len(self.parts.of(base).args) == 2 and 1 in self.parts.of(base).args
            meaning = "logistic function" if logistic else "inverse of a sum of exponentials"
            return self.parts.named(1 / base, "sigma" if logistic else "i", meaning) ** -e.exp
        return base**e.exp


def _called(power: sp.Expr) -> tuple[str, str]:
    """The letter and the meaning of a sum that a power is of: what is squared is a residual."""
    return ("r", "residual") if power.exp == 2 else ("b", "base")


def exponentials(parts: Parts, e: sp.Expr) -> bool:
    """A sum in which exponentials stand."""
    return bool(e.is_Add) and any(parts.of(s).func is sp.exp for s in free_symbols(e))


def root_of(parts: Parts, e: sp.Expr) -> tuple[sp.Expr, int] | None:
    """(q, n) for the name of ``q^(1/n)``."""
    full = parts.of(e)
    if (
        full is not e
        and full.is_Pow
        and full.func is not sp.exp
        and full.exp.is_Rational
        and not full.exp.is_Integer
    ):
        return full.base, int(full.exp.q)
    return None


def _count(e: sp.Expr, uses: Counter[sp.Expr]) -> None:
    """How often each subexpression is used by others."""
    stack, seen = [e], set()
    while stack:
        e = stack.pop()
        uses[e] += 1
        if e in seen or e.is_Atom or isinstance(e, JETS):
            continue
        seen.add(e)
        stack.extend(e.args)
