"""How much work one thing that the notes say is worth: what takes more, or can't be done, is not said.

Here: ``worth``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import SymgeomError
from symgeom.notes.abbreviations import TooLong

__all__ = ["worth"]

T = TypeVar("T")
U = TypeVar("U")


def worth(work: Callable[[], T], otherwise: U, seconds: float = 2.0) -> T | U:
    """What the work gives; ``otherwise`` where it is foreseen to take longer, fails, or gives too long a formula.

    **Raises** `LimitReached`: a limit that the user set stays one.
    """
    try:
        with allowed(seconds):
            return work()
    except Spent:
        return otherwise
    except LimitReached:
        raise
    except (SymgeomError, TooLong):
        return otherwise
