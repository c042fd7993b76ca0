"""The mpmath backend: any precision, plain loops over the points; the oracle of the others.

**Here.** `BACKEND`. A call computes in the precision that mpmath has at that moment: `with mpmath.workdps(50): kernel(...)`.

**Convention.** Results are arrays of `mpf`, single numbers `mpf`. Constants are exact, arguments as exact as they come: a
float is the number that it holds, a `Fraction` or a number of SymPy is itself.
"""

from collections.abc import Sequence
from typing import Any

from sympy.printing.pycode import MpmathPrinter

from symgeom.kernels import python
from symgeom.kernels.backend import Backend
from symgeom.kernels.constants import exactly
from symgeom.kernels.header import joined
from symgeom.kernels.loops import Item, Loop, nested
from symgeom.kernels.operations import OPERATIONS, blocks, dimension, variables
from symgeom.kernels.program import Instruction, Operand, Program

__all__ = ["BACKEND"]

_INLINE = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "lt": "_bit({} < {})",
    "le": "_bit({} <= {})", "gt": "_bit({} > {})", "ge": "_bit({} >= {})", "eq": "_bit({} == {})",
    "ne": "_bit({} != {})", "and": "_bit({} and {})", "or": "_bit({} or {})", "not": "_bit(not {})",
    "is_zero": "_bit({} == 0)", "where": "{1} if {0} else {2}",
}  # fmt: skip
_POWERS = "x > 0 or (y >= 0 if x == 0 else y == _mp.floor(y))"
# what the file defines for the others: a function of mpmath, and where it is defined
_GUARDED = {
    "div": ("lambda x, y: x / y", "y != 0"), "pow": ("_mp.power", _POWERS),
    "sqrt": ("_mp.sqrt", "x >= 0"), "log": ("_mp.log", "x > 0"), "log1p": ("_mp.log1p", "x > -1"),
    "asin": ("_mp.asin", "abs(x) <= 1"),
    "acos": ("_mp.acos", "abs(x) <= 1"), "atanh": ("_mp.atanh", "abs(x) < 1"), "acosh": ("_mp.acosh", "x >= 1"),
    "abs": ("_mp.fabs", ""), "max": ("max", ""), "min": ("min", ""),
    "copysign": ("lambda x, y: abs(x) if y >= 0 else -abs(x)", ""),
    "heaviside": ("lambda x, y: _bit(x > 0) if x != 0 else y", ""),
    **{
        name: (f"_mp.{name}", "")
        for name in (
            "exp", "expm1", "sign", "floor", "ceil", "sin", "cos", "tan", "atan", "atan2", "sinh", "cosh", "tanh", "asinh",
            "erf", "erfc", "hypot",
        )
    },
}  # fmt: skip
_WORDS = {"<": "{} < {}", "==": "{} == {}", "abs": "abs({})", "floor": "_mp.floor({})"}


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    constants = _Constants()
    steps = sorted((*program.uniform, *program.steps), key=lambda step: step.target)
    used = {step.op for step in (*steps, *program.checks)}
    entries = [entry for output in program.outputs for entry in output.entries]
    fields = {
        "names": ", ".join(a.name for a in program.points),
        "data": joined([d.name for d in program.data]),
        "counts": [f"{name} = _d[1][{name!r}]" for name in dict.fromkeys(c for _, c in program.counts)],
        "steps": _straight(nested(steps), program, constants, ()),
        "results": joined([constants(entry, "t") for entry in entries]),
        "checks": python.straight(program.checks, "c", _spelled, constants),
        "verdicts": [python.verdict(c, lambda o: constants(o, "c"), _WORDS) for c in program.conditions],
        "functions": [_defined(op, *_GUARDED[op]) for op in OPERATIONS if op in used and op in _GUARDED],
        "eigen": "principal" in used,
        "monge": "monge" in used,
        "constants": constants.printed,
    }
    return python.text(
        program,
        python.render("mpmath.py.j2", **fields),
        made_of="mpmath, in any precision",
        needs="mpmath and NumPy",
        numbers="Everything is computed in the precision that mpmath has when it is called, and returned as `mpf`.",
        imports="import mpmath as _mp",
        broken="" if not program.conditions else python.render("mpmath_facts.py.j2", **fields),
        block="_block",
        convert="_number",
        dtype="object",
        missing="_mp.nan",
    )


def _straight(
    items: Sequence[Item], program: Program, constants: "_Constants", around: tuple[str, ...]
) -> list[str]:
    """The steps at one point, with the loops over data."""

    def spell(step: Instruction, operands: list[str]) -> str:
        return _monge(step, operands, program.asked()) if step.op == "monge" else _spelled(step, operands)

    lines = []
    for item in items:
        if isinstance(item, Instruction):
            lines += python.straight([item], "t", spell, constants)
        else:
            lines += _loop(item, program, constants, (*around, item.index))
    return lines


def _loop(loop: Loop, program: Program, constants: "_Constants", indices: tuple[str, ...]) -> list[str]:
    place: dict[str | int, str] = {index: f"_i{n}" for n, index in enumerate(indices)}
    own = [c for c in program.columns if loop.index in c.at and {*indices}.issuperset(c.indices)]
    count = dict(program.counts)[loop.index]
    inside = [f"{c.name} = {c.array}[{', '.join(place.get(i, str(i)) for i in c.at)}]" for c in own]
    inside += _straight(loop.items, program, constants, indices)
    inside += [f"_s{s.target}.append({constants(s.args[0], 't')})" for s in loop.sums]
    return [
        *(f"_s{s.target} = []" for s in loop.sums),
        f"for {place[loop.index]} in range({count}):",
        *(f"    {line}" for line in inside),
        *(f"_t{s.target} = _mp.fsum(_s{s.target})" for s in loop.sums),
    ]


class _Constants:
    """Operands as text; the constants among them get names, and are computed anew in the precision of each call."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def __call__(self, operand: Operand, letter: str) -> str:
        if not isinstance(operand, float):
            return python.spelled(operand, letter)
        if operand - operand != 0:
            return "_mp.nan"
        text = _exact(operand)
        return self._names.setdefault(text, f"_k[{len(self._names)}]")

    @property
    def printed(self) -> list[str]:
        """The constants in order."""
        return list(self._names)


def _exact(number: float) -> str:
    text: str = MpmathPrinter().doprint(exactly(number))
    text = text.replace("mpmath.", "_mp.")
    return text if "_mp." in text else f"_mp.mpf({text})"


def _spelled(step: Instruction, operands: list[str]) -> str:
    if step.op == "principal":
        half, d = len(operands) // 2, dimension(len(operands))
        return f"_principal({d}, [{', '.join(operands[:half])}], [{', '.join(operands[half:])}])"
    if step.op in _INLINE:
        return _INLINE[step.op].format(*operands)
    return f"_{step.op}({', '.join(operands)})"


def _monge(step: Instruction, operands: list[str], asked: set[Operand]) -> str:
    """The quantities that are asked for with the number of their entries, the others with that below 0."""
    d = variables(len(operands))
    sizes = {
        name: len(places) if any(step.target + k in asked for k in places) else -len(places)
        for name, places in blocks(d).items()
    }
    slope, bend = ", ".join(operands[1 : d + 1]), ", ".join(operands[d + 1 :])
    return f"_monge({d}, {operands[0]}, [{slope}], [{bend}], {list(sizes.items())})"


def _defined(op: Any, function: str, inside: str) -> str:
    two = OPERATIONS[op].arity == 2
    return f"_{op} = _guarded({function}, lambda {'x, y' if two else 'x'}: {inside or 'True'})"


BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy", "mpmath": "pip install mpmath"},
    arrays="numpy.ndarray of mpmath.mpf",
    source=_source,
    load=python.load,
)
