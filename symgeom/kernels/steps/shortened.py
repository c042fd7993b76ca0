"""What is done to a program before compiled loops are printed of it.

**Here.** `settled`, a program whose steps of constants are uniform; `shortened`, one in fewer steps.
"""

from dataclasses import replace

from symgeom.kernels.steps.fused import fused
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Program
from symgeom.kernels.steps.rare import without_rare
from symgeom.kernels.steps.rolled import rolled

__all__ = ["settled", "shortened"]


def shortened(program: Program) -> Program:
    """The same in fewer steps, but for what loops leave to the caller."""
    return fused(without_rare(rolled(program)))


def settled(program: Program) -> Program:
    """The same with its steps of constants among the uniform ones."""
    fixed = {s.target for s in program.uniform}
    uniform, steps = list(program.uniform), []
    for step in program.steps:
        single = not step.index and results(step.op, len(step.args)) == 1
        if single and all(isinstance(a, float) or a in fixed for a in step.args):
            fixed.add(step.target)
            uniform.append(step)
        else:
            steps.append(step)
    return replace(program, uniform=tuple(uniform), steps=tuple(steps))
