"""The target languages, a file each: adding one is adding a file here and its template.

A target is a module with a value `TARGET`, which says how the language writes what a formula consists of.
"""

import importlib
import pkgutil
from functools import cache

from symgeom.export.spelling import SPELLED_OUT
from symgeom.export.target import Target

__all__ = ["having", "targets"]


@cache
def targets() -> dict[str, Target]:
    """The targets by name.

    >>> sorted(targets())[:3]
    ['c', 'fortran', 'glsl']
    """
    files = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").TARGET for name in files]
    return {target.name: target for target in found}


def having(operation: str) -> list[str]:
    """The targets that have an operation."""
    return [
        t.name for t in targets().values() if operation in t.spelling.operations or operation in SPELLED_OUT
    ]
