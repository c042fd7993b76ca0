"""What a claim's notes say: statement, hypotheses, the steps that were decided, the verdict.

Here: ``claim_view``, the data of the template ``claim.notes``. A step that was not decided carries no
equation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from symgeom.notes.layout import Display, chain, split_relations
from symgeom.notes.verdicts import VerdictView, verdict_view

__all__ = ["ClaimView", "StepView", "claim_view"]


@dataclass(frozen=True)
class StepView:
    """A step; ``display`` is absent when the step is undecided."""

    label: str
    display: Display | None
    reason: str
    scope: str
    verdict: VerdictView


@dataclass(frozen=True)
class ClaimView:
    """Everything the template of a claim reads."""

    template: str
    id: str
    title: str
    statement: str
    hypotheses: tuple[str, ...]
    expected: str
    source: str
    on: str
    verdict: VerdictView
    steps: tuple[StepView, ...]
    scopes: tuple[str, ...]


def claim_view(
    claim: Any, verdict: Any | None = None, *, prefix: str = "", on: Any | None = None
) -> ClaimView:
    """The data of a claim's notes; without a verdict the claim is checked here."""
    if verdict is None:
        verdict = claim.check(on=on) if on is not None else claim.check()
    steps = tuple(_step(entry, prefix) for entry in verdict.steps)
    return ClaimView(
        template="claim.notes",
        id=str(claim.id),
        title=str(claim.title),
        statement=str(claim.statement),
        hypotheses=tuple(str(h) for h in claim.hypotheses),
        expected=str(claim.expected),
        source=str(claim.source or ""),
        on=str(getattr(on, "name", "") or "") if on is not None else "",
        verdict=verdict_view(verdict),
        steps=steps,
        scopes=tuple(dict.fromkeys(step.scope for step in steps if step.scope)),
    )


def _step(entry: Any, prefix: str) -> StepView:
    view = verdict_view(entry.verdict)
    display = None
    if view.status in ("proved", "refuted"):
        left, right = split_relations(entry.step.latex)
        display = chain(left, right)
    return StepView(
        str(entry.step.label), display, str(entry.step.reason or ""), _scope(str(entry.scope or "")), view
    )


def _scope(text: str) -> str:
    """``d = 3`` is maths even where a checker wrote it as plain text."""
    return f"${text}$" if re.fullmatch(r"[a-z] = [\d, .]+", text) else text
