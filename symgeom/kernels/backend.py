"""What a backend says of itself.

**Here.** `Backend`: one target language or library, the value `BACKEND` of a file in `backends/`.
"""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symgeom.kernels.program import Program

__all__ = ["Backend"]


@dataclass(frozen=True)
class Backend:
    """A way to run a program.

    `suffix` is that of the files it writes; `requires` names the modules it runs with, each with the command that installs
    it; `arrays` is the type of the arrays in its results; `source(program)` is the text of a self-contained file;
    `load(source)` is the function `evaluate` of such a text; `keywords` are those that its calls take besides those of all.
    """

    suffix: str
    requires: Mapping[str, str]
    arrays: str
    source: Callable[[Program], str]
    load: Callable[[str], Callable[..., Any]]
    keywords: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The commands that install what is not there; empty where it can run.

        >>> Backend(".py", {"no_such_module": "pip install it"}, "", str, eval).missing
        ('pip install it',)
        """
        return tuple(how for module, how in self.requires.items() if importlib.util.find_spec(module) is None)
