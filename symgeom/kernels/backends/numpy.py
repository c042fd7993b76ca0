"""The NumPy backend: three-address code in chunks that stay in the cache, every result written in place.

**Here.** `source`, which prints a `Program` through `templates/kernels/numpy.py.j2`, and `load`, which runs
that very text.

**Convention.** Results go straight into their row of the output buffer (one row per component); everything
else lives in a few work rows, reused as soon as their value is no longer needed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from symgeom.kernels.header import head, joined, quoted
from symgeom.kernels.naming import plain
from symgeom.kernels.program import Condition, Operand, Output, Program, Step
from symgeom.resources import templates

__all__ = ["CHUNK", "load", "source"]

CHUNK = (
    8192  # points; measured in benchmarks/kernels.py: flat from 8192 on, 10 % slower at 4096, twice at 512
)

_SLACK = 4 * 2.0**-52  # for the rounding of an end that isn't exact

_UFUNCS = {
    "add": "add", "sub": "subtract", "mul": "multiply", "div": "divide", "neg": "negative", "pow": "power",
    "sqrt": "sqrt", "exp": "exp", "log": "log", "abs": "absolute", "sign": "sign",
    "floor": "floor", "ceil": "ceil",
    "sin": "sin", "cos": "cos", "tan": "tan", "asin": "arcsin", "acos": "arccos", "atan": "arctan",
    "atan2": "arctan2",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "arcsinh", "acosh": "arccosh",
    "atanh": "arctanh",
    "max": "maximum", "min": "minimum", "hypot": "hypot", "copysign": "copysign", "heaviside": "heaviside",
    "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "eq": "equal",
    "ne": "not_equal",
    "and": "logical_and", "or": "logical_or", "not": "logical_not", "is_zero": "equal", "copy": "copyto",
}  # fmt: skip
_LOOPS = ("erf", "erfc")  # from the standard library, a point at a time


def source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    printer = _Printer(program)
    lines = [*printer.block()]
    uniform = printer.uniform()
    printer.checks()  # what they call is imported too
    used = {name for name in printer.functions if name not in (*_LOOPS, "where")}
    results = printer.results()
    parameters = [a.name for a in program.arguments if a.kind == "parameter"]
    return _template().render(
        **head(program),
        ufuncs=sorted(used),
        loops=[name for name in _LOOPS if name in printer.functions],
        where="where" in printer.functions,
        rows=len(printer.rows),
        slots=printer.slots,
        zeros=printer.zeros(),
        chunk=CHUNK,
        uniform=uniform if results else [],
        uniform_results=joined([f"_p{i}" for i in results]),
        parameters=", ".join(parameters),
        shared_call=_shared_call(program) if results else "()",
        chunk_uniform=_chunk_uniform(program) if results else "shared",
        unpack=printer.unpack(results),
        steps=lines,
        eigen=program.eigen,
        coordinates=sum(a.kind == "coordinate" for a in program.arguments),
        facts=[f'({quoted(c.names)}, "{plain(c.says)}")' for c in program.conditions],
        outside=program.outside,
        check_names=joined([a.name for a in program.arguments]),
        checks=printer.checks(),
        verdicts=[printer.verdict(c) for c in program.conditions],
    )


def load(source: str) -> Callable[..., Any]:
    """The function `evaluate` of a text that `source` printed. Nothing else may be given: the text is run."""
    namespace: dict[str, Any] = {"__name__": "symgeom_generated_kernel"}
    exec(compile(source, "<symgeom kernel>", "exec"), namespace)
    evaluate: Callable[..., Any] = namespace["evaluate"]
    return evaluate


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates() / "kernels"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("numpy.py.j2")


@dataclass
class _Printer:
    """Assigns rows and work slots to the results of steps, and prints the steps."""

    program: Program
    functions: set[str] = field(default_factory=set)
    slots: int = 0

    def __post_init__(self) -> None:
        self.rows: list[Operand | None] = []
        self._first_row: dict[str, int] = {}
        for output in self.program.outputs:
            self._first_row[output.name] = len(self.rows)
            size = _size(output)
            self.rows += output.entries if output.entries else [None] * size
        self._eigen_operands = (
            (*self.program.eigen.metric, *self.program.eigen.second) if self.program.eigen else ()
        )
        self._place: dict[int, str] = {}

    def results(self) -> list[int]:
        """The uniform values that the points need."""
        uniform = {step.target for step in self.program.uniform}
        used = [a for step in self.program.steps for a in step.args] + [*self.rows, *self._eigen_operands]
        return sorted({a for a in used if isinstance(a, int) and a in uniform})

    def zeros(self) -> list[int]:
        """The rows that are zero everywhere."""
        return [row for row, operand in enumerate(self.rows) if isinstance(operand, float) and operand == 0]

    def uniform(self) -> list[str]:
        """`_p3 = _divide(1.0, r)`: plain assignments."""
        names = {step.target: f"_p{step.target}" for step in self.program.uniform}
        return [f"{names[s.target]} = {self._call(s, names)}" for s in self.program.uniform]

    def checks(self) -> list[str]:
        """`_c3 = _multiply(x, x)`: the sides of the conditions."""
        names = {step.target: f"_c{step.target}" for step in self.program.checks}
        return [f"{names[s.target]} = {self._call(s, names)}" for s in self.program.checks]

    def verdict(self, condition: Condition) -> str:
        """Where a condition is broken."""
        names = {step.target: f"_c{step.target}" for step in self.program.checks}
        sides = (condition.great, condition.small)
        great, small = (self._print(side, names) for side in sides)
        if condition.relation == "whole":
            return f"_np.greater({great}, _np.floor({great}))"
        if condition.relation == "!=":
            return f"_np.equal({great}, {small})"
        great, small = (
            _widened(side, text, sign) if rounded else text
            for side, text, sign, rounded in zip(sides, (great, small), (1, -1), condition.rounded)
        )
        return f"_np.less({great}, {small})"

    def block(self) -> list[str]:
        """The steps of one chunk, each with the place of its result last, then the eigenproblem."""
        steps, last = self.program.steps, self._last_uses()
        free: list[str] = []
        names = {i: f"_p{i}" for i in self.results()}
        homes = self._homes()
        lines: list[str] = []
        for number, step in enumerate(steps):
            read = dict(names)
            done = {a for a in step.args if isinstance(a, int) and last.get(a) == number}
            free += sorted(names[a] for a in done if names[a].startswith("_w"))  # its result may go there
            rows = homes.get(step.target, [])
            place = f"_o{rows[0]}" if rows else self._slot(free)
            names[step.target] = place
            lines.append(f"{self._call(step, read, place)}{self._note(rows)}")
            lines += [self._copy(row, place) for row in rows[1:]]
        placed = {row for rows in homes.values() for row in rows}
        placed |= set(self.zeros())  # those are filled once for all points
        rest = [(row, o) for row, o in enumerate(self.rows) if o is not None and row not in placed]
        lines += [self._copy(row, self._print(o, names)) for row, o in rest]
        return lines + self._eigen(names)

    def unpack(self, results: list[int]) -> list[str]:
        """The names that the steps use."""
        kinds = [
            ([a.name for a in self.program.arguments], "_x"),
            ([f"_p{i}" for i in results], "_p"),
            ([f"_o{i}" for i in range(len(self.rows))], "_o"),
            ([f"_w{i}" for i in range(self.slots)], "_w"),
        ]
        return [line for names, origin in kinds if names for line in _wrapped(names, origin)]

    def _slot(self, free: list[str]) -> str:
        if free:
            return free.pop()
        self.slots += 1
        return f"_w{self.slots - 1}"

    def _homes(self) -> dict[int, list[int]]:
        """The rows of the result that a step's value belongs to."""
        homes: dict[int, list[int]] = {}
        varying = {step.target for step in self.program.steps}
        for row, operand in enumerate(self.rows):
            if isinstance(operand, int) and operand in varying:
                homes.setdefault(operand, []).append(row)
        return homes

    def _last_uses(self) -> dict[int, int]:
        last = {a: n for n, s in enumerate(self.program.steps) for a in s.args if isinstance(a, int)}
        last.update({a: len(self.program.steps) for a in self._eigen_operands if isinstance(a, int)})
        return last

    def _print(self, operand: Operand, names: dict[int, str]) -> str:
        if isinstance(operand, float):
            return repr(operand) if operand - operand == 0 else "_np.nan"
        return operand if isinstance(operand, str) else names[operand]

    def _call(self, step: Step, names: dict[int, str], place: str | None = None) -> str:
        name = _UFUNCS.get(step.op, step.op)
        self.functions.add(name)
        args = [self._print(a, names) for a in step.args] + (["0.0"] if step.op == "is_zero" else [])
        if place:
            args.append(f"out={place}")
        return f"_{name}({', '.join(args)})"

    def _copy(self, row: int, value: str) -> str:
        self.functions.add("copyto")
        return f"_copyto(_o{row}, {value}){self._note([row])}"

    def _note(self, rows: list[int]) -> str:
        """The comment that says which components a line finishes."""
        names = [self._component(row) for row in rows[:1]]
        return f"  # {', '.join(names)}" if names else ""

    def _component(self, row: int) -> str:
        output = [o for o in self.program.outputs if self._first_row[o.name] <= row][-1]
        return output.name + _index(row - self._first_row[output.name], output.shape)

    def _eigen(self, names: dict[int, str]) -> list[str]:
        eigen = self.program.eigen
        if eigen is None:
            return []
        parts = ["metric", "second", "curvatures", "directions"]
        values = [[self._print(a, names) for a in entries] for entries in (eigen.metric, eigen.second)]
        for name in ("principal_curvatures", "principal_directions"):
            first = self._first_row.get(name)
            size = 0 if first is None else eigen.dimension ** (1 if name.endswith("curvatures") else 2)
            values.append([f"_o{(first or 0) + k}" for k in range(size)])
        lists = [f"{part} = [{', '.join(entries)}]" for part, entries in zip(parts, values)]
        return [*(f"_{line}" for line in lists), f"_principal({', '.join('_' + part for part in parts)})"]


def _widened(side: Operand, text: str, sign: int) -> str:
    """A side with room for its rounding."""
    if isinstance(side, float):
        return text if side - side != 0 else repr(side + sign * _SLACK * abs(side))
    return f"{text} {'+' if sign > 0 else '-'} {_SLACK!r} * _np.abs({text})"


def _size(output: Output) -> int:
    size = 1
    for n in output.shape:
        size *= n
    return size


def _index(position: int, shape: tuple[int, ...]) -> str:
    digits: list[int] = []
    for n in reversed(shape):
        position, digit = divmod(position, n)
        digits.insert(0, digit)
    return f"[{', '.join(map(str, digits))}]" if shape else ""


def _wrapped(names: list[str], origin: str) -> list[str]:
    """`a, b, = origin`, in brackets over several lines when it is long."""
    line = f"{', '.join(names)}{',' if len(names) == 1 else ''} = {origin}"
    if len(line) <= 100:
        return [line]
    rows = [names[i : i + 8] for i in range(0, len(names), 8)]
    return ["(", *(f"    {', '.join(row)}," for row in rows), f") = {origin}"]


def _parameter_range(program: Program) -> str:
    kinds = [a.kind for a in program.arguments]
    if "parameter" not in kinds:  # only constants
        return "0:0"
    return f"{kinds.index('parameter')}:{len(kinds) - kinds[::-1].index('parameter')}"


def _shared_call(program: Program) -> str:
    part = f"streams[{_parameter_range(program)}]"
    return f"_uniform(*{part}) if all(isinstance(s, float) for s in {part}) else None"


def _chunk_uniform(program: Program) -> str:
    return f"_uniform(*x[{_parameter_range(program)}]) if shared is None else shared"
