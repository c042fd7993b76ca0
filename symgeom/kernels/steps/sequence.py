"""Steps in an order in which they can be done, and those that are needed at all.

**Here.** `in_order`, `needed`.
"""

import heapq
from collections.abc import Sequence

from symgeom.kernels.steps.operations import results
from symgeom.kernels.steps.program import Instruction, Program

__all__ = ["in_order", "needed"]


def in_order(steps: Sequence[Instruction]) -> list[Instruction]:
    """The steps in an order in which everything is there when it is used; the first that can be is taken."""
    place = {
        step.target + k: n for n, step in enumerate(steps) for k in range(results(step.op, len(step.args)))
    }
    needs = [{place[a] for a in step.results_read if a in place} for step in steps]
    users: dict[int, list[int]] = {}
    for n, needed in enumerate(needs):
        for m in needed:
            users.setdefault(m, []).append(n)
    ready, found = [n for n, needed in enumerate(needs) if not needed], []
    while ready:
        n = heapq.heappop(ready)
        found.append(steps[n])
        for user in users.get(n, ()):
            needs[user].discard(n)
            if not needs[user]:
                heapq.heappush(ready, user)
    return found


def needed(program: Program) -> tuple[Instruction, ...]:
    """The steps that results depend on, and those that leave something."""
    wanted = {entry for output in program.outputs for entry in output.entries if isinstance(entry, int)}
    found = []
    for step in reversed(program.steps):
        targets = range(step.target, step.target + results(step.op, len(step.args)))
        if step.op == "left" or not wanted.isdisjoint(targets):
            wanted.update(step.results_read)
            found.append(step)
    return tuple(reversed(found))
