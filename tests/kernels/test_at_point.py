"""Sums over data at one point, entries of one product of matrices: beside kernels of 40 digits, and chunks of points."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

import symgeom as sg
from symgeom.kernels.running.accumulating import SummedPairs, pairs_of
from symgeom.kernels.steps.loops import Loop
from symgeom.kernels.steps.moments import moments_of
from symgeom.kernels.steps.program import Instruction

X, Y = (sp.IndexedBase(name, real=True) for name in "xy")
n, k = sp.Symbol("n", integer=True, positive=True), sp.Symbol("k", integer=True)
a, b, c, d = W = sp.symbols("a b c d", real=True)


def total(term):
    return sp.Sum(term, (k, 0, n - 1))


LOSSES = {
    "unit": (total((b * sp.tanh(a * X[k]) - Y[k]) ** 2) / (2 * n), W[:2]),
    "logistic": (total(sp.log(1 + sp.exp(-Y[k] * (a * X[k] + b)))) + c**2 / 2 + a**2 / 10, W[:3]),
    "robust": (total(sp.sqrt(1 + (a * X[k] + b - Y[k]) ** 2)), W[:2]),
    "two sums": (sp.log(total(sp.exp(a * X[k]))) + b * total(X[k] * Y[k] * sp.cos(b * X[k])) + c * d, W),
    "apart": (total(sp.sin(a * X[k])) + total(sp.cos(b * Y[k])) + total(sp.exp(c * X[k]) * Y[k]), W[:3]),
}
NAMES = ("gaussian_curvature", "mean_curvature", "second_fundamental_form", "metric", "normal")


def data_of(count, seed=2):
    rng = np.random.default_rng(seed)
    return {"x": rng.normal(size=count), "y": rng.normal(size=count)}


def close(found, exact, relative=1e-13):
    """Entries beside the largest of their quantity."""
    found, exact = np.asarray(found, float), np.array(exact, dtype=object).astype(float)
    return abs(found - exact).max() <= relative * max(abs(exact).max(), 1e-3)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("count", [1, 5, 300, 1500])
def test_a_loss_on_data_beside_forty_digits(name, count):
    ell, coordinates = LOSSES[name]
    surface = sg.Graph(ell, coordinates)
    kernel = surface.kernel(*NAMES)
    assert "one_by_one(_at_point" in kernel.source
    data = data_of(count)
    place = [0.3, -0.7, 0.2, 1.1][: len(coordinates)]
    found = kernel(*place, **data)
    with mp.workdps(40):
        exact = surface.kernel(*NAMES, backend="mpmath")(*place, **data)
    assert all(close(found[q], exact[q]) for q in NAMES)
    several = [np.array([v, v / 2, -v]) for v in place]
    chunks = kernel(*several, **data)
    for at in range(3):
        one = kernel(*(v[at] for v in several), **data)
        assert all(close(chunks[q][at], one[q]) for q in NAMES)


@pytest.mark.parametrize("widths", [(2, 10, 1), (3, 2, 1), (2, 2, 2, 1)])
def test_a_network_beside_forty_digits(widths):
    """From six weights on the quantities come of matrices; a Hessian is V V^T."""
    surface = sg.losses.network(widths)
    names = ("second_fundamental_form", "gaussian_curvature", "normal")
    kernel = surface.kernel(*names)
    assert "one_by_one(_at_point" in kernel.source
    rng = np.random.default_rng(5)
    data = {"x": rng.normal(size=(70, widths[0])), "y": rng.normal(size=70)}
    place = rng.uniform(-1, 1, surface.dimension)
    found = kernel(*place, **data)
    with mp.workdps(40):
        exact = surface.kernel("second_fundamental_form", "normal", backend="mpmath")(*place, **data)
    assert close(found.second_fundamental_form, exact.second_fundamental_form)
    assert close(found.normal, exact.normal)
    several = kernel(*np.stack([place, -place], 1), **data)
    assert close(several.gaussian_curvature[0], found.gaussian_curvature, 1e-10)
    assert np.array_equal(kernel(*place, **data, out=found).normal, found.normal)


def test_many_data_are_done_point_by_point():
    surface = sg.losses.network((2, 4, 1))
    kernel = surface.kernel("second_fundamental_form")
    rng = np.random.default_rng(6)
    data = {"x": rng.normal(size=(1000, 2)), "y": rng.normal(size=1000)}
    places = rng.uniform(-1, 1, (surface.dimension, 4))
    found = kernel(*places, **data).second_fundamental_form
    assert all(
        np.array_equal(found[i], kernel(*p, **data).second_fundamental_form) for i, p in enumerate(places.T)
    )


def test_what_is_out_of_the_ordinary_is_decided_as_in_chunks():
    surface = sg.Graph(total(X[k] * a) * total(Y[k] * a) / (b**2 + c), W[:3])
    kernel = surface.kernel("metric", "volume_element", outside="ignore")
    data = {"x": np.ones(3), "y": np.ones(3)}
    for place in (
        (1e200, 1e180, 0.5),
        (1.0, 0.0, 0.0),
        (np.nan, 1.0, 1.0),
        (np.inf, 1.0, 1.0),
        (0.5, 0.25, 0.125),
    ):
        single = kernel(*place, **data)
        pair = kernel(*([v, v] for v in place), **data)
        assert np.allclose(pair.metric[0], single.metric, 1e-13, 0, equal_nan=True), place


@pytest.mark.parametrize(
    "term",
    [
        sp.Max(0, a * X[k] + b) ** 2,
        sp.Min(a * X[k], b) * Y[k],
        sp.Abs(a * X[k] + b) ** 3,
        sp.sign(a * X[k] - b) * (a - b * Y[k]) ** 2,
        sp.sinc(a * X[k]) * b,
        sp.sqrt((a * X[k]) ** 2 + (b - Y[k]) ** 2),
    ],
    ids=str,
)
def test_derivatives_of_what_has_kinks_beside_forty_digits(term):
    """Derivatives of `max` compare; what is compared is subtracted and summed."""
    surface, data = sg.Graph(total(term + a * X[k] * Y[k]), W[:2]), data_of(40)

    def values(backend):
        kernel = surface.kernel(
            "metric", "gaussian_curvature", derivatives=("a", "b"), outside="ignore", backend=backend
        )
        return kernel(0.3, -0.7, **data)

    found = values("numpy")
    with mp.workdps(40):
        exact = values("mpmath")
    assert all(close(found[q], exact[q], 1e-11) for q in ("metric_a", "metric_b", "gaussian_curvature_b"))


@pytest.mark.parametrize("dtype", [np.float32, np.longdouble])
def test_other_numbers_are_done_in_chunks(dtype):
    ell, coordinates = LOSSES["unit"]
    kernel, data = sg.Graph(ell, coordinates).kernel("mean_curvature"), data_of(50)
    found = kernel(0.5, -0.5, **data, dtype=dtype).mean_curvature
    assert found.dtype == dtype
    assert found == pytest.approx(kernel(0.5, -0.5, **data).mean_curvature, rel=1e-5)


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("rows, columns", [(1, 1), (3, 70), (40, 600), (300, 40)])
def test_products_are_the_sums(rows, columns, dense):
    rng = np.random.default_rng(7)
    v = rng.normal(size=(rows, columns))
    first, second = rng.integers(0, rows, 150), rng.integers(0, rows, 150)
    (pairs,) = pairs_of((tuple(first), tuple(second), dense))
    sums = SummedPairs(pairs)
    for start in range(0, columns, 333):
        sums.add(v[:, start : start + 333])
    assert np.allclose(sums.values(), (v[first] * v[second]).sum(1), 1e-12, 1e-12)


def test_numbers_are_not_taken_for_results():
    """The number 2.0 and the result 2 are equal in Python; only one differs from datum to datum."""
    steps = (Instruction(2, "sin", ("_c0",), ("k",)), Instruction(3, "mul", (2, 2.0), ("k",)))
    moments = moments_of(Loop("k", steps, (Instruction(4, "sum", (3,), (), "k"),)), {"_c0"})
    assert {*moments.halves} == {(3,), ()}


def test_sums_in_sums_are_done_in_chunks():
    j, m = sp.Symbol("j", integer=True), sp.Symbol("m", integer=True, positive=True)
    ell = sp.Sum(sp.exp(a * sp.Sum(X[k, j] * b, (j, 0, m - 1))) ** 2, (k, 0, n - 1))
    kernel = sg.Graph(ell, (a, b)).kernel("metric")
    assert "one_by_one(_at_point" not in kernel.source
    assert np.isfinite(kernel(0.1, 0.2, x=np.ones((3, 4))).metric).all()
