"""Determinants that kernels compute of what is left after terms cancel: equal to the determinant, and nothing subtracted."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry.multiplied import multiplied
from symgeom.parts.names import Parts

x, y = sp.symbols("x y", real=True)


def shares(number: int) -> tuple[Parts, list[sp.Symbol]]:
    parts = Parts([x, y])
    meaning = "share of an exponential"
    return parts, [parts.named(sp.exp(x * (k + 1)), "q", meaning) for k in range(number)]


def value(parts: Parts, e: sp.Expr, numbers: dict[sp.Symbol, Fraction]) -> sp.Rational:
    """At numbers for the letters."""
    table = {s: sp.Rational(v.numerator, v.denominator) for s, v in numbers.items()}
    for part in parts:
        table.setdefault(part.symbol, part.expression.subs(table))
    return sp.Rational(e.subs(table))


@pytest.mark.parametrize("number", [2, 5, 12])
def test_a_sum_of_squares_has_the_determinant_of_its_matrix(number: int) -> None:
    """Few terms by pairs, many one by one; also where a first component is 0."""
    draw = Random(number)
    parts, weights = shares(number)
    rows = [[draw.randint(-9, 9), draw.randint(-9, 9)] for _ in weights]
    rows[0][0] = 0
    A = sum((w * sp.Matrix(u) * sp.Matrix(u).T for w, u in zip(weights, rows)), sp.zeros(2))
    form = multiplied(parts, A.tolist())
    assert form is not None
    numbers = {w: Fraction(draw.randint(1, 99), draw.randint(1, 99)) for w in weights}
    assert value(parts, form, numbers) == value(parts, A.det(), numbers) != 0


def test_what_cancels_exactly_is_gone() -> None:
    """``w_1 w_2 w_3 = c``: det A is the square of the residual times what has one sign near the valley."""
    chain = sg.losses.scalar_chain(3)
    definitions, values = chain.straight_line(["gaussian_curvature"])
    residual = next(p.symbol for p in definitions if p.meaning == "residual")
    (K,) = values["gaussian_curvature"]
    assert K.as_powers_dict()[residual] == 2


def test_terms_that_may_cancel_again_are_left_as_they_were() -> None:
    parts = Parts([x, y])
    a, b, c, d, e, f = sp.symbols("a b c d e f")
    assert multiplied(parts, [[a + b - c, d + e - f], [d + e - f, a - b + c]]) is None
    assert multiplied(parts, [[a, b], [b, c]]) is None


def test_a_determinant_of_many_rows_is_not_multiplied_out() -> None:
    """Ten rows have 3,628,800 products."""
    letters = sp.symbols("a:100")
    assert multiplied(Parts([x, y]), [list(letters[10 * i : 10 * i + 10]) for i in range(10)]) is None
