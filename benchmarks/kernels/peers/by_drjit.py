"""Dr.Jit on LLVM: arrays that record what is done to them, compiled when they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited, words
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _build(task: Task) -> Built:
    unsuited(task)
    try:
        import drjit as dr
        from drjit.llvm import Float64
    except ImportError:
        raise NotThere("drjit isn't installed") from None
    functions = words(dr, Abs=dr.abs, Max=dr.maximum, Min=dr.minimum)
    del functions["sign"]  # its sign of 0 is 1
    function = sp.lambdify(task.symbols, task.flat, modules=[functions], cse=True)
    try:
        dr.eval(Float64([0.0]) + 1)
    except Exception as error:
        raise NotThere(f"drjit: {str(error)[:80]}") from None

    def call(args: list[Any]) -> Any:
        found = function(*args)
        dr.eval(found)
        dr.sync_thread()
        return found

    def ready(args: list[Any]) -> list[Any]:
        return [Float64(a) for a in args]  # numbers are held as literals

    return Built(call, ready=ready, values=lambda found, count: _rows(found, count))


def _rows(found: list[Any], count: int) -> Any:
    return np.stack([np.broadcast_to(np.array(row, np.float64), (count,)) for row in found])


PEERS = (Peer("drjit", "Dr.Jit, LLVM", _build),)
