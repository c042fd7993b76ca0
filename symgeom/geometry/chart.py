"""What every chart has: coordinates, facts, an exact field, and values that are derived once.

What is here: `Chart`, the base of `Metric` and `Immersion`, a `Frozen` value. What was derived is kept on the chart, under one
lock; nothing is derived before it is asked for.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.entries import given
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.functions import check_functions
from symgeom.algebra.domain.sizes import check_parts
from symgeom.algebra.domain.totals import Count, DataEntry
from symgeom.algebra.field.differential import Field, OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, Element
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.given import check_names, expression
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached, naming
from symgeom.decision.closed_forms import present
from symgeom.errors import BudgetError, InputError, shown
from symgeom.geometry.data import check_data, data_of, read_values, split_defaults
from symgeom.geometry.declarations import read_coordinates, read_defaults, read_name
from symgeom.geometry.frozen import Frozen
from symgeom.geometry.labels import Label
from symgeom.geometry.quantity import Quantity, spliced
from symgeom.geometry.row_major import shaped
from symgeom.geometry.tensors import Components
from symgeom.geometry.window import Window, read_window, window_of
from symgeom.output import bundle
from symgeom.typeset.printer import latex

if TYPE_CHECKING:
    from symgeom.kernels.kernel import Kernel
    from symgeom.parts.formula import Formula
    from symgeom.parts.names import NamedPart

__all__ = ["Chart"]

_ENGINE = {  # what rules, claims and certificates work with
    *(
        "by_lengths",
        "constants",
        "declared",
        "element",
        "element_of",
        "exact",
        "facts",
        "field",
        "in_field",
        "kept",
    ),
    *(
        "kinks",
        "letters",
        "present",
        "quantity_named",
        "rests_on",
        "singular_message",
        "sources",
        "translator",
        "working",
    ),
}


class Chart(Frozen):
    """Coordinates on an open set, with facts about them and about the parameters.

    ``by_lengths`` lets orthogonal coordinates have rules of their own; without it the general rules hold for them too.
    """

    by_lengths: bool = True

    _sources: tuple[sp.Expr, ...]
    _kept: dict[str, Any]
    _shown: dict[str, Any]
    _write: Callable[[Translator, Element], sp.Expr]
    _lock: threading.RLock
    _window: Window

    def __init__(
        self,
        sources: Iterable[sp.Expr],
        coordinates: Iterable[Any],
        domain: Mapping[Any, Any] | None,
        where: Iterable[Any],
        name: str | None,
        defaults: Mapping[Any, Any] | None,
        window: Mapping[Any, Any] | None = None,
    ) -> None:
        self._declare(
            letters=read_coordinates(coordinates),
            name=read_name(name, type(self).__name__.lower()),
            _sources=tuple(sources),
        )
        with self._bounded("facts"):
            for e in self._sources:
                check_parts(e, f"{self.name}: a formula")
            letters = set(self.letters).union(*(e.free_symbols for e in self._sources))
            try:
                self._declare(facts=facts_of(domain, where, letters))
            except InputError as error:
                raise InputError(f"{self.name}: {error}") from None
            self._check_names()
            self._check_known()
        numbers, data = split_defaults({} if defaults is None else defaults, self.data)
        read = read_defaults(numbers, self.name, self.constants, self.facts.symbols())
        self._declare(defaults=MappingProxyType(read), _write=present)
        self._declare(data_values=MappingProxyType(read_values(self.name, data)))
        self._declare(_window=read_window(window, self))
        self._declare(_kept={}, _shown={}, _lock=threading.RLock())

    def _called(self, key: str, label: Label, rule: Callable[[Any], Any], value: Any) -> Any:
        """What is kept of a labelled value; a chart that is derived in parts by name puts names in its place."""
        return value

    @property
    def declared(self) -> dict[str, Any]:
        """What the chart was made of, as arguments of its constructor: equality, copies and pickles go by it."""
        return {
            "coordinates": self.coordinates,
            "domain": {given(s): ends for s, ends in self.domain.items()},
            "where": tuple(given(relation) for relation in self.where),
            "name": self.name,
            "defaults": {given(s): value for s, value in self.defaults.items()} | dict(self.data_values),
            "window": {given(s): tuple(map(given, ends)) for s, ends in self._window.items()},
        }

    def working(self) -> AbstractContextManager[Any]:
        """The lock under which this chart's field is worked in: two threads that read one chart take turns."""
        return self._lock

    def in_field(self, translator: Any, sources: Iterable[sp.Expr] | None = None, **settings: Any) -> Self:
        """The same chart, to be derived anew in another field: the given one, or one that holds the ``sources``."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        held = self._sources if sources is None else tuple(sources)
        new._declare(_sources=held, _kept={}, _shown={}, _lock=threading.RLock(), **settings)
        new._check_names()
        if translator is not None:
            new._kept["translator"] = translator
        return new

    # What it is ------------------------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        """What it is called in notes, errors and tables."""
        return self.__dict__["name"]  # type: ignore[no-any-return]

    @property
    def letters(self) -> tuple[sp.Symbol, ...]:
        """The coordinates as symbols of the field: those of entries of arrays in place of the entries."""
        return self.__dict__["letters"]  # type: ignore[no-any-return]

    @property
    def facts(self) -> Facts:
        """Domain and inequalities, read and checked."""
        return self.__dict__["facts"]  # type: ignore[no-any-return]

    @property
    def defaults(self) -> Mapping[sp.Symbol, float]:
        """Values of parameters for kernels and pictures."""
        return self.__dict__["defaults"]  # type: ignore[no-any-return]

    @property
    def dimension(self) -> int:
        """d, the number of coordinates."""
        return len(self.letters)

    @property
    def coordinates(self) -> tuple[Any, ...]:
        """u^1 .. u^d as they were given, symbols or entries of arrays such as w[0]; their order decides the sign of N."""
        return tuple(map(given, self.letters))

    @property
    def domain(self) -> Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]:
        """The open interval of each symbol that has one."""
        return {given(s): tuple(map(given, ends)) for s, ends in self.facts.domain.items()}

    @property
    def window(self) -> Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]:
        """A finite box of the coordinates, for pictures: declared, or the domain where that is finite. No fact."""
        return {given(s): tuple(map(given, ends)) for s, ends in window_of(self, self._window).items()}

    def windowed(self, window: Mapping[Any, Any]) -> Self:
        """The same with another window of the coordinates that are named.

        >>> x, y = sp.symbols("x y", real=True)
        >>> from symgeom import Graph
        >>> Graph(x*y, (x, y)).windowed({x: (0, 1)}).windowed({"y": (-1, 1)}).window
        {x: (0, 1), y: (-1, 1)}
        """
        declared = self.declared
        new = {given(s): ends for s, ends in read_window(window, self).items()}
        return type(self)(**{**declared, "window": {**declared["window"], **new}})

    @property
    def where(self) -> tuple[sp.Basic, ...]:
        """The declared inequalities."""
        return tuple(map(given, self.facts.where))

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The free symbols that are no coordinates, by name; entries of arrays as they were given."""
        return tuple(map(given, self.constants))

    @property
    def constants(self) -> tuple[sp.Symbol, ...]:
        """The parameters as the engine knows them."""
        free = set().union(*(e.free_symbols for e in self._sources)) if self._sources else set()
        free = {s for s in free if not isinstance(s, DataEntry | Count)}
        return tuple(sorted(free - set(self.letters), key=lambda s: s.name))

    @property
    def sources(self) -> tuple[sp.Expr, ...]:
        """The expressions that the chart was made of, as the engine knows them."""
        return self._sources

    @property
    def data(self) -> tuple[sp.IndexedBase, ...]:
        """The arrays that sums run over, by name."""
        return data_of(self._sources)

    @property
    def data_values(self) -> Mapping[sp.IndexedBase, tuple[Any, ...]]:
        """The data that were given with the chart, among its defaults; kernels take them where no others are given."""
        return self.__dict__["data_values"]  # type: ignore[no-any-return]

    @property
    def functions(self) -> tuple[sp.Expr, ...]:
        """The undefined functions that occur, applied to their arguments."""
        found = {f for e in self._sources for f in e.atoms(AppliedUndef)}
        return tuple(sorted(found, key=sp.default_sort_key))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The facts in force: declared, carried by the symbols, and that the map is real on its domain."""
        own = self.facts.describe(set().union(*(e.free_symbols for e in self._sources)))
        return (*own, *(f"{h} >= 0" for h in self.translator.hypotheses), *self._kink_conditions())

    def _kink_conditions(self) -> tuple[str, ...]:
        """What must not vanish so that the derivatives of absolute values are defined."""
        from symgeom.geometry.kinks import conditions  # the chapters know charts, not charts the chapters

        return conditions(self)

    def kinks(self, name: str, entries: list[Any]) -> list[tuple[sp.Expr, ...]]:
        """For each printed entry of a quantity, in row-major order, the expressions that must not vanish: kinks and more."""
        from symgeom.geometry.kinks import kinks

        return kinks(self, name, entries)

    # Derivation ------------------------------------------------------------------------------------------------------
    @property
    def translator(self) -> Translator:
        """The way into the exact field of this chart."""
        with self._lock:
            if "translator" not in self._kept:
                with self._bounded("reading of the map"):
                    self._kept["translator"] = Translator(self._sources, self.facts, real=True)
            return self._kept["translator"]  # type: ignore[no-any-return]

    @property
    def field(self) -> Field:
        """The exact differential field that the derivation lives in."""
        return self.translator.field

    def element(self, value: Any) -> Element:
        """An expression in the exact field of this chart."""
        with self._lock, self._bounded("reading of a formula"):
            if not isinstance(value, sp.Expr):
                value = expression(value, f"{self.name}: the value")
            return self.translator.element(value)

    def element_of(self, entry: Element | sp.Expr) -> Element:
        """An entry that a rule gave, as an element: also one that is composed of roots outside the field."""
        return self.element(entry) if isinstance(entry, sp.Expr) else entry

    def kept(self, key: str, rule: Callable[[Any], Any], label: Label | None = None) -> Any:
        """The value of a rule on this chart, computed once; ``label`` names its entries in formulas."""
        with self._lock:
            if key not in self._kept:
                value = rule(self)
                self._kept[key] = self._called(key, label, rule, value) if label else value
            return self._kept[key]

    def exact(self, name: str) -> Any:
        """The exact entries of a quantity: an element, or nested tuples of elements."""
        quantity = self.quantity_named(name)
        with self._bounded(quantity.title, " can't be derived"):
            return self.kept(quantity.name, quantity.rule, quantity.label)

    @contextlib.contextmanager
    def _bounded(self, what: str, derived: str = "") -> Iterator[None]:
        """What goes past a limit, outside the class or deeper than the stack is told with this chart and what was done."""
        try:
            with naming(f"{self.name}: the {what}"):
                yield
        except OutsideClass as outside:
            raise InputError(f"{self.name}: {f'the {what}{derived}: ' if derived else ''}{outside}") from None
        except BranchDivisor as branch:
            raise InputError(
                f"{self.name}: {branch}, in the {what}. Declare the sign of what stands in the root or absolute value "
                "(domain, where), and derive each branch by itself."
            ) from None
        except RecursionError:
            raise BudgetError(
                f"{self.name}: the {what} nests deeper than Python's stack. Split the formula into smaller ones."
            ) from None
        except LimitReached:
            raise
        except BudgetError as budget:
            if str(budget).startswith(f"{self.name}: "):
                raise
            raise BudgetError(f"{self.name}: the {what} grew too large: {budget}") from None

    def present(self, e: Element) -> sp.Expr:
        """An element of this chart's field as a short SymPy expression."""
        with self._lock:
            return self._write(self.translator, e)

    # Quantities ------------------------------------------------------------------------------------------------------
    @property
    def quantities(self) -> tuple[Quantity[Any], ...]:
        """The quantities that this class has, in textbook order."""
        return tuple(quantity for quantity in self._table().values() if quantity.exists(self))

    def rests_on(self, name: str, other: str) -> bool:
        """Whether a quantity is another one or is made of it, by what the formulas use."""
        quantity = self.quantity_named(name)
        return quantity.name == other or any(self.rests_on(used, other) for used in quantity.uses)

    def quantity_named(self, name: str) -> Quantity[Any]:
        """The quantity of this name, symbol or synonym. Raises `InputError`, which lists what there is."""
        table = {quantity.name: quantity for quantity in self.quantities}
        if isinstance(name, str):
            if name in table:
                return table[name]
            found = [quantity for quantity in self._table().values() if quantity.answers_to(name)]
            if found and found[0].exists(self):
                return found[0]
            if found:
                raise InputError(found[0].missing_on(self))
        close = difflib.get_close_matches(name, table, n=1) if isinstance(name, str) else []
        hint = f" Did you mean {close[0]}?" if close else ""
        raise InputError(
            f"{type(self).__name__} has no quantity {shown(name)}.{hint} It has: {', '.join(table)}."
        )

    if not TYPE_CHECKING:  # a type checker is to find what there isn't

        def __getattr__(self, name: str) -> Any:
            """Only asked for what there isn't: says which attribute a symbol such as ``K`` stands for."""
            if not name.startswith("_"):
                for quantity in self._table().values():
                    if quantity.name == name and not quantity.exists(self):
                        raise AttributeError(quantity.missing_on(self))
                    if quantity.name == name and hasattr(type(self), name):
                        return self.quantity(name)  # an AttributeError of ours: it is to be seen as it is
                    if quantity.name != name and quantity.answers_to(name):
                        raise AttributeError(
                            f"{type(self).__name__!r} object has no attribute {name!r}; {name} is {quantity.name!r}"
                        )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        """What a geometer asks for; the way into the exact field is left out."""
        absent = {q.name for q in self._table().values() if not q.exists(self)}
        return sorted(set(super().__dir__()) - absent - _ENGINE)

    @classmethod
    @functools.cache
    def _table(cls) -> dict[str, Quantity[Any]]:
        table: dict[str, Quantity[Any]] = {}
        for owner in reversed(cls.__mro__):
            own = {value.name: value for value in vars(owner).values() if isinstance(value, Quantity)}
            table = {name: own.get(name) or table[name] for name in spliced(list(table), list(own))}
        return table

    def quantity(self, name: str) -> Any:
        """A quantity as SymPy: an expression, a matrix (columns for vectors), or an array for rank 3 and 4.

        Entries of arrays stand in it as the symbols for them; the attributes of the surface have them as they were given.
        """
        quantity = self.quantity_named(name)
        with self._lock:
            if quantity.name not in self._shown:
                with self._bounded(quantity.title, " can't be derived"):
                    self._shown[quantity.name] = self._closed_form(quantity)
            return self._shown[quantity.name]

    def _closed_form(self, quantity: Quantity[Any]) -> Any:
        """A quantity by its own short form, or entry by entry the shortest of the forms that are known."""
        from symgeom.geometry.closed import closed_forms  # the chapters know charts, not charts the chapters

        short = quantity.short(self) if quantity.short else None
        return self._shaped(closed_forms(self, quantity), quantity) if short is None else short

    def _shaped(self, forms: list[sp.Expr], quantity: Quantity[Any]) -> Any:
        """Entries in row-major order as the quantity is shown: an expression, a matrix, or an array that knows its letters."""
        shape = quantity.shape(self)
        return (
            shaped(forms, shape) if len(shape) <= 2 else Components.of(forms, shape, quantity, self.letters)
        )

    def formula(self, names: str | Iterable[str]) -> Formula:
        """Quantities with their parts by name: definitions in order, and the values in them.

        The terms of the map stay as they were typed and recurring ones are named, and so are the subject's objects (p, A and w
        of a graph; g, n and h of any hypersurface). One name gives its value, several a table of values.
        """
        from symgeom.geometry.in_parts import formula  # the chapters know charts, not charts the chapters

        return formula(self, names)

    def straight_line(self, names: list[str]) -> tuple[tuple[NamedPart, ...], dict[str, list[sp.Expr]]]:
        """What a kernel computes: definitions in order, and the entries of each quantity in them, in the engine's symbols."""
        from symgeom.geometry.in_parts import straight_line

        return straight_line(self, names)

    def kernel(
        self, *names: str | Iterable[str], backend: str = "numpy", outside: str | None = None
    ) -> Kernel:
        """A fast numeric function for the named quantities, one by one or in a list, from the same closed forms.

        Call it with the coordinates, then the parameters, by position or by name; arrays broadcast. Single numbers outside
        the domain, or against a declared fact, are an error, entries of arrays become NaN; ``outside="nan"``, ``"raise"`` or
        ``"ignore"`` treats both alike. The ends of an interval belong to the domain.
        """
        from symgeom.kernels import compile_kernel

        return compile_kernel(self, names[0] if len(names) == 1 else names, backend=backend, outside=outside)

    def singular_message(self) -> str:
        """What to say when det g is zero identically."""
        return f"{self.name}: the metric is singular: det g = 0 identically"

    # Checks ----------------------------------------------------------------------------------------------------------
    def _check_names(self) -> None:
        check_functions([*self._sources, *self.facts.where])
        letters = set(self.letters).union(*(e.free_symbols for e in self._sources))
        check_data(self.name, self._sources, self.letters)
        check_names(letters | self.facts.symbols(), self.name)

    def _check_known(self) -> None:
        """Facts speak of symbols that occur: a slip would lose them in silence. A bound may have a symbol of its own."""
        if not (self.facts.domain or self.facts.where):
            return
        known = {*self.letters, *self.constants}
        lost = {c for c in self.facts.domain if c not in known}
        lost |= {
            s for r in self.facts.where if not r.free_symbols & known for s in r.free_symbols - self._bounds()
        }
        for s in sorted(lost, key=str):
            names = ", ".join(c.name for c in (*self.letters, *self.constants))
            raise InputError(
                f"{self.name}: a fact speaks of {s}, which is no coordinate and doesn't occur in the map; it has {names}"
            )

    def _bounds(self) -> set[sp.Symbol]:
        return set().union(*(end.free_symbols for ends in self.facts.domain.values() for end in ends))

    def _told(self, formula: str) -> dict[str, str]:
        """A formula and the facts, for notebooks."""
        facts = [piece for r in self.facts.where for piece in (", ", latex(r, self.letters))][1:]
        lines = [[f"{self.name}: ", formula], *([["where ", *facts]] if facts else [])]
        from symgeom.typeset.mathml import browsed  # for notebooks

        return bundle(repr(self), *lines, formula=browsed)

    def __repr__(self) -> str:
        turned = ", normal flipped" if getattr(self, "orientation", 1) < 0 else ""
        return f"<{type(self).__name__} {self.name} in ({', '.join(map(str, self.coordinates))}){turned}>"
