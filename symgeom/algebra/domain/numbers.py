"""Whole numbers taken to pieces, within bounds.

What is here: `prime_powers`. A number without small factors that is longer than FLINT factors in a second stays in one piece:
its root or logarithm is then a generator with a true relation, and only a relation to another number may go unseen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flint import fmpz

from symgeom.algebra.ring.budget import check

__all__ = ["prime_powers"]

_TRIAL = 10_000  # divisors up to which every number is tried
_FACTORABLE = 10**45  # about 0.3 s


@lru_cache(maxsize=512)
def prime_powers(n: int) -> dict[int, int]:
    """The exponents of the primes in n > 0, and of what is too long to be taken to pieces; nobody may change them.

    >>> prime_powers(360)
    {2: 3, 3: 2, 5: 1}
    """
    found: dict[int, int] = {}
    for piece, k in fmpz(n).factor(trial_limit=_TRIAL):
        check()
        for prime, m in _pieces(piece):
            found[prime] = found.get(prime, 0) + m * int(k)
    return found


def _pieces(n: Any) -> list[tuple[int, int]]:
    if n < _FACTORABLE:
        return [(int(p), int(k)) for p, k in n.factor()]
    if n.is_perfect_power():
        for k in range(int(n.bit_length()), 1, -1):
            root = n.root(k)
            if root**k == n:
                return [(p, m * k) for p, m in _pieces(root)]
    return [(int(n), 1)]
