"""Exponentials, angles and hyperbolic functions as generators.

What is here: `Exponentials`, which chooses a Z-basis of exponents and angles and writes every exponential, sine or hyperbolic
function through the basis: addition theorems, inverse functions inside (algebraic),
rational multiples of pi by their exact values. Hyperbolic functions get generators of their own, or go through exp where
both occur with dependent arguments; tanh alone stays one generator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.field.differential import Field, Generator, OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.angle_basis import Form, Lattice, linear_form
from symgeom.algebra.reading.collect import (
    INVERSE_CIRCULAR,
    INVERSE_HYPERBOLIC,
    Collected,
    clip,
    in_radicals,
)
from symgeom.algebra.signs.oracle import Signs
from symgeom.algebra.signs.roots import Roots
from symgeom.bounds import MAX_EXPONENT

__all__ = ["Exponentials", "quotient"]

Read = Callable[[sp.Expr], Element]


class Exponentials:
    """Exponentials and angles of one field, by the bases that ``collected`` needs; ``read`` reads their arguments."""

    def __init__(self, field: Field, signs: Signs, roots: Roots, read: Read, collected: Collected) -> None:
        self.field, self.signs, self.roots, self._read = field, signs, roots, read
        self._circles: dict[sp.Expr, tuple[Element, Element]] = {}
        self._building: set[sp.Expr] = set()
        self._circular = self._circular_lattice(collected)
        self._exp, self._hyperbolic, self._tanh = self._others(collected)

    @staticmethod
    def _others(c: Collected) -> tuple[Lattice, Lattice, Lattice]:
        """The bases for exp, for cosh and sinh, and for tanh; where they depend on one another, for fewer of these."""
        exp, hyperbolic, tanh = Lattice(c.exponents), Lattice(c.hyperbolic), Lattice(c.tanh)
        arguments: list[Form] = []
        for form in c.tanh:
            if form and form not in arguments and {t: -x for t, x in form.items()} not in arguments:
                arguments.append(form)
        free = len(tanh.basis) == len(arguments)
        if not (free and tanh.independent_of(hyperbolic) and tanh.independent_of(exp)):
            hyperbolic, tanh = Lattice([*c.hyperbolic, *c.tanh]), Lattice([])
        if not hyperbolic.independent_of(exp):
            hyperbolic, exp = Lattice([]), Lattice([*c.exponents, *c.hyperbolic, *c.tanh])
        return exp, hyperbolic, tanh

    @staticmethod
    def _circular_lattice(c: Collected) -> Lattice:
        """tan(a) = sin(2a)/(1 + cos(2a)) needs no generators for a when 2a is there already."""
        own = Lattice(c.circular)
        needed = [form for form in c.tangents if own.coordinates({t: 2 * k for t, k in form.items()}) is None]
        return Lattice([*c.circular, *needed]) if needed else own

    # Exponentials and angles -----------------------------------------------------------------------------------------
    def exponential(self, argument: sp.Expr) -> Element:
        """exp of an argument."""
        form, factor = self._without_logs(argument)
        coordinates = self._exp.coordinates(form)
        if coordinates is not None:
            for b, n in zip(self._exp.basis, coordinates):
                if n:
                    factor = factor * self._exp_generator(b) ** n
            return factor
        coordinates = self._hyperbolic.coordinates(form)
        if coordinates is None:
            raise OutsideClass(f"exp({clip(argument)}) was not foreseen among the generators")
        c, s = self._hyperbolic_pair(coordinates)
        return factor * (c + s)

    def _exp_generator(self, b: sp.Expr) -> Element:
        expression = sp.exp(b)
        found = self.field.find(expression)
        if found is not None:
            return found
        argument = self._argument(b)

        def rule(x: sp.Symbol) -> Element:
            this = self.field.find(expression)
            assert this is not None
            return this * self.field.derivative(argument, x)

        return self.field.enter(Generator("exp", expression, rule, argument))

    def _argument(self, b: sp.Expr) -> Element:
        """The argument of a new generator, which must not need that generator itself."""
        if b in self._building:
            raise OutsideClass(f"the argument {clip(b)} can't be written without its own function")
        self._building.add(b)
        try:
            return self._read(b)
        finally:
            self._building.discard(b)

    def _without_logs(self, argument: sp.Expr) -> tuple[Form, Element]:
        """``exp(q log p + rest) = p^q exp(rest)`` for rational q, and the same for inverse hyperbolic functions."""
        form, factor = linear_form(argument), self.field.rational(1)
        for term, q in list(form.items()):
            value = self._exp_of(term)
            if value is None:
                continue
            del form[term]
            factor = factor * self.roots.power(value, sp.Rational(int(q.p), int(q.q)))
        return form, factor

    def _exp_of(self, term: sp.Expr) -> Element | None:
        if isinstance(term, sp.log):
            return self._read(term.args[0])
        if not isinstance(term, INVERSE_HYPERBOLIC):
            return None
        y = self._read(term.args[0])
        if isinstance(term, sp.asinh):
            return y + self.roots.root(y * y + 1, 2)
        if isinstance(term, sp.acosh):
            return y + self.roots.root(y - 1, 2) * self.roots.root(y + 1, 2)
        return self.roots.root(1 + y, 2) / self.roots.root(1 - y, 2)

    def circle(self, argument: sp.Expr) -> tuple[Element, Element]:
        """(cos, sin) of an angle."""
        known = self._circles.get(argument)
        if known is None:
            known = self._circles[argument] = self._new_circle(argument)
        return known

    def _new_circle(self, argument: sp.Expr) -> tuple[Element, Element]:
        form = linear_form(argument)
        turn = form.pop(sp.pi, fmpq(0))
        cosine, sine = self._turn(turn)
        if cosine is None:
            form[sp.pi] = turn
            cosine, sine = self.field.rational(1), self.field.rational(0)
        assert sine is not None
        value = (cosine, sine)
        for term, k in list(form.items()):
            if isinstance(term, INVERSE_CIRCULAR) and k.q == 1:
                del form[term]
                value = _add(value, _multiple(self._inverse_circle(term), int(k.p), 1), 1)
        coordinates = self._circular.coordinates(form)
        if coordinates is None:
            raise OutsideClass(f"the angle {clip(argument)} was not foreseen among the generators")
        for b, n in zip(self._circular.basis, coordinates):
            if n:
                value = _add(value, _multiple(self._circle_generators(b), n, 1), 1)
        return value

    def has_angle(self, argument: sp.Expr) -> bool:
        """Whether the angle is a combination of those of the basis."""
        form = linear_form(argument)
        form.pop(sp.pi, None)
        form = {t: k for t, k in form.items() if not (isinstance(t, INVERSE_CIRCULAR) and k.q == 1)}
        return self._circular.coordinates(form) is not None

    def _turn(self, turn: Any) -> tuple[Element | None, Element | None]:
        if turn == 0:
            return self.field.rational(1), self.field.rational(0)
        turns = self.field.turns
        pair: tuple[Element, Element] | None = turns.pair(turn) if turns else None
        if pair is not None:
            return pair
        values = in_radicals(turn)
        return (self._read(values[0]), self._read(values[1])) if values else (None, None)

    def _circle_generators(self, b: sp.Expr) -> tuple[Element, Element]:
        cosine, sine = sp.cos(b, evaluate=False), sp.sin(b, evaluate=False)
        c, s = self.field.find(cosine), self.field.find(sine)
        if c is not None and s is not None:
            return c, s
        return self.field.enter_pair(cosine, sine, self._argument(b), 1)

    def _inverse_circle(self, term: sp.Expr) -> tuple[Element, Element]:
        """(cos, sin) of atan, asin, acos, ... : algebraic."""
        y = self._read(term.args[0])
        if isinstance(term, sp.asin | sp.acos):
            other = self.roots.root(1 - y * y, 2)
            return (other, y) if isinstance(term, sp.asin) else (y, other)
        x = self.field.rational(1)
        if isinstance(term, sp.atan2):
            x = self._read(term.args[1])
        elif isinstance(term, sp.acot):
            y = 1 / y
        real = self.signs.is_real(x.num) and self.signs.is_real(y.num)
        length = self.roots.root(x * x + y * y, 2, nonnegative=real)
        return x / length, y / length

    def hyperbola(self, argument: sp.Expr) -> tuple[Element, Element]:
        """(cosh, sinh)."""
        form, factor = self._without_logs(argument)
        value = (factor, self.field.rational(0))
        if not factor.is_one():
            inverse = 1 / factor
            value = ((factor + inverse) / 2, (factor - inverse) / 2)
        coordinates = self._hyperbolic.coordinates(form)
        if coordinates is not None:
            return _add(value, self._hyperbolic_pair(coordinates), -1)
        e = self.exponential(sp.Add(*[sp.Rational(int(q.p), int(q.q)) * t for t, q in form.items()]))
        return _add(value, ((e + 1 / e) / 2, (e - 1 / e) / 2), -1)

    def _hyperbolic_pair(self, coordinates: list[int]) -> tuple[Element, Element]:
        value = (self.field.rational(1), self.field.rational(0))
        for b, n in zip(self._hyperbolic.basis, coordinates):
            if not n:
                continue
            cosine, sine = sp.cosh(b, evaluate=False), sp.sinh(b, evaluate=False)
            c, s = self.field.find(cosine), self.field.find(sine)
            pair = (c, s) if c is not None and s is not None else None
            pair = pair or self.field.enter_pair(cosine, sine, self._read(b), -1)
            value = _add(value, _multiple(pair, n, -1), -1)
        return value

    def hyperbolic_tangent(self, argument: sp.Expr) -> Element:
        """tanh of an argument."""
        coordinates = self._tanh.coordinates(linear_form(argument))
        if coordinates is None or not any(coordinates):
            c, s = self.hyperbola(argument)
            return s / c
        value = self.field.rational(0)
        for b, n in zip(self._tanh.basis, coordinates):
            for _ in range(abs(n)):
                t = self._tanh_generator(b) * (1 if n > 0 else -1)
                value = t if value.is_zero() else (value + t) / (1 + value * t)
        return value

    def _tanh_generator(self, b: sp.Expr) -> Element:
        expression = sp.tanh(b, evaluate=False)
        found = self.field.find(expression)
        if found is not None:
            return found
        argument = self._read(b)

        def rule(x: sp.Symbol) -> Element:
            this = self.field.find(expression)
            assert this is not None
            return (1 - this * this) * self.field.derivative(argument, x)

        return self.field.enter(Generator("tanh", expression, rule, argument))


def _add(left: tuple[Element, Element], right: tuple[Element, Element], eps: int) -> tuple[Element, Element]:
    """Addition theorem for (cos, sin), eps = 1, or (cosh, sinh), eps = -1."""
    (c, s), (d, t) = left, right
    if s.is_zero() and c.is_one():
        return right
    return c * d - s * t * eps, s * d + c * t


def _multiple(pair: tuple[Element, Element], n: int, eps: int) -> tuple[Element, Element]:
    if abs(n) > MAX_EXPONENT:
        raise OutsideClass(f"a multiple angle with factor {n}")
    if n < 0:
        c, s = _multiple(pair, -n, eps)
        return c, -s
    if n == 1:
        return pair
    field = pair[0].field
    value = (field.rational(1), field.rational(0))
    for bit in bin(n)[2:]:
        value = _add(value, value, eps)
        if bit == "1":
            value = _add(value, pair, eps)
    return value


def quotient(e: sp.Expr, c: Element, s: Element, names: tuple[str, ...]) -> Element:
    """The function of the name of e from (cos, sin) or (cosh, sinh)."""
    kind = names.index(type(e).__name__)
    if kind == 0:
        return c
    if kind == 1:
        return s
    if kind == 2:
        return s / c
    if kind == 3:
        return c / s
    return 1 / c if kind == 4 else 1 / s
