"""Rows of results filled part by part: chunks that stay in the cache, a compiled function where there is one, repairs.

**Here.** `Filling`. Generated files hold the text from the line below on.

**Convention.** A backend gives `block(x, p, rows, work)`, which fills the rows of one chunk, a row for each component,
from the arguments x (a contiguous array each, one without axes for a number) and the values p of
`uniform(*parameters)`; `broken(x)`, for each fact where it is broken; and it may give `fast(x, p, rows)`, which does the same
as `block` for any number of points and says which of them it leaves to it: (start, stop, whether to compute them again or
only to repair them), or None for all.
"""

import math as _math
from collections.abc import Callable
from typing import Any

import numpy as _np

from symgeom.kernels.running.incoming import Numbers, chunk_of
from symgeom.kernels.running.quiet import infinite, quietly

__all__ = ["Filling"]

# -- from here on: the text of generated files

_WIDER = _np.finfo(_np.longdouble).maxexp > _np.finfo(_np.float64).maxexp
_NEAR = 1e-9  # results that agree so well have lost nothing to an overflow


class Filling:
    """The functions of a backend, on parts of the points."""

    def __init__(
        self, bounds: Any, coordinates: int, parameters: list[int], block: Callable[..., None], uniform: Any, broken: Any,
        zeros: Any, slots: int, chunk: int, missing: Any, fast: Any,
    ) -> None:  # fmt: skip
        self.bounds, self.coordinates, self.parameters = bounds, coordinates, parameters
        self.block, self.uniform, self.broken, self.fast = block, uniform, broken, fast
        self.zeros, self.slots, self.chunk, self.missing = list(zeros), slots, chunk, missing

    def where_broken(self, x: Any) -> Any:
        """For each fact, where it is broken."""
        found: list[Any] = []
        if self.broken is not None:
            quietly(lambda: found.extend(self.broken(x)))
        return found

    @property
    def swift(self) -> float:
        """How many points `swiftly` fills."""
        return self.chunk if self.fast is None else _math.inf

    def swiftly(self, x: Any, numbers: Numbers, rows: Any) -> bool:
        """Fills rows where single numbers are ordinary; False where a point isn't, and more has to be done."""
        if self.fast is None:
            work = _np.empty((self.slots, rows.shape[1]))
            return not quietly(self.block, x, numbers.shared, rows, work) and self.calm(x)
        for a, b, again in self.fast(x, numbers.shared, rows):
            self._left(chunk_of(x, a, b), rows[:, a:b], numbers, again, None)
        return True

    def part(self, streams: Any, rows: Any, numbers: Numbers, start: int, stop: int) -> None:
        """Fills the rows from one point to another."""
        native = self.fast is not None and rows.dtype != _np.longdouble
        single = native and all(isinstance(s, _np.ndarray) for s in streams)
        step = max(stop - start, 1) if single else self.chunk
        work = None if native else self._work(rows, stop - start)
        for at in range(start, stop, step):
            end = min(at + step, stop)
            x, some = chunk_of(streams, at, end), rows[:, at:end]
            left = self.fast(x, numbers.shared, some) if native else None
            for a, b, again in [(0, end - at, True)] if left is None else left:
                self._left(chunk_of(x, a, b), some[:, a:b], numbers, again, work)
            if left is not None and not numbers.calm:
                quietly(self._repair, x, some)

    def _work(self, rows: Any, size: int) -> Any:
        return _np.empty((self.slots, min(self.chunk, max(size, 1))), rows.dtype)

    def _left(self, x: Any, rows: Any, numbers: Numbers, again: bool, work: Any) -> None:
        """What isn't filled yet, or has points that need more."""
        if not again:
            quietly(self._repair, x, rows)
            return
        size = rows.shape[1]
        work = self._work(rows, size) if work is None else work
        for at in range(0, size, self.chunk):
            end = min(at + self.chunk, size)
            self._chunk(chunk_of(x, at, end), rows[:, at:end], numbers, work[:, : end - at])

    def _chunk(self, x: Any, rows: Any, numbers: Numbers, work: Any) -> None:
        flags = quietly(self._block, x, numbers.shared, rows, work)
        if "overflow" in flags and rows.dtype == _np.float64 and _WIDER:
            quietly(self._widened, x, rows)
        if flags or not numbers.calm or not self.calm(x):
            quietly(self._repair, x, rows)

    def _block(self, x: Any, shared: Any, rows: Any, work: Any) -> None:
        if shared is None:
            shared = self.uniform(*(x[i] for i in self.parameters))
        self.block(x, shared, rows, work)

    def _widened(self, x: Any, rows: Any) -> None:
        """What grew too large on the way to a number that didn't: computed with the wider exponents of long doubles."""
        found = _np.empty(rows.shape, _np.longdouble)
        work = _np.empty((self.slots, rows.shape[1]), _np.longdouble)
        found[self.zeros] = 0.0
        shared = () if self.uniform is None else None
        self._block([_np.asarray(v, _np.longdouble) for v in x], shared, found, work)
        better = found.astype(rows.dtype)
        off = ~(abs(rows - better) <= _NEAR * abs(better)) & ~infinite(better)
        rows[off] = better[off]

    def calm(self, x: Any) -> bool:
        """All arrays are finite and within their bounds."""
        for s, bounds in zip(x, self.bounds):
            if bounds is not None and s.ndim:
                within = (s >= bounds[0]).tobytes() + (s <= bounds[1]).tobytes()
                if 0 in within:  # faster than `all`
                    return False
        return True

    def _repair(self, x: Any, rows: Any) -> None:
        """What is infinite becomes NaN, and so do points outside and points with a NaN coordinate."""
        rows[infinite(rows)] = self.missing
        outside = () if self.broken is None else self.broken(x)
        for where in (*(s != s for s in x[: self.coordinates]), *outside):
            if _np.ndim(where):
                rows[:, where] = self.missing
            elif where:
                rows[...] = self.missing
