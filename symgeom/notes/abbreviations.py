"""Abbreviations for what is too wide, and factors taken out of a matrix.

Here: ``Abbreviations`` (abbreviations such as ``W``), ``common_factor``. A wide sum inside a product gets growing brackets, in
which the line breaks; a wide denominator, radicand or argument gets a name, explained below the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import sympy as sp

from symgeom.bounds import MAX_NAMES
from symgeom.typeset.printer import MathPrinter
from symgeom.typeset.widths import width

__all__ = ["Abbreviations", "TooLong", "common_factor"]


class TooLong(Exception):
    """A formula needs more names than a reader keeps in mind."""


@dataclass
class Abbreviations:
    """Names given to subexpressions, for the whole document: ``fixed`` those of squares, ``local`` those of wide sums."""

    printer: MathPrinter
    taken: set[str]
    fixed: dict[sp.Expr, sp.Expr] = field(default_factory=dict)  # base -> w with base = w^2
    local: dict[sp.Expr, sp.Symbol] = field(default_factory=dict)
    new: int = 0  # names that the quantity at hand needed first
    matches: Callable[[sp.Expr, sp.Expr], bool] = field(default=lambda a, b: bool(a == b))
    _compared: dict[tuple[sp.Expr, sp.Expr], bool] = field(default_factory=dict)

    def pick(self, candidates: Iterable[str]) -> sp.Symbol:
        """The first free name of the candidates; after them the last one with a number."""
        options = list(candidates)
        for option in [*options, *(f"{options[-1]}_{k}" for k in range(1, 100))]:
            if option not in self.taken:
                self.taken.add(option)
                return sp.Symbol(option, positive=True)
        raise AssertionError("a hundred names are taken")

    def begin(self) -> None:
        """A new quantity: its names are counted anew; those that were given stay."""
        self.new = 0

    def state(self) -> tuple[dict[sp.Expr, sp.Symbol], set[str]]:
        """The names that are given."""
        return dict(self.local), set(self.taken)

    def back_to(self, state: tuple[dict[sp.Expr, sp.Symbol], set[str]]) -> None:
        """Names that were given since are free again, as what they stood in is not printed."""
        self.local, self.taken = dict(state[0]), set(state[1])

    def shorten(self, expr: sp.Expr) -> sp.Expr:
        """Powers of a fixed base written through its name: ``(1 + l_x^2)^{3/2}`` as ``w^3``."""
        table: dict[sp.Expr, sp.Expr] = {}
        for power in expr.atoms(sp.Pow) if self.fixed else ():
            root = self._root(power.base) if power.exp.is_Rational and power.base.is_Add else None
            if root is not None:
                table[power] = root ** (2 * power.exp)
        return expr.xreplace(table)

    def _root(self, square: sp.Expr) -> sp.Expr | None:
        """The name whose square it is; each pair is compared once."""
        for base, symbol in self.fixed.items():
            if (square, base) not in self._compared:
                self._compared[square, base] = self.matches(square, base)
            if self._compared[square, base]:
                return symbol
        return None

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

    def _known(self, base: sp.Expr) -> sp.Expr | None:
        """The name that a sum has already, or its negative."""
        if base in self.local:
            return self.local[base]
        negative = self.local.get(sp.Add(*(-term for term in base.args)))
        return None if negative is None else -negative

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
            symbol = self._known(base)
            if symbol is None:
                if self.new >= MAX_NAMES:
                    raise TooLong
                self.new += 1
                symbol = self.local[base] = self.pick(("D",) if below else ("P", "Q", "T", "P"))
                where.append((self.local[base], base))
            expr = expr.xreplace({base: symbol})
        if wide and width(self.text(expr)) > room and not isinstance(expr, sp.Symbol):
            return self._rename_factors(expr, room, where)
        return expr


def common_factor(entries: Sequence[sp.Expr]) -> tuple[sp.Expr, list[sp.Expr]]:
    """The factor that all non-zero entries share, and the entries without it.

    >>> a, b, w = sp.symbols("a b w", positive=True)
    >>> common_factor([a / w**3, 0 * a, a * b / w])
    (a/w**3, [1, 0, b*w**2])
    >>> common_factor([(4 * a + 2) / w, 6 * b / w])
    (2/w, [2*a + 1, 3*b])
    """
    if sum(entry != 0 for entry in entries) < 2:
        return sp.S.One, list(entries)
    found = [_shared([_powers(e, contents) for e in entries if e != 0]) for contents in (False, True)]
    contents = abs(found[1][0].p) > abs(found[0][0].p)  # taken out of sums where all entries share more
    number, shared = found[contents]
    factor = sp.Mul(number, *[sp.Pow(base, k) for base, k in shared.items()])
    return factor, [_without(_powers(entry, contents), number, shared) for entry in entries]


_Powers = tuple[sp.Rational, dict[sp.Expr, sp.Expr]]
"""A number, and exponents by base."""


def _shared(parts: list[_Powers]) -> _Powers:
    """What products have in common."""
    shared: dict[sp.Expr, sp.Expr] = {}
    for base in parts[0][1]:
        exponents = [powers.get(base, sp.S.Zero) for _, powers in parts]
        if all(e.is_positive for e in exponents) or all(e.is_negative for e in exponents):
            shared[base] = sp.Min(*exponents)
    numbers = [number for number, _ in parts]
    number = sp.Rational(
        sp.igcd(*[n.p for n in numbers]), numbers[0].q if len({n.q for n in numbers}) == 1 else 1
    )
    return -number if all(n.is_negative for n in numbers) else number, shared


def _without(entry: _Powers, number: sp.Rational, shared: dict[sp.Expr, sp.Expr]) -> sp.Expr:
    """The entry divided by the factor, a number in front of a sum left there."""
    own, powers = entry
    rest = sp.Mul(*[sp.Pow(base, e - shared.get(base, 0)) for base, e in powers.items()])
    coefficient = own / number
    if isinstance(rest, sp.Add) and coefficient not in (0, 1, -1):
        return sp.Mul(coefficient, rest, evaluate=False)
    return coefficient * rest


def _powers(entry: sp.Expr, contents: bool) -> _Powers:
    """The factors of an entry; with ``contents`` the numbers that the terms of its sums share are factors too."""
    number, rest = entry.as_coeff_Mul()
    if not number.is_Rational:
        number, rest = sp.S.One, entry
    powers: dict[sp.Expr, sp.Expr] = {}
    for factor in sp.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if contents and base.is_Add and exponent == 1:
            content, base = base.primitive()
            number *= content
        if not exponent.is_Rational:
            base, exponent = factor, sp.S.One
        if base != 1:
            powers[base] = powers.get(base, sp.S.Zero) + exponent
    return number, powers
