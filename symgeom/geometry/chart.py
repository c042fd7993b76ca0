"""What every chart has: coordinates, facts, an exact field, and values that are derived once.

What is here: `Chart`, the base of `Metric` and `Immersion`. A chart is frozen: what was declared can't be assigned again, two
charts of the same declared data are equal, and a copy or a pickle carries that data alone. Values are kept on the chart,
under one lock; nothing is derived before it is asked for.
"""

from __future__ import annotations

import difflib
import functools
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, Self

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.build import matrix
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.elements import Element
from symgeom.algebra.field import Field, OutsideClass
from symgeom.algebra.present import present
from symgeom.algebra.reading.translate import Translator
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.quantity import ORDER, Quantity

if TYPE_CHECKING:
    from symgeom.kernels.kernel import Kernel

__all__ = ["Chart", "read_coordinates"]


class Chart:
    """Coordinates on an open set, with facts about them and about the parameters.

    ``by_lengths`` lets orthogonal coordinates have rules of their own; without it the general rules hold for them too.
    """

    by_lengths: bool = True

    _sources: tuple[sp.Expr, ...]
    _kept: dict[str, Any]
    _shown: dict[str, Any]
    _write: Callable[[Translator, Element], sp.Expr]
    _lock: threading.RLock

    def __init__(
        self,
        sources: Iterable[sp.Expr],
        coordinates: Iterable[Any],
        domain: Mapping[Any, Any] | None,
        where: Iterable[Any],
        name: str | None,
        defaults: Mapping[Any, Any] | None,
    ) -> None:
        self._declare(
            coordinates=read_coordinates(coordinates),
            facts=Facts.of(domain, where),
            name=name or type(self).__name__.lower(),
            _sources=tuple(sources),
        )
        self._check_names()
        self._check_known()
        self._declare(defaults=MappingProxyType(self._read_defaults(defaults or {})), _write=present)
        self._declare(_kept={}, _shown={}, _lock=threading.RLock())

    # Frozen, and equal by value --------------------------------------------------------------------------------------
    def _declare(self, **values: Any) -> None:
        """Attributes that a constructor gives; nothing else sets any."""
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        if name in self._table():
            self._table()[name].__set__(self, value)
        raise AttributeError(
            f"{self.__dict__.get('name', type(self).__name__)} is frozen: {name} can't be assigned. Make another one with "
            f"{type(self).__name__}(...), `flipped()` or `reparametrize(...)`."
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"{self.__dict__.get('name', type(self).__name__)} is frozen: {name} can't be deleted"
        )

    @property
    def declared(self) -> dict[str, Any]:
        """What the chart was made of, as arguments of its constructor: equality, copies and pickles go by it."""
        return {
            "coordinates": self.coordinates,
            "domain": dict(self.domain),
            "where": self.where,
            "name": self.name,
            "defaults": dict(self.defaults),
        }

    def _identity(self) -> tuple[Any, ...]:
        return tuple(
            (key, frozenset(value.items()) if isinstance(value, dict) else value)
            for key, value in self.declared.items()
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Chart):
            return NotImplemented
        return self is other or (type(self) is type(other) and self._identity() == other._identity())

    def __hash__(self) -> int:
        return hash((type(self), self._identity()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self.declared)

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
    def coordinates(self) -> tuple[sp.Symbol, ...]:
        """u^1 .. u^d, in their order, which decides the sign of the normal."""
        return self.__dict__["coordinates"]  # type: ignore[no-any-return]

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
        return len(self.coordinates)

    @property
    def domain(self) -> Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]:
        """The open interval of each symbol that has one."""
        return self.facts.domain

    @property
    def where(self) -> tuple[sp.Basic, ...]:
        """The declared inequalities."""
        return self.facts.where

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The free symbols that are no coordinates, by name."""
        free = set().union(*(e.free_symbols for e in self._sources)) if self._sources else set()
        return tuple(sorted(free - set(self.coordinates), key=lambda s: s.name))

    @property
    def functions(self) -> tuple[sp.Expr, ...]:
        """The undefined functions that occur, applied to their arguments."""
        found = {f for e in self._sources for f in e.atoms(AppliedUndef)}
        return tuple(sorted(found, key=sp.default_sort_key))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The facts in force: declared, carried by the symbols, and that the map is real on its domain."""
        own = self.facts.describe(set().union(*(e.free_symbols for e in self._sources)))
        return (*own, *(f"{h} >= 0" for h in self.translator.hypotheses))

    # Derivation ------------------------------------------------------------------------------------------------------
    @property
    def translator(self) -> Translator:
        """The way into the exact field of this chart."""
        with self._lock:
            if "translator" not in self._kept:
                try:
                    self._kept["translator"] = Translator(self._sources, self.facts, real=True)
                except OutsideClass as outside:
                    raise InputError(f"{self.name}: {outside}") from None
            return self._kept["translator"]  # type: ignore[no-any-return]

    @property
    def field(self) -> Field:
        """The exact differential field that the derivation lives in."""
        return self.translator.field

    def element(self, expression: Any) -> Element:
        """An expression in the exact field of this chart."""
        with self._lock:
            try:
                return self.translator.element(expression)
            except OutsideClass as outside:
                raise InputError(f"{self.name}: {outside}") from None

    def kept(self, key: str, rule: Callable[[Any], Any]) -> Any:
        """The value of a rule on this chart, computed once."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = rule(self)
            return self._kept[key]

    def exact(self, name: str) -> Any:
        """The exact entries of a quantity: an element, or nested tuples of elements."""
        quantity = self.quantity_named(name)
        try:
            return self.kept(name, quantity.rule)
        except OutsideClass as outside:
            raise InputError(f"{self.name}: the {quantity.title} can't be derived: {outside}") from None
        except BudgetError as budget:
            raise self._too_large(quantity, budget) from None

    def _too_large(self, quantity: Quantity[Any], budget: BudgetError) -> BudgetError:
        known = f"{self.name}: the {quantity.title} grew too large: "
        return budget if str(budget).startswith(f"{self.name}: ") else BudgetError(f"{known}{budget}")

    def present(self, e: Element) -> sp.Expr:
        """An element of this chart's field as a short SymPy expression."""
        with self._lock:
            return self._write(self.translator, e)

    # Quantities ------------------------------------------------------------------------------------------------------
    @property
    def quantities(self) -> tuple[Quantity[Any], ...]:
        """The quantities that this class has, in textbook order."""
        table = self._table()
        return tuple(table[name] for name in ORDER if name in table)

    def quantity_named(self, name: str) -> Quantity[Any]:
        table = self._table()
        if name not in table:
            close = difflib.get_close_matches(name, table, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise InputError(
                f"{type(self).__name__} has no quantity {name!r}.{hint} It has: {', '.join(n for n in ORDER if n in table)}."
            )
        return table[name]

    @classmethod
    @functools.cache
    def _table(cls) -> dict[str, Quantity[Any]]:
        table: dict[str, Quantity[Any]] = {}
        for owner in reversed(cls.__mro__):
            for value in vars(owner).values():
                if isinstance(value, Quantity):
                    table[value.name] = value
        return table

    def quantity(self, name: str) -> Any:
        """A quantity as SymPy: an expression, a matrix (columns for vectors), or an array for rank 3 and 4."""
        with self._lock:
            if name not in self._shown:
                quantity = self.quantity_named(name)
                try:
                    short = quantity.short(self) if quantity.short else None
                    shown = self._show(self.exact(name), quantity.shape(self)) if short is None else short
                except BudgetError as budget:
                    raise self._too_large(quantity, budget) from None
                self._shown[name] = shown
            return self._shown[name]

    def _show(self, exact: Any, shape: tuple[int, ...]) -> Any:
        known: dict[int, sp.Expr] = {}

        def entry(e: Element | sp.Expr) -> sp.Expr:
            if isinstance(e, sp.Expr):
                return e
            if id(e) not in known:
                known[id(e)] = self.present(e)
            return known[id(e)]

        if not shape:
            return entry(exact)
        flat = [entry(e) for e in _flatten(exact)]
        if len(shape) <= 2:
            return matrix(shape[0], shape[1] if len(shape) == 2 else 1, flat)
        return sp.ImmutableDenseNDimArray(flat, shape)

    def kernel(self, names: str | Iterable[str], backend: str = "numpy") -> Kernel:
        """A fast numeric function for the named quantities, from the same closed forms.

        Call it with the coordinates, then the parameters, by position or by name; arrays broadcast.
        """
        from symgeom.kernels import compile_kernel

        return compile_kernel(self, names, backend=backend)

    # Checks ----------------------------------------------------------------------------------------------------------
    def _check_names(self) -> None:
        symbols = (
            set().union(*(e.free_symbols for e in self._sources))
            | set(self.coordinates)
            | self.facts.symbols()
        )
        seen: dict[str, sp.Symbol] = {}
        for s in sorted(symbols, key=lambda s: s.name):
            if s.name in seen and seen[s.name] != s:
                raise InputError(
                    f"{self.name}: two different symbols are called {s.name} (their assumptions differ). Make each symbol "
                    f"once, for example {s.name} = sympy.Symbol({s.name!r}, real=True), and use it everywhere."
                )
            seen[s.name] = s
            if s.is_extended_real is False:
                raise InputError(
                    f"{self.name}: the symbol {s} is declared not real; symgeom works over the real numbers"
                )

    def _read_defaults(self, defaults: Mapping[Any, Any]) -> dict[sp.Symbol, float]:
        if not defaults:
            return {}
        by_name = {s.name: s for s in self.parameters}
        result = {}
        for key, value in defaults.items():
            s = by_name.get(str(key))
            if s is None and any(str(key) == str(other) for other in self.facts.symbols()):
                continue  # a parameter of the domain alone: no quantity needs its value
            if s is None:
                names = ", ".join(by_name) or "none"
                raise InputError(
                    f"{self.name}: a default value for {key}, which is no parameter; the parameters are {names}"
                )
            try:
                result[s] = float(value)
            except (TypeError, ValueError):
                raise InputError(f"{self.name}: the default value of {key} is no number: {value!r}") from None
            if (s.is_positive and not result[s] > 0) or (s.is_negative and not result[s] < 0):
                sign = "positive" if s.is_positive else "negative"
                raise InputError(f"{self.name}: {s} is {sign}, but its default value is {value}")
        return result

    def _check_known(self) -> None:
        """Facts speak of symbols that occur: a slip would lose them in silence. A bound may have a symbol of its own."""
        if not (self.domain or self.where):
            return
        known = {*self.coordinates, *self.parameters}
        lost = {c for c in self.domain if c not in known}
        lost |= {s for r in self.where if not r.free_symbols & known for s in r.free_symbols - self._bounds()}
        for s in sorted(lost, key=str):
            names = ", ".join(c.name for c in (*self.coordinates, *self.parameters))
            raise InputError(
                f"{self.name}: a fact speaks of {s}, which is no coordinate and doesn't occur in the map; it has {names}"
            )

    def _bounds(self) -> set[sp.Symbol]:
        return set().union(*(end.free_symbols for ends in self.domain.values() for end in ends))

    def __repr__(self) -> str:
        turned = ", normal flipped" if getattr(self, "orientation", 1) < 0 else ""
        return f"<{type(self).__name__} {self.name} in ({', '.join(map(str, self.coordinates))}){turned}>"


def _made(kind: type[Chart], declared: dict[str, Any]) -> Chart:
    """A chart from its declared data, for pickle."""
    return kind(**declared)


def read_coordinates(coordinates: Any) -> tuple[sp.Symbol, ...]:
    """The coordinates as distinct symbols. Raises `InputError`."""
    symbols = (coordinates,) if isinstance(coordinates, sp.Symbol) else tuple(coordinates)
    for s in symbols:
        if not isinstance(s, sp.Symbol):
            raise InputError(f"a coordinate must be a SymPy Symbol, not {s!r} of type {type(s).__name__}")
    if not symbols:
        raise InputError("at least one coordinate is needed")
    if len(set(symbols)) != len(symbols):
        raise InputError(f"a coordinate is named twice in ({', '.join(map(str, symbols))})")
    return symbols


def _flatten(exact: Any) -> Iterable[Any]:
    if isinstance(exact, Element | sp.Expr):
        yield exact
    else:
        for part in exact:
            yield from _flatten(part)
