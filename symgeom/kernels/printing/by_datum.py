"""Sums over data in compiled loops: a point at a time, and the data of a block as a vector.

**Here.** `DatumPrinter`, which prints a program so; `printer_of`, the printer that a program asks for.

**Formula.** The sums that run together are entries of V V^T, a row of V for each half of a product (`steps.moments`): so the
Hessian of a loss on data is one product of matrices, by blocks of V that stay in the cache.

**Notation.** As in `compiled`; and of the loop 0 over data `v0` is a block of V, `z0` says which rows make a tile of sums, `r0`
holds the tiles' sums, `u0` what rounding lost of them; `b0` and `e0` are the ends of a block of data.
"""

from functools import cached_property
from itertools import groupby

from symgeom.kernels.printing.compiled import ProgramPrinter, part_of
from symgeom.kernels.printing.dialect import Dialect, Lines
from symgeom.kernels.printing.several import Several
from symgeom.kernels.printing.tabled import LEAST, Tabled
from symgeom.kernels.steps.loops import Item, Loop, nested
from symgeom.kernels.steps.moments import Half, Moments, is_flat, moments_of, needed_by
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Instruction, Operand, Program

__all__ = ["ROW", "SIDE", "WIDE", "DatumPrinter", "printer_of"]

ROW = 256  # data of a block: V stays in the cache of the second level, and few roundings come together
SIDE = 4  # rows of V that meet as many others in one tile: their 16 sums stay in registers
WIDE = 48  # sums; with fewer of them vectors of points are ahead
_PART = 32  # points
_MOST = 2**18  # numbers in V and the tiles: 2 MB of the stack


def printer_of(program: Program, words: Dialect, varying: bool = False) -> tuple[ProgramPrinter, int]:
    """The printer, and how many points are one part: 0 for a program that isn't compiled."""
    many = part_of(program, words)
    if many and _fits(program, words):
        printer = DatumPrinter(program, words, varying)
        if printer.held <= _MOST:
            return printer, _PART
    return ProgramPrinter(program, words, varying), many


def _fits(program: Program, words: Dialect) -> bool:
    """All sums, which are many, are over data, with one index at a time, and vectors can do what is summed."""
    items, counted = nested(program.steps), dict(program.counts)
    loops = [item for item in items if isinstance(item, Loop)]
    inside = [step for loop in loops for step in loop.steps]
    return sum(len(loop.sums) for loop in loops) >= WIDE and not any(
        (
            any(not is_flat(loop) or loop.index not in counted for loop in loops),
            any(step.op in words.calls for step in inside),
            any(step.op == "left" and step.over for step in program.steps),
        )
    )


class DatumPrinter(ProgramPrinter):
    """Prints a program whose sums are over data."""

    def __init__(self, program: Program, words: Dialect, varying: bool = False) -> None:
        super().__init__(program, words, varying)
        self._arrays = set()  # nothing waits for another loop over the points
        self._items = nested((*program.uniform, *program.steps) if varying else program.steps)
        columns = {c.name for c in program.columns}
        loops = [item for item in self._items if isinstance(item, Loop)]
        self._loops = [(loop, moments_of(loop, columns)) for loop in loops]
        self._found: dict[int, str] = {}  # results that are entries of arrays
        self._tabled: list[Tabled] = []
        self._text = self._at_point()

    @property
    def arrays(self) -> list[str]:
        return []

    @property
    def by_runs(self) -> set[int]:
        return set(self.rows)

    @property
    def held(self) -> int:
        """Numbers in V and the tiles."""
        return sum(size for _, size in self._of_sums())

    def _of_sums(self) -> list[tuple[str, int]]:
        found = []
        for k, (_, moments) in enumerate(self._loops):
            sums = SIDE * SIDE * len(self._tiles[k])
            found += [(f"v{k}", ROW * _rows(moments)), (f"r{k}", sums), (f"u{k}", sums)]
        return found

    @property
    def small(self) -> list[tuple[str, int]]:
        found = [*super().small, *self._of_sums()]
        return found + [(tabled.values, tabled.size) for tabled in self._tabled]

    def places(self, pattern: str) -> list[str]:
        """Which rows make a tile, and tables of places, by a pattern of a name, how many numbers there are, and these."""
        found = [(f"z{k}", [n for pair in tiles for n in pair]) for k, tiles in enumerate(self._tiles)]
        found += [(tabled.table, tabled.places) for tabled in self._tabled]
        return [pattern.format(name, len(numbers), ", ".join(map(str, numbers))) for name, numbers in found]

    @cached_property
    def _tiles(self) -> list[dict[tuple[int, int], int]]:
        """Of each loop the pairs of groups of rows that some sum needs, in order."""
        found = []
        for _, moments in self._loops:
            pairs = dict.fromkeys(_tile(a, b) for a, b in moments.pairs)
            found.append({pair: n for n, pair in enumerate(sorted(pairs))})
        return found

    def lines(self) -> Lines:
        """The checks of all points, then point by point."""
        checks = self._checks()
        before: Lines = [(self._words.vector, checks)] if checks else []
        return [*self._fixed(), *self._empty(), *before, (self._words.plain, self._text)]

    def _empty(self) -> Lines:
        """Rows of V that no half needs."""
        lines: Lines = []
        for k, (_, moments) in enumerate(self._loops):
            used, all_of_them = ROW * len(moments.halves), ROW * _rows(moments)
            if used < all_of_them:
                zero = self._words.put.format(f"v{k}[{used} + j]", "0.0")
                lines.append((self._words.each.format("j", str(all_of_them - used)), [zero]))
        return lines

    def _at_point(self) -> Lines:
        lines: Lines = list(self._loads([a.name for a in self._program.points], set()))
        loops = iter(enumerate(self._loops))
        for kind, run in groupby(self._items, _kind):
            items = list(run)
            if kind == "sums":
                lines += [line for _ in items for line in self._summed(*next(loops))]
            elif kind == "several":
                lines += [line for step in items for line in self._by_arrays(step)]  # type: ignore[arg-type]
            else:
                lines += self._straight(items)  # type: ignore[arg-type]
        return [*lines, *self._in_runs(self.rows, self._found)]

    def _straight(self, steps: list[Instruction]) -> Lines:
        """Steps that depend on no datum."""
        if len(steps) < LEAST or not all(step.op in self._words.steps for step in steps):
            return [line for step in steps for line in self._step(step, {})]
        tabled = Tabled(len(self._tabled), self._words, self._spelled)
        lines = tabled.lines(steps, [f"r{k}" for k, _ in enumerate(self._loops)])
        self._tabled.append(tabled)
        self._found |= tabled.made
        return lines

    def _by_arrays(self, step: Instruction) -> Lines:
        """A step with several results."""
        several = Several(step, self._program.asked())
        places, operands = zip(*several.given())
        if self._tabled:
            lines = self._tabled[-1].gathered(places[0].partition("[")[0], operands)
        else:
            lines = [self._words.put.format(place, self._spelled(a)) for place, a in several.given()]
        call = several.call(self._spelled(step.args[0]), self._words.offset)
        count = results(step.op, len(step.args))
        self._found |= {step.target + n: f"{several.found}[{n}]" for n in range(count)}
        return [*lines, self._words.call.format(call)]

    def _summed(self, number: int, loop_and_moments: tuple[Loop, Moments]) -> Lines:
        """The sums of a loop over data."""
        (loop, moments), words = loop_and_moments, self._words
        tiles, rounds = self._tiles[number], self._rounds[loop.index]
        size = words.each.format("j", str(SIDE * SIDE * len(tiles)))
        zeros = [words.put.format(f"{a}{number}[j]", "0.0") for a in "ru"]
        inside = [
            words.whole.format("k0", f"b{number} + j"),
            *self._entries([loop.index], loop.index),
            *(line for step in needed_by(loop, moments) for line in self._step(step, {})),
            *self._products(number, moments),
        ]
        length = f"e{number} - b{number}"
        names = f"v{number}, {_rows(moments)}, z{number}, {len(tiles)}, {length}, r{number}, u{number}"
        block: Lines = [
            words.whole.format(f"e{number}", words.least.format(f"b{number} + {ROW}", rounds)),
            (words.lanes.format("j", length), inside),
            words.call.format(f"k_tiles({names})"),
        ]
        lines: Lines = [
            (size, list(zeros)),
            (words.blocks.format(f"b{number}", rounds, ROW), block),
            (size, [words.put.format(f"r{number}[j]", f"r{number}[j] + u{number}[j]")]),
        ]
        places = {s.target: _place(tiles, *pair) for s, pair in zip(loop.sums, moments.pairs)}
        self._found |= {target: f"r{number}[{place}]" for target, place in places.items()}
        return lines

    def _products(self, number: int, moments: Moments) -> list[str]:
        """The halves of one datum, into its column of V; what several begin with is computed once."""
        lines: list[str] = []
        known: dict[Half, str] = {(): "1.0"}

        def product(half: Half) -> str:
            if len(half) == 1:
                return self._spelled(half[0])
            if half not in known:
                value = f"{product(half[:-1])} * {self._spelled(half[-1])}"
                known[half] = f"h{len(known)}"
                lines.append(self._let(known[half], value))
            return known[half]

        for n, half in enumerate(moments.halves):
            value = product(half)
            lines.append(self._words.put.format(f"v{number}[{ROW * n} + j]", value))
        return lines

    def _spelled(self, operand: Operand) -> str:
        if isinstance(operand, int) and operand in self._found:
            return self._found[operand]
        return super()._spelled(operand)


def _kind(item: Item) -> str:
    if isinstance(item, Loop):
        return "sums"
    return "several" if results(item.op, len(item.args)) > 1 else "one"


def _rows(moments: Moments) -> int:
    """The rows of V, whole groups of them."""
    return len(moments.halves) + -len(moments.halves) % SIDE


def _tile(a: int, b: int) -> tuple[int, int]:
    return min(a, b) // SIDE, max(a, b) // SIDE


def _place(tiles: dict[tuple[int, int], int], a: int, b: int) -> int:
    """Where the sum of the products of two rows is."""
    a, b = min(a, b), max(a, b)
    return SIDE * SIDE * tiles[_tile(a, b)] + SIDE * (a % SIDE) + b % SIDE
