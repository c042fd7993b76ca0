"""PDF: the LaTeX document set by TeX, or the Typst document set by Typst.

Convention: with latexmk on PATH LaTeX makes the pages, else Typst, unless one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from symgeom.errors import InputError, ToolError, shown
from symgeom.notes import latexmk, typstpdf
from symgeom.notes.formats.base import Format
from symgeom.notes.formats.tex import Tex
from symgeom.notes.formats.typ import Typ

__all__ = ["ENGINES", "FORMAT", "Pdf"]


class TexPdf(Tex):
    """The pages of the LaTeX document."""

    suffixes = (".pdf",)
    separate = False

    def completed(self, text: str, files: Mapping[str, bytes]) -> bytes:
        """What TeX makes of it. **Raises** `ToolError` when TeX is missing or fails."""
        return latexmk.compile_pdf(text, files=files)[0]


class TypstPdf(Typ):
    """The pages of the Typst document."""

    suffixes = (".pdf",)
    separate = False

    def completed(self, text: str, files: Mapping[str, bytes]) -> bytes:
        """What Typst makes of it. **Raises** `ToolError` when Typst is missing or fails."""
        return typstpdf.compile_typst(str(self.finish(text)), files=files)[0]


ENGINES: dict[str, Format] = {"latex": TexPdf(), "typst": TypstPdf()}


class Pdf(TexPdf):
    """Pages, by the engine that is there."""

    def by(self, engine: str | None) -> Format:
        """The format of that engine. **Raises** `ToolError` where it isn't installed, `InputError` for an unknown one."""
        here = {"latex": latexmk.available(), "typst": typstpdf.available()}
        if engine is None:
            found = next((name for name in here if here[name]), None)
            if found is None:
                raise ToolError(f"{latexmk.MISSING} {typstpdf.MISSING}. .html, .tex and .typ need neither.")
            return ENGINES[found]
        if not isinstance(engine, str) or engine not in ENGINES:
            raise InputError(f"there is no engine {shown(engine)} for PDF; there are: {', '.join(ENGINES)}.")
        if not here[engine]:
            raise ToolError(f"{latexmk.MISSING if engine == 'latex' else typstpdf.MISSING + '.'}")
        return ENGINES[engine]


FORMAT = Pdf()
