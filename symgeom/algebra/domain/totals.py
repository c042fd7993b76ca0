"""Sums over data: `Sum` over entries of an `IndexedBase`, as the engine knows them.

What is here: `Total`, a sum over all values of an index; `DataEntry`, the symbol for an entry such as ``x[k]``; `Count`, the
symbol for a number of data; `indices`, what is left open; `spelled`, the way back to SymPy. `summation` reads SymPy's sums.

Convention: an index runs from 0 to n - 1, where n is a symbol, the length of the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import kinds
from symgeom.errors import InputError

__all__ = [
    "Count",
    "DataEntry",
    "PartEntry",
    "Total",
    "at",
    "at_index",
    "counted",
    "has_totals",
    "indices",
    "spelled",
    "summed",
]


class DataEntry(sp.Symbol):  # type: ignore[misc]  # SymPy is untyped
    """An entry of an array at an index that a sum runs over, real.

    >>> x, k = sp.IndexedBase("x"), sp.Symbol("k")
    >>> DataEntry(x[k]), DataEntry(x[k]) == DataEntry(x[k]), DataEntry(x[k]) == sp.Symbol("x[k]", real=True)
    (x[k], True, False)
    """

    __slots__ = ("entry",)

    _known: dict[str, bool] = {"real": True}

    def __new__(cls, entry: sp.Indexed) -> DataEntry:
        declared = {k: v for k, v in entry.assumptions0.items() if k != "commutative"}
        if entry.assumptions0.get("extended_real") is False:
            raise InputError(f"{entry} is declared not to be a real number")
        new: DataEntry = sp.Symbol.__xnew__(cls, str(entry), **{**declared, **cls._known})
        new.entry = entry
        return new

    def __getnewargs_ex__(self) -> tuple[Any, Any]:
        return (self.entry,), {}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.entry)

    @property
    def base(self) -> str:
        """The name of the array."""
        return str(self.entry.base.label)


class PartEntry(DataEntry):
    """A name for a part of a summand, ``t[k]``, without assumptions."""

    __slots__ = ()

    _known: dict[str, bool] = {}

    @classmethod
    def of(cls, name: str, over: Iterable[sp.Symbol]) -> PartEntry:
        """The name with indices."""
        return cls(sp.IndexedBase(name)[tuple(sorted(over, key=str))])


class Count(sp.Symbol):  # type: ignore[misc]
    """How many data there are: a whole number from 1 on."""

    __slots__ = ("entry",)

    def __new__(cls, given: sp.Symbol) -> Count:
        if given.is_integer is False or given.is_positive is False:
            raise InputError(
                f"{given} is a number of data, but it is declared not to be a whole number from 1 on"
            )
        new: Count = sp.Symbol.__xnew__(cls, given.name, integer=True, positive=True)
        new.entry = given
        return new

    def __getnewargs_ex__(self) -> tuple[Any, Any]:
        return (self.entry,), {}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.entry)


class Total(sp.Expr):  # type: ignore[misc]
    """``sum over index = 0 .. count - 1 of body``.

    >>> x, k, n = sp.IndexedBase("x"), sp.Symbol("k"), sp.Symbol("n")
    >>> Total(DataEntry(x[k])**2, k, Count(n)).free_symbols == {DataEntry(x[k]), Count(n)}
    True
    """

    is_commutative = True

    def __new__(cls, body: sp.Expr, index: sp.Symbol, count: sp.Symbol) -> Total:
        new: Total = sp.Expr.__new__(cls, body, index, count)
        return new

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """Those of the summand and the count; entries of data among them."""
        body, index, count = self.args
        found: set[sp.Symbol] = (body.free_symbols - {index}) | {count}
        return found

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_real  # type: ignore[no-any-return]

    def _eval_is_extended_real(self) -> bool | None:
        return self.args[0].is_extended_real  # type: ignore[no-any-return]

    def _eval_is_finite(self) -> bool | None:
        return self.args[0].is_finite  # type: ignore[no-any-return]

    def _eval_derivative(self, x: sp.Symbol) -> sp.Expr:
        body, index, count = self.args
        return Total(body.diff(x), index, count)

    def _sympystr(self, printer: Any) -> str:
        return printer._print(spelled(self))  # type: ignore[no-any-return]

    def _latex(self, printer: Any, **_: Any) -> str:
        return printer._print(spelled(self))  # type: ignore[no-any-return]


def has_totals(e: Any) -> bool:
    """Whether a sum over data stands in it."""
    return isinstance(e, sp.Basic) and Total in kinds(e)


def indices(e: sp.Basic, known: dict[sp.Basic, frozenset[sp.Symbol]] | None = None) -> frozenset[sp.Symbol]:
    """The indices that no sum in the expression runs over."""
    known = {} if known is None else known
    if e not in known:
        if isinstance(e, DataEntry):
            known[e] = frozenset(i for i in e.entry.indices if i.is_Symbol)
        elif isinstance(e, Total):
            known[e] = indices(e.args[0], known) - {e.args[1]}
        else:
            known[e] = frozenset().union(*(indices(a, known) for a in e.args if isinstance(a, sp.Basic)))
    return known[e]


def summed(body: sp.Expr, index: sp.Symbol, count: sp.Symbol) -> sp.Expr:
    """The sum of an expression, with the factors that don't depend on the index in front.

    >>> x, k, w, n = sp.IndexedBase("x"), sp.Symbol("k"), sp.Symbol("w"), sp.Symbol("n")
    >>> summed(2*w*DataEntry(x[k]), k, Count(n)), summed(w, k, Count(n))
    (2*w*Sum(x[k], (k, 0, n - 1)), n*w)
    """
    factors = sp.Mul.make_args(body)
    inside = [f for f in factors if index in indices(f)]
    outside = [f for f in factors if index not in indices(f)]
    if not inside:
        return sp.Mul(count, *outside)
    return sp.Mul(*outside, Total(sp.Mul(*inside), index, count))


def counted(*expressions: sp.Basic) -> list[Any]:
    """Expressions in which the numbers of data are known as such wherever they stand."""
    table = {t.args[2].entry: t.args[2] for e in expressions for t in e.atoms(Total)}
    return [e.xreplace(table) if table else e for e in expressions]


def at(body: sp.Expr, index: sp.Symbol, value: int) -> sp.Expr:
    """The summand at one value of the index."""
    return at_index(body, index, sp.Integer(value))


def at_index(e: sp.Expr, index: sp.Symbol, new: sp.Expr) -> sp.Expr:
    """Another index, or a number, for an index that is open in the expression."""
    if isinstance(e, DataEntry):
        return DataEntry(e.entry.xreplace({index: new})) if index in e.entry.indices else e
    if isinstance(e, Total) and e.args[1] == index:
        return e
    if not e.args or not e.has(Total, DataEntry):
        return e
    return e.func(*(at_index(a, index, new) for a in e.args))


# Back to SymPy -------------------------------------------------------------------------------------------------------------
def spelled(e: Any) -> Any:
    """The expression with SymPy's sums, entries and symbols.

    >>> x, k, n = sp.IndexedBase("x"), sp.Symbol("k"), sp.Symbol("n")
    >>> spelled(Total(DataEntry(x[k])**2, k, Count(n))/Count(n))
    Sum(x[k]**2, (k, 0, n - 1))/n
    """
    if isinstance(e, Total):
        body, index, count = e.args
        return sp.Sum(spelled(body), (index, 0, count.entry - 1))
    if isinstance(e, DataEntry | Count):
        return e.entry
    if not isinstance(e, sp.Basic) or not e.args or not e.has(Total, DataEntry, Count):
        return e
    return e.func(*map(spelled, e.args))
