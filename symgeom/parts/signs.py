"""Signs as people write them: no minus in front that a swap in a difference avoids.

What is here: `turned`. An identity of the ring, so that nothing has to be proved.
"""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.domain.contents import distinct
from symgeom.algebra.domain.remembered import remembered

__all__ = ["turned"]


def turned(e: sp.Expr) -> sp.Expr:
    """``-c (-a + b) = c (a - b)`` in every product; ``-c (a - b)`` stays as it was typed.

    >>> x, y = sp.symbols("x y")
    >>> turned(-4*x*(-x**2 + y) + 1)
    4*x*(x**2 - y) + 1
    """
    if not any(part.is_Mul and _is_negative(part) and _product(part) is not part for part in distinct(e)):
        return e
    return e.replace(lambda q: q.is_Mul, _product)


@remembered
def _product(product: sp.Expr) -> sp.Expr:
    number, rest = product.as_coeff_Mul()
    factors = sp.Mul.make_args(rest)
    if len(factors) < 2 or not (number.p < 0 if number.is_Rational else number.is_negative):
        return product
    for k, factor in enumerate(factors):
        base, exponent = factor.as_base_exp()
        if base.is_Add and exponent.is_Integer and exponent % 2 and _begins_with_minus(base):
            swapped = sp.Add(*(-term for term in base.args)) ** exponent
            return sp.Mul(-number, *factors[:k], swapped, *factors[k + 1 :])
    return product


def _is_negative(product: sp.Mul) -> bool:
    number = product.args[0]
    return bool(number.p < 0 if number.is_Rational else number.is_Number)


def _begins_with_minus(total: sp.Expr) -> bool:
    """As it is printed; and with as few minus signs turned round."""
    terms = [bool(term.as_coeff_Mul()[0].is_negative) for term in total.as_ordered_terms()]
    return terms[0] and 2 * sum(terms) >= len(terms)
