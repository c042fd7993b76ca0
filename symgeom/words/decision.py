"""Deciding an identity of unspecified dimension.

Equal normal forms prove it for every d, after exact instances with d = 1..4 that satisfy the facts have shown
that both sides are defined and agree; where none is found for some d, the verdict says so. Different normal
forms prove nothing by themselves (an identity may hold under facts that are not stated, or only fail for large
d): a refutation is an instance where both sides are defined and differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from symgeom.errors import InputError, SymgeomError
from symgeom.words.assumptions import assumed
from symgeom.words.evaluation import evaluate
from symgeom.words.exact import Matrix
from symgeom.words.expression import Expression
from symgeom.words.substitution import renormalised

if TYPE_CHECKING:
    from symgeom.words.frames import Alphabet

__all__ = ["Decision", "InstanceWitness", "as_map", "decide"]

DIMENSIONS = (2, 3, 1, 4)
SEEDS, MORE_SEEDS = 3, 6


@dataclass(frozen=True)
class InstanceWitness:
    """An instance where the two sides differ: d, the values of the letters, both values; all exact."""

    d: int
    values: dict[str, str]
    left: str
    right: str

    @property
    def point(self) -> dict[str, str]:
        """d and the values in one mapping."""
        return {"d": str(self.d), **self.values}


@dataclass(frozen=True)
class Decision:
    """The verdict on an identity; `difference` is the normal form of left - right as LaTeX."""

    status: Literal["proved", "refuted", "undecided"]
    reason: str
    latex: str
    difference: str
    assumptions: tuple[str, ...] = ()
    witness: InstanceWitness | None = None
    method: str = "any dimension"
    seconds: float = 0.0

    def __bool__(self) -> bool:
        return self.status == "proved"


def decide(alphabet: Alphabet, left: Expression | int, right: Expression | int) -> Decision:
    """Prove or refute ``left = right`` for every d."""
    start = perf_counter()
    left, right = as_map(alphabet, left, right), as_map(alphabet, right, left)
    alphabet.own(left), alphabet.own(right)
    difference = left - right
    terms = difference.terms
    if terms and alphabet.facts:
        terms = renormalised(difference)  # with the facts that were stated since
    found = _refuted(alphabet, left, right) if terms else _proved(alphabet, left, right)
    status, reason, witness, scope = found
    return Decision(
        status=status,
        reason=reason,
        latex=f"{left.latex} = {right.latex}",
        difference=difference.normal_latex,
        assumptions=(*assumed(alphabet, left, right, difference), *scope),
        witness=witness,
        seconds=perf_counter() - start,
    )


def as_map(alphabet: Alphabet, value: Any, like: Any) -> Expression:
    """An integer as a scalar, or 0 as the zero map, of the shape of the other side."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, int) and not value and isinstance(like, Expression):
        return alphabet.number(0) if like.is_scalar else alphabet.zero(like.rows, like.columns)
    return alphabet.number(value)


Status = Literal["proved", "refuted", "undecided"]
_Found = tuple[Status, str, InstanceWitness | None, tuple[str, ...]]


def _refuted(alphabet: Alphabet, left: Expression, right: Expression) -> _Found:
    """The verdict for sides whose normal forms differ."""
    seen = False
    for seed in range(SEEDS):
        for d in DIMENSIONS:
            outcome = _compare(alphabet, left, right, d, seed)
            if isinstance(outcome, InstanceWitness):
                return "refuted", f"the two sides differ for d = {d}.", outcome, ()
            seen = seen or outcome is not None
    if not seen:
        _fails(alphabet, left, right, DIMENSIONS)
    reason = "the normal forms differ, but no instance with d = 1..4 tells the sides apart."
    return "undecided", reason, None, ()


def _proved(alphabet: Alphabet, left: Expression, right: Expression) -> _Found:
    """The verdict for sides whose normal forms are equal: they are compared for each of d = 1..4."""
    agreed, defined = [], []
    for d in sorted(DIMENSIONS):
        outcomes = []
        for seed in range(MORE_SEEDS):
            outcomes.append(_compare(alphabet, left, right, d, seed))
            if outcomes[-1]:
                break
        for found in outcomes:
            if isinstance(found, InstanceWitness):
                raise SymgeomError(
                    f"{left.latex} = {right.latex} was proved by normal form but fails at {found.point}: "
                    f"{found.left} against {found.right}. Symgeom or a fact is wrong; please report it."
                )
        agreed += [d] if True in outcomes else []
        defined += [d] if set(outcomes) != {None} else []
    missing = [d for d in DIMENSIONS if d not in defined]
    if max(DIMENSIONS) in missing:
        _fails(alphabet, left, right, missing)
    if not agreed:
        reason = "the normal forms agree, but no instance was found where both sides are defined."
        return "undecided", reason, None, ()
    return "proved", f"both sides have the same normal form, for {_every(agreed)}.", None, _scope(agreed)


def _every(agreed: list[int]) -> str:
    scope = _scope(agreed)
    return "every d" if not scope else f"every d with {scope[0]}"


def _scope(agreed: list[int]) -> tuple[str, ...]:
    """What is to be said of d, where an instance was found for some of d = 1..4 only."""
    if len(agreed) == len(DIMENSIONS):
        return ()
    if agreed == [*range(agreed[0], max(DIMENSIONS) + 1)]:
        return (f"d ≥ {agreed[0]}",)
    return (f"d = {', '.join(map(str, agreed))}",)


def _compare(
    alphabet: Alphabet, left: Expression, right: Expression, d: int, seed: int
) -> InstanceWitness | bool | None:
    """A witness when the sides differ, True when they agree, False when one is not defined there, None without facts."""
    if _failing(alphabet, d, seed) is not None:
        return None
    instance = alphabet.instance(d, seed=seed)
    try:
        a, b = evaluate(left, instance), evaluate(right, instance)
    except ZeroDivisionError:
        return False
    if a == b:
        return True
    return InstanceWitness(
        d, {name: show(value) for name, value in instance.used().items()}, show(a), show(b)
    )


def _failing(alphabet: Alphabet, d: int, seed: int) -> tuple[Expression, Expression] | None:
    """A fact that doesn't hold at an instance: it counts only where all do, so contradictory facts are noticed.

    A fact that holds at some instances with this d by accident counts as one that fails.
    """
    for each in sorted({*range(SEEDS), seed}):
        key = (d, each, len(alphabet.facts))
        if key not in alphabet.checked:
            instance = alphabet.instance(d, seed=each)
            failing = (f for f in alphabet.facts if evaluate(f[0], instance) != evaluate(f[1], instance))
            alphabet.checked[key] = next(failing, None)
        if (fact := alphabet.checked[key]) is not None:
            return fact
    return None


def _fails(alphabet: Alphabet, left: Expression, right: Expression, missing: Iterable[int]) -> NoReturn:
    d = max(missing)
    fact = _failing(alphabet, d, 0)
    assert fact is not None
    raise InputError(
        f"{left.latex} = {right.latex} can't be decided: the fact {fact[0].latex} = {fact[1].latex} fails at the instances "
        f"with d = {d}. Give its letters a sampler that satisfies it; a fact has to hold for every d from some d on."
    )


def show(a: Matrix) -> str:
    """A matrix of fractions as text."""
    rows = ["[" + ", ".join(str(x) for x in row) + "]" for row in a]
    return str(a[0][0]) if len(a) == 1 and len(a[0]) == 1 else "[" + ", ".join(rows) + "]"
