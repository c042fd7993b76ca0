"""Kernels on arrays of dask and xarray, series of pandas, memory maps, and in other processes."""

import pickle
import warnings

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.kernels import backends

NAMES = ["gaussian_curvature", "metric", "normal"]


@pytest.fixture(scope="module")
def kernel():
    return sg.surfaces.torus().kernel(NAMES)


@pytest.fixture
def da():
    return pytest.importorskip("dask.array")


U, V = np.linspace(0, 6, 60).reshape(10, 6), np.linspace(0.5, 5, 6)


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch", "mpmath"])
def test_a_pickle_is_printed_again_when_it_is_called(backend, kernel):
    kernel = sg.surfaces.torus().kernel(NAMES, backend=backend)
    again = pickle.loads(pickle.dumps(kernel))
    assert "_evaluate" not in vars(again) and "source" not in vars(again)
    assert (
        again.source == kernel.source
        and again.quantities == kernel.quantities
        and repr(again) == repr(kernel)
    )
    if "_absent" not in repr(kernel._evaluate):
        assert np.array_equal(np.asarray(again(1.0, 2.0).normal), np.asarray(kernel(1.0, 2.0).normal))


def test_blocks_are_computed_when_they_are_asked_for(da, kernel, monkeypatch):
    calls, real = [], type(kernel).__call__

    def counted(self, *args, **named):
        calls.append(1)
        return real(self, *args, **named)

    monkeypatch.setattr(type(kernel), "__call__", counted)
    u, v = da.from_array(U, chunks=(4, 3)), da.from_array(V, chunks=2)
    out = kernel(u, v, R=2.0, r=0.5)
    before = len(calls)
    assert before <= 2  # the call, and one without points that says what is wrong
    want = kernel(U, V, R=2.0, r=0.5)
    for name in NAMES:
        assert isinstance(out[name], da.Array) and out[name].shape == want[name].shape
        assert np.array_equal(out[name].compute(scheduler="synchronous"), want[name])
    assert repr(out).startswith("KernelResult(gaussian_curvature (10, 6)")


def test_one_task_for_each_block(da):
    kernel = sg.surfaces.torus().kernel("normal")
    u = da.from_array(np.linspace(0, 6, 1000), chunks=100)
    graph = kernel(u, 0.5).normal.__dask_graph__()
    layers = {name: len(layer) for name, layer in graph.layers.items() if name.startswith("torus")}
    assert list(layers.values()) == [10]


def test_points_that_are_not_there_are_drawn_block_by_block(da):
    """Random points: what is computed twice has the same digits, as where a worker fails."""
    kernel = sg.surfaces.torus().kernel("K")
    u = da.random.default_rng(0).uniform(0, 6, size=20_000, chunks=5_000)
    mean = kernel(u, u).gaussian_curvature.mean()
    assert (
        mean.compute()
        == mean.compute()
        == pytest.approx(kernel(*[u.compute()] * 2).gaussian_curvature.mean())
    )


def test_other_arguments_beside_arrays_of_dask(da, kernel):
    u = da.from_array(U[:, 0], chunks=3)
    for more, plain in (
        ({"mask": da.from_array(U[:, 0] > 1, chunks=3)}, {"mask": U[:, 0] > 1}), ({"mask": U[:, 0] > 1},) * 2,
        ({"dtype": np.float32},) * 2, ({"R": da.from_array(U[:, 0] + 2, chunks=2)}, {"R": U[:, 0] + 2}), ({"threads": 2},) * 2,
    ):  # fmt: skip
        got, want = kernel(u, 0.5, **more), kernel(U[:, 0], 0.5, **plain)
        for name in NAMES:
            assert (
                np.array_equal(got[name].compute(), want[name], equal_nan=True)
                and got[name].dtype == want[name].dtype
            )
    loss = sg.losses.network((1, 1))
    data = {"x": [0.5, -1.0, 0.25], "y": [1.0, 0.5, -0.75]}
    k = loss.kernel("K")
    assert np.array_equal(
        k(u, u, **data).gaussian_curvature.compute(), k(U[:, 0], U[:, 0], **data).gaussian_curvature
    )
    with pytest.raises(InputError, match="needed whole"):
        k(u, u, x=da.ones(3), y=[1.0, 2.0, 3.0])


def test_what_is_wrong_is_said_before_anything_is_computed(da, kernel):
    u = da.from_array(U, chunks=(4, 3))
    for call, message in (
        (lambda: kernel(u), "missing v"), (lambda: kernel(u, 1.0, q=2), "no argument q"),
        (lambda: kernel(u, da.ones(5)), "don't broadcast"), (lambda: kernel(u, -1.0), "domain of v"),
        (lambda: kernel(u, 1.0, R=1.0, r=2.0), "hold for"), (lambda: kernel(u, 1.0, out=kernel(1.0, 1.0)), "out="),
        (lambda: kernel(u * 1j, 1.0), "complex"), (lambda: kernel(u, 1.0, mask=u), "mask="),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message):
            call()


def test_on_a_cluster(da, kernel):
    distributed = pytest.importorskip("distributed")
    u = da.from_array(np.linspace(0, 6, 10_000), chunks=1_000)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
    ):
        mean = kernel(u, 0.5).metric.mean(0).compute()
    assert np.allclose(mean, kernel(u.compute(), 0.5).metric.mean(0), rtol=1e-13)


def test_datasets(kernel):
    xr = pytest.importorskip("xarray")
    grid = xr.Dataset(
        {"u": ("lon", U[:, 0]), "r": ("lat", V / 10), "other": ("lon", U[:, 1])}, {"v": ("lat", V), "lat": V}
    )
    got, want = kernel(grid, R=2.0), kernel(U[:, :1], V, R=2.0, r=V / 10)
    assert got.metric.dims == ("lon", "lat", "metric_i", "metric_j") and set(got.data_vars) == set(NAMES)
    for name in NAMES:
        assert np.array_equal(got[name].values, want[name])
    assert np.array_equal(got.lat, V)
    alone = kernel(grid.u, grid.v, R=2.0, r=0.5)
    assert np.array_equal(alone.normal.values, kernel(U[:, :1], V, R=2.0, r=0.5).normal)
    with pytest.raises(InputError, match="none of the arguments"):
        kernel(grid[["other"]].drop_vars(["v", "lat"], errors="ignore"), R=2.0)
    with pytest.raises(InputError, match="missing v"):
        kernel(grid[["u"]].drop_vars("v", errors="ignore"))
    with pytest.raises(InputError, match="one Dataset first"):
        kernel(grid, grid)


def test_datasets_in_blocks(da, kernel):
    xr = pytest.importorskip("xarray")
    grid = xr.Dataset({"u": ("lon", U[:, 0])}, {"v": ("lat", V)}).chunk({"lon": 4})
    got = kernel(grid, R=2.0, r=0.5)
    assert isinstance(got.metric.data, da.Array)
    assert np.array_equal(got.metric.compute(), kernel(U[:, :1], V, R=2.0, r=0.5).metric)


def test_series_keep_their_index(kernel):
    pd = pytest.importorskip("pandas")
    u = pd.Series(U[:4, 0], index=list("abcd"))
    out = kernel(u, pd.Series(V[:4], index=list("abcd")), R=2.0)
    assert (
        list(out.gaussian_curvature.index) == list("abcd")
        and out.gaussian_curvature.name == "gaussian_curvature"
    )
    assert np.array_equal(out.metric, kernel(U[:4, 0], V[:4], R=2.0).metric)
    with pytest.raises(InputError, match="different indices"):
        kernel(u, pd.Series(V[:4], index=list("abce")))
    frame = pd.DataFrame({"u": U[:4, 0], "v": V[:4]})
    assert np.array_equal(kernel(frame.u, frame.v).normal, kernel(U[:4, 0], V[:4]).normal)


def test_memory_maps(kernel, tmp_path):
    u = np.memmap(tmp_path / "u", np.float64, "w+", shape=(20_000,))
    u[:] = np.linspace(0, 6, 20_000)
    frozen = np.memmap(tmp_path / "u", np.float64, "r", shape=(20_000,))
    assert np.array_equal(kernel(frozen, 0.5).normal, kernel(np.array(u), 0.5).normal)


def test_functions_are_called_with_blocks(da):
    x = sp.Symbol("x", real=True)
    f = sp.Function("f", real=True)
    kernel = sg.Graph(f(x), (x,)).kernel("H")
    got = kernel(da.from_array(U[:, 0], chunks=3), f_x=np.sin, f_xx=np.cos)
    assert np.array_equal(
        got.mean_curvature.compute(), kernel(U[:, 0], f_x=np.sin, f_xx=np.cos).mean_curvature
    )


@pytest.mark.parametrize("backend", ["numpy", "mpmath", "arb"])
def test_masked_entries_are_refused(backend):
    kernel = sg.surfaces.torus().kernel("K", backend=backend)
    with pytest.raises(InputError, match=r"u has masked entries: give u\.filled"):
        kernel(np.ma.masked_array([1.0, 2.0], [True, False]), 0.5)
    assert len(kernel(np.ma.masked_array([1.0, 2.0], [False, False]), 0.5).gaussian_curvature) == 2


@pytest.mark.parametrize("backend", ["numpy", "c", "numba", "mpmath", "arb"])
def test_data_that_are_no_numbers_are_refused(backend):
    """Masked, NaN and infinite data would give a number that nobody sees is wrong."""
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    w, a = sp.Symbol("w", real=True), sp.IndexedBase("a")
    k, n = sp.symbols("k n", integer=True)
    kernel = sg.Graph(sp.Sum((w * a[k] - 1) ** 2, (k, 0, n - 1)), (w,)).kernel("curvature", backend=backend)
    with pytest.raises(InputError, match="a has masked entries: leave such data away"):
        kernel(0.5, a=np.ma.masked_array([1.0, 2.0], [True, False]))
    for bad in (np.nan, np.inf, -np.inf):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(InputError, match=r"the data a are not finite at \[1\]"):
                kernel(0.5, a=[1.0, bad])
