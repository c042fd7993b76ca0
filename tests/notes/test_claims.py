"""The notes on claims: sentences around equations, settings, witnesses, assumptions once, works with their editions."""

from __future__ import annotations

import re

import pytest

import symgeom as sg
from symgeom.claims import Claim, Expressions
from symgeom.notes import paper
from symgeom.notes.bibliography import WORKS, cited
from symgeom.notes.claims import claim_view
from symgeom.notes.verdicts import spoken

pytestmark = pytest.mark.quick

CHEAP = (
    "induced-metric",
    "self-adjoint",
    "mean-is-trace",
    "gauss-is-det",
    "proposition-1",
    "hessian-eigenvectors",
)


def _text(name: str) -> str:
    return sg.notes(sg.claims[name]).markdown


def _sentences(text: str) -> str:
    """A document without its equations and formulas."""
    return re.sub(r"\$[^$]*\$", "", re.sub(r"\$\$.*?\$\$", "", text, flags=re.S))


def _claim(*reasons: str) -> Claim:
    """A claim with the equation x = x + 0 for each reason."""

    def examples():
        s = Expressions([x])
        yield "a line", [s.step(f"step {k}", s.scalar(x), s.scalar(x, "y"), r) for k, r in enumerate(reasons)]

    import sympy as sp

    x = sp.Symbol("x", real=True)
    return Claim(
        id="own",
        title="Own",
        statement="It holds.",
        source="Lee, Riemannian Manifolds, ch. 2",
        examples=examples,
    )


def test_an_equation_stands_in_the_middle_of_its_sentence() -> None:
    text = sg.notes(
        _claim("since it is so, …, as was to be shown", "plainly", "we have … by the above")
    ).markdown
    assert "Since it is so,\n\n$$\nx = y,\n$$\n\nas was to be shown." in text
    assert "Plainly:\n\n$$\nx = y.\n$$" in text
    assert "We have\n\n$$\nx = y\n$$\n\nby the above." in text


@pytest.mark.parametrize("name", CHEAP)
def test_mathematics_is_never_plain_text(name: str) -> None:
    assert not re.search(r"\^|\w\*\*|[a-zA-Z]_\d|\w/\w|\bsqrt\b|det\(", _sentences(_text(name)))


def test_an_equation_that_holds_in_any_dimension_is_shown_once() -> None:
    view = claim_view(sg.claims["gauss-is-det"])
    (section,) = view.sections
    shown = [str(step.display.rows) for step in section.steps]
    assert len(set(shown)) == len(shown)
    assert section.again == ("the graph of an arbitrary function, $d = 1, 2, 3, 4$",)
    assert _text("gauss-is-det").count(r"\frac{\det A}{w^{d + 2}}") == 1


def test_a_proof_in_several_dimensions_is_one() -> None:
    """No equation is repeated because a number in it depends on d."""
    for name in ("mean-is-trace", "gauss-is-det"):
        text = _text(name)
        assert text.count("arbitrary function") == 1 and r"w^{4}" not in text and r"2\,H" not in text


def test_conventions_are_said_once_and_are_no_assumptions() -> None:
    text = _text("self-adjoint")
    assert text.count("upward unit normal") == 1 and "Assumed" not in text


def test_a_witness_is_short_and_names_the_entry() -> None:
    text = _text("hessian-eigenvectors")
    assert (
        r"at $x = 1$ and $y = 1$ the entry $(1)$ is $0.27410\ldots$ on the left and $0.30151\ldots$ on the right"
        in text
    )


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        (
            "the bowl (x^2 + y^2)/2 in the chart (a x, y/a)",
            "the bowl $(x^2 + y^2)/2$ in the chart $(a x, y/a)$",
        ),
        ("ℓ∘φ = 4 x^2", r"$\ell \circ \varphi = 4 x^2$"),
        ("M = M^T", r"$M = M^{\mathsf T}$"),
        ("(1, √2)/√3", r"$(1, \sqrt{2})/\sqrt{3}$"),
        ("a line and/or a well-known point (1, 1)", "a line and/or a well-known point (1, 1)"),
        ("klein_figure_8", "klein_figure_8"),
        ("(" + "1" * 200, "(" + "1" * 200),
    ],
)
def test_formulas_in_plain_text(plain: str, shown: str) -> None:
    assert spoken(plain) == shown


def test_works_are_numbered_and_have_their_editions() -> None:
    texts, works = cited(
        ["do Carmo, Curves and Surfaces, 3-2; Lee, Riemannian Manifolds, ch. 8", "see [[pouplin]]", "none"]
    )
    assert texts == ("do Carmo [2], 3-2; Lee [1], ch. 8", "see [3]", "none")
    assert [work[:9] for work in works] == ["J. M. Lee", "M. P. do ", "A. Poupli"]
    text = _text("self-adjoint")
    assert "Lee \\[1\\], ch. 8" in text and "2nd edition, Springer, 2018" in text


def test_every_work_is_cited() -> None:
    """By a claim, a chapter of the paper, or a quantity."""
    texts = [str(claim.source) for claim in sg.claims.values()] + [text for _, _, text in paper._CHAPTERS]
    charts = [sg.surfaces.torus(), sg.surfaces.circle(), sg.surfaces.helix(), sg.surfaces.clifford_torus()]
    texts += [str(quantity.source) for chart in charts for quantity in chart.quantities]
    assert len(cited(texts)[1]) == len(WORKS)
