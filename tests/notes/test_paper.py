"""The paper on all claims: what stands in it, its figures, its hashes, its worked examples, and the files it makes."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom.certificates import certify, exported
from symgeom.claims import Claim
from symgeom.command.cli import main
from symgeom.errors import SymgeomError
from symgeom.notes import examples, latexmk, paper, typstpdf
from symgeom.notes.document import Notes
from symgeom.pictures.canvas import available

needs_tex = pytest.mark.skipif(not latexmk.available(), reason="latexmk is not installed")
needs_matplotlib = pytest.mark.skipif(not available(), reason="matplotlib is not installed")

CHOSEN = (
    "induced-metric",
    "plane-and-half-cylinder",
    "isometric-landscape",
)  # one of each kind, with four figures


@pytest.fixture(scope="module")
def some() -> dict[str, Claim]:
    return {name: sg.claims[name] for name in CHOSEN}


@pytest.fixture(scope="module")
def part(some: dict[str, Claim]) -> paper.PaperView:
    return paper.paper_view(list(some.values()), {})


@pytest.fixture(scope="module")
def notes(part: paper.PaperView) -> Notes:
    return Notes(part.title, (part,))


@pytest.mark.quick
def test_every_chapter_begins_with_a_claim_and_the_order_is_the_one_of_the_claims() -> None:
    firsts = [first for first, _, _ in paper._CHAPTERS]
    order = list(sg.claims)
    assert firsts == sorted(firsts, key=order.index) and firsts[0] == order[0]


@pytest.mark.quick
def test_claims_that_are_false_say_why() -> None:
    for claim in sg.claims.values():
        assert bool(claim.why) == (claim.expected == "refuted"), claim.id


def test_statement_verdict_and_corrected_statement_stand_there(notes: Notes, part: paper.PaperView) -> None:
    assert [entry.claim.id for entry in part.entries] == list(CHOSEN)
    assert part.counts == {"proved": 2, "refuted": 1, "undecided": 0}
    for text in (notes.markdown, notes.latex, notes.html):
        for entry in part.entries:
            assert entry.claim.title in text
        assert "Corrected statement" in text and "What was false, and why" in text
        assert "Riemannian Manifolds. 2nd edition" in text


def test_hashes_are_those_of_the_certificates(
    notes: Notes, part: paper.PaperView, some: dict[str, Claim]
) -> None:
    text = exported(certify(some["induced-metric"]), "json")
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert part.entries[0].certificate == digest and digest in notes.latex
    assert part.entries[1].certificate == "" and "none; the steps" in notes.markdown
    assert part.entries[2].about == "corrected"


def test_the_same_paper_has_the_same_bytes(notes: Notes, some: dict[str, Claim]) -> None:
    again = Notes(paper.TITLE, (paper.paper_view(list(some.values()), {}),))
    assert again.latex == notes.latex and again.markdown == notes.markdown


@needs_matplotlib
def test_figures_stand_in_pages(notes: Notes, part: paper.PaperView) -> None:
    assert [figure.number for figure in part.figures] == [1, 2, 6, 7]
    for text in (notes.html, notes.markdown):
        assert text.count("data:image/webp;base64,") == 4
    assert len(notes.html.encode()) < 1_500_000


@needs_matplotlib
@pytest.mark.parametrize("name", ["companion.tex", "my paper 50%_#1.tex"])
def test_figures_lie_beside_the_tex(notes: Notes, name: str, tmp_path: Path) -> None:
    path = notes.save(tmp_path / name)
    asked = re.findall(r"\\includegraphics\[[^]]*\]\{([^}]*)\}", path.read_text())
    assert len(asked) == 4 and {p.name for p in tmp_path.iterdir()} == {name, *asked}
    assert all(re.fullmatch(r"[\w.-]+", file) for file in asked)
    assert all((tmp_path / file).read_bytes().startswith(b"%PDF") for file in asked)


@needs_tex
def test_tex_sets_it_without_a_complaint(notes: Notes) -> None:
    report = notes.pdf_report()
    assert report.clean and report.pages >= 5


def test_without_matplotlib_the_paper_says_what_is_left_out(
    some: dict[str, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in sys.modules if n == "matplotlib" or n.startswith("matplotlib.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    claim = some["induced-metric"]
    text = Notes(paper.TITLE, (paper.paper_view([claim], {claim.id: claim.check()}),)).markdown
    assert "7 figures are left out" in text and "symgeom\\[plot\\]" in text
    assert "data:image" not in text


def test_every_format_writes_it(notes: Notes, tmp_path: Path) -> None:
    """Typst has its figures beside it, a notebook in it."""
    for suffix in (".typ", ".ipynb"):
        text = notes.save(tmp_path / f"paper{suffix}").read_text()
        assert "What was false, and why" in text and "isometric landscape" in text
    asked = set(re.findall(r'image\("([^"]*)"', (tmp_path / "paper.typ").read_text()))
    assert asked == {path.name for path in tmp_path.iterdir() if path.suffix == ".png"}
    assert len(asked) == (4 if available() else 0)


@pytest.mark.skipif(not typstpdf.available(), reason="typst is not installed")
def test_typst_sets_it(notes: Notes) -> None:
    assert bytes(notes.written("pdf", engine="typst"))[:4] == b"%PDF"


# -- the worked examples


@pytest.mark.quick
def test_an_equation_that_is_not_true_is_not_printed() -> None:
    with pytest.raises(SymgeomError, match="was not proved"):
        examples._Written({})("S", sp.tanh(examples.w1), sp.sinh(examples.w1))


def _numeric_hessian(f: Any, at: np.ndarray, step: float = 1e-4) -> np.ndarray:
    e = np.eye(2) * step
    return np.array(
        [
            [(f(at + a + b) - f(at + a - b) - f(at - a + b) + f(at - a - b)) / (4 * step**2) for b in e]
            for a in e
        ]
    )


def _numbers(cell: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", cell)]


def test_tables_agree_with_finite_differences() -> None:
    """The eigenvalues of the Hessian, and those of S with g and h from differences of the loss."""
    xs, ys = np.array(examples._INPUTS), np.array(examples._TARGETS)

    def one(w: np.ndarray) -> float:
        return float((w[1] * np.tanh(w[0]) - 1) ** 2 / 2)

    def many(w: np.ndarray) -> float:
        return float(((w[1] * np.tanh(w[0] * xs) - ys) ** 2).mean() / 2)

    for blocks, loss in ((examples.network(), one), (examples.on_data(), many)):
        (table,) = (block for block in blocks if isinstance(block, examples.Comparison))
        for point, w, eigenvalues, kappa, K in table.rows:
            at = np.array(_numbers(point))
            A = _numeric_hessian(loss, at)
            p = np.array([(loss(at + e) - loss(at - e)) / 2e-5 for e in np.eye(2) * 1e-5])
            S = np.linalg.solve(np.eye(2) + np.outer(p, p), A) / np.sqrt(1 + p @ p)
            assert np.isclose(_numbers(w)[0], np.sqrt(1 + p @ p), atol=2e-3)
            assert np.allclose(_numbers(eigenvalues), sorted(np.linalg.eigvalsh(A), reverse=True), atol=2e-3)
            assert np.allclose(_numbers(kappa), sorted(np.linalg.eigvals(S).real, reverse=True), atol=2e-3)
            assert np.isclose(_numbers(K)[0], np.linalg.det(S), atol=2e-3)


def test_the_data_have_a_minimum_where_the_hessian_is_the_shape_operator() -> None:
    (table,) = (block for block in examples.on_data() if isinstance(block, examples.Comparison))
    _, w, eigenvalues, kappa, _ = table.rows[0]
    assert w == "$1$" and eigenvalues == kappa and min(_numbers(kappa)) > 0
    assert all(row[2] != row[3] for row in table.rows[1:])


# -- on the command line


def test_the_command_writes_the_paper_whole(
    some: dict[str, Claim], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sg, "claims", {"induced-metric": some["induced-metric"]})
    result = CliRunner().invoke(
        main, ["notes", "all", "-o", str(tmp_path / "paper.tex")], prog_name="symgeom"
    )
    assert (result.exit_code, result.output) == (0, f"wrote {tmp_path / 'paper.tex'}\n")
    figures = {"paper-landscape.pdf", "paper-pushforward.pdf"} if available() else set()
    assert {path.name for path in tmp_path.iterdir()} == {"paper.tex", *figures}
