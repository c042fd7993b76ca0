"""Markdown with LaTeX maths between dollar signs, as GitHub and Jupyter show it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from symgeom.notes.formats.base import DOLLAR, Format
from symgeom.notes.formats.html import embedded

__all__ = ["FORMAT", "Markdown", "escape_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]$#|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escape_markdown(text: str) -> str:
    r"""Text that Markdown prints as it stands, and HTML too, which Markdown may hold.

    >>> print(escape_markdown("<b> *50%*"))
    &lt;b&gt; \*50%\*
    """
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;").replace(DOLLAR, "$")
    return _SPECIAL.sub(r"\\\1", text)


class Markdown(Format):
    """A Markdown document."""

    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown")
    templates = "md"

    def escape(self, text: str) -> str:
        """Text that Markdown prints as it stands."""
        return escape_markdown(text)

    def picture(self, figure: Any, name: str) -> str:
        """The figure's pixels in the document itself."""
        return f"![{escape_markdown(figure.alternative)}]({embedded(figure.pixels[0])})"

    def display(self, formula: str) -> str:
        """A formula between pairs of dollar signs."""
        return f"\n$$\n{formula}\n$$\n"


FORMAT = Markdown()
