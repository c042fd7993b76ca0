"""Steps and what was decided about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from symgeom.decision.verdict import Verdict
from symgeom.notation import Notation

__all__ = ["Step", "StepVerdict"]


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
    decide: Callable[[], Verdict] = field(repr=False)
    says: bool = True

    @property
    def latex(self) -> str:
        """The statement as LaTeX."""
        return self.statement.latex


@dataclass(frozen=True)
class StepVerdict:
    """A step, where it was decided, and the verdict.

    ``part`` is the role of the part of the claim that it belongs to, "statement" for the claim itself.
    """

    step: Step
    verdict: Verdict
    scope: str
    part: str = "statement"
