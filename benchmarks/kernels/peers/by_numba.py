"""Numba on the text that `lambdify` prints: what people do who have Numba and no generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited
from benchmarks.kernels.peers.native import rows_for
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS", "filled"]


def _build(task: Task) -> Built:
    unsuited(task)
    try:
        import numba
    except ImportError:
        raise NotThere("numba isn't installed") from None
    point = numba.njit(sp.lambdify(task.symbols, tuple(task.flat), "math", cse=True))
    return filled(task, point)


def filled(task: Task, point: Any) -> Built:
    """Rows by a loop over a function of one point that Numba has compiled."""
    import numba

    n, rows = len(task.surface.coordinates), task.rows
    names = [str(f"x{k}") for k, _ in enumerate(task.symbols)]
    inside = ", ".join([*(f"{name}[i]" for name in names[:n]), *names[n:]])
    targets = ", ".join(f"o[{k}, i]" for k in range(rows)) + ("," if rows == 1 else "")
    text = f"def loop(o, {', '.join(names)}):\n    for i in range({names[0]}.size):\n        {targets} = point({inside})\n"
    space: dict[str, Any] = {"point": point}
    exec(text, space)
    loop = numba.njit(error_model="numpy")(space["loop"])

    def call(args: list[Any]) -> Any:
        out = rows_for(rows, args[0].size)[:, : args[0].size]
        loop(out, *args)
        return out

    def placed(args: list[Any]) -> Callable[[], Any]:
        out = rows_for(rows, args[0].size)[:, : args[0].size]

        def run() -> Any:
            loop(out, *args)
            return out

        return run

    return Built(call, placed, values=lambda found, count: found, scalar=lambda args: point(*args))


PEERS = (Peer("numba", "Numba on lambdify's text", _build),)
