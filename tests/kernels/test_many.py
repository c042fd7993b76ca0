"""Kernels of graphs over many parameters: against 60 digits, with derivatives by differences of the function itself."""

import random

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg

QUANTITIES = [
    "volume_element", "metric", "inverse_metric", "normal", "second_fundamental_form", "shape_operator",
    "third_fundamental_form", "principal_curvatures", "gaussian_curvature", "mean_curvature",
]  # fmt: skip
DIGITS, STEP = 180, mp.mpf(10) ** -60


def softmax(classes, features, decay=0):
    """Cross-entropy of one example."""
    w = [[sp.Symbol(f"w{i}_{j}", real=True) for j in range(features)] for i in range(classes)]
    scores = [sum(w[i][j] * sp.Rational(j + 1, 3) for j in range(features)) for i in range(classes)]
    loss = sp.log(sum(map(sp.exp, scores))) - scores[0]
    everything = [x for row in w for x in row]
    return sg.Graph(loss + decay * sum(x**2 for x in everything), everything)


def network(hidden, examples):
    """A network with two inputs, tanh and one output; mean squares."""
    rng = random.Random(1)
    a = [[sp.Symbol(f"a{i}_{j}", real=True) for j in range(3)] for i in range(hidden)]
    b = [sp.Symbol(f"b{i}", real=True) for i in range(hidden + 1)]
    loss = sp.S.Zero
    for _ in range(examples):
        x1, x2, y = (sp.Rational(rng.randint(-20, 20), 10) for _ in range(3))
        out = sum(b[i] * sp.tanh(a[i][0] * x1 + a[i][1] * x2 + a[i][2]) for i in range(hidden)) + b[-1]
        loss += (out - y) ** 2 / 2
    return sg.Graph(loss, [*(x for row in a for x in row), *b])


GRAPHS = {
    "rosenbrock": lambda: sg.losses.rosenbrock(10),
    "softmax": lambda: softmax(3, 3),
    "decay": lambda: softmax(3, 3, sp.Rational(1, 10)),
    "network": lambda: network(3, 2),
    "downward": lambda: sg.losses.rosenbrock(7).flipped(),
}


def jets(surface, at):
    """p and A by central differences of the function."""
    f, d = sp.lambdify(list(surface.coordinates), surface.ell, "mpmath"), surface.dimension

    def moved(*moves):
        x = [mp.mpf(a) for a in at]
        for i, s in moves:
            x[i] += s * STEP
        return f(*x)

    p = [(moved((i, 1)) - moved((i, -1))) / (2 * STEP) for i in range(d)]
    A = mp.matrix(d, d)
    signs = [(s, t) for s in (1, -1) for t in (1, -1)]
    for i in range(d):
        for j in range(i + 1):
            A[i, j] = A[j, i] = mp.fsum(s * t * moved((i, s), (j, t)) for s, t in signs) / (4 * STEP**2)
    return mp.matrix(p), A


def truth(p, A, sign):
    """By the definitions, in the precision of this moment."""
    d = len(p)
    w = mp.sqrt(1 + mp.fsum(x * x for x in p))
    g, h = mp.eye(d) + p * p.T, A * sign / w
    inverse = mp.inverse(g)
    S = inverse * h
    low = mp.inverse(mp.cholesky(g))
    kappa = sorted(mp.eigsy(low * h * low.T, eigvals_only=True), reverse=True)
    return {
        "volume_element": [w], "metric": g, "inverse_metric": inverse, "normal": [*(-sign * p / w), sign / w],
        "second_fundamental_form": h, "shape_operator": S, "third_fundamental_form": h * S,
        "principal_curvatures": kappa, "gaussian_curvature": [mp.det(A) * sign**d / w ** (d + 2)],
        "mean_curvature": [mp.fsum(S[i, i] for i in range(d)) / d],
    }  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("size", [1, 30])
def test_sixty_digits(name, size):
    """Single entries by themselves, K by its own size, matrices by their largest entry."""
    surface = GRAPHS[name]()
    rng = random.Random(name)
    at = [rng.uniform(-size, size) for _ in surface.coordinates]
    got = surface.kernel(QUANTITIES)(*at)
    with mp.workdps(DIGITS):
        want = truth(*jets(surface, at), surface.orientation)
        for quantity, values in want.items():
            found = np.ravel(np.asarray(getattr(got, quantity), float))
            largest = max(map(abs, values))
            for a, b in zip(found, values, strict=True):
                assert abs(mp.mpf(float(a)) - b) <= mp.mpf(1e-12) * largest + mp.mpf(1e-100), quantity


def test_nothing_over_or_underflows():
    """det A is 1e400 and 1e-400, K is not: K = prod(a_i) for the bowl at 0; arrays, and a size of its own for each column."""
    x = sp.symbols("x1:11", real=True)
    a = sp.symbols("a1:11", positive=True)
    bowl = sg.Graph(sum(c * v**2 for c, v in zip(a, x)) / 2, x).kernel("gaussian_curvature", "mean_curvature")
    for values in ([1e40] * 5 + [1e-41] * 5, [1e150, 1e150, 1e150] + [1e-64] * 7, [1e-30] * 10):
        want = float(sp.prod(map(sp.Rational, map(str, values))))
        at_zero = bowl(*[0.0] * 10, *values)
        assert at_zero.gaussian_curvature == pytest.approx(want, rel=1e-13)
        many = bowl(*[np.zeros(3)] * 10, *values)
        assert many.gaussian_curvature == pytest.approx([want] * 3, rel=1e-13)
    steep = sg.Graph(sum(v**2 for v in x), x).kernel("gaussian_curvature")
    assert steep(*[1e35] * 10).gaussian_curvature == 0 or steep(*[1e20] * 10).gaussian_curvature > 0


def test_a_flat_loss_has_curvature_zero():
    """One example of a softmax classifier: the scores are three linear forms of nine weights."""
    kernel = softmax(3, 3).kernel("gaussian_curvature", "mean_curvature")
    for _ in range(5):
        out = kernel(*np.random.default_rng(3).normal(size=9))
        assert out.gaussian_curvature == 0 and out.mean_curvature > 0


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_forty_one_weights_where_functions_are_transformed(backend):
    """A library that compiles what it traces has a few arrays before it, not thousands of entries."""
    pytest.importorskip(backend)
    surface = sg.losses.network((2, 10, 1))
    names = ["second_fundamental_form", "shape_operator", "normal", "mean_curvature", "principal_curvatures"]
    rng = np.random.default_rng(4)
    data = {"x": rng.normal(size=(30, 2)), "y": rng.normal(size=30)}
    places = rng.uniform(-1, 1, (surface.dimension, 2))
    found, known = (surface.kernel(names, backend=b)(*places, **data) for b in (backend, "numpy"))
    for name in names:
        assert np.allclose(
            np.asarray(found[name]), known[name], rtol=1e-11, atol=1e-13 * np.abs(known[name]).max()
        )
