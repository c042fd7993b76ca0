"""Functions of sums over data in C: the steps of a kernel at one point, with a loop over the data.

**Here.** `in_c_on_data`, the file and its header.

**Notation.** A step is `t` with its number, an entry of data `c`, an index `k` with the number of loops around it. Arrays lie
row by row: `x[k0 * 2 + 1]` is the second entry of row k0.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from symgeom.export.heading import header
from symgeom.export.renaming import Renaming
from symgeom.export.sheet import FunctionSheet, Result
from symgeom.export.target import Target, example
from symgeom.kernels.compile import compile_kernel
from symgeom.kernels.printing.python import render
from symgeom.kernels.steps.loops import Item, Loop, nested
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Instruction, Operand, Program

__all__ = ["in_c_on_data"]

_LIBRARY = (
    "exp expm1 log log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc sqrt floor ceil"
)
_RELATIONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_TEXTS: Mapping[str, str] = {
    **{name: f"{name}({{}})" for name in _LIBRARY.split()},
    **{name: f"{name}({{}}, {{}})" for name in ("pow", "atan2", "hypot", "copysign")},
    **{name: f"{{}} {sign} {{}}" for name, sign in (("add", "+"), ("sub", "-"), ("mul", "*"), ("div", "/"))},
    **{name: f"{{}} {sign} {{}} ? 1.0 : 0.0" for name, sign in _RELATIONS.items()},
    "neg": "-{}", "abs": "fabs({})", "is_zero": "{} == 0.0 ? 1.0 : 0.0", "not": "{} != 0.0 ? 0.0 : 1.0",
    "sign": "{0} > 0.0 ? 1.0 : {0} < 0.0 ? -1.0 : {0}", "where": "{} != 0.0 ? {} : {}",
    "max": "{0} >= {1} || {0} != {0} ? {0} : {1}", "min": "{0} <= {1} || {0} != {0} ? {0} : {1}",
    "heaviside": "{0} < 0.0 ? 0.0 : {0} > 0.0 ? 1.0 : {0} == 0.0 ? {1} : {0}",
    "and": "({} != 0.0) && ({} != 0.0) ? 1.0 : 0.0", "or": "({} != 0.0) || ({} != 0.0) ? 1.0 : 0.0",
}  # fmt: skip


def in_c_on_data(
    surface: Any, names: Any, derivatives: Any, target: Target, refused: Exception
) -> tuple[str, str]:
    """The file and its header. **Raises** what is ``refused`` where a quantity takes linear algebra."""
    program: Program = compile_kernel(surface, names, "numpy", "ignore", derivatives)._program
    steps = sorted((*program.uniform, *program.steps), key=lambda step: step.target)
    if any(results(step.op, len(step.args)) > 1 for step in steps):
        raise refused
    fields = _Function(surface, program, target).fields(steps)
    return render("targets/c_on_data.j2", **fields), render("targets/c_header.j2", **fields)


@dataclass
class _Function:
    """The function on its way into C."""

    surface: Any
    program: Program
    target: Target

    def __post_init__(self) -> None:
        program, rule = self.program, self.target.rule
        own = {"values", "add", "lost", *(f"{letter}{k}" for letter in "tckr" for k in range(10_000))}
        named = [*(a.name for a in program.arguments), *dict.fromkeys(name for _, name in program.counts)]
        rename = Renaming(replace(rule, reserved=rule.reserved.union(own)))
        self._names = {name: rename(name) for name in named}
        self._function = rename(self.surface.name or "surface")
        self._values = rename(f"{self._function}_values")
        self._at = {c.name: f"c{k}" for k, c in enumerate(program.columns)}

    def fields(self, steps: Sequence[Instruction]) -> dict[str, Any]:
        """What the templates print."""
        program, names = self.program, self._names
        symbols = {sp.Symbol(f"argument {a.name}"): a for a in program.arguments}
        made = tuple(Result(o.name, o.title, o.shape, o.convention, "", o.entries) for o in program.outputs)
        sheet = FunctionSheet(self.surface, tuple(symbols.items()), (), made)
        lengths = list(dict.fromkeys(name for _, name in program.counts))
        given = [a for a in program.arguments if a.kind != "data"]
        data = [a for a in program.arguments if a.kind == "data"]
        signature = [f"double {names[a.name]}" for a in given if a.name not in lengths]
        signature += [f"const double *{names[a.name]}" for a in data] + [f"long {names[n]}" for n in lengths]
        numbers = [str(example(self.surface, a)) for a in given if a.name not in lengths]
        lines = [line for column in self._columns((), "") for line in column]
        lines += self._lines(nested(steps), ())
        text = "\n".join(lines)
        changed = [(a.symbol, names[a.name]) for a in program.arguments if a.symbol != names[a.name]]
        places = {s: names[a.name] for s, a in symbols.items()}
        needs, outside = self.target.needs, self.target.outside
        return {
            "name": self._function,
            "values": self._values,
            "guard": f"{self._function}_h".upper(),
            "signature": ", ".join(signature),
            "lines": lines,
            "results": [
                {
                    "name": r.name,
                    "shape": r.shape,
                    "entries": list(zip(r.places, map(self._spelled, r.entries))),
                }
                for r in made
            ],
            "unused": [
                names[a.name] for a in given if a.name not in lengths and not _is_in(names[a.name], text)
            ],
            "head": header(sheet, places, changed, self.target.language, needs, outside, False),
            "arrays": [(names[d.name], self._size(d.axes, "3")) for d in program.data],
            "lengths": [names[length] for length in lengths],
            "called": ", ".join([*numbers, *(names[d.name] for d in program.data), *["3"] * len(lengths)]),
        }

    def _size(self, axes: Sequence[str | int], length: str) -> str:
        return " * ".join(length if isinstance(n, str) else str(n) for n in axes)

    def _lines(self, items: Sequence[Item], around: tuple[str, ...]) -> list[str]:
        found: list[str] = []
        for item in items:
            if isinstance(item, Loop):
                found += self._loop(item, around)
            else:
                found.append(f"const double t{item.target} = {self._text(item)};")
        return found

    def _loop(self, loop: Loop, around: tuple[str, ...]) -> list[str]:
        k, inner = f"k{len(around)}", (*around, loop.index)
        count = self._names[dict(self.program.counts)[loop.index]]
        inside = [line for column in self._columns(inner, loop.index) for line in column]
        inside += self._lines(loop.items, inner)
        inside += [f"add(&t{s.target}, &r{s.target}, {self._spelled(s.args[0])});" for s in loop.sums]
        return [
            *(f"double t{s.target} = 0.0, r{s.target} = 0.0;" for s in loop.sums),
            f"for (long {k} = 0; {k} < {count}; {k}++) {{",
            *(f"    {line}" for line in inside),
            "}",
            *(f"t{s.target} += r{s.target};" for s in loop.sums),
        ]

    def _columns(self, around: tuple[str, ...], index: str) -> list[list[str]]:
        """The entries of data that are known in a loop and weren't before."""
        found = []
        for k, column in enumerate(self.program.columns):
            new = index in column.indices if index else not column.indices
            if new and {*around}.issuperset(column.indices):
                axes = next(d.axes for d in self.program.data if d.name == column.array)
                place = self._place(column.at, axes, around)
                found.append([f"const double c{k} = {self._names[column.array]}[{place}];"])
        return found

    def _place(self, at: Sequence[str | int], axes: Sequence[str | int], around: tuple[str, ...]) -> str:
        """The place of an entry in an array that lies row by row."""
        place = ""
        for i, length in zip(at, axes):
            one = f"k{around.index(i)}" if isinstance(i, str) else str(i)
            long = self._names[length] if isinstance(length, str) else str(length)
            place = f"({place}) * {long} + {one}" if place else one
        return place

    def _text(self, step: Instruction) -> str:
        return _TEXTS[step.op].format(*map(self._spelled, step.args))

    def _spelled(self, operand: Operand) -> str:
        if isinstance(operand, float):
            text = float.__repr__(operand) if operand - operand == 0 else "((double)NAN)"
            return f"({text})" if text.startswith("-") else text
        if isinstance(operand, int):
            return f"t{operand}"
        if operand in {name for _, name in self.program.counts}:
            return f"(double){self._names[operand]}"
        return self._at.get(operand) or self._names[operand]


def _is_in(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
