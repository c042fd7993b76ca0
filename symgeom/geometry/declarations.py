"""What is declared of a chart, read and checked: its coordinates, its name, default values of its parameters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.reading.given import expression, ordered
from symgeom.bounds import MAX_DIMENSION
from symgeom.errors import InputError, shown
from symgeom.output import printable

__all__ = ["read_coordinates", "read_defaults", "read_dimension", "read_name", "read_quantities"]


def read_dimension(dimension: Any, what: str) -> int:
    """A number of coordinates. Raises `InputError`."""
    if isinstance(dimension, bool) or not isinstance(dimension, int) or not 1 <= dimension <= MAX_DIMENSION:
        raise InputError(
            f"the dimension of {what} must be a positive integer up to {MAX_DIMENSION}, not {shown(dimension)}"
        )
    return dimension


def read_name(name: Any, otherwise: str) -> str:
    """The name of a chart. Raises `InputError` for what is no text, or no line of it that can be printed."""
    if name is not None and not isinstance(name, str):
        raise InputError(f"the name of a surface is text, not {shown(name)} of type {type(name).__name__}")
    return printable(name, "the name of a surface") if name else otherwise


def read_coordinates(coordinates: Any, more: tuple[Any, ...] = ()) -> tuple[sp.Symbol, ...]:
    """The coordinates as distinct symbols; ``more`` are those that were given one by one. Raises `InputError`."""
    if more:
        names = ", ".join(map(shown, (coordinates, *more)))
        raise InputError(f"the coordinates are one tuple; write ({names}) in place of {names}")
    one = (sp.Symbol, sp.Indexed, MatrixElement)
    symbols = tuple(symbol_of(s) if is_entry(s) else s for s in ordered(coordinates, "the coordinates", one))
    for s in symbols:
        if not isinstance(s, sp.Symbol):
            raise InputError(
                f"a coordinate must be a SymPy Symbol, not {shown(s)} of type {type(s).__name__}"
            )
    if not symbols:
        raise InputError("at least one coordinate is needed")
    if len(set(symbols)) != len(symbols):
        raise InputError(f"a coordinate is named twice in ({', '.join(map(str, symbols))})")
    return symbols


def read_defaults(
    defaults: Any, chart: str, constants: Iterable[sp.Symbol], known: Iterable[sp.Symbol]
) -> dict[sp.Symbol, float]:
    """Values of the parameters by symbol; those of other known symbols are left out. Raises `InputError`."""
    if not isinstance(defaults, Mapping):
        raise InputError(
            f"{chart}: defaults must be a table such as {{R: 2.0}}, a number for a parameter, not {shown(defaults)}"
        )
    by_name = {s.name: s for s in constants}
    result = {}
    for key, value in defaults.items():
        name = symbol_of(key).name if is_entry(key) else str(key)
        s = by_name.get(name)
        if s is None and any(name == other.name for other in known):
            continue  # a parameter of the domain alone: no quantity needs its value
        if s is None:
            names = ", ".join(by_name) or "none"
            raise InputError(
                f"{chart}: a default value for {shown(key)}, which is no parameter; the parameters are {names}"
            )
        result[s] = _read_default(s, value, chart)
    return result


def _read_default(s: sp.Symbol, value: Any, chart: str) -> float:
    what = f"{chart}: the default value of {s}"
    number = expression(value, what)
    try:
        found = float(number)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{what} is no number that a float can hold: {shown(value)}") from None
    if not math.isfinite(found):
        raise InputError(f"{what} is no number that a float can hold: {shown(value)}")
    if (s.is_positive and not found > 0) or (s.is_negative and not found < 0):
        sign = "positive" if s.is_positive else "negative"
        raise InputError(f"{chart}: {s} is {sign}, but its default value is {value}")
    return found


def read_quantities(chart: Any, names: Any) -> list[Any]:
    """The quantities that are asked for, each once. Raises `InputError`."""
    asked = [names] if isinstance(names, str) else ordered(names, f"{chart.name}: the names of quantities")
    if not asked:
        raise InputError(
            f"{chart.name}: at least one quantity is needed; there are: {', '.join(q.name for q in chart.quantities)}."
        )
    return list(dict.fromkeys(chart.engine.quantity_named(name) for name in asked))
