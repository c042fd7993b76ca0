"""Formulas with parts by name: what they say, that it is right, and that a false one is never called proved."""

from __future__ import annotations

import copy
import json
import pickle
from itertools import chain, pairwise
from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.errors import InputError
from symgeom.geometry import in_parts
from symgeom.geometry import proof as proving
from symgeom.parts.formula import Formula, plain
from symgeom.parts.names import NamedPart
from symgeom.typeset.printer import latex
from tests.geometry.strategies import functions, rotation_maps
from tests.oracle import WORKING_DIGITS, Oracle

x, y, a = sp.symbols("x y a", real=True)
w1, w2 = sp.symbols("w1 w2", real=True)
CURVATURES = ["gaussian_curvature", "mean_curvature"]


def loss(examples: int) -> sg.Graph:
    """The squared error of one unit."""
    data = [(sp.Rational(k + 1, 3), sp.Rational((7 * k + 3) % 5 - 2, 4)) for k in range(examples)]
    return sg.Graph(sum((w2 * sp.tanh(w1 * u) - v) ** 2 for u, v in data) / 2, (w1, w2))


def logistic(examples: int) -> sg.Graph:
    """The logistic loss."""
    data = [(sp.Rational(k + 1, 3), sp.Rational(7 * k % 5 - 2, 4)) for k in range(examples)]
    return sg.Graph(sum(sp.log(1 + sp.exp(-u * w1 - v * w2)) for u, v in data), (w1, w2))


MAPS: dict[str, Any] = {
    "saddle": lambda: sg.Graph(x**3 * y - x * y**2 + x, (x, y)),
    "loss": lambda: loss(2),
    "logistic": lambda: logistic(2),
    "root": lambda: sg.Graph(sp.sqrt(1 + x**2 + sp.exp(x * y)), (x, y)),
    "quotient": lambda: sg.Graph(x * sp.sin(y) / (1 + x**2 + y**2), (x, y)),
    "jets": lambda: sg.Graph(sp.Function("f", real=True)(x * y, x) + y**2, (x, y)),
    "surface": lambda: sg.Hypersurface((sp.exp(x), x * y, sp.sin(y) + x**2), (x, y)),
}


def changed(formula: Formula, k: int) -> Formula:
    """The formula with an error in its k-th definition; past them in a value."""
    parts, values = list(formula.definitions), dict(formula.values)
    if k < len(parts):
        parts[k] = NamedPart(parts[k].symbol, parts[k].expression + 1, parts[k].meaning)
    else:
        name = list(values)[k - len(parts)]
        values[name] = (
            2 * values[name] + sp.ones(*values[name].shape)
            if hasattr(values[name], "shape")
            else values[name] + 1
        )
    return Formula(tuple(parts), values, proof=formula._prove)


# Proofs --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", MAPS)
def test_formulas_are_proved_equal_to_the_normal_form(name: str) -> None:
    assert MAPS[name]().formula(CURVATURES).proof == "proved: equal to the normal form, entry by entry"


@pytest.mark.parametrize("name", MAPS)
def test_formulas_are_proved_in_jets_where_a_normal_form_is_too_long(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "_NORMAL_FORM", 0.0)
    monkeypatch.setattr(proving, "_against_normal_form", _too_long)
    monkeypatch.setattr(in_parts, "_has_normal_form", lambda *_: False)
    for wanted in (CURVATURES, ["shape_operator"]):
        assert MAPS[name]().formula(wanted).proof.startswith("proved in jets: ")


def test_principal_curvatures_of_a_graph_too_long_for_a_normal_form_have_a_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where roots are letters no square is seen; that was an `AttributeError`."""
    monkeypatch.setattr(proving, "_against_normal_form", _too_long)
    monkeypatch.setattr(in_parts, "_has_normal_form", lambda *_: False)
    formula = sg.Graph(x**3 * y + sp.exp(y), (x, y)).formula("principal_curvatures")
    assert formula.proof.startswith(("proved in jets: ", "not proved: "))


def _too_long(*_: Any) -> None:
    raise proving.Unproved("more work than a proof is allowed")


def test_the_proof_grows_with_the_number_of_examples_and_no_faster() -> None:
    assert loss(12).formula("mean_curvature").proof.startswith("proved in jets: gradient and Hessian")


@pytest.mark.parametrize("in_jets", [False, True])
@pytest.mark.parametrize("name", MAPS)
def test_a_false_formula_is_not_proved(name: str, in_jets: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if in_jets:
        monkeypatch.setattr(proving, "_against_normal_form", _too_long)
        monkeypatch.setattr(in_parts, "_has_normal_form", lambda *_: False)
    formula = MAPS[name]().formula(CURVATURES)
    for k in range(len(formula.definitions) + len(formula.values)):
        assert changed(formula, k).proof.startswith("not proved: "), k


@pytest.mark.parametrize(
    "ell",
    [
        *("sqrt(1 + sqrt(1 + x**2 + y**2))", "sqrt(x**2 + sqrt(1 + y**4))", "sqrt(x + sqrt(1 + y**2))"),
        *("(x**2 + y**2)**(1/4)", "(x**4 + y**4)**(1/4)", "(1 + x**2*y**2)**(1/3)", "sqrt(x)*y**(1/3)"),
        *(
            "tanh((x**2 + 2)**(1/3))",
            "(1 - x**6 - y**6)**(1/6)",
            "asin(sinh(x - y)/9)",
            "y*asin(x*y/(1 + x**2))",
        ),
    ],
)
def test_closed_forms_with_roots_are_proved(ell: str) -> None:
    """The root below is a product of roots, or a power of a root times one, which factors over Q don't show."""
    formula = sg.Graph(sp.sympify(ell, locals={"x": x, "y": y}), (x, y)).formula("mean_curvature")
    assert formula.proof.startswith("proved")
    false = Formula(formula.definitions, {"mean_curvature": -formula.value}, True, formula._prove)
    assert not false.proof.startswith("proved")


def test_a_formula_of_no_chart_is_not_proved() -> None:
    assert Formula((), {"area": x}, True).proof.startswith("not proved")


# Values --------------------------------------------------------------------------------------------------------------
def agrees(map_: list[Any], coordinates: tuple[Any, ...], formula: Formula, point: list[sp.Rational]) -> None:
    at = dict(zip(coordinates, point))
    oracle = Oracle.of(map_, coordinates, at)
    with mpmath.workdps(WORKING_DIGITS):
        wanted = {name: getattr(oracle, name) for name in CURVATURES}
    with mpmath.workdps(60):
        for name, value in formula.expression.items():
            found = sp.lambdify(coordinates, value, "mpmath")(
                *(mpmath.mpf(int(c.p)) / int(c.q) for c in point)
            )
            assert abs(found - wanted[name]) <= mpmath.mpf(10) ** -40 * (1 + abs(wanted[name]))


points = st.lists(
    st.builds(sp.Rational, st.integers(-20, 20), st.sampled_from([7, 11, 13])), min_size=2, max_size=2
)


@settings(max_examples=15, deadline=None)
@given(functions((x, y), 3), points)
def test_the_formula_of_a_random_loss_has_the_values_of_its_map(f: Any, point: list[Any]) -> None:
    formula = sg.Graph(f, (x, y)).formula(CURVATURES)
    agrees([x, y, f], (x, y), formula, point)
    assert formula.proof.startswith("proved")


@settings(max_examples=8, deadline=None)
@given(rotation_maps(), points)
def test_the_formula_of_a_random_surface_has_the_values_of_its_map(made: Any, point: list[Any]) -> None:
    map_, coordinates = made
    at = dict(zip((x, y), point))
    if sp.Matrix(map_).jacobian((x, y)).subs(at).evalf(30).rank() < 2:
        return
    surface = sg.Hypersurface(tuple(map_), coordinates)
    agrees(map_, (x, y), surface.formula(CURVATURES), point)


@pytest.mark.parametrize("name", ["loss", "logistic", "root", "quotient"])
def test_the_formula_has_the_values_of_the_map(name: str) -> None:
    graph = MAPS[name]()
    agrees(
        list(graph.map),
        graph.coordinates,
        graph.formula(CURVATURES),
        [sp.Rational(3, 7), sp.Rational(-5, 11)],
    )


# Names and text ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("wanted", [CURVATURES, ["shape_operator"], ["christoffel_symbols"]])
def test_each_part_is_defined_once_before_it_is_used(name: str, wanted: list[str]) -> None:
    formula = MAPS[name]().formula(wanted)
    names = [p.symbol for p in formula.definitions]
    own = MAPS[name]().coordinates
    assert len({s.name for s in (*names, *own)}) == len(names) + len(own)
    sides = [p.expression for p in formula.definitions]
    for k, symbol in enumerate(names):
        assert not any(symbol in e.free_symbols for e in sides[: k + 1])
        later = chain(sides[k + 1 :], formula.values.values())
        assert any(symbol in e.free_symbols for e in later)
    assert all(p.meaning for p in formula.definitions)


@pytest.mark.quick
def test_names_of_parts_are_not_those_of_the_user() -> None:
    p_1, A_11, w = sp.symbols("p_1 A_11 w", real=True)
    G = sp.Symbol("G", positive=True)
    graph = sg.Graph((p_1 * A_11 - w) ** 2 + G * sp.exp(p_1 * w), (p_1, A_11))
    formula = graph.formula(CURVATURES)
    assert {p.symbol.name for p in formula.definitions}.isdisjoint({"p_1", "A_11", "w", "G"})
    assert formula.proof.startswith("proved")
    assert set().union(*(e.free_symbols for e in formula.expression.values())) <= {p_1, A_11, w, G}


@pytest.mark.quick
def test_entries_of_arrays_are_coordinates_like_others() -> None:
    w = sp.IndexedBase("w", real=True)
    graph = sg.Graph((w[0] * sp.tanh(w[1]) - 1) ** 2, (w[0], w[1]))
    twin = sg.Graph((w1 * sp.tanh(w2) - 1) ** 2, (w1, w2))
    formula = graph.formula("mean_curvature")
    assert formula.proof.startswith("proved")
    assert graph.mean_curvature.subs({w[0]: w1, w[1]: w2}) == twin.mean_curvature != 0
    assert formula.expression.atoms(sp.Indexed) == {w[0], w[1]}


@pytest.mark.slow
@pytest.mark.quick
def test_names_keep_through_the_formulas_of_one_surface() -> None:
    graph = loss(2)
    tables = [{p.symbol: p.meaning for p in graph.formula(name).definitions} for name in ("K", "H", "S")]
    for name, meaning in (
        ("p_1", "gradient"),
        ("A_11", "Hessian"),
        ("r_1", "residual"),
        ("t_1", "activation"),
    ):
        assert all(table[sp.Symbol(name)] == meaning for table in tables)


@pytest.mark.quick
def test_the_formula_as_text() -> None:
    formula = sg.Graph(sp.exp(x * y), (x, y)).formula("K")
    assert all(rf"{latex(p.symbol)} &= " in formula.latex for p in formula.definitions)
    assert r"K &= " in formula.latex
    assert json.loads(json.dumps(formula.document)) == formula.document
    assert formula.document["values"]["gaussian_curvature"] == plain(formula.value)
    for p, row in zip(formula.definitions, formula.document["definitions"], strict=True):
        assert row == {"symbol": p.symbol.name, "expression": plain(p.expression), "meaning": p.meaning}


@pytest.mark.quick
def test_text_begins_with_what_has_no_minus() -> None:
    assert plain(-(x**2) + y) == "y - x**2"
    assert plain(-x - y) == "-x - y"
    assert sp.sympify(plain(a * (-x + y) ** 2), locals={"x": x, "y": y, "a": a}) == a * (y - x) ** 2


# Other charts --------------------------------------------------------------------------------------------------------
def test_metrics_immersions_and_curves_have_formulas() -> None:
    half_plane = sg.Metric([[1 / y**2, 0], [0, 1 / y**2]], (x, y), domain={y: (0, sp.oo)})
    immersion = sg.Immersion((sp.exp(x), x * y, sp.sin(y), x + y**2), (x, y))
    helix = sg.Immersion((sp.cos(x), sp.sin(x), a * x), (x,))
    wanted = {half_plane: "christoffel_symbols", immersion: "mean_curvature_vector", helix: "torsion"}
    for chart, name in wanted.items():
        assert chart.formula(name).proof.startswith("proved")
        assert (
            chart.formula(name).expression.shape == chart.quantity(name).shape if name != "torsion" else True
        )


@pytest.mark.quick
def test_unknown_names_are_told_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match="Did you mean gaussian_curvature"):
        sg.surfaces.torus().formula(["mean_curvature", "gausian_curvature"])


def test_a_pending_derivative_is_carried_out() -> None:
    """``R = -2 (sqrt G)''/sqrt G`` for ``dx^2 + G(x) dy^2`` (do Carmo, 4-3, ex. 1), with G the slope of f on the diagonal."""
    s, t = sp.symbols("s t", real=True)
    f, example = sp.Function("f"), sp.Lambda((s, t), sp.exp(s) * (2 + t**3))
    metric = sg.Metric([[1, 0], [0, sp.Derivative(f(x, x), x)]], (x, y))
    G = sp.diff(example(x, x), x)
    expected = -2 * sp.diff(sp.sqrt(G), x, 2) / sp.sqrt(G)
    found = metric.scalar_curvature.subs(f, example).doit()
    assert abs((found - expected).subs(x, sp.Rational(7, 10)).evalf()) < 1e-12
    assert metric.formula("scalar_curvature").proof.startswith("proved")


@pytest.mark.quick
@pytest.mark.parametrize("names", [3, None, [], [3], {"K"}, b"K", "gausian"])
@pytest.mark.parametrize("surface", [sg.surfaces.torus(), sg.losses.rosenbrock(7)], ids=lambda s: s.name)
def test_what_names_no_quantity_is_told(surface: Any, names: Any) -> None:
    with pytest.raises(InputError):
        surface.formula(names)


def test_derivatives_of_what_is_linear_are_found_together() -> None:
    """The Hessian of a sum of squares of linear forms is written in numbers; parameters among the coefficients stay."""
    w = sp.symbols("w1:9", real=True)
    c = sp.Symbol("c", real=True)
    rows = [[(3 * i + 5 * j) % 7 - 3 for j in range(8)] for i in range(9)]
    residuals = [sum(a * s for a, s in zip(row, w)) - k for k, row in enumerate(rows)]
    loss = sg.Graph(sum(r**2 for r in residuals) / 2 + c * w[0] * w[1], w)
    definitions = {p.symbol: p.expression for p in loss.formula("shape_operator").definitions}
    hessian = next(e for s, e in definitions.items() if s.name == "A")
    expected = [
        [sum(row[i] * row[j] for row in rows) + (c if {i, j} == {0, 1} else 0) for j in range(8)]
        for i in range(8)
    ]
    assert hessian.subs(definitions) == sp.ImmutableMatrix(expected)


def test_functions_in_a_closed_form_have_their_letters_and_words() -> None:
    """Where the closed form is the shortest, what recurs in it is named for what it is."""
    x, y = sp.symbols("x y", real=True)
    found = sg.Graph(y * sp.tanh(x), (x, y)).formula(["gaussian_curvature", "mean_curvature"])
    (activation,) = (p for p in found.definitions if p.expression == sp.tanh(x))
    assert activation.symbol.name[0] == "t" and activation.meaning == "activation"


def many() -> sg.Graph:
    """A graph in so many variables that its quantities stand on p and A."""
    z = sp.symbols("z1:7", real=True)
    return sg.Graph(sum(sp.tanh(a * b) for a, b in pairwise(z)), z)


@pytest.mark.parametrize("of", ["gaussian_curvature", CURVATURES])
@pytest.mark.parametrize("make", [MAPS["saddle"], MAPS["logistic"], MAPS["jets"], MAPS["surface"], many])
def test_formulas_are_values(make: Any, of: Any) -> None:
    """Equal by what is written, copied and pickled, whichever surface was asked."""
    made, other = make().formula(of), make().formula("mean_curvature")
    again = pickle.loads(pickle.dumps(made))
    assert again == made == copy.deepcopy(made) and hash(again) == hash(made)
    assert again.latex == made.latex and str(again) == str(made) and isinstance(again, sg.Formula)
    assert made != other and other != make().flipped().formula("mean_curvature")
