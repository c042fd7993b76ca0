"""Compiled backends: the elementary functions in units in the last place, what they leave to NumPy, and how C is built.

The oracle is mpmath. A compiled function must have done the points itself: `alone` fails where it left some.
"""

import math
import os
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import ToolError
from symgeom.kernels import backends
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.printing import elementary
from symgeom.kernels.running import building
from symgeom.kernels.running.building import BuildError
from symgeom.kernels.steps.operations import OPERATIONS
from symgeom.kernels.steps.program import Instruction
from tests.kernels.interpolation import DIGITS, interpolated, parts, table
from tests.kernels.test_conformance import program

COMPILED = [
    pytest.param(
        name, marks=pytest.mark.skipif(bool(backends.backend(name).missing), reason=f"{name} is not there")
    )
    for name in ("c", "numba")
]
needs_compiler = pytest.mark.skipif(building.compiler() is None, reason="there is no C compiler")
rng = np.random.default_rng(7)
N = 400


def spread(low, high):
    """Numbers of both signs whose exponents are spread."""
    return 10.0 ** rng.uniform(low, high, N) * rng.choice([-1.0, 1.0], N)


def around(low, high):
    return rng.uniform(low, high, N)


ARGUMENTS = {
    "sin": (np.r_[around(-10, 10), spread(-300, 5), np.round(around(-8e4, 8e4)) * (math.pi / 2)],),
    "exp": (np.r_[around(-1, 1), around(-700, 671), spread(-300, 0)],),
    "expm1": (np.r_[around(-1, 1), around(-40, 671), spread(-300, 0)],),
    "log": (np.r_[around(0.5, 2), abs(spread(-307, 307)), 1 + spread(-15, -1)],),
    "log1p": (np.r_[around(-0.9, 2), abs(spread(-300, 300)), -abs(spread(-300, -0.01))],),
    "tanh": (np.r_[around(-3, 3), spread(-300, 2)],),
    "sinh": (np.r_[around(-3, 3), around(-671, 671), spread(-300, 0)],),
    "atan": (np.r_[around(-3, 3), spread(-300, 300)],),
    "atan2": (np.r_[around(-3, 3), spread(-90, 90)], np.r_[around(-3, 3), spread(-90, 90)]),
    "hypot": (np.r_[around(-3, 3), spread(-300, 300)], np.r_[around(-3, 3), spread(-300, 300)]),
    "pow": (
        np.r_[around(0, 3), abs(spread(-30, 30)), around(0.9, 1.1), -around(0, 3)],
        np.r_[around(-3, 3), around(-9, 9), around(-5000, 5000), np.round(around(-30, 30))],
    ),
}
ARGUMENTS |= {"cos": ARGUMENTS["sin"], "tan": ARGUMENTS["sin"], "cosh": ARGUMENTS["sinh"]}
TRUTH = {name: getattr(mp, name) for name in ARGUMENTS if hasattr(mp, name)} | {
    "pow": lambda x, y: mp.re(mp.power(x, y)),
}


def alone(kernel, *x):
    """What the compiled function makes of points; it leaves none of them."""
    call = kernel._evaluate.__globals__["_CALL"]
    rows = np.empty((call.size, x[0].size))
    assert call.fill.fast(list(x), [], rows) == ()
    return rows


@pytest.mark.parametrize("backend", COMPILED)
@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_two_units_in_the_last_place(backend, name):
    arity = OPERATIONS[name].arity
    if backend == "numba" and name not in ("sin", "exp", "pow"):
        pytest.skip("the same formulas as in C; each takes Numba seconds")
    kernel = Kernel(program([Instruction(0, name, tuple("xy"[:arity]))], [0], "xy"[:arity]), backend)
    got = alone(kernel, *ARGUMENTS[name])[0]
    worst = 0.0
    with mp.workdps(60):
        for value, *at in zip(got, *ARGUMENTS[name]):
            want = TRUTH[name](*map(mp.mpf, map(float, at)))
            if abs(want) >= 2.0**-1021 and abs(want) < 1e308:
                worst = max(worst, abs(float((mp.mpf(float(value)) - want) / math.ulp(float(want)))))
    assert 0 < worst <= 2


@pytest.mark.parametrize("backend", COMPILED)
def test_nothing_out_of_the_ordinary_is_kept(backend):
    """Huge arguments, infinities and zeros: what C or Numba can't do comes from NumPy, and NaN stays NaN."""
    names = ("sin", "exp", "log", "pow", "div")
    steps = [Instruction(k, name, ("x",) if k < 3 else ("x", "y")) for k, name in enumerate(names)]
    kernel = Kernel(program(steps, range(5), "xy"), backend)
    x = np.array([1e6, -1e300, 800.0, 0.0, 5e-324, -2.0, np.nan, np.inf] * 300)
    y = np.array([1.0, 0.5, 0.0, -1.0, 2.0, 3.0, 1.0, 1.0] * 300)
    plain = Kernel(program(steps, range(5), "xy"), "numpy")
    got, want = kernel(x, y), plain(x, y)
    for k, _ in enumerate(names):
        assert np.allclose(got[f"q{k}"], want[f"q{k}"], rtol=1e-15, atol=0, equal_nan=True), names[k]


def test_the_table_is_computed_again():
    for name, (count, low, high, function, _) in table().items():
        assert elementary.COEFFICIENTS[name] == interpolated(count, low, high, function), name
    with mp.workdps(DIGITS):
        assert elementary.PARTS["half_pi"] == parts(mp.pi / 2, 4)
        assert elementary.PARTS["log_2"] == parts(mp.log(2), 2)
        assert elementary.PARTS["right_angle"] == parts(mp.pi / 2, 3, 53)
        assert elementary.PARTS["two_thirds"] == parts(mp.mpf(2) / 3, 2, 53)


@pytest.mark.parametrize("name", elementary.COEFFICIENTS)
def test_polynomials_are_near_their_functions(name):
    """Within a quarter of a unit in the last place of the whole; a coefficient that is off is seen."""
    _, low, high, function, weight = table()[name]
    coefficients = elementary.COEFFICIENTS[name]
    unit = 2.0**-60 if name == "pow" else 2.0**-53  # a power is exact to more digits than a double

    def error(numbers):
        with mp.workdps(40):
            at = [low + (high - low) * mp.mpf(k) / 97 for k in range(1, 98)]
            return max(
                abs((mp.polyval([mp.mpf(c) for c in reversed(numbers)], z) - function(z)) * weight(z))
                for z in at
            )

    assert error(coefficients) < unit / 4
    assert error((coefficients[0], coefficients[1] * (1 + 1e-9), *coefficients[2:])) > unit / 4


# -- calls


def both_ways(backend):
    torus = sg.surfaces.torus()
    names = ["metric", "normal", "gaussian_curvature", "principal_curvatures", "principal_directions"]
    return torus.kernel(names, backend=backend), torus.kernel(names), names


@pytest.mark.parametrize("backend", COMPILED)
def test_points_of_every_kind(backend):
    """Shapes, strides, types, orders, masks, threads, out=: as NumPy's kernel has them, to rounding."""
    kernel, plain, names = both_ways(backend)
    u, v = np.linspace(0.1, 6, 7), np.linspace(0.2, 5, 5)
    many = np.linspace(0.1, 6, 20_001)
    integers = np.arange(1, 7)
    frozen = u.copy()
    frozen.flags.writeable = False
    crooked = np.frombuffer(b"x" + u.tobytes(), np.uint8)[1:].view(np.float64)  # no address of a double
    calls = [
        (u[:5], v), (u, v[:, None]), (u[::2], v[0]), (np.asfortranarray(np.outer(u, v) % 6), 1.0), (integers, 1),
        (frozen, 0.5), (crooked, 0.5), (u.astype(">f8"), 0.5), (u.astype(np.float32), 0.5), (np.array(0.5), 1.0),
        (u[:0], 1.0), (u[:1], v[:1]), (many, many[::-1]), (many[None, :1000], v[:, None]), (u.astype(object), 1.0),
        (0.25, 0.5),
    ]  # fmt: skip
    for args in calls:
        for more in ({}, {"r": 0.25}, {"R": np.asarray(args[0]).astype(float) + 2, "r": 0.5}, {"threads": 2}):
            got, want = kernel(*args, **more), plain(*args, **more)
            for name in names:
                assert np.shape(got[name]) == np.shape(want[name])
                assert np.allclose(got[name], want[name], rtol=1e-13, atol=1e-14, equal_nan=True), (
                    name,
                    args,
                )
    keep = many > 3
    out = kernel(many, many)
    again = kernel(many, 1.0, out=out, mask=keep)
    assert again is out
    assert np.allclose(out.normal[keep], plain(many, 1.0).normal[keep], atol=1e-14)
    assert np.allclose(out.normal[~keep], plain(many, many).normal[~keep], atol=1e-14)
    single = kernel(many, 1.0, dtype=np.float32)
    assert single.normal.dtype == np.float32 and np.allclose(
        single.normal, plain(many, 1.0).normal, atol=1e-6
    )
    wide = kernel(u, 1.0, dtype=np.longdouble)
    assert wide.normal.dtype == np.longdouble


@pytest.mark.parametrize("backend", COMPILED)
@pytest.mark.parametrize(
    ("widths", "activation", "loss"),
    [
        ((1, 1, 1), "silu", "mean_square"),
        ((1, 1, 1), "tanh", "logistic"),
        ((1, 2), "identity", "cross_entropy"),
    ],
)
def test_exponentials_of_each_other_in_sums(backend, widths, activation, loss):
    """exp(-z) becomes 1/exp(z), which may have been a later step: loops are in the new order."""
    surface = sg.losses.network(widths, activation, loss)
    names = ("second_fundamental_form", "mean_curvature", "normal")
    place = np.linspace(-1, 1, surface.dimension)
    data = {
        "x": rng.normal(size=9),
        "y": rng.normal(size=9) if loss != "cross_entropy" else np.eye(2)[[0, 1, 1] * 3],
    }
    got, want = (surface.kernel(names, backend=b)(*place, **data) for b in (backend, "numpy"))
    assert all(np.allclose(got[name], want[name], rtol=1e-12, atol=1e-13) for name in names)


@pytest.mark.parametrize("backend", COMPILED)
def test_points_outside(backend):
    """Entries of arrays outside the domain, and NaN, are NaN; their neighbours aren't."""
    kernel, plain, names = both_ways(backend)
    u = np.linspace(0.1, 6, 10_000)
    u[[0, 4321, 9_999]] = -1.0, np.nan, 1e9
    got, want = kernel(u, 0.5), plain(u, 0.5)
    for name in names:
        assert np.allclose(got[name], want[name], rtol=1e-13, atol=1e-14, equal_nan=True)
    assert np.isnan(got.gaussian_curvature).sum() == 3


@pytest.mark.parametrize("backend", COMPILED)
def test_hostile_names(backend):
    """Words of C and of its headers, and what would end a comment: names of arguments are no text of the program."""
    a, b, c = sp.symbols("double I int", real=True)
    p = sp.Symbol("*/ #error", positive=True)
    surface = sg.Graph(p * sp.sin(a) * b + c**2, (a, b, c), name='*/ #error """ \\')
    got = surface.kernel("metric", backend=backend)(np.linspace(0, 1, 9), 0.5, 0.25, 2.0)
    want = surface.kernel("metric")(np.linspace(0, 1, 9), 0.5, 0.25, 2.0)
    assert np.allclose(got.metric, want.metric, rtol=1e-14)


# -- building


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    building._folder.cache_clear()
    monkeypatch.setattr(building, "_LOADED", {})
    yield tmp_path / "caches" / "symgeom" / "kernels"
    building._folder.cache_clear()


TEXT = "double twice(double x) { return 2.0 * x; }\n"


@needs_compiler
def test_built_once(cache, monkeypatch):
    building.library(TEXT)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    (made,) = cache.iterdir()
    assert not stat.S_IMODE(made.stat().st_mode) & 0o077
    monkeypatch.setattr(building, "_LOADED", {})
    monkeypatch.setattr(building, "_built", lambda *args: pytest.fail("it is there already"))
    building.library(TEXT)


@needs_compiler
def test_files_of_others_are_not_loaded(cache, monkeypatch):
    """A library that others can write to is built again; a folder that others can write to isn't used."""
    building.library(TEXT)
    (made,) = cache.iterdir()
    made.unlink()  # what is loaded stays as it is: to write into it ends the process with a bus error
    made.write_bytes(b"not a library")
    made.chmod(0o722)
    monkeypatch.setattr(building, "_LOADED", {})
    building.library(TEXT)
    assert made.read_bytes() != b"not a library"
    cache.chmod(0o777)
    building._folder.cache_clear()
    with pytest.warns(UserWarning, match="others can write to it. Set XDG_CACHE_HOME"):
        assert building._folder() != str(cache)


@needs_compiler
def test_a_broken_library_is_built_again(cache, monkeypatch):
    building.library(TEXT)
    (made,) = cache.iterdir()
    before, real = made.stat().st_ino, building._ctypes.CDLL
    broken = [OSError("file too short")]
    monkeypatch.setattr(building, "_LOADED", {})
    monkeypatch.setattr(
        building._ctypes, "CDLL", lambda path: real(path) if not broken else raised(broken.pop())
    )
    building.library(TEXT)
    assert made.stat().st_ino != before


def raised(error):
    raise error


@needs_compiler
def test_a_cache_that_cant_be_written(cache, monkeypatch):
    cache.parent.parent.mkdir()
    cache.parent.write_text("a file where the folder would be")
    with pytest.warns(UserWarning, match="compiled kernels aren't kept: .*Set XDG_CACHE_HOME"):
        building.library(TEXT)
    assert cache.parent.is_file()


def script(path, text):
    path.write_text("#!/bin/sh\n" + textwrap.dedent(text))
    path.chmod(0o755)
    return str(path)


def test_no_compiler(cache, monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(
        BuildError, match=r"no C compiler \(no-such-compiler\): install a C compiler, say gcc"
    ):
        building.library(TEXT)
    kernel = sg.surfaces.torus().kernel("metric", backend="c")
    assert "static int part" in kernel.source
    with pytest.raises(ToolError, match=r"c can't run here.*install a C compiler"):
        kernel(0.5, 0.5)
    assert sg.surfaces.torus().kernel("metric", backend="auto").backend == "numpy"


@pytest.mark.skipif(os.name != "posix", reason="a script as a compiler")
def test_a_compiler_that_fails(cache, tmp_path, monkeypatch):
    monkeypatch.setenv(
        "CC", script(tmp_path / "cc", "echo 'kernel.c:1: error: no space left on device' >&2; exit 1")
    )
    with pytest.raises(
        ToolError, match=r"can't build torus: the C compiler .* failed: kernel.c:1: error: no space left"
    ):
        sg.surfaces.torus().kernel("metric", backend="c")
    with pytest.warns(UserWarning, match="the kernel of torus is NumPy's"):
        kernel = sg.surfaces.torus().kernel("metric", backend="auto")
    assert kernel.backend == "numpy" and kernel(0.5, 0.5).metric.shape == (2, 2)
    assert not list(cache.iterdir())  # nothing half done is left


@pytest.mark.skipif(os.name != "posix", reason="a script as a compiler")
def test_a_full_disk(cache, tmp_path, monkeypatch):
    """What the linker says of it stands in front of what the compiler makes of that."""
    said = "ld: final link failed: No space left on device\\ncollect2: error: ld returned 1 exit status"
    monkeypatch.setenv("CC", script(tmp_path / "cc", f"printf '{said}' >&2; exit 1"))
    with pytest.raises(ToolError, match=r"no space left in .*: make some, or set XDG_CACHE_HOME"):
        sg.surfaces.torus().kernel("metric", backend="c")
    said = "ld: cannot find -lm\\ncollect2: error: ld returned 1 exit status"
    monkeypatch.setenv("CC", script(tmp_path / "cc", f"printf '{said}' >&2; exit 1"))
    with pytest.raises(ToolError, match=r"failed: ld: cannot find -lm\."):
        sg.surfaces.torus().kernel("metric", backend="c")


@pytest.mark.skipif(os.name != "posix", reason="a script as a compiler")
def test_a_compiler_that_hangs(cache, tmp_path, monkeypatch):
    """It is stopped, and what it started too."""
    monkeypatch.setenv("CC", script(tmp_path / "cc", f"sleep 60 & echo $! > {tmp_path}/child; wait"))
    with pytest.raises(BuildError, match=r"took longer than 0.5 seconds; it was stopped"):
        building.library(TEXT, limit=0.5)
    child = int((tmp_path / "child").read_text())
    status = Path(f"/proc/{child}/stat")
    assert not status.exists() or status.read_text().split()[2] in "ZX"


CALLED = """
import numpy as np, symgeom as sg
print(sg.surfaces.torus().kernel("K", backend="c")(np.ones(3), 1.0).gaussian_curvature[0])
"""


@needs_compiler
def test_two_at_once(cache):
    """Threads and processes that build the same kernel: all get it, and one file is left."""
    running = [
        subprocess.Popen([sys.executable, "-c", CALLED], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    kernels = []
    threads = [
        threading.Thread(target=lambda: kernels.append(sg.surfaces.torus().kernel("K", backend="c")))
        for _ in range(3)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    said = {p.communicate(timeout=120)[0] for p in running}
    want = {f"{k(np.ones(3), 1.0).gaussian_curvature[0]}\n" for k in kernels}
    assert len(kernels) == 3 and said == want and len(want) == 1
    assert [p.suffix for p in cache.iterdir()] == [".so"]


@needs_compiler
def test_auto_is_c():
    kernel = sg.surfaces.torus().kernel("K", backend="auto")
    assert kernel.backend == "c" and kernel(0.0, 0.0, R=2.0, r=0.5).gaussian_curvature == pytest.approx(0.8)
