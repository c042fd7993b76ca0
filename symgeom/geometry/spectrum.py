"""Eigenvalues and eigenvectors of the shape operator, in closed form where there is one.

Works on ``S (det g)^(3/2)``, whose entries are free of the root. Blocks of coordinates that S doesn't mix are treated one
by one. A smooth square root of the discriminant is taken where it is a square: the two values are then named by their
formulas, not by their order. S is self-adjoint for g, so its eigenvalues are real and a cubic is solved by cosines.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.errors import InputError
from symgeom.geometry import linear
from symgeom.geometry.linear import Matrix
from symgeom.geometry.protocols import Oriented
from symgeom.geometry.secondform import shape_scale, unscaled_shape

__all__ = ["directions", "eigenvalues"]

_FACTORED = 400  # terms of a characteristic polynomial up to which it is factored


def eigenvalues(chart: Oriented) -> tuple[Any, ...]:
    """The principal curvatures: elements, or SymPy expressions where a cubic had to be solved."""
    engine = chart.engine
    if engine.translator.by_name:
        return _about_the_mean(chart)
    scale = shape_scale(chart)
    return tuple(
        value * engine.present(scale) if isinstance(value, sp.Expr) else (value * scale).cancelled()
        for value in engine.kept("unscaled spectrum", _unscaled)
    )


def _about_the_mean(chart: Oriented) -> tuple[Any, ...]:
    """In parts by name: the diagonal of a triangular S, or ``H + sqrt(H^2 - K)`` and ``H - sqrt(H^2 - K)``."""
    engine = chart.engine
    s, d = engine.exact("shape_operator"), chart.dimension
    if all(s[i][j].is_zero() for i in range(d) for j in range(i)):
        return tuple(s[i][i] for i in range(d))
    if d != 2:
        raise OutsideClass("eigenvalues of S aren't written by name for more than two coordinates")
    mean = engine.exact("mean_curvature")
    root = engine.translator.roots.root(mean * mean - engine.exact("gaussian_curvature"), 2, nonnegative=True)
    return mean + root, mean - root


def _unscaled(chart: Oriented) -> tuple[Any, ...]:
    s = unscaled_shape(chart)
    values: dict[int, Any] = {}
    for block in _blocks(s):
        inside = tuple(tuple(s[i][j] for j in block) for i in block)
        values |= dict(zip(block, _block_eigenvalues(chart, inside)))
    return tuple(values[i] for i in range(chart.dimension))


def _blocks(s: Matrix) -> list[list[int]]:
    """The classes of indices that non-zero entries connect."""
    left, blocks = set(range(len(s))), []
    while left:
        block, edge = set(), {min(left)}
        while edge:
            block |= edge
            edge = {j for i in edge for j in left - block if not (s[i][j].is_zero() and s[j][i].is_zero())}
        blocks.append(sorted(block))
        left -= block
    return blocks


def _block_eigenvalues(chart: Oriented, s: Matrix) -> list[Any]:
    n = len(s)
    triangular = all(s[i][j].is_zero() for i in range(n) for j in range(i)) or all(
        s[j][i].is_zero() for i in range(n) for j in range(i)
    )
    if triangular:
        return [s[i][i] for i in range(n)]
    if n == 2:
        return _quadratic(chart, linear.trace(s), linear.determinant(s))
    return _by_factors(chart, s)


def _quadratic(chart: Oriented, trace: Element, determinant: Element) -> list[Element]:
    half = trace / 2
    root = smooth_root(chart, (half * half - determinant).cancelled())
    return [(half + root).cancelled(), (half - root).cancelled()]


def smooth_root(chart: Oriented, e: Element) -> Element:
    """A square root of e >= 0: without absolute values where e is a square (the sign is then free), else the root."""
    roots = chart.engine.translator.roots
    exact = roots.of_square(e)
    return roots.root(e, 2, nonnegative=True) if exact is None else exact


def _by_factors(chart: Oriented, s: Matrix) -> list[Any]:
    """Through the factors of the characteristic polynomial over the field."""
    field, n = chart.engine.field, len(s)
    unknown = _unknown(chart)
    shifted = tuple(tuple(unknown - s[i][j] if i == j else -s[i][j] for j in range(n)) for i in range(n))
    polynomial = linear.determinant(shifted)
    (index,) = field.ring.support(unknown.num)
    p = field.ring.lift(polynomial.num)
    factors = (
        [(f.poly, f.exponent) for f in field.ring.primes.factor(p)[1]] if len(p) <= _FACTORED else [(p, 1)]
    )
    values: list[Any] = []
    for poly, exponent in factors:
        parts = field.ring.by_powers(field.ring.lift(poly), index)
        degree = max(parts)
        if degree:
            leading = field.element(parts[degree])
            c = [field.element(parts.get(k, field.ring.zero)) / leading for k in range(degree)]
            values += _solve(chart, [x.cancelled() for x in c]) * exponent
    return values


def _unknown(chart: Oriented) -> Element:
    """A generator for the unknown of the characteristic polynomial."""
    return chart.engine.kept("eigenvalue", lambda c: c.engine.field.symbol(sp.Dummy("lambda", real=True)))  # type: ignore[no-any-return]


def _solve(chart: Oriented, c: list[Element]) -> list[Any]:
    if len(c) == 1:
        return [-c[0]]
    if len(c) == 2:
        return list(_quadratic(chart, -c[1], c[0]))
    if len(c) == 3:
        return _cubic(*(chart.engine.present(x) for x in c))
    raise InputError(
        f"{chart.name}: the principal curvatures have no closed form: the characteristic polynomial of S has an irreducible "
        f"factor of degree {len(c)}. Gaussian and mean curvature and every other quantity have one, and a kernel "
        "evaluates principal curvatures numerically."
    )


def _cubic(c: sp.Expr, b: sp.Expr, a: sp.Expr) -> list[sp.Expr]:
    """Viete: three real roots ``-a/3 + 2 q cos((phi - 2 pi k)/3)``, q^2 = (a^2 - 3b)/9, largest first."""
    q = sp.sqrt(a**2 - 3 * b) / 3
    angle = sp.acos((9 * a * b - 2 * a**3 - 27 * c) / (54 * q**3))
    return [2 * q * sp.cos((angle - 2 * sp.pi * k) / 3) - a / 3 for k in (0, 1, 2)]


def directions(chart: Oriented) -> tuple[tuple[Any, ...], ...]:
    """Principal directions as columns, orthonormal for g.

    Where a principal curvature needs a root of its own, the column is ``v/sqrt(g(v, v))`` with exact v and g(v, v): to
    rationalise it would only make it longer. The entries are then SymPy expressions.
    """
    engine = chart.engine
    if engine.translator.by_name:
        raise OutsideClass("principal directions aren't written by name")
    s, g, d = unscaled_shape(chart), engine.exact("metric"), chart.dimension
    values = engine.kept("unscaled spectrum", _unscaled)
    vectors: list[tuple[Any, ...] | None] = [None] * d
    for block in _blocks(s):
        for i in block:
            if vectors[i] is not None:
                continue
            if isinstance(values[i], sp.Expr):
                vectors[i] = _composed_cubic(chart, s, values[i], block, g)
                continue
            if _needs_root(chart, values[i]):
                vectors[i] = _composed(chart, _column(chart, s, values[i], block), g)
                continue
            exact = [j for j in range(d) if vectors[j] is None and isinstance(values[j], Element)]
            same = [j for j in exact if values[j] == values[i]]
            space = linear.null_space(_shifted(s, values[i]))
            for j, vector in zip(same, _orthonormal(chart, space, g)):
                vectors[j] = vector
    return tuple(tuple(vectors[j][i] for j in range(d)) for i in range(d))  # type: ignore[index]


def _needs_root(chart: Oriented, value: Element) -> bool:
    """The eigenvalue lies outside the field of the entries of S: it came with a generator of its own."""
    engine = chart.engine
    entries = [e.num for row in unscaled_shape(chart) for e in row]
    ring = engine.field.ring
    known = {i for p in entries for i in ring.support(ring.lift(p))} | {
        i for e in engine.exact("metric") for x in e for i in ring.support(ring.lift(x.num))
    }
    kinds = {i: engine.field.generators[i].kind for i in ring.support(ring.lift(value.num))}
    return any(kind in ("root", "cos", "sin") and i not in known for i, kind in kinds.items())


def _shifted(s: Matrix, value: Element) -> Matrix:
    n = len(s)
    return linear.matrix(n, n, lambda j, k: s[j][k] - value if j == k else s[j][k])


def _column(chart: Oriented, s: Matrix, value: Element, block: list[int]) -> tuple[Element, ...]:
    """An eigenvector: a column of adj(S - value) that is not zero, on its block of coordinates."""
    inside = tuple(tuple(s[i][j] for j in block) for i in block)
    a = linear.adjugate(_shifted(inside, value))
    n = len(block)
    columns = [tuple(a[i][j].cancelled() for i in range(n)) for j in range(n)]
    column = min(
        (c for c in columns if not all(x.is_zero() for x in c)), key=lambda c: sum(len(x.num) for x in c)
    )
    entries = dict(zip(block, column))
    return tuple(entries.get(i, chart.engine.field.rational(0)) for i in range(chart.dimension))


def _composed(chart: Oriented, v: tuple[Element, ...], g: Matrix) -> tuple[sp.Expr, ...]:
    length = sp.sqrt(chart.engine.present(_inner(v, v, g).cancelled()))
    return tuple(chart.engine.present(x) / length for x in v)


def _composed_cubic(
    chart: Oriented, s: Matrix, value: sp.Expr, block: list[int], g: Matrix
) -> tuple[sp.Expr, ...]:
    engine = chart.engine
    unknown = _unknown(chart)
    (index,) = engine.field.ring.support(unknown.num)
    symbol = engine.field.generators[index].expression
    column = _column(chart, s, unknown, block)
    v = [engine.present(x).xreplace({symbol: value}) for x in column]
    metric = chart.quantity("metric")
    d = range(chart.dimension)
    length = sp.sqrt(sp.Add(*[v[i] * metric[i, j] * v[j] for i in d for j in d]))
    return tuple(x / length for x in v)


def _orthonormal(chart: Oriented, space: list[tuple[Element, ...]], g: Matrix) -> list[tuple[Element, ...]]:
    """Gram-Schmidt for g; each vector is first freed of its denominators."""
    basis: list[tuple[Element, ...]] = []
    for vector in space:
        v = vector
        for unit in basis:
            overlap = _inner(v, unit, g)
            v = tuple((x - overlap * y).cancelled() for x, y in zip(v, unit))
        length = smooth_root(chart, _inner(v, v, g).cancelled())
        basis.append(tuple((x / length).cancelled() for x in v))
    return basis


def _inner(x: tuple[Element, ...], y: tuple[Element, ...], g: Matrix) -> Element:
    field = x[0].field
    return field.sum(  # type: ignore[attr-defined, no-any-return]
        a * g[i][j] * b for i, a in enumerate(x) for j, b in enumerate(y) if not (a.is_zero() or b.is_zero())
    )
