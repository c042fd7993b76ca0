"""Formulas as they were stated: one node of them, and what occurs in the whole."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgeom.words.expression import Expression

__all__ = ["Stated", "is_symmetric_letter", "letters", "parts"]


@dataclass(frozen=True)
class Stated:
    """One node of a formula as it was stated: an operation, its operands, its data (a letter, a name)."""

    operation: str
    operands: tuple[Expression, ...] = ()
    data: tuple[Hashable, ...] = ()


def parts(e: Expression) -> Iterator[Expression]:
    """Every node of the stated formula, each object once, the whole first."""
    seen, stack = {id(e)}, [e]
    while stack:
        part = stack.pop()
        yield part
        new = [inner for inner in part.stated.operands if id(inner) not in seen]
        seen.update(map(id, new))
        stack += new


def letters(e: Expression) -> set[int]:
    """The numbers of the letters in the stated formula."""
    found = list(parts(e))
    known: Any = [part.stated.data[0] for part in found if part.stated.operation in ("letter", "applied")]
    jets = {len(part.stated.operands) + 2 for part in found if part.stated.operation == "third"}
    return {*known, *(e.alphabet.jet_letter(order) for order in jets)}


def is_symmetric_letter(e: Expression) -> bool:
    """Whether it was stated as a letter that is declared symmetric."""
    index: Any = e.stated.data[0] if e.stated.operation == "letter" else None
    return index is not None and e.alphabet.table.letters[index].symmetric
