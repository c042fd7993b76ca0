"""Steps of a program that compiled loops do in fewer operations.

**Here.** `fused`: 1/cosh(x)^2 is one operation where cosh(x) is needed for nothing else, as what it takes makes tanh(x) too,
and nothing grows too large on the way; exp(2 x) is the square of exp(x), and exp(-x) its inverse, where that is there.

**Convention.** Only steps that differ from point to point are changed, so that uniform ones keep their places. Squares
double the relative error of an exponential, which is one unit in the last place.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from symgeom.kernels.steps.program import Instruction, Operand, Program
from symgeom.kernels.steps.sequence import in_order, needed

__all__ = ["fused"]

_Steps: TypeAlias = dict[int, Instruction]
_Users: TypeAlias = dict[int, list[Instruction | None]]


def fused(program: Program) -> Program:
    """The program in fewer operations.

    >>> steps = [Instruction(0, "cosh", ("x",)), Instruction(1, "div", (1.0, 0)), Instruction(2, "mul", (1, 1))]
    >>> from symgeom.kernels.steps.program import Output
    >>> output = Output("slope", "slope", (), "", (2,))
    >>> [step.op for step in fused(Program("", (), (output,), (), tuple(steps))).steps]
    ['sech_squared']
    """
    steps: _Steps = {step.target: step for step in program.steps}
    users = _users(program)
    for cosh in [step for step in program.steps if step.op == "cosh"]:
        _square(cosh, steps, users)
    _exponentials(steps)
    for step in program.steps:
        _root(step, steps, users)
    short = replace(program, steps=tuple(in_order(list(steps.values()))))
    return replace(short, steps=needed(short))


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


def _square(cosh: Instruction, steps: _Steps, users: _Users) -> None:
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


def _root(step: Instruction, steps: _Steps, users: _Users) -> None:
    """Makes the root of s + z less z, z = 1 where s = 0, that of s: the two differ in their derivatives. Takes the signs of
    what gets another one away."""
    match step:
        case Instruction(op="copysign", args=(int(size), other)):
            while size in steps and steps[size].op in ("neg", "abs") and steps[size].results_read:
                size = steps[size].results_read[0]
            steps[step.target] = replace(step, args=(size, other))
        case Instruction(op="sub", args=(int(a), int(b))):
            zero, root = (a, b) if a in steps and steps[a].op == "is_zero" else (b, a)
            match [steps.get(zero), steps.get(root)]:
                case [Instruction(op="is_zero", args=(int(s),)), Instruction(op="sqrt", args=(int(inside),))]:
                    below = steps.get(inside)
                    both = below is not None and below.op == "add" and set(below.results_read) == {s, zero}
                    if both and len(users[root]) == 1:
                        steps[root] = replace(steps[root], args=(s,))
                        steps[step.target] = replace(step, op="neg" if root == b else "abs", args=(root,))


def _exponentials(steps: _Steps) -> None:
    """Makes exponentials of each other; the one with the exponent of least size, or that above 0, is computed."""
    found: dict[tuple[Operand, type], dict[float, Instruction]] = {}
    for step in steps.values():
        if step.op == "exp":
            base, factor = _multiple(step.args[0], steps)
            found.setdefault((base, type(base)), {})[factor] = step
    for multiples in found.values():
        for factor, step in multiples.items():
            half, opposite = multiples.get(factor / 2), multiples.get(-factor)
            if half is not None and set(half.over) <= set(step.over):
                steps[step.target] = replace(step, op="mul", args=(half.target, half.target))
            elif opposite is not None and factor < 0 and set(opposite.over) <= set(step.over):
                steps[step.target] = replace(step, op="div", args=(1.0, opposite.target))


def _multiple(a: Operand, steps: Mapping[int, Instruction]) -> tuple[Operand, float]:
    """An operand as a multiple of another one."""
    match steps.get(a) if isinstance(a, int) else None:
        case Instruction(op="mul", args=(base, float(factor))):
            return base, float(factor)
        case Instruction(op="neg", args=(base,)):
            return base, -1.0
    return a, 1.0
