"""What is drawn: sheets, strokes, arrows and labels in space, sorted from the far to the near.

Here: `Sheet`, `Stroke`, `Arrow`, `Mark`, `Scene`, and `Pieces`, what a canvas paints one after the other. A sheet is cut
into its quadrilaterals and a stroke into its segments, which are sorted together: a curve on a surface is hidden where the
surface is in front of it, and surfaces that meet cut one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from symgeom.pictures.camera import Camera
from symgeom.pictures.colours import PLAIN, lit
from symgeom.pictures.sampling import Array

__all__ = ["Arrow", "Item", "Mark", "Pieces", "Scene", "Sheet", "Stroke"]

Colour = tuple[float, float, float]
_NEARER = 0.012  # of the scene's size: a curve on a sheet lies in front of it
_BARB = (0.11, 0.042)  # length and half width of an arrow's head, of the scene's size


@dataclass(frozen=True, eq=False)
class Sheet:
    """A surface: points (m, n, 3) at the corners of its cells, and a colour (m-1, n-1, 3) of each or one of all."""

    points: Array
    colours: Array | Colour = PLAIN
    alpha: float = 1.0
    lines: int = 0  # of each kind of coordinate line that are drawn on it
    shaded: bool = True


@dataclass(frozen=True, eq=False)
class Stroke:
    """A curve: points (k, 3), a colour of all or of each segment, and a width in points of print."""

    points: Array
    colour: Array | Colour = (0.1, 0.1, 0.1)
    width: float = 1.2
    on: float = 1.0  # how far it is lifted towards the eye, in units of what a curve on a sheet needs
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Arrow:
    """A vector at a point."""

    tail: Array
    vector: Array
    colour: Colour = (0.1, 0.1, 0.1)
    width: float = 1.6
    head: float = 1.0  # in units of the usual size
    over: float = 2.0  # how far its head is lifted, in units of what a curve on a sheet needs


@dataclass(frozen=True, eq=False)
class Mark:
    """Text, with mathematics between dollar signs, at a point, moved by so many points of print."""

    text: str
    at: Array
    move: tuple[float, float] = (0.0, 0.0)
    colour: Colour = (0.1, 0.1, 0.1)
    size: float = 10.0


Item = Sheet | Stroke | Arrow | Mark


@dataclass(frozen=True, eq=False)
class Pieces:
    """Polygons (k, 4, 2) in the order they are painted, with the colours of face and edge (k, 4) and widths (k,)."""

    corners: Array
    faces: Array
    edges: Array
    widths: Array

    @staticmethod
    def joined(parts: list[Pieces], depths: list[Array]) -> Pieces:
        """All of them, the far before the near."""
        if not parts:
            return Pieces(np.empty((0, 4, 2)), np.empty((0, 4)), np.empty((0, 4)), np.empty(0))
        order = np.argsort(np.concatenate(depths), kind="stable")
        names = ("corners", "faces", "edges", "widths")
        return Pieces(*(np.concatenate([getattr(p, name) for p in parts])[order] for name in names))


@dataclass(frozen=True, eq=False)
class Scene:
    """Items with a camera; ``flat`` scenes lie in the plane of the first two axes, ``framed`` ones have a box with ticks."""

    items: tuple[Item, ...]
    camera: Camera = field(default_factory=Camera)
    title: str = ""
    flat: bool = False
    framed: bool = False
    names: tuple[str, ...] = ("$x$", "$y$", "$z$")

    def with_items(self, *more: Item) -> Scene:
        """The scene with more in it."""
        return replace(self, items=(*self.items, *more))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The texts, which stand over everything."""
        return tuple(item for item in self.items if isinstance(item, Mark))

    def box(self) -> Array:
        """The least and the greatest coordinates of all that is defined, (2, 3)."""
        points = np.concatenate([p.reshape(-1, 3) for p in self._points()])
        return np.array([np.nanmin(points, axis=0), np.nanmax(points, axis=0)])

    @property
    def size(self) -> float:
        """The length of the box's diagonal, as it is drawn."""
        low, high = self.box() * self.camera.stretch
        return float(np.linalg.norm(high - low)) or 1.0

    def _points(self) -> Iterator[Array]:
        for item in self.items:
            if isinstance(item, Sheet | Stroke):
                yield item.points
            elif isinstance(item, Arrow):
                yield np.array([item.tail, item.tail + item.vector])

    def pieces(self) -> Pieces:
        """What is painted, in order."""
        parts, depths, size = [], [], self.size
        for item in self.items:
            if isinstance(item, Sheet):
                found = [_cells(item, self.camera), *(_segments(s, self.camera, size) for s in _lines(item))]
            elif isinstance(item, Stroke):
                found = [_segments(item, self.camera, size)]
            elif isinstance(item, Arrow):
                found = list(_arrow(item, self.camera, size))
            else:
                continue
            for pieces, depth in found:
                parts.append(pieces)
                depths.append(depth)
        return Pieces.joined(parts, depths)


Sorted = tuple[Pieces, Array]


def _cells(sheet: Sheet, camera: Camera) -> Sorted:
    """The quadrilaterals whose corners are all defined."""
    p = sheet.points
    quads = np.stack([p[:-1, :-1], p[1:, :-1], p[1:, 1:], p[:-1, 1:]], axis=2).reshape(-1, 4, 3)
    colours = np.empty((len(quads), 4))
    colours[:, :3] = np.reshape(sheet.colours, (-1, 3))
    colours[:, 3] = sheet.alpha
    kept = np.isfinite(quads).all(axis=(1, 2))
    quads, colours = quads[kept], colours[kept]
    if sheet.shaded:
        drawn = quads * camera.stretch
        colours = lit(colours, np.cross(drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1]), camera)
    seen = camera(quads)
    solid = sheet.alpha >= 1
    edges = colours if solid else np.zeros_like(colours)
    widths = np.full(len(quads), 0.4 if solid else 0.0)
    return Pieces(seen[..., :2], colours, edges, widths), seen[..., 2].mean(axis=1)


def _lines(sheet: Sheet) -> Iterator[Stroke]:
    """Coordinate lines, evenly spaced, borders included."""
    if sheet.lines:
        m, n = sheet.points.shape[:2]
        faint = (0.36, 0.40, 0.46)
        for i in np.unique(np.linspace(0, m - 1, sheet.lines).round().astype(int)):
            yield Stroke(sheet.points[i], faint, 0.45, on=0.7)
        for j in np.unique(np.linspace(0, n - 1, sheet.lines).round().astype(int)):
            yield Stroke(sheet.points[:, j], faint, 0.45, on=0.7)


def _segments(stroke: Stroke, camera: Camera, size: float) -> Sorted:
    """The segments whose ends are both defined, as quadrilaterals without area."""
    pairs = np.stack([stroke.points[:-1], stroke.points[1:]], axis=1)
    colours = np.ones((len(pairs), 4))
    colours[:, :3] = np.reshape(stroke.colour, (-1, 3))
    kept = np.isfinite(pairs).all(axis=(1, 2))
    if stroke.dashed:
        along = np.concatenate(
            [[0.0], np.cumsum(np.linalg.norm(np.diff(stroke.points, axis=0), axis=1))[:-1]]
        )
        kept &= (along / (0.018 * size)) % 2 < 1.2
    pairs, colours = pairs[kept], colours[kept]
    seen = camera(pairs)
    depth = seen[..., 2].mean(axis=1) + stroke.on * _NEARER * size
    corners = seen[:, [0, 1, 1, 0], :2]
    return Pieces(corners, np.zeros_like(colours), colours, np.full(len(pairs), stroke.width)), depth


def _arrow(arrow: Arrow, camera: Camera, size: float) -> Iterator[Sorted]:
    """The shaft in short segments, and the head as a triangle that faces the eye."""
    tail, tip = np.asarray(arrow.tail, float), np.asarray(arrow.tail, float) + arrow.vector
    ends = camera(np.array([tail, tip]))
    direction = ends[1, :2] - ends[0, :2]
    length = float(np.linalg.norm(direction))
    barb = min(_BARB[0] * size * arrow.head * 0.5, 0.6 * length)
    if length > 0:
        direction /= length
        across = np.array([-direction[1], direction[0]]) * barb * _BARB[1] / _BARB[0] * 0.9
        back = ends[1, :2] - direction * barb
        head = np.array([[ends[1, :2], back + across, back + 0.25 * barb * direction, back - across]])
        colour = np.array([[*arrow.colour, 1.0]])
        behind = ends[1, 2] - barb / length * (
            ends[1, 2] - ends[0, 2]
        )  # of the barbs, where the head is nearest
        lifted = np.array([max(ends[1, 2], behind) + arrow.over * _NEARER * size])
        yield Pieces(head, colour, colour, np.array([0.3])), lifted
    share = 1 - 0.7 * barb / length if length > 0 else 1.0
    shaft = tail + np.linspace(0, share, 24)[:, None] * (tip - tail)
    yield _segments(Stroke(shaft, arrow.colour, arrow.width, on=1.2), camera, size)
