"""Steps of a program that compiled loops do in one.

**Here.** `fused`, the same program with `1/cosh(x)^2` as one operation, where cosh(x) is needed for nothing else: of the
exponential that it needs, tanh(x) is made too, and nothing grows too large on the way.

**Convention.** Only steps that differ from point to point are changed, so that uniform ones keep their places.
"""

from dataclasses import replace
from typing import TypeAlias

from symgeom.kernels.steps.program import Instruction, Program

__all__ = ["fused"]

_Users: TypeAlias = dict[int, list[Instruction | None]]


def fused(program: Program) -> Program:
    """The program in fewer steps.

    >>> steps = [Instruction(0, "cosh", ("x",)), Instruction(1, "div", (1.0, 0)), Instruction(2, "mul", (1, 1))]
    >>> [step.op for step in fused(Program("", (), (), (), tuple(steps))).steps]
    ['sech_squared']
    """
    steps = {step.target: step for step in program.steps}
    users = _users(program)
    for cosh in [step for step in program.steps if step.op == "cosh"]:
        _squared(cosh, steps, users)
    return replace(program, steps=tuple(steps.values()))


def _users(program: Program) -> _Users:
    """The steps that read a result; None is the result of the program."""
    found: _Users = {}
    for step in program.steps:
        for a in dict.fromkeys(step.results_read):
            found.setdefault(a, []).append(step)
    for output in program.outputs:
        for entry in output.entries:
            if isinstance(entry, int):
                found.setdefault(entry, []).append(None)
    return found


def _squared(cosh: Instruction, steps: dict[int, Instruction], users: _Users) -> None:
    """Puts one step in the place of a cosh, its inverse and the square of that, or of its square that others are divided by."""
    match users.get(cosh.target, []):
        case [Instruction(op="div", args=(float(1.0), _)) as inverse]:
            match users.get(inverse.target, []):
                case [Instruction(op="mul", args=(int(a), int(b))) as square] if a == b:
                    del steps[inverse.target], steps[cosh.target]
                    steps[square.target] = replace(square, op="sech_squared", args=cosh.args)
        case [Instruction(op="mul", args=(int(a), int(b))) as square] if a == b:
            below = users.get(square.target, [])
            if below and all(_is_divided(step, square.target) for step in below):
                del steps[cosh.target]
                steps[square.target] = replace(square, op="sech_squared", args=cosh.args)
                for step in filter(None, below):
                    steps[step.target] = replace(step, op="mul")


def _is_divided(step: Instruction | None, by: int) -> bool:
    match step:
        case Instruction(op="div", args=(above, int(below))):
            return below == by and not (isinstance(above, int) and above == by)
    return False
