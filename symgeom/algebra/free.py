"""The exact field without its relations: the same generators, nothing reduced.

What is here: `FreeField` and `FreeTranslator`, views on a field and its translator with the same generators, in which
``sin(v)^2 + cos(v)^2`` stays as it is. A derivation that is run here a second time leaves differences ``left - right``
that lie in the ideal of the relations instead of being zero, and that is what a certificate needs: its cofactors.

Roots, absolute values, angles and exponentials are read by the translator of the field, which chooses the generators; new
generators enter the field itself with their relation.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.elements import Element, ZeroDivisor
from symgeom.algebra.field import Field, Generator
from symgeom.algebra.polynomials import Poly, Ring
from symgeom.algebra.roots import Roots
from symgeom.algebra.translate import Translator, _prepared

__all__ = ["FreeField", "FreeTranslator"]


class FreeRing(Ring):
    """The polynomial ring of another ring, without its relations and pairs."""

    def __init__(self, ring: Ring) -> None:
        self.bound = ring
        self.relations = {}
        self.pairs = []
        self._divisors = {}
        self._halves = {}

    @property
    def size(self) -> int:  # type: ignore[override]
        return self.bound.size

    @property
    def context(self) -> Any:
        return self.bound.context

    def add(self, power: int = 0, value: Poly | None = None) -> int:
        return self.bound.add(power, value)

    def add_pair(self, eps: int) -> tuple[int, int]:
        return self.bound.add_pair(eps)


class FreeField(Field):
    """The field of fractions of polynomials in the generators of a field.

    `of` takes an element of the field to its representative here, `back` an element here to its class there.
    """

    def __init__(self, bound: Field) -> None:
        self.bound = bound
        self.ring = FreeRing(bound.ring)
        self.bases: list[Poly] = []
        self.algebraic: set[int] = set()  # a root may stand in a denominator: nothing is rationalised
        self.facts, self.root_index = bound.facts, bound.root_index
        self.generators, self._numbers = bound.generators, bound._numbers
        self._partials: dict[tuple[int, sp.Symbol], Element] = {}

    def of(self, e: Element) -> Element:
        """The reduced representative of an element of the bound field."""
        if e.field is self:
            return e
        below = {self.base_number(self.bound.base(b)): k for b, k in e.den.items()}
        return Element(self, self.ring.lift(e.num), below)

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

    def __init__(self, bound: Translator) -> None:
        self.bound = bound
        self.field = FreeField(bound.field)
        self.signs = bound.signs
        self.roots = FreeRoots(self.field, bound.roots)
        self.hypotheses = bound.hypotheses
        self.immersed: list[Poly] = []
        self.writer = _Silent()
        self._memo: dict[sp.Basic, Element] = {}

    @property
    def symbols(self) -> set[sp.Symbol]:
        return self.bound.symbols

    def element(self, expression: sp.Expr) -> Element:
        """The expression, unreduced."""
        return self._read(_prepared(expression))

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

    # Text ------------------------------------------------------------------------------------------------------------
    def text(self, expression: sp.Expr) -> str:
        """The expression as written, in the names of the generators."""
        return self._text(_prepared(expression))

    def _text(self, e: sp.Expr) -> str:
        if e.is_Add:
            return "(" + " + ".join(self._text(a) for a in e.args) + ")"
        if e.is_Mul:
            factors = [self._text(a) for a in e.args if not _is_below(a)]
            divisors = [f"/({self._text(1 / a)})" for a in e.args if _is_below(a)]
            return "*".join(factors or ["1"]) + "".join(divisors)
        if e.is_Pow and e.exp.is_Integer and not isinstance(e, sp.exp):
            power = f"({self._text(e.base)})**{abs(e.exp)}"
            return f"1/({power})" if e.exp < 0 else power
        value = self._read(e)
        below = [f"/({self._poly_text(self.field.base(b))})**{k}" for b, k in value.den.items()]
        return self._poly_text(value.num) + "".join(below)

    def _poly_text(self, p: Poly) -> str:
        n = self.field.ring.size - 1
        terms = []
        for exponents, c in self.field.ring.lift(p).to_dict().items():
            factors = [f"{c.p}" if c.q == 1 else f"{c.p}/{c.q}"]
            factors += [
                f"{{{n - slot}}}" + (f"**{k}" if k > 1 else "") for slot, k in enumerate(exponents) if k
            ]
            terms.append("*".join(factors if c != 1 or len(factors) == 1 else factors[1:]))
        return "(" + " + ".join(terms or ["0"]) + ")"


class _Silent:
    """The writer of forms is not asked to do anything for certificates."""

    def suggest(self, parts: Any) -> None:
        pass


def _is_below(e: sp.Expr) -> bool:
    return bool(e.is_Pow and e.exp.is_Integer and e.exp < 0 and not isinstance(e, sp.exp))
