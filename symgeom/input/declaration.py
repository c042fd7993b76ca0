"""One parametrization as a TOML document: `load`, `loads`, `surface_of`.

The keys:

- `coordinates = ["u", "v"]`; `map = [...]` with one component more, or `graph = "..."` for a function's graph
- `where = ["R > r", "0 < r < R"]`: facts about parameters and coordinates
- `[domain]`, an interval for each coordinate that has one: `u = ["0", "2*pi"]`, with `oo` for no bound
- `[window]`, a finite interval for each coordinate, for pictures, as in `[domain]`
- `[parameters]`: default values for kernels and pictures; or `parameters = ["R", "r"]` without values
- `[data]`, what `mean(...)` and `sum(...)` in a formula run over: `x = [1, 2, 3]`, or columns of `file = "points.csv"`
- `functions = ["f(u) > 0", "g(u)"]`: undefined smooth functions that the formulas may mention
- `name`, `description`

A name in a formula must be declared: as a coordinate, as a parameter, or by a condition in `where`.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from symgeom.errors import InputError, shown
from symgeom.geometry import Hypersurface
from symgeom.input.files import read_text, toml
from symgeom.input.readings import Readings
from symgeom.input.scope import checked_name, suggestion
from symgeom.input.text import parse_expression
from symgeom.output import neutral

__all__ = ["KEYS", "graph_of", "load", "loads", "surface_of"]

KEYS = (
    *("name", "description", "coordinates", "map", "graph", "where", "domain", "window", "parameters"),
    *("functions", "data"),
)


def load(path: str | os.PathLike[str]) -> Hypersurface:
    """The surface that a TOML file describes: a `Graph` when it has `graph`, else a `Hypersurface`.

    Safe on untrusted input: the file is data, nothing in it is run.

    **Raises** InputError naming the file, the key and the column.
    """
    text = read_text(path)
    return loads(text, origin=neutral(Path(path).name), name=Path(path).stem, folder=Path(path).parent)


def loads(
    text: str, *, origin: str = "text", name: str = "surface", folder: str | os.PathLike[str] | None = None
) -> Hypersurface:
    """The surface that a TOML text describes; `origin` stands for the file in errors.

    Files of data are looked for in `folder`; without one a document can't name any.

    >>> loads('coordinates = ["x", "y"]\\ngraph = "x*y"').gaussian_curvature
    -1/(x**2 + y**2 + 1)**2
    """
    return surface_of(toml(text, origin), origin=origin, name=name, folder=folder)


def surface_of(
    table: Mapping[str, Any],
    *,
    origin: str = "table",
    name: str = "surface",
    folder: str | os.PathLike[str] | None = None,
) -> Hypersurface:
    """The surface that a table of TOML values describes; files of data are looked for in `folder`."""
    if not isinstance(table, Mapping):
        raise InputError(f"{origin}: a surface is a table of TOML values, not {shown(table)}")
    for key in table:
        if not isinstance(key, str):
            raise InputError(f"{origin}: a key is text, not {shown(key)}; the keys are {', '.join(KEYS)}.")
        if key not in KEYS:
            near = suggestion(key, KEYS) or f"; the keys are {', '.join(KEYS)}."
            raise InputError(f"{origin}: unknown key {key[:80]!r}{near}")
    return Readings(table, origin, name, None if folder is None else Path(folder)).surface()


def graph_of(formula: str, parameters: Sequence[str] = ()) -> Hypersurface:
    """The graph of a formula: its names, sorted, are the coordinates, except for the parameters.

    >>> graph_of("a*x*y", ["a"]).coordinates
    (x, y)
    """
    kept = [checked_name(name, "parameter") for name in parameters]
    read = parse_expression(formula)
    names = sorted({s.name for s in read.free_symbols} - set(kept))
    if not names:
        raise InputError(
            f"formula: {formula[:80]!r} has no name left to be a coordinate; give one such as x**2 + y**2."
        )
    table = {"name": formula.strip()[:80], "coordinates": names, "graph": formula, "parameters": kept}
    return surface_of(table, origin="formula")
