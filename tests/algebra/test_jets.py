"""Undefined functions: equal arguments, values at numbers, declarations.

The oracle for geometry is the same surface with a concrete function in place of the undefined one.
"""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.algebra.domain.jets import Slots, jet_expression, jet_parts
from symgeom.errors import InputError
from symgeom.kernels.values.lowering import jets as jets_of
from symgeom.notes.verdicts import formula

u, v, w, x = sp.symbols("u v w x", real=True)
a, b, c = sp.symbols("a b c")
f, g = sp.Function("f"), sp.Function("g")
QUANTITIES = (
    "jacobian",
    "metric",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "gaussian_curvature",
    "mean_curvature",
    "christoffel_symbols",
    "riemann_tensor",
)
CONCRETE = {
    1: sp.Lambda((a,), sp.sin(a) + a**3),
    2: sp.Lambda((a, b), a**2 * b + sp.sin(a + 2 * b) + b**3 * a),
    3: sp.Lambda((a, b, c), a**2 * b + sp.sin(a + 2 * b - c) + b**3 * a * c + c**2 * b),
}
# Arguments in two coordinates; what coincides only for u > 0 has that domain.
ARGUMENTS = [
    (u, u),
    (u, sp.sqrt(u**2)),
    (sp.exp(sp.log(u)), u),
    (u, v, u),
    (u, u, u),
    (u * v, u * v),
    (2 * u, u),
    (u, sp.sin(v)),
    (u + v, u + v),
]


def entries(value):
    value = getattr(value, "matrix", value)
    if isinstance(value, sp.NDimArray):
        return [sp.sympify(e) for e in sp.flatten(value.tolist())]
    return list(value.flat()) if isinstance(value, sp.MatrixBase) else [value]


# Forms ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("args", [(u, u), (2 * u, 2 * u), (u, u, u), (u, v, u), (2 * u, u), (u, 2 * v)])
def test_jets_stay_apart_and_are_read_back(args):
    orders = list(itertools.product(range(4), repeat=len(args)))
    written = [jet_expression(f, args, n) for n in orders]
    for e, n in zip(written, orders):
        assert jet_parts(e) == (f, args, n)
        assert jet_parts(pickle.loads(pickle.dumps(e))) == (f, args, n)
    assert len(set(written)) == len({str(e) for e in written}) == len(orders)
    assert len(sp.Add(*written).args) == len(orders)
    other = [e.subs(u, w) for e in written]
    assert [jet_parts(e) for e in other] == [(f, tuple(a.subs(u, w) for a in args), n) for n in orders]


@pytest.mark.parametrize("args", [(u, u), (3 * u, 3 * u), (u, u, u)])
def test_jets_stay_apart_at_a_number(args):
    orders = list(itertools.product(range(3), repeat=len(args)))
    for put in (lambda e: e.subs(u, 2), lambda e: e.xreplace({u: sp.Integer(2)})):
        at = [put(jet_expression(f, args, n)) for n in orders]
        assert [jet_parts(e)[2] for e in at] == orders
        assert len(set(at)) == len(orders)


def test_a_concrete_function_can_be_put_in():
    cubic = sp.Lambda((a, b), a**2 * b**3)
    for orders in itertools.product(range(3), repeat=2):
        by = [s for s, n in zip((a, b), orders) for _ in range(n)]
        wanted = sp.diff(cubic(a, b), *by) if by else cubic(a, b)
        e = jet_expression(f, (u, u), orders)
        for done in (e.subs(f, cubic).doit(), e.replace(f, cubic).doit()):
            assert done == wanted.subs({a: u, b: u})


def test_the_form_is_that_of_diff():
    for args in ((u, u), (u, 2 * u), (u, 2 * v), (u * v, v)):
        surface = sg.Hypersurface([u, v, f(*args)], (u, v))
        assert sp.expand(surface.jacobian - sp.Matrix(surface.map).jacobian((u, v))) == sp.zeros(3, 2)


def test_unfinished_derivatives_stay_what_they_are():
    e = jet_expression(f, (u, u), (2, 1))
    assert isinstance(e, Slots) and e.doit() == e
    assert sp.expand(jet_expression(f, (u, u), (1, 0)).diff(u)).has(sp.Derivative)


# Surfaces ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("args", ARGUMENTS, ids=str)
def test_quantities_and_kernels_of_a_concrete_function(args):
    concrete = CONCRETE[len(args)]
    domain = {u: (0, sp.oo)} if any(a.has(sp.log, sp.Pow) and a != u * v for a in args) else None
    abstract = sg.Hypersurface([u, v, f(*args)], (u, v), domain=domain)
    known = sg.Hypersurface([u, v, concrete(*args)], (u, v), domain=domain)
    point = {u: sp.Rational(3, 7), v: sp.Rational(4, 7)}
    shown = []
    for name in QUANTITIES:
        left, right = entries(abstract.quantity(name)), entries(known.quantity(name))
        shown += left
        for e, expected in zip(left, right, strict=True):
            value = e.replace(f, concrete).doit().subs(point).evalf(20)
            assert abs(value - expected.subs(point).evalf(20)) < 1e-12, name
    kernel = abstract.kernel(QUANTITIES)
    given = {}
    jets = {jet.orders: jet for jet in jets_of(shown)}  # |u| is also written as u sign(u)
    for argument, jet in zip(
        [k for k in kernel.arguments if k.kind == "function"], jets.values(), strict=True
    ):
        by = [s for s, n in zip(concrete.variables, jet.orders) for _ in range(n)]
        at = dict(zip(concrete.variables, [sp.sympify(e).subs(point) for e in jet.at]))
        given[argument.name] = float((sp.diff(concrete.expr, *by) if by else concrete.expr).subs(at))
    numbers = float(point[u]), float(point[v])
    computed, expected = kernel(*numbers, **given), known.kernel(QUANTITIES)(*numbers)
    for name in QUANTITIES:
        assert np.allclose(getattr(computed, name), getattr(expected, name), rtol=1e-9), name


def test_kernel_arguments_are_numbered_where_names_coincide():
    kernel = sg.Hypersurface([u, v, f(u, v, u)], (u, v)).kernel("jacobian")
    assert [k.name for k in kernel.arguments] == ["u", "v", "f_1", "f_2", "f_3"]
    assert len({k.meaning for k in kernel.arguments if k.kind == "function"}) == 3


def test_toml_and_notes(tmp_path):
    path = tmp_path / "twice.toml"
    path.write_text('coordinates = ["u", "v"]\nmap = ["u", "v", "f(u,u)"]\nfunctions = ["f(u,v)"]\n')
    surface = sg.load(path)
    slope = surface.jacobian[2, 0]
    assert sorted(jet_parts(e)[2] for e in slope.args) == [(0, 1), (1, 0)]
    text = sg.notes(surface).latex
    assert r"\partial_{1} f(u, u) + \partial_{2} f(u, u)" in text
    assert r"2 \partial_{12} f(u, u)" in text
    assert "Subs" not in text and "f(u, u)(" not in text


def test_notes_on_a_graph_of_equal_arguments():
    text = sg.notes(sg.Graph(f(x, x), (x, u))).latex
    assert (
        r"A &= \begin{pmatrix} \partial_{11} f(x, x) + 2 \partial_{12} f(x, x) + \partial_{22} f(x, x)"
        in text
    )
    assert r"\ell(x, u) = f(x, x)" in text


def test_assumptions_in_notes_name_the_slot():
    texts = [str(jet_expression(f, (u, 2 * u), n)) + " != 0" for n in ((1, 0), (2, 1), (1, 2))]
    assert [formula(t) for t in texts] == [rf"\partial_{{{n}}} f(u, 2 u) \ne 0" for n in ("1", "112", "122")]


@pytest.mark.parametrize("change", [{u: a, v: a + b}, {u: a * b, v: b * a}, {u: b, v: a}, {u: 2 * a, v: b}])
def test_a_change_of_chart_keeps_the_slot(change):
    real = dict(zip((a, b), sp.symbols("s t", real=True)))
    change = {k: e.xreplace(real) for k, e in change.items()}
    surface = sg.Hypersurface([u, v, sp.Derivative(f(u, v), u) + f(u, v).diff(u, v)], (u, v))
    moved = surface.reparametrize(change, tuple(real.values()))
    known = CONCRETE[2].expr.diff(a) + CONCRETE[2].expr.diff(a, b)
    shown = moved.map[2].replace(f, CONCRETE[2]).doit()
    assert sp.expand(shown - known.subs({a: change[u], b: change[v]}, simultaneous=True)) == 0


# Decisions -----------------------------------------------------------------------------------------------------------
def D(orders, args):
    return jet_expression(g, tuple(map(sp.sympify, args)), orders)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (D((1, 0), (x, x)), D((0, 1), (x, x))),
        (D((2, 1), (x, x)), D((1, 2), (x, x))),
        (D((1, 0), (sp.sin(x), sp.sin(x))), D((0, 1), (sp.sin(x), sp.sin(x)))),
        (D((1, 0, 0), (x, u, x)), D((0, 0, 1), (x, u, x))),
        (D((1, 0), (0, 0)), D((0, 1), (0, 0))),
        (sp.diff(g(x, x), x), 2 * D((0, 1), (x, x))),
    ],
)
def test_different_slots_are_different(left, right):
    verdict = sg.decide(left, right)
    assert verdict.status == "refuted"
    assert len({key.split("g")[0] for key in verdict.witness.point if "g" in key}) == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.diff(g(x, x), x), D((1, 0), (x, x)) + D((0, 1), (x, x))),
        (sp.diff(g(x, x), x, 2), D((2, 0), (x, x)) + 2 * D((1, 1), (x, x)) + D((0, 2), (x, x))),
        (
            sp.diff(g(x, x), x, 3),
            D((3, 0), (x, x)) + 3 * D((2, 1), (x, x)) + 3 * D((1, 2), (x, x)) + D((0, 3), (x, x)),
        ),
        (D((1, 0), (x, sp.sqrt(x**2))), D((1, 0), (x, x))),
        (sp.Subs(sp.Derivative(g(u, v), u), v, x).subs(u, x), D((1, 0), (x, x))),
    ],
)
def test_the_chain_rule(left, right):
    assert sg.decide(left, right, domain={x: (0, sp.oo)}).status == "proved"


@pytest.mark.parametrize(
    "e",
    [
        sp.Subs(sp.Derivative(g(a, b), a), (a, b), (x, x)),
        sp.Subs(sp.Derivative(g(a, b), a, b), (a, b), (x, x)),
        sp.Subs(sp.Derivative(g(a, b, c), a), (a, c), (x, x)),
        sp.Subs(sp.Derivative(g(a, b), a), (a, b), (0, 0)),
    ],
)
def test_what_sympy_cannot_tell_apart_is_refused(e):
    with pytest.raises(InputError, match=r"ambiguous.*Write one Subs"):
        sg.decide(e, x)
    with pytest.raises(InputError, match="ambiguous"):
        _ = sg.Graph(e, (x, u)).gaussian_curvature


def test_points_that_sympy_tells_apart_are_read():
    e = sp.Subs(sp.Derivative(g(a, b), a), (a, b), (x, sp.Abs(x)))
    assert sg.decide(e, D((1, 0), (x, x)), domain={x: (0, sp.oo)}).status == "proved"
    assert sg.decide(e, D((0, 1), (x, x)), domain={x: (0, sp.oo)}).status == "refuted"


# Values at numbers ---------------------------------------------------------------------------------------------------
VALUES = [
    f(0),
    f(sp.Rational(3, 7)),
    f(sp.sqrt(2)),
    sp.Subs(sp.Derivative(f(x), x), x, 0),
    sp.Subs(sp.Derivative(f(x), x, x), x, sp.pi),
    g(0, 0),
    D((0, 1), (1, 1)),
]


@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("known", [False, True])
def test_a_value_of_a_function_is_no_constant(value, known):
    t, where = value + 5, [value > -4] if known else []
    root = sp.sqrt(t - 1)
    verdict = sg.decide(sp.sqrt(t - 2 * root), root - 1, where=where)
    assert verdict.status == "refuted"
    (told,) = verdict.witness.point.values()
    assert -4 < sp.Rational(told) < -3  # where both sides are real, and differ
    hyperbola = sp.sqrt(2 * t**2 - 1 + 2 * t * sp.sqrt(t**2 - 1))
    assert sg.decide(hyperbola, t + sp.sqrt(t**2 - 1), where=where).status == (
        "proved" if known else "refuted"
    )


def test_facts_about_values_are_used_and_kept():
    t = f(0) + 5
    root = sp.sqrt(t - 1)
    assert sg.decide(sp.sqrt(t - 2 * root), root - 1, where=[f(0) > -3]).status == "proved"
    for facts in (
        [f(0) > 100],
        [f(0) < -100],
        [f(0) > 3, f(0) < sp.Rational(31, 10)],
        [f(0) > 2 * f(1), f(1) > 7],
    ):
        verdict = sg.decide(f(0) ** 2, f(0) * f(1), where=facts)
        assert verdict.status == "refuted"
        told = {key.partition("(")[2][0]: value for key, value in verdict.witness.point.items()}
        put = {f(int(at)): sp.Rational(value) for at, value in told.items()}
        assert all(fact.xreplace(put) == True for fact in facts)  # noqa: E712


def test_a_value_beside_symbols_is_no_constant():
    t = f(0) + 5
    left, right = x + sp.sqrt(t - 2 * sp.sqrt(t - 1)), x + sp.sqrt(t - 1) - 1
    assert sg.decide(left, right).status == "refuted"
    assert sg.decide(left, right, where=[f(x) > 0]).status == "refuted"


def test_unequal_values_are_respected():
    assert sg.decide(f(0) ** 2, f(1) ** 2, where=[sp.Ne(f(0), f(1))]).status == "refuted"
    verdict = sg.decide(sp.sign(f(0)) ** 2, 1, where=[sp.Ne(f(0), 0)])
    assert verdict.status == "proved"


# Declarations --------------------------------------------------------------------------------------------------------
REFUSED = [
    {"odd": True},
    {"even": True},
    {"integer": True},
    {"prime": True},
    {"rational": True},
    {"irrational": True},
    {"rational": False},
    {"irrational": False},
    {"algebraic": True},
    {"algebraic": False},
    {"zero": True},
    {"nonzero": False, "real": True},
    {"nonnegative": True, "nonpositive": True},
    {"real": False},
    {"extended_real": False},
    {"complex": False},
    {"finite": False},
    {"infinite": True},
    {"commutative": False},
    {"imaginary": True},
    {"hermitian": False},
    {"antihermitian": True},
]


@pytest.mark.parametrize("declared", REFUSED, ids=str)
def test_a_declaration_that_no_smooth_function_honours_is_refused(declared):
    o = sp.Function("o", **declared)
    for door in (
        lambda: sg.decide(o(x), x),
        lambda: sg.decide(o(x), o(x)),
        lambda: sg.decide(x, 0, where=[sp.Gt(o(x), x, evaluate=False)]),
        lambda: sg.Graph(o(x), (x, u)),
        lambda: sg.Graph(sp.Derivative(o(x), x), (x, u)),
        lambda: sg.Metric(sp.eye(2), (x, u)).laplacian(o(x)),
    ):
        with pytest.raises(InputError, match="the function o is declared"):
            door()


HONOURED = [
    {"positive": True},
    {"negative": True},
    {"nonnegative": True},
    {"nonpositive": True},
    {"nonzero": True},
    {"zero": False},
    {"integer": False},
    {"noninteger": True},
    {"odd": False},
    {"even": False},
    {"prime": False},
    {"composite": False, "positive": True},
    {"positive": False},
    {"integer": False, "negative": True},
    {"extended_nonnegative": True},
]


@pytest.mark.parametrize("declared", HONOURED, ids=str)
def test_witnesses_honour_the_declaration(declared):
    o = sp.Function("o", **declared)
    slope = sp.Subs(sp.Derivative(o(x), x), x, 0)
    for left in (o(x), o(0) - o(1), slope + o(0), o(x) * o(u) + o(2)):
        verdict = sg.decide(left, 17 + x**2)
        assert verdict.status == "refuted"
        values = [sp.Rational(q) for k, q in verdict.witness.point.items() if k.startswith("o(")]
        for value in values:
            for kind, wanted in declared.items():
                assert getattr(value, f"is_{kind}") is wanted, (kind, value)
        if declared.keys() & {"nonzero", "zero"}:
            assert (
                len({value > 0 for value in values}) <= 1
            )  # a continuous function without zeros keeps its sign
        if declared.keys() & {"integer", "noninteger"}:
            assert len({sp.floor(value) for value in values}) <= 1


def test_what_continuity_forces_is_not_refuted():
    nonzero, gap = sp.Function("n", nonzero=True), sp.Function("n", integer=False)
    assert sg.decide(sp.sign(nonzero(0)) * sp.sign(nonzero(1)), 1).status != "refuted"
    assert sg.decide(sp.sign(sp.sin(sp.pi * gap(0)) * sp.sin(sp.pi * gap(1))), 1).status != "refuted"
    touching = sp.Function("n", nonnegative=True)
    slope = sp.Subs(sp.Derivative(touching(x), x), x, 0)
    flat = slope * (sp.sign(touching(0)) - 1)  # f >= 0 has slope 0 where it is 0
    assert sg.decide(flat, 0).status != "refuted"
    assert sg.decide((sp.sign(touching(0)) - 1) * slope, 0).status != "refuted"


def test_a_derivative_has_no_declared_sign():
    h = sp.Function("h", positive=True)
    slope = sp.Derivative(h(x), x)
    assert sg.decide(sp.sqrt(slope**2), slope).status == "refuted"
    assert sg.decide(sp.Abs(slope), -slope).status == "refuted"


def test_facts_about_derivatives_that_contradict_each_other_are_refused():
    slope = D((1, 0), (x, x))
    with pytest.raises(InputError, match="contradict"):
        sg.decide(x, x, where=[slope > 0, slope < -1])
    assert sg.decide(D((0, 1), (x, x)) * x, x, where=[slope > 0, D((0, 1), (x, x)) < -1]).status == "refuted"


def test_two_functions_of_one_name_are_refused():
    h = sp.Function("h", positive=True)
    with pytest.raises(InputError, match="two different functions are called h"):
        sg.decide(h(x), sp.Function("h")(x))
    with pytest.raises(InputError, match="two different functions are called h"):
        sg.Hypersurface([u, v, h(u) + sp.Function("h")(v)], (u, v))
