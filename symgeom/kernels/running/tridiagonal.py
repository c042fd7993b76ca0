"""The symmetric eigenproblem of more than a few dimensions, for compiled loops: a matrix becomes tridiagonal, then diagonal.

**Here.** `k_diagonal`. The text is Numba's and C's as that of `small_matrices` is; conventions and words are as there. Inner
loops run along rows and add no numbers up, so that compilers make vectors of them.

**Source.** G. Golub, C. Van Loan, Matrix Computations (4th ed.), 8.3 (Householder's reflections, implicit shifts); B. Parlett,
The Symmetric Eigenvalue Problem, 8 (QL); J. Wilkinson, C. Reinsch, Linear Algebra, II/3 (tql2).
"""

from math import sqrt
from typing import Any

__all__ = ["k_diagonal", "k_reflected", "k_shifted", "k_tridiagonal"]

Array = Any

# -- from here on: the text of generated files


def k_reflected(d: int, first: int, a: Array, v: Array, t: Array) -> None:
    """(1 - v v^T) times a matrix, where v has entries from ``first`` on; `t` has d numbers."""
    for j in range(d):
        t[j] = 0.0
    for i in range(first, d):
        for j in range(d):
            t[j] = t[j] + v[i] * a[i * d + j]
    for i in range(first, d):
        for j in range(d):
            a[i * d + j] = a[i * d + j] - v[i] * t[j]


def k_tridiagonal(d: int, a: Array, turn: Array, turned: int, off: Array, v: Array, t: Array) -> None:
    """A symmetric matrix of numbers up to 1 becomes tridiagonal, its entries beside the diagonal `off`; its turn has rows."""
    for i in range(d * d if turned else 0):
        turn[i] = 1.0 if i % (d + 1) == 0 else 0.0
    off[d - 1] = 0.0
    for k in range(d - 1):
        size: float = 0.0
        for i in range(k + 2, d):
            size = size + a[k * d + i] * a[k * d + i]
        head: float = a[k * d + k + 1]
        off[k] = head
        if size > 1e-60:
            length: float = sqrt(head * head + size)
            length = -length if head > 0.0 else length
            off[k] = length
            scale: float = 1.0 / sqrt(length * (length - head))
            for i in range(k + 1, d):
                v[i] = a[k * d + i] * scale
                t[i] = 0.0
            v[k + 1] = (head - length) * scale
            for i in range(k + 1, d):
                for j in range(k + 1, d):
                    t[j] = t[j] + v[i] * a[i * d + j]
            half: float = 0.0
            for i in range(k + 1, d):
                half = half + 0.5 * v[i] * t[i]
            for i in range(k + 1, d):
                t[i] = t[i] - half * v[i]
            for i in range(k + 1, d):
                for j in range(k + 1, d):
                    a[i * d + j] = a[i * d + j] - (v[i] * t[j] + t[i] * v[j])
            if turned:
                k_reflected(d, k + 1, turn, v, t)


def k_shifted(d: int, low: int, high: int, diagonal: Array, off: Array, turn: Array, turned: int) -> float:
    """One step of QL with an implicit shift between two rows; returns what is to be taken from the rest of the diagonal."""
    first: float = diagonal[low]
    p: float = (diagonal[low + 1] - first) / (2.0 * off[low])
    r: float = sqrt(p * p + 1.0)
    r = -r if p < 0.0 else r
    diagonal[low] = off[low] / (p + r)
    diagonal[low + 1] = off[low] * (p + r)
    second: float = diagonal[low + 1]
    shift: float = first - diagonal[low]
    for i in range(low + 2, d):
        diagonal[i] = diagonal[i] - shift
    p = diagonal[high]
    beside: float = off[low + 1]
    c: float = 1.0
    c_before: float = 1.0
    c_first: float = 1.0
    s: float = 0.0
    s_before: float = 0.0
    for i in range(high - 1, low - 1, -1):
        c_first = c_before
        c_before = c
        s_before = s
        g: float = c * off[i]
        h: float = c * p
        r = sqrt(p * p + off[i] * off[i])
        off[i + 1] = s * r
        s = off[i] / r
        c = p / r
        p = c * diagonal[i] - s * g
        diagonal[i + 1] = h + s * (c * g + s * diagonal[i])
        for k in range(d if turned else 0):
            x: float = turn[i * d + k]
            y: float = turn[(i + 1) * d + k]
            turn[(i + 1) * d + k] = s * x + c * y
            turn[i * d + k] = c * x - s * y
    p = -s * s_before * c_first * beside * off[low] / second
    off[low] = s * p
    diagonal[low] = c * p
    return shift


def k_diagonal(d: int, a: Array, turn: Array, turned: int, work: Array) -> None:
    """A symmetric matrix becomes diagonal, largest entry first, `turn` the matrix that turns it; `work` has 4 d numbers."""
    diagonal: Array = work[0:]
    off: Array = work[d:]
    k_tridiagonal(d, a, turn, turned, off, work[2 * d :], work[3 * d :])
    most: float = 0.0
    for i in range(d):
        diagonal[i] = a[i * d + i]
        size: float = abs(diagonal[i]) + abs(off[i])
        most = size if size > most else most
    most = most * 2.220446049250313e-16
    total: float = 0.0
    for low in range(d):
        for _step in range(60):
            high: int = low
            for i in range(low, d - 1):
                high = i + 1 if high == i and abs(off[i]) > most else high
            if high == low:
                break
            total = total + k_shifted(d, low, high, diagonal, off, turn, turned)
        diagonal[low] = diagonal[low] + total
        off[low] = 0.0
    for p in range(d):
        best: int = p
        for q in range(p + 1, d):
            best = q if diagonal[q] > diagonal[best] else best
        x: float = diagonal[best]
        diagonal[best] = diagonal[p]
        diagonal[p] = x
        a[p * d + p] = x
        for k in range(d if turned else 0):
            y: float = turn[best * d + k]
            turn[best * d + k] = turn[p * d + k]
            turn[p * d + k] = y
    for i in range(d if turned else 0):
        for j in range(i):
            z: float = turn[i * d + j]
            turn[i * d + j] = turn[j * d + i]
            turn[j * d + i] = z
