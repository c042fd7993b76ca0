"""The box about a scene: its far faces, and ticks along three edges at the outline.

Here: `Tick`, `Cage`, `cage_of`, `ticks`. Source of the steps between ticks (1, 2, 2.5, 5 times a power of ten): P. S. Heckbert,
Nice numbers for graph labels, Graphics Gems (1990).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from symgeom.pictures.camera import Camera
from symgeom.pictures.sampling import Array
from symgeom.pictures.scene import Scene

__all__ = ["Cage", "Tick", "cage_of", "ticks"]


@dataclass(frozen=True, eq=False)
class Tick:
    """A text beside an edge: where the edge is, which way is outward, both in the plane of the picture."""

    text: str
    at: Array
    outward: Array
    name: bool = False  # of an axis, not a number


@dataclass(frozen=True, eq=False)
class Cage:
    """Lines (k, 2, 2) behind the scene, and the ticks."""

    lines: Array
    ticks: tuple[Tick, ...]


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers between two ends, no more than so many.

    >>> ticks(-3.1, 3.1)
    [-2.0, 0.0, 2.0]
    """
    if not high > low:
        return []
    raw = (high - low) / most
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(s * power for s in (1, 2, 2.5, 5, 10, 20) if s * power >= raw * (1 - 1e-9))
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [float(k * step) for k in np.arange(first, last + 1)]


def cage_of(scene: Scene) -> Cage:
    """The box of the scene's points; an axis along which it has no extent is left without ticks."""
    box, camera = scene.box(), scene.camera
    behind = (camera.eye <= 0).astype(int)  # the end of each axis that is far from the eye
    lines = [camera(np.array(edge))[:, :2] for edge in _far_edges(box, behind)]
    centre = camera(box.mean(axis=0))[:2]
    found = [tick for axis in range(3) for tick in _along(scene, box, behind, axis, centre)]
    return Cage(np.array(lines), tuple(found))


def _corner(box: Array, ends: tuple[int, ...] | Array) -> Array:
    return np.array([box[int(end), axis] for axis, end in enumerate(ends)])


def _far_edges(box: Array, behind: Array) -> list[tuple[Array, Array]]:
    """The edges of the three faces that are far from the eye."""
    edges = []
    for axis in range(3):
        others = [k for k in range(3) if k != axis]
        for ends in product((0, 1), repeat=2):
            if any(end == behind[k] for end, k in zip(ends, others)):
                a, b = [0, 0, 0], [0, 0, 0]
                b[axis] = 1
                for end, k in zip(ends, others):
                    a[k] = b[k] = end
                edges.append((_corner(box, tuple(a)), _corner(box, tuple(b))))
    return edges


def _edge(camera: Camera, box: Array, behind: Array, axis: int) -> Array:
    """The edge of the outline that carries the ticks: near and low for the ground, on the left for the height."""
    ends = [int(end) for end in behind]
    if axis < 2:
        ends[1 - axis] = 1 - ends[1 - axis]
        choices = [ends]
    else:
        choices = [[1 - ends[0], ends[1], 0], [ends[0], 1 - ends[1], 0]]
    edges = []
    for choice in choices:
        a, b = list(choice), list(choice)
        a[axis], b[axis] = 0, 1
        edges.append(np.array([_corner(box, tuple(a)), _corner(box, tuple(b))]))
    return min(edges, key=lambda edge: float(camera(edge)[:, 0].sum()))


def _along(scene: Scene, box: Array, behind: Array, axis: int, centre: Array) -> list[Tick]:
    """The ticks of one axis and its name."""
    camera = scene.camera
    edge = _edge(camera, box, behind, axis)
    ends = camera(edge)[:, :2]
    along = ends[1] - ends[0]
    if float(np.linalg.norm(along)) < 0.12 * scene.size:
        return []
    outward = np.array([along[1], -along[0]]) / np.linalg.norm(along)
    outward *= np.sign(outward @ (ends.mean(axis=0) - centre)) or 1.0
    low, high = box[:, axis]
    found = []
    share = float(np.linalg.norm(along)) / scene.size
    for value in ticks(low, high, max(2, round(8 * share))):
        at = ends[0] + along * (value - low) / (high - low)
        found.append(Tick(f"${value + 0.0:.6g}$", at, outward))
    return [*found, Tick(scene.names[axis], ends.mean(axis=0), outward, name=True)]
