"""Sums over data: `Sum` over entries of an `IndexedBase`, as the engine knows them.

What is here: `Total`, a sum over all values of an index; `DataEntry`, the symbol for an entry such as ``x[k]``; `Count`, the
symbol for a number of data; `totalled`, which reads SymPy's sums; `spelled`, the way back; `indices`, what is left open.

Conventions: an index runs from 0 to n - 1, where n is a symbol, the length of the data. A sum with numbers as limits is
written out. Indices are named alike at one height and for one count, so that equal sums are equal; a sum has height 0
if no sum in it depends on its index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp

from symgeom.errors import InputError, shown

__all__ = [
    "Count",
    "DataEntry",
    "PartEntry",
    "Total",
    "aligned",
    "at",
    "counted",
    "has_totals",
    "held",
    "indices",
    "lowered",
    "spelled",
    "summed",
    "totalled",
]

Names = dict[tuple[int, Any], sp.Symbol]  # the indices of sums, by height and count
MAX_WRITTEN_OUT = 1_000  # terms of a sum with numbers as limits


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
    return isinstance(e, sp.Basic) and bool(e.has(Total))


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


# Reading -------------------------------------------------------------------------------------------------------------------
def totalled(e: Any) -> Any:
    """The expression with its sums as `Total`s, and those with numbers as limits written out. Raises `InputError`."""
    if not e.has(sp.Sum):
        return e
    (read,) = counted(*aligned([_inside(e)], {}))
    for entry in sorted(read.free_symbols, key=str):
        if isinstance(entry, DataEntry) and indices(entry) & indices(read):
            raise InputError(
                f"{entry} has an index that no sum runs over: write Sum(..., (k, 0, n - 1)) around it"
            )
    return read


def held(expressions: Iterable[sp.Expr]) -> list[sp.Expr]:
    """Expressions that `spelled` has written, read again: entries outside of a sum over them are entries of data."""
    found = [_inside(e) for e in expressions]
    table = {
        e: DataEntry(e)
        for f in found
        for e in f.atoms(sp.Indexed)
        if not all(i.is_Integer for i in e.indices)
    }
    return counted(*(f.xreplace(table) for f in found))


def counted(*expressions: sp.Basic) -> list[Any]:
    """Expressions in which the numbers of data are known as such wherever they stand."""
    table = {t.args[2].entry: t.args[2] for e in expressions for t in e.atoms(Total)}
    return [e.xreplace(table) if table else e for e in expressions]


def _inside(e: sp.Expr) -> sp.Expr:
    if isinstance(e, sp.Sum):
        body = e.function
        for index, *ends in e.limits:
            if len(ends) != 2:
                raise InputError(f"the sum {shown(e)} has no limits; write ({index}, 0, n - 1)")
            body = _summed(body, index, *ends)
        return body if not body.has(sp.Sum) else _inside(body)
    if not e.args or isinstance(e, sp.Indexed) or not e.has(sp.Sum):
        return e
    return e.func(*map(_inside, e.args))


def _summed(body: sp.Expr, index: sp.Symbol, first: sp.Expr, last: sp.Expr) -> sp.Expr:
    body = _inside(body)
    if first.is_Integer and last.is_Integer:
        return _written_out(body, index, int(first), int(last))
    if first != 0:
        raise InputError(
            f"a sum over data has indices from 0 to n - 1, n the length of the data; {index} starts at {shown(first)}: an "
            "index out of range"
        )
    count = last + 1
    if not count.is_Symbol:
        raise InputError(
            f"a sum over data ends at n - 1, with a symbol n for the length of the data; {index} ends at {shown(last)}"
        )
    new = sp.Symbol(str(index)) if isinstance(index, sp.Idx) else index
    data = {entry: DataEntry(entry) for entry in body.atoms(sp.Indexed) if index in entry.indices}
    for entry in body.atoms(sp.Indexed):
        if index in entry.free_symbols:
            _check_entry(entry)
    body = _at_index(body.xreplace(data), index, new)
    if index in body.free_symbols:
        raise InputError(
            f"the index {index} stands by itself in the sum of {shown(body)}; a summand depends on it through data such as "
            f"x[{index}]: give its values as data"
        )
    return Total(body, new, Count(count)) if new in indices(body) else count * body


def _check_entry(entry: sp.Indexed) -> None:
    for i in entry.indices:
        if not (i.is_Symbol or (i.is_Integer and i >= 0)):
            raise InputError(
                f"{entry} has the index {i}, which may be out of range: an index is that of a sum, or a whole number from 0 on"
            )
    symbols = [i for i in entry.indices if i.is_Symbol]
    if len(set(symbols)) < len(symbols):
        raise InputError(f"{entry} has one index twice; give its values as data of their own")


def _written_out(body: sp.Expr, index: sp.Symbol, first: int, last: int) -> sp.Expr:
    if last - first + 1 > MAX_WRITTEN_OUT:
        raise InputError(
            f"a sum of {last - first + 1:,} terms is more than {MAX_WRITTEN_OUT:,} to be written out; end it at n - 1, with a "
            "symbol n for the length of the data"
        )
    return sp.Add(*(at(body, index, i).xreplace({index: sp.Integer(i)}) for i in range(first, last + 1)))


def at(body: sp.Expr, index: sp.Symbol, value: int) -> sp.Expr:
    """The summand at one value of the index."""
    return _at_index(body, index, sp.Integer(value))


# One name for one index ----------------------------------------------------------------------------------------------------
def aligned(expressions: Iterable[sp.Expr], names: Names) -> list[sp.Expr]:
    """Expressions whose sums of one height and count have one index: that of ``names``, or the first met, which is kept."""
    known: dict[sp.Basic, sp.Expr] = {}
    given: dict[sp.Symbol, sp.Symbol] = {}
    return [_aligned(_apart(e, {}, given), names, given, known) for e in expressions]


def lowered(expressions: Iterable[sp.Expr], names: Names) -> list[sp.Expr]:
    """The summands at the indices that sums of less height have: what a part of a summand may come to stand at."""
    totals = set().union(*(e.atoms(Total) for e in expressions))
    return [
        _at_index(body, index, _name(index, (height, count), names))
        for body, index, count in (t.args for t in sorted(totals, key=str))
        for height in range(_height(body, index))
    ]


def _apart(e: sp.Expr, table: Mapping[sp.Symbol, sp.Symbol], given: dict[sp.Symbol, sp.Symbol]) -> sp.Expr:
    """Every sum with an index of its own; ``given`` keeps what it was called."""
    if isinstance(e, DataEntry):
        return DataEntry(e.entry.xreplace(table)) if table else e
    if isinstance(e, Total):
        body, index, count = e.args
        new = sp.Dummy(index.name)
        given[new] = index
        return Total(_apart(body, {**table, index: new}, given), new, count)
    if not e.args or not e.has(Total, DataEntry):
        return e
    return e.func(*(_apart(a, table, given) for a in e.args))


def _aligned(
    e: sp.Expr, names: Names, given: Mapping[sp.Symbol, sp.Symbol], known: dict[sp.Basic, sp.Expr]
) -> sp.Expr:
    if e not in known:
        if isinstance(e, Total):
            body, index, count = e.args
            body = _aligned(body, names, given, known)
            new = _name(given[index], (_height(body, index), count), names)
            known[e] = Total(_at_index(body, index, new), new, count)
        else:
            known[e] = e.func(*(_aligned(a, names, given, known) for a in e.args)) if has_totals(e) else e
    return known[e]


def _name(given: sp.Symbol, key: tuple[int, Any], names: Names) -> sp.Symbol:
    if key not in names:
        name, taken = given.name, {s.name for s in names.values()}
        while name in taken:
            name += "_"
        names[key] = given if name == given.name else sp.Symbol(name, **given.assumptions0)
    return names[key]


def _height(body: sp.Expr, index: sp.Symbol) -> int:
    """One more than the highest sum in a summand that depends on the index; 0 where none does."""
    inside = (t.args for t in body.atoms(Total) if index in indices(t))
    return max((1 + _height(*inner[:2]) for inner in inside), default=0)


def _at_index(e: sp.Expr, index: sp.Symbol, new: sp.Expr) -> sp.Expr:
    """Another index, or a number, for an index that is open in the expression."""
    if isinstance(e, DataEntry):
        return DataEntry(e.entry.xreplace({index: new})) if index in e.entry.indices else e
    if isinstance(e, Total) and e.args[1] == index:
        return e
    if not e.args or not e.has(Total, DataEntry):
        return e
    return e.func(*(_at_index(a, index, new) for a in e.args))


# Back to SymPy -------------------------------------------------------------------------------------------------------------
def spelled(e: Any) -> Any:
    """The expression with SymPy's sums, entries and symbols.

    >>> x, k, n = sp.IndexedBase("x"), sp.Symbol("k"), sp.Symbol("n")
    >>> spelled(totalled(sp.Sum(x[k]**2, (k, 0, n - 1))/n))
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
