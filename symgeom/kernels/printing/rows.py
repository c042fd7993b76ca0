"""The steps of a program in NumPy: three-address code whose every result is written in place.

**Here.** `Rows`, which prints them; `CHUNK`, `LONGEST`, `WORKING`; `OWN`, the functions that a file defines itself.

**Convention.** Results go straight into their row of the output buffer (one row per component); everything
else lives in a few work rows, reused as soon as their value is no longer needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from symgeom.kernels.printing.header import joined
from symgeom.kernels.printing.order_of_rows import in_few_rows
from symgeom.kernels.printing.pieces_of_rows import column_of, index_of, pairs_of, read_by, wrapped
from symgeom.kernels.steps.loops import Item, Loop, nested
from symgeom.kernels.steps.operations import OPERATIONS, blocks, dimension, results, variables
from symgeom.kernels.steps.program import Instruction, Operand, Program

__all__ = ["CHUNK", "LONGEST", "OWN", "WORKING", "Rows"]

CHUNK = 8192  # points; measured by benchmarks/kernels/chunks.py: 10 % slower at 4096, twice at 512
WORKING = 2**17  # numbers in the work rows of a chunk: 1 MB
LONGEST = 4 * CHUNK  # of a chunk with few work rows: the less often a row begins, the less it is waited for
_RESTING = 2**16  # numbers in the work rows of such a chunk

_LOOPS = ("erf", "erfc")  # from the standard library, a point at a time
OWN = (
    *_LOOPS,
    "where",
    "principal",
    "monge",
    "sin_and_cos",
)  # not functions of NumPy, or not with `out`


@dataclass
class _Places:
    """Where values are while a chunk is computed: their names, the rows of the result they belong to, unused work rows."""

    names: dict[int, str]
    homes: dict[int, list[int]]
    free: list[str]


@dataclass
class Rows:
    """Assigns rows and work slots to the results of steps, and prints the steps."""

    program: Program
    functions: set[str] = field(default_factory=set)
    slots: int = 0
    constants: dict[str, str] = field(default_factory=dict)  # the names of numbers in the block

    def __post_init__(self) -> None:
        self._items = in_few_rows(nested(self.program.steps), WORKING // CHUNK)
        self.rows: list[Operand] = []
        self._first_row: dict[str, int] = {}
        for output in self.program.outputs:
            self._first_row[output.name] = len(self.rows)
            self.rows += output.entries

    def fields(self) -> dict[str, Any]:
        """What the template prints."""
        program = self.program
        needed, lines = self.results(), self.block()
        return {
            "uniform": self.uniform() if needed else [],
            "uniform_results": joined([f"_p{i}" for i in needed]),
            "parameters": ", ".join(a.name for a in program.arguments if a.kind == "parameter"),
            "unpack": self.unpack(needed),
            "constants": joined(list(self.constants)),
            "steps": lines,
            "names": joined([a.name for a in program.points]),
            "data": joined([d.name for d in program.data]),
            "counts": [f"{name} = _d[1][{name!r}]" for name in dict.fromkeys(c for _, c in program.counts)],
            "loops": [name for name in _LOOPS if name in self.functions],
            "where": "where" in self.functions,
            "eigen": "principal" in self.functions,
            "monge": "monge" in self.functions,
            "both": "sin_and_cos" in self.functions,
        }

    @property
    def chunk(self) -> int:
        """How many points are done at a time."""
        most = max(1, self.slots)
        return max(256, min(CHUNK, WORKING // most), min(LONGEST, _RESTING // most))

    def results(self) -> list[int]:
        """The uniform values that the points need."""
        uniform = {step.target for step in self.program.uniform}
        used = [a for step in self.program.steps for a in step.args] + self.rows
        return sorted({a for a in used if isinstance(a, int) and a in uniform})

    def zeros(self) -> list[int]:
        """The rows that are zero everywhere."""
        return [row for row, operand in enumerate(self.rows) if isinstance(operand, float) and operand == 0]

    def uniform(self) -> list[str]:
        """`_p3 = _divide(1.0, r)`: plain assignments."""
        names = {step.target: f"_p{step.target}" for step in self.program.uniform}
        truth = {
            s.target for s in self.program.uniform if OPERATIONS[s.op].nan == "compares"
        }  # floats, not bool
        return [
            f"{names[s.target]} = {'1.0 * ' * (s.target in truth)}{self._call(s, names)}"
            for s in self.program.uniform
        ]

    def block(self) -> list[str]:
        """The steps of one chunk, each with the place of its result last."""
        last = self._last_uses()
        free: list[str] = []
        names = {i: f"_p{i}" for i in self.results()}
        homes = self._homes()
        lines: list[str] = []
        both = pairs_of(self._items)
        for number, step in enumerate(self._items):
            if not isinstance(step, Loop) and step.target in names:  # it came with the one before
                free += self._released(step, number, last, names)
                continue
            if isinstance(step, Loop):
                lines += self._loop(step, names, ())
                names |= {s.target: f"_s{s.target}" for s in step.sums}
                for s in step.sums:
                    lines += [self._copy(row, names[s.target]) for row in homes.get(s.target, [])]
                free += self._released(step, number, last, names)
                continue
            read = dict(names)
            released = self._released(step, number, last, names)
            if step.op in _SEVERAL:
                lines += _SEVERAL[step.op](self, step, read, _Places(names, homes, free))
                free += released
                continue
            if step.target in both:
                lines += self._pair(both[step.target], read, _Places(names, homes, free))
                free += released
                continue
            free += released  # its result may go there
            names[step.target] = self._place(step.target, homes, free)
            lines += self._finished(
                f"{self._call(step, read, names[step.target])}", step.target, names, homes
            )
        placed = {row for rows in homes.values() for row in rows}
        placed |= set(self.zeros())  # those are filled once for all points
        rest = [(row, o) for row, o in enumerate(self.rows) if row not in placed]
        return lines + [self._copy(row, self._value(o, names)) for row, o in rest]

    @staticmethod
    def _released(item: Item, number: int, last: dict[int, int], names: dict[int, str]) -> list[str]:
        """The work rows that nothing after the item reads."""
        done = {a for a in read_by(item) if isinstance(a, int) and last.get(a) == number}
        return sorted(names[a] for a in done if names.get(a, "").startswith("_w"))

    def _loop(self, loop: Loop, names: dict[int, str], around: tuple[str, ...]) -> list[str]:
        """A loop over parts of the data; its values have an axis for each index, the innermost first, and the points last."""
        names, indices = dict(names), (*around, loop.index)
        level = len(around)
        width = " * ".join(["_o.shape[1]", *(f"(_i{n}.stop - _i{n}.start)" for n in range(level))])
        inside = [line for item in loop.items for line in self._inner(item, names, indices)]
        columns = [c for c in self.program.columns if loop.index in c.at and {*indices}.issuperset(c.indices)]
        used = {a for item in loop.items for a in read_by(item)} | {a for s in loop.sums for a in s.args}
        ready = [f"{c.name} = {column_of(c, indices)}" for c in columns if c.name in used]
        sums = [f"_s{s.target}.add({self._print(s.args[0], names)})" for s in loop.sums]
        count = dict(self.program.counts)[loop.index]
        return [
            *(f"_s{s.target} = Summed()" for s in loop.sums),
            f"for _i{level} in spans({count}, {width}):",
            *(f"    {line}" for line in (*ready, *inside, *sums)),
            *(f"_s{s.target} = _s{s.target}.value" for s in loop.sums),
        ]

    def _inner(self, item: Item, names: dict[int, str], indices: tuple[str, ...]) -> list[str]:
        if isinstance(item, Loop):
            lines = self._loop(item, names, indices)
            names |= {s.target: f"_s{s.target}" for s in item.sums}
            return lines
        line = f"_t{item.target} = {self._call(item, names)}"
        names[item.target] = f"_t{item.target}"
        return [line]

    def _place(self, target: int, homes: dict[int, list[int]], free: list[str]) -> str:
        rows = homes.get(target, [])
        return f"_o{rows[0]}" if rows else self._slot(free)

    def _finished(
        self, line: str, target: int, names: dict[int, str], homes: dict[int, list[int]]
    ) -> list[str]:
        """A line with a note, and the copies of its result."""
        rows = homes.get(target, [])
        return [f"{line}{self._note(rows)}", *(self._copy(row, names[target]) for row in rows[1:])]

    def _placed(self, targets: Sequence[int], places: _Places) -> list[str]:
        """The places of several results of one step, which are known by them from here on."""
        places.names |= {target: self._place(target, places.homes, places.free) for target in targets}
        return [places.names[target] for target in targets]

    def _copies(self, targets: Sequence[int], places: _Places) -> list[str]:
        """The further rows of those results."""
        rows = ((places.names[t], row) for t in targets for row in places.homes.get(t, [])[1:])
        return [self._copy(row, name) for name, row in rows]

    def _pair(
        self, pair: tuple[Instruction, Instruction], read: dict[int, str], places: _Places
    ) -> list[str]:
        """Sine and cosine of the same angle."""
        targets = [step.target for step in pair]
        names = self._placed(targets, places)
        work = self._slot(places.free)
        places.free.append(work)
        numbers = [self._value(number, read) for number in (0.5, 1.0)]
        self.functions |= {"sin_and_cos", "sin", "cos", "tan", "multiply", "add", "subtract", "divide"}
        args = [self._value(pair[0].args[0], read), *names, work, *numbers]
        return [f"_sin_and_cos({', '.join(args)})", *self._copies(targets, places)]

    def _principal(self, step: Instruction, read: dict[int, str], places: _Places) -> list[str]:
        """The eigenproblem, with directions only if they are wanted."""
        self.functions.add("principal")
        d = dimension(len(step.args))
        half = d * (d + 1)
        targets = range(step.target, step.target + results(step.op, len(step.args)))
        wanted = targets if self.program.asked() & set(targets[d:]) else targets[:d]
        names = self._placed(wanted, places)
        entries = [self._print(a, read) for a in step.args]
        lists = (entries[:half], entries[half:], names[:d], names[d:])
        line = f"_principal({', '.join(f'[{joined_list}]' for joined_list in map(', '.join, lists))})"
        return [line, *self._copies(wanted, places)]

    def _monge(self, step: Instruction, read: dict[int, str], places: _Places) -> list[str]:
        """The quantities of a graph that are wanted, each with the places of its entries."""
        self.functions.add("monge")
        asked, d = self.program.asked(), variables(len(step.args))
        orientation, *entries = [self._print(a, read) for a in step.args]
        wanted = {
            name: [step.target + k for k in places]
            for name, places in blocks(d).items()
            if any(step.target + k in asked for k in places)
        }
        targets = [target for block in wanted.values() for target in block]
        names = dict(zip(targets, self._placed(targets, places)))
        table = ", ".join(
            f'"{name}": [{", ".join(names[t] for t in block)}]' for name, block in wanted.items()
        )
        slope, bend = ", ".join(entries[:d]), ", ".join(entries[d:])
        line = f"_monge({orientation}, [{slope}], [{bend}], {{{table}}})"
        return [line, *self._copies(targets, places)]

    def unpack(self, results: list[int]) -> list[str]:
        """The names that the steps use."""
        zeros = set(self.zeros())
        filled = [row for row in range(len(self.rows)) if row not in zeros]
        kinds = [
            ([a.name for a in self.program.points], "_x"),
            ([f"_p{i}" for i in results], "_p"),
            ([f"_w{i}" for i in range(self.slots)], "_w"),
            (list(self.constants.values()), "_CONSTANTS[_o.dtype.char]"),
        ]
        lines = [line for names, origin in kinds if names for line in wrapped(names, origin)]
        parts = [filled[i : i + 8] for i in range(0, len(filled), 8)]
        return lines + [  # quicker than iteration
            f"{', '.join(f'_o{i}' for i in part)} = {', '.join(f'_o[{i}]' for i in part)}" for part in parts
        ]

    def _slot(self, free: list[str]) -> str:
        if free:
            return free.pop()
        self.slots += 1
        return f"_w{self.slots - 1}"

    def _homes(self) -> dict[int, list[int]]:
        """The rows of the result that a step's value belongs to."""
        homes: dict[int, list[int]] = {}
        varying = {
            step.target + k for step in self.program.steps for k in range(results(step.op, len(step.args)))
        }
        for row, operand in enumerate(self.rows):
            if isinstance(operand, int) and operand in varying:
                homes.setdefault(operand, []).append(row)
        return homes

    def _last_uses(self) -> dict[int, int]:
        return {a: n for n, item in enumerate(self._items) for a in read_by(item) if isinstance(a, int)}

    def _print(self, operand: Operand, names: dict[int, str]) -> str:
        if isinstance(operand, float):
            return float.__repr__(operand) if operand - operand == 0 else "_np.nan"
        return operand if isinstance(operand, str) else names[operand]

    def _value(self, operand: Operand, names: dict[int, str]) -> str:
        """An operand in the block. Numbers are arrays without axes there: NumPy takes them in half the time."""
        text = self._print(operand, names)
        return (
            self.constants.setdefault(text, f"_k{len(self.constants)}")
            if isinstance(operand, float)
            else text
        )

    def _call(self, step: Instruction, names: dict[int, str], place: str | None = None) -> str:
        name = OPERATIONS[step.op].numpy
        self.functions.add(name)
        operands = [*step.args, *([0.0] if step.op == "is_zero" else [])]
        args = [self._value(a, names) if place else self._print(a, names) for a in operands]
        if place:
            args.append(
                f"out={place}" if name in ("maximum", "minimum") else place
            )  # they will take no third place
        return f"_{name}({', '.join(args)})"

    def _copy(self, row: int, value: str) -> str:
        return f"_o{row}[...] = {value}{self._note([row])}"

    def _note(self, rows: list[int]) -> str:
        """The comment that says which components a line finishes."""
        names = [self._component(row) for row in rows[:1]]
        return f"  # {', '.join(names)}" if names else ""

    def _component(self, row: int) -> str:
        output = [o for o in self.program.outputs if self._first_row[o.name] <= row][-1]
        return output.name + index_of(row - self._first_row[output.name], output.shape)


_SEVERAL = {"principal": Rows._principal, "monge": Rows._monge}  # steps with several results
