"""Entries that follow from others by an exchange of coordinates."""

import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry.exchanged import Exchange, exchanges

x, y, z = sp.symbols("x y z", real=True)
CHARTS = (
    (sp.log(sp.exp(x) + sp.exp(y)) - x * y, 1),
    (x**2 * y**2 + x + y, 1),
    (x**2 * y**2 + x + 2 * y, 0),
    (sp.tanh(x - y), 0),
    (sp.sin(x - y) ** 2 + x * y, 0),
    (sp.sqrt(x**2 + y**2), 0),
)


@pytest.mark.parametrize(("ell", "number"), CHARTS)
def test_exchanges_that_leave_a_function_as_it_is(ell: sp.Expr, number: int) -> None:
    assert len(exchanges(sg.Graph(ell, (x, y)))) == number


def test_two_pairs_at_once() -> None:
    orders = {exchange.order for exchange in exchanges(sg.losses.softmax_classifier(2, 2))}
    assert orders & {(1, 0, 3, 2), (2, 3, 0, 1)} and (1, 0, 2, 3) not in orders


def test_derivatives_of_an_undefined_function_are_exchanged() -> None:
    graph = sg.Graph.abstract(2)
    u, v = graph.coordinates
    ell = graph.ell
    (exchange,) = exchanges(graph)
    assert exchange(ell.diff(u, u, v) + ell.diff(u)) == ell.diff(u, v, v) + ell.diff(v)


def test_a_sum_that_is_the_same_stays_as_it_is_written() -> None:
    graph = sg.Graph(x**2 * y**2 + x + y, (x, y))
    (exchange,) = exchanges(graph)
    assert exchange(x * (y + 1) + y) == x * (y + 1) + y
    assert exchange(x * (y + 1)) == y * (x + 1)


@pytest.mark.parametrize("graph", [sg.losses.softmax_classifier(2, 1), sg.Graph.abstract(2)])
def test_entries_that_follow_are_right(graph: sg.Graph) -> None:
    quantity = graph.shape_operator
    engine = graph.engine
    exact = engine.exact("shape_operator")
    assert all(engine.translator.element(quantity[i, j]) == exact[i][j] for i in range(2) for j in range(2))


@pytest.mark.parametrize("graph", [sg.losses.softmax_classifier(2, 1), sg.Graph.abstract(2)])
def test_a_wrong_exchange_is_noticed(graph: sg.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    new = sg.Graph(graph.ell, graph.coordinates)
    monkeypatch.setattr(Exchange, "__call__", lambda self, e: e + 1)
    exact, forms = new.engine.exact("shape_operator"), new.shape_operator
    assert all(new.engine.translator.element(forms[i, j]) == exact[i][j] for i in range(2) for j in range(2))
