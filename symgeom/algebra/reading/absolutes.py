"""|p|, max and min inside other functions, where the sign of p is known.

What is here: `Unfolding`. The field reads ``|p|`` as ``p`` where p >= 0, but the arguments of exponentials, angles, roots of
functions and jets are compared as they are written: ``exp(-|x|)`` and ``exp(x)`` would be strangers on x > 0. So ``|p|`` in an
argument is replaced by p or -p there, before generators are chosen; ``atan2(y, x)`` by arctangents when it is asked for.

A weak sign is enough for |p|, max and min; an angle needs strict ones. What stays open is told by `open_signs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.domain.counting import operations
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, ZeroDivisor
from symgeom.algebra.ring.budget import LimitReached
from symgeom.errors import BudgetError, InputError

__all__ = ["Unfolding"]

_FOLDED = (sp.Abs, sp.Max, sp.Min)
_SIGNED = (sp.Abs, sp.sign)
_ODD = (sp.atan, sp.asinh, sp.erf, sp.asin, sp.atanh)
_GROWING = (sp.exp, sp.sinh, sp.tanh, sp.atan, sp.asinh, sp.erf)
Reader = Callable[[sp.Expr], Any]  # a translator for an expression, under the facts


class Unfolding:
    """Absolute values and relatives of known sign taken out of expressions. ``reader`` makes a translator for an argument."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._signs: dict[tuple[sp.Expr, bool], int] = {}
        self._done: dict[tuple[sp.Expr, bool, bool], sp.Expr] = {}

    def inside(self, e: sp.Expr) -> sp.Expr:
        """The expression with |p|, max and min of known sign replaced in the arguments of functions and in exponents."""
        return self._unfolded(e, within=False, angles=False) if not kinds(e).isdisjoint(_FOLDED) else e

    def with_angles(self, e: sp.Expr) -> sp.Expr:
        """The same, and max, min and ``atan2`` (through arctangents) wherever they stand."""
        return self._unfolded(e, within=False, angles=True) if e.has(*_FOLDED, sp.atan2) else e

    def _unfolded(self, e: sp.Expr, within: bool, angles: bool) -> sp.Expr:
        if not e.args or not isinstance(e, sp.Expr) or isinstance(e, sp.Subs | sp.Derivative):
            return e
        key = e, within, angles
        if key not in self._done:
            parts = [self._unfolded(a, within or self._hides(e, n), angles) for n, a in enumerate(e.args)]
            changed = any(new is not old for new, old in zip(parts, e.args))
            self._done[key] = self._replaced(e.func(*parts) if changed else e, within, angles)
        return self._done[key]

    @staticmethod
    def _hides(e: sp.Expr, n: int) -> bool:
        """Argument n of e is compared as it is written."""
        if e.is_Pow:
            return n == 1 or not e.exp.is_Rational
        return isinstance(e, sp.Function) and not isinstance(e, _SIGNED)

    def _replaced(self, e: sp.Expr, within: bool, angles: bool) -> sp.Expr:
        if within and isinstance(e, sp.Abs):
            sign = self.weak(e.args[0])
            return sign * e.args[0] if sign else e
        if (within or angles) and isinstance(e, sp.Max | sp.Min):
            return self._extreme(e)
        return self._angle(*e.args) or e if angles and isinstance(e, sp.atan2) else e

    def _extreme(self, e: sp.Expr) -> sp.Expr:
        """Without the arguments that another one is beyond."""
        left: list[sp.Expr] = []
        wanted = 1 if isinstance(e, sp.Max) else -1
        for a in e.args:
            if any(self.weak(b - a) == wanted for b in left):
                continue
            left = [b for b in left if self.weak(a - b) != wanted] + [a]
        return e.func(*left) if len(left) < len(e.args) else e

    def _angle(self, y: sp.Expr, x: sp.Expr) -> sp.Expr | None:
        """atan2(y, x) where it is an arctangent and a multiple of pi/2."""
        right, above = self.strict(x), self.strict(y)
        if right > 0:
            return sp.atan(y / x)
        if above:
            return above * sp.pi / 2 - sp.atan(x / y)
        return sp.atan(y / x) + sp.pi if right < 0 and self.weak(y) > 0 else None

    # Signs -----------------------------------------------------------------------------------------------------------
    def weak(self, p: sp.Expr) -> int:
        """+1 for >= 0, -1 for <= 0, of an expression that is real for sure; 0 for not known."""
        return (int(sp.sign(p)) or 1) if p.is_Rational else self._sign(p, strict=False)

    def strict(self, p: sp.Expr) -> int:
        """+1 for > 0, -1 for < 0, of an expression that is real for sure; 0 for not known."""
        return int(sp.sign(p)) if p.is_Rational else self._sign(p, strict=True)

    def _sign(self, p: sp.Expr, strict: bool) -> int:
        key = p, strict
        if key not in self._signs:
            try:
                self._signs[key] = self._found(_compared(p) or p, strict)
            except (OutsideClass, ZeroDivisor, BranchDivisor, InputError, BudgetError):
                self._signs[key] = 0
        return self._signs[key]

    def _found(self, p: sp.Expr, strict: bool) -> int:
        translator = self._reader(p)
        e, signs, field = translator.element(p).cancelled(), translator.signs, translator.field
        factors = [(e.num, 1), *((field.base(b), k) for b, k in e.den.items())]
        if not all(signs.is_real(q) for q, _ in factors):
            return 0
        sign = 1
        for q, k in factors:
            sign *= signs.weak(q) if k % 2 else 1
        return sign if not strict or all(signs.nowhere_zero(q) for q, _ in factors) else 0

    def open_signs(self, *expressions: sp.Expr) -> list[sp.Expr]:
        """What the signs under |·|, sign, max, min and atan2 hang on and that isn't known, the simplest first."""
        found: dict[sp.Expr, None] = {}
        for e in expressions:
            for part in sp.postorder_traversal(e):
                for p in _deciding(part):
                    if not self.weak(p):
                        found |= dict.fromkeys(self._factors(p))
        return sorted(found, key=lambda p: (operations(p), sp.default_sort_key(p)))

    def _factors(self, p: sp.Expr) -> Iterator[sp.Expr]:
        """The factors whose signs aren't known, logarithms and arctangents through their arguments."""
        p = _compared(p) or p
        try:
            translator = self._reader(p)
            powers = translator.roots.factors(translator.element(p))[1]
        except LimitReached:
            raise
        except (OutsideClass, ZeroDivisor, BranchDivisor, InputError, BudgetError):
            return
        for q, k in powers:
            if k % 2 == 0 or translator.signs.weak(q):
                continue
            shown = translator.field.plain_poly(translator.field.ring.lift(q))
            if isinstance(shown, sp.log):
                yield from self._factors(shown.args[0] - 1)
            elif isinstance(shown, _ODD):
                yield from self._factors(shown.args[0])
            else:
                yield shown


def _compared(p: sp.Expr) -> sp.Expr | None:
    """u - v for ``F(u) - F(v)`` with a growing function F of symbols, which are real: it has the same sign."""
    if not p.is_Add or len(p.args) != 2:
        return None
    (k, first), (n, second) = (a.as_coeff_Mul() for a in p.args)
    if k + n != 0 or type(first) is not type(second) or not isinstance(first, _GROWING):
        return None
    u, v = first.args[0], second.args[0]
    return k * (u - v) if all(w.is_polynomial(*w.free_symbols) for w in (u, v)) else None


def _deciding(e: sp.Basic) -> list[sp.Expr]:
    """The expressions whose signs decide which branch of e it is."""
    if isinstance(e, _SIGNED):
        return [e.args[0]]
    if isinstance(e, sp.Max | sp.Min):
        return [a - b for n, a in enumerate(e.args) for b in e.args[:n]]
    return list(e.args) if isinstance(e, sp.atan2) else []
