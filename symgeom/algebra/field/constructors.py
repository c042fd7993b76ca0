"""Canonical SymPy sums, products and powers, put together without SymPy's own search.

What is here: `number`, `product`, `total`, `raised`, `bare_power`, `merged`, `matrix`. The field knows that the factors of a
monomial are distinct and have nothing in common, so they need only be sorted as SymPy sorts them: the result is the very
object that ``Mul`` and ``Add`` would return (a test says so), without their questions about signs and zeros. Where SymPy may
find more (roots of numbers, exponentials of more than multiples of symbols), it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any

import sympy as sp
from sympy import EXRAW
from sympy.core.cache import cacheit
from sympy.core.function import AppliedUndef
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.sdm import SDM

__all__ = ["bare_power", "matrix", "merged", "number", "product", "raised", "total"]

# Functions and atoms of which a product or a sum makes nothing new, and whose powers SymPy leaves as they are.
_PLAIN = {
    sp.Add,
    sp.Symbol,
    sp.sin,
    sp.cos,
    sp.tan,
    sp.cot,
    sp.sinh,
    sp.cosh,
    sp.tanh,
    sp.coth,
    sp.log,
    sp.Derivative,
}
_LONE = {sp.exp, sp.Abs, sp.sign, type(sp.pi)}  # the same, but for their powers
_order = cmp_to_key(sp.Basic.compare)


def matrix(rows: int, columns: int, entries: Sequence[sp.Expr]) -> sp.ImmutableMatrix:
    """The matrix with these entries, row by row."""
    if not _LAID_OUT or all(e.is_Rational for e in entries):  # numbers get a domain of their own
        return sp.ImmutableMatrix(rows, columns, list(entries), copy=False)
    return _laid_out(rows, columns, entries)


def _laid_out(rows: int, columns: int, entries: Sequence[sp.Expr]) -> sp.ImmutableMatrix:
    """As SymPy lays out a matrix of expressions, without taking it to pieces again to see what is in it."""
    kept: dict[int, dict[int, sp.Expr]] = {}
    for n, e in enumerate(entries):
        if e is not sp.S.Zero:
            kept.setdefault(n // columns, {})[n % columns] = e
    shape, flat = (rows, columns), sp.Tuple(*entries, sympify=False)
    made = sp.Basic.__new__(sp.ImmutableMatrix, sp.Integer(rows), sp.Integer(columns), flat)
    made._rows, made._cols, made._rep = rows, columns, DomainMatrix.from_rep(SDM(kept, shape, EXRAW))
    return made


def _is_laid_out_so() -> bool:
    """This SymPy has the layout that is known here; another one is asked to make its matrices itself."""
    entries = [sp.S.Zero, sp.Symbol("x"), sp.S.One, sp.Symbol("y")]
    usual = sp.ImmutableMatrix(2, 2, entries)
    try:
        made = _laid_out(2, 2, entries)
        return bool(vars(made).keys() == vars(usual).keys() and made == usual and made.args == usual.args)
    except (AttributeError, TypeError, ValueError):
        return False


_LAID_OUT = _is_laid_out_so()


def number(q: Any) -> sp.Rational:
    """A rational number of FLINT's."""
    return sp.Integer(int(q.p)) if q.q == 1 else sp.Rational(int(q.p), int(q.q))


def raised(base: sp.Expr, k: Any) -> sp.Expr:
    """``base^k``; SymPy has nothing to find in a sum, a symbol or a sine."""
    if k is sp.S.One or (isinstance(k, int) and k == 1):
        return base
    if base.is_Mul and len(base.args) == 2 and _is_simple(base.args[1]):
        content, rest = base.args  # a number in front of a sum comes out
        if content.is_Rational and (content.p > 0 or isinstance(k, int) or k.is_Integer):
            return product(sp.S.One, [sp.Pow(content, k), bare_power(rest, k)])
        if _is_negated(base):
            return bare_power(base, k)  # SymPy would look for the sign of the sum, however long it is
    if type(base) is sp.exp and (isinstance(k, int) or k.is_Integer):
        return _exponential(product(sp.Integer(k), [base.args[0]]))
    return bare_power(base, k) if _is_simple(base) else sp.Pow(base, k)


def _exponential(argument: sp.Expr) -> sp.Expr:
    """exp; in multiples of symbols SymPy has nothing to find."""
    terms = argument.args if argument.is_Add else (argument,)
    rests = [t.args[1] if t.is_Mul and len(t.args) == 2 and t.args[0].is_Rational else t for t in terms]
    return sp.exp(argument, evaluate=not all(rest.is_Symbol for rest in rests))


def bare_power(base: sp.Expr, k: Any) -> sp.Expr:
    """``Pow(base, k, evaluate=False)``, which SymPy takes far longer to check than to make."""
    found = sp.Expr.__new__(sp.Pow, base, sp.Integer(k) if isinstance(k, int) else k)
    found.is_commutative = True
    return found


def _is_simple(base: sp.Expr) -> bool:
    return type(base) in _PLAIN or isinstance(base, AppliedUndef)


def _is_plain(f: sp.Expr, base: sp.Expr) -> bool:
    """A rational power of something plain, or a root of a number below the number itself."""
    if not f.is_Pow:
        return _is_simple(f) or type(f) in _LONE
    if not f.exp.is_Rational:
        return False
    if base.is_Integer:
        return bool(0 < f.exp < 1)
    return _is_simple(base) or (f.exp.q > 1 and _is_negated(base))


def _is_negated(base: sp.Expr) -> bool:
    """``-(a + b)``, left alone."""
    return bool(
        base.is_Mul and len(base.args) == 2 and base.args[0] is sp.S.NegativeOne and base.args[1].is_Add
    )


def merged(factors: Sequence[sp.Expr]) -> Sequence[sp.Expr]:
    """exp(a) exp(b) as exp(a + b)."""
    exponents = [f.args[0] for f in factors if type(f) is sp.exp]
    if len(exponents) < 2:
        return factors
    return [*(f for f in factors if type(f) is not sp.exp), _exponential(total(exponents))]


def product(content: sp.Rational, factors: Sequence[sp.Expr]) -> sp.Expr:
    """``content * factors``; a number is multiplied into a lone sum, as SymPy does."""
    return _product(content, *factors)


@cacheit  # type: ignore[untyped-decorator]  # SymPy is untyped
def _product(content: sp.Rational, *factors: sp.Expr) -> sp.Expr:
    parts: list[sp.Expr] = []
    asked = content
    for f in factors:
        args = f.args if f.is_Mul else (f,)
        if args[0].is_Rational:
            content, args = content * args[0], args[1:]
        parts += args
    bases: dict[Any, sp.Expr] = {}
    for f in parts:
        base = f.base if f.is_Pow else f
        key = (
            sp.Integer if base.is_Integer else (sp.exp if type(f) is sp.exp else base)
        )  # one root of a number
        if not _is_plain(f, base):
            return sp.Mul(asked, *factors)
        if key in bases:
            if not _is_simple(base):
                return sp.Mul(asked, *factors)
            f = _together(bases[key], f, base)
        bases[key] = f
    if len(bases) < len(parts):
        parts = [f for f in bases.values() if f is not sp.S.One]
    if content is sp.S.Zero or not parts:
        return content
    if len(parts) == 1 and content is not sp.S.One and parts[0].is_Add:
        return total([product(content, [term]) for term in parts[0].args])
    if len(parts) == 1 and content is sp.S.One:
        return parts[0]
    parts.sort(key=_order)
    return sp.Mul._from_args(parts if content is sp.S.One else [content, *parts], True)


def _together(left: sp.Expr, right: sp.Expr, base: sp.Expr) -> sp.Expr:
    """The product of two rational powers of something plain."""
    k = sum((f.exp if f.is_Pow else sp.S.One) if f is not sp.S.One else sp.S.Zero for f in (left, right))
    return sp.S.One if k is sp.S.Zero else (base if k is sp.S.One else bare_power(base, k))


def total(terms: Sequence[sp.Expr]) -> sp.Expr:
    """The sum of terms."""
    return _total(*terms)


@cacheit  # type: ignore[untyped-decorator]  # SymPy is untyped
def _total(*terms: sp.Expr) -> sp.Expr:
    parts: list[sp.Expr] = []
    symbolic = set()
    constant = sp.S.Zero
    for t in (part for term in terms for part in (term.args if term.is_Add else (term,))):
        if t.is_Rational:
            constant = constant + t
            continue
        rest = t
        if t.is_Mul and t.args[0].is_Rational:
            rest = t.args[1] if len(t.args) == 2 else sp.Mul._from_args(t.args[1:], True)
        factors = rest.args if rest.is_Mul else (rest,)
        plain = all(_is_plain(f, f.base if f.is_Pow else f) for f in factors)
        if not plain or rest in symbolic:
            return sp.Add(*terms)
        symbolic.add(rest)
        parts.append(t)
    if not parts:
        return constant
    if len(parts) == 1 and constant is sp.S.Zero:
        return parts[0]
    parts.sort(key=_order)
    return sp.Add._from_args(parts if constant is sp.S.Zero else [constant, *parts], True)
