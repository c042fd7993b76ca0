"""What the subject's objects are called where they are parts of formulas.

What is here: `Label`, which a quantity or an intermediate result carries.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Label"]


@dataclass(frozen=True)
class Label:
    """What an object is called where it is a part of a formula: a letter, and the word for what it is.

    ``root`` and ``root_meaning`` are the same for its positive root, where that has a name of its own. ``jet`` says that the
    entries are derivatives of the map itself, by so many last indices as there are but the first ``jet``: 0 for the p_i and
    A_ij of one function, 1 for the ``X^k_i`` and ``X^k_ij`` of components.
    """

    letter: str
    meaning: str
    root: str = ""
    root_meaning: str = ""
    jet: int | None = None
