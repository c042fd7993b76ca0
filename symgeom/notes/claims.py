"""What a claim's notes say: statement, hypotheses, the steps that were decided, the verdict, and the statements beside it.

Here: ``claim_view``, the data of the template ``claim.notes``. A step that was not decided carries no
equation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgeom.notation.composed import dotted
from symgeom.notation.tree import Notation
from symgeom.notes.bibliography import cited
from symgeom.notes.code import claim_code
from symgeom.notes.verdicts import VerdictView, spoken, verdict_view
from symgeom.typeset.layout import Display, chain

__all__ = ["ClaimView", "SectionView", "StepView", "claim_view", "with_references"]


@dataclass(frozen=True)
class StepView:
    """Equations of one reason; ``verdict`` is the worst one over the settings, reached in the setting ``scope``."""

    number: int
    statements: tuple[Notation, ...]
    display: Display
    reason: str  # what leads to it
    after: str  # what follows from it
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
    again: tuple[str, ...] = ()  # where equations that are proved for every dimension were decided once more


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
    references: tuple[str, ...] = ()  # the works that the source cites, numbered
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
        verdict=_not_given(verdict_view(verdict), claim.hypotheses),
        sections=sections,
        roles=tuple(section.role for section in sections),
        code=claim_code(claim, on),
    )


def with_references(view: ClaimView) -> ClaimView:
    """The view with numbers for the works that its source cites, and these works."""
    (source,), works = cited([view.source])
    numbered = tuple(f"[{number}] {work}" for number, work in enumerate(works, 1))
    return replace(view, source=source, references=numbered)


def _not_given(verdict: VerdictView, hypotheses: Iterable[str]) -> VerdictView:
    """The verdict without the assumption that the hypotheses name in other words."""
    if not any("$N$ is the downward normal" in hypothesis for hypothesis in hypotheses):
        return verdict
    kept = tuple(text for text in verdict.assumptions if "downward" not in text)
    return replace(verdict, assumptions=kept)


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
            sections.append(SectionView(role, statement, status, *_without_repetitions(steps)))
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
        for (statement, reason), group in family.items():
            step = _step(number + len(steps) + 1, statement, reason, group, role)
            last = steps[-1] if steps else None
            if (
                last
                and step.reason == last.reason
                and step.after == last.after
                and step.proved == last.proved
                and _both_proved(step, last)
            ):
                both = (*last.statements, *step.statements)
                display = replace(last.display, rows=last.display.rows + step.display.rows)
                steps[-1] = replace(last, statements=both, display=display)
            else:
                steps.append(step)
    return tuple(steps)


def _without_repetitions(steps: tuple[StepView, ...]) -> tuple[tuple[StepView, ...], tuple[str, ...]]:
    """The steps without those that repeat, entry by entry, an equation shown for any dimension; and where they did."""
    general = [step for step in steps if step.proved == ANY and step.verdict.status == "proved"]
    known = {said for step in general for said in _said(step)}
    kept, again = [], []
    for step in steps:
        if step.proved in ("", ANY) or step.verdict.status != "proved" or not known.issuperset(_said(step)):
            kept.append(step)
        else:
            again.append(step.proved)
    return tuple(kept), tuple(dict.fromkeys(again))


def _said(step: StepView) -> list[str]:
    """The equations of a step without what differs in print alone: spaces, the size of brackets."""
    return [
        re.sub(r"\\,|\s|\\left|\\right|(?<=[\^_])\{(\w)\}", r"\1", _with_dots(statement).latex)
        for statement in step.statements
    ]


def _with_dots(a: Notation) -> Notation:
    """Scalar products with a dot: what words write in angle brackets."""
    parts = tuple(map(_with_dots, a.parts))
    return dotted(*parts) if a.operation == "inner" else replace(a, parts=parts)


_Family = dict[tuple[Notation, str], list[Any]]


def _families(entries: Iterable[Any], role: str) -> Iterable[_Family]:
    """Equation and reason to where it was decided, by families: ``graph, d = 1`` and ``graph, d = 2`` are one.

    The general ones, and families with the same equations, are one as well. In a family the steps of one label stand together.
    """
    found: dict[str, _Family] = {}
    labels: dict[tuple[Notation, str], str] = {}
    for entry in entries:
        key = (entry.step.statement, str(entry.step.reason or ""))
        labels.setdefault(key, str(entry.step.label))
        found.setdefault(_head(str(entry.scope or "").removeprefix(f"{role}: ")), {}).setdefault(
            key, []
        ).append(entry)
    families: dict[frozenset[Any], _Family] = {}
    for head, family in found.items():
        same = families.setdefault(frozenset(_GENERAL if head in _GENERAL else family), {})
        for key, group in family.items():
            same.setdefault(key, []).extend(group)
    for family in families.values():
        order = list(dict.fromkeys(labels[key] for key in family))
        yield dict(sorted(family.items(), key=lambda item: order.index(labels[item[0]])))


def _head(scope: str) -> str:
    head, _, dimension = scope.rpartition("d = ")
    return head if dimension.isdigit() else scope


def _both_proved(a: StepView, b: StepView) -> bool:
    return a.verdict.status == b.verdict.status == "proved"


def _step(number: int, statement: Notation, reason: str, group: Sequence[Any], role: str) -> StepView:
    worst = min(group, key=lambda entry: ("refuted", "undecided", "proved").index(str(entry.verdict.status)))
    left, right = statement.parts
    proved = [entry for entry in group if str(entry.verdict.status) == "proved"]
    scope = str(worst.scope or "").removeprefix(f"{role}: ")
    before, _, after = reason.partition("…")
    if "…" in reason:  # the equation stands in the middle of a sentence
        before = before.rstrip() + " "
    return StepView(
        number,
        (statement,),
        chain(left.latex, [f"{statement.operation} {right.latex}"], origin=_decided(worst, scope)),
        before,
        after.strip(),
        _settings(str(entry.scope or "").removeprefix(f"{role}: ") for entry in proved),
        _settings([scope]),
        verdict_view(worst.verdict, said=scope),
    )


def _decided(entry: Any, scope: str) -> str:
    """Why the equation may stand there; an undecided one may not."""
    status = str(entry.verdict.status)
    return f"{status} in the setting {scope or 'of the claim'}" if status in ("proved", "refuted") else ""


ANY = "any $d$"
_GENERAL = {
    "graph, ": "the graph of an arbitrary function, {}",
    "any parametrization, ": "an arbitrary parametrized hypersurface, {}",
}


def _settings(scopes: Iterable[str]) -> str:
    """``graph, d = 1`` and ``graph, d = 2`` as ``the graph of an arbitrary function of $d = 1, 2$ variables``."""
    merged: dict[str, list[str]] = {}
    for scope in scopes:
        dimension = scope.rpartition("d = ")[2]
        merged.setdefault(_head(scope), []).extend([dimension] if dimension.isdigit() else [])
    texts = []
    for head, found in merged.items():
        dimensions = f"$d = {', '.join(dict.fromkeys(found))}$" if found else ""
        texts.append(_GENERAL[head].format(dimensions) if head in _GENERAL else _scope(head + dimensions))
    return ", and ".join(text for text in texts if text)


def _scope(text: str) -> str:
    """A setting with its maths, where a checker wrote plain text."""
    return spoken(text if "$" in text else re.sub(r"\bany d\b", ANY, text))
