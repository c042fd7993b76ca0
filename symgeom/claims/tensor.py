"""Exact tensors that say how they were formed: the equation in the notes is made from the terms that were decided.

What is here: `Tensor`, an array of field elements with its notation. Its operations are those of the
notation: ``J.T @ N``, ``h / w``, ``S.trace()``. `Tensor.named` gives a symbol to a longer term. Every tensor knows the symbols
that it was formed from: one symbol for two values is an error (`symbols`), and so are shapes that don't fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from symgeom.algebra.field.elements import BranchDivisor, Element, foreign
from symgeom.claims.arrays import check, flatten, map_entries, map_pairs
from symgeom.claims.symbols import merged, reserved
from symgeom.errors import InputError
from symgeom.geometry import linear
from symgeom.notation import composed
from symgeom.notation.composed import letter
from symgeom.notation.tree import Notation

__all__ = ["Tensor"]


@dataclass(frozen=True, eq=False)
class Tensor:
    """An array of elements with its notation. A scalar has shape (), a vector (n,), a matrix (m, n).

    ``mentions`` names the quantities that it was formed from; ``inner`` the symbols in its notation with their values,
    None for a tensor that is one symbol.
    """

    entries: Any
    shape: tuple[int, ...]
    notation: Notation
    mentions: frozenset[str] = frozenset()
    inner: Mapping[str, Tensor] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if 0 in self.shape:
            raise InputError(
                f"{self.latex or 'a tensor'} of shape {self.shape} is empty; there is nothing to decide"
            )
        check(self.entries, self.shape, self.latex)
        if any(e.field is not self.field for e in self):
            foreign()

    def named(self, latex: str) -> Tensor:
        """The same tensor under a symbol of its own.

        **Raises**: `InputError` when the symbol already stands for another value inside of it.
        """
        if not isinstance(latex, str) or not latex.strip():
            raise InputError(f"the name of {self.latex} must be LaTeX text, not {latex!r}")
        named = replace(self, notation=letter(latex), inner=None)
        merged(self.symbols, {latex: named})
        reserved(latex, named)
        return named

    @property
    def latex(self) -> str:
        """The notation as LaTeX."""
        return self.notation.latex

    @property
    def symbols(self) -> Mapping[str, Tensor]:
        """The symbols in the notation with their values."""
        return {self.latex: self} if self.inner is None else self.inner

    def __iter__(self) -> Iterator[Element]:
        return flatten(self.entries)

    # Algebra ---------------------------------------------------------------------------------------------------------
    def __add__(self, other: Tensor | int) -> Tensor:
        b = self._coerce(other)
        return self._entrywise(b, lambda x, y: x + y, composed.plus)

    def __radd__(self, other: int) -> Tensor:
        return self._coerce(other) + self

    def __sub__(self, other: Tensor | int) -> Tensor:
        b = self._coerce(other)
        return self._entrywise(b, lambda x, y: x - y, composed.difference)

    def __rsub__(self, other: int) -> Tensor:
        return self._coerce(other) - self

    def __neg__(self) -> Tensor:
        return self._made(self._map(lambda x: -x), self.shape, composed.negative(self.notation))

    def __mul__(self, scalar: Tensor | int) -> Tensor:
        if isinstance(scalar, int) and not isinstance(scalar, bool):
            return self._multiple(scalar)
        b = self._coerce(scalar, ())
        if b.shape and self.shape:
            raise InputError(
                f"a product with * needs a scalar; write @ for the matrices {self.latex} and {b.latex}"
            )
        factor, first, second = (self.entries, self, b) if b.shape else (b.entries, b, self)
        if not b.shape and not self.shape:
            first, second = self, b
        written = composed.product(first.notation, second.notation)
        whole = b if b.shape else self
        return self._made(whole._map(lambda x: x * factor), whole.shape, written, b)

    __rmul__ = __mul__

    def _multiple(self, n: int) -> Tensor:
        if abs(n) == 1:
            return self if n == 1 else -self
        size = composed.product(composed.number(abs(n)), self.notation)
        written = size if n >= 0 else composed.negative(size)
        return self._made(self._map(lambda x: x * n), self.shape, written)

    def __truediv__(self, scalar: Tensor | int) -> Tensor:
        if isinstance(scalar, int) and not isinstance(scalar, bool) and scalar > 0:
            if scalar == 1:
                return self
            written = composed.divided(self.notation, scalar)
            return self._made(self._map(lambda x: x / scalar), self.shape, written)
        b = self._coerce(scalar, ())
        if b.shape:
            raise InputError(f"only a scalar can divide, not {b.latex} of shape {b.shape}")
        inverse = _inverted(b)
        entries = self._map(lambda x: (x * inverse).cancelled())
        return self._made(entries, self.shape, composed.quotient(self.notation, b.notation), b)

    def __rtruediv__(self, other: int) -> Tensor:
        return self._coerce(other) / self

    def __pow__(self, exponent: int) -> Tensor:
        if self.shape:
            raise InputError(f"a power needs a scalar; write {self.latex} @ {self.latex} for a matrix")
        if not isinstance(exponent, int) or isinstance(exponent, bool):
            raise InputError(f"the exponent of {self.latex} must be an integer, not {exponent!r}")
        if exponent == 1:
            return self
        if exponent < 0:
            value = _inverted(self) ** -exponent
        else:
            value = self.entries**exponent if exponent else self.field.rational(1)
        return self._made(value, (), composed.power(self.notation, composed.number(exponent)))

    def __matmul__(self, other: Tensor) -> Tensor:
        b = self._coerce(other)
        if len(self.shape) == 1 == len(b.shape):
            raise InputError(
                f"{self.latex} and {b.latex} are vectors: write {self.latex}.dot(...) for a number, .outer(...) for a matrix"
            )
        left, right = self._as_matrix(), b._as_matrix()
        if len(left[0]) != len(right):
            raise InputError(f"shapes don't fit: {self.latex} has {self.shape}, {b.latex} has {b.shape}")
        product = _cancelled(linear.multiply(left, right))
        written = composed.product(self.notation, b.notation)
        if len(b.shape) == 2:
            return self._made(product, (len(left), b.shape[1]), written, b)
        return self._made(tuple(row[0] for row in product), (len(left),), written, b)

    @property
    def T(self) -> Tensor:
        """The transpose; a vector becomes a row."""
        a = linear.transpose(self._as_matrix())
        return self._made(a, (len(a), len(a[0])), composed.transposed(self.notation))

    def dot(self, other: Tensor) -> Tensor:
        """The inner product of two vectors."""
        b = self._coerce(other)
        if len(self.shape) != 1 or self.shape != b.shape:
            raise InputError(
                f"an inner product needs two vectors of one length; {self.latex} has shape {self.shape}, {b.latex} {b.shape}"
            )
        value = self.field.sum(x * y for x, y in zip(self.entries, b.entries, strict=True))
        return self._made(value.cancelled(), (), composed.dotted(self.notation, b.notation), b)

    def outer(self, other: Tensor) -> Tensor:
        """The matrix ``a b^T`` of two vectors."""
        b = self._coerce(other)
        if not len(self.shape) == 1 == len(b.shape):
            raise InputError(
                f"outer needs two vectors; {self.latex} has shape {self.shape}, {b.latex} {b.shape}"
            )
        value = linear.multiply(self._as_matrix(), linear.transpose(b._as_matrix()))
        written = composed.outer(self.notation, b.notation)
        return self._made(_cancelled(value), (len(value), len(value[0])), written, b)

    def det(self) -> Tensor:
        """The determinant of a square matrix."""
        value = linear.determinant(self._square("a determinant")).cancelled()
        return self._made(value, (), composed.determinant(self.notation))

    def trace(self) -> Tensor:
        """The trace of a square matrix."""
        value = linear.trace(self._square("a trace")).cancelled()
        return self._made(value, (), composed.trace(self.notation))

    def map(self, function: Callable[[Element], Element], latex: str, binding: int | None = None) -> Tensor:
        """A function of every entry, under a notation of its own."""
        return Tensor(self._map(function), self.shape, letter(latex, binding), self.mentions)

    def mapped(self, function: Callable[[Element], Element], written: Notation) -> Tensor:
        """A function of every entry, whose notation is made from that of the tensor."""
        return self._made(self._map(function), self.shape, written)

    # Inside ----------------------------------------------------------------------------------------------------------
    @property
    def field(self) -> Any:
        return next(iter(self)).field

    def _made(self, entries: Any, shape: tuple[int, ...], written: Notation, *others: Tensor) -> Tensor:
        mentions = self.mentions.union(*(other.mentions for other in others))
        symbols = merged(self.symbols, *(other.symbols for other in others))
        return Tensor(entries, shape, written, mentions, symbols)

    def _coerce(self, other: Any, shape: tuple[int, ...] | None = None) -> Tensor:
        """A tensor as it is; a rational number as a scalar, 0 as the zero tensor."""
        shape = self.shape if shape is None else shape
        if isinstance(other, Tensor):
            return other
        number = isinstance(other, int | Fraction) and not isinstance(other, bool)
        if number and not (other and shape):
            value = self.field.rational(other if isinstance(other, int) else _exact(other))
            zero: Any = value
            for n in reversed(shape):
                zero = (zero,) * n
            return Tensor(zero, shape, composed.number(other), inner={})
        kind = "the number" if number else f"a value of type {type(other).__name__},"
        raise InputError(
            f"{kind} {other} can't stand beside {self.latex} of shape {self.shape}; make a tensor of it first, for example "
            "with s.scalar, s.vector, s.matrix or s.identity"
        )

    def _map(self, function: Callable[[Element], Element]) -> Any:
        return map_entries(function, self.entries)

    def _as_matrix(self) -> Any:
        if len(self.shape) == 2:
            return self.entries
        if len(self.shape) == 1:
            return tuple((x,) for x in self.entries)
        raise InputError(f"{self.latex} of shape {self.shape} is no matrix")

    def _square(self, what: str) -> Any:
        if len(self.shape) != 2 or self.shape[0] != self.shape[1]:
            raise InputError(f"{what} needs a square matrix; {self.latex} has shape {self.shape}")
        return self.entries

    def _entrywise(self, other: Tensor, function: Any, written: Callable[..., Notation]) -> Tensor:
        if self.shape != other.shape:
            raise InputError(
                f"shapes don't fit: {self.latex} has {self.shape}, {other.latex} has {other.shape}"
            )
        entries = map_pairs(function, self.entries, other.entries)
        return self._made(entries, self.shape, written(self.notation, other.notation), other)


def _cancelled(a: Any) -> Any:
    return tuple(tuple(x.cancelled() for x in row) for row in a)


def _exact(value: Fraction) -> Any:
    from flint import fmpq

    return fmpq(value.numerator, value.denominator)


def _inverted(scalar: Tensor) -> Any:
    try:
        return 1 / scalar.entries
    except BranchDivisor:
        raise InputError(
            f"{scalar.latex} vanishes on one branch of a root or an absolute value in it, so nothing is divided by it"
        ) from None
    except InputError:
        raise InputError(f"{scalar.latex} is zero identically, so nothing can be divided by it") from None
