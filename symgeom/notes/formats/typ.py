"""Typst: a document that `typst` or typst.app sets, with the fonts that Typst brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symgeom.notes.formats.base import DOLLAR, Format
from symgeom.typeset.typst import quoted, typst, typst_rows

__all__ = ["FORMAT", "Typ", "escape_typst"]

_MATHS = "\ue001"  # a dollar sign of Typst's own, until the formulas in LaTeX are set
_STRUCTURE = re.compile(r"[ )\]]|#(?:heading|part|numbered|symbols|list|set|show|let|align)\b|&")
# what is a mark anywhere; dots, dashes and slashes that are not between words; the dot of a number that begins a line
_MARKS = re.compile(r"[\\#$*_`<>@\[\]~=+]|(?<![\w)])[-./]|[-./](?![\w\s),;:]|$)|(?<=^\d)\.|(?<=^\d\d)\.")
_SPOKEN = re.compile(r"\\.|\$([^$]+)\$", re.S)


def escape_typst(text: str) -> str:
    r"""Text that Typst prints as it stands, but for its quotation marks, which are curled.

    >>> print(escape_typst("#eval 50% of $x_1 -- 2-2"))
    \#eval 50% of \$x\_1 \-\- 2-2
    """
    return _MARKS.sub(r"\\\g<0>", text.replace(DOLLAR, "$").replace(_MATHS, " "))


def _display(rows: object) -> str:
    return f"{_MATHS} {typst_rows(rows)} {_MATHS}"  # type: ignore[arg-type]


class Typ(Format):
    """A Typst document."""

    suffixes = (".typ",)
    templates = "typ"
    separate = True
    filters = {"typst": _display, "quoted": lambda text: quoted(text).replace("$", r"\u{24}")}

    def escape(self, text: str) -> str:
        """Text that Typst prints as it stands."""
        return escape_typst(text)

    def display(self, formula: str) -> str:
        """A block equation, which the spaces inside its dollar signs make it."""
        return _display([[("", formula)]])

    def picture(self, figure: Any, name: str) -> str:
        """The file beside the document, no wider than the text."""
        return f'#align(center, image("{name}-{figure.name}.png", height: 70mm, fit: "contain"))'

    def beside(self, figures: Sequence[Any]) -> Mapping[str, bytes]:
        """A PNG of each figure."""
        return {f"{figure.name}.png": figure.picture.png for figure in figures}

    def finish(self, text: str) -> str | bytes:
        """Formulas in sentences set."""
        spoken = _SPOKEN.sub(lambda match: f"${typst(match[1])}$" if match[1] else match[0], text)
        return "\n".join(_led(spoken.splitlines())).replace(_MATHS, "$") + "\n"


def _led(lines: list[str]) -> Iterator[str]:
    """The lines; the text that leads to a display stays on the display's page."""
    waiting: list[str] = []
    for line in [*lines, ""]:
        if line.startswith((_MATHS, "#numbered(")) and waiting:
            yield f"#lead[{' '.join(waiting)}]"
            waiting = []
        if line and not _STRUCTURE.match(line) and not line.startswith(_MATHS) and _balanced(line):
            waiting.append(line)
        else:
            yield from waiting
            waiting = []
            yield line


def _balanced(line: str) -> bool:
    marks = re.sub(r"\\.", "", line)
    return marks.count("[") == marks.count("]") and marks.count("$") % 2 == 0


FORMAT = Typ()
