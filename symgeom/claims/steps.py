"""Steps and what was decided about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from symgeom.algebra.verdict import Verdict

__all__ = ["Step", "StepVerdict"]


@dataclass(frozen=True)
class Step:
    """An equality or an inequality with a reason. ``latex`` is made from the two sides; `decide` decides it."""

    label: str
    latex: str
    reason: str
    decide: Callable[[], Verdict] = field(repr=False)


@dataclass(frozen=True)
class StepVerdict:
    """A step, where it was decided, and the verdict.

    ``part`` is the role of the part of the claim that it belongs to, "statement" for the claim itself.
    """

    step: Step
    verdict: Verdict
    scope: str
    part: str = "statement"
