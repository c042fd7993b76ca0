"""The oracle itself, against hand values; a test bench that is wrong would pass anything."""

import itertools

import pytest
import sympy as sp
from mpmath import mp, mpf

from tests import oracle

u, v, t, a, b = sp.symbols("u v t a b", real=True)


def close(left, right, digits=30):
    with mp.workdps(60):
        return oracle.distance(left, oracle.numbers(right, {})) < mpf(10) ** -digits


@pytest.fixture(scope="module")
def sphere():
    R = sp.Rational(5, 2)
    X = [R * sp.cos(u) * sp.cos(v), R * sp.sin(u) * sp.cos(v), R * sp.sin(v)]
    return oracle.Oracle.of(X, (u, v), {"u": sp.Rational(3, 10), "v": sp.Rational(7, 10)})


def test_sphere_first_order(sphere):
    c = sp.cos(sp.Rational(7, 10))
    R2 = sp.Rational(25, 4)
    assert close(sphere.quantity("metric"), [[R2 * c**2, 0], [0, R2]])
    assert close(sphere.quantity("inverse_metric"), [[1 / (R2 * c**2), 0], [0, 1 / R2]])
    assert close(sphere.quantity("volume_element"), R2 * c)
    x, y = sp.Rational(3, 10), sp.Rational(7, 10)
    assert close(sphere.quantity("normal"), [sp.cos(x) * sp.cos(y), sp.sin(x) * sp.cos(y), sp.sin(y)])


def test_sphere_second_order(sphere):
    r = sp.Rational(2, 5)
    assert close(sphere.quantity("shape_operator"), [[-r, 0], [0, -r]])
    assert close(sphere.quantity("gaussian_curvature"), r**2)
    assert close(sphere.quantity("mean_curvature"), -r)
    assert close(sphere.quantity("principal_curvatures"), [-r, -r])
    c = sp.cos(sp.Rational(7, 10))
    assert close(sphere.quantity("third_fundamental_form"), [[c**2, 0], [0, 1]])


def test_sphere_intrinsic(sphere):
    s, c = sp.sin(sp.Rational(7, 10)), sp.cos(sp.Rational(7, 10))
    gamma = [[[0, -s / c], [-s / c, 0]], [[s * c, 0], [0, 0]]]
    assert close(sphere.quantity("christoffel_symbols"), gamma)
    R1212 = sp.Rational(25, 4) * c**2
    riemann = sphere.quantity("riemann_tensor")
    assert close(riemann[0][1][0][1], R1212)
    assert close(riemann[0][1][1][0], -R1212)
    assert close(riemann[0][0][0][1], 0)
    assert close(sphere.quantity("ricci_tensor"), [[c**2, 0], [0, 1]])
    assert close(sphere.quantity("scalar_curvature"), sp.Rational(8, 25))


def test_torus():
    R, r, y = sp.Integer(2), sp.Rational(1, 2), sp.Rational(11, 5)
    X = [(a + b * sp.cos(v)) * sp.cos(u), (a + b * sp.cos(v)) * sp.sin(u), b * sp.sin(v)]
    torus = oracle.Oracle.of(X, (u, v), {"u": 1, "v": y, "a": R, "b": r})
    ring = R + r * sp.cos(y)
    assert close(torus.quantity("shape_operator"), [[-sp.cos(y) / ring, 0], [0, -1 / r]])
    assert close(torus.quantity("gaussian_curvature"), sp.cos(y) / (r * ring))
    assert close(torus.quantity("scalar_curvature"), 2 * sp.cos(y) / (r * ring))
    assert close(torus.quantity("volume_element"), r * ring)


def test_shape_operator_need_not_be_symmetric():
    """The graph of (x^2 + 3 y^2)/2 at (1, 1): S = sqrt(11)/121 [[10, -9], [-3, 6]]."""
    graph = oracle.Oracle.of([u, v, (u**2 + 3 * v**2) / 2], (u, v), {"u": 1, "v": 1})
    S = sp.sqrt(11) / 121 * sp.Matrix([[10, -9], [-3, 6]])
    assert close(graph.quantity("shape_operator"), S.tolist())
    assert close(graph.quantity("normal"), [-1 / sp.sqrt(11), -3 / sp.sqrt(11), 1 / sp.sqrt(11)])


def test_curve_normal_turns_left():
    circle = oracle.Oracle.of([3 * sp.cos(t), 3 * sp.sin(t)], (t,), {"t": 1})
    assert close(circle.quantity("normal"), [-sp.cos(1), -sp.sin(1)])
    assert close(circle.quantity("gaussian_curvature"), sp.Rational(1, 3))
    assert close(circle.quantity("shape_operator"), [[sp.Rational(1, 3)]])


def test_helix_mean_curvature_vector():
    helix = oracle.Oracle.of([2 * sp.cos(t), 2 * sp.sin(t), t], (t,), {"t": 1})
    k = sp.Rational(2, 5)
    assert close(helix.quantity("mean_curvature_vector"), [-k * sp.cos(1), -k * sp.sin(1), 0])


def test_gauss_equation_in_dimension_three():
    """Intrinsic and extrinsic halves of the oracle meet: R_ijkl = h_ik h_jl - h_il h_jk."""
    x = sp.symbols("x1:4", real=True)
    ell = sp.sin(x[0]) * x[1] ** 2 + sp.exp(x[1] * x[2]) + x[0] * x[2]
    graph = oracle.Oracle.of([*x, ell], x, {"x1": sp.Rational(1, 3), "x2": sp.Rational(1, 2), "x3": -1})
    h, R = graph.quantity("second_fundamental_form"), graph.quantity("riemann_tensor")
    span = range(3)
    with mp.workdps(60):
        for i, j, k, l in itertools.product(span, repeat=4):
            assert abs(R[i][j][k][l] - (h[i][k] * h[j][l] - h[i][l] * h[j][k])) < mpf(10) ** -40


def test_complex_values_are_refused():
    with pytest.raises(ValueError, match="not real"):
        oracle.Oracle.of([u, v, sp.sqrt(u)], (u, v), {"u": -1, "v": 0}).quantity("metric")


@pytest.mark.parametrize("row", oracle.surfaces(), ids=lambda row: row.name)
def test_printed_curvatures(row):
    """The books' K and H are what differences of the plain map give: 20 points, 30 digits."""
    for point in row.points(20):
        at = oracle.Oracle.of(row.map, row.coordinates, point)
        assert (
            oracle.distance(at.quantity("gaussian_curvature"), oracle.numbers(row.K, point)) < mpf(10) ** -30
        )
        assert oracle.distance(at.quantity("mean_curvature"), oracle.numbers(row.H, point)) < mpf(10) ** -30
