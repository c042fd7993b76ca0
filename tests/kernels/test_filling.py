"""Rows filled at once: what is out of the ordinary is found wherever it is, and loops of compiled kernels are vectors'."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.kernels.running.filling import _check, _runs

LARGEST = float(np.finfo(np.float64).max)
NUMBERS = [
    -np.inf,
    -LARGEST,
    -1.0,
    -5e-324,
    -0.0,
    0.0,
    5e-324,
    0.5,
    1.0,
    np.nextafter(1.0, 2.0),
    LARGEST,
    np.inf,
    np.nan,
    -np.nan,
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize(
    "bounds", [(0.0, 1.0), (0.0, LARGEST), (-LARGEST, LARGEST), (-1.0, 0.5), (1.0, LARGEST)]
)
def test_numbers_outside_of_bounds_are_found(bounds, dtype):
    """What is within two bounds by Python's own comparison is, and nothing else; -0 may be looked at once more."""
    with np.errstate(over="ignore"):
        numbers = np.array(NUMBERS, dtype)
    said = _check(*bounds)(numbers)
    marks = [0 not in said[k :: numbers.size] for k in range(numbers.size)]
    for number, mark in zip(numbers, marks, strict=True):
        inside = bool(bounds[0] <= float(number) <= bounds[1])
        assert mark == inside or (inside and number == 0 and np.signbit(number)), number


def test_neighbouring_rows_are_one_run():
    assert _runs([1, 2, 8, 9, 10, 13]) == [slice(1, 3), slice(8, 11), slice(13, 14)]
    assert _runs([]) == []


@pytest.mark.parametrize("count", [2, 8192, 12289, 20001, 40000])
def test_a_point_outside_is_found_in_every_part(count):
    """Only that point is NaN; the others are as they are one by one."""
    torus = sg.surfaces.torus()
    kernel = torus.kernel("K", "metric")
    places = np.linspace(0.0, 6.0, count), np.linspace(6.0, 0.0, count)
    whole = kernel(*places, R=2.0, r=0.5)
    for at in {0, count // 2, count - 1}:
        u = places[0].copy()
        u[at] = -1.0
        found = kernel(u, places[1], R=2.0, r=0.5)
        assert np.isnan(found.metric[at]).all() and np.isnan(found.gaussian_curvature[at])
        assert np.array_equal(np.delete(found.metric, at, 0), np.delete(whole.metric, at, 0))
        assert np.array_equal(
            np.delete(found.gaussian_curvature, at), np.delete(whole.gaussian_curvature, at)
        )
        again = kernel(u, places[1], R=2.0, r=0.5, out=whole)
        assert again is whole and np.array_equal(again.metric, found.metric, equal_nan=True)
        whole = kernel(*places, R=2.0, r=0.5)


@pytest.mark.parametrize("form", ["sin(u)*exp(v/2) + cos(v)", "(v*tanh(u) - 1)**2 + (v*tanh(u/2) + 1)**2"])
def test_loops_of_numba_are_vectors(form):
    """Many rows, and functions that call others: LLVM has vectors of doubles in the function."""
    pytest.importorskip("numba")
    u, v = sp.symbols("u v", real=True)
    quantities = [
        "metric",
        "normal",
        "second_fundamental_form",
        "shape_operator",
        "K",
        "H",
        "principal_curvatures",
    ]
    kernel = sg.Graph(sp.sympify(form, locals={"u": u, "v": v}), (u, v)).kernel(quantities, backend="numba")
    kernel(np.ones(3), np.ones(3))
    text = "".join(kernel._evaluate.__globals__["_fixed"].inspect_llvm().values())
    assert "fmul contract <" in text


def test_read_only_arguments_and_rows_of_c():
    from symgeom.kernels.running import building

    if building.compiler() is None:
        pytest.skip("no C compiler")
    u = np.linspace(0.1, 1.0, 50)
    u.setflags(write=False)
    kernel = sg.surfaces.torus().kernel("K", backend="c")
    first = kernel(u, u, R=2.0, r=0.5).gaussian_curvature
    assert np.array_equal(first, kernel(u.copy(), u.copy(), R=2.0, r=0.5).gaussian_curvature)
    assert np.allclose(first, np.cos(u) / (0.5 * (2.0 + 0.5 * np.cos(u))), rtol=1e-14)
    other = kernel(u, u, R=3.0, r=0.25).gaussian_curvature
    assert np.allclose(other, np.cos(u) / (0.25 * (3.0 + 0.25 * np.cos(u))), rtol=1e-14)


@pytest.mark.parametrize("count", [2, 3, 300])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_number_among_many_arguments_is_found(count, bad):
    """Arguments that may be any number are looked at two at once: beside a 0, beside the opposite, in the last of three."""
    x = sp.symbols("x1:4", real=True)
    kernel = sg.Graph(x[0] * x[1] + x[2] ** 2, x).kernel("metric", "K")
    for place in range(3):
        for beside in (0.0, 1.0, -bad, 1e140):
            points = [np.full(count, beside if k != place else 0.5) for k in range(3)]
            points[place][-1] = bad
            with np.errstate(all="raise"):
                out = kernel(*points)
            one_by_one = [kernel(*(p[k] for p in points)) for k in range(count)]
            for name in out:
                wanted = [single[name] for single in one_by_one]
                assert np.allclose(out[name], wanted, 1e-14, 0, equal_nan=True), (place, beside)
            assert np.isnan(bad) <= np.isnan(out.metric[-1]).all()


def test_calls_at_the_same_time_have_work_rows_of_their_own():
    torus = sg.surfaces.torus()
    kernel = torus.kernel("K", "H", "kappa")
    inputs = [np.linspace(0.1, 0.2 + k, 150) for k in range(6)]
    wanted = [kernel(u, u[::-1].copy(), R=2.0, r=0.5) for u in inputs]

    start = threading.Barrier(len(inputs))

    def again(k):
        start.wait()
        for _ in range(500):
            found = kernel(inputs[k], inputs[k][::-1].copy(), R=2.0, r=0.5)
            if any(not np.array_equal(found[name], wanted[k][name]) for name in found):
                return False
        return True

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(again, range(6)))
    finally:
        sys.setswitchinterval(usual)
