"""What formulas are made with besides arithmetic: derivatives, products of vectors, lengths, roots.

Each prints itself as in the books and is computed exactly, as `terms` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symgeom.geometry import linear
from symgeom.geometry.protocols import Derived
from symgeom.geometry.terms import Term, entrywise, made, plain, scalar_product
from symgeom.notation.tree import ATOM, FUNCTION, PRODUCT

__all__ = ["cross", "determinant", "fraction", "inner", "norm", "partial", "root", "stack", "times"]


def partial(letter: str, of: Term) -> Term:
    """The derivative of every entry in the coordinate of that number, the letter of an index or "1" for the first."""

    def value(chart: Derived, at: Mapping[str, int]) -> Any:
        u = chart.engine.letters[int(letter) - 1 if letter.isdigit() else at[letter]]
        return entrywise(lambda x: chart.engine.field.derivative(x, u).cancelled(), of.value(chart, at))

    latex, text = of.factor(PRODUCT)
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
    return made(latex, text, ATOM, a.letters | b.letters, scalar_product, a, b)


def root(of: Term) -> Term:
    """The square root that is not negative."""

    def value(chart: Derived, at: Mapping[str, int]) -> Any:
        return chart.engine.translator.roots.root(of.value(chart, at), 2, nonnegative=True)

    return Term(rf"\sqrt{{{of.latex}}}", f"sqrt({of.text})", value, ATOM, of.letters, of.uses)


def norm(of: Term) -> Term:
    """The length of a vector of the ambient space."""
    length = root(inner(of, of))
    return replace(length, latex=rf"\lvert {of.latex}\rvert", text=f"|{of.text}|")


def determinant(*columns: Term) -> Term:
    """The determinant of vectors, the columns of a square matrix."""
    latex, text = (", ".join(getattr(c, a) for c in columns) for a in ("latex", "text"))
    return made(
        rf"\det ({latex})",
        f"det({text})",
        FUNCTION,
        frozenset(),
        lambda *values: linear.determinant(linear.transpose(values)).cancelled(),
        *columns,
    )


def times(a: Term, b: Term) -> Term:
    """The vector product in space."""
    return made(
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
    text = f"{above.factor(PRODUCT)[1]}/{below.factor(PRODUCT)[1]}"
    return replace(
        above.over(below), latex=rf"\frac{{{above.latex}}}{{{below.latex}}}", text=text, level=ATOM
    )


def stack(*parts: Term) -> Term:
    """A vector put together of vectors and numbers."""
    latex, text = (", ".join(getattr(p, a) for p in parts) for a in ("latex", "text"))

    def joined(*values: Any) -> Any:
        return tuple(x for v in values for x in (v if isinstance(v, tuple) else (v,)))

    return made(f"({latex})", f"({text})", ATOM, frozenset(), joined, *parts)


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
    return made(latex, text, PRODUCT, frozenset(), linear.cross, tangents)
