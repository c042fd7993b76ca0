"""A field of exact expressions, with tensors and decisions in it.

What is here: `Setting`, what every setting of fixed dimension can do: make tensors, differentiate, put in values, decide
equalities and inequalities. `Expressions` is the setting of given SymPy expressions under facts, where no surface is
needed: generic matrices, coordinates and parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element, foreign
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.lost import dropped
from symgeom.algebra.reading.translate import Translator
from symgeom.claims import authored
from symgeom.claims.order import decide_order
from symgeom.claims.points import Place
from symgeom.claims.steps import Step, at_entry, located
from symgeom.claims.symbols import merged, reserved
from symgeom.claims.tensor import Tensor
from symgeom.decision.identities import decide_elements
from symgeom.decision.verdict import Verdict
from symgeom.errors import InputError
from symgeom.notation import composed
from symgeom.notation.composed import letter
from symgeom.notation.tree import Notation
from symgeom.typeset.printer import spelled_out

__all__ = ["Expressions", "Setting"]

Point = Mapping[Any, Any]


class Setting:
    """Tensors over the field of a translator, and decisions between them.

    In one setting a symbol has one value: the steps are printed from the two sides, and are to say what was decided.
    """

    def __init__(self, translator: Translator, known: Iterable[sp.Symbol] = ()) -> None:
        self.translator = copy(translator)
        # grows with the symbols of the steps, on the copy only
        self.translator.symbols = set(translator.symbols)
        self.field = translator.field
        self.known: set[sp.Symbol] = set()
        self._texts: dict[str, sp.Symbol] = {}
        self._know({*known, *self.translator.symbols})
        self.kinks: dict[sp.Expr, bool] = {}  # what a root, | | or sign was taken of; whether it was a sign
        self.derived = False  # derivatives were taken
        self.dropped: set[sp.Expr] = set()  # what reading lost: a witness holds it too
        self._table: list[dict[str, Tensor]] = [{}]  # symbols and their values
        self._asked: set[str] = set()  # the quantities that were asked for
        self._confirmed: tuple[Any, Verdict] | None = None

    # Tensors ---------------------------------------------------------------------------------------------------------
    def element(self, value: Any) -> Element:
        """A SymPy expression as an element of the field."""
        expression = self.read(value)
        lost = dropped(value, expression)
        symbols = expression.free_symbols | {e for e in lost if e.is_Symbol}
        self._know(symbols)
        self._bend_at(expression)
        self.dropped |= lost
        self.translator.symbols |= symbols
        try:
            return self.translator.element(expression)
        except OutsideClass as outside:
            raise InputError(f"{value} can't be used in this step: {outside}") from None

    def _bend_at(self, expression: sp.Expr) -> None:
        """Remember where an expression has a kink or a jump: under the facts it may look smooth there."""
        for e in expression.atoms(sp.Abs, sp.sign, sp.Max, sp.Min, sp.Pow):
            if isinstance(e, sp.Max | sp.Min):
                self.kinks.update({e.args[0] - other: False for other in e.args[1:]})
            elif not e.is_Pow or (e.exp.is_Rational and not e.exp.is_Integer):
                self.kinks[e.args[0]] = self.kinks.get(e.args[0], False) or isinstance(e, sp.sign)

    @staticmethod
    def read(value: Any) -> sp.Expr:
        """A value as a SymPy expression. Raises `InputError`."""
        return authored.read(value)

    def _know(self, symbols: Iterable[Any]) -> None:
        """Enter symbols. Two of one name, or printed alike, would make an equation say two things."""
        for s in sorted(set(symbols) - self.known, key=str):
            if s.is_extended_real is False or not s.is_commutative:
                raise InputError(
                    f"the symbol {s} is declared not to be a real number; symbols of a claim are real"
                )
            self._keep_apart(s)
            self.known.add(s)

    def _keep_apart(self, s: sp.Expr) -> None:
        """A symbol, a function or a derivative is printed as no other one. Raises `InputError`."""
        other = self._texts.setdefault(spelled_out(s), s)
        if other != s:
            why = "their assumptions differ" if str(other) == str(s) else f"{other} is printed alike"
            raise InputError(
                f"two different symbols are called {s} here ({why}). Use the one that this setting knows: "
                "make it once, and for a surface take it from its coordinates and parameters."
            )

    def _shown(self, value: sp.Expr | sp.Matrix) -> str:
        """The notation of expressions, in which no two letters are printed alike."""
        atoms = value.atoms(AppliedUndef, sp.Derivative, sp.Subs) | value.free_symbols
        for atom in sorted(atoms, key=sp.default_sort_key):
            self._keep_apart(atom)
        return spelled_out(value)

    def scalar(self, value: Any, latex: str = "") -> Tensor:
        """A number or an expression, printed as the notes write it unless a notation is given."""
        expression = self.read(value)
        element, shown = self.element(value), latex or self._shown(expression)
        return Tensor(element, (), letter(shown) if latex else authored.written(expression, shown))

    def vector(self, values: Iterable[Any], latex: str = "") -> Tensor:
        """A vector from expressions."""
        column = authored.matrix(values, "a vector")
        if column.cols != 1:
            raise InputError(
                f"a vector needs one list of entries; this has the shape {column.shape}: use s.matrix"
            )
        shown = latex or self._shown(column)
        return self._tensor(letter(shown), (column.rows,), lambda i: self.element(column[i]))

    def matrix(self, rows: Any, latex: str = "") -> Tensor:
        """A matrix from rows of expressions."""
        m = authored.matrix(rows, "a matrix")
        shown = latex or self._shown(m)
        return self._tensor(letter(shown), (m.rows, m.cols), lambda i, j: self.element(m[i, j]))

    def unknown(self, name: str, latex: str = "") -> Tensor:
        """A number that nothing is known of: a symbol that no expression of this setting uses."""
        taken = {str(s) for s in self.known}
        while name in taken:
            name += "_"
        return self.scalar(sp.Symbol(name, real=True), latex)

    def unknowns(self, name: str, size: int) -> Tensor:
        """A vector of such numbers."""
        entries = tuple(self.unknown(f"{name}_{i + 1}").entries for i in range(size))
        return self._tensor(letter(name), (size,), lambda i: entries[i])

    def unit(self, size: int) -> Tensor:
        """The identity matrix."""
        return self._tensor(letter("I"), (size, size), lambda i, j: self.field.rational(int(i == j)), {})

    def zero(self, *shape: int) -> Tensor:
        """The zero tensor of a shape."""
        return self._tensor(letter("0"), shape, lambda *_: self.field.rational(0), {})

    def tensor(self, latex: str, shape: tuple[int, ...], entry: Callable[..., Element]) -> Tensor:
        """A tensor from its entries, under a notation of its own; an entry is given by its indices, from 0."""
        return replace(self._tensor(letter(latex), shape, entry), mentions=frozenset(self._asked))

    def _tensor(
        self,
        written: Notation,
        shape: tuple[int, ...],
        entry: Callable[..., Any],
        inner: dict[str, Tensor] | None = None,
    ) -> Tensor:
        if not all(isinstance(n, int) and n > 0 for n in shape):
            raise InputError(
                f"{written.latex or 'a tensor'} of shape {shape} is empty; there is nothing to decide"
            )

        def level(done: tuple[int, ...]) -> Any:
            if len(done) == len(shape):
                return self._own(entry(*done)).cancelled()
            return tuple(level((*done, i)) for i in range(shape[len(done)]))

        return Tensor(level(()), shape, written, inner=inner)

    def _own(self, e: Any) -> Element:
        """An entry as an element of this field."""
        if not isinstance(e, Element):
            return self.element(e)
        return e if e.field is self.field else foreign()

    def at(self, tensor: Tensor, point: Point, latex: str = "") -> Tensor:
        """The value where symbols have the given values: for expressions without undefined functions.

        **Convention**: the point belongs to the domain or to its ends; at an end the value is the limit from inside.

        **Raises**: `InputError` for a symbol that is not of this setting, a point where a fact fails or a divisor
        vanishes, or that is not real.
        """
        place = Place(self, point)
        if latex:
            return self._mine(tensor).map(place.value, latex)
        return self._mine(tensor).mapped(place.value, composed.value(tensor.notation, *place.equations))

    def partial(self, tensor: Tensor, symbol: sp.Symbol) -> Tensor:
        """The derivative of every entry in a symbol."""
        self.require_symbol(symbol, "a derivative is taken in")
        if symbol.is_rational is not None:
            raise InputError(
                f"there is no derivative in {symbol}, which is declared to be rational or irrational only"
            )
        self.derived = True
        return self._mine(tensor).mapped(
            lambda e: self.field.derivative(e, symbol),
            composed.partial(tensor.notation, letter(spelled_out(symbol))),
        )

    def require_symbol(self, symbol: Any, what: str) -> None:
        if not isinstance(symbol, sp.Symbol) or symbol not in self.known:
            names = ", ".join(sorted(s.name for s in self.known)) or "none"
            same = any(s.name == str(symbol) for s in self.known) and isinstance(symbol, sp.Symbol)
            hint = "; one of that name has other assumptions" if same else ""
            raise InputError(f"{what} {symbol!r}, which is no symbol of this setting{hint}. It has {names}.")

    def _mine(self, tensor: Any) -> Tensor:
        if not isinstance(tensor, Tensor):
            raise InputError(f"a tensor is needed here, not a value of type {type(tensor).__name__}")
        return tensor if tensor.field is self.field else foreign()

    # Decisions -------------------------------------------------------------------------------------------------------
    def step(self, label: str, left: Tensor, right: Tensor, reason: str, at: Point | None = None) -> Step:
        """The step ``left = right``; ``at`` names values that were put in, for the witness of a refutation."""
        left, right = self._sides(left, right)
        statement = composed.equation(left.notation, right.notation)
        decide = lambda: located(self.decide(left, right), at)  # noqa: E731
        return Step(label, statement, reason, decide, self._says(left, right))

    def at_least(self, label: str, left: Tensor, right: Tensor, reason: str, at: Point | None = None) -> Step:
        """The step ``left >= right`` between scalars."""
        left, right = self._sides(left, right)
        if left.shape:
            raise InputError(f"{left.latex} has shape {left.shape}; an inequality is between numbers")

        def decide() -> Verdict:
            verdict = decide_order(self.translator, left.entries, right.entries, frozenset(self.dropped))
            return located(self._judged(verdict), at)

        statement = composed.at_least(left.notation, right.notation)
        return Step(label, statement, reason, decide, self._says(left, right))

    def _sides(self, left: Any, right: Any) -> tuple[Tensor, Tensor]:
        """Both sides as tensors of this setting and of one shape, each symbol in them with one value."""
        whole = left if isinstance(left, Tensor) else self._mine(right)
        left, right = self._mine(whole._coerce(left)), self._mine(whole._coerce(right))
        if left.shape != right.shape:
            raise InputError(f"{left.latex} has shape {left.shape}, {right.latex} has {right.shape}")
        sides = [{side.latex: side} for side in (left, right) if side.inner]
        for latex, value in (*left.symbols.items(), *right.symbols.items()):
            reserved(latex, value)
        self._table[0] = merged(self._table[0], left.symbols, right.symbols, *sides)
        return left, right

    @staticmethod
    def _says(left: Tensor, right: Tensor) -> bool:
        if left.latex == right.latex:
            return False
        values = [value for side in (left, right) for value in (side, *side.symbols.values())]
        return bool(left.mentions | right.mentions) or any(e.as_rational() is None for v in values for e in v)

    def decide(self, left: Tensor, right: Tensor) -> Verdict:
        """Decide an equality of tensors, entry by entry."""
        if self._mine(left).shape != self._mine(right).shape:
            raise InputError(f"{left.latex} has shape {left.shape}, {right.latex} has {right.shape}")
        indices = product(*(range(n) for n in left.shape))
        for at, x, y in zip(indices, left, right, strict=True):
            if not (x - y).is_zero():
                return self._judged(at_entry(self._equal(x, y), at))
        # what a proof assumes is the same for all of them, until there is a divisor or a symbol more
        key = len(self.field.bases), frozenset(self.translator.symbols), len(self.translator.hypotheses)
        if self._confirmed is None or self._confirmed[0] != key:
            some = next(iter(left))
            self._confirmed = key, self._equal(some, some)
        return self._judged(self._confirmed[1])

    def _equal(self, left: Element, right: Element) -> Verdict:
        return decide_elements(self.translator, left, right, frozenset(self.dropped))

    def _judged(self, verdict: Verdict) -> Verdict:
        """The verdict with what this setting assumes besides."""
        return verdict


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
        expressions = [authored.read(e) for e in sources]
        facts = facts_of(domain, where)
        super().__init__(Translator(expressions, facts, real=True), facts.symbols())
        for e in expressions:
            self._bend_at(e)
