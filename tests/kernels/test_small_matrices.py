"""What compiled kernels do for themselves a point at a time: sums over data, eigenvalues, determinants."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

import symgeom as sg
from benchmarks.digits.oracle import Oracle
from symgeom.kernels import backends
from symgeom.kernels.printing.in_c import in_c
from symgeom.kernels.running import small_matrices, tridiagonal


@pytest.fixture(params=["c", "numba"])
def compiled(request):
    if backends.backend(request.param).missing:
        pytest.skip(f"needs {request.param}")
    return request.param


def test_sums_over_data(compiled):
    """Sums in sums, arrays of two axes, functions that no vector has: against the sums written out, in many digits."""
    u, v = sp.symbols("u v", real=True)
    m, s = sp.IndexedBase("m"), sp.IndexedBase("s")
    k, j, n, p = sp.symbols("k j n p", integer=True)
    inner = sp.Sum(m[k, 0] * u * s[j], (j, 0, p - 1))
    loss = sp.Sum(sp.exp(u * m[k, 0] + v * m[k, 1]) * inner + sp.erf(v * m[k, 1]), (k, 0, n - 1)) / n
    rng = np.random.default_rng(5)
    rows, column = rng.normal(size=(4, 3)), rng.normal(size=3)
    kernel = sg.Graph(loss, (u, v)).kernel("gaussian_curvature", "mean_curvature", backend=compiled)
    assert "_NATIVE" in kernel.source or "_JITTED" in kernel.source
    a, b, c = (list(map(sp.Rational, entries)) for entries in (rows[:, 0], rows[:, 1], column))
    total = sum(sp.exp(u * x + v * y) * x * u * sum(c) + sp.erf(v * y) for x, y in zip(a, b)) / 4
    points = rng.normal(size=(2, 3000))
    out = kernel(*points, m=np.asfortranarray(rows), s=column)
    alone = kernel(*points[:, 7], m=rows.tolist(), s=column)
    apart = kernel(*points, m=rows, s=column, threads=2)
    for name in ("gaussian_curvature", "mean_curvature"):
        want = float(Oracle([u, v, total], (u, v), {}).values(tuple(points[:, 7]))[name][0])
        assert out[name][7] == pytest.approx(want, rel=1e-13)
        assert alone[name] == pytest.approx(want, rel=1e-13)
        assert np.array_equal(apart[name], out[name])
    assert np.isnan(kernel(np.array([np.nan, 0.5]), 0.5, m=rows, s=column).mean_curvature).tolist() == [
        True,
        False,
    ]


def test_files_with_matrices_run_alone(compiled, tmp_path):
    """What a file needs of small matrices is in it."""
    path = sg.surfaces.n_sphere(3).kernel("principal_curvatures", backend=compiled).save(tmp_path / "ball.py")
    code = "import numpy, sys; sys.path.insert(0, '.'); from ball import evaluate\n"
    code += "print(evaluate(numpy.array([0.5, 0.6]), 1.0, 1.0, R=2.0).principal_curvatures.ravel(), 'symgeom' in sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, cwd=path.parent)
    assert done.stdout == "[-0.5 -0.5 -0.5 -0.5 -0.5 -0.5] False\n", done.stderr


@pytest.mark.parametrize("d", [2, 7, 24])
def test_eigenvalues_by_a_tridiagonal_matrix(d):
    """Random, with equal eigenvalues, of rank one, diagonal, and of unlike sizes: beside 40 digits, and V diag V^T."""
    rng = np.random.default_rng(d)
    a = rng.normal(size=(d, d))
    q = np.linalg.qr(a)[0]
    sizes = 10.0 ** -rng.integers(0, 200, d)
    for m in (
        a + a.T,
        q @ np.diag(1.0 + np.arange(d) // 3) @ q.T,
        np.ones((d, d)),
        np.diag(a[0]),
        (a + a.T) * np.outer(sizes, sizes),
    ):
        m = (m + m.T) / (4 * abs(m).max())
        found, turn, work = m.ravel().copy(), np.full(d * d, np.nan), np.full(4 * d, np.nan)
        tridiagonal.k_diagonal(d, found, turn, 1, work)
        values, turn = found.reshape(d, d).diagonal(), turn.reshape(d, d)
        with mp.workdps(40):
            exact = sorted(map(float, mp.eigsy(mp.matrix(m.tolist()), eigvals_only=True)), reverse=True)
        size = max(map(abs, exact))
        assert abs(values - exact).max() <= 2e-15 * size
        assert abs(turn @ np.diag(values) @ turn.T - m).max() <= 5e-15 * size
        assert abs(turn.T @ turn - np.eye(d)).max() <= 5e-15


@pytest.mark.parametrize("d", [9, 40])
def test_curvatures_and_directions_in_many_dimensions(d):
    """With so many rows that they are written by loops: h e = kappa g e, beside NumPy's."""
    x = sp.symbols(f"x1:{d + 1}", real=True)
    ell = sum(sp.Rational(k % 7 - 2, 5) * a**2 for k, a in enumerate(x)) + sum(
        a * b**2 for a, b in pairwise(x)
    )
    names = ("principal_curvatures", "principal_directions", "metric", "second_fundamental_form")
    places = np.random.default_rng(d).uniform(-1, 1, (d, 3))
    kernels = [sg.Graph(ell, x).kernel(*names, backend=name) for name in ("numpy", "c")]
    if backends.backend("c").missing:
        pytest.skip("needs c")
    assert "_NATIVE" in kernels[1].source
    want, out = (kernel(*places) for kernel in kernels)
    size = abs(want.principal_curvatures).max()
    assert abs(want.principal_curvatures - out.principal_curvatures).max() <= 1e-14 * size
    left = out.second_fundamental_form @ out.principal_directions
    right = out.metric @ out.principal_directions * out.principal_curvatures[:, None, :]
    assert abs(left - right).max() <= 1e-13 * abs(left).max()


def test_small_matrices():
    """Nothing is in the text that nobody wants; a determinant whose rows are of unlike sizes, against fractions."""
    for wanted in (0, 1, 2, 4, 8, 16, 31):
        text = "\n".join(in_c("k_monge", wanted))
        assert ("k_determinant" in text) == bool(wanted & 1) and ("k_jacobi" in text) == bool(wanted & 24)
    for d in (6, 7):
        text = "\n".join(in_c("k_principal", d=d))
        assert ("k_jacobi" in text, "k_diagonal" in text) == (d == 6, d == 7)
    rng = np.random.default_rng(3)
    for d in (1, 4, 9):
        size = 10.0 ** rng.integers(-60, 60, d)
        h = rng.normal(size=(d, d))
        h = (h + h.T) * np.outer(size, size)
        a, found = h.ravel().copy(), np.empty(d)
        power = small_matrices.k_determinant(d, a, found)
        exact = sp.Matrix(d, d, list(map(sp.Rational, h.ravel()))).det(method="bareiss")
        assert abs(sp.Rational(found[0]) * sp.Integer(2) ** power / exact - 1) < 1e-12
