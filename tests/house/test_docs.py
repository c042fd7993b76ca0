"""Every snippet of the README and of the pages of the site runs and prints what it shows."""

from __future__ import annotations

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

import symgeom as sg
from tests import EXAMPLES, ROOT
from tests.house import pages

NEEDS = {"pictures.md": "matplotlib", "many-points.md": "dask"}


def shown(page: Path) -> object:
    """A page as a parameter, skipped where what it needs is not installed; the README alone is quick."""
    needed = NEEDS.get(page.name, "symgeom")
    marks = [pytest.mark.skipif(find_spec(needed) is None, reason=f"needs {needed}")]
    return pytest.param(page, marks=marks if page.name == "README.md" else [*marks, pytest.mark.slow])


every_page = pytest.mark.parametrize(
    "page", list(map(shown, pages.PAGES)), ids=[page.name for page in pages.PAGES]
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages show."""
    for name, text in pages.files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@every_page
def test_what_is_shown_can_be_run(page: Path) -> None:
    languages = {block.language for block in pages.blocks(page)}
    assert languages <= {"python", "console", "toml", "text"}
    assert "text" not in languages or page.name == "README.md", "a block of text is not run"


@pytest.mark.quick
@every_page
def test_sessions(page: Path, folder: Path) -> None:
    pages.session(page)


def test_sessions_are_many() -> None:
    shown = [block for page in pages.PAGES for block in pages.blocks(page) if block.language == "python"]
    assert sum(not block.file for block in shown) >= 20


@every_page
def test_console(page: Path, folder: Path) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M)
    for line, shown in pages.commands(page):
        if line.startswith(("make ", "pip ")):  # the machinery that runs these tests
            assert line == "pip install ." or line.removeprefix("make ") in targets, line
        elif line.startswith("python "):  # reads a file that the session of the page has written
            pages.session(page)
            pages.ran(line, shown)
        else:
            pages.ran(line, shown)


def test_commands_are_many() -> None:
    assert sum(1 for page in pages.PAGES for _ in pages.commands(page)) > 15


def test_files(folder: Path) -> None:
    shown = pages.files()
    assert {"torus.toml", "third_form.py"} <= shown.keys()
    for name in shown:
        if name.endswith(".toml"):
            tomllib.loads(shown[name])
            sg.load(name)
    assert sg.load("torus.toml").gaussian_curvature == sg.load(EXAMPLES / "torus.toml").gaussian_curvature
