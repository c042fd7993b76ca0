"""``notes(obj)``: the document about a surface, a claim, or several of them, and how it is saved."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from symgeom.algebra.ring.budget import naming
from symgeom.claims.catalogue import Claims
from symgeom.errors import InputError, as_path, shown
from symgeom.notes.claims import claim_view, with_references
from symgeom.notes.formats import Format, by_name, by_suffix
from symgeom.notes.formats.base import Plain
from symgeom.notes.latexmk import TexReport, compile_pdf
from symgeom.notes.paper import TITLE, paper_view
from symgeom.notes.render import beside, render
from symgeom.notes.surfaces import surface_view
from symgeom.output import save

__all__ = ["LEVELS", "Notes", "notes"]

LEVELS = ("result", "derivation", "student")


@dataclass(frozen=True, repr=False)
class Notes:
    """A finished document. The same object gives the same bytes: no date, no random order."""

    title: str
    parts: tuple[Any, ...]
    templates: Path | None = None

    def __repr__(self) -> str:
        many = f", {len(self.parts)} parts" if len(self.parts) > 1 else ""
        return f"<Notes: {self.title}{many}>"

    def written(self, form: str, *, engine: str | None = None) -> str | bytes:
        """The document in the format of that name: text, or the bytes of the file.

        ``engine`` makes the PDF: "latex" or "typst"; if not given, LaTeX where latexmk is on PATH, else Typst.

        **Raises** ``InputError`` for an unknown format, ``ToolError`` when a tool that it needs is missing or fails.
        """
        return self._as(by_name(form).by(engine))

    def _as(self, form: Format, name: str = "notes") -> str | bytes:
        return render(form, self.title, self.parts, self.templates, name)

    @cached_property
    def latex(self) -> str:
        """The LaTeX document; its packages are all in Debian's texlive-latex-recommended."""
        return str(self.written("tex"))

    @cached_property
    def markdown(self) -> str:
        """Markdown with LaTeX maths between dollar signs, as GitHub and Jupyter show it."""
        return str(self.written("md"))

    @cached_property
    def html(self) -> str:
        """A page of its own with MathML: no script, no network."""
        return str(self.written("html"))

    def pdf_report(self, *, timeout: float = 120.0) -> TexReport:
        """What TeX says about the document: pages, overfull boxes, undefined references."""
        files = beside(by_name("tex"), self.parts)
        return compile_pdf(self.latex, timeout=timeout, files=files)[1]

    def save(self, path: str | os.PathLike[str], *, engine: str | None = None) -> Path:
        """Write the document; the suffix decides the format. The file appears whole or not at all.

        Figures of a ``.tex`` are files beside it, ``companion-landscape.pdf``; other formats carry theirs.
        ``engine`` makes the PDF: "latex" or "typst"; if not given, LaTeX where latexmk is on PATH, else Typst.

        **Raises** ``InputError`` for another suffix, ``ToolError`` when writing, TeX or Typst fails.
        """
        target = Path(as_path(path, "the file for the notes"))
        form, name = by_suffix(target).by(engine), re.sub(r"[^A-Za-z0-9.]+", "-", target.stem)
        if form.separate:
            for file, data in beside(form, self.parts, name).items():
                save(target.with_name(file), data, "a figure")
        return save(target, lambda: self._as(form, name), "the notes")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The document, for notebooks: the page without its head, in the notebook's own style."""
        body = re.search("<main>.*</main>", self.html, re.S)
        return {
            "text/plain": repr(self),
            "text/markdown": self.markdown,
            "text/html": body[0] if body else self.html,
        }


def notes(
    obj: Any,
    *,
    quantities: Iterable[str] = (),
    verdicts: Mapping[str, Any] | None = None,
    claims: Iterable[Any] = (),
    templates: str | os.PathLike[str] | None = None,
    title: str | None = None,
    level: str = "derivation",
) -> Notes:
    """The notes on a surface, metric, claim, or a list of these; of ``sg.claims`` the paper on all of them, with figures.

    ``quantities`` are names or symbols of those that are told; all, in a derivation, if none is given.
    ``verdicts`` maps names of quantities (for a surface) or ids of claims to verdicts already reached; a
    claim without one is checked here. ``claims`` are decided on the surface and added to its notes.
    ``level`` says how much is derived: the "result" alone, the "derivation", or that with the reasons, for a "student".
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
    folder = None if templates is None else Path(as_path(templates, "the template folder"))
    if folder is not None and not folder.is_dir():
        raise InputError(f"the template folder {str(folder)!r} does not exist.")
    if title is not None and not isinstance(title, str):
        raise InputError(f"the title of notes is text, not {shown(title)}")
    if verdicts is not None and not isinstance(verdicts, Mapping):
        raise InputError(f"verdicts are a table of verdicts by name, not {shown(verdicts)}")
    if level not in LEVELS:
        raise InputError(f"the level of notes is one of {', '.join(LEVELS)}, not {shown(level)}")
    if isinstance(obj, Claims):
        return Notes(title or TITLE, (paper_view(objects, verdicts or {}),), folder)
    extra, wanted = _claims(claims), _names(quantities)
    parts = tuple(
        _view(one, "" if len(objects) == 1 else f"{_slug(one, k)}:", wanted, verdicts or {}, extra, level)
        for k, one in enumerate(objects)
    )
    if title and title.count("$") % 2:  # no formula between them
        title = Plain(title)
    return Notes(title or _title(parts), parts, folder)


def _claims(claims: Any) -> tuple[Any, ...]:
    try:
        found = tuple(islice(claims, 1000))
        if all(hasattr(claim, "check") and hasattr(claim, "id") for claim in found):
            return found
    except Exception:  # an iterable that fails
        pass
    raise InputError(f"claims are a list of claims, such as [sg.claims['weingarten']], not {shown(claims)}")


def _names(quantities: Any) -> tuple[str, ...]:
    """A list of names of quantities; one name stands for itself."""
    names = (quantities,) if isinstance(quantities, str) else quantities
    if isinstance(names, list | tuple) and all(isinstance(name, str) for name in names):
        return tuple(names)
    raise InputError(f"quantities are a list of names, such as ['metric'], not {shown(quantities)}")


def _view(
    obj: Any,
    prefix: str,
    names: tuple[str, ...],
    verdicts: Mapping[str, Any],
    claims: tuple[Any, ...],
    level: str,
) -> Any:
    try:
        kind = "claim" if hasattr(obj, "check") and hasattr(obj, "statement") else ""
        kind = kind or ("surface" if hasattr(obj, "quantity") and hasattr(obj, "coordinates") else "")
    except Exception:  # an object that fails when it is asked
        kind = ""
    if kind == "claim":
        return with_references(claim_view(obj, verdicts.get(obj.id)))
    if kind == "surface":
        only = tuple(dict.fromkeys(obj.engine.quantity_named(name).name for name in names))
        decided = tuple(claim_view(c, verdicts.get(c.id), on=obj) for c in claims)
        with naming(f"the notes on {obj.name} (fewer quantities, or level='result', take less)"):
            return surface_view(obj, only, prefix=prefix, verdicts=verdicts, claims=decided, level=level)
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
