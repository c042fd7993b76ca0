"""What a computation may take: seconds and megabytes.

What is here: `limits`, the block in which they hold; `check`, asked by every loop and before every product that isn't short;
`foresee`, asked before one step that can't be stopped once it runs. Limits on the size of one product and on degrees are
the ring's own (`polynomials`).

Conventions: limits are cooperative and belong to the context (`contextvars`), so that threads and tasks have their own; of
limits within one another the tighter holds. Memory is the growth of the process's peak, so what was there before is not
counted; where the system doesn't tell its peak (Windows) memory is not bounded.
"""

from __future__ import annotations

import contextlib
import math
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace

from symgeom.errors import BudgetError, InputError

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

__all__ = [
    "Budget",
    "LimitReached",
    "Spent",
    "allowed",
    "check",
    "foresee",
    "in_force",
    "limits",
    "naming",
    "within",
]


class LimitReached(BudgetError):
    """The time or memory that was allowed is used up: `limit` says which, `what` for what."""

    def __init__(self, limit: str, what: str = "") -> None:
        super().__init__(f"{what}: {limit}" if what else limit)
        self.limit, self.what = limit, what


@dataclass(frozen=True)
class Budget:
    """A point in time (of `time.perf_counter`) and a peak of memory in megabytes; None for no limit.

    >>> Budget.of(60.0, 2048).check()
    >>> Budget.of(0.0, None).check()
    Traceback (most recent call last):
    ...
    symgeom.algebra.ring.budget.LimitReached: the time that was allowed is used up (0 s)
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

    def tighter(self, other: Budget) -> Budget:
        """Both hold: the earlier deadline and the lower peak."""
        result = self
        if other.deadline is not None and (self.deadline is None or other.deadline < self.deadline):
            result = replace(result, deadline=other.deadline, seconds=other.seconds)
        if other.peak is not None and (self.peak is None or other.peak < self.peak):
            result = replace(result, peak=other.peak, megabytes=other.megabytes)
        return result

    def time_is_up(self, ahead: float = 0.0) -> bool:
        """The deadline has passed, or will have in so many seconds."""
        return self.deadline is not None and time.perf_counter() + ahead > self.deadline

    def check(self) -> None:
        """Raises `LimitReached`, which names the limit that was reached."""
        if self.time_is_up():
            raise LimitReached(f"the time that was allowed is used up ({self.seconds:g} s)")
        if self.peak is not None and _peak() > self.peak:
            raise LimitReached(f"the memory that was allowed is used up ({self.megabytes:g} MB)")


_NONE = Budget()
_ALLOWED: ContextVar[list[float] | None] = ContextVar("allowed", default=None)
_IN_FORCE: ContextVar[Budget] = ContextVar("symgeom limits", default=_NONE)


@contextlib.contextmanager
def limits(*, seconds: float) -> Iterator[None]:
    """A block in which every derivation is over within twice the seconds and one more.

    What isn't done by then raises `BudgetError`, which names the object and the quantity; `decide` answers "undecided". The
    object stays as it was: asked again without the limit it derives the quantity. Blocks nest, and the tighter limit holds;
    each thread and each task has its own. It is cooperative: a step of SymPy's or of yours is not interrupted.

    **Raises**: `InputError` for seconds that are no positive number.

    >>> import symgeom as sg
    >>> with sg.limits(seconds=10):
    ...     sg.Graph.abstract(1).gaussian_curvature
    Derivative(ell(theta_1), (theta_1, 2))/(Derivative(ell(theta_1), theta_1)**2 + 1)**(3/2)
    """
    with within(Budget.of(checked_seconds(seconds), None)):
        yield


def checked_seconds(seconds: object) -> float:
    """The number of seconds. Raises `InputError` for anything but a positive number."""
    number = seconds if isinstance(seconds, int | float) and not isinstance(seconds, bool) else math.nan
    try:
        number = float(number)
    except OverflowError:  # an integer past the largest float
        number = math.inf
    if not number > 0:
        raise InputError(f"seconds must be a positive number, such as limits(seconds=10), not {seconds!r}")
    return number


@contextlib.contextmanager
def within(budget: Budget) -> Iterator[Budget]:
    """A block in which this budget holds besides those that are in force; all of them together are given."""
    token = _IN_FORCE.set(_IN_FORCE.get().tighter(budget))
    try:
        yield _IN_FORCE.get()
    finally:
        _IN_FORCE.reset(token)


def in_force() -> Budget:
    """The budget that holds here."""
    return _IN_FORCE.get()


def check() -> None:
    """Raises `LimitReached` past a limit that is in force; to be asked in every loop that may be long."""
    budget = _IN_FORCE.get()
    if budget is not _NONE:
        budget.check()


class Spent(LimitReached):
    """The work that was allowed is foreseen to be too little."""


@contextlib.contextmanager
def allowed(seconds: float) -> Iterator[None]:
    """A block that may take so many *foreseen* seconds: by counts of terms, so that it ends alike on every machine.

    What is started in it and foreseen to take longer raises `Spent`, which whoever set the limit catches.
    """
    token = _ALLOWED.set([seconds])
    try:
        yield
    finally:
        _ALLOWED.reset(token)


def foresee(seconds: float) -> None:
    """The same before a step that is expected to take so long and can't be interrupted: half the time again is let pass."""
    left = _ALLOWED.get()
    if left is not None:
        left[0] -= seconds
        if left[0] < 0:
            raise Spent("more work than it is worth")
    budget = _IN_FORCE.get()
    if budget is not _NONE:
        budget.check()
        if budget.seconds is not None and budget.time_is_up(seconds - budget.seconds / 2):
            raise LimitReached(f"the time that was allowed is not enough ({budget.seconds:g} s)")


@contextlib.contextmanager
def naming(what: str) -> Iterator[None]:
    """A limit that is reached in the block is told with what was asked for: the outermost name is that."""
    try:
        yield
    except Spent:
        raise
    except LimitReached as reached:
        raise LimitReached(reached.limit, what) from None


def _peak() -> float:
    """The largest memory that this process has had, in megabytes."""
    if resource is None:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
