"""A compiled kernel, called on rows of points.

**Here.** `Native`, a library of C as the fast way of `Call`. Generated files hold the text from the line below on.

**Convention.** Called with arguments (a contiguous array each, one without axes for a number), uniform values and the rows to
fill, it gives the parts of the points where more is to be done: (start, stop, whether all of it is to be computed again).
"""

import ctypes as _ctypes
from typing import Any

import numpy as _np

from symgeom.kernels.running.building import library

__all__ = ["Native", "spans_of"]

# -- from here on: the text of generated files

_REALS = {_np.dtype(_np.float64): (), _np.dtype(_np.float32): ("REAL=float",)}


class Native:
    """The libraries of one C text: for each type of numbers, with uniform or varying parameters, built when it is needed."""

    def __init__(
        self, text: str, many: int, parameters: tuple[int, ...], counts: tuple[str, ...] = ()
    ) -> None:
        self._text, self.many, self._parameters, self._counts = text, many, parameters, counts
        self._functions: dict[Any, Any] = {}
        self._last: Any = (None, None)

    def ready(self) -> None:
        """Builds what ordinary calls need. **Raises** `BuildError`."""
        self.function(_np.dtype(_np.float64), False)

    def function(self, dtype: Any, varying: bool) -> Any:
        """The function of that kind; None where there is none. **Raises** `BuildError`."""
        key = dtype, varying
        if key not in self._functions:
            self._functions[key] = self._made(dtype, varying)
        return self._functions[key]

    def _made(self, dtype: Any, varying: bool) -> Any:
        if dtype not in _REALS:
            return None
        function = library(self._text, (*_REALS[dtype], *(("VARYING",) if varying else ()))).evaluate
        pointer = _ctypes.c_void_p
        function.argtypes = (*(pointer,) * 7, _ctypes.c_long, _ctypes.c_long, pointer)
        function.restype = _ctypes.c_int
        return function

    def __call__(
        self, x: list[Any], shared: Any, rows: Any, held: Any = None
    ) -> list[tuple[int, int, bool]] | tuple[()] | None:
        """What is left to do, with sums over the data that are held; None where this can't do it."""
        varying = shared is None or any(x[k].ndim for k in self._parameters)
        function = self.function(rows.dtype, varying)
        if function is None:
            return None
        size = rows.shape[1]
        places = (_ctypes.c_void_p * len(x))(*[_address(v) if v.ndim else None for v in x])
        numbers = (_ctypes.c_double * len(x))(*[0.0 if v.ndim else float(v) for v in x])
        values = None if varying else self._values(shared)
        status = _ctypes.create_string_buffer(-(-size // self.many))
        step = rows.strides[0] // rows.itemsize
        data = (None, None, None) if held is None else _places_of(held, self._counts)
        if not function(places, numbers, values, *data[:3], _address(rows[0]), step, size, status):
            return ()
        return spans_of(status.raw, self.many, size)

    def _values(self, shared: Any) -> Any:
        """Uniform values; those of the last call are remembered."""
        last = self._last  # read once: other threads call too
        if last[0] is not shared:
            self._last = last = shared, (_ctypes.c_double * len(shared))(*shared)
        return last[1]


def _address(array: Any) -> int:
    try:
        return _ctypes.addressof(_ctypes.c_char.from_buffer(array))
    except (TypeError, ValueError, BufferError):  # it is read-only, or empty
        found: int = array.ctypes.data
        return found


def _places_of(held: Any, counts: tuple[str, ...]) -> tuple[Any, ...]:
    """Where arrays of data begin, the steps of their axes in numbers, and how many data there are; last what must live."""
    arrays = [_np.ascontiguousarray(a, _np.float64) for a in held[0]]
    steps = [(_ctypes.c_long * a.ndim)(*(s // a.itemsize for s in a.strides)) for a in arrays]
    return (
        (_ctypes.c_void_p * len(arrays))(*(a.ctypes.data for a in arrays)),
        (_ctypes.c_void_p * len(steps))(*map(_ctypes.addressof, steps)),
        (_ctypes.c_long * len(counts))(*(held[1][name] for name in counts)),
        (arrays, steps),
    )


def spans_of(status: bytes, many: int, size: int) -> list[tuple[int, int, bool]]:
    """Neighbouring parts with the same status together; those with nothing to do left away."""
    found: list[tuple[int, int, bool]] = []
    for k, said in enumerate(status):
        start, stop, again = k * many, min((k + 1) * many, size), bool(said & 1)
        if said and found and found[-1][1] == start and found[-1][2] == again:
            found[-1] = found[-1][0], stop, again
        elif said:
            found.append((start, stop, again))
    return found
