"""The figures of a paper as its templates see them, and what a format makes of them.

Here: `FigureView`, `figure_views`. A figure is drawn once for each kind of file; where matplotlib is missing there are
none, and the paper says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from symgeom.figures import Illustration, illustrations
from symgeom.pictures.canvas import MISSING, available
from symgeom.pictures.picture import Picture

__all__ = ["FigureView", "figure_views", "left_out"]


@dataclass(frozen=True)
class FigureView:
    """What a template reads of a figure; the bytes are for formats."""

    number: int
    name: str
    beside: str
    caption: str
    alternative: str
    source: Illustration

    @cached_property
    def picture(self) -> Picture:
        """The figure, its points computed."""
        return self.source.draw()

    @cached_property
    def pdf(self) -> bytes:
        """For TeX."""
        return self.picture.written("pdf", dpi=220)

    @cached_property
    def pixels(self) -> tuple[bytes, int]:
        """For pages: WebP, and how many pixels it is across."""
        return self.picture.compact()


def figure_views() -> tuple[FigureView, ...]:
    """The figures in order; none where they can't be drawn."""
    if not available():
        return ()
    return tuple(FigureView(f.number, f.name, f.beside, f.caption, f.alternative, f) for f in illustrations())


def left_out() -> str:
    """What to say where figures are left out; empty where they are there."""
    if available():
        return ""
    return f"The {len(illustrations())} figures are left out: {MISSING}."
