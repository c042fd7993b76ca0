"""Many steps at one point by tables: those of a kind are one loop, instead of a line each that a compiler has to look at.

**Here.** `Tabled`: the array of values, the table of places, and the loops.

**Notation.** All values are in `l0`; `i0` holds the places there of operands, loop after loop.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from symgeom.kernels.printing.dialect import Dialect, Lines
from symgeom.kernels.steps.program import Instruction, Operand

__all__ = ["LEAST", "Tabled"]

LEAST = 128  # steps; fewer are written out


class Tabled:
    """Steps, each after those that it reads; ``spelled`` says an operand that they don't make."""

    def __init__(self, number: int, words: Dialect, spelled: Callable[[Operand], str]) -> None:
        self.values, self.table = f"l{number}", f"i{number}"
        self._words, self._spelled = words, spelled
        self._places: dict[str, int] = {}  # of what is spelled so
        self.made: dict[int, str] = {}  # results, as entries of the array
        self.size = 0
        self.places: list[int] = []

    def lines(self, steps: Sequence[Instruction], arrays: Sequence[str]) -> Lines:
        """The loops for the steps; ``arrays`` are those of which many entries are read."""
        groups = _groups(steps)
        made = {step.target for group in groups for step in group}
        read = {self._spelled(a) for s in steps for a in s.args if not (isinstance(a, int) and a in made)}
        lines: Lines = []
        for array in arrays:
            own = sorted(int(text[len(array) + 1 : -1]) for text in read if text.startswith(f"{array}["))
            if own:
                at = self._listed(own)
                lines.append(self._loop(self.size, len(own), f"{array}[{self.table}[{at} + j]]"))
                self._places |= {f"{array}[{n}]": self.size + k for k, n in enumerate(own)}
                self.size += len(own)
        for text in sorted(read - self._places.keys()):
            lines.append(self._words.put.format(f"{self.values}[{self.size}]", text))
            self._places[text] = self.size
            self.size += 1
        return [*lines, *(self._group(group) for group in groups)]

    def gathered(self, into: str, operands: Sequence[Operand]) -> Lines:
        """Values put into another array; those of the array together."""
        lines: Lines = []
        for known, run in groupby(enumerate(operands), lambda pair: self._knows(pair[1])):
            places, own = zip(*run)
            if known:
                at = self._listed([self._place(a) for a in own])
                value = f"{self.values}[{self.table}[{at} + j]]"
                put = self._words.put.format(f"{into}[{places[0]} + j]", value)
                lines.append((self._words.each.format("j", str(len(own))), [put]))
            else:
                lines += [
                    self._words.put.format(f"{into}[{n}]", self._spelled(a)) for n, a in zip(places, own)
                ]
        return lines

    def _knows(self, operand: Operand) -> bool:
        """It is in the array."""
        return (isinstance(operand, int) and operand in self.made) or self._spelled(operand) in self._places

    def _group(self, group: Sequence[Instruction]) -> tuple[str, Lines]:
        """A loop for steps of one kind that don't read each other."""
        columns = [self._listed([self._place(a) for a in args]) for args in zip(*(s.args for s in group))]
        operands = (f"{self.values}[{self.table}[{at} + j]]" for at in columns)
        start = self.size
        self.made |= {s.target: f"{self.values}[{start + k}]" for k, s in enumerate(group)}
        self.size += len(group)
        return self._loop(start, len(group), self._words.steps[group[0].op].format(*operands))

    def _loop(self, start: int, many: int, value: str) -> tuple[str, Lines]:
        put = self._words.put.format(f"{self.values}[{start} + j]", value)
        return self._words.lanes.format("j", str(many)), [put]

    def _place(self, operand: Operand) -> int:
        if isinstance(operand, int) and operand in self.made:
            return int(self.made[operand][len(self.values) + 1 : -1])
        return self._places[self._spelled(operand)]

    def _listed(self, places: Sequence[int]) -> int:
        """Puts places into the table, and says where they begin."""
        self.places += places
        return len(self.places) - len(places)


def _groups(steps: Sequence[Instruction]) -> list[list[Instruction]]:
    """Steps of one kind together that don't read each other, in order.

    >>> steps = [Instruction(0, "mul", ("x", "y")), Instruction(1, "mul", (0, "y")), Instruction(2, "mul", ("y", "y"))]
    >>> [[step.target for step in group] for group in _groups(steps)]
    [[0, 2], [1]]
    """
    level: dict[int, int] = {}
    groups: dict[tuple[int, str], list[Instruction]] = {}
    for step in steps:
        level[step.target] = 1 + max((level.get(a, 0) for a in step.results_read), default=0)
        groups.setdefault((level[step.target], str(step.op)), []).append(step)
    return [groups[key] for key in sorted(groups, key=lambda key: key[0])]
