"""Data of a call, and sums over them.

**Here.** `data_of`, which reads and checks the arrays, their shapes by `lengths_of`; `spans`, `Summed` and `SummedPairs`, sums
over parts of them; `pairs_of`; `one_by_one`, points one after the other. Generated files hold the text from the line below on.
"""

from collections.abc import Callable
from typing import Any

import numpy as _np

from symgeom.kernels.running.incoming import ArgumentError, refuse_masked

__all__ = ["SummedPairs", "Summed", "data_of", "lengths_of", "one_by_one", "pairs_of", "spans"]

# -- from here on: the text of generated files


def data_of(spec: Any, values: Any, convert: Callable[..., Any]) -> tuple[list[Any], dict[str, int]]:
    """The data as arrays, and how many there are of each kind."""
    for (name, _), value in zip(spec, values):
        refuse_masked(name, value, "leave such data away")
    arrays = [convert(name, value) for (name, _), value in zip(spec, values)]
    lengths = lengths_of(spec, arrays)
    for (name, _), array in zip(spec, arrays):
        for span in spans(len(array), array[:1].size):  # no array of the length of the data is made
            bad = _infinite(array[span])
            if bad.any():
                first, *others = _np.argwhere(bad)[0]
                at = ", ".join(map(str, (span.start + first, *others)))
                raise ArgumentError(f"the data {name} are not finite at [{at}]: leave such data away")
    return arrays, lengths


def _infinite(part: Any) -> Any:
    """Where data are infinite or NaN; balls say it themselves."""
    if part.dtype != object:
        return ~_np.isfinite(part)
    found = [not v.is_finite() if hasattr(v, "is_finite") else v - v != 0 for v in part.flat]
    return _np.array(found, bool).reshape(part.shape)


def lengths_of(spec: Any, arrays: list[Any]) -> dict[str, int]:
    """How many data there are of each kind; an error for arrays that don't fit."""
    lengths = dict[str, tuple[int, str]]()
    for (name, axes), array in zip(spec, arrays):
        shape = tuple(array.shape)
        if len(shape) != len(axes):
            wanted = f"an array of shape ({', '.join(map(str, axes))}{',' * (len(axes) == 1)})"
            raise ArgumentError(f"the data {name} have the shape {shape}; give {wanted}")
        for axis, length in zip(axes, shape):
            if isinstance(axis, int):
                if length < axis:
                    raise ArgumentError(f"the data {name} have {length} columns; the formulas use {axis}")
                continue
            known, other = lengths.setdefault(axis, (length, name))
            if known != length:
                raise ArgumentError(
                    f"the data are of unequal length: {other} has {known}, {name} has {length}; they are {axis} data together"
                )
        if 0 in shape:
            raise ArgumentError(f"the data {name} are empty")
    return {axis: length for axis, (length, _) in lengths.items()}


def spans(count: int, width: int) -> list[slice]:
    """Parts of the data of an axis, each of about as many entries as stay in the cache; one datum has `width` of them."""
    step = max(1, 8192 // max(width, 1))
    return [slice(start, min(start + step, count)) for start in range(0, count, step)]


class Summed:
    """A sum over parts of the data, with what rounding loses (A. Neumaier, ZAMM 54, 1974)."""

    __slots__ = ("_rest", "_total")

    def __init__(self) -> None:
        self._total: Any = None
        self._rest: Any = 0.0

    def add(self, part: Any) -> None:
        self.plus(_np.add.reduce(part, 0))

    def plus(self, part: Any) -> None:
        """One more term."""
        if self._total is None:  # often the only part
            self._total = part
            return
        total = self._total + part
        large = _np.abs(self._total) >= _np.abs(part)
        self._rest = self._rest + _np.where(large, (self._total - total) + part, (part - total) + self._total)
        self._total = total

    @property
    def value(self) -> Any:
        return self._total + self._rest


class SummedPairs:
    """Entries of V V^T; V has a column for each datum, and pairs of rows say which entries."""

    __slots__ = ("_pairs", "_sum")

    def __init__(self, pairs: tuple[Any, Any, bool]) -> None:
        self._pairs, self._sum = pairs, Summed()

    def add(self, rows: Any) -> None:
        """Further columns; few at once: little is lost to rounding, and BLAS starts no threads for so little."""
        first, second, dense = self._pairs
        step = max(16, 2**18 // len(rows) ** 2) if dense else 256
        parts = [rows[:, start : start + step] for start in range(0, rows.shape[1], step)]
        if dense:
            total = parts[0] @ parts[0].T
            for part in parts[1:]:
                total += part @ part.T
            self._sum.plus(total)
            return
        groups = [slice(k, k + 128) for k in range(0, len(first), 128)]
        for part in parts:
            sums = [_np.add.reduce(part[first[g]] * part[second[g]], 1) for g in groups]
            self._sum.plus(_np.concatenate(sums))

    def values(self) -> list[float]:
        """The entries as numbers."""
        first, second, dense = self._pairs
        found: list[float] = (self._sum.value[first, second] if dense else self._sum.value).tolist()
        return found


def pairs_of(*tables: tuple[tuple[int, ...], tuple[int, ...], bool]) -> tuple[tuple[Any, Any, bool], ...]:
    """Pairs of rows as `SummedPairs` takes them."""
    return tuple((_np.array(first, int), _np.array(second, int), dense) for first, second, dense in tables)


def one_by_one(at_point: Callable[..., None], block: Callable[..., None], many: int) -> Callable[..., None]:
    """`block`, but by `at_point` for one point, and for points one after the other where the data are many."""

    def filled(x: Any, p: Any, rows: Any, work: Any, data: Any) -> None:
        count = rows.shape[1]
        if rows.dtype != _np.float64 or (count > 1 and max(data[1].values()) < many):
            block(x, p, rows, work, data)
            return
        for k in range(count):
            try:
                at_point(*[float(v[k]) if v.ndim else float(v) for v in x], rows[:, k], data)
                known = bool(_np.isfinite(rows[:, k]).all())
            except (ArithmeticError, ValueError):
                known = False
            if not known:
                one = slice(k, k + 1)
                own = ([v[one] if v.ndim else v for v in values] for values in (x, p))
                block(*own, rows[:, one], work[:, one], data)

    return filled
