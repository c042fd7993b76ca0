r"""Notes: a derivation as a document.

Here: ``notes`` and ``Notes``. From the ground up: ``names`` and ``formulas`` name subexpressions and break lines;
``quantities``, ``surfaces`` and ``claims`` choose what is said (``views`` is what a template reads of it); ``render`` puts
it through the templates, ``tex`` makes the PDF. How a formula is written is the business of `typeset`.
"""

import sys
from types import ModuleType
from typing import Any

from symgeom.notes.document import Notes, notes
from symgeom.typeset.printer import latex

__all__ = ["Notes", "latex", "notes"]


class _Callable(ModuleType):
    """``symgeom.notes`` is a public function as well as this package: whichever is imported first, it can be called."""

    def __call__(self, *args: Any, **options: Any) -> Notes:
        return notes(*args, **options)


sys.modules[__name__].__class__ = _Callable
