"""How many operations an expression takes to write: what SymPy's `count_ops` says, told faster.

What is here: `operations`. The shortest form is found by counting many, which share most of their subexpressions: each
is counted once and remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp
from sympy.core.operations import LatticeOp

from symgeom.algebra.domain.remembered import remembered

__all__ = ["operations"]

_OTHERWISE = (sp.Piecewise, LatticeOp)  # counted by their branches and arguments


@remembered
def operations(e: sp.Expr) -> int:
    """The operations of an expression, each occurrence counted.

    >>> x, y = sp.symbols("x y")
    >>> operations(x**2/(x + y) - 3), operations(-x)
    (4, 1)
    """
    try:
        return _operations(e)
    except RecursionError:
        return int(sp.count_ops(e))


def _operations(e: sp.Expr) -> int:
    if e.is_Symbol:
        return 0
    if e.is_Rational:
        return int(e.p < 0) + int(e.q != 1)
    if e.is_Add:
        return _of_sum(e)
    if e.is_Mul:
        return _of_product(e)
    if e.is_Pow and e.base is not sp.E:
        return 1 + (operations(e.base) if e.exp is sp.S.NegativeOne else _all(e.args))
    if e.is_Function and not isinstance(e, _OTHERWISE):
        return 1 + _all(e.args)
    return int(sp.count_ops(e))


def _all(args: Iterable[sp.Expr]) -> int:
    return sum(map(operations, args))


def _of_sum(e: sp.Add) -> int:
    """A minus in front of a term is the sign between two; only where all have one is there one more."""
    minuses = list(map(_is_negative, e.args))
    inside = sum(_negated(term) if minus else operations(term) for term, minus in zip(e.args, minuses))
    return inside + len(minuses) - 1 + all(minuses)


def _negated(e: sp.Expr) -> int:
    """The operations of -e, for an e with a negative number in front."""
    if not e.is_Mul:
        return operations(-e)
    number, *rest = e.args
    if len(rest) == 1:
        return operations(rest[0] if number is sp.S.NegativeOne else -e)
    return _of_factors(rest if number is sp.S.NegativeOne else [-number, *rest], e)


def _of_product(e: sp.Mul) -> int:
    if not _is_negative(e):
        return _of_factors(e.args, e)
    number, *rest = e.args
    if len(rest) == 1:
        return 1 + _of_positive(rest[0] if number is sp.S.NegativeOne else -e)
    return 1 + _of_factors(rest if number is sp.S.NegativeOne else [-number, *rest], e)


def _of_factors(factors: Sequence[sp.Expr], e: sp.Expr | None) -> int:
    """The operations of a product of at least two factors, which is e or -e where that is there: a fraction line, and what is
    above and below.
    """
    if (known := _of_fraction(factors)) is not None:
        return known
    if any(map(_may_stand_below, factors)) or all(f.is_Number for f in factors):
        if e is None:
            return _of_positive(sp.Mul(*factors))
        return _of_positive(e if len(factors) == len(e.args) and not _is_negative(e) else -e)
    return len(factors) - 1 + _all(factors)


def _of_positive(e: sp.Expr) -> int:
    """What is left without the sign in front, where SymPy is to say what stands below the line."""
    factors = sp.Mul.make_args(e)
    if (known := _of_fraction(factors)) is not None:
        return known
    if any(map(_may_stand_below, factors)) or all(f.is_Number for f in factors):
        above, below = sp.fraction(e)
        if above.is_Integer:
            return 1 + int(above.is_negative) + operations(below)
        if below is not sp.S.One:
            return 1 + operations(above) + (0 if below.is_Integer else operations(below))
    if e.is_Mul:
        return len(e.args) - 1 + _all(e.args)
    return (
        _all(e.args) if e.is_Add else operations(e)
    )  # of a sum that was negated SymPy counts the terms alone


def _of_fraction(factors: Iterable[sp.Expr]) -> int | None:
    """Above the line and below it, where the factors are rational powers; SymPy would ask of each sum if it is infinite."""
    above: list[sp.Expr] = []
    below: list[int] = []
    lone = number = False  # a sum alone, and a number, below the line
    for f in factors:
        if f.is_Rational and not f.is_Integer and f.p > 0:
            above += [sp.Integer(f.p)] if f.p != 1 else []
            below.append(0)
            number = True
        elif not (f.is_Pow and f.exp.is_Rational and f.exp.p < 0):
            if not f.is_Integer and _may_stand_below(f):
                return None
            above.append(f)
        elif f.base.is_Pow or f.base.is_number or (f.base.is_Mul and not _is_minus_a_sum(f.base)):
            return None
        else:
            alone = f.exp is sp.S.NegativeOne
            below.append(operations(f.base) + (0 if alone else 1 + operations(-f.exp)))
            lone = alone and f.base.is_Add
    if not below or (number and lone and len(below) == 2):  # SymPy multiplies a number into a lone sum
        return None
    return 1 + _of_numerator(above) + sum(below) + len(below) - 1


def _is_minus_a_sum(e: sp.Mul) -> bool:
    """``-(a + b)``, left alone under a root."""
    return bool(len(e.args) == 2 and e.args[0] is sp.S.NegativeOne and e.args[1].is_Add)


def _of_numerator(factors: list[sp.Expr]) -> int:
    """The operations of what stands above the line; SymPy multiplies a number into a lone sum, and a minus has its own rule."""
    if len(factors) == 2 and factors[1].is_Add and factors[0].is_Rational and factors[0].p > 0:
        return _of_multiple(*factors)
    if len(factors) > 1 and factors[0].is_Number and (_is_negative(factors[0]) or factors[1].is_Add):
        return operations(sp.Mul(*factors))
    return max(len(factors) - 1, 0) + _all(factors)


def _of_multiple(number: sp.Rational, total: sp.Add) -> int:
    """The operations of a positive number times a sum, multiplied out."""
    minuses = list(map(_is_negative, total.args))
    inside = 0
    for term, minus in zip(total.args, minuses):
        parts = term.args if term.is_Mul else (term,)
        c, rest = (number * parts[0], parts[1:]) if parts[0].is_Rational else (number, parts)
        factors = rest if abs(c) == 1 else (-c if minus else c, *rest)
        if len(factors) > 1:
            inside += _of_factors(factors, None)
        else:
            inside += operations(factors[0] if factors else sp.S.One)
    return inside + len(minuses) - 1 + all(minuses)


def _may_stand_below(factor: sp.Expr) -> bool:
    """What SymPy may find to belong below the line; or a number, as a product of them is one."""
    if factor.is_Pow:
        if not factor.exp.is_Rational or factor.exp.p < 0:
            return True
        return bool(factor.base.is_number and not factor.base.is_Integer)
    return bool(
        isinstance(factor, sp.exp) or (factor.is_Number and (not factor.is_Integer or factor is sp.S.Zero))
    )


def _is_negative(e: sp.Expr) -> bool:
    """The number in front is negative."""
    first = e.args[0] if e.is_Mul and e.args else e
    if first.is_Rational:
        return bool(first.p < 0)
    return bool(first.is_Number and first.is_extended_negative)
