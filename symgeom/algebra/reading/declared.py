"""Domains and facts as people type them, read into intervals and inequalities.

What is here: `facts_of`, all that is stated, checked for contradiction; `read_domain` (a table of intervals: pairs or SymPy's
`Interval`, for symbols or their names), `listed` and `read_where` (inequalities). Whatever is something else is an
`InputError` that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.reading.dropped import symbols_in
from symgeom.algebra.reading.given import expression
from symgeom.errors import InputError, shown

__all__ = ["facts_of", "listed", "read_domain", "read_where"]

Interval = tuple[sp.Expr, sp.Expr]


def facts_of(
    domain: Mapping[Any, Any] | None = None,
    where: Iterable[Any] | None = (),
    known: Iterable[sp.Symbol] = (),
) -> Facts:
    """Read and check what a user typed; ``known`` are the symbols that ``domain`` may call by name.

    Raises `InputError` for an empty domain or contradicting facts.

    >>> r, R = sp.symbols("r R", positive=True)
    >>> facts_of(where=[R > r]).describe()
    ('R > r', 'R > 0', 'r > 0')
    """
    where = listed(where)
    relations = read_where(where)
    letters = set(known).union(*(r.free_symbols for r in relations))
    facts = Facts(read_domain(domain, letters), relations)
    facts = replace(facts, dropped=frozenset(symbols_in(where) - facts.symbols()))
    facts.check()
    return facts


def read_domain(domain: Any, known: Iterable[sp.Symbol] = ()) -> dict[sp.Symbol, Interval]:
    """The open interval of each symbol; a name stands for the known symbol that it belongs to."""
    if domain is None:
        return {}
    if not isinstance(domain, Mapping | sp.Dict):
        raise InputError(
            f"domain must be a table such as {{x: (0, 1)}}, a pair for a symbol, not {shown(domain)} of type "
            f"{type(domain).__name__}"
        )
    names = {s.name: s for s in sorted(known, key=sp.default_sort_key)}
    found: dict[sp.Symbol, Interval] = {}
    for key, bounds in domain.items():
        s = _symbol(key, names)
        if s in found:
            raise InputError(f"the domain of {s} is given twice, by the symbol and by its name")
        found[s] = _interval(s, bounds)
    return found


def read_where(where: Any) -> tuple[sp.Basic, ...]:
    """The inequalities in a list of facts, those joined by & one by one."""
    return tuple(r for relation in listed(where) for r in _relation(relation))


def _symbol(key: Any, names: Mapping[str, sp.Symbol]) -> sp.Symbol:
    if isinstance(key, str):
        if key not in names:
            known = ", ".join(names) or "none"
            raise InputError(f"the domain names {shown(key)}, and no symbol is called so; there are: {known}")
        return names[key]
    if is_entry(key):
        return symbol_of(key)
    if not isinstance(key, sp.Symbol):
        raise InputError(f"a domain belongs to a symbol, not to {shown(key)} of type {type(key).__name__}")
    return key


def _interval(s: sp.Symbol, bounds: Any) -> Interval:
    if isinstance(bounds, sp.Interval):
        bounds = (bounds.start, bounds.end)
    if bounds is sp.S.EmptySet:
        raise InputError(f"the domain of {s} is empty: {bounds}. Give the smaller end first.")
    pair = isinstance(bounds, tuple | list | sp.Tuple)
    pair = pair or (type(bounds).__module__ == "numpy" and getattr(bounds, "ndim", 0) == 1)
    if not pair or len(bounds) != 2 or any(isinstance(end, str) for end in bounds):
        raise InputError(
            f"the domain of {s} must be a pair (low, high) of numbers or SymPy expressions, or a sympy.Interval, not "
            f"{shown(bounds)}"
        )
    low, high = (
        expression(_endless(end), f"the {side} end of the domain of {s}", endless=True)
        for side, end in zip(("lower", "upper"), bounds)
    )
    if any(not e.is_Rational and e.is_extended_real is False for e in (low, high)):
        raise InputError(f"the domain of {s} has an end that isn't real: ({low}, {high})")
    return low, high


def _endless(end: Any) -> Any:
    """Python's own infinities, as numbers of SymPy's."""
    if isinstance(end, float) and end in (float("inf"), float("-inf")):
        return sp.oo if end > 0 else -sp.oo
    return end


def listed(where: Any) -> list[Any]:
    """The facts one by one. Raises `InputError` for what is no list of facts."""
    if where is None:
        return []
    if isinstance(where, str | bytes):
        raise InputError(
            f"a fact in `where` must be an inequality such as R > r, not the text {shown(where)}"
        )
    if isinstance(where, sp.Basic | bool):
        return [where]
    if isinstance(where, Mapping) or not isinstance(where, Iterable):
        raise InputError(
            f"`where` must be a list of inequalities such as [R > r], not {shown(where)} of type {type(where).__name__}"
        )
    try:
        return sorted(where, key=sp.default_sort_key) if isinstance(where, set | frozenset) else list(where)
    except Exception:  # an iterator that fails, or a set of what SymPy can't sort
        raise InputError(
            f"`where` must be a list of inequalities such as [R > r], not {shown(where)}"
        ) from None


def _relation(relation: Any) -> list[sp.Basic]:
    if relation is True or relation is sp.true:
        return []
    if relation is False or relation is sp.false:
        raise InputError(
            "a fact in `where` is false by itself (SymPy evaluated it to False); drop or correct it"
        )
    if isinstance(relation, sp.And):
        return [r for part in sorted(relation.args, key=sp.default_sort_key) for r in _relation(part)]
    if isinstance(relation, sp.Gt | sp.Ge | sp.Lt | sp.Le | sp.Ne):
        return _exact(relation)
    raise InputError(
        f"a fact in `where` must be an inequality such as R > r, not {shown(relation)}; "
        "put an equation into the map instead, by substitution"
    )


def _exact(relation: Any) -> list[sp.Basic]:
    """The relation with its sides read; one with an infinite side says nothing, or can't hold."""
    what = f"the fact {shown(relation)} in `where`"
    left, right = (expression(side, what, endless=True) for side in relation.args)
    if {left, right} & {sp.oo, -sp.oo}:
        greater, smaller = (left, right) if isinstance(relation, sp.Gt | sp.Ge) else (right, left)
        if isinstance(relation, sp.Ne) or greater is sp.oo or smaller is -sp.oo:
            return []
        raise InputError(f"{what} can't hold: symbols are finite real numbers")
    if (left, right) == relation.args:
        return [relation]
    return [type(relation)(left, right, evaluate=False)]
