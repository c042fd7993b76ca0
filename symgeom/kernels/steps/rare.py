"""Choices for tiny numbers, which compiled loops leave to the caller.

**Here.** `without_rare`: a program whose choices for sizes between 0 and `RARE` are made as if there were none, with a step
"left" for each such size: the loops say where it is so, and the caller computes these points by the whole program.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from symgeom.kernels.steps.operations import RARE
from symgeom.kernels.steps.program import Instruction, Operand, Program
from symgeom.kernels.steps.sequence import needed

__all__ = ["without_rare"]


def without_rare(program: Program) -> Program:
    """The program for sizes that are 0 or no less than `RARE`.

    >>> from symgeom.kernels.steps.program import Output
    >>> steps = [
    ...     Instruction(0, "lt", (0.0, "x")), Instruction(1, "lt", ("x", RARE)), Instruction(2, "and", (0, 1)),
    ...     Instruction(3, "where", (2, 2.0, 1.0)), Instruction(4, "mul", ("x", 3)), Instruction(5, "exp", (4,)),
    ... ]
    >>> out = Output("q", "", (), "", (5,))
    >>> [(step.op, step.args) for step in without_rare(Program("", (), (out,), (), tuple(steps))).steps]
    [('left', ('x',)), ('exp', ('x',))]
    """
    rare = _rare(program.steps)
    if not rare or not _only_chosen_by(rare, program):
        return program
    same: dict[int, Operand] = {}  # results that are another operand

    def now(a: Operand) -> Operand:
        return same.get(a, a) if isinstance(a, int) else a

    found = []
    for step in program.steps:
        step = replace(step, args=tuple(map(now, step.args)))
        match step:
            case Instruction(op="where", args=(int(c), _, otherwise)) if c in rare:
                same[step.target] = otherwise
            case Instruction(op="where", args=(_, a, b)) if _alike(a, b):
                same[step.target] = a
            case Instruction(op="mul", args=(a, float(1.0))) | Instruction(op="mul", args=(float(1.0), a)):
                same[step.target] = a
            case _ if step.target in rare:
                size = rare[step.target]
                if size is not None:
                    found.append(replace(step, op="left", args=(now(size),)))
            case _:
                found.append(step)
    outputs = tuple(replace(o, entries=tuple(map(now, o.entries))) for o in program.outputs)
    short = replace(program, outputs=outputs, steps=tuple(found))
    return replace(short, steps=needed(short))


def _rare(steps: Iterable[Instruction]) -> dict[int, Operand | None]:
    """The conditions that are true for tiny sizes only, each with its size, or None where another one has that."""
    above: dict[int, Operand] = {}
    below: dict[int, Operand] = {}
    found: dict[int, Operand | None] = {}
    for step in steps:
        match step:
            case Instruction(op="lt", args=(float(0.0), size)):
                above[step.target] = size
            case Instruction(op="lt", args=(size, float(bound))) if bound == RARE:
                below[step.target] = size
            case Instruction(op="and", args=(a, b)):
                first, second = (x if isinstance(x, int) else -1 for x in (a, b))
                if first in above and second in below and _alike(above[first], below[second]):
                    found[step.target] = above[first]
                elif first in found or second in found:
                    found[step.target] = None
    return found


def _only_chosen_by(rare: Mapping[int, Operand | None], program: Program) -> bool:
    """Nothing but choices depends on the conditions."""
    for step in program.steps:
        chosen = step.args[1:] if step.op == "where" else () if step.target in rare else step.args
        if any(isinstance(a, int) and a in rare for a in chosen):
            return False
    entries = (entry for output in program.outputs for entry in output.entries)
    return not any(isinstance(a, int) and a in rare for a in entries)


def _alike(a: Operand, b: Operand) -> bool:
    """The same operand: 1 is a result, 1.0 a constant, and the two are equal."""
    return a == b and isinstance(a, float) == isinstance(b, float)
