"""The target languages, a file each: adding a backend is adding a file here (and its template).

A backend is a module with a value `BACKEND`, which says what it needs and how it prints and runs a program.
"""

import difflib
import importlib
import pkgutil
from typing import cast

from symgeom.errors import InputError, shown
from symgeom.kernels.backend import Backend

__all__ = ["backend", "names"]


def names() -> tuple[str, ...]:
    """The backends there are.

    >>> "numpy" in names()
    True
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def backend(name: str) -> Backend:
    """The backend of that name. **Raises** `InputError` for an unknown one."""
    if not isinstance(name, str) or name not in names():
        near = difflib.get_close_matches(name, names(), 1) if isinstance(name, str) else []
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise InputError(f"there is no kernel backend {shown(name)}; there are: {', '.join(names())}.{hint}")
    return cast(Backend, importlib.import_module(f"{__name__}.{name}").BACKEND)
