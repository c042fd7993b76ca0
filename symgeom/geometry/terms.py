"""Formulas that print themselves and are computed: the language in which quantities are defined.

What is here: `Term`, with the operations of the notation (``g @ h``, ``S.det()``); `leaf`, `number` and `identity`, which a
formula starts from; `Condition`, for what is defined by equations that it satisfies. Functions of terms stand in
`operators`. In index notation, ``g["kl"] * h["lj"]``, an index that two factors share is summed. A formula is a function of
what it is about: of a surface, or of a stand-in whose dimension is the letter d.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from symgeom.algebra.field.elements import Element
from symgeom.geometry import linear
from symgeom.geometry.protocols import Derived
from symgeom.notation.tree import ATOM, FUNCTION, PRODUCT, SUM

__all__ = [
    "Condition",
    "Term",
    "entrywise",
    "identity",
    "leaf",
    "made",
    "number",
    "plain",
    "scalar_product",
]

Value = Callable[[Derived, Mapping[str, int]], Any]
Depth = Mapping[str, int]
"""Which quantities a formula uses, each with the number of derivatives that are taken of it."""


@dataclass(frozen=True, eq=False)
class Term:
    """A formula: LaTeX, plain text, and its value on a chart where its free indices (``letters``) have numbers from 0.

    A value is an element, a vector or a matrix of elements as nested tuples. ``component`` is the pattern of an entry;
    ``factors`` are those of a product of matrices.
    """

    latex: str
    text: str
    value: Value
    level: int = ATOM
    letters: frozenset[str] = frozenset()
    uses: Depth = field(default_factory=dict)
    component: str = ""
    factors: tuple[Term, ...] = ()

    def entry(self, chart: Derived, indices: str, index: tuple[int, ...]) -> Element:
        """The entry of an array; the last of its indices are the letters, the ones before count in a value."""
        at = dict(zip(indices, index[len(index) - len(indices) :])) if self.letters else {}
        value = self.value(chart, at)
        for k in index[: len(index) - len(at)]:
            value = value[k]
        return value  # type: ignore[no-any-return]

    def at(self, numbers: Mapping[str, int]) -> str:
        """The LaTeX with numbers from 0 for its free indices.

        >>> g = leaf("g", lambda chart: (), "g_{<0><1>}")
        >>> (g["ij"] * g["kl"] * g["kl"]).at({"i": 0, "j": 1})
        'g_{12} g_{kl} g_{kl}'
        """
        shown = {letter: str(numbers[letter] + 1) for letter in self.letters if letter in numbers}

        def written(match: re.Match[str]) -> str:
            inside = "".join(shown.get(letter, letter) for letter in match[2] or match[3])
            return f"{match[1]}{{{inside}}}" if len(inside) > 1 else f"{match[1]}{inside}"

        return re.sub(r"([_^])(?:\{(\w+)\}|(\w))", written, self.latex)

    def __getitem__(self, letters: str) -> Term:
        """An entry, by the letters of its indices."""
        latex = self.component
        for k, letter in enumerate(letters):
            latex = latex.replace(f"<{k}>", letter)

        def value(chart: Derived, at: Mapping[str, int]) -> Any:
            found = self.value(chart, {})
            for letter in letters:
                found = found[at[letter]]
            return found

        latex = re.sub(r"\{(\w)\}", r"\1", latex)
        return replace(
            self, latex=latex, text=plain(latex), value=value, letters=frozenset(letters), component=""
        )

    # Algebra ---------------------------------------------------------------------------------------------------------
    def __add__(self, other: Term) -> Term:
        return self._sum(other, "+", lambda x, y: x + y)

    def __sub__(self, other: Term) -> Term:
        return self._sum(other, "-", lambda x, y: x - y)

    def _sum(self, other: Term, sign: str, function: Callable[[Any, Any], Any]) -> Term:
        right = other.factor() if sign == "-" else (other.latex, other.text)
        latex, text = (f"{a} {sign} {b}" for a, b in zip((self.latex, self.text), right))
        letters = self.letters | other.letters
        return made(latex, text, SUM, letters, lambda a, b: entrywise(function, a, b), self, other)

    def __rsub__(self, other: int) -> Term:
        return number(other) - self

    def __radd__(self, other: int) -> Term:
        return number(other) + self

    def __neg__(self) -> Term:
        latex, text = self.factor()
        return made(f"-{latex}", f"-{text}", SUM, self.letters, lambda a: entrywise(lambda x: -x, a), self)

    def __mul__(self, other: Term) -> Term:
        """A product with a scalar, or of entries, where shared indices are summed."""
        shared = self.letters & other.letters
        letters = self.letters ^ other.letters

        def value(chart: Derived, at: Mapping[str, int]) -> Any:
            terms = []
            for numbers in product(range(chart.dimension), repeat=len(shared)):
                inside = {**at, **dict(zip(sorted(shared), numbers))}
                terms.append(_times(self.value(chart, inside), other.value(chart, inside)))
            return terms[0] if len(terms) == 1 else _total(terms, chart.engine.field)

        latex, text = _beside(self, other)
        return Term(latex, text, value, PRODUCT, letters, _merged(self, other))

    def __rmul__(self, other: int) -> Term:
        """The formula as it is for 1, its negative for -1: the sign that the orientation gives."""
        return self if other == 1 else -self if other == -1 else number(other) * self

    def __truediv__(self, other: Any) -> Term:
        """By a scalar, written with a slash; by a number or the dimension, as a factor in front."""
        if not isinstance(other, Term):
            return self._part(other)
        below = other.factor(PRODUCT)
        latex, text = (f"{a}/{b}" for a, b in zip(self.factor(), below))
        return replace(self.over(other), latex=latex, text=text)

    def over(self, other: Term) -> Term:
        """The quotient by a scalar, without a notation."""
        letters = self.letters | other.letters
        divided = lambda a, b: entrywise(lambda x: (x / b).cancelled(), a)  # noqa: E731
        return made("", "", PRODUCT, letters, divided, self, other)

    def _part(self, size: Any) -> Term:
        if size == 1:
            return self
        latex, text = self.factor()
        digits = str(size) if len(str(size)) == 1 else f"{{{size}}}"
        gap = " " if latex.startswith((r"\operatorname", r"\left")) else r"\, "
        divided = lambda a: entrywise(lambda x: x / size, a)  # noqa: E731
        return made(rf"\tfrac1{digits}{gap}{latex}", f"{text} / {size}", PRODUCT, self.letters, divided, self)

    def __pow__(self, exponent: Any) -> Term:
        shown = str(exponent).replace(" ", "")
        latex = f"{self.latex}^{shown}" if len(shown) == 1 else f"{self.latex}^{{{shown}}}"
        text = f"{self.text}^{shown}" if len(shown) == 1 else f"{self.text}^({shown})"
        return made(latex, text, ATOM, self.letters, lambda a: a**exponent, self)

    def __matmul__(self, other: Term) -> Term:
        product = made(*_beside(self, other), PRODUCT, frozenset(), _multiplied, self, other)
        return replace(product, factors=(*(self.factors or (self,)), *(other.factors or (other,))))

    @property
    def T(self) -> Term:
        """The transpose."""
        return made(
            rf"{self.latex}^{{\mathsf T}}", f"{self.text}^T", ATOM, frozenset(), linear.transpose, self
        )

    def outer(self, other: Term) -> Term:
        """The matrix ``a b^T`` of two vectors."""
        latex, text = _beside(self, other)
        return made(
            rf"{latex}^{{\mathsf T}}",
            f"{text}^T",
            PRODUCT,
            frozenset(),
            lambda a, b: tuple(tuple(x * y for y in b) for x in a),
            self,
            other,
        )

    def dot(self, other: Term) -> Term:
        """The scalar product of two vectors, with a dot."""
        latex, text = (
            f"{self.factor()[0]}\\cdot {other.factor()[0]}",
            f"{self.factor()[1]}.{other.factor()[1]}",
        )
        return made(latex, text, PRODUCT, self.letters | other.letters, scalar_product, self, other)

    def det(self) -> Term:
        """The determinant."""
        return self._function(r"\det ", "det ", lambda a: linear.determinant(a).cancelled())

    def trace(self) -> Term:
        """The trace."""
        return self._function(r"\operatorname{tr} ", "tr ", lambda a: linear.trace(a).cancelled())

    def adjugate(self) -> Term:
        """The adjugate, ``a adj(a) = det(a) I``."""
        latex, text = rf"\operatorname{{adj}}({self.latex})", f"adj({self.text})"
        return made(latex, text, ATOM, frozenset(), linear.adjugate, self)

    def _function(self, latex: str, text: str, function: Callable[[Any], Any]) -> Term:
        inside = self.factor(PRODUCT)
        return made(latex + inside[0], text + inside[1], FUNCTION, frozenset(), function, self)

    def factor(self, up_to: int = SUM) -> tuple[str, str]:
        """The two notations in a product: with parentheses where it binds no tighter than ``up_to``."""
        if self.level > up_to or (up_to == PRODUCT and self.level == FUNCTION):
            return self.latex, self.text
        return rf"\left({self.latex}\right)", f"({self.text})"


@dataclass(frozen=True, eq=False)
class Condition:
    """What defines a quantity by equations: ``equations(chart, values)`` are their sides on its exact entries."""

    latex: str
    text: str
    uses: Depth
    equations: Callable[[Any, Any], Iterator[tuple[Element, Element]]]


def leaf(latex: str, value: Callable[[Any], Any], component: str = "", uses: Depth | None = None) -> Term:
    """A symbol with the rule that gives its entries."""
    return Term(latex, plain(latex), lambda chart, at: value(chart), ATOM, frozenset(), uses or {}, component)


def number(n: int) -> Term:
    """A whole number."""
    return Term(str(n), str(n), lambda chart, at: chart.engine.field.rational(n))


identity = Term(
    "I",
    "I",
    lambda chart, at: tuple(
        tuple(chart.engine.field.rational(int(i == j)) for j in range(chart.dimension))
        for i in range(chart.dimension)
    ),
)


def plain(latex: str) -> str:
    r"""A symbol as it is typed.

    >>> plain(r"\Gamma^k_{ij}"), plain("g^{-1}"), plain(r"\sqrt{\det g}"), plain(r"\partial_1 X")
    ('Gamma^k_ij', 'g^-1', 'sqrt(det g)', 'd_1 X')
    """
    text = re.sub(r"\\sqrt\{(.*)\}$", r"sqrt(\1)", latex).replace(r"\partial", "d")
    return re.sub(r"\\(mathrm|operatorname|mathsf)|[{}\\]", "", text)


# Values -------------------------------------------------------------------------------------------------------------
def made(
    latex: str, text: str, level: int, letters: frozenset[str], function: Callable[..., Any], *parts: Term
) -> Term:
    """A function of the values of terms, under a notation of its own."""

    def value(chart: Derived, at: Mapping[str, int]) -> Any:
        return function(*(part.value(chart, at) for part in parts))

    return Term(latex, text, value, level, letters, _merged(*parts))


def _merged(*parts: Term) -> Depth:
    found: dict[str, int] = {}
    for part in parts:
        for name, order in part.uses.items():
            found[name] = max(order, found.get(name, 0))
    return found


def _beside(a: Term, b: Term) -> tuple[str, str]:
    """A product by juxtaposition; what an operator name applies to must end before another factor."""
    left = a.factor(FUNCTION) if a.level == FUNCTION else a.factor()
    right = b.factor()
    return f"{left[0]} {right[0]}", f"{left[1]} {right[1]}"


def entrywise(function: Callable[..., Any], *values: Any) -> Any:
    """A function of entries at the same place."""
    if not isinstance(values[0], tuple):
        return function(*values)
    return tuple(entrywise(function, *parts) for parts in zip(*values, strict=True))


def _times(a: Any, b: Any) -> Any:
    scalar, other = (b, a) if isinstance(a, tuple) else (a, b)
    return entrywise(lambda x: x * scalar, other)


def _total(terms: Iterable[Any], field: Any) -> Any:
    return entrywise(lambda *entries: field.sum(entries).cancelled(), *terms)


def scalar_product(a: tuple[Element, ...], b: tuple[Element, ...]) -> Element:
    """The sum of the products of entries."""
    return a[0].field.sum(x * y for x, y in zip(a, b, strict=True)).cancelled()  # type: ignore[attr-defined, no-any-return]


def _multiplied(a: Any, b: Any) -> Any:
    columns = isinstance(b[0], tuple)
    result = linear.multiply(a, b if columns else tuple((x,) for x in b))
    return result if columns else tuple(row[0] for row in result)
