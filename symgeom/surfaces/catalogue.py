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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from symgeom.errors import InputError, shown
from symgeom.surfaces.arguments import Profile, Scalar, read

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["Catalogue", "CriticalPoint", "Entry", "Profile", "Scalar", "defaults", "entry", "facts"]

P = ParamSpec("P")
T = TypeVar("T", covariant=True)


@dataclass(frozen=True)
class CriticalPoint:
    """A critical point of a loss and its principal curvatures (upward normal), with multiplicity."""

    values: dict[sp.Symbol, sp.Expr]
    principal_curvatures: tuple[sp.Expr, ...]


class Contradiction(InputError):
    """A fact that an entry needs is false for its arguments; ``number`` says which one, in the order written."""

    def __init__(self, message: str, number: int) -> None:
        super().__init__(message)
        self.number = number


class Entry(Generic[P, T]):
    """A catalogue function: call it for the object; `source` and `closed_forms` are what the literature says.

    Numbers among the arguments become exact: 0.5 is read as 1/2.

    **Raises** InputError when an argument is not what the entry takes, or contradicts a fact that it needs.
    """

    __name__: str

    def __init__(
        self,
        build: Callable[P, T],
        source: str,
        forms: Callable[..., dict[str, Any]] | None,
        points: Callable[..., Sequence[CriticalPoint]] | None,
        least: Mapping[str, int],
    ) -> None:
        functools.update_wrapper(self, build)
        self.source = source
        self._build, self._forms, self._points, self._least = build, forms, points, least

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        values = self._arguments(args, kwargs)
        build: Callable[..., T] = self._build
        try:
            made = build(*values.values())
        except Contradiction as found:
            raise InputError(self._contradicted(found, values)) from None
        self._check_apart(made, values)
        return made

    def __repr__(self) -> str:
        return f"<catalogue entry {self.__name__}{self._shown_signature}: {self.source}>"

    @property
    def closed_forms(self) -> dict[str, Any]:
        """Known closed forms for the default parameters, by quantity name."""
        return self.closed_forms_of()

    def closed_forms_of(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Known closed forms of the entry called with these arguments, by quantity name."""
        return self._forms(*self._arguments(args, kwargs).values()) if self._forms else {}

    @property
    def critical_points(self) -> tuple[CriticalPoint, ...]:
        """Known critical points for the default parameters."""
        return self.critical_points_of()

    def critical_points_of(self, *args: Any, **kwargs: Any) -> tuple[CriticalPoint, ...]:
        """Known critical points of the entry called with these arguments."""
        return tuple(self._points(*self._arguments(args, kwargs).values())) if self._points else ()

    def _arguments(self, args: Iterable[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        """All arguments by name, checked and exact."""
        try:
            bound = self._signature.bind(*args, **kwargs)
        except TypeError as error:
            raise InputError(
                f"{self.__name__}: {error}; it is called as {self.__name__}{self._shown_signature}."
            ) from None
        bound.apply_defaults()
        kinds = self._signature.parameters
        return {
            name: read(self.__name__, name, kinds[name].annotation, value, self._least.get(name, 1))
            for name, value in bound.arguments.items()
        }

    @property
    def _signature(self) -> inspect.Signature:
        return inspect.signature(self._build)

    @property
    def _shown_signature(self) -> inspect.Signature:
        """Names and default values; the annotations are for type checkers."""
        plain = [p.replace(annotation=p.empty) for p in self._signature.parameters.values()]
        return inspect.Signature(plain)

    def _of_kind(self, *kinds: str) -> list[str]:
        """The arguments whose annotation is one of these."""
        found = self._signature.parameters.items()
        return [name for name, p in found if str(p.annotation).removesuffix(" | None") in kinds]

    def _contradicted(self, found: Contradiction, values: Mapping[str, Any]) -> str:
        """The false fact in the entry's own letters: those of an object whose parameters are unknown."""
        import sympy as sp

        letters = {name: sp.Symbol(name, real=True) for name in self._of_kind("Scalar", "Profile")}
        build: Callable[..., Any] = self._build
        fact = build(*({**values, **letters}).values()).where[found.number]
        names = sorted(str(s) for s in fact.free_symbols if str(s) in letters)
        told = {name: f"{name} = {values[name]}{_sign(values[name])}" for name in names}
        got = ", ".join(text for name, text in told.items() if text != f"{name} = {name}")
        return f"{self.__name__} needs {_readable(fact)}; got {got}."

    def _check_apart(self, made: Any, values: Mapping[str, Any]) -> None:
        """A parameter that depends on a coordinate would make another object, with other closed forms."""
        for name in self._of_kind("Scalar"):
            common = values[name].free_symbols & set(made.coordinates)
            if common:
                coordinate = min(map(str, common))
                raise InputError(
                    f"{self.__name__}: {name} is a constant, but {name} = {values[name]} depends on the "
                    f"coordinate {coordinate}. Use another letter, or build the map with Hypersurface."
                )


def _readable(fact: Any) -> str:
    """A relation with the greater side first, as `R > r > 0` is read."""
    return f"{fact.gts} {'>' if fact.rel_op in ('<', '>') else '>='} {fact.lts}"


def _sign(value: Any) -> str:
    """A note on a symbol whose assumptions are what contradicts."""
    if not value.free_symbols or value.is_positive is not False:
        return ""
    return " (negative)" if value.is_negative else " (not positive)"


def entry(
    source: str,
    closed_forms: Callable[..., dict[str, Any]] | None = None,
    critical_points: Callable[..., Sequence[CriticalPoint]] | None = None,
    least: Mapping[str, int] | None = None,
) -> Callable[[Callable[P, T]], Entry[P, T]]:
    """Mark a function as a catalogue entry; the two callables take the function's own arguments.

    ``least`` gives the least value of a dimension or size where it isn't 1.
    """

    def mark(build: Callable[P, T]) -> Entry[P, T]:
        return Entry(build, source, closed_forms, critical_points, least or {})

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
        if isinstance(name, str) and name in self.entries:
            return self.entries[name]
        near = difflib.get_close_matches(name, self.entries, n=3) if isinstance(name, str) else []
        hint = f"Did you mean {_either(near)}?" if near else f"There are: {', '.join(self.entries)}."
        raise InputError(f"{self._package} has no entry {shown(name)}. {hint}")

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
    for number, relation in enumerate(sp.sympify(r, strict=True) for r in relations):
        if relation == sp.false:
            raise Contradiction(
                f"{name}: the parameters contradict fact {number + 1} of its definition.", number
            )
        if relation != sp.true:
            kept.append(relation)
    return kept


def defaults(*pairs: tuple[Any, float]) -> dict[Any, float]:
    """Default values for those parameters that are still symbols."""
    return {symbol: value for symbol, value in pairs if getattr(symbol, "is_Symbol", False)}


def _either(names: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
