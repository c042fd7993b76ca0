"""Verdicts as the notes print them: status, how it was decided, what is assumed, and the witness of a
refutation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from symgeom.notes.layout import Math
from symgeom.notes.printer import name as symbol_name

__all__ = ["VerdictView", "verdict_view"]


@dataclass(frozen=True)
class VerdictView:
    """A verdict's parts; ``point`` has equations such as ``x = 1/2``."""

    status: str
    method: str
    reason: str
    assumptions: tuple[str, ...]
    point: tuple[Math, ...]
    left: Math
    right: Math


def verdict_view(verdict: Any) -> VerdictView:
    """The printed parts of a verdict."""
    witness = getattr(verdict, "witness", None)
    point = dict(witness.point) if witness is not None else {}
    return VerdictView(
        status=str(verdict.status),
        method=str(verdict.method or ""),
        reason=str(verdict.reason or ""),
        assumptions=tuple(str(a) for a in verdict.assumptions),
        point=tuple(
            Math(f"{_symbol(str(key))} = {_value(str(value))}") for key, value in sorted(point.items())
        ),
        left=Math(_value(str(witness.left)) if witness is not None else ""),
        right=Math(_value(str(witness.right)) if witness is not None else ""),
    )


def _symbol(text: str) -> str:
    return symbol_name(text) if re.fullmatch(r"\w+", text) else rf"\text{{{_plain(text)}}}"


def _value(text: str) -> str:
    r"""A number or a ball as maths: ``[0.25 +/- 3e-20]`` as ``0.25 \pm 3 \cdot 10^{-20}``."""
    ball = re.fullmatch(
        r"\[?\s*(-?[\d./]+)(e[-+]?\d+)?(?:\s*\+/-\s*([\d.]+)(e[-+]?\d+)?)?\s*\]?", text.strip()
    )
    if ball is None:
        return rf"\text{{{_plain(text)}}}"
    value = ball[1] + _exponent(ball[2])
    return value if ball[3] is None else rf"{value} \pm {ball[3]}{_exponent(ball[4])}"


def _exponent(text: str | None) -> str:
    return rf" \cdot 10^{{{int(text[1:])}}}" if text else ""


def _plain(text: str) -> str:
    return re.sub(r"[\\{}$&#%_^~]", " ", text)
