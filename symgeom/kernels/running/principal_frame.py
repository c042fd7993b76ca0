"""Principal curvatures and directions at a point, from the Jacobian J of a map and the second form h: for compiled loops.

**Here.** `k_principal`, an operation with several results. The text is Numba's and C's as that of `small_matrices` is;
conventions and words are as there.

**Formula.** Elimination with complete pivoting writes J = L D U, rows and columns in the order of the pivots: L and U have 1
where the pivots were and nothing above 1, D is diagonal. With Cholesky's factor F of L^T L, which is far from singular
whatever J is, the symmetric F^-1 D^-1 U^-T h U^-1 D^-1 F^-T has the eigenvalues of S, and U^-1 D^-1 F^-T y are directions.
A factor of g = J^T J would square what lies between the sizes of J.

**Source.** J. Demmel et al., Computing the singular value decomposition with high relative accuracy, Linear Algebra Appl. 299
(1999): decompositions that reveal the rank.
"""

from math import nan

from symgeom.kernels.running.small_matrices import Array, k_factored, k_ordered

__all__ = ["k_eliminated", "k_framed", "k_principal", "k_put_back"]

# -- from here on: the text of generated files


def k_eliminated(d: int, jacobian: Array, left: Array, right: Array, pivots: Array, order: Array) -> int:
    """L, the rows of U, D at its columns, and the columns in the order of their pivots; 0 where J is singular."""
    for i in range(d):
        pivots[i] = 0.0
    for k in range(d):
        most: float = 0.0
        row: int = 0
        column: int = 0
        for i in range(d + 1):
            for j in range(d):
                if abs(jacobian[i * d + j]) > most:
                    most = abs(jacobian[i * d + j])
                    row = i
                    column = j
        if not (most > 0.0 and most <= 1.7976931348623157e308):
            return 0
        pivot: float = jacobian[row * d + column]
        pivots[column] = pivot
        order[k] = column
        for j in range(d):
            right[k * d + j] = jacobian[row * d + j] / pivot
            jacobian[row * d + j] = 0.0
        for i in range(d + 1):
            entry: float = jacobian[i * d + column] if i != row else pivot
            for j in range(d):
                jacobian[i * d + j] = (
                    jacobian[i * d + j] - jacobian[i * d + column] * right[k * d + j]
                    if (j != column)
                    else jacobian[i * d + j]
                )
            jacobian[i * d + column] = 0.0
            left[i * d + column] = entry / pivot
        right[k * d + column] = 0.0
    return 1


def k_framed(d: int, a: Array, right: Array, pivots: Array, order: Array) -> None:
    """D^-1 U^-T h U^-1 D^-1."""
    for k in range(d):
        column: int = int(order[k])
        for i in range(d):
            for j in range(d):
                a[i * d + j] = a[i * d + j] - right[k * d + i] * a[column * d + j]
        for i in range(d):
            for j in range(d):
                a[i * d + j] = a[i * d + j] - a[i * d + column] * right[k * d + j]
    for i in range(d):
        for j in range(d):
            a[i * d + j] = a[i * d + j] / pivots[i] / pivots[j]


def k_put_back(d: int, y: Array, right: Array, pivots: Array, order: Array) -> None:
    """U^-1 D^-1 times the columns of a matrix."""
    for i in range(d):
        for j in range(d):
            y[i * d + j] = y[i * d + j] / pivots[i]
    for k in range(d - 1, -1, -1):
        column: int = int(order[k])
        for i in range(d):
            for j in range(d):
                y[column * d + j] = y[column * d + j] - right[k * d + i] * y[i * d + j]


def k_principal(d: int, jacobian: Array, second: Array, turned: int, found: Array, work: Array) -> None:
    """Eigenvalues, largest first, then directions; `work` has 6 d^2 + 4 d numbers."""
    factor: Array = work[0:]
    a: Array = work[d * d :]
    v: Array = work[2 * d * d :]
    right: Array = work[3 * d * d :]
    pivots: Array = work[4 * d * d :]
    order: Array = work[4 * d * d + d :]
    left: Array = work[4 * d * d + 2 * d :]
    rest: Array = work[5 * d * d + 3 * d :]
    for i in range(d * d + d):
        rest[i] = jacobian[i]
    good: int = k_eliminated(d, rest, left, right, pivots, order)
    for i in range(d if good else 0):
        for j in range(d):
            rest[i * d + j] = 0.0
            for k in range(d + 1):
                rest[i * d + j] = rest[i * d + j] + left[k * d + i] * left[k * d + j]
    good = k_factored(d, rest, factor) if good else 0
    for i in range(d * d):
        a[i] = second[i] if good else nan
    if good:
        k_framed(d, a, right, pivots, order)
    for i in range(d if good else 0):
        for j in range(d):
            for k in range(i):
                a[i * d + j] = a[i * d + j] - factor[i * d + k] * a[k * d + j]
            a[i * d + j] = a[i * d + j] / factor[i * d + i]
    for j in range(d if good else 0):
        for i in range(d):
            for k in range(j):
                a[i * d + j] = a[i * d + j] - a[i * d + k] * factor[j * d + k]
            a[i * d + j] = a[i * d + j] / factor[j * d + j]
    k_ordered(d, a, v, turned, found)
    for i in range(d - 1, -1, -1):
        for j in range(d if turned and good else 0):
            for k in range(i + 1, d):
                found[d + i * d + j] = found[d + i * d + j] - factor[k * d + i] * found[d + k * d + j]
            found[d + i * d + j] = found[d + i * d + j] / factor[i * d + i]
    if turned and good:
        k_put_back(d, found[d:], right, pivots, order)
