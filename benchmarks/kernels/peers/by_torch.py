"""`torch.compile` on what `lambdify` prints for PyTorch."""

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
        import torch
    except ImportError:
        raise NotThere("torch isn't installed") from None
    torch.set_num_threads(1)
    functions = words(torch, Abs=torch.abs, Max=torch.maximum, Min=torch.minimum)
    function = torch.compile(
        sp.lambdify(task.symbols, task.flat, modules=[functions], cse=True), dynamic=True
    )

    def ready(args: list[Any]) -> list[Any]:
        return [torch.from_numpy(np.atleast_1d(a)) for a in args]

    return Built(lambda args: function(*args), ready=ready)


PEERS = (Peer("torch", "torch.compile", _build),)
