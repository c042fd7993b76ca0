"""README and pages: their tables and the drawing agree with the code, their links lead somewhere."""

import re
from pathlib import Path

import pytest
import sympy as sp

import symgeom as sg
from tests import ROOT
from tests.house import pages
from tests.house.test_architecture import FLOORS

pytestmark = pytest.mark.quick
README = ROOT / "README.md"


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of the first table of a page whose head begins with the word, without its head."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading}"))
    table = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))])
    return table


def test_the_table_of_quantities() -> None:
    d, n = 2, 3
    surface = sg.surfaces.torus()
    table = rows("docs/names.md", "name")
    shown = {name.strip("`"): (symbol.strip("$"), shape) for name, symbol, _, shape, _ in table}
    names = [quantity.name for quantity in surface.quantities]
    t = sp.Symbol("t", real=True)
    curves = (sg.Hypersurface([sp.cos(t), sp.sin(t)], (t,)), sg.Immersion([sp.cos(t), sp.sin(t), t], (t,)))
    others = {quantity.name for curve in curves for quantity in curve.quantities}
    assert [name for name in shown if name in names] == names and shown.keys() <= {*names, *others}
    for quantity in surface.quantities:
        symbol, shape = shown[quantity.name]
        assert symbol == quantity.symbol
        assert eval(shape, {"d": d, "n": n}) == tuple(quantity.shape(surface)), quantity.name


def test_the_drawing_is_the_architecture() -> None:
    (drawing,) = [block for block in pages.blocks(README) if block.language == "text"]
    lines = [line for line in drawing.text.splitlines() if line[:1].isalpha()]
    drawn = [set(re.split(r"\s{2,}", line)[0].split(", ")) for line in lines]
    assert drawn == [rooms - {"_version"} for rooms in reversed(FLOORS) if rooms != {"__main__"}]


def test_exit_codes() -> None:
    import symgeom.command.cli

    named = {
        int(code)
        for code in re.findall(r"\b\d+\b", (symgeom.command.cli.__doc__ or "").split("Exit codes:")[1])
    }
    assert {int(code) for code, _ in rows("docs/command-line.md", "exit code")} == named


MADE = {"architecture.md", "quantities/index.md", "catalogue/index.md"}  # by docs/hooks.py


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_links_and_paths(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target in MADE or (page.parent / target).is_file(), target
    for path in re.findall(r"`((?:symgeom|templates|derivations|docs|examples|benchmarks)/[\w/.]*)`", text):
        assert (ROOT / path).exists(), path


def test_the_readme_is_for_newcomers() -> None:
    assert README.read_text(encoding="utf-8").count("\n") < 200
    assert (ROOT / "docs/torus-page-3.png").stat().st_size < 300_000


def test_the_navigation() -> None:
    named = set(re.findall(r"^  - .*: ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.M))
    assert named == MADE | {page.name for page in pages.PAGES[1:]}
