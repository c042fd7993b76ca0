r"""Chains: a quantity worked out entry by entry, ``g_{11} = \langle\partial_1 X, \partial_1 X\rangle = ... = ...``.

Here: ``Chains``. A chain is made of the definition of the quantity (`Quantity.definition`): with numbers for its indices, with
the letters of what doesn't vanish, with the values put in; its last side is the closed form that the notes state. Each side has
the exact value of that closed form, or the chain is not printed.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from symgeom.geometry.graph import Graph
from symgeom.geometry.operators import cross
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.row_major import flat
from symgeom.geometry.terms import Term
from symgeom.notes.components import entries
from symgeom.notes.formulas import Formulas
from symgeom.notes.values import Values
from symgeom.notes.worked import EntryLetter, Spelled, Worked
from symgeom.notes.worth import worth
from symgeom.typeset.layout import LINE, Display, chain
from symgeom.typeset.letters import component
from symgeom.typeset.widths import width

__all__ = ["Chains", "graph_of_any"]

_ROOM = 1.9 * LINE  # of one side of a chain
_WIDEST = LINE - 40.0  # of a closed form that ends a chain
_MANY = 10  # chains of one quantity
_SPOKEN = 60  # operations of a value that is put in
# which sides a chain has besides its last: the definition with its indices, in letters, with values put in
_SIDES = {
    "metric": "dv",
    "volume_element": "l",
    "second_fundamental_form": "dv",
    "gaussian_curvature": "v",
    "mean_curvature": "v",
    "christoffel_symbols": "l",
    "riemann_tensor": "l",
    "ricci_tensor": "l",
    "scalar_curvature": "l",
    "curvature": "v",
    "torsion": "v",
}
_ZEROS = ("metric", "second_fundamental_form")  # whose vanishing entries are worked out as well


class Chains:
    """The chains of one surface; ``all_sides`` for readers who want every one of them."""

    def __init__(self, values: Values, formulas: Formulas, all_sides: bool = False) -> None:
        self.values, self.formulas, self.all_sides = values, formulas, all_sides
        self.surface = values.surface
        self._put_in = Worked(self.surface, self._value)
        self._in_letters = Worked(self.surface, self._letter)

    # What entries are called and what they are ---------------------------------------------------------
    def _value(self, name: str, index: tuple[int, ...], exact: Any) -> sp.Expr:
        known = self._closed(name)
        return known[index] if index in known else self.surface.engine.present(exact)

    def _letter(self, name: str, index: tuple[int, ...], exact: Any) -> sp.Expr:
        quantity = next((q for q in self.surface.quantities if q.name == name), None)
        if quantity is None:
            return self.surface.engine.present(exact)
        orbit = quantity.orbit(index)
        first = min(orbit)
        return orbit[first] * EntryLetter(component(quantity.component, first))

    def _closed(self, name: str) -> dict[tuple[int, ...], sp.Expr]:
        """The entries of a quantity as the notes state them, by index."""
        quantity, known = self.values.quantities.get(name), self.values.get(name)
        if quantity is None or known is None:
            return {}
        return dict(zip(itertools.product(*map(range, quantity.shape(self.surface))), entries(known)))

    # Chains --------------------------------------------------------------------------------------------
    def of(self, name: str) -> Display | None:
        """The entries of a quantity worked out; nothing where that says no more than its closed form, or too much."""
        quantity = self.values.quantities[name]
        if name not in _SIDES or quantity.general is not None or self.values.get(name) is None:
            return None
        found = worth(lambda: list(self._chains(quantity)), [])
        rows = tuple(row for display in found for row in display.rows)
        return Display(rows, origin="decided: definition and closed form are one element") if rows else None

    def sides(self, name: str) -> list[str]:
        """What stands between the definition of a scalar and its closed form."""
        quantity = self.values.quantities[name]
        if name not in _SIDES or quantity.general is not None:
            return []

        def found() -> list[str]:
            term = self._term(quantity)
            if term is None:
                return []
            return self._sides(quantity, term, (), self.values.get(name), self.surface.engine.exact(name))[
                :-1
            ]

        return worth(found, [])

    def _chains(self, quantity: Quantity[Any]) -> Iterator[Display]:
        term = self._term(quantity)
        closed = self._closed(quantity.name)
        exact = dict(zip(closed, flat(self.surface.engine.exact(quantity.name))))
        chosen = [
            index
            for index in closed
            if quantity.is_independent(index) and (quantity.name in _ZEROS or closed[index] != 0)
        ]
        if term is None or len(chosen) > _MANY:
            return
        every = [(index, self._sides(quantity, term, index, closed[index], exact[index])) for index in chosen]
        if all(len(sides) < 2 for _, sides in every) or any(width(sides[-1]) > _WIDEST for _, sides in every):
            return
        for index, sides in every:
            left = component(quantity.component, index) if index else str(quantity.symbol)
            same = quantity.equals_in(index) if len(index) == 3 else ()
            left = " = ".join([left, *(component(quantity.component, at) for at in same)])
            yield chain(left, sides)

    def _term(self, quantity: Quantity[Any]) -> Term | None:
        """The formula that is worked out: the one in entries, if there is one."""
        terms = [t for t in quantity.defined(self.surface) if isinstance(t, Term)]
        return next((t for t in terms if t.letters), terms[0] if terms else None)

    def _sides(
        self, quantity: Quantity[Any], term: Term, index: tuple[int, ...], closed: sp.Expr, exact: Any
    ) -> list[str]:
        """The right sides, the closed form last; each is different from the next."""
        kinds = "dlv" if self.all_sides and quantity.name != "metric" else _SIDES[quantity.name]
        last = self._text(closed)
        sides = []
        if "d" in kinds and term.letters:
            sides.append(term.at(dict(zip(quantity.indices, index))))
        for kind, chart in (("l", self._in_letters), ("v", self._put_in)):
            if kind in kinds:
                pair = chart.entry(term, quantity.indices, index)
                sides += self._shown(quantity, pair, exact)
        kept = [a for a, b in zip(sides, [*sides[1:], last]) if _bare(a) != _bare(b)]
        return [*kept, last]

    def _shown(self, quantity: Quantity[Any], pair: Spelled, exact: Any) -> list[str]:
        """A side, if it is short and has the exact value that it should have."""
        if pair.exact != self.surface.engine.element_of(exact) or pair.form.has(sp.Abs):
            return []
        if int(sp.count_ops(pair.form)) > _SPOKEN:
            return []
        text = self._text(pair.form)
        return [text] if width(text) <= (_ROOM if quantity.name in _ZEROS else LINE) else []

    def _text(self, form: sp.Expr) -> str:
        short = self.formulas.names.shorten(form)
        letters = sorted((s for s in short.free_symbols if isinstance(s, EntryLetter)), key=_place)
        with self.formulas.ordered([*self.formulas.coordinates, *letters]):
            return str(self.formulas.math(short))

    # Products of matrices and of vectors ---------------------------------------------------------------
    def product(self, name: str) -> list[str]:
        """The factors of a product of matrices, written out one beside the other; nothing where they are long."""
        quantity = self.values.quantities[name]
        term = self._term(quantity)
        if quantity.general is not None or term is None or len(term.factors) < 2:
            return []
        named = [next(iter(f.uses), "") for f in term.factors]
        known = [self.values.get(n) for n in named]
        if any(k is None for k in known) or not self.decided(name):
            return []
        texts = []
        for matrix in known:
            short = [self.formulas.names.shorten(e) for e in entries(matrix)]
            display = self.formulas.matrix("M", short, matrix.shape[1]) if len(short) > 1 else None
            if display is None:
                return []
            texts.append(str(display.rows[0][0][1]).removeprefix("= "))
        return [" ".join(_signed(t) if k else t for k, t in enumerate(texts))]

    def conormal(self) -> Display | None:
        """The product of the tangent vectors, by cofactors."""
        d = len(self.surface.engine.letters)
        if hasattr(self.surface, "ell") or d < 2 or d > 3 or "normal" not in self.values.quantities:
            return None
        term = cross(self.values.quantities["jacobian"].term, d)
        value = lambda: (self._put_in.value(term), [e.cancelled() for e in term.value(self.surface, {})])  # noqa: E731
        pairs, exact = worth(value, ((), []))
        if not exact or any(p.exact != e for p, e in zip(pairs, exact)):
            return None
        short = self.formulas.names.shorten
        sides: list[str] = []
        for forms in ([p.form for p in pairs], [self.surface.engine.present(e) for e in exact]):
            display = self.formulas.matrix("M", [short(f) for f in forms])
            text = str(display.rows[0][0][1]).removeprefix("= ") if display is not None else ""
            if text and text not in sides and sum(int(sp.count_ops(f)) for f in forms) <= 2 * _SPOKEN:
                sides.append(text)
        if not sides or display is None:
            return None
        return chain(term.latex, sides, origin="decided: each component is its cofactor")

    def decided(self, name: str) -> bool:
        """Whether the definition is the quantity, entry by entry, by normal forms within a budget."""
        quantity = self.values.quantities[name]
        chart = self.surface
        if hasattr(chart, "ell") and quantity.general is not None:
            chart = graph_of_any(chart)
        known: bool = chart.engine.kept(f"{name} decided", lambda chart: _decided(chart, quantity))
        return known


def graph_of_any(graph: Any) -> Any:
    """The graph of any function of as many variables, with the same side up: what holds for it holds for this one."""
    return _any_graph(graph.dimension, graph.orientation)


@functools.cache
def _any_graph(dimension: int, orientation: int) -> Graph:
    graph = Graph.abstract(dimension)
    return graph.flipped() if orientation == -1 else graph


def _decided(chart: Any, quantity: Quantity[Any]) -> bool:
    return worth(lambda: all(a == b for a, b in quantity.sides(chart)), False)


def _place(letter: sp.Symbol) -> tuple[int, int, str]:
    """Metrics before symbols of Christoffel, what is differentiated last."""
    latex = str(letter.name)
    return latex.count(r"\partial"), int(not latex.startswith("g")), latex


def _signed(text: str) -> str:
    """A matrix behind another one: with parentheses where a minus stands before it."""
    return rf"\left({text}\right)" if text.startswith("-") else text


def _bare(text: Sequence[str] | str) -> str:
    return "".join(text).replace(" ", "")
