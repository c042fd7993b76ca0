"""How the shortest form is looked for: what is left out would have found nothing."""

import pytest
import sympy as sp

import symgeom as sg
from symgeom.algebra.domain.contents import distinct
from symgeom.decision.closed_forms import at_least, present
from symgeom.geometry import condensed, in_parts
from symgeom.geometry.condensed import Condensing
from symgeom.geometry.put_back import ways
from symgeom.geometry.row_major import entries, flat, size
from symgeom.parts.names import put_back

x, y = sp.symbols("x y", real=True)
GRAPHS = {
    "polynomial": x**3 * y + y**2 - x,
    "quotient": x * sp.sin(y) / (1 + x**2 + y**2) + y**2,
    "logistic": y / (1 + sp.exp(-x * y)) + 1 / (1 + sp.exp(2 * x)),
    "softmax": sp.log(sp.exp(x) + sp.exp(y)) - x,
    "root": sp.sqrt(1 + x**2 + sp.exp(x * y)) + (x + 2 * y) ** 2,
    "logarithms": sp.log(sp.cos(y) / sp.cos(x)),
    "tanh": (y * sp.tanh(x) - 1) ** 2 + (y * sp.tanh(2 * x) + 1) ** 2,
    "jets": sp.Function("f", real=True)(x, y),
}
QUANTITIES = ("gaussian_curvature", "shape_operator")


def _graph(name: str) -> sg.Graph:
    return sg.Graph(GRAPHS[name], (x, y))


def _put_back(way: in_parts.Way) -> list[sp.Expr]:
    parts, values = way
    return [put_back(parts.needed(e), e) for forms in values.values() for e in forms]


@pytest.mark.parametrize("name", GRAPHS)
def test_a_style_that_is_left_out_writes_what_another_one_does(name: str) -> None:
    graph = _graph(name)
    for quantity in map(graph.engine.quantity_named, QUANTITIES):
        kept = [_put_back(way) for way in ways(graph, quantity)]
        for style in in_parts.STYLES:
            way = in_parts.written(graph, [quantity], style)
            assert way is not None
            assert _put_back(way) in kept


def test_some_styles_are_left_out_and_some_are_not() -> None:
    def count(name: str) -> int:
        graph = _graph(name)
        return len(ways(graph, graph.engine.quantity_named("shape_operator")))

    assert count("jets") == 1
    assert count("quotient") == 3


@pytest.mark.parametrize("name", GRAPHS)
def test_a_formula_is_the_same_before_and_after_the_normal_forms(name: str) -> None:
    fresh, known = _graph(name), _graph(name)
    for quantity in ("shape_operator", "gaussian_curvature", "metric"):
        known.quantity(quantity)
    assert str(fresh.formula("gaussian_curvature")) == str(known.formula("gaussian_curvature"))


def test_the_length_that_is_foreseen_is_not_above_what_is_written() -> None:
    foreseen = []
    for chart in (_graph("polynomial"), _graph("tanh"), sg.surfaces.torus(), sg.surfaces.ellipsoid()):
        translator = chart.engine.translator
        for name in ("metric", "normal", "shape_operator", "gaussian_curvature"):
            for e in flat(chart.engine.exact(name)):
                least = at_least(translator, e)
                assert least <= size(present(translator, e))
                foreseen.append(least)
    assert sum(map(bool, foreseen)) >= 3


@pytest.mark.parametrize("name", ["polynomial", "softmax", "root", "tanh"])
def test_forms_that_share_a_field_are_as_short_as_alone(name: str) -> None:
    graph = _graph(name)
    quantity = graph.engine.quantity_named("shape_operator")
    parts, values = ways(graph, quantity)[-1]
    forms = list(dict.fromkeys(values[quantity]))
    short = {s: parts.put_back(s) for s in parts.roles}
    together = Condensing(graph, parts, short, forms)
    longest = 300
    for form in forms:
        alone = Condensing(graph, parts, short)(form, longest)
        found = together(form, longest)
        assert min(map(size, found), default=None) == min(map(size, alone), default=None)
        exact = graph.engine.element(parts.put_back(form))
        assert all(graph.engine.element(e) == exact for e in found)


def test_a_closed_form_does_not_depend_on_what_was_asked_before():
    """The normal form of H has 3,587 operations, and reading the short form back takes longer than it is worth."""
    u, v = sp.symbols("u v", real=True)
    ruled = [u * sp.sin(u) + v * sp.sinh(u), v * sp.tanh(u) + sp.erf(u), v * sp.tanh(u) + sp.sech(u)]
    plain, asked = (sg.Hypersurface(ruled, (u, v)) for _ in range(2))
    asked.engine.exact("mean_curvature")
    assert asked.mean_curvature == plain.mean_curvature
    assert sp.count_ops(asked.mean_curvature) < 300
    X = sp.Matrix(ruled)
    a, b = X.diff(u), X.diff(v)
    n = a.cross(b)
    L, M, N = (X.diff(s, t).dot(n) for s, t in ((u, u), (u, v), (v, v)))
    textbook = (a.dot(a) * N - 2 * a.dot(b) * M + b.dot(b) * L) / (2 * n.dot(n) ** sp.Rational(3, 2))
    for at in ({u: sp.Rational(7, 5), v: sp.Rational(-2, 3)}, {u: sp.Rational(-3, 4), v: sp.Rational(5, 2)}):
        assert (asked.mean_curvature - textbook).subs(at).evalf(40, maxn=300) == pytest.approx(0, abs=1e-35)


@pytest.mark.parametrize("loss", [sg.losses.rosenbrock(3), sg.losses.beale()], ids=["rosenbrock", "beale"])
def test_a_number_above_the_line_takes_no_more_than_is_foreseen(
    loss: sg.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left out as too long would not have been shorter, though a number is multiplied into a sum."""

    def lengths() -> list[int]:
        anew = loss.flipped().flipped()
        return [size(e) for q in ("shape_operator", "mean_curvature") for e in entries(anew.quantity(q))]

    written: list[sp.Expr] = []
    best = Condensing._best

    def counted(self: Condensing, short: sp.Expr, longest: int, bound: float) -> sp.Expr | None:
        written.append(short)
        return best(self, short, longest, bound)

    monkeypatch.setattr(Condensing, "_best", counted)
    short, few = lengths(), len(written)
    monkeypatch.setattr(condensed, "_TAKEN", 1_000)  # all are written
    assert lengths() == short
    assert few < len(written) - few


def test_parts_of_several_expressions_come_once_in_the_order_of_one_after_another() -> None:
    f, g = x * sp.sin(x + y) + y**2, sp.cos(x + y) * (x + y) ** 2 + sp.sin(x + y)
    assert list(distinct(f, g, f)) == list(dict.fromkeys([*distinct(f), *distinct(g)]))


@pytest.mark.parametrize("quantity", ["gaussian_curvature", "mean_curvature"])
def test_shifted_arguments_are_no_longer_than_the_textbook_formula(quantity: str) -> None:
    """SymPy writes 1 + (x - 1)/4 as x/4 + 3/4, and its powers by the number in front."""
    u, v = 1 + (x - 1) / 4, 1 + (y - 1) / 4
    f = sp.sin(sp.pi * u) ** 2 + (u - 1) ** 2 * (1 + 10 * sp.sin(sp.pi * u + 1) ** 2)
    f += (v - 1) ** 2 * (1 + sp.sin(2 * sp.pi * v) ** 2)
    (p, q), ((a, b), (_, c)) = (sp.diff(f, x), sp.diff(f, y)), sp.hessian(f, (x, y)).tolist()
    w2 = 1 + p**2 + q**2
    textbook = {
        "gaussian_curvature": (a * c - b**2) / w2**2,
        "mean_curvature": ((1 + q**2) * a - 2 * p * q * b + (1 + p**2) * c) / (2 * w2 ** sp.Rational(3, 2)),
    }[quantity]
    form = getattr(sg.Graph(f, (x, y)), quantity)
    assert sp.count_ops(form) <= sp.count_ops(textbook)
    at = {x: sp.Rational(7, 5), y: sp.Rational(-3, 4)}
    assert abs(sp.N((form - textbook).subs(at), 30)) < 1e-25
