"""Rows of verdicts as text and as JSON; plain values in, text out."""

import json
from collections.abc import Iterable
from typing import Any

__all__ = ["as_claimed", "as_json", "as_text", "columns"]

_KEYS = ("claim", "status", "expected", "seconds", "reason", "assumptions", "witness")


def as_claimed(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether every verdict is the one that the claim expects."""
    return all(row["status"] == row["expected"] for row in rows)


def as_json(rows: Iterable[dict[str, Any]]) -> str:
    """A list of objects with claim, status, expected, seconds, reason, assumptions, witness."""
    return json.dumps([{key: row[key] for key in _KEYS} for row in rows], indent=2, ensure_ascii=False)


def as_text(rows: list[dict[str, Any]], surface: str | None = None) -> str:
    """A table, what is to be said of each verdict that is not as claimed, and a summary."""
    if not rows:
        return f"no claim is about {surface}"
    head = ("claim", "verdict", "as claimed", "seconds", "scope")
    body = [
        (row["claim"], row["status"], _agreement(row), f"{row['seconds']:.2f}", _scope(row, surface))
        for row in rows
    ]
    return "\n".join([columns([head, *body]), *filter(None, map(_details, rows)), "", _summary(rows)])


def columns(rows: list[tuple[str, ...]]) -> str:
    """Aligned columns; the last one is left as long as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[-1]]) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _agreement(row: dict[str, Any]) -> str:
    if row["status"] == row["expected"]:
        return "yes"
    return "not settled" if row["status"] == "undecided" else f"NO, expected {row['expected']}"


def _scope(row: dict[str, Any], surface: str | None) -> str:
    from symgeom.claims.summary import merged  # SymPy comes with it: not for JSON, nor for other tables

    text = merged(step["scope"] for step in row["steps"]) or (f"on {surface}" if surface else "")
    given = "; ".join(row["assumptions"])
    return f"{text} (given {given})" if text and given else text or given


def _details(row: dict[str, Any]) -> str:
    if row["status"] == row["expected"]:
        return ""
    lines = ["", f"{row['claim']}: {row['status']}, expected {row['expected']}. {row['reason']}"]
    lines += [
        f"    {step['label']} [{step['scope']}]: {step['status']}: {step['reason']}"
        for step in row["steps"]
        if step["status"] != "proved"
    ]
    if witness := row["witness"]:
        point = ", ".join(f"{name} = {value}" for name, value in witness["point"].items())
        lines.append(f"    at {point or 'the one point'}: left {witness['left']}, right {witness['right']}")
    return "\n".join(lines)


def _summary(rows: list[dict[str, Any]]) -> str:
    failed = sum(row["status"] not in (row["expected"], "undecided") for row in rows)
    open_ = sum(row["status"] == "undecided" != row["expected"] for row in rows)
    seconds = sum(row["seconds"] for row in rows)
    parts = [f"{len(rows) - failed - open_} of {len(rows)} as claimed in {seconds:.1f} s"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{open_} undecided"] if open_ else []
    return "; ".join(parts)
