"""Factors over Q of polynomials without relations; long irreducible ones are known by an image in one variable.

What is here: `raw_factors`, FLINT's factors, and the proof by which it is spared: numbers are put in for all generators but
one; when the degree stays and the image is irreducible, no two factors of p have that generator, and when the coefficients
of p by its powers have no common factor, there is no factor without it. Most images of an irreducible polynomial are
irreducible (Hilbert), so few of them are missed; then FLINT factors.
"""

from __future__ import annotations

import random
from typing import Any

from flint import fmpq, fmpq_poly

from symgeom.algebra.ring.budget import foresee

__all__ = ["LONG", "raw_factors"]

LONG = 60  # terms from which the image is asked first
_TRIES = 3
_SECONDS = 2e-7  # of a hard case, for a term, a generator and the square of the degree

Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


def raw_factors(p: Poly) -> tuple[Any, list[tuple[Poly, int]]]:
    """``p = content * prod factor^exponent`` over Q."""
    if len(p) > LONG and _is_irreducible(p):
        return fmpq(1), [(p, 1)]
    degrees = [int(k) for k in p.degrees() if k > 0]
    foresee(_SECONDS * len(p) * max(degrees, default=0) ** 2 * len(degrees))
    content, found = p.factor()
    return fmpq(content), [(q, int(e)) for q, e in found]


def _is_irreducible(p: Poly) -> bool:
    """True only when p has no factor but itself, up to a number."""
    degrees = [int(k) for k in p.degrees()]
    slot = min((k, slot) for slot, k in enumerate(degrees) if k > 0)[1]
    draw = random.Random(len(p))
    image_found = any(_has_irreducible_image(p, slot, degrees, draw) for _ in range(_TRIES))
    return image_found and _has_no_content(p, slot)


def _has_irreducible_image(p: Poly, slot: int, degrees: list[int], draw: random.Random) -> bool:
    others = {
        n: draw.choice((-1, 1)) * draw.randint(2, 30) for n, k in enumerate(degrees) if k > 0 and n != slot
    }
    image = p.subs(others) if others else p
    if int(image.degrees()[slot]) != degrees[slot]:
        return False
    coefficients = [fmpq(0)] * (degrees[slot] + 1)
    for exponents, c in image.to_dict().items():
        coefficients[exponents[slot]] = c
    _, found = fmpq_poly(coefficients).numer().factor()
    return len(found) == 1 and int(found[0][1]) == 1


def _has_no_content(p: Poly, slot: int) -> bool:
    """The coefficients of the powers of one generator have no common factor but numbers."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, c in p.to_dict().items():
        rest = (*exponents[:slot], 0, *exponents[slot + 1 :])
        parts.setdefault(int(exponents[slot]), {})[rest] = c
    context = p.context()
    common = None
    for part in sorted(parts.values(), key=len):
        q = context.from_dict(part)
        common = q if common is None else common.gcd(q)
        if common.is_constant():
            return True
    return False
