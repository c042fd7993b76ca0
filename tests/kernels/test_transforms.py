"""Kernels in JAX and torch: compiled, mapped and differentiated; derivatives where others have NaN; types kept; bad input.

The oracle of derivatives is a difference quotient of the mpmath backend in 60 digits.
"""

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.kernels import backends

x, y, z = sp.symbols("x y z", real=True)
NAMES = ["gaussian_curvature", "mean_curvature", "principal_curvatures", "normal"]
BOTH = [
    pytest.param(b, marks=pytest.mark.skipif(bool(backends.backend(b).missing), reason=f"needs {b}"))
    for b in ("jax", "torch")
]


def derivatives(backend, kernel, at, twice=False):
    """Of all quantities by the coordinates, along the last axes, as arrays of NumPy; their derivatives again if `twice`."""

    def of_vector(v):
        return dict(kernel(*(v[k] for k in range(len(at)))))

    if backend == "jax":
        jax = pytest.importorskip("jax")
        taken = jax.hessian(of_vector) if twice else jax.jit(jax.jacrev(of_vector))
        found = taken(jax.numpy.asarray(at))
    else:
        torch = pytest.importorskip("torch")
        taken = (torch.func.hessian if twice else torch.func.jacrev)(of_vector)
        found = taken(torch.tensor(at, dtype=torch.float64))
    return {name: np.asarray(value) for name, value in found.items()}


def difference(surface, name, at):
    """d(quantity)/d(coordinate) along the last axis."""
    kernel = surface.kernel(name, backend="mpmath")
    with mp.workdps(60):
        h = mp.mpf(10) ** -20
        columns = []
        for k in range(len(at)):
            up, down = ([mp.mpf(a) + s * h * (i == k) for i, a in enumerate(at)] for s in (1, -1))
            gap = np.asarray(kernel(*up)[name], object) - np.asarray(kernel(*down)[name], object)
            columns.append(np.vectorize(float, otypes=[float])(gap / (2 * h)))
    return np.stack(columns, -1)


SPACE = sg.Graph(x**2 / 2 + sp.sin(x * y) * z - z**3 / 3, (x, y, z))
SADDLE = sg.Graph(x**2 - y**2 / 2 + x * y**2 + sp.exp(x) / 5, (x, y))


@pytest.mark.parametrize("backend", BOTH)
@pytest.mark.parametrize("surface", [SADDLE, SPACE], ids=["d = 2", "d = 3"])
def test_derivatives(backend, surface):
    kernel, at = surface.kernel(NAMES, backend=backend), [0.3, 0.7, -0.4][: surface.dimension]
    for name, got in derivatives(backend, kernel, at).items():
        assert np.allclose(got, difference(surface, name, at), rtol=1e-10, atol=1e-12), name


UMBILIC = {
    "bowl": ((x**2 + y**2) / 2 + x**3 / 6 + x * y**2 / 5, (x, y)),
    "planar point": (x**3 / 6 + y**3 / 5 + x * y**2 / 7, (x, y)),
    "bowl in 4-space": ((x**2 + y**2 + z**2) / 2 + x**3 / 6 + x * y * z, (x, y, z)),
}


@pytest.mark.parametrize("backend", BOTH)
@pytest.mark.parametrize("name", UMBILIC)
def test_derivatives_at_umbilics(backend, name):
    """K and H are smooth; each curvature has the mean of the branches, which is the derivative of H."""
    surface = sg.Graph(*UMBILIC[name])
    kernel, at = surface.kernel(NAMES, backend=backend), [0.0] * surface.dimension
    found = derivatives(backend, kernel, at)
    for quantity in ("gaussian_curvature", "mean_curvature"):
        assert np.allclose(found[quantity], difference(surface, quantity, at), atol=1e-12), quantity
    mean = difference(surface, "mean_curvature", at)
    assert np.allclose(found["principal_curvatures"] - mean, 0, atol=1e-12)


@pytest.mark.parametrize("backend", BOTH)
def test_directions_have_no_derivative_at_an_umbilic(backend):
    bowl = sg.Graph((x**2 + y**2 + z**2) / 2, (x, y, z)).kernel("principal_directions", backend=backend)
    assert np.isnan(derivatives(backend, bowl, [0.0, 0.0, 0.0])["principal_directions"]).any()


@pytest.mark.parametrize("backend", BOTH)
def test_no_derivative_where_there_is_none(backend):
    """The second derivatives of |x|^3 are 6|x|: K at x = 0 exists, its derivative doesn't."""
    kernel = sg.Graph(sp.Abs(x) ** 3 + y**2 / 2, (x, y)).kernel("gaussian_curvature", backend=backend)
    assert np.isfinite(derivatives(backend, kernel, [0.5, 0.25])["gaussian_curvature"]).all()
    assert np.isnan(derivatives(backend, kernel, [0.0, 0.25])["gaussian_curvature"][0])


@pytest.mark.parametrize("backend", BOTH)
def test_k_of_many_parameters_where_it_vanishes(backend):
    """det A = 0 and d(det A) = 1: what the libraries' determinants have is 0."""
    xs = sp.symbols("x1:8", real=True)
    surface = sg.Graph(sum(s**2 for s in xs[1:]) / 2 + xs[0] ** 3 / 6, xs)
    kernel = surface.kernel("gaussian_curvature", backend=backend)
    found = derivatives(backend, kernel, [0.0] * 7)["gaussian_curvature"]
    assert np.allclose(found, np.eye(7)[0], atol=1e-14)


@pytest.mark.parametrize("backend", BOTH)
def test_second_derivatives(backend):
    surface = sg.Graph((x**2 + y**2) / 2 + x**3 / 6 + x * y**2 / 5, (x, y))
    kernel = surface.kernel("gaussian_curvature", backend=backend)
    found = derivatives(backend, kernel, [0.0, 0.0], twice=True)["gaussian_curvature"]
    with mp.workdps(60):
        h, k = mp.mpf(10) ** -15, surface.kernel("K", backend="mpmath")
        at = [(k(h, 0), k(-h, 0)), (k(0, h), k(0, -h))]
        want = [
            float((a.gaussian_curvature + b.gaussian_curvature - 2 * k(0, 0).gaussian_curvature) / h**2)
            for a, b in at
        ]
    assert np.allclose(found, np.diag(want), atol=1e-10)


@pytest.mark.parametrize("backend", BOTH)
def test_sums_over_data(backend):
    loss = sg.losses.network((1, 2, 1))
    names = ["gaussian_curvature", "mean_curvature", "normal"]
    at = [np.linspace(-1, 1, 6).reshape(2, 3) + k / 7 for k in range(loss.dimension)]
    data = {"x": [0.5, -1.0, 0.25, 2.0], "y": [1.0, 0.5, -0.75, 0.125]}
    got, want = (loss.kernel(names, backend=b)(*at, **data) for b in (backend, "numpy"))
    for name in names:
        assert np.allclose(np.asarray(got[name]), want[name], rtol=1e-11, atol=1e-14), name
    with pytest.raises(InputError, match="unequal length"):
        loss.kernel(names, backend=backend)(*at, x=[1.0, 2.0], y=[1.0])


class Hostile:
    def __getattribute__(self, name):
        raise RuntimeError("don't ask")


@pytest.mark.parametrize("backend", BOTH)
def test_bad_input(backend):
    kernel = sg.surfaces.torus().kernel("K", backend=backend)
    masked = np.ma.masked_array([1.0, 2.0], [True, False])
    result = kernel(1.0, 2.0)
    for call, message in (
        (lambda: kernel(1), "missing v"), (lambda: kernel(1, 2, q=3), "no argument q"),
        (lambda: kernel("1", 2), "values of type"), (lambda: kernel(1j, 2), "complex"),
        (lambda: kernel(True, 2), "type bool"), (lambda: kernel(None, 2), "no number"),
        (lambda: kernel(object(), 2), "no number"), (lambda: kernel(Hostile(), 2), "no number"),
        (lambda: kernel([1, [2]], 2), "no number"),
        (lambda: kernel(10**400, 2), "too large"), (lambda: kernel([1, 2], [1, 2, 3]), "don't broadcast"),
        (lambda: kernel(-1.0, 2.0), "the domain of u"), (lambda: kernel(1, 2, R=1.0, r=2.0), "hold for"),
        (lambda: kernel(1, 2, out=result), "made anew"), (lambda: kernel(1, 2, threads=4), "threads of its own"),
        (lambda: kernel(1, 2, threads=0), "whole number"), (lambda: kernel(1, 2, dtype="int8"), "dtype="),
        (lambda: kernel([1, 2], 2, mask=[1, 0]), "mask="), (lambda: kernel([1, 2], 2, mask=[True] * 3), "mask="),
        (lambda: kernel(masked, 2), "masked"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message):
            call()


@pytest.mark.parametrize("backend", BOTH)
def test_inputs_of_all_kinds(backend):
    kernel, plain = (sg.surfaces.torus().kernel(["K", "normal"], backend=b) for b in (backend, "numpy"))
    grid = np.arange(24.0).reshape(4, 6) / 10
    frozen = grid.copy()
    frozen.flags.writeable = False
    for value in (
        2, Fraction(1, 2), np.float64(0.5), np.array(0.5), [0.5, 1.5], np.arange(4), np.array([0.5, 1], object),
        grid[::2, ::-1], np.asfortranarray(grid), frozen, np.zeros((0, 3)), grid.astype(">f8"),
        np.ma.masked_array([1.0], [False]),
    ):  # fmt: skip
        got, want = kernel(value, 1.0), plain(value, 1.0)
        for name in want:
            assert got[name].shape == np.shape(want[name]), (value, name)
            assert np.allclose(np.asarray(got[name]), want[name], rtol=1e-13), (value, name)
    assert np.isnan(np.asarray(kernel([0.5, -1.0, np.nan], 0.5).normal)).all(1).tolist() == [
        False,
        True,
        True,
    ]
    assert np.isnan(np.asarray(kernel([0.5, 1.0], 0.5, mask=[True, False]).gaussian_curvature)).tolist() == [
        False,
        True,
    ]


@pytest.mark.parametrize("backend", BOTH)
def test_keywords_and_functions_as_arguments(backend):
    word, f = sp.Symbol("lambda", real=True), sp.Function("f", real=True)
    assert sg.Graph(word**2 / 2, (word,)).kernel("H", backend=backend)(**{"lambda": 0.0}).mean_curvature == 1
    kernel = sg.Graph(f(x), (x,)).kernel("H", backend=backend)
    given = kernel(0.5, f_x=lambda t: t * 0 + 1, f_xx=2.0).mean_curvature
    assert float(given) == pytest.approx(2 / 2**1.5)


def test_jax():
    jax = pytest.importorskip("jax")
    kernel = sg.surfaces.torus().kernel(["K", "normal"], backend="jax")
    u = jax.numpy.linspace(0.5, 2, 4)
    plain, compiled, mapped = kernel(u, 0.5), jax.jit(kernel)(u, 0.5), jax.vmap(lambda t: kernel(t, 0.5))(u)
    for result in (plain, compiled, mapped):
        assert result.normal.shape == (4, 3) and result.batch_shape == (4,)
        assert np.allclose(result.normal, plain.normal, rtol=1e-14)
    assert kernel(u.astype("float32"), 0.5).gaussian_curvature.dtype == np.float32
    assert kernel(u.astype("bfloat16"), 0.5).gaussian_curvature.dtype == jax.numpy.bfloat16
    assert np.isnan(jax.jit(kernel)(-1.0, 0.5).gaussian_curvature)  # hidden: no error
    strict = sg.surfaces.torus().kernel("K", backend="jax", outside="raise")
    with pytest.raises(InputError, match="got u = -1"):
        strict(np.array([0.5, -1.0]), 0.5)


def test_jax_says_when_it_would_lose_digits():
    jax = pytest.importorskip("jax")
    kernel = sg.surfaces.torus().kernel("K", backend="jax")
    with jax.enable_x64(False):
        assert kernel(1.0, 0.5).gaussian_curvature.dtype == np.float32
        with pytest.raises(InputError, match="u has 64 bits and JAX is set to 32"):
            kernel(np.array([1.0, 2.0]), 0.5)
        with pytest.raises(InputError, match="dtype= asks for 64 bits"):
            kernel(1.0, 0.5, dtype=np.float64)
        assert kernel(np.array([1.0, 2.0]), 0.5, dtype=np.float32).gaussian_curvature.dtype == np.float32


def test_torch():
    torch = pytest.importorskip("torch")
    kernel = sg.surfaces.torus().kernel(["K", "normal"], backend="torch")
    u = torch.linspace(0.5, 2, 4, dtype=torch.float64)
    plain, mapped = kernel(u, 0.5), torch.vmap(lambda t: kernel(t, 0.5))(u)
    for result in (plain, mapped):
        assert result.normal.shape == (4, 3) and result.batch_shape == (4,)
        assert np.allclose(result.normal, plain.normal, rtol=1e-14)
    for kind in (torch.float32, torch.bfloat16):
        assert kernel(u.to(kind), 0.5).gaussian_curvature.dtype == kind
    assert kernel(np.float32([1, 2]), 0.5).normal.dtype == torch.float32
    v = torch.tensor(0.5, requires_grad=True)
    kernel(1.0, v).gaussian_curvature.backward()
    assert v.grad is not None and v.grad.dtype == torch.float32
    assert kernel(u.to("meta"), 0.5, mask=None).gaussian_curvature.device.type == "meta"
    with pytest.raises(InputError, match="several devices"):
        kernel(u.to("meta"), u)
    with pytest.raises(InputError, match="type bool"):
        kernel(u > 1, 0.5)
