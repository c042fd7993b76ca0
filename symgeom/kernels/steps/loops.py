"""Sums over data in a program: which steps stand in which loop.

**Here.** `Loop`, the steps that are done for every value of one index and the sums that they make; `nested`, the steps of a
program with their loops, in an order in which everything is there when it is used.

**Convention.** Sums that can be done together share a loop; what depends on no index of a loop stays outside of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Instruction

__all__ = ["Item", "Loop", "nested"]


@dataclass(frozen=True)
class Loop:
    """The steps for every value of an index, and the sums of their results, each a step of the program."""

    index: str
    items: "tuple[Item, ...]"
    sums: tuple[Instruction, ...]

    @property
    def steps(self) -> Iterator[Instruction]:
        """All steps in it, those of inner loops too."""
        for item in self.items:
            yield from item.steps if isinstance(item, Loop) else (item,)
        yield from self.sums


Item: TypeAlias = Instruction | Loop


def nested(steps: Sequence[Instruction]) -> list[Item]:
    """The steps of a program with their loops.

    >>> product = Instruction(0, "mul", ("w", "c"), ("k",))
    >>> total = Instruction(1, "sum", (0,), (), "k")
    >>> nested([product, total]) == [Loop("k", (product,), (total,))]
    True
    """
    return _level(steps, frozenset()) if any(s.index for s in steps) else list(steps)


def _level(steps: Sequence[Instruction], within: frozenset[str]) -> list[Item]:
    """Steps in order; ``within`` are the indices of the loops around them."""
    makers = {s.target + k: s for s in steps for k in range(results(s.op, len(s.args)))}
    rounds: dict[int, int] = {}  # how many loops must be done before a step
    for s in steps:
        before = [rounds[makers[a].target] for a in s.results_read if a in makers]
        rounds[s.target] = max(before, default=0) + _closes(s, within)
    found: list[Item] = []
    here = [s for s in steps if within.issuperset(s.over)]
    for number in range(max(rounds.values(), default=0) + 1):
        ready = [s for s in here if rounds[s.target] == number]
        found += _loops([s for s in ready if _closes(s, within)], makers, within)
        found += [s for s in ready if not _closes(s, within)]
    return found


def _closes(step: Instruction, within: frozenset[str]) -> bool:
    """The step is the sum of a loop that begins here."""
    return bool(step.index) and within.issuperset(step.over)


def _loops(sums: list[Instruction], makers: dict[int, Instruction], within: frozenset[str]) -> Iterator[Loop]:
    for index in dict.fromkeys(s.index for s in sums):
        own = [s for s in sums if s.index == index]
        inside = _needed(own, makers, within)
        yield Loop(index, tuple(_level(inside, within | {index})), tuple(own))


def _needed(
    sums: Iterable[Instruction], makers: dict[int, Instruction], within: frozenset[str]
) -> list[Instruction]:
    """The steps inside of a loop that its sums need, in order."""
    found: dict[int, Instruction] = {}
    left = [a for s in sums for a in s.results_read]
    while left:
        maker = makers.get(left.pop())
        if maker is not None and maker.target not in found and not within.issuperset(maker.over):
            found[maker.target] = maker
            left += maker.results_read
    return [step for target, step in makers.items() if target in found]
