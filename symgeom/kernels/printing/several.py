"""A step with several results in compiled loops: a call of a function of `running.principal_frame` or `running.monge_form`.

**Here.** `Several`: the arrays of a step, its call, and the function.

**Notation.** The step 7 puts its operands into `g7`, has its results in `f7`, and works in `y7`.
"""

from dataclasses import dataclass

from symgeom.kernels.steps.operations import blocks, dimension, results, variables
from symgeom.kernels.steps.program import Instruction, Operand

__all__ = ["Several"]

_BITS = {
    "gaussian_curvature": 1, "shape_operator": 2, "third_fundamental_form": 4, "principal_curvatures": 8,
    "principal_directions": 16,
}  # fmt: skip


@dataclass(frozen=True)
class Several:
    """The step, and the results that are asked for of its program."""

    step: Instruction
    asked: set[Operand]

    @property
    def found(self) -> str:
        """The array of its results."""
        return f"f{self.step.target}"

    @property
    def function(self) -> str:
        """What computes them."""
        return f"k_{self.step.op}"

    @property
    def dimension(self) -> int:
        """The d of its matrices."""
        return (dimension if self.step.op == "principal" else variables)(len(self.step.args))

    def arrays(self) -> list[tuple[str, int]]:
        """The names and lengths of its arrays."""
        op, t, many, d = self.step.op, self.step.target, len(self.step.args), self.dimension
        work = 6 * d * d + 4 * d if op == "principal" else 3 * d * d + 3 * d
        return [(f"g{t}", many), (self.found, results(op, many)), (f"y{t}", work)]

    def given(self) -> list[tuple[str, Operand]]:
        """The places of its operands."""
        return [(f"g{self.step.target}[{k}]", a) for k, a in enumerate(self.step.args)]

    def call(self, orientation: str, offset: str) -> str:
        """The call; ``offset`` is the pattern of the rest of an array."""
        t, many = self.step.target, len(self.step.args)
        if self.step.op == "principal":
            d = dimension(many)
            turned = any(t + k in self.asked for k in range(d, d + d * d))
            return f"k_principal({d}, g{t}, {offset.format(f'g{t}', d * d + d)}, {int(turned)}, f{t}, y{t})"
        d = variables(many)
        p, upper = (offset.format(f"g{t}", place) for place in (1, 1 + d))
        return f"k_monge({d}, {orientation}, {p}, {upper}, {self.wanted}, f{t}, y{t})"

    @property
    def wanted(self) -> int:
        """The bits of the quantities that are asked for; all of a step that has no such."""
        t = self.step.target
        if self.step.op == "principal":
            return -1
        places = blocks(variables(len(self.step.args)))
        return sum(bit for name, bit in _BITS.items() if any(t + k in self.asked for k in places[name]))
