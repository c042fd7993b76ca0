"""Rows of results that are neighbours, and whose values are so in an array: one loop puts them there.

**Here.** `runs`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from symgeom.kernels.steps.program import Operand

__all__ = ["runs"]


def runs(
    rows: Sequence[int], entries: Sequence[Operand], found: Mapping[int, str]
) -> Iterator[tuple[list[int], str, int]]:
    """Rows together with the array of their values and the place of the first; the array is "" where they are in none.

    >>> list(runs([0, 1, 3], [7, 8, 0.0, 2.0], {7: "f5[4]", 8: "f5[5]"}))
    [([0, 1], 'f5', 4), ([3], '', 0)]
    """

    def start(pair: tuple[int, int]) -> tuple[str, int, int]:
        """The same for neighbours: the array, how much further on the value is there, how many rows are skipped."""
        number, row = pair
        entry = entries[row]
        if not (isinstance(entry, int) and entry in found):
            return "", 0, 0
        array, at = found[entry][:-1].split("[")
        return array, int(at) - row, row - number

    for (array, further, _), run in groupby(enumerate(rows), start):
        own = [row for _, row in run]
        yield own, array, own[0] + further if array else 0
