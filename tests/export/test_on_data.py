"""Sums over data in exported C: the file alone, compiled without a warning, against the kernel in 50 digits."""

import ctypes
import subprocess
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.kernels.running import building

needs_compiler = pytest.mark.skipif(building.compiler() is None, reason="there is no C compiler")
a, b = sp.symbols("a b", real=True)
n, m = sp.symbols("n m", integer=True, positive=True)
i, k = sp.symbols("i k", integer=True)
x, y = sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True)
COMPILED = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def unit():
    return sp.Sum((b * sp.tanh(a * x[k]) - y[k]) ** 2, (k, 0, n - 1)) / (2 * n)


def line():
    return sp.Sum(sp.Max(a * x[k, 0] + b * x[k, 1] - y[k], 0) ** 2, (k, 0, n - 1))


def pairs():
    return sp.Sum(sp.Sum(sp.exp(-((a * x[k] - b * y[i]) ** 2)), (i, 0, m - 1)) / n, (k, 0, n - 1))


@needs_compiler
@pytest.mark.parametrize(("loss", "shapes"), [(unit, ("n", "n")), (line, ("n2", "n")), (pairs, ("n", "m"))])
def test_the_file_alone(tmp_path, loss, shapes):
    surface = sg.Graph(loss(), (a, b), name="add")  # the name of a function of the file
    names = ["gaussian_curvature", "shape_operator", "mean_curvature"]
    file = surface.export(names, target="c", derivatives="a")
    source, library = tmp_path / "loss.c", tmp_path / "loss.so"
    source.write_text(file.source)
    (tmp_path / "loss.h").write_text(file.declarations)
    compiler = [*(building.compiler() or ()), *COMPILED]
    for order in (["-shared", "-fPIC", "-o", library], ["-DEXAMPLE", "-o", tmp_path / "example"]):
        done = subprocess.run([*compiler, *order, source, "-lm"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    subprocess.run([*compiler, "-fsyntax-only", tmp_path / "loss.h"], check=True)
    assert subprocess.run([tmp_path / "example"], capture_output=True).returncode == 0
    draw = np.random.default_rng(1)
    sizes = {"n": (40,), "n2": (40, 2), "m": (7,)}
    data = [draw.normal(size=sizes[shape]) for shape in shapes]
    lengths = [sizes[shape][0] for shape in dict.fromkeys(shape[0] for shape in shapes)]

    class Values(ctypes.Structure):
        _fields_ = [("rows", ctypes.c_double * 12)]

    function = ctypes.CDLL(str(library)).add_
    function.restype = Values
    declared = file.declarations.split("add_(", 1)[1].split(")")[0]
    order = [word.split()[-1].lstrip("*") for word in declared.split(", ")]
    known = {"n": lengths[0], "m": lengths[-1]}
    numbers: dict[str, Any] = {"a": ctypes.c_double(0.3), "b": ctypes.c_double(-0.7)}
    numbers |= {"x": ctypes.c_void_p(data[0].ctypes.data), "y": ctypes.c_void_p(data[1].ctypes.data)}
    numbers |= {name: ctypes.c_long(length) for name, length in known.items()}
    got = list(function(*(numbers[name] for name in order)).rows)
    with mp.workdps(50):
        kernel = surface.kernel(names, backend="mpmath", derivatives="a")
        want = kernel(0.3, -0.7, x=data[0], y=data[1])
        flat = [value for name in want for value in np.ravel(np.array(want[name], dtype=object))]
        assert len(flat) == len(got) == 12
        assert all(abs(mp.mpf(g) - w) <= 1e-13 * abs(w) for g, w in zip(got, flat))


def test_linear_algebra_is_refused():
    with pytest.raises(InputError, match=r"can't hold sum over data"):
        sg.losses.network((2, 2, 1)).export("gaussian_curvature", target="c")
