"""What a claim's notes say: statement, hypotheses, the steps that were decided, the verdict, and the statements beside it.

Here: ``claim_view``, the data of the template ``claim.notes``. A step that was not decided carries no
equation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgeom.notes.code import claim_code
from symgeom.notes.verdicts import VerdictView, spoken, verdict_view
from symgeom.typeset.layout import Display, chain, split_relations

__all__ = ["ClaimView", "SectionView", "StepView", "claim_view"]


@dataclass(frozen=True)
class StepView:
    """Equations of one reason; ``verdict`` is the worst one over the settings, reached in the setting ``scope``."""

    number: int
    display: Display
    reason: str
    proved: str  # the settings in which it was proved
    scope: str
    verdict: VerdictView


@dataclass(frozen=True)
class SectionView:
    """The claim's own steps (role "statement"), or a statement beside it with its steps."""

    role: str
    statement: str
    status: str
    steps: tuple[StepView, ...]


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
    verdict: VerdictView
    sections: tuple[SectionView, ...]
    roles: tuple[str, ...]
    code: str = ""  # the Python that decides it


def claim_view(claim: Any, verdict: Any | None = None, *, on: Any | None = None) -> ClaimView:
    """The data of a claim's notes; without a verdict the claim is checked here."""
    if verdict is None:
        verdict = claim.check(on=on) if on is not None else claim.check()
    sections = _sections(claim, verdict.steps)
    return ClaimView(
        template="claim.notes",
        id=str(claim.id),
        title=str(claim.title),
        statement=str(claim.statement),
        hypotheses=tuple(str(h) for h in claim.hypotheses),
        expected=str(claim.expected),
        source=str(claim.source or ""),
        verdict=verdict_view(verdict),
        sections=sections,
        roles=tuple(section.role for section in sections),
        code=claim_code(claim, on),
    )


def _sections(claim: Any, entries: Iterable[Any]) -> tuple[SectionView, ...]:
    """The claim's own steps, then each statement beside it with the steps of its scopes."""
    parts = tuple(getattr(claim, "parts", ()))
    owner = _owners(parts)
    groups: dict[int, list[Any]] = {-1: []} | {k: [] for k in range(len(parts))}
    for entry in entries:
        role = str(getattr(entry, "part", "statement"))
        candidates = [k for k, part in enumerate(parts) if part.role == role]
        first = candidates[0] if candidates else -1
        groups[owner.get(str(entry.scope), first) if len(candidates) > 1 else first].append(entry)
    number, sections = 0, []
    for k, group in groups.items():
        if group:
            role, statement = (parts[k].role, str(parts[k].statement)) if k >= 0 else ("statement", "")
            steps = _steps(group, role, number)
            number += len(steps)
            statuses = {str(entry.verdict.status) for entry in group}
            status = next((s for s in ("refuted", "undecided") if s in statuses), "proved")
            sections.append(SectionView(role, statement, status, steps))
    return tuple(sections)


def _owners(parts: Sequence[Any]) -> Mapping[str, int]:
    """Which of several statements of one role a scope belongs to."""
    roles = [part.role for part in parts]
    return {
        f"{part.role}: {scope}": k
        for k, part in enumerate(parts)
        if roles.count(part.role) > 1
        for scope, _ in part.in_general()
    }


def _steps(entries: Iterable[Any], role: str, number: int) -> tuple[StepView, ...]:
    """The steps of one family of settings after the other; equations that share a reason stand together."""
    steps: list[StepView] = []
    for family in _families(entries, role):
        for (latex, reason), group in family.items():
            step = _step(number + len(steps) + 1, latex, reason, group, role)
            last = steps[-1] if steps else None
            if last and reason == last.reason and step.proved == last.proved and _both_proved(step, last):
                steps[-1] = replace(last, display=Display(last.display.rows + step.display.rows))
            else:
                steps.append(step)
    return tuple(steps)


_Family = dict[tuple[str, str], list[Any]]


def _families(entries: Iterable[Any], role: str) -> Iterable[_Family]:
    """Equation and reason to where it was decided, by families: ``graph, d = 1`` and ``graph, d = 2`` are one.

    Families with the same equations are one as well. In a family the steps of one label stand together.
    """
    found: dict[str, _Family] = {}
    labels: dict[tuple[str, str], str] = {}
    for entry in entries:
        key = (str(entry.step.latex), str(entry.step.reason or ""))
        labels.setdefault(key, str(entry.step.label))
        found.setdefault(_head(str(entry.scope or "").removeprefix(f"{role}: ")), {}).setdefault(
            key, []
        ).append(entry)
    families: dict[frozenset[tuple[str, str]], _Family] = {}
    for family in found.values():
        same = families.setdefault(frozenset(family), {key: [] for key in family})
        for key, group in family.items():
            same[key] += group
    for family in families.values():
        order = list(dict.fromkeys(labels[key] for key in family))
        yield dict(sorted(family.items(), key=lambda item: order.index(labels[item[0]])))


def _head(scope: str) -> str:
    head, _, dimension = scope.rpartition("d = ")
    return head if dimension.isdigit() else scope


def _both_proved(a: StepView, b: StepView) -> bool:
    return a.verdict.status == b.verdict.status == "proved"


def _step(number: int, latex: str, reason: str, group: Sequence[Any], role: str) -> StepView:
    worst = min(group, key=lambda entry: ("refuted", "undecided", "proved").index(str(entry.verdict.status)))
    left, right = split_relations(latex)
    proved = [entry for entry in group if str(entry.verdict.status) == "proved"]
    scope = str(worst.scope or "").removeprefix(f"{role}: ")
    return StepView(
        number,
        chain(left, right),
        reason,
        _settings(str(entry.scope or "").removeprefix(f"{role}: ") for entry in proved),
        _scope(scope),
        verdict_view(worst.verdict, said=scope),
    )


def _settings(scopes: Iterable[str]) -> str:
    """``graph, d = 1`` and ``graph, d = 2`` as ``graph, $d = 1, 2$``."""
    merged: dict[str, list[str]] = {}
    for scope in scopes:
        dimension = scope.rpartition("d = ")[2]
        merged.setdefault(_head(scope), []).extend([dimension] if dimension.isdigit() else [])
    texts = [
        f"{head}$d = {', '.join(dict.fromkeys(found))}$" if found else head for head, found in merged.items()
    ]
    return "; ".join(_scope(text) for text in texts if text)


def _scope(text: str) -> str:
    """``d = 3``, ``any d`` and powers with their maths, where a checker wrote plain text."""
    return spoken(text if "$" in text else re.sub(r"\bd( = \d+)?\b", r"$d\1$", text))
