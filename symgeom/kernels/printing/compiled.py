"""The steps of a program as loops over the points, in a language that is compiled.

**Here.** `ProgramPrinter`, which prints a program in a dialect; `part_of`, how many points are done at a time.

**Notation.** `x3` is the argument of that number, `p7` and `t7` the results of step 7, which depends on parameters only or
not, `w7` an array of such results for a loop that follows (of a sum: its value so far, `r7` what rounding lost of it, `u7` the
sum of a block of data), `o3` a row of the result; `d0` an array of data, `c0` an entry of one, `k0` its number, `m0` and `n0`
how many there are, as a whole number and as a value; `v0` a table of numbers, `q0` one of them.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from symgeom.kernels.printing.dialect import Dialect, Lines
from symgeom.kernels.printing.elementary import NEAR
from symgeom.kernels.printing.python import Bounds
from symgeom.kernels.printing.runs import runs
from symgeom.kernels.printing.several import Several
from symgeom.kernels.steps.loops import nested
from symgeom.kernels.steps.operations import dimension, variables
from symgeom.kernels.steps.pieces import Piece, crossing, leaves, made, pieces
from symgeom.kernels.steps.program import Column, Instruction, Operand, Program

__all__ = ["ProgramPrinter", "part_of"]

_MANY = 2048  # points of a part that no array crosses
_CACHED = 16384  # numbers in the arrays of a part: 128 KB
_BLOCK = 8  # data whose terms are added as they are: 7 roundings, and the criterion is 20
_NEAREST = 2048  # where sums are taken, which go through them for every term
_FEW = 64  # rows of a step that are written out; more of them are loops, as compilers look at every line
_LARGEST = 64  # dimension; beyond it LAPACK is ahead


def part_of(program: Program, words: Dialect) -> int:
    """How many points are one part, for arrays that stay in the cache; 0 for a program that isn't compiled."""
    if any(_size(step) > _LARGEST for step in program.steps):
        return 0
    printer = ProgramPrinter(program, words, varying=True)
    cached, arrays = _NEAREST if printer.has_sums else _CACHED, len(printer.arrays)
    return min(_MANY, max(32, cached // arrays // 32 * 32)) if arrays else _MANY


def _size(step: Instruction) -> int:
    """The dimension of the matrices of a step."""
    known = {"principal": dimension, "monge": variables}
    return known[step.op](len(step.args)) if step.op in known else 0


def _is_near(checked: bool, low: float, high: float) -> bool:
    """Nothing of the results at larger values is kept."""
    return checked and low > -NEAR and high < NEAR


class ProgramPrinter:
    """Prints a program; where its parameters are `varying`, all of its steps are done at every point."""

    def __init__(self, program: Program, words: Dialect, varying: bool = False) -> None:
        self._words, self.varying = words, varying
        self._program = program
        self._names = {a.name: f"x{k}" for k, a in enumerate(program.points)}
        self._names |= {c.name: f"c{k}" for k, c in enumerate(program.columns)}
        self._names |= {name: f"n{k}" for k, (_, name) in enumerate(program.counts)}
        self._names |= {table.name: f"q{k}" for k, table in enumerate(program.tables)}
        self._rounds = {table.index: str(len(table.values)) for table in program.tables}
        self._rounds |= {index: f"m{k}" for k, (index, _) in enumerate(program.counts)}
        self._near = {a.name for a in program.points if _is_near(*Bounds(program).ends(a))}
        self._at_points = {a.name for a in program.points if varying or a.kind != "parameter"}
        self._uniform = set() if varying else {s.target for s in program.uniform}
        self._rows = [entry for output in program.outputs for entry in output.entries]
        steps = (*program.uniform, *program.steps) if varying else program.steps
        self._pieces = self._with_rest(pieces(nested(steps), words.calls))
        self._arrays = crossing(self._pieces) - self._uniform

    @property
    def functions(self) -> set[str]:
        """The operations that there are."""
        return {step.op for piece in leaves(self._pieces) for step in piece.steps}

    @property
    def shared(self) -> list[int]:
        """The uniform results that are used."""
        used = [*self._rows, *(a for piece in leaves(self._pieces) for s in piece.steps for a in s.args)]
        return sorted({a for a in used if isinstance(a, int) and a in self._uniform})

    @property
    def arrays(self) -> list[str]:
        """The arrays of results that cross from one loop to another, and those of sums."""
        lost = sorted({s.target for piece in self._data if self._is_exact(piece) for s in piece.steps})
        return [f"w{target}" for target in sorted(self._arrays)] + [f"{a}{t}" for t in lost for a in "ru"]

    @cached_property
    def by_runs(self) -> set[int]:
        """The rows that a step with many results fills, neighbours together; they are places in one array."""
        made_by = {target for several in self.several for target in made(several.step)}
        rows = {row for row in self.rows if isinstance(self._rows[row], int) and self._rows[row] in made_by}
        return rows if len(rows) > _FEW else set()

    @property
    def several(self) -> list[Several]:
        """The steps with several results."""
        asked = self._program.asked()
        steps = (piece.steps[0] for piece in leaves(self._pieces) if piece.kind == "several")
        return [Several(step, asked) for step in steps]

    @property
    def small(self) -> list[tuple[str, int]]:
        """The names and lengths of arrays that are no longer with more points."""
        return [pair for several in self.several for pair in several.arrays()]

    def tables(self, pattern: str) -> list[str]:
        """The tables, by a pattern of their name, how long they are, and their numbers."""
        numbered = enumerate(self._program.tables)
        return [
            pattern.format(f"v{k}", len(t.values), ", ".join(map(self._number, t.values)))
            for k, t in numbered
        ]

    def matrices(self, texts: Callable[..., list[str]]) -> list[str]:
        """The functions that steps with several results call, each text once."""
        return list(
            dict.fromkeys(text for s in self.several for text in texts(s.function, s.wanted, s.dimension))
        )

    @property
    def has_sums(self) -> bool:
        """There are loops inside of which sums grow."""
        return bool(self._data)

    @cached_property
    def _data(self) -> list[Piece]:
        return [piece for piece in leaves(self._pieces) if piece.kind == "data"]

    @property
    def rows(self) -> list[int]:
        """The rows that are filled; those of zeros aren't."""
        return [k for k, e in enumerate(self._rows) if not (isinstance(e, float) and e == 0)]

    def lines(self) -> Lines:
        """All loops over the points."""
        homes: dict[int, list[int]] = {}
        rest = []
        for row in self.rows:
            entry = self._rows[row]
            if self._is_inside(entry):
                homes.setdefault(entry, []).append(row)  # type: ignore[arg-type]
            else:
                rest.append((row, entry))
        return [*self._fixed(), *self._checked(self._all(self._pieces, homes, rest, []))]

    def _checked(self, loops: Lines) -> Lines:
        """The first loop of vectors looks at the arguments that are checked, which it reads anyway."""
        checks = self._checks()
        at = next((k for k, loop in enumerate(loops) if loop[0] == self._words.vector), None)
        if at is None:
            return [(self._words.vector, checks), *loops] if checks else loops
        inside = loops[at][1]
        assert not isinstance(inside, str)
        return [*loops[:at], (self._words.vector, [*checks, *inside]), *loops[at + 1 :]]

    def _checks(self) -> Lines:
        """For each argument that is an array and checked, a note where it is outside of its bounds."""
        found: Lines = []
        for k, a in enumerate(self._program.points):
            needed, low, high = Bounds(self._program).ends(a)
            if not needed or not (self.varying or a.kind != "parameter"):
                continue
            value = f"x{k}[i]"
            if -low == high == sys.float_info.max:
                found.append(self._words.finite.format(value))
            elif low in (0.0, -high) and high > 0:
                size = self._words.steps["abs"].format(value) if low else value
                found.append(self._words.below.format(size, high))
            else:
                found.append(self._words.between.format(value, low, high))
        return found

    def _fixed(self) -> Lines:
        """How many data there are, and entries that depend on no index."""
        counts = enumerate(self._program.counts)
        return [self._let(f"n{k}", f"1.0 * m{k}") for k, _ in counts] + self._entries([], "")

    def _entries(self, around: Sequence[str], index: str) -> Lines:
        """The entries of data that are known in a loop, and weren't before."""
        new = ((k, c) for k, c in enumerate(self._program.columns) if {*around}.issuperset(c.indices))
        lines = [
            self._let(f"c{k}", self._entry(c, around)) for k, c in new if not index or index in c.indices
        ]
        place = f"k{len(around) - 1}"
        tables = (k for k, table in enumerate(self._program.tables) if table.index == index)
        return [*lines, *(self._let(f"q{k}", f"v{k}[{place}]") for k in tables)]

    def _entry(self, column: Column, around: Sequence[str]) -> str:
        array = next(k for k, d in enumerate(self._program.data) if d.name == column.array)
        at = [f"k{around.index(i)}" if isinstance(i, str) else str(i) for i in column.at]
        return self._words.entry(f"d{array}", at)

    def _all(
        self,
        parts: Sequence[Piece],
        homes: Mapping[int, Sequence[int]],
        rest: list[tuple[int, Operand]],
        around: list[str],
    ) -> Lines:
        """Loops in order; the last fills the rows that no other does."""
        lines: Lines = []
        for number, piece in enumerate(parts, 1):
            if piece.kind == "data":
                lines += self._over_data(piece, homes, around)
            elif piece.kind == "several":
                lines.append(self._by_matrices(piece.steps[0], homes))
            else:
                lines.append(self._loop(piece, homes, rest if number == len(parts) else []))
        return lines

    def _over_data(self, piece: Piece, homes: Mapping[int, Sequence[int]], around: list[str]) -> Lines:
        """Sums over the values of an index: those over data in blocks."""
        words, targets, depth = self._words, [s.target for s in piece.steps], len(around)
        inner, rounds = [*around, piece.index], self._rounds[piece.index]
        inside = [*self._entries(inner, piece.index), *self._all(piece.inside, {}, [], inner)]
        exact = self._is_exact(piece)
        letters = ("w", "r", "u") if exact else ("w",)
        empty: Lines = [words.store(f"{letter}{t}", "0.0") for t in targets for letter in letters]
        if exact:
            one = words.block.format(f"k{depth}", f"b{depth}", rounds, _BLOCK)
            more: Lines = [line for t in targets for line in self._block_added(t)]
            inside = [(one, inside), (words.vector, more)]
            done: Lines = [self._let(f"t{t}", f"w{t}[i] + r{t}[i]") for t in targets]
            done += [words.store(place, f"t{t}") for t in targets for place in self._places(t, homes)]
            loop = words.blocks.format(f"b{depth}", rounds, _BLOCK)
        else:
            done = [words.store(f"o{row}", f"w{t}[i]") for t in targets for row in homes.get(t, [])]
            loop = words.each.format(f"k{depth}", rounds)
        last: Lines = [(words.vector, done)] if done else []
        return [(words.vector, empty), (loop, inside), *last]

    def _is_exact(self, piece: Piece) -> bool:
        """Sums over data, which may be many, are taken by blocks with what rounding loses; others are short."""
        return piece.index in dict(self._program.counts)

    def _by_matrices(self, step: Instruction, homes: Mapping[int, Sequence[int]]) -> tuple[str, Lines]:
        """A step with several results, a point at a time."""
        several, known = Several(step, self._program.asked()), made(step)
        lines: Lines = list(self._loads(step.args, set()))
        lines += [self._words.put.format(place, self._spelled(a)) for place, a in several.given()]
        call = several.call(self._spelled(step.args[0]), self._words.offset)
        lines.append(self._words.call.format(call))
        for place, target in enumerate(known):
            for home in self._places(target, homes):
                lines.append(self._words.store(home, f"{several.found}[{place}]"))
        found = {target: f"{several.found}[{place}]" for place, target in enumerate(known)}
        lines += self._in_runs(
            sorted(self.by_runs & {k for k, e in enumerate(self._rows) if e in found}), found
        )
        return self._words.plain, lines

    def _in_runs(self, rows: Sequence[int], found: Mapping[int, str]) -> Lines:
        """Values put into their rows, neighbours from an array by a loop."""
        lines: Lines = []
        for own, array, at in runs(rows, self._rows, found):
            if array and len(own) > 2:
                put = self._words.row(f"{own[0]} + j", f"{array}[{at} + j]")
                lines.append((self._words.each.format("j", str(len(own))), [put]))
            else:
                lines += [self._words.row(str(row), self._spelled(self._rows[row])) for row in own]
        return lines

    def _places(self, target: int, homes: Mapping[int, Sequence[int]]) -> list[str]:
        """Where the value of a step goes."""
        own = [f"w{target}"] if target in self._arrays else []
        return own + [f"o{row}" for row in homes.get(target, []) if row not in self.by_runs]

    def _is_inside(self, entry: Operand) -> bool:
        """Whether a loop over the points makes it: 1 is a result, 1.0 a constant."""
        return isinstance(entry, int) and entry in self._inside

    def _with_rest(self, parts: list[Piece]) -> list[Piece]:
        """The last loop is a vector's: it fills the rows that no other does."""
        self._inside = {t for p in parts for s in p.steps for t in made(s)}
        missing = not all(self._is_inside(self._rows[row]) for row in self.rows)
        return (
            [*parts, Piece("vector", ())] if missing and (not parts or parts[-1].kind != "vector") else parts
        )

    def _loop(
        self, piece: Piece, homes: Mapping[int, Sequence[int]], rest: Sequence[tuple[int, Operand]]
    ) -> tuple[str, Lines]:
        head = self._words.vector if piece.kind == "vector" else self._words.plain
        inside = [line for step in piece.steps for line in self._step(step, homes)]
        inside += [self._words.store(f"o{row}", self._spelled(entry)) for row, entry in rest]
        reads = [a for step in piece.steps for a in step.args] + [entry for _, entry in rest]
        return head, [*self._loads(reads, {step.target for step in piece.steps}), *inside]

    def _loads(self, reads: Iterable[Operand], known: set[int]) -> list[str]:
        """Arguments and results of earlier loops, as values of one point."""
        lines = []
        for a in dict.fromkeys(a for a in reads if not isinstance(a, float)):
            if isinstance(a, str) and a in self._at_points:
                lines.append(self._let(f"{self._names[a]}_i", f"{self._names[a]}[i]"))
            elif isinstance(a, int) and a not in known and a not in self._uniform:
                lines.append(self._let(f"t{a}", f"w{a}[i]"))
        return lines

    def _step(self, step: Instruction, homes: Mapping[int, Sequence[int]]) -> list[str]:
        if step.op == "sum":
            return self._added(step)
        if step.op == "left":
            return [self._words.left.format(self._spelled(step.args[0]))]
        name = f"t{step.target}"
        near = step.op + "_near" if step.args[0] in self._near else ""
        patterns = {**self._words.steps, **self._words.calls}
        pattern = patterns.get(near) or patterns[step.op]
        lines = [self._let(name, pattern.format(*map(self._spelled, step.args)))]
        places = self._places(step.target, homes)
        return lines + [self._words.store(place, name) for place in places]

    def _added(self, step: Instruction) -> list[str]:
        """A term added to a sum, or to that of its block."""
        place = f"u{step.target}" if step.index in dict(self._program.counts) else f"w{step.target}"
        return [self._words.store(place, f"{place}[i] + {self._spelled(step.args[0])}")]

    def _block_added(self, t: int) -> list[str]:
        """The sum of a block added to that of all, with what is lost (D. Knuth, The Art of Computer Programming 2, 4.2.2)."""
        store = self._words.store
        return [
            self._let(f"a{t}", f"u{t}[i]"),
            self._let(f"s{t}", f"w{t}[i] + a{t}"),
            self._let(f"b{t}", f"s{t} - w{t}[i]"),
            store(f"r{t}", f"r{t}[i] + ((w{t}[i] - (s{t} - b{t})) + (a{t} - b{t}))"),
            store(f"w{t}", f"s{t}"),
            store(f"u{t}", "0.0"),
        ]

    def _spelled(self, operand: Operand) -> str:
        if isinstance(operand, float):
            return f"({self._number(operand)})"
        if isinstance(operand, int):
            return f"{'p' if operand in self._uniform else 't'}{operand}"
        return f"{self._names[operand]}_i" if operand in self._at_points else self._names[operand]

    def _number(self, value: float) -> str:
        return float.__repr__(value) if value - value == 0 else self._words.nan

    def _let(self, name: str, value: str) -> str:
        return self._words.let.format(name, value)
