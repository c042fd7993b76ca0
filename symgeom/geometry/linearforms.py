"""What a function of many variables depends on: fewer linear forms than variables, and its Hessian has a null vector.

What is here: `has_null_vector`, by the structure of the terms as they were typed. A sum of functions of the linear forms
L_1 .. L_m, and of a linear function, has ``A v = 0`` for each v with ``L_k(v) = 0``, summand by summand; where the rank of the
forms is below d there is such a v, so ``det A = 0`` everywhere. The logarithm of a sum of exponentials is a function of the
differences of their exponents and a linear one, so that a softmax loses a further direction: all scores may rise alike. A form
in a sum over data is one for every datum; its coefficients of the monomials of the data must all have ``L(v) = 0``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat

from symgeom.algebra.domain.contents import free_symbols
from symgeom.algebra.domain.totals import DataEntry, Total
from symgeom.algebra.ring.budget import check

__all__ = ["has_null_vector"]

Form = dict[sp.Symbol, sp.Expr]
Exponents = tuple[Form, list[Form]]
_BOUND = (sp.Sum, sp.Product, sp.Integral, sp.Limit)  # not read: their summands are forms without number


def has_null_vector(e: sp.Expr, coordinates: Sequence[sp.Symbol]) -> bool:
    """The Hessian of a function has a constant vector that it takes to 0 everywhere, for sure; False says nothing."""
    if e.has(*_BOUND):
        return False
    forms = _Forms(coordinates)
    for term in _summands(e, forms):
        forms.of_summand(term)
    return _rank_is_below(list(forms.found.values()), coordinates)


def _summands(e: sp.Expr, forms: _Forms) -> Iterable[sp.Expr]:
    """The summands, through constant factors in front of sums, and those of one datum for a sum over data."""
    if isinstance(e, Total):
        yield from _summands(e.args[0], forms)
        return
    if e.is_Add:
        for a in e.args:
            yield from _summands(a, forms)
        return
    if e.is_Mul:
        moving = [a for a in e.args if forms.moves(a)]
        if len(moving) == 1:
            yield from _summands(moving[0], forms)
            return
    yield e


class _Forms:
    """The linear forms that the terms of a function are made of."""

    def __init__(self, coordinates: Sequence[sp.Symbol]) -> None:
        self._coordinates = frozenset(coordinates)
        self.found: dict[frozenset[tuple[sp.Symbol, sp.Expr]], Form] = {}
        self._seen: set[sp.Basic] = set()
        self._linear: dict[sp.Expr, Form | None] = {}

    def moves(self, e: sp.Basic) -> bool:
        """It depends on the coordinates."""
        return not self._coordinates.isdisjoint(free_symbols(e))

    def of_summand(self, e: sp.Expr) -> None:
        """The forms of a summand; what is linear in it doesn't matter."""
        if self.linear(e) is not None:
            return
        inside = self._exponents(e.args[0]) if e.func is sp.log else None
        if inside is not None:
            self._keep(*inside[1])
        elif e.func is sp.log and (exponents := self._curved_exponents(e.args[0])):
            first, *others = exponents
            for term in _summands(first, self):
                self.of_summand(term)
            for other in others:
                self._walk(other - first)
        else:
            self._walk(e)

    def _curved_exponents(self, e: sp.Expr) -> list[sp.Expr]:
        """The exponents of a sum of exponentials with constant factors, whatever they are; none for any other sum."""
        found = []
        for term in e.args if e.is_Add else ():
            above = [a for a in sp.Mul.make_args(term) if self.moves(a)]
            if len(above) > 1 or any(a.func is not sp.exp for a in above):
                return []
            found += [a.args[0] for a in above] or [sp.S.Zero]
        return found

    def _walk(self, e: sp.Basic) -> None:
        if e in self._seen or not self.moves(e):
            return
        check()
        self._seen.add(e)
        form = self.linear(e) if isinstance(e, sp.Expr) else None
        if form is not None:
            self._keep(form)
            return
        product = self._exponents(e) if isinstance(e, sp.Expr) else None
        if product is not None:
            self._keep(product[0], *product[1])
            return
        straight = [a for a in e.args if e.is_Add and self.linear(a) is not None]
        self._keep(_combined([(self.linear(a), sp.S.One) for a in straight]))
        for a in e.args:
            if a not in straight:
                self._walk(a)

    def _keep(self, *forms: Form) -> None:
        for form in filter(None, forms):
            lead = next(iter(form.values()))
            if lead.is_number and not lead.is_Rational:  # such as the root in a GELU
                form = {x: c / lead for x, c in form.items()}
            self.found.setdefault(frozenset(form.items()), form)

    def linear(self, e: sp.Expr) -> Form | None:
        """The coefficients of an expression that is linear in the coordinates, up to a constant; None for any other."""
        if e not in self._linear:
            self._linear[e] = self._read(e)
        return self._linear[e]

    def _read(self, e: sp.Expr) -> Form | None:
        if not self.moves(e):
            return {}
        if e in self._coordinates:
            return {e: sp.S.One}
        if e.is_Add:
            parts = [self.linear(a) for a in e.args]
            return None if None in parts else _combined([(p, sp.S.One) for p in parts])
        if e.is_Mul:
            moving = [a for a in e.args if self.moves(a)]
            if len(moving) == 1 and (form := self.linear(moving[0])) is not None:
                return _combined([(form, sp.Mul(*(a for a in e.args if a is not moving[0])))])
        return None

    def _exponents(self, e: sp.Expr) -> Exponents | None:
        """(a, differences) for a product ``exp(a) F(differences)`` of exponentials and powers of sums of them."""
        if not self.moves(e):
            return {}, []
        if e.func is sp.exp:
            form = self.linear(e.args[0])
            return None if form is None else (form, [])
        if e.is_Mul:
            factors = self._all_exponents(e)
            if factors is None:
                return None
            return _combined([(f[0], sp.S.One) for f in factors]), [x for f in factors for x in f[1]]
        if e.is_Pow and not self.moves(e.exp):
            inside = self._exponents(e.base)
            return inside and (_combined([(inside[0], e.exp)]), inside[1])
        return self._of_sum(e) if e.is_Add else None

    def _all_exponents(self, e: sp.Expr) -> list[Exponents] | None:
        found = [self._exponents(a) for a in e.args]
        known = [f for f in found if f is not None]
        return known if len(known) == len(found) else None

    def _of_sum(self, e: sp.Expr) -> Exponents | None:
        parts = self._all_exponents(e)
        if parts is None:
            return None
        first = parts[0][0]
        gaps = [_combined([(p[0], sp.S.One), (first, -sp.S.One)]) for p in parts[1:]]
        return first, [*gaps, *(x for p in parts for x in p[1])]


def _combined(forms: Iterable[tuple[Any, sp.Expr]]) -> Form:
    """A sum of multiples of forms."""
    total: Form = {}
    for form, factor in forms:
        for x, c in form.items():
            total[x] = total.get(x, sp.S.Zero) + c * factor
    return {x: c for x, c in total.items() if c != 0}


def _rank_is_below(forms: list[Form], coordinates: Sequence[sp.Symbol]) -> bool:
    """The forms span less than all, for sure: there are fewer, or by elimination over Q."""
    d = len(coordinates)
    rows = [row for form in forms for row in _split(form, lambda s: isinstance(s, DataEntry))]
    if len(rows) < d:
        return True
    rows = [part for row in rows for part in _split(row, lambda s: True)]
    if not all(c.is_Rational for row in rows for c in row.values()):
        return len({x for row in rows for x in row}) < d
    numbers = [fmpq(int(c.p), int(c.q)) for row in rows for c in (row.get(x, sp.S.Zero) for x in coordinates)]
    return fmpq_mat(len(rows), d, numbers).rank() < d  # type: ignore[no-any-return]


def _split(form: Form, opaque: Callable[[sp.Symbol], bool]) -> list[Form]:
    """Forms that vanish together only where the form does: its coefficients of each product of opaque symbols."""
    if not any(opaque(s) for c in form.values() for s in c.free_symbols):
        return [form]
    found: dict[sp.Expr, Form] = {}
    for x, c in form.items():
        for term in sp.Add.make_args(sp.expand(c)):
            factors = sp.Mul.make_args(term)
            key = sp.Mul(*(f for f in factors if any(map(opaque, f.free_symbols))))
            row = found.setdefault(key, {})
            row[x] = row.get(x, sp.S.Zero) + sp.Mul(
                *(f for f in factors if not any(map(opaque, f.free_symbols)))
            )
    return list(found.values())
