"""Formulas that print themselves and are computed: the language in which quantities are defined.

What is here: `Term`, with the operations of the notation (``g @ h``, ``S.det()``), `leaf` for what a formula starts from,
`partial`, `inner`, `cross`, `fraction`, `stack`, `root`; `Condition`, for what is defined by equations that it satisfies. In
index notation, ``g["kl"] * h["lj"]``, an index that two factors share is summed. A formula is a function of what it is
about: of a surface, or of a stand-in whose dimension is the letter d.
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
from symgeom.words.notation import ATOM, FUNCTION, PRODUCT, SUM

__all__ = [
    "Condition",
    "Term",
    "cross",
    "determinant",
    "fraction",
    "identity",
    "inner",
    "leaf",
    "norm",
    "number",
    "partial",
    "plain",
    "root",
    "stack",
    "times",
]

Value = Callable[[Derived, Mapping[str, int]], Any]
Depth = Mapping[str, int]
"""Which quantities a formula uses, each with the number of derivatives that are taken of it."""


@dataclass(frozen=True, eq=False)
class Term:
    """A formula: LaTeX, plain text, and its value on a chart where its free indices (``letters``) have numbers from 0.

    A value is an element, a vector or a matrix of elements as nested tuples. ``component`` is the pattern of an entry.
    """

    latex: str
    text: str
    value: Value
    level: int = ATOM
    letters: frozenset[str] = frozenset()
    uses: Depth = field(default_factory=dict)
    component: str = ""

    def entry(self, chart: Derived, indices: str, index: tuple[int, ...]) -> Element:
        """The entry of an array; the last of its indices are the letters, the ones before count in a value."""
        at = dict(zip(indices, index[len(index) - len(indices) :])) if self.letters else {}
        value = self.value(chart, at)
        for k in index[: len(index) - len(at)]:
            value = value[k]
        return value  # type: ignore[no-any-return]

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
        right = other._factor() if sign == "-" else (other.latex, other.text)
        latex, text = (f"{a} {sign} {b}" for a, b in zip((self.latex, self.text), right))
        letters = self.letters | other.letters
        return _made(latex, text, SUM, letters, lambda a, b: _entrywise(function, a, b), self, other)

    def __rsub__(self, other: int) -> Term:
        return number(other) - self

    def __radd__(self, other: int) -> Term:
        return number(other) + self

    def __neg__(self) -> Term:
        latex, text = self._factor()
        return _made(f"-{latex}", f"-{text}", SUM, self.letters, lambda a: _entrywise(lambda x: -x, a), self)

    def __mul__(self, other: Term) -> Term:
        """A product with a scalar, or of entries, where shared indices are summed."""
        shared = self.letters & other.letters
        letters = self.letters ^ other.letters

        def value(chart: Derived, at: Mapping[str, int]) -> Any:
            terms = []
            for numbers in product(range(chart.dimension), repeat=len(shared)):
                inside = {**at, **dict(zip(sorted(shared), numbers))}
                terms.append(_times(self.value(chart, inside), other.value(chart, inside)))
            return terms[0] if len(terms) == 1 else _total(terms, chart.field)

        latex, text = _beside(self, other)
        return Term(latex, text, value, PRODUCT, letters, _merged(self, other))

    def __rmul__(self, other: int) -> Term:
        """The formula as it is for 1, its negative for -1: the sign that the orientation gives."""
        return self if other == 1 else -self if other == -1 else number(other) * self

    def __truediv__(self, other: Any) -> Term:
        """By a scalar, written with a slash; by a number or the dimension, as a factor in front."""
        if not isinstance(other, Term):
            return self._part(other)
        below = other._factor(PRODUCT)
        latex, text = (f"{a}/{b}" for a, b in zip(self._factor(), below))
        return replace(self._over(other), latex=latex, text=text)

    def _over(self, other: Term) -> Term:
        letters = self.letters | other.letters
        divided = lambda a, b: _entrywise(lambda x: (x / b).cancelled(), a)  # noqa: E731
        return _made("", "", PRODUCT, letters, divided, self, other)

    def _part(self, size: Any) -> Term:
        if size == 1:
            return self
        latex, text = self._factor()
        digits = str(size) if len(str(size)) == 1 else f"{{{size}}}"
        gap = " " if latex.startswith((r"\operatorname", r"\left")) else r"\, "
        divided = lambda a: _entrywise(lambda x: x / size, a)  # noqa: E731
        return _made(
            rf"\tfrac1{digits}{gap}{latex}", f"{text} / {size}", PRODUCT, self.letters, divided, self
        )

    def __pow__(self, exponent: Any) -> Term:
        shown = str(exponent).replace(" ", "")
        latex = f"{self.latex}^{shown}" if len(shown) == 1 else f"{self.latex}^{{{shown}}}"
        text = f"{self.text}^{shown}" if len(shown) == 1 else f"{self.text}^({shown})"
        return _made(latex, text, ATOM, self.letters, lambda a: a**exponent, self)

    def __matmul__(self, other: Term) -> Term:
        return _made(*_beside(self, other), PRODUCT, frozenset(), _multiplied, self, other)

    @property
    def T(self) -> Term:
        """The transpose."""
        return _made(
            rf"{self.latex}^{{\mathsf T}}", f"{self.text}^T", ATOM, frozenset(), linear.transpose, self
        )

    def outer(self, other: Term) -> Term:
        """The matrix ``a b^T`` of two vectors."""
        latex, text = _beside(self, other)
        return _made(
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
            f"{self._factor()[0]}\\cdot {other._factor()[0]}",
            f"{self._factor()[1]}.{other._factor()[1]}",
        )
        return _made(latex, text, PRODUCT, self.letters | other.letters, _scalar_product, self, other)

    def det(self) -> Term:
        """The determinant."""
        return self._function(r"\det ", "det ", lambda a: linear.determinant(a).cancelled())

    def trace(self) -> Term:
        """The trace."""
        return self._function(r"\operatorname{tr} ", "tr ", lambda a: linear.trace(a).cancelled())

    def adjugate(self) -> Term:
        """The adjugate, ``a adj(a) = det(a) I``."""
        latex, text = rf"\operatorname{{adj}}({self.latex})", f"adj({self.text})"
        return _made(latex, text, ATOM, frozenset(), linear.adjugate, self)

    def _function(self, latex: str, text: str, function: Callable[[Any], Any]) -> Term:
        inside = self._factor(PRODUCT)
        return _made(latex + inside[0], text + inside[1], FUNCTION, frozenset(), function, self)

    def _factor(self, up_to: int = SUM) -> tuple[str, str]:
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
    return Term(str(n), str(n), lambda chart, at: chart.field.rational(n))


identity = Term(
    "I",
    "I",
    lambda chart, at: tuple(
        tuple(chart.field.rational(int(i == j)) for j in range(chart.dimension))
        for i in range(chart.dimension)
    ),
)


def partial(letter: str, of: Term) -> Term:
    """The derivative of every entry in the coordinate of that number, the letter of an index or "1" for the first."""

    def value(chart: Derived, at: Mapping[str, int]) -> Any:
        u = chart.letters[int(letter) - 1 if letter.isdigit() else at[letter]]
        return _entrywise(lambda x: chart.field.derivative(x, u).cancelled(), of.value(chart, at))

    latex, text = of._factor(PRODUCT)
    gap = "" if latex.startswith(r"\partial") else " "
    free = set() if letter.isdigit() else {letter}
    uses = {name: order + 1 for name, order in of.uses.items()}
    return Term(
        rf"\partial_{letter}{gap}{latex}", f"d_{letter} {text}", value, FUNCTION, of.letters | free, uses
    )


def inner(a: Term, b: Term) -> Term:
    """The scalar product of the ambient space, in angle brackets."""
    latex, text = rf"\langle {a.latex}, {b.latex}\rangle", f"<{a.text}, {b.text}>"
    latex = latex.replace(r"\langle \partial", r"\langle\partial")
    return _made(latex, text, ATOM, a.letters | b.letters, _scalar_product, a, b)


def root(of: Term) -> Term:
    """The square root that is not negative."""

    def value(chart: Derived, at: Mapping[str, int]) -> Any:
        return chart.translator.roots.root(of.value(chart, at), 2, nonnegative=True)

    return Term(rf"\sqrt{{{of.latex}}}", f"sqrt({of.text})", value, ATOM, of.letters, of.uses)


def norm(of: Term) -> Term:
    """The length of a vector of the ambient space."""
    length = root(inner(of, of))
    return replace(length, latex=rf"\lvert {of.latex}\rvert", text=f"|{of.text}|")


def determinant(*columns: Term) -> Term:
    """The determinant of vectors, the columns of a square matrix."""
    latex, text = (", ".join(getattr(c, a) for c in columns) for a in ("latex", "text"))
    return _made(
        rf"\det ({latex})",
        f"det({text})",
        FUNCTION,
        frozenset(),
        lambda *values: linear.determinant(linear.transpose(values)).cancelled(),
        *columns,
    )


def times(a: Term, b: Term) -> Term:
    """The vector product in space."""
    return _made(
        rf"{a.latex} \times {b.latex}",
        f"{a.text} x {b.text}",
        PRODUCT,
        frozenset(),
        lambda *values: linear.cross(linear.transpose(values)),
        a,
        b,
    )


def fraction(above: Term, below: Term) -> Term:
    """A quotient as a built-up fraction."""
    text = f"{above._factor(PRODUCT)[1]}/{below._factor(PRODUCT)[1]}"
    return replace(
        above._over(below), latex=rf"\frac{{{above.latex}}}{{{below.latex}}}", text=text, level=ATOM
    )


def stack(*parts: Term) -> Term:
    """A vector put together of vectors and numbers."""
    latex, text = (", ".join(getattr(p, a) for p in parts) for a in ("latex", "text"))

    def joined(*values: Any) -> Any:
        return tuple(x for v in values for x in (v if isinstance(v, tuple) else (v,)))

    return _made(f"({latex})", f"({text})", ATOM, frozenset(), joined, *parts)


def cross(tangents: Term, d: Any) -> Term:
    """The generalised cross product of ``d_1 X .. d_d X``, the columns of a matrix; for d = 1 a turn to the left."""
    known = isinstance(d, int)
    names = [rf"\partial_{k} X" for k in (range(1, d + 1) if known and d < 4 else (1, 0, d))]
    shown = [r"\cdots" if name == r"\partial_0 X" else name for name in names]
    latex = r" \times ".join(shown)
    if known and d == 1:
        latex = r"\begin{pmatrix} 0 & -1 \\ 1 & 0 \end{pmatrix} \partial_1 X"
    text = " x ".join(plain(name).replace("cdots", "...") for name in shown)
    text = "d_1 X turned left" if known and d == 1 else text
    return _made(latex, text, PRODUCT, frozenset(), linear.cross, tangents)


def plain(latex: str) -> str:
    r"""A symbol as it is typed.

    >>> plain(r"\Gamma^k_{ij}"), plain("g^{-1}"), plain(r"\sqrt{\det g}"), plain(r"\partial_1 X")
    ('Gamma^k_ij', 'g^-1', 'sqrt(det g)', 'd_1 X')
    """
    text = re.sub(r"\\sqrt\{(.*)\}$", r"sqrt(\1)", latex).replace(r"\partial", "d")
    return re.sub(r"\\(mathrm|operatorname|mathsf)|[{}\\]", "", text)


# Values -------------------------------------------------------------------------------------------------------------
def _made(
    latex: str, text: str, level: int, letters: frozenset[str], function: Callable[..., Any], *parts: Term
) -> Term:
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
    left = a._factor(FUNCTION) if a.level == FUNCTION else a._factor()
    right = b._factor()
    return f"{left[0]} {right[0]}", f"{left[1]} {right[1]}"


def _entrywise(function: Callable[..., Any], *values: Any) -> Any:
    if isinstance(values[0], Element):
        return function(*values)
    return tuple(_entrywise(function, *parts) for parts in zip(*values, strict=True))


def _times(a: Any, b: Any) -> Any:
    scalar, other = (a, b) if isinstance(a, Element) else (b, a)
    return _entrywise(lambda x: x * scalar, other)


def _total(terms: Iterable[Any], field: Any) -> Any:
    return _entrywise(lambda *entries: field.sum(entries).cancelled(), *terms)


def _scalar_product(a: tuple[Element, ...], b: tuple[Element, ...]) -> Element:
    return a[0].field.sum(x * y for x, y in zip(a, b, strict=True)).cancelled()  # type: ignore[attr-defined, no-any-return]


def _multiplied(a: Any, b: Any) -> Any:
    columns = isinstance(b[0], tuple)
    result = linear.multiply(a, b if columns else tuple((x,) for x in b))
    return result if columns else tuple(row[0] for row in result)
