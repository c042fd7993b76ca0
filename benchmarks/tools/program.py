"""The derivation as a straight line of assignments, for systems that have no matrices worth using.

What is here: `steps`, each a name, an expression in earlier names, and whether a careful user would tidy it; `outputs`, the
names of the entries of an answer; `original`, an answer back in the coordinates of the case. Roots stay outside: g, det g, the
conormal and h sqrt(det g) have none, and sqrt(det g) divides at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.suite import Case

__all__ = ["Step", "original", "outputs", "steps"]

Entry = Callable[[int, int], str]


class Step(NamedTuple):
    """``name := expression``; ``tidied`` where it is worth it."""

    name: str
    expression: str
    tidied: bool = False


def steps(case: Case, what: str, derivative: str) -> Iterator[Step]:
    """The line of a case; ``derivative`` is what the system calls it. The map is that of `Case.typed`."""
    d = len(case.coordinates)
    span, rows = range(d), range(d + 1)
    for k in rows:
        yield Step(f"qx{k}", f"({case.typed[k]})")
        for i, x in enumerate(case.coordinates):
            yield Step(f"qj{k}a{i}", f"{derivative}(qx{k},{x})")
    upper = [(i, j) for i in span for j in span if i <= j]
    for i, j in upper:
        yield Step(f"qg{i}a{j}", "+".join(f"qj{k}a{i}*qj{k}a{j}" for k in rows), True)
    yield Step("qdet", _determinant(list(span), list(span), _symmetric("qg")), True)
    for i, j in upper:
        left = [r for r in span if r != j], [c for c in span if c != i]
        sign = "-" if (i + j) % 2 else ""
        yield Step(f"qa{i}a{j}", f"{sign}({_determinant(*left, _symmetric('qg'))})", True)
    for k in rows:
        sign = "-" if (k + d) % 2 else ""
        minor = _determinant([r for r in rows if r != k], list(span), lambda r, c: f"qj{r}a{c}")
        yield Step(f"qn{k}", f"{sign}({minor})", True)
    for i, j in upper:
        x = case.coordinates[j]
        yield Step(f"qb{i}a{j}", "+".join(f"{derivative}(qj{k}a{i},{x})*qn{k}" for k in rows), True)
    adjugate, second = _symmetric("qa"), _symmetric("qb")
    for i, j in upper if what != "all" else [(i, j) for i in span for j in span]:
        if what == "all" or i == j:
            product = "+".join(f"{adjugate(i, k)}*{second(k, j)}" for k in span)
            yield Step(f"qm{i}a{j}", product, True)
    yield Step("qroot", "sqrt(qdet)")
    if what == "all":
        yield from _others(d, upper)
    yield Step("qk", _determinant(list(span), list(span), second), True)
    yield Step("qq", "qk" + "/qdet" * ((d + 2) // 2), True)
    yield Step("qK", "qq/qroot" if d % 2 else "qq")
    yield Step("qt", f"({'+'.join(f'qm{i}a{i}' for i in span)})/({d}*qdet)", True)
    yield Step("qH", "qt/qroot")


def _others(d: int, upper: list[tuple[int, int]]) -> Iterator[Step]:
    """g^-1, N, h and S."""
    for i, j in upper:
        yield Step(f"qi{i}a{j}", f"qa{i}a{j}/qdet", True)
        yield Step(f"qh{i}a{j}", f"qb{i}a{j}/qroot")
    for k in range(d + 1):
        yield Step(f"qN{k}", f"qn{k}/qroot")
    for i in range(d):
        for j in range(d):
            yield Step(f"qs{i}a{j}", f"qm{i}a{j}/qdet", True)
            yield Step(f"qS{i}a{j}", f"qs{i}a{j}/qroot")


def outputs(case: Case, what: str) -> dict[str, list[str]]:
    """The names of the entries of each quantity, in row-major order."""
    if what != "all":
        return {"K": ["qK"], "H": ["qH"]}
    d = range(len(case.coordinates))
    pairs = [(i, j) for i in d for j in d]

    def symmetric(letter: str) -> list[str]:
        entry = _symmetric(letter)
        return [entry(i, j) for i, j in pairs]

    return {
        "g": symmetric("qg"),
        "inverse": symmetric("qi"),
        "N": [f"qN{k}" for k in range(len(case.map))],
        "h": symmetric("qh"),
        "S": [f"qS{i}a{j}" for i, j in pairs],
        "K": ["qK"],
        "H": ["qH"],
    }


def original(case: Case, text: str) -> str:
    """What was derived in doubled coordinates, in those of the case."""
    for x, factor in case.doubled.items():
        text = re.sub(rf"\b{x}\b", f"({x}/{factor})", text)
    return text


def _symmetric(letter: str) -> Entry:
    return lambda i, j: f"{letter}{min(i, j)}a{max(i, j)}"


def _determinant(rows: list[int], columns: list[int], entry: Entry) -> str:
    """By the first row."""
    if not rows:
        return "1"
    if len(rows) == 1:
        return entry(rows[0], columns[0])
    terms = []
    for n, c in enumerate(columns):
        minor = _determinant(rows[1:], columns[:n] + columns[n + 1 :], entry)
        terms.append(f"{'-' if n % 2 else '+'}{entry(rows[0], c)}*({minor})")
    return "(" + "".join(terms).removeprefix("+") + ")"
