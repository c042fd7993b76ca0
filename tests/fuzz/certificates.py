"""Certificates with one random change each: no change may leave what is printed as checked as it was, and go unnoticed.

`python -m tests.fuzz.certificates --changes 1000`. What is here: `originals`, honest certificates of several kinds; `change`,
one change of a document as JSON text; `judge`, which asks the checker. A changed certificate is refused, or the page tells of
another identity than the page of the original, or the change is in words that the page doesn't print as checked. Anything
else is a fault.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

import symgeom as sg
from symgeom import checker
from symgeom.certificates import certify, certify_surface
from symgeom.checker import Refused

__all__ = ["Outcome", "change", "judge", "originals", "run"]

# Keys under which a file has words of its own. What a generator means is its word too, but for a few kinds.
WORDS = {"title", "statement", "assumptions", "not_certified", "alike", "derivatives"}
CHECKED = ("root", "number", "cos", "sin", "cosh", "sinh")
TEXTS = (
    "gaussian_curvature = 42",
    "",
    "g0",
    "0",
    "1",
    "x",
    "1e9999999",
    "\x1b[2J\r",
    "\u202e",
    "\ud800",
    "\u0663",
)
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7,
    2.5,
    float("nan"),
    [],
    {},
    [[]],
    "g0 - g0",
    10**30,
    *TEXTS,
)
PAGE_WORDS = "    (the file's words, not checked"


@dataclass(frozen=True)
class Outcome:
    """What came of a changed certificate: "refused", "another identity", "words", or "FAULT"."""

    status: str
    where: str


@cache
def originals() -> tuple[str, ...]:
    """Certificates as texts: angles, roots, signs, numbers, jets, divisors, sides without text, claims."""
    x, y = sp.symbols("x y", real=True)
    a = sp.Symbol("a", positive=True)
    left = (sp.Abs(x) + sp.sqrt(y**2 + 1)) ** 2 * sp.sin(x) / (1 + sp.cos(x))
    right = (x**2 + 2 * sp.sqrt(x**2 * (y**2 + 1)) + y**2 + 1) * (1 - sp.cos(x)) / sp.sin(x)
    made = [
        certify(left, right),
        certify(sp.cosh(x) ** 2 / (1 + a ** sp.Rational(1, 3)), (1 + sp.sinh(x) ** 2) / (1 + sp.cbrt(a))),
        certify(sp.exp(2 * x) - sp.exp(-2 * x), 2 * sp.sinh(2 * x)),
        certify(sp.cos(sp.pi / 7) * sp.cos(2 * sp.pi / 7) * sp.cos(3 * sp.pi / 7) * x, x / 8),
        certify_surface(sg.surfaces.torus(), ["gaussian_curvature", "metric"]),
        certify(sg.Graph.abstract(2)),
        certify(sg.claims["theorema-egregium"]),
        certify(sg.claims["proposition-1"]),
    ]
    return tuple(c.as_json() for c in made)


def page(text: str) -> list[str]:
    """What the checker prints as checked. Raises `Refused`, or ValueError for what is no JSON."""
    lines: list[str] = []
    checker.check(json.loads(text, object_pairs_hook=checker.once, parse_float=Refused), lines)
    return [line for line in lines if not line.startswith(PAGE_WORDS)]


pages = cache(page)


# Changes -------------------------------------------------------------------------------------------------------------
def change(text: str, draw: random.Random) -> tuple[str, tuple[Any, ...]]:
    """The text with one change, and the path of what was changed."""
    document = json.loads(text)
    while True:
        new = copy.deepcopy(document)
        places = list(_places(new, ()))
        deep = draw.random() < 0.7  # most places are exponents; the others have their turn too
        named = [p for p in places if not any(isinstance(k, int) for k in p[-2:])]
        path = draw.choice(places if deep else named)
        parent = _at(new, path[:-1])
        if draw.random() < 0.05 and isinstance(parent, dict):
            return _double(document, path, draw), path
        _alter(parent, path[-1], draw)
        if _text(new) != _text(document):
            return _text(new), path


def _text(document: Any) -> str:
    return json.dumps(document, sort_keys=True)


def _places(node: Any, path: tuple[Any, ...]) -> Any:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _at(node: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        node = node[key]
    return node


def _alter(parent: Any, key: Any, draw: random.Random) -> None:
    """Another value, none, a neighbour's, one more: whatever suits the place."""
    value, n = parent[key], len(parent)
    kind = draw.choice(("value", "value", "value", "delete", "double", "swap", "hostile"))
    others = [k for k in (parent if isinstance(parent, dict) else range(n)) if k != key]
    if kind == "delete":
        del parent[key]
    elif kind == "double" and isinstance(parent, list):
        parent.insert(draw.randint(0, n), copy.deepcopy(value))
    elif kind == "double":
        parent[draw.choice((key + "_", key.upper(), "note"))] = value
    elif kind == "swap" and others:
        other = draw.choice(others)
        parent[key], parent[other] = parent[other], value
    elif kind == "hostile":
        parent[key] = draw.choice(HOSTILE)
    elif isinstance(value, str):
        parent[key] = _other_text(value, draw)
    elif type(value) is int:
        parent[key] = draw.choice(
            (value + 1, value - 1, -value, bool(value), str(value), value + 1000, float(value))
        )


def _other_text(text: str, draw: random.Random) -> str:
    """A character more, less, or another one; a sign; digits that are none."""
    at = draw.randrange(len(text) + 1)
    kinds = (
        text[:at] + draw.choice("0123456789g+-*/() _") + text[at:],
        text[:at] + text[at + 1 :],
        text[:at] + draw.choice("0123456789+-*/") + text[at + 1 :],
        text.removeprefix("-") if text.startswith("-") else f"-{text}",
        text + draw.choice(("/1", "e5", ".0", "_0", " ", "\u0662", "*1", "+0", "/2")),
        text.replace("g1", "g2") if "g1" in text else text.replace("1", "2"),
        draw.choice(TEXTS),
    )
    return draw.choice(kinds)


def _double(document: Any, path: tuple[Any, ...], draw: random.Random) -> str:
    """The text with a key of an object twice, which a dictionary can't hold."""
    parent, mark = _at(document, path[:-1]), "the key to be doubled"
    parent[mark] = parent[path[-1]]
    other = draw.choice((json.dumps(parent[mark]), '"gaussian_curvature = 42"', "0"))
    return _text(document).replace(
        json.dumps(mark) + ": " + json.dumps(parent.pop(mark)), f'"{path[-1]}": {other}', 1
    )


# Judgement -----------------------------------------------------------------------------------------------------------
def judge(original: str, changed: str, path: tuple[Any, ...]) -> Outcome:
    """What the checker makes of a changed certificate."""
    where = "/".join(map(str, path))
    try:
        now = page(changed)
    except (Refused, ValueError):
        return Outcome("refused", where)
    if now != pages(original):
        return Outcome("another identity", where)
    words = bool(WORDS & {*path}) or (path[-1] == "name" and "generators" not in path)
    if "generators" in path and path[-1] in ("meaning", "kind", "of"):
        words = _at(json.loads(original), path[:-1])["kind"] not in CHECKED
    return Outcome("words" if words else "FAULT", where)


def run(numbers: range) -> tuple[Counter[str], list[str]]:
    """The counts of many changes, and the faults."""
    counts, faults = Counter[str](), []
    for number in numbers:
        draw = random.Random(number)
        original = draw.choice(originals())
        changed, path = change(original, draw)
        outcome = judge(original, changed, path)
        counts[outcome.status] += 1
        if outcome.status == "FAULT":
            faults.append(f"{number}: {outcome.where}")
    return counts, faults


def main() -> int:
    parser = argparse.ArgumentParser(description="Change certificates and ask the checker.")
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first change")
    options = parser.parse_args()
    counts, faults = run(range(options.first, options.first + options.changes))
    print(", ".join(f"{n} {status}" for status, n in sorted(counts.items())))
    print("\n".join(f"FAULT {fault}" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
