"""From the exact field back to SymPy, short.

What is here: `at_least`, how long it will be; `powers_of`, what it will be a product of; `present`, which prints an element as
a product of powers: common factors out, each factor in the shortest of its equivalent forms (`forms`), a root and its radicand
under one exponent, ``sigma p`` as ``|p|``. What it returns was mapped back into the field and found equal to the element;
otherwise the plain quotient is returned.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.counting import operations
from symgeom.algebra.field.constructors import merged, number, product, raised
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.polynomials import AnglePair, Poly
from symgeom.algebra.ring.primes import MAX_FACTORED
from symgeom.algebra.writing.nesting import Form
from symgeom.errors import InputError

__all__ = ["at_least", "powers_of", "present"]


def present(translator: Translator, e: Element) -> sp.Expr:
    """The element as a short SymPy expression, proved equal to it."""
    check()
    if e.is_zero():
        return sp.S.Zero
    if e.factored is None:
        e = e.cancelled()
        if len(e.num) > MAX_FACTORED:
            return translator.field.plain(e)
    content, powers = translator.field.products.factored(e)
    key = str(content), frozenset(powers.items())
    known: sp.Expr | None = translator.shown.get(key)
    if known is None:
        pretty = _Printer(translator).element(e)
        known = translator.shown[key] = pretty if _is(translator, pretty, e) else translator.field.plain(e)
    return known


def at_least(translator: Translator, e: Element) -> int:
    """How many operations the printed form has, where that is known before it is written; else 0."""
    if e.factored is None and len(e.cancelled().num) > MAX_FACTORED:
        return 0
    products = translator.field.products
    content, powers = products.factored(e.cancelled() if e.factored is None else e)
    if len(powers) != 1 or content != 1:
        return 0
    ((n, exponent),) = powers.items()
    if exponent != 1 or n in products.joint or products.generator(n) is not None:
        return 0
    return translator.writer.shortest(products.prime(n)).operations


def powers_of(translator: Translator, e: Element) -> tuple[Any, list[list[Any]]] | None:
    """The number and the powers of polynomials that `present` writes an element as a product of.

    None where it isn't written as one product of sums: where signs, angles or roots among other terms stand in it.
    """
    if translator.field.ring.pairs or (e.factored is None and len(e.num) > MAX_FACTORED):
        return None
    _, factors = translator.field.products.factored(e)
    if not translator.field.products.joint.isdisjoint(factors):
        return None
    number, powers, signs = _Printer(translator).powers(e)
    return None if signs else (number, powers)


def _is(translator: Translator, pretty: sp.Expr, e: Element) -> bool:
    """The printed form, read back, is the element: by factors where that settles it, else by normal forms."""
    try:
        parts = [translator.read_power(factor) for factor in sp.Mul.make_args(pretty)]
        return translator.field.products.is_product(e, parts) or translator.field.product(*parts) == e
    except (OutsideClass, InputError):
        return False


_MORE = 4  # terms that a product may have more than its factors, to be written shorter


class _Printer:
    def __init__(self, translator: Translator) -> None:
        self.field, self.ring = translator.field, translator.field.ring
        self.writer = translator.writer

    def element(self, e: Element) -> sp.Expr:
        _, powers = self.field.products.factored(e)
        if self.field.products.joint.isdisjoint(powers):
            return self._product(e)
        mixed = [self.field.products.prime(n) for n in powers if n in self.field.products.joint]
        algebraic = sorted(
            {
                i
                for p in mixed
                for i in self.ring.support(p)
                if i in self.field.algebraic and not self._is_number(i)
            }
        )
        if not algebraic:
            return self._product(e)
        e = e.cancelled()
        support = self.ring.support(e.num)
        algebraic = [i for i in support if i in self.field.algebraic and not self._is_number(i)]
        parts = self.ring.by_monomials(self.ring.lift(e.num), algebraic)
        return self._product(e) if len(parts) == 1 else self._sum(e, algebraic, parts)

    def _is_number(self, index: int) -> bool:
        return not self.field.generators[index].expression.free_symbols

    def _sum(self, e: Element, algebraic: list[int], parts: dict[Any, Poly]) -> sp.Expr:
        """Several roots: the shorter of one fraction and a sum of fractions."""
        terms = []
        for exponents, part in parts.items():
            monomial = self.ring.one
            for i, k in zip(algebraic, exponents):
                monomial *= self.ring.gen(i) ** k
            terms.append(Element(self.field, part * monomial, e.den))
        separate = sp.Add(*[self._product(t.cancelled()) for t in terms])
        if not e.den:
            return separate
        above = sp.Add(*[self._product(Element(self.field, t.num, {})) for t in terms])
        below = self._product(Element(self.field, self.ring.one, e.den))
        content, factors = self.ring.primes.factor(self.ring.lift(e.num))
        shared = sp.Mul(*[self._poly(f.poly) ** f.exponent for f in factors])
        together = sp.Mul(number(content), shared, below)
        return min((separate, above * below, together), key=_cost)

    def powers(self, e: Element) -> tuple[Any, list[list[Any]], list[Element]]:
        """(number, polynomials with their exponents, arguments of signs), whose product the element is."""
        content, factors = self.field.products.factored(e)
        powers: list[list[Any]] = []  # a polynomial and its exponent, a Python int where it is whole
        signs: list[Element] = []

        def put(p: Poly, k: Any) -> None:
            for known in powers:
                if known[0] == p:
                    known[1] = _whole(known[1] + k)
                    return
            powers.append([p, k])

        broken = False
        for n, exponent in sorted(factors.items(), key=self._order) if len(factors) > 1 else factors.items():
            index = self.field.products.generator(n)
            kind = self.field.generators[index].kind if index is not None else ""
            if kind == "root":
                assert index is not None
                root, value = self.ring.relations[index]
                put(self.ring.lift(value), _whole(sp.Rational(exponent, root)))
                broken = True
            elif kind == "sign":
                assert index is not None
                argument = self.field.generators[index].argument
                assert argument is not None
                if exponent % 2:
                    signs.append(argument)
            else:
                put(self.field.products.prime(n), exponent)
        minus = self._turned(powers) if broken else 1
        if len(powers) < 2:
            return minus * content, powers, signs
        powers, sign = self._merged(powers, signs)
        return minus * sign * content, powers, signs

    def _product(self, e: Element) -> sp.Expr:
        """One product of powers."""
        content, powers, signs = self.powers(e)
        whole = self.ring.pairs and len(powers) > 1
        scale, angles = self._whole_angles(powers, signs) if whole else (1, [])
        return _tidy(number(content * scale), [*angles, *self._with_signs(powers, signs)])

    @staticmethod
    def _turned(powers: list[list[Any]]) -> int:
        """``p^k`` beside a root of -p as a power of -p, in place: the sign that comes out."""
        sign = 1
        for entry in [entry for entry in powers if not isinstance(entry[1], int)]:
            for other in powers:
                if isinstance(other[1], int) and other[0] == -entry[0]:
                    sign *= -1 if other[1] % 2 else 1
                    entry[1] += other[1]
                    other[1] = 0
        powers[:] = [entry for entry in powers if entry[1]]
        return sign

    def _order(self, factor: tuple[int, int]) -> Any:
        """What stands above the line first, short factors before long ones."""
        n, exponent = factor
        return exponent < 0, *self.field.products.rank(n)

    def _merged(self, powers: list[list[Any]], signs: list[Element]) -> tuple[list[list[Any]], int]:
        """Two factors of one exponent as their product, where that is shorter: (s - 1)(s + 1) is s^2 - 1.

        Returns the powers and the sign that came out.
        """
        fixed = [self.ring.lift(s.num) for s in signs]
        for i in range(len(powers)):
            for j in range(i + 1, len(powers)):
                (p, k), (q, m) = powers[i], powers[j]
                whole = isinstance(k, int) and isinstance(m, int)
                if not whole or k != m or min(len(p), len(q)) < 2 or p in fixed or q in fixed:
                    continue
                content, product = self.ring.normalised(self.ring.reduce(p * q))
                if abs(content) != 1 or len(product) > len(p) + len(q) + _MORE:
                    continue
                apart = self.writer.shortest(p).operations + self.writer.shortest(q).operations + 1 + (k != 1)
                if self.writer.shortest(product).operations < apart:
                    rest = [entry for n, entry in enumerate(powers) if n not in (i, j)]
                    merged, sign = self._merged([*rest, [product, k]], signs)
                    return merged, sign * (-1 if content < 0 and k % 2 else 1)
        return powers, 1

    def _whole_angles(self, powers: list[list[Any]], signs: list[Element]) -> tuple[Any, list[sp.Expr]]:
        """Take tangents and double angles out of the powers, where they are shorter: (number, factors).

        ``(s c)^m = (sin(2b)/2)^m``, ``2c^2 - 1 = cos(2b)``, and the quotient of two as a tangent or cotangent.
        """
        scale, shown = fmpq(1), []
        fixed = [self.ring.lift(s.num) for s in signs]
        for pair in self.ring.pairs:
            c, s = self.ring.gen(pair.c), self.ring.gen(pair.s)
            double = 2 * c**2 - 1
            found = {name: self._exponent(powers, p) for name, p in (("c", c), ("s", s), ("d", double))}
            m, n = found["s"], found["d"]
            if not (m or n):
                continue
            if any(p in fixed for p in (c, s, double)) or not all(isinstance(k, int) for k in found.values()):
                continue
            angle = self.field.generators[pair.s].expression.args[0]
            sine, cosine = (sp.sin, sp.cos) if pair.eps > 0 else (sp.sinh, sp.cosh)
            if m == found["c"] and m and (m < 0 or n):
                scale *= fmpq(1, 2) ** m
                factors = (
                    [_tangent(2 * angle, m, pair)]
                    if m == -n
                    else [sine(2 * angle) ** m, cosine(2 * angle) ** n]
                )
                powers[:] = [entry for entry in powers if entry[0] not in (c, s, double)]
            elif m and m == -found["c"]:
                factors = [_tangent(angle, m, pair)]
                powers[:] = [entry for entry in powers if entry[0] not in (c, s)]
            elif n and _cost(cosine(2 * angle)) < self.writer.shortest(double).operations:
                factors = [cosine(2 * angle) ** n]
                powers[:] = [entry for entry in powers if entry[0] != double]
            else:
                continue
            shown += factors
        return scale, shown

    @staticmethod
    def _exponent(powers: list[list[Any]], p: Poly) -> Any:
        return next((k for q, k in powers if q == p), 0)

    def _with_signs(self, powers: list[list[Any]], signs: list[Element]) -> list[sp.Expr]:
        shown = []
        for p, k in powers:
            base = self._poly(p)
            mine = [s for s in signs if self.ring.lift(s.num) == p]
            if mine and isinstance(k, int) and k % 2:
                signs = [s for s in signs if s is not mine[0]]
                base = sp.Abs(base)
            shown.append(raised(base, k))
        return [*shown, *(sp.sign(self._poly(s.num)) for s in signs)]

    def _poly(self, p: Poly) -> sp.Expr:
        form: Form = self.writer.shortest(p)
        return form.build()


def _whole(k: sp.Rational) -> Any:
    """A whole exponent as a Python int."""
    return int(k) if isinstance(k, int) or k.is_Integer else k


def _tangent(angle: sp.Expr, m: int, pair: AnglePair) -> sp.Expr:
    """``tan(angle)^m``, as a cotangent for negative m; hyperbolic for a hyperbolic pair."""
    names = (sp.tan, sp.cot) if pair.eps > 0 else (sp.tanh, sp.coth)
    return names[m < 0](angle) ** abs(m)


def _tidy(content: sp.Rational, factors: list[sp.Expr]) -> sp.Expr:
    """The product; a minus sign goes into a sum where that leaves fewer of them, or as many and -1 need not be written."""
    factors = list(merged(factors))
    if content.p < 0:
        fewer = 1 + (content == -1)
        for i, f in enumerate(factors):
            base, k = f.as_base_exp()
            if not (base.is_Add and k.is_Integer and k % 2):
                continue
            minuses = sum(1 for t in base.args if _number_of(t).p < 0)
            if len(base.args) - minuses < fewer + minuses:
                turned = raised(sp.Add(*[-t for t in base.args]), k)
                return product(-content, [*factors[:i], turned, *factors[i + 1 :]])
    return product(content, factors)


def _number_of(term: sp.Expr) -> sp.Rational:
    """The rational coefficient of a term."""
    number = term.args[0] if term.is_Mul else term
    return number if number.is_Rational else sp.S.One


def _cost(e: sp.Expr) -> int:
    return operations(e)
