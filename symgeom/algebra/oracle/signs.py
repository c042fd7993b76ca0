"""The sign oracle: is a polynomial of the field of one sign on the whole domain?

What is here: `Signs.of`, which answers +1 (>= 0 at every point of the domain), -1 (<= 0) or 0 (not known), never on hope.
Methods, in turn: declared facts; termwise positivity after the facts were used to write symbols as sums of positive
ones; the same on segments (`bisection`); factors, norms and amplitudes; balls for constants.

A weak inequality is all that the engine needs: ``sqrt(p^2) = p`` and ``sqrt(p q) = sqrt(p) sqrt(q)`` hold for p >= 0.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.field import Field
from symgeom.algebra.oracle.bisection import Bisection
from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.ring.tables import Table

__all__ = ["Signs"]

_FACTORED = 60  # terms up to which a polynomial is factored for its sign
_REAL_EVERYWHERE = (sp.atan, sp.asinh, sp.erf, sp.erfc, sp.acot)


class Signs(Bisection):
    """The oracle of one field. ``facts`` are polynomials known to be >= 0 on the domain.

    ``all_real`` says that every generator is real by hypothesis, as for the map of a surface; otherwise a polynomial with
    a generator that may leave the reals (a root or logarithm of unknown sign) has no sign that the oracle would tell.
    """

    def __init__(self, field: Field, all_real: bool = False) -> None:
        super().__init__()
        self.field = field
        self.facts: list[Poly] = []
        self.strict: list[Poly] = []
        self.all_real = all_real
        self._known: Table[int] = Table(field.ring)

    def learn(self, facts: list[Poly]) -> None:
        """Take polynomials that are >= 0 on the domain as known."""
        self.facts = facts
        self._known.clear()

    def of(self, p: Poly) -> int:
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

    def positive(self, p: Poly) -> bool:
        """p or -p is > 0 on the whole domain: one sign, and at each end of each angle a term that can't vanish."""
        ring = self.field.ring
        p = ring.reduce(p)
        if not self.of(p) or not self.is_real(p):
            return False
        if self.field.turns and self.field.turns.number(p) is not None:
            return bool(self._constant(p))
        roots = [
            i
            for i in ring.support(p)
            if self.field.generators[i].kind == "root" and ring.relations[i][0] == 2
        ]
        if roots and self.positive(self._split_root(p, roots[-1])[2]):
            return True  # a + b r vanishes nowhere, since a^2 - b^2 r^2 doesn't
        q, cones, degrees, positive = self._prepared(p)
        q = self._in_segments(q, cones, degrees)
        if not self._termwise(q, self._nonnegative(positive, cones)):
            return False
        certain = self._strictly_positive(positive, ring.support(p)) | cones.keys()
        open_ended = [pair for pair in ring.pairs_of(p) if pair.s not in cones]
        return all(
            any(set(ring.support(term)) <= certain for term in _terms(part))
            for corner in product(*((0, degrees[pair.s]) for pair in open_ended))
            for part in [ring.by_monomials(q, [pair.s for pair in open_ended]).get(corner, ring.zero)]
        )

    def _strictly_positive(self, positive: set[int], support: list[int]) -> set[int]:
        """Generators that stand for something > 0, after the facts were used to write symbols through positive ones."""
        ring, generators = self.field.ring, self.field.generators
        images, _ = self._eliminated()
        strict = [ring.substitute(ring.lift(fact), images) for fact in self.strict]
        found = {i for i, g in enumerate(generators) if g.kind in ("exp", "cosh", "constant", "number")}
        found |= {i for i in support if generators[i].kind == "root" and self.positive(ring.relations[i][1])}
        return found | {
            i for i in positive if any(p.total_degree() == 1 and ring.support(p) == [i] for p in strict)
        }

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
                sign *= self.of(f.poly)
        return sign

    def _by_norm(self, p: Poly) -> int:
        """``a + b r`` with r >= 0: the term of larger absolute value has the sign, by the sign of ``a^2 - b^2 r^2``."""
        ring = self.field.ring
        roots = [
            i
            for i in ring.support(p)
            if self.field.generators[i].kind == "root" and ring.relations[i][0] == 2
        ]
        if not roots or len(p) > _FACTORED or not self.is_real(p):
            return 0
        a, b, norm = self._split_root(p, roots[-1])
        ahead = self.of(norm)
        return self.of(a) if ahead > 0 else (self.of(b) if ahead < 0 else 0)

    def _by_amplitude(self, p: Poly) -> int:
        """``a + b cos + d sin`` has the sign of a when ``a^2 >= b^2 + d^2``."""
        ring = self.field.ring
        pairs = [pair for pair in ring.pairs_of(p) if pair.eps > 0] if len(p) <= _FACTORED else []
        for pair in pairs:
            parts = ring.by_monomials(p, (pair.c, pair.s))
            if not parts.keys() <= {(0, 0), (1, 0), (0, 1)} or not self.is_real(p):
                continue
            found: list[Any] = [parts.get(key, ring.zero) for key in ((0, 0), (1, 0), (0, 1))]
            a, b, d = found
            if self.of(a) and self.of(a * a - b * b - d * d) > 0:
                return self.of(a)
        return 0

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
        facts, known = self.facts, self._known
        for values in product((1, -1), repeat=len(signs)):
            images = {i: ring.constant(v) for i, v in zip(signs, values)}
            # sigma = sign(q) = v says v q >= 0; what is learned under it must not outlive the case.
            cases = [v * ring.lift(self._argument_of_sign(i)) for i, v in zip(signs, values)]
            self.facts, self._known = [*facts, *cases], Table(ring)
            try:
                q = ring.reduce(ring.substitute(p, images))
                if not q.is_zero():  # zero has either sign
                    answers.add(self._declared(q) or self._on_segments(q))
            finally:
                self.facts, self._known = facts, known
        return answers.pop() if len(answers) == 1 else int(not answers)

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
            return self.of(self.field.ring.relations[index][1]) > 0
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


def _terms(p: Poly) -> list[Poly]:
    context = p.context()
    return [context.from_dict({exponents: coefficient}) for exponents, coefficient in p.to_dict().items()]
