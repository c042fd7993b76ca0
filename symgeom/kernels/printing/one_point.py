"""A program with sums over data at one point: numbers are Python's, sums that run together are one product of matrices.

**Here.** `OnePoint`. What depends on no datum costs a tenth of a call of NumPy there, and data need no axis for points.
"""

from typing import Any

from symgeom.kernels.printing import python
from symgeom.kernels.printing.header import joined
from symgeom.kernels.printing.pieces_of_rows import wrapped
from symgeom.kernels.printing.rows import WORKING
from symgeom.kernels.steps.loops import Loop, nested
from symgeom.kernels.steps.moments import DENSE, Half, Moments, is_flat, moments_of, needed_by
from symgeom.kernels.steps.operations import OPERATIONS, blocks, variables
from symgeom.kernels.steps.program import Column, Instruction, Operand, Program

__all__ = ["OnePoint"]

# nanoseconds: a call of NumPy, a step in plain floats, a step for one datum, an entry of a product of matrices for one datum
_CALL, _STEP, _ONE, _ENTRY = 400.0, 40.0, 0.6, 0.04


class OnePoint:
    """The function for one point."""

    def __init__(self, program: Program) -> None:
        self._program, self._asked = program, program.asked()
        self._items = nested(program.steps)
        columns = {c.name for c in program.columns}
        flat = [item for item in self._items if isinstance(item, Loop) and is_flat(item)]
        self._loops = [(loop, moments_of(loop, columns)) for loop in flat]
        self._of_graphs: dict[int, tuple[str, int]] = {}  # the arrays and places of results of `monge`
        self.functions: set[str] = set()

    @property
    def is_there(self) -> bool:
        """All can be done at one point: sums have one index at a time, and other steps a text for numbers."""
        steps = (*self._program.uniform, *(item for item in self._items if isinstance(item, Instruction)))
        plain = all(OPERATIONS[s.op].math or s.op == "monge" for s in steps)
        return plain and 0 < len(self._loops) == sum(isinstance(item, Loop) for item in self._items)

    def fields(self) -> dict[str, Any]:
        """What the template prints."""
        if not self.is_there:
            return {"at_point": []}
        items = [*sorted(self._program.uniform, key=lambda s: s.target), *self._items]
        lines, loops = [], iter(enumerate(self._loops))
        for item in items:
            lines += self._step(item) if isinstance(item, Instruction) else self._loop(*next(loops))
        numbers = [f"_t{s.target}" for s in items if isinstance(s, Instruction) and s.op != "monge"]
        if numbers:  # what is infinite on the way may be finite at the end
            lines += [f"if not _math.isfinite(sum(({joined(numbers)}))):", "    raise OverflowError"]
        tables = [f"({m.firsts!r}, {m.seconds!r}, {m.dense})," for _, m in self._loops]
        return {"at_point": lines + self._results(), "pairs": tables, "many_data": self._many()}

    def _many(self) -> int:
        """So many data are done point by point, also where the points are many: calls of NumPy save more than they cost."""
        calls = sum(len(needed_by(loop, m)) + sum(len(h) > 1 for h in m.halves) for loop, m in self._loops)
        entries = sum(len(m.halves) ** 2 if m.dense else DENSE * len(m.pairs) for _, m in self._loops)
        together = sum(len(loop.items) + len(loop.sums) for loop, _ in self._loops)
        saved = _ONE * (together - calls) - _ENTRY * entries
        return int((_CALL * calls + _STEP * len(self._items)) / saved) + 1 if saved > 0 else 2**62

    def _step(self, step: Instruction) -> list[str]:
        """A step that depends on no datum."""
        if step.op != "monge":
            return python.straight([step], "t", python.plain, self._number)
        orientation, *entries = [self._number(a, "t") for a in step.args]
        d = variables(len(step.args))
        wanted = {
            name: places
            for name, places in blocks(d).items()
            if any(step.target + k in self._asked for k in places)
        }
        targets = [step.target + k for places in wanted.values() for k in places]
        self._of_graphs |= {target: (f"_f{step.target}", k) for k, target in enumerate(targets)}
        given = f"{orientation}, [{', '.join(entries[:d])}], [{', '.join(entries[d:])}], {list(wanted)}"
        return [f"_f{step.target} = _monge_at({given})"]

    def _number(self, operand: Operand, letter: str) -> str:
        if isinstance(operand, int) and operand in self._of_graphs:
            array, place = self._of_graphs[operand]
            return f"float({array}[{place}])"
        return python.spelled(operand, letter)

    def _loop(self, number: int, loop_and_moments: tuple[Loop, Moments]) -> list[str]:
        """Sums over data: the rows of V, and the entries of V V^T."""
        loop, moments = loop_and_moments
        needed = needed_by(loop, moments)
        inside = [
            *(f"{c.name} = {_entry(c)}" for c in self._columns(needed, moments)),
            *(f"_t{s.target} = {self._called(s)}" for s in needed),
            f"_v = _np.empty(({len(moments.halves)}, _i.stop - _i.start))",
            *self._rows(moments),
            "_sums.add(_v)",
        ]
        count = dict(self._program.counts)[loop.index]
        wide = len(needed) + len(moments.halves)
        return [
            f"_sums = SummedPairs(_PAIRS[{number}])",
            f"for _i in spans({count}, {max(8, wide * 8192 // WORKING)}):",
            *(f"    {line}" for line in inside),
            *wrapped([f"_t{s.target}" for s in loop.sums], "_sums.values()"),
        ]

    def _columns(self, needed: list[Instruction], moments: Moments) -> list[Column]:
        """The entries of data that a loop reads."""
        read = {a for s in needed for a in s.args} | {f for half in moments.halves for f in half}
        return [c for c in self._program.columns if c.name in read]

    def _called(self, step: Instruction) -> str:
        """A call of NumPy, for all data of a part at once."""
        name = OPERATIONS[step.op].numpy
        self.functions.add(name)
        operands = [*step.args, *([0.0] if step.op == "is_zero" else [])]
        float_of = (
            "1.0 * " if OPERATIONS[step.op].nan == "compares" else ""
        )  # NumPy subtracts no truth values
        return f"{float_of}_{name}({', '.join(python.spelled(a, 't', '_np.nan') for a in operands)})"

    def _rows(self, moments: Moments) -> list[str]:
        """The products of the factors of each half; what several begin with is computed once."""
        lines: list[str] = []
        known: dict[Half, str] = {(f,): python.spelled(f, "t") for half in moments.halves for f in half}
        places = {half: f"_v[{n}]" for n, half in enumerate(moments.halves)}

        def product(half: Half) -> str:
            if half not in known:
                both = f"{product(half[:-1])}, {known[half[-1:]]}"
                known[half] = places.get(half) or f"_h{len(lines)}"
                lines.append(
                    f"_multiply({both}, {known[half]})"
                    if half in places
                    else f"{known[half]} = _multiply({both})"
                )
            return known[half]

        for half, place in places.items():
            if len(half) > 1:
                self.functions.add("multiply")
                product(half)
            else:
                lines.append(f"{place} = {known[half] if half else '1.0'}")
        return lines

    def _results(self) -> list[str]:
        """Entries into their places, neighbours together."""
        entries = [e for output in self._program.outputs for e in output.entries]
        nowhere = ("", 0)
        found = [self._of_graphs.get(e, nowhere) if isinstance(e, int) else nowhere for e in entries]
        lines, start = [], 0
        while start < len(entries):
            (array, place), stop = found[start], start + 1
            while stop < len(entries) and found[stop] == (array, place + stop - start if array else 0):
                stop += 1
            numbers = joined([python.spelled(e, "t") for e in entries[start:stop]])
            run = f"{array}[{place}:{place + stop - start}]" if array else f"({numbers})"
            lines.append(f"_o[{start}:{stop}] = {run}")
            start = stop
        return lines


def _entry(column: Column) -> str:
    """A part of an array of data."""
    return f"{column.array}[{', '.join('_i' if isinstance(i, str) else str(i) for i in column.at)}]"
