"""Derivatives of absolute values: undefined at the kink, and only there.

The truth is numeric: difference quotients of the plain map from both sides, in mpmath, at 60 digits. A quantity is defined
where the derivatives that its formula mentions are the same from both sides.
"""

from __future__ import annotations

import random
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.decision import jumps as rules
from symgeom.geometry import kinks as levels

u, v, a, b = sp.symbols("u v a b", real=True)
FIRST = ["jacobian", "metric", "normal", "volume_element"]
SECOND = [
    "shape_operator",
    "gaussian_curvature",
    "mean_curvature",
    "third_fundamental_form",
    "principal_curvatures",
]


def orders(function, at, digits=60):
    """0, 1 or 2: how often a function of u and v can be differentiated in all directions at a point."""
    plain = sp.lambdify((u, v), function, modules="mpmath")
    with mpmath.workdps(3 * digits):
        step = mpmath.mpf(10) ** -digits
        point = [mpmath.mpf(sp.Rational(x).p) / sp.Rational(x).q for x in at]
        value = lambda *shift: plain(*(x + s for x, s in zip(point, shift)))  # noqa: E731
        same = lambda quotients: max(quotients) - min(quotients) < mpmath.mpf(10) ** (-digits // 3)  # noqa: E731
        near = [value(i * step, j * step) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if not same(near):
            return -1

        def slope(x, y, i, side):
            k = side * step / 10**10
            return (value(x + k * (i == 0), y + k * (i == 1)) - value(x, y)) / k

        if not all(same([slope(0, 0, i, 1), slope(0, 0, i, -1)]) for i in (0, 1)):
            return 0
        for i in (0, 1):
            for j in (0, 1):
                move = lambda s, j=j: (s * step * (j == 0), s * step * (j == 1))  # noqa: E731
                rates = [(slope(*move(s), i, 1) - slope(0, 0, i, 1)) / (s * step) for s in (1, -1)]
                if not same(rates):
                    return 1
        return 2


def test_the_truth_knows_the_order():
    assert orders(sp.sign(u), (0, 1)) == -1
    assert orders(sp.Abs(u), (0, 1)) == 0 and orders(sp.Abs(u), (1, 1)) == 2
    assert orders(u * sp.Abs(u), (0, 1)) == 1 and orders(u**2 * sp.Abs(u), (0, 1)) == 2
    assert orders(sp.Abs(u - v), (1, 1)) == 0 and orders(v * sp.Abs(u), (0, 0)) == 1


CASES = [
    sp.Abs(u), u * sp.Abs(u) + v**2, u**2 * sp.Abs(u), sp.sqrt(u**2), sp.Abs(u - v), (u - v) * sp.Abs(u - v),
    sp.Max(u, v), sp.Min(u, 0) ** 2, sp.Max(u, 0) ** 3, sp.sign(u), sp.sign(u) * u**2, sp.sign(u) * u**3,
    sp.sign(u) ** 2 * v, sp.Abs(sp.Abs(u) - v), sp.exp(-sp.Abs(u)), sp.cosh(sp.Abs(u)) * v, sp.cos(sp.Abs(u)) + v,
    sp.sin(sp.Abs(u)), sp.Abs(sp.sin(u)), sp.Abs(sp.sin(u)) * sp.sin(u), sp.sqrt(1 + sp.Abs(u)), sp.log(1 + sp.Abs(u)),
    sp.log(1 + u**2 * sp.Abs(u)), v * sp.Abs(u), u * v * sp.Abs(u), sp.Abs(u) * sp.Abs(v), sp.Abs(u) ** sp.Rational(3, 2),
    sp.Abs(u) ** sp.Rational(5, 2), sp.sqrt((u - v) ** 2) * (u - v) ** 2, u * sp.Abs(u) * (1 + v), sp.Abs(u**3 - u**2),
    sp.Abs(u) - u * sp.sign(u), sp.atan(sp.Abs(u)), sp.tanh(sp.Abs(u)) ** 2, (u + sp.Abs(u)) ** 3,
    sp.sqrt(1 + u**2 * sp.Abs(u)),
]  # fmt: skip
POINTS = [(0, 1), (0, 0), (3, 3), (sp.Rational(1, 2), sp.Rational(1, 2)), (2, sp.Rational(1, 3)), (-2, 0)]


@pytest.mark.parametrize("function", CASES)
def test_graphs_with_kinks(function):
    graph = sg.Graph(function, (u, v))
    kernel = graph.kernel([*FIRST, *SECOND])
    for at in POINTS:
        order = orders(function, at)
        out = kernel(*map(float, at))
        if order < 1:
            assert all(np.isnan(out[name]).any() for name in FIRST), (at, order)
        if order < 2:
            assert all(np.isnan(out[name]).any() for name in SECOND), (at, order)
        if order == 2 and at != (0, 0):  # at a zero of the jump itself it may say NaN
            assert all(np.isfinite(out[name]).all() for name in (*FIRST, *SECOND)), (at, order)
    if any(orders(function, at) < 2 for at in POINTS if at[1] != 0) and function is not CASES[26]:
        assert any("≠ 0" in fact for fact in graph.assumptions)


def test_what_is_regular_stays():
    graph = sg.Graph(u * sp.Abs(u) + v**2, (u, v))
    out = graph.kernel(["normal", "second_fundamental_form", "gaussian_curvature", "jacobian"])(0.0, 1.0)
    assert np.allclose(out.normal, np.array([0, -2, 1]) / np.sqrt(5))
    assert np.isnan(out.gaussian_curvature) and np.isnan(out.second_fundamental_form[0, 0])
    assert np.allclose(out.second_fundamental_form[1], [0, 2 / np.sqrt(5)])
    sides = graph.kernel("gaussian_curvature")(np.array([-1e-9, 1e-9]), 0.0).gaussian_curvature
    assert np.allclose(sides, [-4, 4])
    assert graph.assumptions == ("u ≠ 0",)
    assert sg.Graph(u**2 * sp.Abs(u) + v**2, (u, v)).assumptions == ()
    ridge = sg.Graph(sp.Abs(u) + v**2, (u, v)).kernel("jacobian")(0.0, 1.0).jacobian
    assert np.isnan(ridge[2, 0]) and ridge[2, 1] == 2
    assert (
        sg.Graph(sp.Abs(u), (u, v)).kernel("gaussian_curvature")([-1.0, 1.0], 0.0).gaussian_curvature == 0
    ).all()


def test_intrinsic_quantities_need_the_metric_only():
    """g of u|u| is 1 + 4u^2: smooth, whatever the embedding does."""
    graph = sg.Graph(u * sp.Abs(u), (u, v))
    out = graph.kernel(["christoffel_symbols", "scalar_curvature", "shape_operator"])(0.0, 1.0)
    assert np.isnan(out.shape_operator).any() and out.scalar_curvature == 0
    metric = sg.Metric([[1 + sp.Abs(u), 0], [0, 1]], (u, v))
    out = metric.kernel(["metric", "christoffel_symbols"])(0.0, 1.0)
    assert (out.metric == np.eye(2)).all() and np.isnan(out.christoffel_symbols).any()
    assert "u ≠ 0" in metric.assumptions


def test_in_higher_dimensions_and_as_a_parametrization():
    w = sp.Symbol("w", real=True)
    kernel = sg.Graph(u * sp.Abs(u) + v**2 + 3 * w**2, (u, v, w)).kernel(["principal_curvatures", "normal"])
    out = kernel(np.array([0.0, 1.0]), 0.5, 0.25)
    assert np.isnan(out.principal_curvatures[0]).all() and np.isfinite(out.principal_curvatures[1]).all()
    assert np.isfinite(out.normal).all()
    ridge = sg.Hypersurface([u + v, u - v, sp.Abs(u)], (u, v)).kernel(
        ["normal", "metric", "gaussian_curvature"]
    )(0.0, 1.0)
    assert all(np.isnan(ridge[name]).all() for name in ridge)


def test_parameters_have_kinks_of_their_own():
    kernel = sg.Graph(sp.Abs(a) * u + v, (u, v)).kernel("normal")
    assert np.allclose(kernel(0.0, 0.0, a=0.0).normal, np.array([0, -1, 1]) / np.sqrt(2))
    assert np.isnan(sg.Graph(sp.sign(a) * u, (u, v)).kernel("normal")(0.0, 0.0, a=0.0).normal).any()


def test_a_verdict_on_a_surface_with_a_kink_says_so():
    verdict = sg.claims["proposition-1"].check(on=sg.Graph(u * sp.Abs(u) + v**2, (u, v)))
    assert verdict.status == "proved" and any("u" in fact and "≠ 0" in fact for fact in verdict.assumptions)


@pytest.mark.parametrize("seed", range(10))
def test_random_kinks(seed):
    """Never a number where a derivative is missing; at points off the kinks never NaN."""
    draw = random.Random(seed)
    insides = [u, u, u - v, u + 1, u * v, sp.sin(u), u**2 - 4, sp.exp(u) - 1]
    outsides = [sp.S.One, u, v, u - v, u**2]

    def term():
        q = draw.choice(insides)
        shape = draw.choice(
            [sp.Abs, sp.Abs, lambda x: sp.Abs(x) ** 3, lambda x: x * sp.Abs(x), lambda x: sp.Max(x, 0)]
        )
        return draw.choice(outsides) * shape(q)

    function = term() + draw.choice([0, v**2, u * v, v * sp.Abs(v), sp.Abs(v)])
    graph = sg.Graph(function, (u, v))
    kernel = graph.kernel(["jacobian", "normal", "second_fundamental_form", "mean_curvature"])
    for at in [*POINTS, (0, -1), (-1, 1), (-1, -1)]:
        order, out = orders(function, at), kernel(*map(float, at))
        if order < 1:
            assert np.isnan(out.normal).any(), (function, at)
        if order < 2:
            assert np.isnan(out.mean_curvature), (function, at)
    away = kernel(0.37, -0.83)
    assert orders(function, (sp.Rational(37, 100), sp.Rational(-83, 100))) == 2
    assert all(np.isfinite(away[name]).all() for name in away)


# Mutants -------------------------------------------------------------------------------------------------------------------
MUTANTS = {
    "sign(0) = 0": lambda patch: patch.setattr(
        levels, "kinks", lambda chart, name, entries: [()] * len(entries)
    ),
    "only what is printed": lambda patch: patch.setattr(
        levels._Kinks, "level", lambda self, name: frozenset()
    ),
    "every jump vanishes": lambda patch: patch.setattr(rules.Jumps, "_vanishes", lambda self, p, q: True),
    "no jump vanishes": lambda patch: patch.setattr(rules.Jumps, "_vanishes", lambda self, p, q: False),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_rule_is_seen(monkeypatch, mutant):
    MUTANTS[mutant](monkeypatch)
    with pytest.raises(AssertionError):
        for function in CASES[:4]:
            test_graphs_with_kinks(function)


CONES = [
    (sp.sqrt(u**2 + v**2), 1),
    (sp.sqrt(u**2 + v**2) + u * v, 1),
    (sp.sqrt(2 * u**2 + 3 * v**2 - u * v), 1),
    (sp.cbrt(u**2 + v**2), 1),
    (sp.exp(-sp.sqrt(u**2 + v**2)), 1),
    ((u**2 + v**2) ** sp.Rational(3, 4), 2),
    ((u**2 + v**2) ** sp.Rational(5, 4), None),
]


@pytest.mark.parametrize("function, order", CONES)
def test_nothing_is_said_at_an_apex(function: Any, order: int | None) -> None:
    """The derivatives of this order don't exist at the origin, by the difference quotients along the first axis."""
    graph = sg.Graph(function, (u, v))
    at, near = (0.0, 0.0), (0.3, -0.2)
    kernel = graph.kernel(["gaussian_curvature", "mean_curvature", "normal"])
    here = kernel(*(np.array([a, b]) for a, b in zip(at, near)))
    assert np.isfinite(here.gaussian_curvature[1]) and np.isfinite(here.mean_curvature[1])
    if order is not None:
        assert np.isnan(here.gaussian_curvature[0]) and np.isnan(here.mean_curvature[0])
        assert any("≠ 0" in said for said in graph.assumptions)
    if order == 1:
        assert np.isnan(here.normal[0]).any()


@pytest.mark.parametrize("function", [sp.sqrt(1 + u**2), sp.sqrt(u**2 + v**2 + 2), sp.cbrt(3 + sp.sin(u))])
def test_roots_of_what_is_positive_need_no_condition(function: Any) -> None:
    assert sg.Graph(function, (u, v)).assumptions == ()


def test_a_jump_of_the_second_derivatives_alone() -> None:
    """x|x| + y^2: the gradient 2|x| is continuous, and h_11 jumps at x = 0, where h_22 has a value."""
    x, y = sp.symbols("x y", real=True)
    kernel = sg.Graph(x * sp.Abs(x) + y**2, (x, y)).kernel("second_fundamental_form", "metric")
    at = kernel(np.array([0.0]), np.array([0.5]))
    ((h_11, _), (_, h_22)) = at.second_fundamental_form[0]
    assert np.isnan(h_11) and np.isfinite(at.metric).all() and h_22 == pytest.approx(2**0.5)
    # along the surface the jump is no part of h_11 = 0, and the second derivative in its formula doesn't exist all the same
    kernel = sg.Hypersurface([x + x * sp.Abs(x), y, y**2], (x, y)).kernel("second_fundamental_form")
    ((h_11, _), (_, h_22)) = kernel(np.array([0.0]), np.array([0.0])).second_fundamental_form[0]
    assert np.isnan(h_11) and h_22 == 2


def test_roots_of_what_is_positive_by_its_form_have_no_kinks() -> None:
    """Without the derivatives that would tell it: 1 + a sum of squares; not of what may vanish."""
    from symgeom.geometry.kinks import _may_bend

    t = sp.Symbol("t", real=True)
    positive = [
        1 + t**2,
        sp.exp(t),
        sp.cosh(t) ** 3,
        2 + (t - 1) ** 4 * sp.exp(t),
        (1 + t**2) ** sp.Rational(1, 3) / 2,
    ]
    bent = [t, t**2, 1 - t**2, t**2 - 1, t**3 + 1, sp.exp(t) - 1, t**2 * (1 + t**2), 1 / t**2 + t]
    assert not any(_may_bend(sp.sqrt(e) + t) for e in positive)
    assert all(_may_bend(sp.Pow(e, sp.Rational(1, 2), evaluate=False)) for e in bent)


def test_assumptions_do_not_depend_on_what_was_derived_before() -> None:
    """The root of det g of ``x^n y`` brings |x| into the field, and the map has no kink for that."""
    n = sp.Symbol("n", integer=True)
    for f in (
        u**n * v,
        u ** (2 * n) + v,
        (u * v) ** n,
        v * sp.Abs(u) ** n,
        v * sp.log(u**2),
        sp.Abs(u) ** 3 * v,
    ):
        surface = sg.Graph(f, (u, v))
        before = surface.assumptions
        assert surface.mean_curvature.has(u) and surface.formula("normal").definitions
        assert surface.assumptions == before == sg.Graph(f, (u, v)).assumptions
    assert sg.Graph(v * sp.Abs(u) ** n, (u, v)).assumptions == ("u ≠ 0",)


def test_an_angle_jumps_on_a_half_line() -> None:
    """atan2(y, x) on y = 0, x <= 0: what must not vanish does so there and nowhere else."""
    x, y = sp.symbols("x y", real=True)
    (cut,) = [
        q for q in levels.expressions(sg.Graph(x * sp.atan2(y, x), (x, y))) if q.has(sp.sqrt(x**2 + y**2))
    ]
    assert cut.subs({x: -3, y: 0}) == 0 and cut.subs({x: 0, y: 0}) == 0
    assert all(cut.subs({x: a, y: b}) > 0 for a, b in ((3, 0), (-3, 1), (-3, -1), (0, 2)))
