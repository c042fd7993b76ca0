"""Deciding one identity: refute with balls, prove by normal form, or say what is missing.

What is here: `decide`. A proof and a refutation can't both happen: the refutation evaluates the two sides as they were
stated, at rational points of the domain, in ball arithmetic that shares no rule with the normal form; before a proof is
given out, some points are tried, and one must be found where both sides and every divisor are defined and non-zero.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, repeat
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.certificate import certify_identity
from symgeom.algebra.connected import is_constant, vanishes_on_branch
from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.functions import check_functions
from symgeom.algebra.domain.sizes import check_parts, is_short
from symgeom.algebra.elements import Element
from symgeom.algebra.field import OutsideClass
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import Budget, LimitReached, within
from symgeom.algebra.verdict import Verdict, Witness
from symgeom.errors import BudgetError, InputError
from symgeom.output import neutral

__all__ = ["decide", "decide_elements", "decide_under"]

_FIRST_POINTS = 3
_MORE_POINTS = 40
_BITS = (128, 1024, 4096)


def decide(
    lhs: Any,
    rhs: Any,
    domain: Mapping[Any, Any] | None = None,
    where: Iterable[Any] = (),
    seconds: float | None = 60.0,
    megabytes: float | None = 2048.0,
) -> Verdict:
    """Decide whether two expressions are equal on a domain.

    **Convention**: symbols are real; roots, powers and logarithms are SymPy's principal branches. ``domain`` gives open
    intervals, ``where`` inequalities between symbols. Past ``seconds``, past ``megabytes`` of memory, or past the limits on
    terms and degree, the verdict is undecided and says which limit was reached.

    **Raises**: `InputError` for facts that contradict each other and for expressions that are no real expressions.

    >>> x = sp.Symbol("x", real=True)
    >>> decide(sp.sqrt(x**2), x, domain={x: (0, sp.oo)}).status
    'proved'
    >>> decide(sp.sqrt(x**2), x).status
    'refuted'
    """
    start = time.perf_counter()
    left, right = _expression(lhs, "left"), _expression(rhs, "right")
    try:
        with within(Budget.of(seconds, megabytes)):
            facts = Facts.of(domain, where)
            check_functions([left, right, *facts.where])
            _check_names(left.free_symbols | right.free_symbols | facts.symbols())
            return _timed(_answer(facts, left, right), start)
    except LimitReached as limit:  # the facts alone took all of it
        return _timed(Verdict("undecided", f"no proof: reading the facts: {limit}", ()), start)


def decide_under(
    facts: Facts,
    lhs: sp.Expr,
    rhs: sp.Expr,
    seconds: float | None = 60.0,
    megabytes: float | None = 2048.0,
) -> Verdict:
    """`decide` with facts that were read before."""
    start = time.perf_counter()
    with within(Budget.of(seconds, megabytes)):
        return _timed(_answer(facts, lhs, rhs), start)


def _answer(facts: Facts, lhs: sp.Expr, rhs: sp.Expr) -> Verdict:
    try:
        return _Question(facts, lhs, rhs).answer()
    except RecursionError:
        return Verdict("undecided", "no proof: the expressions are nested too deep", facts.describe())


def decide_elements(translator: Translator, left: Element, right: Element) -> Verdict:
    """Decide whether two elements of one field are equal: for values that were derived inside it."""
    start = time.perf_counter()
    field = translator.field
    if (left - right).is_zero():
        verdict = _Question(field.facts, sp.S.Zero, sp.S.Zero, translator).confirmed()
    else:
        verdict = _Question(field.facts, field.plain(left), field.plain(right), translator).refuted()
    return _timed(verdict, start)


class _Question:
    """One identity under facts."""

    def __init__(
        self,
        facts: Facts,
        lhs: sp.Expr,
        rhs: sp.Expr,
        translator: Translator | None = None,
    ) -> None:
        self.facts, self.lhs, self.rhs = facts, lhs, rhs
        self.symbols = lhs.free_symbols | rhs.free_symbols
        self.hypotheses: list[sp.Expr] = []
        if translator is not None:
            self.translator, self.hypotheses = translator, translator.hypotheses
            self.symbols |= translator.symbols
        jets = lhs.has(AppliedUndef) or rhs.has(AppliedUndef)
        if translator is not None:
            jets = jets or any(g.jet for g in translator.field.generators)
        self.points = _Points(facts, self.symbols, jets)
        self._agreed: set[tuple[str, ...]] = set()  # points where the balls of both sides overlap

    @property
    def compared(self) -> int:
        return len(self._agreed)

    def confirmed(self) -> Verdict:
        """The verdict for sides whose normal forms are equal."""
        return self._proof(self.translator)

    def refuted(self) -> Verdict:
        """The verdict for sides whose normal forms differ."""
        found = self._refute(islice(iter(self.points), _MORE_POINTS), _BITS[:2])
        if found is not None:
            return found
        return self._undecided(_gap(self.translator))

    def _given(self) -> tuple[str, ...]:
        return (*self.facts.describe(self.symbols), *(f"{h} >= 0" for h in self.hypotheses))

    def answer(self) -> Verdict:
        try:
            return self._answer()
        except LimitReached as limit:
            return self._undecided(str(limit))

    def _answer(self) -> Verdict:
        quick = self._refute(islice(iter(self.points), _FIRST_POINTS), _BITS[:1])
        if quick is not None:
            return quick
        gap = ""
        try:
            translator = Translator([self.lhs, self.rhs], self.facts)
            difference = translator.element(self.lhs) - translator.element(self.rhs)
            if difference.is_zero():
                proof = self._proof(translator)
                certificate = certify_identity(self.lhs, self.rhs, self.facts)
                return replace(proof, certificate=certificate) if proof.status == "proved" else proof
            found = self._refute(islice(iter(self.points), _MORE_POINTS), _BITS)
            return found if found is not None else self._continued(translator, difference)
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
        found = self._refute(islice(iter(self.points), _MORE_POINTS), _BITS)
        return found if found is not None else self._undecided(gap)

    def _undecided(self, gap: str) -> Verdict:
        """No proof, for the reason given, and no counterexample."""
        tried = (
            f"no counterexample among {self.compared} points"
            if self.compared
            else "no point could be evaluated"
        )
        return Verdict("undecided", f"no proof: {gap}; {tried}", self._given())

    def _continued(self, translator: Translator, difference: Element) -> Verdict:
        """The two arguments that need a connected domain."""
        gap = _gap(translator)
        if vanishes_on_branch(translator, difference, list(islice(iter(self.points), _FIRST_POINTS))):
            how = "the difference vanishes on this branch of its roots at one point, and continues over the domain"
        elif is_constant(translator, difference, self.lhs, self.rhs):
            how = "the difference has derivative zero and vanishes at one point"
        else:
            return self._undecided(gap)
        proof = self._proof(translator)
        return replace(proof, reason=how, method="connected domain") if proof.status == "proved" else proof

    # Refutation ------------------------------------------------------------------------------------------------------
    def _refute(self, points: Iterable[dict[sp.Symbol, Any]], bits: tuple[int, ...]) -> Verdict | None:
        for number, point in enumerate(points):
            evaluator = Evaluator(point, seed=number)
            for prec in bits:
                with precision(prec):
                    evaluator.fresh()
                    witness = self._difference(evaluator, point)
                if witness is not None:
                    reason = "the sides differ at a point of the domain"
                    return Verdict("refuted", reason, self._given(), witness)
        return None

    def _difference(self, evaluator: Evaluator, point: dict[sp.Symbol, Any]) -> Witness | None:
        try:
            if not self._allowed(evaluator):
                return None
            left, right = evaluator.real(self.lhs), evaluator.real(self.rhs)
        except Undefined:
            return None
        if (left - right).contains(0):
            self._agreed.add(tuple(map(str, (*point.values(), *evaluator.jets().values()))))
            return None
        shown = {str(s): str(value) for s, value in point.items() if s in self.symbols} | evaluator.jets()
        return Witness(shown, str(left.str(12)), str(right.str(12)))

    def _allowed(self, evaluator: Evaluator) -> bool:
        """The hypotheses, and the facts about undefined functions, hold for the values that were drawn."""
        return self.facts.allow(evaluator, self.hypotheses)

    # Proof -----------------------------------------------------------------------------------------------------------
    def _proof(self, translator: Translator) -> Verdict:
        field = translator.field
        divisors = [field.plain_poly(field.base(i)) for i in range(len(field.bases))]
        for number, point in enumerate(islice(iter(self.points), _MORE_POINTS)):
            with precision(_BITS[1]):
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

    def _defined(self, evaluator: Evaluator, divisors: list[sp.Expr]) -> bool:
        try:
            if not self._allowed(evaluator):
                return False
            evaluator.real(self.lhs)
            evaluator.real(self.rhs)
            return not any(evaluator.real(d).contains(0) for d in divisors)
        except Undefined:
            return False


class _Points:
    """The sample points of a question, drawn once and then repeated; without symbols one, with jets one after the other."""

    def __init__(self, facts: Facts, symbols: set[sp.Symbol], jets: bool) -> None:
        self.drawn: list[dict[sp.Symbol, Any]] = []
        alone: Iterator[dict[sp.Symbol, Any]] = repeat({}) if jets else iter([{}])
        self._source = facts.sample(symbols, seed=1) if symbols or facts.symbols() else alone

    def __iter__(self) -> Iterator[dict[sp.Symbol, Any]]:
        position = 0
        while True:
            if position == len(self.drawn):
                point = next(self._source, None)
                if point is None:
                    return
                self.drawn.append(point)
            yield self.drawn[position]
            position += 1


def _nonzero(translator: Translator, divisors: list[sp.Expr]) -> tuple[str, ...]:
    """The divisors that are not positive for sure, as assumptions; those of det g under its name."""
    field, lift = translator.field, translator.field.ring.lift
    immersed, regular = [lift(p) for p in translator.immersed], [lift(p) for p in translator.regular]
    found = []
    for i, shown in enumerate(divisors):
        p = field.base(i)
        if (is_short(shown) and shown.is_positive) or p in regular or translator.signs.positive(p):
            continue
        found.append("det g ≠ 0" if p in immersed else f"{shown} ≠ 0")
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
        if translator.signs.of(g.argument.num if g.argument is not None else field.ring.one) == 0:
            return f"the normal form is not zero; the sign of {inner} on the domain would help"
    names = ", ".join(
        sorted({str(g.expression) for g in field.generators if g.kind in ("function", "constant", "log")})
    )
    hint = f"; a relation between {names} may be missing" if names else ""
    return f"the normal form is not zero{hint}"


def _expression(value: Any, side: str) -> sp.Expr:
    if isinstance(value, str):
        raise InputError(
            f"the {side} side is text, {value!r}; text is never evaluated. Give a SymPy expression, "
            "or read text with symgeom.spec.parse_expression"
        )
    try:
        expression = sp.sympify(value, strict=True)
    except sp.SympifyError:
        raise InputError(f"the {side} side is no SymPy expression but {type(value).__name__}") from None
    if not isinstance(expression, sp.Expr) or getattr(expression, "is_Matrix", False):
        raise InputError(
            f"the {side} side is no expression but {type(expression).__name__}; compare entry by entry"
        )
    check_parts(expression, f"the {side} side")
    for symbol in sorted(expression.free_symbols, key=str):
        if symbol.is_extended_real is False or symbol.is_commutative is False:
            raise InputError(f"the symbol {symbol} on the {side} side is declared not to be a real number")
    return expression


def _check_names(symbols: set[sp.Symbol]) -> None:
    """Two symbols of one name would make a fact about one of them say nothing of the other."""
    seen: dict[str, sp.Symbol] = {}
    for symbol in sorted(symbols, key=sp.default_sort_key):
        if not symbol.name.isprintable():
            shown = neutral(symbol.name[:80])
            raise InputError(
                f"the name of a symbol has characters that can't be printed: {shown!r}. Give it another."
            )
        if seen.setdefault(symbol.name, symbol) != symbol:
            raise InputError(
                f"two different symbols are called {symbol.name} (their assumptions differ). Make it once, for example "
                f"{symbol.name} = sympy.Symbol({symbol.name!r}, real=True), and use it in the sides, domain and where."
            )


def _timed(verdict: Verdict, start: float) -> Verdict:
    return replace(verdict, seconds=time.perf_counter() - start)
