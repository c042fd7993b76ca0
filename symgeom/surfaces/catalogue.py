"""What a catalogue is made of: `Entry` (a function with its source and known closed forms) and `Catalogue`.

Entries are found by reading the files of a package, so that adding one touches one file. SymPy is
imported when an entry is asked for.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeAlias, TypeVar

from symgeom.errors import InputError

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["Catalogue", "CriticalPoint", "Entry", "Scalar", "defaults", "entry", "facts"]

Scalar: TypeAlias = "sp.Expr | int | float"
P = ParamSpec("P")
T = TypeVar("T", covariant=True)


@dataclass(frozen=True)
class CriticalPoint:
    """A critical point of a loss and its principal curvatures (upward normal), with multiplicity."""

    values: dict[sp.Symbol, sp.Expr]
    principal_curvatures: tuple[sp.Expr, ...]


class Entry(Generic[P, T]):
    """A catalogue function: call it for the object; `source` and `closed_forms` are what the literature says.

    Numbers among the arguments become exact: 0.5 is read as 1/2.
    """

    __name__: str

    def __init__(
        self,
        build: Callable[P, T],
        source: str,
        forms: Callable[..., dict[str, Any]] | None,
        points: Callable[..., Sequence[CriticalPoint]] | None,
    ) -> None:
        functools.update_wrapper(self, build)
        self.source = source
        self._build, self._forms, self._points = build, forms, points

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._build(*map(_exact, args), **{name: _exact(value) for name, value in kwargs.items()})

    def __repr__(self) -> str:
        return f"<catalogue entry {self.__name__}{inspect.signature(self._build)}: {self.source}>"

    @property
    def closed_forms(self) -> dict[str, Any]:
        """Known closed forms for the default parameters, by quantity name."""
        return self.closed_forms_of()

    def closed_forms_of(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Known closed forms of the entry called with these arguments, by quantity name."""
        return self._forms(*self._arguments(args, kwargs)) if self._forms else {}

    @property
    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """Known critical points for the default parameters."""
        return self.critical_points_of()

    def critical_points_of(self, *args: Any, **kwargs: Any) -> tuple[CriticalPoint, ...]:
        """Known critical points of the entry called with these arguments."""
        return tuple(self._points(*self._arguments(args, kwargs))) if self._points else ()

    def _arguments(self, args: Iterable[Any], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        bound = inspect.signature(self._build).bind(*args, **kwargs)
        bound.apply_defaults()
        return tuple(map(_exact, bound.args))


def entry(
    source: str,
    closed_forms: Callable[..., dict[str, Any]] | None = None,
    critical_points: Callable[..., Sequence[CriticalPoint]] | None = None,
) -> Callable[[Callable[P, T]], Entry[P, T]]:
    """Mark a function as a catalogue entry; the two callables take the function's own arguments."""

    def mark(build: Callable[P, T]) -> Entry[P, T]:
        return Entry(build, source, closed_forms, critical_points)

    return mark


class Catalogue:
    """The entries in the files of one package, read on first use."""

    def __init__(self, package: str, path: Iterable[str]) -> None:
        self._package, self._path = package, list(path)

    @functools.cached_property
    def entries(self) -> dict[str, Entry[..., Any]]:
        """All entries by name."""
        found: dict[str, Entry[..., Any]] = {}
        for file in pkgutil.iter_modules(self._path):
            module = importlib.import_module(f"{self._package}.{file.name}")
            own = {
                n: e
                for n, e in vars(module).items()
                if isinstance(e, Entry) and e.__module__ == module.__name__
            }
            found |= own
        return dict(sorted(found.items()))

    def names(self) -> tuple[str, ...]:
        """The names of the entries, sorted."""
        return tuple(self.entries)

    def get(self, name: str) -> Entry[..., Any]:
        """The entry called `name`, or an InputError that says which names are near."""
        if name in self.entries:
            return self.entries[name]
        near = difflib.get_close_matches(name, self.entries, n=3) or list(self.entries)
        raise InputError(f"{self._package} has no entry {name!r}. Did you mean one of: {', '.join(near)}?")

    def attribute(self, name: str) -> Any:
        """Attribute access on the package; dunders stay an AttributeError so that probing loads nothing."""
        if name.startswith("_"):
            raise AttributeError(f"module {self._package!r} has no attribute {name!r}")
        try:
            return self.get(name)
        except InputError as error:
            raise AttributeError(str(error)) from None


def facts(name: str, *relations: Any) -> list[Any]:
    """The relations that still say something: those true already are dropped.

    **Raises** InputError when one is false for the parameters given.
    """
    import sympy as sp

    kept = []
    for relation in map(sp.sympify, relations):
        if relation == sp.false:
            raise InputError(
                f"{name}: the parameters contradict a fact that the entry needs (a relation in its docstring "
                "is false for these values). Choose other parameters, or build the map with Hypersurface."
            )
        if relation != sp.true:
            kept.append(relation)
    return kept


def defaults(*pairs: tuple[Any, float]) -> dict[Any, float]:
    """Default values for those parameters that are still symbols."""
    return {symbol: value for symbol, value in pairs if getattr(symbol, "is_Symbol", False)}


def _exact(value: Any) -> Any:
    """A plain number as an exact SymPy number; anything else as it is."""
    import sympy as sp

    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return sp.Integer(value) if isinstance(value, int) else sp.Rational(str(value))
