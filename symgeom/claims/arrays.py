"""Nested tuples of elements: checked, mapped, and read one entry after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from symgeom.algebra.field.elements import Element
from symgeom.errors import InputError

__all__ = ["check", "flatten", "map_entries", "map_pairs"]


def check(entries: Any, shape: tuple[int, ...], latex: str) -> None:
    """The entries are nested as the shape says."""
    if not shape:
        if not isinstance(entries, Element):
            raise InputError(f"{latex}: an entry must be an element of a field, not {type(entries).__name__}")
        return
    if not isinstance(entries, tuple) or len(entries) != shape[0]:
        raise InputError(f"{latex}: the entries are not nested tuples of shape {shape}")
    for part in entries:
        check(part, shape[1:], latex)


def map_entries(function: Callable[[Element], Element], entries: Any) -> Any:
    """A function of every entry."""
    if isinstance(entries, Element):
        return function(entries)
    return tuple(map_entries(function, part) for part in entries)


def map_pairs(function: Callable[[Element, Element], Element], a: Any, b: Any) -> Any:
    """A function of entries at the same place."""
    if isinstance(a, Element):
        return function(a, b)
    return tuple(map_pairs(function, x, y) for x, y in zip(a, b, strict=True))


def flatten(entries: Any) -> Iterator[Element]:
    """Every entry, in the order of the indices."""
    if isinstance(entries, Element):
        yield entries
    else:
        for part in entries:
            yield from flatten(part)
