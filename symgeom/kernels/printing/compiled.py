"""The steps of a program as loops over the points, in a language that is compiled.

**Here.** `Dialect`, what a language says for a step, a loop and a place in an array; `ProgramPrinter`, which prints a program
with them; `settled`, a program whose steps of constants are uniform; `part_of`, how many points are done at a time.

**Notation.** `x3` is the argument of that number, `p7` and `t7` the results of step 7, which depends on parameters only or
not, `w7` an array of such results for a loop that follows, `o3` a row of the result, `c0` an entry of the data, `n0` how many
there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symgeom.kernels.steps.loops import nested
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.pieces import Piece, crossing, leaves, made, pieces
from symgeom.kernels.steps.program import Instruction, Operand, Program

__all__ = ["Lines", "ProgramPrinter", "Dialect", "part_of", "settled"]

_MANY = 2048  # points of a part that no array crosses
_CACHED = 16384  # numbers in the arrays of a part: 128 KB

Lines: TypeAlias = list["str | tuple[str, Lines]"]  # a pair is the head of a loop and what is in it


@dataclass(frozen=True)
class Dialect:
    """A language: `steps` has an expression for each operation that vectors can do, `calls` for the others; `let` names a
    value, `store` puts one in an array, `vector` is the head of a loop over the points, `plain` of one that is no vector's."""

    steps: Mapping[str, str]
    calls: Mapping[str, str]
    nan: str
    let: str
    store: str
    vector: str
    plain: str


def settled(program: Program) -> Program:
    """The same with its steps of constants among the uniform ones."""
    fixed = {s.target for s in program.uniform}
    uniform, steps = list(program.uniform), []
    for step in program.steps:
        single = not step.index and results(step.op, len(step.args)) == 1
        if single and all(isinstance(a, float) or a in fixed for a in step.args):
            fixed.add(step.target)
            uniform.append(step)
        else:
            steps.append(step)
    return replace(program, uniform=tuple(uniform), steps=tuple(steps))


def part_of(program: Program, words: Dialect) -> int:
    """How many points are one part, for arrays that stay in the cache; 0 for a program that isn't compiled."""
    if program.data or any(step.op in ("principal", "monge") for step in program.steps):
        return 0
    arrays = len(ProgramPrinter(program, words, varying=True).arrays)
    return min(_MANY, max(32, _CACHED // arrays // 32 * 32)) if arrays else _MANY


class ProgramPrinter:
    """Prints a program; where its parameters are `varying`, all of its steps are done at every point."""

    def __init__(self, program: Program, words: Dialect, varying: bool = False) -> None:
        self._words, self.varying = words, varying
        self._names = {a.name: f"x{k}" for k, a in enumerate(program.points)}
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
        """The arrays of results that cross from one loop to another."""
        return [f"w{target}" for target in sorted(self._arrays)]

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
        parts = enumerate(self._pieces, 1)
        return [self._loop(p, homes, rest if number == len(self._pieces) else []) for number, p in parts]

    def _is_inside(self, entry: Operand) -> bool:
        """Whether a loop over the points makes it: 1 is a result, 1.0 a constant."""
        return isinstance(entry, int) and entry in self._inside

    def _with_rest(self, parts: list[Piece]) -> list[Piece]:
        """The last loop is a vector's: it fills the rows that no other does."""
        self._inside = {t for p in parts if p.kind in ("vector", "calls") for s in p.steps for t in made(s)}
        missing = not all(self._is_inside(self._rows[row]) for row in self.rows)
        return (
            [*parts, Piece("vector", ())] if missing and (not parts or parts[-1].kind != "vector") else parts
        )

    def _loop(
        self, piece: Piece, homes: Mapping[int, Sequence[int]], rest: Sequence[tuple[int, Operand]]
    ) -> tuple[str, Lines]:
        head = self._words.vector if piece.kind == "vector" else self._words.plain
        inside = [line for step in piece.steps for line in self._step(step, homes)]
        inside += [self._words.store.format(f"o{row}", self._spelled(entry)) for row, entry in rest]
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
        name = f"t{step.target}"
        pattern = {**self._words.steps, **self._words.calls}[step.op]
        lines = [self._let(name, pattern.format(*map(self._spelled, step.args)))]
        places = [f"w{step.target}"] if step.target in self._arrays else []
        places += [f"o{row}" for row in homes.get(step.target, [])]
        return lines + [self._words.store.format(place, name) for place in places]

    def _spelled(self, operand: Operand) -> str:
        if isinstance(operand, float):
            return f"({float.__repr__(operand)})" if operand - operand == 0 else self._words.nan
        if isinstance(operand, int):
            return f"{'p' if operand in self._uniform else 't'}{operand}"
        return f"{self._names[operand]}_i" if operand in self._at_points else self._names[operand]

    def _let(self, name: str, value: str) -> str:
        return self._words.let.format(name, value)
