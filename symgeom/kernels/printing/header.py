"""What a generated file says of itself: the signature of `evaluate`, its arguments, results and conventions.

**Here.** `head`, the fields of a template under `templates/kernels/`, `joined`, the inside of a tuple, and `quoted`, a tuple
of names.
"""

from typing import Any

from symgeom.kernels.steps.naming import plain
from symgeom.kernels.steps.program import Argument, Output, Program

__all__ = ["head", "joined", "quoted"]


def head(program: Program) -> dict[str, Any]:
    """What the documentation and the signature of the generated file say."""
    arguments, outputs = program.arguments, program.outputs
    called = [f'"{a.name}": {quoted(a.at)}' for a in arguments if a.at]
    conventions = dict.fromkeys(plain(o.convention).rstrip(".") for o in outputs if o.convention)
    return {
        "title": plain(program.name) or "A surface",
        "outputs": outputs,
        "call": ", ".join(_shown(a) for a in arguments),
        "signature": _signature(arguments),
        "passed": joined([a.name for a in program.points]),
        "data": joined([d.name for d in program.data]),
        "held": [f"{a.name!r}: {list(a.values)!r}" for a in arguments if a.values],
        "argument_names": quoted(tuple(a.name for a in arguments)),
        "called_with": f"{{{', '.join(called)}}}",
        "argument_lines": [_described(a) for a in arguments],
        "fact_lines": list(dict.fromkeys(_fact(c.says) for c in program.conditions)),
        "outside_line": _OUTSIDE[program.outside],
        "output_lines": [f"{o.name} {o.shape}: {plain(o.title)}" for o in outputs],
        "conventions": "; ".join([*conventions, *_principal_convention(outputs)]) + ".",
    }


_OUTSIDE = {
    "": " Single numbers outside are an error, entries of arrays become NaN.",
    "nan": " Outside the results are NaN.",
    "raise": " Points outside are an error.",
    "ignore": "",
}


def _fact(says: str) -> str:
    """A line of the documentation from what a message says."""
    fact = says.removeprefix("the closed forms hold for ")
    return plain(fact if fact != says else says.partition(" is ")[2])


def _principal_convention(outputs: tuple[Output, ...]) -> list[str]:
    if not any(o.name.startswith("principal_") for o in outputs):
        return []
    return ["principal curvatures largest first, directions the columns, g-orthonormal, each up to its sign"]


def _shown(argument: Argument) -> str:
    if argument.kind in ("function", "data") or argument.default is not None:
        value = "..." if argument.default is None else repr(argument.default)
        return f"{argument.name}={value}"
    return argument.name


def _signature(arguments: tuple[Argument, ...]) -> str:
    """Coordinates and parameters by position, values of functions, data and out by name only."""
    parts: list[str] = []
    for kind in ("coordinate", "parameter", "function", "data"):
        for a in (a for a in arguments if a.kind == kind):
            default = "_REQUIRED" if a.is_required else _held(a)
            parts.append(a.name if kind == "coordinate" else f"{a.name}={default}")
        if kind == "parameter":
            parts.append("*")
    return ", ".join([*parts, "out=None", "mask=None", "dtype=None", "threads=None"])


def _held(argument: Argument) -> str:
    return f"_DATA[{argument.name!r}]" if argument.values else _literal(argument.default or 0.0)


def joined(names: list[str]) -> str:
    """The inside of a tuple."""
    return f"{', '.join(names)}{',' if len(names) == 1 else ''}"


def quoted(names: tuple[str, ...]) -> str:
    """A tuple of names as text."""
    inside = [f'"{name}"' for name in names]
    return f"({joined(inside)})"


def _literal(value: float) -> str:
    return repr(value) if value - value == 0 else "_math.nan"


def _described(argument: Argument) -> str:
    symbol = "" if argument.symbol == argument.name else f" (the symbol {plain(argument.symbol)})"
    default = "" if argument.default is None or not argument.used else f", default {argument.default!r}"
    note = "" if argument.used else ", not used by these quantities"
    return f"{argument.name}{symbol}: {plain(argument.meaning)}{default}{note}"
