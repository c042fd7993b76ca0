"""Operations are counted as SymPy counts them, whatever the expression is."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from symgeom.algebra.domain.counting import operations

x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)
f = sp.Function("f")(x, y)
LEAVES = [
    x,
    y,
    p,
    f,
    sp.Derivative(f, x),
    sp.pi,
    sp.E,
    sp.oo,
    *map(sp.Rational, ("1", "-1", "2", "-3", "2/3", "-1/2")),
]
POWERS = [*map(sp.Rational, ("-1", "2", "-2", "1/2", "-1/2", "-3/2")), -x, -p, x * y]
FUNCTIONS = [
    sp.sin,
    sp.exp,
    sp.log,
    sp.Abs,
    lambda e: sp.Max(x, y) - e,
    lambda e: sp.Piecewise((e, x > 0), (-e, True)),
]


def grown(inner: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    """Sums, products, powers, functions, and a number in front of a sum, which the engine leaves there."""
    several = st.lists(inner, min_size=2, max_size=4)
    numbers = st.sampled_from([e for e in LEAVES if e.is_Rational and e != 1])
    return st.one_of(
        st.builds(lambda terms: sp.Add(*terms), several),
        st.builds(lambda factors: sp.Mul(*factors), several),
        st.builds(sp.Pow, inner, st.sampled_from(POWERS)),
        st.builds(lambda n, e: sp.Mul(n, e, evaluate=not e.is_Add), numbers, inner),
        st.builds(lambda e, g: g(e), inner, st.sampled_from(FUNCTIONS)),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.sampled_from(LEAVES), grown, max_leaves=12))
def test_as_many_as_sympy_counts(e: sp.Expr) -> None:
    assert operations(e) == sp.count_ops(e)


@pytest.mark.parametrize(
    "e",
    [
        sp.Mul(-1, x + y, evaluate=False),
        sp.Mul(-2, x + y, evaluate=False),
        2 * (x + y) / p,
        -(x + y) / (2 * p),
        -1 / x,
        -sp.exp(-p),
        x ** (-p) * y,
        sp.Add(-x, -y, evaluate=False),
        sp.Tuple(x + 1, y),
        sp.Sum(x**2, (x, 0, 3)),
        sp.Matrix([[x, -y]])[0, 1] - 1,
    ],
    ids=str,
)
def test_forms_with_rules_of_their_own(e: sp.Expr) -> None:
    assert operations(e) == sp.count_ops(e)


def test_what_is_deeper_than_the_stack_is_counted_too() -> None:
    e = x
    for _ in range(3000):
        e = sp.Add(1, sp.Mul(x, e, evaluate=False), evaluate=False)
    assert operations(e) == 6000
