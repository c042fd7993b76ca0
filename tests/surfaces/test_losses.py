"""Known critical points of the catalogue of losses, and the Hessian-curvature bounds off them."""

import functools
import itertools

import mpmath
import pytest
import sympy as sp
from mpmath import mp, mpf

import symgeom as sg
from tests import oracle

POINTS = [
    pytest.param(name, index, id=f"{name}-{index}")
    for name in sg.losses.names()
    for index in range(len(sg.losses.get(name).critical_points))
]


@functools.cache
def built(name):
    """A loss of the catalogue, derived once for all tests."""
    return sg.losses.get(name)()


def facts_of(loss):
    """The facts about parameters: those about coordinates don't outlive the substitution of a point."""
    return [fact for fact in loss.where if not fact.free_symbols & set(loss.coordinates)]


@pytest.mark.parametrize(("name", "index"), POINTS)
def test_gradient_vanishes(name, index):
    loss, point = built(name), sg.losses.get(name).critical_points[index]
    for x in loss.coordinates:
        verdict = sg.decide(loss.ell.diff(x).xreplace(point.values), 0, where=facts_of(loss))
        assert verdict.status == "proved", verdict.reason


@pytest.mark.parametrize(("name", "index"), POINTS)
def test_principal_curvatures(name, index):
    """The characteristic polynomial of S at the point is the one of the printed curvatures, by proof."""
    loss, point = built(name), sg.losses.get(name).critical_points[index]
    S = sp.Matrix(loss.quantity("shape_operator")).xreplace(point.values)
    d = loss.dimension
    assert len(point.principal_curvatures) == d
    t = sp.Symbol("t", real=True)
    expected = sp.Poly(sp.prod(t - k for k in point.principal_curvatures), t).all_coeffs()
    for k in range(1, d + 1):
        minors = sum(S.extract(list(rows), list(rows)).det() for rows in itertools.combinations(range(d), k))
        verdict = sg.decide((-1) ** k * minors, expected[k], where=facts_of(loss))
        assert verdict.status == "proved", f"coefficient {k}: {verdict.reason}"


@pytest.mark.parametrize(("name", "index"), POINTS)
def test_gaussian_and_mean_curvature(name, index):
    loss, point = built(name), sg.losses.get(name).critical_points[index]
    curvatures = point.principal_curvatures
    pairs = {"gaussian_curvature": sp.prod(curvatures), "mean_curvature": sum(curvatures) / loss.dimension}
    for quantity, value in pairs.items():
        here = loss.quantity(quantity).xreplace(point.values)
        verdict = sg.decide(here, value, where=facts_of(loss))
        assert verdict.status == "proved", f"{quantity}: {verdict.reason}"


@pytest.mark.parametrize("name", sg.losses.names())
def test_closed_forms(name):
    entry = sg.losses.get(name)
    loss = built(name)
    for quantity, form in entry.closed_forms.items():
        verdict = sg.decide(loss.quantity(quantity), form, domain=loss.domain, where=loss.where)
        assert verdict.status == "proved", f"{quantity}: {verdict.reason}"


@pytest.mark.parametrize("name", sg.losses.names())
def test_against_the_oracle(name):
    loss = built(name)
    point = {s.name: sp.nsimplify(loss.defaults.get(s, 1), rational=True) for s in loss.parameters}
    point |= {x.name: sp.Rational(3 + 2 * k, 11 + k) for k, x in enumerate(loss.coordinates)}
    at = oracle.Oracle.of(list(loss.map), loss.coordinates, point)
    for quantity in ("gaussian_curvature", "mean_curvature", "normal", "shape_operator", "scalar_curvature"):
        error = oracle.distance(oracle.numbers(loss.quantity(quantity), point), at.quantity(quantity))
        assert error < mpf(10) ** -25, f"{quantity}: {mp.nstr(error, 5)}"


def test_scalar_curvature_of_softmax_is_two_ninths():
    loss = sg.losses.softmax_classifier(3, 1)
    R = loss.quantity("scalar_curvature").xreplace(dict.fromkeys(loss.coordinates, sp.S.Zero))
    assert sg.decide(R, sp.Rational(2, 9)).status == "proved"


def test_rosenbrock_in_five_variables():
    loss = sg.losses.rosenbrock(5)
    point = {x.name: sp.Rational(k, 7) for k, x in enumerate(loss.coordinates, 1)}
    at = oracle.Oracle.of(list(loss.map), loss.coordinates, point)
    for quantity in ("gaussian_curvature", "mean_curvature"):
        error = oracle.distance(oracle.numbers(loss.quantity(quantity), point), at.quantity(quantity))
        assert error < mpf(10) ** -25


@pytest.mark.parametrize(
    ("loss", "point"),
    [
        (lambda: sg.losses.rosenbrock(3), (1, 2, 3)),
        (lambda: sg.losses.tanh_network(1, 1), (1, -1)),
        (lambda: sg.losses.softmax_classifier(2, 2), (1, 2, -1, 1)),
    ],
    ids=["rosenbrock", "tanh", "softmax"],
)
def test_hessian_spectrum_bounds_the_curvatures(loss, point):
    """Ordered, kappa_i = theta_i lambda_i(A)/w with 1/w^2 <= theta_i <= 1, in numbers."""
    loss = loss()
    at = {x.name: sp.Rational(value, 3) for x, value in zip(loss.coordinates, point)}
    oracle_at = oracle.Oracle.of(list(loss.map), loss.coordinates, at)
    with mp.workdps(40):
        w = oracle_at.quantity("volume_element")
        A = mpmath.matrix(oracle_at.quantity("second_fundamental_form")) * w
        hessian = sorted(mpmath.eigsy(A, eigvals_only=True))
        for kappa, eigenvalue in zip(oracle_at.quantity("principal_curvatures"), hessian):
            if abs(eigenvalue) > mpf(10) ** -30:
                theta = kappa * w / eigenvalue
                assert 1 / w**2 - mpf(10) ** -20 <= theta <= 1 + mpf(10) ** -20
        S = mpmath.matrix(oracle.numbers(loss.quantity("shape_operator"), at))
        found = sorted(mpmath.re(x) for x in mpmath.eig(S, left=False, right=False))
        assert oracle.distance(found, oracle_at.quantity("principal_curvatures")) < mpf(10) ** -15


def test_own_data():
    data = [((1,), 1), ((-2,), sp.Rational(1, 2))]
    loss = sg.losses.tanh_network(1, 1, data)
    a, b = loss.coordinates
    expected = ((b * sp.tanh(a) - 1) ** 2 + (b * sp.tanh(-2 * a) - sp.Rational(1, 2)) ** 2) / 2
    assert sg.decide(loss.ell, expected).status == "proved"
