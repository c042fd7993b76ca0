"""What backends that write Python share: the file around their functions, straight lines of a program, how a file is run.

**Here.** `text`, the whole file from `templates/kernels/python.py.j2`; `render`, a template of one backend; `carried`, what
files hold of the package (`SHARED` in all); `imports_of`; `straight`, `spelled`, `plain`, `verdict`: steps and conditions for
one point; `Bounds` of arguments; `load`.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from symgeom.kernels.printing.header import head, joined, quoted
from symgeom.kernels.running import accumulating, calling, filling, incoming, memory, quiet
from symgeom.kernels.running import results as kernel_results
from symgeom.kernels.steps.naming import plain as harmless
from symgeom.kernels.steps.operations import OPERATIONS, results
from symgeom.kernels.steps.program import Argument, Instruction, Operand, Program, Requirement
from symgeom.resources import templates

__all__ = [
    "FLOATS", "SHARED", "SLACK", "Bounds", "carried", "imports_of", "load", "plain", "render", "spelled", "straight", "text",
    "verdict",
]  # fmt: skip

SLACK = 4 * 2.0**-52  # for the rounding of an end that isn't exact
SHARED = (
    kernel_results,
    quiet,
    incoming,
    accumulating,
    memory,
    filling,
    calling,
)  # what every generated file holds
_BELOW = "# -- from here on: the text of generated files\n"
_ARRAYS = {
    "<": "_np.less({}, {})",
    "==": "_np.equal({}, {})",
    "abs": "_np.abs({})",
    "floor": "_np.floor({})",
}
FLOATS = {"<": "{} < {}", "==": "{} == {}", "abs": "_math.fabs({})", "floor": "_math.floor({})"}
_POINT = re.compile(r"^def _point\(.*\n(?:(?:    .*)?\n)+", re.MULTILINE)
_LARGEST = 1.7976931348623157e308


def text(
    program: Program,
    body: str,
    *,
    made_of: str,
    needs: str,
    numbers: str,
    imports: str = "",
    broken: str | None = None,
    keyword: str = "",
    modules: tuple[ModuleType, ...] = (),
    **given: str,
) -> str:
    """A file that holds `body`, the functions of a backend, and `evaluate`, which calls them; and the text of `modules`.

    `broken` is the text of `_broken`, which says where the facts don't hold, if NumPy can't; `keyword` is one more keyword of
    `evaluate` with its default, for which the body has a function `_with` that gives the call; `given` are further keywords of
    `Call`.
    """
    bounds = Bounds(program)
    swift = "point" in given and not program.data
    return render(
        "python.py.j2",
        **head(program),
        made_of=made_of,
        needs=needs,
        numbers=numbers,
        imports=f"\n{imports}\n\n" if imports else "\n",
        calling=carried((*SHARED, *modules)),
        body=body.strip("\n"),
        bounds=[bounds.line(a) for a in program.points],
        data_lines=[f"({d.name!r}, {d.axes!r})," for d in program.data],
        facts=[f'({quoted(c.names)}, "{harmless(c.says)}", {bounds.hold(c)})' for c in program.conditions],
        outside=program.outside,
        broken=_broken(program) if broken is None else broken,
        keyword=keyword,
        given=list(given.items()),
        quick=" is ".join(f"type({a.name})" for a in program.points) if swift else "",
    )


def render(template: str, **fields: Any) -> str:
    """The text of a template for kernels."""
    return _environment().get_template(template).render(**fields)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates() / "kernels"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def carried(modules: tuple[ModuleType, ...]) -> str:
    """The text of modules that generated files hold."""
    return "\n".join(inspect.getsource(module).split(_BELOW, 1)[1] for module in modules).strip()


def imports_of(modules: tuple[ModuleType, ...]) -> list[str]:
    """What the text of modules needs of the standard library."""
    heads = [inspect.getsource(module).split(_BELOW, 1)[0] for module in modules]
    lines = {
        line for head in heads for line in re.findall(r"^(?:import|from) .* as _\w+$", head, re.MULTILINE)
    }
    return sorted(lines)


def load(
    source: str, modules: tuple[ModuleType, ...] = SHARED, given: Mapping[str, Any] = MappingProxyType({})
) -> Callable[..., Any]:
    """The function `evaluate` of a text that `text` printed, and that uses the names given. Nothing else may be given: the
    text is run.

    What all files hold of `modules` is not run again: every kernel has the same `KernelResult`.
    """
    namespace = {name: value for module in modules for name, value in vars(module).items()}
    namespace |= {"__name__": "symgeom_generated_kernel", **given}
    held = carried(modules)
    start = source.find(held[:200])  # of the whole, `replace` would first make tables
    own = source[:start] + source[start + len(held) :] if source.startswith(held, start) else source
    own, namespace["_point"] = _without_point(own, namespace)
    exec(compile(own, "<symgeom kernel>", "exec"), namespace)
    evaluate: Callable[..., Any] = namespace["evaluate"]
    return evaluate


def _without_point(text: str, namespace: dict[str, Any]) -> tuple[str, Any]:
    """A text without its function `_point`, and that function, which is compiled when it is called first: many kernels are
    called for arrays only, and it is as long as all the rest."""
    found = _POINT.search(text)
    if found is None:
        return text, None

    def first(*numbers: float) -> Any:
        if namespace["_point"] is first:
            exec(compile(found[0], "<symgeom kernel>", "exec"), namespace)
            namespace["_CALL"].point = namespace["_point"]
        return namespace["_point"](*numbers)

    return text[: found.start()] + text[found.end() :], first


def _broken(program: Program) -> str:
    """The facts by NumPy, for numbers and arrays alike; nothing if there are none."""
    if not program.conditions:
        return ""
    lines = straight(program.checks, "c", _by_numpy)
    verdicts = [verdict(c, lambda o: spelled(o, "c", "_np.nan"), _ARRAYS) for c in program.conditions]
    return "\n".join(
        [
            "def _broken(_x):",
            '    """For each fact, where it is broken; NaN breaks nothing."""',
            f"    {joined([a.name for a in program.points])} = _x",
            *(f"    {line}" for line in lines),
            f"    return ({joined(verdicts)})",
        ]
    )


def _by_numpy(step: Instruction, operands: list[str]) -> str:
    name = OPERATIONS[step.op].numpy
    function = f"_np.vectorize(_math.{name}, otypes=[float])" if name in ("erf", "erfc") else f"_np.{name}"
    return f"{function}({', '.join([*operands, *(['0.0'] if step.op == 'is_zero' else [])])})"


def plain(step: Instruction, operands: list[str]) -> str:
    """The right side of a step in plain floats."""
    return OPERATIONS[step.op].math.format(*operands)


def straight(
    steps: Iterable[Instruction],
    letter: str,
    spell: Callable[[Instruction, list[str]], str],
    operand: Callable[[Operand, str], str] | None = None,
) -> list[str]:
    """`_t3 = a * _t1`, a line for each step; `spell` writes the right side from the names of its operands."""
    lines = []
    for step in steps:
        count = results(step.op, len(step.args))
        targets = ", ".join(f"_{letter}{step.target + k}" for k in range(count))
        lines.append(f"{targets} = {spell(step, [(operand or spelled)(a, letter) for a in step.args])}")
    return lines


def spelled(operand: Operand, letter: str, nan: str = "_math.nan") -> str:
    """An operand at one point."""
    if isinstance(operand, float):
        number = float.__repr__(operand)
        return nan if operand - operand != 0 else f"({number})" if number.startswith("-") else number
    return operand if isinstance(operand, str) else f"_{letter}{operand}"


def verdict(condition: Requirement, side: Callable[[Operand], str], words: Mapping[str, str]) -> str:
    """Where a condition is broken; `words` are the patterns for "<", "==", "abs" and "floor" of a language."""
    great, small = side(condition.great), side(condition.small)
    if condition.relation == "whole":
        return words["<"].format(words["floor"].format(great), great)
    if condition.relation == "!=":
        return words["=="].format(great, small)
    pairs = zip((condition.great, condition.small), (great, small), (1, -1), condition.rounded)
    wide = (_widened(o, printed, sign, words) if rounded else printed for o, printed, sign, rounded in pairs)
    return words["<"].format(*wide)


def _widened(side: Operand, printed: str, sign: int, words: Mapping[str, str]) -> str:
    """A side with room for its rounding."""
    if isinstance(side, float):
        return printed if side - side != 0 else f"({_wide(side, sign)!r})"
    return f"{printed} {'+' if sign > 0 else '-'} {SLACK!r} * {words['abs'].format(printed)}"


def _wide(side: float, sign: int) -> float:
    return side + sign * SLACK * abs(side)


class Bounds:
    """The least and the greatest value of each argument, from the conditions that say no more than that."""

    def __init__(self, program: Program) -> None:
        self._needed = {a.name for a in program.arguments if a.used or a.kind == "coordinate"}
        self._low: dict[str, float] = {}
        self._high: dict[str, float] = {}
        for condition in filter(self.hold, program.conditions):
            great, small = condition.great, condition.small
            if isinstance(great, str) and isinstance(small, float):
                low = _wide(small, -1) if condition.rounded[1] else float(small)
                self._low[great] = max(low, self._low.get(great, low))
            elif isinstance(great, float) and isinstance(small, str):
                high = _wide(great, 1) if condition.rounded[0] else float(great)
                self._high[small] = min(high, self._high.get(small, high))

    def hold(self, condition: Requirement) -> bool:
        """The condition bounds one argument by a finite number."""
        sides = condition.great, condition.small
        names = [side for side in sides if isinstance(side, str)]
        numbers = [side for side in sides if isinstance(side, float) and side - side == 0]
        return condition.relation == ">=" and len(names) == len(numbers) == 1 and names[0] in self._needed

    def ends(self, a: Argument) -> tuple[bool, float, float]:
        """Whether the quantities need an argument, and its least and greatest value."""
        return a.name in self._needed, self._low.get(a.name, -_LARGEST), self._high.get(a.name, _LARGEST)

    def line(self, a: Argument) -> str:
        """An argument for `Call`."""
        return f'("{a.name}", "{a.kind}", {", ".join(map(repr, self.ends(a)))})'
