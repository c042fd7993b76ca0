"""The pages of the site: their Python sessions run, and every page that the navigation names exists or is made."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests import ROOT

pytestmark = pytest.mark.quick

PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_sessions(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    for match in re.finditer(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S):
        session = doctest.DocTestParser().get_doctest(match[1], names, page.name, page.name, 0)
        session.globs = names
        said: list[str] = []
        assert session.examples
        assert not runner.run(session, out=said.append, clear_globs=False).failed, "".join(said)


def test_the_navigation() -> None:
    named = set(re.findall(r"^  - .*: ([\w/]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.M))
    made = set(re.findall(r'"([\w/]+\.md)"', (ROOT / "docs/hooks.py").read_text()))
    assert named <= made | {path.name for path in PAGES}
    headings = re.findall(r"^## (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert set(re.findall(r'"\w+\.md": "(.+)"', (ROOT / "docs/hooks.py").read_text())) <= set(headings)
