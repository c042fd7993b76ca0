"""HTML: a page of its own with MathML; no script, no network."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

from symgeom.notes.formats.base import DOLLAR, Format
from symgeom.typeset.mathml import mathml, mathml_rows

__all__ = ["FORMAT", "Html", "embedded", "escape_html"]

_SHOWN = 0.55  # of a figure's pixels: sharp on screens of high density, letters as large as the text's
_BLOCK = re.compile(
    r"</?(?:!doctype|html|head|meta|title|style|body|main|h\d|div|table|thead|tbody|tr|ul|li|section)\b", re.I
)


def escape_html(text: str) -> str:
    """Text that a browser prints as it stands; a dollar sign too, which begins no formula.

    >>> escape_html("<b> $5")
    '&lt;b&gt; &#36;5'
    """
    return html.escape(text).replace(DOLLAR, "$").replace("$", "&#36;")


def embedded(webp: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/webp;base64,{base64.b64encode(webp).decode()}"


class Html(Format):
    """A page for browsers."""

    suffixes = (".html", ".htm")
    templates = "html"
    filters = {"mathml": mathml_rows}

    def escape(self, text: str) -> str:
        """Text that a browser prints as it stands."""
        return escape_html(text)

    def display(self, formula: str) -> str:
        """A block with MathML in it."""
        return f'<div class="display">{mathml(formula, display=True)}</div>'

    def picture(self, figure: Any, name: str) -> str:
        """The figure's pixels in the page itself."""
        address = embedded(figure.pixels[0])
        wide = round(figure.pixels[1] * _SHOWN)
        return f'<img src="{address}" width="{wide}" alt="{escape_html(figure.alternative)}">'

    def finish(self, text: str) -> str:
        """Paragraphs marked and formulas set: a line is text unless it begins with an element for blocks."""
        head, _, body = text.partition("<main>")
        result, waiting = [head + "<main>"], list[str]()
        for line in [*body.splitlines(), ""]:
            block = _BLOCK.match(line.lstrip())
            if waiting and (block or not line.strip()):
                result.append(f"<p>{' '.join(waiting)}</p>")
                waiting = []
            if block:
                result.append(line)
            elif line.strip():
                waiting.append(line.strip())
        return re.sub(r"\$([^$]+)\$", lambda match: mathml(match[1]), "\n".join(result)) + "\n"


FORMAT = Html()
