"""One table for all backends: places where formulas lose digits, and how much of the allowed error each backend makes there.

What is here: `table`, the lines of a Markdown table. An entry is the largest quotient of error and allowance over all points of
a place (at most 1 keeps the criterion), the number of values that aren't finite beside it; condition numbers are the median and
the largest that a quantity has at these points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from benchmarks.digits.cases import Case, cases
from benchmarks.digits.measure import QUANTITIES, Row, measured, truths_of
from benchmarks.digits.places import PLACES, Place
from symgeom.errors import SymgeomError
from symgeom.kernels import backend_names, backends

__all__ = ["able", "table"]

_LETTERS = {"gaussian_curvature": "K", "mean_curvature": "H", "principal_curvatures": "κ"}


def able(wanted: str) -> list[str]:
    """The backends of a list with commas, or all that can run here."""
    if wanted != "all":
        return wanted.split(",")
    return [name for name in backend_names() if not backends.backend(name).missing]


def table(names: Sequence[str], places: Sequence[str] = (), told: bool = False) -> Iterator[tuple[str, bool]]:
    """Lines, and whether all of it is within what is allowed; with `told` also a line for each case that is not."""
    yield f"| where | | condition | {' | '.join(names)} |", True
    yield f"|---|---|---|{'---|' * len(names)}", True
    for place, members in PLACES.items():
        if places and not any(part in place for part in places):
            continue
        found = _Entries(names)
        for member in members:
            for text in found.take(member):
                if told:
                    yield text, False
        yield from found.lines(place)


class _Entries:
    """What is known of a place."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._condition = {q: list[float]() for q in QUANTITIES}
        self._points = 0
        self._worst = {(q, name): 0.0 for q in QUANTITIES for name in names}
        self._missing = {(q, name): 0 for q in QUANTITIES for name in names}
        self._refused: set[str] = set()

    def take(self, member: Place) -> Iterator[str]:
        """Takes a case into account; lines for what is over."""
        case: Case = cases()[member.case]()
        truths = truths_of(case, member.points(case))
        self._points += len(truths)
        for q in QUANTITIES:
            self._condition[q] += [truth.condition(q) for truth in truths]
        for name in self._names:
            try:
                rows = measured(case, case.surface.kernel(QUANTITIES, backend=name), truths)
            except SymgeomError as error:
                self._refused.add(name)
                yield f"{member.case}, {name}: {' '.join(str(error).split())[:200]}"
                continue
            yield from filter(None, (self._row(member.case, name, row) for row in rows))

    def _row(self, case: str, name: str, row: Row) -> str:
        key = row.quantity, name
        self._worst[key] = max(self._worst[key], row.quotient)
        self._missing[key] += row.missing
        if row.over == row.missing == 0:
            return ""
        at: Any = row.worst if row.quotient > 1 else row.gap
        return f"{case}, {name}, {row.quantity}: {row.quotient:.2g}, {row.missing} not finite, at {at}"

    def lines(self, place: str) -> Iterator[tuple[str, bool]]:
        """Those of the table, one for each quantity."""
        for q in QUANTITIES:
            entries = [self._entry(q, name) for name in self._names]
            good = not self._refused and all(
                self._worst[q, n] <= 1 and not self._missing[q, n] for n in self._names
            )
            where = f"{place} ({self._points})" if q == QUANTITIES[0] else ""
            condition = f"{_short(median(self._condition[q]))}, {_short(max(self._condition[q]))}"
            yield f"| {where} | {_LETTERS[q]} | {condition} | {' | '.join(entries)} |", good

    def _entry(self, q: str, name: str) -> str:
        if name in self._refused:
            return "refused"
        missing = self._missing[q, name]
        return f"{self._worst[q, name]:.2g}" + (f" ({missing} not finite)" if missing else "")


def _short(number: float) -> str:
    return f"{number:.0f}" if number < 100 else f"{number:.0e}"
