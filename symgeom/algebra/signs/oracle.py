"""The sign oracle: is a polynomial of the field of one sign on the whole domain?

What is here: `Signs.weak`, which answers +1 (>= 0 at every point of the domain), -1 (<= 0) or 0 (not known), never on hope.
Methods, in turn: declared facts; termwise positivity after the facts were used to write symbols as sums of positive
ones; the same on segments (`bisection`); factors, norms and amplitudes; balls for constants.

**Convention**: a weak sign says nothing of zeros. It is enough for ``sqrt(p^2) = p`` and ``sqrt(p q) = sqrt(p) sqrt(q)``; where
p must not vanish (a divisor, ``sign(p) = 1``, analyticity) `Signs.strict` or `Signs.nowhere_zero` is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import sympy as sp

from symgeom.algebra.field.differential import Field
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.bisection import Bisection
from symgeom.algebra.signs.known import Answers, Known
from symgeom.algebra.signs.segments import DomainSegments, Segments
from symgeom.algebra.signs.shapes import FACTORED, amplitudes, constant, split_root, square_roots
from symgeom.algebra.signs.zeros import Zeros

__all__ = ["Signs"]

_REAL_EVERYWHERE = (sp.atan, sp.asinh, sp.erf, sp.erfc, sp.acot)


class Signs:
    """The oracle of one field, under what is ``known``.

    ``all_real`` says that every generator is real by hypothesis, as for the map of a surface; otherwise a polynomial with
    a generator that may leave the reals (a root or logarithm of unknown sign) has no sign that the oracle would tell.
    ``whole_powers`` says that there are powers such as x^n with a whole number n and an x of unknown sign: they are
    exponentials of n log(x), real and of unknown sign themselves, though log(x) need not be real.
    """

    whole_powers = False

    def __init__(self, field: Field, all_real: bool = False, by_domain: DomainSegments | None = None) -> None:
        self.field, self.all_real = field, all_real
        self._by_domain = by_domain or DomainSegments(field)
        self.take(Known())

    # What is known ---------------------------------------------------------------------------------------------------
    def take(self, known: Known) -> None:
        """Take this for all that is known. Answers found before it are forgotten."""
        self.known = known
        self._weak: Answers[int] = Answers(self.field.ring, 0)
        self._segments = Segments(known, self, self._by_domain)
        self._bisection = Bisection(self._segments, self)
        self._zeros = Zeros(known, self._bisection, self)

    def learn(self, *polys: Poly) -> None:
        """Take polynomials that are >= 0 on the domain as known, besides what is known."""
        self.take(self.known.also(polys))

    def assuming(self, polys: Iterable[Poly]) -> Signs:
        """Another oracle, which knows these polynomials to be >= 0 besides; this one is left as it is.

        Whatever the other finds rests on them, and is found and kept there alone.
        """
        other = Signs(self.field, self.all_real, self._by_domain)
        other.whole_powers = self.whole_powers
        other.take(self.known.also(polys))
        return other

    def forget(self) -> None:
        """Find every answer anew; what is known stays."""
        self.take(self.known)

    # Questions -------------------------------------------------------------------------------------------------------
    def weak(self, p: Poly) -> int:
        """+1 if p >= 0 on the whole domain, -1 if p <= 0, else 0: not known."""
        p = self.field.ring.reduce(p)
        if p.is_constant():
            return 1 if p.is_zero() or p.leading_coefficient() > 0 else -1
        return self._weak.answer(p, self._answer)

    def strict(self, p: Poly) -> int:
        """+1 if p > 0 on the whole domain, -1 if p < 0, else 0: not known, or zero somewhere."""
        sign = self.weak(p)
        return sign if sign and self.nowhere_zero(p) else 0

    def nowhere_zero(self, p: Poly) -> bool:
        """p vanishes at no point of the domain, for sure."""
        return self._zeros.nowhere(p)

    def _answer(self, p: Poly) -> int:
        return (
            self._declared(p)
            or constant(self.field, p)
            or self._by_cases(p)
            or self._by_factors(p)
            or self._by_norm(p)
            or self._by_amplitude(p)
        )

    # Simple answers --------------------------------------------------------------------------------------------------
    def _declared(self, p: Poly) -> int:
        """The sign of ``c q + d`` where q >= 0 is known, for numbers c and d of one sign."""
        ring = self.field.ring
        for fact in self.known.weak:
            known = ring.lift(fact)
            c = p.leading_coefficient() / known.leading_coefficient()
            if p.monomial(0) != known.monomial(0):
                continue
            rest = p - known * c
            if rest.is_constant() and (rest.is_zero() or (rest.leading_coefficient() > 0) == (c > 0)):
                return 1 if c > 0 else -1
        return 0

    def _by_factors(self, p: Poly) -> int:
        """The product of the signs of the factors; an even power of a real factor is never negative."""
        ring = self.field.ring
        if len(p) > FACTORED or not self.is_real(p):
            return 0
        content, factors = ring.primes.factor(p)
        if len(factors) == 1 and factors[0].exponent == 1:
            return 0
        sign = 1 if content > 0 else -1
        for f in factors:
            if f.exponent % 2:
                sign *= self.weak(f.poly)
        return sign

    def _by_norm(self, p: Poly) -> int:
        """``a + b r`` with r >= 0: the term of larger absolute value has the sign, by the sign of ``a^2 - b^2 r^2``."""
        roots = square_roots(self.field, p)
        if not roots or len(p) > FACTORED or not self.is_real(p):
            return 0
        a, b, norm = split_root(self.field, p, roots[-1])
        ahead = self.weak(norm)
        return self.weak(a) if ahead > 0 else (self.weak(b) if ahead < 0 else 0)

    def _by_amplitude(self, p: Poly) -> int:
        """``a + b cos + d sin`` has the sign of a when ``a^2 >= b^2 + d^2``."""
        for a, b, d in amplitudes(self.field, p):
            if self.is_real(p) and self.weak(a) and self.weak(a * a - b * b - d * d) > 0:
                return self.weak(a)
        return 0

    # Cases for signs, then segments ----------------------------------------------------------------------------------
    def _by_cases(self, p: Poly) -> int:
        ring = self.field.ring
        signs = [i for i in ring.support(p) if self.field.generators[i].kind == "sign"]
        if not signs:
            return self._bisection.weak(p)
        if len(signs) > 3:
            return 0
        answers = set()
        for case, q in self.cases(p, signs):
            if not q.is_zero():  # zero has either sign
                answers.add(case._declared(q) or case._bisection.weak(q))
        return answers.pop() if len(answers) == 1 else int(not answers)

    def cases(self, p: Poly, signs: list[int]) -> Iterator[tuple[Signs, Poly]]:
        """An oracle that knows each choice of the signs, and the polynomial with them put in."""
        ring = self.field.ring
        for values in product((1, -1), repeat=len(signs)):
            images = {i: ring.constant(v) for i, v in zip(signs, values)}
            # sigma = sign(q) = v says v q >= 0
            cases = [v * ring.lift(self._argument_of_sign(i)) for i, v in zip(signs, values)]
            yield self.assuming(cases), ring.reduce(ring.substitute(p, images))

    def _argument_of_sign(self, index: int) -> Poly:
        argument = self.field.generators[index].argument
        assert argument is not None
        return argument.num

    def is_real(self, p: Poly) -> bool:
        """Every generator in p is real on the whole domain, for sure."""
        if self.all_real:
            return not self.whole_powers or not any(map(self._is_log_in_power, self.field.ring.support(p)))
        return all(self._generator_is_real(i) for i in self.field.ring.support(p))

    def is_positive(self, index: int) -> bool:
        """An exponential of what is real, and no power of what may be negative."""
        argument = self.field.generators[index].argument
        return not self.whole_powers or argument is None or self._element_is_real(argument)

    def is_nonnegative(self, index: int) -> bool:
        """The same, or a power with an even exponent."""
        if self.is_positive(index):
            return True
        (exponent,) = self.field.generators[index].expression.args
        return all(map(_is_even, sp.Add.make_args(exponent)))

    def _is_log_in_power(self, index: int) -> bool:
        g = self.field.generators[index]
        if g.kind != "log" or g.argument is None or isinstance(g.expression.args[0], sp.Abs):
            return False
        return self._segments.sign_of(g.argument) <= 0

    def _generator_is_real(self, index: int) -> bool:
        g = self.field.generators[index]
        if g.kind == "root":
            return self.weak(self.field.ring.relations[index][1]) > 0
        if g.kind == "log":
            assert g.argument is not None
            of_absolute = isinstance(g.expression.args[0], sp.Abs)
            return (
                self._element_is_real(g.argument) if of_absolute else self._segments.sign_of(g.argument) > 0
            )
        if g.kind == "sum":
            return g.argument is not None and self._element_is_real(g.argument)
        if g.kind == "function" and not isinstance(g.expression, _REAL_EVERYWHERE):
            return False
        if g.jet is not None:
            return all(self._element_is_real(a) for a in g.jet[1])
        return g.argument is None or self._element_is_real(g.argument)

    def _element_is_real(self, e: Any) -> bool:
        return self.is_real(e.num) and all(self.is_real(self.field.base(b)) for b in e.den)


def _is_even(term: sp.Expr) -> bool:
    """``n log(x)`` with an even n."""
    exponent, logs = term.as_independent(sp.log, as_Add=False)
    return isinstance(logs, sp.log) and bool(exponent.is_even)
