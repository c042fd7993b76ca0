"""The data that sums of a chart run over: which arrays there are, what their names may be, and values that are given with it.

What is here: `data_of`, `check_data`, `split_defaults`, `read_values`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.domain.totals import DataEntry, Total
from symgeom.errors import InputError, shown

__all__ = ["check_data", "data_of", "read_values", "split_defaults"]

Values = tuple[Any, ...]  # numbers, or rows of them


def data_of(sources: Iterable[sp.Expr]) -> tuple[sp.IndexedBase, ...]:
    """The arrays in sums, by name."""
    found = {s.entry.base for e in sources for s in e.free_symbols if isinstance(s, DataEntry)}
    return tuple(sorted(found, key=str))


def check_data(name: str, sources: Iterable[sp.Expr], letters: Iterable[sp.Symbol]) -> None:
    """A sum is over data, not over a coordinate, and no name stands for two things. Raises `InputError`."""
    sources = list(sources)
    totals = set().union(*(e.atoms(Total) for e in sources if Total in kinds(e)))
    if not totals:
        return
    coordinates = {s.name for s in letters}
    arrays = {str(getattr(getattr(s, "entry", None), "base", "")) for s in letters}
    known = {s.name for e in sources for s in e.free_symbols if not isinstance(s, DataEntry)}
    for total in sorted(totals, key=str):
        for what in (total.args[1], total.args[2]):
            if what.name in coordinates:
                raise InputError(
                    f"{name}: a sum over the coordinate {what.name}; a sum runs over data. Rename one of them"
                )
    for base in data_of(sources):
        if str(base) in arrays:
            raise InputError(
                f"{name}: a sum over {base}, entries of which are coordinates; write the sum out, with numbers as its limits"
            )
        if str(base) in known | coordinates:
            raise InputError(f"{name}: {base} is both data and a symbol; rename one of them")


def split_defaults(defaults: Any, data: Iterable[sp.IndexedBase]) -> tuple[Any, dict[sp.IndexedBase, Any]]:
    """Values of parameters, and those of data."""
    if not isinstance(defaults, Mapping):
        return defaults, {}
    by_name = {str(base): base for base in data}
    held = {
        key: by_name[str(key)]
        for key in defaults
        if isinstance(key, sp.IndexedBase | str) and str(key) in by_name
    }
    rest = {key: value for key, value in defaults.items() if key not in held}
    return rest, {base: defaults[key] for key, base in held.items()}


def read_values(chart: str, given: Mapping[sp.IndexedBase, Any]) -> dict[sp.IndexedBase, Values]:
    """The values of data as tuples of floats, or of rows of them. Raises `InputError`."""
    return {base: _array(f"{chart}: the data {base}", value) for base, value in given.items()}


def _array(what: str, value: Any) -> Values:
    try:
        rows = list(value.tolist() if hasattr(value, "tolist") else value)
    except TypeError:
        raise InputError(f"{what} are no array but {shown(value)}") from None
    if not rows:
        raise InputError(f"{what} are empty")
    if all(isinstance(row, list | tuple) for row in rows):
        if len({len(row) for row in rows}) > 1:
            raise InputError(f"{what} have rows of unequal length")
        return tuple(
            tuple(_number(what, x, f"[{i}, {j}]") for j, x in enumerate(row)) for i, row in enumerate(rows)
        )
    return tuple(_number(what, x, f"[{i}]") for i, x in enumerate(rows))


def _number(what: str, value: Any, at: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{what} at {at} are no number that a float can hold") from None
    if not math.isfinite(number):
        raise InputError(f"{what} at {at} are not finite: leave such data away")
    return number
