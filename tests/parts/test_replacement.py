"""Values put in the place of names are what SymPy's ``xreplace`` puts there."""

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.core.cache import clear_cache

from symgeom.parts.replacement import Replacement

x, y = sp.symbols("x y", real=True)
s, t = sp.symbols("s t")
VALUES = {s: 1 + x * y, t: 1 / (x + y)}
LEAVES = [x, y, s, t, sp.pi, *map(sp.Rational, ("-1", "2", "2/3"))]
POWERS = [*map(sp.Rational, ("-2", "-1", "2", "3", "1/2", "-3/2")), x]


def grown(inner: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        st.builds(lambda terms: sp.Add(*terms), several),
        st.builds(lambda factors: sp.Mul(*factors), several),
        st.builds(sp.Pow, inner, st.sampled_from(POWERS)),
        st.builds(lambda e, g: g(e), inner, st.sampled_from([sp.sin, sp.exp, sp.Abs, sp.sign])),
    )


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(st.sampled_from(LEAVES), grown, max_leaves=8), st.recursive(st.sampled_from(LEAVES), grown)
)
def test_as_sympy_replaces(first: sp.Expr, second: sp.Expr) -> None:
    fill = Replacement()
    for symbol, value in VALUES.items():
        fill.put(symbol, value)
    for e in (first, second, first):
        assert fill(e) == e.xreplace(VALUES)


def test_a_value_may_have_names_that_were_put_before() -> None:
    fill = Replacement()
    fill.put(s, x - y)
    fill.put(t, fill(sp.sqrt(s) * (1 + s)))
    assert fill(t**2 / s) == (1 + x - y) ** 2


def test_what_has_no_name_stays_as_it_is_written() -> None:
    """A number in front of a sum isn't multiplied into it, also where an equal sum was met before."""
    fill = Replacement()
    fill.put(s, x)
    for _ in range(2):
        clear_cache()  # so that equal sums are different objects
        left_alone = sp.Mul(2, sp.Add(sp.sin(x), y), evaluate=False)
        assert fill(s + left_alone).args == (x + left_alone).args
        assert left_alone in fill(s**2 + left_alone).args
