"""A field in which the functions of a map are generators of their own, so that a sum of many of them stays a sum.

What is here: `Abstract`, a reader for `Walk` and for the rules of geometry. tanh(u) is a letter t with the rule
``t' = (1 - t^2) u'``; of sums that stand below the line the inverses are letters, ``i' = -i^2 s'``.

Soundness: every relation and every rule holds for the function that a letter stands for (each rule is decided by itself, in
`slopes`), so an identity of the letters is one of the functions. Completeness: none is claimed; sin(2x) and sin(x) don't know
one another here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any

import sympy as sp

from symgeom.algebra.domain.jets import JETS, NoJet, jet_parts
from symgeom.algebra.domain.numbers import prime_powers
from symgeom.algebra.field.differential import Field, Generator, OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.summing import Sums
from symgeom.algebra.reading.translate import ready
from symgeom.parts.rules import slope
from symgeom.parts.slopes import is_slope
from symgeom.parts.walk import Walk

__all__ = ["Abstract"]

_PAIRS: dict[type[sp.Function], tuple[type[sp.Function], type[sp.Function], int]] = {
    sp.sin: (sp.cos, sp.sin, 1),
    sp.cos: (sp.cos, sp.sin, 1),
    sp.sinh: (sp.cosh, sp.sinh, -1),
    sp.cosh: (sp.cosh, sp.sinh, -1),
}

# Functions made of others: of f, which gives another function of the same argument, and of 1/e.
_MADE: dict[type[sp.Function], Callable[..., Element]] = {
    sp.sinh: lambda f, inverse: (f(sp.exp) - inverse(f(sp.exp))) / 2,
    sp.cosh: lambda f, inverse: (f(sp.exp) + inverse(f(sp.exp))) / 2,
    sp.tanh: lambda f, inverse: f(sp.sinh) * inverse(f(sp.cosh)),
    sp.coth: lambda f, inverse: f(sp.cosh) * inverse(f(sp.sinh)),
    sp.sech: lambda f, inverse: inverse(f(sp.cosh)),
    sp.csch: lambda f, inverse: inverse(f(sp.sinh)),
    sp.tan: lambda f, inverse: f(sp.sin) * inverse(f(sp.cos)),
    sp.cot: lambda f, inverse: f(sp.cos) * inverse(f(sp.sin)),
}

_PARITY: dict[type[sp.Function], int] = {  # f(-u) = ±f(u) on the line
    **dict.fromkeys((sp.cos, sp.cosh), 1),
    **dict.fromkeys((sp.sin, sp.sinh, sp.tan, sp.tanh, sp.atan, sp.asinh, sp.erf), -1),
}


class _Writer:
    def suggest(self, parts: Any) -> None:
        """Nothing is written."""


class Abstract:
    """Reads expressions into the field of letters; stands where a chart has its translator.

    ``below`` says what becomes of a sum below the line: a letter (True) or a denominator of the field. ``free`` roots know of
    ``r^n = e`` only that ``1/e = r^-n``, which keeps 1/e short. What is taken ``apart`` knows that
    ``exp(a + b) = exp(a) exp(b)``; hyperbolic functions are made of exponentials there, tan of sin and cos.

    >>> x = sp.Symbol("x", real=True)
    >>> read = Abstract()
    >>> t, slope = read.element(sp.tanh(3*x)), read.element(3 - 3*sp.tanh(3*x)**2)
    >>> read.field.derivative(t, x) == slope, sorted(read.used)
    (True, ['tanh'])
    """

    by_name = steady = turned = False

    def __init__(self, below: bool = True, free: bool = False, apart: bool = False) -> None:
        self.field, self.roots, self.writer = Field(), _Roots(self), _Writer()
        self._below, self._free, self._apart = below, free, apart
        self.used: set[str] = set()
        self.hypotheses: list[Any] = []
        self.immersed: list[Any] = []
        self.regular: list[Any] = []
        self._letters: dict[Any, Element] = {}
        self._radicands: dict[int, tuple[Element, int]] = {}
        self._walk = Walk(self, ())
        self._sums = Sums(self.field, {})

    def element(self, e: sp.Expr) -> Element:
        """An expression in the symbols of the map."""
        return self._walk.value(ready(e))

    # What a walk asks ------------------------------------------------------------------------------------------------
    def function(self, e: sp.Expr, walk: Walk) -> Element:
        """The letter of a function's value."""
        if isinstance(e, JETS):
            try:
                function, args, orders = jet_parts(e)
            except NoJet as problem:
                raise OutsideClass(str(problem)) from None
            return self.field.jet(function, tuple(walk.value(a).cancelled() for a in args), orders)
        if e.is_NumberSymbol:
            return self.field.constant(e)
        if e.is_Pow and e.func is not sp.exp:
            return walk.value(sp.exp(e.exp * sp.log(e.base, evaluate=False), evaluate=False))
        if not e.is_Function or len(e.args) != 1:
            raise OutsideClass(f"{e} is no function of one variable")
        return self._of(e.func, walk.value(e.args[0]))

    def root(self, e: Element, n: int) -> Element:
        """A letter r with ``r^n = e``: the principal root, which is >= 0 for n = 2."""
        if e.is_zero():
            return e
        number = e.as_rational()
        if number is not None and number > 0:
            return self._root_of_number(number, n)
        return self._letter((n, self._key(e)), lambda: self._enter_root(e, n))

    def _root_of_number(self, number: Any, n: int) -> Element:
        """Prime by prime: so the root of 6 is the product of those of 2 and 3."""
        found = self.field.rational(1)
        for whole, sign in ((number.p, 1), (number.q, -1)):
            for prime, k in prime_powers(int(whole)).items():
                before, inside = divmod(sign * k, n)
                base = self.field.rational(prime)
                if inside:
                    letter = self._letter((n, self._key(base)), partial(self._enter_root, base, n))
                    found = found * letter**inside
                found = found * (base**before if before > 0 else (1 / base) ** -before)
        return found

    def inverse(self, e: Element) -> Element:
        """1/e: the letters of a product one by one, of a sum a letter of its own."""
        if not self._below or e.den or not e.num:
            return 1 / e
        content, primitive = self.field.ring.normalised(e.num)
        if len(e.num) > 1:
            total = Element(self.field, primitive, {})
            letter: Element = self._letter((-1, self._key(total)), lambda: self._enter_inverse(total))
            inverse: Element = letter / content
            return inverse
        ((exponents, _),) = primitive.to_dict().items()
        last = len(exponents) - 1
        factors = [self._inverse_letter(last - slot) ** int(k) for slot, k in enumerate(exponents) if k]
        return self.field.product(*((f, 1) for f in factors)) / content  # type: ignore[no-any-return]

    def total(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        """The sum over data, by linearity."""
        return self._sums.total(e, index, count)

    # Letters ---------------------------------------------------------------------------------------------------------
    def _letter(self, key: Any, enter: Callable[[], Element]) -> Element:
        if key not in self._letters:
            self._letters[key] = enter()
        return self._letters[key]

    def _key(self, e: Element) -> sp.Expr:
        return self.field.plain(e.cancelled())

    def _of(self, function: Any, u: Element) -> Element:
        """f(u), with the sign of an argument chosen so that exp(u) exp(-u) = 1 and tanh(-u) = -tanh(u) are known."""
        u = u.cancelled()
        key = self.field.plain(u)
        is_negative = bool(u.num) and u.num.leading_coefficient() < 0
        if function is sp.exp and is_negative:
            return self.inverse(self._of(function, -u))
        if self._apart and function in _MADE:
            return _MADE[function](partial(self._of, u=u), self.inverse)
        if self._apart and function is sp.exp and u.num and not u.den:
            return self._product_of_exponentials(u)
        if function in _PARITY and is_negative:
            return self._of(function, -u) * _PARITY[function]
        if function in _PAIRS:
            return self._pair(function, key, u)
        return self._letter((function, key), lambda: self._enter(function, u))

    def _product_of_exponentials(self, u: Element) -> Element:
        """exp(u) term by term: of ``c m`` it is ``exp(m/2)^(2c)``, where 2c is a whole number."""
        found, field = self.field.rational(1), self.field
        for exponents, c in u.num.to_dict().items():
            powers = enumerate(reversed(exponents))
            m = prod((field.gen(i) ** int(k) for i, k in powers if k), start=field.rational(1))
            power, m = (int(2 * c), m / 2) if (2 * c).q == 1 else (1, m * c)
            letter = self._letter((sp.exp, self._key(m)), partial(self._enter, sp.exp, m))
            found = found * (letter**power if power > 0 else self.inverse(letter) ** -power)
        return found

    def _enter(self, function: Any, u: Element) -> Element:
        below, value = sp.Dummy("u", real=True), sp.Dummy("t", real=True)
        outer = slope(function(below), value)
        if outer is None or not is_slope(function):
            raise OutsideClass(f"the derivative of {function} is not known to be its rule's")
        self.used.add(function.__name__)

        def rule(x: sp.Symbol) -> Element:
            inner = self.field.derivative(u, x)
            return inner if inner.is_zero() else Walk(self, (), {below: u, value: new}).value(outer) * inner

        new = self.field.enter(Generator("function", sp.Dummy("t"), rule, u))
        return new

    def _pair(self, function: Any, key: sp.Expr, u: Element) -> Element:
        cosine, sine, eps = _PAIRS[function]
        for f in (cosine, sine):
            self.used.add(f.__name__)
        if (cosine, key) not in self._letters:
            pair = self.field.enter_pair(sp.Dummy("c"), sp.Dummy("s"), u, eps)
            self._letters[cosine, key], self._letters[sine, key] = pair
        return self._letters[function, key]

    def _enter_root(self, e: Element, n: int) -> Element:
        """With ``e = a/b`` the letter is ``r b``, whose n-th power is ``a b^(n-1)``."""
        above, below = Element(self.field, e.num, {}), self.field.rational(1)
        for base, k in e.den.items():
            below = below * Element(self.field, self.field.base(base), {}) ** k
        radicand = above * below ** (n - 1)
        letter = self._enter_free_root if self._free else self._enter_tied_root
        return letter(radicand, n) / below

    def _enter_free_root(self, e: Element, n: int) -> Element:
        def rule(x: sp.Symbol) -> Element:
            return self.field.derivative(e, x) / (n * new ** (n - 1))

        new = self.field.enter(Generator("function", sp.Dummy("r"), rule))
        content, primitive = self.field.ring.normalised(e.num)
        self._letters.setdefault((-1, self._key(Element(self.field, primitive, {}))), content / new**n)
        return new

    def _enter_tied_root(self, e: Element, n: int) -> Element:
        def rule(x: sp.Symbol) -> Element:
            inner = self.field.derivative(e, x)
            return inner if inner.is_zero() else new * inner * self.inverse(e) / n

        generator, index = Generator("root", sp.Dummy("r"), rule, e), len(self.field.generators)
        new = self.field.enter(generator, *((0, None) if e.den else (n, e.num)))
        self._radicands[index] = e, n
        return new

    def _enter_inverse(self, e: Element) -> Element:
        def rule(x: sp.Symbol) -> Element:
            return -(new * new * self.field.derivative(e, x))

        new = self.field.enter(Generator("inverse", sp.Dummy("i"), rule, e))
        return new

    def _inverse_letter(self, index: int) -> Element:
        letter = self.field.gen(index)
        if index not in self._radicands:
            return 1 / letter
        e, n = self._radicands[index]
        return letter ** (n - 1) * self.inverse(e)


class _Roots:
    """Where a rule takes a root: of what is >= 0, such as a determinant of a Gram matrix."""

    def __init__(self, read: Abstract) -> None:
        self._read = read

    def root(self, e: Element, n: int, nonnegative: bool = False) -> Element:
        """The letter of the root."""
        return self._read.root(e, n)

    def of_square(self, e: Element) -> Element | None:
        """No square is seen: the smooth root of one is proved in the chart's own field."""
        return None

    def factors(self, e: Element) -> tuple[int, list[Any]]:
        """Nothing is factored."""
        return 1, []
