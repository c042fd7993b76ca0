"""What a person writes in C: `benchmarks/hand`, built with the flags of our C backend."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.kernels.peers.base import Built, Peer
from benchmarks.kernels.peers.native import built, place, rows_for
from benchmarks.kernels.subjects import Task
from benchmarks.run import ROOT

__all__ = ["PEERS"]

_SURFACES = ("torus", "trig_exp", "enneper", "ellipsoid")
_POINTERS = ("rosenbrock", "network")  # they take many coordinates as an array of arrays


def _build(task: Task) -> Built:
    name = task.subject.hand
    folder = ROOT / "benchmarks" / "hand"
    text = (folder / ("surfaces.c" if name in _SURFACES else "losses.c")).read_text(encoding="ascii")
    function = getattr(built(text, include=str(folder)), name)
    data = [np.ascontiguousarray(v, np.float64) for v in task.data.values()]
    more = [place(v) for v in data] + ([ctypes.c_long(len(data[0]))] if data else [])

    def placed(args: list[Any]) -> Callable[[], Any]:
        held = [np.atleast_1d(a) for a in args[: len(task.surface.coordinates)]]
        rows = rows_for(task.rows, held[0].size)
        given = _pointers(held) if name in _POINTERS else [place(v) for v in held]
        numbers = [ctypes.c_double(v) for v in args[len(held) :]]
        ends = ctypes.c_void_p(rows.ctypes.data), ctypes.c_long(rows.shape[1]), ctypes.c_long(held[0].size)

        def run() -> Any:
            function(*given, *numbers, *more, *ends)
            return rows[:, : held[0].size]

        run.kept = held, data  # type: ignore[attr-defined]  # C keeps nothing alive
        return run

    return Built(None, placed, values=lambda rows, count: rows)


def _pointers(held: list[Any]) -> list[Any]:
    return [(ctypes.c_void_p * len(held))(*(v.ctypes.data for v in held))]


PEERS = (Peer("hand", "hand-written C", _build),)
