"""All quantities of a graph at a point, from p and A, by small matrices: for compiled loops.

**Here.** `k_monge`, an operation with several results, whose order is that of `operations.blocks`. The text is Numba's and C's
as that of `small_matrices` is; conventions and words are as there.
"""

from math import exp, ldexp, log1p, sqrt

from symgeom.kernels.running.small_matrices import Array, exponent, k_determinant, k_ordered

__all__ = ["k_curved", "k_forms", "k_lengths", "k_mirrored", "k_monge", "k_of_graph", "k_third", "k_without"]

# -- from here on: the text of generated files


def k_curved(d: int, a: Array, slopes: float, w: float, found: Array) -> float:
    """det A/w^(d + 2)."""
    total: int = k_determinant(d, a, found)
    if slopes < 1.0:
        return ldexp(found[0] / exp((d + 2) / 2.0 * log1p(slopes)), total)
    power: int = exponent(w)
    below: float = 1.0
    for _factor in range(d + 2):
        below = below * ldexp(w, -power)
    return ldexp(found[0] / below, total - power * (d + 2))


def k_mirrored(d: int, a: Array, v: Array, step: int, twice: float) -> None:
    """(1 - twice v v^T) times the columns of a matrix, or with the step 1 times its rows."""
    other: int = d if step == 1 else 1
    for j in range(d):
        total: float = 0.0
        for k in range(d):
            total = total + v[k] * a[k * step + j * other]
        for k in range(d):
            a[k * step + j * other] = a[k * step + j * other] - twice * total * v[k]


def k_of_graph(d: int, h: Array, p: Array, w: float, turned: int, found: Array, work: Array) -> None:
    """Eigenvalues of g^(-1/2) h g^(-1/2), and the directions g^(-1/2) y; `work` has 2 d^2 + d numbers.

    A reflection takes p to the axis where it is longest: there g^(-1/2) is 1/w along that axis, and 1 on the others.
    """
    a: Array = work[0:]
    turn: Array = work[d * d :]
    v: Array = work[2 * d * d :]
    at: int = 0
    for k in range(d):
        at = k if abs(p[k]) > abs(p[at]) else at
    total: float = 0.0
    for k in range(d):
        v[k] = p[k] / p[at] if p[at] != 0.0 else 0.0
        total = total + v[k] * v[k]
    for k in range(d):
        v[k] = v[k] / sqrt(total) if total > 0.0 else 0.0
    v[at] = v[at] + 1.0
    twice: float = 0.0
    for k in range(d):
        twice = twice + v[k] * v[k]
    twice = 2.0 / twice
    for i in range(d * d):
        a[i] = h[i]
    k_mirrored(d, a, v, d, twice)
    k_mirrored(d, a, v, 1, twice)
    for k in range(d):
        a[at * d + k] = a[at * d + k] / w
    for k in range(d):
        a[k * d + at] = a[k * d + at] / w
    k_ordered(d, a, turn, turned, found)
    if turned:
        for k in range(d):
            found[d + at * d + k] = found[d + at * d + k] / w
        k_mirrored(d, found[d:], v, d, twice)


def k_lengths(d: int, orientation: float, p: Array, n: Array, beside: Array, normal: Array) -> float:
    """w, n = p/w, 1 - n_i^2, and the unit normal."""
    top: float = 1.0
    for i in range(d):
        top = abs(p[i]) if abs(p[i]) > top else top
    length: float = 1.0 / top * (1.0 / top)
    for i in range(d):
        length = length + p[i] / top * (p[i] / top)
    w: float = top * sqrt(length)
    for i in range(d):
        n[i] = p[i] / w
        normal[i] = -n[i] * orientation
    normal[d] = orientation / w
    for i in range(d):
        beside[i] = 1.0 / w * (1.0 / w)
        for j in range(d):
            if j != i:
                beside[i] = beside[i] + n[j] * n[j]
    return w


def k_without(d: int, n: Array, a: Array, i: int, j: int) -> float:
    """The sum of n_k A_kj over k other than i."""
    total: float = 0.0
    for k in range(d):
        if k != i:
            total = total + n[k] * a[k * d + j]
    return total


def k_forms(d: int, p: Array, n: Array, beside: Array, a: Array, scale: float, found: Array) -> None:
    """g, its inverse and h."""
    inverse: Array = found[d * d :]
    h: Array = found[2 * d * d + d + 1 :]
    for i in range(d):
        for j in range(d):
            found[i * d + j] = p[i] * p[j] + (1.0 if i == j else 0.0)
            inverse[i * d + j] = -n[i] * n[j]
            h[i * d + j] = a[i * d + j] * scale
        inverse[i * d + i] = beside[i]


def k_third(d: int, h: Array, shape: Array, third: Array) -> None:
    """The symmetric part of h S."""
    for i in range(d):
        for j in range(i, d):
            both: float = 0.0
            for k in range(d):
                both = both + (h[i * d + k] * shape[k * d + j] + h[j * d + k] * shape[k * d + i])
            third[i * d + j] = 0.5 * both
            third[j * d + i] = 0.5 * both


def k_monge(
    d: int, orientation: float, p: Array, upper: Array, wanted: int, found: Array, work: Array
) -> None:
    """All quantities of a graph from p and A, in n = p/w: h = A/w, S = (1 - n n^T) A/w, K = det A/w^(d + 2).

    ``wanted`` has the bit 1 for K, 2 for the shape operator, 4 for the third form besides, 8 for principal curvatures, 16 for
    directions; the others are cheap. `work` has 3 d^2 + 3 d numbers.
    """
    n: Array = work[0:]
    beside: Array = work[d:]
    a: Array = work[2 * d :]
    normal: Array = found[1 + 2 * d * d :]
    shape: Array = found[2 + d + 3 * d * d :]
    curvatures: Array = found[2 + d + 5 * d * d :]
    at: int = 0
    slopes: float = 0.0
    for i in range(d):
        slopes = slopes + p[i] * p[i]
        for j in range(i, d):
            a[i * d + j] = upper[at]
            a[j * d + i] = upper[at]
            at = at + 1
    w: float = k_lengths(d, orientation, p, n, beside, normal)
    found[0] = w
    k_forms(d, p, n, beside, a, normal[d], found[1:])
    mean: float = 0.0
    for i in range(d):
        mean = mean + (a[i * d + i] * beside[i] - n[i] * k_without(d, n, a, i, i))
        for j in range(d if wanted & 6 else 0):
            shape[i * d + j] = (a[i * d + j] * beside[i] - n[i] * k_without(d, n, a, i, j)) * normal[d]
    if wanted & 4:
        k_third(d, found[2 + d + 2 * d * d :], shape, found[2 + d + 4 * d * d :])
    if wanted & 24:
        k_of_graph(d, found[2 + d + 2 * d * d :], p, w, wanted & 16, curvatures, work[2 * d + d * d :])
    if wanted & 1:
        odd: float = orientation if d % 2 == 1 else 1.0
        curvatures[d + d * d] = odd * k_curved(d, a, slopes, w, n)
    curvatures[d + d * d + 1] = mean * normal[d] / d
