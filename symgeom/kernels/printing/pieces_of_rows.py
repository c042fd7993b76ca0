"""Pieces of text for `rows`: which steps are one call, entries of data in loops, components, assignments to many names.

**Here.** `column_of`, `index_of`, `pairs_of`, `read_by`, `wrapped`.
"""

from collections.abc import Sequence

from symgeom.kernels.steps.loops import Item, Loop
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Column, Instruction, Operand

__all__ = ["column_of", "index_of", "pairs_of", "read_by", "wrapped"]

_ANGULAR = ("sin", "cos", "tan")


def pairs_of(items: Sequence[Item]) -> dict[int, tuple[Instruction, Instruction]]:
    """Sine and cosine of the same angle, by the target of the first of the two.

    Sine and cosine that come together belong to an angle that is off by less than its last digit. That is nothing to an angle
    alone; beside another multiple of it, as near the pole of a chart with cos(v) and sin(2v), the two must fit.

    >>> sine, cosine = Instruction(0, "sin", ("x",)), Instruction(1, "cos", ("x",))
    >>> pairs_of([sine, cosine]) == {0: (sine, cosine)}
    True
    >>> pairs_of([sine, cosine, Instruction(2, "mul", (2.0, "x")), Instruction(3, "sin", (2,))])
    {}
    """
    steps = [step for item in items for step in (item.steps if isinstance(item, Loop) else (item,))]
    related = _related_angles(steps)
    seen = {(str(step.op), step.args): step for step in items if isinstance(step, Instruction)}
    pairs = [
        (s, seen.get(("cos", args)))
        for (op, args), s in seen.items()
        if op == "sin" and args[0] not in related
    ]
    return {min(s.target, t.target): (s, t) for s, t in pairs if t is not None}


def _related_angles(steps: Sequence[Instruction]) -> set[Operand]:
    """The angles that have an input in common with another one, or a tangent."""
    inputs: dict[Operand, frozenset[Operand]] = {}

    def of(operand: Operand) -> frozenset[Operand]:
        return frozenset() if isinstance(operand, float) else inputs.get(operand, frozenset([operand]))

    for step in steps:
        found = frozenset[Operand]().union(*map(of, step.args))
        inputs |= {step.target + k: found for k in range(results(step.op, len(step.args)))}
    angles = {step.args[0] for step in steps if step.op in _ANGULAR}
    tangents = {step.args[0] for step in steps if step.op == "tan"}
    return tangents | {a for a in angles for b in angles if a != b and of(a) & of(b)}


def read_by(item: Item) -> list[Operand]:
    """The operands of a step, or of all steps of a loop.

    >>> read_by(Instruction(3, "add", (1, "x")))
    [1, 'x']
    """
    return [a for step in (item.steps if isinstance(item, Loop) else (item,)) for a in step.args]


def column_of(column: Column, indices: tuple[str, ...]) -> str:
    """The part of an array in a loop: an axis for each index around, the innermost first, one of length 1 for the points."""
    own = column.indices
    place = {index: n for n, index in enumerate(indices)}
    taken = ", ".join(f"_i{place[i]}" if isinstance(i, str) else str(i) for i in column.at)
    order = sorted(range(len(own)), key=lambda n: -place[own[n]])
    turned = f".transpose({', '.join(map(str, order))})" if order != list(range(len(own))) else ""
    deepest_first = ", ".join(":" if index in own else "None" for index in reversed(indices))
    return f"{column.array}[{taken}]{turned}[{deepest_first}, None]"


def index_of(position: int, shape: tuple[int, ...]) -> str:
    """The place of an entry in an array.

    >>> index_of(5, (2, 3))
    '[1, 2]'
    """
    digits: list[int] = []
    for n in reversed(shape):
        position, digit = divmod(position, n)
        digits.insert(0, digit)
    return f"[{', '.join(map(str, digits))}]" if shape else ""


def wrapped(names: list[str], origin: str) -> list[str]:
    """`a, b, = origin`, in brackets over several lines when it is long."""
    line = f"{', '.join(names)}{',' if len(names) == 1 else ''} = {origin}"
    if len(line) <= 100:
        return [line]
    rows = [names[i : i + 8] for i in range(0, len(names), 8)]
    return ["(", *(f"    {', '.join(row)}," for row in rows), f") = {origin}"]
