"""Rigorous numeric evaluation: a SymPy expression at a point, as a ball that is sure to hold the value.

What is here: `Evaluator`, on top of Arb (Johansson, *Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic*, IEEE Trans. Comput. 2017) and the functions of `ballvalues`. The expression is evaluated as it is stated, never
a simplified form of it; a value that leaves the reals is followed as a complex ball.

An undefined function takes random rational jets: any values at distinct points belong to some smooth function, so a
ball that excludes zero is a counterexample for a genuine function.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sympy as sp
from flint import acb, arb, ctx, fmpq
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain import ballvalues
from symgeom.algebra.domain.ballvalues import CONSTANTS, Ball, Undefined
from symgeom.algebra.domain.datavalues import DataValues
from symgeom.algebra.domain.decimals import decimal
from symgeom.algebra.domain.functions import JetValues
from symgeom.algebra.domain.jets import JETS, NoJet, jet_parts
from symgeom.algebra.domain.totals import DataEntry, Total, at
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.minors import minors

__all__ = ["Evaluator", "Undefined", "precision"]

_PRECISION = threading.RLock()
_MAX_COUNT = 50
_MAX_WHOLE = 1000
_NO_COUNT = fmpq(0)
_TURNS = 10  # in which jets are moved until the facts hold


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
        if e in CONSTANTS:
            return CONSTANTS[e]()
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
        return ballvalues.function(type(e).__name__, [self.value(a) for a in e.args])

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Ball:
        b = self.value(base)
        if exponent.is_Integer:
            n = int(exponent)
            if n < 0 and b.contains(0):
                raise Undefined(f"division by {base}, which may vanish")
            return ballvalues.integer_power(b, n)
        if exponent.is_Rational and exponent.q == 2 and isinstance(b, arb):
            n = int(exponent.p)
            return ballvalues.sqrt(b) ** n if n > 0 else 1 / ballvalues.nonzero(ballvalues.sqrt(b)) ** -n
        if base is sp.E:
            return self.value(exponent).exp()
        if isinstance(b, arb) and b == 0:
            if exponent.is_Rational and exponent > 0:
                return arb(0)
            raise Undefined("a power of zero")
        n = self.value(exponent)
        if isinstance(n, arb) and n.is_integer() and abs(n) < _MAX_WHOLE:  # of a base below 0 too
            return ballvalues.integer_power(ballvalues.nonzero(b) if n < 0 else b, int(n.unique_fmpz()))
        return (ballvalues.log(b) * n).exp()

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


def _real_if_exact(value: Ball) -> Ball:
    if isinstance(value, acb) and value.imag == 0:
        return value.real
    return value
