"""Sums of products over data as entries of one matrix product: which halves the products have.

**Here.** `Moments`, the halves of the sums of a loop; `moments_of`; `is_flat`, the loops that have them; `needed_by`, the steps
that make the factors; `DENSE`.

**Formula.** Where many sums run over products of few values, `sum of a_k b_k` is an entry of `V V^T`, a row of V for each half:
so the Hessian of a loss (products of slopes, a residual times second derivatives) is one product of matrices.

**Convention.** Of the ways to part a product in two, the one whose halves most other sums have.
"""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from symgeom.kernels.steps.loops import Loop
from symgeom.kernels.steps.program import Instruction, Operand

__all__ = ["DENSE", "Half", "Moments", "is_flat", "moments_of", "needed_by"]

Half: TypeAlias = tuple[Operand, ...]
_MOST = 8  # factors of a product that is taken apart
DENSE = 32  # so many entries of a product of matrices take the time of a sum


@dataclass(frozen=True)
class Moments:
    """The halves, each the factors of a product (of none is 1), and for each sum the numbers of its two halves."""

    halves: tuple[Half, ...]
    pairs: tuple[tuple[int, int], ...]

    @property
    def firsts(self) -> tuple[int, ...]:
        """The first halves of the sums."""
        return tuple(a for a, _ in self.pairs)

    @property
    def seconds(self) -> tuple[int, ...]:
        """The second halves."""
        return tuple(b for _, b in self.pairs)

    @property
    def dense(self) -> bool:
        """One product of matrices costs less than the sums one by one."""
        return len(self.halves) ** 2 <= DENSE * len(self.pairs)


def moments_of(loop: Loop, columns: Set[str]) -> Moments:
    """The sums of a loop without inner loops; ``columns`` are the names of entries of data.

    >>> square, both = Instruction(0, "mul", ("c", "c"), ("k",)), Instruction(1, "mul", ("c", "d"), ("k",))
    >>> sums = [Instruction(n, "sum", (a,), (), "k") for n, a in ((2, 0), (3, 1), (4, "d"))]
    >>> moments_of(Loop("k", (square, both), tuple(sums)), {"c", "d"})
    Moments(halves=(('c',), ('d',), ()), pairs=((0, 0), (1, 0), (2, 1)))
    """
    makers = {s.target: s for s in loop.items if isinstance(s, Instruction)}
    products = [_factors(s.args[0], makers, columns) for s in loop.sums]
    known = Counter(half for p in products for half in _halves(p))
    numbers: dict[Half, int] = {}
    pairs = []
    for p in products:
        halves = _halves(p)
        both = zip(halves, reversed(halves))  # the last of the first one, and so on
        a, b = max(both, key=lambda ab: sorted((known[ab[0]], known[ab[1]])))
        pairs.append((numbers.setdefault(a, len(numbers)), numbers.setdefault(b, len(numbers))))
    return Moments(tuple(numbers), tuple(pairs))


def _factors(operand: Operand, makers: dict[int, Instruction], columns: Set[str]) -> Half:
    """The factors of a value of a loop, in order; itself where it is no product of values that differ from datum to datum."""
    step = makers.get(operand) if isinstance(operand, int) else None
    if step is None or step.op != "mul":
        return (operand,)
    if not all(a in columns if isinstance(a, str) else isinstance(a, int) and a in makers for a in step.args):
        return (operand,)  # the number 2.0 is not the result 2
    found = [f for a in step.args for f in _factors(a, makers, columns)]
    return tuple(sorted(found, key=_order)) if len(found) <= _MOST else (operand,)


def _order(operand: Operand) -> tuple[bool, float, str]:
    """Values of steps first, then entries of data."""
    named = isinstance(operand, str)
    return named, 0.0 if isinstance(operand, str) else operand, str(operand)


def _halves(factors: Half) -> list[Half]:
    """All parts of a product; the rest of one stands as far from the end as that from the beginning.

    >>> _halves(("c", "c", "d"))
    [(), ('d',), ('c',), ('c', 'd'), ('c', 'c'), ('c', 'c', 'd')]
    """
    powers = Counter(factors)
    taken = product(*(range(n + 1) for n in powers.values()))
    return [tuple(f for f, n in zip(powers, counts) for _ in range(n)) for counts in taken]


def is_flat(loop: Loop) -> bool:
    """There are no loops in it, and its sums are over what differs."""
    own = {item.target for item in loop.items if isinstance(item, Instruction)}
    summed = [s.args[0] for s in loop.sums]
    return len(own) == len(loop.items) and all(
        isinstance(a, str) or (isinstance(a, int) and a in own) for a in summed
    )


def needed_by(loop: Loop, moments: Moments) -> list[Instruction]:
    """The steps of a loop that the factors of the halves need."""
    makers = {s.target: s for s in loop.items if isinstance(s, Instruction)}
    needed: set[int] = set()
    left: list[Operand] = [f for half in moments.halves for f in half]
    while left:
        operand = left.pop()
        if isinstance(operand, int) and operand in makers and operand not in needed:
            needed.add(operand)
            left += makers[operand].args
    return [s for t, s in makers.items() if t in needed]
