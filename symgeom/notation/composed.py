"""The words in which formulas are written: a product, a transpose, a determinant, an equation.

What is here: a function for each of them, which puts brackets where the meaning would change without them. A letter is the
LaTeX that its author gave it.
"""

from __future__ import annotations

from fractions import Fraction

from symgeom.notation.handwritten import binding
from symgeom.notation.tree import ATOM, FUNCTION, PRODUCT, SUM, Notation

__all__ = [
    "above",
    "applied",
    "at_least",
    "bracketed",
    "contragredient",
    "derivative",
    "determinant",
    "difference",
    "differential",
    "divided",
    "dotted",
    "equation",
    "greater",
    "inner",
    "inverse",
    "letter",
    "negative",
    "number",
    "outer",
    "partial",
    "plus",
    "power",
    "product",
    "quotient",
    "total",
    "trace",
    "transposed",
    "unequal",
    "value",
]


def letter(text: str, level: int | None = None) -> Notation:
    """A symbol, or what is written by hand: LaTeX, of which its author may say how tightly it binds."""
    return Notation("letter", (), binding(text) if level is None else level, text)


def number(q: int | Fraction) -> Notation:
    """A rational number; a negative one binds like a sum."""
    if q < 0:
        return negative(number(-q))
    if isinstance(q, Fraction) and q.denominator != 1:
        return quotient(number(q.numerator), number(q.denominator))
    return Notation("letter", (), ATOM, str(q))


def bracketed(a: Notation) -> Notation:
    """In growing parentheses."""
    return Notation("brackets", (a,))


def negative(a: Notation) -> Notation:
    """``-a``."""
    return Notation("negative", (_summand(a),), SUM)


def total(*terms: Notation) -> Notation:
    """The sum; a sum among the terms is continued, and a term with a sign is subtracted."""
    flat = [part for term in terms for part in (term.parts if term.operation == "sum" else (term,))]
    return Notation("sum", tuple(flat), SUM) if len(flat) > 1 else flat[0]


def plus(a: Notation, b: Notation) -> Notation:
    """The sum of two, in which a sign of the second stands in parentheses."""
    return total(a, bracketed(b) if b.begins_with_minus() else b)


def difference(a: Notation, b: Notation) -> Notation:
    """``a - b``."""
    return total(a, negative(b))


def product(*factors: Notation) -> Notation:
    """The factors side by side: sums in parentheses, and what a function applies to ends before the next one."""
    *before, last = factors
    if not before:
        return last
    parts = (*(a if a.level >= PRODUCT else bracketed(a) for a in before), _summand(last))
    return Notation("product", parts, min(PRODUCT, parts[-1].level))


def dotted(a: Notation, b: Notation) -> Notation:
    """``a . b``, the scalar product with a dot."""
    return Notation("dot", product(a, b).parts, product(a, b).level)


def outer(a: Notation, b: Notation) -> Notation:
    """``a b^T``."""
    return product(a, transposed(b))


def inner(a: Notation, b: Notation) -> Notation:
    """``<a, b>``, the scalar product in angle brackets."""
    return Notation("inner", (a, b))


def quotient(a: Notation, b: Notation) -> Notation:
    """A fraction."""
    return Notation("quotient", (a, b), PRODUCT)


def divided(a: Notation, n: int) -> Notation:
    """By a number, which stands in front as a fraction: ``1/2 a``."""
    part = _summand(a)
    return Notation("part", (number(n), part), min(PRODUCT, part.level))


def power(a: Notation, exponent: Notation) -> Notation:
    """``a`` with an exponent."""
    return Notation("power", (_base(a), exponent), PRODUCT)


def transposed(a: Notation) -> Notation:
    """The transpose."""
    return Notation("transposed", (_base(a),))


def inverse(a: Notation) -> Notation:
    """The inverse."""
    return Notation("inverse", (_base(a),))


def contragredient(a: Notation) -> Notation:
    """The transpose of the inverse."""
    return Notation("contragredient", (_base(a),))


def determinant(a: Notation) -> Notation:
    """``det a``."""
    return Notation("determinant", (_argument(a),), FUNCTION)


def trace(a: Notation) -> Notation:
    """``tr a``."""
    return Notation("trace", (_argument(a),), FUNCTION)


def derivative(a: Notation, along: Notation) -> Notation:
    """``D_x a``, the derivative along a vector."""
    return Notation("derivative", (_argument(a), along), FUNCTION)


def partial(a: Notation, variable: Notation) -> Notation:
    """The partial derivative in a variable."""
    return Notation("partial", (_argument(a), variable), FUNCTION)


def differential(a: Notation) -> Notation:
    """``da``."""
    return Notation("differential", (_argument(a),))


def applied(function: Notation, *arguments: Notation) -> Notation:
    """``T[x, y]``: an operator at the vectors that it depends on."""
    return Notation("applied", (function, *arguments))


def value(a: Notation, *where: Notation) -> Notation:
    """The value where the equations hold, behind a bar."""
    return Notation("value", (_summand(a), *where))


def above(a: Notation, b: Notation) -> Notation:
    """A column of two blocks."""
    return Notation("column", (a, b))


def equation(a: Notation, b: Notation) -> Notation:
    """``a = b``."""
    return Notation("=", (a, b), SUM)


def at_least(a: Notation, b: Notation) -> Notation:
    """``a >= b``."""
    return Notation(r"\ge", (a, b), SUM)


def greater(a: Notation, b: Notation) -> Notation:
    """``a > b``."""
    return Notation(">", (a, b), SUM)


def unequal(a: Notation, b: Notation) -> Notation:
    """``a`` is not ``b``."""
    return Notation(r"\neq", (a, b), SUM)


# brackets ----------------------------------------


def _summand(a: Notation) -> Notation:
    """As a term behind a sign, or as the last factor: a sum stands in parentheses."""
    return bracketed(a) if a.level == SUM else a


def _argument(a: Notation) -> Notation:
    """As what the name of a function applies to."""
    return a if a.level == ATOM and not _is_fraction(a) else bracketed(a)


def _base(a: Notation) -> Notation:
    """As what carries an exponent; a letter may have one of its own."""
    raised = a.operation in _RAISED or (a.operation in ("letter", "value") and "^" in a.latex)
    return a if a.level == ATOM and not raised and not _is_fraction(a) else bracketed(a)


def _is_fraction(a: Notation) -> bool:
    return a.text.startswith(r"\frac")


_RAISED = {"transposed", "inverse", "contragredient"}
