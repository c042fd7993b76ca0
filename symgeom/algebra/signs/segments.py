"""What the facts say of one generator: where its values lie.

What is here: `Segments`, which turns domain and facts into substitutions: linear facts write symbols as sums of non-negative
ones, an interval becomes a projective segment ``e0 + delta e1`` with delta > 0, an angle in an interval a segment of
directions (sin, cos) of its half (`DomainSegments`); `termwise`, the sign that all terms of a polynomial have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import arb, fmpq

from symgeom.algebra.domain.balls import Evaluator, precision
from symgeom.algebra.domain.sizes import expanded
from symgeom.algebra.field.differential import Field, Generator
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.known import Known, Oracle

__all__ = ["DomainSegments", "Segment", "Segments", "termwise"]

_ODD = (sp.atan, sp.asinh, sp.erf, sp.asin, sp.atanh)  # growing functions with the sign of their argument


@dataclass(frozen=True)
class Segment:
    """The value of a generator is ``(n0 + delta n1) : (m0 + delta m1)`` with delta > 0.

    ``first`` and ``last`` say that the ends, delta = 0 and delta = oo, belong to it too: the border of a closed fact.
    """

    n0: Any
    m0: Any
    n1: Any
    m1: Any
    first: bool = False
    last: bool = False

    def halves(self) -> tuple[Segment, Segment]:
        n, m = self.n0 + self.n1, self.m0 + self.m1
        return (
            Segment(self.n0, self.m0, n, m, self.first, True),
            Segment(n, m, self.n1, self.m1, True, self.last),
        )


class DomainSegments:
    """Segments of numbers, symbols and angles by the domain alone: no other fact changes them."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._kept: dict[int, Segment | None] = {}

    def segment(self, index: int) -> Segment | None:
        """Where the values of a number, a symbol or a sine lie; None where the domain doesn't tell."""
        if index not in self._kept:
            self._kept[index] = self._read(self.field.generators[index])
        return self._kept[index]

    def _read(self, g: Generator) -> Segment | None:
        if g.kind == "symbol":
            return self._of_symbol(g.expression)
        if g.kind == "number":
            return Segment(_outer(g.expression, False), 1, _outer(g.expression, True), 1)
        return None if g.argument is None else self._of_angle(self.field.plain(g.argument))

    def _of_symbol(self, s: sp.Symbol) -> Segment | None:
        if s not in self.field.facts.domain:
            return None
        low, high = (_outer(end, up) for end, up in zip(self.field.facts.domain[s], (False, True)))
        if low is None and high is None:
            return None
        if high is None:
            return Segment(low, 1, 1, 0)
        return Segment(high, 1, -1, 0) if low is None else Segment(low, 1, high, 1)

    def _of_angle(self, angle: sp.Expr) -> Segment | None:
        bounds = self._range(angle)
        if bounds is None:
            return None
        low, high = bounds
        with precision(256):
            numbers = Evaluator({})
            narrow = numbers.real(high) - numbers.real(low) < 6.28318
        first, last = _direction(low, -1), _direction(high, 1)
        return Segment(*first, *last) if narrow and first and last else None

    def _range(self, expression: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
        """Bounds of a linear form in symbols with bounded domains."""
        if expression.is_Symbol:
            ends = self.field.facts.domain.get(expression)
            return ends if ends and all(map(_is_bound, ends)) else None
        low = high = sp.S.Zero
        multiplied = expanded(expression)
        if multiplied is None:
            return None
        for term in sp.Add.make_args(multiplied):
            coefficient, rest = term.as_coeff_Mul()
            if term.is_number:
                low, high = low + term, high + term
                continue
            bounds = self.field.facts.domain.get(rest)
            if bounds is None or not all(map(_is_bound, bounds)):
                return None
            first, last = bounds if coefficient > 0 else reversed(bounds)
            low, high = low + coefficient * first, high + coefficient * last
        return low, high


class Segments:
    """Substitutions for the generators of a field, from what is known; signs inside them are asked of the oracle."""

    def __init__(self, known: Known, oracle: Oracle, by_domain: DomainSegments) -> None:
        self.field, self.known, self._oracle, self._by_domain = by_domain.field, known, oracle, by_domain
        self._elimination: tuple[int, Any] = (-1, None)

    def eliminated(self) -> tuple[dict[int, Poly], set[int]]:
        """Linear facts as substitutions: R > r > 0 becomes r := r, R := r + R with both >= 0."""
        size, found = self._elimination
        if size != self.field.ring.size:
            found = self._eliminate()
            self._elimination = self.field.ring.size, found
        images, positive = found
        return images, set(positive)

    def _eliminate(self) -> tuple[dict[int, Poly], set[int]]:
        ring = self.field.ring
        images: dict[int, Poly] = {}
        positive: set[int] = set()
        pending = sorted(
            (ring.lift(f) for f in self.known.weak), key=lambda f: (-len(ring.support(f)), str(f))
        )
        while pending:
            current = [ring.substitute(fact, images) for fact in pending]
            # Facts of several symbols first, but a fact of one symbol must not use up another's.
            at = next((n for n, fact in enumerate(pending) if len(ring.support(fact)) > 1), None)
            if at is None:
                at = min(range(len(pending)), key=lambda n: (len(ring.support(current[n])), n))
            p = current[at]
            del pending[at]
            support = ring.support(p)
            if p.total_degree() > 1 or not support or termwise(p, positive) > 0:
                continue
            free = [
                i
                for i in support
                if i not in positive
                and i not in images
                and self.field.generators[i].kind in ("symbol", "jet")
                and self.segment(i) is None
            ]
            if not free:
                continue
            i = max(free, key=lambda j: (ring.by_powers(p, j)[1].leading_coefficient() > 0, j))
            slope = ring.by_powers(p, i)[1].leading_coefficient()
            image = (ring.gen(i) - ring.by_powers(p, i).get(0, ring.zero)) / slope
            images = {j: ring.substitute(q, {i: image}) for j, q in images.items()}
            images[i] = image
            positive.add(i)
        return images, positive

    def segment(self, index: int) -> Segment | None:
        """Where the values of a generator lie; None where nothing tells."""
        g = self.field.generators[index]
        if g.kind in ("symbol", "sin", "number"):
            return self._by_domain.segment(index) or self._declared(index, g)
        if g.jet:  # SymPy's assumptions on an undefined function say nothing of its derivatives
            if any(g.jet[2]):
                return None
            if g.expression.is_nonnegative:
                return Segment(0, 1, 1, 0, first=not g.expression.is_positive)
            lower = Segment(0, 1, -1, 0, first=not g.expression.is_negative)
            return lower if g.expression.is_nonpositive else None
        if g.kind == "constant":
            return Segment(3, 1, 4, 1) if g.expression is sp.pi else None
        if g.kind == "exp" and not self._oracle.is_positive(index):
            return None
        if g.argument is not None and g.kind in ("sinh", "tanh", "exp", "log", "function", "sum"):
            return self._of_value(g, g.argument)
        return None

    def _of_value(self, g: Generator, argument: Element) -> Segment | None:
        """The range of a growing function or a sum by the sign of its argument; for sinh, the half angle's tanh stands."""
        if g.kind == "log":
            if g.expression.args[0] != self.field.plain(argument):
                return None  # log(-p) or log|p|
            argument = argument - 1
        if g.kind == "function" and not isinstance(g.expression, _ODD):
            return None
        sign = self.sign_of(argument)
        closed = bool(sign) and not self._nowhere_zero_element(argument)
        if g.kind in ("log", "function", "sum"):
            return Segment(0, 1, sign, 0, first=closed) if sign else None
        low, high = ((-1, 1), (1, 1)) if g.kind != "exp" else ((0, 1), (1, 0))
        middle = (0, 1) if g.kind != "exp" else (1, 1)
        if sign > 0:
            low = middle
        elif sign < 0:
            high = middle
        return Segment(*low, *high, first=closed and sign > 0, last=closed and sign < 0)

    def _nowhere_zero_element(self, e: Element) -> bool:
        """Numerator, and for safety each divisor, vanish nowhere."""
        return self._oracle.nowhere_zero(e.num) and all(
            self._oracle.nowhere_zero(self.field.base(b)) for b in e.den
        )

    def _declared(self, index: int, g: Generator) -> Segment | None:
        """The declared sign of a symbol that came after the facts were read; of the others it is one of the facts."""
        declared = g.expression.assumptions0 if g.kind == "symbol" else {}
        sign = bool(declared.get("nonnegative")) - bool(declared.get("nonpositive"))
        ring = self.field.ring
        if not sign or any(index in ring.support(ring.lift(fact)) for fact in self.known.weak):
            return None
        return Segment(0, 1, sign, 0, first=not declared.get("nonzero"))

    def sign_of(self, e: Element) -> int:
        """The weak sign of an element."""
        sign = self._oracle.weak(e.num)
        for base, exponent in e.den.items():
            if exponent % 2:
                sign *= self._oracle.weak(self.field.base(base))
        return sign


def _is_bound(end: sp.Expr) -> bool:
    """A finite number."""
    return bool(end.is_number and end.is_finite)


def _outer(end: sp.Expr, up: bool) -> Any:
    """A rational number at the end of an interval or just outside it; None for an infinite or symbolic end."""
    if end.is_Rational:
        return fmpq(int(end.p), int(end.q))
    if not end.is_number or end.is_finite is False:
        return None
    with precision(96):
        ball = Evaluator({}).real(end)
        bound = ball.upper() if up else ball.lower()
    mantissa, exponent = bound.mid().man_exp()  # exact: a decimal would be rounded to nearest, perhaps inward
    return fmpq(int(mantissa)) * fmpq(2) ** int(exponent)


def _direction(angle: sp.Expr, side: int) -> tuple[Any, Any] | None:
    """(sin, cos) of half the angle up to a positive factor: exact at multiples of pi/2, else just outside."""
    number, rest = angle.as_coeff_Mul()
    quarter = 2 * number if rest is sp.pi else sp.expand(2 * angle / sp.pi)
    if quarter.is_Integer:
        return ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))[int(quarter) % 8]
    with precision(512):
        half = (
            Evaluator({}).real(angle) / 2 + arb(side) / 2**40
        )  # turned outward by more than what rounding loses
        sine, cosine = half.sin(), half.cos()
        if sine.rad() > 2.0**-60 or cosine.rad() > 2.0**-60:
            return None
    return fmpq(round(float(sine.mid()) * 2**50), 2**50), fmpq(round(float(cosine.mid()) * 2**50), 2**50)


def termwise(p: Poly, nonnegative: set[int]) -> int:
    """The sign that every term has, when these generators are >= 0."""
    last = p.context().nvars() - 1
    answer = 0
    for exponents, coefficient in p.to_dict().items():
        sign = 1 if coefficient > 0 else -1
        if answer and sign != answer:
            return 0
        if any(k % 2 and last - slot not in nonnegative for slot, k in enumerate(exponents)):
            return 0
        answer = sign
    return answer
