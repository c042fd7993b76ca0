"""From the exact field back to SymPy, short.

What is here: `present`, which prints an element as a product of powers: common factors out, squares of sine and cosine in
the shorter of the equivalent forms, a root and its radicand under one exponent, ``sigma p`` as ``|p|``. What it returns was
mapped back into the field and found equal to the element; otherwise the plain quotient is returned.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.elements import Element
from symgeom.algebra.field import OutsideClass
from symgeom.algebra.polynomials import Pair, Poly, Ring
from symgeom.algebra.translate import Translator
from symgeom.errors import InputError

__all__ = ["present"]

_SMALL = 80  # terms up to which other trigonometric forms are tried
_FACTORED = 4000  # terms up to which a numerator is factored


def present(translator: Translator, e: Element) -> sp.Expr:
    """The element as a short SymPy expression, proved equal to it."""
    e = e.cancelled()
    if e.is_zero():
        return sp.S.Zero
    plain_size = len(e.num)
    if plain_size > _FACTORED:
        return translator.field.plain(e)
    pretty = _Printer(translator).element(e)
    try:
        equal = translator.element(pretty) == e
    except (OutsideClass, InputError):
        equal = False
    return pretty if equal else translator.field.plain(e)


class _Printer:
    def __init__(self, translator: Translator) -> None:
        self.field, self.ring = translator.field, translator.field.ring

    def element(self, e: Element) -> sp.Expr:
        num = self.ring.lift(e.num)
        algebraic = [i for i in self.ring.support(num) if i in self.field.algebraic]
        parts = self.ring.by_monomials(num, algebraic)
        if len(parts) == 1:
            return self._product(e)
        return self._sum(e, algebraic, parts)

    def _sum(self, e: Element, algebraic: list[int], parts: dict[Any, Poly]) -> sp.Expr:
        """Several roots: the shorter of one fraction and a sum of fractions."""
        terms = []
        for exponents, part in parts.items():
            monomial = self.ring.one
            for i, k in zip(algebraic, exponents):
                monomial *= self.ring.gen(i) ** k
            terms.append(Element(self.field, part * monomial, e.den))
        separate = sp.Add(*[self._product(t.cancelled()) for t in terms])
        above = sp.Add(*[self._product(Element(self.field, t.num, {})) for t in terms])
        below = self._product(Element(self.field, self.ring.one, e.den))
        if e.den:
            content, factors = self.ring.factor(self.ring.lift(e.num))
            shared = sp.Mul(*[self._poly(f.poly) ** f.exponent for f in factors])
            together = sp.Mul(_rational(content), shared, below)
            return min((separate, above * below, together), key=_cost)
        return separate

    def _product(self, e: Element) -> sp.Expr:
        """One product of powers."""
        content, factors = self.ring.factor(self.ring.lift(e.num))
        powers: list[list[Any]] = []
        signs: list[Element] = []

        def put(p: Poly, k: sp.Rational) -> None:
            p = self.ring.lift(p)
            for known in powers:
                if known[0] == p:
                    known[1] += k
                    return
            powers.append([p, k])

        for f in factors:
            index = self._as_generator(f.poly)
            kind = self.field.generators[index].kind if index is not None else ""
            if kind == "root":
                assert index is not None
                n, value = self.ring.relations[index]
                put(value, sp.Rational(f.exponent, n))
            elif kind == "sign":
                assert index is not None
                argument = self.field.generators[index].argument
                assert argument is not None
                if f.exponent % 2:
                    signs.append(argument)
            else:
                put(f.poly, sp.Integer(f.exponent))
        for b, k in e.den.items():
            put(self.field.base(b), sp.Integer(-k))
        return _tidy(_rational(content), self._with_signs(powers, signs))

    def _with_signs(self, powers: list[list[Any]], signs: list[Element]) -> list[sp.Expr]:
        shown = []
        for p, k in powers:
            base = self._poly(p)
            mine = [s for s in signs if self.ring.lift(s.num) == p]
            if mine and k.is_Integer and k % 2:
                signs = [s for s in signs if s is not mine[0]]
                base = sp.Abs(base)
            shown.append(sp.Pow(base, k))
        return [*shown, *(sp.sign(self._poly(s.num)) for s in signs)]

    def _as_generator(self, p: Poly) -> int | None:
        support = self.ring.support(p)
        return support[0] if len(support) == 1 and p == self.ring.gen(support[0]) else None

    # One factor ------------------------------------------------------------------------------------------------------
    def _poly(self, p: Poly) -> sp.Expr:
        """A polynomial in the shortest of the forms that the Pythagorean relations allow."""
        p = self.ring.lift(p)
        pairs = self.ring.pairs_of(p)
        if not pairs or len(p) > _SMALL or len(pairs) > 3:
            return self._terms(p)
        return self._trigonometric(p, pairs)

    def _trigonometric(self, p: Poly, pairs: list[Pair]) -> sp.Expr:
        """The best over the choice of an outer angle, its form, and the best form of each coefficient."""
        pairs = [pair for pair in pairs if pair in self.ring.pairs_of(p)]
        if not pairs:
            return self._terms(p)
        values = []
        for outer in pairs:
            inner = [pair for pair in pairs if pair is not outer]
            seen: list[Poly] = []
            for rewrite in (_in_cosine, _in_sine, _homogeneous):
                q = rewrite(self.ring, p, outer)
                if any(q == known for known in seen):
                    continue
                seen.append(q)
                if not inner:
                    values.append(self._terms(q))
                    continue
                c, s = self.ring.gen(outer.c), self.ring.gen(outer.s)
                parts = self.ring.by_monomials(q, (outer.c, outer.s))
                terms = [
                    sp.Mul(self.field.plain_poly(c**i * s**j), self._trigonometric(part, inner))
                    for (i, j), part in parts.items()
                ]
                values += [sp.Add(*terms), self._terms(q)]
        return min(values, key=_cost)

    def _terms(self, p: Poly) -> sp.Expr:
        """Terms with a common factor taken out where that is shorter."""
        plain = self.field.plain_poly(p)
        if not 2 <= len(p) <= _SMALL:
            return plain
        return min((plain, self._nested(p)), key=_cost)

    def _nested(self, p: Poly) -> sp.Expr:
        """Horner's idea on the factor that most terms share."""
        content, q = self.ring.normalised(p)
        if len(q) < 2:
            return self.field.plain_poly(p)
        best = self._shared(q)
        if best is None:
            return sp.Mul(_rational(content), self.field.plain_poly(q), evaluate=False) if content != 1 else self.field.plain_poly(q)
        monomial, inside, outside = best
        value = sp.Mul(self.field.plain_poly(monomial), self._nested(inside), evaluate=True)
        if not outside.is_zero():
            value = sp.Add(value, self._nested(outside))
        return value if content == 1 else sp.Mul(_rational(content), value, evaluate=outside.is_zero())

    def _shared(self, p: Poly) -> tuple[Poly, Poly, Poly] | None:
        """(m, a, b) with p = m a + b for the generator power m that saves most."""
        best: tuple[int, int, int] | None = None
        for i in self.ring.support(p):
            parts = self.ring.by_powers(p, i)
            for k in {k for k in parts if k}:
                count = sum(len(part) for j, part in parts.items() if j >= k)
                if count >= 2:
                    score = ((count - 1) * (2 if k > 1 else 1), k, -i)
                    best = max(best, score) if best else score
        if best is None:
            return None
        _, k, i = best[0], best[1], -best[2]
        g = self.ring.gen(i)
        parts = self.ring.by_powers(p, i)
        inside = sum((part * g ** (j - k) for j, part in parts.items() if j >= k), self.ring.zero)
        outside = sum((part * g**j for j, part in parts.items() if j < k), self.ring.zero)
        return g**k, inside, outside


def _in_cosine(ring: Ring, p: Poly, pair: Pair) -> Poly:
    return p


def _in_sine(ring: Ring, p: Poly, pair: Pair) -> Poly:
    """c^2 -> 1 - eps s^2."""
    square = 1 - pair.eps * ring.gen(pair.s) ** 2
    parts = ring.by_powers(p, pair.c)
    return sum((part * square ** (k // 2) * ring.gen(pair.c) ** (k % 2) for k, part in parts.items()), ring.zero)


def _homogeneous(ring: Ring, p: Poly, pair: Pair) -> Poly:
    """Every term brought to the highest degree of its parity by c^2 + eps s^2 = 1."""
    c, s = ring.gen(pair.c), ring.gen(pair.s)
    parts = ring.by_monomials(p, (pair.c, pair.s))
    top = {parity: max((a + b for a, b in parts if (a + b) % 2 == parity), default=0) for parity in (0, 1)}
    unit = c**2 + pair.eps * s**2
    return sum(
        (part * c**a * s**b * unit ** ((top[(a + b) % 2] - a - b) // 2) for (a, b), part in parts.items()), ring.zero
    )


def _tidy(content: sp.Rational, factors: list[sp.Expr]) -> sp.Expr:
    """The product; a minus sign goes into a sum where that leaves fewer of them."""
    best = sp.Mul(content, *factors)
    if content.is_negative:
        for i, f in enumerate(factors):
            base, k = f.as_base_exp()
            if base.is_Add and k.is_Integer and k % 2:
                turned = [*factors[:i], sp.Add(*[-t for t in base.args]) ** k, *factors[i + 1 :]]
                best = min(best, sp.Mul(-content, *turned), key=lambda e: (str(e).count("-"), len(str(e))))
    return best


def _rational(q: Any) -> sp.Rational:
    return sp.Rational(int(q.p), int(q.q))


def _cost(e: sp.Expr) -> tuple[int, int, str]:
    text = str(e)
    return int(sp.count_ops(e)), len(text), text
