"""Sums over data: losses on data against differences of the loss itself, and against the same loss written out."""

from __future__ import annotations

import pickle
import subprocess
import sys

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.algebra.domain.summation import held, totalled
from symgeom.algebra.domain.totals import spelled
from symgeom.geometry import in_parts
from tests.oracle import Oracle, flat

a, b, c = sp.symbols("a b c", real=True)
x, y, z, w = (sp.IndexedBase(letter) for letter in "xyzw")
j, n, m = sp.symbols("j n m")
k = sp.Symbol("k", integer=True)
RANDOM = np.random.default_rng(7)
X, Y, Z = RANDOM.normal(size=(6, 2)), RANDOM.normal(size=(6, 3)), RANDOM.normal(size=3)


def over(e, index=k, count=n):
    return sp.Sum(e, (index, 0, count - 1))


MEAN_SQUARE = over((b * sp.tanh(a * x[k]) - y[k]) ** 2) / (2 * n)
LOSSES = {
    "mean square": (MEAN_SQUARE, {"x": X[:, 0], "y": Y[:, 0]}),
    "logistic": (over(sp.log(1 + sp.exp(-(a * x[k] + b) * y[k]))) / n, {"x": X[:, 0], "y": Y[:, 0]}),
    "log of a sum": (sp.log(over((a * x[k, 0] + b * x[k, 1]) ** 2 + 1)), {"x": X}),
    "root of a sum": (sp.sqrt(1 + over((a * x[k] - b) ** 2)), {"x": X[:, 1]}),
    "tanh of a sum": (sp.tanh(over(sp.sin(a * x[k] + b)) / n) * a, {"x": X[:, 1]}),
    "two sums": (over(sp.exp(a * x[k])) * over(z[j] * b**2, j, m) + a * b, {"x": X[:, 0], "z": Z}),
    "nested": (
        over(sp.log(over(sp.exp(a * x[k, 0] * z[j] + b * y[k, j]), j, m))) / n,
        {"x": X, "y": Y, "z": Z},
    ),
    "a sum within a sum that doesn't use its index": (
        over(y[k] * sp.exp(a * x[k]) * over(sp.cos(b * z[j]), j, m)) / n,
        {"x": X[:, 0], "y": Y[:, 1], "z": Z},
    ),
    "decay": (MEAN_SQUARE + c * (a**2 + b**2), {"x": X[:, 0], "y": Y[:, 0]}),
}


def written_out(e, data):
    """The same expression with numbers in place of data, term by term."""
    if isinstance(e, sp.Sum):
        (index, first, last), inner = e.limits[0], e.function
        length = last.subs({n: len(next(iter(data.values()))), m: 3})
        return sp.Add(*(written_out(inner.subs(index, i), data) for i in range(int(first), int(length) + 1)))
    if isinstance(e, sp.Indexed):
        return sp.Rational(float(data[str(e.base)][tuple(map(int, e.indices))]))
    if e == n:
        return sp.Integer(len(next(iter(data.values()))))
    return e.func(*(written_out(arg, data) for arg in e.args)) if e.args else e


def numbers_of(value):
    return [float(entry) for entry in flat(value)]


@pytest.mark.parametrize("name", LOSSES)
def test_kernels_against_differences_of_the_loss(name):
    loss, data = LOSSES[name]
    quantities = [
        "metric",
        "normal",
        "shape_operator",
        "gaussian_curvature",
        "mean_curvature",
        "principal_curvatures",
    ]
    kernel = sg.Graph(loss, (a, b)).kernel(quantities)
    values = {"c": 0.5} if loss.has(c) else {}
    out = kernel(0.3, -0.7, **values, **data)
    oracle = Oracle.of([a, b, written_out(loss, data)], (a, b), {"a": 0.3, "b": -0.7, **values})
    for quantity in ("shape_operator", "gaussian_curvature", "mean_curvature"):
        expected = np.array(numbers_of(oracle.quantity(quantity))).reshape(getattr(out, quantity).shape)
        assert np.allclose(getattr(out, quantity), expected, rtol=1e-12, atol=1e-14), quantity


@pytest.mark.parametrize("name", LOSSES)
def test_formulas_are_proved_and_equal_to_closed_forms(name):
    graph = sg.Graph(LOSSES[name][0], (a, b))
    formula = graph.formula("gaussian_curvature")
    assert formula.proof.startswith("proved"), formula.proof
    assert sg.decide(formula.expression, graph.gaussian_curvature).status == "proved"
    indexed = [p for p in formula.definitions if isinstance(p.symbol, sp.Indexed)]
    assert len({p.symbol for p in formula.definitions}) == len(formula.definitions)
    assert all(
        set(p.symbol.indices) <= {i for i in p.expression.free_symbols if i.is_Symbol} for p in indexed
    )


def test_a_planted_error_in_a_sum_is_not_proved():
    from symgeom.geometry.proof import proof
    from symgeom.parts.formula import Formula

    graph = sg.Graph(MEAN_SQUARE, (a, b))
    right = graph.formula("gaussian_curvature")
    for number, part in enumerate(right.definitions):
        wrong = list(right.definitions)
        wrong[number] = part._replace(expression=part.expression * 2)
        planted = Formula(tuple(wrong), right.values)
        assert proof(graph, None, planted).startswith("not proved"), part


def test_length_does_not_depend_on_the_number_of_data():
    formula = sg.Graph(MEAN_SQUARE, (a, b)).formula(["gaussian_curvature", "mean_curvature"])
    out = sg.Graph(sum((b * sp.tanh(a * s) - t) ** 2 for s, t in ((1, 2), (3, 5))), (a, b))
    assert formula.operations < 2 * out.formula(["gaussian_curvature", "mean_curvature"]).operations
    assert {p.meaning for p in formula.definitions} >= {"activation", "residual", "gradient", "Hessian"}


def test_many_data_and_many_points_broadcast():
    xs, ys = RANDOM.normal(size=3000), RANDOM.normal(size=3000)
    kernel = sg.Graph(MEAN_SQUARE, (a, b)).kernel("gaussian_curvature", "mean_curvature")
    points = RANDOM.normal(size=(2, 5, 4))
    out = kernel(points[0], points[1], x=xs, y=ys)
    assert out.gaussian_curvature.shape == (5, 4)
    one = kernel(points[0, 1, 2], points[1, 1, 2], x=xs, y=ys)
    assert np.isclose(out.gaussian_curvature[1, 2], one.gaussian_curvature, rtol=1e-13)
    many = kernel(np.linspace(-1, 1, 20_000), 0.5, x=xs[:5], y=ys[:5], threads=2)
    few = kernel(np.linspace(-1, 1, 20_000)[::5000], 0.5, x=xs[:5], y=ys[:5])
    assert np.allclose(many.gaussian_curvature[::5000], few.gaussian_curvature, rtol=1e-14)
    shuffled = RANDOM.permutation(3000)
    other = kernel(points[0], points[1], x=xs[shuffled], y=ys[shuffled])
    assert np.allclose(out.gaussian_curvature, other.gaussian_curvature, rtol=1e-12)


def test_repeated_data_change_no_mean():
    kernel = sg.Graph(MEAN_SQUARE, (a, b)).kernel("shape_operator")
    once = kernel(0.2, 0.9, x=X[:, 0], y=Y[:, 0]).shape_operator
    twice = kernel(0.2, 0.9, x=np.tile(X[:, 0], 2), y=np.tile(Y[:, 0], 2)).shape_operator
    assert np.allclose(once, twice, rtol=1e-14)


def test_backends_agree():
    for loss, data in (LOSSES["nested"], LOSSES["two sums"]):
        graph = sg.Graph(loss, (a, b))
        plain = graph.kernel("gaussian_curvature")(0.3, [0.1, 0.2], **data).gaussian_curvature
        with mpmath.workdps(40):
            many = graph.kernel("gaussian_curvature", backend="mpmath")(
                0.3, [0.1, 0.2], **data
            ).gaussian_curvature
        assert np.allclose(plain, many.astype(float), rtol=1e-12)


def test_saved_kernels_run_alone_with_their_data(tmp_path):
    graph = sg.Graph(MEAN_SQUARE, (a, b), defaults={x: X[:, 0], "y": Y[:, 0]})
    kernel = graph.kernel("gaussian_curvature")
    kernel.save(tmp_path / "loss.py")
    code = "import loss; print(repr(float(loss.evaluate(0.3, -0.7).gaussian_curvature)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert float(found.stdout) == kernel(0.3, -0.7).gaussian_curvature
    assert pickle.loads(pickle.dumps(graph)) == graph and pickle.loads(pickle.dumps(kernel))(0.3, -0.7)
    assert kernel(0.3, -0.7, x=[1.0], y=[2.0]).gaussian_curvature != kernel(0.3, -0.7).gaussian_curvature


def test_names_that_clash_with_keywords_of_a_call():
    out = sp.IndexedBase("out")
    kernel = sg.Graph(over(out[k] * a**2), (a,)).kernel("second_fundamental_form")
    assert [argument.name for argument in kernel.arguments] == ["a", "out_"]
    assert np.isclose(kernel(0.0, out_=[1.0, 2.0]).second_fundamental_form, 6).all()


def test_absolute_values_of_residuals_have_kinks():
    kernel = sg.Graph(over(sp.Abs(a * x[k] - y[k])), (a, b)).kernel("mean_curvature")
    found = kernel([0.5, 1.0], 1.0, x=[1.0, 2.0], y=[1.0, 3.0]).mean_curvature
    assert found[0] == 0 and np.isnan(found[1])


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: sg.Graph(sp.Sum(a * x[k], (k, 1, n)), (a,)), "index out of range"),
        (lambda: sg.Graph(sp.Sum(a * x[k], (k, 0, n)), (a,)), "ends at n - 1"),
        (lambda: sg.Graph(over(a * x[k + 1]), (a,)), "out of range"),
        (lambda: sg.Graph(over(a * x[k, -1]), (a,)), "out of range"),
        (lambda: sg.Graph(over(a * k * x[k]), (a,)), "stands by itself"),
        (lambda: sg.Graph(over(a * x[k]), (a, n)), "sum over the coordinate n"),
        (lambda: sg.Graph(over(a * x[k]), (a, k)), "sum over the coordinate k"),
        (lambda: sg.Graph(over(w[k] * x[k]) + w[0], (w[0],)), "entries of which are coordinates"),
        (lambda: sg.Graph(over(a * x[k]) + sp.Symbol("x") * a, (a,)), "both data and a symbol"),
        (lambda: sg.Graph(a * x[k], (a,)), "outside of a sum"),
        (lambda: sg.Graph(over(a * x[k] * y[j]), (a,)), "outside of a sum"),
        (lambda: sg.Graph(over(a * x[sp.Symbol("k")]), (a,)), "outside of a sum"),
        (
            lambda: sg.Graph(over(a * x[k]), (a,), defaults={x: [1, float("nan")]}),
            r"x at \[1\] are not finite",
        ),
        (lambda: sg.Graph(over(a * x[k]) + over(a * x[j], j, m), (a,)).kernel("metric"), "two ways"),
    ],
)
def test_sums_that_cannot_be(make, says):
    with pytest.raises(sg.InputError, match=says):
        make()


@pytest.mark.parametrize(
    "data, says",
    [
        ({"x": X[:4], "y": Y, "z": Z}, "unequal length: x has 4, y has 6"),
        ({"x": X, "y": Y, "z": Z[:2]}, "unequal length: y has 3, z has 2"),
        ({"x": X[:, :1] * 1.0, "y": Y, "z": [[1.0]]}, r"the data z have the shape \(1, 1\)"),
        ({"x": X, "y": Y}, "missing z; z is data"),
        ({"x": X, "y": Y, "z": [1, np.nan, 2]}, r"z are not finite at \[1\]"),
        ({"x": X[:0], "y": Y[:0], "z": Z}, "are empty"),
        ({"x": X, "y": Y, "z": ["a", "b", "c"]}, "real numbers"),
    ],
)
def test_data_that_cannot_be(data, says):
    kernel = sg.Graph(LOSSES["nested"][0], (a, b)).kernel("gaussian_curvature")
    with pytest.raises(sg.InputError, match=says):
        kernel(0.1, 0.2, **data)


def test_reading_and_writing_are_inverse():
    for loss, _ in LOSSES.values():
        read = totalled(loss)
        assert held([spelled(read)])[0].subs(n, 5) == read.subs(n, 5)
        assert sg.Graph(loss, (a, b)).parameters == ((c,) if loss.has(c) else ())


IDENTITIES = [
    (over(a * x[k] + y[k]), a * over(x[j], j) + over(y[k]), "proved"),
    (
        over((a * x[k] - y[k]) ** 2),
        a**2 * over(x[k] ** 2) - 2 * a * over(x[k] * y[k]) + over(y[k] ** 2),
        "proved",
    ),
    (over(1 / (1 + sp.exp(a * x[k]))) + over(1 / (1 + sp.exp(-a * x[j])), j), n, "proved"),
    (over(sp.sin(x[k]) ** 2) + over(sp.cos(x[k]) ** 2), n, "proved"),
    (over(x[k] * over(y[j], j)), over(x[k]) * over(y[k]), "proved"),
    (over(over(x[k] * z[j], j, m)), over(x[k]) * over(z[k], k, m), "proved"),
    (over(a), n * a, "proved"),
    (over(x[k]), over(y[k]), "refuted"),
    (over(x[k]) ** 2, over(x[k] ** 2), "refuted"),
    (over(x[k] * y[k]), over(x[k]) * over(y[k]) / n, "refuted"),
    (over(sp.Abs(x[k])), sp.Abs(over(x[k])), "refuted"),
    (over(sp.sqrt(x[k] ** 2)), over(x[k]), "refuted"),
    (over(1 / (1 + x[k] ** 2)), n - over(x[k] ** 2 / (1 + x[k] ** 2)), "proved"),
    (over(x[k]), over(x[j], j, m), "refuted"),
    (n, m, "refuted"),
]


@pytest.mark.parametrize("left, right, status", IDENTITIES)
def test_identities_of_sums(left, right, status):
    verdict = sg.decide(left, right)
    assert verdict.status == status, verdict
    if status == "refuted" and left.has(sp.Sum):
        assert any(name.startswith(("x[", "y[")) for name in verdict.witness.point)


def test_true_for_one_datum_is_not_proved():
    """What continues from a point, or holds case by case, says nothing of other numbers of data and of mixed signs."""
    for left, right in (
        (over(sp.atan(x[k]) + sp.atan(1 / x[k])), sp.pi / 2 * sp.sign(over(x[k]))),
        (over(sp.sign(x[k])) ** 2, n**2),
        (over(sp.Max(x[k], 0)) * over(sp.Min(x[k], 0)), sp.S.Zero),
    ):
        assert sg.decide(left, right).status != "proved"


def test_declared_signs_of_data_are_facts():
    p = sp.IndexedBase("p", positive=True)
    assert sg.decide(over(sp.Abs(p[k])), over(p[k])).status == "proved"
    assert sg.decide(sp.Abs(over(p[k])), over(p[k])).status == "proved"
    assert sg.decide(sp.sqrt(over(x[k] ** 2) ** 2), over(x[k] ** 2)).status == "proved"


def test_sums_in_partial_fractions():
    """Denominators with numbers in one datum: each fraction is a sum of its own, however they were typed."""
    e = x[k] ** 2
    f, g = 1 / (e + 1), 1 / (1 + (e + 1) ** -2)
    assert sg.decide(over(a * f + g), a * over(f) + over(g)).status == "proved"
    product = over(1 / ((e + 1) * (e + 2)))
    assert sg.decide(product, over(f) - over(1 / (e + 2))).status == "proved"
    assert sg.decide(product, over(f) + over(1 / (e + 2))).status == "refuted"
    square = over(f**2 / (e + 4))
    assert sg.decide(square, over(f**2) / 3 - over(f) / 9 + over(1 / (e + 4)) / 9).status == "proved"


LEAVES = st.sampled_from([a, b, x[k], y[k], sp.Integer(2)])
SUMMANDS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda f, g: f + g, inner, inner),
        st.builds(lambda f, g: f * g, inner, inner),
        st.builds(lambda f: sp.tanh(f), inner),
        st.builds(lambda f: 1 / (1 + f**2), inner),
        st.builds(lambda f: sp.sqrt(1 + f**2), inner),
    ),
    max_leaves=5,
)


@settings(max_examples=25, deadline=None)
@given(SUMMANDS, SUMMANDS)
def test_random_sums_are_linear_and_the_sums_that_they_are(f, g):
    assert sg.decide(over(a * f + g), a * over(f) + over(g)).status == "proved"
    data = {"x": np.array([0.5, -1.25]), "y": np.array([2.0, 0.75])}
    graph, plain = (sg.Graph(e, (a, b)) for e in (over(f), written_out(over(f), data)))
    at = {a: sp.Rational(1, 3), b: sp.Rational(-2, 5)}
    found = (written_out(graph.gradient[i].doit(), data) for i in (0, 1))
    for left, right in zip(found, plain.gradient):
        assert abs(sp.N((left - right).subs(at), 30)) < 1e-20


@pytest.mark.parametrize("name", ["mean square", "two sums"])
def test_a_closed_form_is_a_formula_of_sums(name, monkeypatch):
    """Where nothing can be written by name: the limits of sums are no parts of it."""
    monkeypatch.setattr(in_parts, "written", lambda *_: None)
    graph = sg.Graph(LOSSES[name][0], (a, b))
    formula = graph.formula("gaussian_curvature")
    forms = [formula.value, *(p.expression for p in formula.definitions)]
    limits = {s.limits for e in forms for s in e.atoms(sp.Sum)}
    assert limits <= {((k, 0, n - 1),), ((j, 0, m - 1),)} and limits
    assert formula.proof == "proved: equal to the normal form, entry by entry"


def test_the_length_of_a_sum_is_a_cone():
    """The root's radicand is read after its kinks are looked for; a function of degree 1 has no Gaussian curvature."""
    graph = sg.Graph(sp.sqrt(over((a * x[k] + b * y[k]) ** 2)), (a, b))
    out = graph.kernel(["gaussian_curvature", "mean_curvature"])(0.5, -0.25, x=X[:, 0], y=Y[:, 0])
    oracle = Oracle.of(
        [a, b, written_out(graph.ell, {"x": X[:, 0], "y": Y[:, 0]})], (a, b), {"a": 0.5, "b": -0.25}
    )
    assert graph.gaussian_curvature == 0 and abs(out.gaussian_curvature) < 1e-15
    assert out.mean_curvature == pytest.approx(float(oracle.quantity("mean_curvature")), rel=1e-13)
