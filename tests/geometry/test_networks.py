"""Losses of networks on data by their parts: gradient, Hessian and what is made of them, against the loss itself."""

from __future__ import annotations

import pickle
from typing import Any

import mpmath as mp
import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry import matrices
from symgeom.losses.on_data import network
from symgeom.parts import layers
from symgeom.parts.formula import Formula
from symgeom.parts.names import NamedPart
from symgeom.parts.summands import Summands, are_linear
from tests.parts.test_mutants import planted

DATA = {"x": [0.3, -0.7, 1.1, 0.4], "y": [0.2, 0.9, -0.5, 1.0]}
PAIRS = {"x": [[0.3, 1], [-0.7, 0.5], [1.1, -2], [0.4, 0.1]], "y": DATA["y"]}
NETWORKS = {
    "1-2-1": (lambda: network((1, 2, 1)), DATA),
    "1-2-1 sigmoid, decay": (lambda: network((1, 2, 1), "sigmoid", decay=sp.Rational(1, 10)), DATA),
    "2-2-1 logistic": (lambda: network((2, 2, 1), "gelu", "logistic"), PAIRS),
    "1-1-1-1": (lambda: network((1, 1, 1, 1), "silu"), DATA),
}
QUANTITIES = ("gaussian_curvature", "mean_curvature", "shape_operator")


def at(formula: Formula, data: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """The values of a formula at a point by nothing but its definitions, one after the other, datum by datum."""
    count = len(data["y"])
    known: dict[str, Any] = {sp.Symbol("n", integer=True, positive=True): count, **point}
    rows = {name: list(values) for name, values in data.items()}

    def number(e: sp.Expr, datum: int) -> sp.Expr:
        put = dict(known)
        for s in e.atoms(sp.Indexed):
            value: object = rows[str(s.base.label)]
            for i in s.indices:
                value = value[datum if i.is_Symbol else int(i)]  # type: ignore[index]
            put[s] = sp.Float(value, 40) if isinstance(value, float | int) else value
        return e.xreplace(put)

    def total(e: sp.Expr) -> sp.Expr:
        sums = {s: sp.Add(*(number(s.function, i) for i in range(count))) for s in e.atoms(sp.Sum)}
        return sp.N(number(e.xreplace(sums), 0), 40)

    for part in formula.definitions:
        if isinstance(part.symbol, sp.Indexed):
            rows[str(part.symbol.base.label)] = [sp.N(number(part.expression, i), 40) for i in range(count)]
        else:
            e = part.expression
            known[part.symbol] = e.applyfunc(total) if isinstance(e, sp.MatrixBase) else total(e)
    values = {name: value.xreplace(known).doit() for name, value in formula.values.items()}
    return {name: v.as_explicit() if isinstance(v, sp.MatrixExpr) else v for name, v in values.items()}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_with_many_weights_has_a_formula_that_is_proved(name: str) -> None:
    make, data = NETWORKS[name]
    graph = make()
    formula = graph.formula(QUANTITIES)
    assert formula.proof.startswith("proved"), formula.proof
    assert formula.operations < 40 * graph.dimension**2
    letters = graph.coordinates
    point = {w: sp.Float(mp.mpf((7 * i) % 11 - 4) / 9, 40) for i, w in enumerate(letters)}
    kernel = graph.kernel(QUANTITIES)(*[float(point[w]) for w in letters], **data)
    assert float(kernel.mean_curvature) == pytest.approx(
        differences(graph, data, [mp.mpf(point[w]) for w in letters]), rel=1e-10
    )
    found = at(formula, data, point)
    assert float(found["mean_curvature"]) == pytest.approx(float(kernel.mean_curvature), rel=1e-9)
    assert float(found["gaussian_curvature"]) == pytest.approx(
        float(kernel.gaussian_curvature), rel=1e-6, abs=1e-20
    )
    S = sp.Matrix(found["shape_operator"])
    assert [float(e) for e in S] == pytest.approx(list(kernel.shape_operator.ravel()), rel=1e-8, abs=1e-11)


def test_the_closed_shape_operator_of_seven_weights_is_its_formula_put_back() -> None:
    """Its normal form has over a million operations; entries one by one against the formula's matrices."""
    graph = network((1, 2, 1))
    point = {w: sp.Float(mp.mpf((5 * i) % 7 - 3) / 8, 40) for i, w in enumerate(graph.coordinates)}
    closed, formula = graph.shape_operator, graph.formula("shape_operator")
    assert sum(map(sp.count_ops, closed)) < 40_000
    found = sp.Matrix(at(formula, DATA, point)["shape_operator"])
    for i, j in ((0, 0), (1, 5), (5, 1), (6, 3)):
        letter = sp.Symbol("entry")
        one = Formula((NamedPart(letter, closed[i, j], "entry"),), {"entry": letter})
        assert abs(at(one, DATA, point)["entry"] - found[i, j]) < 1e-30


def differences(graph: sg.Graph, data: dict[str, Any], point: list[Any]) -> float:
    """H by finite differences of the loss in 60 digits."""
    count = len(data["y"])
    ell = graph.ell.subs({s: count for s in graph.ell.free_symbols if s.name == "n"}).doit()
    entries = {}
    for e in ell.atoms(sp.Indexed):
        value = data[str(e.base.label)]
        for i in e.indices:
            value = value[int(i)]
        entries[e] = sp.Float(value, 60)
    with mp.workdps(60):
        loss = sp.lambdify(graph.coordinates, ell.xreplace(entries), "mpmath")
        d, step = len(point), mp.mpf(10) ** -18

        def moved(*turns: tuple[int, int]) -> mp.mpf:
            there = list(point)
            for i, sign in turns:
                there[i] += sign * step
            return loss(*there)

        p = [(moved((i, 1)) - moved((i, -1))) / (2 * step) for i in range(d)]
        A = [
            [
                (
                    moved((i, 1), (j, 1))
                    - moved((i, 1), (j, -1))
                    - moved((i, -1), (j, 1))
                    + moved((i, -1), (j, -1))
                )
                / (4 * step**2)
                for j in range(d)
            ]
            for i in range(d)
        ]
        w2 = 1 + sum(q * q for q in p)
        bent = sum(p[i] * A[i][j] * p[j] for i in range(d) for j in range(d))
        return float((sum(A[i][i] for i in range(d)) - bent / w2) / (mp.sqrt(w2) * d))


def test_a_changed_definition_is_not_proved() -> None:
    """Every definition of the shape operator times two, one by one; a sum without its sign of sum."""
    graph = network((1, 2, 1))
    right = graph.formula("shape_operator")
    by_name = next(v for key, v in graph.engine._kept.items() if key.startswith("in parts, shared"))
    for number, part in enumerate(right.definitions):
        wrong = list(right.definitions)
        wrong[number] = part._replace(expression=part.expression * 2)
        told = matrices._of_matrices(graph, by_name, Formula(tuple(wrong), right.values), ["shape_operator"])
        assert told.startswith("not proved"), part
    bare = [
        p._replace(expression=p.expression.replace(lambda e: isinstance(e, sp.Sum), lambda e: e.function))
        if p.symbol.name == "p_3"
        else p
        for p in right.definitions
    ]
    assert bare != list(right.definitions)
    told = matrices._of_matrices(graph, by_name, Formula(tuple(bare), right.values), ["shape_operator"])
    assert told.startswith("not proved")


def test_products_of_sums_are_not_read_by_their_summands() -> None:
    """(Σ x)(Σ x) and n Σ x² agree where all data are equal, and nowhere else."""
    from symgeom.algebra.domain.summation import held

    x, k, n = sp.IndexedBase("x", real=True), sp.Symbol("k"), sp.Symbol("n")
    square, product = held([n * sp.Sum(x[k] ** 2, (k, 0, n - 1)), sp.Sum(x[k], (k, 0, n - 1)) ** 2])
    read = Summands()
    assert read.element(square) == read.element(product)
    assert are_linear([square], {}) and not are_linear([product], {})
    assert not are_linear([sp.exp(held([sp.Sum(x[k], (k, 0, n - 1))])[0])], {})


def test_units_have_the_names_of_their_layers() -> None:
    """z, a and δ by layer and unit, each what a textbook says it is (Bishop, 5.3)."""
    graph = network((2, 2, 1))
    definitions = {str(p.symbol): p for p in graph.formula("shape_operator").definitions}
    k = sp.Symbol("k", integer=True)
    x = sp.IndexedBase("x", real=True)
    named = {name: sp.IndexedBase(name)[k] for name in ("z_11", "z_12", "a_11", "a_12", "z_2", "delta_2")}
    w = {s.name: s for s in graph.coordinates}
    assert definitions["z_12[k]"].expression == w["w1_21"] * x[k, 0] + w["w1_22"] * x[k, 1] + w["b1_2"]
    assert definitions["a_11[k]"].expression == sp.tanh(named["z_11"])
    assert definitions["delta_11[k]"].meaning == "derivative of the loss of one datum by z_11"
    by_chain = sp.diff(
        (w["w2_1"] * sp.tanh(named["z_11"]) + w["w2_2"] * named["a_12"] + w["b2"] - sp.Symbol("y")) ** 2,
        named["z_11"],
    )
    found = definitions["delta_11[k]"].expression
    while (
        names := [s for s in found.atoms(sp.Indexed) if str(s) in definitions and s != named["z_11"]]
    ) and any(str(s) not in ("a_12[k]",) for s in names):
        found = found.xreplace({s: definitions[str(s)].expression for s in names if str(s) != "a_12[k]"})
    found = found.xreplace({sp.IndexedBase("y", real=True)[k]: sp.Symbol("y")})
    assert sp.expand((found - by_chain).rewrite(sp.exp)).equals(0)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus", "gelu", "silu", "identity"])
@pytest.mark.parametrize("cost", ["mean_square", "logistic", "cross_entropy"])
def test_every_activation_and_loss_by_layers(activation: str, cost: str) -> None:
    graph = network((1, 1, 2 if cost == "cross_entropy" else 1), activation, cost, biases=False)
    formula = graph.formula(("gaussian_curvature", "mean_curvature"))
    assert formula.proof.startswith("proved"), formula.proof
    names = {str(p.symbol) for p in graph.formula("metric").definitions}
    assert {"z_1[k]", "delta_1[k]"} <= names
    assert graph.flipped().formula("metric").proof.startswith("proved")
    assert pickle.loads(pickle.dumps(graph)) == graph


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("* slope", ""),
        ("derivative(up, z)", "derivative(up, up)"),
        ("in self.layers[number + 1]", "in self.layers[number + 1][:1]"),
    ],
)
def test_an_error_in_the_derivatives_by_layers_is_seen(
    old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch, layers.Backward, "_delta", old, new)
    graph = network((1, 1, 2, 1), biases=False)
    try:
        proof = graph.formula("shape_operator").proof
    except (ArithmeticError, LookupError, sg.SymgeomError):
        return
    assert proof.startswith("not proved")


def test_layers_of_another_function_prove_nothing() -> None:
    """What stands in the layers is compared with the function itself."""
    net = network((1, 1, 1))
    w = net.coordinates[0]
    wrong = sg.Graph(net.ell + w**2, net.coordinates, layers=net.layers)
    assert wrong.formula("second_derivatives").proof.startswith("not proved")
