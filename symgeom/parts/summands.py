"""A field of letters in which a sum over data is its count times a summand, for identities that are linear in sums.

What is here: `Summands`, `are_linear`, which tells whether it may be asked, and `readers`, which chooses.

Soundness: the mean over all data of ``c + n f(k)`` is ``c + sum over k of f(k)``. Two forms that are linear in their sums and
agree for every datum, with n times the summand in place of each sum, so agree. A product of sums is no such form: the mean of
``n f(k) n g(k)`` isn't the product of the sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from symgeom.algebra.domain.totals import Total, indices
from symgeom.algebra.field.elements import Element
from symgeom.parts.abstract import Abstract

__all__ = ["Summands", "are_linear", "readers"]


class Summands(Abstract):
    """Reads sums by their summands; functions are letters, as in `Abstract`.

    >>> x, k, n = sp.IndexedBase("x", real=True), sp.Symbol("k"), sp.Symbol("n")
    >>> from symgeom.algebra.domain.summation import held
    >>> one, two = held([2*sp.Sum(x[k]**2 + 1, (k, 0, n - 1)), sp.Sum(2*x[k]**2, (k, 0, n - 1)) + 2*n])
    >>> read = Summands()
    >>> read.element(one) == read.element(two), are_linear([one, two], {}), are_linear([one*two], {})
    (True, True, False)
    """

    def total(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        """The count times the summand."""
        return self.field.symbol(count) * e


def are_linear(forms: Iterable[sp.Expr], definitions: Mapping[sp.Symbol, sp.Expr]) -> bool:
    """Whether no two sums are multiplied, none stands in a function or below a line, and no index is open outside of one."""
    known: dict[sp.Expr, float] = {}

    def degree(e: sp.Expr) -> float:
        if e not in known:
            known[e] = found(e)
        return known[e]

    def found(e: sp.Expr) -> float:
        if e in definitions:
            return degree(definitions[e])
        if not e.args or isinstance(e, sp.Indexed):
            return 0
        if isinstance(e, Total):
            return 1 + 2 * degree(e.args[0])  # a sum of sums isn't looked at
        inside = [degree(a) for a in e.args]
        if e.is_Add:
            return max(inside)
        if e.is_Mul:
            return sum(inside)
        return 2 * max(inside)

    return all(not indices(e) and degree(e) <= 1 for e in forms)


def readers(forms: Iterable[sp.Expr], definitions: Mapping[sp.Symbol, sp.Expr]) -> list[Abstract]:
    """The fields of letters in which an identity between the map and what the definitions say may show, one after the other."""
    forms = list(forms)
    has_sums = any(e.has(Total) for e in (*forms, *definitions.values()))
    kind = Summands if has_sums and are_linear(forms, definitions) else Abstract
    kinds = [kind(), kind(free=True), kind(below=False), kind(below=False, apart=True)]
    return [*kinds, Abstract()] if kind is Summands else kinds
