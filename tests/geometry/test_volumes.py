"""Closed forms beside formulas by name: one root of det g for all of them."""

import pytest
import sympy as sp

import symgeom as sg

u, v = sp.symbols("u v", real=True)
SURFACES = {
    "graph": lambda: sg.Graph(sp.sin(u) * sp.exp(v / 2) + sp.cos(v), (u, v)),
    "chart": lambda: sg.Hypersurface([u, v, sp.sin(u) * sp.exp(v / 2) + sp.cos(v)], (u, v)),
}


def put_together(surface, names):
    definitions, values = surface.straight_line(names)
    full: dict[sp.Symbol, sp.Expr] = {}
    for symbol, e, _ in definitions:
        full[symbol] = e.xreplace(full)
    return definitions, {name: [e.xreplace(full) for e in entries] for name, entries in values.items()}


@pytest.mark.parametrize("name", SURFACES)
def test_one_root(name):
    """Entries of S that keep their digits in closed form have the root of det g that all others have."""
    surface = SURFACES[name]()
    definitions, values = put_together(surface, ["shape_operator", "volume_element", "gaussian_curvature"])
    roots = {p for _, e, _ in definitions for p in e.atoms(sp.Pow) if not p.exp.is_Integer}
    assert len(roots) == 1
    at = {u: sp.Rational(3, 7), v: sp.Rational(-5, 4)}
    for got, want in zip(values["shape_operator"], surface.quantity("shape_operator")):
        assert abs((got - want).subs(at).n(40)) < 1e-35


def test_a_loss_with_no_normal_form():
    """A part whose normal form takes more than it is worth stays as it is; that is no error."""
    a, b = sp.symbols("a b", real=True)
    terms = [
        (b * sp.tanh(sp.Rational(2 * k + 1, 7) * a) - sp.Rational(k * k % 7 - 3, 5)) ** 2 for k in range(8)
    ]
    names = ["gaussian_curvature", "mean_curvature"]
    assert set(sg.Graph(sp.Add(*terms) / 8, (a, b)).straight_line(names)[1]) == set(names)
