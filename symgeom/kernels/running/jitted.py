"""A kernel that Numba compiles, called on rows of points.

**Here.** `Jitted`, functions of Numba as the fast way of `Call`. Generated files hold the text from the line below on.

**Convention.** That of `native`: (start, stop, whether all of it is to be computed again) for the points that are left.
"""

import ctypes as _ctypes
import platform as _platform
from typing import Any

import numpy as _np

__all__ = ["Jitted"]

# -- from here on: the text of generated files

_PART = 65536  # points of one call: what a call costs is a hundredth of what they cost
_FEW = 64  # the same where each point has sums over data
_FLAGS = {"x86_64": 12, "AMD64": 12, "i686": 12, "aarch64": 6, "arm64": 6}  # division by zero and overflow
_EVERY = {"x86_64": 61, "AMD64": 61, "i686": 61, "aarch64": 31, "arm64": 31}


class _Exceptions:
    """The floating point exceptions of this thread; where nobody can ask for them, results are looked at."""

    def __init__(self) -> None:
        machine = _platform.machine()
        self.asked, self.every = _FLAGS.get(machine, 0), _EVERY.get(machine, 0)
        try:
            system = _ctypes.CDLL(None)
            self.cleared, self.tested = system.feclearexcept, system.fetestexcept
        except (OSError, AttributeError, TypeError):
            self.asked = 0

    def clear(self) -> None:
        if self.asked:
            self.cleared(self.every)

    def raised(self, rows: Any) -> bool:
        return bool(self.tested(self.asked)) if self.asked else not _np.isfinite(rows).all()


def _told_apart(function: Any) -> None:
    """Tells Numba that no row overlaps another or an argument, which `Call` sees to: past some hundred pairs LLVM doesn't test
    for it, and leaves loops scalar. Numba says so of its own parallel loops; there is no option for it, nor harm without it."""
    compiler: Any = getattr(function, "_compiler", None)
    customized = getattr(compiler, "_customize_flags", None)
    if customized is None:
        return

    def flags_of(flags: Any) -> Any:
        flags = customized(flags)
        flags.noalias = True
        return flags

    compiler._customize_flags = flags_of


class Jitted:
    """The functions of a program, with uniform and with varying parameters; Numba compiles each when it is called first.

    Those that give the rows `together` have one array for them."""

    def __init__(
        self, fixed: Any, varying: Any, rows: Any, shared: int, parameters: Any, counts: tuple[str, ...] = (),
        together: bool = False,
    ) -> None:  # fmt: skip
        self._fixed, self._varying = fixed, varying
        self._rows, self._shared, self._parameters = rows, shared, parameters
        self._counts, self._exceptions = counts, _Exceptions()
        self._together, self._most = together, _FEW if together else _PART
        for function in (fixed, varying):
            _told_apart(function)

    def __call__(
        self, x: list[Any], shared: Any, rows: Any, held: Any = None
    ) -> list[tuple[int, int, bool]] | tuple[()] | None:
        """What is left to do, with sums over the data that are held; None where this can't do it."""
        if rows.dtype not in (_np.float64, _np.float32):
            return None
        varying = shared is None or any(x[k].ndim for k in self._parameters)
        found, data = [], () if held is None else self._data(held)
        for start in range(0, rows.shape[1], self._most):
            part = rows[:, start : start + self._most]
            size = part.shape[1]
            status = self._part(
                [v[start : start + size] if v.ndim else v for v in x], shared, part, varying, data
            )
            if status:
                found.append((start, start + size, bool(status & 1)))
        return found or ()

    def _data(self, held: Any) -> tuple[Any, ...]:
        """Arrays of data, and how many there are."""
        arrays = (_np.ascontiguousarray(a, _np.float64) for a in held[0])
        return (*arrays, *(held[1][name] for name in self._counts))

    def _part(self, x: list[Any], shared: Any, rows: Any, varying: bool, data: tuple[Any, ...]) -> int:
        """1 or 3 where all is to be computed again, 2 for a repair, 0 for nothing."""
        size = rows.shape[1]
        alone = () if varying else self._parameters
        given = [float(v) if k in alone else v if v.ndim else _np.full(size, v) for k, v in enumerate(x)]
        uniform = () if varying else map(float, shared)
        results = (_np.zeros(rows.shape),) if self._together else tuple(rows[k] for k in self._rows)
        self._exceptions.clear()
        function = self._varying if varying else self._fixed
        status: int = function(size, *given, *uniform, *results, *data)
        if self._together:
            rows[...] = results[0]
        return 1 if self._exceptions.raised(rows) else status
