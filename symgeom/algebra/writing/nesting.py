"""How long an expression is when it is written: operations of a polynomial as a sum of terms, and nested.

What is here: `Form`, a way to write something with its operation count; `plus`, `times`, `power` of forms; `Nesting`, the forms
of polynomials of one field: term by term, and with common factors taken out (Horner's idea on the factor that most terms
share). The search runs on exponents and integers; SymPy expressions are built for the winner alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import gcd, isqrt, prod
from typing import Any, NamedTuple

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.counting import operations
from symgeom.algebra.field.constructors import number, product, raised, total
from symgeom.algebra.field.differential import Field
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["Form", "Nesting", "numeral", "plus", "power", "times"]

_POWER = 10  # terms up to which a polynomial may be a power of a sum

Terms = dict[tuple[int, ...], int]  # exponents -> coefficient, the leading term first


class Form:
    """A way to write something: operations, minus signs, how to build it, and whether it is 1 or -1 (``unit``)."""

    __slots__ = ("_built", "cost", "minuses", "operations", "recipe", "unit")

    def __init__(self, operations: int, minuses: int, recipe: Callable[[], sp.Expr], unit: int = 0) -> None:
        self.operations, self.minuses, self.recipe, self.unit = operations, minuses, recipe, unit
        self.cost = operations, minuses
        self._built: sp.Expr | None = None

    def build(self) -> sp.Expr:
        """The SymPy expression, made once."""
        if self._built is None:
            check()
            self._built = self.recipe()
        return self._built


def numeral(c: Any) -> Form:
    """A rational number."""
    return Form(int(c.q != 1), int(c < 0), lambda: number(c), 1 if c == 1 else (-1 if c == -1 else 0))


def plus(forms: list[Form]) -> Form:
    """The sum."""
    if len(forms) == 1:
        return forms[0]
    return Form(
        sum(f.operations for f in forms) + len(forms) - 1,
        sum(f.minuses for f in forms),
        lambda: total([f.build() for f in forms]),
    )


def times(left: Form, right: Form) -> Form:
    """The product; a factor 1 is not written."""
    if left.unit == 1:
        return right
    return Form(
        left.operations + right.operations + (0 if left.unit else 1),
        left.minuses + right.minuses,
        lambda: _multiplied(left.build(), right.build()),
    )


def _multiplied(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """The product without a number being multiplied into a sum."""
    if left.is_Number and right.is_Add:
        return sp.Mul(left, right, evaluate=False)
    return product(sp.S.One, [left, right])


def power(form: Form, k: int) -> Form:
    """The k-th power."""
    return form if k == 1 else Form(form.operations + 1, form.minuses, lambda: raised(form.build(), k))


class _Occurring(NamedTuple):
    """The generators that occur in a polynomial, later ones first, and what each costs to write."""

    generators: tuple[int, ...]
    weights: tuple[int, ...]
    exponentials: tuple[int, ...]  # places among them, where there is more than one


class Nesting:
    """Forms of the polynomials of one field."""

    def __init__(self, field: Field) -> None:
        self.field, self.ring = field, field.ring
        self._weights: dict[int, int] = {}

    def plain(self, p: Poly) -> Form:
        """The sum of its terms."""
        if p.is_constant():
            return numeral(fmpq(0) if p.is_zero() else p.leading_coefficient())
        return self._plain(p, *self._framed(p))

    def least(self, p: Poly) -> int:
        """Operations that every form of a polynomial in normal form has: what it depends on stands in it, angles in some way.

        Exponentials are left out, as their products are one.
        """
        apart: dict[Any, int] = {}
        for index in self.ring.support(p):
            if self.field.generators[index].kind == "exp":
                continue
            what = self._angles.get(index, index)
            apart[what] = min(apart.get(what, self._weight(index)), self._weight(index))
        return sum(apart.values()) + max(len(apart) - 1, 0)

    @property
    def _angles(self) -> dict[int, tuple[int, int]]:
        """The pair of each sine and cosine."""
        return {index: (pair.c, pair.s) for pair in self.ring.pairs for index in (pair.c, pair.s)}

    def monomial(self, powers: Iterable[tuple[int, int]]) -> Form:
        """A product of powers of generators that are no exponentials."""
        used = [(i, k) for i, k in powers if k]
        if not used:
            return numeral(fmpq(1))
        return Form(
            sum(self._weight(i) + (k > 1) for i, k in used) + len(used) - 1,
            0,
            lambda: self.field.plain_poly(
                prod((self.ring.gen(i) ** k for i, k in used), start=self.ring.one)
            ),
        )

    def both(self, p: Poly) -> list[Form]:
        """The sum of its terms, and the nested form."""
        frame, exponents = self._framed(p)
        return [self._plain(p, frame, exponents), self._nested(p, frame, exponents)]

    def _plain(self, p: Poly, frame: _Occurring, exponents: list[tuple[int, ...]]) -> Form:
        values = (int(c.p) if c.q == 1 else c for c in p.coeffs())
        return self._counted(dict(zip(exponents, values)), frame, lambda: self.field.plain_poly(p))

    def nested(self, p: Poly) -> Form:
        """Common factors taken out, as often as it helps."""
        return self._nested(p, *self._framed(p))

    def _nested(self, p: Poly, frame: _Occurring, exponents: list[tuple[int, ...]]) -> Form:
        content, q = self.ring.normalised(p)
        return self._nest({e: int(c.p) for e, c in zip(exponents, q.coeffs())}, frame, content)

    def _framed(self, p: Poly) -> tuple[_Occurring, list[tuple[int, ...]]]:
        last = self.ring.width - 1
        slots = [slot for slot, k in enumerate(p.degrees()) if k > 0]
        generators = tuple(last - slot for slot in slots)
        kinds = [self.field.generators[i].kind for i in generators]
        exponentials = tuple(n for n, kind in enumerate(kinds) if kind == "exp")
        weights = tuple(map(self._weight, generators))
        frame = _Occurring(generators, weights, exponentials if len(exponentials) > 1 else ())
        return frame, [tuple([int(m[slot]) for slot in slots]) for m in p.monoms()]

    def _weight(self, index: int) -> int:
        """The operations of a generator, or of what it is a letter for."""
        known = self._weights.get(index)
        if known is None:
            expression = self.field.written(index)
            known = self._weights[index] = self.field.lengths.get(expression, operations(expression))
        return known

    def _nest(self, terms: Terms, frame: _Occurring, scale: Any = None) -> Form:
        """A form of the terms; with ``scale`` they are coprime, and it is the number in front of them."""
        check()
        if scale is None:
            values = terms.values()
            content = gcd(*values)
            scale = fmpq(content if next(iter(values)) > 0 else -content)
            if scale != 1:
                terms = {e: c // int(scale.p) for e, c in terms.items()}
        shared = _shared(terms, frame) if len(terms) > 1 else None
        if shared is None:
            return self._unshared(terms, frame, scale)
        place, k, inside, outside = shared
        form = times(self._generator(frame, place, k), self._nest(inside, frame))
        if outside:
            form = plus([form, self._nest(outside, frame)])
            form = min([form, *self._power_of_a_sum(terms, frame)], key=lambda form: form.cost)
        return form if scale == 1 else times(numeral(scale), form)

    def _power_of_a_sum(self, terms: Terms, frame: _Occurring) -> list[Form]:
        """``(x - a)^2`` where that is what the terms are."""
        if not 3 <= len(terms) <= _POWER or (len(terms) == 4 and max(map(max, terms)) < 3):
            return []
        ends = *next(iter(terms)), *next(reversed(terms))
        common = gcd(*ends)  # the first and the last term of a power are powers
        if common == 1 or not (_may_be_power(terms, common)):
            return []
        content, factors = self._poly(terms, frame).factor()
        if len(factors) > 1 or factors[0][1] == 1:
            return []
        base, k = factors[0]
        return [times(numeral(content), power(self.plain(base), int(k)))]

    def _unshared(self, terms: Terms, frame: _Occurring, scale: Any) -> Form:
        plain = (
            self._counted(terms, frame)
            if scale == 1
            else self._counted({e: c * scale for e, c in terms.items()}, frame)
        )
        if scale == 1 or len(terms) == 1:
            return plain
        return min(plain, times(numeral(scale), self._counted(terms, frame)), key=lambda form: form.cost)

    def _generator(self, frame: _Occurring, place: int, k: int) -> Form:
        index = frame.generators[place]
        return Form(
            (k > 1) + frame.weights[place], 0, lambda: self.field.plain_poly(self.ring.gen(index) ** k)
        )

    def _counted(self, terms: dict[tuple[int, ...], Any], frame: _Occurring, recipe: Any = None) -> Form:
        """Term by term."""
        count = len(terms)
        lone = terms.get((0,) * len(frame.generators))  # the term that is a number
        operations, minuses = (0 if lone is None else 1) - 1, 0
        for weight, column in zip(frame.weights, zip(*terms)):
            factors = count - column.count(0)
            operations += factors * (weight + 2) - column.count(1)  # a power and a product for each
        for c in terms.values():
            if c < 0:
                minuses += 1
            if c != 1 and c != -1:
                above, below = (c, 1) if isinstance(c, int) else (abs(c.p), c.q)
                operations += (below != 1) + (above != 1)
        if lone is not None and abs(lone) != 1 and (isinstance(lone, int) or abs(lone.p) != 1):
            operations -= 1  # it stands alone
        if frame.exponentials:  # exp(a) exp(b) is written exp(a + b)
            for exponents in terms:
                operations -= max(sum(1 for n in frame.exponentials if exponents[n]) - 1, 0)
        unit = 0
        if len(terms) == 1 and not any(next(iter(terms))):
            c = next(iter(terms.values()))
            unit = 1 if c == 1 else (-1 if c == -1 else 0)
        return Form(
            operations, minuses, recipe or (lambda: self.field.plain_poly(self._poly(terms, frame))), unit
        )

    def _poly(self, terms: dict[tuple[int, ...], Any], frame: _Occurring) -> Poly:
        whole = {}
        for exponents, c in terms.items():
            full = [0] * self.ring.width
            for i, k in zip(frame.generators, exponents):
                full[-1 - i] = k
            whole[tuple(full)] = c
        return self.ring.context.from_dict(whole)


def _may_be_power(terms: Terms, common: int) -> bool:
    """Whether the coefficients of the first and the last term, of coprime ones, are powers that divide the exponent."""
    values = list(terms.values())
    ends = abs(values[0]), abs(values[-1])
    if common % 2 == 0 and all(isqrt(c) ** 2 == c for c in ends):
        return True
    return common % 2 == 1 or common & (common - 1) != 0  # cubes and so on are left to factoring


def _shared(terms: Terms, frame: _Occurring) -> tuple[int, int, Terms, Terms] | None:
    """(place, k, a, b) with ``p = g^k a + b`` for the power of a generator that saves most."""
    best: tuple[int, int, int, int] | None = None
    for place, (index, column) in enumerate(zip(frame.generators, zip(*terms))):
        found = sorted(filter(None, column), reverse=True)
        if len(found) < 2:
            continue
        for count, k in enumerate(found, 1):
            if count > 1 and (count == len(found) or found[count] < k):
                score = ((count - 1) * (2 if k > 1 else 1), k, -index, place)
                best = max(best, score) if best else score
    if best is None:
        return None
    _, k, _, place = best
    inside: Terms = {}
    outside: Terms = {}
    for e, c in terms.items():
        if e[place] >= k:
            inside[(*e[:place], e[place] - k, *e[place + 1 :])] = c
        else:
            outside[e] = c
    return place, k, inside, outside
