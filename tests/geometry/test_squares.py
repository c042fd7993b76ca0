"""Hessians of losses on data as sums of squares."""

import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry.graphrules import bend
from symgeom.geometry.in_parts import in_parts
from symgeom.geometry.squares import across, crossed, squares
from symgeom.losses.on_data import k, logistic_regression, n, network, softmax_regression, x, y
from symgeom.parts.names import put_back

a, b = sp.symbols("a b", real=True)
SQUARES = {
    "logistic": logistic_regression(),
    "two features": logistic_regression(2),
    "decay": logistic_regression(decay=2),
    "linear": network((1, 1), "identity"),
    "softmax": softmax_regression(3, 1, decay=sp.Rational(1, 8)),
    "a sum of two": sg.Graph(
        sp.Sum(sp.exp(a * x[k] - 2 * b) + sp.log(1 + sp.exp(a + b * y[k])), (k, 0, n - 1)), (a, b)
    ),
}
OTHERS = {
    "a layer": network((1, 1, 1), biases=False),
    "a saddle for each datum": sg.Graph(
        sp.Sum((a * x[k] + b) ** 2 - (a - b * y[k]) ** 2, (k, 0, n - 1)), (a, b)
    ),
    "a weight of any sign": sg.Graph(sp.Sum(y[k] * sp.exp(a * x[k] - b), (k, 0, n - 1)), (a, b)),
    "a negative decay": logistic_regression(decay=-1),
    "without data": sg.Graph((a + b) ** 2 + (a - 2 * b) ** 2, (a, b)),
}


def read(loss):
    chart = in_parts(loss, "steady")
    parts, rows = chart.engine.field.parts, [[e.form for e in row] for row in bend(chart)]
    return parts, rows, squares(parts, rows)


def one_datum(parts, e):
    """The expression for a single datum, without sums: the entries of data and parts at k are symbols."""
    e = put_back(parts.needed(e), e)
    while e.atoms(sp.Expr) and any(type(s).__name__ == "Total" for s in sp.preorder_traversal(e)):
        e = e.replace(lambda s: type(s).__name__ == "Total", lambda s: s.args[0])
    return e.xreplace({s: sp.S.One for s in e.free_symbols if type(s).__name__ == "Count"})


@pytest.mark.parametrize("name", SQUARES)
def test_the_squares_are_the_hessian(name):
    """Entry by entry, for one datum and n = 1."""
    parts, rows, found = read(SQUARES[name])
    assert found is not None
    columns = list(zip(*found.vectors))
    for i, row in enumerate(rows):
        for j, e in enumerate(row):
            gap = one_datum(parts, found.inner(columns[i], columns[j]) - e)
            assert sp.simplify(gap) == 0, (i, j)


@pytest.mark.parametrize("name", OTHERS)
def test_other_hessians_are_no_squares(name):
    assert read(OTHERS[name])[-1] is None


def test_across_is_the_quadratic_form():
    parts, rows, found = read(SQUARES["decay"])
    p = sp.symbols("p1 p2")
    want = sum(rows[i][i] * p[1 - i] ** 2 for i in range(2)) - 2 * p[0] * p[1] * rows[0][1]
    assert sp.simplify(one_datum(parts, across(found, p) - want)) == 0


CROSSED = {
    "a wave": (sp.sqrt(a**2 + b**2) * sp.sin(sp.sqrt(a**2 + b**2)), True),
    "a radial function and more": (sp.cos(sp.sqrt(a**2 + b**2)) + a**2 - 3 * a * b + sp.exp(b), True),
    "no square": (a**3 * b + sp.sin(a * b), False),
}


@pytest.mark.parametrize("name", CROSSED)
def test_weights_of_any_sign(name):
    """``A_11 p_2^2 - 2 A_12 p_1 p_2 + A_22 p_1^2``, for any p."""
    ell, has_squares = CROSSED[name]
    parts, rows, _ = read(sg.Graph(ell, (a, b)))
    p = sp.symbols("p1 p2")
    found = crossed(parts, rows, p)
    assert (found is not None) == has_squares
    if has_squares:
        want = rows[0][0] * p[1] ** 2 - 2 * p[0] * p[1] * rows[0][1] + rows[1][1] * p[0] ** 2
        at = {a: sp.Rational(3, 7), b: sp.Rational(-5, 4), p[0]: 2, p[1]: sp.Rational(1, 3)}
        assert abs(sp.N(parts.put_back(found - want).subs(at), 30)) < 1e-25


@pytest.mark.parametrize("d", [1, 2, 3])
def test_kernels_of_the_mean_curvature_in_every_dimension(d):
    """Of ``sum cos(x_i)`` at 0: H = -1, whether or not squares are looked for."""
    letters = sp.symbols(f"x1:{d + 1}", real=True)
    kernel = sg.Graph(sp.Add(*map(sp.cos, letters)), letters).kernel("mean_curvature")
    assert kernel(*[0.0] * d).mean_curvature == -1
