"""Proofs in two cases: an identity that hangs on one open sign, on each side of it.

What is here: `by_cases`. The domain is the union of ``p >= 0`` and ``p <= 0``: an identity that is proved under each of these
weak facts is proved. Where a case needs p != 0, it is proved for p > 0 and p < 0, and p = 0 for itself, by solving for a symbol
that p is linear in; where that is not possible the proof lists ``p ≠ 0``. A witness in one case is a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy as sp

from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.feasible import contradiction, is_below
from symgeom.algebra.domain.points import slope_of
from symgeom.decision.verdict import Verdict

__all__ = ["by_cases"]

Ask = Callable[[Facts, sp.Expr, sp.Expr], Verdict]
_SPLITS = 2  # open signs that are tried for one question
_UNDEFINED = (sp.nan, sp.zoo, sp.oo, -sp.oo, sp.AccumBounds)
_EMPTY = Verdict("proved", "there is no such point", method="pointwise")


def by_cases(ask: Ask, facts: Facts, lhs: sp.Expr, rhs: sp.Expr, signs: Sequence[sp.Expr]) -> Verdict | None:
    """A verdict by the cases of one open sign; None when it doesn't help."""
    for p in signs[:_SPLITS]:
        found = _Split(ask, facts, lhs, rhs, p).verdict()
        if found is not None:
            return found
    return None


class _Split:
    def __init__(self, ask: Ask, facts: Facts, lhs: sp.Expr, rhs: sp.Expr, p: sp.Expr) -> None:
        self.ask, self.facts, self.lhs, self.rhs, self.p = ask, facts, lhs, rhs, p
        self.proofs: list[Verdict] = []
        self.zero_is_open = False

    def verdict(self) -> Verdict | None:
        for side in (self.p, -self.p):
            found = self._side(side)
            if found.status != "proved":
                return found if found.status == "refuted" else None
            self.proofs.append(found)
        nonzero = [a for proof in self.proofs for a in proof.assumptions if a.endswith("≠ 0")]
        if self.zero_is_open:
            zero = self._zero()
            self.proofs.append(zero)
            at_zero = [f"{self.p} ≠ 0"] if zero.status != "proved" else list(zero.assumptions)
            nonzero += [a for a in at_zero if a.endswith("≠ 0")]
        return replace(
            self.proofs[0],
            reason=f"in each case of the sign of {self.p}: {self.proofs[0].reason}",
            assumptions=tuple(dict.fromkeys(nonzero)),
            method=max((proof.method for proof in self.proofs), key=lambda m: m != "pointwise"),
            certificate=None,
        )

    def _side(self, side: sp.Expr) -> Verdict:
        """The verdict for ``side >= 0``; for ``side > 0`` where that is all that can be said."""
        weak = self._under(Facts(self.facts.domain, (*self.facts.where, sp.Ge(side, 0, evaluate=False))))
        if weak.status != "undecided":
            return weak
        self.zero_is_open = True
        return self._under(_beyond(self.facts, side))

    def _under(self, facts: Facts | None) -> Verdict:
        if facts is None or contradiction(facts.inequalities(self.lhs.free_symbols))[0]:
            return _EMPTY
        return self.ask(facts, self.lhs, self.rhs)

    def _zero(self) -> Verdict:
        """The verdict for p = 0, where p can be solved for a symbol."""
        for s in sorted(self.p.free_symbols, key=str):
            slope = slope_of(self.p, s)
            if not slope:
                continue
            value = sp.expand(s - self.p / slope)
            facts = _at(self.facts, s, value)
            sides = [side.xreplace({s: value}) for side in (self.lhs, self.rhs)]
            if facts is None or any(side.has(*_UNDEFINED) for side in sides):
                return _EMPTY  # no such point, or a side without a value there
            return self.ask(facts, *sides)
        return Verdict("undecided", "")


def _beyond(facts: Facts, side: sp.Expr) -> Facts | None:
    """The facts and ``side > 0``, as an end of the domain where side is linear in a single symbol; None for no point."""
    s = next(iter(side.free_symbols), None)
    slope = slope_of(side, s) if side.free_symbols == {s} else None
    if s is not None and slope:
        end = s - side / slope
        low, high = facts.domain.get(s, (-sp.oo, sp.oo))
        if is_below(low, end) and is_below(end, high):
            return Facts({**facts.domain, s: (end, high) if slope > 0 else (low, end)}, facts.where)
    return Facts(facts.domain, (*facts.where, sp.Gt(side, 0, evaluate=False)))


def _at(facts: Facts, s: sp.Symbol, value: sp.Expr) -> Facts | None:
    """The facts with a symbol replaced by its value; None when one of them fails."""
    relations = []
    for i in facts.inequalities([s]):
        e = i.expression.xreplace({s: value})
        relation = sp.Gt(e, 0) if i.strict else sp.Ge(e, 0)
        if relation == False:  # noqa: E712 - SymPy's false
            return None
        if relation != True and e.free_symbols:  # noqa: E712
            relations.append(relation)
    unequal = [r.xreplace({s: value}) for r in facts.where if isinstance(r, sp.Ne)]
    if sp.false in unequal:
        return None
    kept = {t: ends for t, ends in facts.domain.items() if t != s and not any(e.has(s) for e in ends)}
    return Facts(kept, (*relations, *(r for r in unequal if r != True)))  # noqa: E712
