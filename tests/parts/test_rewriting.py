"""Rewritings that are identities of the ring: the value stays, at points that no formula was made for."""

import mpmath
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.algebra.domain.counting import operations
from symgeom.parts.gathering import multiplied_out
from symgeom.parts.names import NamedPart, Parts
from symgeom.parts.point import AtPoint
from symgeom.parts.signs import turned
from symgeom.parts.tidy import tidy

x, y, z = sp.symbols("x y z", positive=True)
POINT = {x: mpmath.mpf("1.37"), y: mpmath.mpf("0.61"), z: mpmath.mpf("2.23")}
FORMS = st.recursive(
    st.sampled_from([x, y, z, sp.Integer(2), sp.Integer(-3), sp.Rational(1, 2)]),
    lambda inner: st.one_of(
        st.builds(lambda f, g: f + g, inner, inner),
        st.builds(lambda f, g: f - g, inner, inner),
        st.builds(lambda f, g: f * g, inner, inner),
        st.builds(lambda f, k: f**k, inner, st.sampled_from([2, 3])),
        st.builds(lambda f: sp.sqrt(1 + f**2), inner),
        st.builds(lambda f: sp.tanh(f), inner),
    ),
    max_leaves=8,
)


def value(e, at=POINT):
    with mpmath.workdps(40):
        return mpmath.mpf(sp.N(sp.sympify(e).subs({s: sp.Float(str(v), 45) for s, v in at.items()}), 40))


def same(e, f):
    a, b = value(e), value(f)
    return abs(a - b) <= mpmath.mpf(10) ** -25 * max(1, abs(a))


@settings(max_examples=60, deadline=None)
@given(FORMS)
def test_signs_that_are_turned_and_sums_that_are_multiplied_out(e):
    assert same(turned(e), e)
    assert same(multiplied_out(e), e) and operations(multiplied_out(e)) <= operations(e)


def test_signs_are_turned_only_in_front():
    assert turned(-4 * x * (y - x**2) ** 3) == 4 * x * (x**2 - y) ** 3
    assert turned(-4 * x * (x - y)) == -4 * x * (x - y)  # as it was typed
    assert turned(-4 * x * (y - x**2) ** 2) == -4 * x * (y - x**2) ** 2


@settings(max_examples=60, deadline=None)
@given(FORMS, st.integers(-5, 5), st.integers(-5, 5))
def test_powers_of_roots_by_their_radicands(f, j, k):
    """The root of 1 + f^2 by name in any power, and a quotient by it that occurs in even powers."""
    parts = Parts([x, y, z])
    b = parts.named(1 + f**2, "b", "base")
    root = parts.named(sp.sqrt(b), "rho", "root")
    quotient = parts.named(x / root, "d", "derivative of a root")
    forms = [root**j * y + quotient**2, quotient**4 + root**k, z * root]
    definitions, shown = tidy(parts, forms)
    back = {p.symbol: p.expression for p in definitions}
    for form, original in zip(shown, forms, strict=True):
        for symbol in reversed(list(back)):
            form = form.subs(symbol, back[symbol])
        assert same(form, parts.put_back(original))
    assert all(isinstance(p, NamedPart) for p in definitions)


def test_even_powers_of_roots_in_a_formula():
    """K of sqrt(x^2 + a) + sqrt(y^2 + a), with x^2/(x^2 + a) once, beside SymPy's own derivatives."""
    u, v = sp.symbols("u v", real=True)
    a = sp.Symbol("a", positive=True)
    f = sp.sqrt(u**2 + a) + sp.sqrt(v**2 + a)
    formula = sg.Graph(f, (u, v)).formula(["gaussian_curvature", "mean_curvature"])
    assert formula.operations <= 27 and formula.proof.startswith("proved")
    K = (f.diff(u, 2) * f.diff(v, 2) - f.diff(u, v) ** 2) / (1 + f.diff(u) ** 2 + f.diff(v) ** 2) ** 2
    at = {u: mpmath.mpf("0.7"), v: mpmath.mpf("-1.3"), a: mpmath.mpf("1.9")}
    assert abs(value(formula.expression["gaussian_curvature"], at) - value(K, at)) < mpmath.mpf(10) ** -25


def test_what_is_tiny_at_a_point_is_not_taken_for_zero():
    point = AtPoint(Parts([x, y, z]))
    assert not point.may_vanish(sp.sin(x * y / 9) ** 40 * (1 + y**2))
    assert point.may_vanish((sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1) * sp.exp(-60 * y**2))
