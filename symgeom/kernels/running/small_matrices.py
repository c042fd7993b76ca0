"""Small matrices, a point at a time: what compiled loops do for themselves where NumPy has LAPACK.

**Here.** A symmetric eigenproblem by Jacobi's rotations, from seven dimensions on by `tridiagonal`, Cholesky's factor, and a
determinant by elimination; `principal_frame` and `monge_form` stand on it. Numba compiles this text, and `printing.in_c`
translates it into C; so it keeps to a few words: numbers and arrays declared by annotations, loops over ranges, conditions,
slices without an end for arrays that begin there.

**Convention.** Matrices lie row by row. Curvatures come largest first, directions are columns. What is singular is NaN. Powers
of two that are taken out keep numbers far from overflow; errors of eigenvalues are relative to the largest.

**Source.** G. Golub, C. Van Loan, Matrix Computations (4th ed.), 8.5 (Jacobi), 3.4 (elimination with pivots), 4.2 (Cholesky).
"""

from math import frexp, ldexp, sqrt
from typing import Any

import numpy as _np

from symgeom.kernels.running.tridiagonal import k_diagonal

__all__ = [
    "Array", "exponent", "k_balanced", "k_determinant", "k_factored", "k_jacobi", "k_ordered", "k_rotated", "k_scaled",
    "k_turned",
]  # fmt: skip

Array = Any
nan = _np.nan


def exponent(x: float) -> int:
    """The power of two just above the size of a number."""
    return frexp(x)[1]


# -- from here on: the text of generated files


def k_scaled(size: int, a: Array) -> int:
    """Makes the largest entry less than 1 by a power of two and returns that; far from every number where one isn't finite."""
    most: float = 0.0
    for i in range(size):
        most = abs(a[i]) if abs(a[i]) > most or a[i] != a[i] else most
    if not most <= 1.7976931348623157e308:
        return 100000
    power: int = exponent(most)
    for i in range(size):
        a[i] = ldexp(a[i], -power)
    return power


def k_turned(d: int, a: Array, p: int, q: int, c: float, s: float) -> None:
    """Turns columns p and q."""
    for k in range(d):
        x: float = a[k * d + p]
        y: float = a[k * d + q]
        a[k * d + p] = c * x - s * y
        a[k * d + q] = s * x + c * y


def k_rotated(d: int, a: Array, v: Array, turned: int, p: int, q: int) -> int:
    """Makes the entry (p, q) of a symmetric matrix 0; says whether it had a size that counts."""
    first: float = a[p * d + p]
    last: float = a[q * d + q]
    off: float = a[p * d + q]
    size: float = abs(off)
    a[p * d + q] = 0.0
    a[q * d + p] = 0.0
    if size <= 7.888609052210118e-31 or (
        size * 18014398509481984.0 <= abs(first) and size * 18014398509481984.0 <= abs(last)
    ):
        return 0
    gap: float = last - first
    root: float = sqrt(gap * gap + 4.0 * off * off)
    t: float = 2.0 * off / (gap + root if gap >= 0.0 else gap - root)
    c: float = 1.0 / sqrt(1.0 + t * t)
    s: float = t * c
    k_turned(d, a, p, q, c, s)
    for k in range(d):
        a[p * d + k] = a[k * d + p]
        a[q * d + k] = a[k * d + q]
    a[p * d + p] = first - t * off
    a[q * d + q] = last + t * off
    a[p * d + q] = 0.0
    a[q * d + p] = 0.0
    if turned:
        k_turned(d, v, p, q, c, s)
    return 1


def k_jacobi(d: int, a: Array, v: Array, turned: int) -> None:
    """A symmetric matrix of numbers up to 1 becomes diagonal, largest entry first, v the matrix that turns it."""
    if turned:
        for i in range(d * d):
            v[i] = 1.0 if i % (d + 1) == 0 else 0.0
    for _sweep in range(60):
        many: int = 0
        for p in range(d - 1):
            for q in range(p + 1, d):
                many = many + k_rotated(d, a, v, turned, p, q)
        if many == 0:
            break
    for p in range(d - 1):
        best: int = p
        for q in range(p + 1, d):
            best = q if a[q * d + q] > a[best * d + best] else best
        x: float = a[best * d + best]
        a[best * d + best] = a[p * d + p]
        a[p * d + p] = x
        if turned:
            for k in range(d):
                y: float = v[k * d + best]
                v[k * d + best] = v[k * d + p]
                v[k * d + p] = y


def k_factored(d: int, g: Array, factor: Array) -> int:
    """L of g = L L^T; 0 where there is none."""
    for j in range(d):
        for i in range(j, d):
            rest: float = g[i * d + j]
            for k in range(j):
                rest = rest - factor[i * d + k] * factor[j * d + k]
            if i > j:
                factor[i * d + j] = rest / factor[j * d + j]
            elif rest > 0.0 and rest <= 1.7976931348623157e308:
                factor[j * d + j] = sqrt(rest)
            else:
                return 0
    return 1


def k_ordered(d: int, a: Array, v: Array, turned: int, found: Array) -> None:
    """Eigenvalues of the symmetric part of a matrix, and its eigenvectors."""
    for i in range(d):
        for j in range(i):
            a[i * d + j] = 0.5 * (a[i * d + j] + a[j * d + i])
            a[j * d + i] = a[i * d + j]
    power: int = k_scaled(d * d, a)
    if power == 100000:
        for i in range(d + d * d):
            found[i] = nan
        return
    if d > 6:
        k_diagonal(d, a, v, turned, found)
    else:
        k_jacobi(d, a, v, turned)
    for i in range(d):
        found[i] = ldexp(a[i * d + i], power)
    for i in range(d * d if turned else 0):
        found[d + i] = v[i]


def k_balanced(d: int, a: Array, halves: Array) -> int:
    """Rows and columns of a symmetric matrix become alike by powers of two; returns that of the determinant."""
    total: int = 0
    for i in range(d):
        most: float = 0.0
        for j in range(d):
            most = abs(a[i * d + j]) if abs(a[i * d + j]) > most else most
        power: int = exponent(most)
        halves[i] = (power - (power & 1)) // 2
        total = total + 2 * ((power - (power & 1)) // 2)
    for i in range(d):
        for j in range(d):
            shift: float = halves[i] + halves[j]
            a[i * d + j] = ldexp(a[i * d + j], -int(shift))
    return total


def k_determinant(d: int, a: Array, found: Array) -> int:
    """det of a symmetric matrix is found[0] times the power of two that is returned; `found` has d numbers, a is used up."""
    total: int = k_balanced(d, a, found)
    total = total + k_balanced(d, a, found)
    product: float = 1.0
    for j in range(d):
        best: int = j
        for i in range(j + 1, d):
            best = i if abs(a[i * d + j]) > abs(a[best * d + j]) else best
        if best != j:
            product = -product
        for k in range(j, d):
            x: float = a[best * d + k]
            a[best * d + k] = a[j * d + k]
            a[j * d + k] = x
        pivot: float = a[j * d + j]
        if pivot == 0.0:
            found[0] = 0.0
            return 0
        product = product * pivot
        power: int = exponent(product)
        product = ldexp(product, -power)
        total = total + power
        for i in range(j + 1, d):
            factor: float = a[i * d + j] / pivot
            for k in range(j, d):
                a[i * d + k] = a[i * d + k] - factor * a[j * d + k]
    found[0] = product
    return total
