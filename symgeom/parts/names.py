"""The table of parts: names for subexpressions, each defined once.

What is here: `NamedPart`, a definition, and `Parts`, the table. A name is a letter for its role and a number; it is never
one that the user's symbols have. The symbols of parts carry no assumptions, so that SymPy simplifies nothing on a sign.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sympy as sp

from symgeom.algebra.domain.contents import free_symbols, kinds
from symgeom.algebra.domain.totals import DataEntry, PartEntry, Total, indices
from symgeom.algebra.ring.budget import check
from symgeom.parts.replacement import Replacement

__all__ = ["RECURRING", "NamedPart", "Parts", "indexed", "is_below", "needed", "put_back"]

RECURRING = "recurring part"
_OF_DATA = {DataEntry, PartEntry, Total}
_NOTHING: frozenset[sp.Symbol] = frozenset()

Inside = dict[sp.Expr, list[sp.Symbol]]
"""The names in each of a table's expressions."""


class NamedPart(NamedTuple):
    """A name, what it stands for in earlier names, and what that is called."""

    symbol: sp.Symbol
    expression: sp.Expr
    meaning: str


class Parts:
    """Names for subexpressions of functions of the coordinates.

    >>> x = sp.Symbol("x")
    >>> parts = Parts([x], taken=["s_1"])
    >>> parts.named(sp.sin(x), "s", "sine"), parts.named(sp.sin(x), "s", "sine"), list(parts)
    (s_2, s_2, [NamedPart(symbol=s_2, expression=sin(x), meaning='sine')])
    """

    def __init__(self, coordinates: Iterable[sp.Symbol], taken: Iterable[str] = ()) -> None:
        self.coordinates = tuple(coordinates)
        self._taken = set(taken)
        self._counts: Counter[str] = Counter()
        self._parts: dict[sp.Symbol, NamedPart] = {}
        self.roles: set[sp.Symbol] = set()  # the names of the subject's objects
        self.recurring = "a"  # the letter of parts without a role
        self._known: dict[sp.Expr, sp.Symbol] = {}
        self._moving: dict[sp.Expr, frozenset[sp.Symbol]] = {x: frozenset([x]) for x in self.coordinates}
        self._inside: Inside = {}
        self._full = Replacement()

    @classmethod
    def holding(cls, definitions: Iterable[NamedPart], taken: Iterable[str] = ()) -> Parts:
        """The table of definitions that are there already, all of them with a role."""
        table = cls((), taken)
        for part in definitions:
            table._parts[part.symbol] = part
            if part.meaning != RECURRING:  # those are numbered anew
                table._taken.add(part.symbol.name)
        table.roles = set(table._parts)
        return table

    def redefined(self, changed: Mapping[sp.Symbol, sp.Expr]) -> Parts:
        """The same table, where these names stand for other expressions of the same value."""
        new = copy.copy(self)
        new._taken, new._counts, new.roles = set(self._taken), Counter(self._counts), set(self.roles)
        new._parts = {s: p._replace(expression=changed.get(s, p.expression)) for s, p in self._parts.items()}
        new._known = {p.expression: s for s, p in new._parts.items()}
        new._moving, new._inside, new._full = dict(self._moving), {}, Replacement()
        return new

    def __iter__(self) -> Iterator[NamedPart]:
        return iter(self._parts.values())

    def __contains__(self, e: object) -> bool:
        return e in self._parts

    @property
    def taken(self) -> frozenset[str]:
        """The names in use, the user's among them."""
        return frozenset(self._taken)

    def of(self, e: sp.Expr) -> sp.Expr:
        """What a name stands for; anything else stands for itself."""
        part = self._parts.get(e)
        return part.expression if part else e

    def part(self, symbol: sp.Symbol) -> NamedPart:
        """The definition of a name."""
        return self._parts[symbol]

    def symbol(self, name: str) -> sp.Symbol:
        """A symbol of this name, or with a stroke for every symbol that has it already."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return sp.Symbol(name)

    def fresh(self, letter: str) -> sp.Symbol:
        """The letter with the next free number."""
        while True:
            self._counts[letter] += 1
            name = f"{letter}_{self._counts[letter]}"
            if name not in self._taken:
                return self.symbol(name)

    def named(self, e: sp.Expr, letter: str, meaning: str, symbol: sp.Symbol | None = None) -> sp.Expr:
        """The name of an expression in parts; a number or a symbol is its own name, a part of a summand has its index."""
        if e.is_Atom:
            return e
        known = self._known.get(e)
        if known is None:
            known = self._known[e] = indexed(symbol or self.fresh(letter), e)
            self._parts[known] = NamedPart(known, e, meaning)
            self._moving[known] = self.moving(e)
        return known

    def called(self, e: sp.Expr, name: str, meaning: str) -> sp.Symbol:
        """The name of one of the subject's objects; what has a name already keeps that and has a role from now on."""
        symbol: sp.Symbol = self.named(e, name, meaning, self._known.get(e) or self.symbol(name))
        self.roles.add(symbol)
        return symbol

    def entitled(self, e: sp.Expr, name: str, meaning: str) -> sp.Expr:
        """The same for what may have been named by its kind, as tanh(z) is: that name is given up. A number has none."""
        part = self._parts.pop(e, None) if e not in self.roles else None
        if part is None:
            return e if e.is_Atom else self.called(e, name, meaning)
        del self._known[part.expression], self._moving[e]
        return self.called(part.expression, name, meaning)

    def moves_alone(self, name: sp.Symbol) -> None:
        """Derivatives are taken by this name too."""
        self._moving[name] = self.moving(name) | {name}

    def root_called(self, square: sp.Symbol, name: str, meaning: str) -> sp.Symbol:
        """The name of a positive root: of all names the only one with a sign."""
        root = self._known.get(sp.sqrt(square)) or sp.Symbol(self.symbol(name).name, positive=True)
        self.named(sp.sqrt(square), name, meaning, root)
        return root

    def known(self, e: sp.Expr) -> sp.Symbol | None:
        """The name that an expression has already."""
        return self._known.get(e)

    def moving(self, e: sp.Expr) -> frozenset[sp.Symbol]:
        """The coordinates that an expression in parts depends on."""
        known = self._moving.get(e)
        if known is None:
            known = frozenset().union(*(self._moving.get(s, _NOTHING) for s in free_symbols(e)))
            self._moving[e] = known
        return known

    def put_back(self, e: sp.Expr) -> sp.Expr:
        """The expression without names."""
        self.fill(self._full, e)
        return self._full(e)

    def fill(self, full: Replacement, e: sp.Expr, short: Mapping[sp.Symbol, sp.Expr] | None = None) -> None:
        """Put into the replacement what the names in an expression stand for, or what ``short`` has in its place."""
        if all(s in full for s in _names(e, self._parts, self._inside)):
            return
        for part in self.needed(e):
            if part.symbol not in full:
                check()
                full.put(part.symbol, full((short or {}).get(part.symbol, part.expression)))

    def needed(self, *forms: sp.Expr) -> list[NamedPart]:
        """The parts that the forms need, each after those that it needs itself."""
        return needed(self._parts, forms, self._inside)


def indexed(symbol: sp.Symbol, e: sp.Expr) -> sp.Symbol:
    """The name for an expression: with the indices that no sum in it runs over."""
    over = () if kinds(e).isdisjoint(_OF_DATA) else indices(e)
    return PartEntry.of(symbol.name, over) if over else symbol


def put_back(definitions: Iterable[NamedPart], e: Any) -> Any:
    """An expression or a matrix with what its names stand for."""
    full = Replacement()
    for part in definitions:
        check()
        full.put(part.symbol, full(part.expression))
    return full(e) if isinstance(e, sp.Expr) else e.xreplace(full.values)


def needed(
    parts: dict[sp.Symbol, NamedPart], forms: Iterable[sp.Expr], inside: Inside | None = None
) -> list[NamedPart]:
    """The parts that the forms need, in the order of the table, but each after those that it needs itself.

    ``inside`` keeps the names in each expression, for a table that is asked more than once: a name is entered before it is
    used.
    """
    inside = {} if inside is None else inside
    wanted = _reached(parts, forms, inside)
    done: dict[sp.Symbol, NamedPart] = {}
    stack = [(s, False) for s in parts if s in wanted][::-1]
    while stack:
        symbol, below = stack.pop()
        if symbol in done:
            continue
        if below:
            done[symbol] = parts[symbol]
            continue
        stack.append((symbol, True))
        inner = _names(parts[symbol].expression, parts, inside)
        stack += [(s, False) for s in reversed(inner) if s not in done]
    return list(done.values())


def _reached(parts: dict[sp.Symbol, NamedPart], forms: Iterable[sp.Expr], inside: Inside) -> set[sp.Symbol]:
    """The names that the forms need, at whatever remove."""
    found: set[sp.Symbol] = set()
    stack = list(forms)
    while stack:
        new = [s for s in _names(stack.pop(), parts, inside) if s not in found]
        found.update(new)
        stack += [parts[s].expression for s in new]
    return found


def _names(e: sp.Expr, parts: dict[sp.Symbol, NamedPart], inside: Inside) -> list[sp.Symbol]:
    """The names in an expression in an order that no hash decides."""
    known = inside.get(e)
    if known is None:
        known = inside[e] = sorted((s for s in free_symbols(e) if s in parts), key=lambda s: s.name)
    return known


def is_below(e: sp.Expr) -> bool:
    """A factor that stands below the line."""
    return bool(e.is_Pow and e.exp.is_Integer and e.exp.p < 0)
