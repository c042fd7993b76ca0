"""Arithmetic of sums of words: products, transposes, traces.

How a sum was stated is not remembered here; `expression` does that.
"""

from __future__ import annotations

from symgeom.words.alphabet import Space, Terms, WordTable, add
from symgeom.words.coefficients import Coefficient

__all__ = ["multiple", "product", "scalar", "trace", "transposed"]


def scalar(c: Coefficient) -> Terms:
    """A scalar as a sum: a multiple of the empty word."""
    return {(): c} if c else {}


def multiple(terms: Terms, c: Coefficient) -> Terms:
    """Every coefficient times c."""
    found: Terms = {}
    add(found, terms, c)
    return found


def product(table: WordTable, left: Terms, right: Terms) -> Terms:
    """The product, in normal form."""
    found: Terms = {}
    for u, a in left.items():
        for v, b in right.items():
            add(found, table.normal(u + v), a * b)
    return found


def transposed(table: WordTable, terms: Terms) -> Terms:
    """The transpose, in normal form."""
    found: Terms = {}
    for word, c in terms.items():
        add(found, table.normal(table.transpose(word)), c)
    return found


def trace(table: WordTable, terms: Terms, space: Space) -> Coefficient:
    """The trace of a map of a space to itself."""
    total = table.ring.constant(0)
    for word, c in terms.items():
        total = total + c * table.trace(word, space)
    return total
