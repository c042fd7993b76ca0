"""heyoka's compiled functions, which vectorise over batches of points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _build(task: Task) -> Built:
    unsuited(task)
    try:
        import heyoka as hy
    except ImportError:
        raise NotThere("heyoka isn't installed") from None
    n = len(task.surface.coordinates)
    names = {s: hy.expression(f"x{k}") if k < n else hy.par[k - n] for k, s in enumerate(task.symbols)}
    made = [_turned(hy, e, names) for e in task.flat]
    function = hy.cfunc(made, vars=[names[s] for s in task.symbols[:n]])
    several = len(task.symbols) > n

    def ready(args: list[Any]) -> list[Any]:
        points = np.stack([np.atleast_1d(a) for a in args[:n]])
        return [points, np.repeat(np.array(args[n:])[:, None], points.shape[1], axis=1) if several else None]

    def call(args: list[Any]) -> Any:
        return function(args[0], pars=args[1]) if several else function(args[0])

    def placed(args: list[Any]) -> Callable[[], Any]:
        out = np.zeros((task.rows, args[0].shape[1]))
        more = {"pars": args[1]} if several else {}
        return lambda: function(args[0], outputs=out, **more)

    return Built(call, placed, ready=ready, values=lambda found, count: np.asarray(found))


def _turned(hy: Any, e: Any, names: dict[Any, Any]) -> Any:
    """SymPy's trees in heyoka's; its own reader doesn't know roots of everything."""
    if e in names:
        return names[e]
    if e.is_Rational:
        return hy.expression(float(e.p) / float(e.q))
    if e.is_number:
        return hy.expression(float(e))
    parts = [_turned(hy, a, names) for a in e.args]
    if e.is_Add:
        return hy.sum(parts)
    if e.is_Mul:
        return hy.prod(parts)
    if e.is_Pow:
        return hy.sqrt(parts[0]) if e.exp == sp.S.Half else parts[0] ** parts[1]
    if not hasattr(hy, e.func.__name__):
        raise NotThere(f"has no {e.func.__name__}")
    return getattr(hy, e.func.__name__)(*parts)


PEERS = (Peer("heyoka", "heyoka", _build),)
