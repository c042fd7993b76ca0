"""What a computation may take: seconds and megabytes.

What is here: `Budget`, asked before every product of polynomials that isn't short. Limits on the size of one product and on
degrees are the ring's own (`polynomials`). Convention: memory is the growth of the process's peak, so what was there before
is not counted; where the system doesn't tell its peak (Windows) memory is not bounded.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from symgeom.errors import BudgetError

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

__all__ = ["Budget"]


@dataclass(frozen=True)
class Budget:
    """A point in time (of `time.perf_counter`) and a peak of memory in megabytes; None for no limit.

    >>> Budget.of(60.0, 2048).check()
    >>> Budget.of(0.0, None).check()
    Traceback (most recent call last):
    ...
    symgeom.errors.BudgetError: the time that was allowed is used up (0 s)
    """

    deadline: float | None = None
    peak: float | None = None
    seconds: float | None = None
    megabytes: float | None = None

    @classmethod
    def of(cls, seconds: float | None, megabytes: float | None) -> Budget:
        """So many seconds and megabytes from now on."""
        return cls(
            None if seconds is None else time.perf_counter() + seconds,
            None if megabytes is None else _peak() + megabytes,
            seconds,
            megabytes,
        )

    def time_is_up(self) -> bool:
        """The deadline has passed."""
        return self.deadline is not None and time.perf_counter() > self.deadline

    def check(self) -> None:
        """Raises `BudgetError`, which names the limit that was reached."""
        if self.time_is_up():
            raise BudgetError(f"the time that was allowed is used up ({self.seconds:g} s)")
        if self.peak is not None and _peak() > self.peak:
            raise BudgetError(f"the memory that was allowed is used up ({self.megabytes:g} MB)")


def _peak() -> float:
    """The largest memory that this process has had, in megabytes."""
    if resource is None:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
