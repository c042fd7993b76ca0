"""Sums that are written out, as loops over tables of their numbers.

**Here.** `rolled`: a program in which lanes that are alike are one lane in a loop. What is compiled is as short as for sums
over data, and has few results at a time that more than one loop needs.

**Convention.** The terms of a sum that are in no loop come first, in their order, then the loops.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from symgeom.kernels.steps.lanes import Lane, chains, lanes
from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Instruction, Operand, Program, Tabulated
from symgeom.kernels.steps.sequence import in_order

__all__ = ["rolled"]

_Fresh = Callable[[], int]  # a number for a new step
_Signed = Sequence[tuple[Operand, int]]


def rolled(program: Program) -> Program:
    """The program with loops over tables; itself where it has sums over data, or none that is long."""
    if any(step.over or step.index for step in program.steps):
        return program
    entries = [entry for output in program.outputs for entry in output.entries]
    sums = chains(program.steps, entries)
    groups = lanes(program.steps, sums, entries)
    if not groups:
        return program
    known = (*program.uniform, *program.steps)
    fresh = count(max(s.target + results(s.op, len(s.args)) for s in known)).__next__
    inside = {step.target for group in groups for lane in group for step in lane.steps}
    left = [[(a, sign) for a, sign in chain.terms if not _is_in(a, inside)] for chain in sums]
    changed = [len(rest) < len(chain.terms) for rest, chain in zip(left, sums)]
    parts = [{chain for chain, _, _ in group[0].terms} for group in groups]
    whole = [not rest and sum(number in p for p in parts) == 1 for number, rest in enumerate(left)]
    targets = {number: chain.adds[-1] for number, chain in enumerate(sums) if whole[number]}
    loops = [_Loop.of(group, f"lane {k}", targets, fresh) for k, group in enumerate(groups)]
    gone = inside.union(*(chain.adds for chain, new in zip(sums, changed) if new))
    steps = [step for step in program.steps if step.target not in gone]
    steps += [step for loop in loops for step in loop.steps]
    for number, chain in enumerate(sums):
        if changed[number] and not whole[number]:
            more = [(loop.sums[number], 1) for loop in loops if number in loop.sums]
            steps += _folded([*left[number], *more], chain.adds[-1], fresh)
    tables = tuple(table for loop in loops for table in loop.tables)
    return replace(program, steps=tuple(in_order(steps)), tables=tables)


def _is_in(a: Operand, targets: set[int]) -> bool:
    return isinstance(a, int) and a in targets


@dataclass(frozen=True)
class _Loop:
    """One lane for all, with its sums; for each chain the step that is the sum over the lanes; tables of numbers."""

    steps: list[Instruction]
    sums: dict[int, int]
    tables: list[Tabulated]

    @staticmethod
    def of(group: Sequence[Lane], index: str, targets: Mapping[int, int], fresh: _Fresh) -> "_Loop":
        """The loop over a group of lanes; ``targets`` are the steps of chains that are nothing but its sums."""
        first = group[0]
        numbers = _Numbers(index, group)
        names = {step.target: fresh() for step in first.steps}
        steps = [
            Instruction(
                names[step.target],
                step.op,
                tuple(numbers.next() if isinstance(a, float) else _named(a, names) for a in step.args),
                (index,),
            )
            for step in first.steps
        ]
        sums, known = dict[int, int](), dict[object, int]()
        for chain in dict.fromkeys(chain for chain, _, _ in first.terms):
            terms = tuple((names[term], sign) for c, term, sign in first.terms if c == chain)
            if terms in known and chain not in targets:
                sums[chain] = known[terms]
                continue
            one = terms[0][0]
            if len(terms) > 1 or terms[0][1] < 0:
                one = fresh()
                steps += _folded(terms, one, fresh, (index,))
            sums[chain] = known[terms] = targets[chain] if chain in targets else fresh()
            steps.append(Instruction(sums[chain], "sum", (one,), (), index))
        return _Loop(steps, sums, list(numbers.tables.values()))


def _named(a: Operand, names: dict[int, int]) -> Operand:
    return names.get(a, a) if isinstance(a, int) else a


class _Numbers:
    """The constants of a lane in order: a number that is the same in all, or the name of a table."""

    def __init__(self, index: str, group: Sequence[Lane]) -> None:
        self._index, self.tables = index, dict[tuple[float, ...], Tabulated]()
        self._columns = iter(list(zip(*(lane.numbers for lane in group))))

    def next(self) -> Operand:
        values: tuple[float, ...] = next(self._columns)
        if len(set(map(float.__repr__, values))) == 1:
            return values[0]
        table = Tabulated(f"{self._index}, number {len(self.tables)}", self._index, values)
        return self.tables.setdefault(values, table).name


def _folded(terms: _Signed, target: int, fresh: _Fresh, over: tuple[str, ...] = ()) -> Iterable[Instruction]:
    """The sum of several terms, or of one below 0, from left to right, as the step of that number."""
    (so_far, sign), *others = terms
    if sign < 0:
        new = fresh() if others else target
        yield Instruction(new, "neg", (so_far,), over)
        so_far = new
    for k, (term, sign) in enumerate(others, 1):
        new = fresh() if k < len(others) else target
        yield Instruction(new, "add" if sign > 0 else "sub", (so_far, term), over)
        so_far = new
