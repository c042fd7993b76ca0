"""Closed forms of graphs whose normal form is past the limits of the field."""

import mpmath as mp
import pytest
import sympy as sp

import symgeom as sg

x, y, z = sp.symbols("x y z", real=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "e", [sp.sinh(x * sp.sin(y / 2 - z + 1) + 2 * y * sp.sqrt((x - y + 2 * z) ** 2 + 1))], ids=str
)
def test_the_formula_stands_in_its_place(e: sp.Expr) -> None:
    """K by SymPy's derivatives, in 40 digits."""
    graph = sg.Graph(e, (x, y, z))
    at = {x: sp.Rational(3, 10), y: sp.Rational(-1, 5), z: sp.Rational(1, 10)}
    with mp.workdps(40):
        p = [mp.mpf(sp.N(sp.diff(e, v).xreplace(at), 40)) for v in at]
        A = mp.matrix(
            [[mp.mpf(sp.N(c.xreplace(at), 40)) for c in sp.hessian(e, tuple(at)).row(i)] for i in range(3)]
        )
        want = mp.det(A) / mp.sqrt(1 + sum(q * q for q in p)) ** 5
        got = mp.mpf(sp.N(graph.gaussian_curvature.xreplace(at), 40))
        assert abs(got - want) < 1e-30 * abs(want)
    assert graph.formula("gaussian_curvature").proof.startswith("proved")
