"""What every chart has: an exact field, and values that are derived once.

What is here: `Chart`, the base of `Metric` and `Immersion`, a `Declared` value. What was derived is kept on the chart, under
one lock; nothing is derived before it is asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

import sympy as sp

from symgeom.garbage import Rarely
from symgeom.geometry.as_declared import Declared
from symgeom.geometry.engine import Engine
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


class Chart(Declared):
    """Coordinates on an open set with facts, an exact field for them, and quantities that are derived once.

    ``engine`` is what they are derived with: for rules, claims and certificates.
    """

    engine: Engine

    _shown: dict[str, Any]
    _lines: dict[str, Any]

    def __init__(self, *declared: Any) -> None:
        self._worked_with(Engine(self))
        super().__init__(*declared)

    def _worked_with(self, engine: Engine) -> None:
        self._declare(engine=engine, _shown={}, _lines={})

    def _derived_anew(
        self, translator: Any, sources: Iterable[sp.Expr] | None, settings: Mapping[str, Any]
    ) -> Self:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new._declare(_sources=self._sources if sources is None else tuple(sources))
        new._worked_with(Engine(new, translator, **settings))
        if sources is not None:
            new._check_names()
        return new

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The facts in force: declared, carried by the symbols, and that the map is real on its domain."""
        own = self.engine.facts.describe(set().union(*(e.free_symbols for e in self._sources)))
        return (*own, *(f"{h} >= 0" for h in self.engine.translator.hypotheses), *self._kink_conditions())

    def _kink_conditions(self) -> tuple[str, ...]:
        """What must not vanish so that the derivatives of absolute values are defined."""
        from symgeom.geometry.kinks import conditions  # the chapters know charts, not charts the chapters

        return conditions(self)

    # Quantities ------------------------------------------------------------------------------------------------------
    @property
    def quantities(self) -> tuple[Quantity[Any], ...]:
        """The quantities that this class has, in textbook order."""
        return tuple(quantity for quantity in self._table().values() if quantity.exists(self))

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
        return sorted(set(super().__dir__()) - absent)

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
        quantity = self.engine.quantity_named(name)
        with self.engine.working():
            if quantity.name not in self._shown:
                with self._bounded(quantity.title, " can't be derived"), Rarely():
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
            shaped(forms, shape)
            if len(shape) <= 2
            else Components.of(forms, shape, quantity, self.engine.letters)
        )

    def formula(self, names: str | Iterable[str]) -> Formula:
        """Quantities with their parts by name: definitions in order, and the values in them.

        The terms of the map stay as they were typed and recurring ones are named, and so are the subject's objects (p, A and w
        of a graph; g, n and h of any hypersurface). One name gives its value, several a table of values.
        """
        from symgeom.geometry.in_parts import formula  # the chapters know charts, not charts the chapters

        with Rarely():
            return formula(self, names)

    def straight_line(
        self, names: list[str], tidied: bool = False
    ) -> tuple[tuple[NamedPart, ...], dict[str, list[sp.Expr]]]:
        """What a kernel computes: definitions in order, and the entries of each quantity in them, in the engine's symbols.

        ``tidied`` is for people who read it.
        """
        from symgeom.geometry.straight_line import straight_line

        key = f"line {'tidied ' * tidied}{' '.join(names)}"
        if key not in self._lines:
            with Rarely():
                self._lines[key] = straight_line(self, names, tidied)
        definitions, values = self._lines[key]
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

    def _singular_message(self) -> str:
        """What to say when det g is zero identically."""
        return f"{self.name}: the metric is singular: det g = 0 identically"

    def _told(self, formula: str) -> dict[str, str]:
        """A formula and the facts, for notebooks."""
        facts = [piece for r in self.engine.facts.where for piece in (", ", latex(r, self.engine.letters))][
            1:
        ]
        lines = [[f"{self.name}: ", formula], *([["where ", *facts]] if facts else [])]
        from symgeom.typeset.mathml import browsed  # for notebooks

        return bundle(repr(self), *lines, formula=browsed)
