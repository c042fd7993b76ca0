"""One identity: what is tried on it, in which order, and what the verdict rests on.

What is here: `Question`. Points first, as most false identities fail at one; then the normal form, and what else there is: a
connected domain, inverse functions, the cases of a sign.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.totals import has_totals
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.absolutes import Unfolding
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached, in_force
from symgeom.decision.cases import by_cases
from symgeom.decision.certificate import certify_identity
from symgeom.decision.cleared import nonzero_as_stated
from symgeom.decision.continuation import is_constant, vanishes_on_branch
from symgeom.decision.inverses import through_exponential, through_turn
from symgeom.decision.refutation import BITS, FIRST_POINTS, MORE_POINTS, Refutation
from symgeom.decision.verdict import Verdict
from symgeom.decision.where_real import where_real
from symgeom.errors import BudgetError, InputError

__all__ = ["Question"]

_MAX_SIGNS = 3  # open signs that are split, one inside the other
_MAX_CASES = 16


class Question(Refutation):
    """One identity under facts."""

    def __init__(
        self,
        facts: Facts,
        lhs: sp.Expr,
        rhs: sp.Expr,
        translator: Translator | None = None,
        depth: int = 0,
        asked: list[int] | None = None,
        dropped: frozenset[sp.Expr] = frozenset(),
        as_real: bool = False,
    ) -> None:
        super().__init__(facts, lhs, rhs, translator, depth, dropped)
        self._as_real = as_real or depth > 0  # the facts say already where the sides are real
        self._asked = asked or [0]  # cases that were asked, of all splits together
        self._unfolding = Unfolding(self._reader)

    def confirmed(self) -> Verdict:
        """The verdict for sides whose normal forms are equal."""
        return self._proof(self.translator)

    def refuted(self) -> Verdict:
        """The verdict for sides whose normal forms differ."""
        found = self._searched(BITS[:2])
        return found if found is not None else self._undecided(_gap(self.translator))

    def answer(self) -> Verdict:
        try:
            verdict = self._answer()
            real = self._where_real() if verdict.status == "undecided" else None
            return verdict if real is None else real
        except LimitReached as limit:
            return self._undecided(str(limit))

    def _where_real(self) -> Verdict | None:
        """The verdict where all inverse functions are real, which it lists as assumptions."""
        if self._as_real or self._on_data:
            return None
        try:
            facts = where_real(self.facts, self.lhs, self.rhs)
            if facts is None:
                return None
            found = Question(facts, self.lhs, self.rhs, dropped=self.dropped, as_real=True).answer()
        except LimitReached:
            raise
        except (OutsideClass, InputError, BudgetError):
            return None
        if found.status == "proved":
            return replace(found, reason=f"where the inverse functions are real, {found.reason}")
        return replace(found, assumptions=self._given()) if found.status == "refuted" else None

    def _answer(self) -> Verdict:
        quick = self._refute(islice(iter(self.points), FIRST_POINTS), BITS[:1])
        if quick is not None:
            return quick
        gap = ""
        try:
            sides = self._unfolding.with_angles(self.lhs), self._unfolding.with_angles(self.rhs)
            translator = Translator(sides, self.facts)
            difference = translator.element(sides[0]) - translator.element(sides[1])
            if difference.is_zero():
                proof = self._proof(translator)
                if translator.field.algebraic:
                    proof = self._divisors_as_stated(proof, sides)
                if proof.status != "proved" or sides != (self.lhs, self.rhs) or self._on_data:
                    return proof  # a certificate would be one of other sides, and has no words for sums
                return replace(proof, certificate=certify_identity(self.lhs, self.rhs, self.facts))
            found = self._searched(BITS)
            if found is None and self._on_data:
                return self._undecided(_gap(translator))
            return found if found is not None else self._continued(translator, difference, sides)
        except OutsideClass as outside:
            gap = f"outside the class that is decided exactly: {outside}"
        except LimitReached:
            raise
        except BudgetError as budget:
            gap = str(budget)
        if self.lhs == self.rhs:
            proof = self._proof(Translator([]))
            same = "the sides are the same expression"
            return replace(proof, reason=same) if proof.status == "proved" else proof
        found = self._searched(BITS)
        found = self._by_cases() if found is None and not self._on_data else found
        return found if found is not None else self._undecided(gap)

    @property
    def _on_data(self) -> bool:
        """Whether sums over data stand in it: n can't be continued, and a case would be the same one for every datum."""
        return has_totals(self.lhs) or has_totals(self.rhs)

    def _reader(self, p: sp.Expr) -> Translator:
        return Translator([p], self.facts)

    def _undecided(self, gap: str) -> Verdict:
        """No proof, for the reason given, and no counterexample."""
        tried = (
            f"no counterexample among {self.compared} points"
            if self.compared
            else "no point could be evaluated"
        )
        return Verdict("undecided", f"no proof: {gap}; {tried}", self._given())

    def _continued(
        self, translator: Translator, difference: Element, sides: tuple[sp.Expr, sp.Expr]
    ) -> Verdict:
        """What else there is than the normal form: a connected domain, inverse functions, the cases of a sign."""
        if vanishes_on_branch(translator, difference, list(islice(iter(self.points), FIRST_POINTS))):
            how = "the difference vanishes on this branch of its roots at one point, and continues over the domain"
            return self._argued(translator, how, "connected domain")
        if is_constant(translator, difference, *sides):
            how = "the difference has derivative zero and vanishes at one point"
            return self._argued(translator, how, "connected domain")
        try:
            inverse = self._through_inverses(sides[0] - sides[1])
            inverse = self._by_cases() if inverse is None else inverse
        except BudgetError as budget:
            return self._undecided(str(budget))
        return inverse if inverse is not None else self._undecided(_gap(translator))

    def _argued(self, translator: Translator, how: str, method: str) -> Verdict:
        proof = self._proof(translator)
        return replace(proof, reason=how, method=method) if proof.status == "proved" else proof

    def _through_inverses(self, difference: sp.Expr) -> Verdict | None:
        """Logarithms and inverse functions, by the function that they invert."""

        def make(expressions: list[sp.Expr]) -> Translator:
            return Translator(expressions, self.facts)

        found = through_exponential(make, difference)
        if found is not None:
            return self._argued(found, "exp of the difference is 1, and the difference is real", "pointwise")
        found = through_turn(make, difference, self.facts)
        if found is not None:
            how = "the difference is a multiple of 2 pi, and lies between -2 pi and 2 pi"
            return self._argued(found, how, "pointwise")
        return None

    def _by_cases(self) -> Verdict | None:
        """The cases of an open sign: for a few signs, one inside the other."""
        if self.depth >= _MAX_SIGNS:
            return None

        def ask(facts: Facts, lhs: sp.Expr, rhs: sp.Expr) -> Verdict:
            self._asked[0] += 1
            if self._asked[0] > _MAX_CASES or in_force().time_is_up():
                return Verdict("undecided", "no proof: too many cases")
            depth = self.depth + 1
            try:
                question = Question(facts, lhs, rhs, depth=depth, asked=self._asked, dropped=self.dropped)
                return question.answer()
            except InputError as problem:  # a denominator that vanishes identically in this case
                return Verdict("undecided", f"no proof: {problem}")

        found = by_cases(ask, self.facts, self.lhs, self.rhs, self._unfolding.open_signs(self.lhs, self.rhs))
        if found is None:
            return None
        extra = found.assumptions if found.status == "proved" else ()
        return replace(found, assumptions=tuple(dict.fromkeys((*self._given(), *extra))))

    # Proof -----------------------------------------------------------------------------------------------------------
    def _proof(self, translator: Translator) -> Verdict:
        field = translator.field
        divisors = [field.plain_poly(field.base(i)) for i in range(len(field.bases))]
        for number, point in enumerate(islice(iter(self.points), MORE_POINTS)):
            with precision(BITS[1]):
                if self._defined(Evaluator(point, seed=number), divisors):
                    break
        else:
            reason = (
                "the normal form is zero, but no point of the domain was found where both sides are defined"
            )
            return Verdict("undecided", reason, self._given())
        nonzero = _nonzero(translator, divisors)
        reason = "the difference of the sides has normal form 0"
        return Verdict("proved", reason, self._given() + nonzero, method="pointwise")

    def _divisors_as_stated(self, proof: Verdict, sides: tuple[sp.Expr, sp.Expr]) -> Verdict:
        """The proof without divisors that only rationalising brought in, such as x beside ``1 + sqrt(1 + x^2)``."""
        given = self._given()
        if proof.status != "proved" or len(proof.assumptions) == len(given):
            return proof
        nonzero = nonzero_as_stated(Translator(sides, self.facts), *sides)
        if nonzero is None or len(nonzero) >= len(proof.assumptions) - len(given):
            return proof
        return replace(proof, assumptions=given + nonzero)

    def _defined(self, evaluator: Evaluator, divisors: list[sp.Expr]) -> bool:
        try:
            if not self._allowed(evaluator):
                return False
            evaluator.real(self.lhs)
            evaluator.real(self.rhs)
            return not any(evaluator.real(d).contains(0) for d in divisors)
        except Undefined:
            return False


def _nonzero(translator: Translator, divisors: list[sp.Expr]) -> tuple[str, ...]:
    """The divisors that may vanish, as assumptions; those of det g under its name."""
    field, lift = translator.field, translator.field.ring.lift
    immersed, regular = [lift(p) for p in translator.immersed], [lift(p) for p in translator.regular]
    found = []
    for i, shown in enumerate(divisors):
        p = field.base(i)
        if p in regular or translator.signs.nowhere_zero(p):
            continue
        found.append("det g ≠ 0" if p in immersed else f"{shown} ≠ 0")
    found += [f"{field.generators[i].expression.args[0]} ≠ 0" for i in sorted(field.kinked)]
    return tuple(dict.fromkeys(found))


def _gap(translator: Translator) -> str:
    """Why a non-zero normal form is no disproof by itself, and the fact that would help."""
    field = translator.field
    signs = [g.expression.args[0] for g in field.generators if g.kind == "sign"]
    if signs:
        return f"the normal form is not zero; the sign of {signs[0]} on the domain would help"
    unsplit = [g for g in field.generators if g.kind in ("root", "log") and g.expression.free_symbols]
    for g in unsplit:
        inner = g.expression.args[0]
        if translator.signs.weak(g.argument.num if g.argument is not None else field.ring.one) == 0:
            return f"the normal form is not zero; the sign of {inner} on the domain would help"
    names = ", ".join(
        sorted(
            {str(g.expression) for g in field.generators if g.kind in ("function", "constant", "log", "sum")}
        )
    )
    hint = f"; a relation between {names} may be missing" if names else ""
    return f"the normal form is not zero{hint}"
