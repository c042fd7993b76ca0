"""What every chart has: an exact field, and values that are derived once.

What is here: `Chart`, the base of `Metric` and `Immersion`, a `Declared` value. What was derived is kept on the chart, under
one lock; nothing is derived before it is asked for.
"""

from __future__ import annotations

import difflib
import functools
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Self

import sympy as sp

from symgeom.algebra.field.differential import Field
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.given import expression
from symgeom.algebra.reading.translate import Translator
from symgeom.decision.closed_forms import present
from symgeom.errors import InputError, shown
from symgeom.geometry.as_declared import Declared
from symgeom.geometry.labels import Label
from symgeom.geometry.quantity import Quantity, spliced
from symgeom.geometry.row_major import shaped
from symgeom.geometry.tensors import Components
from symgeom.output import bundle
from symgeom.typeset.printer import latex

if TYPE_CHECKING:
    from symgeom.export.written import Exported
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


class Chart(Declared):
    """Coordinates on an open set with facts, an exact field for them, and quantities that are derived once.

    ``by_lengths`` lets orthogonal coordinates have rules of their own; without it the general rules hold for them too.
    """

    by_lengths: bool = True

    _kept: dict[str, Any]
    _shown: dict[str, Any]
    _write: Callable[[Translator, Element], sp.Expr]
    _lock: threading.RLock

    def __init__(self, *declared: Any) -> None:
        super().__init__(*declared)
        self._declare(_kept={}, _shown={}, _lock=threading.RLock(), _write=present)

    def _called(self, key: str, label: Label, rule: Callable[[Any], Any], value: Any) -> Any:
        """What is kept of a labelled value; a chart that is derived in parts by name puts names in its place."""
        return value

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

    def straight_line(
        self, names: list[str], tidied: bool = False
    ) -> tuple[tuple[NamedPart, ...], dict[str, list[sp.Expr]]]:
        """What a kernel computes: definitions in order, and the entries of each quantity in them, in the engine's symbols.

        ``tidied`` is for people who read it.
        """
        from symgeom.geometry.in_parts import straight_line

        key = f"line {'tidied ' * tidied}{' '.join(names)}"
        if key not in self._kept:
            self._kept[key] = straight_line(self, names, tidied)
        definitions, values = self._kept[key]
        return definitions, {name: list(entries) for name, entries in values.items()}

    def kernel(
        self,
        *names: str | Iterable[str],
        backend: str = "numpy",
        outside: str | None = None,
        derivatives: str | Iterable[Any] = (),
    ) -> Kernel:
        """A fast numeric function for the named quantities, one by one or in a list, from the same closed forms.

        Call it with the coordinates, then the parameters, by position or by name; arrays broadcast. Single numbers outside
        the domain, or against a declared fact, are an error, entries of arrays become NaN; ``outside="nan"``, ``"raise"`` or
        ``"ignore"`` treats both alike. The ends of an interval belong to the domain.

        ``derivatives=("u", "R")`` adds to every quantity its derivatives by these coordinates and parameters, as
        ``gaussian_curvature_u``. Where principal curvatures are equal, theirs is the mean of the branches.
        """
        from symgeom.kernels import compile_kernel

        wanted = names[0] if len(names) == 1 else names
        return compile_kernel(self, wanted, backend=backend, outside=outside, derivatives=derivatives)

    def export(
        self,
        *names: str | Iterable[str],
        target: str = "python",
        outside: str | None = None,
        derivatives: str | Iterable[Any] = (),
    ) -> Exported:
        """The named quantities as a function in another language, from the formula with its parts by name.

        ``print`` shows it, ``save`` writes it. ``"all"`` is all that the target can hold; ``derivatives`` are as for `kernel`.
        """
        from symgeom.export import export

        return export(self, names[0] if len(names) == 1 else names, target, outside, derivatives)

    def singular_message(self) -> str:
        """What to say when det g is zero identically."""
        return f"{self.name}: the metric is singular: det g = 0 identically"

    def _told(self, formula: str) -> dict[str, str]:
        """A formula and the facts, for notebooks."""
        facts = [piece for r in self.facts.where for piece in (", ", latex(r, self.letters))][1:]
        lines = [[f"{self.name}: ", formula], *([["where ", *facts]] if facts else [])]
        from symgeom.typeset.mathml import browsed  # for notebooks

        return bundle(repr(self), *lines, formula=browsed)
