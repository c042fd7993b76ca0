"""A kernel as plain data: what comes in, the steps in order, what goes out.

**Here.** `Argument`, `Condition`, `Output`, `Step`, `Eigen`, `Program`. Nothing here knows SymPy or a target language:
lowering fills a `Program`, a backend prints it, a pickle carries it.

**Notation.** An operand is a name (an argument), a float (a constant) or an integer (the result of the step
of that number).
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Argument", "Condition", "Eigen", "Operand", "Output", "Program", "Step"]

Operand: TypeAlias = int | float | str


@dataclass(frozen=True)
class Argument:
    """One argument of a kernel.

    `name` is what the generated source calls it; `symbol` is the name it has in the derivation (they differ
    where the symbol's name is no plain Python name, and a kernel accepts both); `kind` says how it is passed:
    coordinates and parameters by position or name, the values of undefined functions by name only. `default`
    is None where a value must be given. `at` names the arguments that a callable given for a function is
    called with; it is empty where a callable can't be used.
    """

    name: str
    symbol: str
    kind: Literal["coordinate", "parameter", "function"]
    default: float | None = None
    used: bool = True
    meaning: str = ""
    at: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A fact that the closed forms rest on: `great > small` or `>=`, each the name of a parameter or a number."""

    great: str | float
    sign: Literal[">", ">="]
    small: str | float

    def __str__(self) -> str:
        if isinstance(self.great, str):
            return (
                f"{self.great} {self.sign} {self.small if isinstance(self.small, str) else f'{self.small:g}'}"
            )
        return f"{self.small} {self.sign.replace('>', '<')} {self.great:g}"

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that it speaks of."""
        return tuple(side for side in (self.great, self.small) if isinstance(side, str))


@dataclass(frozen=True)
class Output:
    """One requested quantity: its shape at one point, its convention, and its entries in row-major order."""

    name: str
    title: str
    shape: tuple[int, ...]
    convention: str
    entries: tuple[Operand, ...]


@dataclass(frozen=True)
class Step:
    """`target = op(*args)`: one elementwise operation."""

    target: int
    op: str
    args: tuple[Operand, ...]


@dataclass(frozen=True)
class Eigen:
    """The principal problem for d >= 3, solved after all steps: `h y = kappa g y`, y g-orthonormal.

    `metric` and `second` hold d*d operands in row-major order.
    """

    dimension: int
    metric: tuple[Operand, ...]
    second: tuple[Operand, ...]


@dataclass(frozen=True)
class Program:
    """A whole kernel. `uniform` steps depend on parameters only and run once; `steps` run for every point."""

    name: str
    arguments: tuple[Argument, ...]
    outputs: tuple[Output, ...]
    uniform: tuple[Step, ...]
    steps: tuple[Step, ...]
    eigen: Eigen | None = None
    conditions: tuple[Condition, ...] = ()
