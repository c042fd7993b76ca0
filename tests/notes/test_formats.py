"""The formats of the notes: Typst, PDF by either engine, notebooks, pages with fonts; hostile text in all of them."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom import resources
from symgeom.command.cli import main
from symgeom.errors import InputError, ToolError
from symgeom.notes import latexmk, typstpdf
from symgeom.notes.code import surface_code
from symgeom.notes.document import Notes
from symgeom.notes.formats import formats
from symgeom.notes.formats.typ import escape_typst
from symgeom.typeset.mathtree import read
from symgeom.typeset.spacing import merged
from symgeom.typeset.symbols import SYMBOLS
from symgeom.typeset.typst import typst
from tests.notes import fonts

pytestmark = pytest.mark.quick

needs_typst = pytest.mark.skipif(not typstpdf.available(), reason="the package typst is not installed")

x, y, u, v = sp.symbols("x y u v", real=True)

HOSTILE = [
    r"#eval(1) \input{/etc/passwd} $x$ @ref <b>bold</b> *a* _b_ `c` ~ ^ % & [d](e) {{ f }} ((( g )))",
    "1. first -- 'quoted' \"twice\" // comment /* open = head + list - dash",
    r"\end{document} ]]> #] ) $ \\ \u{41} http://example.org",
]


@pytest.fixture(scope="module")
def torus() -> Notes:
    return sg.notes(sg.surfaces.torus())


# -- formulas


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"x_1^2", "x_1^2"),
        (r"g_{ij}", "g_(i j)"),
        (r"12 x", "12 x"),
        (r"f(x, y) = z", r"f \( x \, y \) = z"),
        (r"\frac{a, b}{c}", r"frac(a \, b, c)"),
        (r"{a b}^2", "attach(a b, t: 2)"),
        (r"\left(\frac{1}{2}\right)^2", r"lr(\( frac(1, 2) \))^2"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", 'mat(delim: "(", a, b; c, d)'),
        (r"\mathbb{R}^d", "bb(R)^d"),
        (r"\mathrm{III}", "upright(I I I)"),
        (r"\mathit{height}", 'italic(class("normal", "height"))'),
        (r"\text{if } x", '"if " x'),
        (r"\text{a \"b\"}", r'"a \\\"b\\\""'),
        (r"2\,x", "2 thin x"),
        (r"\sqrt[3]{x}", "root(3, x)"),
        (r"\#\%\&\_\$", r"\# \% \& \_ \$"),
        (r"\bar\nabla", "accent(∇, macron)"),
        (
            r"|x| \lvert y\rvert",
            r'class("normal", \|) x class("normal", \|) class("opening", \|) y class("closing", \|)',
        ),
    ],
)
def test_typst_maths(formula: str, expected: str) -> None:
    assert typst(formula) == expected


def test_both_printers_know_the_same_spaces() -> None:
    """Digits are one number, with its power, in Typst as in MathML."""
    assert [type(node).__name__ for node in merged(read("12 x 3^4"))] == ["Sign", "Sign", "Script"]


@needs_typst
def test_typst_sets_every_macro() -> None:
    """A macro without a spelling in Typst would be an unknown variable there."""
    row = " ".join(f"\\{name}" for name in SYMBOLS if name not in ("limits", "nolimits"))
    fonts = " ".join(
        rf"\{name}{{ab}} \{name}{{x}}" for name in ("mathbf", "mathcal", "mathfrak", "mathsf", "boldsymbol")
    )
    accents = " ".join(
        rf"\{name}{{x}}" for name in ("bar", "tilde", "hat", "vec", "dot", "ddot", "overline", "underline")
    )
    extra = r"\bigl( x \bigr) \dfrac{1}{2} \tfrac12 \begin{cases} a & b \\ c & d \end{cases} \left. x \right|_{0} {}^2"
    assert compiled(f"$ {typst(row)} {typst(fonts)} {typst(accents)} {typst(extra)} $") == ()


def compiled(source: str) -> tuple[str, ...]:
    """What Typst warns of."""
    pages, warnings = typstpdf.compile_typst(source)
    assert pages.startswith(b"%PDF")
    return warnings


# -- documents in Typst


@pytest.mark.slow
@needs_typst
@pytest.mark.parametrize(
    "name", ["torus", "rosenbrock", "clifford", "abstract 2", "abstract 3", "network", "claim", "many"]
)
def test_typst_documents_have_no_warning(name: str) -> None:
    made = {
        "torus": lambda: sg.notes(sg.surfaces.torus().flipped()),
        "rosenbrock": lambda: sg.notes(sg.losses.rosenbrock(2)),
        "clifford": lambda: sg.notes(sg.Immersion([sp.cos(u), sp.sin(u), sp.cos(v), sp.sin(v)], (u, v))),
        "abstract 2": lambda: sg.notes(sg.Graph.abstract(2)),
        "abstract 3": lambda: sg.notes(sg.Graph.abstract(3).flipped(), level="student"),
        "network": lambda: sg.notes(sg.losses.network((2, 2, 1))),
        "claim": lambda: sg.notes(sg.claims["isometric-landscape"]),
        "many": lambda: sg.notes([sg.surfaces.sphere(), sg.claims["proposition-1"], sg.surfaces.cylinder()]),
    }
    document = made[name]()
    assert compiled(str(document.written("typ"))) == ()
    assert r"\textbackslash" not in str(document.written("tex"))  # mathematics that was taken for text


@needs_typst
@pytest.mark.parametrize("text", HOSTILE)
def test_typst_prints_text_as_it_stands(text: str) -> None:
    assert compiled(f"#set page(width: auto)\n{escape_typst(text)}\n\n= {escape_typst(text)}") == ()
    assert re.sub(r"\\(.)", r"\1", escape_typst(text)) == text


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", ["typ", "tex", "html", "md", "ipynb"])
def test_hostile_names_in_every_format(form: str, text: str) -> None:
    """A surface's name, a symbol's name and a title hold marks of every format."""
    surface = sg.Hypersurface([u, v, u * v * sp.Symbol(text, positive=True)], (u, v), name=text)
    document = sg.notes(surface, quantities=["K"], title=text)
    written = str(document.written(form))
    if form == "html":
        assert "<b>bold" not in written
    if form == "ipynb":
        cells = json.loads(written)["cells"]
        space = run(cells)
        assert space["surface"] == surface
    if form == "tex":
        assert r"\input{/" not in written and written.count(r"\end{document}") == 1
    if form == "typ" and typstpdf.available():
        assert compiled(written) == ()


# -- PDF


@pytest.mark.slow
@needs_typst
def test_typst_makes_the_pdf(tmp_path: Path, torus: Notes) -> None:
    torus.save(tmp_path / "a.pdf", engine="typst")
    torus.save(tmp_path / "b.PDF", engine="typst")
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.PDF").read_bytes()


def test_the_engine_is_chosen_by_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = formats()["pdf"]
    for tex, other, expected in ((True, True, "tex"), (False, True, "typ"), (True, False, "tex")):
        monkeypatch.setattr(latexmk, "available", lambda tex=tex: tex)
        monkeypatch.setattr(typstpdf, "available", lambda other=other: other)
        assert pdf.by(None).templates == expected
    monkeypatch.setattr(latexmk, "available", lambda: False)
    with pytest.raises(ToolError, match=r"latexmk(.|\n)*pip install 'symgeom\[pdf\]'"):
        pdf.by(None)
    with pytest.raises(ToolError, match="pip install typst"):
        pdf.by("typst")
    with pytest.raises(ToolError, match="texlive"):
        pdf.by("latex")
    for engine in ("word", 3):
        with pytest.raises(InputError, match="latex, typst"):
            pdf.by(engine)
    with pytest.raises(InputError, match=r"\.md is written without one"):
        formats()["md"].by("typst")


@needs_typst
@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("#panic()", "panicked"),
        ("#while true {}", "always true"),
        ("$ frac(1 $", "unclosed"),
        ('#read("/etc/passwd")', "not found"),
        ("#unknown", "unknown variable"),
    ],
)
def test_typst_is_confined_and_says_what_is_wrong(source: str, complaint: str) -> None:
    with pytest.raises(ToolError, match=complaint):
        typstpdf.compile_typst(source)


@needs_typst
def test_typst_has_a_time_limit() -> None:
    with pytest.raises(ToolError, match=r"within 0\.5 s"):
        typstpdf.compile_typst("#range(100000000).map(str).join()", timeout=0.5)


def test_typst_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, torus: Notes) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    for make in (lambda: typstpdf.compile_typst("x"), lambda: torus.save(tmp_path / "a.pdf", engine="typst")):
        with pytest.raises(ToolError, match=r"pip install 'symgeom\[pdf\]'"):
            make()
    assert list(tmp_path.iterdir()) == []


def test_what_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torus: Notes) -> None:
    """TeX and Typst fail on a template of the user's; the file that was there stays."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "base.typ").write_text("#panic()")
    old = tmp_path / "a.pdf"
    old.write_text("old")
    broken = sg.notes(sg.surfaces.plane(), templates=tmp_path / "mine")
    if typstpdf.available():
        with pytest.raises(ToolError):
            broken.save(old, engine="typst")
    assert old.read_text() == "old" and sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "mine"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_no_room(torus: Notes, tmp_path: Path) -> None:
    full = tmp_path / "full.html"
    full.symlink_to("/dev/full")
    with pytest.raises(ToolError, match=r"can't write the notes to.*No space"):
        torus.save(full)
    assert full.is_symlink() and list(tmp_path.iterdir()) == [full]


# -- notebooks


def run(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """The variables after the code of a notebook has run; the value of each last line is kept in ``shown``."""
    space: dict[str, Any] = {}
    shown: list[Any] = []
    for cell in cells:
        if cell["cell_type"] == "code":
            *body, last = "".join(cell["source"]).splitlines()
            exec("\n".join(body), space)
            shown.append(eval(last, space))
    return space | {"shown": shown}


@pytest.mark.slow
def test_a_notebook_reproduces_the_derivation(torus: Notes) -> None:
    document = json.loads(str(torus.written("ipynb")))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    cells = document["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        assert cell["cell_type"] in ("code", "markdown") and "".join(cell["source"]).strip()
        assert ("outputs" in cell) == (cell["cell_type"] == "code")
    surface = sg.surfaces.torus()
    shown = run(cells)["shown"]
    assert (
        shown[0] == surface and surface.gaussian_curvature in shown and surface.christoffel_symbols in shown
    )
    assert all(proof.startswith("proved") for proof in shown[-1].values())
    assert "Gaussian curvature" in "".join("".join(cell["source"]) for cell in cells)


def test_a_notebook_on_a_claim_decides_it() -> None:
    cells = json.loads(str(sg.notes(sg.claims["proposition-1"]).written("ipynb")))["cells"]
    assert [verdict.status for verdict in run(cells)["shown"]] == ["proved"]


def test_a_notebook_is_valid() -> None:
    nbformat = pytest.importorskip("nbformat")
    many = sg.notes([sg.surfaces.sphere(), sg.claims["proposition-1"]])
    nbformat.validate(json.loads(str(many.written("ipynb"))))


ell = sp.Function("ell", real=True)
LAMBDA = sp.Symbol("lambda", positive=True)
xs, ys, k, n = (
    sp.IndexedBase("a"),
    sp.IndexedBase("b"),
    sp.Symbol("k", integer=True),
    sp.Symbol("n", integer=True, positive=True),
)
DECLARED = {
    "abstract": lambda: sg.Graph.abstract(3).flipped(),
    "metric": lambda: sg.Metric(sp.diag(1, sp.sin(x) ** 2), (x, y), name="sphere"),
    "immersion": lambda: sg.Immersion([sp.cos(u), sp.sin(u), LAMBDA * u], (u,), domain={u: (0, sp.oo)}),
    "roots": lambda: sg.Graph(
        x * y ** sp.Rational(-2, 3) / sp.sqrt(y) / 3, (x, y), where=[y > 0, sp.Gt(1, x)]
    ),
    "functions": lambda: sg.Graph(ell(x, 2 * y) + sp.exp(-(x**2) / 2) * sp.pi + sp.Max(x, y), (x, y)),
    "data": lambda: sg.Graph(sp.Sum((x * xs[k] - ys[k]) ** 2, (k, 0, n - 1)) / (2 * n), (x, y)),
    "names": lambda: sg.Graph(x * sp.Symbol("surface") * sp.Symbol("θ", real=True) * sp.Symbol("sp"), (x,)),
}


@pytest.mark.parametrize("name", DECLARED)
def test_code_declares_an_equal_surface(name: str) -> None:
    surface = DECLARED[name]()
    space: dict[str, Any] = {}
    exec(surface_code(surface), space)
    assert space["metric" if name == "metric" else "surface"] == surface


@pytest.mark.parametrize("name", [*sg.surfaces.names(), *sg.losses.names()])
def test_code_of_the_catalogues(name: str) -> None:
    surface = (sg.surfaces if name in sg.surfaces.names() else sg.losses).get(name)()
    space: dict[str, Any] = {}
    exec(surface_code(surface), space)
    assert space["surface"] == surface


def test_what_has_no_python_of_sympy_has_no_code() -> None:
    class Own(sp.Function):  # type: ignore[misc]
        pass

    class Strange:
        declared = {"ell": Own(x), "coordinates": (x,)}

    assert surface_code(Strange()) == ""


# -- pages


def test_the_page_brings_its_letters(torus: Notes) -> None:
    page = torus.html
    assert page.count('url("data:font/woff2;base64,') == 4
    assert len(page) < 400_000
    assert "prefers-color-scheme: dark" in page and "@media print" in page and 'name="viewport"' in page


def test_the_font_has_every_character() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    pytest.importorskip("brotli")
    folder = resources.templates() / "notes" / "fonts"
    known = set(map(chr, ttlib.TTFont(folder / "maths.woff2").getBestCmap()))
    asked = {chr(code) for code in fonts.maths() if unicodedata.name(chr(code), "")}
    assert asked <= known
    assert (folder / "GUST-FONT-LICENSE.txt").is_file()


def test_a_template_has_no_other_files_as_fonts(tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text("((( '../../base'|font )))")
    with pytest.raises(InputError, match="there is none"):
        sg.notes(sg.surfaces.plane(), templates=tmp_path).html  # noqa: B018


# -- templates of the user's


@pytest.mark.slow
@pytest.mark.parametrize("form", ["typ", "tex", "html", "md", "ipynb"])
def test_blocks_are_replaced_in_every_format(form: str, tmp_path: Path) -> None:
    (tmp_path / f"base.{form}").write_text(
        f'((* extends "symgeom/base.{form}" *))\n((* block body *))Mine: ((( title )))((( parts[0].name )))((* endblock *))\n'
    )
    surface = sg.Hypersurface([u, v, u * v], (u, v), name="a_b & <c>")
    text = str(sg.notes(surface, templates=tmp_path).written(form))
    assert "Mine" in text and ("<c>" not in text or form in ("tex", "typ"))
    assert {
        "typ": r"a\_b & \<c\>",
        "tex": r"a\_b \& \textless{}c\textgreater{}",
        "html": "a_b &amp; &lt;c&gt;",
    }.get(form, r"a\\_b & &lt;c&gt;" if form == "ipynb" else r"a\_b & &lt;c&gt;") in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "((( parts[0].__class__.__mro__ )))",
        "((( parts.append(1) )))",
        "((( lipsum.__globals__ )))",
        "((* include '/etc/passwd' *))",
    ],
)
@pytest.mark.parametrize("form", ["typ", "html", "ipynb"])
def test_templates_read_the_views_alone(form: str, hostile: str, tmp_path: Path) -> None:
    (tmp_path / f"base.{form}").write_text(hostile)
    with pytest.raises(InputError, match="template"):
        sg.notes(sg.surfaces.plane(), templates=tmp_path).written(form)


# -- some quantities, and the command line


def test_notes_on_some_quantities() -> None:
    text = sg.notes(sg.surfaces.torus(), quantities=["H", "christoffel_symbols"]).markdown
    assert re.findall(r"^## (.*)$", text, re.M) == [
        "The surface",
        "Mean curvature",
        "Christoffel symbols",
        "How the formulas were checked",
    ]
    assert "The unit normal $N$ is the one" in text  # it decides the sign of H
    assert r"\Gamma^2_{11}" in text and "second fundamental" not in text.split("## Mean")[1]
    assert "The unit normal $N$" in text  # the sign of H
    with pytest.raises(InputError, match="no quantity"):
        sg.notes(sg.surfaces.torus(), quantities=["entropy"])
    with pytest.raises(InputError, match="list of names"):
        sg.notes(sg.surfaces.torus(), quantities=[3])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["principal_directions", "principal_curvatures"])
def test_what_a_quantity_is_written_in_stands_beside_it(name: str) -> None:
    """The curvatures of Rosenbrock's function are told in H and K, their directions in S."""
    document = sg.notes(sg.losses.rosenbrock(2), quantities=[name])
    assert r"H \pm \sqrt{H^2 - K}" in document.markdown
    assert {name, "mean_curvature", "gaussian_curvature"} <= set(document.parts[0].q)


@pytest.mark.slow
def test_long_tensors_stand_beside_the_forms_that_they_are_written_in() -> None:
    text = sg.notes(sg.surfaces.get("klein_figure_8")(), quantities=["third_fundamental_form"]).markdown
    order = [
        "## Induced metric",
        "## Second fundamental form",
        "## Third",
        "= 2 H h - K g",
        "## Gaussian",
        "## Mean",
    ]
    assert all(mark in text for mark in order)


@pytest.mark.slow
def test_the_command_line_writes_every_format(tmp_path: Path) -> None:
    def called(*arguments: str) -> Any:
        return CliRunner().invoke(main, list(arguments))

    for suffix in ("typ", "IPYNB", "Html"):
        assert called("notes", "plane", "-q", "K", "-o", str(tmp_path / f"a b.{suffix}")).exit_code == 0
    assert json.loads((tmp_path / "a b.IPYNB").read_text(encoding="utf-8"))["nbformat"] == 4
    found = called("derive", "torus", "-q", "christoffel_symbols", "--latex")
    assert (
        found.exit_code == 0
        and r"\Gamma^1_{12} &= " in found.stdout
        and r"\begin{matrix}" not in found.stdout
    )
    for form in ("--json", "--latex"):
        assert called("derive", "plane", "-q", "K", form, "-o", str(tmp_path / "k")).exit_code == 0
        assert (tmp_path / "k").read_text() == called("derive", "plane", "-q", "K", form).stdout
    for wrong in (
        ("derive", "plane", "--json", "--latex"),
        ("notes", "plane", "-o", str(tmp_path / "a.md"), "--engine", "typst"),
        ("notes", "proposition-1", "-q", "K", "-o", str(tmp_path / "b.md")),
    ):
        result = called(*wrong)
        assert result.exit_code == 2 and result.stderr.startswith("error: ")
    assert not (tmp_path / "b.md").exists()
