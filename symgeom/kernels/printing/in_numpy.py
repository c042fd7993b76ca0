"""A program in NumPy and in plain floats: what the files of several backends hold.

**Here.** `in_numpy`, the functions and what `Call` is told of them.
"""

from typing import Any

from symgeom.kernels.printing import python, rows
from symgeom.kernels.printing.header import joined
from symgeom.kernels.printing.one_point import OnePoint
from symgeom.kernels.steps.operations import OPERATIONS
from symgeom.kernels.steps.program import Program

__all__ = ["in_numpy"]


def in_numpy(program: Program) -> tuple[str, str, dict[str, Any]]:
    """The functions of a file, the imports that they need, and the keywords of `Call`."""
    printer = rows.Rows(program)
    alone = OnePoint(program)
    fields = {**printer.fields(), **_point(program), **alone.fields()}
    used = sorted(name for name in printer.functions | alone.functions if name not in rows.OWN)
    imports = ["from numpy import (", *(f"    {name} as _{name}," for name in used), ")"]
    given = {
        "point": "_point" if fields["point_results"] else "",
        "uniform": "_uniform" if fields["uniform"] else "",
        "zeros": repr(printer.zeros()),
        "slots": repr(printer.slots),
        "chunk": repr(printer.chunk),
        "block": f"one_by_one(_at_point, _block, {fields['many_data']})" if fields["at_point"] else "_block",
    }
    return (
        python.render("numpy.py.j2", **fields),
        "\n".join(imports) if used else "",
        {name: value for name, value in given.items() if value},
    )


def _point(program: Program) -> dict[str, Any]:
    """The function for single numbers; none where a step has several results."""
    steps = (*program.uniform, *program.steps)
    held = all(OPERATIONS[step.op].math for step in steps)
    needed = [a.name for a in program.points if a.used or a.kind == "coordinate"]
    entries = [python.spelled(entry, "t") for output in program.outputs for entry in output.entries]
    broken = [python.verdict(c, lambda o: python.spelled(o, "c"), python.FLOATS) for c in program.conditions]
    return {
        "finite": " + ".join(needed) or "0.0",
        "point_checks": python.straight(program.checks, "c", python.plain),
        "refused": " or ".join(broken),
        "point": python.straight(sorted(steps, key=lambda s: s.target), "t", python.plain) if held else [],
        "point_results": joined(entries) if held else "",
    }
