"""The exact differential field: generators with a meaning, and a derivation that stays inside.

What is here: `Field`, fractions whose generators stand for SymPy expressions, each with its derivative
rule. A generator is a symbol, a constant, an exponential, the cosine or sine of an angle (or hyperbolic), a tanh, a
logarithm or other function, a root, a sign, a sum over data, or a jet (a partial derivative of an undefined function).

Convention: every generator is real where the expression is defined. Reference: M. Bronstein, *Symbolic Integration I*,
ch. 3 (differential fields).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.functions import declared
from symgeom.algebra.domain.jets import jet_expression
from symgeom.algebra.field.constructors import merged, number, product, raised, total
from symgeom.algebra.field.elements import Element, Fractions, foreign
from symgeom.algebra.field.products import Products
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import Poly, Ring
from symgeom.errors import BudgetError

__all__ = ["MAX_SHOWN", "Field", "Generator", "OutsideClass"]

Rule = Callable[[sp.Symbol], Element]
MAX_SHOWN = 20_000  # terms


class OutsideClass(Exception):
    """The expression is outside the class that the field can hold; the message names what and why."""


@dataclass(frozen=True)
class Generator:
    """What a generator stands for, and its derivative with respect to a symbol.

    ``kind``: symbol, constant, number, jet, exp, cos, sin, cosh, sinh, tanh, log, function, root, sign or sum. ``argument`` is
    the element that it is a function of, or a sum of, where there is one; ``expression`` its value as SymPy writes it.
    """

    kind: str
    expression: sp.Expr
    rule: Rule
    argument: Element | None = None
    jet: tuple[Any, tuple[Element, ...], tuple[int, ...]] | None = None


class Field(Fractions):
    """A differential field over Q under facts about the symbols.

    >>> x = sp.Symbol("x", real=True)
    >>> field = Field(); e = field.symbol(x)
    >>> field.plain(field.derivative(e**3, x))
    3*x**2
    """

    def __init__(self, facts: Facts | None = None, root_index: int = 1, expected: int = 0) -> None:
        super().__init__(Ring(expected))
        self.products = Products(self)
        self.lengths: dict[sp.Expr, int] = {}  # operations of what a symbol is a letter for, where it is one
        self.facts = facts or Facts()
        self.root_index = root_index  # the index that fractional powers share
        self.generators: list[Generator] = []
        self.exponentials: list[int] = []
        self.kinked: set[int] = set()  # signs that a derivative was taken of
        self._numbers: dict[sp.Expr, int] = {}
        self._partials: dict[tuple[int, sp.Symbol], Element] = {}
        self._monomials: dict[tuple[tuple[int, int], ...], sp.Expr] = {}
        self._plain: Table[sp.Expr] = Table(self.ring)

    # Generators ------------------------------------------------------------------------------------------------------
    def enter(self, generator: Generator, power: int = 0, value: Poly | None = None) -> Element:
        """Add a generator, with a relation ``g^power = value`` when one is given."""
        index = self.ring.add(power, value)
        self.generators.append(generator)
        if generator.kind in ("root", "sign"):
            self.algebraic.add(index)
        if generator.kind == "exp":
            self.exponentials.append(index)
        self._numbers.setdefault(generator.expression, index)
        return self.gen(index)

    def enter_number(self, generator: Generator, lower: list[Any]) -> int:
        """Add an algebraic number by its monic minimal polynomial, given by the coefficients below the leading one."""
        ring, index = self.ring, self.ring.add()
        value = sum((-c * ring.gen(index) ** k for k, c in enumerate(lower) if c != 0), ring.zero)
        ring.relate(index, len(lower), value)
        self.generators.append(generator)
        self._numbers[generator.expression] = index
        return index

    def enter_pair(
        self, cosine: sp.Expr, sine: sp.Expr, argument: Element, eps: int
    ) -> tuple[Element, Element]:
        """Add the cosine and sine of an angle (eps = 1) or their hyperbolic relatives (eps = -1)."""
        c, s = self.ring.add_pair(eps)
        kinds = ("cos", "sin") if eps > 0 else ("cosh", "sinh")
        self.generators.append(
            Generator(kinds[0], cosine, lambda x: -eps * self.gen(s) * self.derivative(argument, x), argument)
        )
        self.generators.append(
            Generator(kinds[1], sine, lambda x: self.gen(c) * self.derivative(argument, x), argument)
        )
        self._numbers[cosine], self._numbers[sine] = c, s
        return self.gen(c), self.gen(s)

    def find(self, expression: sp.Expr) -> Element | None:
        """The generator that stands for the expression, if there is one."""
        index = self._numbers.get(expression)
        return None if index is None else self.gen(index)

    def symbol(self, s: sp.Symbol) -> Element:
        return self.find(s) or self.enter(Generator("symbol", s, lambda x: self.rational(int(x == s))))

    def constant(self, c: sp.Expr) -> Element:
        """A real constant that is taken for transcendental, such as pi."""
        return self.find(c) or self.enter(Generator("constant", c, lambda x: self.rational(0)))

    def jet(self, function: Any, args: tuple[Element, ...], orders: tuple[int, ...]) -> Element:
        """A partial derivative of an undefined function; mixed derivatives are equal, arguments compared as elements."""
        for index, g in enumerate(self.generators):
            if g.jet and g.jet[0] == function and g.jet[2] == orders and _same(g.jet[1], args):
                return self.gen(index)

        declared(function)  # raises where no smooth function is as it was declared

        def rule(x: sp.Symbol) -> Element:
            total = self.rational(0)
            for slot, argument in enumerate(args):
                inner = self.derivative(argument, x)
                if not inner.is_zero():
                    raised = tuple(n + (i == slot) for i, n in enumerate(orders))
                    total = total + self.jet(function, args, raised) * inner
            return total

        expression = jet_expression(function, [self.plain(a) for a in args], orders)
        return self.enter(Generator("jet", expression, rule, jet=(function, args, orders)))

    # Derivation ------------------------------------------------------------------------------------------------------
    def derivative(self, e: Element, x: sp.Symbol) -> Element:
        """The partial derivative with respect to a symbol; the other symbols are independent of it."""
        if e.field is not self:
            foreign()
        x = symbol_of(x) if is_entry(x) else x
        above = self._derivative_of_poly(self.ring.lift(e.num), x)
        if not e.den:
            return above
        result = above * Element(self, self.ring.one, e.den)
        for b, exponent in e.den.items():
            inner = self._derivative_of_poly(self.base(b), x)
            if not inner.is_zero():
                below = Element(self, self.ring.one * exponent, {**e.den, b: exponent + 1})
                result = result - Element(self, self.ring.lift(e.num), {}) * inner * below
        return result.cancelled()

    def _derivative_of_poly(self, p: Poly, x: sp.Symbol) -> Element:
        terms = []
        check()
        for index, k in enumerate(reversed(p.degrees())):
            if k <= 0:
                continue
            inner = self._derivative_of_generator(index, x)
            if not inner.is_zero():
                # p is in normal form, and lower degrees leave it so; a rule may have made the ring larger.
                terms.append(Element(self, self.ring.derivative(self.ring.lift(p), index), {}) * inner)
        return self.sum(terms)

    def _derivative_of_generator(self, index: int, x: sp.Symbol) -> Element:
        key = (index, x)
        if key not in self._partials:
            self._partials[key] = self.generators[index].rule(x).cancelled()
        return self._partials[key]

    # Back to SymPy ---------------------------------------------------------------------------------------------------
    def plain_poly(self, p: Poly) -> sp.Expr:
        """The polynomial as SymPy, expanded. Raises `BudgetError` for more terms than anybody would read."""
        if len(p) > MAX_SHOWN:
            raise BudgetError(
                f"a closed form with {len(p):,} terms; the limit is {MAX_SHOWN:,}. Fewer parameters, numbers in their "
                "place, or a smaller map would help."
            )
        known = self._plain.get(p)
        return self._plain.put(p, self._expanded(p)) if known is None else known

    def _expanded(self, p: Poly) -> sp.Expr:
        terms = []
        for exponents, coefficient in (self.turns.linear(p) if self.turns else p.to_dict()).items():
            check()
            monomial = self._monomial(exponents)
            if coefficient != 1:
                monomial = product(number(coefficient), [monomial])
            terms.append(monomial)
        return terms[0] if len(terms) == 1 else total(terms)

    def _monomial(self, exponents: tuple[Any, ...]) -> sp.Expr:
        """A product of powers of generators."""
        last = len(exponents) - 1
        powers = tuple((last - slot, int(k)) for slot, k in enumerate(exponents) if k)
        known = self._monomials.get(powers)
        if known is None:
            factors = [self._power(i, k) for i, k in powers]
            known = self._monomials[powers] = product(sp.S.One, merged(factors))
        return known

    def _power(self, index: int, k: int) -> sp.Expr:
        if self.turns and index == self.turns.index:
            return self.turns.shown(k)
        return raised(self.written(index), k)

    def written(self, index: int) -> sp.Expr:
        """A generator as it is read: ``x^n`` and not ``exp(n log x)``."""
        expression: sp.Expr = self.generators[index].expression
        if isinstance(expression, sp.exp):
            exponent, log = expression.args[0].as_independent(sp.log, as_Add=False)
            if isinstance(log, sp.log):
                return sp.Pow(log.args[0], exponent)
        return expression

    def plain(self, e: Element) -> sp.Expr:
        """The element as SymPy, numerator over denominator, not made pretty."""
        if e.field is not self:
            foreign()
        below = [self.plain_poly(self.base(b)) ** -k for b, k in e.den.items()]
        return sp.Mul(self.plain_poly(e.num), *below)

    def product(self, *powers: tuple[Element, int]) -> Element:
        """The product of powers, common factors divided out. Raises `ZeroDivisor`."""
        return self.products.product(*powers)

    def sum(self, elements: Iterable[Element]) -> Element:
        total: Element | None = None
        for e in elements:
            total = e if total is None else total + e
        return self.rational(0) if total is None else total


def _same(left: tuple[Element, ...], right: tuple[Element, ...]) -> bool:
    return len(left) == len(right) and all(a == b for a, b in zip(left, right))
