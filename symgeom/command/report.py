"""Rows of verdicts as text and as JSON; plain values in, text out."""

import json
import textwrap
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["as_claimed", "as_json", "as_text", "columns"]

_KEYS = ("claim", "status", "expected", "seconds", "reason", "assumptions", "witness")
_SCOPE, _LONG = 48, 80  # characters of a scope in the table, and of an assumption below it
_UNBROKEN = "\N{NO-BREAK SPACE}"


def as_claimed(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether every verdict is the one that the claim expects."""
    return all(row["status"] == row["expected"] for row in rows)


def as_json(rows: Iterable[dict[str, Any]]) -> str:
    """A list of objects with claim, status, expected, seconds, reason, assumptions, witness."""
    text = json.dumps([{key: row[key] for key in _KEYS} for row in rows], indent=2, ensure_ascii=False)
    return escaped(text)


def escaped(text: str) -> str:
    """JSON text with what a terminal would obey in JSON's own escapes."""
    return "".join(c if c.isprintable() or c in "\n " else json.dumps(c)[1:-1] for c in text)


def as_text(rows: list[dict[str, Any]], surface: str | None = None, width: int = 100) -> str:
    """A table, the assumptions, what is to be said of each verdict that is not as claimed, and a summary.

    What is long is cut here and whole in `as_json`.
    """
    head = ("claim", "verdict", "as claimed", "seconds", "scope")
    body = [
        (row["claim"], row["status"], _agreement(row), f"{row['seconds']:.2f}", _scope(row, surface))
        for row in rows
    ]
    below = [_together(rows, _given, width), _together(rows, _details, width), _summary(rows)]
    return "\n\n".join([columns([head, *body]), *filter(None, below)])


def columns(rows: list[tuple[str, ...]]) -> str:
    """Aligned columns; the last one is left as long as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[-1]]) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _agreement(row: dict[str, Any]) -> str:
    if row["status"] == row["expected"]:
        return "yes"
    if row["status"] == "error":
        return "not checked"
    return "not settled" if row["status"] == "undecided" else f"NO, expected {row['expected']}"


def _scope(row: dict[str, Any], surface: str | None) -> str:
    text = _merged(step["scope"] for step in row["steps"]) or (f"on {surface}" if surface else "")
    if len(text) <= _SCOPE:
        return text
    start = text[: _SCOPE - 4]
    return start[: start.rfind("; ") + 2] + "..." if "; " in start else start + " ..."


def _merged(scopes: Iterable[str]) -> str:
    from symgeom.claims.summary import merged  # SymPy comes with it: not for JSON, nor for other tables

    return merged(scopes)


def _together(rows: Iterable[dict[str, Any]], said: Callable[[dict[str, Any]], list[str]], width: int) -> str:
    """What is said of the rows; what is the same for several of them is said once."""
    names: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        names.setdefault(tuple(said(row)), []).append(row["claim"])
    paragraphs = [
        "\n".join(_wrapped(line, width) for line in (f"{', '.join(claims)}: {first}", *others))
        for (first, *others), claims in ((text, claims) for text, claims in names.items() if text)
    ]
    return "\n".join(paragraphs)


def _wrapped(text: str, width: int) -> str:
    indent = " " * (4 + len(text) - len(text.lstrip()))
    lines = textwrap.wrap(
        text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).replace(_UNBROKEN, " ")


def _given(row: dict[str, Any]) -> list[str]:
    given = [
        a.replace(" ", _UNBROKEN) if len(a) < _LONG else f"{a[:_LONG]}... (see --json)"
        for a in row["assumptions"]
    ]
    return [f"given {'; '.join(given)}"] if given else []


def _details(row: dict[str, Any]) -> list[str]:
    """Why a verdict isn't as claimed: the steps that were not proved, and one witness, that of the shortest step."""
    if row["status"] == row["expected"]:
        return []
    scopes: dict[tuple[str, str, str], list[str]] = {}
    for step in row["steps"]:
        if step["status"] != "proved":
            scopes.setdefault((step["label"], step["status"], step["reason"]), []).append(step["scope"])
    if row["status"] == "error":
        return [f"could not be checked. {row['reason']}"]
    lines = [f"{row['status']}, expected {row['expected']}. {row['reason']}"]
    lines += [
        f"    {label} [{_merged(places)}]: {status}: {reason}"
        for (label, status, reason), places in scopes.items()
    ]
    witnesses = [w for w in (row["witness"], *(step["witness"] for step in row["steps"])) if w]
    shown = row["witness"] or min(witnesses, key=lambda w: len(str(w)), default=None)
    if shown:
        point = ", ".join(f"{name} = {value}" for name, value in shown["point"].items())
        lines.append(f"    at {point or 'the one point'}: left {shown['left']}, right {shown['right']}")
    return lines


def _summary(rows: list[dict[str, Any]]) -> str:
    failed = sum(row["status"] not in (row["expected"], "undecided", "error") for row in rows)
    broken = sum(row["status"] == "error" for row in rows)
    open_ = sum(row["status"] == "undecided" != row["expected"] for row in rows)
    seconds = sum(row["seconds"] for row in rows)
    parts = [f"{len(rows) - failed - open_ - broken} of {len(rows)} as claimed in {seconds:.1f} s"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{open_} undecided"] if open_ else []
    parts += [f"{broken} could not be checked"] if broken else []
    return "; ".join(parts)
