"""Memory of results that is used again: fresh pages cost as much as computing what is written there.

**Here.** `Pool`; `POOL`, that of this process; `empty_pool`; `work_rows`. Generated files hold the text from the line below on.

**Convention.** The memory of a large result comes back when nothing refers to its arrays any more. The pool keeps that of one
result, the last.
"""

import math as _math
import weakref as _weakref
from typing import Any

import numpy as _np

__all__ = ["POOL", "Pool", "empty_pool", "work_rows"]

# -- from here on: the text of generated files

_PAGE = 4096  # bytes


def work_rows(count: int, size: int) -> Any:
    """Rows of numbers whose values nobody needs; many numbers begin where lines of the cache do, each row in another page's."""
    if size < 1024:
        return _np.empty((count, size))
    stride = size + -size % 8 + 8
    memory = _np.empty(count * stride + 8)
    start = -memory.ctypes.data % 64 // 8
    return memory[start : start + count * stride].reshape(count, stride)[:, :size]


class Pool:
    """Memory for arrays of at least so many bytes."""

    def __init__(self, least: int = 2**20) -> None:
        self.least = least
        self._spare: list[Any] = []
        self._lent: dict[int, Any] = {}

    def rows(self, shape: tuple[int, int], dtype: Any) -> tuple[Any, bool]:
        """An array, and whether it holds zeros."""
        size = _math.prod(shape) * _np.dtype(dtype).itemsize
        memory = self._taken(size)
        fresh = memory is None
        if fresh:
            memory = _np.zeros(size + _PAGE, _np.uint8).data
        # vectors cross no lines of the cache; and as reading waits for what was just written at the same place of any page,
        # rows don't begin a little further into one than NumPy's large arrays, which do at its first numbers
        start = (_PAGE // 2 - _np.frombuffer(memory, _np.uint8).ctypes.data) % _PAGE
        array = _np.ndarray(shape, dtype, memory, start)
        reference = _weakref.ref(array, self._back)
        self._lent[id(reference)] = reference, memory
        return array, fresh

    def _taken(self, size: int) -> Any:
        try:
            memory = self._spare.pop()
        except IndexError:
            return None
        return memory if size + _PAGE <= memory.nbytes <= 2 * size + _PAGE else None

    def _back(self, reference: Any) -> None:
        self._spare[:] = [self._lent.pop(id(reference))[1]]

    def empty(self) -> None:
        """Gives the memory back to the system."""
        self._spare.clear()


POOL = Pool()


def empty_pool() -> None:
    """Gives back the memory that is kept for the next large result.

    >>> empty_pool()
    """
    POOL.empty()
