"""LaTeX: the packages are all in Debian's texlive-latex-recommended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from symgeom.notes.formats.base import DOLLAR, Format
from symgeom.typeset.letters import GREEK_LETTERS

__all__ = ["FORMAT", "Tex", "escape_tex"]

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", DOLLAR: r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "≥": r"$\ge$", "≤": r"$\le$", "√": r"$\surd$",
    "∇": r"$\nabla$", "²": r"$^2$", "³": r"$^3$", "–": "--", "—": "---", "’": "'",
    "“": "``", "”": "''", "…": r"\dots{}", "×": r"$\times$", "·": r"$\cdot$", "≠": r"$\ne$", "→": r"$\to$",
    "∈": r"$\in$", "§": r"\S{}", "±": r"$\pm$",
    "∘": r"$\circ$", "∂": r"$\partial$", "∞": r"$\infty$", "Δ": r"$\Delta$", "Λ": r"$\Lambda$", "Γ": r"$\Gamma$",
    "⟨": r"$\langle$", "⟩": r"$\rangle$", "⊥": r"$\perp$", "∑": r"$\sum$", "−": "$-$",
    **{letter: f"$\\{word}$" for letter, word in GREEK_LETTERS.items()},
}  # fmt: skip


def escape_tex(text: str) -> str:
    r"""Text that TeX prints as it stands; a letter its fonts lack becomes a question mark.

    >>> print(escape_tex("50% of {R_1}"))
    50\% of \{R\_1\}
    """
    return "".join(_TEX[char] if char in _TEX else _letter(char) for char in text)


def _letter(char: str) -> str:
    if ord(char) < 0x180 and char.isprintable():
        return char
    return " " if char.isspace() else "?"


class Tex(Format):
    """A LaTeX document."""

    suffixes = (".tex",)
    templates = "tex"
    separate = True

    def escape(self, text: str) -> str:
        """Text that TeX prints as it stands."""
        return escape_tex(text)

    def completed(self, text: str, files: Mapping[str, bytes]) -> str | bytes:
        """A display belongs to the paragraph before it: no page ends between them."""
        return re.sub(r"\n+(?=\n\\begin\{(?:equation|align)\*?\})", "", text)

    def display(self, formula: str) -> str:
        """An equation without a number."""
        return f"\\begin{{equation*}}\n{formula}\n\\end{{equation*}}"

    def picture(self, figure: Any, name: str) -> str:
        """The file beside the document, as wide as the text at most."""
        return rf"\includegraphics[width=\linewidth,height=72mm,keepaspectratio]{{{name}-{figure.name}.pdf}}"

    def beside(self, figures: Sequence[Any]) -> Mapping[str, bytes]:
        """A PDF of each figure."""
        return {f"{figure.name}.pdf": figure.pdf for figure in figures}


FORMAT = Tex()
