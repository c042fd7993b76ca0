"""Rigorous numeric evaluation: a SymPy expression at a point, as a ball that is sure to hold the value.

What is here: `Evaluator`, on top of Arb (Johansson, *Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic*, IEEE Trans. Comput. 2017). The expression is evaluated as it is stated, never a simplified form of it, with
SymPy's meaning of the functions (principal branches); a value that leaves the reals is followed as a complex ball.

An undefined function takes random rational jets: any values at distinct points belong to some smooth function, so a
ball that excludes zero is a counterexample for a genuine function.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sympy as sp
from flint import acb, arb, ctx, fmpq
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.datavalues import DataValues
from symgeom.algebra.domain.decimals import decimal
from symgeom.algebra.domain.functions import JetValues
from symgeom.algebra.domain.jets import JETS, NoJet, jet_parts
from symgeom.algebra.domain.totals import DataEntry, Total, at
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.minors import minors

__all__ = ["Evaluator", "Undefined", "precision"]

_PRECISION = threading.RLock()
Ball = Any  # arb for a real value, acb for a complex one
_MAX_COUNT = 50
_NO_COUNT = fmpq(0)
_TURNS = 10  # in which jets are moved until the facts hold


class Undefined(Exception):
    """The expression has no value at the point, or the working precision can't tell."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with so many bits inside the block. FLINT has one precision for all threads, so they take turns."""
    with _PRECISION:
        before = ctx.prec
        ctx.prec = bits
        try:
            yield
        finally:
            ctx.prec = before


class Evaluator:
    """Evaluates expressions at one point; values of shared subexpressions are kept. ``plain``: undefined functions take small
    integers, that a reader may check by head.

    >>> x = sp.Symbol("x", real=True)
    >>> Evaluator({x: fmpq(1, 2)}).real(sp.sqrt(x**2) - x).contains(0)
    True
    """

    def __init__(self, point: Mapping[sp.Symbol, Any], seed: int = 0, plain: bool = False) -> None:
        self.point = dict(point)
        self._values = JetValues(seed, plain)
        self._memo: dict[sp.Basic, Ball] = {}
        self._data = DataValues(seed, plain)

    def fresh(self) -> None:
        """Forget values: to be called after the precision has changed. Jets keep the values they were given."""
        self._memo.clear()

    def real(self, expression: sp.Expr) -> Any:
        """The value as a real ball. Raises `Undefined` where it isn't real and finite for sure."""
        value = self.value(expression)
        if isinstance(value, acb):
            raise Undefined("not real")
        if not value.is_finite():
            raise Undefined("not finite")
        return value

    @property
    def size(self) -> int:
        """How many subexpressions have been evaluated."""
        return len(self._memo)

    def value(self, expression: sp.Expr) -> Ball:
        known = self._memo.get(expression)
        if known is None:
            check()
            known = self._memo[expression] = _real_if_exact(self._evaluate(expression))
        return known

    # One node --------------------------------------------------------------------------------------------------------
    def _evaluate(self, e: sp.Expr) -> Ball:
        if e.is_Rational:
            return arb(fmpq(int(e.p), int(e.q)))
        if isinstance(e, DataEntry):
            return arb(self._datum(e))
        if e.is_Symbol:
            if e not in self.point:
                raise Undefined(f"no value for {e}")
            return arb(self.point[e])
        if e.is_Add:
            return sum((self.value(a) for a in e.args[1:]), self.value(e.args[0]))
        if e.is_Mul:
            product = self.value(e.args[0])
            for factor in e.args[1:]:
                product = product * self.value(factor)
            return product
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if e is sp.pi:
            return arb.pi()
        if e is sp.E:
            return arb(1).exp()
        if e in _CONSTANTS:
            return _CONSTANTS[e]()
        if e.is_Float:
            value = decimal(e)
            return arb(fmpq(int(value.p), int(value.q)))
        if e is sp.I:
            return acb(0, 1)
        if isinstance(e, JETS):
            return self._jet(e)
        if isinstance(e, Total):
            return self._total(*e.args)
        if isinstance(e, sp.Determinant) and isinstance(e.arg, sp.MatrixBase):
            rows = [[self.value(entry) for entry in e.arg.row(i)] for i in range(e.arg.rows)]
            return minors(rows, lambda x: x == 0, arb(0))
        return self._function(e)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Ball:
        b = self.value(base)
        if exponent.is_Integer:
            n = int(exponent)
            if n < 0 and b.contains(0):
                raise Undefined(f"division by {base}, which may vanish")
            return _integer_power(b, n)
        if exponent.is_Rational and exponent.q == 2 and isinstance(b, arb):
            return (
                self._sqrt(b) ** int(exponent.p)
                if exponent.p > 0
                else 1 / self._nonzero(self._sqrt(b)) ** -int(exponent.p)
            )
        if base is sp.E:
            return self.value(exponent).exp()
        if isinstance(b, arb) and b == 0:
            if exponent.is_Rational and exponent > 0:
                return arb(0)
            raise Undefined("a power of zero")
        return (self._log(b) * self.value(exponent)).exp()

    @staticmethod
    def _nonzero(b: Ball) -> Ball:
        if b.contains(0):
            raise Undefined("division by a value that may vanish")
        return b

    @staticmethod
    def _sqrt(b: Any) -> Ball:
        if b >= 0:
            return b.sqrt()
        if b < 0:
            return acb(0, (-b).sqrt())
        raise Undefined("the sign of a radicand can't be told")

    @staticmethod
    def _log(b: Ball) -> Ball:
        if isinstance(b, arb):
            if b > 0:
                return b.log()
            if b < 0:
                return acb((-b).log(), arb.pi())
            raise Undefined("logarithm of a value that may vanish")
        if b.contains(0) or (b.real < 0 and b.imag.contains(0)):
            raise Undefined("logarithm on its branch cut")
        return b.log()

    def _function(self, e: sp.Expr) -> Ball:
        name = type(e).__name__
        args = [self.value(a) for a in e.args]
        if name in _SIMPLE and len(args) == 1:
            return _SIMPLE[name](args[0])
        if name == "log" and len(args) == 1:
            return self._log(args[0])
        if name in _RECIPROCAL:
            return 1 / self._nonzero(_SIMPLE[_RECIPROCAL[name]](args[0]))
        if name in _QUOTIENT:
            above, below = _QUOTIENT[name]
            return _SIMPLE[above](args[0]) / self._nonzero(_SIMPLE[below](args[0]))
        if name in _OF_COMPLEX and (name != "Abs" or isinstance(args[0], acb)):
            return _OF_COMPLEX[name](acb(args[0]))
        if name in _PARTIAL and isinstance(args[0], arb):
            domain, rule = _PARTIAL[name]
            if not domain(args[0]):
                raise Undefined(f"{name} outside its real domain")
            return rule(args[0])
        if all(isinstance(a, arb) for a in args):
            return self._real_function(name, args)
        raise Undefined(f"no rule for {name}")

    @staticmethod
    def _real_function(name: str, args: list[Any]) -> Ball:
        if name == "Abs":
            return abs(args[0])
        if name in ("floor", "ceiling"):
            return args[0].floor() if name == "floor" else args[0].ceil()
        if name == "sign":
            x = args[0]
            if x.contains(0):  # sign(p) counts p as a divisor: of its zeros nothing is said
                raise Undefined("the sign of a value that may vanish")
            return arb(1) if x > 0 else arb(-1)
        if name in ("Max", "Min"):
            best = args[0]
            for a in args[1:]:
                half = abs(best - a)
                best = (best + a + half) / 2 if name == "Max" else (best + a - half) / 2
            return best
        if name == "atan2":
            y, x = args
            if x <= 0 and y.contains(0):
                raise Undefined("atan2 on its branch cut")
            return arb.atan2(y, x)
        raise Undefined(f"no rule for {name}")

    def _datum(self, e: DataEntry) -> Any:
        value = self._data.value(e)
        if value is None:
            raise Undefined(f"no value for {e}")
        return value

    def _total(self, body: sp.Expr, index: sp.Symbol, count: sp.Symbol) -> Ball:
        n = self.point.get(count, _NO_COUNT)
        if n.q != 1 or not 1 <= n <= _MAX_COUNT:
            raise Undefined(f"{count} is no number of data that are drawn")
        return sum((self.value(at(body, index, i)) for i in range(int(n))), arb(0))

    # Undefined functions ---------------------------------------------------------------------------------------------
    def _jet(self, e: sp.Expr) -> arb:
        try:
            function, args, orders = jet_parts(e)
        except NoJet as problem:
            raise Undefined(str(problem)) from None
        return self._values.value(function, tuple(self.real(a) for a in args), orders)

    def settle(self, conditions: Sequence[sp.Expr], weak: Collection[sp.Expr] = ()) -> bool:
        """Whether the expressions are all > 0, those of ``weak`` >= 0, after jets were moved to make them so."""
        for turn in range(_TURNS):
            broken = [c for c in conditions if not self._is_positive(c, c in weak)]
            if not broken:
                return True
            moved = [self._move(condition, turn) for condition in broken]
            if not any(moved):
                return False
        return False

    def _is_positive(self, condition: sp.Expr, weak: bool) -> bool:
        try:
            value = self.real(condition)
            return bool(value >= 0 if weak else value > 0)
        except Undefined:
            return False

    def _move(self, condition: sp.Expr, turn: int) -> bool:
        """Give a jet in a condition another value, by the slope of the condition in it."""
        level = self._level(condition)
        for jet in self._values.shuffled({f.func for f in condition.atoms(AppliedUndef)}):
            before = jet.value
            jet.value = before + 1
            self.fresh()
            slope = self._level(condition) - level
            jet.value = before
            if slope and self._values.move(jet, -level, slope, turn):
                self.fresh()
                return True
        self.fresh()
        return False

    def _level(self, condition: sp.Expr) -> float:
        """The value as a float, far below 0 where there is none."""
        try:
            return float(self.real(condition).mid())
        except Undefined:
            return -1.0

    def jets(self) -> dict[str, str]:
        """The values that the undefined functions and the data were given, for a witness."""
        return self._values.shown() | self._data.shown()


def _integer_power(b: Ball, n: int) -> Ball:
    """b^n by products: Arb's own power of a ball around zero with a wide radius is not a number."""
    if n < 0:
        return 1 / _integer_power(b, -n)
    result = arb(1)
    for bit in bin(n)[2:]:
        result = result * result
        if bit == "1":
            result = result * b
    return result


def _real_if_exact(value: Ball) -> Ball:
    if isinstance(value, acb) and value.imag == 0:
        return value.real
    return value


def _call(name: str) -> Callable[[Ball], Ball]:
    return lambda x: getattr(x, name)()


_SIMPLE: dict[str, Callable[[Ball], Ball]] = {
    **{name: _call(name) for name in ("sin", "cos", "sinh", "cosh", "tanh", "exp")},
    **{name: _call(name) for name in ("atan", "asinh", "erf", "erfc", "sinc")},
}
_OF_COMPLEX: dict[str, Callable[[Any], Ball]] = {
    "re": lambda z: z.real,
    "im": lambda z: z.imag,
    "conjugate": lambda z: z.conjugate(),
    "Abs": abs,
}
_CONSTANTS: dict[sp.Expr, Callable[[], Ball]] = {
    sp.Catalan: arb.const_catalan,
    sp.EulerGamma: arb.const_euler,
    sp.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}
_RECIPROCAL = {"sec": "cos", "csc": "sin", "sech": "cosh", "csch": "sinh"}
_QUOTIENT = {"tan": ("sin", "cos"), "cot": ("cos", "sin"), "coth": ("cosh", "sinh")}
_PARTIAL: dict[str, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    "asin": (lambda x: bool(abs(x) <= 1), _call("asin")),
    "acos": (lambda x: bool(abs(x) <= 1), _call("acos")),
    "acosh": (lambda x: bool(x >= 1), _call("acosh")),
    "atanh": (lambda x: bool(abs(x) < 1), _call("atanh")),
    "acot": (lambda x: not x.contains(0), lambda x: (1 / x).atan()),
    "gamma": (lambda x: bool(x > 0), _call("gamma")),
}
