"""Deciding an identity of unspecified dimension.

Equal normal forms prove it for every d, after one exact instance has shown that both sides are defined and
agree. Different normal forms prove nothing by themselves (an identity may hold under facts that are not
stated, or only fail for large d): a refutation is an instance where both sides are defined and differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from symgeom.algebra.words.evaluation import evaluate
from symgeom.algebra.words.exact import Matrix
from symgeom.algebra.words.expression import Expression
from symgeom.errors import InputError, SymgeomError

if TYPE_CHECKING:
    from symgeom.algebra.words.frames import Alphabet

__all__ = ["Decision", "Witness", "decide"]

DIMENSIONS = (2, 3, 1, 4)
SEEDS = 3


@dataclass(frozen=True)
class Witness:
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
    witness: Witness | None = None
    method: str = "any dimension"
    seconds: float = 0.0

    def __bool__(self) -> bool:
        return self.status == "proved"


def decide(alphabet: Alphabet, left: Expression, right: Expression | int) -> Decision:
    """Prove or refute ``left = right`` for every d."""
    start = perf_counter()
    if isinstance(right, int):
        right = alphabet.number(right) if left.is_scalar or right else alphabet.zero(left.rows, left.columns)
    difference = left - right

    def verdict(
        status: Literal["proved", "refuted", "undecided"], reason: str, witness: Witness | None = None
    ) -> Decision:
        return Decision(
            status=status,
            reason=reason,
            latex=f"{left.latex} = {right.latex}",
            difference=difference.normal_latex,
            assumptions=tuple(rf"{divisor} \neq 0" for divisor in sorted(difference.divisors)),
            witness=witness,
            seconds=perf_counter() - start,
        )

    if difference.is_zero:
        return _proved(alphabet, left, right, verdict)
    for seed in range(SEEDS):
        for d in DIMENSIONS:
            witness = _compare(alphabet, left, right, d, seed)
            if isinstance(witness, Witness):
                return verdict("refuted", f"the two sides differ for d = {d}.", witness)
    reason = "the normal forms differ, but no instance with d = 1..4 tells the sides apart."
    return verdict("undecided", reason)


def _proved(
    alphabet: Alphabet, left: Expression, right: Expression, verdict: Callable[..., Decision]
) -> Decision:
    for seed in range(SEEDS):
        for d in DIMENSIONS:
            found = _compare(alphabet, left, right, d, seed)
            if isinstance(found, Witness):
                raise SymgeomError(
                    f"{left.latex} = {right.latex} was proved by normal form but fails at {found.point}: "
                    f"{found.left} against {found.right}. Symgeom or a fact is wrong; please report it."
                )
            if found:
                return verdict("proved", "both sides have the same normal form, for every d.")
    return verdict(
        "undecided", "the normal forms agree, but no instance was found where both sides are defined."
    )


def _compare(alphabet: Alphabet, left: Expression, right: Expression, d: int, seed: int) -> Witness | bool:
    """A witness when the sides differ, True when they agree, False when one is not defined there."""
    _check_facts(alphabet, d, seed)
    instance = alphabet.instance(d, seed=seed)
    try:
        a, b = evaluate(left, instance), evaluate(right, instance)
    except ZeroDivisionError:
        return False
    if a == b:
        return True
    return Witness(d, {name: show(value) for name, value in instance.used().items()}, show(a), show(b))


def _check_facts(alphabet: Alphabet, d: int, seed: int) -> None:
    """An instance counts only where all facts hold; so contradictory facts are noticed."""
    key = (d, seed, len(alphabet.facts))
    if key in alphabet.checked:
        return
    instance = alphabet.instance(d, seed=seed)
    for left, right in alphabet.facts:
        if evaluate(left, instance) != evaluate(right, instance):
            raise InputError(
                f"the fact {left.latex} = {right.latex} fails at an instance with d = {d}; "
                "give its letters a sampler that satisfies it."
            )
    alphabet.checked.add(key)


def show(a: Matrix) -> str:
    """A matrix of fractions as text."""
    rows = ["[" + ", ".join(str(x) for x in row) + "]" for row in a]
    return str(a[0][0]) if len(a) == 1 and len(a[0]) == 1 else "[" + ", ".join(rows) + "]"
