"""Formulas of a graph over many parameters: scalars and vectors entry by entry, matrices by the gradient p and the Hessian A.

What is here: `formula`, and `second_order` for kernels. p and A are defined once, as a column and a matrix of their entries,
and w; a shape operator is then ``(I - p p^T/w^2) A/w`` and a determinant without structure ``det A``. What has neither form is
named with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

import sympy as sp

from symgeom.algebra.domain.entries import given
from symgeom.algebra.domain.totals import Total, indices
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.ring.budget import LimitReached
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.graphrules import MANY, SEVERAL, bend, is_degenerate, slopes
from symgeom.geometry.in_parts import in_parts
from symgeom.geometry.proof import Unproved, in_engine, in_one_of, proof, tried
from symgeom.geometry.quantity import Quantity
from symgeom.geometry.rank_one import FORMS, proved
from symgeom.geometry.row_major import flat, shaped
from symgeom.geometry.tensors import lines
from symgeom.parts.abstract import Abstract
from symgeom.parts.formula import Formula
from symgeom.parts.names import NamedPart, needed
from symgeom.parts.summands import readers
from symgeom.parts.tidy import tidy
from symgeom.parts.walk import Walk

__all__ = ["SecondOrder", "formula", "second_order"]

_LENGTH = "length of the conormal"
_BENT = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise, sp.Heaviside)  # whose kinks are told entry by entry
_ENTRIES = 3  # of a matrix for each parameter, past which a sum of them is written by the matrix
_JETS = 10.0  # foreseen seconds of polynomial arithmetic for the proof of p and A


class SecondOrder(NamedTuple):
    """Gradient and Hessian (on and above the diagonal, row by row) in the names of ``definitions``."""

    definitions: tuple[NamedPart, ...]
    gradient: tuple[sp.Expr, ...]
    hessian: tuple[sp.Expr, ...]
    orientation: int
    is_flat: bool
    are_many: bool


def second_order(chart: Any) -> SecondOrder | None:
    """What a kernel computes principal curvatures of, and of many parameters everything: for graphs over their coordinates.

    None for other surfaces, for few parameters, and where the function has kinks or no derivative by name.
    """
    over = tuple(chart.map[:-1]) == tuple(chart.coordinates)
    if not over or chart.dimension < SEVERAL or chart.map[-1].has(*_BENT):
        return None
    by_name, d = in_parts(chart, "steady"), range(chart.dimension)
    try:
        p, A = slopes(by_name), bend(by_name)
    except OutsideClass:
        return None
    gradient, hessian = [x.form for x in p], [A[i][j].form for i in d for j in d if i <= j]
    definitions = tuple(by_name.engine.field.parts.needed(*gradient, *hessian))
    are_many = chart.dimension >= MANY
    is_flat = are_many and is_degenerate(by_name)
    return SecondOrder(definitions, tuple(gradient), tuple(hessian), by_name.orientation, is_flat, are_many)


def formula(chart: Any, by_name: Any, quantities: list[Quantity[Any]], single: bool, jets: Any) -> Formula:
    """The quantities that have a form. Raises `InputError` where none has; ``jets`` are p, A and w of ``by_name``."""
    forms: dict[Quantity[Any], list[sp.Expr]] = {}
    whole: list[Quantity[Any]] = []
    missing: dict[str, str] = {}
    for q in quantities:
        if len(q.shape(chart)) == 2 and q.name in FORMS:
            whole.append(q)
            continue
        try:
            forms[q] = [e.form for e in flat(by_name.engine.exact(q.name))]
            if q.name in FORMS and any(map(partial(_is_dense, chart.dimension), forms[q])):
                whole.append(q)
                del forms[q]
        except LimitReached:
            raise
        except (InputError, BudgetError) as problem:
            whole, missing = (
                ([*whole, q], missing) if q.name in FORMS else (whole, {**missing, q.name: str(problem)})
            )
    if not (forms or whole):
        raise InputError("; ".join(missing.values()))
    values, parts = _written(chart, by_name.engine.field.parts, forms, whole, jets)
    values = {q.name: values[q.name] for q in quantities if q.name in values}
    told = lines({q.name: q for q in quantities})
    again = partial(chart.formula, quantities[0].name if single else tuple(q.name for q in quantities))
    return Formula(
        parts, values, single, lambda made: _proof(chart, by_name, made, whole), told, missing, again
    )


def _is_dense(d: int, form: sp.Expr) -> bool:
    """A sum in which most entries of a matrix without zeros stand: its letter says the same in one."""
    return any(len(e.args) > _ENTRIES * d for e in form.atoms(sp.Add))


def _written(
    chart: Any, table: Any, forms: dict[Quantity[Any], list[sp.Expr]], whole: list[Quantity[Any]], jets: Any
) -> tuple[dict[str, Any], tuple[NamedPart, ...]]:
    """All definitions in one table, so that a part that both kinds of values use is defined once."""
    columns = [e.form for jet in jets for e in flat(jet)] if whole else []
    definitions, tidied = tidy(table, [*columns, *(e for entries in forms.values() for e in entries)])
    rest = iter(tidied[len(columns) :])
    values = {q.name: shaped([next(rest) for _ in e], q.shape(chart)) for q, e in forms.items()}
    parts = {p.symbol: p for p in definitions}
    if whole:
        letters = _letters(chart, jets)
        length = {tidied[len(columns) - 1]: letters.w.value}  # a recurring part, where entries share the root
        parts = {q.symbol: q for q in (_renamed(q, length) for q in parts.values())}
        values = {name: value.xreplace(length) for name, value in values.items()}
        *entries, w = tidied[: len(columns)]
        objects = _columns(letters, [*(e.xreplace(length) for e in entries), w])
        parts |= {q.symbol: q for q in objects if q.symbol not in parts}
        values |= {q.name: FORMS[q.name](letters).value for q in whole}
    used = needed(parts, [e for value in values.values() for e in _atoms(value)])
    return {name: given(value) for name, value in values.items()}, tuple(
        NamedPart(given(p.symbol), given(p.expression), p.meaning) for p in used
    )


def _renamed(part: NamedPart, names: dict[Any, Any]) -> NamedPart:
    e = part.expression if part.symbol in names else part.expression.xreplace(names)
    return part._replace(
        symbol=names.get(part.symbol, part.symbol),
        expression=e,
        meaning=_LENGTH if part.symbol in names else part.meaning,
    )


def _atoms(value: Any) -> list[Any]:
    return list(value.free_symbols) if hasattr(value, "free_symbols") else []


def _letters(chart: Any, jets: Any) -> Any:
    """p, A and w as letters, the same in every formula of the chart; w is the root that entries have by that name."""

    def made(_: Any) -> Any:
        d, root = chart.dimension, jets[2][0]
        table = root.field.parts
        p = sp.MatrixSymbol(table.symbol("p").name, d, 1)
        A = sp.MatrixSymbol(table.symbol("A").name, d, d)
        w = root.form if root.form.is_Symbol else sp.Symbol(table.symbol("w").name, positive=True)
        return SimpleNamespace(
            p=_Value(p), A=_Value(A), w=_Value(w), I=_Value(sp.Identity(d)), d=d, dimension=d,
            orientation=chart.orientation,
        )  # fmt: skip

    return chart.engine.kept("matrix letters", made)


def _columns(letters: Any, forms: list[sp.Expr]) -> list[NamedPart]:
    d = letters.d
    p, A, w = forms[:d], forms[d : d + d * d], forms[-1]
    return [
        NamedPart(letters.p.value, sp.ImmutableMatrix(p), "gradient"),
        NamedPart(letters.A.value, sp.ImmutableMatrix(d, d, A), "Hessian"),
        NamedPart(letters.w.value, w, _LENGTH),
    ]


@dataclass(frozen=True)
class _Value:
    """A matrix or a number of SymPy, with the operations of a formula."""

    value: Any

    def outer(self, other: _Value) -> _Value:
        return _Value(self.value * other.value.T)

    def dot(self, other: _Value) -> _Value:
        return _Value(sp.Trace(self.value.T * other.value))

    def det(self) -> _Value:
        return _Value(sp.Determinant(self.value))

    def trace(self) -> _Value:
        return _Value(sp.Trace(self.value))

    def __matmul__(self, other: _Value) -> _Value:
        return _Value(self.value * other.value)

    def __add__(self, other: _Value) -> _Value:
        return _Value(self.value + other.value)

    def __sub__(self, other: _Value) -> _Value:
        return _Value(self.value - other.value)

    def __truediv__(self, other: _Value | int) -> _Value:
        return _Value(self.value / (other.value if isinstance(other, _Value) else other))

    def __rmul__(self, number: int) -> _Value:
        return _Value(number * self.value)

    def __pow__(self, exponent: int) -> _Value:
        return _Value(self.value**exponent)


# The proof ---------------------------------------------------------------------------------------------------------------
def _proof(chart: Any, by_name: Any, made: Formula, whole: list[Quantity[Any]]) -> str:
    """p and A are those of this map; what is made of them holds for every d. Entries by themselves are proved as ever."""
    names = [q.name for q in whole]
    entrywise = {name: value for name, value in made.values.items() if name not in names}
    told = [proof(chart, by_name, Formula(made.definitions, entrywise))] if entrywise else []
    if whole:
        told.append(_of_matrices(chart, by_name, made, names))
    failed = [text for text in told if not text.startswith("proved")]
    return "; ".join(failed or told)


def _of_matrices(chart: Any, by_name: Any, made: Formula, names: list[str]) -> str:
    wrong = [name for name in names if not proved(name)]
    if wrong:
        return f"not proved: the form of {', '.join(wrong)}"
    try:
        tried(_JETS, lambda: _derived(chart, by_name, made))
    except Unproved as problem:
        return f"not proved: {problem}"
    return (
        "proved: gradient and Hessian of this map entry by entry; what is made of them in words, for every d"
    )


def _derived(chart: Any, by_name: Any, made: Formula) -> None:
    """The entries of p and A are the derivatives of the map, and w is what p makes it. Raises `Unproved`."""
    letters = chart.engine.kept("matrix letters", lambda _: None)
    columns = {part.symbol: part.expression for part in in_engine(Formula(made.definitions, {})).definitions}
    p, A, w = (columns.pop(s.value, None) for s in (letters.p, letters.A, letters.w))
    entries = [*(p or ()), *(A or ())]

    def are_derivatives(read: Abstract) -> None:
        plain, walk = chart.engine.in_field(read), Walk(read, _named(columns, entries))
        for key, (label, derive, _) in by_name.engine.called.jets.items():
            column = {"p": p, "A": A}.get(label.letter)
            exact = flat(plain.engine.kept(key, derive)) if column is not None else ()
            for form, element in zip(column or (), exact, strict=True):
                if walk.value(form) != element:
                    raise Unproved(f"{form} was not found equal to an entry of the {label.meaning}")

    in_one_of(readers([*chart._sources, *entries], columns), are_derivatives)
    if w is not None and p is not None:
        w = columns.get(w, w)  # by its name among the entries, where it has one
        if not w.is_Pow or w.exp != sp.Rational(1, 2) or not _is_square_length(w.base, p, columns):
            raise Unproved(f"{w} was not found equal to the length of the conormal")


def _named(columns: dict[sp.Symbol, sp.Expr], forms: Iterable[sp.Expr]) -> list[NamedPart]:
    return needed({s: NamedPart(s, e, "") for s, e in columns.items()}, forms)


def _is_square_length(square: sp.Expr, p: Sequence[sp.Expr], columns: dict[sp.Symbol, sp.Expr]) -> bool:
    """``1 + p.p``, by the names of the p_i where that shows it, which may be long when multiplied out."""
    short = {s: e for s, e in columns.items() if s not in p}
    return any(_is_sum_of_squares(square, p, known) for known in (short, columns))


def _is_sum_of_squares(square: sp.Expr, p: Sequence[sp.Expr], columns: dict[sp.Symbol, sp.Expr]) -> bool:
    """The same with these definitions, whatever else has a name, and the sums over data: those are letters."""
    read, parts = Abstract(), _named(columns, [square, *p])
    totals = {e for form in (square, *p, *(q.expression for q in parts)) for e in form.atoms(Total)}
    sums = {e: read.field.symbol(sp.Dummy("s", real=True)) for e in totals}
    outside = [q for q in parts if not indices(q.symbol)]
    walk = Walk(read, outside, sums)
    return bool(walk.value(square) == 1 + read.field.sum([walk.value(x) ** 2 for x in p]))
