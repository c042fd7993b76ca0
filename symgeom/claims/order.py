"""Deciding an inequality between two elements of a field: by the sign oracle, or by balls at points of the domain.

**Convention**: ``left >= right`` is proved when the numerator of the difference, times the denominator, is shown to be
nowhere negative on the domain; it is refuted by a point where the ball of the difference lies below 0.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice, repeat
from typing import Any

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.field.elements import Element
from symgeom.decision.identities import decide_elements
from symgeom.decision.refutation import complete
from symgeom.decision.verdict import Verdict, Witness

__all__ = ["decide_order", "sign_of"]

_POINTS, _BITS = 40, 256


def decide_order(
    translator: Any, left: Element, right: Element, dropped: frozenset[sp.Expr] = frozenset()
) -> Verdict:
    """Decide ``left >= right`` on the domain of the facts; ``dropped`` as in `decide_elements`."""
    start = time.perf_counter()
    given = decide_elements(
        translator, left, left
    )  # both sides are defined somewhere; the facts, the divisors
    sign = sign_of(translator, (left - right).cancelled())
    if sign > 0:
        reason = "the difference of the sides is nowhere negative on the domain"
        verdict = replace(given, reason=reason) if given.status == "proved" else given
    else:
        verdict = _refuted(translator, left, right, given.assumptions, dropped)
    return replace(verdict, seconds=time.perf_counter() - start)


def sign_of(translator: Any, e: Element) -> int:
    """+1 or -1 when the element is nowhere negative or nowhere positive, by the signs of its factors; else 0."""
    ring, field = translator.field.ring, translator.field
    p = ring.lift(e.num)
    for base, exponent in e.den.items():
        p = p * field.base(base) if exponent % 2 else p
    if p.is_zero() or (whole := translator.signs.weak(p)) > 0:
        return 1
    content, factors = ring.primes.factor(p)
    sign = 1 if content > 0 else -1
    for factor in factors:
        sign *= translator.signs.weak(ring.lift(factor.poly)) if factor.exponent % 2 else 1
    return sign or int(whole)


def _refuted(
    translator: Any, left: Element, right: Element, given: tuple[str, ...], dropped: frozenset[sp.Expr]
) -> Verdict:
    field = translator.field
    symbols = translator.symbols | field.facts.dropped
    sides = field.plain(left), field.plain(right)
    points = field.facts.sample(symbols, seed=1) if symbols else repeat({})
    for number, point in enumerate(islice(points, _POINTS)):
        with precision(_BITS):
            evaluator = Evaluator(point, seed=number)
            try:
                if not field.facts.allow(evaluator, translator.hypotheses):
                    continue
                a, b = (evaluator.real(side) for side in sides)
            except Undefined:
                continue
            if a - b < 0:
                complete(evaluator, dropped)
                shown = {str(s): str(value) for s, value in point.items()} | evaluator.jets()
                witness = Witness.at(shown, a, b)
                reason = "the left side is smaller than the right one at a point of the domain"
                return Verdict("refuted", reason, given, witness)
    reason = f"the sign of {field.plain(left - right)} on the domain is not known; no point was found where it is negative"
    return Verdict("undecided", reason, given)
