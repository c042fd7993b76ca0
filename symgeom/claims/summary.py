"""The verdict on a claim from the verdicts on its steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from symgeom.claims.steps import StepVerdict
from symgeom.decision.verdict import Status, Verdict

__all__ = ["Decided", "merged", "summary"]

_WANTED: dict[str, Status] = {"corrected": "proved", "opposite": "proved", "without hypotheses": "refuted"}
_NAMES = {
    "corrected": "the corrected statement beside it",
    "without hypotheses": "the statement without its hypotheses",
    "opposite": "its opposite",
}


EMPTY = (
    "no step says anything of the claim: each has one term on both sides, or neither a quantity nor a letter"
)


@dataclass(frozen=True)
class Decided:
    """A part of a claim, by its role, with its steps decided."""

    role: str
    steps: tuple[StepVerdict, ...]
    without: tuple[str, ...] = ()  # the scopes that have no step

    @property
    def status(self) -> Status:
        statuses = {entry.verdict.status for entry in self.steps}
        if "refuted" in statuses:
            return "refuted"
        return "proved" if statuses == {"proved"} and not self.without else "undecided"

    @property
    def telling(self) -> StepVerdict:
        """The step that decides a part that isn't proved: of several witnesses, the one with the fewest values."""
        entries = [entry for entry in self.steps if entry.verdict.status == self.status]
        return min(entries, key=lambda e: len(e.verdict.witness.point) if e.verdict.witness else 0)

    @property
    def reason(self) -> str:
        if not self.steps:
            return "there are no steps"
        if self.without and self.status != "refuted":
            return f"there are no steps for {merged(self.without)}"
        if self.status != "proved":
            entry = self.telling
            return f"step {entry.step.label!r} ({self._place(entry)}): {entry.verdict.reason}"
        many = f"all {len(self.steps)} steps were" if len(self.steps) > 1 else "the one step was"
        return f"{many} proved ({merged(map(self._place, self.steps))})"

    def _place(self, entry: StepVerdict) -> str:
        """Where a step was decided; the role in front of it is told anyway where the part is spoken of."""
        return entry.scope.removeprefix(f"{self.role}: ")


def merged(scopes: Iterable[str]) -> str:
    """The scopes once each, with those that differ in the dimension alone as one.

    >>> merged(["any d", "graph, d = 1", "graph, d = 2", "d = 2, the sphere"])
    'any d; graph, d = 1, 2; d = 2, the sphere'
    """
    dimensions: dict[str, list[str]] = {}
    for scope in filter(None, scopes):
        kind, mark, d = scope.rpartition("d = ")
        head, value = (kind + mark, d) if d.isdigit() else (scope, "")
        known = dimensions.setdefault(head, [])
        known += [value] if value not in known else []
    return "; ".join(head + ", ".join(values) for head, values in dimensions.items())


def summary(parts: list[Decided], seconds: float) -> Verdict:
    """One verdict: on the statement, from its own steps and its opposite, provided that the parts beside it hold."""
    steps = tuple(entry for part in parts for entry in part.steps)
    assumptions = tuple(dict.fromkeys(a for entry in steps for a in entry.verdict.assumptions))
    own = [entry for part in parts if part.role == "statement" for entry in part.steps]
    if own and not any(entry.step.says for entry in own):
        assumptions = (*assumptions, EMPTY)
    verdict = replace(_on_statement(parts), assumptions=assumptions, seconds=seconds, steps=steps)
    beside = [part for part in parts if part.role in _WANTED]
    notes = [f"{_NAMES[part.role]} is {part.status}: {part.reason}" for part in beside]
    failed = [note for part, note in zip(beside, notes) if part.status != _WANTED[part.role]]
    if failed:
        reason = f"the statement is {verdict.status}, but {'; '.join(failed)}"
        return replace(verdict, status="undecided", reason=reason, witness=None, method="")
    return replace(verdict, reason="; ".join([verdict.reason, *notes]))


def _on_statement(parts: list[Decided]) -> Verdict:
    own = [part for part in parts if part.role == "statement" and part.steps]
    opposite = [part for part in parts if part.role == "opposite"]
    for part in own:
        if part.status == "refuted":
            return Verdict("refuted", part.reason, witness=part.telling.verdict.witness)
    for part in opposite:
        if part.status == "proved":
            return Verdict("refuted", f"its opposite is proved: {part.reason}")
    for part in own:
        if part.status == "undecided":
            return Verdict("undecided", part.reason)
    if not own:
        return Verdict("undecided", opposite[0].reason if opposite else "the claim has no steps")
    methods = {entry.verdict.method for part in own for entry in part.steps}
    method = "any dimension" if "any dimension" in methods else "pointwise"
    return Verdict("proved", "; ".join(part.reason for part in own), method=method)
