"""What a backend says of itself.

**Here.** `Backend`: one target language or library, the value `BACKEND` of a file in `backends/`.
"""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symgeom.kernels.steps.program import Program

__all__ = ["Backend"]


@dataclass(frozen=True)
class Backend:
    """A way to run a program.

    `suffix` is that of the files it writes; `requires` names the modules it runs with, each with the command that installs
    it, and `lacking()` says what else has to be installed; `arrays` is the type of the arrays in its results; `source(program)`
    is the text of a self-contained file; `load(source)` is the function `evaluate` of such a text; `keywords` are those that
    its calls take besides those of all. "auto" is the backend of the highest `rank` that can run, of those above 0.
    """

    suffix: str
    requires: Mapping[str, str]
    arrays: str
    source: Callable[[Program], str]
    load: Callable[[str], Callable[..., Any]]
    keywords: tuple[str, ...] = ()
    lacking: Callable[[], tuple[str, ...]] = tuple
    rank: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The commands that install what is not there; empty where it can run.

        >>> Backend(".py", {"no_such_module": "pip install it"}, "", str, eval).missing
        ('pip install it',)
        """
        modules = (how for module, how in self.requires.items() if importlib.util.find_spec(module) is None)
        return (*modules, *self.lacking())
