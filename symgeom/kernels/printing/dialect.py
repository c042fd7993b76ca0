"""A language that compiles loops.

**Here.** `Dialect`, what it says for a step, a loop and a place in an array; `Lines`, its text with the loops in each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Dialect", "Lines"]

Lines: TypeAlias = list["str | tuple[str, Lines]"]  # a pair is the head of a loop and what is in it


@dataclass(frozen=True)
class Dialect:
    """A language: `steps` has an expression for each operation that vectors can do, `calls` for the others; `let` names a
    value, `put` changes one, `call` is a statement, `offset` the rest of an array; `left` notes that a point is left
    where a size is rare, `finite`, `below` and `between` that a number is not so; `vector` is the head of a loop over the
    points, `plain` of one that is no vector's, `each` of one over data, `blocks` over blocks of data, `block` over one of
    them, `lanes` over one as a vector; `entry` is one of them, by the name of an array and numbers or names of indices;
    `whole` names a whole number, `least` is the lesser of two; `row` puts the value of a point in its row of the result."""

    steps: Mapping[str, str]
    calls: Mapping[str, str]
    nan: str
    let: str
    put: str
    call: str
    offset: str
    left: str
    finite: str
    below: str
    between: str
    vector: str
    plain: str
    each: str
    blocks: str
    block: str
    lanes: str
    whole: str
    least: str
    row: Callable[[str, str], str]
    entry: Callable[[str, Sequence[str]], str]

    def store(self, array: str, value: str) -> str:
        """A value put in its place of an array."""
        return self.put.format(f"{array}[i]", value)
