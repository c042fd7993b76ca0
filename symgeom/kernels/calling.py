"""How a kernel of any backend is called: arrays of the arguments, their common shape, the domain, threads and masks.

**Here.** `Call`, which turns the values of a call into numbers and chunks of contiguous arrays for the functions of a
backend; `ArgumentError`. Generated files hold the text from the line below on, so that they run alone: it needs NumPy
and the standard library only.

**Convention.** A backend gives `block(x, p, rows, work)`, which fills the rows of one chunk, a row for each component,
from the arguments x (a number or a contiguous array each) and the values p of `uniform(*parameters)`; `point(*numbers)`,
which gives the components at one point and raises `ArithmeticError` or `ValueError` where anything is out of the
ordinary (then `block` decides); `broken(x)`, for each fact where it is broken.
"""

import math as _math
from collections.abc import Callable
from typing import Any

import numpy as _np

from symgeom.kernels.results import KernelResult

__all__ = ["ArgumentError", "Call"]

# -- from here on: the text of generated files

_REQUIRED: Any = object()
_PLAIN = frozenset({float, int, _np.float64})


class ArgumentError(ValueError):
    """A value that an argument can't have."""


def _real(name: str, value: Any, dtype: Any) -> Any:
    """An argument as an array of floats."""
    if value is _REQUIRED:
        raise ArgumentError(f"the argument {name} is missing and has no default value: give {name}=...")
    try:
        array = _np.asarray(value)
        if array.dtype.kind == "O":
            array = _np.array([float(entry) for entry in array.flat]).reshape(array.shape)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"the argument {name} is no number and no array of numbers: {error}") from None
    if array.dtype.kind == "c":
        raise ArgumentError(
            f"the argument {name} is complex; kernels compute with real numbers: give {name}.real"
        )
    if array.dtype.kind not in "iuf":
        raise ArgumentError(f"the argument {name} has values of type {array.dtype}; give real numbers")
    return array.astype(dtype, copy=False)


def _kind(dtype: Any) -> Any:
    """The type of the numbers that a kernel computes with."""
    try:
        kind = _np.dtype(dtype).type
    except TypeError:
        kind = None
    if kind not in (_np.float32, _np.float64, _np.longdouble):
        raise ArgumentError(f"dtype= must be float32, float64 or longdouble, not {dtype!r}")
    return kind


def _stream(array: Any, shape: tuple[int, ...]) -> Any:
    """An argument as a number or as something that gives contiguous slices."""
    if array.size == 1:
        return array.reshape(-1)[0] if array.dtype == _np.longdouble else array.item()
    if array.shape == shape and array.flags.c_contiguous:
        return array.reshape(-1)
    return _np.broadcast_to(array, shape).flat


class Call:
    """Runs a backend's functions on the values of a call.

    `arguments` are (name, kind, used, lowest, highest), in order; `facts` are (names, what a message says, whether the
    bounds of the arguments hold it already); the other arguments are those of the file that holds it.
    """

    def __init__(
        self, arguments: Any, quantities: dict[str, tuple[int, ...]], called_with: Any, facts: Any, outside: str,
        block: Callable[..., None], point: Any = None, uniform: Any = None, broken: Any = None,
        zeros: Any = (), slots: int = 0, chunk: int = 8192, convert: Any = _real, dtype: Any = _np.float64,
        missing: Any = _np.nan,
    ) -> None:  # fmt: skip
        self.names = tuple(a[0] for a in arguments)
        self.places, start = {}, 0
        for name, shape in quantities.items():
            self.places[name] = (start, start + _math.prod(shape), shape)
            start += _math.prod(shape)
        self.size = start  # rows
        self.bounds = tuple((a[3], a[4]) if a[2] else None for a in arguments)
        self.coordinates = sum(a[1] == "coordinate" for a in arguments)
        self.parameters = [i for i, a in enumerate(arguments) if a[1] == "parameter"]
        self.called_with, self.facts, self.outside = called_with, facts, outside
        self.block, self.point, self.uniform, self.broken = block, point, uniform, broken
        self.zeros, self.slots, self.chunk = list(zeros), slots, chunk
        self.convert, self.dtype, self.missing = convert, dtype, missing
        self._last: tuple[Any, _Numbers] | None = None

    def __call__(self, values: Any, out: Any, mask: Any, dtype: Any, threads: Any) -> KernelResult:
        if out is None and mask is None and dtype is None and _PLAIN.issuperset(map(type, values)):
            try:
                return self._one(values)
            except (ArithmeticError, ValueError):
                pass  # outside, singular or too large: what it gives is decided as for arrays
        return self._many(values, out, mask, self._dtype(dtype, out), threads)

    def _one(self, values: Any) -> KernelResult:
        """The quantities at one point."""
        if self.point is None:
            raise ValueError
        rows = self.point(*map(float, values))
        if not _math.isfinite(sum(rows)):
            raise ArithmeticError
        return KernelResult(self.places, (), rows)

    def _dtype(self, dtype: Any, out: Any) -> Any:
        if dtype is not None:
            if self.dtype is object:
                raise ArgumentError(
                    "dtype= is for floating point; this kernel computes with numbers of its own"
                )
            return _kind(dtype)
        return out._dtype if isinstance(out, KernelResult) else self.dtype

    def _many(self, values: Any, out: Any, mask: Any, dtype: Any, threads: Any) -> KernelResult:
        arrays, shape = self._arrays(values, dtype)
        self._check_out(out, shape, dtype)
        if not shape and out is None and mask is None and dtype is _np.float64:
            try:
                return self._one([array.item() for array in arrays])
            except (ArithmeticError, ValueError):
                pass
        if mask is not None:
            return self._masked(arrays, shape, out, mask, dtype, threads)
        return self._filled(arrays, shape, out, dtype, threads)

    # -- what comes in

    def _arrays(self, values: Any, dtype: Any) -> tuple[list[Any], tuple[int, ...]]:
        """All arguments as arrays, those given as callables evaluated, and the shape they broadcast to."""
        given = dict(zip(self.names, values))
        arrays = {name: self.convert(name, v, dtype) for name, v in given.items() if not callable(v)}
        for name, value in given.items():
            if callable(value):
                if name not in self.called_with:
                    raise ArgumentError(f"the argument {name} can't be a callable; give numbers or an array")
                found = value(*(arrays[at] for at in self.called_with[name]))
                arrays[name] = self.convert(name, found, dtype)
        ordered = [arrays[name] for name in self.names]
        shapes = {array.shape for array in ordered if array.ndim}
        return ordered, shapes.pop() if len(shapes) == 1 else self._broadcast(ordered)

    def _broadcast(self, arrays: list[Any]) -> tuple[int, ...]:
        try:
            return _np.broadcast_shapes(*(array.shape for array in arrays))
        except ValueError:
            shapes = ", ".join(f"{name} {a.shape}" for name, a in zip(self.names, arrays) if a.ndim)
            raise ArgumentError(
                f"the shapes of the arguments don't broadcast: {shapes}; reshape them, say x[:, None]"
            ) from None

    def _check_out(self, out: Any, shape: tuple[int, ...], dtype: Any) -> None:
        if out is None:
            return
        if not isinstance(out, KernelResult) or out._places != self.places or out._rows is None:
            raise ArgumentError(f"out= takes an earlier result of this kernel, not {type(out).__name__}")
        if out.batch_shape != shape:
            raise ArgumentError(
                f"out= holds results of shape {out.batch_shape}, the arguments have shape {shape}; leave out= away"
            )
        if out._dtype is not dtype:
            raise ArgumentError(
                f"out= holds {out._dtype.__name__}, and dtype= asks for {dtype.__name__}; leave one of them away"
            )

    def _numbers(self, streams: list[Any], arrays: list[Any], dtype: Any) -> "_Numbers":
        """What the single numbers of a call say; remembered for the next call."""
        values = [s if _is_number(s) else None for s in streams]
        single = tuple(array.ndim == 0 for array in arrays)
        key = (tuple(map(repr, values)), single, dtype)
        if (
            self._last is None or self._last[0] != key or dtype is object
        ):  # those may have another precision now
            self._last = last = (key, self._said(values, single, dtype))
            return last[1]
        return self._last[1]

    def _said(self, values: list[Any], single: tuple[bool, ...], dtype: Any) -> "_Numbers":
        flags: list[str] = []
        parameters = [values[i] for i in self.parameters]
        whole = self.uniform is not None and not any(p is None for p in parameters)
        numbers = [v if one else _np.nan for v, one in zip(values, single)]
        with _quiet(flags):
            shared = self.uniform(*parameters) if whole else None if self.uniform else ()
            if shared and dtype is _np.float32:  # plain floats take the type of the arrays that they meet
                shared = tuple(map(float, shared))
            flagged = bool(flags)
            verdicts = self.broken(numbers) if self.facts else ()
        told = {name for name, one in zip(self.names, single) if one}
        broken, calm = "", not flagged
        for (names, says, bounded), bad in zip(self.facts, verdicts):
            if not told.issuperset(names):
                calm = calm and bounded
            elif _np.any(bad):
                broken, calm = broken or f"{says}; got {self._got(names, numbers)}", False
        within = (b[0] <= v <= b[1] for v, b in zip(values, self.bounds) if b and v is not None)
        return _Numbers(shared, broken, calm and all(within))

    def _got(self, names: Any, values: Any) -> str:
        shown = (values[self.names.index(name)] for name in names)
        return ", ".join(f"{name} = {float(value)!r}" for name, value in zip(names, shown))

    def _check(self, streams: list[Any], numbers: "_Numbers", size: int) -> None:
        """An error for points outside, where they are one."""
        if self.outside == "" and numbers.broken:
            raise ArgumentError(numbers.broken)
        for start in range(0, size if self.outside == "raise" else 0, self.chunk):
            x = _chunk(streams, start, min(start + self.chunk, size))
            for (names, says, _), bad in zip(self.facts, self.broken(x)):
                if _np.any(bad):
                    at = [s if _is_number(s) else s[_np.argmax(bad)] for s in x]
                    raise ArgumentError(f"{says}; got {self._got(names, at)}")

    # -- what goes out

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

    def _masked(self, arrays: Any, shape: Any, out: Any, mask: Any, dtype: Any, threads: Any) -> KernelResult:
        """Only the points where the mask is true; the others are NaN, or stay as they are in `out`."""
        keep = _np.asarray(mask)
        if keep.dtype != bool:
            raise ArgumentError(
                f"mask= must be true or false at every point; got values of type {keep.dtype}"
            )
        try:
            keep = _np.broadcast_to(keep, shape)
        except ValueError:
            raise ArgumentError(
                f"mask= has the shape {keep.shape}, which doesn't fit the points' {shape}"
            ) from None
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

    def _filled(self, arrays: Any, shape: Any, out: Any, dtype: Any, threads: Any) -> KernelResult:
        """All points, in chunks that stay in the cache."""
        result, zeroed = self._new(shape, dtype) if out is None or not shape else (out, False)
        rows, size = result._rows, _math.prod(shape)
        if out is result:
            arrays = [a.copy() if _np.may_share_memory(a, rows) else a for a in arrays]
        several = threads is not None and _count(threads) > 1 and size > self.chunk
        if several:  # the iterator of a broadcast array is for one thread only
            arrays = [a if a.ndim == 0 else _np.ascontiguousarray(_np.broadcast_to(a, shape)) for a in arrays]
        streams = [_stream(array, shape) for array in arrays]
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

    def _in_threads(self, streams: Any, rows: Any, numbers: "_Numbers", size: int, threads: int) -> None:
        from concurrent.futures import ThreadPoolExecutor

        step = -(-size // (threads * self.chunk)) * self.chunk
        with ThreadPoolExecutor(threads) as pool:
            parts = [
                pool.submit(self._run, streams, rows, numbers, start, min(start + step, size))
                for start in range(0, size, step)
            ]
            for part in parts:
                part.result()

    def _run(self, streams: Any, rows: Any, numbers: "_Numbers", start: int, stop: int) -> None:
        work = _np.empty((self.slots, min(self.chunk, max(stop - start, 1))), rows.dtype)
        flags: list[str] = []  # NumPy reports a division by zero or an overflow of a chunk here
        with _quiet(flags):
            for at in range(start, stop, self.chunk):
                end = min(at + self.chunk, stop)
                x, part = _chunk(streams, at, end), rows[:, at:end]
                shared = numbers.shared
                if shared is None:
                    shared = self.uniform(*(x[i] for i in self.parameters))
                self.block(x, shared, part, work[:, : end - at])
                if flags or not numbers.calm or not self._calm(x):
                    flags.clear()
                    self._repair(x, part)

    def _calm(self, x: Any) -> bool:
        """All arrays are finite and within their bounds."""
        return all(
            bounds[0] <= float(s.min()) and float(s.max()) <= bounds[1]
            for s, bounds in zip(x, self.bounds)
            if bounds is not None and not _is_number(s)
        )

    def _repair(self, x: Any, rows: Any) -> None:
        """What is infinite becomes NaN, and so do points outside and points with a NaN coordinate."""
        rows[_infinite(rows)] = self.missing
        outside = self.broken(x) if self.facts else ()
        for where in (*(s != s for s in x[: self.coordinates]), *outside):
            if _np.ndim(where):
                rows[:, where] = self.missing
            elif where:
                rows[...] = self.missing


class _Numbers:
    """What is the same at every point: uniform values (None: each chunk has its own), an error, "nothing to repair"."""

    __slots__ = ("broken", "calm", "shared")

    def __init__(self, shared: Any, broken: str, calm: bool) -> None:
        self.shared, self.broken, self.calm = shared, broken, calm


def _quiet(flags: list[str]) -> Any:
    return _np.errstate(all="ignore", divide="call", over="call", call=lambda kind, flag: flags.append(kind))


def _is_number(stream: Any) -> bool:
    return not isinstance(stream, _np.ndarray | _np.flatiter)


def _chunk(streams: list[Any], start: int, stop: int) -> list[Any]:
    return [s if _is_number(s) else s[start:stop] for s in streams]


def _infinite(rows: Any) -> Any:
    found: Any = (rows - rows) != 0 if rows.dtype == object else ~_np.isfinite(rows)
    return found


def _count(threads: Any) -> int:
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        raise ArgumentError(f"threads= must be a whole number from 1 on, not {threads!r}")
    return threads
