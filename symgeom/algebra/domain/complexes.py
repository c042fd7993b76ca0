"""Real expressions that are written with i: their real and imaginary parts, by exact rules.

What is here: `real_form`, which takes ``re(z)``, ``z*conjugate(z)``, ``(exp(I*u) + exp(-I*u))/2`` to the real expressions that
they are. Symbols and values of undefined functions are real.

**Convention**: a value is written ``a + i b``; sums, products, whole powers and entire functions are exact for any a and b.
A conjugate, a real or imaginary part and a modulus need a and b to be real for sure: of a root or a logarithm whose argument
may be negative none is taken, and no root or logarithm of a value that is complex. Source: Ahlfors, *Complex Analysis*, 1-2.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import sympy as sp
from flint import acb, fmpq

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.entire import ENTIRE, whole_power
from symgeom.algebra.domain.realness import COMPLEX, is_positive, is_sure
from symgeom.errors import InputError

__all__ = ["real_form"]

_MAX_POWER = 64
_POINTS = 4
ZeroTest = Callable[[sp.Expr], bool]


class _Parts(tuple[Any, ...]):
    """(a, b, sure): the value is ``a + i b``; ``sure`` says that a and b are real wherever they are defined."""

    __slots__ = ()

    def __new__(cls, a: Any, b: Any = sp.S.Zero, sure: bool = True) -> _Parts:
        return super().__new__(cls, (a, b, sure))


def _never(e: sp.Expr) -> bool:
    return False


def real_form(expression: sp.Expr, is_zero: ZeroTest = _never) -> sp.Expr:
    """The expression without i, re, im and conjugates. Raises `InputError` where it isn't real for sure.

    ``is_zero`` is asked of imaginary parts that don't vanish when they are multiplied out; it says no to what it can't tell.

    >>> u, v = sp.symbols("u v")
    >>> real_form(sp.re(u + sp.I * v) * 2), real_form((sp.exp(sp.I * u) + sp.exp(-sp.I * u)) / 2)
    (2*u, cos(u))
    """
    for s in sorted(expression.free_symbols, key=str):
        if s.is_complex and not s.is_extended_real and s.is_Symbol:
            raise InputError(f"the symbol {s} is declared complex; symgeom works over the real numbers")
    reader = _Reader(is_zero)
    a, b, _ = reader.parts(expression)
    real = a if reader.vanishes(b) else reader.below_zero(a, b)
    if real is None:
        raise InputError(
            f"{_clip(expression)} is complex: its imaginary part {_clip(b)} is not zero, or can't be shown to be. "
            "symgeom works over the real numbers; take sympy.re or sympy.im of it"
        )
    if reader.converted:
        _compare(expression, real)
    return real


class _Reader:
    """Real and imaginary parts; each subexpression is read once."""

    def __init__(self, is_zero: ZeroTest = _never) -> None:
        self._is_zero = is_zero
        self._memo: dict[sp.Basic, _Parts] = {}
        self.converted = False

    def parts(self, e: Any) -> _Parts:
        if e not in self._memo:
            self._memo[e] = self._read(e)
        return self._memo[e]

    def vanishes(self, b: sp.Expr) -> bool:
        """``b = 0`` identically: by multiplying out, or as the caller tells."""
        return b is sp.S.Zero or sp.expand(b) is sp.S.Zero or self._is_zero(b)

    def below_zero(self, a: Any, b: Any) -> sp.Expr | None:
        """``a + i c q^(k/2)``, k odd, with a, c, q real for sure: real where q <= 0 or c = 0, and then it is
        ``a + (-1)^((k+1)/2) c (-q)^(k/2)``, which is not real elsewhere either. None for anything else.
        """
        open_ = [f for f in sp.Mul.make_args(b) if not is_sure(f)]
        if len(open_) != 1 or not is_sure(a):
            return None
        q, n = open_[0].as_base_exp()
        if not (n.is_Rational and n.q == 2 and is_sure(q)):
            return None
        real = a + (-1) ** ((int(n.p) + 1) // 2) * (b / open_[0]) * (-q) ** n
        return None if real.has(*COMPLEX) else real

    def _read(self, e: Any) -> _Parts:
        if not e.has(*COMPLEX):
            return _Parts(e, sp.S.Zero, is_sure(e))
        self.converted = True
        if e is sp.I:
            return _Parts(sp.S.Zero, sp.S.One)
        if e.is_Add:
            found = [self.parts(a) for a in e.args]
            return _Parts(
                sp.Add(*(p[0] for p in found)), sp.Add(*(p[1] for p in found)), all(p[2] for p in found)
            )
        if e.is_Mul:
            return self._product([self.parts(a) for a in e.args])
        if isinstance(e, sp.exp):
            a, b, sure = self.parts(e.args[0])
            return _Parts(sp.exp(a) * sp.cos(b), sp.exp(a) * sp.sin(b), sure)
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, sp.re | sp.im | sp.conjugate | sp.Abs):
            return self._taken(e)
        if type(e) in ENTIRE:
            a, b, sure = self.parts(e.args[0])
            return _Parts(*ENTIRE[type(e)](a, b), sure)
        if isinstance(e, sp.Derivative):
            a, b, sure = self.parts(e.expr)
            a, b = (sp.Derivative(part, *e.variable_count).doit() for part in (a, b))
            return _Parts(a, b, sure)
        return self._function(e)

    @staticmethod
    def _product(found: list[_Parts]) -> _Parts:
        a, b = found[0][:2]
        for c, d, _ in found[1:]:
            a, b = a * c - b * d, a * d + b * c
        return _Parts(a, b, all(p[2] for p in found))

    def _power(self, e: sp.Expr) -> _Parts:
        a, b, sure = self.parts(e.base)
        n = e.exp
        if n.is_Integer:
            if b == 0:
                return _Parts(a**n, sp.S.Zero, sure)
            if abs(int(n)) > _MAX_POWER:
                raise InputError(f"the power {_clip(e)} of a complex value is larger than {_MAX_POWER}")
            re, im = whole_power(a, b if n > 0 else -b, abs(int(n)))
            below = (a**2 + b**2) ** abs(n) if n < 0 else sp.S.One
            return _Parts(re / below, im / below, sure)
        c, d, sure_exponent = self.parts(n)
        if self.vanishes(b) and self.vanishes(d):
            return _Parts(a**c, sp.S.Zero, sure and sure_exponent and is_positive(a, or_zero=True))
        if b == 0 and is_positive(a) and sure:  # a^(c + i d) = a^c e^(i d log a)
            turn = d * sp.log(a)
            return _Parts(a**c * sp.cos(turn), a**c * sp.sin(turn), sure_exponent)
        raise InputError(
            f"{_clip(e)} is a root or a power of a complex value, which has several branches; give its real form"
        )

    def _taken(self, e: sp.Expr) -> _Parts:
        a, b, sure = self.parts(e.args[0])
        if isinstance(e, sp.Abs) and self.vanishes(b):
            return _Parts(sp.Abs(a))
        if not sure:
            raise InputError(
                f"{_clip(e)}: {_clip(e.args[0])} holds a root, a power or a logarithm whose argument may be negative, so "
                "that its real and imaginary parts aren't known; give the real form"
            )
        if isinstance(e, sp.Abs):
            return _Parts(sp.sqrt(sp.expand(a**2 + b**2)))
        if isinstance(e, sp.conjugate):
            return _Parts(a, -b)
        return _Parts(a if isinstance(e, sp.re) else b)

    def _function(self, e: Any) -> _Parts:
        if not isinstance(e, sp.Function) or isinstance(e, sp.arg):
            raise InputError(
                f"{_clip(e)} ({type(e).__name__}) can't be read with complex parts; give its real form"
            )
        found = [self.parts(a) for a in e.args]
        if not all(self.vanishes(p[1]) for p in found):
            raise InputError(
                f"{type(e).__name__} of a complex value, in {_clip(e)}: it has several branches or no rule here; "
                "give its real form"
            )
        read = e.func(*(p[0] for p in found))
        return _Parts(read, sp.S.Zero, all(p[2] for p in found) and is_sure(read))


def _compare(given: sp.Expr, read: sp.Expr) -> None:
    """The rules above against complex balls, which share nothing with them, at a few points."""
    draw = random.Random(1)
    letters = sorted(given.free_symbols, key=sp.default_sort_key)
    for number in range(_POINTS):
        point = {
            s: fmpq(draw.randint(1, 40) * (1 if s.is_positive else draw.choice([1, -1])), 16) for s in letters
        }
        with precision(128):
            evaluator = Evaluator(point, seed=number)
            try:
                values = evaluator.value(given), evaluator.value(read)
            except Undefined:
                continue
            if all(isinstance(value, acb) and not value.imag.contains(0) for value in values):
                continue  # neither is real
            apart = values[0] - values[1]
        if not apart.contains(0):
            raise InputError(f"{_clip(given)} is not real where {point}; give its real form")


def _clip(e: Any) -> str:
    text = str(e)
    return text if len(text) <= 120 else f"{text[:119]}…"
