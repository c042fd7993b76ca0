"""The sign oracle: is a polynomial of the field of one sign on the whole domain?

What is here: `Signs.weak`, which answers +1 (>= 0 at every point of the domain), -1 (<= 0) or 0 (not known), never on hope.
Methods, in turn: declared facts; termwise positivity after the facts were used to write symbols as sums of positive
ones; the same on segments (`bisection`); factors, norms and amplitudes; balls for constants.

**Convention**: a weak sign says nothing of zeros. It is enough for ``sqrt(p^2) = p`` and ``sqrt(p q) = sqrt(p) sqrt(q)``; where
p must not vanish (a divisor, ``sign(p) = 1``, analyticity) `Strict.strict` or `Strict.nowhere_zero` is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from itertools import product
from typing import Any

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.field.differential import Field
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.strict import _FACTORED, Strict

__all__ = ["Signs"]

_REAL_EVERYWHERE = (sp.atan, sp.asinh, sp.erf, sp.erfc, sp.acot)


class Signs(Strict):
    """The oracle of one field. ``facts`` are polynomials known to be >= 0 on the domain, ``strict_facts`` those among them > 0.

    ``all_real`` says that every generator is real by hypothesis, as for the map of a surface; otherwise a polynomial with
    a generator that may leave the reals (a root or logarithm of unknown sign) has no sign that the oracle would tell.
    """

    def __init__(self, field: Field, all_real: bool = False) -> None:
        super().__init__()
        self.field = field
        self.facts: list[Poly] = []
        self.unequal: list[Poly] = []
        self.all_real = all_real
        self._known: Table[int] = Table(field.ring)
        self._nonzero: Table[bool] = Table(field.ring)

    def learn(self, facts: list[Poly]) -> None:
        """Take polynomials that are >= 0 on the domain as known."""
        self.facts = facts
        self._known.clear()
        self._nonzero.clear()

    def assuming(self, facts: list[Poly]) -> Signs:
        """Another oracle, which knows these polynomials to be >= 0 besides; this one is left as it is.

        Whatever the other finds rests on them, and is found and kept there alone.
        """
        other = copy(self)
        other.facts, other.strict_facts = [*self.facts, *facts], list(self.strict_facts)
        other._known, other._nonzero = Table(self.field.ring), Table(self.field.ring)
        return other

    def weak(self, p: Poly) -> int:
        """+1 if p >= 0 on the whole domain, -1 if p <= 0, else 0: not known."""
        ring = self.field.ring
        p = ring.reduce(p)
        if p.is_constant():
            return 1 if p.is_zero() or p.leading_coefficient() > 0 else -1
        known = self._known.get(p)
        if known is None:
            check()
            self._known.put(p, 0)  # a question that leads back to itself gets no answer
            try:
                known = self._known.put(p, self._answer(p))
            except BaseException:  # nor must a question that was broken off keep that for its answer
                self._known.clear()
                raise
        return known

    def _answer(self, p: Poly) -> int:
        return (
            self._declared(p)
            or self._constant(p)
            or self._by_cases(p)
            or self._by_factors(p)
            or self._by_norm(p)
            or self._by_amplitude(p)
        )

    # Simple answers --------------------------------------------------------------------------------------------------
    def _declared(self, p: Poly) -> int:
        ring = self.field.ring
        content, primitive = ring.normalised(p)
        for fact in self.facts:
            scale, known = ring.normalised(ring.lift(fact))
            if known == primitive:
                return 1 if (content > 0) == (scale > 0) else -1
        return 0

    def _constant(self, p: Poly) -> int:
        generators = [self.field.generators[i] for i in self.field.ring.support(p)]
        if any(g.kind in ("symbol", "jet") or g.expression.free_symbols for g in generators):
            return 0
        expression = self.field.plain_poly(p)
        if expression.free_symbols or (
            expression.has(sp.Function) and expression.atoms(sp.core.function.AppliedUndef)
        ):
            return 0
        for bits in (64, 256, 1024):
            try:
                with precision(bits):
                    value = Evaluator({}).real(expression)
            except Undefined:
                continue
            if not value.contains(0):
                return 1 if value > 0 else -1
        return 0

    def _by_factors(self, p: Poly) -> int:
        """The product of the signs of the factors; an even power of a real factor is never negative."""
        ring = self.field.ring
        if len(p) > _FACTORED or not self.is_real(p):
            return 0
        content, factors = ring.factor(p)
        if len(factors) == 1 and factors[0].exponent == 1:
            return 0
        sign = 1 if content > 0 else -1
        for f in factors:
            if f.exponent % 2:
                sign *= self.weak(f.poly)
        return sign

    def _by_norm(self, p: Poly) -> int:
        """``a + b r`` with r >= 0: the term of larger absolute value has the sign, by the sign of ``a^2 - b^2 r^2``."""
        roots = self._square_roots(p)
        if not roots or len(p) > _FACTORED or not self.is_real(p):
            return 0
        a, b, norm = self._split_root(p, roots[-1])
        ahead = self.weak(norm)
        return self.weak(a) if ahead > 0 else (self.weak(b) if ahead < 0 else 0)

    def _by_amplitude(self, p: Poly) -> int:
        """``a + b cos + d sin`` has the sign of a when ``a^2 >= b^2 + d^2``."""
        for a, b, d in self._amplitudes(p):
            if self.weak(a) and self.weak(a * a - b * b - d * d) > 0:
                return self.weak(a)
        return 0

    def _amplitudes(self, p: Poly) -> Iterator[tuple[Any, Any, Any]]:
        """(a, b, d) of ``p = a + b cos + d sin``, for each angle."""
        ring = self.field.ring
        pairs = [pair for pair in ring.pairs_of(p) if pair.eps > 0] if len(p) <= _FACTORED else []
        for pair in pairs:
            parts = ring.by_monomials(p, (pair.c, pair.s))
            if parts.keys() <= {(0, 0), (1, 0), (0, 1)} and self.is_real(p):
                a, b, d = (parts.get(key, ring.zero) for key in ((0, 0), (1, 0), (0, 1)))
                yield a, b, d

    def _square_roots(self, p: Poly) -> list[int]:
        """The square roots in a polynomial."""
        ring, generators = self.field.ring, self.field.generators
        return [i for i in ring.support(p) if generators[i].kind == "root" and ring.relations[i][0] == 2]

    def _split_root(self, p: Poly, index: int) -> tuple[Any, Any, Any]:
        """(a, b, a^2 - b^2 r^2) of ``p = a + b r``."""
        ring = self.field.ring
        parts = ring.by_powers(p, index)
        a: Any = parts.get(0, ring.zero)
        b: Any = parts.get(1, ring.zero)
        return a, b, ring.reduce(a * a - b * b * ring.lift(ring.relations[index][1]))

    # Cases for signs, then segments ----------------------------------------------------------------------------------
    def _by_cases(self, p: Poly) -> int:
        ring = self.field.ring
        signs = [i for i in ring.support(p) if self.field.generators[i].kind == "sign"]
        if not signs:
            return self._on_segments(p)
        if len(signs) > 3:
            return 0
        answers = set()
        for case, q in self._in_cases(p, signs):
            if not q.is_zero():  # zero has either sign
                answers.add(case._declared(q) or case._on_segments(q))
        return answers.pop() if len(answers) == 1 else int(not answers)

    def _in_cases(self, p: Poly, signs: list[int]) -> Iterator[tuple[Signs, Poly]]:
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
        return self.all_real or all(self._generator_is_real(i) for i in self.field.ring.support(p))

    def _generator_is_real(self, index: int) -> bool:
        g = self.field.generators[index]
        if g.kind == "root":
            return self.weak(self.field.ring.relations[index][1]) > 0
        if g.kind == "log":
            assert g.argument is not None
            of_absolute = isinstance(g.expression.args[0], sp.Abs)
            return self._element_is_real(g.argument) if of_absolute else self._sign_of(g.argument) > 0
        if g.kind == "function" and not isinstance(g.expression, _REAL_EVERYWHERE):
            return False
        if g.jet is not None:
            return all(self._element_is_real(a) for a in g.jet[1])
        return g.argument is None or self._element_is_real(g.argument)

    def _element_is_real(self, e: Any) -> bool:
        return self.is_real(e.num) and all(self.is_real(self.field.base(b)) for b in e.den)
