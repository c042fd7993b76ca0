"""PDF: the LaTeX document, set by TeX."""

from __future__ import annotations

from collections.abc import Mapping

from symgeom.notes.formats.tex import Tex
from symgeom.notes.latexmk import compile_pdf

__all__ = ["FORMAT", "Pdf"]


class Pdf(Tex):
    """The pages of the LaTeX document."""

    suffixes = (".pdf",)
    separate = False

    def completed(self, text: str, files: Mapping[str, bytes]) -> bytes:
        """What TeX makes of it. **Raises** `ToolError` when TeX is missing or fails."""
        return compile_pdf(text, files=files)[0]


FORMAT = Pdf()
