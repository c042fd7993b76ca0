"""Exact instances: a number for d and rational matrices for the letters.

An identity is evaluated as it was stated, not in its normal form: this is how a false one gets its witness,
and an independent check of the true ones. Derivatives are taken with dual numbers, roots are exact because
the samplers choose their arguments so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from symgeom.errors import InputError

__all__ = ["Dual", "Matrix", "Number", "det", "identity", "inverse", "matmul", "matrix", "sqrt", "transpose"]


@dataclass(frozen=True)
class Dual:
    """A truncated polynomial in infinitesimals whose squares are 0: ``{()}: value, {k}: derivative, ...``."""

    parts: dict[frozenset[int], Fraction]

    @staticmethod
    def of(value: Number) -> Dual:
        """A number as a constant."""
        return value if isinstance(value, Dual) else Dual({frozenset(): Fraction(value)})

    @staticmethod
    def infinitesimal(k: int) -> Dual:
        """The k-th infinitesimal."""
        return Dual({frozenset({k}): Fraction(1)})

    @property
    def value(self) -> Fraction:
        """The part without infinitesimals."""
        return self.parts.get(frozenset(), Fraction(0))

    def slope(self, k: int) -> Number:
        """The coefficient of the k-th infinitesimal."""
        return Dual({s - {k}: c for s, c in self.parts.items() if k in s})

    def __add__(self, other: Number) -> Dual:
        parts = dict(self.parts)
        for s, c in Dual.of(other).parts.items():
            parts[s] = parts.get(s, Fraction(0)) + c
        return Dual({s: c for s, c in parts.items() if c})

    __radd__ = __add__

    def __neg__(self) -> Dual:
        return Dual({s: -c for s, c in self.parts.items()})

    def __sub__(self, other: Number) -> Dual:
        return self + -other

    def __rsub__(self, other: Number) -> Dual:
        return -self + other

    def __mul__(self, other: Number) -> Dual:
        parts: dict[frozenset[int], Fraction] = {}
        for s, a in self.parts.items():
            for t, b in Dual.of(other).parts.items():
                if not s & t:
                    parts[s | t] = parts.get(s | t, Fraction(0)) + a * b
        return Dual({s: c for s, c in parts.items() if c})

    __rmul__ = __mul__

    def reciprocal(self) -> Dual:
        """``1 / self`` by the geometric series, which ends."""
        lead = 1 / self.value
        rest, out = Dual.of(1) - self * lead, Dual.of(1)
        while (term := out * rest + 1).parts != out.parts:
            out = term
        return out * lead

    def __truediv__(self, other: Number) -> Dual:
        return self * Dual.of(other).reciprocal()

    def __rtruediv__(self, other: Number) -> Dual:
        return self.reciprocal() * other

    def __pow__(self, n: int) -> Dual:
        out, base = Dual.of(1), self if n >= 0 else self.reciprocal()
        for _ in range(abs(n)):
            out = out * base
        return out

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Dual, Fraction, int)):
            return NotImplemented
        return not (self - other).parts

    __hash__ = None  # type: ignore[assignment]  # equality is numeric


Number = int | Fraction | Dual
Matrix = list[list[Any]]  # of Number; Any keeps the arithmetic readable


def matrix(rows: int, columns: int, entry: Callable[[int, int], Number]) -> Matrix:
    """The matrix with the given entries."""
    return [[entry(i, j) for j in range(columns)] for i in range(rows)]


def identity(n: int) -> Matrix:
    """The identity of size n."""
    return matrix(n, n, lambda i, j: Fraction(int(i == j)))


def transpose(a: Matrix) -> Matrix:
    """Rows and columns exchanged."""
    return [list(column) for column in zip(*a)]


def matmul(a: Matrix, b: Matrix) -> Matrix:
    """The product."""
    columns = transpose(b)
    return [[_dot(row, column) for column in columns] for row in a]


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    """The sum of products; of fractions with one reduction at the end."""
    if any(isinstance(x, Dual) for x in (*a, *b)):
        return sum((x * y for x, y in zip(a, b)), Fraction(0))
    above, below = 0, 1
    for x, y in zip(a, b):
        n, d = x.numerator * y.numerator, x.denominator * y.denominator
        above, below = (above + n, below) if d == below else (above * d + n * below, below * d)
    return Fraction(above, below)


def _real(x: Any) -> Fraction:
    return x.value if isinstance(x, Dual) else Fraction(x)


def _eliminate(a: Matrix, b: Matrix) -> Any:
    """Gauss-Jordan on ``[a | b]`` in place, pivots with non-zero real part; returns det a, 0 if singular."""
    n, value = len(a), Fraction(1)
    for k in range(n):
        pivot = next((i for i in range(k, n) if _real(a[i][k])), None)
        if pivot is None:
            return Fraction(0)
        if pivot != k:
            a[k], a[pivot], b[k], b[pivot] = a[pivot], a[k], b[pivot], b[k]
            value = -value
        lead = a[k][k]
        value = value * lead
        a[k], b[k] = [x / lead for x in a[k]], [x / lead for x in b[k]]
        for i in range(n):
            if i != k and (factor := a[i][k]) != 0:
                a[i] = [x - factor * y for x, y in zip(a[i], a[k])]
                b[i] = [x - factor * y for x, y in zip(b[i], b[k])]
    return value


def det(a: Matrix) -> Any:
    """The determinant; of dual numbers by expansion, since a pivot may be infinitesimal."""
    if any(isinstance(x, Dual) for row in a for x in row):
        return _expand(a)
    return _eliminate([list(row) for row in a], [[] for _ in a])


def _expand(a: Matrix) -> Any:
    if not a:
        return Fraction(1)
    minors = ([row[:j] + row[j + 1 :] for row in a[1:]] for j in range(len(a)))
    return sum(((-1) ** j * a[0][j] * _expand(minor) for j, minor in enumerate(minors)), Fraction(0))


def inverse(a: Matrix) -> Matrix:
    """The inverse; raises ZeroDivisionError for a singular matrix."""
    out = identity(len(a))
    if not _eliminate([list(row) for row in a], out):
        raise ZeroDivisionError("singular matrix")
    return out


def sqrt(x: Any) -> Any:
    """The positive root of a rational square, and of a dual number above it by Newton's method."""
    real = _real(x)
    numerator, denominator = isqrt(max(real.numerator, 0)), isqrt(real.denominator)
    root = Fraction(numerator, denominator)
    if root <= 0 or root * root != real:
        raise InputError(
            f"{real} is not the square of a positive rational number, so the root has no exact value here."
        )
    if not isinstance(x, Dual):
        return root
    out = Dual.of(root)
    while out * out != x:
        out = (out + x / out) / 2
    return out


def rational_matrix(value: Any) -> Matrix:
    """Nested sequences, a flat sequence (a column) or a number as a matrix of fractions."""
    if not isinstance(value, Sequence):
        return [[Fraction(value)]]
    return [[Fraction(x) for x in row] if isinstance(row, Sequence) else [Fraction(row)] for row in value]
