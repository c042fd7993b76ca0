"""The rules of geometry in another arithmetic: values are expressions in parts, and nothing is multiplied out.

What is here: `Named`, a value; `NamedField` and `NamedReader`, which answer where the exact field and its reader do. A rule
that is run with them writes the formula that it is. Whether a value is zero is never read off its form: a value at a point
that isn't small shows that it is not, and only the exact field that it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.field.constructors import product, raised, total
from symgeom.algebra.reading.collect import carried_out
from symgeom.algebra.ring.budget import check
from symgeom.parts.differentiation import Differentiation, Style
from symgeom.parts.layers import Backward, Layers
from symgeom.parts.names import Parts
from symgeom.parts.point import AtPoint, same
from symgeom.parts.rules import elementary
from symgeom.parts.typed import Reading

__all__ = ["Named", "NamedField", "NamedReader"]


class Named:
    """An expression in parts, with the operations of an exact element."""

    __slots__ = ("field", "form")

    den: dict[int, int] = {}

    def __init__(self, field: NamedField, form: sp.Expr) -> None:
        self.field, self.form = field, form

    @property
    def num(self) -> tuple[()]:
        """No polynomial: nothing to write as a sum of squares, no terms to count."""
        return ()

    def cancelled(self) -> Named:
        """Itself: nothing was multiplied out."""
        return self

    def is_zero(self) -> bool:
        """Whether it is zero identically, for sure."""
        return self.field.is_zero(self.form)

    def kept(self, letter: str, meaning: str) -> Named:
        """The same by a name of its own; a number and a symbol are their own names."""
        return self._with(self.field.parts.named(self.form, letter, meaning))

    def _with(self, form: sp.Expr) -> Named:
        check()
        return Named(self.field, form)

    def __add__(self, other: Any) -> Named:
        return self._with(total((self.form, _form(other))))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Named:
        return self._with(self.form - _form(other))

    def __rsub__(self, other: Any) -> Named:
        return self._with(_form(other) - self.form)

    def __mul__(self, other: Any) -> Named:
        return self._with(product(sp.S.One, (self.form, _form(other))))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Named:
        return self._with(product(sp.S.One, (self.form, _power(_form(other), -1))))

    def __rtruediv__(self, other: Any) -> Named:
        return self._with(_form(other) / self.form)

    def __pow__(self, exponent: int) -> Named:
        return self._with(_power(self.form, exponent))

    def __neg__(self) -> Named:
        return self._with(-self.form)


def _form(value: Any) -> sp.Expr:
    return value.form if isinstance(value, Named) else sp.sympify(value, strict=True)


def _power(form: sp.Expr, k: int) -> sp.Expr:
    if k == 1:
        return form
    return raised(form, k) if k and (form.is_Symbol or form.is_Add) else form**k


class NamedField:
    """Sums, products and derivatives of expressions in parts; ``vanishes`` decides exactly what is zero."""

    def __init__(self, parts: Parts, vanishes: Callable[[sp.Expr], bool], style: Style = "shared") -> None:
        self.parts, self.read = parts, Reading(parts)
        self.style = style
        self._derive = Differentiation(parts, self.read, style)
        self._vanishes, self._point = vanishes, AtPoint(parts)
        self._other = AtPoint(parts, self._point)
        self._zeros: dict[sp.Expr, bool] = {}

    @property
    def used(self) -> set[str]:
        """What the derivatives were written with that other styles don't have: see `Differentiation`."""
        return self._derive.used

    def rational(self, value: Any) -> Named:
        """A rational number."""
        return Named(self, sp.Rational(value))

    def sum(self, values: Iterable[Any]) -> Named:
        """The sum, in one step."""
        return Named(self, total(list(map(_form, values))))

    def product(self, *powers: tuple[Any, int]) -> Named:
        """The product of powers, in one step: a number is not multiplied into a sum."""
        return Named(self, product(sp.S.One, [_power(_form(value), k) for value, k in powers]))

    def derivative(self, e: Named, x: sp.Symbol) -> Named:
        """The derivative by a coordinate, also by one that is an entry of an array."""
        return Named(self, self._derive(e.form, symbol_of(x) if is_entry(x) else x))

    def by_layers(self, layers: Layers) -> sp.Expr:
        """The loss of a network in the names of its units; its derivatives are taken from the last layer to the first."""
        self.parts.recurring = "c"
        self._derive.backward = Backward(layers, self.parts, self.read)
        return self._derive.backward.loss

    def may_be_constant(self, form: sp.Expr) -> bool:
        """False where two points show that it is not; outside of the domain a root may have another branch, so sizes count."""
        values = [point.value(form) for point in (self._point, self._other)]
        return None in values or same(*map(abs, values))

    def is_zero(self, form: sp.Expr) -> bool:
        """Whether an expression in parts is zero identically, for sure."""
        full = self.parts.of(form)
        if full.is_Number:
            return bool(full == 0)
        if full.is_Symbol:
            return False
        if full not in self._zeros:
            self._zeros[full] = self._point.may_vanish(full) and self._vanishes_as_typed(full)
        return self._zeros[full]

    def _vanishes_as_typed(self, full: sp.Expr) -> bool:
        """A Bessel function comes from a sinc or from a quotient, between which the exact field knows no relation."""
        put = self.parts.put_back(full)
        return any(map(self._vanishes, {elementary(put), elementary(put, sp.sinc)}))


class _Roots:
    def __init__(self, field: NamedField) -> None:
        self._field = field

    def root(self, e: Named, k: int, nonnegative: bool = False) -> Named:
        """The root by its name, where it has one."""
        return Named(self._field, sp.root(e.form, k))

    def factors(self, e: Named) -> tuple[int, list[Any]]:
        """Nothing is factored."""
        return 1, []


class _Writer:
    def suggest(self, parts: Any) -> None:
        """Sums of squares stay as they are."""


class NamedReader:
    """Reads expressions into parts, where a translator reads them into the exact field."""

    by_name = True

    def __init__(self, field: NamedField, sources: Iterable[sp.Expr], layers: Layers | None = None) -> None:
        self.steady, self.turned = field.style in ("turned", "steady"), field.style == "turned"
        self.field, self.roots, self.writer = field, _Roots(field), _Writer()
        self.regular: list[Any] = []
        self.immersed: list[Any] = []
        sources = list(sources)
        loss = {} if layers is None else {sources.pop(): field.by_layers(layers)}
        self._known = dict(zip(sources, field.read(*map(carried_out, sources)))) | loss

    def element(self, e: sp.Expr) -> Named:
        """The expression with its parts by name."""
        known = self._known.get(e)
        return Named(self.field, self.field.read(carried_out(e))[0] if known is None else known)
