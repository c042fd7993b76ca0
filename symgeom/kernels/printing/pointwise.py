"""Programs in numbers of any precision, one point after the other: what the backends with such numbers print alike.

**Here.** `Spelling`, how a kind of numbers is written; its `fields` are what the templates take.

**Convention.** Constants are exact: they get names, and are computed anew in the precision of each call.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgeom.kernels.printing import python
from symgeom.kernels.printing.header import joined
from symgeom.kernels.steps.loops import Item, Loop, nested
from symgeom.kernels.steps.operations import OPERATIONS, blocks, dimension, variables
from symgeom.kernels.steps.program import Instruction, Operand, Program

__all__ = ["Spelling"]


@dataclass(frozen=True)
class Spelling:
    """How numbers are written.

    `inline` are the operations that are patterns (the others are functions `_name` of the file), `exact` writes a constant,
    `total` the sum of a list; `words` are the patterns of `python.verdict`.
    """

    inline: Mapping[str, str]
    exact: Callable[[float], str]
    nan: str
    total: str
    words: Mapping[str, str]

    def fields(self, program: Program) -> dict[str, Any]:
        """What the templates print of a program."""
        constants = _Constants(self.exact, self.nan)
        steps = sorted((*program.uniform, *program.steps), key=lambda step: step.target)
        used = {step.op for step in (*steps, *program.checks)}
        entries = [entry for output in program.outputs for entry in output.entries]
        return {
            "names": ", ".join(a.name for a in program.points),
            "data": joined([d.name for d in program.data]),
            "counts": [f"{name} = _d[1][{name!r}]" for name in dict.fromkeys(c for _, c in program.counts)],
            "steps": self._straight(nested(steps), program, constants, ()),
            "results": joined([constants(entry, "t") for entry in entries]),
            "checks": python.straight(program.checks, "c", self._spelled, constants),
            "verdicts": [
                python.verdict(c, lambda o: constants(o, "c"), self.words) for c in program.conditions
            ],
            "used": [op for op in OPERATIONS if op in used and op not in self.inline],
            "eigen": "principal" in used,
            "monge": "monge" in used,
            "constants": constants.printed,
        }

    def _straight(
        self, items: Sequence[Item], program: Program, constants: "_Constants", around: tuple[str, ...]
    ) -> list[str]:
        """The steps at one point, with the loops over data."""

        def spell(step: Instruction, operands: list[str]) -> str:
            return (
                _monge(step, operands, program.asked())
                if step.op == "monge"
                else self._spelled(step, operands)
            )

        lines = []
        for item in items:
            if isinstance(item, Instruction):
                lines += python.straight([item], "t", spell, constants)
            else:
                lines += self._loop(item, program, constants, (*around, item.index))
        return lines

    def _loop(
        self, loop: Loop, program: Program, constants: "_Constants", indices: tuple[str, ...]
    ) -> list[str]:
        place: dict[str | int, str] = {index: f"_i{n}" for n, index in enumerate(indices)}
        own = [c for c in program.columns if loop.index in c.at and {*indices}.issuperset(c.indices)]
        count = dict(program.counts)[loop.index]
        inside = [f"{c.name} = {c.array}[{', '.join(place.get(i, str(i)) for i in c.at)}]" for c in own]
        inside += self._straight(loop.items, program, constants, indices)
        inside += [f"_s{s.target}.append({constants(s.args[0], 't')})" for s in loop.sums]
        return [
            *(f"_s{s.target} = []" for s in loop.sums),
            f"for {place[loop.index]} in range({count}):",
            *(f"    {line}" for line in inside),
            *(f"_t{s.target} = {self.total.format(f'_s{s.target}')}" for s in loop.sums),
        ]

    def _spelled(self, step: Instruction, operands: list[str]) -> str:
        if step.op == "principal":
            d = dimension(len(operands))
            half = d * (d + 1)
            return f"_principal({d}, [{', '.join(operands[:half])}], [{', '.join(operands[half:])}])"
        if step.op in self.inline:
            return self.inline[step.op].format(*operands)
        return f"_{step.op}({', '.join(operands)})"


class _Constants:
    """Operands as text; the constants among them get names."""

    def __init__(self, exact: Callable[[float], str], nan: str) -> None:
        self._names: dict[str, str] = {}
        self._exact, self._nan = exact, nan

    def __call__(self, operand: Operand, letter: str) -> str:
        if not isinstance(operand, float):
            return python.spelled(operand, letter)
        if operand - operand != 0:
            return self._nan
        return self._names.setdefault(self._exact(operand), f"_k[{len(self._names)}]")

    @property
    def printed(self) -> list[str]:
        """The constants in order."""
        return list(self._names)


def _monge(step: Instruction, operands: list[str], asked: set[Operand]) -> str:
    """The quantities that are asked for with the number of their entries, the others with that below 0."""
    d = variables(len(operands))
    sizes = {
        name: len(places) if any(step.target + k in asked for k in places) else -len(places)
        for name, places in blocks(d).items()
    }
    slope, bend = ", ".join(operands[1 : d + 1]), ", ".join(operands[d + 1 :])
    return f"_monge({d}, {operands[0]}, [{slope}], [{bend}], {list(sizes.items())})"
