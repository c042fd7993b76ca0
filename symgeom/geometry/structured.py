"""Determinants of symmetric matrices with minors by name, for formulas: short where the matrix has structure.

What is here: `determinant`. Numbers give a number. A diagonal and a product ``u u^T`` give
``D_k = c_k D_(k-1) + u_k^2 P_(k-1)`` with ``P_k = c_1 .. c_k``. Else blocks that no entry connects are factors, an index i with
a single neighbour j gives ``D = a_ii D(without i) - a_ij^2 D(without i, j)``, which for a tridiagonal matrix is the three-term
recursion, and what is left is expanded by minors, each named once. Source: G. Golub, C. Van Loan, Matrix Computations, 8.4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat

from symgeom.algebra.ring.minors import count_minors, minors
from symgeom.errors import BudgetError
from symgeom.geometry import squares
from symgeom.geometry.multiplied import multiplied
from symgeom.geometry.row_major import size
from symgeom.parts.arithmetic import Named

__all__ = ["across", "determinant"]

Rows = Sequence[Sequence[Any]]  # of `Named`

_PRODUCTS = 400  # products in one determinant that is written out by name


def determinant(a: Rows) -> Any:
    """det a. Raises `BudgetError` where it has no short form."""
    numbers = [x.form for row in a for x in row]
    if all(x.is_Rational for x in numbers):
        exact = fmpq_mat(len(a), len(a), [fmpq(int(x.p), int(x.q)) for x in numbers]).det()
        return a[0][0].field.rational(sp.Rational(int(exact.p), int(exact.q)))
    field = a[0][0].field
    if field.style == "steady":
        rows = [[x.form for x in row] for row in a]
        found = squares.squares(field.parts, rows)
        form = multiplied(field.parts, rows) if found is None else squares.determinant(field.parts, found)
        if form is not None:
            return Named(field, form)
    return _of_rank_one(a) or _Recursion(a)(tuple(range(len(a))))


def across(field: Any, a: Rows, p: Sequence[Any]) -> Any:
    """``tr a (p.p) - p.(a p)`` as a sum of squares, for kernels; None where a isn't one."""
    if getattr(field, "style", None) != "steady":
        return None
    rows, slopes = [[x.form for x in row] for row in a], [x.form for x in p]
    found = squares.squares(field.parts, rows)
    form = squares.across(found, slopes) if found else squares.crossed(field.parts, rows, slopes)
    return None if form is None else Named(field, form)


class _Recursion:
    """The determinants of a matrix on sets of indices, each once."""

    def __init__(self, a: Rows) -> None:
        self._a, self._field = a, a[0][0].field
        self._beside = [
            {j for j, x in enumerate(row) if j != i and not x.is_zero()} for i, row in enumerate(a)
        ]
        self._known: dict[tuple[int, ...], Named] = {(): self._field.rational(1)}

    def __call__(self, left: tuple[int, ...]) -> Any:
        """The determinant on some indices, from the last ones up, so that nothing nests deep."""
        stack = [left]
        while stack:
            top = stack[-1]
            needed = [n for n in self._needs(top) if n not in self._known]
            if top in self._known or not needed:
                self._known.setdefault(top, _kept(self._of(top)))
                stack.pop()
            else:
                stack += needed
        return self._known[left]

    def _needs(self, left: tuple[int, ...]) -> list[tuple[int, ...]]:
        if not left or left in self._known:
            return []
        block = self._block(left)
        if len(block) < len(left):
            return [block, _without(left, *block)]
        leaf = self._leaf(left)
        return [] if leaf is None else [_without(left, leaf[0]), _without(left, *leaf)]

    def _of(self, left: tuple[int, ...]) -> Any:
        a, needs = self._a, self._needs(left)
        if len(left) == 1:
            return a[left[0]][left[0]]
        if not needs:
            return self._by_minors(left)
        first, second = (self._known[n] for n in needs)
        if len(self._block(left)) < len(left):
            return first * second
        i, j = self._leaf(left)  # type: ignore[misc]  # else there were no needs
        return a[i][i] * first - a[i][j] * a[i][j] * second

    def _block(self, left: tuple[int, ...]) -> tuple[int, ...]:
        """The indices that the first one is connected with."""
        inside, edge = {left[0]}, [left[0]]
        remaining = set(left)
        for i in edge:
            new = (self._beside[i] & remaining) - inside
            inside |= new
            edge += sorted(new)
        return tuple(sorted(inside))

    def _leaf(self, left: tuple[int, ...]) -> tuple[int, int] | None:
        """An index with a single neighbour, and that one."""
        remaining = set(left)
        for i in left:
            beside = self._beside[i] & remaining
            if len(beside) == 1:
                return i, min(beside)
        return None

    def _by_minors(self, left: tuple[int, ...]) -> Any:
        rows = [[self._a[i][j] for j in left] for i in left]
        if count_minors([[not x.is_zero() for x in row] for row in rows], _PRODUCTS) > _PRODUCTS:
            raise BudgetError(
                f"a determinant of {len(left)} rows has more than {_PRODUCTS} products in its minors"
            )
        return minors(rows, lambda x: x.is_zero(), self._field.rational(0), keep=_kept)


def _without(left: tuple[int, ...], *out: int) -> tuple[int, ...]:
    return tuple(i for i in left if i not in out)


def _kept(x: Named) -> Any:
    return x.kept("D", "minor")


# A diagonal and a matrix of rank one -----------------------------------------------------------------------------------------
def _of_rank_one(a: Rows) -> Any:
    """By the squares of u where ``a - u u^T`` is diagonal, factor by factor; None where that isn't seen."""
    d, of = len(a), a[0][0].field.parts.of
    if d < 3 or any(a[i][j].form == 0 for i in range(d) for j in range(i)):
        return None
    entry = [[of(x.form) for x in row] for row in a]
    squares = [_square(entry, i) for i in range(d)]
    if None in squares:
        return None
    rest = [_spread(entry[i][i]) - s for i, s in enumerate(squares)]
    if any(size(c) >= max(size(entry[i][i]), 1) for i, c in enumerate(rest)):
        return None
    return _lemma([Named(a[0][0].field, c) for c in rest], [Named(a[0][0].field, s) for s in squares])


def _spread(e: sp.Expr) -> sp.Expr:
    """A sum with products of sums in it multiplied out, so that a term that is taken away can meet its like."""
    return sp.Add(*(sp.expand_mul(term, deep=False) for term in sp.Add.make_args(e)))


def _square(entry: list[list[sp.Expr]], i: int) -> sp.Expr | None:
    """``u_i^2 = a_ij a_ik/a_jk``, the same for all k."""
    j, *others = (k for k in range(len(entry)) if k != i)
    values = {entry[i][j] * entry[i][k] / entry[j][k] for k in others}
    value = values.pop()
    below = {b for b, k in _powers(value) if not (k.is_number and k.is_positive)}
    known = {b for k in others for b, n in _powers(entry[i][k]) if n.is_number and n.is_negative}
    return value if not values and below <= known else None


def _powers(e: sp.Expr) -> list[tuple[sp.Expr, sp.Expr]]:
    return [factor.as_base_exp() for factor in sp.Mul.make_args(e) if not factor.is_Rational]


def _lemma(c: list[Named], squares: list[Named]) -> Any:
    field, d = c[0].field, len(c)
    kept: Callable[[Named], Named] = _kept
    if len({x.form for x in c}) == 1:
        first = kept(c[0])
        return first ** (d - 1) * (first + field.sum(squares))
    whole, product = c[0] + squares[0], c[0]
    for diagonal, square in zip(c[1:], squares[1:]):
        whole, product = kept(diagonal * whole + square * product), kept(diagonal * product)
    return whole
