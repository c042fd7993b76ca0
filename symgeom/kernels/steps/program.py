"""A kernel as plain data: what comes in, the steps in order, what goes out.

**Here.** `Argument`, `Requirement`, `Output`, `Instruction`, `Column`, `Data`, `Tabulated`, `Program`. Nothing here
knows SymPy or a target language: lowering fills a `Program`, a backend prints it, a pickle carries it.

**Notation.** An operand is a name (an argument), a float (a constant) or an integer (the result of the step
of that number).
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from symgeom.kernels.steps.operations import Fused, Op

__all__ = [
    "Argument",
    "Column",
    "Data",
    "Requirement",
    "Operand",
    "Output",
    "Program",
    "Instruction",
    "Tabulated",
]

Operand: TypeAlias = int | float | str


@dataclass(frozen=True)
class Argument:
    """One argument of a kernel.

    `name` is what the generated source calls it; `symbol` is the name it has in the derivation (they differ
    where the symbol's name is no plain Python name, and a kernel accepts both); `kind` says how it is passed:
    coordinates and parameters by position or name, the values of undefined functions and data by name only. `default`
    is None where a value must be given. `at` names the arguments that a callable given for a function is
    called with; it is empty where a callable can't be used. `values` are data that a call need not give.
    """

    name: str
    symbol: str
    kind: Literal["coordinate", "parameter", "function", "data"]
    default: float | None = None
    used: bool = True
    meaning: str = ""
    at: tuple[str, ...] = ()
    values: tuple[Any, ...] | None = None

    @property
    def is_required(self) -> bool:
        """A call must give its value."""
        return self.default is None and self.values is None


@dataclass(frozen=True)
class Requirement:
    """A fact that the closed forms rest on, between the values of two operands of the program's `checks`.

    `relation` is ">=", "!=" or "whole" (`great` is an integer); `names` are the arguments that it speaks of, `says` how a
    message begins; `rounded` tells which of the two sides are not exact in floating point.
    """

    great: Operand
    relation: str
    small: Operand
    names: tuple[str, ...]
    says: str
    rounded: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Output:
    """One requested quantity: its shape at one point, its convention, and its entries in row-major order."""

    name: str
    title: str
    shape: tuple[int, ...]
    convention: str
    entries: tuple[Operand, ...]


@dataclass(frozen=True)
class Instruction:
    """`target = op(*args)`: one operation of `operations.py`. Several results have the numbers from `target` on.

    `over` are the indices of data that the result depends on; a sum is taken over its `index`.
    """

    target: int
    op: Op | Fused
    args: tuple[Operand, ...]
    over: tuple[str, ...] = ()
    index: str = ""

    @property
    def results_read(self) -> tuple[int, ...]:
        """Its operands that are results of other steps: 1 is one, 1.0 a constant, and the two are equal."""
        return tuple(a for a in self.args if isinstance(a, int))


@dataclass(frozen=True)
class Column:
    """The operand `name`: an entry of the data `array`, at indices of sums and at whole numbers."""

    name: str
    array: str
    at: tuple[str | int, ...]

    @property
    def indices(self) -> tuple[str, ...]:
        """The indices of sums that it depends on."""
        return tuple(i for i in self.at if isinstance(i, str))


@dataclass(frozen=True)
class Data:
    """An array that sums run over: for each of its axes the number of data that it is long, or how many entries it has."""

    name: str
    axes: tuple[str | int, ...]


@dataclass(frozen=True)
class Tabulated:
    """The operand `name`: one of `values` for each round of the loop over an index that is no index of data."""

    name: str
    index: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Program:
    """A whole kernel. `uniform` steps depend on parameters only and run once; `steps` run for every point.

    `checks` compute the sides of the conditions, apart from the rest. `outside` says what becomes of points that break one:
    "nan", "raise", "ignore", or "" for an error where single numbers break it and NaN in the entries of arrays.
    """

    name: str
    arguments: tuple[Argument, ...]
    outputs: tuple[Output, ...]
    uniform: tuple[Instruction, ...]
    steps: tuple[Instruction, ...]
    conditions: tuple[Requirement, ...] = ()
    checks: tuple[Instruction, ...] = ()
    outside: str = ""
    data: tuple[Data, ...] = ()
    columns: tuple[Column, ...] = ()
    counts: tuple[
        tuple[str, str], ...
    ] = ()  # the index of a sum, and the operand that says how many values it has
    tables: tuple[Tabulated, ...] = ()

    @property
    def points(self) -> tuple[Argument, ...]:
        """The arguments that broadcast."""
        return tuple(a for a in self.arguments if a.kind != "data")

    def asked(self) -> set[Operand]:
        """What the steps and the results use."""
        entries = (entry for output in self.outputs for entry in output.entries)
        return {a for step in self.steps for a in step.args} | set(entries)
