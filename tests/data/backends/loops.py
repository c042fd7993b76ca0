"""A backend in one file, for the tests: the plain lines of a program, a point at a time, in Python's own floats."""

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import python
from symgeom.kernels.printing.header import joined
from symgeom.kernels.steps.operations import OPERATIONS

__all__ = ["BACKEND"]


def _source(program):
    steps = sorted((*program.uniform, *program.steps), key=lambda s: s.target)
    lines = python.straight(steps, "t", lambda s, operands: OPERATIONS[s.op].math.format(*operands))
    rows = [python.spelled(entry, "t") for output in program.outputs for entry in output.entries]
    body = [f"def _at({', '.join(a.name for a in program.arguments)}):", *(f"    {line}" for line in lines)]
    body += [f"    return ({joined(rows)})", "", "", "def _block(x, _p, rows, _w):"]
    body += ["    for k in range(rows.shape[1]):"]
    body += ["        rows[:, k] = _at(*(float(s[k] if s.ndim else s) for s in x))"]
    return python.text(
        program,
        "\n".join(body),
        made_of="plain Python",
        needs="NumPy",
        numbers="Floats.",
        block="_block",
    )


BACKEND = Backend(".py", {"numpy": "pip install numpy"}, "numpy.ndarray", _source, python.load)
