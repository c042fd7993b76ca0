"""Steps and what was decided about them: `Step`, `StepVerdict`, and where a verdict was found (`at_entry`, `located`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from symgeom.decision.verdict import Verdict
from symgeom.errors import InputError
from symgeom.notation.tree import Notation

__all__ = ["Step", "StepVerdict", "at_entry", "located"]


@dataclass(frozen=True)
class Step:
    """An equality or an inequality with a reason: ``statement`` is how it is written, `decide` decides it.

    The reason leads to the equation: "by definition" is printed with a colon behind it. One that the equation stands in the
    middle of says where: "since N has length one, … is tangent"; one that goes on into the equation ends with "…".

    ``says`` is False for a step that says nothing of the claim's subject: both sides are one and the same term, or neither
    of them holds a quantity or a letter.
    """

    label: str
    statement: Notation
    reason: str
    decide: Callable[[], Verdict] = field(repr=False, compare=False)
    says: bool = True

    @property
    def latex(self) -> str:
        """The statement as LaTeX."""
        return self.statement.latex

    def __reduce__(self) -> Any:
        """What it says is carried to another process, and the field that it is decided in is not."""
        return Step, (self.label, self.statement, self.reason, _decided_elsewhere, self.says)


def _decided_elsewhere() -> Verdict:
    raise InputError(
        "this step is a copy, and its field is not: decide it where it was made, or check its claim again"
    )


@dataclass(frozen=True)
class StepVerdict:
    """A step, where it was decided, and the verdict.

    ``part`` is the role of the part of the claim that it belongs to, "statement" for the claim itself.
    """

    step: Step
    verdict: Verdict
    scope: str
    part: str = "statement"


def at_entry(verdict: Verdict, at: tuple[int, ...]) -> Verdict:
    """The verdict on an entry, which its reason names, counted from 1."""
    if not at:
        return verdict
    where = ", ".join(str(i + 1) for i in at)
    return replace(verdict, reason=f"entry ({where}): {verdict.reason}")


def located(verdict: Verdict, at: Mapping[Any, Any] | None) -> Verdict:
    """The verdict with the values that were put in, in the point of its witness."""
    if verdict.witness is None or not at:
        return verdict
    point = dict(verdict.witness.point) | {str(s): str(value) for s, value in at.items()}
    return replace(verdict, witness=replace(verdict.witness, point=point))
