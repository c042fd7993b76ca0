"""Refutation: points where the two sides of an identity differ, by balls that exclude each other.

What is here: `Refutation`, a question under facts with its points: random ones first, since they are seldom special; once one
refutes, or none does, points that people can read, the borders of closed facts among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice, repeat
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.totals import DataEntry, has_totals
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached
from symgeom.decision.verdict import Verdict, Witness

__all__ = ["BITS", "FIRST_POINTS", "MORE_POINTS", "Refutation", "complete"]

FIRST_POINTS = 3
MORE_POINTS = 40
BITS = (128, 1024, 4096)
_CASE_POINTS = 4
_PLAIN_POINTS = 60
_PLAIN_WORK = 12_000  # subexpressions to be evaluated in search of a short witness
_TRIES, _CASE_TRIES = 400, 10  # for a point; a case may be an empty one


class Refutation:
    """One identity under facts, and the points at which its sides are compared. ``depth``: the open signs that were split.

    ``dropped`` are the symbols and jets of the sides as given that their reading lost; a witness holds them too.
    """

    def __init__(
        self,
        facts: Facts,
        lhs: sp.Expr,
        rhs: sp.Expr,
        translator: Translator | None,
        depth: int,
        dropped: frozenset[sp.Expr] = frozenset(),
    ) -> None:
        self.facts, self.lhs, self.rhs, self.depth = facts, lhs, rhs, depth
        self.dropped = dropped | facts.dropped
        self.symbols = lhs.free_symbols | rhs.free_symbols.union(*(e.free_symbols for e in self.dropped))
        self.hypotheses: list[sp.Expr] = []
        if translator is not None:
            self.translator, self.hypotheses = translator, translator.hypotheses
            self.symbols |= translator.symbols
        self.symbols = {s for s in self.symbols if not isinstance(s, DataEntry)}  # drawn as they are met
        jets = has_totals(lhs) or has_totals(rhs)
        jets = jets or lhs.has(AppliedUndef) or rhs.has(AppliedUndef)
        if translator is not None:
            jets = jets or any(g.jet for g in translator.field.generators)
        self.points = _Points(facts, self.symbols, jets, _CASE_TRIES if depth else _TRIES)
        self._agreed: set[tuple[str, ...]] = set()  # points where the balls of both sides overlap

    @property
    def compared(self) -> int:
        return len(self._agreed)

    def _given(self) -> tuple[str, ...]:
        return (*self.facts.describe(self.symbols), *(f"{h} >= 0" for h in self.hypotheses))

    def _refute(self, points: Iterable[dict[sp.Symbol, Any]], bits: tuple[int, ...]) -> Verdict | None:
        for number, point in enumerate(points):
            evaluator = Evaluator(point, seed=number)
            for prec in bits:
                with precision(prec):
                    evaluator.fresh()
                    witness = self._difference(evaluator, point)
                if witness is not None:
                    return self._differ(self._shorter(evaluator.size) or witness)
        return None

    def _searched(self, bits: tuple[int, ...]) -> Verdict | None:
        """A refutation at a random point, or at a plain one, the borders of closed facts among them."""
        points, bits = (_CASE_POINTS, bits[:2]) if self.depth else (MORE_POINTS, bits)
        found = self._refute(islice(iter(self.points), points), bits)
        if found is None and (witness := self._plain_witness(0)) is not None:
            return self._differ(witness)
        return found

    def _differ(self, witness: Witness) -> Verdict:
        return Verdict("refuted", "the sides differ at a point of the domain", self._given(), witness)

    def _shorter(self, size: int) -> Witness | None:
        """A witness that is found within the limits; there is one already."""
        try:
            return self._plain_witness(size)
        except LimitReached:
            return None

    def _plain_witness(self, size: int) -> Witness | None:
        """A witness that people can read, if one of the first plain points is one; fewer are tried of large expressions."""
        tries = max(4, min(_CASE_TRIES if self.depth else _PLAIN_POINTS, _PLAIN_WORK // (size + 1)))
        for number, point in enumerate(islice(self.facts.plain_sample(self.symbols), tries)):
            with precision(BITS[0]):
                witness = self._difference(Evaluator(point, seed=number, plain=True), point)
            if witness is not None:
                return witness
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
        complete(evaluator, self.dropped)
        names = self.facts.around(self.symbols)
        shown = {str(s): str(value) for s, value in point.items() if s in names} | evaluator.jets()
        return Witness.at(shown, left, right)

    def _allowed(self, evaluator: Evaluator) -> bool:
        """The hypotheses, and the facts about undefined functions, hold for the values that were drawn."""
        return self.facts.allow(evaluator, self.hypotheses)


def complete(evaluator: Evaluator, dropped: Iterable[sp.Expr]) -> None:
    """Values for the jets that the sides as read don't hold."""
    for jet in sorted(dropped, key=sp.default_sort_key):
        if not jet.is_Symbol:
            with suppress(Undefined):
                evaluator.real(jet)


class _Points:
    """The sample points of a question, drawn once and then repeated; without symbols one, with jets one after the other."""

    def __init__(self, facts: Facts, symbols: set[sp.Symbol], jets: bool, tries: int) -> None:
        self.drawn: list[dict[sp.Symbol, Any]] = []
        known = symbols or facts.symbols()
        alone: Iterator[dict[sp.Symbol, Any]] = repeat({}) if jets else iter([{}])
        self._source = facts.sample(symbols, seed=1, tries=tries) if known else alone

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
