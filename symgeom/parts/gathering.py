"""Sums with what their terms have in common in front.

What is here: `gathered`, factors that are symbols or sums; `with_contents`, numbers, wherever a sum stands in an expression;
`multiplied_out`, sums whose products have terms that cancel.
"""

from __future__ import annotations

from itertools import product
from math import gcd, lcm, prod

import sympy as sp

from symgeom.algebra.domain.contents import distinct
from symgeom.algebra.domain.counting import operations
from symgeom.algebra.domain.remembered import remembered

__all__ = ["gathered", "multiplied_out", "with_contents"]

_TERMS = 12  # of a sum that is multiplied out, to see whether that is shorter


def gathered(e: sp.Expr) -> sp.Expr:
    """A sum with the factors that all of its terms have in front.

    >>> x, y, z = sp.symbols("x y z")
    >>> gathered(x*y - x**2*z)
    x*(-x*z + y)
    """
    if not e.is_Add:
        return e
    tables = [term.as_powers_dict() for term in e.args]
    common = {b: k for b, k in tables[0].items() if not b.is_Number and k.is_Integer}
    for table in tables[1:]:
        common = {b: low for b, k in common.items() if (low := _lower(k, table.get(b)))}
    if not common:
        return e
    front = sp.Mul(*(b**k for b, k in common.items()))
    return front * sp.Add(*(term / front for term in e.args))


def _lower(k: sp.Integer, other: sp.Expr | None) -> sp.Integer | None:
    """The exponent nearer to 0, of two on the same side of it."""
    if other is None or not other.is_Integer or (other > 0) != (k > 0):
        return None
    return min(k, other, key=abs)


def with_contents(e: sp.Expr) -> sp.Expr:
    """The expression with the number that the terms of a sum share in front of it, where that is shorter.

    SymPy multiplies a number into a sum that stands alone: there the product is left as it is written here.

    >>> x, y, z = sp.symbols("x y z")
    >>> with_contents(z*(2*x**2 - 2*y)/3 + 4), with_contents(2*x - 2*y**2)
    (2*z*(x**2 - y)/3 + 4, 2*(x - y**2))
    """
    if e.is_Atom or not e.has(sp.Add):
        return e
    if e.is_Add:
        return _with_content(sp.Add(*map(with_contents, e.args)))
    if e.is_Mul:
        return _product([with_contents(a) for a in e.args])
    args = [with_contents(a) for a in e.args]
    return e if all(a is b for a, b in zip(args, e.args)) else e.func(*args)


def _product(factors: list[sp.Expr]) -> sp.Expr:
    """The product of factors, a number in front of a sum not multiplied into it."""
    number, rest = sp.S.One, []
    for factor in factors:
        c, others = factor.as_coeff_mul(rational=True)
        number *= c
        rest.extend(others)
    if number is not sp.S.One and len(rest) == 1 and rest[0].is_Add:
        return sp.Mul(number, rest[0], evaluate=False)
    return sp.Mul(number, *rest)


def _with_content(e: sp.Expr) -> sp.Expr:
    if not e.is_Add:
        return e
    numbers = [term.as_coeff_Mul(rational=True)[0] for term in e.args]
    if any(n.is_Float for n in numbers):
        return e
    content = sp.Rational(gcd(*(n.p for n in numbers)), lcm(*(n.q for n in numbers)))
    if content == 1:
        return e
    written = sp.Mul(content, sp.Add(*(term / content for term in e.args)), evaluate=False)
    return written if operations(written) < operations(e) else e


def multiplied_out(e: sp.Expr) -> sp.Expr:
    """The expression with the sums multiplied out that are shorter so, as the area of a graph whose metric is filled in.

    >>> x, y = sp.symbols("x y")
    >>> multiplied_out(sp.sqrt((x**2 + 1)*(y**2 + 1) - x**2*y**2)), multiplied_out((x + 1)*(y + 1) - x)
    (sqrt(x**2 + y**2 + 1), x*y + y + 1)
    """
    if not any(part.is_Add and _opened(part) != part for part in distinct(e)):
        return e
    return e.replace(lambda q: q.is_Add, _opened)


@remembered
def _opened(total: sp.Expr) -> sp.Expr:
    """A short sum with products of sums in it multiplied out, where that is shorter."""
    if all(_terms(t) <= 1 for t in total.args) or _terms(total) > _TERMS:
        return total
    full = sp.Add(*_spread(total))
    return full if operations(full) < operations(total) else total


def _spread(e: sp.Expr) -> list[sp.Expr]:
    """Its terms; what stands in functions and under roots stays."""
    if e.is_Add:
        return [term for a in e.args for term in _spread(a)]
    if e.is_Pow and e.base.is_Add and e.exp.is_Integer and e.exp > 0:
        return _spread(sp.Mul(*[e.base] * int(e.exp), evaluate=False))
    if e.is_Mul:
        return [sp.Mul(*factors) for factors in product(*map(_spread, e.args))]
    return [e]


def _terms(e: sp.Expr) -> int:
    """How many terms it would have."""
    if e.is_Add:
        return sum(map(_terms, e.args))
    if e.is_Mul:
        return prod(map(_terms, e.args))
    if e.is_Pow and e.exp.is_Integer and e.exp > 0:
        return int(min(_terms(e.base) ** e.exp, _TERMS + 1)) if e.base.is_Add else 1
    return 1
