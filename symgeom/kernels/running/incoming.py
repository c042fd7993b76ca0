"""The values of a call as arrays of numbers of one kind, and the shape that they have together.

**Here.** `ArgumentError`; `real`, `arrays_of`, `kind_of`, `check_out`, `kept`, `counted`, which read the values of a call;
`stream`, `is_number`, `chunk_of`, the values chunk by chunk; `constants_of`; `Numbers`; `told`. Generated files hold the text
from the line below on.
"""

from collections.abc import Callable
from typing import Any

import numpy as _np

from symgeom.kernels.running.results import KernelResult

__all__ = [
    "ArgumentError", "Numbers", "arrays_of", "check_out", "chunk_of", "constants_of", "counted", "is_number", "kept",
    "kind_of", "real", "refuse_masked", "stream", "told",
]  # fmt: skip

# -- from here on: the text of generated files

_REQUIRED: Any = object()


class ArgumentError(ValueError):
    """A value that an argument can't have."""


def real(name: str, value: Any, dtype: Any) -> Any:
    """An argument as an array of floats."""
    if value is _REQUIRED:
        raise ArgumentError(f"the argument {name} is missing and has no default value: give {name}=...")
    try:
        array = _np.asarray(value)
        if array.dtype.kind == "O":
            array = _np.array([float(entry) for entry in array.flat]).reshape(array.shape)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"the argument {name} is no number and no array of numbers: {error}") from None
    except OverflowError as error:
        raise ArgumentError(f"the argument {name} is too large for a float: {error}") from None
    except Exception as error:  # an object that fails when it is asked
        raise ArgumentError(
            f"the argument {name} is no number and no array of numbers: it raises {type(error).__name__} when it is read"
        ) from None
    if array.dtype.kind == "c":
        raise ArgumentError(
            f"the argument {name} is complex; kernels compute with real numbers: give {name}.real"
        )
    if array.dtype.kind not in "iuf":
        raise ArgumentError(f"the argument {name} has values of type {array.dtype}; give real numbers")
    return array.astype(dtype, copy=False)


def kind_of(dtype: Any, out: Any, own: Any) -> Any:
    """The type of the numbers of a call: as asked for, that of `out`, or the kernel's own."""
    if dtype is None:
        return out._dtype if isinstance(out, KernelResult) else own
    if own is object:
        raise ArgumentError("dtype= is for floating point; this kernel computes with numbers of its own")
    try:
        kind = _np.dtype(dtype).type
    except Exception:  # NumPy has several for what is no type
        kind = None
    if kind not in (_np.float32, _np.float64, _np.longdouble):
        raise ArgumentError(f"dtype= must be float32, float64 or longdouble, not {as_text(dtype)}")
    return kind


def arrays_of(
    names: tuple[str, ...], values: Any, called_with: Any, convert: Callable[..., Any]
) -> tuple[list[Any], tuple[int, ...]]:
    """All arguments as arrays, those given as callables evaluated, and the shape they broadcast to."""
    given = dict(zip(names, values))
    for name, value in given.items():
        refuse_masked(name, value)
    arrays = {name: convert(name, v) for name, v in given.items() if not callable(v)}
    for name, value in given.items():
        if callable(value):
            if name not in called_with:
                raise ArgumentError(f"the argument {name} can't be a callable; give numbers or an array")
            arrays[name] = convert(name, value(*(arrays[at] for at in called_with[name])))
    ordered = [arrays[name] for name in names]
    try:
        return ordered, _np.broadcast_shapes(*(array.shape for array in ordered))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in zip(names, ordered) if a.ndim)
        raise ArgumentError(
            f"the shapes of the arguments don't broadcast: {shapes}; reshape them, say x[:, None]"
        ) from None


def refuse_masked(name: str, value: Any, instead: str = "") -> None:
    """What is masked would come in as the numbers under the mask."""
    if issubclass(type(value), _np.ma.MaskedArray) and _np.ma.is_masked(value):
        instead = instead or f"give {name}.filled(numpy.nan), or mask="
        raise ArgumentError(f"the argument {name} has masked entries: {instead}")


def check_out(out: Any, places: Any, shape: tuple[int, ...], dtype: Any) -> None:
    """`out` is a result of the same kernel, for points of the same shape, of the same numbers."""
    if not isinstance(out, KernelResult) or out._places != places or out._rows is None:
        raise ArgumentError(f"out= takes an earlier result of this kernel, not {type(out).__name__}")
    if out.batch_shape != shape:
        raise ArgumentError(
            f"out= holds results of shape {out.batch_shape}, the arguments have shape {shape}; leave out= away"
        )
    if out._dtype is not dtype:
        raise ArgumentError(
            f"out= holds {out._dtype.__name__}, and dtype= asks for {dtype.__name__}; leave one of them away"
        )


def kept(mask: Any, shape: tuple[int, ...]) -> Any:
    """A mask, true or false at every point."""
    try:
        keep = _np.asarray(mask)
    except Exception:  # rows of unequal length, an object that fails when it is asked
        raise ArgumentError(f"mask= must be true or false at every point, not {as_text(mask)}") from None
    if keep.dtype != bool:
        raise ArgumentError(f"mask= must be true or false at every point; got values of type {keep.dtype}")
    try:
        return _np.broadcast_to(keep, shape)
    except ValueError:
        raise ArgumentError(
            f"mask= has the shape {keep.shape}, which doesn't fit the points' {shape}"
        ) from None


def counted(threads: Any) -> int:
    """A number of threads; None is one."""
    if threads is None:
        return 1
    if not isinstance(threads, int) or isinstance(threads, bool) or threads < 1:
        raise ArgumentError(f"threads= must be a whole number from 1 on, not {as_text(threads)}")
    return threads


def as_text(value: Any) -> str:
    """A value in a message, in one line; its type where it has no text."""
    try:
        return " ".join(repr(value).split())[:80]
    except Exception:  # whatever an object does when it is asked
        return f"an object of type {type(value).__name__}"


def stream(array: Any, shape: tuple[int, ...]) -> Any:
    """An argument as a number, an array without axes, or as something that gives contiguous slices."""
    if array.size == 1:
        return array.reshape(())
    if array.shape == shape and array.flags.c_contiguous:
        return array.reshape(-1)
    return _np.broadcast_to(array, shape).flat


def constants_of(numbers: tuple[float, ...]) -> dict[str, Any]:
    """Numbers as arrays without axes of each type that results can have, by its character."""
    types = (_np.float32, _np.float64, _np.longdouble)
    with _np.errstate(over="ignore"):  # what is too large for a type is infinite in it
        return {_np.dtype(t).char: tuple(_np.array(number, t) for number in numbers) for t in types}


class Numbers:
    """What is the same at every point: single numbers (None for an array), uniform values (None if they differ), an error,
    whether there is nothing to repair, whether a few points need nothing else, and what is checked of arrays."""

    __slots__ = ("broken", "calm", "checks", "plain", "shared", "swift", "values")

    def __init__(
        self, values: list[Any], shared: Any, broken: str, calm: bool, swift: bool, checks: Any
    ) -> None:
        self.values, self.shared, self.broken, self.calm, self.swift = values, shared, broken, calm, swift
        self.checks, self.plain = checks, not any(v is not None for v in values)


def is_number(stream: Any) -> bool:
    """Whether a stream is one number for all points."""
    return isinstance(stream, _np.ndarray) and stream.ndim == 0


def chunk_of(streams: list[Any], start: int, stop: int) -> list[Any]:
    """The streams between two points."""
    return [s if is_number(s) else s[start:stop] for s in streams]


def told(names: tuple[str, ...], wanted: Any, values: Any) -> str:
    """Arguments in a message: `R = 2.0, r = 3.0`."""
    shown = (values[names.index(name)] for name in wanted)
    return ", ".join(f"{name} = {float(value)!r}" for name, value in zip(wanted, shown))
