"""A field of exact expressions, with tensors and decisions in it.

What is here: `Setting`, what every setting of fixed dimension can do: make tensors, differentiate, put in values, decide
equalities and inequalities. `Expressions` is the setting of given SymPy expressions under facts, where no surface is
needed: generic matrices, coordinates and parameters, quantities of several surfaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import product
from typing import Any

import sympy as sp

from symgeom.algebra.decide import decide_elements
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.elements import Element
from symgeom.algebra.field import OutsideClass
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.verdict import Verdict
from symgeom.claims.order import decide_order
from symgeom.claims.steps import Step
from symgeom.claims.tensor import ATOM, Tensor, binding_of
from symgeom.errors import InputError

__all__ = ["Expressions", "Setting"]

Point = Mapping[Any, Any]


class Setting:
    """Tensors over the field of a translator, and decisions between them."""

    def __init__(self, translator: Translator) -> None:
        self.translator = copy(translator)
        self.translator.symbols = set(
            translator.symbols
        )  # grows with the symbols of the steps, on the copy only
        self.field = translator.field
        self._confirmed: Verdict | None = None
        self._bases = -1

    # Tensors ---------------------------------------------------------------------------------------------------------
    def element(self, value: Any) -> Element:
        """A SymPy expression as an element of the field."""
        expression = sp.sympify(value, strict=True)
        self.translator.symbols |= expression.free_symbols
        try:
            return self.translator.element(expression)
        except OutsideClass as outside:
            raise InputError(f"{value} can't be used in this step: {outside}") from None

    def scalar(self, value: Any, latex: str = "") -> Tensor:
        """A number or an expression, printed as SymPy writes it unless a notation is given."""
        expression = sp.sympify(value, strict=True)
        binding = ATOM if latex else binding_of(expression)
        return Tensor(self.element(expression), (), latex or sp.latex(expression), binding)

    def vector(self, values: Iterable[Any], latex: str = "") -> Tensor:
        """A vector from expressions."""
        column = sp.Matrix(list(values))
        return self.tensor(
            latex or sp.latex(column, mat_delim="("), (column.rows,), lambda i: self.element(column[i])
        )

    def matrix(self, rows: Any, latex: str = "") -> Tensor:
        """A matrix from rows of expressions."""
        m = sp.Matrix(rows)
        return self.tensor(
            latex or sp.latex(m, mat_delim="("), (m.rows, m.cols), lambda i, j: self.element(m[i, j])
        )

    def unknown(self, name: str, latex: str = "") -> Tensor:
        """A number that nothing is known of: a symbol that no expression of this setting uses."""
        taken = {str(s) for s in self.translator.symbols}
        while name in taken:
            name += "_"
        return self.scalar(sp.Symbol(name, real=True), latex)

    def unknowns(self, name: str, size: int) -> Tensor:
        """A vector of such numbers."""
        entries = tuple(self.unknown(f"{name}_{i + 1}").entries for i in range(size))
        return self.tensor(name, (size,), lambda i: entries[i])

    def unit(self, size: int) -> Tensor:
        """The identity matrix."""
        return self.tensor("I", (size, size), lambda i, j: self.field.rational(int(i == j)))

    def zero(self, *shape: int) -> Tensor:
        return self.tensor("0", shape, lambda *_: self.field.rational(0))

    def tensor(self, latex: str, shape: tuple[int, ...], entry: Callable[..., Element]) -> Tensor:
        """A tensor from its entries, under a notation of its own; an entry is given by its indices, from 0."""

        def level(done: tuple[int, ...]) -> Any:
            if len(done) == len(shape):
                return entry(*done).cancelled()
            return tuple(level((*done, i)) for i in range(shape[len(done)]))

        return Tensor(level(()), shape, latex)

    def at(self, tensor: Tensor, point: Point, latex: str = "") -> Tensor:
        """The value where symbols have the given values: for expressions without undefined functions."""
        values = {s: sp.sympify(value, strict=True) for s, value in point.items()}

        def value(e: Element) -> Element:
            plain = self.field.plain(e)
            if plain.atoms(sp.Derivative, sp.Subs):
                raise InputError(
                    f"{tensor.latex} holds derivatives of undefined functions; a point can't be put in"
                )
            return self.element(plain.xreplace(values))

        where = ",\\,".join(f"{sp.latex(s)} = {sp.latex(value)}" for s, value in values.items())
        return tensor.map(value, latex or rf"\left.{tensor.latex}\right|_{{{where}}}")

    def partial(self, tensor: Tensor, symbol: sp.Symbol) -> Tensor:
        """The derivative of every entry in a symbol."""
        return tensor.map(
            lambda e: self.field.derivative(e, symbol),
            rf"\partial_{{{sp.latex(symbol)}}}{tensor._in_product()}",
        )

    # Decisions -------------------------------------------------------------------------------------------------------
    def step(self, label: str, left: Tensor, right: Tensor, reason: str, at: Point | None = None) -> Step:
        """The step ``left = right``; ``at`` names values that were put in, for the witness of a refutation."""
        return Step(
            label, f"{left.latex} = {right.latex}", reason, lambda: _located(self.decide(left, right), at)
        )

    def at_least(self, label: str, left: Tensor, right: Tensor, reason: str, at: Point | None = None) -> Step:
        """The step ``left >= right`` between scalars."""

        def decide() -> Verdict:
            return _located(decide_order(self.translator, left.entries, right.entries), at)

        return Step(label, rf"{left.latex} \ge {right.latex}", reason, decide)

    def decide(self, left: Tensor, right: Tensor) -> Verdict:
        """Decide an equality of tensors, entry by entry."""
        if left.shape != right.shape:
            raise InputError(f"{left.latex} has shape {left.shape}, {right.latex} has {right.shape}")
        indices = product(*(range(n) for n in left.shape))
        for at, x, y in zip(indices, left, right):
            if not (x - y).is_zero():
                return _at_entry(decide_elements(self.translator, x, y), at)
        if self._confirmed is None or self._bases != len(self.field.bases):
            some = next(iter(left))
            self._confirmed = decide_elements(self.translator, some, some)
            self._bases = len(self.field.bases)
        return self._confirmed


class Expressions(Setting):
    """Given expressions under facts: their field, tensors over it, decisions.

    >>> x = sp.Symbol("x", real=True)
    >>> s = Expressions([sp.sin(x), sp.cos(x)])
    >>> s.step("circle", s.scalar(sp.sin(x) ** 2), s.scalar(1 - sp.cos(x) ** 2), "Pythagoras").decide().status
    'proved'
    """

    def __init__(
        self, sources: Sequence[Any], domain: Mapping[Any, Any] | None = None, where: Iterable[Any] = ()
    ) -> None:
        expressions = [sp.sympify(e, strict=True) for e in sources]
        super().__init__(Translator(expressions, Facts.of(domain, where), real=True))


def _at_entry(verdict: Verdict, at: tuple[int, ...]) -> Verdict:
    if not at:
        return verdict
    where = ", ".join(str(i + 1) for i in at)
    return replace(verdict, reason=f"entry ({where}): {verdict.reason}")


def _located(verdict: Verdict, at: Point | None) -> Verdict:
    if verdict.witness is None or not at:
        return verdict
    point = dict(verdict.witness.point) | {str(s): str(value) for s, value in at.items()}
    return replace(verdict, witness=replace(verdict.witness, point=point))
