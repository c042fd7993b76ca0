"""Verdicts as the notes print them: status, how it was decided, what is assumed, and the witness of a refutation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symgeom.notes.layout import Math
from symgeom.notes.printer import name as symbol_name

__all__ = ["VerdictView", "verdict_view"]


@dataclass(frozen=True)
class VerdictView:
    """A verdict's parts; ``point`` pairs typeset names with values."""

    status: str
    method: str
    reason: str
    assumptions: tuple[str, ...]
    point: tuple[tuple[Math, str], ...]
    left: str
    right: str


def verdict_view(verdict: Any) -> VerdictView:
    """The printed parts of a verdict."""
    witness = getattr(verdict, "witness", None)
    point = dict(witness.point) if witness is not None else {}
    return VerdictView(
        status=str(verdict.status),
        method=str(verdict.method or ""),
        reason=str(verdict.reason or ""),
        assumptions=tuple(str(a) for a in verdict.assumptions),
        point=tuple((Math(symbol_name(str(key))), str(value)) for key, value in sorted(point.items())),
        left=str(witness.left) if witness is not None else "",
        right=str(witness.right) if witness is not None else "",
    )
