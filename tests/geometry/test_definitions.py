"""The definitions that are printed are decided against the rules that compute: for every class, flipped too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry import curvature, firstform, normal, secondform
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.terms import Term, number

t, u, v, x, y, z = sp.symbols("t u v x y z", real=True)


def general(d: int) -> sg.Hypersurface:
    return sg.Hypersurface.abstract(d)


def oblique() -> sg.Hypersurface:
    """No two coordinate lines are orthogonal, no entry of g or h is zero."""
    return sg.Hypersurface([u + v**2, u * v, u**2 - v], (u, v), name="oblique")


MAKERS: dict[str, Callable[[], Any]] = {
    **{
        f"{shelf.__name__}.{name}".removeprefix("symgeom."): shelf.get(name)
        for shelf in (sg.surfaces, sg.losses)
        for name in shelf.names()
        if name != "boy"  # takes minutes by its definitions
    },
    **{f"any graph, d = {d}": partial(sg.Graph.abstract, d) for d in (1, 2, 3)},
    "any curve": lambda: general(1),
    "oblique": oblique,
    "saddle": lambda: sg.Graph(x * y + y**2, (x, y), name="saddle"),
    "in space of four": lambda: sg.Immersion([u, v, u * v, u**2 + v], (u, v), name="surface in R^4"),
    "metric": lambda: sg.Metric([[1 + x**2, x], [x, 1 + y**2]], (x, y)),
    "three": lambda: sg.Graph(x * y + z**2, (x, y, z), name="three"),
}
FLIPPED = (  # both parities of d, closed forms and general rules: a flip knows nothing else of a surface
    *("any graph, d = 1", "any graph, d = 2", "any graph, d = 3", "any curve", "oblique", "saddle", "three"),
    *("surfaces.torus", "surfaces.n_sphere", "surfaces.cone", "losses.rosenbrock"),
)
SPECTRUM = {"principal_curvatures", "principal_directions"}
LONG = {  # what has no closed form, or takes long by the definition
    "any graph, d = 3": {"riemann_tensor", "ricci_tensor", "scalar_curvature"} | SPECTRUM,
    **dict.fromkeys(("any graph, d = 2", "three"), SPECTRUM),
    **{
        f"losses.{name}": SPECTRUM
        for name in ("committee_machine", "matrix_factorization", "scalar_chain", "symmetric_factorization")
    },
    **{
        name: {"principal_directions"}
        for name in (
            *("surfaces.klein_figure_8", "losses.tanh_network", "losses.beale", "losses.softmax_classifier"),
            *("losses.himmelblau", "losses.weight_decay", "surfaces.cross_cap", "surfaces.roman"),
        )
    },
}


def differences(quantity: Quantity[Any], chart: Any) -> list[Any]:
    return [a - b for a, b in quantity.sides(chart)]


@pytest.mark.parametrize(
    ("name", "orientation"), [*((name, 1) for name in MAKERS), *((name, -1) for name in FLIPPED)]
)
def test_the_definition_is_what_the_rule_gives(name: str, orientation: int) -> None:
    chart = MAKERS[name]()
    if orientation < 0:
        chart = chart.flipped()
    decided = 0
    for quantity in chart.quantities:
        if quantity.definition is not None and quantity.name not in LONG.get(name, ()):
            sides = differences(quantity, chart)
            assert sides and all(e.is_zero() for e in sides), quantity.name
            decided += 1
    assert decided >= 6
    assert {q.name for q in chart.quantities if q.definition is None} <= {"position", "metric"}


FALSE: dict[str, tuple[Quantity[Any], Callable[[Any], Any]]] = {
    "the other normal": (normal.normal, lambda chart: -cast(Term, normal.normal.defined(chart)[0])),
    "S in the other order": (
        secondform.shape_operator,
        lambda chart: secondform.second_fundamental_form.term @ firstform.inverse_metric.term,
    ),
    "the sum for the mean": (curvature.mean_curvature, lambda chart: secondform.shape_operator.term.trace()),
    "det h for K": (
        curvature.gaussian_curvature,
        lambda chart: secondform.second_fundamental_form.term.det(),
    ),
    "g^-1 for g": (firstform.metric, lambda chart: firstform.inverse_metric.term),
    "one more": (curvature.gaussian_curvature, lambda chart: curvature.gaussian_curvature.term + number(1)),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_definition_is_not_what_the_rule_gives(name: str) -> None:
    quantity, wrong = FALSE[name]
    for chart in (oblique(), oblique().flipped()):
        assert not all(e.is_zero() for e in differences(replace(quantity, definition=wrong), chart))


def test_false_eigenvalues_and_directions_are_found() -> None:
    chart = MAKERS["saddle"]()
    (values,) = curvature.principal_curvatures.defined(chart)
    kappa = chart.engine.exact("principal_curvatures")
    assert all((a - b).is_zero() for a, b in values.equations(chart, kappa))
    assert not all((a - b).is_zero() for a, b in values.equations(chart, (kappa[0], kappa[0])))
    (directions,) = curvature.principal_directions.defined(chart)
    E = chart.engine.exact("principal_directions")
    assert not all((a - b).is_zero() for a, b in directions.equations(chart, (E[1], E[0])))


def test_definitions_print_themselves() -> None:
    """As the books have them, for d coordinates, for a number of them, and for the reversed normal."""
    graph = sg.Graph.abstract(3)
    printed = {q.name: q.printed(graph.flipped()) for q in graph.quantities}
    assert printed["gaussian_curvature"] == [r"-\det A/w^5"]
    assert printed["normal"] == ["(p, -1)/w"]
    assert printed["second_fundamental_form"] == ["-A_{ij}/w"]
    assert sg.Graph.gaussian_curvature.printed() == [r"\det A/w^{d+2}"]
    assert sg.Graph.abstract(2).flipped().engine.quantity_named("K").printed(
        sg.Graph.abstract(2).flipped()
    ) == [r"\det A/w^4"]
    assert sg.Hypersurface.mean_curvature.printed(oblique()) == [r"\tfrac12 \operatorname{tr} S"]
    assert sg.Hypersurface.gaussian_curvature.printed() == [r"\det S", r"\det h/\det g"]
    assert sg.Hypersurface.curvature.printed() == [r"\det (T, \partial_1 T)/\sqrt{\det g}", "K", "H"]
    texts = {q.name: q.defined()[0].text for q in oblique().quantities if q.definition}
    assert texts["second_fundamental_form"] == "<d_i d_j X, N>"
    assert texts["christoffel_symbols"] == "g^kl (d_i g_jl + d_j g_il - d_l g_ij) / 2"
    assert sg.Hypersurface.shape_operator.uses == ("inverse_metric", "second_fundamental_form")
    assert sg.Graph.shape_operator.uses == sg.Hypersurface.shape_operator.uses
