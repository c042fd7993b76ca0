"""A quantity declared in one place is found everywhere: attribute, kernel, command line, notes, certificate, help.

The throw-away quantities here are named in this file and nowhere else; no list was told of them.
"""

from __future__ import annotations

import pydoc
from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.certificates import certify_surface
from symgeom.command import jobs, sources
from symgeom.command.terminal import page
from symgeom.geometry import linear
from symgeom.geometry.curvature import gaussian_curvature, mean_curvature
from symgeom.geometry.firstform import metric
from symgeom.geometry.quantity import SYMMETRIC, Quantity
from symgeom.geometry.secondform import second_fundamental_form

u, v = sp.symbols("u v", real=True)
R, r = sp.symbols("R r", positive=True)


def _defect(chart: Any) -> Any:
    H, K = chart.engine.exact("mean_curvature"), chart.engine.exact("gaussian_curvature")
    return (H * H - K).cancelled()


def _traceless(chart: Any) -> Any:
    g, h, H = (chart.engine.exact(name) for name in ("metric", "second_fundamental_form", "mean_curvature"))
    return linear.symmetric(chart.dimension, lambda i, j: h[i][j] - H * g[i][j])


class Surface(sg.Hypersurface):
    """A hypersurface with two quantities more."""

    umbilic_defect: Quantity[sp.Expr] = Quantity(
        "umbilic_defect",
        "umbilic defect",
        "D",
        lambda chart: mean_curvature.term**2 - gaussian_curvature.term,
        lambda chart: (),
        _defect,
        source="Willmore",
        also="D willmore_density",
        chapter="Conformal geometry",
    )
    traceless_form: Quantity[sp.ImmutableMatrix] = Quantity(
        "traceless_form",
        "traceless second form",
        r"\hat h",
        lambda chart: second_fundamental_form.term - mean_curvature.term * metric.term,
        lambda chart: (chart.dimension, chart.dimension),
        _traceless,
        symmetries=SYMMETRIC,
        flip=lambda d: -1,
        chapter="Conformal geometry",
    )


@pytest.fixture
def torus() -> Surface:
    ring = R + r * sp.cos(v)
    return Surface(
        [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)],
        (u, v),
        where=[r < R],
        name="torus",
        defaults={R: 2.0, r: 0.5},
    )


EXPECTED = R**2 / (4 * r**2 * (R + r * sp.cos(v)) ** 2)  # ((kappa_1 - kappa_2)/2)^2


def test_the_attribute(torus: Surface) -> None:
    assert sg.decide(torus.umbilic_defect, EXPECTED, where=[r < R]).status == "proved"
    assert torus.quantity("Willmore density") == torus.umbilic_defect
    assert torus.traceless_form.shape == (2, 2)
    assert [q.name for q in torus.quantities][-2:] == ["umbilic_defect", "traceless_form"]
    assert not hasattr(sg.surfaces.torus(), "umbilic_defect")
    with pytest.raises(AttributeError, match="umbilic_defect of torus is derived"):
        torus.umbilic_defect = 1  # type: ignore[assignment]
    assert type(torus.flipped()) is Surface
    assert torus.flipped().traceless_form == -torus.traceless_form


def test_the_definition_is_decided(torus: Surface) -> None:
    for one in (torus, torus.flipped()):
        for quantity in (Surface.umbilic_defect, Surface.traceless_form):
            assert all((a - b).is_zero() for a, b in quantity.sides(one))
    assert Surface.umbilic_defect.uses == ("mean_curvature", "gaussian_curvature")
    assert torus.engine.rests_on("umbilic_defect", "normal")


def test_help() -> None:
    text = pydoc.render_doc(Surface.umbilic_defect, renderer=pydoc.plaintext)
    for words in ("umbilic defect", "D = H^2 - K", "Shape: ()", "Willmore", "willmore_density"):
        assert words in text


def test_the_kernel(torus: Surface) -> None:
    out = torus.kernel(["umbilic_defect", "traceless_form"])(0.0, 0.0)
    assert out.umbilic_defect == pytest.approx(float(EXPECTED.subs({R: 2, r: sp.Rational(1, 2), v: 0})))
    assert out.traceless_form.shape == (2, 2)


def test_the_command_line(torus: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_entry", lambda name: torus)
    source = {"entry": "torus"}
    for word in ("umbilic_defect", "willmore-density", "D"):
        assert "umbilic_defect: umbilic defect" in jobs.derive(source, [word], 80)
    assert "umbilic_defect" in jobs.export(source, ["D"], "numpy", None, [], None)
    assert "verified" not in jobs.certify(source, ["D"], None, "json")[0]
    assert "traceless_form: traceless second form" in page(torus)


@pytest.mark.parametrize("form", ["latex", "markdown", "html"])
def test_the_notes(torus: Surface, form: str) -> None:
    text = getattr(sg.notes(torus), form)
    assert (
        "Conformal geometry" in text
        and "umbilic defect (Willmore)" in text
        and "traceless second form" in text
    )
    assert text.count("Conformal geometry") == 1
    if form != "html":
        assert r"D = H^2 - K = \frac{R^2}{4 r^2 (R + r \cos v)^2}" in text
        assert r"\hat h = h - H g" in text


def test_the_certificate(torus: Surface) -> None:
    checked = certify_surface(torus, ["umbilic_defect", "traceless_form"]).check()
    assert any("D" in line for line in checked)


def test_the_order_is_that_of_the_class_bodies() -> None:
    assert [q.name for q in sg.Metric._table().values()][:2] == ["metric", "inverse_metric"]
    names = list(sg.Graph._table())
    order: tuple[str, ...] = (
        "jacobian",
        "metric",
        "normal",
        "second_fundamental_form",
        "shape_operator",
        "gaussian_curvature",
    )
    order = (*order, "mean_curvature_vector", "christoffel_symbols", "riemann_tensor", "scalar_curvature")
    assert [name for name in names if name in order] == list(order)


def test_dir_shows_what_a_geometer_wants() -> None:
    torus, helix = dir(sg.surfaces.torus()), dir(sg.surfaces.helix())
    wanted = "coordinates domain parameters where assumptions map metric kernel flipped reparametrize quantity quantities"
    assert set(wanted.split()) | {q.name for q in sg.surfaces.torus().quantities} <= set(torus)
    assert "torsion" in helix and "torsion" not in torus and "hessian" in dir(sg.Graph.abstract(2))
    inner = {
        "translator",
        "field",
        "exact",
        "element",
        "kept",
        "present",
        "working",
        "in_field",
        "by_lengths",
    }
    inner |= {"quantity_named", "facts", "letters", "rests_on"}
    for surface in (sg.surfaces.torus(), sg.surfaces.helix(), sg.surfaces.torus().metric):
        assert not inner & set(dir(surface)) and "engine" in dir(surface)
        assert inner <= set(dir(surface.engine))  # a name that is gone is no longer looked for
