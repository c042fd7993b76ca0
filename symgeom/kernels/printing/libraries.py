"""Programs for libraries of arrays that transform functions (jax, torch): expressions over whole arrays, to be differentiated.

**Here.** `source`, the text of a file from `templates/kernels/traced.py.j2` and the template of a library; `load`; `shared`,
what such files hold.

**Convention.** Data come first: each index of a sum has an axis of its own before those of the points, and a sum runs over it.
Constants are numbers of the calls' type. Where an operation has no derivative, that of its expression is NaN, but for `hypot`
at 0 and `max` of equals, which have the mean of those around: the principal curvatures at an umbilic.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symgeom.kernels.printing import python
from symgeom.kernels.printing.header import head, joined, quoted
from symgeom.kernels.running import accumulating, incoming, traced
from symgeom.kernels.running import results as kernel_results
from symgeom.kernels.steps.naming import plain
from symgeom.kernels.steps.operations import blocks, dimension, variables
from symgeom.kernels.steps.program import Instruction, Operand, Program

__all__ = ["load", "source"]

_SHARED = (kernel_results, incoming, accumulating, traced)
_ARITHMETIC = {
    "add": "{} + {}",
    "sub": "{} - {}",
    "mul": "{} * {}",
    "div": "{} / {}",
    "pow": "{} ** {}",
    "neg": "-{}",
}
_TESTS = {
    "lt": "{} < {}", "le": "{} <= {}", "gt": "{} > {}", "ge": "{} >= {}", "eq": "{} == {}", "ne": "{} != {}",
    "and": "({} != 0) & ({} != 0)", "or": "({} != 0) | ({} != 0)", "not": "{} == 0", "is_zero": "{} == 0",
}  # fmt: skip
_OWN = ("abs", "sign", "hypot", "heaviside")  # functions of the file
_NAMED = {
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2", "asinh": "arcsinh", "acosh": "arccosh",
    "atanh": "arctanh", "max": "maximum", "min": "minimum",
}  # fmt: skip
_WORDS = {"<": "{} < {}", "==": "{} == {}", "abs": "_xp.abs({})", "floor": "_xp.floor({})"}


def source(program: Program, template: str, special: Mapping[str, str], **words: str) -> str:
    """The text of a self-contained module: `special` are functions that the library has elsewhere, `words` for its head."""
    printer = _Printer(program, special)
    conditions = program.conditions
    used = {step.op for step in (*program.uniform, *program.steps)}
    fields = {
        **head(program),
        **words,
        "calling": python.carried(_SHARED),
        "library": python.render(template),
        "kinds": [f'("{a.name}", "{a.kind}"),' for a in program.points],
        "facts": [f'({quoted(c.names)}, "{plain(c.says)}"),' for c in conditions],
        "outside": program.outside,
        "names": joined([a.name for a in program.points]),
        "indices": quoted(tuple(index for index, _ in program.counts)),
        "columns": printer.columns(),
        "steps": printer.steps(),
        "results": joined([printer.result(output.entries) for output in program.outputs]),
        "checks": python.straight(program.checks, "c", printer.spell, printer.operand),
        "verdicts": [python.verdict(c, lambda o: printer.operand(o, "c"), _WORDS) for c in conditions],
        "data_lines": [f"({d.name!r}, {d.axes!r})," for d in program.data],
        "eigen": "principal" in used,
        "monge": "monge" in used,
    }
    return python.render("traced.py.j2", **fields)


def load(source: str) -> Callable[..., Any]:
    """The function `evaluate` of a text that `source` printed."""
    return python.load(source, _SHARED)


class _Printer:
    """Steps as expressions over arrays."""

    def __init__(self, program: Program, special: Mapping[str, str]) -> None:
        self._program, self._special = program, special
        self._indices = [index for index, _ in program.counts]
        self._asked = program.asked()
        self._of_graphs: dict[int, tuple[str, int]] = {}  # results of `monge`: the array and the place in it

    def columns(self) -> list[str]:
        """The entries of data that sums use, and how many data there are."""
        lines = [
            f"{c.name} = _column(_d[{self._place(c.array)}], {c.at!r}, _dims)" for c in self._program.columns
        ]
        for name in dict.fromkeys(count for _, count in self._program.counts):
            array, axis = next(
                (k, d.axes.index(name)) for k, d in enumerate(self._program.data) if name in d.axes
            )
            lines.append(f"{name} = _one * _d[{array}].shape[{axis}]")
        return lines

    def _place(self, array: str) -> int:
        return next(k for k, d in enumerate(self._program.data) if d.name == array)

    def steps(self) -> list[str]:
        """All steps in order."""
        both = sorted((*self._program.uniform, *self._program.steps), key=lambda s: s.target)
        return [line for step in both for line in self._step(step)]

    def _step(self, step: Instruction) -> list[str]:
        if step.op == "monge":
            return [self._monge(step)]
        return python.straight([step], "t", self.spell, self.operand)

    def operand(self, operand: Operand, letter: str) -> str:
        """An operand; constants by a number of the right type."""
        if isinstance(operand, int) and operand in self._of_graphs:
            array, place = self._of_graphs[operand]
            return f"{array}[..., {place}]"
        text = python.spelled(operand, letter)
        return f"(_one * {text})" if isinstance(operand, float) else text

    def spell(self, step: Instruction, operands: list[str]) -> str:
        """The right side of a step."""
        op = step.op
        if op in _ARITHMETIC:
            return _ARITHMETIC[op].format(*self._literal(step, operands))
        if op in _TESTS:
            return f"_bit({_TESTS[op].format(*operands)}, _one)"
        if op == "sum":
            return f"_sum({operands[0]}, {len(self._indices) - self._indices.index(step.index)}, _dims)"
        if op == "where":
            return f"_xp.where({operands[0]} != 0, {operands[1]}, {operands[2]})"
        if op == "principal":
            return self._principal(step, operands)
        name = f"_{op}" if op in _OWN else self._special.get(op) or f"_xp.{_NAMED.get(op, op)}"
        return f"{name}({', '.join(operands)})"

    def _literal(self, step: Instruction, operands: list[str]) -> list[str]:
        """A constant beside an array is a plain number."""
        if all(isinstance(a, float) for a in step.args):
            return operands
        return [
            python.spelled(a, "t") if isinstance(a, float) else text for a, text in zip(step.args, operands)
        ]

    def _principal(self, step: Instruction, operands: list[str]) -> str:
        d = dimension(len(operands))
        half = d * (d + 1)
        turned = any(step.target + k in self._asked for k in range(d, d + d * d))
        return f"_principal({d}, [{', '.join(operands[:half])}], [{', '.join(operands[half:])}], {turned})"

    def _monge(self, step: Instruction) -> str:
        """The quantities of a graph that are wanted, each an array with its entries last."""
        orientation, *entries = [self.operand(a, "t") for a in step.args]
        d = variables(len(step.args))
        wanted = {
            name: [step.target + k for k in places]
            for name, places in blocks(d).items()
            if any(step.target + k in self._asked for k in places)
        }
        for n, targets in enumerate(wanted.values()):
            self._of_graphs |= {t: (f"_f{step.target}[{n}]", k) for k, t in enumerate(targets)}
        given = f"{orientation}, [{', '.join(entries[:d])}], [{', '.join(entries[d:])}], {list(wanted)}"
        return f"_f{step.target} = _monge({given})"

    def result(self, entries: Sequence[Operand]) -> str:
        """The entries of a quantity; the array that holds just these."""
        nowhere = ("", 0)
        found = [self._of_graphs.get(e, nowhere) if isinstance(e, int) else nowhere for e in entries]
        array = found[0][0]
        size = sum(known == array for known, _ in self._of_graphs.values())
        if array and found == [(array, k) for k in range(size)]:
            return array
        return f"({joined([self.operand(e, 't') for e in entries])})"
