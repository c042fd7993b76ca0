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
from symgeom.kernels.running.memory import work_rows
from symgeom.kernels.running.quiet import heard, infinite, quietly

__all__ = ["Filling"]

# -- from here on: the text of generated files

_WIDER = _np.finfo(_np.longdouble).maxexp > _np.finfo(_np.float64).maxexp
_DOUBLE, _BYTE = _np.dtype(_np.float64), _np.dtype(_np.uint8)
_LARGEST = float(_np.finfo(_np.float64).max)
_FEW = 2**14  # numbers in work rows that are kept for the next call
_SINGLE = 8192  # numbers of which BLAS takes products without threads
_NEAR = 1e-9  # results that agree so well have lost nothing to an overflow


class Filling:
    """The functions of a backend, on parts of the points."""

    def __init__(
        self, bounds: Any, coordinates: int, parameters: list[int], block: Callable[..., None], uniform: Any, broken: Any,
        zeros: Any, slots: int, chunk: int, missing: Any, fast: Any,
    ) -> None:  # fmt: skip
        self.bounds, self.coordinates, self.parameters = bounds, coordinates, parameters
        self.block, self.uniform, self.broken, self.fast = block, uniform, broken, fast
        self.slots, self.chunk, self.missing = slots, chunk, missing
        self._bounded = [None if b is None else _check(*map(float, b)) for b in bounds]
        self._zeros = _runs(list(zeros))
        self._few = -1 if fast is not None else min(chunk, _FEW // max(slots, 1))
        self._spare: dict[
            int, list[Any]
        ] = {}  # work rows of the last call with a few points, by their length

    def zero(self, rows: Any) -> None:
        """Fills the rows that are zero everywhere; many numbers as bytes, which takes two thirds of the time."""
        if rows.shape[1] >= 1024 and rows.dtype is _DOUBLE and rows.strides[1] == 8:
            rows = rows.view(_np.uint8)
        for run in self._zeros:
            rows[run] = 0 if rows.dtype is _BYTE else 0.0

    def where_broken(self, x: Any) -> Any:
        """For each fact, where it is broken."""
        found: list[Any] = []
        if self.broken is not None:
            quietly(lambda: found.extend(self.broken(x)))
        return found

    def swiftly(self, x: Any, numbers: Numbers, rows: Any, size: int) -> None:
        """Fills rows where single numbers are ordinary, whatever the points are."""
        if size <= self._few:
            work = self._spare.pop(size, None)  # other threads make their own
            if work is None:
                self._spare.clear()
                work = [*_np.empty((self.slots, size))]
            ordinary, flags = heard(self._ordinary, x, numbers, rows, work)
            if flags or not ordinary:
                self._chunk(x, rows, numbers, work)
            self._spare[size] = work
            return
        if self.fast is not None:
            for a, b, again in self.fast(x, numbers.shared, rows):
                self._left(chunk_of(x, a, b), rows[:, a:b], numbers, again, None)
            return
        parts = round(size / self.chunk)
        if parts < 2:
            self._swift_chunk(x, rows, numbers, work_rows(self.slots, size))
            return
        step = -(-size // parts)
        step += -step % 64  # rows of results and of work begin where lines of the cache do
        work = work_rows(self.slots, step)
        for at in range(0, size, step):
            end = min(at + step, size)
            self._swift_chunk(chunk_of(x, at, end), rows[:, at:end], numbers, work[:, : end - at])

    def _swift_chunk(self, x: Any, rows: Any, numbers: Numbers, work: Any) -> None:
        """Most points are ordinary, and that is told soon; else the chunk is computed again, with all that it needs."""
        ordinary, flags = heard(self._ordinary, x, numbers, rows, work)
        if flags or not ordinary:
            self._chunk(x, rows, numbers, work)

    def _ordinary(self, x: Any, numbers: Numbers, rows: Any, work: Any) -> bool:
        """Fills the rows, and says whether the points are ordinary."""
        self.block(x, numbers.shared, rows, work)
        return _within(x, numbers.checks)

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
        if flags or not numbers.calm or not heard(self.calm, x)[0]:
            quietly(self._repair, x, rows)

    def _block(self, x: Any, shared: Any, rows: Any, work: Any) -> None:
        if shared is None:
            shared = self.uniform(*(x[i] for i in self.parameters))
        self.block(x, shared, rows, work)

    def _widened(self, x: Any, rows: Any) -> None:
        """What grew too large on the way to a number that didn't: computed with the wider exponents of long doubles."""
        found = _np.empty(rows.shape, _np.longdouble)
        work = _np.empty((self.slots, rows.shape[1]), _np.longdouble)
        self.zero(found)
        shared = () if self.uniform is None else None
        self._block([_np.asarray(v, _np.longdouble) for v in x], shared, found, work)
        better = found.astype(rows.dtype)
        off = ~(abs(rows - better) <= _NEAR * abs(better)) & ~infinite(better)
        rows[off] = better[off]

    def calm(self, x: Any) -> bool:
        """All arrays are finite and within their bounds."""
        return _within(x, self.checks([None if s.ndim else s for s in x]))

    def checks(self, values: Any) -> Any:
        """What is looked at where these are single numbers, None an array: the place of one and its bounds, or of two that must
        be finite."""
        known = enumerate(zip(values, self._bounded))
        bounded = [(k, b) for k, (v, b) in known if v is None and b is not None]
        free = [k for k, b in bounded if b is _finite]
        pairs = zip(free[::2], free[1::2] + free[-1:])
        return [*((k, k, b) for k, b in bounded if b is not _finite), *((k, m, None) for k, m in pairs)]

    def _repair(self, x: Any, rows: Any) -> None:
        """What is infinite becomes NaN, and so do points outside and points with a NaN coordinate."""
        rows[infinite(rows)] = self.missing
        outside = () if self.broken is None else self.broken(x)
        for where in (*(s != s for s in x[: self.coordinates]), *outside):
            if _np.ndim(where):
                rows[:, where] = self.missing
            elif where:
                rows[...] = self.missing


def _within(x: Any, checks: Any) -> bool:
    for k, m, bounds in checks:
        a = x[k]
        if not _are_finite(a, x[m]) if bounds is None else 0 in bounds(a):  # bytes: faster than `all`
            return False
    return True


def _check(low: float, high: float) -> Callable[[Any], bytes]:
    """A byte for each number, 0 where it is not within the bounds. Doubles are compared once where that is enough."""
    least, most = _np.array(low), _np.array(high)
    bits = most.view(
        _np.uint64
    )  # numbers from 0 on have the order of their bits; those below 0 and NaN come after them

    less_equal, absolute, unsigned = _np.less_equal, _np.absolute, _np.uint64

    def both(s: Any) -> Any:
        return less_equal(least, s).tobytes() + less_equal(s, most).tobytes()

    def alike(s: Any) -> Any:
        return less_equal(absolute(s), most).tobytes()

    def from_zero(s: Any) -> Any:
        return less_equal(s.view(unsigned), bits).tobytes() if s.dtype is _DOUBLE else both(s)

    if low == -high:
        return _finite if high == _LARGEST else alike
    return from_zero if low == 0.0 else both


def _finite(s: Any) -> Any:
    found: bytes = _np.isfinite(s).tobytes()
    return found


def _are_finite(a: Any, b: Any) -> bool:
    """Both arrays are finite: a product with what isn't is infinite or NaN, and so is any sum with that."""
    # of large numbers the sum is infinite, and they are looked at
    if a.dtype is b.dtype is _DOUBLE:
        size = a.size
        if _math.isfinite(a.dot(b)) if size <= _SINGLE else all(map(_math.isfinite, _products(a, b, size))):
            return True
    return 0 not in _finite(a) and 0 not in _finite(b)


def _products(a: Any, b: Any, size: int) -> Any:
    return [a[k : k + _SINGLE].dot(b[k : k + _SINGLE]) for k in range(0, size, _SINGLE)]


def _runs(rows: list[int]) -> list[slice]:
    """Neighbouring rows together."""
    starts = [row for row in rows if row - 1 not in rows]
    ends = [row + 1 for row in rows if row + 1 not in rows]
    return [slice(start, end) for start, end in zip(starts, ends)]
