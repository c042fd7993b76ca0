"""How a kernel of any backend is called: arrays of the arguments, their common shape, the domain, threads and masks.

**Here.** `Call`, which turns the values of a call into numbers and chunks of contiguous arrays for the functions of a
backend. Generated files hold the text from the line below on, so that they run alone: it needs NumPy
and the standard library only.

**Convention.** Beside the functions of `Filling` a backend gives `point(*numbers)`, which gives the components at one point
and raises `ArithmeticError` or `ValueError` where anything is out of the ordinary (then `block` decides).
"""

import math as _math
from collections.abc import Callable
from copy import copy as _copy
from typing import Any

import numpy as _np

from symgeom.kernels.running.accumulating import data_of
from symgeom.kernels.running.filling import Filling
from symgeom.kernels.running.incoming import (
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
from symgeom.kernels.running.memory import POOL
from symgeom.kernels.running.quiet import quietly
from symgeom.kernels.running.results import KernelResult

__all__ = ["Call"]

# -- from here on: the text of generated files

_ARRAY = _np.ndarray
_SHORT = 128  # points; where their rows begin in memory doesn't matter
_PLAIN = frozenset({float, int, _np.float64})
_DOUBLE = _np.dtype(_np.float64)


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
        missing: Any = _np.nan, data: Any = (), fast: Any = None,
    ) -> None:  # fmt: skip
        self.names = tuple(a[0] for a in arguments)
        self.places, start = {}, 0
        for name, shape in quantities.items():
            self.places[name] = (start, start + _math.prod(shape), shape)
            start += _math.prod(shape)
        self.size = start  # rows
        bounds = tuple((float(a[3]), float(a[4])) if a[2] else None for a in arguments)
        parameters = [i for i, a in enumerate(arguments) if a[1] == "parameter"]
        self.fill = Filling(
            bounds, sum(a[1] == "coordinate" for a in arguments), parameters, block, uniform, broken if facts else None,
            zeros, slots, chunk, missing, fast,
        )  # fmt: skip
        self.called_with, self.facts, self.outside = called_with, facts, outside
        self.point, self.convert, self.dtype, self.missing, self.data = point, convert, dtype, missing, data
        self._last: Any = (None, None)
        self._swiftly: Any = (None, None)

    def __call__(
        self, values: Any, out: Any, mask: Any, dtype: Any, threads: Any, data: Any = ()
    ) -> KernelResult:
        if self.data:
            return self._on_data(values, out, mask, dtype, threads, data)
        if mask is dtype is threads is None and self.dtype is _np.float64:
            if out is None or type(out) is KernelResult:
                found = self._swift(values, out)
                if found is not None:
                    return found
            if out is None and self.point is not None and _PLAIN.issuperset(map(type, values)):
                try:
                    return self._one(values)
                except (ArithmeticError, ValueError):
                    pass  # outside, singular or too large: what it gives is decided as for arrays
        return self._many(values, out, mask, kind_of(dtype, out, self.dtype), counted(threads))

    def filled_by(self, block: Callable[..., None]) -> "Call":
        """The same call with another function for chunks."""
        call = _copy(self)
        call.fill = _copy(self.fill)
        call.fill.block = block
        return call

    def _on_data(self, values: Any, out: Any, mask: Any, dtype: Any, threads: Any, data: Any) -> KernelResult:
        """The quantities with sums over these data."""
        kind = kind_of(dtype, out, self.dtype)
        held = data_of(self.data, data, lambda n, v: self.convert(n, v, kind))
        block, fast = self.fill.block, self.fill.fast
        call = self.filled_by(lambda x, p, rows, work: block(x, p, rows, work, held))
        if fast is not None:
            call.fill.fast = lambda x, p, rows: fast(x, p, rows, held)
        swift = mask is dtype is threads is None and self.dtype is _np.float64
        found = call._swift(values, out) if swift and (out is None or type(out) is KernelResult) else None
        if found is None:
            found = call._many(values, out, mask, kind, counted(threads))
        self._last, self._swiftly = call._last, call._swiftly  # single numbers may be the same next time
        return found

    def _one(self, values: Any) -> KernelResult:
        """The quantities at one point."""
        rows = self.point(*map(float, values))
        if not _math.isfinite(sum(rows)):
            raise ArithmeticError
        return KernelResult(self.places, (), rows)

    def _swift(self, values: Any, out: Any) -> KernelResult | None:
        """The quantities at points where single numbers are ordinary and arrays alike; None where more has to be looked at."""
        array: Any = None
        key: list[Any] = []
        for v in values:
            if type(v) is _ARRAY:
                if array is None:
                    array, shape = v, v.shape
                elif v.shape != shape:
                    return None
                if v.dtype is not _DOUBLE or not v.flags.carray:
                    return None
                key.append(None)
            elif type(v) in _PLAIN:
                key.append(v)
            else:
                return None
        if array is None:
            return None
        size = array.size
        if size < 2:
            return None
        last = self._swiftly  # read once: other threads call too
        numbers = last[1] if last[0] == key else self._swift_numbers(key, values)
        if not numbers.swift or (out is not None and not self._fits(out, shape, values)):
            return None
        x = values if numbers.plain else [v if n is None else n for n, v in zip(numbers.values, values)]
        if len(shape) != 1:
            x = [v.reshape(-1) if v.ndim else v for v in x]
        if out is None and size < _SHORT:
            rows = _np.zeros((self.size, size))
            self.fill.swiftly(x, numbers, rows, size)
            return KernelResult(self.places, shape, rows)
        result, zeroed = (out, False) if out is not None else self._new(shape, _np.float64)
        rows = result._rows
        if rows.shape[1] > size:
            rows = rows[:, :size]
        if not zeroed:
            self.fill.zero(rows)
        self.fill.swiftly(x, numbers, rows, size)
        return result

    def _fits(self, out: KernelResult, shape: Any, values: Any) -> bool:
        """An earlier result of this kernel that can take the new numbers at once."""
        rows = out._rows
        if out._places is not self.places or out.batch_shape != shape or out._dtype is not _np.float64:
            return False
        # an array that owns its memory has none of another's
        views = [v for v in values if type(v) is _ARRAY and v.base is not None]
        return not any(_np.may_share_memory(v, rows) for v in views)

    def _swift_numbers(self, key: list[Any], values: Any) -> Numbers:
        streams = [v if k is None else _np.array(v, _DOUBLE) for k, v in zip(key, values)]
        found = self._numbers(streams, streams, _np.float64)
        self._swiftly = None if 0 in key else key, found  # two zeros are equal and not the same
        return found

    def _many(self, values: Any, out: Any, mask: Any, dtype: Any, threads: int) -> KernelResult:
        arrays, shape = arrays_of(
            self.names, values, self.called_with, lambda n, v: self.convert(n, v, dtype)
        )
        if out is not None:
            check_out(out, self.places, shape, dtype)
        keep = None if mask is None else kept(mask, shape)
        if keep is not None and not shape:
            if not keep:
                return self._nowhere(out, dtype)
            keep = None
        if out is None and not shape and keep is None and self.point is not None and dtype is _np.float64:
            try:
                return self._one(arrays)
            except (ArithmeticError, ValueError):
                pass
        if keep is not None:
            return self._masked(arrays, shape, out, keep, dtype, threads)
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
        parameters = [values[i] for i in self.fill.parameters]
        numbers = [v if one else _np.array(self.missing) for v, one in zip(values, single)]
        shared: Any = () if self.fill.uniform is None else None
        flags: frozenset[str] = frozenset()
        if self.fill.uniform is not None and not any(p is None for p in parameters):
            shared = []
            flags = quietly(lambda: shared.extend(self.fill.uniform(*parameters)))
            shared = list(map(_np.asarray, shared))
        broken, calm = "", not flags and self.dtype is not object
        fixed = {name for name, one in zip(self.names, single) if one}
        for (names, says, bounded), bad in zip(self.facts, self.fill.where_broken(numbers)):
            if not fixed.issuperset(names):
                calm = calm and bounded
            elif _np.any(bad):
                broken, calm = broken or f"{says}; got {told(self.names, names, numbers)}", False
        known = ((v, b) for v, b in zip(values, self.fill.bounds) if b and v is not None)
        within = (low <= v.item() <= high for v, (low, high) in known)
        calm = calm and all(within)
        swift = calm and shared is not None and self.outside != "raise"
        return Numbers(values, shared, broken, calm, swift, self.fill.checks(values))

    def _check(self, streams: list[Any], numbers: Numbers, size: int) -> None:
        """An error for points outside, where they are one."""
        if self.outside == "" and numbers.broken:
            raise ArgumentError(numbers.broken)
        for start in range(0, size if self.outside == "raise" else 0, self.fill.chunk):
            x = chunk_of(streams, start, min(start + self.fill.chunk, size))
            for (names, says, _), bad in zip(self.facts, self.fill.where_broken(x)):
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
        if dtype is not object and self.size * stride * _np.dtype(dtype).itemsize >= POOL.least:
            # fresh memory comes from the system as zeros: rows of zeros cost nothing until they are read
            rows, zeroed = POOL.rows((self.size, stride), dtype)
            return KernelResult(self.places, shape, rows, dtype), zeroed
        zeroed = self.size * stride <= 2**12  # cheaper everywhere than in some rows
        rows = (_np.zeros if zeroed else _np.empty)((self.size, stride), dtype)
        return KernelResult(self.places, shape, rows, dtype), zeroed

    def _masked(self, arrays: Any, shape: Any, out: Any, keep: Any, dtype: Any, threads: int) -> KernelResult:
        """Only the points where the mask is true; the others are NaN, or stay as they are in `out`."""
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
        several = threads > 1 and size > self.fill.chunk
        if several:  # the iterator of a broadcast array is for one thread only
            arrays = [a if a.ndim == 0 else _np.ascontiguousarray(_np.broadcast_to(a, shape)) for a in arrays]
        streams = [stream(array, shape) for array in arrays]
        numbers = self._numbers(streams, arrays, dtype)
        self._check(streams, numbers, size)
        if not zeroed:
            self.fill.zero(rows)
        if several:
            self._in_threads(streams, rows, numbers, size, threads)
        else:
            self.fill.part(streams, rows, numbers, 0, size)
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

        step = -(-size // (threads * self.fill.chunk)) * self.fill.chunk
        with ThreadPoolExecutor(threads) as pool:
            parts = [
                pool.submit(self.fill.part, streams, rows, numbers, start, min(start + step, size))
                for start in range(0, size, step)
            ]
            for part in parts:
                part.result()
