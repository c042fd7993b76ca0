"""The sign oracle: is a polynomial of the field of one sign on the whole domain?

What is here: `Signs.of`, which answers +1 (>= 0 at every point of the domain), -1 (<= 0) or 0 (not known), never on hope.
Methods, in turn: declared facts; termwise positivity after the facts were used to write symbols as sums of positive
ones; the same in Bernstein form, each bounded generator as a projective segment ``e0 + delta e1`` with delta > 0,
bisected a few times; exact isolation of the real roots when one generator is left; balls for constants.

A weak inequality is all that the engine needs: ``sqrt(p^2) = p`` and ``sqrt(p q) = sqrt(p) sqrt(q)`` hold for p >= 0.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat, fmpz_poly

from symgeom.algebra.balls import Evaluator, Undefined, precision
from symgeom.algebra.field import Field
from symgeom.algebra.polynomials import Poly
from symgeom.algebra.segments import Segment, Segments

__all__ = ["Signs"]

_BISECTIONS = 48
_FACTORED = 60  # terms up to which a polynomial is factored for its sign
_LARGE = 24  # terms; larger polynomials are bisected less often
_REAL_EVERYWHERE = (sp.atan, sp.asinh, sp.erf, sp.erfc, sp.acot)


class Signs(Segments):
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
        self._known: dict[str, int] = {}

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
        key = str(p)
        if key not in self._known:
            self._known[key] = 0  # a question that leads back to itself gets no answer
            self._known[key] = (
                self._declared(p)
                or self._constant(p)
                or self._by_cases(p)
                or self._by_factors(p)
                or self._by_norm(p)
                or self._by_amplitude(p)
            )
        return self._known[key]

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
        if len(signs) > 3:
            return 0
        answers = set()
        facts, known = self.facts, self._known
        for values in product((1, -1), repeat=len(signs)):
            images = {i: ring.constant(v) for i, v in zip(signs, values)}
            # sigma = sign(q) = v says v q >= 0; what is learned under it must not outlive the case.
            cases = [v * ring.lift(self._argument_of_sign(i)) for i, v in zip(signs, values)]
            self.facts, self._known = [*facts, *cases], dict(known) if not cases else {}
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

    def _on_segments(self, p: Poly) -> int:
        if p.is_constant():
            return 0 if p.is_zero() else (1 if p.leading_coefficient() > 0 else -1)
        if not self.is_real(p):
            return 0
        q, cones, degrees, positive = self._prepared(p)
        return self._bisect(q, cones, degrees, positive, [max(1, _BISECTIONS * _LARGE // (_LARGE + len(q)))])

    def _prepared(self, p: Poly) -> tuple[Poly, dict[int, Segment], dict[int, int], set[int]]:
        """Half angles and facts put in: the polynomial, its segments, homogeneous degrees, slots that are >= 0."""
        ring = self.field.ring
        support = ring.support(p)
        halves = ring.to_half(p)
        degrees = {pair.s: k for pair, k in halves.degree.items()}
        images, positive = self._eliminated()
        q = ring.substitute(halves.poly, images)
        cones: dict[int, Segment] = {}
        for i in sorted({*support, *ring.support(q)} - images.keys()):
            cone = self._cone(i)
            if cone is not None and self.field.generators[i].kind not in ("cos", "cosh"):
                cones[i] = cone
        return q, cones, degrees, positive

    def _nonnegative(self, positive: set[int], cones: dict[int, Segment]) -> set[int]:
        kinds = ("root", "exp", "cosh", "constant", "number")
        return positive | cones.keys() | {i for i, g in enumerate(self.field.generators) if g.kind in kinds}

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

    def _bisect(
        self,
        p: Poly,
        cones: dict[int, Segment],
        degrees: dict[int, int],
        positive: set[int],
        budget: list[int],
    ) -> int:
        budget[0] -= 1
        q = self._in_segments(p, cones, degrees)
        nonnegative = self._nonnegative(positive, cones)
        answer = self._termwise(q, nonnegative) or self._isolated(q, nonnegative) or self._definite(q)
        wide = [i for i in cones if self.field.generators[i].kind != "number"]  # a number is narrow already
        if answer or budget[0] <= 0 or not wide:
            return answer
        widest = max(wide, key=lambda i: (self.field.ring.degree(p, i), -i))
        if not self.field.ring.degree(p, widest):
            return 0
        parts = []
        for half in cones[widest].halves():
            parts.append(self._bisect(p, {**cones, widest: half}, degrees, positive, budget))
            if not parts[-1]:
                return 0
        return parts[0] if parts[0] == parts[1] else 0

    def _in_segments(self, p: Poly, cones: dict[int, Segment], degrees: dict[int, int]) -> Poly:
        ring = self.field.ring
        for i, cone in cones.items():
            top = degrees.get(i, ring.degree(p, i))
            if not top:
                continue
            delta = ring.gen(i)
            above, below = cone.n0 + delta * cone.n1, cone.m0 + delta * cone.m1
            p = sum(
                (part * above**k * below ** (top - k) for k, part in ring.by_powers(p, i).items()), ring.zero
            )
        return p

    def _termwise(self, p: Poly, nonnegative: set[int]) -> int:
        last = self.field.ring.width - 1
        answer = 0
        for exponents, coefficient in p.to_dict().items():
            sign = 1 if coefficient > 0 else -1
            if answer and sign != answer:
                return 0
            if any(k % 2 and last - slot not in nonnegative for slot, k in enumerate(exponents)):
                return 0
            answer = sign
        return answer

    def _isolated(self, p: Poly, nonnegative: set[int]) -> int:
        ring = self.field.ring
        support = ring.support(p)
        if len(support) != 1:
            return 0
        parts = {k: part.leading_coefficient() for k, part in ring.by_powers(p, support[0]).items()}
        scale = math.lcm(*(int(c.q) for c in parts.values()))
        coefficients = [int((parts.get(k, fmpq(0)) * scale).p) for k in range(max(parts) + 1)]
        low = next(k for k, c in enumerate(coefficients) if c)
        half_line = support[0] in nonnegative
        if not half_line and low % 2:
            return 0
        for root, multiplicity in fmpz_poly(coefficients[low:]).complex_roots():
            if root.imag.contains(0) and multiplicity % 2 and not (half_line and root.real < 0):
                return 0
        return 1 if coefficients[-1] > 0 else -1

    def _definite(self, p: Poly) -> int:
        """A quadratic polynomial without a change of sign, by its Gram matrix in (1, x, y, ...)."""
        ring = self.field.ring
        if p.total_degree() != 2 or len(ring.support(p)) > 8:
            return 0
        last = ring.width - 1
        names = [None, *ring.support(p)]
        gram = fmpq_mat(len(names), len(names))
        for exponents, coefficient in p.to_dict().items():
            factors = [last - slot for slot, k in enumerate(exponents) for _ in range(int(k))]
            i, j = sorted(names.index(f) for f in [*factors, None, None][:2])
            for row, column in {(i, j), (j, i)}:
                gram[row, column] += coefficient / (1 if i == j else 2)
        return _definiteness(gram)


def _terms(p: Poly) -> list[Poly]:
    context = p.context()
    return [context.from_dict({exponents: coefficient}) for exponents, coefficient in p.to_dict().items()]


def _definiteness(a: Any) -> int:
    """+1 for a positive, -1 for a negative semidefinite symmetric matrix, else 0: by symmetric elimination."""
    n = a.nrows()
    rows = [[a[i, j] for j in range(n)] for i in range(n)]
    sign = 0
    left = set(range(n))
    while left:
        pivot = next((i for i in left if rows[i][i] != 0), None)
        if pivot is None:
            return sign if all(rows[i][j] == 0 for i in left for j in left) else 0
        here = 1 if rows[pivot][pivot] > 0 else -1
        if sign and here != sign:
            return 0
        sign = here
        left.remove(pivot)
        for i in left:
            factor = rows[i][pivot] / rows[pivot][pivot]
            for j in left:
                rows[i][j] -= factor * rows[pivot][j]
    return sign
