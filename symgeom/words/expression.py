"""Expressions: sums of words with scalar coefficients, beside the formula they were stated as.

Every expression carries two things: its normal form (`terms`), on which `Alphabet.decide` rests, and its
`stated` formula, which is printed in the notes and evaluated at exact instances. A scalar is an expression
from the line to the line.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from symgeom.bounds import MAX_WORDS
from symgeom.errors import BudgetError, InputError
from symgeom.notation.tree import Notation
from symgeom.words import determinants, sums
from symgeom.words.alphabet import LINE, Space, Terms, add
from symgeom.words.coefficients import Coefficient
from symgeom.words.evaluation import evaluate
from symgeom.words.exact import Matrix
from symgeom.words.instances import Instance
from symgeom.words.printing import divisors, normal, stated
from symgeom.words.statement import Stated, is_symmetric_letter

if TYPE_CHECKING:
    from symgeom.words.frames import Alphabet

__all__ = ["Expression"]


@dataclass(frozen=True, eq=False, repr=False)
class Expression:
    """A linear map between spaces of unspecified dimension: operator, vector, covector or scalar.

    ``a @ b`` is the product, ``c * a`` and ``a / c`` scale by a scalar, ``a.T`` is the transpose, ``a**n``
    a power; for a scalar c the exponent may be affine in d, as in ``w**(d + 2)``.

    >>> from symgeom.words import GraphFrame
    >>> f = GraphFrame()
    >>> p, I = f.gradient, f.identity
    >>> g = I + p.outer(p)
    >>> g
    I + p\\,p^{\\mathsf T}
    >>> g.inverse().normal_latex
    'I - \\\\frac{1}{w^2}\\\\,p\\\\,p^{\\\\mathsf T}'
    """

    alphabet: Alphabet
    rows: Space
    columns: Space
    terms: Terms
    stated: Stated
    divisors: dict[Notation, Coefficient] = field(default_factory=dict)  # what is not zero, and its value

    # making new ones ----------------------------------------

    def _new(
        self,
        rows: Space,
        columns: Space,
        terms: Terms,
        operation: str,
        *operands: Expression,
        data: tuple[Hashable, ...] = (),
    ) -> Expression:
        if len(terms) > MAX_WORDS:
            raise BudgetError(f"a sum grew past {MAX_WORDS} words{MAX_WORDS.past}.")
        divisors = {shown: c for e in operands for shown, c in e.divisors.items()}
        return Expression(self.alphabet, rows, columns, terms, Stated(operation, operands, data), divisors)

    def _coerce(self, other: Expression | int | Fraction) -> Expression:
        return self.alphabet.own(other) if isinstance(other, Expression) else self.alphabet.number(other)

    # properties ----------------------------------------

    @property
    def is_scalar(self) -> bool:
        """Does it map the line to the line?"""
        return self.rows == LINE == self.columns

    @property
    def is_zero(self) -> bool:
        """Is the normal form empty, so that it vanishes in every dimension?"""
        return not self.terms

    @property
    def coefficient(self) -> Coefficient:
        """The value of a scalar as an element of the field of coefficients."""
        self._require(self.is_scalar, "a scalar is needed here")
        return self.terms.get((), self.alphabet.table.ring.constant(0))

    @cached_property
    def notation(self) -> Notation:
        """The formula as stated, as it is written."""
        return stated(self)

    @property
    def latex(self) -> str:
        """The formula as stated, as LaTeX."""
        return self.notation.latex

    @property
    def normal_latex(self) -> str:
        """The normal form, as LaTeX."""
        return normal(self).latex

    def __repr__(self) -> str:
        return self.latex

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _require(self, condition: bool, what: str, other: Expression | None = None) -> None:
        """Raises `InputError`; ``{}`` in what is needed stands for another expression."""
        if not condition:
            needed = what if other is None else what.format(other.latex)
            raise InputError(f"{needed}: {self.latex} maps {self.columns.name} to {self.rows.name}.")

    # linear structure ----------------------------------------

    def __add__(self, other: Expression | int | Fraction) -> Expression:
        return self._sum(self._coerce(other), "add", "summand", 1)

    __radd__ = __add__

    def __neg__(self) -> Expression:
        return self._new(self.rows, self.columns, {w: -c for w, c in self.terms.items()}, "negate", self)

    def __sub__(self, other: Expression | int | Fraction) -> Expression:
        return self._sum(self._coerce(other), "subtract", "subtrahend", -1)

    def _sum(self, b: Expression, operation: str, name: str, sign: int) -> Expression:
        alike = (self.rows, self.columns) == (b.rows, b.columns)
        self._require(alike, f"the {name} {{}} has another shape", b)
        terms = dict(self.terms)
        add(terms, b.terms, self.alphabet.table.ring.constant(sign))
        return self._new(self.rows, self.columns, terms, operation, self, b)

    def __rsub__(self, other: int | Fraction) -> Expression:
        return self._coerce(other) - self

    def __mul__(self, other: Expression | int | Fraction) -> Expression:
        b = self._coerce(other)
        if not (self.is_scalar or b.is_scalar):
            raise InputError(
                f"one factor of * must be a scalar; write ({self.latex}) @ ({b.latex}) for the product."
            )
        # a number stands in front, as it is written by hand
        swap = not self.is_scalar or (b.stated.operation == "number" and self.stated.operation != "number")
        scalar, map_ = (b, self) if swap else (self, b)
        terms = sums.multiple(map_.terms, scalar.coefficient)
        return self._new(map_.rows, map_.columns, terms, "scale", scalar, map_)

    __rmul__ = __mul__

    def __truediv__(self, other: Expression | int | Fraction) -> Expression:
        b = self._coerce(other)
        b._require(b.is_scalar, "only a scalar can divide")
        terms = sums.multiple(self.terms, b.alphabet.reciprocal(b))
        out = self._new(self.rows, self.columns, terms, "divide", self, b)
        return out._divided_by(b.coefficient)

    def __rtruediv__(self, other: int | Fraction) -> Expression:
        return self._coerce(other) / self

    def _divided_by(self, c: Coefficient) -> Expression:
        found = {**self.divisors, **divisors(self.alphabet, c)}
        return Expression(self.alphabet, self.rows, self.columns, self.terms, self.stated, found)

    # products ----------------------------------------

    def __matmul__(self, other: Expression) -> Expression:
        b = self._coerce(other)
        self._require(self.columns == b.rows, f"the right factor {{}} maps to {b.rows.name}", b)
        if "identity" in (self.stated.operation, b.stated.operation):
            return b if self.stated.operation == "identity" else self
        return self._new(self.rows, b.columns, self._product(b), "product", self, b)

    def _product(self, other: Expression) -> Terms:
        return sums.product(self.alphabet.table, self.terms, other.terms)

    def dot(self, other: Expression) -> Expression:
        """The scalar ``a^T b`` of two vectors."""
        b = self._coerce(other)
        self._require(
            self.columns == LINE == b.columns and self.rows == b.rows, "dot needs two vectors of one space"
        )
        return self._new(LINE, LINE, self.T._product(b), "dot", self, b)

    def outer(self, other: Expression) -> Expression:
        """The operator ``a b^T`` of two vectors."""
        b = self._coerce(other)
        self._require(self.columns == LINE == b.columns, "outer needs two vectors")
        return self._new(self.rows, b.rows, self._product(b.T), "outer", self, b)

    @property
    def T(self) -> Expression:
        """The transpose."""
        if self.stated.operation == "transpose":
            return self.stated.operands[0]
        if self.is_scalar or self.stated.operation == "identity" or is_symmetric_letter(self):
            return self
        terms = sums.transposed(self.alphabet.table, self.terms)
        return self._new(self.columns, self.rows, terms, "transpose", self)

    def __pow__(self, exponent: Expression | int) -> Expression:
        """An integer power of an operator; of a scalar the exponent may be an integer affine in d."""
        e = self._coerce(exponent)
        split = determinants.affine_in_d(e.coefficient)
        if split is None:
            raise InputError(
                f"the exponent {e.latex} must be an integer, or an integer multiple of d plus an integer."
            )
        k, n = split
        if self.is_scalar:
            c = self.coefficient
            value = determinants.symbolic_power(self.alphabet.table, c, k) * c**n
            out = self._new(LINE, LINE, sums.scalar(value), "power", self, e)
            return out._divided_by(c) if n < 0 or k else out
        self._require(
            k == 0 and self.rows == self.columns, "only integer powers of a map of a space to itself"
        )
        return self._operator_power(n)

    def _operator_power(self, n: int) -> Expression:
        base, n = (self.inverse(), -n) if n < 0 else (self, n)
        result = base if n else self.alphabet.identity_on(self.rows)
        for _ in range(n - 1):
            result = result @ base
        return base._new(base.rows, base.columns, result.terms, "power", base, self.alphabet.number(n))

    def trace(self) -> Expression:
        """The trace of a square operator."""
        self._require(self.rows == self.columns, "trace needs a map of a space to itself")
        total = sums.trace(self.alphabet.table, self.terms, self.rows)
        return self._new(LINE, LINE, sums.scalar(total), "trace", self)

    def det(self) -> Expression:
        """The determinant: product rule, ``det(c M) = c^d det M``, Sylvester's ``det(I + ab^T) = 1 + b^T a``.

        **Raises** InputError for a sum of several words that are not of finite rank, which has no such
        formula.
        """
        return self._new(LINE, LINE, sums.scalar(self._determinant()), "det", self)

    def _determinant(self) -> Coefficient:
        """By the stated formula where it is a product, else by the normal form."""
        self._require(self.rows == self.columns, "det needs a map of a space to itself")
        table, e = self.alphabet.table, self._unnamed()
        v = e.stated.operands
        match e.stated.operation:
            case "product" if all(f.rows == f.columns == e.rows for f in v):
                return v[0]._determinant() * v[1]._determinant()
            case "inverse":
                return v[0]._determinant().inverse()
            case "transpose":
                return v[0]._determinant()
            case "scale":
                return determinants.scaled(table, v[0].coefficient, e.rows) * v[1]._determinant()
            case "divide":
                return determinants.scaled(table, v[1].coefficient, e.rows).inverse() * v[0]._determinant()
            case "negate":
                return determinants.scaled(table, table.ring.constant(-1), e.rows) * v[0]._determinant()
        return determinants.determinant(table, e.terms, e.rows, lambda: e.latex)

    def _unnamed(self) -> Expression:
        return self.stated.operands[0]._unnamed() if self.stated.operation == "named" else self

    def inverse(self) -> Expression:
        """The inverse: of products, and Woodbury's of an invertible word plus finite rank.

        **Raises** InputError when a letter in it is not declared invertible.
        """
        self._require(self.rows == self.columns, "only a map of a space to itself has an inverse")
        if self.is_scalar:
            return 1 / self
        inner = self._unnamed()
        v = inner.stated.operands
        if inner.stated.operation == "product" and all(f.rows == f.columns == self.rows for f in v):
            result = v[1].inverse() @ v[0].inverse()
            out = self._new(self.rows, self.columns, result.terms, "inverse", self)
            return replace(out, divisors=out.divisors | result.divisors)
        terms, divisor = determinants.inverse(self.alphabet.table, inner.terms, lambda: inner.latex)
        return self._new(self.rows, self.columns, terms, "inverse", self)._divided_by(divisor)

    # naming, evaluation ----------------------------------------

    def named(self, latex: str) -> Expression:
        """The same expression, printed as a symbol.

        >>> from symgeom.words import GraphFrame
        >>> f = GraphFrame()
        >>> g = (f.identity + f.gradient.outer(f.gradient)).named("g")
        >>> (g.inverse() @ f.hessian).latex
        'g^{-1}\\\\,A'
        """
        return self._new(self.rows, self.columns, self.terms, "named", self, data=(latex,))

    def at(self, instance: Instance) -> Matrix:
        """The exact value of the stated formula (a 1 x 1 matrix for a scalar)."""
        if instance.alphabet is not self.alphabet:
            raise InputError(f"{self.latex} has no value at an instance of another frame.")
        return evaluate(self, instance)
