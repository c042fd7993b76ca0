"""Python with nothing but its module `math`: what one pastes into a script."""

import keyword
from collections.abc import Mapping
from typing import Any

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Page, Target

__all__ = ["KEYWORDS", "TARGET", "signature"]

KEYWORDS = frozenset({*keyword.kwlist, *keyword.softkwlist})
_FUNCTIONS = (
    "sqrt exp expm1 log log1p floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc"
)
_OTHERS = ("pow", "atan2", "hypot", "copysign")
_IMPORTED = frozenset({*_FUNCTIONS.split(), *_OTHERS, "pi", "nan"})


def signature(page: Page) -> str:
    """Coordinates and parameters by position or name, values of functions by name; defaults where all that follow have one."""
    found: list[str] = []
    rows = list(zip(page.arguments, page.sheet.arguments))
    numbers = [(name, a) for name, (_, a) in rows if a.kind != "function"]
    for k, (name, a) in enumerate(numbers):
        held = all(b.default is not None and b.default == b.default for _, b in numbers[k:])
        found.append(f"{name}={a.default!r}" if held else name)
    by_name = [name for name, (_, a) in rows if a.kind == "function"]
    return ", ".join([*found, *(["*", *by_name] if by_name else [])])


def _more(page: Page) -> Mapping[str, Any]:
    imported = sorted(_IMPORTED & page.printer.used)
    return {
        "signature": signature(page),
        "imported": f"from math import {', '.join(imported)}" if imported else "",
    }


TARGET = Target(
    name="python",
    language="Python",
    suffix=".py",
    needs="nothing else",
    spelling=LanguageTable(
        operations=calls(
            "", _FUNCTIONS, abs="abs({0})", **{name: f"{name}({{0}}, {{1}})" for name in _OTHERS}
        ),
        pi="pi",
        nan="nan",
        choice="({1} if {0} else {2})",
        power="{0}**{1}",
        helper="def {name}({operands}):\n    return {body}\n",
        infix={"and": "and", "or": "or", "not": "not "},
    ),
    rule=Rule(KEYWORDS | _IMPORTED | {"abs"}),
    comment=("#", ""),
    template="python.j2",
    outside="Nothing is checked. Where a formula is singular a ZeroDivisionError, an OverflowError or a ValueError is raised.",
    wraps=True,
    closed=True,
    more=_more,
)
