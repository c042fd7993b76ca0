"""A derivation as it reads in a terminal: the surface, the facts, the conventions, and each value.

Also how wide the terminal is, and what it shows while someone waits.

A value is drawn in two dimensions while it fits the width; a wide matrix is listed entry by entry, a wide
expression is written on lines that can be copied into a text.
"""

import contextlib
import itertools
import shutil
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.domain.counting import operations
from symgeom.command.characters import drawn
from symgeom.geometry import row_major
from symgeom.geometry.kinks import nonzero
from symgeom.output import neutral
from symgeom.parts.formula import plain

__all__ = ["bar", "page", "progress", "width"]

_PATIENCE = 2.0  # seconds before a spinner is shown
_READ_AT_A_GLANCE = 60  # operations of a closed form up to which no definitions stand before it


@contextlib.contextmanager
def progress(text: str) -> Iterator[Callable[[str], None]]:
    """A spinner on standard error where someone is looking for more than two seconds; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    status = Console(stderr=True).status(Text(neutral(text)))
    start = threading.Timer(_PATIENCE, status.start)
    start.daemon = True
    start.start()
    try:
        yield lambda new: status.update(Text(neutral(new)))
    finally:
        start.cancel()
        start.join()
        status.stop()


@contextlib.contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error, from the third second on, where someone is looking; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda what, done, many: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    shown = Progress(*columns, console=Console(stderr=True), transient=True)
    task, start = shown.add_task(""), time.monotonic()

    def tell(what: str, done: int, many: int) -> None:
        if time.monotonic() - start > 2:
            shown.start()
        shown.update(task, description=escape(neutral(what)), completed=done, total=many)

    try:
        yield tell
    finally:
        shown.stop()


def width() -> int:
    """The columns of the terminal, 100 where there is none, and never fewer than 40."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def page(surface: Any, names: Iterable[str] = (), width: int = 100) -> str:
    """The named quantities of a surface, or all that its class has, as text."""
    wanted = list(names)
    quantities = (
        [surface.engine.quantity_named(name) for name in wanted]
        if wanted
        else [quantity for quantity in surface.quantities if quantity.told(surface)]
    )
    parts = [_heading(surface, width), *(_quantity(surface, quantity, width) for quantity in quantities)]
    return "\n\n".join(parts) + "\n"


def _heading(surface: Any, width: int) -> str:
    kind = {1: "curve", 2: "surface"}.get(surface.dimension, f"hypersurface of dimension {surface.dimension}")
    lines = [f"{surface.name}: {kind} in R^{surface.ambient_dimension}", ""]
    for label, entries in _facts(surface):
        body = textwrap.wrap(entries, max(width - 14, 30), break_long_words=False) or [""]
        lines += [f"{label:<14}{body[0]}", *(f"{'':<14}{line}" for line in body[1:])]
    return "\n".join(lines)


def _facts(surface: Any) -> Iterator[tuple[str, str]]:
    yield "map", f"({', '.join(map(_plain, surface.map))})"
    yield "coordinates", ", ".join(map(str, surface.coordinates))
    if surface.parameters:
        yield "parameters", ", ".join(map(str, surface.parameters))
    if surface.functions:
        yield "functions", ", ".join(_plain(f) + (" > 0" if f.is_positive else "") for f in surface.functions)
    yield (
        "assumptions",
        "; ".join(surface.assumptions) or "none: every value of the coordinates and parameters",
    )
    stated = filter(None, (quantity.convention_on(surface) for quantity in surface.quantities))
    if conventions := "; ".join(stated):
        yield "conventions", conventions


def _quantity(surface: Any, quantity: Any, width: int) -> str:
    title = f"{quantity.name}: {quantity.title}" if quantity.title else quantity.name
    value = textwrap.indent(_shown(surface, quantity, width - 4), "    ")
    where = ", ".join(f"{_plain(e)} ≠ 0" for e in nonzero(surface, quantity.name))
    return f"{title}{f', where {where}' if where else ''}\n{value}"


def _shown(surface: Any, quantity: Any, width: int) -> str:
    """The closed form; where that is long and a formula by name is shorter, the definitions and the value in them."""
    closed = surface.quantity(quantity.name)
    long = sum(map(operations, row_major.entries(closed)))
    formula = surface.formula(quantity.name) if long > _READ_AT_A_GLANCE else None
    if formula is None or not formula.definitions or formula.operations >= long:
        return _value(closed, width)
    lines = [
        _wrapped(f"{plain(p.symbol)} = {plain(p.expression)}    ({p.meaning})", width)
        for p in formula.definitions
    ]
    return "\n".join([*lines, _value(formula.value, width)])


def _value(value: Any, width: int) -> str:
    if isinstance(value, sp.MatrixBase):
        picture = drawn(value)
        fits = max(map(len, picture.splitlines()), default=0) <= width
        return picture if fits else _entries(value, value.shape, width)
    if isinstance(value, sp.NDimArray):
        return _entries(value, value.shape, width)
    picture = drawn(value)
    return picture if max(map(len, picture.splitlines())) <= width else _wrapped(_plain(value), width)


def _entries(value: Any, shape: tuple[int, ...], width: int) -> str:
    """The entries that don't vanish, equal ones on one line; indices count from 1."""
    places: dict[Any, list[str]] = {}
    for index in itertools.product(*map(range, shape)):
        places.setdefault(value[index], []).append(f"[{','.join(str(i + 1) for i in index)}]")
    zeros = places.pop(sp.S.Zero, [])
    lines = [_wrapped(f"{' = '.join(labels)} = {_plain(entry)}", width) for entry, labels in places.items()]
    if zeros:
        lines.append("all other entries are 0" if lines else "all entries are 0")
    return "\n".join(lines)


def _plain(value: Any) -> str:
    return str(sp.sstr(value))


def _wrapped(text: str, width: int) -> str:
    """Lines broken at spaces only, so that they can be joined again."""
    lines = textwrap.wrap(
        text, max(width, 30), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)
