"""A surface or a curve to a picture: `plot`.

Conventions: lengths are true, unless one extent is more than `_NARROW` times another; the axes are then stretched to a box that
can be looked at, and the picture says so. A quantity with indices has its components as colours, counted from 1:
``shape_operator[1,2]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from symgeom.errors import InputError, shown
from symgeom.pictures.camera import TOP, Camera
from symgeom.pictures.colours import PLAIN, Scale, scale_of
from symgeom.pictures.picture import Picture
from symgeom.pictures.sampling import Array, Sampler
from symgeom.pictures.scene import Scene, Sheet, Stroke
from symgeom.typeset.letters import name as named

__all__ = ["plot"]

_NARROW = 8.0
_CELLS = {1: 800, 2: 140}
_MOST = {1: 20_000, 2: 1_000}
_UNDEFINED = (0.62, 0.62, 0.60)


def plot(
    surface: Any,
    color: str | None = None,
    *,
    window: Mapping[Any, Any] | None = None,
    points: int | None = None,
    view: tuple[float, float] | None = None,
    **values: Any,
) -> Picture:
    """The picture of a surface or a curve in the plane or in space, coloured by a quantity.

    ``window`` gives coordinates another interval than the surface's own; ``points`` is the number of cells a side; ``view`` the
    elevation and azimuth of the eye in degrees; other keywords are values of parameters, data and undefined functions.

    **Raises** `InputError` for what has no picture: more than two coordinates, a space of more than three dimensions, an
    unknown quantity, one with indices, a coordinate without a finite interval, a parameter without a value.
    """
    _check_dimensions(surface)
    quantity, index = _colour(surface, color)
    sampler = Sampler(surface, window, values)
    cells = (_count(surface, points),) * surface.dimension
    position = _in_space(sampler("position", sampler.corners(cells)))
    found = _values(sampler, quantity, index, cells)
    signed = quantity.signed(surface) or bool(index) if quantity else True
    scale = None if found is None else scale_of(found, signed)
    scene = _scene(surface, position, _colours(found, scale), _view(view), _title(sampler))
    label = "" if quantity is None else f"${_symbol(quantity, index)}$"
    return Picture(_name(surface, color), (scene,), scale, label, found)


def _check_dimensions(surface: Any) -> None:
    d, n = surface.dimension, surface.ambient_dimension
    if d > 2:
        raise InputError(
            f"{surface.name} has {d} coordinates, and a picture shows curves and surfaces: one coordinate or two. Fix the "
            "others at numbers, and plot the map or function that is left."
        )
    if n not in (2, 3):
        raise InputError(
            f"{surface.name} lies in R^{n}, and a picture shows the plane and space, R^2 and R^3. Plot a projection: an "
            "Immersion of three of the components."
        )


def _count(surface: Any, points: Any) -> int:
    d = surface.dimension
    if points is None:
        return _CELLS[d]
    if isinstance(points, bool) or not isinstance(points, int) or not 2 <= points <= _MOST[d]:
        raise InputError(f"points= is a whole number from 2 to {_MOST[d]}, not {shown(points)}")
    return points


def _view(view: Any) -> Camera:
    if view is None:
        return Camera()
    try:
        elevation, azimuth = map(float, view)
        if np.isfinite([elevation, azimuth]).all():
            return Camera(elevation, azimuth)
    except (TypeError, ValueError):
        pass
    raise InputError(f"view= is a pair of angles in degrees, (elevation, azimuth), not {shown(view)}")


def _colour(surface: Any, color: Any) -> tuple[Any, tuple[int, ...]]:
    """The quantity and the place of its component."""
    if color is None:
        return None, ()
    if not isinstance(color, str):
        raise InputError(
            f"color= is the name of a quantity, such as 'gaussian_curvature', not {shown(color)}"
        )
    match = re.fullmatch(r"(.*?)\s*\[\s*(\d+(?:\s*,\s*\d+)*)\s*\]", color.strip())
    quantity = surface.engine.quantity_named(match[1] if match else color)
    index = tuple(int(k) - 1 for k in re.split(r"\s*,\s*", match[2])) if match else ()
    shape = quantity.shape(surface)
    if len(index) != len(shape) or any(not 0 <= k < n for k, n in zip(index, shape)):
        raise InputError(f"{surface.name}: {_components(quantity, shape)}")
    return quantity, index


def _components(quantity: Any, shape: tuple[int, ...]) -> str:
    if not shape:
        return f"the {quantity.title} is one number at a point and has no components: color={quantity.name!r}"
    places = list(product(*(range(1, n + 1) for n in shape)))
    some = [f"{quantity.name}[{','.join(map(str, place))}]" for place in places[:4]]
    more = ", ..." if len(places) > 4 else ""
    return (
        f"{quantity.name} has {len(places)} components, and a colour shows one of them: color= one of "
        f"{', '.join(map(repr, some))}{more}"
    )


def _symbol(quantity: Any, index: tuple[int, ...]) -> str:
    letter = quantity.component if index else quantity.symbol
    for place, k in enumerate(index):
        letter = letter.replace(f"<{place}>", str(k + 1))
    return str(letter).replace(r"\operatorname", r"\mathrm")


def _values(sampler: Sampler, quantity: Any, index: tuple[int, ...], cells: tuple[int, ...]) -> Array | None:
    if quantity is None:
        return None
    found = sampler(quantity.name, sampler.middles(cells))
    for k in reversed(range(len(index))):  # the own indices of a quantity stand behind those of the points
        found = found[..., index[k]]
    return found


def _in_space(points: Array) -> Array:
    """Points of the plane as points of space."""
    return (
        points
        if points.shape[-1] == 3
        else np.concatenate([points, np.zeros((*points.shape[:-1], 1))], axis=-1)
    )


def _colours(values: Array | None, scale: Scale | None) -> Any:
    """A colour for each value; grey where there is none."""
    if values is None or scale is None:
        return None
    from symgeom.pictures.canvas import painted

    found = painted(scale.map, scale.fractions(values))
    found[~np.isfinite(values)] = _UNDEFINED
    return found


def _title(sampler: Sampler) -> str:
    """The name, and the values of the parameters."""
    plain = sampler.surface.name.replace("_", " ").replace("$", r"\$")
    numbers = [f"${named(str(name))} = {value:.4g}$" for name, value in sampler.numbers.items()]
    return ", ".join([plain, *numbers]) if len(numbers) <= 4 else plain


def _scene(surface: Any, position: Array, colours: Any, camera: Camera, title: str) -> Scene:
    flat = surface.ambient_dimension == 2
    if surface.dimension == 2:
        item: Sheet | Stroke = Sheet(
            position, PLAIN if colours is None else colours, lines=0 if flat else 17, shaded=not flat
        )
    else:
        item = Stroke(position, (0.12, 0.24, 0.44) if colours is None else colours, 2.2)
    scene = Scene((item,), TOP if flat else camera, title, flat, True)
    extents = np.ptp(scene.box(), axis=0)[: 2 if flat else 3]
    if extents[extents > 0].size and extents.max() > _NARROW * extents[extents > 0].min():
        return _stretched(scene, extents)
    return scene


def _stretched(scene: Scene, extents: Array) -> Scene:
    """Axes of unlike extent, each drawn as long as the widest."""
    from dataclasses import replace

    largest = float(extents.max())
    units = [largest / e if e > 0 else 1.0 for e in [*extents, 0.0, 0.0][:3]]
    camera = replace(scene.camera, stretch=(units[0], units[1], units[2]))
    return replace(scene, camera=camera, title=f"{scene.title}, axes not to one scale")


def _name(surface: Any, color: str | None) -> str:
    return surface.name if color is None else f"{surface.name}, coloured by {color}"
