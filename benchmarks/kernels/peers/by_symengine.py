"""symengine's `Lambdify`: compiled by LLVM where its wheel has that, else calls of C++ in a row."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _build(task: Task) -> Built:
    unsuited(task)
    try:
        import symengine
    except ImportError:
        raise NotThere("symengine isn't installed") from None
    try:
        function = symengine.Lambdify(task.symbols, task.flat, backend="llvm", cse=True)
    except ValueError:
        function = symengine.Lambdify(task.symbols, task.flat, backend="lambda", cse=True)
    n = len(task.surface.coordinates)

    def ready(args: list[Any]) -> list[Any]:
        """It takes the arguments of a point side by side."""
        if not isinstance(args[0], np.ndarray):
            return [np.array(args)]
        columns = [*args[:n], *(np.full(args[0].size, v) for v in args[n:])]
        return [np.ascontiguousarray(np.stack(columns, axis=1))]

    return Built(
        lambda args: function(args[0]),
        ready=ready,
        values=lambda found, count: np.asarray(found).reshape(count, -1).T,
        scalar=lambda args: function(args),
    )


PEERS = (Peer("symengine", "symengine", _build),)
