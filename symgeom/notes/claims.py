"""What a claim's notes say: statement, hypotheses, the steps that were decided, the verdict.

Here: ``claim_view``, the data of the template ``claim.notes``. A step that was not decided carries no
equation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from symgeom.notes.layout import Display, chain, split_relations
from symgeom.notes.verdicts import VerdictView, verdict_view

__all__ = ["ClaimView", "StepView", "claim_view"]


@dataclass(frozen=True)
class StepView:
    """An equation with its reason; ``verdict`` is the worst one over the settings, reached in the setting ``scope``."""

    number: int
    display: Display
    reason: str
    proved: str  # the settings in which it was proved
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


def claim_view(claim: Any, verdict: Any | None = None, *, on: Any | None = None) -> ClaimView:
    """The data of a claim's notes; without a verdict the claim is checked here."""
    if verdict is None:
        verdict = claim.check(on=on) if on is not None else claim.check()
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
        steps=_steps(verdict.steps),
    )


def _steps(entries: Iterable[Any]) -> tuple[StepView, ...]:
    """The steps, each once: a checker decides the same equation in several settings."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for entry in entries:
        groups.setdefault((str(entry.step.latex), str(entry.step.reason or "")), []).append(entry)
    return tuple(
        _step(k + 1, latex, reason, group) for k, ((latex, reason), group) in enumerate(groups.items())
    )


def _step(number: int, latex: str, reason: str, group: Sequence[Any]) -> StepView:
    worst = min(group, key=lambda entry: ("refuted", "undecided", "proved").index(str(entry.verdict.status)))
    left, right = split_relations(latex)
    return StepView(
        number,
        chain(left, right),
        reason,
        _settings(str(entry.scope or "") for entry in group if str(entry.verdict.status) == "proved"),
        _scope(str(worst.scope or "")),
        verdict_view(worst.verdict),
    )


def _settings(scopes: Iterable[str]) -> str:
    """``graph, d = 1`` and ``graph, d = 2`` as ``graph, $d = 1, 2$``."""
    merged: dict[str, list[str]] = {}
    for scope in scopes:
        head, _, dimension = scope.rpartition("d = ")
        merged.setdefault(head if dimension.isdigit() else scope, []).extend(
            [dimension] if dimension.isdigit() else []
        )
    texts = [
        f"{head}$d = {', '.join(dict.fromkeys(found))}$" if found else head for head, found in merged.items()
    ]
    return "; ".join(_scope(text) for text in texts if text)


def _scope(text: str) -> str:
    """``d = 3`` and ``any d`` with their maths, where a checker wrote plain text."""
    return text if "$" in text else re.sub(r"\bd( = \d+)?\b", r"$d\1$", text)
