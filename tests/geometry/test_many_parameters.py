"""Functions of many parameters: null vectors of Hessians."""

import random
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry.linearforms import has_null_vector
from symgeom.losses.on_data import logistic_regression, network, softmax_regression

x, y, z, a = sp.symbols("x y z a", real=True)
E = sp.exp
FLAT = [
    sp.log(E(x) + E(y) + E(z)),
    sp.log(E(x - y) + E(2 * y - z)) ** 2 + 3 * x,
    (x + 2 * y) ** 2 + (y - z) ** 3 + 3 * x,
    sp.tanh(x + y) * sp.sin(x - z) * (y + z),
    sp.log(E(x) / (E(x) + 2 * E(y) + E(z))) + (x + y - 2 * z) ** 2,
    E(x) / (E(x) + E(y) + E(z)),
    sp.sqrt(1 + (a * x + y) ** 2) + sp.cos(a * x + y),
    sp.tanh(1 + x + sp.sin(y)),
    (sp.log(E(x + y) + E(2 * x)) - x) / 2 + sp.atan(x - y),
]
CURVED = [
    sp.log(1 + E(x) + E(y) + E(z)),
    sp.log(E(x) + E(y) + E(z)) ** 2 + (x - y) ** 2 + (y - z) ** 4,
    (x + 2 * y) ** 2 + (y - z) ** 4 + E(3 * x),
    sp.tanh(x + y) * sp.sin(x - z) * (y - z),
    sp.log(E(x) / (E(x) + 2 * E(y) + E(z))) + (x + y + z) ** 2,
    sp.log(x**2 + E(y) + E(z)),
    x * y * z + x**2,
]


def hessian_determinant(e: sp.Expr, seed: int) -> mp.mpf:
    rng = random.Random(seed)
    at = {s: sp.Rational(rng.randint(1, 99), 50) for s in (x, y, z, a)}
    H = sp.hessian(e, (x, y, z)).xreplace(at)
    return mp.det(mp.matrix(3, 3) + mp.matrix([[mp.mpf(sp.N(c, 40)) for c in H.row(i)] for i in range(3)]))


@pytest.mark.parametrize("e", FLAT, ids=str)
def test_null_vectors_are_found(e: sp.Expr) -> None:
    assert has_null_vector(e, (x, y, z))
    with mp.workdps(40):
        assert all(abs(hessian_determinant(e, seed)) < 1e-30 for seed in range(3))
    assert sg.Graph(e, (x, y, z)).formula("gaussian_curvature").value == 0


@pytest.mark.parametrize("e", CURVED, ids=str)
def test_there_is_none_where_the_determinant_is_not_zero(e: sp.Expr) -> None:
    assert not has_null_vector(e, (x, y, z))
    with mp.workdps(40):
        assert any(abs(hessian_determinant(e, seed)) > 1e-10 for seed in range(3))


def test_a_sum_over_data_has_as_many_forms_as_data() -> None:
    """Linear regression: one form of two weights for each example."""
    k, n = sp.symbols("k n", integer=True, positive=True)
    data, labels = sp.IndexedBase("X"), sp.IndexedBase("Y")
    loss = sp.Sum((x * data[k] + y - labels[k]) ** 2, (k, 0, n - 1)) / (2 * n)
    surface = sg.Graph(loss, (x, y))
    assert not has_null_vector(surface.map[-1], (x, y)) and not has_null_vector(loss, (x, y))
    assert surface.gaussian_curvature != 0 and surface.formula("gaussian_curvature").value != 0


DATA_FLAT = {
    "softmax": softmax_regression(3, 2),
    "softmax with biases": softmax_regression(2, 1, biases=True),
    "a layer before a softmax": network((1, 1, 2), "tanh", "cross_entropy"),
    "biases without decay": network((1, 1, 2), "gelu", "cross_entropy", decay=1),
}
DATA_CURVED = {
    "softmax with decay": softmax_regression(2, 1, decay=1),
    "logistic": logistic_regression(2),
    "a layer before a softmax, no bias": network((1, 1, 2), "tanh", "cross_entropy", biases=False),
    "mean square": network((1, 1, 1), "identity"),
}


@pytest.mark.parametrize("name", DATA_FLAT)
def test_null_vectors_of_losses_on_data(name: str) -> None:
    """Summand by summand, whatever the data are: K is 0 to the last digit."""
    loss = DATA_FLAT[name]
    assert has_null_vector(loss.map[-1], loss.coordinates)
    assert abs(_determinant_of_three_data(loss)) < 1e-60


@pytest.mark.parametrize("name", DATA_CURVED)
def test_losses_on_data_without_null_vector(name: str) -> None:
    loss = DATA_CURVED[name]
    assert not has_null_vector(loss.map[-1], loss.coordinates)
    assert abs(_determinant_of_three_data(loss)) > 1e-30


def _determinant_of_three_data(loss: sg.Graph) -> mp.mpf:
    """det A of the loss written out for three data, in 80 digits; one-hot targets don't add up to 1 here."""
    rng = random.Random(7)
    total = next(iter(loss.ell.atoms(sp.Sum)))
    index, _, last = total.limits[0]
    e = loss.ell.subs(total, sum(total.function.subs(index, i) for i in range(3))).subs(last + 1, 3)
    entries = sorted(e.atoms(sp.Indexed), key=str)
    values = {s: sp.Rational(rng.randint(-60, 60), 40) for s in (*entries, *loss.coordinates)}
    H = sp.hessian(e.xreplace({s: values[s] for s in entries}), loss.coordinates).xreplace(values)
    with mp.workdps(80):
        return mp.det(mp.matrix([[mp.mpf(sp.N(c, 80)) for c in H.row(i)] for i in range(H.rows)]))


# Determinants by name

V = sp.symbols("v1:9", real=True)


def chain(*shapes: tuple[int, int]) -> sp.Expr:
    """Functions of neighbours in a graph whose edges are given."""
    return sum((V[i] - V[j] ** 2) ** 2 + V[i] * V[j] for i, j in shapes) + sum(x**4 for x in V)


SHAPED = {
    "path": chain(*((i, i + 1) for i in range(7))),
    "star": chain(*((i, 4) for i in range(8) if i != 4)),
    "tree": chain((0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (5, 6), (5, 7)),
    "blocks": chain((0, 3), (3, 6), (1, 2), (4, 5), (5, 7)),
    "ring": chain(*((i, (i + 1) % 8) for i in range(8))),
    "wide band": chain(*((i, j) for i in range(8) for j in (i + 1, i + 2) if j < 8)),
    "radial": sp.exp(-sum(x**2 for x in V) / 2),
    "rank one": sp.log(1 + sum(map(sp.exp, V))) + sum(x**2 for x in V) / 7,
    "product": sp.exp(sum(k * x for k, x in enumerate(V, 1)) / 20) + sum(x**4 for x in V),
    "constant": sum((sum((i * k) % 7 * x for k, x in enumerate(V, 1)) - i) ** 2 for i in range(1, 12)),
}


def curvature_at(e: sp.Expr, at: dict[sp.Symbol, sp.Expr]) -> tuple[mp.mpf, mp.mpf]:
    """K and H by SymPy's derivatives."""
    d = len(V)
    p = mp.matrix([mp.mpf(sp.N(sp.diff(e, x).xreplace(at), 40)) for x in V])
    A = mp.matrix([[mp.mpf(sp.N(c.xreplace(at), 40)) for c in sp.hessian(e, V).row(i)] for i in range(d)])
    w = mp.sqrt(1 + mp.fsum(x * x for x in p))
    S = (mp.eye(d) - p * p.T / w**2) * A / w
    return mp.det(S), mp.fsum(S[i, i] for i in range(d)) / d


@pytest.mark.parametrize("name", SHAPED)
def test_structured_determinants(name: str) -> None:
    e = SHAPED[name]
    found = sg.Graph(e, V).formula(["gaussian_curvature", "mean_curvature"])
    assert not any(value.has(sp.Determinant) for value in found.values.values())
    rng = random.Random(name)
    at = {x: sp.Rational(rng.randint(-60, 60), 50) for x in V}
    values: dict[sp.Basic, sp.Expr] = dict(at)
    for symbol, expression, _ in found.definitions:
        values[symbol] = sp.N(expression.xreplace(values), 40)
    with mp.workdps(40):
        for want, value in zip(curvature_at(e, at), found.values.values(), strict=True):
            got = mp.mpf(sp.N(value.xreplace(values).doit(), 40))
            assert abs(got - want) <= 1e-25 * abs(want), name


@pytest.mark.parametrize("quantity", ["gaussian_curvature", "mean_curvature"])
def test_lengths_are_linear(quantity: str) -> None:
    """Rosenbrock's function of d variables: the same number of operations for each further one."""
    lengths = [sg.losses.rosenbrock(d).formula(quantity).operations for d in (8, 12, 16, 20)]
    steps = {b - a for a, b in pairwise(lengths)}
    assert len(steps) == 1 and lengths[-1] < 30 * 20


# In matrices


def dense() -> sg.Graph:
    """Every entry of the Hessian is a sum of several terms, and nothing has structure."""
    loss = sum(
        sp.tanh(sum(((i * k * k) % 5 - 2) * x for k, x in enumerate(V[:7], 1)) + sp.Rational(i, 7)) ** 2
        for i in range(1, 12)
    )
    return sg.Graph(loss + sum(x**2 for x in V[:7]) / 10, V[:7])


def test_matrices_stand_by_gradient_and_hessian() -> None:
    surface = dense().flipped()
    names = ["shape_operator", "inverse_metric", "third_fundamental_form", "gaussian_curvature", "normal"]
    found = surface.formula([*names, "principal_curvatures"])
    assert list(found.values) == names and list(found.missing) == ["principal_curvatures"]
    assert "principal_curvatures" in str(found)
    named = {p.symbol.name: p for p in found.definitions if isinstance(p.symbol, sp.MatrixSymbol)}
    assert named["p"].meaning == "gradient" and named["A"].meaning == "Hessian"
    p, A = named["p"].symbol, named["A"].symbol
    (w,) = (s for s in found.value["shape_operator"].free_symbols if s not in (p, A))
    assert found.value["shape_operator"] == -1 * ((sp.Identity(7) - p * p.T / w**2) * A / w)
    assert found.value["gaussian_curvature"] == -sp.Determinant(A) / w**9
    assert found.latex and "proved" in found.proof and "not proved" not in found.proof


def test_matrices_put_back_are_those_of_the_kernel() -> None:
    surface = dense()
    names = [
        "metric",
        "second_fundamental_form",
        "shape_operator",
        "third_fundamental_form",
        "mean_curvature",
    ]
    at = {x: sp.Rational(k, 9) for k, x in enumerate(V[:7])}
    kernel = surface.kernel(names)(*map(float, at.values()))
    for name in names:
        found = surface.formula(name)
        values: dict[sp.Basic, sp.Basic] = dict(at)
        for symbol, expression, _ in found.definitions:
            at_point = expression.xreplace(values)
            values[symbol] = (
                at_point.applyfunc(sp.N) if isinstance(at_point, sp.MatrixBase) else sp.N(at_point)
            )
        value = found.value.xreplace(values).doit()
        got = sp.flatten(value.as_explicit()) if isinstance(value, sp.MatrixExpr | sp.MatrixBase) else [value]
        assert [float(x) for x in got] == pytest.approx(list(np.ravel(kernel[name])), rel=1e-9, abs=1e-11), (
            name
        )
        assert not found.expression.free_symbols - set(V)


def test_a_false_entry_is_not_proved() -> None:
    """An entry of the Hessian that was changed after the derivation, and a form that isn't one."""
    from symgeom.geometry import matrices

    surface = dense()
    good = surface.formula("shape_operator")
    by_name = next(v for k, v in surface.engine._kept.items() if k.startswith("in parts, shared"))
    for symbol in ("p", "A"):
        definitions = [
            p._replace(expression=p.expression + sp.ones(*p.expression.shape) / 10**9)
            if getattr(p.symbol, "name", "") == symbol
            else p
            for p in good.definitions
        ]
        false = sg.parts.formula.Formula(tuple(definitions), good.values)
        assert matrices._of_matrices(surface, by_name, false, ["shape_operator"]).startswith("not proved")
    assert matrices._of_matrices(surface, by_name, good, ["shape_operator"]).startswith("proved")


def test_sums_of_matrices_are_written_as_people_write_them() -> None:
    """The shape operator beside quantities that need w too: one letter w, no definition of one name by another."""
    graph = sg.losses.rosenbrock(6)
    found = graph.formula(["inverse_metric", "shape_operator", "volume_element"])
    text = str(found)
    assert "inverse_metric = I - p*p.T/w**2" in text and "shape_operator = (I - p*p.T/w**2)*A/w" in text
    assert r"I - \frac{p p^{\mathsf T}}{w^2} \\" in found.latex
    assert r"\frac{1}{w} \left(I - \frac{p p^{\mathsf T}}{w^2}\right) A" in found.latex
    assert not any(part.expression.is_Symbol for part in found.definitions if not part.expression.is_Matrix)
    assert "proved" in found.proof and "not proved" not in found.proof


# Many parameters, proved

LONG = sp.symbols("t1:31", real=True)
PROVED = {
    "a sum over many angles": sg.Graph(sum(sp.cos(a * b) for a, b in zip(LONG[:12], LONG[2:12])), LONG[:12]),
    "roots of whole numbers": sg.Graph(
        sum(t**2 for t in LONG[:7]) - sp.prod(sp.cos(t / sp.sqrt(i)) for i, t in enumerate(LONG[:7], 1)),
        LONG[:7],
    ),
    "a diagonal and a square": sg.Graph(sum(t**4 for t in LONG) + sum(LONG) ** 2, LONG),
    "powers of a long sum": sg.Graph(
        sum(t**2 for t in LONG)
        + sum(i * t for i, t in enumerate(LONG, 1)) ** 2 / 4
        + sum(i * t for i, t in enumerate(LONG, 1)) ** 4 / 16,
        LONG,
    ),
}


@pytest.mark.parametrize("quantity", ["gaussian_curvature", "mean_curvature"])
@pytest.mark.parametrize("name", PROVED)
def test_formulas_of_many_parameters_are_proved(name: str, quantity: str) -> None:
    assert PROVED[name].formula(quantity).proof.startswith("proved")


def test_the_length_of_the_conormal_may_not_be_another() -> None:
    """By the names of the p_i, with one square too many, one too few, and without the 1."""
    from symgeom.geometry.matrices import _is_square_length

    p = sp.symbols("p_1:4", real=True)
    table = dict(zip(p, (x**2 + y, x - y**3, x * y)))
    right = 1 + sum(q**2 for q in p)
    assert _is_square_length(right, p, table) and _is_square_length(right.xreplace(table), p, table)
    for wrong in (right + p[0] ** 2, right - p[2] ** 2, right - 1, right.xreplace({p[1]: p[0]})):
        assert not _is_square_length(wrong, p, table)


def test_elimination_beside_minors() -> None:
    """Matrices with zeros where a pivot would be, fractions, roots and angles."""
    from symgeom.algebra.ring.minors import minors
    from symgeom.geometry import linear

    engine = sg.Graph(sp.sin(x) + sp.sqrt(1 + y**2) + E(z), (x, y, z)).engine
    draw = random.Random(8)
    pool = [x, y / (1 + z**2), sp.sin(x), sp.cos(x), sp.sqrt(1 + y**2), 1 / (x + 2), E(z), sp.Integer(2)]
    for n in (2, 3, 4, 5, 5):
        rows = [[draw.choice(pool) * draw.randint(0, 2) for _ in range(n)] for _ in range(n)]
        a = tuple(tuple(map(engine.element, row)) for row in rows)
        zero = engine.field.rational(0)
        assert linear._eliminated(a) == minors(a, lambda e: e.is_zero(), zero)
        twice = (*a[:-1], a[0])
        assert linear._eliminated(twice) == zero
