"""How many digits kernels keep, near and far, against values in many digits from derivatives of their own."""

from contextlib import contextmanager
from functools import cache
from threading import Thread

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

import symgeom as sg
from benchmarks.digits.cases import Case, cases
from benchmarks.digits.measure import QUANTITIES, measured, truths_of
from benchmarks.digits.oracle import Oracle
from benchmarks.digits.places import PLACES
from symgeom.geometry import rounding
from symgeom.kernels import backend_names, backends
from tests.oracle import WORKING_DIGITS
from tests.oracle import Oracle as Differences

CASES = cases()
FEW = (
    "surface cross_cap", "surface hyperboloid", "surface monkey_saddle", "surface stereographic_sphere", "loss gaussian_well",
    "form hat", "form peaks", "form sigmoid_unit", "form stable_logistic", "form tanh_two_examples", "tanh 1", "tanh 8",
    "form cone_plus_waves", "loss committee_machine", "loss scalar_chain", "logistic 4", "logistic 16",
    "data logistic 1 1", "data logistic 1 8", "data logistic 2", "data logistic with decay 4", "data linear 1 1",
    "data softmax 2", "data softmax with decay 4", "data gelu 1-1-1 1", "data tanh 1-1-1 8", "data softplus 1-1-1, logistic 4",
)  # fmt: skip
POINTS = 6
x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize("far", [False, True], ids=["near", "far"])
@pytest.mark.parametrize("name", FEW)
def test_kernels_keep_the_digits_that_their_inputs_allow(name, far):
    case = CASES[name]()
    kernel = case.surface.kernel(QUANTITIES)
    for row in measured(case, kernel, truths_of(case, case.points(POINTS, far))):
        assert row.points == POINTS, f"{row.quantity}: the oracle has no values"
        assert row.over == row.missing == 0, (
            f"{row.quantity} at {row.worst or row.gap}: error {row.error:.1e}"
        )


u, v, t = sp.symbols("u v t", real=True)
CUBIC = v**3 - 3 * v
STEEP = {
    "graph as a map": [u, v, t, (u + CUBIC * sp.sinh(u)) * sp.asinh(t)],
    "stretched": [u, 2 * v, t, (t**3 - 3 * t) * (v**2 + sp.tanh(u))],
    "sheared": [u, v + sp.sin(t) / 4, t, sp.sqrt(t**2 + 1) * (u + v**3)],
    "a product": [u, 2 * v, t, t * v * (u**3 - 3 * u)],
}


@pytest.mark.parametrize("backend", backend_names())
@pytest.mark.parametrize("name", STEEP)
def test_steep_hypersurfaces_keep_the_digits_of_their_curvatures(name, backend):
    """Cofactors of a metric with large entries are sums of squares of minors; a graph is known for one; a factor comes of J.

    Far out the metric has entries up to 10^20 and is singular when it is rounded.
    """
    if backends.backend(backend).missing or (backend == "numba" and name != "stretched"):
        pytest.skip("needs another backend, or takes seconds")
    surface = sg.Hypersurface(STEEP[name], (u, v, t))
    case = Case(name, surface, Oracle(STEEP[name], (u, v, t), {}))
    kernel = surface.kernel(QUANTITIES, backend=backend)
    for far in (False, name == "a product"):
        for row in measured(case, kernel, truths_of(case, case.points(POINTS, far))):
            assert row.over == row.missing == 0, f"{row.quantity} at {row.worst or row.gap}: {row.error:.1e}"


@pytest.mark.parametrize("backend", backend_names())
def test_steep_directions(backend):
    """e^T g e = 1, e^T h e = kappa: as well as numbers can be e where a column of J has the length 10^8."""
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    surface = sg.Hypersurface([u, 2 * v, t, sp.exp(5 * u) * (v + t + t * v**2 / 4)], (u, v, t))
    found = surface.kernel("principal_curvatures", "principal_directions", backend=backend)(3, 0.25, 2)
    with mp.workdps(60):
        forms = surface.kernel("metric", "second_fundamental_form", backend="mpmath")(3, 0.25, 2)
        g, h = (mp.matrix(m.tolist()) for m in forms.values())
        e = mp.matrix([[float(x) for x in row] for row in found.principal_directions])
        kappa = mp.diag([float(k) for k in found.principal_curvatures])
        steep = max(mp.sqrt(g[i, i]) for i in range(3))
        assert steep > 1e7
        allowed = 1e-15 * steep
        assert mp.mnorm(e.T * g * e - mp.eye(3)) < allowed
        assert mp.mnorm(e.T * h * e - kappa) < allowed * max(map(abs, kappa))


def test_a_graph_that_is_given_as_a_map_has_the_curvatures_of_the_graph():
    f = STEEP["graph as a map"][-1]
    for orientation in (1, -1):
        as_map = sg.Hypersurface([u, v, t, f], (u, v, t), orientation=orientation).kernel(QUANTITIES)
        graph = sg.Graph(f, (u, v, t), orientation=orientation).kernel(QUANTITIES)
        for name in QUANTITIES:
            assert as_map(0.5, -1.25, 2)[name] == pytest.approx(graph(0.5, -1.25, 2)[name], rel=1e-13)


def test_lost_digits_are_noticed():
    """A kernel of the normal form of a hyperbolic tangent loses all of them, and it shows."""
    case = CASES["tanh 1"]()

    class Lossy:
        quantities = {"mean_curvature": ()}

        def __call__(self, *points, **_):
            (data,) = ({s.name: float(v) for s, v in case.oracle.data.items()},)
            a, b = data["x_0"], data["y_0"]
            t = np.tanh(points[0] * a)
            r, s = points[1] * t - b, (1 - t * t) * a
            p, q = r * s * points[1], r * t
            A, B, C = points[1] * s * (points[1] * s - 2 * r * t * a), s * (r + points[1] * t), t * t
            H = ((1 + q * q) * A - 2 * p * q * B + (1 + p * p) * C) / 2 / np.hypot(1, np.hypot(p, q)) ** 3
            return {"mean_curvature": H + 1e-9 * H}

    (row,) = measured(case, Lossy(), truths_of(case, case.points(POINTS, False)))
    assert row.over == POINTS


def test_the_oracle_by_hand():
    """The unit sphere, and ``x y`` where its curvatures are known; a sum that cancels has a large condition number."""
    sphere = Oracle([x, y, sp.sqrt(1 - x**2 - y**2)], (x, y), {})
    found = sphere.values((0.25, -0.5))
    assert all(float(k) == -1 for k in found["principal_curvatures"])
    saddle = Oracle([x, y, x * y], (x, y), {}).values((0.5, 0.25))
    assert float(saddle["gaussian_curvature"][0]) == -256 / 441
    near = Oracle([x, y, (x - 1) ** 3 + y**2], (x, y), {})
    at = (1 + 2.0**-20, 0.0)
    reacts = near.condition(at)["gaussian_curvature"][0] / abs(near.values(at)["gaussian_curvature"][0])
    assert reacts > 2**19


PIECES = {
    "the logistic function's slope": (sp.log(1 + sp.exp(x)) + y**2, (40.0, 0.5)),
    "softplus inside a square": ((sp.log(1 + sp.exp(x)) - 800) ** 2 / 2 + y**2, (800.0, 0.5)),
    "a share of three exponentials": (sp.log(sp.exp(x) + sp.exp(y) + sp.exp(-x)) + y**2, (900.0, 899.0)),
    "exp - 1": ((sp.exp(x) - 1) ** 2 * y + y**2, (1e-12, 0.5)),
    "1 - cos": ((1 - sp.cos(x)) ** 2 + (1 + y) ** 2 * (1 - sp.cos(x)), (1e-6, 0.5)),
    "1 - tanh^2": (y * (1 - sp.tanh(x) ** 2) + y**2, (30.0, 0.5)),
    "1 + erf": (y**2 * (1 + sp.erf(x)) + x**2 * y, (-6.0, 0.5)),
    "1 + tanh": ((1 + sp.tanh(x)) * sp.exp(-3 * x / 2) * y + y**2, (-30.0, 0.5)),
    "cosh - cosh": ((sp.cosh(x) - sp.cosh(y)) ** 2 * y + (sp.cos(2 * x) - sp.cos(y)) * x, (1e-6, 3e-6)),
    "cosh^2 - cosh^2": (
        (sp.cosh(x) ** 2 - sp.cosh(y) ** 2) * y + (sp.cos(x) ** 2 - sp.cos(y) ** 2) ** 2,
        (1e-6, 3e-6),
    ),
    "log cosh": (sp.log(sp.cosh(x)) * y + y**2, (25.0, 0.5)),
    "sinc x sinc y": (sp.sin(x) * sp.sin(y) / (x * y), (1e-5, 0.5)),
    "sin(3x)/x": (sp.sin(3 * x) / (2 * x) * y + y**2, (1e-6, 0.5)),
    "a half less a share": (sp.exp(x) / (1 + sp.exp(x)) + y**2, (1e-8, 0.25)),
    "a share less a share": (sp.exp(x) / (sp.exp(x) + sp.exp(y)), (1e-8, 3e-8)),
    "focal loss": (-((1 - 1 / (1 + sp.exp(-x * y))) ** 2) * sp.log(1 / (1 + sp.exp(-x * y))), (10.0, 7.5)),
    "1 - share, log share": (
        sp.log(sp.exp(x) / (sp.exp(x) + sp.exp(y) + 1)) * y
        + (1 - sp.exp(x) / (sp.exp(x) + sp.exp(y) + 1)) ** 2,
        (50.0, 0.25),
    ),
    "log of a share of small weights": (
        sp.log(sp.exp(x) / (sp.exp(x) + sp.exp(y) / 10**20 + 3)) * y,
        (0.5, 60.0),
    ),
    "1 - a weighted share": ((1 - sp.exp(x) / (sp.exp(x) + 2 * sp.exp(y) + 3)) ** 2 * (1 + y), (50.0, 0.25)),
    "a mean by shares": ((2 * sp.exp(x) + 3 * sp.exp(y)) / (sp.exp(x) + sp.exp(y)), (20.0, 60.0)),
    "Geman-McClure": ((x * y - 1) ** 2 / (1 + (x * y - 1) ** 2), (0.0375, 189.5)),
    "log(1 + x)": (sp.log(1 + x) ** 2 * y + y**2, (1e-12, 0.5)),
    "sin(r)/r": (sp.sin(sp.sqrt(x**2 + y**2)) / sp.sqrt(x**2 + y**2), (1e-7, 2e-7)),
}


@cache
def piece_of(name):
    """A graph, a point, and its curvatures there: one derivation for all backends."""
    f, point = PIECES[name]
    return sg.Graph(f, (x, y)), point, Oracle([x, y, f], (x, y), {}).values(point)


@pytest.mark.parametrize("backend", backend_names())
@pytest.mark.parametrize("piece", PIECES)
def test_elementary_pieces(piece, backend):
    """Single numbers and arrays, in every backend: 14 digits where the formula as it is written has none or no number."""
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    if backend == "numba" and piece not in ("softplus inside a square", "sin(r)/r"):
        pytest.skip("a kernel takes Numba seconds")
    surface, point, want = piece_of(piece)
    kernel = surface.kernel(QUANTITIES[:2], backend=backend)
    for got in (kernel(*point), kernel(*(np.array([v, v]) for v in point))):
        for name in QUANTITIES[:2]:
            value = float(np.ravel(np.asarray(got[name], dtype=object))[0])
            assert abs(value - want[name][0]) <= 1e-13 * abs(want[name][0]) + 1e-300, name


@pytest.mark.parametrize("backend", backend_names())
def test_slopes_of_sinc(backend):
    """At 0, where sinc has derivatives and their quotients have none, near it, and on both sides of where series end."""
    if backends.backend(backend).missing or backend == "numba":
        pytest.skip(f"needs {backend}, or takes it seconds")
    f = sp.sinc(2 * x) * y + sp.sinc(y)
    kernel = sg.Graph(f, (x, y)).kernel(["gaussian_curvature", "mean_curvature"], backend=backend)
    for point in ((0, 0.5), (0, 0), (2e-6, 6e-7), (0.49, 1.9), (1.01, 2.1), (1.25, -5)):
        oracle = Differences.of([x, y, f], (x, y), {x: point[0], y: point[1]})
        got = kernel(*map(float, point))
        for value, want in (
            (got.gaussian_curvature, oracle.gaussian_curvature),
            (got.mean_curvature, oracle.mean_curvature),
        ):
            assert (
                abs(float(np.ravel(np.asarray(value, dtype=object))[0]) - want) <= 1e-13 * abs(want) + 1e-100
            ), point


@pytest.mark.parametrize("f", [sp.sinh(x**2) + x * sp.exp(y), sp.sinh(x**2)], ids=["two coordinates", "one"])
def test_the_third_form_of_a_steep_graph(f):
    """Its entries are sums of squares over w^4, not differences of numbers that are w^2 times their size."""
    coordinates = sorted(f.free_symbols, key=str)
    point = {x: 4, y: 3}
    kernel = sg.Graph(f, coordinates).kernel("third_fundamental_form")
    oracle = Differences.of([*coordinates, f], coordinates, {s: point[s] for s in coordinates})
    got = kernel(*(float(point[s]) for s in coordinates)).third_fundamental_form
    with mp.workdps(WORKING_DIGITS):
        third = oracle.third_fundamental_form
    for value, want in zip(np.ravel(got), third, strict=True):
        assert abs(value - want) <= 1e-13 * abs(want)


def test_data_of_sixteen_digits_make_no_normal_form():
    """Measured numbers in exponents would be degrees of a polynomial: the kernel is that of the formula."""
    points = [(0.1234567890123456, 1.5), (0.3333333333333333, -0.7), (0.9876543210987654, 0.2)]
    f = sum(sp.log(1 + sp.exp(-(x * sp.Rational(a) + y * sp.Rational(b)))) for a, b in points)
    kernel = sg.Graph(f, (x, y)).kernel("gaussian_curvature")
    want = Oracle([x, y, f], (x, y), {}).values((0.5, -0.25))["gaussian_curvature"][0]
    assert float(kernel(0.5, -0.25).gaussian_curvature) == pytest.approx(float(want), rel=1e-13)


@pytest.mark.parametrize("backend", backend_names())
def test_curvatures_of_unlike_sizes(backend):
    """K of a paraboloid whose curvatures go down to 10^-20, and a sphere in R^4 near its pole: no matrix there is singular."""
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    letters = sp.symbols("x1:7", real=True)
    bowl = sg.Graph(sum(sp.Integer(10) ** (-4 * k) * s**2 / 2 for k, s in enumerate(letters)), letters)
    found = bowl.kernel("gaussian_curvature", "principal_curvatures", backend=backend)(*[0.0] * 6)
    assert float(found.gaussian_curvature) == pytest.approx(1e-60, rel=1e-14)
    assert float(found.principal_curvatures[0]) == pytest.approx(1.0, rel=1e-14)
    sphere = sg.surfaces.n_sphere(3)
    near = sphere.kernel("principal_curvatures", backend=backend)(1e-9, 1.0, 1.0, R=1.0).principal_curvatures
    assert [abs(float(k)) for k in near] == pytest.approx([1.0] * 3, rel=1e-12)


a, b = sp.symbols("a b", positive=True)
CANCELLING = {  # parts that are a difference of large numbers and exactly a small one
    "an elliptic hyperboloid": [2 * sp.cos(x) * sp.cosh(y), 3 * sp.sin(x) * sp.cosh(y), sp.sinh(y)],
    "any hyperboloid": [a * sp.cos(x) * sp.cosh(y), b * sp.sin(x) * sp.cosh(y), sp.sinh(y)],
    "two sheets": [2 * sp.cos(x) * sp.sinh(y), 3 * sp.sin(x) * sp.sinh(y), sp.cosh(y)],
    "an elliptic horn": [sp.exp(y) * sp.cos(x), 2 * sp.exp(y) * sp.sin(x), 3 * sp.exp(y) + 1 / (1 + y**2)],
    "sinh x cosh y": [x, y, sp.sinh(x) * sp.cosh(y)],
    "a shear of x + e^y": [x + sp.exp(y), x - sp.exp(y), y + x**2],
}


@pytest.mark.parametrize("size", [2.0**-10, 1.0, 10.0, 35.0])
@pytest.mark.parametrize("name", CANCELLING)
def test_parts_that_cancel_exactly_are_in_closed_form(name, size):
    """Near 0 and far out; K of a hyperboloid by name had the wrong sign from |v| = 20 on."""
    values = {"a": 1.5, "b": 0.75}
    oracle = Oracle(CANCELLING[name], (x, y), {a: sp.Rational(3, 2), b: sp.Rational(3, 4)})
    surface = sg.Hypersurface(CANCELLING[name], (x, y))
    kernel = surface.kernel(*QUANTITIES, outside="ignore")
    at = {s.name: values[s.name] for s in surface.parameters}
    for point in ((0.75 * size, 1.0 * size), (-0.875 * size, 0.8125 * size), (1.0 * size, -0.9375 * size)):
        want, reacts, found = oracle.values(point), oracle.condition(point), kernel(*point, **at)
        for q in QUANTITIES:
            for got, exact, c in zip(np.ravel(found[q]), want[q], reacts[q], strict=True):
                assert abs(float(got) - float(exact)) <= 1e-14 * (float(c) + abs(float(exact))), q


def test_a_sphere_is_umbilic_up_to_its_rim():
    """H^2 = K identically: both curvatures are H, where the metric as it is computed has no digits left."""
    at = 0.8325095614421568, -0.554010496387386  # 1e-13 from the rim
    found = sg.surfaces.hemisphere().kernel(QUANTITIES)(*at, R=1.0)
    assert found.principal_curvatures.tolist() == [-1.0, -1.0] and found.mean_curvature == -1.0


def test_the_places_of_the_table():
    """Each has points, and each point a value; what a backend gets wrong shows."""
    for place in (place for members in PLACES.values() for place in members[:1]):
        case = CASES[place.case]()
        points = place.points(case)
        assert len(points) >= 8
        for row in measured(case, case.surface.kernel(QUANTITIES), truths_of(case, points[::4])):
            assert row.points and row.over == row.missing == 0, f"{place.case}, {row.quantity} at {row.worst}"


def test_the_chart_s_lock_is_taken_before_that_of_the_precision(monkeypatch):
    """A thread that derives holds the first when it asks for the second: the other way round two of them wait for ever."""
    surface = sg.Hypersurface(CANCELLING["an elliptic hyperboloid"], (x, y))
    real, free = rounding.precision, []

    def ask():
        lock = surface.engine.working()
        free.append(lock.acquire(blocking=False))
        if free[-1]:
            lock.release()

    @contextmanager
    def watched(bits):
        asks = Thread(target=ask)
        asks.start()
        asks.join()
        with real(bits):
            yield

    monkeypatch.setattr(rounding, "precision", watched)
    surface.kernel("gaussian_curvature", "principal_curvatures")
    assert free and not any(free)
