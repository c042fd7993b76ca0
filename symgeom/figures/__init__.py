"""The figures of the post, a file each, made from surfaces: every point and vector is the value of a quantity's kernel.

A file of this folder offers `FIGURE`, an `Illustration` (see ``drawing``); adding a figure is adding a file. Whoever writes
the paper asks here which figures stand beside a claim.
"""

from __future__ import annotations

import importlib
import pkgutil

from symgeom.figures.drawing import Illustration

__all__ = ["Illustration", "illustrations"]


def illustrations() -> tuple[Illustration, ...]:
    """The figures in the order of the paper.

    >>> [figure.name for figure in illustrations()][:2]
    ['landscape', 'pushforward']
    """
    found = []
    for file in pkgutil.iter_modules(__path__):
        offered = getattr(importlib.import_module(f"{__name__}.{file.name}"), "FIGURE", None)
        if isinstance(offered, Illustration):
            found.append(offered)
    return tuple(sorted(found, key=lambda figure: figure.number))
