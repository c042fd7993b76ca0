"""Formulas as they are written: brackets stand where the meaning would change without them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgeom.notation import composed as n
from symgeom.notation.composed import letter, number
from symgeom.notation.handwritten import binding
from symgeom.notation.tree import ATOM, PRODUCT, SUM, Notation
from symgeom.typeset.mathtree import read

pytestmark = pytest.mark.quick

VALUES = {"a": Fraction(3), "b": Fraction(-5), "c": Fraction(7, 2)}
Written = tuple[Notation, Fraction]


def _leaves() -> st.SearchStrategy[Written]:
    numbers = st.fractions(min_value=-3, max_value=3, max_denominator=4).map(lambda q: (number(q), q))
    return numbers | st.sampled_from([(letter(name), value) for name, value in VALUES.items()])


def _longer(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    def two(written: Any, meant: Any) -> st.SearchStrategy[Written]:
        return st.tuples(inner, inner).map(lambda p: (written(p[0][0], p[1][0]), meant(p[0][1], p[1][1])))

    return st.one_of(
        two(n.total, lambda x, y: x + y),
        two(n.plus, lambda x, y: x + y),
        two(n.difference, lambda x, y: x - y),
        two(n.product, lambda x, y: x * y),
        two(n.dotted, lambda x, y: x * y),
        two(n.quotient, lambda x, y: x / (y or 1)),
        inner.map(lambda p: (n.negative(p[0]), -p[1])),
        inner.map(lambda p: (n.divided(p[0], 3), p[1] / 3)),
        inner.map(lambda p: (n.power(p[0], number(2)), p[1] ** 2)),
    )


def _meant(text: str) -> Fraction:
    """The value of plain text by the rules of Python, numbers as fractions."""
    exact = re.sub(r"(?<!\*\*)\b(\d+)\b", r"F(\1)", text)
    return eval(exact, {"F": Fraction, **VALUES})  # text made of the leaves above


@given(st.recursive(_leaves(), _longer, max_leaves=8))
def test_plain_text_means_what_was_written(written: Written) -> None:
    formula, value = written
    try:
        found = _meant(formula.plain)
    except ZeroDivisionError:
        return
    assert found == value, formula.plain
    assert read(formula.latex).nodes


@pytest.mark.parametrize(
    ("written", "latex"),
    [
        (n.determinant(n.product(letter("A"), letter("B"))), r"\det \left(A\,B\right)"),
        (n.product(n.determinant(letter("A")), letter("B")), r"\left(\det A\right)\,B"),
        (n.determinant(n.transposed(letter("A"))), r"\det A^{\mathsf T}"),
        (n.transposed(n.inverse(letter("A"))), r"\left(A^{-1}\right)^{\mathsf T}"),
        (n.power(letter("q^2"), number(2)), r"\left(q^2\right)^2"),
        (n.power(letter("w"), n.total(letter("d"), number(2))), "w^{d + 2}"),
        (n.partial(n.power(letter("x"), number(3)), letter("x")), r"\partial_{x}\left(x^3\right)"),
        (n.plus(letter("a"), n.negative(letter("b"))), r"a + \left(-b\right)"),
        (n.total(letter("a"), n.negative(letter("b"))), "a - b"),
        (n.difference(letter("a"), n.difference(letter("b"), letter("c"))), r"a - \left(b - c\right)"),
        (n.value(n.negative(letter("S")), letter("p=0")), r"\left.\left(-S\right)\right|_{p=0}"),
        (n.at_least(n.inner(letter("x"), letter("y")), number(0)), r"\langle x, y \rangle \ge 0"),
    ],
)
def test_brackets(written: Notation, latex: str) -> None:
    assert written.latex == latex


def test_letters_in_plain_text() -> None:
    assert letter(r"\tilde g").plain == "tilde g" and letter(r"\lambda_{1}").plain == "lambda_1"


def test_how_tightly_a_letter_binds() -> None:
    assert binding("a=b") == SUM and binding(r"\tilde g^{-1}\tilde h") == PRODUCT
    assert binding("g(x, x)") == binding(r"\left.S\right|_{p = 0}") == ATOM
    assert binding(r"\left.S\right|_{p = 0} + \left(a\right)") == SUM
