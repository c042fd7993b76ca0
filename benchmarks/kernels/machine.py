"""What this machine can do at most: numbers through memory and operations a second, and what a kernel needs of both.

**Here.** `rates`, measured; `work`, bytes and operations of a point; `roof`, the nanoseconds that these take at least.

**Convention.** Operations are those of the text of our C kernel, its elementary functions included: shared parts that the
compiler sees are counted twice, choices and bits not at all; a loop over a table counts
as often as it is gone through, and those of sums over data aren't counted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from benchmarks.kernels.peers.native import built, place

__all__ = ["rates", "roof", "work"]

_TEXT = """
void stream(const double *restrict a, const double *restrict b, double *restrict c, long n) {
#pragma omp simd
  for (long i = 0; i < n; i++) c[i] = a[i] + 3.0 * b[i];
}
typedef double four __attribute__((vector_size(32)));
#define ALL(f) f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11)
#define LOAD(k) four y##k = {x[4 * k], x[4 * k + 1], x[4 * k + 2], x[4 * k + 3]};
#define STEP(k) y##k = y##k * p + q;
#define STORE(k) for (int l = 0; l < 4; l++) x[4 * k + l] = y##k[l];
void fused(double *x, long n) {
  four p = {0.999999, 0.999999, 0.999999, 0.999999}, q = 1.0 - p;
  ALL(LOAD)
  for (long i = 0; i < n; i++) { ALL(STEP) }
  ALL(STORE)
}
"""
_STREAM, _FUSED = 2**23, 200_000
_OPERATOR = re.compile(r" [-+*/] ")
_CALL = re.compile(r"\b(sqrt|[a-z]\w*)\(")
_FUNCTION = re.compile(r"^INLINE double (\w+)\([^)]*\) \{\n(.*?)^\}", re.M | re.S)
_LINE = re.compile(r"^INLINE double (\w+)\([^)]*\) \{ (.*) \}$", re.M)
_ROUNDS = re.compile(r"^( *)for \(long k\d+ = 0; k\d+ < (\d+); k\d+\+\+\) \{\n(.*?)^\1\}", re.M | re.S)


@cache
def rates() -> dict[str, float]:
    """Bytes that are read and written and operations, each a nanosecond, on one core; the best of some runs."""
    import ctypes

    library = built(_TEXT)
    a, b, c, x = np.ones(_STREAM), np.ones(_STREAM), np.zeros(_STREAM), np.ones(48)
    given = place(a), place(b), place(c), ctypes.c_long(_STREAM)
    stream = _best(lambda: library.stream(*given))
    fused = _best(lambda: library.fused(place(x), ctypes.c_long(_FUSED)))
    return {"bytes": 24 * _STREAM / stream / 1e9, "operations": 96 * _FUSED / fused / 1e9}


def _best(run: Callable[[], Any]) -> float:
    found = []
    for _ in range(7):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def work(source: str, streams: int) -> dict[str, float]:
    """Of a point: bytes of so many arrays, and the operations of the text of a C kernel; without them where it has no C."""
    found = {"bytes": 8.0 * streams}
    text = source.partition('_C = r"""')[2].partition('"""')[0]
    body = text.partition("#ifndef VARYING")[2].partition("#else")[0]
    if body and "const long m0" not in body:  # loops over data are as long as these
        bodies = dict(_FUNCTION.findall(text)) | dict(_LINE.findall(text))

        @cache
        def cost(name: str) -> int:
            return 1 if name == "sqrt" else _count(bodies[name], cost) if name in bodies else 0

        found["operations"] = float(_count(_ROUNDS.sub(lambda m: m[3] * int(m[2]), body), cost))
    return found


def _count(text: str, cost: Callable[[str], int]) -> int:
    return len(_OPERATOR.findall(text)) + sum(map(cost, _CALL.findall(text)))


def roof(needed: dict[str, float]) -> float:
    """Nanoseconds that a point takes at least."""
    return max(needed[name] / rates()[name] for name in needed)
