"""``notes(obj)``: the document about a surface, a claim, or several of them, and how it is saved."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from symgeom.errors import InputError
from symgeom.notes import tex
from symgeom.notes.claims import claim_view
from symgeom.notes.render import Plain, render
from symgeom.notes.surfaces import surface_view
from symgeom.output import save

__all__ = ["Notes", "notes"]

_SUFFIXES = (".tex", ".pdf", ".html", ".md")


@dataclass(frozen=True)
class Notes:
    """A finished document. The same object gives the same bytes: no date, no random order."""

    title: str
    parts: tuple[Any, ...]
    templates: Path | None = None

    @cached_property
    def latex(self) -> str:
        """The LaTeX document; its packages are all in Debian's texlive-latex-recommended."""
        return render("tex", self.title, self.parts, self.templates)

    @cached_property
    def markdown(self) -> str:
        """Markdown with LaTeX maths between dollar signs, as GitHub and Jupyter show it."""
        return render("md", self.title, self.parts, self.templates)

    @cached_property
    def html(self) -> str:
        """A page of its own with MathML: no script, no network."""
        return render("html", self.title, self.parts, self.templates)

    def pdf_report(self, *, timeout: float = 120.0) -> tex.TexReport:
        """What TeX says about the document: pages, overfull boxes, undefined references."""
        return tex.compile_pdf(self.latex, timeout=timeout)[1]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the document; the suffix decides the format. The file appears whole or not at all.

        **Raises** ``InputError`` for another suffix, ``ToolError`` when writing or TeX fails.
        """
        target = Path(path)
        if target.suffix not in _SUFFIXES:
            raise InputError(
                f"notes can't be saved as {target.name!r}: the suffix decides the format and "
                f"{target.suffix or 'none'} is not one of "
                f"{', '.join(_SUFFIXES)}. Give a path such as {target.stem}.tex."
            )
        if target.suffix == ".pdf":
            return save(target, tex.compile_pdf(self.latex)[0], "the notes")
        text = {".tex": "latex", ".md": "markdown", ".html": "html"}[target.suffix]
        return save(target, getattr(self, text), "the notes")

    def _repr_markdown_(self) -> str:
        return self.markdown


def notes(
    obj: Any,
    *,
    verdicts: Mapping[str, Any] | None = None,
    claims: Iterable[Any] = (),
    templates: str | os.PathLike[str] | None = None,
    title: str | None = None,
) -> Notes:
    """The notes on a surface, metric, claim, or a list of these.

    ``verdicts`` maps names of quantities (for a surface) or ids of claims to verdicts already reached; a
    claim without one is checked here. ``claims`` are decided on the surface and added to its notes.
    ``templates`` is a folder whose files replace the built-in templates of the same name.
    """
    objects = (
        list(obj.values())
        if isinstance(obj, Mapping)
        else list(obj)
        if isinstance(obj, list | tuple)
        else [obj]
    )
    if not objects:
        raise InputError("notes of nothing: give a surface, a metric, a claim or a list of them.")
    folder = None if templates is None else Path(templates)
    if folder is not None and not folder.is_dir():
        raise InputError(f"the template folder {str(folder)!r} does not exist.")
    extra = tuple(claims)
    parts = tuple(
        _view(one, "" if len(objects) == 1 else f"{_slug(one, k)}:", verdicts or {}, extra)
        for k, one in enumerate(objects)
    )
    return Notes(title or _title(parts), parts, folder)


def _view(obj: Any, prefix: str, verdicts: Mapping[str, Any], claims: tuple[Any, ...]) -> Any:
    if hasattr(obj, "check") and hasattr(obj, "statement"):
        return claim_view(obj, verdicts.get(obj.id))
    if hasattr(obj, "quantity") and hasattr(obj, "coordinates"):
        decided = tuple(claim_view(c, verdicts.get(c.id), on=obj) for c in claims)
        return surface_view(obj, prefix=prefix, verdicts=verdicts, claims=decided)
    raise InputError(
        f"there are no notes on a {type(obj).__name__}: give a surface, a metric, a claim or a list of them."
    )


def _slug(obj: Any, k: int) -> str:
    name = str(getattr(obj, "id", None) or getattr(obj, "name", None) or "")
    return f"{k + 1}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}".rstrip("-")


def _title(parts: tuple[Any, ...]) -> str:
    if len(parts) > 1:
        return "Derivations" if all(part.template == "claim.notes" for part in parts) else "Notes"
    (part,) = parts
    return part.title if part.template == "claim.notes" else _capital(part.name)


def _capital(text: str) -> Plain:
    return Plain(text[:1].upper() + text[1:])
