"""The factors under a root: powers of other roots that are hidden in them, and products that facts are about.

What is here: `Radicand`, `without_roots`, `known_together`. Factoring over Q doesn't show that ``x^2 + y^2 + 4 r^2`` is
``r^2 (r^2 + 4)`` where r^4 = x^2 + y^2, nor that the factors of ``1 - x^2 >= 0`` belong together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from symgeom.algebra.field.differential import Field
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.polynomials import Poly, Ring

__all__ = ["Radicand", "known_together", "without_roots"]

_MAX_TERMS = 2000
Powers = list[tuple[Poly, int]]


@dataclass
class Radicand:
    """The factors under a root: what is taken out of it, and what is left inside."""

    sign: int
    outside: Element
    loose: list[Poly] = field(default_factory=list)  # factors whose absolute value comes out
    inside: dict[str, tuple[Poly, int]] = field(default_factory=dict)  # of known sign, one root each
    unknown: Powers = field(default_factory=list)  # of unknown sign, under one root


def without_roots(of: Field, content: Any, powers: Powers, n: int) -> tuple[Any, Powers]:
    """The content and the factors, n-th powers of roots among them.

    **Formula**: for r^m = V and p = c_0 + c_1 r + ..., r divides p where V divides c_0, and p/r = c_1 + ... + (c_0/V) r^(m-1).
    """
    ring, found = of.ring, []
    for p, k in powers:
        q, roots = ring.lift(p), []
        if k % n and 1 < len(p) <= _MAX_TERMS:
            for i in reversed(ring.support(q)):
                if of.generators[i].kind == "root" and not ring.lift(ring.relations[i][1]).is_constant():
                    q, times = _divided(ring, q, i, n)
                    roots += [(ring.gen(i), times * k)] if times else []
        if not roots:
            found.append((p, k))
            continue
        scale, factors = ring.primes.factor(q)
        content *= scale**k
        found += [*((f.poly, f.exponent * k) for f in factors), *roots]
    return content, found


def _divided(ring: Ring, p: Poly, i: int, n: int) -> tuple[Poly, int]:
    """(p / r^k, k) for the largest multiple k of n; r is generator i."""
    power, value = ring.relations[i]
    quotient, k, r = p, 0, ring.gen(i)
    while len(quotient) > 1:
        for _ in range(n):
            lowest: Poly = ring.by_powers(quotient, i).get(0, ring.zero)
            rest, times = ring.halves.divide_out(lowest, [(ring.lift(value), 1)])
            if not (times[0] or lowest.is_zero()):
                return p, k
            quotient = ring.reduce((quotient - lowest) / r + rest * r ** (power - 1))
        p, k = quotient, k + n
    return p, k


def known_together(ring: Ring, parts: Radicand, facts: Iterable[Poly]) -> Powers:
    """Products of factors of unknown sign that are >= 0 by a fact: taken out of those."""
    found: Powers = []
    for fact in facts:
        unknown = {str(p): k for p, k in parts.unknown}
        if len(unknown) < 2:
            break
        content, factors = ring.primes.factor(ring.lift(fact))
        powers = {unknown.get(str(f.poly), 0) for f in factors}
        if len(factors) < 2 or any(f.exponent > 1 for f in factors) or len(powers) > 1 or powers == {0}:
            continue
        sign = 1 if content > 0 else -1
        product = ring.constant(sign)
        for f in factors:
            product = ring.reduce(product * ring.lift(f.poly))
        taken, power = {str(f.poly) for f in factors}, powers.pop()
        parts.sign *= sign**power
        parts.unknown = [(p, k) for p, k in parts.unknown if str(p) not in taken]
        found.append((product, power))
    return found
