"""SymPy's own ways: `lambdify` with and without common subexpressions, with `math` for numbers, and `ufuncify`, its autowrap
for arrays."""

from __future__ import annotations

import importlib.util

import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _plain(task: Task) -> Built:
    unsuited(task)
    function = sp.lambdify(task.symbols, task.flat, "numpy")
    return Built(lambda args: function(*args))


def _shared(task: Task) -> Built:
    unsuited(task)
    function = sp.lambdify(task.symbols, task.flat, "numpy", cse=True)
    return Built(lambda args: function(*args))


def _numbers(task: Task) -> Built:
    unsuited(task)
    function = sp.lambdify(task.symbols, task.flat, "math", cse=True)
    return Built(None, scalar=lambda args: function(*args), arrays=False)


def _wrapped(task: Task) -> Built:
    unsuited(task)
    if importlib.util.find_spec("setuptools") is None:
        raise NotThere("setuptools isn't installed")
    from sympy.utilities.autowrap import ufuncify

    if len(task.symbols) + task.rows > 32:
        raise NotThere("a ufunc has at most 32 operands")
    try:
        function = ufuncify(task.symbols, task.flat, backend="numpy")
    except Exception as error:
        raise NotThere(f"autowrap: {str(error).strip()[-120:]}") from None
    return Built(
        lambda args: function(*args),
        values=lambda found, count: _rows(found if task.rows > 1 else (found,), count),
    )


def _rows(found: tuple[object, ...], count: int) -> object:
    import numpy as np

    return np.stack([np.broadcast_to(np.asarray(row, np.float64), (count,)) for row in found])


PEERS = (
    Peer("lambdify_math", "lambdify(cse), math", _numbers),
    Peer("lambdify_cse", "lambdify(cse)", _shared),
    Peer("lambdify", "lambdify", _plain),
    Peer("autowrap", "autowrap (ufuncify)", _wrapped),
)
