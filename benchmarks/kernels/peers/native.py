"""C and C++ that a peer wrote, built and called.

**Here.** `built`, a library; `rows_for`, rows that don't fight for cache lines; `place`; `looped`, a function of points from
one of a point.
"""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kernels.peers.base import Built, NotThere
from symgeom.kernels.running import building

__all__ = ["built", "looped", "place", "rows_for"]

_LOOP = """
void points(const double *x, double *o, long step, long n, const double *number) {{
  for (long i = 0; i < n; i++) {{
    {body}
  }}
}}
"""


def built(text: str, plus: bool = False, include: str = "") -> Any:
    """The library of a text in C or C++, by the flags of our C kernels. **Raises** `NotThere` without a compiler."""
    command = ["g++", "-x", "c++", "-std=gnu++17"] if plus else building.compiler()
    if command is None:
        raise NotThere("no C compiler")
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "peer.c", Path(folder) / "peer.so"
        source.write_text(text, encoding="utf-8")
        paths = [f"-I{include}"] if include else []
        flags = [flag for flag in (*building._FLAGS, *building._faster()) if not (plus and "-std" in flag)]
        order = [*command, *flags, *paths, "-o", str(made), str(source), "-lm"]
        done = subprocess.run(order, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotThere(f"doesn't compile: {done.stderr.strip()[:200]}")
        return ctypes.CDLL(str(made))


def rows_for(rows: int, count: int) -> Any:
    """Zeros, a row for each entry; rows a multiple of 4 KiB apart fight for the same cache lines."""
    stride = count + -count % 8
    return np.zeros((rows, stride + (8 if stride % 512 == 0 else 0)))


def place(array: Any) -> Any:
    """The address of an array."""
    return ctypes.c_void_p(array.ctypes.data)


def looped(text: str, body: str, coordinates: int, rows: int, plus: bool = False) -> Built:
    """`body` computes the point i from x[k * n + i] and number[k] into o[k * step + i]."""
    head = 'extern "C" ' if plus else ""
    function = built(text + head + _LOOP.format(body=body).strip() + "\n", plus).points

    def placed(args: list[Any]) -> Callable[[], Any]:
        held = np.ascontiguousarray([np.atleast_1d(a) for a in args[:coordinates]])
        numbers, out = np.array([*args[coordinates:], 0.0]), rows_for(rows, held.shape[1])
        ends = ctypes.c_long(out.shape[1]), ctypes.c_long(held.shape[1]), place(numbers)

        def run() -> Any:
            function(place(held), place(out), *ends)
            return out[:, : held.shape[1]]

        return run

    return Built(None, placed, values=lambda found, count: found)
