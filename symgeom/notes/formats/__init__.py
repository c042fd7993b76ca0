"""The formats that notes are written in, a file each: adding a format is adding a file here (and its templates).

A file of this folder offers `FORMAT`, a `Format` (see ``base``). Whoever saves notes asks here what a suffix stands for.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import PurePath

from symgeom.errors import InputError, shown
from symgeom.notes.formats.base import Format

__all__ = ["Format", "by_name", "by_suffix", "formats", "suffixes"]


def formats() -> dict[str, Format]:
    """The formats by name.

    >>> sorted({"tex", "pdf", "html", "md"} - set(formats()))
    []
    """
    found = {}
    for file in pkgutil.iter_modules(__path__):
        offered = getattr(importlib.import_module(f"{__name__}.{file.name}"), "FORMAT", None)
        if isinstance(offered, Format):
            found[file.name] = offered
    return found


def suffixes() -> tuple[str, ...]:
    """The suffixes that notes can be saved with, one a format."""
    return tuple(known.suffixes[0] for known in formats().values())


def by_name(name: str) -> Format:
    """The format of that name. **Raises** `InputError` for an unknown one."""
    found = formats()
    if not isinstance(name, str) or name not in found:
        raise InputError(f"there is no format {shown(name)} of notes; there are: {', '.join(found)}.")
    return found[name]


def by_suffix(path: PurePath) -> Format:
    """The format that a path's suffix stands for, in capitals or not. **Raises** `InputError` for another suffix."""
    for known in formats().values():
        if path.suffix.lower() in known.suffixes:
            return known
    raise InputError(
        f"notes can't be saved as {path.name!r}: the suffix decides the format and {path.suffix or 'none'} is not one of "
        f"{', '.join(suffixes())}. Give a path such as {path.stem.strip('.') or 'notes'}.tex."
    )
