"""Faults that are easy to plant and easy to miss, each held by a law or a book and not by what the code printed."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom.command.cli import main

pytestmark = pytest.mark.quick

u, v, x, y, s, t = sp.symbols("u v x y s t", real=True)


def number(expression: sp.Expr, point: dict[sp.Symbol, float]) -> float:
    return float(expression.subs(point))


def test_straight_lines_solve_the_geodesic_equations_of_polar_coordinates() -> None:
    """r = sqrt(1 + s^2), phi = atan s is the line x = 1 by arc length; with -Gamma it is no solution."""
    r, phi = sp.symbols("r phi", real=True)
    metric = sg.Metric([[1, 0], [0, r**2]], (r, phi), domain={r: (0, sp.oo)})
    for equation in metric.geodesic_equations:
        arc = next(iter(equation.free_symbols))
        line = {"r": sp.sqrt(1 + arc**2), "phi": sp.atan(arc)}
        functions = equation.atoms(sp.core.function.AppliedUndef)
        left = equation.lhs.subs({f: line[f.func.__name__] for f in functions}).doit()
        for value in (-1.3, 0.4, 2.0):
            assert abs(number(left, {arc: value})) < 1e-12


@pytest.mark.parametrize("codimension", [1, 2])
def test_the_vector_second_form_is_normal(codimension: int) -> None:
    """II_ij is orthogonal to the surface where the Christoffel symbols don't vanish: +Gamma in its place isn't."""
    heights = [u**2 + 3 * v, sp.exp(u) * v][:codimension]
    surface = sg.Immersion([u, v, *heights], (u, v))
    point = {u: sp.Rational(1, 3), v: sp.Rational(2, 5)}
    assert any(e.subs(point) != 0 for e in sp.flatten(surface.christoffel_symbols.tolist()))
    form, J = surface.second_fundamental_form, surface.jacobian.subs(point)
    for i in range(2):
        for j in range(2):
            vector = sp.Matrix([form[k, i, j] for k in range(2 + codimension)]).subs(point)
            assert all(abs(sp.N(e)) < 1e-12 for e in J.T * vector)


def test_a_flipped_surface_stays_flipped_in_another_chart() -> None:
    bowl = sg.Hypersurface([u, v, u**2 + v**2], (u, v))
    change = {u: s + t, v: t}  # positive determinant: the normal stays
    for surface, up in ((bowl, 1), (bowl.flipped(), -1)):
        moved = surface.reparametrize(change, (s, t))
        assert moved.orientation == surface.orientation
        height = surface.normal[2].subs({u: 3, v: 2})
        assert sp.sign(height) == up
        assert sp.sign(moved.normal[2].subs({s: 1, t: 2})) == up
        assert sp.sign(moved.mean_curvature.subs({s: 1, t: 2})) == up


@pytest.mark.parametrize("d", [1, 2, 3, 4, 5, 6, 7])
def test_the_sign_of_k_of_a_flipped_bowl(d: int) -> None:
    """K = det S: at the bottom of the bowl |x|^2/2 all kappa are 1 for the upward normal, -1 for the downward one."""
    theta = sp.symbols(f"x_1:{d + 1}", real=True)
    bowl = sg.Graph(sp.Add(*[c**2 for c in theta]) / 2, theta)
    bottom = dict.fromkeys(theta, 0)
    assert bowl.gaussian_curvature.subs(bottom) == 1
    assert bowl.flipped().gaussian_curvature.subs(bottom) == (-1) ** d
    assert bowl.flipped().mean_curvature.subs(bottom) == -1


def test_the_notes_of_a_flipped_graph_print_h_with_its_sign() -> None:
    """The definition beside H of the downward normal carries the sign that the value has."""
    bowl = sg.Graph((x**2 + y**2) / 2, (x, y))
    for surface, sign in ((bowl, ""), (bowl.flipped(), "-")):
        text = sg.notes(surface).latex.replace(" ", "")
        found = re.search(
            r"H=\\tfrac12\\operatorname\{tr\}S=(-?)\\tfrac12\\left\(\\operatorname\{tr\}A", text
        )
        assert found is not None and found.group(1) == sign


def test_a_kernel_reads_arguments_by_index_and_not_by_memory() -> None:
    surface = sg.Graph(x**2 * y + y**3, (x, y))
    kernel = surface.kernel(["gaussian_curvature", "normal"])
    a, b = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(0.2, 2, 7), indexing="ij")
    right = kernel(np.ascontiguousarray(a), np.ascontiguousarray(b))
    for first, second in (
        (np.asfortranarray(a), b),
        (a, np.asfortranarray(b)),
        (np.asfortranarray(a), np.asfortranarray(b)),
        (a[::-1][::-1], b.T.copy().T),
    ):
        out = kernel(first, second)
        np.testing.assert_array_equal(out.gaussian_curvature, right.gaussian_curvature)
        np.testing.assert_array_equal(out.normal, right.normal)
    i, j = 3, 5
    np.testing.assert_allclose(
        right.gaussian_curvature[i, j],
        number(surface.gaussian_curvature, {x: a[i, j], y: b[i, j]}),
        rtol=1e-12,
    )


def test_derive_counts_indices_from_one() -> None:
    """The sphere's Gamma^1_22 = -sin cos stands at [1,2,2] (Lee, ch. 5)."""
    text = (
        'name = "sphere"\ncoordinates = ["t", "p"]\n'
        'map = ["sin(t)*cos(p)", "sin(t)*sin(p)", "cos(t)"]\n[domain]\nt = ["0", "pi"]\n'
    )
    result = CliRunner().invoke(main, ["derive", "-", "-q", "christoffel_symbols"], input=text)
    assert result.exit_code == 0, result.output
    values = dict(re.findall(r"(\[[\d,]+\])[^\n]*= ([^\n=]+)$", result.output, re.MULTILINE))
    assert "[1,2,2]" in values and "0" not in "".join(values).replace(",", "")
    assert values["[1,2,2]"].strip() in ("-sin(t)*cos(t)", "-sin(2*t)/2")


def test_the_cap_on_powers_is_where_it_is_said_to_be() -> None:
    """The reader takes 512 and refuses 513; the number stands here, not the constant that is tested."""
    assert sg.decide(x**512, x**511 * x).status == "proved"
    verdict = sg.decide(x**513, x**512 * x + 0 * y)
    assert verdict.status in ("proved", "undecided")
    with pytest.raises(sg.InputError, match="512"):
        _ = sg.Graph(x**513, (x,)).gaussian_curvature


def test_the_larger_principal_curvature_comes_first_where_a_root_is_needed() -> None:
    """Do Carmo, 3-2: kappa = H +- sqrt(H^2 - K)."""
    surface = sg.Graph(x**3 + x * y + y**4, (x, y))
    first, second = surface.principal_curvatures
    for point in ({x: 0.3, y: 0.8}, {x: -0.7, y: 0.2}, {x: 1.1, y: -0.6}):
        big, small = number(first, point), number(second, point)
        assert big > small
        H, K = (number(surface.quantity(n), point) for n in ("mean_curvature", "gaussian_curvature"))
        root = (H * H - K) ** 0.5
        assert abs(big - (H + root)) < 1e-9 and abs(small - (H - root)) < 1e-9


def test_the_left_of_a_witness_is_the_left_side() -> None:
    witness = sg.decide(x**2 + 10, x**2 - 10).witness
    assert witness is not None
    value = sp.Rational(dict(witness.point).get("x", 0)) ** 2
    assert abs(float(witness.left.strip("[").split()[0]) - float(value + 10)) < 1e-6
    assert abs(float(witness.right.strip("[").split()[0]) - float(value - 10)) < 1e-6
