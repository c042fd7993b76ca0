"""A target language as data, and a sheet in it.

**Here.** `Target`, the value `TARGET` of a file in `targets/`; `Names`, what everything is called in it; `printed`, the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from symgeom.errors import InputError
from symgeom.export.heading import header
from symgeom.export.renaming import Renaming, Rule
from symgeom.export.sheet import FunctionSheet, Result
from symgeom.export.spelling import LanguageTable, Missing, Printer, wrapped
from symgeom.kernels.printing.in_c import names as function_names
from symgeom.kernels.printing.python import render
from symgeom.kernels.steps.program import Argument
from symgeom.parts.names import RECURRING

__all__ = ["Names", "Target", "printed"]


@dataclass(frozen=True)
class Target:
    """How one language prints a sheet.

    ``suffix`` is that of its files, ``needs`` what they run with, ``outside`` what happens outside the domain. ``comment`` are
    the marks around a comment behind a line, ``end`` stands where a line goes on, ``brackets`` are those of lists for a result
    with indices. ``template`` is in `templates/kernels/targets/`, and so is that of the ``declarations``, if they have a file;
    ``more`` gives both further fields.
    """

    name: str
    language: str
    suffix: str
    needs: str
    spelling: LanguageTable
    rule: Rule
    template: str
    outside: str
    declarations: str = ""
    comment: tuple[str, str] = ("//", "")
    end: str = ""
    width: int = 100
    wraps: bool = False  # what is longer than a line has brackets around it
    brackets: str = "[]"
    names_results: bool = False  # results are variables of the function
    closed: bool = False  # the header shows closed forms
    matrices: bool = False  # it has eigenvalues and determinants of matrices
    more: Callable[[Page], Mapping[str, Any]] = lambda page: {}


class Names:
    """The names of a function, its arguments, its lines and its results in a target."""

    def __init__(self, target: Target, sheet: FunctionSheet, taken: Iterable[str] = ()) -> None:
        results = [r.name for r in sheet.results] if target.names_results else []
        arrays = {name for m in sheet.matrices for name, _ in m.step.arrays()}
        functions = function_names() if sheet.matrices else ()
        rule = replace(target.rule, reserved=target.rule.reserved.union(results, arrays, functions))
        self.rename = rename = Renaming(rule)
        title = sheet.surface.name or "surface"
        wanted = {symbol: a.symbol for symbol, a in sheet.arguments}
        wanted |= {line.symbol: line.symbol.name for line in sheet.lines}
        kept = [s for s, name in wanted.items() if _stays(name, rule, list(wanted.values()))]
        self.of: dict[sp.Symbol, str] = {
            s: rename(wanted[s]) for s in (*kept, *(s for s in wanted if s not in kept))
        }
        self.function = Renaming(replace(rule, reserved=rule.reserved.union(self.of.values(), taken)))(title)
        self.changed = [(a.symbol, self.of[s]) for s, a in sheet.arguments if a.symbol != self.of[s]]
        places = {s: place for m in sheet.matrices for s, place in m.symbols.items()}
        self.symbols = {s: sp.Symbol(name) for s, name in {**self.of, **places}.items()}


def _stays(name: str, rule: Rule, others: Sequence[str]) -> bool:
    """Whether a name can stay as it is."""
    alone = [rule.key(other) for other in others].count(rule.key(name)) == 1
    return alone and Renaming(rule)(name) == name


@dataclass
class Page:
    """A sheet on its way into a target: its names, and the printer that has met its expressions."""

    target: Target
    sheet: FunctionSheet
    names: Names
    printer: Printer
    single: bool = False
    lines: list[dict[str, str]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)

    def text(self, e: Any) -> str:
        """An expression."""
        return self.printer.doprint(e.xreplace(self.names.symbols))

    @property
    def arguments(self) -> list[str]:
        """The names of the arguments."""
        return [self.names.of[s] for s, _ in self.sheet.arguments]

    @property
    def example(self) -> list[float]:
        """Values of the arguments for an example: those that the surface declares, the middle of its window, a number."""
        return [example(self.sheet.surface, a) for _, a in self.sheet.arguments]

    @property
    def texts(self) -> list[str]:
        """Everything that was printed."""
        return [*(line["text"] for line in self.lines), *(t for r in self.results for t in r["flat"])]

    def filled(self, text: str, before: int = 0, indent: int = 8) -> str:
        """A text between brackets in lines that are short enough."""
        return wrapped(text, self.target.width - before, " " * indent, self.target.end)

    def broken(self, text: str, before: int = 0, indent: int = 8) -> str:
        """A text in lines that are short enough."""
        text = self.filled(text, before, indent)
        return f"({text})" if self.target.wraps and "\n" in text else text


def printed(
    target: Target,
    sheet: FunctionSheet,
    others: Callable[[str], Sequence[str]],
    taken: Iterable[str] = (),
    template: str = "",
) -> str:
    """The file, or another ``template`` of it.

    ``others`` names the targets that have an operation, ``taken`` are names that the function may not have.

    **Raises** `InputError` for an operation that the language has no function for.
    """
    page = Page(target, sheet, Names(target, sheet, taken), Printer(target.spelling), len(sheet.results) == 1)
    try:
        fields = _fields(page)
    except Missing as missing:
        able = ", ".join(others(str(missing))) or "numpy"
        raise InputError(
            f"{sheet.surface.name}: {target.language} has no function {missing}, which the formula needs; targets that have "
            f"it: {able}."
        ) from None
    return render(f"targets/{template or target.template}", **fields)


def example(surface: Any, argument: Argument) -> float:
    """A value for an argument that suits an example."""
    if argument.default is not None and argument.default == argument.default:
        return argument.default
    window = {str(s): ends for s, ends in (getattr(surface, "window", None) or {}).items()}
    low, high = (
        end.subs(dict(surface.defaults)) for end in window.get(argument.symbol, (sp.S.Zero, sp.S.One))
    )
    middle = low + (high - low) * sp.Rational(2, 5)
    return round(float(middle), 3) if middle.is_number else 0.5


def _fields(page: Page) -> dict[str, Any]:
    sheet, names, target = page.sheet, page.names, page.target
    page.lines = [
        {
            "name": names.of[line.symbol],
            "text": page.text(line.expression),
            "note": _note(target, line.meaning),
        }
        for line in sheet.lines
    ]
    page.results = [_result(page, r) for r in sheet.results]
    read = {names.of[s] for e in sheet.expressions for s in e.free_symbols if s in names.of}
    return {
        "name": names.function,
        "arguments": page.arguments,
        "called": ", ".join(page.arguments),
        "lines": page.lines,
        "results": page.results,
        "single": page.single,
        "helpers": list(page.printer.helpers.values()),
        "used": sorted(page.printer.used),
        "head": header(
            sheet, names.of, names.changed, target.language, target.needs, target.outside, target.closed
        ),
        "broken": page.broken,
        "unused": [name for name in page.arguments if name not in read],
    } | dict(target.more(page))


def _note(target: Target, meaning: str) -> str:
    """The comment behind a line; what recurs needs none."""
    return "" if meaning == RECURRING else f"  {target.comment[0]} {meaning}{target.comment[1]}"


def _result(page: Page, result: Result) -> dict[str, Any]:
    texts = list(map(page.text, result.entries))
    return {
        "name": result.name,
        "shape": result.shape,
        "size": len(texts),
        "entries": list(zip(result.places, texts)),
        "flat": texts,
        "nested": _nested(texts, result.shape, page.target.brackets),
    }


def _nested(texts: Sequence[str], shape: Sequence[int], brackets: str) -> str:
    if not shape:
        return texts[0]
    step = len(texts) // shape[0]
    rows = [_nested(texts[k * step : (k + 1) * step], shape[1:], brackets) for k in range(shape[0])]
    return f"{brackets[0]}{', '.join(rows)}{brackets[1]}"
