"""Sums over data in compiled loops, with the data of a block as a vector: beside kernels of 40 digits."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

import symgeom as sg
from symgeom.kernels import backends
from symgeom.kernels.printing import by_datum
from symgeom.kernels.printing.by_datum import ROW

X, Y = (sp.IndexedBase(name, real=True) for name in "xy")
n, k = sp.Symbol("n", integer=True, positive=True), sp.Symbol("k", integer=True)
a, b, c = sp.symbols("a b c", real=True)
rate = sp.Symbol("rate", positive=True)
NAMES = ("gaussian_curvature", "mean_curvature", "second_fundamental_form", "metric", "normal")


def total(term):
    return sp.Sum(term, (k, 0, n - 1))


LOSSES = {
    "unit": (total((b * sp.tanh(a * X[k]) - Y[k]) ** 2) / (2 * n) + rate * a**2, (a, b)),
    "logistic": (total(sp.log(1 + sp.exp(-Y[k] * (a * X[k] + b)))) + c**2 / 2, (a, b, c)),
    "two sums": (sp.log(total(sp.exp(a * X[k]))) + b * total(X[k] * Y[k] * sp.cos(b * X[k])), (a, b)),
}


@pytest.fixture(params=["c", "numba"])
def compiled(request):
    if backends.backend(request.param).missing:
        pytest.skip(f"needs {request.param}")
    return request.param


def data_of(count, width=0):
    rng = np.random.default_rng(count)
    return {"x": rng.normal(size=(count, width) if width else count), "y": rng.normal(size=count)}


def close(found, exact, relative=1e-13):
    """Entries beside the largest of their quantity."""
    found, exact = np.asarray(found, float), np.array(exact, dtype=object).astype(float)
    return abs(found - exact).max() <= relative * max(abs(exact).max(), 1e-3)


@pytest.fixture
def wide(monkeypatch):
    """Also where there are few sums."""
    monkeypatch.setattr(by_datum, "WIDE", 1)


@pytest.mark.usefixtures("wide")
@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_on_data_beside_forty_digits(name, compiled):
    """Less than a vector's data, some that fill no vector, just a block, and more than one."""
    ell, coordinates = LOSSES[name]
    surface = sg.Graph(ell, coordinates, defaults={rate: 0.1} if ell.has(rate) else {})
    kernel, slow = surface.kernel(*NAMES, backend=compiled), surface.kernel(*NAMES, backend="mpmath")
    assert "k_tiles" in kernel.source
    places = np.array([[0.3, -0.7, 0.2], [1.1, 0.4, -0.9]])[:, : len(coordinates)]
    for count in (1, 7, ROW, ROW + 5):
        data = data_of(count)
        found = kernel(*places.T, **data)
        for at, place in enumerate(places):
            with mp.workdps(40):
                exact = slow(*place, **data)
            assert all(close(found[q][at], exact[q]) for q in NAMES), count


@pytest.mark.usefixtures("wide")
def test_a_parameter_that_varies_and_other_numbers(compiled):
    ell, coordinates = LOSSES["unit"]
    kernel = sg.Graph(ell, coordinates).kernel("mean_curvature", backend=compiled)
    assert "k_tiles" in kernel.source
    places, rates, data = np.linspace(-1, 1, 70), np.linspace(0.1, 0.4, 70), data_of(40)
    found = kernel(places, 0.5, rate=rates, **data).mean_curvature
    alone = [kernel(p, 0.5, rate=r, **data).mean_curvature for p, r in zip(places[::23], rates[::23])]
    assert found[::23] == pytest.approx(alone, rel=1e-14)
    small = kernel(places, 0.5, rate=rates, **data, dtype=np.float32).mean_curvature
    assert small.dtype == np.float32 and np.allclose(small, found, 1e-5)


@pytest.mark.usefixtures("wide")
def test_what_is_out_of_the_ordinary_is_decided_elsewhere(compiled):
    """Sums that grow too large on the way, singular points, NaN: as NumPy's kernel has it."""
    surface = sg.Graph(total(X[k] * a) * total(Y[k] * a) / (b**2 + c), (a, b, c))
    kernels = [surface.kernel("metric", "volume_element", backend=name) for name in ("numpy", compiled)]
    assert "k_tiles" in kernels[1].source
    places = np.array([(1e200, 1e180, 0.5), (1.0, 0.0, 0.0), (np.nan, 1.0, 1.0), (0.5, 0.25, 0.125)]).T
    want, found = (kernel(*places, x=np.ones(3), y=np.ones(3)) for kernel in kernels)
    assert np.allclose(found.metric, want.metric, 1e-13, 0, equal_nan=True)
    assert np.isfinite(found.metric[3]).all() and np.isnan(found.metric[1:3]).any((1, 2)).all()


def test_a_network_of_many_weights(compiled):
    """Its many steps at a point are loops over tables; the Hessian is V V^T; so are those of two layers of units."""
    for widths in ((2, 4, 1), (2, 2, 2, 1)):
        surface = sg.losses.network(widths)
        kernel = surface.kernel("second_fundamental_form", "gaussian_curvature", backend=compiled)
        assert "k_tiles" in kernel.source and "i0[" in kernel.source
        data, places = data_of(300, 2), np.random.default_rng(5).uniform(-1, 1, (surface.dimension, 3))
        found = kernel(*places, **data)
        with mp.workdps(40):
            exact = surface.kernel("second_fundamental_form", backend="mpmath")(*places[:, 1], **data)
        assert close(found.second_fundamental_form[1], exact.second_fundamental_form)
        want = surface.kernel("gaussian_curvature")(*places, **data).gaussian_curvature
        assert found.gaussian_curvature == pytest.approx(want, rel=1e-9)
        apart = kernel(*places, **data, threads=2)
        assert np.array_equal(apart.second_fundamental_form, found.second_fundamental_form)
        assert np.array_equal(kernel(*places, **data, out=apart).gaussian_curvature, found.gaussian_curvature)
