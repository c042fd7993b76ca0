"""Hessians that are sums of squares over data, ``A = sum_t sum_k c_t u_t u_t^T`` with c_t > 0: of logistic and linear losses.

**Here.** `squares`, which reads them off the entries; `determinant`, without a difference of what may be nearly equal;
`across`, ``tr A (p.p) - p.Ap`` as such a sum. For kernels: far away one datum outweighs others by hundreds of orders of
magnitude.

**Formula.** ``det A`` is the determinant of the Gram matrix of the columns u^1 .. u^d, each over t and k, in the inner product
with weights c: the product of the squared lengths of what is left of each column after the columns before are taken out of it.
What is left of a datum that outweighs the others must be as small as they are: each time it is taken out again it is smaller by
a rounding error, which is relative to itself. Each time is a loop over the data: K takes 10 to 30 times as long as its formula.

**Source.** Å. Björck, Numerical Methods for Least Squares Problems, sections 2.4 and 4.4 (weighted problems).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.totals import Count, Total, summed
from symgeom.geometry.multiplied import Powers, is_positive, rational, terms_of

__all__ = ["Squares", "across", "crossed", "determinant", "squares"]

_AGAIN = 10  # times: 2^-52 to the power 20 is below 1e-290
_TINY = sp.Rational(1, 2**1000)
_LARGEST = 3  # columns: the work grows with their pairs
_MANY = 12  # squares

Over = tuple[sp.Symbol, sp.Symbol]  # an index and the number of its values
Vector = list[sp.Expr]
Monomial = tuple[fmpq, Powers]
Table = dict[tuple[int, int], list[Monomial]]  # the entries on and above the diagonal


class Squares(NamedTuple):
    """The weights and vectors of the squares, and what they are summed over."""

    weights: list[sp.Expr]
    vectors: list[Vector]
    over: Over

    def inner(self, a: Sequence[sp.Expr], b: Sequence[sp.Expr]) -> sp.Expr:
        """``sum_t sum_k c a b`` of two columns."""
        return summed(sp.Add(*(c * x * y for c, x, y in zip(self.weights, a, b))), *self.over)


def squares(parts: Any, rows: Sequence[Sequence[sp.Expr]]) -> Squares | None:
    """The Hessian's squares over the data of one index; None where it isn't seen to be such a sum."""
    d, tables, overs = len(rows), defaultdict[Any, Table](lambda: defaultdict(list)), set[Over]()
    if d > _LARGEST:
        return None
    entries = [(i, j) for i in range(d) for j in range(i, d)]
    full = {(i, j): parts.of(rows[i][j]) for i, j in entries}
    for e in full.values():
        overs |= {total.args[1:] for total in e.atoms(Total)}
    if len(overs) != 1:
        return None
    over = overs.pop()
    for at, e in full.items():
        monomials = _monomials(parts, e, over[1])
        if monomials is None:
            return None
        for number, powers in monomials:
            positive = {b: k for b, k in powers.items() if isinstance(b, Count) or is_positive(parts, b)}
            rest = {b: k for b, k in powers.items() if b not in positive}
            tables[tuple(sorted(positive.items(), key=str))][at].append((number, rest))
    found = Squares([], [], over)
    for key, table in tables.items():
        vectors = _vectors(d, table)
        if vectors is None or len(found.weights) + len(vectors) > _MANY:
            return None
        weight = sp.Mul(*(base**k for base, k in key))
        found.weights.extend(weight * c for c, _ in vectors)
        found.vectors.extend(u for _, u in vectors)
    return found


def _monomials(parts: Any, e: sp.Expr, count: sp.Symbol) -> list[Monomial] | None:
    """Those of the summand; what is in no sum is the sum of its n-th part."""
    found: list[Monomial] = []
    for term in sp.Add.make_args(sp.expand_mul(e)):
        totals = [f for f in sp.Mul.make_args(term) if isinstance(f, Total)]
        if len(totals) > 1 or (not totals and term.has(Total)):
            return None
        body = term / totals[0] * totals[0].args[0] if totals else term / count
        monomials = None if body.has(Total) else terms_of(parts, body)
        if monomials is None:
            return None
        found += monomials
    return found


# Squares of one weight -------------------------------------------------------------------------------------------------------
def _vectors(d: int, table: Table) -> list[tuple[sp.Expr, Vector]] | None:
    """(c, u) with ``sum c u u^T`` of the entries: one that has the products off the diagonal, the rest on it."""
    beside = {at: found for at, found in table.items() if at[0] != at[1]}
    if any(len(found) > 1 for found in beside.values()):
        return None
    diagonal = [list(table.get((i, i), [])) for i in range(d)]
    members = sorted({i for at in beside for i in at})
    found: list[tuple[sp.Expr, Vector]] = []
    if members:
        chosen = next(
            (c for c in product(*(diagonal[i] for i in members)) if _fits(members, c, beside)), None
        )
        if chosen is None:
            return None
        for i, monomial in zip(members, chosen):
            diagonal[i].remove(monomial)
        found.append(_joined(d, members, chosen, beside))
    for i, monomials in enumerate(diagonal):
        for number, powers in monomials:
            if number < 0 or any(k % 2 for k in powers.values()):
                return None
            found.append((rational(number), [_half(powers) if j == i else sp.S.Zero for j in range(d)]))
    return found


def _fits(members: list[int], chosen: Sequence[Monomial], beside: Table) -> bool:
    """``m_ii m_jj = m_ij^2``, ``m_ij m_1k = m_ik m_1j``, and all m_ii are squares."""
    if any(n <= 0 or any(k % 2 for k in powers.values()) for n, powers in chosen):
        return False
    by_index = dict(zip(members, chosen))
    first = members[0]
    for i, j in combinations(members, 2):
        if (i, j) not in beside:
            return False
        (number, powers), (a, below), (b, above) = beside[i, j][0], by_index[i], by_index[j]
        bases = {*powers, *below, *above}
        if number**2 != a * b or any(
            2 * powers.get(x, 0) != below.get(x, 0) + above.get(x, 0) for x in bases
        ):
            return False
        if i != first and beside[first, i][0][0] * beside[first, j][0][0] != number * by_index[first][0]:
            return False
    return True


def _joined(d: int, members: list[int], chosen: Sequence[Monomial], beside: Table) -> tuple[sp.Expr, Vector]:
    number, vector = chosen[0][0], [sp.S.Zero] * d
    for i, (_, powers) in zip(members, chosen):
        ratio = fmpq(1) if i == members[0] else beside[members[0], i][0][0] / number
        vector[i] = rational(ratio) * _half(powers)
    return rational(number), vector


def _half(powers: Powers) -> sp.Expr:
    return sp.Mul(*(base ** (k // 2) for base, k in powers.items()))


# What is made of them ------------------------------------------------------------------------------------------------------
def determinant(parts: Any, found: Squares) -> sp.Expr:
    """The product of what is left of the columns, each freed of all before it again and again."""
    done: list[tuple[Sequence[sp.Expr], sp.Expr]] = []
    lengths = []
    for column in zip(*found.vectors):
        for other, below in done * _AGAIN:
            along = parts.named(found.inner(other, column) * below, "m", "share of a column")
            column = tuple(
                parts.named(y - along * x, "v", "rest of a column") if x else y for x, y in zip(other, column)
            )
        lengths.append(parts.named(found.inner(column, column), "s", "sum of squares"))
        below = parts.named(_inverse(lengths[-1]), "i", "inverse of a sum of squares")
        done.append((column, below))
    return sp.Mul(*lengths)


def _inverse(total: sp.Expr) -> sp.Expr:
    """Finite where a sum of squares underflows; no conditions, which SymPy would simplify when they are put back."""
    return 1 / (total + _TINY)


def crossed(parts: Any, rows: Sequence[Sequence[sp.Expr]], p: Sequence[sp.Expr]) -> sp.Expr | None:
    """`across` for two variables and weights of any sign, such as f'' and f'/r of a radial function; None without squares."""
    if len(rows) != 2:
        return None
    entries = [parts.of(rows[i][j]) for i, j in ((0, 0), (0, 1), (1, 1))]
    if any(e.has(Total) for e in entries):
        return None
    first, beside, second = ([_monomial(t) for t in sp.Add.make_args(e)] for e in entries)
    terms = []
    for m in list(beside):
        pair = next(((a, b) for a, b in product(first, second) if _is_pair(a, m, b)), None)
        if pair is None:
            continue
        for found, monomial in zip((first, beside, second), (pair[0], m, pair[1])):
            found.remove(monomial)
        terms.append(_square_across(*pair, m[0], p))
    if not terms:
        return None
    for found, factor in ((first, p[1] ** 2), (beside, -2 * p[0] * p[1]), (second, p[0] ** 2)):
        terms += [factor * rational(n) * sp.Mul(*(b**k for b, k in powers.items())) for n, powers in found]
    return sp.Add(*terms)


def _monomial(term: sp.Expr) -> Monomial:
    number, rest = term.as_coeff_Mul(rational=True)
    powers = {} if rest is sp.S.One else rest.as_powers_dict()
    whole = {b: int(k) for b, k in powers.items() if k.is_Integer}
    return fmpq(int(number.p), int(number.q)), whole | {
        b**k: 1 for b, k in powers.items() if not k.is_Integer
    }


def _is_pair(a: Monomial, m: Monomial, b: Monomial) -> bool:
    """``a b = m^2``."""
    bases = {*a[1], *m[1], *b[1]}
    same = all(a[1].get(x, 0) + b[1].get(x, 0) == 2 * m[1].get(x, 0) for x in bases)
    return bool(a[0] * b[0] == m[0] ** 2 != 0 and same)


def _square_across(a: Monomial, b: Monomial, beside: fmpq, p: Sequence[sp.Expr]) -> sp.Expr:
    """``c (u_1 p_2 - u_2 p_1)^2`` with ``a = c u_1^2``, ``b = c u_2^2``."""
    least = {x: min(a[1].get(x, 0), b[1].get(x, 0)) for x in {**a[1], **b[1]}}
    u, v = (_half({x: k[1].get(x, 0) - low for x, low in least.items()}) for k in (a, b))
    weight = sp.Mul(rational(a[0]), *(x**k for x, k in least.items()))
    return weight * (u * p[1] - rational(beside / a[0]) * v * p[0]) ** 2


def across(found: Squares, p: Sequence[sp.Expr]) -> sp.Expr:
    """``tr A (p.p) - p.Ap``: the squares of ``u_i p_j - u_j p_i``, which are small where A is along p."""
    columns = list(zip(*found.vectors))
    return sp.Add(*(found.inner(turned, turned) for turned in _turned(columns, p)))


def _turned(columns: Sequence[Sequence[sp.Expr]], p: Sequence[sp.Expr]) -> Iterator[Vector]:
    for i, j in combinations(range(len(columns)), 2):
        yield [x * p[j] - y * p[i] for x, y in zip(columns[i], columns[j])]
