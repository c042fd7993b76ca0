"""Values for data at one point: random rational numbers, the same in every run.

What is here: `DataValues`. A datum has one value at a point, whatever sum it is met in.
"""

from __future__ import annotations

import random
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.totals import DataEntry, indices

__all__ = ["DataValues"]


_TRIES = 60


class DataValues:
    """The data at one point; another ``seed`` gives others. ``plain``: small whole numbers, that a reader may check by head."""

    def __init__(self, seed: int, plain: bool = False) -> None:
        self._seed, self._plain = seed, plain
        self._values: dict[DataEntry, Any] = {}

    def value(self, datum: DataEntry) -> Any:
        """The value of an entry, as its array is declared; None where none was found. At an open index: that of any."""
        if datum not in self._values:
            draw = random.Random(f"{self._seed} {datum.name}")
            drawn = (self._drawn(draw) for _ in range(_TRIES))
            self._values[datum] = next((v for v in drawn if _is_as_declared(datum, v)), None)
        return self._values[datum]

    def _drawn(self, draw: random.Random) -> Any:
        return fmpq(draw.randint(-3, 3)) if self._plain else fmpq(draw.randint(-48, 48), draw.choice((1, 16)))

    def shown(self) -> dict[str, str]:
        """The values by name, for a witness."""
        return {datum.name: str(value) for datum, value in self._values.items() if not indices(datum)}


def _is_as_declared(datum: DataEntry, value: Any) -> bool:
    number = sp.Rational(int(value.p), int(value.q))
    facts = ((getattr(number, f"is_{name}", None), wanted) for name, wanted in datum.assumptions0.items())
    return all(has is None or has == wanted for has, wanted in facts)
