"""Balls: the true value is in them, as many digits as asked for are proved, and what isn't known is said."""

from fractions import Fraction

import flint
import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError

x, y, z = sp.symbols("x y z", real=True)
NAMES = ["metric", "normal", "shape_operator", "gaussian_curvature", "mean_curvature", "principal_curvatures"]


def holds(ball, value):
    """The number of mpmath is in the ball, but for its own rounding."""
    mid, rad = (mp.mpf(flint_number._mpf_) for flint_number in (ball.mid(), ball.rad()))
    return abs(mid - value) <= rad + abs(value) * mp.mpf(10) ** (2 - mp.mp.dps)


@pytest.mark.parametrize("digits", [15, 40])
def test_the_true_value_is_in_the_ball_and_the_ball_is_small(digits):
    space = sg.Graph(x**2 / 2 + sp.sin(x * y) * z - z**3 / 3, (x, y, z))
    for surface in (sg.surfaces.torus(), sg.surfaces.ellipsoid(), sg.surfaces.enneper(), space):
        at = [0.3 + k / 7 for k, _ in enumerate(surface.coordinates)]
        got = surface.kernel(NAMES, backend="arb")(*at, digits=digits)
        with mp.workdps(digits + 30):
            want = surface.kernel(NAMES, backend="mpmath")(*at)
            for name in NAMES:
                for ball, value in zip(np.ravel(got[name]), np.ravel(want[name])):
                    assert holds(ball, value), name
                    assert ball.rad() <= flint.arb(10) ** -digits * max(abs(ball), 1e-10), name


def test_digits_that_cancel_are_found_by_more_of_them():
    """K of x^2/2 - 10^-20 y^2/2 + x y^3 at the origin, and 1 - cos of a small number."""
    f = (1 - sp.cos(x)) * y + y**2 * sp.Rational(1, 10**20)
    out = sg.Graph(f, (x, y)).kernel(["gaussian_curvature"], backend="arb")(1e-9, Fraction(1, 3))
    with mp.workdps(60):
        a, b = mp.mpf(1e-9), mp.mpf(1) / 3
        p, q = mp.sin(a) * b, (1 - mp.cos(a)) + 2 * b / 10**20
        want = (mp.cos(a) * b * 2 / mp.mpf(10) ** 20 - mp.sin(a) ** 2) / (1 + p * p + q * q) ** 2
        assert holds(out.gaussian_curvature, want) and out.gaussian_curvature.rel_accuracy_bits() > 49


def test_a_ball_in_gives_what_each_of_its_numbers_gives():
    kernel = sg.surfaces.torus().kernel("K", backend="arb")
    wide = kernel(1, flint.arb(0.5, 1e-6)).gaussian_curvature
    for v in (0.5, 0.5 + 9e-7, 0.5 - 9e-7):
        assert wide.contains(kernel(1, v, digits=30).gaussian_curvature)
    assert wide.rad() < 1e-5
    assert "+/-" in str(wide)


def test_what_is_not_known_is_no_number():
    """At an umbilic there are no digits of a direction, of three equal curvatures there are."""
    bowl = sg.Graph((x**2 + y**2 + z**2) / 2, (x, y, z))
    out = bowl.kernel(["principal_curvatures", "principal_directions"], backend="arb")(0, 0, 0)
    assert all(k.contains(1) and k.rad() < 1e-15 for k in out.principal_curvatures)
    assert all(e.is_nan() for e in out.principal_directions.flat)
    kernel = sg.surfaces.torus().kernel(["gaussian_curvature", "metric"], backend="arb")
    found = kernel([0.5, -1, np.nan, np.inf], 0.5)
    assert [k.is_nan() for k in found.gaussian_curvature] == [False, True, True, True]
    assert all(g.is_nan() for g in found.metric[2].flat)
    root = sg.Graph(sp.sqrt(x) * y, (x, y)).kernel("volume_element", backend="arb", outside="ignore")
    assert root(-1, 2).volume_element.is_nan() and root(flint.arb(0, 1e-3), 2).volume_element.is_nan()
    assert root(4, 2).volume_element.is_finite()


def test_comparisons_that_balls_leave_open_give_both():
    kernel = sg.Graph(sp.Max(x, y) ** 2, (x, y)).kernel("volume_element", backend="arb", outside="ignore")
    both = kernel(flint.arb(1, 0.125), 1).volume_element
    assert both.is_nan() or both.contains(
        sg.Graph(x**2, (x, y)).kernel("W", backend="arb")(1, 1).volume_element
    )


def test_constants_are_exact():
    bend = sp.Rational(1, 3) + sp.sqrt(2) * sp.pi - sp.E / 7 + sp.sin(1) * sp.log(3) + 2 ** sp.Rational(1, 3)
    kernel = sg.Graph(bend * x**2 / 2, (x,)).kernel("second_fundamental_form", backend="arb")
    got = kernel(0, digits=50).second_fundamental_form[0, 0]
    with mp.workdps(70):
        want = (
            mp.mpf(1) / 3
            + mp.sqrt(2) * mp.pi
            - mp.e / 7
            + mp.sin(1) * mp.log(3)
            + mp.mpf(2) ** (mp.mpf(1) / 3)
        )
        assert holds(got, want) and got.rad() < 1e-49


def test_many_parameters_and_data():
    loss = sg.losses.network((1, 2, 1))
    kernel = loss.kernel(["gaussian_curvature", "mean_curvature"], backend="arb")
    at = [0.3 - 0.1 * k for k in range(loss.dimension)]
    data = {"x": [0.5, -1.0, 0.25], "y": [1.0, 0.5, -0.75]}
    got = kernel(*at, **data)
    with mp.workdps(40):
        want = loss.kernel(["gaussian_curvature", "mean_curvature"], backend="mpmath")(*at, **data)
        assert all(holds(got[name], want[name]) for name in got)
    assert got.mean_curvature.rel_accuracy_bits() > 49


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("2", "values of type"), (2j, "complex"), (True, "type bool"), (sp.pi, "exact or balls"),
        (np.array([1, None]), "no number"), (object(), "no number"),
    ],
)  # fmt: skip
def test_what_is_no_exact_number_is_refused(bad, message):
    kernel = sg.surfaces.torus().kernel("K", backend="arb")
    with pytest.raises(InputError, match=message):
        kernel(1, bad)


def test_digits_are_a_whole_number():
    kernel = sg.surfaces.torus().kernel("K", backend="arb")
    for bad in (0, -3, 1.5, True, "many", 10**9):
        with pytest.raises(InputError, match="digits= must be a whole number"):
            kernel(1, 2, digits=bad)
    with pytest.raises(InputError, match="domain of u"):
        kernel(-1, 0.5)
    with pytest.raises(InputError, match="no argument digits"):
        sg.surfaces.torus().kernel("K")(1, 2, digits=30)
    digits = sp.Symbol("digits", real=True)
    assert sg.Graph(digits**2 / 2, (digits,)).kernel("H")(0.0).mean_curvature == 1.0


def test_curvatures_of_a_minimal_surface_are_known():
    """H = 0 has no sign that a ball could know: kappa are sqrt(-K) and its negative."""
    found = sg.surfaces.henneberg().kernel("gaussian_curvature", "principal_curvatures", backend="arb")(
        0.01, 1.5
    )
    first, second = found.principal_curvatures
    assert first.rel_accuracy_bits() > 45 and second.rel_accuracy_bits() > 45
    assert (first * second).overlaps(found.gaussian_curvature) and first > 0 and (first + second).contains(0)
