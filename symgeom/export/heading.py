"""What a file says of itself: the surface, its arguments and results, conventions, facts and sources.

**Here.** `header`, lines of plain text, which a template puts into comments.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sympy as sp

from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import BudgetError, InputError
from symgeom.export.sheet import FunctionSheet
from symgeom.kernels.steps.naming import plain
from symgeom.kernels.steps.program import Argument
from symgeom.parts.formula import plain as written

__all__ = ["header"]

_WIDTH, _LONGEST = 96, 380
_WORTH = 1.0  # foreseen seconds of polynomial arithmetic that a closed form in a comment is worth


def header(
    sheet: FunctionSheet,
    names: Mapping[sp.Symbol, str],
    changed: Sequence[tuple[str, str]],
    language: str,
    needs: str,
    outside: str,
    closed: bool,
) -> list[str]:
    """The head of a file in lines without marks of a comment."""
    surface = sheet.surface
    title = plain(surface.name or "surface")
    lines = [f"{title}: {', '.join(plain(r.title) for r in sheet.results)}.", ""]
    lines += _paragraph(f"Written by symgeom in {language}; needs {needs}.")
    lines += ["", *_table("Surface", _map(surface))]
    lines += _table("Arguments", (_argument(names[s], a) for s, a in sheet.arguments))
    lines += _table("Results", map(_result, sheet.results))
    lines += _table("Closed form", closed_forms(sheet) if closed else ())
    lines += _table("Holds for", surface.assumptions or ["all values of the arguments"])
    lines += _table("", [outside])
    stated = filter(None, (q.convention_on(surface) for q in surface.quantities))
    ordered = [r for r in sheet.results if r.name.startswith("principal_")]
    special = [r.convention for r in sheet.results if r.convention and r not in ordered]
    if ordered:
        special += ["principal curvatures largest first, directions as columns, each up to its sign"]
    lines += _table("Conventions", dict.fromkeys([*stated, *special]))
    lines += _table("Sources", dict.fromkeys(r.source for r in sheet.results if r.source))
    lines += _table("Renamed", [f"{new} is the {old} of the derivation" for old, new in changed])
    return lines


def closed_forms(sheet: FunctionSheet) -> Iterator[str]:
    """The closed forms of the results that are functions, where they are known and short."""
    for result in (r for r in sheet.results if not r.shape):
        value = _closed(sheet.surface, result.name)
        if value is not None:
            text = written(value)
            long = f"{result.name} has one of {sp.count_ops(value)} operations, too long to be shown"
            yield f"{result.name} = {text}" if len(text) <= _LONGEST else long


def _closed(surface: Any, name: str) -> Any:
    try:
        with allowed(_WORTH):
            return surface.quantity(name)
    except Spent:
        return None
    except LimitReached:
        raise
    except (InputError, BudgetError):
        return None


def _map(surface: Any) -> list[str]:
    letters = ", ".join(map(str, surface.coordinates))
    if not hasattr(surface, "map"):
        return [f"a metric in the coordinates {letters}"]
    text = f"X({letters}) = ({', '.join(map(written, surface.map))})"
    return [
        text if len(text) <= _LONGEST else f"a map of {letters} to R^{len(surface.map)}, too long to be shown"
    ]


def _argument(name: str, argument: Argument) -> str:
    default = argument.default
    told = f", default {default!r}" if default is not None and default == default else ""
    return f"{name}: {argument.meaning}{told}{'' if argument.used else ', not used here'}"


def _result(result: Any) -> str:
    shape = f" {' x '.join(map(str, result.shape))}" if result.shape else ""
    return f"{result.name}{shape}: {result.title}"


def _table(label: str, entries: Iterable[str]) -> Iterator[str]:
    for k, entry in enumerate(entries):
        yield from _paragraph(entry, f"{label if k == 0 else '':<13}")


def _paragraph(text: str, before: str = "") -> list[str]:
    text = plain(text.replace("(*", "( *").replace("*)", "* )").replace("*/", "* /"))
    return textwrap.wrap(text, _WIDTH, initial_indent=before, subsequent_indent=" " * len(before)) or []
