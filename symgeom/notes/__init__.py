r"""Notes: a derivation as a document.

Here: ``notes`` and ``Notes``. ``mathtree`` reads and measures formulas, ``printer`` writes SymPy
expressions, ``layout`` breaks lines and names subexpressions, ``surfaces`` and ``claims`` choose what is
said, ``render`` puts it through the templates, ``tex`` makes the PDF.
"""

from symgeom.notes.document import Notes, notes
from symgeom.notes.printer import latex

__all__ = ["Notes", "latex", "notes"]
