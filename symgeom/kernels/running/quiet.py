"""Arithmetic of arrays without warnings: what it would have warned of is told apart from results.

**Here.** `quietly`, `heard`, `infinite`. Generated files hold the text from the line below on.
"""

from collections import deque as _deque
from collections.abc import Callable
from contextvars import copy_context as _copy_context
from typing import Any

import numpy as _np

__all__ = ["heard", "infinite", "quietly"]

# -- from here on: the text of generated files

_OLD = int(_np.__version__.split(".")[0]) < 2
_NOTHING: frozenset[str] = frozenset()
# contexts in which NumPy warns of nothing, each with the list of what it would have warned of
_POOL: Any = _deque()


def quietly(function: Callable[..., Any], *args: Any) -> frozenset[str]:
    """Calls a function without warnings, and says which it would have given: "divide by zero", "overflow"."""
    return heard(function, *args)[1]


def heard(function: Callable[..., Any], *args: Any) -> tuple[Any, frozenset[str]]:
    """What a function gives, and the warnings that it would have given."""
    if _OLD:
        flags: list[str] = []
        with _np.errstate(
            all="ignore", divide="call", over="call", call=lambda kind, flag: flags.append(kind)
        ):
            found = function(*args)
        return found, frozenset(flags)
    # since NumPy 2 that is a state of the context; entering one that is there costs a tenth of making it
    both = _POOL.pop() if _POOL else _quiet_context()
    context, flags = both
    try:
        found = context.run(function, *args)
        return found, frozenset(flags) if flags else _NOTHING
    finally:
        if flags:
            flags.clear()
        _POOL.append(both)


def _quiet_context() -> tuple[Any, list[str]]:
    context, flags = _copy_context(), list[str]()
    context.run(_np.seterr, all="ignore", divide="call", over="call")
    context.run(_np.seterrcall, lambda kind, flag: flags.append(kind))
    return context, flags


def infinite(rows: Any) -> Any:
    """Where numbers are infinite or NaN."""
    found: Any = (rows - rows) != 0 if rows.dtype == object else ~_np.isfinite(rows)
    return found
