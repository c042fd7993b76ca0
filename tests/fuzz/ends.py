"""Intervals whose ends are expressions in parameters: `x in (-R, 2*R)`.

What is here: `give`, which puts such an interval into a draw, as two facts, since that is how the truth reads them; `asked`,
which puts the question to the library with the interval as a domain.
"""

from __future__ import annotations

import random
from typing import Any

import sympy as sp

SHARE = 0.4  # of the draws with R


def give(m: Any, number: int, x: Any, R: Any, r: Any) -> None:
    """An interval for x from an own source of chance, so that the other draws stay as they are."""
    chance = random.Random(104_729 * number + 5)
    if R not in m.letters or chance.random() > SHARE:
        return
    low, high = chance.choice(
        [(0, R), (-R, R), (R, 2 * R), (-r, r), (R, R + r), (-R, 0), (-2 * R, -R), (r / 2, sp.sqrt(R**2 + r**2)), (0, sp.pi * R)]
    )  # fmt: skip
    m.domain.pop(x, None)
    m.where += [x > low, x < high]


def asked(d: Any) -> tuple[dict[Any, Any], tuple[Any, ...]]:
    """(domain, where) of the question: facts on both sides of a symbol with symbolic ends as its interval."""
    domain, where = dict(d.domain), list(d.where)
    for low_fact in d.where:
        for high_fact in d.where:
            x = getattr(low_fact, "lhs", None)
            if not (isinstance(low_fact, sp.Gt) and isinstance(high_fact, sp.Lt) and high_fact.lhs == x):
                continue
            ends = low_fact.rhs, high_fact.rhs
            if x.is_Symbol and x not in domain and (ends[0].free_symbols | ends[1].free_symbols):
                domain[x] = ends
                where = [fact for fact in where if fact not in (low_fact, high_fact)]
    return domain, tuple(where)
