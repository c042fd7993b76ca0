"""The window of a chart: a finite box of its coordinates, for pictures, meshes and tests.

Here: `read_window`, `window_of`. **Convention**: a window is data, not a fact: nothing is proved with it. Its ends are finite
expressions in the parameters; a coordinate whose interval in the domain is finite has that for its window.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.feasible import order
from symgeom.algebra.reading.given import expression
from symgeom.errors import InputError, shown

__all__ = ["Window", "read_window", "window_of"]

Window = dict[sp.Symbol, tuple[sp.Expr, sp.Expr]]


def read_window(window: Any, chart: Any) -> Window:
    """The declared intervals, by the chart's symbols.

    **Raises**: `InputError` for what is no table of finite intervals of the coordinates, or leaves the domain.
    """
    if window is None:
        return {}
    if not isinstance(window, Mapping):
        raise InputError(
            f"{chart.name}: a window is a table such as {{u: (0, 1)}}, a pair for a coordinate, not {shown(window)}"
        )
    found: Window = {}
    for key, ends in window.items():
        s = _coordinate(key, chart)
        if s in found:
            raise InputError(f"{chart.name}: the window of {s} is given twice, by the symbol and by its name")
        found[s] = _interval(s, ends, chart)
    return {s: found[s] for s in chart.engine.letters if s in found}


def window_of(chart: Any, declared: Window) -> Window:
    """The declared intervals, and the domain's finite ones for the other coordinates."""
    domain = {s: ends for s, ends in chart.engine.facts.domain.items() if all(e.is_finite for e in ends)}
    return {s: {**domain, **declared}[s] for s in chart.engine.letters if s in domain or s in declared}


def _coordinate(key: Any, chart: Any) -> sp.Symbol:
    s = symbol_of(key) if is_entry(key) else key
    for letter in chart.engine.letters:
        if letter in (s, key) or letter.name == key:
            return letter
    names = ", ".join(map(str, chart.coordinates))
    raise InputError(f"{chart.name}: the window names {shown(key)}, which is no coordinate; it has {names}")


def _interval(s: sp.Symbol, ends: Any, chart: Any) -> tuple[sp.Expr, sp.Expr]:
    if isinstance(ends, sp.Interval):
        ends = (ends.start, ends.end)
    if not isinstance(ends, tuple | list | sp.Tuple) or len(ends) != 2:
        raise InputError(f"{chart.name}: the window of {s} is a pair (low, high), not {shown(ends)}")
    low, high = (_end(end, s, chart) for end in ends)
    values = {p: sp.Rational(str(v)) for p, v in chart.defaults.items()}
    if order(low.xreplace(values), high.xreplace(values)) > 0:
        raise InputError(
            f"{chart.name}: the window of {s} is empty: ({low}, {high}). Give the smaller end first."
        )
    least, greatest = chart.engine.facts.domain.get(s, (-sp.oo, sp.oo))
    for inner, outer in ((least, low), (high, greatest)):
        if inner != outer and order(inner.xreplace(values), outer.xreplace(values)) > 0:
            raise InputError(
                f"{chart.name}: the window ({low}, {high}) of {s} leaves its domain ({least}, {greatest}). Give a part of it."
            )
    return low, high


def _end(end: Any, s: sp.Symbol, chart: Any) -> sp.Expr:
    what = f"{chart.name}: an end of the window of {s}"
    if isinstance(end, float) and abs(end) == float("inf"):
        end = sp.oo
    value = expression(end, what, endless=True)
    if value in (sp.oo, -sp.oo):
        raise InputError(f"{what} is infinite; a window is finite: give a number such as 2, or an expression")
    if lost := value.free_symbols - set(chart.engine.constants):
        names = ", ".join(map(str, chart.engine.constants)) or "none"
        raise InputError(
            f"{what}, {value}, has {min(map(str, lost))} in it, which is no parameter; there are: {names}"
        )
    return value
