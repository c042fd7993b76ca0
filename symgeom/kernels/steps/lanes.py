"""Long sums of terms that are alike but for their numbers, as in a loss on examples that are written out.

**Here.** `Chain`, a sum of many terms; `chains`, those of steps; `Lane`, what belongs to one example; `lanes`, the groups of
such that differ in numbers only.

**Convention.** A chain is what `Sharing` folds: steps one after the other, each of the sum so far and one more term. A lane is
what a few terms of the chains are made of and nothing else needs; what most terms share is no part of it. A number that is
taken away is the number below 0 that is added.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symgeom.kernels.steps.program import Instruction, Operand

__all__ = ["Chain", "Lane", "chains", "lanes"]

_LONG = 8  # terms of a chain
_FEWEST = 4  # lanes of a group
_FEWEST_STEPS = 48  # of all lanes of a group


@dataclass(frozen=True)
class Chain:
    """The terms of a sum, each with its sign, and the steps that add them; the last is the sum."""

    terms: tuple[tuple[Operand, int], ...]
    adds: tuple[int, ...]


@dataclass
class Lane:
    """Steps in order, and which of them are terms: (number of the chain, step, sign)."""

    steps: list[Instruction] = field(default_factory=list)
    terms: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def numbers(self) -> list[float]:
        """All constants, in order."""
        return [a for step in self.steps for a in step.args if isinstance(a, float)]

    @property
    def form(self) -> tuple[object, ...]:
        """What is the same in lanes that differ in numbers only."""
        at = {step.target: k for k, step in enumerate(self.steps)}

        def shown(a: Operand) -> object:
            own = isinstance(a, int) and a in at
            return "number" if isinstance(a, float) else ("own", at[a]) if own else ("other", a)  # type: ignore[index]

        steps = tuple((step.op, *map(shown, step.args)) for step in self.steps)
        return steps, tuple((chain, at[step], sign) for chain, step, sign in self.terms)


def chains(steps: Sequence[Instruction], kept: Iterable[Operand]) -> list[Chain]:
    """The long sums among steps; results that are ``kept`` are needed by others too."""
    readers = _readers(steps, kept)
    found, run = list[Chain](), list[Instruction]()
    for step in [*steps, None]:
        if step is not None and run and readers.get(run[-1].target) == 1 and _continues(run[-1].target, step):
            run.append(step)
            continue
        if len(run) >= _LONG - 1:
            found.append(_chain(run))
        run = [step] if step is not None and step.op == "add" else []
    return found


def _continues(last: int, step: Instruction) -> bool:
    """The step adds a term to the one before it, or takes one away."""
    match step:
        case Instruction(op="add"):
            return step.target == last + 1 and last in step.results_read
        case Instruction(op="sub", args=(int(sum_so_far), _)):
            return step.target == last + 1 and sum_so_far == last
    return False


def _chain(run: list[Instruction]) -> Chain:
    terms = [(a, 1) for a in run[0].args]
    for last, step in itertools.pairwise(run):
        first, second = step.args
        so_far = isinstance(first, int) and first == last.target
        terms.append((second if so_far else first, 1 if step.op == "add" else -1))
    return Chain(tuple(terms), tuple(step.target for step in run))


def lanes(steps: Sequence[Instruction], sums: Sequence[Chain], kept: Iterable[Operand]) -> list[list[Lane]]:
    """The groups of lanes, in the order of their steps; results that are ``kept`` are needed by others too."""
    makers, readers = {step.target: step for step in steps}, _readers(steps, kept)
    own = _own(steps, sums, readers)
    roots, found = _roots(own, makers), dict[int, Lane]()
    for target in sorted(own):
        found.setdefault(roots[target], Lane()).steps.append(_without_difference(makers[target]))
    for number, chain in enumerate(sums):
        for term, sign in chain.terms:
            if isinstance(term, int) and term in own:
                found[roots[term]].terms.append((number, term, sign))
    groups: dict[object, list[Lane]] = {}
    for lane in found.values():
        _sign(lane, readers)
        groups.setdefault(lane.form, []).append(lane)
    return [g for g in groups.values() if len(g) >= _FEWEST and len(g) * len(g[0].steps) >= _FEWEST_STEPS]


def _own(steps: Sequence[Instruction], sums: Sequence[Chain], readers: Mapping[int, int]) -> set[int]:
    """The steps of lanes: few terms need them, nothing else does, and they need no long sum themselves."""
    adds = {t for chain in sums for t in chain.adds}
    after = set(adds)
    for step in steps:
        if not after.isdisjoint(step.results_read):
            after.add(step.target)
    needed_by: dict[int, int] = {}  # for each step a bit for each term
    counted: dict[int, int] = {}  # how often a step is read by lanes and long sums
    terms = [term for chain in sums for term, _ in chain.terms]
    for number, term in enumerate(terms):
        if isinstance(term, int):
            needed_by[term] = needed_by.get(term, 0) | 1 << number
            counted[term] = counted.get(term, 0) + 1
    own = set()
    for step in reversed(steps):
        t, bits = step.target, needed_by.get(step.target, 0)
        alone = counted.get(t, 0) == readers.get(t, 0)
        if bits and alone and t not in after and _FEWEST * bits.bit_count() <= len(terms):
            own.add(t)
        for a in step.results_read:
            needed_by[a] = needed_by.get(a, 0) | (bits if t not in after else 0)
            counted[a] = counted.get(a, 0) + (t in own)
    return own


def _roots(own: set[int], makers: Mapping[int, Instruction]) -> dict[int, int]:
    """For each step the least of those that it belongs together with."""
    roots = {t: t for t in own}

    def root(t: int) -> int:
        while roots[t] != t:
            roots[t] = roots[roots[t]]
            t = roots[t]
        return t

    for t in sorted(own):
        for a in own.intersection(makers[t].results_read):
            first, second = sorted((root(t), root(a)))
            roots[second] = first
    return {t: root(t) for t in own}


def _readers(steps: Iterable[Instruction], kept: Iterable[Operand]) -> dict[int, int]:
    """How often a result is read."""
    read = (a for step in steps for a in step.results_read)
    return Counter([*read, *(a for a in kept if isinstance(a, int))])


def _without_difference(step: Instruction) -> Instruction:
    match step:
        case Instruction(op="sub", args=(a, float(b))):
            return replace(step, op="add", args=(a, -b))
    return step


def _sign(lane: Lane, readers: Mapping[int, int]) -> None:
    """Puts the sign of a product with a number into the number."""
    at = {step.target: k for k, step in enumerate(lane.steps)}
    for k, (chain, term, sign) in enumerate(lane.terms):
        match lane.steps[at[term]]:
            case Instruction(op="mul", args=(a, float(b))) as step if sign < 0 and readers[term] == 1:
                lane.steps[at[term]] = replace(step, args=(a, -b))
                lane.terms[k] = chain, term, 1
