"""Kernels against SymPy's lambdify, side by side in one run, and the choice of the chunk size.

    python benchmarks/kernels.py [--points 1000000] [--rounds 7] [--chunks]

All candidates get the same closed forms (g, N, h, S, K, H and both principal curvatures: 19 numbers a
point) and the same float64 points; rounds are interleaved, CPU time of this process is counted, the
median is printed in nanoseconds a point. `lambdify` returns plain numbers for constant components and so
writes less than a kernel does: that is left as it is. "a point at a time" is what users of matrix-valued
lambdify functions do, since those don't broadcast.
"""

import argparse
import ctypes
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp

import symgeom as sg
from symgeom.kernels import compile_kernel
from symgeom.kernels.printing import rows as numpy_rows
from symgeom.kernels.running import building

NAMES = [
    "metric",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "gaussian_curvature",
    "mean_curvature",
    "principal_curvatures",
]
CHUNKS = (512, 1024, 2048, 4096, 8192, 16384, 65536)
ONE_AT_A_TIME = 2000


def surfaces() -> dict[str, Any]:
    u, v = sp.symbols("u v", real=True)
    R, r = sp.symbols("R r", positive=True)
    ring = R + r * sp.cos(v)
    turn = {u: (0, 2 * sp.pi), v: (0, 2 * sp.pi)}
    torus = [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)]
    enneper = [u - u**3 / 3 + u * v**2, -v + v**3 / 3 - u**2 * v, u**2 - v**2]
    return {
        "torus": sg.Hypersurface(torus, (u, v), domain=turn, where=[sp.Gt(R, r)], defaults={R: 2.0, r: 0.5}),
        "trig/exp graph": sg.Graph(sp.sin(u) * sp.exp(v / 2) + sp.cos(v), (u, v)),
        "Enneper": sg.Hypersurface(enneper, (u, v)),
    }


def median_times(candidates: dict[str, Callable[[], Any]], rounds: int, points: int) -> dict[str, float]:
    """Median CPU nanoseconds a point; one round runs every candidate once."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for function in candidates.values():
        function()
    for _ in range(rounds):
        for name, function in candidates.items():
            start = time.process_time()
            function()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(t) / points * 1e9 for name, t in times.items()}


HAND = {"torus": "torus", "trig/exp graph": "trig_exp", "Enneper": "enneper"}


def by_hand(name: str, args: list[Any], like: Any) -> dict[str, Callable[[], Any]]:
    """The C of `benchmarks/hand`, built with the same flags; its values are those of the kernel."""
    if building.compiler() is None:
        return {}
    text = (Path(__file__).parent / "hand" / "kernels.c").read_text(encoding="ascii")
    function = getattr(building.library(text), HAND[name])
    rows = np.zeros_like(like._rows)
    given = [
        ctypes.c_void_p(a.ctypes.data) if isinstance(a, np.ndarray) else ctypes.c_double(a) for a in args
    ]
    ends = ctypes.c_void_p(rows.ctypes.data), ctypes.c_long(rows.shape[1]), ctypes.c_long(args[0].size)
    function(*given, *ends)
    assert np.allclose(rows[:, : args[0].size], like._rows[:, : args[0].size], rtol=1e-10, atol=1e-10), name
    return {"hand-written C": lambda kept=(rows, args): function(*given, *ends)}  # C keeps nothing alive


def candidates(name: str, surface: Any, points: int) -> tuple[dict[str, Callable[[], Any]], float]:
    """The contestants, and the time that a point at a time takes."""
    values = [surface.quantity(name) for name in NAMES]
    flat = [e for value in values for e in (value if isinstance(value, sp.MatrixBase) else [value])]
    symbols = [*surface.coordinates, *surface.parameters]
    constants = [float(surface.defaults[p]) for p in surface.parameters]
    generator = np.random.default_rng(0)
    args = [*(generator.uniform(0.1, 1.5, points) for _ in surface.coordinates), *constants]
    kernel = compile_kernel(surface, NAMES)
    plain, shared = sp.lambdify(symbols, flat, "numpy"), sp.lambdify(symbols, flat, "numpy", cse=True)
    matrices = sp.lambdify(symbols, values, "numpy")
    previous = kernel(*args)
    start = time.process_time()
    for index in range(ONE_AT_A_TIME):
        matrices(args[0][index], args[1][index], *constants)
    single = (time.process_time() - start) / ONE_AT_A_TIME * 1e9
    compiled = compile_kernel(surface, NAMES, "auto")
    again = compiled(*args)
    contestants: dict[str, Callable[[], Any]] = {
        **by_hand(name, args, previous),
        f"kernel, {compiled.backend}, out=": lambda: compiled(*args, out=again),
        f"kernel, {compiled.backend}": lambda: compiled(*args),
        "kernel, out=": lambda: kernel(*args, out=previous),
        "kernel": lambda: kernel(*args),
        "lambdify(cse=True)": lambda: shared(*args),
        "lambdify": lambda: plain(*args),
    }
    return contestants, single


def compare(points: int, rounds: int) -> None:
    for name, surface in surfaces().items():
        start = time.perf_counter()
        contestants, single = candidates(name, surface, points)
        prepared = time.perf_counter() - start
        result = median_times(contestants, rounds, points)
        print(f"\n{name} ({points} points, median of {rounds}; prepared in {prepared:.1f} s)")
        for contestant, nanoseconds in {**result, "lambdify, a point at a time": single}.items():
            ratio = nanoseconds / result["kernel, out="]
            print(f"  {contestant:<28} {nanoseconds:10.1f} ns/point   {ratio:8.2f} x")


def chunk_sizes(points: int, rounds: int) -> None:
    surface = surfaces()["torus"]
    generator = np.random.default_rng(0)
    args = [generator.uniform(0.1, 1.5, points) for _ in range(2)]
    chosen, runs = numpy_rows.CHUNK, {}
    for chunk in CHUNKS:
        numpy_rows.CHUNK = chunk
        kernel = compile_kernel(surface, NAMES)
        runs[str(chunk)] = (lambda k, out: lambda: k(*args, out=out))(kernel, kernel(*args))
    numpy_rows.CHUNK = chosen
    print(f"\nchunk size, torus, out= (the backend uses {chosen})")
    for chunk, nanoseconds in median_times(runs, rounds, points).items():
        print(f"  {chunk:>6} {nanoseconds:8.1f} ns/point")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--chunks", action="store_true", help="also measure chunk sizes")
    options = parser.parse_args()
    compare(options.points, options.rounds)
    if options.chunks:
        chunk_sizes(options.points, options.rounds)


if __name__ == "__main__":
    main()
