"""What every chart has: coordinates, facts, an exact field, and values that are derived once.

What is here: `Chart`, the base of `Metric` and `Immersion`. Values are kept on the chart, which is frozen; nothing is
derived before it is asked for.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.build import matrix
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.functions import check_functions
from symgeom.algebra.domain.sizes import check_parts
from symgeom.algebra.elements import BranchDivisor, Element
from symgeom.algebra.field import Field, OutsideClass
from symgeom.algebra.present import present
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached, naming
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.quantity import ORDER, Quantity
from symgeom.output import neutral

__all__ = ["Chart", "read_coordinates"]


class Chart:
    """Coordinates on an open set, with facts about them and about the parameters.

    ``by_lengths`` lets orthogonal coordinates have rules of their own; without it the general rules hold for them too.
    """

    by_lengths = True

    def __init__(
        self,
        sources: Iterable[sp.Expr],
        coordinates: Iterable[Any],
        domain: Mapping[Any, Any] | None,
        where: Iterable[Any],
        name: str | None,
        defaults: Mapping[Any, Any] | None,
    ) -> None:
        self.coordinates = read_coordinates(coordinates)
        self._sources = tuple(sources)
        self.name = _readable(name, "the name of a surface") if name else type(self).__name__.lower()
        with self._bounded("facts"):
            for e in self._sources:
                check_parts(e, f"{self.name}: a formula")
            self.facts = Facts.of(domain, where)
            self._check_names()
            self._check_known()
        self.defaults = self._read_defaults(defaults or {})
        self._kept: dict[str, Any] = {}
        self._shown: dict[str, Any] = {}

    # What it is ------------------------------------------------------------------------------------------------------
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
        return (*own, *(f"{h} >= 0" for h in self.translator.hypotheses), *self._kink_conditions())

    def _kink_conditions(self) -> tuple[str, ...]:
        """What must not vanish so that the derivatives of absolute values are defined."""
        from symgeom.geometry.kinks import conditions  # the chapters know charts, not charts the chapters

        return conditions(self)

    def kinks(self, name: str, entries: list[Any]) -> list[tuple[sp.Expr, ...]]:
        """For each printed entry of a quantity, in row-major order, the expressions that must not vanish."""
        from symgeom.geometry.kinks import kinks

        return kinks(self, name, entries)

    # Derivation ------------------------------------------------------------------------------------------------------
    @property
    def translator(self) -> Translator:
        """The way into the exact field of this chart."""
        if "translator" not in self._kept:
            with self._bounded("reading of the map"):
                self._kept["translator"] = Translator(self._sources, self.facts, real=True)
        return self._kept["translator"]  # type: ignore[no-any-return]

    @property
    def field(self) -> Field:
        """The exact differential field that the derivation lives in."""
        return self.translator.field

    def element(self, expression: Any) -> Element:
        """An expression in the exact field of this chart."""
        with self._bounded("reading of a formula"):
            return self.translator.element(expression)

    def kept(self, key: str, rule: Callable[[Any], Any]) -> Any:
        """The value of a rule on this chart, computed once."""
        if key not in self._kept:
            self._kept[key] = rule(self)
        return self._kept[key]

    def exact(self, name: str) -> Any:
        """The exact entries of a quantity: an element, or nested tuples of elements."""
        quantity = self.quantity_named(name)
        with self._bounded(quantity.title, " can't be derived"):
            return self.kept(name, quantity.rule)

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
        return present(self.translator, e)

    # Quantities ------------------------------------------------------------------------------------------------------
    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities that this class has, in textbook order."""
        table = self._table()
        return tuple(table[name] for name in ORDER if name in table)

    def quantity_named(self, name: str) -> Quantity:
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
    def _table(cls) -> dict[str, Quantity]:
        table: dict[str, Quantity] = {}
        for owner in reversed(cls.__mro__):
            for value in vars(owner).values():
                if isinstance(value, Quantity):
                    table[value.name] = value
        return table

    def quantity(self, name: str) -> Any:
        """A quantity as SymPy: an expression, a matrix (columns for vectors), or an array for rank 3 and 4."""
        if name not in self._shown:
            quantity = self.quantity_named(name)
            with self._bounded(quantity.title, " can't be derived"):
                short = quantity.short(self) if quantity.short else None
                shown = self._show(self.exact(name), quantity.shape(self)) if short is None else short
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

    def kernel(self, names: str | Iterable[str], backend: str = "numpy", outside: str | None = None) -> Any:
        """A fast numeric function for the named quantities, from the same closed forms.

        Call it with the coordinates, then the parameters, by position or by name; arrays broadcast. Single numbers outside
        the domain, or against a declared fact, are an error, entries of arrays become NaN; ``outside="nan"``, ``"raise"`` or
        ``"ignore"`` treats both alike. The ends of an interval belong to the domain.
        """
        from symgeom.kernels import compile_kernel

        return compile_kernel(self, names, backend=backend, outside=outside)

    # Checks ----------------------------------------------------------------------------------------------------------
    def _check_names(self) -> None:
        check_functions([*self._sources, *self.facts.where])
        symbols = (
            set().union(*(e.free_symbols for e in self._sources))
            | set(self.coordinates)
            | self.facts.symbols()
        )
        for f in self.functions:
            _readable(f.func.__name__, f"{self.name}: the name of a function")
        seen: dict[str, sp.Symbol] = {}
        for s in sorted(symbols, key=lambda s: s.name):
            _readable(s.name, f"{self.name}: the name of a symbol")
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


def _readable(name: Any, what: str) -> Any:
    """The name, if it is one line that can be printed: it stands in messages, notes and kernels."""
    if isinstance(name, str) and not name.isprintable():
        raise InputError(
            f"{what} has characters that can't be printed: {neutral(name[:80])!r}. Give it another."
        )
    return name


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
