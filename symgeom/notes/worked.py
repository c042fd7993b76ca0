"""Definitions worked out: the values of what a formula uses put in, and nothing simplified.

Here: ``Worked``, which computes the definition of a quantity in an arithmetic of pairs, an exact element beside the way it is
written. Conventions: what vanishes is left out; a product of entries is one term, a sum stays a sum. Each operation is done on
both members of a pair, and what is written of an entry has its exact value; so a line that is printed has the exact value that
its pair says, and whether that is the quantity is decided there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import sympy as sp

from symgeom.geometry.terms import Term

__all__ = ["EntryLetter", "Spelled", "Worked"]


class EntryLetter(sp.Symbol):  # type: ignore[misc]
    """An entry by its symbol: ``g^{11}``, printed as it is."""

    def _latex(self, printer: Any) -> str:
        return str(self.name)


@dataclass(frozen=True, eq=False)
class Spelled:
    """An exact element and how it is written."""

    field: SpelledField
    exact: Any
    form: sp.Expr

    den = ()

    def is_zero(self) -> bool:
        """Whether it is zero identically."""
        return bool(self.exact.is_zero())

    def cancelled(self) -> Spelled:
        """Itself: what is written is not simplified."""
        return self

    def _pair(self, other: Any) -> Spelled:
        return other if isinstance(other, Spelled) else self.field.rational(other)

    def __add__(self, other: Any) -> Spelled:
        return self.field.sum([self, self._pair(other)])

    __radd__ = __add__

    def __neg__(self) -> Spelled:
        return Spelled(self.field, -self.exact, _times(sp.S.NegativeOne, self.form))

    def __sub__(self, other: Any) -> Spelled:
        return self + -self._pair(other)

    def __rsub__(self, other: Any) -> Spelled:
        return self._pair(other) + -self

    def __mul__(self, other: Any) -> Spelled:
        b = self._pair(other)
        if self.is_zero() or b.is_zero():
            return self.field.rational(0)
        return Spelled(self.field, self.exact * b.exact, _times(self.form, b.form))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Spelled:
        b = self._pair(other)
        return Spelled(self.field, self.exact / b.exact, _times(self.form, 1 / b.form))

    def __rtruediv__(self, other: Any) -> Spelled:
        return self._pair(other) / self

    def __pow__(self, exponent: int) -> Spelled:
        return Spelled(self.field, self.exact**exponent, self.form**exponent)


def _times(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The product; a number stays in front of a sum."""
    for number, rest in ((a, b), (b, a)):
        if number.is_Number and rest.is_Add and number != 1:
            return sp.Mul(number, rest, evaluate=False)
    return sp.Mul(*sp.Mul.make_args(a), *sp.Mul.make_args(b))


class SpelledField:
    """The field of pairs over the exact field of a chart."""

    def __init__(self, chart: Any) -> None:
        self._chart = chart

    def rational(self, value: Any) -> Spelled:
        """A rational number."""
        return Spelled(self, self._chart.engine.field.rational(value), sp.Rational(value))

    def sum(self, pairs: Iterable[Spelled]) -> Spelled:
        """The sum of what doesn't vanish."""
        kept = [pair for pair in pairs if not pair.is_zero()]
        return Spelled(
            self, self._chart.engine.field.sum(p.exact for p in kept), sp.Add(*(p.form for p in kept))
        )

    def derivative(self, e: Spelled, x: sp.Symbol) -> Spelled:
        """The derivative: of a letter by a letter, else carried out."""
        chart = self._chart
        exact = chart.engine.field.derivative(e.exact, x).cancelled()
        if exact.is_zero():
            return self.rational(0)
        if isinstance(e.form, EntryLetter):
            head = rf"\partial_{chart.engine.letters.index(x) + 1}"
            gap = "" if e.form.name.startswith(r"\partial") else " "
            return Spelled(self, exact, EntryLetter(f"{head}{gap}{e.form.name}"))
        return Spelled(self, exact, chart.engine.present(exact))

    def root(self, e: Spelled, n: int, nonnegative: bool = False) -> Spelled:
        """The root."""
        root = self._chart.engine.translator.roots.root(e.exact, n, nonnegative=nonnegative)
        return Spelled(self, root, sp.root(e.form, n))


class Worked:
    """A chart whose quantities are written by ``entry``: (name of the quantity, index, exact entry) to an expression."""

    def __init__(self, chart: Any, entry: Callable[[str, tuple[int, ...], Any], sp.Expr]) -> None:
        self.chart, self.engine = chart, cast("Any", WorkedEngine(chart, entry))  # pairs for elements

    def __getattr__(self, name: str) -> Any:
        return getattr(self.chart, name)

    def entry(self, term: Term, indices: str, index: tuple[int, ...]) -> Spelled:
        """An entry of a formula."""
        return term.entry(self, indices, index)  # type: ignore[return-value]

    def value(self, term: Term, at: Mapping[str, int] | None = None) -> Any:
        """The whole of a formula."""
        return term.value(self, at or {})


class WorkedEngine:
    """What such a chart is derived with: pairs where its engine has elements."""

    def __init__(self, chart: Any, entry: Callable[[str, tuple[int, ...], Any], sp.Expr]) -> None:
        self._engine, self._entry = chart.engine, entry
        self.field = SpelledField(chart)
        self.translator = SimpleNamespace(roots=self.field, by_name=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def exact(self, name: str) -> Any:
        """The entries of a quantity as pairs."""
        return self._paired(name, self._engine.exact(name), ())

    def kept(self, key: str, rule: Callable[[Any], Any], label: Any = None) -> Any:
        """An intermediate result of the chart as pairs, by the name of its rule."""
        return self._paired(key.rpartition(".")[2], self._engine.kept(key, rule, label), ())

    def _paired(self, name: str, value: Any, index: tuple[int, ...]) -> Any:
        if isinstance(value, tuple):
            return tuple(self._paired(name, v, (*index, i)) for i, v in enumerate(value))
        if value.is_zero():
            return self.field.rational(0)
        return Spelled(self.field, value, self._entry(name, index, value))
