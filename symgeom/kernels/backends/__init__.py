"""The target languages, a file each: adding a backend is adding a file here (and its template).

A backend is a module with a value `BACKEND`, which says what it needs and how it prints and runs a program.
"""

import difflib
import importlib
import pkgutil
import sys
from typing import cast

from symgeom.errors import InputError, shown
from symgeom.kernels.backend import Backend

__all__ = ["backend", "best", "names"]


def names() -> tuple[str, ...]:
    """The backends there are.

    >>> "numpy" in names()
    True
    """
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def backend(name: str) -> Backend:
    """The backend of that name. **Raises** `InputError` for an unknown one."""
    held = sys.modules.get(f"{__name__}.{name}") if isinstance(name, str) else None
    if hasattr(held, "BACKEND"):  # a look into the folder takes longer
        return cast(Backend, held.BACKEND)  # type: ignore[union-attr]
    if not isinstance(name, str) or name not in names():
        near = difflib.get_close_matches(name, ["auto", *names()], 1) if isinstance(name, str) else []
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise InputError(
            f"there is no kernel backend {shown(name)}; there are: auto, {', '.join(names())}.{hint}"
        )
    return cast(Backend, importlib.import_module(f"{__name__}.{name}").BACKEND)


def best() -> str:
    """The fastest of those that can run here, of those that say that they may be taken unasked.

    >>> best() in ("c", "numpy")
    True
    """
    able = [name for name in names() if backend(name).rank > 0 and not backend(name).missing]
    return max(able, key=lambda name: backend(name).rank)
