"""Steps of unspecified dimension: the frames of `words`, and verdicts on equalities between their expressions."""

from __future__ import annotations

from typing import Any

from symgeom.claims.steps import Step
from symgeom.decision.verdict import Verdict, Witness
from symgeom.errors import InputError
from symgeom.notation.composed import equation
from symgeom.words import Expression, GraphFrame, MovingFrame, Stack
from symgeom.words.statement import letters, parts

__all__ = ["AnyDimension"]


class AnyDimension:
    """The frames of unspecified dimension: ``graph`` of an arbitrary function, ``moving`` for any parametrization."""

    def __init__(self) -> None:
        self.graph = GraphFrame()
        self.moving = MovingFrame()
        self._symbols: dict[tuple[int, str], Expression] = {}

    def step(self, label: str, left: Any, right: Any, reason: str) -> Step:
        """The step ``left = right`` between words, or between ambient vectors of a graph (stacks)."""
        left, right = _sides(left, right)
        for side in (left, right):
            for part in (side.top, side.bottom) if isinstance(side, Stack) else (side,):
                self._know(part)
        statement = equation(left.notation, right.notation)
        says = left.latex != right.latex and any(_letters(side) for side in (left, right))
        return Step(label, statement, reason, lambda: self.decide(left, right), says)

    def decide(self, left: Any, right: Any) -> Verdict:
        """Decide an equality for every dimension."""
        left, right = _sides(left, right)
        alphabet: Any = left.top.alphabet if isinstance(left, Stack) else left.alphabet
        decision = (
            alphabet.decide_stacks(left, right) if isinstance(left, Stack) else alphabet.decide(left, right)
        )
        witness = decision.witness
        return Verdict(
            decision.status,
            decision.reason,
            decision.assumptions,
            None if witness is None else Witness(witness.point, witness.left, witness.right),
            method=decision.method,
            seconds=decision.seconds,
        )

    def _know(self, e: Expression) -> None:
        """Every symbol in the formula, and the formula as a whole, has one value in its frame."""
        texts = [(part.latex, part) for part in parts(e) if part.stated.operation in _SYMBOLS]
        declared = e.alphabet.symbols
        for latex, part in [*texts, (e.latex, e)]:
            letter = next((n for n, text in declared.items() if text == latex), None)
            known = self._symbols.setdefault((id(e.alphabet), latex), _reserved(latex, part))
            clash = not _same(known, part) or (letter is not None and not e.alphabet.is_symbol(letter, part))
            if clash:
                raise InputError(
                    f"{latex} stands for two different values, and the printed equation would not be the one that is "
                    "decided. Give one of them a name of its own: value.named(r'\\tilde ...')."
                )


def _reserved(latex: str, e: Expression) -> Expression:
    """What a text stands for by itself: a number, the dimension, the identity; else the expression."""
    f = e.alphabet
    if latex.isdecimal():
        return f.number(int(latex)) if e.is_scalar else f.zero(e.rows, e.columns)
    if latex == "d":
        return f.d
    return f.identity_on(e.rows) if latex == "I" and e.rows == e.columns else e


_SYMBOLS = ("letter", "named", "generator")
_ZEROS = {"zero", "number"}


def _same(a: Expression, b: Expression) -> bool:
    zero = {a.stated.operation, b.stated.operation} <= _ZEROS and not (a.terms or b.terms)
    return a is b or zero or ((a.rows, a.columns) == (b.rows, b.columns) and not (a - b).terms)


def _sides(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides as expressions of one frame; an integer takes the shape of the other side where it can."""
    whole = left if isinstance(left, Expression | Stack) else right
    if not isinstance(whole, Expression | Stack):
        raise InputError(f"a step is between expressions of a frame, not between {left!r} and {right!r}")
    if isinstance(whole, Stack):
        if not (isinstance(left, Stack) and isinstance(right, Stack)):
            raise InputError(f"{whole.latex} is a vector of the ambient space, and the other side is none")
        return left, right
    own = whole.alphabet
    return own.own(own.as_map(left, right)), own.own(own.as_map(right, left))


def _letters(side: Any) -> bool:
    sides = (side.top, side.bottom) if isinstance(side, Stack) else (side,)
    return any(letters(e) or any(node.stated.data[:1] == ("root",) for node in parts(e)) for e in sides)
