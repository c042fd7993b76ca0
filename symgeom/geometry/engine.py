"""What a chart is derived with: `Engine`, the one attribute behind which rules, claims and certificates work.

A geometer asks the chart; who writes a rule asks ``chart.engine``: an exact field with the chart's facts, values that are
derived once, under one lock, and the way from both to SymPy. Nothing is derived before it is asked for.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

import sympy as sp

from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.field.differential import Field
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.given import expression
from symgeom.algebra.reading.translate import Translator
from symgeom.decision.closed_forms import present
from symgeom.errors import InputError, shown
from symgeom.geometry.labels import Label
from symgeom.geometry.quantity import Quantity

__all__ = ["Engine"]


def _as_it_is(key: str, label: Label, rule: Callable[[Any], Any], value: Any) -> Any:
    return value


class Engine:
    """The exact field of a chart, and what was derived in it.

    ``by_lengths`` lets orthogonal coordinates have rules of their own; without it the general rules hold for them too.
    ``called`` puts names in place of labelled values, where a chart is derived in parts by name; ``write`` makes SymPy of an
    element.
    """

    def __init__(
        self,
        chart: Any,
        translator: Any = None,
        *,
        by_lengths: bool = True,
        write: Callable[[Any, Element], Any] = present,
        called: Callable[[str, Label, Callable[[Any], Any], Any], Any] = _as_it_is,
        lock: AbstractContextManager[Any] | None = None,
    ) -> None:
        self._chart, self._translator = chart, translator
        self.by_lengths, self.write, self.called = by_lengths, write, called
        self._lock = threading.RLock() if lock is None else lock
        self._kept: dict[str, Any] = {}

    # What the chart declares, in the engine's own symbols ------------------------------------------------------------
    @property
    def letters(self) -> tuple[sp.Symbol, ...]:
        """The coordinates as symbols of the field: those of entries of arrays in place of the entries."""
        return self._chart._letters  # type: ignore[no-any-return]

    @property
    def facts(self) -> Facts:
        """Domain and inequalities, read and checked."""
        return self._chart._facts  # type: ignore[no-any-return]

    @property
    def constants(self) -> tuple[sp.Symbol, ...]:
        """The parameters as the engine knows them."""
        return self._chart._constants  # type: ignore[no-any-return]

    @property
    def sources(self) -> tuple[sp.Expr, ...]:
        """The expressions that the chart was made of, as the engine knows them."""
        return self._chart._sources  # type: ignore[no-any-return]

    # The field -------------------------------------------------------------------------------------------------------
    def working(self) -> AbstractContextManager[Any]:
        """The lock under which this chart's field is worked in: two threads that read one chart take turns."""
        return self._lock

    @property
    def translator(self) -> Translator:
        """The way into the exact field of this chart."""
        if self._translator is None:
            with self._lock:
                if self._translator is None:
                    with self._chart._bounded("reading of the map"):
                        self._translator = Translator(self.sources, self.facts, real=True)
        return self._translator  # type: ignore[no-any-return]

    @property
    def field(self) -> Field:
        """The exact differential field that the derivation lives in."""
        return self.translator.field

    def element(self, value: Any) -> Element:
        """An expression in the exact field of this chart."""
        with self._lock, self._chart._bounded("reading of a formula"):
            if not isinstance(value, sp.Expr):
                value = expression(value, f"{self._chart.name}: the value")
            return self.translator.element(value)

    def element_of(self, entry: Element | sp.Expr) -> Element:
        """An entry that a rule gave, as an element: also one that is composed of roots outside the field."""
        return self.element(entry) if isinstance(entry, sp.Expr) else entry

    def present(self, e: Element) -> sp.Expr:
        """An element of this chart's field as a short SymPy expression."""
        with self._lock:
            return self.write(self.translator, e)

    # What is derived -------------------------------------------------------------------------------------------------
    def kept(self, key: str, rule: Callable[[Any], Any], label: Label | None = None) -> Any:
        """The value of a rule on this chart, computed once; ``label`` names its entries in formulas."""
        if key in self._kept:  # what is there stays
            return self._kept[key]
        with self._lock:
            if key not in self._kept:
                value = rule(self._chart)
                self._kept[key] = self.called(key, label, rule, value) if label else value
            return self._kept[key]

    def known(self, key: str) -> Any:
        """The value of a rule where it was computed already, else None."""
        return self._kept.get(key)

    def exact(self, name: str) -> Any:
        """The exact entries of a quantity: an element, or nested tuples of elements."""
        quantity = self.quantity_named(name)
        if quantity.name in self._kept:
            return self._kept[quantity.name]
        with self._chart._bounded(quantity.title, " can't be derived"):
            return self.kept(quantity.name, quantity.rule, quantity.label)

    def quantity_named(self, name: str) -> Quantity[Any]:
        """The quantity of this name, symbol or synonym. Raises `InputError`, which lists what there is."""
        chart = self._chart
        if isinstance(name, str):
            known = chart._table().get(name)
            if known is not None and known.exists(chart):
                return known  # type: ignore[no-any-return]
            found = [quantity for quantity in chart._table().values() if quantity.answers_to(name)]
            if found and found[0].exists(chart):
                return found[0]  # type: ignore[no-any-return]
            if found:
                raise InputError(found[0].missing_on(chart))
        table = [quantity.name for quantity in chart.quantities]
        close = difflib.get_close_matches(name, table, n=1) if isinstance(name, str) else []
        hint = f" Did you mean {close[0]}?" if close else ""
        raise InputError(
            f"{type(chart).__name__} has no quantity {shown(name)}.{hint} It has: {', '.join(table)}."
        )

    def rests_on(self, name: str, other: str) -> bool:
        """Whether a quantity is another one or is made of it, by what the formulas use."""
        quantity = self.quantity_named(name)
        return quantity.name == other or any(self.rests_on(used, other) for used in quantity.uses)

    def kinks(self, name: str, entries: list[Any]) -> list[tuple[sp.Expr, ...]]:
        """For each printed entry of a quantity, in row-major order, the expressions that must not vanish: kinks and more."""
        from symgeom.geometry.kinks import kinks  # the chapters know charts, not charts the chapters

        return kinks(self._chart, name, entries)

    def singular_message(self) -> str:
        """What to say when det g is zero identically."""
        return self._chart._singular_message()  # type: ignore[no-any-return]

    # Beside it -------------------------------------------------------------------------------------------------------
    def in_field(self, translator: Any, sources: Iterable[sp.Expr] | None = None, **settings: Any) -> Any:
        """The same chart, to be derived anew in another field: the given one, or one that holds the ``sources``.

        ``settings`` are those of an engine.
        """
        return self._chart._derived_anew(translator, sources, settings)
