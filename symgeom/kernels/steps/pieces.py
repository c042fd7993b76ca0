"""A program as loops over the points, for languages that compile loops.

**Here.** `Piece`, one loop; `pieces`, those of a program in order; `leaves`, all of them; `crossing`, the results that are read
in another loop than they are made in.

**Convention.** A step that a vector can't do has a loop of its own, so that the others are vectorised. Long loops are cut:
what compiling costs grows faster than their length.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from symgeom.kernels.steps.loops import Item, Loop
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Instruction, Operand

__all__ = ["Piece", "crossing", "leaves", "made", "pieces"]

_Kind: TypeAlias = Literal["vector", "calls", "several", "data"]
_LONGEST = 300


@dataclass(frozen=True)
class Piece:
    """One loop over the points: "vector", of elementary operations; "calls", of functions, a point at a time; "several", of a
    step with several results; "data", the sums `steps` over an index, with the loops `inside` for each of its values: a vector
    among those adds to the sums."""

    kind: _Kind
    steps: tuple[Instruction, ...]
    index: str = ""
    inside: "tuple[Piece, ...]" = ()


def pieces(items: Sequence[Item], called: Collection[str]) -> list[Piece]:
    """The loops of items in order; `called` are the operations that vectors can't do.

    >>> first, second = Instruction(0, "erf", ("x",)), Instruction(1, "exp", (0,))
    >>> [piece.kind for piece in pieces([first, second], {"erf"})]
    ['calls', 'vector']
    """
    level: dict[int, int] = {}  # of a result: how many rounds come before what reads it
    rounds: list[list[Item]] = []
    for item in items:
        number = max((level[a] for a in _read(item) if isinstance(a, int) and a in level), default=0)
        level |= dict.fromkeys(_made(item), number + (_kind(item, called) != "vector"))
        rounds += [[] for _ in range(number + 1 - len(rounds))]
        rounds[number].append(item)
    return [piece for members in rounds for piece in _round(members, called)]


def _round(members: list[Item], called: Collection[str]) -> Iterator[Piece]:
    """What needs no vector after itself in the same round."""
    kinds: dict[_Kind, list[Instruction]] = {"vector": [], "calls": [], "several": []}
    loops = []
    for item in members:
        if isinstance(item, Loop):
            loops.append(
                Piece("data", item.sums, item.index, _summing(pieces(item.items, called), item.sums))
            )
        else:
            kinds[_kind(item, called)].append(item)
    vector = kinds["vector"]
    for start in range(0, len(vector), _LONGEST):
        yield Piece("vector", tuple(vector[start : start + _LONGEST]))
    if kinds["calls"]:
        yield Piece("calls", tuple(kinds["calls"]))
    yield from (Piece("several", (step,)) for step in kinds["several"])
    yield from loops


def _summing(parts: list[Piece], sums: tuple[Instruction, ...]) -> tuple[Piece, ...]:
    """Loops for one datum; the last is a vector's, with the sums."""
    if parts and parts[-1].kind == "vector":
        return (*parts[:-1], Piece("vector", (*parts[-1].steps, *sums)))
    return (*parts, Piece("vector", sums))


def _kind(item: Item, called: Collection[str]) -> _Kind:
    if isinstance(item, Loop):
        return "data"
    if results(item.op, len(item.args)) > 1:
        return "several"
    return "calls" if item.op in called else "vector"


def _read(item: Item) -> list[Operand]:
    """What an item reads of others."""
    steps = list(item.steps) if isinstance(item, Loop) else [item]
    own = {t for step in steps for t in made(step)}
    return [a for step in steps for a in step.args if a not in own]


def _made(item: Item) -> list[int]:
    """The results that others can read."""
    return [t for step in (item.sums if isinstance(item, Loop) else (item,)) for t in made(step)]


def made(step: Instruction) -> list[int]:
    """The results of a step."""
    return [step.target + k for k in range(results(step.op, len(step.args)))]


def leaves(parts: Iterable[Piece]) -> Iterator[Piece]:
    """All loops, those inside of others too."""
    for piece in parts:
        yield from leaves(piece.inside)
        yield piece


def crossing(parts: Sequence[Piece]) -> set[int]:
    """The results that are read in another loop than they are made in; sums always are."""
    found: set[int] = set()
    for piece in leaves(parts):
        own = {t for step in piece.steps for t in made(step)}
        if piece.kind == "data":
            found |= own
            continue
        read = {a for step in piece.steps for a in step.args if isinstance(a, int)}
        found |= read if piece.kind == "several" else read - own
    return found
