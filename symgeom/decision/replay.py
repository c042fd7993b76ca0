"""The exact field without its relations: the same generators, nothing reduced.

What is here: `FreeField` and `FreeTranslator`, views on a field and its translator with the same generators, in which
``sin(v)^2 + cos(v)^2`` stays as it is. A derivation that is run here a second time leaves differences ``left - right``
that lie in the ideal of the relations instead of being zero, and that is what a certificate needs: its cofactors.

Roots, absolute values, angles and exponentials are read by the translator of the field, which chooses the generators; new
generators enter the field itself with their relation. Every element here remembers how it was made, as a text in
generators ``{0}, {1}, ...`` that ends at what was read or derived in one piece; a text that grows too long is forgotten.
"""

from __future__ import annotations

from math import prod
from typing import Any

import sympy as sp

from symgeom.algebra.field.differential import Field, Generator
from symgeom.algebra.field.elements import Element, Fractions, ZeroDivisor, foreign
from symgeom.algebra.field.products import Products
from symgeom.algebra.reading.translate import Translator, ready
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.roots import Roots
from symgeom.decision.free_ring import FreeRing

__all__ = ["FreeField", "FreeTranslator", "Written"]

MAX_TEXT, MAX_SIZE = 4000, 50_000


class Written(Element):
    """An element that remembers how it was made: ``text``, a product or an atom, empty when it was too long.

    ``size`` bounds the terms of numerator and denominator when the text is multiplied out without cancelling anything.
    """

    __slots__ = ("size", "text")

    def __init__(self, e: Element, text: str, size: tuple[int, int]) -> None:
        super().__init__(e.field, e.num, e.den)
        self.size = size
        self.text = text if len(text) <= MAX_TEXT and max(size) <= MAX_SIZE else ""

    def _coerce(self, other: Any) -> Written:
        if isinstance(other, Written):
            return other
        if isinstance(other, Element) and other.field is not self.field:
            foreign()
        return self.field.leaf(other) if isinstance(other, Element) else self.field.rational(other)  # type: ignore

    def _made(self, e: Element, pattern: str, size: tuple[int, int], *parts: Written) -> Written:
        if e.is_zero() and any(part.is_zero() for part in parts):
            return Written(e, "0", (1, 1))  # a sum that cancels is kept as it was stated
        known = all(part.text for part in parts)
        return Written(e, pattern.format(*(part.text for part in parts)) if known else "", size)

    def _summed(self, second: Written) -> tuple[int, int]:
        (a, b), (c, d) = self.size, second.size
        return (a + c, b) if self.den == second.den and b == d else (a * d + c * b, b * d)

    def __add__(self, other: Any) -> Element:
        second = self._coerce(other)
        total = super().__add__(second)
        if total is self or total is second:
            return total
        return self._made(total, "({} + {})", self._summed(second), self, second)

    def __neg__(self) -> Element:
        return self._made(super().__neg__(), "(-{})", self.size, self)

    def __sub__(self, other: Any) -> Element:
        second = self._coerce(other)
        if second.is_zero():
            return self
        return self._made(super().__add__(-second), "({} - {})", self._summed(second), self, second)

    def __mul__(self, other: Any) -> Element:
        if isinstance(other, int) and abs(other) == 1:
            return self if other == 1 else -self
        second = self._coerce(other)
        if second.as_rational() == 1:
            return self
        size = (self.size[0] * second.size[0], self.size[1] * second.size[1])
        return self._made(super().__mul__(second), "{}*{}", size, self, second)

    def __truediv__(self, other: Any) -> Element:
        second = self._coerce(other)
        size = (self.size[0] * second.size[1], self.size[1] * second.size[0])
        return self._made(super().__truediv__(second), "({}/({}))", size, self, second)

    def __pow__(self, exponent: int) -> Element:
        if exponent == 1:
            return self
        n = abs(exponent)
        above, below = self.size[0] ** min(n, 64), self.size[1] ** min(n, 64)
        if exponent < 0:
            power = f"**{n}" if n > 1 else ""
            return self._made(super().__pow__(exponent), f"(1/({{}}){power})", (below, above), self)
        return self._made(super().__pow__(exponent), f"({{}})**{n}", (above, below), self)

    def cancelled(self) -> Element:
        return Written(super().cancelled(), self.text, self.size)


class FreeField(Field):
    """The field of fractions of polynomials in the generators of a field.

    `of` takes an element of the field to its representative here, `back` an element here to its class there.
    """

    def __init__(self, bound: Field) -> None:
        vars(self).update(vars(bound))  # the facts, the generators and their numbers are shared
        Fractions.__init__(
            self, FreeRing(bound.ring)
        )  # a root may stand in a denominator: none is rationalised
        self.products = Products(self)
        self.bound = bound
        self._partials: dict[tuple[int, sp.Symbol], Element] = {}

    def plain_poly(self, p: Poly) -> sp.Expr:
        return self.bound.plain_poly(self.ring.lift(p))

    def of(self, e: Element) -> Element:
        """The reduced representative of an element of the bound field."""
        if e.field is self:
            return e
        below = {self.base_number(self.bound.base(b)): k for b, k in e.den.items()}
        return self.leaf(Element(self, self.ring.lift(e.num), below))

    def element(self, numerator: Poly, denominator: dict[int, int] | None = None) -> Element:
        return self.leaf(super().element(numerator, denominator))

    def rational(self, value: Any) -> Written:
        return self.leaf(super().rational(value))

    def gen(self, index: int) -> Element:
        return self.leaf(super().gen(index))

    def product(self, *powers: tuple[Element, int]) -> Element:
        """Written out as a product: nothing is divided out in silence."""
        result: Element = self.rational(1)
        for e, k in powers:
            result = result * e**k if k else result
        return result

    def derivative(self, e: Element, x: sp.Symbol) -> Element:
        return self.leaf(super().derivative(e, x))

    def leaf(self, e: Element) -> Written:
        """The element as one piece, its text its value."""
        below = [f"/({self._text(self.base(b))})" + f"**{k}" * (k > 1) for b, k in e.den.items()]
        short = len(e.num) <= MAX_TEXT // 20
        size = (len(e.num), prod(len(self.base(b)) ** k for b, k in e.den.items()))
        return Written(e, f"{self._text(e.num)}{''.join(below)}" if short else "", size)

    def _text(self, p: Poly) -> str:
        n = self.ring.width - 1
        text = ""
        for exponents, c in self.ring.lift(p).to_dict().items():
            factors = [] if abs(c) == 1 and any(exponents) else [str(abs(c))]
            factors += [f"{{{n - slot}}}" + f"**{k}" * (k > 1) for slot, k in enumerate(exponents) if k]
            sign = (" - " if text else "-") if c < 0 else (" + " if text else "")
            text += sign + "*".join(factors)
        return f"({text})" if len(p) > 1 or text.startswith("-") else text or "0"

    def back(self, e: Element) -> Element:
        """The element of the bound field. Raises `ZeroDivisor` when a divisor vanishes there."""
        if e.field is self.bound:
            return e
        result = self.bound.element(self.ring.lift(e.num))
        for b, k in e.den.items():
            result = result / self.bound.element(self.base(b)) ** k
        return result

    def enter(self, generator: Generator, power: int = 0, value: Poly | None = None) -> Element:
        return self.of(self.bound.enter(generator, power, value))

    def jet(self, function: Any, args: tuple[Element, ...], orders: tuple[int, ...]) -> Element:
        return self.of(self.bound.jet(function, tuple(self.back(a) for a in args), orders))

    def _derivative_of_generator(self, index: int, x: sp.Symbol) -> Element:
        return self.of(self.bound._derivative_of_generator(index, x))


class FreeRoots(Roots):
    """Roots and their relatives: found in the bound field. Each root that was taken is remembered."""

    def __init__(self, free: FreeField, bound: Roots) -> None:
        super().__init__(free, bound.signs)
        self.free, self.bound = free, bound
        self.taken: list[tuple[Element, int, Element]] = []  # radicand, index, value

    def root(self, e: Element, n: int, nonnegative: bool = False) -> Element:
        value = self.free.of(self.bound.root(self.free.back(e), n, nonnegative))
        self.taken.append((e, n, value))
        return value

    def sign(self, e: Element) -> Element:
        return self.free.of(self.bound.sign(self.free.back(e)))

    def sign_of(self, p: Poly) -> Element:
        return self.free.of(self.bound.sign_of(self.free.bound.ring.reduce(p)))

    def absolute(self, e: Element) -> Element:
        return self.free.of(self.bound.absolute(self.free.back(e)))

    def logarithm(self, e: Element, of_absolute: bool = False) -> Element:
        return self.free.of(self.bound.logarithm(self.free.back(e), of_absolute))


class FreeTranslator:
    """From SymPy into the free field: sums, products and powers as written, everything else as the bound translator reads it.

    >>> x = sp.Symbol("x", real=True)
    >>> t = FreeTranslator(Translator([sp.sin(x)]))
    >>> one = t.element(sp.sin(x) ** 2 + sp.cos(x) ** 2)
    >>> one.is_zero(), (one - 1).is_zero(), (t.field.back(one) - 1).is_zero()
    (False, False, True)
    """

    by_name = steady = turned = False

    def __init__(self, bound: Translator) -> None:
        for name, value in vars(bound).items():  # lists are its own: what is learnt here stays here
            setattr(self, name, list(value) if isinstance(value, list) else value)
        self.bound = bound
        self.field = FreeField(bound.field)
        self.signs = bound.signs
        self.roots = FreeRoots(self.field, bound.roots)
        self.hypotheses, self.symbols = bound.hypotheses, set(bound.symbols)
        self.writer = _Silent()
        self._memo: dict[sp.Basic, Element] = {}

    def element(self, expression: sp.Expr) -> Element:
        """The expression, unreduced."""
        return self._read(ready(expression))

    def _read(self, e: sp.Expr) -> Element:
        if e not in self._memo:
            self._memo[e] = self._made(e)
        return self._memo[e]

    def _made(self, e: sp.Expr) -> Element:
        if e.is_Add:
            return self.field.sum(self._read(a) for a in e.args)
        if e.is_Mul:
            product = self._read(e.args[0])
            for a in e.args[1:]:
                product = product * self._read(a)
            return product
        if e.is_Pow and e.exp.is_Integer and not isinstance(e, sp.exp):
            return self._nonzero(e.base, e.exp) ** int(e.exp)
        if e.is_Pow and e.exp.is_Rational and not isinstance(e, sp.exp):
            root = self.roots.root(self._nonzero(e.base, e.exp), int(e.exp.q))
            return root ** int(e.exp.p)
        return self.field.of(self.bound.element(e))

    def _nonzero(self, base: sp.Expr, exponent: sp.Rational) -> Element:
        value = self._read(base)
        if exponent < 0 and self.field.back(value).is_zero():
            raise ZeroDivisor(f"division by {base}, which is zero identically")
        return value


class _Silent:
    """The writer of forms is not asked to do anything for certificates."""

    def suggest(self, parts: Any) -> None:
        pass
