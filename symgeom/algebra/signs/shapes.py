"""Shapes of polynomials that tell of their sign: numbers, ``a + b r`` with a square root r, ``a + b cos + d sin``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.field.differential import Field
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["FACTORED", "amplitudes", "constant", "split_root", "square_roots"]

FACTORED = 60  # terms up to which a polynomial is factored, or looked at in another shape, for its sign


def constant(field: Field, p: Poly) -> int:
    """The strict sign of a number, by balls; 0 for what is none, and for what can't be told from zero."""
    generators = [field.generators[i] for i in field.ring.support(p)]
    if any(g.kind in ("symbol", "jet") or g.expression.free_symbols for g in generators):
        return 0
    expression = field.plain_poly(p)
    if expression.free_symbols or (
        expression.has(sp.Function) and expression.atoms(sp.core.function.AppliedUndef)
    ):
        return 0
    for bits in (64, 256, 1024):
        try:
            with precision(bits):
                value = Evaluator({}).real(expression)
        except Undefined:
            continue
        if not value.contains(0):
            return 1 if value > 0 else -1
    return 0


def amplitudes(field: Field, p: Poly) -> Iterator[tuple[Poly, Poly, Poly]]:
    """(a, b, d) of ``p = a + b cos + d sin``, for each angle that it is linear in."""
    ring = field.ring
    pairs = [pair for pair in ring.pairs_of(p) if pair.eps > 0] if len(p) <= FACTORED else []
    for pair in pairs:
        parts = ring.by_monomials(p, (pair.c, pair.s))
        if parts.keys() <= {(0, 0), (1, 0), (0, 1)}:
            a, b, d = (parts.get(key, ring.zero) for key in ((0, 0), (1, 0), (0, 1)))
            yield a, b, d


def square_roots(field: Field, p: Poly) -> list[int]:
    """The square roots in a polynomial."""
    ring, generators = field.ring, field.generators
    return [i for i in ring.support(p) if generators[i].kind == "root" and ring.relations[i][0] == 2]


def split_root(field: Field, p: Poly, index: int) -> tuple[Poly, Poly, Poly]:
    """(a, b, a^2 - b^2 r^2) of ``p = a + b r``."""
    ring = field.ring
    parts = ring.by_powers(p, index)
    a: Any = parts.get(0, ring.zero)
    b: Any = parts.get(1, ring.zero)
    return a, b, ring.reduce(a * a - b * b * ring.lift(ring.relations[index][1]))
