"""What notes derive: chains of equations, checks, conclusions; and that nothing is displayed which was not decided."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.geometry.row_major import flat
from symgeom.geometry.terms import Term
from symgeom.notes.chains import Chains
from symgeom.notes.components import entries
from symgeom.notes.conclusions import conclusions
from symgeom.notes.critical import critical_points
from symgeom.notes.document import LEVELS, Notes
from symgeom.notes.formulas import Formulas
from symgeom.notes.jetnames import named_jets
from symgeom.notes.paper import paper_view
from symgeom.notes.values import Values
from symgeom.notes.worked import EntryLetter, Worked
from symgeom.typeset.layout import Display

pytestmark = pytest.mark.quick

u, v, x, y, z = sp.symbols("u v x y z", real=True)
a, b, c = sp.symbols("a b c", positive=True)


def displays(part: Any) -> Iterator[Display]:
    """Every display in a view, however deep."""
    if isinstance(part, Display):
        yield part
    elif isinstance(part, tuple | list):
        for inner in part:
            yield from displays(inner)
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from displays(inner)
    elif dataclasses.is_dataclass(part) and not isinstance(part, type):
        for field in dataclasses.fields(part):
            yield from displays(getattr(part, field.name))


def displayed(tex: str) -> list[str]:
    """The cells of the displayed equations of a LaTeX document."""
    body = tex.split(r"\begin{document}")[1]
    found = re.findall(r"\\begin\{((?:equation|align)\*?)\}(.*?)\\end\{\1\}", body, re.S)
    cells = []
    for _, inside in found:
        inside = re.sub(r"\\(label\{[^}]*\}|notag)", "", inside)
        outside = re.sub(
            r"\\begin\{(pmatrix|cases)\}.*?\\end\{\1\}",
            lambda m: m[0].replace("&", "\0").replace(r"\\", "\1"),
            inside,
            flags=re.S,
        )
        cells += [
            piece.replace("\0", "&").replace("\1", r"\\")
            for line in outside.split(r"\\")
            for piece in line.split("&")
        ]
    return [_bare(cell) for cell in cells if _bare(cell)]


def _bare(text: str) -> str:
    return re.sub(r"\s|[,.]+$", "", text.strip())


def undecided(notes: Notes) -> list[str]:
    """The cells of a document that stand in no display with an origin."""
    pairs = [pair for d in displays(notes.parts) if d.origin for row in d.rows for pair in row]
    known = {_bare(cell) for pair in pairs for cell in pair}
    whole = {_bare("".join(pair)) for pair in pairs}
    return [cell for cell in displayed(notes.latex) if cell not in known | whole]


QUICK = ("catenoid", "cone", "ellipse", "helix", "sphere", "torus")


@pytest.mark.parametrize("name", QUICK)
def test_every_displayed_equation_was_decided(name: str) -> None:
    """With the other normal as well."""
    surface = sg.surfaces.get(name)()
    for subject in (surface, surface.flipped() if hasattr(surface, "flipped") else surface):
        notes = sg.notes(subject)
        assert all(d.origin for d in displays(notes.parts))
        assert undecided(notes) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in sg.surfaces.names() if n not in QUICK])
def test_every_displayed_equation_of_the_catalogue_was_decided(name: str) -> None:
    notes = sg.notes(sg.surfaces.get(name)())
    assert all(d.origin for d in displays(notes.parts)) and undecided(notes) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sg.losses.names())
def test_every_displayed_equation_of_a_loss_was_decided(name: str) -> None:
    notes = sg.notes(sg.losses.get(name)().flipped())
    assert all(d.origin for d in displays(notes.parts)) and undecided(notes) == []


DEFINED = {  # what a claim's statement defines, to the first sign of equality
    "theorema-egregium": ["B_1"],
    "gauss-codazzi": ["R(x,y)z", r"(\nabla_xh)(y,z)"],
    "quadratic-approximation": ["R(t)"],
}


@pytest.mark.parametrize("name", sg.claims)
def test_every_displayed_equation_of_a_claim_was_decided(name: str) -> None:
    """But for the definitions in its statement."""
    notes = sg.notes(sg.claims[name])
    assert all(d.origin for d in displays(notes.parts))
    assert [cell.partition("=")[0] for cell in undecided(notes)] == DEFINED.get(name, [])


@pytest.mark.slow
def test_every_displayed_equation_of_the_paper_was_decided() -> None:
    """Those of its worked examples among them."""
    view = paper_view(list(sg.claims.values()), {})
    notes = Notes(view.title, (view,))
    assert all(d.origin for d in displays(notes.parts))
    assert [cell.partition("=")[0] for cell in undecided(notes)] == [s for d in DEFINED.values() for s in d]


@pytest.mark.slow
def test_an_equation_of_a_template_would_be_found(tmp_path: Any) -> None:
    """The walk itself: an equation that a template adds is one that nobody decided."""
    (tmp_path / "surface.notes").write_text(
        '((* extends "symgeom/surface.notes" *))\n((* block checked *))\n'
        r"\begin{equation*}" + "\n" + r"1 = 2" + "\n" + r"\end{equation*}" + "\n((* endblock *))\n"
    )
    assert undecided(sg.notes(sg.surfaces.sphere(), templates=tmp_path)) == ["1=2"]


# -- chains


def _subjects() -> dict[str, Any]:
    return {
        "torus": sg.surfaces.torus(),
        "flipped": sg.surfaces.torus().flipped(),
        "oblique": sg.Hypersurface([u, u + v, u * v], (u, v)),
        "curve": sg.surfaces.helix(),
        "codimension two": sg.Immersion([sp.cos(u), sp.sin(u), sp.cos(v), u + v], (u, v)),
        "half-plane": sg.Metric(sp.diag(1 / y**2, 1 / y**2), (x, y), domain={y: (0, sp.oo)}),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", list(_subjects()))
def test_what_is_put_in_has_the_value_of_the_closed_form(name: str) -> None:
    """By numbers: each entry of each definition, with values put in, beside the stated result."""
    surface = _subjects()[name]
    values = Values(surface)
    chains = Chains(values, Formulas(surface.coordinates, set()))
    point = {
        s: sp.Rational(3 + k, 7 + k) for k, s in enumerate(sorted(_letters(surface), key=lambda s: s.name))
    }
    compared = 0
    for quantity in values.quantities.values():
        closed = entries(values.get(quantity.name))
        for term in quantity.defined(surface):
            if not hasattr(term, "entry"):
                continue
            places = itertools.product(*map(range, quantity.shape(surface)))
            for index, stated in zip(places, closed, strict=True):
                form = chains._put_in.entry(term, quantity.indices, index).form
                assert abs(float((form - stated).subs(point).evalf(30))) < 1e-12, (quantity.name, index)
                compared += 1
    assert compared > 5


def _letters(surface: Any) -> set[sp.Symbol]:
    return set(surface.coordinates) | set(surface.parameters)


@pytest.mark.parametrize("name", list(_subjects()))
def test_the_last_side_of_a_chain_is_the_stated_result(name: str) -> None:
    surface = _subjects()[name]
    values = Values(surface)
    formulas = Formulas(surface.coordinates, set())
    chains, found = Chains(values, formulas), 0
    for quantity in values.quantities.values():
        display = chains.of(quantity.name)
        if display is None:
            continue
        cells = [cell for row in display.rows for cell in row]
        ends = [*[k for k, (left, _) in enumerate(cells) if left][1:], len(cells)]
        stated = [
            e
            for index, e in zip(
                itertools.product(*map(range, quantity.shape(surface))), entries(values.get(quantity.name))
            )
            if quantity.is_independent(index)
        ]
        texts = [str(formulas.math(e)) for e in stated]
        for end in ends:
            last = str(cells[end - 1][1]).split("= ")[-1].removeprefix(r"\quad {} ")
            assert any(last == text for text in texts), (quantity.name, last, texts)
            found += 1
    assert found or name in ("codimension two",)


def test_letters_are_the_entries_that_do_not_vanish() -> None:
    surface = sg.surfaces.torus()
    chains = Chains(Values(surface), Formulas(surface.coordinates, set()))
    term = surface.engine.quantity_named("christoffel_symbols").defined(surface)[0]
    form = chains._in_letters.entry(term, "kij", (0, 0, 1)).form
    assert form == EntryLetter("g^{11}") * EntryLetter(r"\partial_2 g_{11}") / 2


def test_a_wrong_definition_gives_no_chain() -> None:
    """A formula that is not the quantity is not printed: its exact value is another one."""
    surface = sg.surfaces.torus()
    chains = Chains(Values(surface), Formulas(surface.coordinates, set()))
    quantity = surface.engine.quantity_named("mean_curvature")
    exact = surface.engine.exact("mean_curvature")
    worked = Worked(surface, chains._value)
    (right,) = quantity.defined(surface)
    assert isinstance(right, Term)
    wrong = right * right
    assert chains._shown(quantity, worked.entry(right, "", ()), exact)
    assert not chains._shown(quantity, worked.entry(wrong, "", ()), exact)


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_levels(level: str) -> None:
    text = sg.notes(sg.surfaces.torus(), level=level).markdown
    worked = r"(R + r \cos v)^2 \cos^2 u + (R + r \cos v)^2 \sin^2 u"
    assert (worked in text) == (level != "result")
    assert ("equations of Codazzi" in text) == (level != "result")
    assert ("whose square is the determinant" in text) == (level == "student")
    assert r"\frac{\cos v}{r (R + r \cos v)}" in text


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(InputError, match="result, derivation, student"):
        sg.notes(sg.surfaces.torus(), level="expert")


# -- conclusions


@pytest.mark.parametrize(
    ("surface", "said", "unsaid"),
    [
        (lambda: sg.surfaces.torus(), r"elliptic ($K > 0$) where $\cos v > 0$", "minimal"),
        (lambda: sg.surfaces.torus(), "no umbilics", "umbilical"),
        (lambda: sg.surfaces.sphere(), "totally umbilical", "no umbilics"),
        (lambda: sg.surfaces.catenoid(), "minimal", "elliptic"),
        (lambda: sg.surfaces.cylinder(), "developable", "minimal"),
        (lambda: sg.surfaces.monkey_saddle(), "except where $u = v = 0$: a planar point", "umbilic"),
        (lambda: sg.surfaces.paraboloid(), "The only umbilic is the point $u = v = 0$", "hyperbolic"),
        (lambda: sg.surfaces.ellipse(), r"among the points where $\cos t \sin t = 0$", "circle"),
        (lambda: sg.Hypersurface([u, v, u + v], (u, v)), "part of a plane", "developable"),
        (lambda: sg.Hypersurface([u, v, u**4 + v**4], (u, v)), "except where", "everywhere"),
        (
            lambda: sg.Metric(sp.eye(3) / z**2, (x, y, z), domain={z: (0, sp.oo)}),
            r"\operatorname{Ric} = -2 g",
            "flat",
        ),
        (lambda: sg.Metric(sp.diag(1, x**2), (x, y), domain={x: (0, sp.oo)}), "flat", "Ric"),
        (lambda: sg.surfaces.n_cylinder(), "Everywhere $K = 0$", "$K < 0$"),
        (lambda: sg.surfaces.n_sphere(), "totally umbilical", "$K = 0$"),
        (lambda: sg.surfaces.helix(), "circular helix", "plane"),
        (lambda: sg.Immersion([sp.cos(u), sp.sin(u), 2], (u,)), "lies in a plane", "helix"),
    ],
)
def test_conclusions(surface: Any, said: str, unsaid: str) -> None:
    made = surface()
    text = " ".join(conclusions(Values(made), Formulas(made.coordinates, set())))
    assert said in text and unsaid not in text


@pytest.mark.parametrize(
    ("ell", "said"),
    [
        (x**2 + y**2 + x * y, "At the strict local minimum $(x, y) = (0, 0)$"),
        (-(x**2) - 2 * y**2, "At the strict local maximum $(x, y) = (0, 0)$"),
        (x * y, "At the saddle point $(x, y) = (0, 0)$"),
        (x**2 + y**3, "At $(x, y) = (0, 0)$"),
        (x**2 + x**4 - y**4, "At $(x, y) = (0, 0)$"),
    ],
)
def test_the_kind_of_a_critical_point_is_told_where_the_hessian_tells_it(ell: sp.Expr, said: str) -> None:
    for surface in (sg.Graph(ell, (x, y)), sg.Graph(ell, (x, y)).flipped()):
        (point,) = critical_points(Values(surface), Formulas(surface.coordinates, set()))
        assert point.text.startswith(said + " the gradient vanishes")


def test_three_curvatures_at_a_critical_point() -> None:
    """The eigenvalues 0, 1/3, 1/3 of a rational matrix: one root is double."""
    surface = sg.losses.softmax_classifier()
    (point,) = critical_points(Values(surface), Formulas(surface.coordinates, set()))
    assert r"principal curvatures $0, \frac{1}{3}$ and $\frac{1}{3}$" in point.text


@pytest.mark.slow
def test_critical_points_are_told_with_their_curvatures() -> None:
    text = sg.notes(sg.losses.rosenbrock(2)).markdown
    assert "$(x, y) = (1, 1)$ the gradient vanishes" in text and r"501 + \sqrt{250\,601}" in text
    assert "(x, y) = (0, 0)" not in text  # not critical
    down = sg.notes(sg.losses.rosenbrock(2).flipped()).markdown
    assert "minus the Hessian" in down and r"S = -\nabla^2 \ell = -2" in down


# -- graphs by name


def _picked(options: list[str]) -> sp.Symbol:
    return sp.Symbol(options[0])


def test_sums_over_data_stay_sums() -> None:
    w1, w2 = sp.symbols("w1 w2", real=True)
    n, k = sp.Symbol("n", integer=True, positive=True), sp.Symbol("k", integer=True)
    xs, ys = sp.IndexedBase("x"), sp.IndexedBase("y")
    loss = sg.Graph(sp.Sum((w2 * sp.tanh(w1 * xs[k]) - ys[k]) ** 2, (k, 0, n - 1)) / (2 * n), (w1, w2))
    text = sg.notes(loss).markdown
    assert r"t_k &= \tanh(w_1 x_k)" in text and r"r_k &= w_2 t_k - y_k" in text
    assert text.index("t_k &=") < text.index(r"\sum_{k=0}^{n - 1} t_k r_k")
    assert "too long" not in text


def test_named_terms_put_back_are_the_gradient_and_the_hessian() -> None:
    """By numbers, against SymPy's own derivatives."""
    loss = sg.losses.softmax_classifier()
    jets = named_jets(loss, _picked)
    assert jets is not None and jets.definitions
    point = {s: sp.Rational(2 + k, 5 + k) for k, s in enumerate(sorted(loss.ell.free_symbols, key=str))}
    table: dict[sp.Expr, sp.Expr] = {}
    for part in jets.definitions:
        table[part.symbol] = part.expression.subs(table).subs(point).evalf(30)
    theirs = [sp.diff(loss.ell, s) for s in loss.coordinates]
    theirs += [sp.diff(loss.ell, s, t) for s in loss.coordinates for t in loss.coordinates]
    for ours, other in zip([*jets.gradient, *jets.hessian], theirs, strict=True):
        assert abs(float((ours.subs(table).subs(point) - other.subs(point)).evalf(30))) < 1e-12


@pytest.mark.slow
def test_a_network_is_said_in_p_and_a() -> None:
    w = sp.symbols("w1:7", real=True)
    data = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    ell = sum(
        (w[4] * sp.tanh(w[0] * s + w[1] * t) + w[5] * sp.tanh(w[2] * s + w[3] * t) - out) ** 2
        for s, t, out in data
    )
    text = sg.notes(sg.Graph(ell / 2, w, name="network")).markdown
    for formula in (
        r"I + p p^{\mathsf T}",
        r"\det A/w^8",
        r"h - h g^{-1} h",
        r"(\operatorname{tr} S)^2 - \operatorname{tr} S^2",
    ):
        assert formula in text
    assert "too long" not in text


@pytest.mark.slow
def test_names_have_one_meaning_in_a_document() -> None:
    """Each abbreviation is defined once."""
    text = sg.notes(sg.surfaces.klein_figure_8()).markdown
    defined = re.findall(r"^([A-Z](?:_\d+)?) (?:&)?= ", text, re.M)
    assert len(defined) == len(set(defined))


def test_labels_are_those_that_are_cited() -> None:
    for surface in (sg.surfaces.torus(), sg.surfaces.helix(), sg.surfaces.sphere()):
        tex = sg.notes(surface).latex
        assert set(re.findall(r"\\label\{(.*?)\}", tex)) == set(re.findall(r"\\eqref\{(.*?)\}", tex))


def test_gauss_and_codazzi_are_checked() -> None:
    text = sg.notes(sg.surfaces.torus()).markdown
    assert r"R_{1212} = h_{11} h_{22} = r (R + r \cos v) \cos v" in text
    assert r"\nabla_1 h_{12} &= \nabla_2 h_{11} = R \sin v" in text
    values = Values(sg.surfaces.torus())
    assert all(e is not None for e in flat(values.surface.metric.engine.exact("riemann_tensor")))


def test_the_upper_index_of_s_is_its_row() -> None:
    """``S^1_2 = ((1 + p_2^2 + p_3^2) A_12 - p_1 (p_2 A_22 + p_3 A_23))/w^3``, as S = g^-1 h, and S^2_1 is another."""
    lines = str(sg.notes(sg.Graph.abstract(3), level="result").written("md"))
    for upper, lower, value in (
        (1, 2, r"\ell_{12} (1 + \ell_2^2 + \ell_3^2) - \ell_1 (\ell_2 \ell_{22} + \ell_3 \ell_{23})"),
        (2, 1, r"\ell_{12} (1 + \ell_1^2 + \ell_3^2) - \ell_2 (\ell_1 \ell_{11} + \ell_3 \ell_{13})"),
    ):
        assert rf"S^{upper}_{lower} &= \frac{{{value}}}{{w^3}}" in lines
