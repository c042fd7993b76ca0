"""Can facts hold together? Exactly, where they are linear.

What is here: `contradiction`, the linear inequalities that no real numbers satisfy, by Fourier-Motzkin elimination; `is_below`,
whether two numbers are in order. Source: A. Schrijver, *Theory of Linear and Integer Programming*, 12.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.jets import JETS
from symgeom.algebra.domain.sizes import expanded
from symgeom.algebra.ring.budget import check

_MAX_PAIRS = 2_000
_Row = tuple[
    dict[sp.Expr | None, Any], bool, frozenset[Any]
]  # coefficients, whether it is strict, the facts behind it

__all__ = ["can_be_computed", "contradiction", "is_below", "is_linear"]


def is_below(low: sp.Expr, high: sp.Expr) -> bool:
    """``low < high`` for numbers and infinite ends, for sure."""
    if low is -sp.oo or high is sp.oo:
        return low is not sp.oo and high is not -sp.oo
    if low.is_Rational and high.is_Rational:
        return bool(low < high)
    if not (low.is_number and high.is_number) or {low, high} & {sp.oo, -sp.oo, sp.zoo}:
        return False
    try:
        with precision(128):
            numbers = Evaluator({})
            return bool(numbers.real(low) < numbers.real(high))
    except Undefined:
        return False


def can_be_computed(end: sp.Expr) -> bool:
    """An infinite end, or a number whose digits the engine can find."""
    if end in (sp.oo, -sp.oo):
        return True
    try:
        with precision(64):
            return bool(Evaluator({}).real(end).is_finite())
    except Undefined:
        return False


def contradiction(inequalities: Sequence[Any]) -> tuple[str, bool]:
    """The linear facts that can't hold together, as text, by Fourier-Motzkin elimination; empty when there are none.

    And whether all the facts are linear and were taken into account.
    """
    rows: list[_Row] = []
    for i in inequalities:
        check()
        row = _linear(i.expression)
        if row is not None:
            rows.append((row, i.strict, frozenset([i])))
    complete = len(rows) == len(inequalities)
    left = {s for row, _, _ in rows for s in row if s is not None}
    while left:
        s = min(left, key=lambda s: (_pairs(rows, s), str(s)))
        left.discard(s)
        if _pairs(rows, s) > _MAX_PAIRS:
            return "", False
        rows = _without(rows, s)
    for row, strict, names in rows:
        constant = row.get(None, 0)
        if constant < 0 or (strict and constant == 0):
            return " and ".join(sorted(map(str, names))), complete
    return "", complete


def _pairs(rows: list[_Row], s: sp.Expr) -> int:
    """The number of rows that are made when the symbol is eliminated."""
    signs = [bool(row[s] > 0) for row, _, _ in rows if row.get(s, 0)]
    return sum(signs) * (len(signs) - sum(signs))


def _without(rows: list[_Row], s: sp.Expr) -> list[_Row]:
    """The rows that follow without the symbol, each once: those of a chain of inequalities come again and again."""
    above = [r for r in rows if r[0].get(s, 0) > 0]
    below = [r for r in rows if r[0].get(s, 0) < 0]
    kept = {_key(r): r for r in rows if not r[0].get(s, 0)}
    for p, p_strict, p_names in above:
        check()
        for q, q_strict, q_names in below:
            a, b = -q[s], p[s]
            total = {k: a * p.get(k, 0) + b * q.get(k, 0) for k in {**p, **q} if k != s}
            new = ({k: c for k, c in total.items() if c}, p_strict or q_strict, p_names | q_names)
            known = kept.setdefault(_key(new), new)
            if len(new[2]) < len(known[2]):
                kept[_key(new)] = new
    return list(kept.values())


def _key(row: _Row) -> Any:
    """The row up to a positive factor."""
    entries, strict, _ = row
    scale = sum(abs(c) for c in entries.values()) or 1
    return strict, frozenset((k, c / scale) for k, c in entries.items())


def _is_free(e: sp.Expr) -> bool:
    """A symbol, or a value or derivative of an undefined function, which at one point may be any number."""
    return bool(e.is_Symbol) or isinstance(e, JETS)


def _linear(expression: sp.Expr) -> dict[sp.Expr | None, Any] | None:
    row: dict[sp.Expr | None, Any] = {}
    if expression.is_Symbol:
        return {expression: sp.S.One}
    terms = sp.Add.make_args(expression)
    if not all(map(_is_monomial, terms)):
        multiplied = expanded(expression)
        if multiplied is None:
            return None
        terms = sp.Add.make_args(multiplied)
    for term in terms:
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Rational or not (rest is sp.S.One or _is_free(rest)):
            return None
        key = None if rest is sp.S.One else rest
        row[key] = row.get(key, 0) + coefficient
    return row


def _is_monomial(term: sp.Expr) -> bool:
    """A product of numbers and powers of symbols, which `expand` leaves as it is."""
    return all(
        f.is_Rational or f.is_Symbol or (f.is_Pow and f.base.is_Symbol and f.exp.is_Integer)
        for f in sp.Mul.make_args(term)
    )


def is_linear(expression: sp.Expr) -> bool:
    """A linear polynomial in symbols with rational coefficients."""
    return _linear(expression) is not None
