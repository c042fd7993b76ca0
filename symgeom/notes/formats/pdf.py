"""PDF: the LaTeX document, set by TeX."""

from __future__ import annotations

from symgeom.notes.formats.tex import Tex
from symgeom.notes.latexmk import compile_pdf

__all__ = ["FORMAT", "Pdf"]


class Pdf(Tex):
    """The pages of the LaTeX document."""

    suffixes = (".pdf",)

    def finish(self, text: str) -> bytes:
        """What TeX makes of it. **Raises** `ToolError` when TeX is missing or fails."""
        return compile_pdf(text)[0]


FORMAT = Pdf()
