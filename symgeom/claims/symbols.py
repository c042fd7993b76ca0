"""One symbol, one value: what is printed is what was decided.

What is here: `merged` puts the symbols of several terms together, `same` compares two values. A symbol that stands for two
values in one claim is an error, as the printed equation would say something else than the decided one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgeom.errors import InputError

__all__ = ["merged", "reserved", "same"]


def merged(*tables: Mapping[str, Any]) -> dict[str, Any]:
    """The symbols of all tables with their values. Raises `InputError` for a symbol with two values."""
    found: dict[str, Any] = {}
    for table in tables:
        for latex, value in table.items():
            if latex not in found:
                found[latex] = value
            elif not same(found[latex], value):
                raise InputError(
                    f"{latex} stands for two different values, and the printed equation would not be the one that is "
                    "decided. Give one of them a name of its own: value.named(r'\\tilde ...')."
                )
    return found


def reserved(latex: str, value: Any) -> None:
    """A number, or I for the identity, stands for itself. Raises `InputError` for another value under such a name."""
    text = latex.strip()
    if text.isdecimal():
        right = all(e.as_rational() == int(text) for e in value) and (int(text) == 0 or not value.shape)
    elif text == "I":
        n = value.shape[0] if value.shape else 1
        square = not value.shape or value.shape == (n, n)
        right = square and all(e.as_rational() == int(k % (n + 1) == 0) for k, e in enumerate(value))
    else:
        return
    if not right:
        raise InputError(f"{text} would be printed for another value than {text}; give it a name of its own.")


def same(a: Any, b: Any) -> bool:
    """The same tensor: shape and entries."""
    if a is b or a.entries is b.entries:
        return True
    return a.shape == b.shape and all(x is y or (x - y).is_zero() for x, y in zip(a, b))
