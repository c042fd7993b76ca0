"""Entries of a quantity that are others with coordinates exchanged.

What is here: `Asked`, a quantity with the entries that are to be written; the others follow. Where a function is the same when
some of its coordinates are exchanged in pairs, the entries of what is derived from its graph are exchanged alike; so they are
for an undefined function, whose derivatives take the place of coordinates. That names candidates: who asked reads an entry that
is written so back into the exact field and compares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any, TypeVar

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.contents import distinct
from symgeom.algebra.domain.jets import jet_expression, jet_parts
from symgeom.algebra.field.differential import OutsideClass
from symgeom.errors import InputError
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import flat, terms_of
from symgeom.parts.replacement import Replacement

__all__ = ["Asked", "Exchange", "exchanges"]

V = TypeVar("V")

_PAIRS = 4  # coordinates up to which two pairs are exchanged at once
_WORTH = 5  # terms an entry from which some are not looked for


class Exchange:
    """An exchange of coordinates, and expressions in which they are exchanged; sums that are the same so stay as they are."""

    def __init__(self, chart: Any, order: tuple[int, ...]) -> None:
        letters, ell = chart.engine.letters, chart.engine.sources[-1]
        self.order = order
        self._chart = chart
        self.undefined = isinstance(ell, AppliedUndef) and ell.args == tuple(letters)
        self._fill = Replacement(self._is_same)
        if not self.undefined:
            for s, k in zip(letters, order):
                self._fill.put(s, letters[k])

    def leaves(self, e: sp.Expr) -> bool:
        """Whether it leaves the function as it is; an undefined one stands for all.

        A sine of another sign would leave signs in what is written, and roots have signs that facts decide.
        """
        if self.undefined:
            return True
        if any(not power.exp.is_Integer for power in e.atoms(sp.Pow) if power.func is not sp.exp):
            return False
        table = self._fill.values
        functions = e.atoms(sp.Function)
        return bool(e.xreplace(table) == e) and functions == {f.xreplace(table) for f in functions}

    def _is_same(self, e: sp.Expr, exchanged: sp.Expr) -> bool:
        if self.undefined or e == exchanged:
            return bool(e == exchanged)
        translator = self._chart.engine.translator
        try:
            return bool(translator.written(e) == translator.written(exchanged))
        except (OutsideClass, InputError):
            return False

    def __call__(self, e: sp.Expr) -> sp.Expr:
        """The expression with the coordinates exchanged; of an undefined function the derivatives by them."""
        for jet in (p for p in distinct(e) if isinstance(p, sp.Derivative)) if self.undefined else ():
            if jet not in self._fill:
                function, args, orders = jet_parts(jet)
                self._fill.put(jet, jet_expression(function, args, tuple(orders[k] for k in self.order)))
        return self._fill(e)

    def index(self, index: tuple[int, ...]) -> tuple[int, ...]:
        """Where an entry goes; the last component of a vector in the ambient space stays."""
        return tuple(self.order[k] if k < len(self.order) else k for k in index)


def exchanges(chart: Any) -> list[Exchange]:
    """The exchanges of coordinates, in pairs, that leave the function of a graph as it is."""
    letters, sources = chart.engine.letters, chart.engine.sources
    d = len(letters)
    if d < 2 or len(sources) != d + 1 or tuple(sources[:d]) != tuple(letters):
        return []
    return [exchange for order in _in_pairs(d) if (exchange := Exchange(chart, order)).leaves(sources[-1])]


def _in_pairs(d: int) -> Iterator[tuple[int, ...]]:
    """The orders of d places in which one pair is exchanged, or two."""
    pairs = list(combinations(range(d), 2))
    chosen: list[tuple[tuple[int, int], ...]] = [(pair,) for pair in pairs]
    if d <= _PAIRS:
        chosen += [two for two in combinations(pairs, 2) if len({*two[0], *two[1]}) == 4]
    for some in chosen:
        order = list(range(d))
        for i, j in some:
            order[i], order[j] = j, i
        yield tuple(order)


class Asked:
    """The entries of a quantity that are to be written: ``entries``, each once, at its ``places`` in row-major order.

    ``roots`` are the places of those from which the others follow, ``terms`` how many terms all entries have.
    """

    def __init__(self, chart: Any, quantity: Quantity[Any], alone: bool = False) -> None:
        """``alone`` lets no entry follow from another."""
        self.quantity = quantity
        exact = chart.engine.exact(quantity.name)
        self.terms = terms_of(exact)
        every = list(flat(exact))
        known: dict[int, int] = {}
        self._first = [known.setdefault(id(e), n) for n, e in enumerate(every)]
        self._from: dict[int, tuple[int, Exchange]] = {}  # a place that follows from another
        shape = quantity.shape(chart)
        if not alone and shape and not quantity.spectral and self.terms >= _WORTH * len(every):
            self._follow(shape, chart.engine.kept("exchanges of coordinates", exchanges))
        self.places = list(known.values())
        self.entries = [every[n] for n in self.places]
        self.roots = [n for n in self.places if n not in self._from]

    def _follow(self, shape: tuple[int, ...], known: list[Exchange]) -> None:
        """From each entry to those that it is exchanged with, and on from these."""
        indices = list(product(*map(range, shape)))
        place = {index: n for n, index in enumerate(indices)}
        reached: set[int] = set()
        for start in dict.fromkeys(self._first):
            todo = [] if start in reached else [start]
            reached.add(start)
            for n in todo:
                for exchange in known:
                    other = self._first[place[exchange.index(indices[n])]]
                    if other not in reached:
                        reached.add(other)
                        todo.append(other)
                        self._from[other] = n, exchange

    @property
    def follow(self) -> bool:
        """Whether entries follow from others."""
        return bool(self._from)

    @property
    def undefined(self) -> bool:
        """Whether they are those of an undefined function, which have one length."""
        return any(exchange.undefined for _, exchange in self._from.values())

    def at_roots(self, values: Iterable[V]) -> list[V]:
        """Of values at the places those at the roots."""
        return [value for n, value in zip(self.places, values) if n not in self._from]

    def spread(self, forms: list[sp.Expr]) -> list[sp.Expr]:
        """From forms at the roots to all places."""
        found = dict(zip(self.roots, forms))
        for n, (other, exchange) in self._from.items():
            found[n] = exchange(found[other])
        return [found[n] for n in self.places]

    def all_of(self, values: Iterable[V]) -> list[V]:
        """Values at the places, for every entry in row-major order."""
        found = dict(zip(self.places, values))
        return [found[n] for n in self._first]
