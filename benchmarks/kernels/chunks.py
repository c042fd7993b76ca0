"""The chunk of the NumPy backend: ``python -m benchmarks.kernels.chunks`` compares sizes on the torus (nanoseconds a point)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.kernels.subjects import SUBJECTS, Task
from symgeom.kernels import compile_kernel
from symgeom.kernels.printing import rows

__all__ = ["main"]

CHUNKS = (512, 1024, 2048, 4096, 8192, 16384, 65536)


def main(points: int = 1_000_000, rounds: int = 7) -> None:
    task = Task(SUBJECTS["torus"])
    args, chosen = [*task.points(points), *task.constants], rows.CHUNK
    runs = {}
    for chunk in CHUNKS:
        rows.CHUNK = chunk
        runs[chunk] = _filling(compile_kernel(task.surface, list(task.subject.quantities)), args)
    rows.CHUNK = chosen
    best = dict.fromkeys(CHUNKS, float("inf"))
    for _ in range(rounds):
        for chunk, run in runs.items():
            start = time.process_time()
            run()
            best[chunk] = min(best[chunk], time.process_time() - start)
    for chunk, seconds in best.items():
        sys.stdout.write(f"{chunk:>6} {seconds / points * 1e9:8.1f}{' chosen' * (chunk == chosen)}\n")


def _filling(kernel: Any, args: list[Any]) -> Callable[[], Any]:
    out = kernel(*args)
    return lambda: kernel(*args, out=out)


if __name__ == "__main__":
    main()
