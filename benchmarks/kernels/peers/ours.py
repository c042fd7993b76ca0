"""symgeom's kernels, a backend each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.kernels.peers.base import Built, NotThere, Peer
from benchmarks.kernels.subjects import Task
from symgeom.kernels import compile_kernel
from symgeom.kernels.backends import backend

__all__ = ["PEERS"]


def _rows(result: Any, count: int) -> Any:
    parts = [np.asarray(result[name], np.float64) for name in result]
    shapes = [part.reshape(count, -1) if count > 1 else part.reshape(1, -1) for part in parts]
    return np.concatenate(shapes, axis=1).T


def _in_place(kernel: Any, task: Task, args: list[Any]) -> Callable[[], Any]:
    out = kernel(*args, **task.data)
    return lambda: kernel(*args, **task.data, out=out)


def _builder(name: str) -> Callable[[Task], Built]:
    def build(task: Task) -> Built:
        missing = backend(name).missing
        if missing:
            raise NotThere(", ".join(missing))
        kernel = compile_kernel(task.surface, list(task.subject.quantities), name)
        own = name in ("jax", "torch")

        def call(args: list[Any]) -> Any:
            return kernel(*args, **task.data)

        return Built(
            call if not own else lambda args: _waited(call(args)),
            None if own else lambda args: _in_place(kernel, task, args),
            ready=_converted(name) if own else list,
            values=_rows,
            scalar=call,
        )

    return build


def _converted(name: str) -> Callable[[list[Any]], list[Any]]:
    def ready(values: list[Any]) -> list[Any]:
        if name == "torch":
            import torch

            return [torch.from_numpy(v) if isinstance(v, np.ndarray) else v for v in values]
        import jax

        jax.config.update("jax_enable_x64", True)
        return [jax.numpy.asarray(v) if isinstance(v, np.ndarray) else v for v in values]

    return ready


def _waited(result: Any) -> Any:
    for name in result:
        if hasattr(result[name], "block_until_ready"):
            result[name].block_until_ready()
    return result


PEERS = tuple(
    Peer(f"symgeom_{name}", f"symgeom, {name}", _builder(name))
    for name in ("numpy", "c", "numba", "jax", "torch")
)
