"""The order in which the steps of a chunk need few work rows: what fits into the cache is longer then.

**Here.** `in_few_rows`.
"""

import heapq
from collections.abc import Sequence

from symgeom.kernels.printing.pieces_of_rows import read_by
from symgeom.kernels.steps.loops import Item, Loop
from symgeom.kernels.steps.operations import results

__all__ = ["in_few_rows"]


def in_few_rows(items: Sequence[Item], enough: int) -> list[Item]:
    """The items as they are where ``enough`` rows do; else first what frees most rows, then what has become ready last.

    >>> from symgeom.kernels.steps.program import Instruction
    >>> a, b, c = (Instruction(n, "sin", (x,)) for n, x in enumerate("xyz"))
    >>> ab, abc = Instruction(3, "add", (0, 1)), Instruction(4, "add", (2, 3))
    >>> [item.target for item in in_few_rows([a, b, c, ab, abc], 2)]
    [0, 1, 3, 2, 4]
    """
    if len(items) <= enough or _rows(items) <= enough:
        return list(items)
    maker = {target: n for n, item in enumerate(items) for target in _targets(item)}
    needs = [
        {maker[a] for a in read_by(item) if isinstance(a, int) and a in maker} - {n}
        for n, item in enumerate(items)
    ]
    readers: list[list[int]] = [[] for _ in items]
    for n, before in enumerate(needs):
        for m in sorted(before):
            readers[m].append(n)
    missing, unread = [len(before) for before in needs], [len(after) for after in readers]

    def rank(n: int, round_: int) -> tuple[int, int, int]:
        return -sum(unread[m] == 1 for m in needs[n]), -round_, n

    ready = [rank(n, 0) for n, count in enumerate(missing) if not count]
    heapq.heapify(ready)
    order: list[Item] = []
    while ready:
        n = heapq.heappop(ready)[-1]
        order.append(items[n])
        for m in needs[n]:
            unread[m] -= 1
        for after in readers[n]:
            missing[after] -= 1
            if not missing[after]:
                heapq.heappush(ready, rank(after, len(order)))
    return order if _rows(order) < _rows(items) else list(items)


def _targets(item: Item) -> list[int]:
    """What an item computes for those after it."""
    if isinstance(item, Loop):
        return [s.target for s in item.sums]
    return [item.target + k for k in range(results(item.op, len(item.args)))]


def _rows(items: Sequence[Item]) -> int:
    """How many results are needed at once."""
    last = {a: n for n, item in enumerate(items) for a in read_by(item) if isinstance(a, int)}
    now = most = 0
    for n, item in enumerate(items):
        own = [t for t in _targets(item) if t in last]
        now += len(own)
        most = max(most, now)
        now -= sum(last.get(a) == n for a in {a for a in read_by(item) if isinstance(a, int)})
    return most
