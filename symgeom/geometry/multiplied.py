"""Determinants multiplied out and factored, for kernels: what cancels exactly is gone before it is rounded.

What is here: `multiplied`. The entries are polynomials in letters (coordinates, functions and residuals of the map by name, and
1 over them); ``det A = A_11 A_22 - A_12^2`` of a sum of two logistic losses, ``A = a u u^T + b v v^T``, is ``a b det(u, v)^2``,
whose rounded difference has no digit where a is much larger than b. Of many such terms, d = 2, the determinant is taken term by
term: with ``m = S_12/S_11`` of the terms before, a term ``c (a, b)`` adds ``c a^2 (b/a - m)^2 S_11/(S_11 + c a^2)`` to
``det S/S_11``, and nothing is subtracted but b/a and m. Source: B. Welford, Technometrics 4 (1962), for the weighted case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import sympy as sp
from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symgeom.algebra.ring.minors import minors, permutations
from symgeom.geometry.row_major import size

__all__ = ["Powers", "is_positive", "multiplied", "rational", "terms_of"]

_PRODUCTS = 3000  # of terms, while it is multiplied out
_ORDERS = 120  # products of entries: up to d = 5 without zeros
_LEFT = 60  # terms after that
_TERMS = 1000  # of an entry
_FEW = 6  # terms of both signs in a factor
_LARGEST = 10**150  # numerators and denominators
_LONGEST = 160  # operations of a form that is taken for its digits alone
_POSITIVE = ("share of an exponential", "exponential")
_MONOMIALS = ("derivative of a root",)  # parts that are products of letters

Powers = dict[Any, Any]


def multiplied(parts: Any, rows: Sequence[Sequence[sp.Expr]]) -> sp.Expr | None:
    """The determinant, where terms cancel in it and what is left is short; None elsewhere."""
    entries = [[terms_of(parts, e) for e in row] for row in rows]
    if any(terms is None for row in entries for terms in row):
        return None
    return _factored(entries) or (_term_by_term(parts, entries) if len(rows) == 2 else None)


def _factored(entries: list[list[Any]]) -> sp.Expr | None:
    d = len(entries)
    if math.prod(max(map(len, row)) for row in entries) > _PRODUCTS:
        return None
    if permutations([[bool(terms) for terms in row] for row in entries]) > _ORDERS:
        return None
    found = [powers for row in entries for terms in row for _, powers in terms]
    bases = sorted({b for powers in found for b in powers}, key=sp.default_sort_key)
    if not bases:
        return None
    least = {b: min(0, *(powers.get(b, 0) for powers in found)) for b in bases}
    ctx = fmpq_mpoly_ctx.get([f"x{k}" for k in range(len(bases))], Ordering.lex)
    table = [[_polynomial(ctx, bases, least, terms) for terms in row] for row in entries]
    zero = ctx.constant(0)
    det = minors(table, lambda x: x == 0, zero)
    if det == 0 or len(det) > _LEFT or len(det) >= _untouched(table):
        return sp.S.Zero if det == 0 else None
    above = _written(det, bases)
    if above is None:
        return None
    form = sp.Mul(above, *(b ** (d * k) for b, k in least.items() if k))
    return form if size(form) <= _LONGEST else None


def terms_of(parts: Any, e: sp.Expr) -> list[tuple[fmpq, Powers]] | None:
    """(number, powers of letters) for each term of an entry; None where there are too many."""
    full = parts.of(e)
    names = {s: parts.of(s) for s in full.free_symbols if s in parts and parts.part(s).meaning in _MONOMIALS}
    full = sp.expand(full.xreplace(names))
    terms = sp.Add.make_args(full)
    if len(terms) > _TERMS:
        return None
    found = []
    for term in terms:
        number, rest = term.as_coeff_Mul()
        if not number.is_Rational:
            number, rest = sp.S.One, term
        powers: Powers = {}
        for factor in sp.Mul.make_args(rest) if rest is not sp.S.One else ():
            base, k = factor.as_base_exp() if factor.func is not sp.exp else (factor, sp.S.One)
            base, k = (base, int(k)) if k.is_Integer else (factor, 1)
            powers[base] = powers.get(base, 0) + k
        if number:
            found.append((fmpq(int(number.p), int(number.q)), powers))
    return found


def _polynomial(ctx: Any, bases: list[Any], least: Powers, terms: list[tuple[fmpq, Powers]]) -> Any:
    table: dict[tuple[int, ...], fmpq] = {}
    for number, powers in terms:
        key = tuple(powers.get(b, 0) - least[b] for b in bases)
        table[key] = table.get(key, fmpq(0)) + number
    return ctx.from_dict(table)


def _untouched(table: list[list[Any]]) -> int:
    """How many terms the determinant would have if none were like another's negative."""
    bare = [[_absolute(e) for e in row] for row in table]
    return len(minors(bare, lambda x: x == 0, bare[0][0] * 0, negative=lambda x: x))


def _absolute(e: Any) -> Any:
    return e.context().from_dict({k: abs(c) for k, c in e.to_dict().items()})


def _written(e: Any, bases: list[Any]) -> sp.Expr | None:
    """The factors, each a sum of products of letters; None where one has many terms of both signs: those may cancel again."""
    number, factors = e.factor()
    if any(len(f) > _FEW and len({c > 0 for c in f.to_dict().values()}) > 1 for f, _ in factors):
        return None
    numbers = [number, *(fmpq(c) for f, _ in factors for c in f.to_dict().values())]
    if sum(k for _, k in factors) == 1 or any(max(abs(c.p), c.q) > _LARGEST for c in numbers):
        return _sum(e, bases)
    return sp.Mul(rational(number), *(_sum(f, bases) ** int(k) for f, k in factors))


def _sum(e: Any, bases: list[Any]) -> sp.Expr:
    return sp.Add(
        *(
            sp.Mul(rational(c), *(b**k for b, k in zip(bases, map(int, key)) if k))
            for key, c in e.to_dict().items()
        )
    )


# A sum of many squares ------------------------------------------------------------------------------------------------------
def _term_by_term(parts: Any, entries: list[list[Any]]) -> sp.Expr | None:
    """By the matrix of numbers that each product of positive letters has, where all are squares ``u u^T``."""
    tables = [{tuple(sorted(p.items(), key=str)): number for number, p in entries[i][j]} for i, j in _PAIRS]
    squares = {
        key: [t.get(key, fmpq(0)) for t in tables] for key in dict.fromkeys(k for t in tables for k in t)
    }
    if not all(_is_square(*m) and all(is_positive(parts, b) for b, _ in key) for key, m in squares.items()):
        return None
    first = mixed = below = rest = sp.S.Zero
    for key, (a, b, c) in squares.items():
        weight = sp.Mul(*(base**k for base, k in key))
        before, slope = first, mixed * below
        if a == 0:
            rest += rational(c) * weight
            continue
        first = parts.named(first + rational(a) * weight, "s", "sum of squares")
        mixed = parts.named(mixed + rational(b) * weight, "s", "sum of products")
        below = parts.named(_inverse(first), "i", "inverse of a sum of squares")
        rest += rational(a) * weight * (rational(b / a) - slope) ** 2 * before * below
    return first * rest


_PAIRS = ((0, 0), (0, 1), (1, 1))


def _is_square(a: fmpq, b: fmpq, c: fmpq) -> bool:
    return bool(a >= 0 and c >= 0 and a * c == b * b)


def is_positive(parts: Any, letter: Any) -> bool:
    """A part that is positive by what it is."""
    return letter in parts and parts.part(letter).meaning in _POSITIVE


def _inverse(total: sp.Expr) -> sp.Expr:
    """0 where a sum of squares underflows."""
    return sp.Piecewise((0, sp.Eq(total, 0)), (1 / total, True))


def rational(x: fmpq) -> sp.Rational:
    """FLINT's number as SymPy's."""
    return sp.Rational(int(x.p), int(x.q))
