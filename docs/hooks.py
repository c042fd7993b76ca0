"""Pages made of what the code knows, one for each quantity and each entry of the catalogues, and the drawing of the README.
The formulas are MathML from our own printer, so the site needs no script and no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

import symgeom as sg
from symgeom.errors import SymgeomError
from symgeom.typeset.mathml import mathml

ROOT = Path(__file__).parents[1]
KINDS = (sg.Immersion, sg.Hypersurface, sg.Graph, sg.Metric)


def on_files(files: Files, config: Any) -> Files:
    """mkdocs asks for the files of the site."""
    for path, text in (*_architecture(), *_quantities(), *_catalogue()):
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """mkdocs hands over the text of a page; symbols stand between dollars in the table of names alone."""
    if page.file.src_uri != "names.md":
        return markdown
    return re.sub(r"\$([^$\n]+)\$", lambda m: mathml(m[1]), markdown)


def _architecture() -> Iterator[tuple[str, str]]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    yield "architecture.md", "# Architecture\n" + readme.split("## Architecture\n")[1].split("\n## ")[0]


def _quantities() -> Iterator[tuple[str, str]]:
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        for quantity in kind._table().values():
            found.setdefault(quantity.name, {})[kind.__name__] = quantity
    rows = ["# Quantities", "", "| name | symbol | what it is |", "|---|---|---|"]
    for name, by_kind in found.items():
        first = next(iter(by_kind.values()))
        rows.append(f"| [`{name}`]({name}.md) | {mathml(first.symbol)} | {first.title} |")
        yield f"quantities/{name}.md", _quantity(name, by_kind)
    yield "quantities/index.md", "\n".join(rows) + "\n"


def _quantity(name: str, by_kind: dict[str, Any]) -> str:
    first = next(iter(by_kind.values()))
    lines = [f"# {first.title[:1].upper()}{first.title[1:]}", "", f"`{name}`, {mathml(first.symbol)}", ""]
    told: list[str] = []
    for kind, quantity in by_kind.items():
        formula = mathml(" = ".join([quantity.symbol, *quantity.printed()]), display=True)
        if formula not in told:
            told.append(formula)
            lines += [f"On a `{kind}`:", "", formula, ""]
    lines += [f"**Shape** `{first._shape_in_letters()}` for d coordinates and n components.", ""]
    for head, text in (
        ("For", first.about if first.about != "a surface" else ""),
        ("Convention", first.convention),
        ("Source", first.source),
        ("Also called", ", ".join(first.also.split())),
    ):
        lines += [f"**{head}** {escape(text)}", ""] if text else []
    if first.uses:
        lines += ["**Uses** " + ", ".join(f"[`{used}`]({used}.md)" for used in first.uses), ""]
    return "\n".join(lines)


def _catalogue() -> Iterator[tuple[str, str]]:
    rows = ["# Surfaces and losses", "", "| name | kind | source |", "|---|---|---|"]
    for kind, shelf in (("surface", sg.surfaces), ("loss", sg.losses)):
        for name in shelf.names():
            rows.append(f"| [`{name}`]({name}.md) | {kind} | {escape(str(shelf.get(name).source))} |")
            yield f"catalogue/{name}.md", _entry(kind, name, shelf.get(name))
    yield "catalogue/index.md", "\n".join(rows) + "\n"


def _entry(kind: str, name: str, entry: Any) -> str:
    home = "surfaces" if kind == "surface" else "losses"
    doc = "\n".join(line.strip() for line in (entry.__doc__ or "").splitlines())
    lines = [
        f"# {name}",
        "",
        f"`sg.{home}.{name}{entry._shown_signature}`",
        "",
        doc,
        "",
        f"**Source** {escape(entry.source)}",
        "",
    ]
    try:
        forms = entry.closed_forms
    except SymgeomError:
        forms = {}
    if forms:
        lines += ["Known closed forms, proved by the tests:", ""]
        lines += [f"- `{quantity}`: `{value}`" for quantity, value in forms.items()]
    return "\n".join(lines) + "\n"
