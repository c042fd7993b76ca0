"""Principal curvatures and directions without cancellation, from the metric g, or the Jacobian J, and the second form h.

**Formula.** With the Cholesky factor `g = L L^T`, the symmetric `A = L^{-1} h L^{-T}` has the eigenvalues of
S, and `L^{-T} y` turns its orthonormal eigenvectors y into g-orthonormal directions. For d = 2

    rho = hypot((A11 - A22)/2, A12),   big = (A11 + A22)/2 + sign(A11 + A22) rho,   small = K / big.

`H + sqrt(H^2 - K)` loses half of the digits at an umbilic and `H - sqrt(H^2 - K)` all of them near a
parabolic line; this form loses neither. Where the two differ by much, ``rho = sqrt(H^2 - K)`` with H as it
is derived has digits that A has lost where the metric is far from I. Where squares underflow, all is done for a
multiple t A of the matrix, and small is `((t A11) (t A22) - (t A12)^2)/(t big)/t`. Where H^2 = K identically both are H,
where H = 0 identically they are rho and -rho. For d >= 3 a symmetric eigensolver works on A with a factor made from J,
J = Q L^T, as one of g = J^T J has half as many digits where J is far from an isometry (`running.principal_frame`).

**Convention.** Largest curvature first. Directions are columns. For d = 2 they are oriented as the chart is; at an umbilic,
where any g-orthonormal frame is principal, they are the Gram-Schmidt frame of the chart, in its order.

**Source.** The closed form of the 2 x 2 symmetric problem: G. Golub, C. Van Loan, Matrix Computations,
section 8.5; Vieta's second root: N. Higham, Accuracy and Stability of Numerical Algorithms, section 1.8.
"""

from dataclasses import dataclass
from fractions import Fraction

from symgeom.kernels.steps.operations import RARE, dimension
from symgeom.kernels.values.constants import negative
from symgeom.kernels.values.nodes import ONE, ZERO, Nodes, Value

__all__ = ["Frame", "curve", "general", "surface"]

_HALF: Value = (Fraction(1, 2), 0)
_TINY: Value = (Fraction(RARE), 0)  # curvatures whose product no double may hold
_RAISING: Value = (Fraction(2**900), 0)
_LOWERING: Value = (Fraction(1, 2**900), 0)
_APART: Value = (Fraction(1, 4), 0)
_SMALL: Value = (Fraction(1, 10**272), 0)


@dataclass(frozen=True)
class Frame:
    """The values of principal curvatures (d) and directions (d*d, row-major, a direction a column)."""

    curvatures: tuple[Value, ...]
    directions: tuple[Value, ...]


def curve(graph: Nodes, metric: list[Value], second: list[Value]) -> Frame:
    """d = 1: one curvature h/g, one unit vector."""
    length = graph.call("sqrt", metric[0])
    return Frame((graph.div(second[0], metric[0]),), (graph.div(ONE, length),))


def general(graph: Nodes, jacobian: list[Value], second: list[Value]) -> Frame:
    """d >= 3: the symmetric eigenproblem, an operation of its own."""
    found = graph.parts("principal", *jacobian, *second)
    d = dimension(len(jacobian) + len(second))
    return Frame(found[:d], found[d:])


def surface(
    graph: Nodes,
    metric: list[Value],
    second: list[Value],
    volume: Value,
    gauss: Value,
    mean: Value,
    diagonal: tuple[Value | None, Value | None] = (None, None),
) -> Frame:
    """d = 2. `volume` is sqrt(det g), `gauss` K and `mean` H: closed forms save the cancellation in a determinant.

    `diagonal` is that of S, where it has been derived.
    """
    g11, g12, _, g22 = metric
    h11, h12, _, h22 = second
    slope = graph.div(g12, g11)
    rest = graph.sub(h12, graph.mul(slope, h11))
    a11 = graph.div(h11, g11)
    a12 = graph.div(rest, volume)
    rise = graph.sub(h22, graph.mul(slope, graph.add(h12, rest)))
    a22 = graph.div(h22, g22) if slope == ZERO else graph.mul(rise, g11, graph.power(volume, -2))
    length = graph.call("sqrt", g11)
    if mean != ZERO and graph.sub(graph.power(mean, 2), gauss) == ZERO:  # a sphere: umbilic everywhere
        return Frame((mean, mean), _directions(graph, ONE, ZERO, (length, slope, volume)))
    if a12 == ZERO:
        return _diagonal(graph, diagonal[0] or a11, diagonal[1] or a22, (length, slope, volume))
    half_gap = graph.mul(_HALF, graph.sub(a11, a22))
    rho = graph.call("hypot", half_gap, a12)
    cosine, sine = _rotation(graph, half_gap, a12, rho)
    directions = _directions(graph, cosine, sine, (length, slope, volume))
    if mean == ZERO:  # a minimal surface
        return Frame((rho, graph.sub(ZERO, rho)), directions)
    square = graph.power(mean, 2)
    gap = graph.sub(square, gauss)
    least = graph.add(graph.mul(_APART, square), _SMALL)
    apart, near = graph.call("lt", least, gap), graph.call("le", gap, least)
    size = graph.add(*(graph.call("abs", a) for a in (a11, a12, a22)))
    rare = graph.call("and", graph.call("lt", ZERO, size), graph.call("lt", size, _TINY))
    tiny = graph.call("and", rare, near)
    scale, back = (graph.call("where", tiny, by, ONE) for by in (_RAISING, _LOWERING))
    # the curvature that is larger in size: by H and K where these are far from an umbilic's, which may lose less
    half_sum = graph.mul(_HALF, graph.add(a11, a22))
    squares = (graph.power(graph.call("mul", a, scale), 2) for a in (half_gap, a12))
    squared = graph.call("where", apart, gap, graph.add(*squares))
    umbilic = graph.call("is_zero", squared)  # a root of 0 has no derivative
    radius = graph.sub(graph.call("sqrt", graph.add(squared, umbilic)), umbilic)
    centre = graph.call("where", apart, mean, half_sum)
    big = graph.add(centre, graph.call("copysign", graph.call("mul", radius, back), centre))
    # big = 0 only where both curvatures are 0 (then K = 0 too): divide by 1 there
    flat = graph.call("is_zero", big)
    divisor = graph.call("mul", graph.add(big, flat), scale)
    if gauss != ZERO:
        raised = [graph.call("mul", a, scale) for a in (a11, a22, a12, a12)]
        products = (graph.call("mul", *pair) for pair in (raised[:2], raised[2:]))
        gauss = graph.call("where", tiny, graph.sub(*products), gauss)
    small = graph.call("mul", graph.div(gauss, divisor), back)
    small = graph.add(small, graph.mul(flat, mean))  # 0, with the derivative of the mean
    curvatures = (graph.call("max", big, small), graph.call("min", big, small))
    return Frame(curvatures, directions)


def _diagonal(graph: Nodes, a11: Value, a22: Value, chart: tuple[Value, Value, Value]) -> Frame:
    """Coordinate lines are lines of curvature: nothing to rotate, only to order."""
    first = graph.call("heaviside", graph.sub(a11, a22), ONE)
    return Frame(_ordered(graph, a11, a22), _directions(graph, first, graph.sub(ONE, first), chart))


def _ordered(graph: Nodes, a: Value, b: Value) -> tuple[Value, Value]:
    """The larger first; where both are multiples of one square, that is known."""
    if a[1] == b[1] and graph.is_square(a[1]):
        return (a, b) if a[0] >= b[0] else (b, a)
    return graph.call("max", a, b), graph.call("min", a, b)


def _rotation(graph: Nodes, half_gap: Value, a12: Value, rho: Value) -> tuple[Value, Value]:
    """The eigenvector of the larger eigenvalue in the orthonormal frame; (1, 0) at an umbilic."""
    long = graph.add(graph.call("abs", half_gap), rho)
    norm = graph.call("hypot", long, a12)
    umbilic = graph.call("is_zero", norm)
    norm = graph.add(norm, umbilic)
    c, s = graph.div(graph.add(long, umbilic), norm), graph.div(a12, norm)
    upper = graph.call("heaviside", half_gap, ONE)
    lower = graph.sub(ONE, upper)
    cosine = graph.add(graph.mul(upper, c), graph.mul(lower, s))
    sine = graph.add(graph.mul(upper, s), graph.mul(lower, c))
    return cosine, sine


def _directions(graph: Nodes, c: Value, s: Value, chart: tuple[Value, Value, Value]) -> tuple[Value, ...]:
    """`L^{-T} y`, y = (c, s), (-s, c), `L^{-T} = [[1/length, -slope length/volume], [0, length/volume]]`."""
    length, slope, volume = chart
    height = graph.div(length, volume)
    shear = graph.mul(slope, height)
    unit = graph.div(ONE, length)
    top = [
        graph.sub(graph.mul(unit, x), graph.mul(shear, y)) for x, y in ((c, s), ((negative(s[0]), s[1]), c))
    ]
    bottom = [graph.mul(height, y) for y in (s, c)]
    return (*top, *bottom)
