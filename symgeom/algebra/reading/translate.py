"""From SymPy into the exact field.

What is here: `Translator`, which reads every expression that it is to hold, chooses independent generators for it
(a Z-basis of the angles, of the exponents, ...) and maps expressions to elements. Only identities that hold wherever the
expression is defined are used; what depends on a sign asks the oracle. An expression outside the class raises
`OutsideClass` and says what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.aligning import Names, aligned, lowered
from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.jets import JETS, NoJet, jet_parts
from symgeom.algebra.domain.realness import radicand
from symgeom.algebra.domain.totals import DataEntry, Total
from symgeom.algebra.field.differential import Field, OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, Element, ZeroDivisor
from symgeom.algebra.reading.absolutes import Unfolding
from symgeom.algebra.reading.by_name import Functions
from symgeom.algebra.reading.collect import (
    Collected,
    clip,
    prepared,
)
from symgeom.algebra.reading.exponentials import Exponentials
from symgeom.algebra.reading.summing import Sums
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.minors import minors
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.known import Known
from symgeom.algebra.signs.oracle import Signs
from symgeom.algebra.signs.roots import Roots
from symgeom.algebra.signs.roots_of_unity import Turns
from symgeom.algebra.writing.forms import Writer
from symgeom.bounds import MAX_EXPONENT
from symgeom.errors import BudgetError, InputError

__all__ = ["Translator", "is_zero", "ready"]

_LOOKED_INTO = {sp.Abs, sp.Max, sp.Min, sp.atan2, Total, DataEntry}


def is_zero(e: sp.Expr) -> bool:
    """The expression vanishes identically, by its normal form; no for what no normal form tells of."""
    try:
        return Translator([e]).element(e).is_zero()
    except (OutsideClass, BudgetError, InputError, ZeroDivisor, BranchDivisor):
        return False


def ready(expression: Any) -> sp.Expr:
    """The expression as it is read: exact, real, without pending derivatives. Raises `InputError` for what can't be."""
    return prepared(expression, is_zero)


class Translator:
    """A field made for some expressions, and the map into it.

    ``real`` says that every root and logarithm in the expressions is real on the domain, as for the map of a surface:
    radicands are then >= 0 by hypothesis. The hypotheses that were needed are in ``hypotheses``.

    >>> x = sp.Symbol("x", real=True)
    >>> t = Translator([sp.sin(2 * x), sp.sin(x)])
    >>> t.element(sp.sin(2 * x)) == t.element(2 * sp.sin(x) * sp.cos(x))
    True
    """

    by_name = steady = turned = False  # its values are normal forms

    def __init__(
        self,
        expressions: Iterable[sp.Expr],
        facts: Facts | None = None,
        real: bool = False,
    ) -> None:
        facts = facts or Facts()
        self._unfolding = Unfolding(lambda p: Translator([p], facts))
        given = [ready(e) for e in expressions]
        self._indices: Names = {}  # of sums over data
        read = aligned(given, self._indices)
        sources = [self._unfolding.inside(e) for e in read]
        self._ready = dict(zip(given, sources))
        collected = Collected(is_zero)
        for e in [*sources, *lowered(read, self._indices), *(ready(e) for e in facts.expressions())]:
            collected.read(e)
        self.field = Field(facts, collected.root_index, collected.expected())
        self.signs = Signs(self.field, all_real=real)
        self.roots = Roots(self.field, self.signs)
        self.writer = Writer(self.field)
        self.hypotheses: list[sp.Expr] = []
        self.immersed: list[Poly] = []  # factors of det g, non-zero on an immersion
        self.regular: list[Poly] = []  # polynomials known to vanish nowhere
        self.symbols = collected.symbols
        self.shown: dict[Any, sp.Expr] = {}  # printed forms by factors
        self._memo: dict[sp.Basic, Element] = {}
        self._roots_read: dict[tuple[sp.Expr, int], Element] = {}
        common = collected.common_turn()
        if common:
            self.field.turns = Turns(self.field, common)
        self._angles = Exponentials(self.field, self.signs, self.roots, self._element, collected)
        self._functions = Functions(self._angles, self._element, keep_sinc=real)
        self._sums = Sums(self.field, self._indices)
        self._learn(facts, collected.symbols)
        if real:
            for e in sources:
                self._assume_real(e)

    def element(self, expression: sp.Expr) -> Element:
        """The expression as a field element. Raises `OutsideClass`, or `InputError` for a division by zero."""
        known = self._ready.get(expression)
        if known is None:
            (e,) = aligned([ready(expression)], self._indices)
            known = self._unfolding.inside(e)
        return self.read_back(known)

    def total(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        """The sum of an element over data."""
        return self._sums.total(e, index, count)

    def read_back(self, expression: sp.Expr) -> Element:
        """The same for an expression that was written by the field: exact, finite and without pending derivatives."""
        try:
            return self._element(expression)
        except BranchDivisor as branch:
            raise OutsideClass(f"{branch}, in {clip(expression)}") from None
        except ZeroDivisor:
            raise InputError(
                f"division by zero: a denominator in {clip(expression)} vanishes identically"
            ) from None

    def written(self, expression: sp.Expr) -> Element:
        """The same for an expression that was put together of what has been read: only absolute values and sums need more."""
        return (self.read_back if kinds(expression).isdisjoint(_LOOKED_INTO) else self.element)(expression)

    def read_power(self, factor: sp.Expr) -> tuple[Element, int]:
        """A factor that was written by the field as (base, exponent): no power or inverse need be worked out."""
        if factor.is_Pow and factor.exp.is_Integer:
            return self.read_back(factor.base), int(factor.exp)
        if factor.is_Pow and factor.exp.is_Rational:
            key = factor.base, int(factor.exp.q)
            if key not in self._roots_read:
                self._roots_read[key] = self.roots.root(self.read_back(factor.base), key[1])
            return self._roots_read[key], int(factor.exp.p)
        return self.read_back(factor), 1

    # Choice of generators --------------------------------------------------------------------------------------------
    def _learn(self, facts: Facts, symbols: Iterable[sp.Symbol]) -> None:
        for s in sorted(symbols, key=attrgetter("name")):
            self.field.symbol(s)
        weak, strict = [], []
        for inequality in facts.inequalities(symbols):
            try:
                e = self._element(ready(inequality.expression))
            except (OutsideClass, ZeroDivisor, BranchDivisor):
                continue
            p = e.num
            for b, k in e.den.items():
                p = p * self.field.base(b) if k % 2 else p
            weak.append(p)
            if inequality.strict:
                strict.append(p)
        self.signs.take(Known(tuple(weak), tuple(strict), tuple(self._unequal(facts))))
        self._memo.clear()

    def _unequal(self, facts: Facts) -> Iterator[Poly]:
        """What facts of the form ``a != b`` say to be non-zero."""
        for relation in facts.where:
            if isinstance(relation, sp.Ne):
                try:
                    yield self._element(ready(relation.lhs - relation.rhs)).num
                except (OutsideClass, ZeroDivisor, BranchDivisor):
                    continue

    def _assume_real(self, e: sp.Expr) -> None:
        """Inner radicands first: each is >= 0 by hypothesis, unless the oracle knows it already."""
        for part in sp.postorder_traversal(e):
            inside = radicand(part)
            if inside is None:
                continue
            value = self._element(inside)
            p = value.num
            for b, k in value.den.items():
                p = p * self.field.base(b) if k % 2 else p
            sign = self.signs.weak(p)
            if part.is_Pow and part.exp.is_integer:  # x^n is real for a negative x too, and log(x) is not
                self.signs.whole_powers |= sign <= 0
                continue
            if sign < 0:
                kind = "the logarithm " if isinstance(part, sp.log) else "the root " if part.is_Pow else ""
                raise InputError(
                    f"{kind}{clip(part)} is nowhere real on the domain: {clip(inside)} is never positive there"
                )
            if not sign:
                self.hypotheses.append(inside)
                self.signs.learn(p)

    # Expressions -----------------------------------------------------------------------------------------------------
    def _element(self, e: sp.Expr) -> Element:
        known = self._memo.get(e)
        if known is None:
            check()
            known = self._memo[e] = self._read(e)
        return known

    def _read(self, e: sp.Expr) -> Element:
        if e.is_Rational:
            return self.field.rational(fmpq(int(e.p), int(e.q)))
        if e.is_Symbol:
            return self.field.symbol(e)
        if e.is_Add:
            return self._sum([self._element(a) for a in e.args])
        if e.is_Mul:
            product = self._element(e.args[0])
            for a in e.args[1:]:
                product = product * self._element(a)
            return product
        if isinstance(e, sp.exp):
            return self._angles.exponential(e.args[0])
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if e is sp.pi:
            return self.field.constant(e)
        if e is sp.E:
            return self._angles.exponential(sp.S.One)
        if e.is_number and isinstance(e, sp.NumberSymbol):
            return self._named_constant(e)
        if isinstance(e, JETS):
            try:
                function, args, orders = jet_parts(e)
            except NoJet as problem:
                raise OutsideClass(str(problem)) from None
            return self.field.jet(function, tuple(self._element(a).cancelled() for a in args), orders)
        if isinstance(e, Total):
            return self._sums.of(e, self._element)
        if isinstance(e, sp.Max | sp.Min):
            return self._functions.extreme(e)
        if isinstance(e, sp.Function):
            return self._functions.element(e)
        if isinstance(e, sp.Determinant):
            return self._determinant(e.arg)
        raise OutsideClass(f"{clip(e)} ({type(e).__name__}) is not an expression of the class")

    def _determinant(self, m: Any) -> Element:
        if not isinstance(m, sp.MatrixBase) or m.rows != m.cols:
            raise OutsideClass(f"{clip(m)} is no square matrix with explicit entries")
        rows = [[self._element(m[i, j]) for j in range(m.cols)] for i in range(m.rows)]
        return minors(rows, lambda x: x.is_zero(), self.field.rational(0))

    def _sum(self, parts: list[Element]) -> Element:
        """Terms over one denominator are added first."""
        if not any(part.den for part in parts):
            return self.field.sum(parts)
        groups: dict[Any, Element] = {}
        for part in parts:
            key = tuple(sorted(part.den.items()))
            groups[key] = groups[key] + part if key in groups else part
        total = self.field.sum(groups.values())
        return total.cancelled() if len(groups) > 1 else total

    def _named_constant(self, e: sp.Expr) -> Element:
        if e is sp.GoldenRatio:
            return self._element(sp.S.Half + sp.sqrt(5) / 2)
        return self.field.constant(e)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Element:
        if exponent.is_Integer:
            if abs(int(exponent)) > MAX_EXPONENT:
                raise OutsideClass(f"the exponent {exponent} is larger than {MAX_EXPONENT}")
            return self._element(base) ** int(exponent)
        if exponent.is_Rational:
            return self.roots.power(self._element(base), exponent)
        try:
            return self._angles.exponential(exponent * sp.log(base, evaluate=False))
        except OutsideClass:
            if not (exponent.is_even and base.is_extended_real):
                raise
            return self._angles.exponential(
                exponent * sp.log(sp.Abs(base), evaluate=False)
            )  # as SymPy reads |x|^(2n)
