"""HTML: a page of its own with MathML and the letters that it needs; no script, no network."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

from symgeom import resources
from symgeom.errors import InputError, shown
from symgeom.notes.formats.base import DOLLAR, Format
from symgeom.typeset.mathml import mathml, mathml_rows

__all__ = ["FORMAT", "Html", "embedded", "escape_html"]

_SPOKEN = re.compile(r"\$([^$]+)\$([,.;:)]*)")
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


def _font(name: str) -> str:
    """One of the fonts beside the templates, as the address that holds it."""
    path = resources.templates() / "notes" / "fonts" / f"{name}.woff2"
    if not re.fullmatch("[a-z]+", name) or not path.is_file():
        raise InputError(f"the notes template asks for the font {shown(name)}, and there is none.")
    return f"data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()}"


class Html(Format):
    """A page for browsers."""

    suffixes = (".html", ".htm")
    templates = "html"
    filters = {"mathml": mathml_rows, "font": _font}

    def escape(self, text: str) -> str:
        """Text that a browser prints as it stands."""
        return escape_html(text)

    def display(self, formula: str) -> str:
        """A block with MathML in it."""
        return f'<div class="display"><div class="formula">{mathml(formula, display=True)}</div></div>'

    def picture(self, figure: Any, name: str) -> str:
        """The figure's pixels in the page itself."""
        address = embedded(figure.pixels[0])
        wide = round(figure.pixels[1] * _SHOWN)
        return f'<img src="{address}" width="{wide}" alt="{escape_html(figure.alternative)}">'

    def finish(self, text: str) -> str:
        """Paragraphs marked and formulas set: a line is text unless it begins with an element for blocks."""
        head, _, body = text.partition("<main>")
        result, waiting = [head + "<main>"], list[str]()
        lines = [*body.splitlines(), ""]
        for k, line in enumerate(lines):
            block = _BLOCK.match(line.lstrip())
            if waiting and (block or not line.strip()):
                after = next((later for later in lines[k:] if later.strip()), "")
                led = ' class="led"' if after.startswith('<div class="display"') else ""  # both on one page
                result.append(f"<p{led}>{' '.join(waiting)}</p>")
                waiting = []
            if block:
                result.append(line)
            elif line.strip():
                waiting.append(line.strip())
        return _SPOKEN.sub(_spoken, "\n".join(result)) + "\n"


def _spoken(match: re.Match[str]) -> str:
    """A formula in a sentence; the mark behind it begins no line."""
    formula = mathml(match[1])
    return f'<span class="word">{formula}{match[2]}</span>' if match[2] else formula


FORMAT = Html()
