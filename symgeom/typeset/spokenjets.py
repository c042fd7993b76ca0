"""Derivatives of undefined functions in plain text, as verdicts speak of them: ``Subs(Derivative(f(a, u), a), a, u)``.

Here: ``jet_in_text``, which reads such a text as LaTeX; nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from symgeom.typeset.letters import name

__all__ = ["jet_in_text"]


def jet_in_text(text: str, at: int, formula: Callable[[str], str]) -> tuple[int, str] | None:
    r"""The end and the LaTeX of the ``Subs`` whose parenthesis opens at ``at``.

    >>> jet_in_text("(Derivative(f(_a, _b), _a, (_b, 2)), (_a, _b), (u, 2*u))", 0, str)
    (56, '\\partial_{122} f(u, 2*u)')
    """
    end = _closing(text, at)
    parts = _parts(text[at + 1 : end - 1])
    if len(parts) != 3 or not parts[0].startswith("Derivative("):
        return None
    applied, *by = _parts(parts[0].removeprefix("Derivative(")[:-1])
    head = re.fullmatch(r"(\w+)\((.*)\)", applied)
    if head is None:
        return None
    slots = _parts(head[2])
    replaced = dict(zip(*(_parts(p[1:-1]) if p.startswith("(") else [p] for p in parts[1:]), strict=False))
    numbers = ""
    for variable in by:
        symbol, _, order = variable.strip("()").partition(", ")
        if symbol not in slots:
            return None
        numbers += str(slots.index(symbol) + 1) * int(order or 1)
    arguments = [formula(replaced.get(slot, slot)) for slot in slots]
    index = "".join(sorted(numbers))
    return (end, rf"\partial_{{{index}}} {name(head[1])}({', '.join(arguments)})") if all(arguments) else None


def _closing(text: str, at: int) -> int:
    """Behind the parenthesis that closes the one at this place."""
    depth = 0
    for i in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if not depth:
            return i + 1
    return len(text)


def _parts(text: str) -> list[str]:
    """The text between commas that stand in no parentheses."""
    found, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [part.strip() for part in found]
