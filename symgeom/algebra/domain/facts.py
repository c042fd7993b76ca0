"""What is known about the symbols: domain, inequalities, SymPy assumptions; and points where all of it holds.

What is here: `Facts`, checked for contradiction when a caller states them (linear facts exactly, by Fourier-Motzkin
elimination), and `Facts.sample`, which draws dyadic rational points of the interior. Every symbol stands for a real
number. Facts are the only source of signs in the engine; nothing is positive on hope.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.balls import Evaluator, Undefined
from symgeom.algebra.domain.feasible import can_be_computed, contradiction, is_below, is_linear, order
from symgeom.algebra.domain.plain import plain_points
from symgeom.algebra.domain.points import points
from symgeom.algebra.domain.wording import each_once
from symgeom.errors import InputError, shown

__all__ = ["Facts", "Inequality"]

Interval = tuple[sp.Expr, sp.Expr]


@dataclass(frozen=True)
class Inequality:
    """``expression > 0``, or ``>= 0`` when it isn't strict."""

    expression: sp.Expr
    strict: bool = True

    def __str__(self) -> str:
        return f"{self.expression} {'>' if self.strict else '>='} 0"


@dataclass(frozen=True)
class Facts:
    """Domain (an open interval for a symbol) and relations that hold; symbols carry SymPy's assumptions besides.

    >>> r, R = sp.symbols("r R", positive=True)
    >>> Facts(where=(R > r,)).describe()
    ('R > r', 'R > 0', 'r > 0')
    """

    domain: Mapping[sp.Symbol, Interval] = field(default_factory=dict)
    where: tuple[sp.Basic, ...] = ()
    dropped: frozenset[sp.Symbol] = field(default=frozenset(), compare=False)  # as given, and no more as read
    _read: dict[Any, list[Inequality]] = field(default_factory=dict, compare=False, repr=False)

    # Reading ---------------------------------------------------------------------------------------------------------
    def symbols(self) -> set[sp.Symbol]:
        found: set[sp.Symbol] = set()
        for expression in self.expressions():
            found |= expression.free_symbols
        return found | set(self.domain)

    def expressions(self) -> list[sp.Expr]:
        """Every expression that a fact speaks of."""
        sides = [side for relation in self.where for side in relation.args]
        return [
            *sides,
            *(end for bounds in self.domain.values() for end in bounds if not _is_endless(end)),
        ]

    def around(self, symbols: Iterable[sp.Symbol]) -> set[sp.Symbol]:
        """The symbols, and those that the facts tie to them: what it takes to check a point."""
        ties = [relation.free_symbols for relation in self.where]
        ties += [{s} | low.free_symbols | high.free_symbols for s, (low, high) in self.domain.items()]
        found, size = set(symbols), -1
        while len(found) > size:
            size = len(found)
            found = found.union(*(tie for tie in ties if tie & found))
        return found

    def inequalities(
        self, symbols: Iterable[sp.Symbol] = (), without: Collection[sp.Symbol] = ()
    ) -> list[Inequality]:
        """Everything of the form ``expression > 0`` that is known; ``without`` the intervals of some symbols."""
        found = list(self._kept(None, lambda: [i for r in self.where for i in _inequality(r)]))
        for s, ends in self.domain.items():
            if s not in without:
                found += self._kept(s, partial(_inside, s, *ends))
        for s in sorted(self.symbols() | set(symbols), key=attrgetter("name")):
            found += _assumed(s)
        return list(dict.fromkeys(found))

    def _kept(self, key: Any, read: Callable[[], list[Inequality]]) -> list[Inequality]:
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]

    def describe(self, symbols: Iterable[sp.Symbol] = ()) -> tuple[str, ...]:
        """The facts as a reader writes them: each once, in the shape in which it was stated first."""
        lines = [(_text(relation), _inequality(relation)) for relation in self.where]
        for s, (low, high) in sorted(self.domain.items(), key=lambda item: str(item[0])):
            if _is_endless(low) and _is_endless(high):
                continue
            if _is_endless(high):
                line = f"{s} > {low}"
            else:
                line = f"{s} < {high}" if _is_endless(low) else f"{low} < {s} < {high}"
            lines.append((line, _inside(s, low, high)))
        for s in sorted(self.symbols() | set(symbols), key=attrgetter("name")):
            lines += [(_plain_text(inequality), [inequality]) for inequality in _assumed(s)]
        return each_once(lines)

    def about_functions(self) -> list[Inequality]:
        """The inequalities that speak of undefined functions: they restrict the jets, not the point."""
        return [i for i in self.inequalities() if i.expression.has(AppliedUndef)]

    def allow(self, evaluator: Evaluator, hypotheses: Sequence[sp.Expr] = ()) -> bool:
        """What the facts and hypotheses say of undefined functions holds for the jets; they are moved to make it so."""
        apart = [r.lhs - r.rhs for r in self.where if isinstance(r, sp.Ne) and r.has(AppliedUndef)]
        about = self.about_functions()
        weak = [i.expression for i in about if not i.strict]
        try:
            settled = evaluator.settle([*(i.expression for i in about), *hypotheses], weak)
            return settled and not any(evaluator.real(gap).contains(0) for gap in apart)
        except Undefined:
            return False

    def sample(
        self, symbols: Iterable[sp.Symbol], seed: int = 0, tries: int = 400
    ) -> Iterator[dict[sp.Symbol, Any]]:
        """Random interior points, dyadic rationals; the iterator ends when no more are found in so many tries."""
        names = sorted(set(symbols) | self.symbols(), key=lambda s: (str(s), s.sort_key()))
        inequalities = [i.expression for i in self.inequalities(names) if not i.expression.has(AppliedUndef)]
        unequal = [r.args for r in self.where if isinstance(r, sp.Ne) and not r.has(AppliedUndef)]
        return points(names, self.domain, inequalities, unequal, seed, tries)

    def plain_sample(self, symbols: Iterable[sp.Symbol]) -> Iterator[dict[sp.Symbol, Any]]:
        """Points that are easy to read, in a fixed order, the borders of closed facts among them."""
        names = sorted(set(symbols) | self.symbols(), key=lambda s: (str(s), s.sort_key()))
        inequalities = [i for i in self.inequalities(names) if not i.expression.has(AppliedUndef)]
        unequal = [r.args for r in self.where if isinstance(r, sp.Ne) and not r.has(AppliedUndef)]
        return plain_points(names, self.domain, inequalities, unequal)

    # Checks ----------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """Raise `InputError` for an empty domain or contradicting facts."""
        alone = set()  # symbols that only their own interval speaks of
        unsure = []
        related = {s for relation in self.where for s in relation.free_symbols}
        related |= {s for bounds in self.domain.values() for end in bounds for s in end.free_symbols}
        for s, (low, high) in self.domain.items():
            if is_below(low, high):
                alone |= {s} - related if _free(s) else set()
            elif not low.free_symbols and not high.free_symbols:
                _check_numbers(s, low, high)
            elif not (is_linear(low) and is_linear(high)):
                unsure.append(s)
        clash, complete = contradiction([*self.inequalities(without=alone), *self._of_functions()])
        if clash:
            raise InputError(
                f"the facts contradict each other: no real numbers satisfy {clash}. Drop or correct one."
            )
        if complete and not any(isinstance(r, sp.Ne) for r in self.where) and all(map(_real, self.symbols())):
            return
        for s in unsure:
            self._check_interval(s)
        if any(s.is_irrational for s in self.symbols()):
            return  # points are rational
        if next(self.sample(()), None) is None:
            facts = ", ".join(self.describe())
            raise InputError(
                f"no point was found where all the facts hold: {facts}. Do they contradict each other?"
            )

    def _of_functions(self) -> list[Inequality]:
        """The signs that the undefined functions in the facts are declared to have."""
        found: set[sp.Expr] = set().union(*(r.atoms(AppliedUndef) for r in self.where))
        positive = [Inequality(f, bool(f.is_positive)) for f in found if f.is_nonnegative]
        return positive + [Inequality(-f, bool(f.is_negative)) for f in found if f.is_nonpositive]

    def _check_interval(self, s: sp.Symbol) -> None:
        low, high = self.domain[s]
        if (low >= high) == True:  # noqa: E712 - a SymPy relation, undecided for symbolic ends
            raise InputError(f"the domain of {s} is empty: ({low}, {high}). Give the smaller end first.")


def _check_numbers(s: sp.Symbol, low: sp.Expr, high: sp.Expr) -> None:
    """Ends that are numbers and not in order for sure: say what is wrong with them."""
    for end in (low, high):
        if not can_be_computed(end):
            raise InputError(
                f"the end {shown(end)} of the domain of {s} can't be computed here (it is too large, or no rule computes "
                "it); give a number next to it"
            )
    if order(low, high) > 0:
        raise InputError(f"the domain of {s} is empty: ({low}, {high}). Give the smaller end first.")
    raise InputError(
        f"the ends of the domain of {s} can't be told apart: ({low}, {high}); give rational numbers"
    )


def _real(s: sp.Symbol) -> bool:
    """Nothing is assumed of the symbol but a sign."""
    return "rational" not in s.assumptions0


def _free(s: sp.Symbol) -> bool:
    return _real(s) and not _assumed(s)


def _inequality(relation: sp.Basic) -> list[Inequality]:
    if isinstance(relation, sp.Ne):
        return []
    difference = relation.gts - relation.lts
    return [Inequality(difference, isinstance(relation, sp.Gt | sp.Lt))]


def _inside(s: sp.Symbol, low: sp.Expr, high: sp.Expr) -> list[Inequality]:
    """s lies between the ends."""
    above = [] if _is_endless(low) else [Inequality(s - low)]
    return above if _is_endless(high) else [*above, Inequality(high - s)]


def _is_endless(end: sp.Expr) -> bool:
    """An infinite end; of multiples of pi SymPy need not be asked."""
    if end.is_Rational or (end.is_Mul and end.args[0].is_Rational and end.args[1:] == (sp.pi,)):
        return False
    return end.is_finite is False


def _assumed(s: sp.Symbol) -> list[Inequality]:
    declared = s.assumptions0
    if declared.get("zero"):
        return []
    if declared.get("positive"):
        return [Inequality(s)]
    if declared.get("negative"):
        return [Inequality(-s)]
    if declared.get("nonnegative"):
        return [Inequality(s, strict=False)]
    if declared.get("nonpositive"):
        return [Inequality(-s, strict=False)]
    return []


def _text(relation: sp.Basic) -> str:
    left, right = relation.args
    if left.is_Number and not right.is_Number:
        relation = relation.reversed
    return f"{relation.lhs} {'≠' if isinstance(relation, sp.Ne) else relation.rel_op} {relation.rhs}"


def _plain_text(inequality: Inequality) -> str:
    """A sign of a symbol; SymPy would evaluate the relation to True."""
    e, relation = inequality.expression, (">", "<") if inequality.strict else (">=", "<=")
    return f"{e} {relation[0]} 0" if e.is_Symbol else f"{-e} {relation[1]} 0"
