"""What a format of the notes says of itself: suffixes, how text is escaped, how a formula is set, how the text is finished.

Conventions: a template writes text, which is escaped, and formulas between dollar signs in the LaTeX of `typeset`; what
else a format does with these it does in `finish`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from symgeom.errors import InputError

__all__ = ["DOLLAR", "Format", "Plain"]

DOLLAR = "\ue000"
"""A dollar sign of a user's that begins no formula, in text that is not escaped yet."""


class Plain(str):
    """Text without maths, whatever dollar signs are in it: a name that a user gave."""


class Format(ABC):
    """One format. The names of its templates end in `templates`: ``base.tex``, ``macros.tex``."""

    suffixes: ClassVar[tuple[str, ...]]
    """In small letters, the usual one first."""
    templates: ClassVar[str]
    separate: ClassVar[bool] = False
    """Whether the files beside the document are the reader's too."""
    filters: ClassVar[Mapping[str, Callable[[Any], str]]] = {}
    """Filters that its templates need besides the common ones; what they give is not escaped."""

    @abstractmethod
    def escape(self, text: str) -> str:
        """The text so that it is printed as it stands; `DOLLAR` as a dollar sign."""

    @abstractmethod
    def display(self, formula: str) -> str:
        """LaTeX maths on a line of its own, inside a sentence."""

    def picture(self, figure: Any, name: str) -> str:
        """A figure in the text; ``name`` is that of a file beside the document. Formats that carry none leave it out."""
        return ""

    def beside(self, figures: Sequence[Any]) -> Mapping[str, bytes]:
        """The files that have to lie beside the document, by the end of their name."""
        return {}

    def completed(self, text: str, files: Mapping[str, bytes]) -> str | bytes:
        """The document, from what the templates made and the files beside it."""
        return self.finish(text)

    def by(self, engine: str | None) -> Format:
        """The format as that engine writes it. **Raises** `InputError` where there is nothing to choose."""
        if engine is None:
            return self
        raise InputError(f"an engine is chosen for .pdf; {self.suffixes[0]} is written without one.")

    def finish(self, text: str) -> str | bytes:
        """The document, from what the templates made."""
        return text
