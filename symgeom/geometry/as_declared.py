"""What a chart is made of: coordinates, facts, parameters, data, a window; read and checked, and never changed.

What is here: `Declared`, the base of `Chart`. It derives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Self

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.entries import given
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.functions import check_functions
from symgeom.algebra.domain.sizes import check_parts
from symgeom.algebra.domain.totals import Count, DataEntry
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import BranchDivisor
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.given import check_names
from symgeom.algebra.ring.budget import LimitReached, Spent
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.data import check_data, data_of, read_values, split_defaults
from symgeom.geometry.declarations import read_coordinates, read_defaults, read_name
from symgeom.geometry.frozen import Frozen
from symgeom.geometry.window import Window, read_window, window_of
from symgeom.parts.layers import Layers

__all__ = ["Declared"]


class _Bounded:
    """A block whose errors name the chart and what was done; it is entered for every quantity, so it is no generator."""

    __slots__ = ("_derived", "_name", "_what")

    def __init__(self, name: str, what: str, derived: str) -> None:
        self._name, self._what, self._derived = name, what, derived

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: object
    ) -> None:
        if problem is None:
            return
        name, what = self._name, self._what
        if isinstance(problem, OutsideClass):
            told = f"the {what}{self._derived}: " if self._derived else ""
            raise InputError(f"{name}: {told}{problem}") from None
        if isinstance(problem, BranchDivisor):
            raise InputError(
                f"{name}: {problem}, in the {what}. Declare the sign of what stands in the root or absolute value "
                "(domain, where), and derive each branch by itself."
            ) from None
        if isinstance(problem, RecursionError):
            raise BudgetError(
                f"{name}: the {what} nests deeper than Python's stack. Split the formula into smaller ones."
            ) from None
        if isinstance(problem, LimitReached):
            if not isinstance(problem, Spent):
                raise LimitReached(problem.limit, f"{name}: the {what}") from None
        elif isinstance(problem, BudgetError) and not str(problem).startswith(f"{name}: "):
            raise BudgetError(f"{name}: the {what} grew too large: {problem}") from None


class Declared(Frozen):
    """Coordinates on an open set, with facts about them and about the parameters."""

    layers: Layers | None = None  # of a network's loss
    _letters: tuple[sp.Symbol, ...]
    _facts: Facts
    _sources: tuple[sp.Expr, ...]
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
            _letters=read_coordinates(coordinates),
            name=read_name(name, type(self).__name__.lower()),
            _sources=tuple(sources),
        )
        with self._bounded("facts"):
            for e in self._sources:
                check_parts(e, f"{self.name}: a formula")
            letters = set(self._letters).union(*(e.free_symbols for e in self._sources))
            try:
                self._declare(_facts=facts_of(domain, where, letters))
            except InputError as error:
                raise InputError(f"{self.name}: {error}") from None
            self._check_names()
            self._check_known()
        numbers, data = split_defaults({} if defaults is None else defaults, self.data)
        read = read_defaults(numbers, self.name, self._constants, self._facts.symbols())
        self._declare(defaults=MappingProxyType(read))
        self._declare(data_values=MappingProxyType(read_values(self.name, data)))
        self._declare(_window=read_window(window, self))

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

    @property
    def name(self) -> str:
        """What it is called in notes, errors and tables."""
        return self.__dict__["name"]  # type: ignore[no-any-return]

    @property
    def defaults(self) -> Mapping[sp.Symbol, float]:
        """Values of parameters for kernels and pictures."""
        return self.__dict__["defaults"]  # type: ignore[no-any-return]

    @property
    def dimension(self) -> int:
        """d, the number of coordinates."""
        return len(self._letters)

    @property
    def coordinates(self) -> tuple[Any, ...]:
        """u^1 .. u^d as they were given, symbols or entries of arrays such as w[0]; their order decides the sign of N."""
        return tuple(map(given, self._letters))

    @property
    def domain(self) -> Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]:
        """The open interval of each symbol that has one."""
        return {given(s): tuple(map(given, ends)) for s, ends in self._facts.domain.items()}

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
        return tuple(map(given, self._facts.where))

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The free symbols that are no coordinates, by name; entries of arrays as they were given."""
        return tuple(map(given, self._constants))

    @property
    def _constants(self) -> tuple[sp.Symbol, ...]:
        """The parameters as the engine knows them."""
        free = set().union(*(e.free_symbols for e in self._sources)) if self._sources else set()
        free = {s for s in free if not isinstance(s, DataEntry | Count)}
        return tuple(sorted(free - set(self._letters), key=lambda s: s.name))

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

    def _bounded(self, what: str, derived: str = "") -> _Bounded:
        """What goes past a limit, outside the class or deeper than the stack is told with this chart and what was done."""
        return _Bounded(self.name, what, derived)

    def _check_names(self) -> None:
        check_functions([*self._sources, *self._facts.where])
        letters = set(self._letters).union(*(e.free_symbols for e in self._sources))
        check_data(self.name, self._sources, self._letters)
        check_names(letters | self._facts.symbols(), self.name)

    def _check_known(self) -> None:
        """Facts speak of symbols that occur: a slip would lose them in silence. A bound may have a symbol of its own."""
        if not (self._facts.domain or self._facts.where):
            return
        known = {*self._letters, *self._constants}
        lost = {c for c in self._facts.domain if c not in known}
        lost |= {
            s
            for r in self._facts.where
            if not r.free_symbols & known
            for s in r.free_symbols - self._bounds()
        }
        for s in sorted(lost, key=str):
            names = ", ".join(c.name for c in (*self._letters, *self._constants))
            raise InputError(
                f"{self.name}: a fact speaks of {s}, which is no coordinate and doesn't occur in the map; it has {names}"
            )

    def _bounds(self) -> set[sp.Symbol]:
        return set().union(*(end.free_symbols for ends in self._facts.domain.values() for end in ends))

    def __repr__(self) -> str:
        turned = ", normal flipped" if getattr(self, "orientation", 1) < 0 else ""
        return f"<{type(self).__name__} {self.name} in ({', '.join(map(str, self.coordinates))}){turned}>"
