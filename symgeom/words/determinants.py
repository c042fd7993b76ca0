"""Powers, determinants and inverses of sums of words.

**Formula** (Sylvester, Woodbury; R. Horn and C. Johnson, *Matrix Analysis*, 0.7.4 and 0.8.5): for ``M = P
(c I_d + U V^T) Q`` with U, V of k columns, ``det M = det P det Q c^{d-k} det(c I_k + V^T U)`` and ``M^{-1}
= Q^{-1} (I - U (c I_k + V^T U)^{-1} V^T) P^{-1} / c``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from symgeom.errors import InputError
from symgeom.words.alphabet import INVERTED, Space, Terms, Word, WordTable, add
from symgeom.words.coefficients import Coefficient

__all__ = ["affine_in_d", "determinant", "inverse", "scaled", "symbolic_power"]

Square = list[list[Coefficient]]
Shown = Callable[[], str]  # the map as LaTeX, for errors


@dataclass(frozen=True)
class Splitting:
    """``M = P (c I + sum u v^T) Q``: P, Q words, the pairs grouped by distinct columns u."""

    left: Word
    right: Word
    c: Coefficient
    columns: list[Word]
    rows: list[Terms]


def affine_in_d(e: Coefficient) -> tuple[int, int] | None:
    """(k, n) of ``e = k d + n`` with integers k and n; None for another exponent."""
    ring, dimension = e.ring, ("dimension",)
    slope = e.derivative(dimension) if dimension in e.generators() else ring.constant(0)
    rest = e - slope * ring.generator(dimension)
    parts = [c.rational() if c.is_rational() else None for c in (slope, rest)]
    if any(q is None or q.denominator != 1 for q in parts):
        return None
    k, n = (int(q) for q in parts if q is not None)
    return k, n


def symbolic_power(table: WordTable, c: Coefficient, k: int) -> Coefficient:
    """``c^{k d}``, multiplicative over the irreducible factors of c and the primes of its content."""
    ring, out = table.ring, table.ring.constant(1)
    if k == 0:
        return out
    if not c:
        raise InputError("0 to a power that grows with d.")
    content, factors = c.factors()
    if content < 0:
        content, out = -content, table.sign() ** k
    for number, e in ((content.numerator, k), (content.denominator, -k)):
        for prime in _primes(number):
            out = out * table.generator("power", str(prime)) ** e
            table.power_bases[str(prime)] = ring.constant(prime)
    for factor, e in factors:
        if factor.generators() == [("sign",)]:
            raise InputError("a power of a scalar that contains (-1)^d, to an exponent that contains d.")
        name = f"{factor.numerator}"
        table.power_bases[name] = factor
        out = out * table.generator("power", name) ** (e * k)
    return out


def _primes(n: int) -> list[int]:
    out, p = [], 2
    while p * p <= n:
        while n % p == 0:
            out.append(p)
            n //= p
        p += 1
    return [*out, n] if n > 1 else out


def determinant(table: WordTable, terms: Terms, space: Space, shown: Shown) -> Coefficient:
    """The determinant of a sum of words that map a space to itself. **Raises** InputError where none is known."""
    s = _split(table, terms, shown, with_inverses=False)
    out = _word_det(table, s.left, shown) * _word_det(table, s.right, shown) * scaled(table, s.c, space)
    k = len(s.columns)
    return out * _small_det(_core(table, s)) / s.c**k if k else out


def scaled(table: WordTable, c: Coefficient, space: Space) -> Coefficient:
    """The determinant of a multiple of the identity."""
    extra = space.extra
    return c if extra is None else symbolic_power(table, c, 1) * c**extra


def _word_det(table: WordTable, word: Word, shown: Shown) -> Coefficient:
    out = table.ring.constant(1)
    for factor in word:
        letter = table.letters[factor[0]]
        if letter.rows != letter.columns or factor[2]:
            raise InputError(
                f"the determinant of {shown()} needs det {letter.latex}, which is no letter of its own."
            )
        value = table.generator("det", factor[0])
        out = out * (value.inverse() if factor[1] & INVERTED else value)
    return out


def inverse(table: WordTable, terms: Terms, shown: Shown) -> tuple[Terms, Coefficient]:
    """The inverse of a sum of words, and what must not be zero. **Raises** InputError where none is known."""
    s = _split(table, terms, shown, with_inverses=True)
    left, right = _formal_inverse(s.left), _formal_inverse(s.right)
    found: Terms = {}
    add(found, table.normal(right + left), s.c.inverse())
    core = _core(table, s)
    determinant_ = _small_det(core) if core else table.ring.constant(1)
    for i, u in enumerate(s.columns):
        for j, row in enumerate(s.rows):
            entry = _cofactor(core, j, i) / (determinant_ * s.c)
            for v, c in row.items():
                add(found, table.normal(right + u + v + left), -(entry * c))
    return found, determinant_ * s.c


def _core(table: WordTable, s: Splitting) -> Square:
    """``c I_k + V^T U``."""
    zero = table.ring.constant(0)
    out: Square = []
    for i, row in enumerate(s.rows):
        out.append([s.c if i == j else zero for j in range(len(s.columns))])
        for j, u in enumerate(s.columns):
            for v, c in row.items():
                out[i][j] = out[i][j] + c * table.normal(v + u).get((), zero)
    return out


def _small_det(a: Square) -> Coefficient:
    if len(a) == 1:
        return a[0][0]
    total = a[0][0] * _cofactor(a, 0, 0)
    for j in range(1, len(a)):
        total = total + a[0][j] * _cofactor(a, 0, j)
    return total


def _cofactor(a: Square, i: int, j: int) -> Coefficient:
    minor = [row[:j] + row[j + 1 :] for k, row in enumerate(a) if k != i]
    if not minor:
        return a[0][0].ring.constant(1)
    value = _small_det(minor)
    return -value if (i + j) % 2 else value


def _formal_inverse(word: Word) -> Word:
    return tuple((f[0], f[1] ^ INVERTED, f[2]) for f in reversed(word))


def _split(table: WordTable, terms: Terms, shown: Shown, with_inverses: bool) -> Splitting:
    """Write the normal form as one invertible word, times a number, plus finite rank."""
    full = [w for w in terms if len(table.pieces(w)) < 2]
    if len(full) != 1:
        raise InputError(
            f"{shown()} is a sum of {len(full)} operators of full rank; a determinant or an inverse in any "
            "dimension is known for one invertible operator plus finite rank. Write it as a product."
        )
    word = full[0]
    if with_inverses and not all(table.letters[f[0]].invertible for f in word):
        raise InputError(f"the inverse of {shown()} needs its letters to be declared invertible.")
    pairs = [(table.pieces(w), c) for w, c in terms.items() if w != word]
    for k in range(len(word) + 1):
        left, right = word[:k], word[k:]
        columns: dict[Word, Terms] = {}
        for (u, v), c in pairs:
            u2, v2 = _strip(table, left, u), _strip(table, table.transpose(right), table.transpose(v))
            if u2 is None or v2 is None:
                break
            row = columns.setdefault(u2, {})
            add(row, {table.transpose(v2): c})
        else:
            return Splitting(left, right, terms[word], list(columns), list(columns.values()))
    raise InputError(
        f"the letters of {shown()} can't be divided out of its part of finite rank; declare them invertible."
    )


def _strip(table: WordTable, prefix: Word, column: Word) -> Word | None:
    """``prefix^{-1} column`` when it is a word."""
    if column[: len(prefix)] == prefix:
        return column[len(prefix) :]
    if all(table.letters[f[0]].invertible for f in prefix):
        normal = table.normal(_formal_inverse(prefix) + column)
        if len(normal) == 1 and next(iter(normal.values())).is_one():
            return next(iter(normal))
    return None
