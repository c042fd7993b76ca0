"""Kinks, poles, roots and logarithms in notes: what is assumed is said, and nothing is said of points that are left out."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.notes.smoothness import Smoothness

x, y = sp.symbols("x y", real=True)
n = sp.Symbol("n", integer=True, positive=True)
half = sp.Rational(1, 2)


def text_of(surface: Any, tmp_path: Any) -> str:
    return str(sg.notes(surface).save(tmp_path / "notes.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("function", "assumed"),
    [
        (sp.Abs(x) * y, r"x \neq 0"),
        (sp.Max(x, y), r"y - x \neq 0"),
        (sp.sqrt(x) * y, "x > 0"),
        (x ** (3 * half) + y**2, "x > 0"),
        (x**2 * sp.log(x) + y**2, "x > 0"),
        (y + 1 / x, r"x \neq 0"),
        (sp.atan(x) + sp.atan(1 / x), r"x \neq 0"),
        (x * y / (x**2 + y**2), r"x^2 + y^2 \neq 0"),
        (sp.sqrt(4 - x**2 - y**2), "4 - x^2 - y^2 > 0"),
        (sp.acos(sp.cos(x)) + y**2, r"\sin x \neq 0"),
        (x**n + y**2, r"x \neq 0"),
    ],
    ids=str,
)
def test_what_is_assumed_is_said_once(function: Any, assumed: str, tmp_path: Any) -> None:
    text = text_of(sg.Graph(function, (x, y)), tmp_path)
    assert f", where ${assumed}$." in text and text.count(f"${assumed}$") == 1
    assert "under the assumptions of the first section" in text


@pytest.mark.parametrize("function", [x**2 - y**2, sp.exp(x) * y, sp.sqrt(1 + x**2), sp.Abs(x) ** 3 + y**2])
def test_nothing_is_assumed_where_all_is_smooth(function: Any, tmp_path: Any) -> None:
    assert Smoothness(sg.Graph(function, (x, y))).relations == ()
    assert ", where" not in text_of(sg.Graph(function, (x, y)), tmp_path).split("**Conventions.**")[0]


@pytest.mark.parametrize(
    ("function", "more"),
    [
        (x**2 + y**2, {"domain": {x: (1, 2)}}),
        (x**2 + y**2, {"where": [x > 0]}),
        (sp.Abs(x) + y**2, {}),
        (sp.Abs(x) * sp.Abs(y), {}),
        (sp.Max(x, y) ** 2 + sp.Abs(x) * y, {}),
        (x ** (3 * half) + y**2, {}),
        (x**4 / (x**2 + y**2), {}),
        (x**2 * sp.log(x) + y**2, {}),
    ],
    ids=str,
)
def test_no_critical_point_where_there_is_no_point(function: Any, more: Any, tmp_path: Any) -> None:
    """The origin is outside of the domain, or there is no Hessian."""
    assert "= (0, 0)$ the gradient vanishes" not in text_of(sg.Graph(function, (x, y), **more), tmp_path)


@pytest.mark.parametrize(
    "function",
    [x**2 - 3 * y**2, sp.sqrt(4 - x**2 - y**2), sp.Abs(x) ** 3 + y**2, sp.cos(x) / (1 + y)],
    ids=str,
)
def test_critical_points_where_there_are_some(function: Any, tmp_path: Any) -> None:
    vanishes = all(sp.diff(function, u).subs({x: 0, y: 0}) == 0 for u in (x, y))
    said = "= (0, 0)$ the gradient vanishes" in text_of(sg.Graph(function, (x, y)), tmp_path)
    assert said == vanishes


def test_a_positive_coordinate_is_nowhere_zero(tmp_path: Any) -> None:
    t = sp.Symbol("t", positive=True)
    assert "the gradient vanishes; there" not in text_of(sg.Graph(t**2 + y**2, (t, y)), tmp_path)


@pytest.mark.parametrize("function", [sp.Max(x, y), x / sp.Abs(x), sp.atan(x) + sp.atan(1 / x)], ids=str)
def test_two_half_planes_are_no_plane(function: Any, tmp_path: Any) -> None:
    text = text_of(sg.Graph(function, (x, y)), tmp_path)
    assert "Each connected part of the surface is part of a plane" in text
    assert "The surface is part of a plane" in text_of(sg.Graph(2 * x - y, (x, y)), tmp_path)


def test_two_half_lines_are_no_line(tmp_path: Any) -> None:
    assert "Each connected part of the curve is straight" in text_of(sg.Graph(sp.Abs(x), (x,)), tmp_path)
    assert "The curve is straight" in text_of(sg.Graph(3 * x, (x,)), tmp_path)


def test_a_curve_in_two_planes_is_in_no_plane(tmp_path: Any) -> None:
    text = text_of(sg.Immersion([sp.Abs(x), x**2, x], (x,)), tmp_path)
    assert "Each connected part of the curve lies in a plane" in text and "vertices" not in text
    assert "The curve lies in a plane" in text_of(sg.Immersion([2 * x, x**2, x], (x,)), tmp_path)


def test_kinks_inside_of_sums_are_said_of_the_data(tmp_path: Any) -> None:
    data, k = sp.IndexedBase("z"), sp.Symbol("k")
    loss = sg.Graph(sp.Sum(sp.Abs(x * data[k] - y), (k, 0, sp.Symbol("n") - 1)) + y**2, (x, y))
    assert r"$z_k$ are data, where $x z_k - y \neq 0$." in text_of(loss, tmp_path)


def test_curvature_that_is_constant_on_both_sides_is_not_called_constant(tmp_path: Any) -> None:
    roof = sg.Graph(sp.sqrt((2 + sp.sign(x)) ** 2 - x**2 - y**2), (x, y))
    assert "constant" not in text_of(roof, tmp_path).split("## Conclusions")[1].split("##")[0]


def test_factors_that_vanish_nowhere_are_not_spoken_of(tmp_path: Any) -> None:
    saddle = text_of(sg.Graph(y * sp.log(-x), (x, y)), tmp_path)
    assert "Since $K < 0$, every point is hyperbolic." in saddle
    trough = text_of(sg.Graph(y + 1 / x, (x, y)), tmp_path)
    assert "There are no umbilics" in trough
    valley = text_of(sg.Graph(sp.Abs(x) ** 3 + y**2, (x, y)), tmp_path)
    assert "Every point is elliptic, $K > 0$, except where $x = 0$: there $K = 0$." in valley


def test_the_sign_of_a_whole_power_is_not_known(tmp_path: Any) -> None:
    """K of x^n + y^2 is negative where x < 0 and n = 3."""
    text = text_of(sg.Graph(x**n + y**2, (x, y)), tmp_path)
    assert "where $n - 1 > 0$" not in text and "every point is" not in text.lower()
