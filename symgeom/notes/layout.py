r"""Formulas on a page: displays aligned at the first relation, long lines broken, names for what is too wide.

Here: ``Math`` (printed maths, never escaped), ``Display`` (rows cut at an alignment point), ``chain`` (left
side and right sides to a display), ``Names`` (abbreviations such as ``W``), ``common_factor`` of a matrix.
Lines break before a top-level plus or minus; a wide sum inside a product gets growing brackets and breaks
there; a wide denominator, radicand or argument gets a name, explained below the formula. All widths are in
points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symgeom.notes.mathtree import Row, Script, Sign, read, width
from symgeom.notes.printer import MathPrinter

__all__ = [
    "LINE",
    "NUMBERED",
    "Display",
    "Math",
    "Names",
    "TooLong",
    "break_lines",
    "chain",
    "common_factor",
    "listing",
    "split_relations",
]

LINE = 448.0  # the text width of A4 paper with 25 mm margins, less a little air
_MOST_NAMES = 12
NUMBERED = LINE - 34.0  # the same beside an equation number


class Math(str):
    """LaTeX maths from our own printer: the templates escape every other string."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Display:
    """Displayed formulas: rows of pairs (left, right of the alignment point); a label makes it numbered.

    An empty left cell continues the formula before it.
    """

    rows: tuple[tuple[tuple[Math, Math], ...], ...]
    label: str = ""  # of letters, digits, ":" and "-" only

    def punctuated(self, last: str = ".") -> tuple[tuple[tuple[Math, Math], ...], ...]:
        """The rows with a comma after each formula and the given sign after the last one."""
        cells = [cell for row in self.rows for cell in row]
        marked: list[tuple[Math, Math]] = []
        for k, (left, right) in enumerate(cells):
            mark = last if k == len(cells) - 1 else "," if cells[k + 1][0] else ""
            marked.append((left, Math(right + mark)))
        result, at = [], 0
        for row in self.rows:
            result.append(tuple(marked[at : at + len(row)]))
            at += len(row)
        return tuple(result)


def _top_level(tree: Row, source: str) -> Iterable[tuple[int, Sign]]:
    """Places of relations and binary signs outside all plain parentheses; growing brackets don't count."""
    depth = 0
    before = "open"
    for node, (start, _) in zip(tree.nodes, tree.spans):
        inner = node.base if isinstance(node, Script) else node
        if not isinstance(inner, Sign):
            before = "ord"
            continue
        growing = source[start:].startswith((r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"))
        if inner.kind in ("open", "close"):
            depth += 0 if growing else (1 if inner.kind == "open" else -1)
        elif depth == 0 and (
            inner.kind == "rel" or (inner.kind == "bin" and before not in ("open", "rel", "bin"))
        ):
            yield start, inner
        if inner.kind != "space":
            before = inner.kind


def split_relations(formula: str) -> tuple[str, list[str]]:
    """A chain ``a = b = c`` as its left side and the pieces ``= b``, ``= c``.

    >>> split_relations("a = b = c + d")
    ('a', ['= b', '= c + d'])
    """
    cuts = [place for place, sign in _top_level(read(formula), formula) if sign.kind == "rel"]
    pieces = [formula[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(formula)])]
    return pieces[0], pieces[1:]


def break_lines(formula: str, budget: float) -> list[str]:
    """The formula in lines no wider than the budget where its top-level signs allow it, greedily filled."""
    if width(formula) <= budget:
        return [formula]
    cuts = [place for place, sign in _top_level(read(formula), formula) if sign.text in "+−±∓"]
    pieces = [formula[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(formula)])]
    pieces = [piece for piece in pieces if piece]
    lines = [pieces[0]]
    for piece in pieces[1:]:
        indent = r"\quad {} " if len(lines) > 1 or lines[0] else ""
        if _width(f"{lines[-1]} {piece}") <= budget:
            lines[-1] = f"{lines[-1]} {piece}"
        else:
            lines.append(indent + piece)
    return lines


def _width(piece: str) -> float:
    """Width of a piece that may open a growing bracket and not close it."""
    return width(piece)


def _relates(piece: str) -> bool:
    """Whether the piece begins with its own relation."""
    nodes = read(piece).nodes
    return bool(nodes) and isinstance(nodes[0], Sign) and nodes[0].kind == "rel"


def chain(left: str, right: Sequence[str], *, label: str = "", relation: str = "=") -> Display:
    """A display ``left = right[0] = right[1] ...``: on one line, or aligned at the first relation."""
    pieces = [piece if _relates(piece) else f"{relation} {piece}" for piece in right]
    room = NUMBERED if label else LINE
    whole = " ".join([left, *pieces])
    if width(whole) <= room:
        return Display((((Math(left), Math(" ".join(pieces))),),), label)
    if width(left) > 0.45 * room:
        rows = [("", line) for line in break_lines(left, room)]
        rows += [("", r"\quad {}" + line) for piece in pieces for line in break_lines(piece, room - 12)]
    else:
        inside = room - width(left)
        rows = [(left if k == 0 else "", line) for k, line in enumerate(_filled(pieces, inside))]
    return Display(tuple(((Math(a), Math(b)),) for a, b in rows), label)


def listing(formulas: Sequence[tuple[str, str]], *, columns: int = 3) -> Display:
    """Formulas ``left = right`` in as many columns as the line has room for, long ones broken."""
    pairs = [(left, f"= {right}") for left, right in formulas]
    for count in range(min(columns, len(pairs)), 1, -1):
        rows = [pairs[k : k + count] for k in range(0, len(pairs), count)]
        wide = [max(width(a) + width(b) for row in rows for a, b in row[k : k + 1]) for k in range(count)]
        if sum(wide) + 30.0 * (count - 1) <= LINE:
            return Display(tuple(tuple((Math(a), Math(b)) for a, b in row) for row in rows))
    room = LINE - max(width(left) for left, _ in pairs)
    lines = [
        (left if k == 0 else "", line)
        for left, right in pairs
        for k, line in enumerate(break_lines(right, room))
    ]
    return Display(tuple(((Math(a), Math(b)),) for a, b in lines))


def _filled(pieces: Sequence[str], room: float) -> list[str]:
    return [line for piece in pieces for line in break_lines(piece, room)]


class TooLong(Exception):
    """A formula needs more names than a reader keeps in mind."""


@dataclass
class Names:
    """Names given to subexpressions: ``fixed`` for the whole document, ``local`` for one quantity."""

    printer: MathPrinter
    taken: set[str]
    fixed: dict[sp.Expr, sp.Symbol] = field(default_factory=dict)  # base -> w with base = w^2
    local: dict[sp.Expr, sp.Symbol] = field(default_factory=dict)  # names of the quantity at hand
    matches: Callable[[sp.Expr, sp.Expr], bool] = field(default=lambda a, b: bool(a == b))

    def pick(self, candidates: Iterable[str]) -> sp.Symbol:
        """The first free name of the candidates; after them the last one with a number."""
        options = list(candidates)
        for option in [*options, *(f"{options[-1]}_{k}" for k in range(1, 100))]:
            if option not in self.taken:
                self.taken.add(option)
                return sp.Symbol(option, positive=True)
        raise AssertionError("a hundred names are taken")

    def begin(self) -> None:
        """A new quantity: its explanations may use the letters of the one before."""
        self.taken -= {symbol.name for symbol in self.local.values()}
        self.local.clear()

    def shorten(self, expr: sp.Expr) -> sp.Expr:
        """Powers of a fixed base written through its name: ``(1 + l_x^2)^{3/2}`` as ``w^3``."""
        if not self.fixed:
            return expr
        table: dict[sp.Expr, sp.Expr] = {}
        for power in sorted(expr.atoms(sp.Pow), key=sp.default_sort_key):
            for base, symbol in self.fixed.items():
                if (
                    power.exp.is_Rational
                    and isinstance(power.base, sp.Add)
                    and self.matches(power.base, base)
                ):
                    table[power] = symbol ** (2 * power.exp)
        return expr.xreplace(table)

    def text(self, expr: sp.Expr) -> str:
        return str(self.printer.doprint(expr))

    def typeset(self, expr: sp.Expr, room: float) -> tuple[str, list[tuple[sp.Symbol, sp.Expr]]]:
        """The formula, breakable within the room, and the names that it needed for that, in order."""
        text = self.text(expr)
        if width(text) <= room:
            return text, []
        where: list[tuple[sp.Symbol, sp.Expr]] = []
        if not isinstance(expr, sp.Add):
            bracketed = self._bracketed(expr, room)
            if bracketed:
                return bracketed, []
            expr = self._rename_factors(expr, room, where)
            return (self._bracketed(expr, room) or self.text(expr)), where
        terms = [self._fit(term, room, where) for term in self.printer.terms(expr)]
        return self.text(sp.Add(*terms)), where

    def _fit(self, term: sp.Expr, room: float, where: list[tuple[sp.Symbol, sp.Expr]]) -> sp.Expr:
        return term if width(self.text(term)) <= 0.9 * room else self._rename_factors(term, room, where)

    def _bracketed(self, expr: sp.Expr, room: float) -> str:
        """One wide sum in the numerator, each of its terms narrow: ``\\frac{1}{w^4} \\bigl( ... \\bigr)``."""
        factors = sp.Mul.make_args(expr)
        sums = [f for f in factors if isinstance(f, sp.Add) and width(self.text(f)) > 0.4 * room]
        if len(sums) != 1 or any(width(self.text(t)) > 0.55 * room for t in sums[0].args):
            return ""
        rest = sp.Mul(*[f for f in factors if f is not sums[0]])
        head = "" if rest is sp.S.One else "-" if rest is sp.S.NegativeOne else self.text(rest)
        if width(head) > 0.4 * room:
            return ""
        return rf"{head} \Bigl( {self.text(sums[0])} \Bigr)"

    def _rename_factors(self, expr: sp.Expr, room: float, where: list[tuple[sp.Symbol, sp.Expr]]) -> sp.Expr:
        """Names for the wide sums in a product; if there are none at its top, for the widest inside."""
        wide: list[tuple[sp.Expr, bool]] = []
        for factor in sp.Mul.make_args(expr):
            base = factor.base if isinstance(factor, sp.Pow) else factor
            below = isinstance(factor, sp.Pow) and factor.exp.is_negative
            if isinstance(base, sp.Add) and width(self.text(base)) > 0.3 * room:
                wide.append((base, bool(below)))
        if not wide:
            inner = [s for s in expr.atoms(sp.Add) if s != expr and width(self.text(s)) > 0.12 * room]
            wide = [(max(inner, key=lambda s: (width(self.text(s)), self.text(s))), False)] if inner else []
        for base, below in wide:
            symbol = self.local.get(base)
            if symbol is None:
                if len(self.local) >= _MOST_NAMES:
                    raise TooLong
                symbol = self.local[base] = self.pick(("D",) if below else ("P", "Q", "T", "P"))
                where.append((symbol, base))
            expr = expr.xreplace({base: symbol})
        if wide and width(self.text(expr)) > room and not isinstance(expr, sp.Symbol):
            return self._rename_factors(expr, room, where)
        return expr


def common_factor(entries: Sequence[sp.Expr]) -> tuple[sp.Expr, list[sp.Expr]]:
    """The factor that all non-zero entries share, and the entries without it.

    >>> a, b, w = sp.symbols("a b w", positive=True)
    >>> common_factor([a / w**3, 0 * a, a * b / w])
    (a/w**3, [1, 0, b*w**2])
    """
    parts = [_powers(entry) for entry in entries if entry != 0]
    if len(parts) < 2:
        return sp.S.One, list(entries)
    shared: dict[Any, sp.Expr] = {}
    for base in parts[0][1]:
        exponents = [powers.get(base, sp.S.Zero) for _, powers in parts]
        if all(e.is_positive for e in exponents) or all(e.is_negative for e in exponents):
            shared[base] = sp.Min(*exponents)
    numbers = [number for number, _ in parts]
    number = sp.Rational(
        sp.igcd(*[n.p for n in numbers]), numbers[0].q if len({n.q for n in numbers}) == 1 else 1
    )
    if all(n.is_negative for n in numbers):
        number = -number
    factor = sp.Mul(number, *[sp.Pow(base, shared[base]) for base in shared])
    inverse = sp.Mul(1 / number, *[sp.Pow(base, -shared[base]) for base in shared])
    return factor, [sp.Mul(entry, inverse) if entry != 0 else sp.S.Zero for entry in entries]


def _powers(entry: sp.Expr) -> tuple[sp.Rational, dict[sp.Expr, sp.Expr]]:
    number, rest = entry.as_coeff_Mul()
    if not number.is_Rational:
        number, rest = sp.S.One, entry
    powers: dict[sp.Expr, sp.Expr] = {}
    for factor in sp.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if not exponent.is_Rational:
            base, exponent = factor, sp.S.One
        if base != 1:
            powers[base] = powers.get(base, sp.S.Zero) + exponent
    return number, powers
