"""Values as displays: a matrix whole where it fits, by components else, and names where a component is too wide.

Here: ``Formulas``, the printer and the names in use for one surface.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.counting import operations
from symgeom.notes.abbreviations import Abbreviations, TooLong, common_factor
from symgeom.typeset.layout import LINE, Display, Math, chain, listing
from symgeom.typeset.letters import component
from symgeom.typeset.ordering import negative
from symgeom.typeset.printer import MathPrinter
from symgeom.typeset.widths import width

__all__ = ["Formulas", "Where"]

Where = list[tuple[sp.Symbol, sp.Expr]]


class Formulas:
    """The printer and the names of one surface; ``taken`` are letters that may not be used as names."""

    def __init__(self, coordinates: Sequence[sp.Symbol], taken: set[str], prefix: str = "") -> None:
        self.prefix = prefix  # of labels
        self.coordinates = tuple(coordinates)
        self.printer = MathPrinter(coordinates)
        self.names = Abbreviations(self.printer, taken | {str(c) for c in coordinates}, matches=_same)

    def order(self, names: Sequence[sp.Expr]) -> None:
        """Print these behind the coordinates from here on."""
        kept = self.printer
        self.printer = self.names.printer = MathPrinter([*self.coordinates, *names])
        self.printer.spelled, self.printer.numbered = kept.spelled, kept.numbered

    def math(self, expr: object) -> Math:
        return Math(self.printer.doprint(expr))

    def series(self, symbols: Iterable[object]) -> Math:
        """Several expressions with commas between them."""
        return Math(", ".join(self.math(s) for s in symbols))

    @contextlib.contextmanager
    def ordered(self, symbols: Sequence[sp.Symbol]) -> Iterator[None]:
        """Inside, the given symbols are printed last, as coordinates are."""
        kept, self.printer = self.printer, MathPrinter(symbols)
        self.printer.spelled, self.printer.numbered = kept.spelled, kept.numbered
        self.names.printer = self.printer
        yield
        self.printer = self.names.printer = kept

    def matrix(
        self,
        symbol: str,
        entries: Sequence[sp.Expr],
        columns: int = 1,
        label: str = "",
        before: Sequence[str] = (),
    ) -> Display | None:
        """The matrix in one display, the common factor in front; nothing if it is too wide."""
        factor, reduced = common_factor(entries)
        for front, inside in ((factor, reduced), (sp.S.One, list(entries))):
            body = _roomy(self.math(sp.Matrix(len(inside) // columns, columns, list(inside))))
            head = "" if front == 1 else "-" if front == -1 else self._factor(front)
            if width(f"{symbol} = {head}{body}") <= LINE - 46:
                return chain(symbol, [*before, head + body], label=label)
        return None

    def _factor(self, front: sp.Expr) -> str:
        """What stands before a matrix: a sum in parentheses."""
        if isinstance(front, sp.Add) and all(negative(term) for term in front.args):
            return f"-({self.math(sp.Add(*(-term for term in front.args)))}) "
        return f"({self.math(front)}) " if isinstance(front, sp.Add) else f"{self.math(front)} "

    def components(
        self,
        pattern: str,
        entries: Iterable[tuple[tuple[int, ...], sp.Expr]],
        *,
        margin: float = 30,
        equal: Callable[[tuple[int, ...]], Iterable[tuple[int, ...]]] = lambda index: (),
    ) -> tuple[Display, Where]:
        """Each component in a formula of its own, and the names that they need; ``equal`` gives those equal to one."""
        formulas: list[tuple[str, str]] = []
        where: Where = []
        for index, entry in entries:
            same = equal(index) if len(index) == 3 else ()
            left = " = ".join(component(pattern, at) for at in (index, *same))
            text, more = self.names.typeset(entry, LINE - width(left) - margin)
            formulas.append((left, text))
            where += more
        return listing(formulas), where

    def columns(self, symbol: str, entries: Sequence[sp.Expr], columns: int) -> Display | None:
        """The columns of a matrix one by one; nothing if one is too wide."""
        formulas = []
        for k in range(columns):
            display = self.matrix(f"{symbol}_{k + 1}", entries[k::columns])
            if display is None:
                return None
            ((left, right),) = display.rows[0]
            formulas.append((str(left), str(right).removeprefix("= ")))
        return listing(formulas)

    def whole_or_components(
        self, symbol: str, entries: Sequence[sp.Expr], shape: tuple[int, ...], where: Where
    ) -> Display:
        """A vector or symmetric matrix, by components where it is too wide; names that are needed join ``where``."""
        origin = "decided: derivatives in the exact field"
        if len(entries) == 1:
            text, more = self.names.typeset(entries[0], LINE - 60)
            where += more
            return chain(symbol, [text], origin=origin)
        whole = self.matrix(symbol, entries, shape[1] if len(shape) > 1 else 1)
        if whole is not None:
            return replace(whole, origin=origin)
        indices = itertools.product(*(range(n) for n in shape))
        chosen = [
            (index, e)
            for index, e in zip(indices, entries)
            if list(index) == sorted(index) and (e != 0 or len(shape) == 1)
        ]
        pattern = f"{symbol}_<0>" if len(shape) == 1 else f"{symbol}_{{<0><1>}}"
        try:
            display, more = self.components(pattern, chosen, margin=50)
        except TooLong:
            derivatives = "".join(rf"\partial_{letter}" for letter in "ij"[: len(shape)])
            return chain(symbol, [rf"\left({derivatives} \ell\right)"], origin="definition")
        where += more
        return replace(display, origin=origin)

    def explained(self, where: Where) -> Display | None:
        """What the names stand for, each after the names that it needs itself."""
        texts: dict[sp.Symbol, tuple[str, str]] = {}
        uses: dict[sp.Symbol, set[sp.Symbol]] = {}
        waiting = list(where)
        while waiting:
            symbol, expr = waiting.pop(0)
            text, more = self.names.typeset(expr, LINE - 50)
            texts[symbol], uses[symbol] = (str(self.math(symbol)), text), {name for name, _ in more}
            uses[symbol] |= expr.free_symbols
            waiting += more
        formulas = [texts[symbol] for symbol in _in_order(uses)]
        return listing(formulas, origin="definition of a name") if formulas else None


def _in_order(uses: dict[sp.Symbol, set[sp.Symbol]]) -> list[sp.Symbol]:
    """Each name after those that it uses, else in the order given."""
    done: list[sp.Symbol] = []
    while len(done) < len(uses):
        done += [s for s in uses if s not in done and not ((uses[s] & uses.keys()) - set(done) - {s})][:1]
    return done


def _roomy(matrix: str) -> str:
    """Matrix rows set apart where they hold fractions, these in full size where they are compound."""
    if re.search(r"\\frac\{[^{}]* [^{}]*\}|\\frac\{[^{}]*\}\{[^}]* |\\frac.*\\frac\{.*\^", matrix):
        return matrix.replace(r"\frac", r"\dfrac").replace(r"\\ ", r"\\[8pt] ")
    return matrix.replace(r"\\ ", r"\\[2pt] ") if r"\frac" in matrix or r"\sqrt" in matrix else matrix


def _same(a: sp.Expr, b: sp.Expr) -> bool:
    """Equality of sums by expansion: sound, and quick because the sizes are looked at first."""
    if a == b:
        return True
    if a.free_symbols != b.free_symbols or operations(a) + operations(b) > 400:
        return False
    return _alike(a, b) and bool(sp.expand(a - b) == 0)


def _alike(a: sp.Expr, b: sp.Expr) -> bool:
    """Whether they have the same value at one point, where that can be told: what hasn't is different, and quickly so."""
    inner = (a - b).atoms(AppliedUndef, sp.Derivative)
    tops = {e: sp.Symbol(f"jet{k}") for k, e in enumerate(sorted(inner, key=sp.default_sort_key))}
    difference = [e.xreplace(tops) for e in (a, b)]
    symbols = sorted(difference[0].free_symbols | difference[1].free_symbols, key=lambda s: str(s.name))
    point = {s: sp.Float(0.3 + 0.17 * k) for k, s in enumerate(symbols)}
    try:
        left, right = (complex(e.xreplace(point)) for e in difference)
    except (TypeError, ValueError, ArithmeticError):
        return True
    return abs(left - right) <= 1e-6 * (1 + abs(left))
