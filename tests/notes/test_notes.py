"""Notes: the maths printer, the line breaker, the templates, TeX, and golden documents.

``SYMGEOM_UPDATE_GOLDEN=1 pytest tests/notes`` rewrites the golden notes; read the difference before committing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest
import sympy as sp
from click.testing import CliRunner
from pylatexenc.latexwalker import LatexWalker
from sympy.core.function import AppliedUndef

import symgeom as sg
from symgeom import resources
from symgeom.command.cli import main
from symgeom.errors import InputError, ToolError
from symgeom.notation.composed import equation, letter
from symgeom.notation.tree import Notation
from symgeom.notes import formats, latexmk
from symgeom.notes.abbreviations import Abbreviations, common_factor
from symgeom.notes.claims import claim_view
from symgeom.notes.components import entries
from symgeom.notes.document import Notes
from symgeom.notes.formats.tex import escape_tex
from symgeom.notes.formulas import Formulas
from symgeom.notes.general import Classical
from symgeom.notes.quantities import Quantities
from symgeom.notes.radicands import abbreviation_in
from symgeom.notes.values import Values
from symgeom.notes.verdicts import formula as in_latex
from symgeom.typeset.layout import LINE, break_lines, chain, listing
from symgeom.typeset.mathml import mathml
from symgeom.typeset.mathtree import read
from symgeom.typeset.printer import MathPrinter, latex
from symgeom.typeset.widths import width
from tests import GOLDEN

pytestmark = pytest.mark.quick

needs_tex = pytest.mark.skipif(not latexmk.available(), reason="latexmk is not installed")

u, v, x, y = sp.symbols("u v x y", real=True)
R, r, a = sp.symbols("R r a", positive=True)
t1, t2 = sp.symbols("theta_1 theta_2", real=True)
ell, f = sp.Function("l"), sp.Function("f")
k = sp.Symbol("k", integer=True)
SQUARES = sp.Sum(sp.IndexedBase("a")[k] ** 2, (k, 0, 4))


# -- the printer


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sp.cos(v) / (r * (R + r * sp.cos(v))), r"\frac{\cos v}{r (R + r \cos v)}"),
        (sp.cos(v) ** 2, r"\cos^2 v"),
        (sp.cos(u + v) * sp.sin(2 * u), r"\cos(u + v) \sin 2 u"),
        (1 + 4 * x**2, "1 + 4 x^2"),
        (x**2 - 1, "x^2 - 1"),
        (r - R, "r - R"),
        (sp.exp(-(x**2 + y**2) / 2), "e^{-(x^2 + y^2)/2}"),
        (ell(x, y).diff(y, x), r"\ell_{xy}"),
        (ell(x, y).diff(x, x, y) ** 2, r"\ell_{xxy}^2"),
        (f(u).diff(u) ** 2 + f(u).diff(u, 2), "f'' + (f')^2"),
        (f(2 * u).diff(u), "2 f'(2 u)"),
        (sp.sqrt(2) * x / 2, r"\frac{\sqrt{2} x}{2}"),
        (sp.sqrt(R**2 - r**2) ** 3, r"(R^2 - r^2)^{3/2}"),
        (sp.Symbol("w_1") * sp.Symbol("w2"), "w_1 w_2"),
        (sp.Integer(80000) * x, r"80\,000 x"),
        (r < R, "r < R"),
        (sp.Abs(x) ** 2 * sp.cos(x), r"x^2 \cos x"),
        (sp.atan(y / x), r"\arctan \frac{y}{x}"),
        (SQUARES / (2 * x), r"\frac{1}{2 x} \sum_{k=0}^{4} a_k^2"),
        (-r * SQUARES / R + 1, r"1 - \frac{r}{R} \sum_{k=0}^{4} a_k^2"),
        (r * SQUARES, r"r \sum_{k=0}^{4} a_k^2"),
    ],
)
def test_prints_as_a_mathematician_writes(expression: sp.Basic, expected: str) -> None:
    printed = latex(expression, (u, v, x, y))
    assert printed == expected
    read(printed)


def test_numbered_coordinates_give_numbered_indices() -> None:
    assert latex(ell(t1, t2).diff(t2, t1), (t1, t2)) == r"\ell_{12}"


def test_no_derivative_or_substitution_is_printed() -> None:
    printed = latex(sp.Subs(ell(x, y).diff(x), x, 2 * y) + ell(x, y).diff(x), (x, y))
    assert "partial x" not in printed and "Subs" not in printed and r"\frac{d" not in printed


def test_hostile_names_are_harmless() -> None:
    printed = latex(sp.Symbol(r"\input{/etc/passwd}"))
    assert r"\input" not in printed
    read(printed)
    assert escape_tex(r"\input{x} 50% $") == r"\textbackslash{}input\{x\} 50\% \$"


def test_a_product_is_never_read_as_an_argument() -> None:
    """cos(v) x must not come out as cos of v x: what follows a bare argument is another function."""
    printed = latex(sp.cos(v) * (R + x) * sp.sqrt(1 + x**2), (u, v, x))
    assert printed.endswith(r"\cos v")


# -- reading, measuring, breaking


@pytest.mark.parametrize(
    "bad", [r"\unknown x", r"\frac{1}{2", "x_1_2", r"\begin{tabular} x \end{tabular}", "x }"]
)
def test_the_reader_refuses_what_it_does_not_know(bad: str) -> None:
    with pytest.raises(InputError):
        read(bad)


def test_a_long_sum_breaks_into_lines_that_fit() -> None:
    symbols = sp.symbols("a1:40")
    lines = break_lines(latex(sp.Add(*[s**2 for s in symbols])), LINE)
    assert len(lines) > 1
    assert all(width(line) <= LINE + 12 for line in lines)
    joined = " ".join(line.removeprefix(r"\quad {} ") for line in lines)
    assert joined.split() == latex(sp.Add(*[s**2 for s in symbols])).split()


def test_names_stand_for_what_they_replace() -> None:
    """Putting the explained names back gives the expression again."""
    symbols = sp.symbols("a1:30", positive=True)
    wide = sp.Add(*[s**2 for s in symbols])
    expression = (1 + sp.Add(*symbols)) / wide
    names = Abbreviations(MathPrinter(), {str(s) for s in symbols})
    text, where = names.typeset(expression, LINE)
    assert where and width(text) <= LINE
    back = expression.xreplace({value: name for name, value in where})
    for name, value in reversed(where):
        back = back.xreplace({name: value})
    assert back == expression


def test_fixed_names_are_powers_of_the_root() -> None:
    w = sp.Symbol("w", positive=True)
    square = 1 + x**2 + y**2
    names = Abbreviations(MathPrinter(), set(), {square: w})
    assert names.shorten(x / square ** sp.Rational(3, 2)) == x / w**3


def test_common_factor_multiplies_back() -> None:
    entries = [R * sp.cos(v) / r**3, sp.S.Zero, -R / r, 2 * R / r**2]
    factor, inside = common_factor(entries)
    assert [sp.simplify(factor * i - e) for i, e in zip(inside, entries)] == [0, 0, 0, 0]
    assert factor != 1


def test_a_sum_before_a_matrix_stands_in_parentheses() -> None:
    """-(R + r cos v) (cos u, sin u): without them only the last term would be taken for a factor."""
    ring = R + r * sp.cos(v)
    display = Formulas((u, v), set()).matrix("J", [-ring * sp.cos(u), -ring * sp.sin(u)])
    assert display is not None and display.rows[0][0][1].startswith("= -(R + r ")


def test_chains_keep_their_relations() -> None:
    assert chain("a", [r"\ge b", "= c"]).rows == ((("a", r"\ge b = c"),),)


def test_listings_use_the_line() -> None:
    assert len(listing([("a", "1"), ("b", "2"), ("c", "3")]).rows) == 1
    assert [len(row) for row in chain("a", ["b"] * 60).rows] == [1] * 60


# -- documents


@dataclass(frozen=True)
class FakeWitness:
    point: dict[str, str]
    left: str
    right: str


@dataclass(frozen=True)
class FakeVerdict:
    status: str
    reason: str = ""
    assumptions: tuple[str, ...] = ()
    witness: FakeWitness | None = None
    method: str = ""
    steps: tuple[FakeStepVerdict, ...] = ()


def says(left: str, right: str) -> Notation:
    return equation(letter(left), letter(right))


@dataclass(frozen=True)
class FakeStep:
    label: str
    statement: Notation
    reason: str


@dataclass(frozen=True)
class FakeStepVerdict:
    step: FakeStep
    verdict: FakeVerdict
    scope: str


@dataclass(frozen=True)
class FakeClaim:
    id: str
    title: str
    statement: str
    verdict: FakeVerdict
    hypotheses: tuple[str, ...] = ()
    expected: str = "proved"
    source: str = "Lee, ch. 8"

    def check(self, on: object = None) -> FakeVerdict:
        return self.verdict


PROVED = FakeVerdict("proved", method="any dimension")
WITNESS = FakeWitness(
    {"x": "1/2", "∂1∂2ell(0.5, 0.75)": "3/4", "chart": "(a x, y^2)"}, "[0.25 +/- 1.2e-20]", "0.5"
)
CLAIM = FakeClaim(
    "second-form-of-a-graph",
    "Second form of a graph",
    r"For the graph of $\ell$, $h_{ij} = N^{d+1}\,\partial_i\partial_j\ell$; 100% sure & checked.",
    FakeVerdict(
        "undecided",
        reason="step 3 is larger than 1000 terms",
        steps=(
            FakeStepVerdict(
                FakeStep("1", says("h_{ij}", r"\langle\partial_i\partial_j X, N\rangle"), "by definition"),
                PROVED,
                "any $d$",
            ),
            FakeStepVerdict(
                FakeStep("2", says("S", r"\frac{1}{w} A"), "a slip"),
                FakeVerdict("refuted", witness=WITNESS),
                "d = 2",
            ),
            FakeStepVerdict(
                FakeStep("3", says(r"\xi", r"\zeta"), "hope"), FakeVerdict("undecided", "too large"), "d = 3"
            ),
        ),
    ),
    hypotheses=(r"$\ell$ is twice differentiable",),
)


def documents() -> dict[str, Notes]:
    x, y = sp.symbols("x y", real=True)
    return {
        "torus": sg.notes(sg.surfaces.torus()),
        "graph": sg.notes(sg.Graph(sp.Function("l")(x, y), (x, y), name="graph of l")),
        "rosenbrock": sg.notes(sg.losses.rosenbrock(2)),
        "claim": sg.notes(CLAIM),
        "flipped": sg.notes(sg.Graph.abstract(2).flipped()),
        "clifford": sg.notes(sg.surfaces.clifford_torus()),
        "ellipse": sg.notes(sg.surfaces.ellipse()),
        "data": sg.notes(_on_data(), level="student"),
    }


def _on_data() -> sg.Graph:
    w1, w2 = sp.symbols("w1 w2", real=True)
    n, k = sp.Symbol("n", integer=True, positive=True), sp.Symbol("k", integer=True)
    inputs, outputs = sp.IndexedBase("x"), sp.IndexedBase("y")
    ell = sp.Sum((w2 * sp.tanh(w1 * inputs[k]) - outputs[k]) ** 2, (k, 0, n - 1)) / (2 * n)
    return sg.Graph(ell, (w1, w2), name="one unit on data")


@pytest.fixture(scope="module")
def written() -> dict[str, Notes]:
    return documents()


GOLDEN_NOTES = [
    (name, form) for name in ("torus", "graph", "rosenbrock", "claim") for form in ("tex", "md", "html")
]
GOLDEN_NOTES += [(name, "tex") for name in ("flipped", "clifford", "ellipse", "data")]


@pytest.mark.parametrize(("name", "form"), GOLDEN_NOTES)
def test_golden(written: dict[str, Notes], name: str, form: str) -> None:
    text = str(written[name].written(form))
    text = text[text.index("<main>") :] if form == "html" else text  # without fonts and style
    path = GOLDEN / f"{name}.{form}"
    if os.environ.get("SYMGEOM_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["torus", "graph", "rosenbrock", "claim"])
def test_lint_without_tex(written: dict[str, Notes], name: str) -> None:
    source = written[name].latex
    LatexWalker(source, tolerant_parsing=False).get_latex_nodes()
    body = source.split(r"\begin{document}")[1]
    labels, cited = set(re.findall(r"\\label\{(.*?)\}", body)), set(re.findall(r"\\eqref\{(.*?)\}", body))
    assert cited <= labels
    assert not re.search(r"Derivative|Subs|\\left\(v\\right\)", body)
    for environment in re.findall(
        r"\\begin\{(?:equation|align)\*?\}(.*?)\\end\{(?:equation|align)", body, re.S
    ):
        assert "\n\n" not in environment  # an empty line is an error in TeX
    for formula in re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", body):
        read(formula)
    packages = re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", source)
    allowed = {
        "fontenc",
        "inputenc",
        "lmodern",
        "amsmath",
        "amsthm",
        "amsfonts",
        "mathtools",
        "microtype",
        "booktabs",
    }
    assert {p for group in packages for p in group.split(",")} <= allowed | {"hyperref"}


MATHML = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle",
}  # fmt: skip


@pytest.mark.parametrize("name", ["torus", "graph", "rosenbrock", "claim"])
def test_the_page_is_well_formed_and_needs_nothing_else(written: dict[str, Notes], name: str) -> None:
    page = re.sub(r'url\("data:font/woff2;base64,[\w+/=]+"\)', "", written[name].html)
    assert not re.search(r"https?:|<script|<link|<img|@import|url\(|\$", page)
    main = ET.fromstring(re.search(r"<main>.*</main>", page, re.S)[0])  # type: ignore[index]
    plain = {"main", "h1", "h2", "h3", "p", "em", "b", "a", "div", "span", "ul", "li"}
    plain |= {"table", "thead", "tbody", "tr", "th", "td"}
    for element in main.iter():
        assert element.tag in MATHML | plain
        if element.tag == "p":
            assert element.text or len(element)
    links = {a.get("href", "")[1:] for a in main.iter("a")}
    assert links <= {element.get("id") for element in main.iter()}
    labels = len(re.findall(r"\\tag\{", written[name].markdown))
    assert len([s for s in main.iter("span") if s.get("class") == "number"]) == labels


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("12 x", "<mn>12</mn><mi>x</mi>"),
        ("-x", '<mo form="prefix">−</mo><mi>x</mi>'),
        ("a - b", '<mi>a</mi><mo form="infix">−</mo><mi>b</mi>'),
        ("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
        (r"2^{10}", "<msup><mn>2</mn><mn>10</mn></msup>"),
        (r"\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
        (r"\mathbb{R}", '<mi mathvariant="normal">ℝ</mi>'),
        (r"\cos v", '<mi>cos</mi><mspace width="0.167em"/><mi>v</mi>'),
        ("a < b", '<mi>a</mi><mo form="infix" stretchy="false">&lt;</mo><mi>b</mi>'),
    ],
)
def test_mathml(formula: str, expected: str) -> None:
    assert mathml(formula) == f"<math>{expected}</math>"


def test_hostile_names_are_harmless_in_html() -> None:
    evil = sp.Symbol("<script>alert(1)</script>", positive=True)
    surface = sg.Hypersurface([u, v, evil * u * v], (u, v), name="<b>$x$ & co</b>")
    page = sg.notes(surface).html
    assert "<script" not in page and "<b>$" not in page and "&lt;b&gt;" in page


def test_order_of_a_surface(written: dict[str, Notes]) -> None:
    sections = re.findall(r"^## (.*)$", written["torus"].markdown, re.M)
    assert sections == [
        "The surface",
        "First fundamental form",
        "Unit normal and second fundamental form",
        "Shape operator and curvature",
        "What depends on the metric alone",
        "Conclusions",
        "How the formulas were checked",
    ]


def test_claims_on_a_surface_and_verdicts_on_quantities() -> None:
    text = sg.notes(sg.surfaces.torus(), claims=[CLAIM], verdicts={"gaussian_curvature": PROVED}).markdown
    assert "## Second form of a graph" in text and "Step 3 is undecided" in text
    assert "Checked: the two sides have the same normal form (any dimension)." in text


@pytest.mark.slow
def test_a_reversed_normal_reverses_the_formulas() -> None:
    square = sg.Graph(x**2, (x,), name="parabola")
    up, down = sg.notes(square).markdown, sg.notes(square.flipped()).markdown
    assert r"\kappa = \det (T" in up and r"= \frac{2}{w^3}." in up
    assert r"\kappa = -\det (T" in down and r"= -\frac{2}{w^3}." in down
    bowl = sg.Graph(x**2 + 2 * y**2, (x, y))
    up, down = sg.notes(bowl).markdown, sg.notes(bowl.flipped()).markdown
    assert "A_{ij}/w" in up and "-A_{ij}/w" not in up and "-A_{ij}/w" in down
    wide = sg.notes(sg.losses.tanh_network().flipped()).markdown  # written in p and A
    assert r"= (p, -1)/w = \frac{1}{w} \begin{pmatrix} p_1 \\ p_2 \\ -1 \end{pmatrix}" in wide


@pytest.mark.slow
@pytest.mark.parametrize("mixed", [True, False])
def test_classical_formulas_are_those_of_the_surface(mixed: bool) -> None:
    """What the notes write in E, F, G and h is the surface's own quantity, as decided by the engine."""
    helicoid = [v * sp.cos(u), v * sp.sin(u), u]  # F = 0, E and G differ, h_12 is not 0
    surface = sg.Hypersurface([u, v, u * v + v**3] if mixed else helicoid, (u, v))
    values = Values(surface)
    classical = Classical(values, frozenset())
    metric, second = values.get("metric"), values.get("second_fundamental_form")
    table = {sp.Function(name)(u, v): metric[i, j] for name, i, j in (("E", 0, 0), ("F", 0, 1), ("G", 1, 1))}
    table |= {sp.Symbol(f"h_{i + 1}{j + 1}", real=True): second[i, j] for i, j in ((0, 0), (0, 1), (1, 1))}
    table[sp.Symbol("K", real=True)] = values.get("gaussian_curvature")
    names = [
        "inverse_metric",
        "volume_element",
        "christoffel_symbols",
        "shape_operator",
        "gaussian_curvature",
    ]
    names += ["mean_curvature", "riemann_tensor", "ricci_tensor", "scalar_curvature"]
    for name in names:
        for ours, theirs in zip(entries(classical.get(name)), entries(values.get(name)), strict=True):
            assert sg.decide(sp.sympify(ours).subs(table).doit(), theirs).status == "proved", name
    third = 2 * values.get("mean_curvature") * second - table[sp.Symbol("K", real=True)] * metric
    for ours, theirs in zip(third, values.get("third_fundamental_form"), strict=True):
        assert sg.decide(ours, theirs).status == "proved"


@pytest.mark.slow
def test_long_formulas_are_written_in_other_quantities() -> None:
    klein = sg.notes(sg.surfaces.klein_figure_8()).markdown
    assert r"w = \sqrt{\det g}" in klein and r"III} = 2 H h - K g" in klein
    assert all(f"{letter} &= g_{{{ij}}}" in klein for letter, ij in (("E", 11), ("F", 12), ("G", 22)))
    assert r"K = \det S = \det h/\det g = \frac{h_{11} h_{22} - h_{12}^2}{w^2}" in klein
    tanh = sg.notes(sg.losses.tanh_network()).markdown
    assert r"\frac{A_{11} A_{22} - A_{12}^2}{w^4}" in tanh and "would be long in the coordinates" in tanh


@pytest.mark.slow
def test_a_radicand_by_the_root_of_det_g_is_that_root() -> None:
    """On Klein's bottle the root in the formulas is a multiple of w = sqrt(det g): by numbers."""
    surface = sg.surfaces.klein_figure_8()
    values, formulas = Values(surface), Formulas(surface.coordinates, set())
    found = abbreviation_in(Quantities(values, formulas, {}), formulas, list(values.quantities))
    assert found is not None and found[1]
    point = {s: sp.Rational(k + 3, 7) for k, s in enumerate((*surface.coordinates, *surface.parameters))}
    for base, root in formulas.names.fixed.items():
        if not base.atoms(AppliedUndef):  # those hold E, F and G
            (letter,) = root.free_symbols
            assert letter.name == "w"
            put_in = root.subs(letter, values.get("volume_element").subs(point))
            assert abs(sp.N(put_in - sp.sqrt(base.subs(point)), 20)) < 1e-15


def test_any_codimension_lists_the_second_form() -> None:
    clifford = sg.Immersion([sp.cos(u), sp.sin(u), sp.cos(v), sp.sin(v)], (u, v), name="Clifford torus")
    text = sg.notes(clifford).markdown
    assert r"\mathrm{II}_{11} &= -\begin{pmatrix} \cos u \\ \sin u \\ 0 \\ 0 \end{pmatrix}" in text
    assert r"\mathrm{II}_{12} &=" not in text and "The vectors that do not vanish" in text
    plane = sg.notes(sg.Immersion([u, v, u + v, 0], (u, v))).markdown
    assert "affine subspace" in plane


def test_a_refuted_claim_shows_what_is_false_and_what_is_true_instead() -> None:
    text = sg.notes(sg.claims["isometric-landscape"]).markdown
    order = [
        "**Claim (refuted).**",
        "*Verdict*",
        "**Refutation.**",
        "This is false: at",
        "**Corrected statement.**",
        "*Proof.*",
    ]
    places = [text.index(mark) for mark in order]
    assert places == sorted(places)
    assert "surface:" not in text  # the setting says it


def test_counterexamples_stand_with_the_statement_they_refute() -> None:
    text = sg.notes(sg.claims["two-unit-normals"]).markdown
    places = [
        text.index(mark)
        for mark in ("a Möbius band.*", "The Möbius band.*", "$2^k$.*", "The plane without a line")
    ]
    assert places == sorted(places) and "the hypotheses are needed" in text
    assert text.count("**Without the hypotheses.**") == 2


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("proved", "proved"), "proved"),
        (("proved", "undecided"), "undecided"),
        (("refuted", "undecided", "proved"), "refuted"),
    ],
)
def test_a_section_is_what_its_worst_step_is(statuses: tuple[str, ...], expected: str) -> None:
    steps = tuple(
        FakeStepVerdict(FakeStep(str(n), says(f"a_{n}", "b"), f"reason {n}"), FakeVerdict(status), "any $d$")
        for n, status in enumerate(statuses)
    )
    (section,) = claim_view(FakeClaim("mine", "Mine", "$a = b$", FakeVerdict(expected, steps=steps))).sections
    assert section.status == expected


def test_a_step_is_what_it_is_in_its_worst_setting() -> None:
    step = FakeStep("1", says("a", "b"), "by hand")
    steps = tuple(
        FakeStepVerdict(step, FakeVerdict(status), f"graph, d = {d}")
        for d, status in enumerate(("proved", "refuted", "undecided"), 1)
    )
    (section,) = claim_view(
        FakeClaim("mine", "Mine", "$a = b$", FakeVerdict("refuted", steps=steps))
    ).sections
    assert section.steps[0].verdict.status == "refuted"


def test_assumptions_keep_their_direction() -> None:
    assert r"\le" in in_latex("x <= R") and r"\ge" in in_latex("x >= R")


def test_undecided_steps_have_no_equation(written: dict[str, Notes]) -> None:
    text = written["claim"].latex
    assert r"\xi" not in text and "Step 3 is undecided" in text
    assert r"0.25 \pm 1.2 \cdot 10^{-20}" in text
    assert r"100\% sure \& checked" in text


@pytest.mark.slow
@needs_tex
@pytest.mark.parametrize("name", ["torus", "graph", "rosenbrock", "claim"])
def test_the_pdf_is_clean(written: dict[str, Notes], name: str) -> None:
    report = written[name].pdf_report()
    assert report.pages >= 1
    assert report.overfull == () and report.undefined == ()


@pytest.mark.slow
@needs_tex
@pytest.mark.parametrize("name", ["tanh", "ellipsoid", "enneper", "metric", "helix", "many", "claims"])
def test_wide_surfaces_fit_the_page(name: str) -> None:
    made = {
        "tanh": lambda: sg.notes(sg.losses.tanh_network()),
        "ellipsoid": lambda: sg.notes(sg.surfaces.ellipsoid()),
        "enneper": lambda: sg.notes(sg.surfaces.enneper()),
        "metric": lambda: sg.notes(sg.surfaces.torus().metric),
        "helix": lambda: sg.notes(sg.Immersion([sp.cos(u), sp.sin(u), u], (u,), name="helix")),
        "claims": lambda: sg.notes(sg.claims),
        "many": lambda: sg.notes([sg.surfaces.sphere(), CLAIM, sg.surfaces.cylinder()]),
    }
    assert made[name]().pdf_report().clean


@pytest.mark.slow
def test_the_same_bytes_under_any_hash_seed() -> None:
    code = "import symgeom as sg; print(hash(0), sg.notes(sg.surfaces.torus()).latex)"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1


def test_a_folder_of_templates_extends_ours(tmp_path: Path) -> None:
    (tmp_path / "base.tex").write_text(
        '((* extends "symgeom/base.tex" *))\n((* block preamble *))% mine\n((* endblock *))\n'
    )
    text = sg.notes(CLAIM, templates=tmp_path).latex
    assert "% mine" in text and r"\begin{document}" in text
    (tmp_path / "base.tex").write_text("((( nothing )))")
    with pytest.raises(InputError, match="nothing"):
        sg.notes(CLAIM, templates=tmp_path).latex  # noqa: B018
    (tmp_path / "base.tex").write_text("((( title.__class__ )))")
    with pytest.raises(InputError):
        sg.notes(CLAIM, templates=tmp_path).latex  # noqa: B018


def test_saving(tmp_path: Path, written: dict[str, Notes]) -> None:
    written["claim"].save(tmp_path / "a.tex")
    written["claim"].save(tmp_path / "a.md")
    written["claim"].save(tmp_path / "a.html")
    written["claim"].save(tmp_path / "B.HTM")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["B.HTM", "a.html", "a.md", "a.tex"]
    assert (tmp_path / "B.HTM").read_bytes() == (tmp_path / "a.html").read_bytes()
    with pytest.raises(InputError, match=r"\.docx"):
        written["claim"].save(tmp_path / "a.docx")
    with pytest.raises(ToolError, match="can't write the notes to"):
        written["claim"].save(tmp_path / "missing" / "a.tex")


SHOUTED = """
from symgeom.notes.formats.md import Markdown

class Shouted(Markdown):
    suffixes = (".loud",)

    def escape(self, text: str) -> str:
        return super().escape(text).upper()

    def finish(self, text: str) -> str:
        return text + "THE END"

FORMAT = Shouted()
"""


def test_a_format_is_one_file(
    tmp_path: Path, written: dict[str, Notes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the folder is found by `save`, by the command line and in what an error lists."""
    shelf, out = tmp_path / "shelf", tmp_path / "claim.LOUD"
    shelf.mkdir()
    (shelf / "shouted.py").write_text(SHOUTED)
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(shelf)])
    written["claim"].save(out)
    text = out.read_text(encoding="utf-8")
    assert text.endswith("THE END") and "SURE & CHECKED" in text and r"\partial_i\partial_j\ell" in text
    assert written["claim"].written("shouted") == text
    with pytest.raises(InputError, match=r"\.loud"):
        written["claim"].save(tmp_path / "a.docx")
    assert ".loud" in formats.suffixes() and formats.by_suffix(out) is formats.formats()["shouted"]
    result = CliRunner().invoke(main, ["notes", "saddle", "-o", str(tmp_path / "saddle.loud")])
    assert result.exit_code == 0 and (tmp_path / "saddle.loud").read_text().endswith("THE END")


def test_every_format_says_what_is_asked_of_it() -> None:
    taken = [suffix for form in formats.formats().values() for suffix in form.suffixes]
    assert len(taken) == len(set(taken)) and all(s == s.lower() and s.startswith(".") for s in taken)
    for form in formats.formats().values():
        for name in ("base", "macros"):
            assert (resources.templates() / "notes" / f"{name}.{form.templates}").is_file()
        assert "a" in form.escape("a") and form.display("x = 1")


def test_notes_are_shown_as_a_line(written: dict[str, Notes]) -> None:
    assert repr(written["torus"]) == "<Notes: Torus>"
    assert repr(sg.notes([sg.surfaces.sphere(), CLAIM])) == "<Notes: Notes, 2 parts>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    ["symgeom.notes.document", "symgeom.claims.catalogue", "symgeom.notes", "symgeom.claims", "symgeom"],
)
def test_a_name_is_the_same_whatever_is_imported_first(first: str) -> None:
    """`symgeom.notes` is a function and a room, `symgeom.claims` a mapping and a room."""
    code = f"import {first}, symgeom.notes.render, symgeom.claims.steps, symgeom as sg\n" + (
        "from symgeom.claims import Claim, claims\n"
        "assert type(sg).__name__ == 'module' and claims is sg.claims and len(list(sg.claims)) > 20\n"
        "assert isinstance(sg.claims['proposition-1'], Claim) and sg.Claim is Claim\n"
        "assert repr(sg.notes(sg.surfaces.sphere())) == '<Notes: Sphere>' and sg.notes is symgeom.notes\n"
        "assert {'claims', 'notes'} <= set(dir(sg))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_latexmk(tmp_path: Path, written: dict[str, Notes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ToolError, match="texlive-latex-recommended"):
        written["claim"].save(tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@needs_tex
def test_tex_is_confined() -> None:
    def document(body: str) -> str:
        return rf"\documentclass{{article}}\begin{{document}}{body}\end{{document}}"

    with pytest.raises(ToolError):
        latexmk.compile_pdf(document(r"\input{/etc/hostname}"))
    with pytest.raises(ToolError, match=r"undefinedmacro|Undefined"):
        latexmk.compile_pdf(document(r"\undefinedmacro"))
    with pytest.raises(ToolError, match="within 3 s"):
        latexmk.compile_pdf(document(r"\def\x{\x}\x"), timeout=3)


@needs_tex
def test_the_report_sees_what_is_wrong() -> None:
    source = r"\documentclass{article}\begin{document}\hbox to 9pt{much too much} \ref{nowhere}\end{document}"
    report = latexmk.compile_pdf(source)[1]
    assert report.overfull and report.undefined and not report.clean


def test_nothing_to_write_about() -> None:
    with pytest.raises(InputError, match="no notes on a int"):
        sg.notes(3)
    with pytest.raises(InputError, match="nothing"):
        sg.notes([])
