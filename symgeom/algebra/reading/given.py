"""What a caller gives, as an expression that the engine can read; whatever can't be one is an `InputError` that names it.

What is here: `expression`, for the sides of an identity, the components of a map, the ends of a domain; `check_names`. Text
is never evaluated. Floats are the decimals that they show (`decimals`), real values that are written with i are real
(`complexes`), a matrix with one entry is that entry, and entries of arrays are symbols (`entries`).
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Set, ValuesView
from decimal import Decimal
from itertools import islice
from typing import Any

import sympy as sp
from sympy.logic.boolalg import BooleanAtom

from symgeom.algebra.domain.complexes import real_form
from symgeom.algebra.domain.decimals import decimal, exact, rough, rough_message
from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.realness import COMPLEX
from symgeom.algebra.domain.sizes import check_parts
from symgeom.algebra.domain.summation import totalled
from symgeom.algebra.reading.translate import is_zero
from symgeom.errors import InputError, shown
from symgeom.output import printable

__all__ = ["check_limits", "check_names", "expression", "ordered", "single"]

MAX_MEMBERS = 10_000
_FOR_EVER = 1e12
_ENDLESS = (type(sp.oo), type(-sp.oo))
_MAX_BITS = 16_000  # of a number: what Python still prints
_UNREADABLE = (sp.AccumBounds, sp.Order, sp.MatrixExpr)


def expression(value: Any, what: str, *, endless: bool = False) -> sp.Expr:
    """The value as a real expression with exact numbers; ``what`` is its name in errors, ``endless`` allows oo and -oo.

    >>> x = sp.Symbol("x")
    >>> expression(0.5 * x, "the left side"), expression(sp.Matrix([[x]]), "the loss")
    (x/2, x)
    """
    e = _sympified(value, what)
    try:
        return _read(e, what, endless)
    except InputError as error:
        said = str(error)
        raise InputError(said if said.startswith(what) else f"{what}: {said}") from None
    except RecursionError:
        raise InputError(f"{what} is nested too deep to be read; split it") from None


def single(value: Any) -> Any:
    """The entry of a matrix or array that has one; None for one that has more, the value itself if it is neither."""
    if isinstance(value, sp.MatrixBase | sp.MatrixExpr):
        if tuple(value.shape) != (1, 1):
            return None
        return (value if isinstance(value, sp.MatrixBase) else value.as_explicit())[0, 0]
    if isinstance(value, sp.NDimArray):
        return sp.flatten(value.tolist())[0] if len(value) == 1 and value.rank() else None
    if _is_array(value):
        return value.item() if value.size == 1 else None
    return value


def ordered(values: Any, what: str, single_types: tuple[type, ...] = ()) -> tuple[Any, ...]:
    """The members of something that has an order. A set has none: what it gives differs from run to run."""
    if isinstance(values, single_types):
        return (values,)
    if isinstance(values, str | bytes | bytearray):
        raise InputError(
            f"{what} are text, {shown(values)}; text is never evaluated. Give SymPy expressions, or use sg.load"
        )
    if isinstance(values, Set | Mapping | ValuesView | sp.Set | sp.Dict):
        raise InputError(
            f"{what} are given as a {type(values).__name__}, which has no order of its own: {shown(values)}. Give a tuple "
            "or a list"
        )
    try:
        if isinstance(values, sp.Basic) and not isinstance(values, sp.Tuple | sp.MatrixBase | sp.NDimArray):
            raise TypeError  # an IndexedBase would give entries for ever
        members = tuple(islice(values, MAX_MEMBERS + 1))
        if len(members) <= MAX_MEMBERS:
            return members
    except Exception:  # no iterable, or one that fails
        raise InputError(
            f"{what} must be a tuple or a list, not {shown(values)} of type {type(values).__name__}"
        ) from None
    raise InputError(f"{what} are more than {MAX_MEMBERS}")


def check_limits(**limits: Any) -> None:
    """Limits are positive numbers, or None for no limit."""
    for name, value in limits.items():
        if value is None:
            continue
        real = isinstance(value, numbers.Real) and not isinstance(value, bool)
        if not real or not 0 <= value < _FOR_EVER:
            raise InputError(f"{name} must be a number from 0 on, or None for no limit, not {shown(value)}")


def check_names(symbols: Iterable[sp.Symbol], owner: str = "") -> None:
    """Two symbols of one name would make a fact about one of them say nothing of the other."""
    seen: dict[str, sp.Symbol] = {}
    head = f"{owner}: " * bool(owner)
    for s in sorted(symbols, key=sp.default_sort_key):
        printable(s.name, f"{head}the name of a symbol")
        if s.is_extended_real is False or s.is_commutative is False:
            raise InputError(
                f"{head}the symbol {s} is declared not to be a real number (declared not real); symgeom works over the "
                "real numbers"
            )
        if seen.setdefault(s.name, s) != s:
            raise InputError(f"{head}{_two_of_a_name(s, seen[s.name])}")


def _two_of_a_name(s: sp.Symbol, other: sp.Symbol) -> str:
    name = s.name
    kinds = {type(s), type(other)}
    why = "their assumptions differ"
    if sp.Dummy in kinds:
        why = "every Dummy is a symbol of its own, even under a name that another one has"
    elif len(kinds) > 1:
        why = "one is an entry of an array, the other is none or an entry of another kind"
    return (
        f"two different symbols are called {name} ({why}). Make each symbol once, for example "
        f"{name} = sympy.Symbol({name!r}, real=True), and use it everywhere: in the expressions, domain and where."
    )


def _is_array(value: Any) -> bool:
    """An array of NumPy's, or of something like it."""
    try:
        return not isinstance(value, sp.Basic) and all(
            hasattr(value, name) for name in ("ndim", "shape", "size", "item")
        )
    except Exception:  # an object that fails when it is asked
        return False


def _sympified(value: Any, what: str) -> sp.Expr:
    if isinstance(value, str | bytes | bytearray):
        raise InputError(
            f"{what} is text, {shown(value)}; text is never evaluated. Give a SymPy expression, "
            "or read text with symgeom.input.parse_expression"
        )
    if _is_array(value) or isinstance(value, sp.MatrixBase | sp.MatrixExpr | sp.NDimArray):
        inner = single(value)
        if inner is None:
            shape = " x ".join(str(n) for n in value.shape)
            raise InputError(
                f"{what} is no expression but {type(value).__name__}, of shape {shape}: a single value is needed here; "
                "give it entry by entry"
            )
        value = inner
    if isinstance(value, bool | BooleanAtom) or type(value).__name__ == "bool_":
        raise InputError(f"{what} is no SymPy expression but the truth value {value}")
    if isinstance(value, numbers.Real | Decimal) and not isinstance(value, sp.Basic):
        try:
            return exact(value)
        except InputError as error:
            raise InputError(f"{what}: {error}") from None
    if isinstance(value, type):
        advice = (
            f"; apply it to its arguments, as in {value.__name__}(x)"
            if issubclass(value, sp.Function)
            else ""
        )
        raise InputError(f"{what} is no SymPy expression but the function or type {value.__name__}{advice}")
    try:
        e = sp.sympify(value, strict=True)
    except Exception:  # whatever the object does when it is asked
        raise InputError(
            f"{what} is no SymPy expression but {type(value).__name__}: {shown(value)}"
        ) from None
    if not isinstance(e, sp.Expr) or isinstance(e, _UNREADABLE):
        raise InputError(f"{what} is no expression but {type(value).__name__}: {shown(value)}")
    return e


def _read(e: sp.Expr, what: str, endless: bool) -> sp.Expr:
    check_parts(e, what)
    e = totalled(e)
    parts = _parts(e)
    if endless and isinstance(e, _ENDLESS):
        return e
    if any(isinstance(p, (*_ENDLESS, type(sp.nan), type(sp.zoo))) for p in parts):
        raise InputError(f"{what} is not finite: {shown(e)}; a finite real number is needed")
    if any(p.is_Rational and max(int(p.p).bit_length(), int(p.q).bit_length()) > _MAX_BITS for p in parts):
        raise InputError(f"{what} holds a number of more than 4,000 digits")
    for p in parts:
        if isinstance(p, sp.Symbol) and (p.is_extended_real is False or p.is_commutative is False):
            raise InputError(f"the symbol {p} in {what} is declared not to be a real number")
    table: dict[Any, Any] = {p: decimal(p) for p in parts if isinstance(p, sp.Float)}
    if table and (computed := rough(e)):
        raise InputError(rough_message(*computed))
    entries = {p: symbol_of(p) for p in parts if is_entry(p)}
    if len(set(entries.values())) < len(entries):
        raise InputError(
            f"two arrays of one name are mixed in {shown(e)}; make each once, and use it everywhere"
        )
    given = e
    if table | entries:
        e = e.xreplace(table | entries)
    if any(isinstance(p, COMPLEX) for p in parts):
        e = real_form(e, is_zero)
    if e is not given and e.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise InputError(f"{what} is not finite: {shown(e)}; a finite real number is needed")
    return e


def _parts(e: sp.Basic) -> set[Any]:
    """Every subexpression, but not what an entry of an array is made of."""
    found: set[Any] = set()
    todo: list[Any] = [e]
    while todo:
        part = todo.pop()
        if part in found or not isinstance(part, sp.Basic):
            continue
        found.add(part)
        if not is_entry(part):
            todo += part.args
    return found
