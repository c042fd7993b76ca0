"""Deciding one identity: refute with balls, prove by normal form, or say what is missing.

What is here: `decide`. A proof and a refutation can't both happen: the refutation evaluates the two sides as they were
stated, at rational points of the domain, in ball arithmetic that shares no rule with the normal form; before a proof is
given out, some points are tried, and one must be found where both sides and every divisor are defined and non-zero.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.functions import check_functions
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.given import check_limits, check_names
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import Budget, LimitReached, within
from symgeom.decision.question import Question
from symgeom.decision.sides import Pair, sides, together
from symgeom.decision.verdict import Verdict
from symgeom.errors import BudgetError

__all__ = ["decide", "decide_elements", "decide_under"]


def decide(
    lhs: Any,
    rhs: Any = None,
    domain: Mapping[Any, Any] | None = None,
    where: Iterable[Any] = (),
    seconds: float | None = 60.0,
    megabytes: float | None = 2048.0,
) -> Verdict:
    """Decide whether two expressions are equal on a domain, or two matrices, entry by entry.

    One `Eq` stands for its two sides.

    **Convention**: symbols are real; roots, powers and logarithms are SymPy's principal branches. ``domain`` gives open
    intervals (pairs or `Interval`, for symbols or their names), ``where`` inequalities between symbols. Past ``seconds``,
    past ``megabytes`` of memory, or past the limits on terms and degree, the verdict is undecided and says which limit was
    reached.

    **Raises**: `InputError` for facts that contradict each other and for expressions that are no real expressions.

    >>> x = sp.Symbol("x", real=True)
    >>> decide(sp.sqrt(x**2), x, domain={x: (0, sp.oo)}).status
    'proved'
    >>> decide(sp.sqrt(x**2), x).status
    'refuted'
    """
    start = time.perf_counter()
    check_limits(seconds=seconds, megabytes=megabytes)
    try:
        pairs = sides(lhs, rhs)
    except BudgetError as budget:  # too large to be walked through
        return _timed(Verdict("undecided", f"no proof: {budget}"), start)
    try:
        with within(Budget.of(seconds, megabytes)):
            symbols: set[sp.Symbol] = set().union(
                *(p.left.free_symbols | p.right.free_symbols for p in pairs)
            )
            facts = facts_of(domain, where, symbols)
            check_functions([*(side for p in pairs for side in (p.left, p.right)), *facts.where])
            check_names(symbols | facts.symbols())
            return _timed(_answers(facts, pairs), start)
    except LimitReached as limit:  # the facts alone took all of it
        return _timed(Verdict("undecided", f"no proof: reading the facts: {limit}", ()), start)


def _answers(facts: Facts, pairs: list[Pair]) -> Verdict:
    if len(pairs) == 1:
        return _answer(facts, pairs[0].left, pairs[0].right, pairs[0].dropped)
    verdicts: list[Verdict] = []
    for pair in pairs:
        verdicts.append(_answer(facts, pair.left, pair.right, pair.dropped))
        if verdicts[-1].status == "refuted":
            break
    return together(pairs, verdicts)


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


def _answer(facts: Facts, lhs: sp.Expr, rhs: sp.Expr, dropped: frozenset[sp.Expr] = frozenset()) -> Verdict:
    try:
        return Question(facts, lhs, rhs, dropped=dropped).answer()
    except RecursionError:
        return Verdict("undecided", "no proof: the expressions are nested too deep", facts.describe())


def decide_elements(
    translator: Translator, left: Element, right: Element, dropped: frozenset[sp.Expr] = frozenset()
) -> Verdict:
    """Decide whether two elements of one field are equal: for values that were derived inside it.

    ``dropped``: symbols and jets that a counterexample is to hold besides.
    """
    start = time.perf_counter()
    field = translator.field
    if (left - right).is_zero():
        verdict = Question(field.facts, sp.S.Zero, sp.S.Zero, translator).confirmed()
    else:
        sides = field.plain(left), field.plain(right)
        verdict = Question(field.facts, *sides, translator, dropped=dropped).refuted()
    return _timed(verdict, start)


def _timed(verdict: Verdict, start: float) -> Verdict:
    return replace(verdict, seconds=time.perf_counter() - start)
