"""How a kernel of any backend is called: arrays of the arguments, their common shape, the domain, threads and masks.

**Here.** `Call`, which turns the values of a call into numbers and chunks of contiguous arrays for the functions of a
backend. Generated files hold the text from the line below on, so that they run alone: it needs NumPy
and the standard library only.

**Convention.** A backend gives `block(x, p, rows, work)`, which fills the rows of one chunk, a row for each component,
from the arguments x (a contiguous array each, one without axes for a number) and the values p of
`uniform(*parameters)`; `point(*numbers)`, which gives the components at one point and raises `ArithmeticError` or
`ValueError` where anything is out of the ordinary (then `block` decides); `broken(x)`, for each fact where it is broken.
"""

import math as _math
from collections.abc import Callable
from copy import copy as _copy
from typing import Any

import numpy as _np

from symgeom.kernels.accumulating import data_of
from symgeom.kernels.incoming import (
    ArgumentError,
    Numbers,
    arrays_of,
    check_out,
    chunk_of,
    counted,
    is_number,
    kept,
    kind_of,
    real,
    stream,
    told,
)
from symgeom.kernels.quiet import infinite, quietly
from symgeom.kernels.results import KernelResult

__all__ = ["Call"]

# -- from here on: the text of generated files

_PLAIN = frozenset({float, int, _np.float64})
_ARRAYS = frozenset({*_PLAIN, _np.ndarray})
_DOUBLE = _np.dtype(_np.float64)
_WIDER = _np.finfo(_np.longdouble).maxexp > _np.finfo(_np.float64).maxexp
_NEAR = 1e-9  # results that agree so well have lost nothing to an overflow


class Call:
    """Runs a backend's functions on the values of a call.

    `data` are (name, axes) of the arrays that sums run over; `block` takes them and their lengths last.

    `arguments` are (name, kind, used, lowest, highest), in order; `facts` are (names, what a message says, whether the
    bounds of the arguments hold it already); the other arguments are those of the file that holds it.
    """

    def __init__(
        self, arguments: Any, quantities: dict[str, tuple[int, ...]], called_with: Any, facts: Any, outside: str,
        block: Callable[..., None], point: Any = None, uniform: Any = None, broken: Any = None,
        zeros: Any = (), slots: int = 0, chunk: int = 8192, convert: Any = real, dtype: Any = _np.float64,
        missing: Any = _np.nan, data: Any = (),
    ) -> None:  # fmt: skip
        self.names = tuple(a[0] for a in arguments)
        self.places, start = {}, 0
        for name, shape in quantities.items():
            self.places[name] = (start, start + _math.prod(shape), shape)
            start += _math.prod(shape)
        self.size = start  # rows
        self.bounds = tuple((_np.array(a[3]), _np.array(a[4])) if a[2] else None for a in arguments)
        self.coordinates = sum(a[1] == "coordinate" for a in arguments)
        self.parameters = [i for i, a in enumerate(arguments) if a[1] == "parameter"]
        self.called_with, self.facts, self.outside = called_with, facts, outside
        self.block, self.point, self.uniform, self.broken = block, point, uniform, broken
        self.zeros, self.slots, self.chunk = list(zeros), slots, chunk
        self.convert, self.dtype, self.missing = convert, dtype, missing
        self.data = data
        self._last: Any = (None, None)
        self._swiftly: Any = (None, None)

    def __call__(
        self, values: Any, out: Any, mask: Any, dtype: Any, threads: Any, data: Any = ()
    ) -> KernelResult:
        if self.data:
            return self._on_data(values, out, mask, kind_of(dtype, out, self.dtype), counted(threads), data)
        if out is mask is dtype is threads is None and self.dtype is _np.float64:
            kinds = set(map(type, values))
            if kinds <= _PLAIN and self.point is not None:
                try:
                    return self._one(values)
                except (ArithmeticError, ValueError):
                    pass  # outside, singular or too large: what it gives is decided as for arrays
            elif kinds <= _ARRAYS:
                found = self._swift(values)
                if found is not None:
                    return found
        return self._many(values, out, mask, kind_of(dtype, out, self.dtype), counted(threads))

    def _on_data(self, values: Any, out: Any, mask: Any, dtype: Any, threads: int, data: Any) -> KernelResult:
        """The quantities with sums over these data."""
        held = data_of(self.data, data, lambda n, v: self.convert(n, v, dtype))
        call, block = _copy(self), self.block
        call.block = lambda x, p, rows, work: block(x, p, rows, work, held)
        return call._many(values, out, mask, dtype, threads)

    def _one(self, values: Any) -> KernelResult:
        """The quantities at one point."""
        rows = self.point(*map(float, values))
        if not _math.isfinite(sum(rows)):
            raise ArithmeticError
        return KernelResult(self.places, (), rows)

    def _swift(self, values: Any) -> KernelResult | None:
        """The quantities at a few points where nothing is out of the ordinary; else None."""
        shape, key, size = None, [], 0
        for v in values:
            if type(v) is not _np.ndarray:
                key.append(v)
                continue
            if shape is None:
                shape, size = v.shape, v.size
            if v.shape != shape or v.dtype is not _DOUBLE or not v.flags.c_contiguous:
                return None
            key.append(None)
        if not 1 < size <= self.chunk:
            return None
        numbers = self._swift_numbers(key, values)
        if not numbers.swift:
            return None
        x = [
            n if n is not None else v if v.ndim == 1 else v.reshape(-1)
            for n, v in zip(numbers.values, values)
        ]
        result, zeroed = self._new(shape, _np.float64)  # type: ignore[arg-type]
        rows = result._rows[:, :size]
        if not zeroed:
            rows[self.zeros] = 0.0
        if quietly(self.block, x, numbers.shared, rows, _np.empty((self.slots, size))) or not self._calm(x):
            return None
        return result

    def _swift_numbers(self, key: list[Any], values: Any) -> Numbers:
        last = self._swiftly  # read once: other threads call too
        if last[0] != key:
            streams = [v if k is None else _np.array(v, _DOUBLE) for k, v in zip(key, values)]
            found = self._numbers(streams, streams, _np.float64)
            self._swiftly = last = (None if 0 in key else key, found)  # two zeros are equal and not the same
        numbers: Numbers = last[1]
        return numbers

    def _many(self, values: Any, out: Any, mask: Any, dtype: Any, threads: int) -> KernelResult:
        arrays, shape = arrays_of(
            self.names, values, self.called_with, lambda n, v: self.convert(n, v, dtype)
        )
        if out is not None:
            check_out(out, self.places, shape, dtype)
        elif not shape and mask is None and self.point is not None and dtype is _np.float64:
            try:
                return self._one(arrays)
            except (ArithmeticError, ValueError):
                pass
        if mask is not None:
            return self._masked(arrays, shape, out, kept(mask, shape), dtype, threads)
        return self._filled(arrays, shape, out, dtype, threads)

    def _numbers(self, streams: list[Any], arrays: list[Any], dtype: Any) -> Numbers:
        """What the single numbers of a call say; remembered for the next call."""
        values = [s.copy() if is_number(s) else None for s in streams]  # the caller's array may change
        single = tuple(array.ndim == 0 for array in arrays)
        if dtype is object:  # those may have another precision next time
            return self._said(values, single)
        key = (tuple(v if v is None else v.tobytes() for v in values), single, dtype)
        last = self._last  # read once: other threads call too
        if last[0] != key:
            self._last = last = (key, self._said(values, single))
        found: Numbers = last[1]
        return found

    def _said(self, values: list[Any], single: tuple[bool, ...]) -> Numbers:
        parameters = [values[i] for i in self.parameters]
        numbers = [v if one else _np.array(self.missing) for v, one in zip(values, single)]
        shared: Any = () if self.uniform is None else None
        flags: frozenset[str] = frozenset()
        if self.uniform is not None and not any(p is None for p in parameters):
            shared = []
            flags = quietly(lambda: shared.extend(self.uniform(*parameters)))
            shared = list(map(_np.asarray, shared))
        broken, calm = "", not flags and self.dtype is not object
        fixed = {name for name, one in zip(self.names, single) if one}
        for (names, says, bounded), bad in zip(self.facts, self._where_broken(numbers)):
            if not fixed.issuperset(names):
                calm = calm and bounded
            elif _np.any(bad):
                broken, calm = broken or f"{says}; got {told(self.names, names, numbers)}", False
        within = (b[0] <= v <= b[1] for v, b in zip(values, self.bounds) if b and v is not None)
        calm = calm and all(within)
        return Numbers(values, shared, broken, calm, calm and shared is not None and self.outside != "raise")

    def _where_broken(self, x: Any) -> Any:
        """For each fact, where it is broken."""
        found: list[Any] = []
        if self.facts:
            quietly(lambda: found.extend(self.broken(x)))
        return found

    def _check(self, streams: list[Any], numbers: Numbers, size: int) -> None:
        """An error for points outside, where they are one."""
        if self.outside == "" and numbers.broken:
            raise ArgumentError(numbers.broken)
        for start in range(0, size if self.outside == "raise" else 0, self.chunk):
            x = chunk_of(streams, start, min(start + self.chunk, size))
            for (names, says, _), bad in zip(self.facts, self._where_broken(x)):
                if _np.any(bad):
                    at = [s if is_number(s) else s[_np.argmax(bad)] for s in x]
                    raise ArgumentError(f"{says}; got {told(self.names, names, at)}")

    def _new(self, shape: tuple[int, ...], dtype: Any) -> tuple[KernelResult, bool]:
        """A result with a row for each component, and whether it holds zeros."""
        size = _math.prod(shape)
        stride = size + -size % 8
        stride += (
            8 if stride % 512 == 0 else 0
        )  # rows a multiple of 4 KiB apart fight for the same cache lines
        # big blocks come from the system as zeros anyway: rows of zeros then cost no memory until they are read; in small
        # ones zeros are cheaper everywhere than in some rows
        zeroed = not 2**12 < self.size * stride <= 2**22
        rows = (_np.zeros if zeroed else _np.empty)((self.size, stride), dtype)
        return KernelResult(self.places, shape, rows, dtype), zeroed

    def _masked(self, arrays: Any, shape: Any, out: Any, keep: Any, dtype: Any, threads: int) -> KernelResult:
        """Only the points where the mask is true; the others are NaN, or stay as they are in `out`."""
        if not shape:
            return self._filled(arrays, shape, out, dtype, threads) if keep else self._nowhere(out, dtype)
        taken = [a if a.ndim == 0 else _np.broadcast_to(a, shape)[keep] for a in arrays]
        count = int(_np.count_nonzero(keep))
        found = self._filled(taken, (count,), None, dtype, threads)
        result = self._new(shape, dtype)[0] if out is None else out
        if out is None:
            result._rows[...] = self.missing
        result._rows[:, : keep.size][:, keep.reshape(-1)] = found._rows[:, :count]
        return result

    def _nowhere(self, out: Any, dtype: Any) -> KernelResult:
        """One point, and the mask is false there."""
        return KernelResult(self.places, (), (self.missing,) * self.size, dtype) if out is None else out

    def _filled(self, arrays: Any, shape: Any, out: Any, dtype: Any, threads: int) -> KernelResult:
        """All points, in chunks that stay in the cache."""
        result, zeroed = self._new(shape, dtype) if out is None or not shape else (out, False)
        rows, size = result._rows, _math.prod(shape)
        if out is result:
            arrays = [a.copy() if _np.may_share_memory(a, rows) else a for a in arrays]
        several = threads > 1 and size > self.chunk
        if several:  # the iterator of a broadcast array is for one thread only
            arrays = [a if a.ndim == 0 else _np.ascontiguousarray(_np.broadcast_to(a, shape)) for a in arrays]
        streams = [stream(array, shape) for array in arrays]
        numbers = self._numbers(streams, arrays, dtype)
        self._check(streams, numbers, size)
        if not zeroed:
            rows[self.zeros] = 0.0
        if several:
            self._in_threads(streams, rows, numbers, size, threads)
        else:
            self._run(streams, rows, numbers, 0, size)
        return result if shape else self._at_point(result, out)

    def _at_point(self, result: KernelResult, out: Any) -> KernelResult:
        """A result at one point holds numbers."""
        rows = (
            tuple(result._rows[:, 0].tolist()) if result._dtype is _np.float64 else tuple(result._rows[:, 0])
        )
        if out is None:
            return KernelResult(self.places, (), rows, result._dtype)
        out._again(rows)
        done: KernelResult = out
        return done

    def _in_threads(self, streams: Any, rows: Any, numbers: Numbers, size: int, threads: int) -> None:
        from concurrent.futures import ThreadPoolExecutor

        step = -(-size // (threads * self.chunk)) * self.chunk
        with ThreadPoolExecutor(threads) as pool:
            parts = [
                pool.submit(self._run, streams, rows, numbers, start, min(start + step, size))
                for start in range(0, size, step)
            ]
            for part in parts:
                part.result()

    def _run(self, streams: Any, rows: Any, numbers: Numbers, start: int, stop: int) -> None:
        work = _np.empty((self.slots, min(self.chunk, max(stop - start, 1))), rows.dtype)
        for at in range(start, stop, self.chunk):
            end = min(at + self.chunk, stop)
            x, part, shared = chunk_of(streams, at, end), rows[:, at:end], numbers.shared
            flags = quietly(self._block, x, shared, part, work[:, : end - at])
            if "overflow" in flags and part.dtype == _np.float64 and _WIDER:
                quietly(self._widened, x, part)
            if flags or not numbers.calm or not self._calm(x):
                quietly(self._repair, x, part)

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

    def _calm(self, x: Any) -> bool:
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
        outside = self.broken(x) if self.facts else ()
        for where in (*(s != s for s in x[: self.coordinates]), *outside):
            if _np.ndim(where):
                rows[:, where] = self.missing
            elif where:
                rows[...] = self.missing
