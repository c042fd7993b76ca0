"""A finished picture: it shows itself in notebooks and is saved by its suffix.

Here: `Picture`.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from symgeom.errors import InputError, as_path
from symgeom.output import save
from symgeom.pictures.canvas import SUFFIXES, as_webp, drawn
from symgeom.pictures.colours import Scale
from symgeom.pictures.sampling import Array
from symgeom.pictures.scene import Scene

__all__ = ["Picture"]


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """Scenes side by side, drawn when they are asked for. The same picture gives the same bytes.

    ``values`` are what the colours stand for, ``scale`` says how, ``label`` is the quantity's symbol at the colour bar.
    """

    name: str
    scenes: tuple[Scene, ...]
    scale: Scale | None = None
    label: str = ""
    values: Array | None = field(default=None)
    columns: int = 0

    def __repr__(self) -> str:
        return f"<Picture: {self.name}>"

    def written(self, form: str, dpi: float = 200.0) -> bytes:
        """The bytes in a format: "png", "pdf" or "svg".

        **Raises** `ToolError` where matplotlib is missing.
        """
        return drawn(self.scenes, form, scale=self.scale, label=self.label, dpi=dpi, columns=self.columns)

    @cached_property
    def png(self) -> bytes:
        """The picture as pixels."""
        return self.written("png")

    def compact(self, dpi: float = 180.0) -> tuple[bytes, int]:
        """The picture as WebP, for pages that carry it with them, and how many pixels it is across.

        **Raises** `ToolError` where matplotlib is missing.
        """
        return as_webp(self.written("png", dpi))

    @cached_property
    def svg(self) -> str:
        """The picture for a page."""
        return self.written("svg").decode()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture; the suffix decides the format. The file appears whole or not at all.

        **Raises** `InputError` for another suffix, `ToolError` where matplotlib is missing or the file can't be written.
        """
        target = Path(as_path(path, "the file for the picture"))
        check_suffix(target)
        return save(target, self.written(target.suffix.lower()[1:]), "the picture")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The picture, for notebooks."""
        return {"text/plain": repr(self), "image/png": base64.b64encode(self.png).decode()}


def check_suffix(path: Path) -> None:
    """**Raises** `InputError` unless the path ends as one of the formats does."""
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            f"a picture can't be saved as {path.name!r}: the suffix decides the format and {path.suffix or 'none'} is not one "
            f"of {', '.join(SUFFIXES)}. Give a path such as {path.stem.strip('.') or 'surface'}.png."
        )
