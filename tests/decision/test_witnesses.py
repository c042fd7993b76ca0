"""Witnesses of refutations: every symbol of the sides as they were given has a value, also one that the reading loses."""

import pytest
import sympy as sp

import symgeom as sg
from symgeom.claims import Expressions, SurfaceSetting
from symgeom.claims import together as settings_of

x, y, a, b = sp.symbols("x y a b", real=True)
I = sp.I
f = sp.Function("f")
w, W = sp.IndexedBase("w"), sp.MatrixSymbol("W", 2, 2)


def nothing(p: sp.Expr) -> sp.Expr:
    """Zero for real p, written with i: the reading loses p."""
    return (p - I * p) ** 2 + (p + I * p) ** 2


LOST = [
    (nothing(x), {"x"}),
    (nothing(x + y), {"x", "y"}),
    (nothing(w[0]), {"w[0]"}),
    (nothing(W[0, 1]), {"W[0, 1]"}),
    (nothing(f(x)), {"x", "f"}),
    (nothing(f(x).diff(x)), {"x", "∂1f"}),
    (nothing(f(a, b)) + x, {"a", "b", "f", "x"}),
    (sp.Mul(0.0, x, evaluate=False), {"x"}),
    (sp.Derivative(x, x) - 1, {"x"}),
    (sp.im(x, evaluate=False) + sp.im(y, evaluate=False), {"x", "y"}),
]


def told(verdict: sg.Verdict) -> set[str]:
    assert verdict.status == "refuted"
    assert verdict.witness is not None
    return {name.partition("(")[0] for name in verdict.witness.point}


@pytest.mark.parametrize(("given", "names"), LOST, ids=[str(given) for given, _ in LOST])
@pytest.mark.parametrize("swapped", [False, True])
def test_decide_names_what_the_reading_loses(given: sp.Expr, names: set[str], swapped: bool) -> None:
    sides = (sp.S.Half, given) if swapped else (given, sp.S.Half)
    assert told(sg.decide(*sides)) == names
    assert told(sg.decide(sp.Matrix([[a, sides[0]]]), sp.Matrix([[a, sides[1]]]))) == names
    if not given.has(sp.Mul(0.0, x, evaluate=False)):  # Python's own equation would evaluate it
        assert told(sg.decide(sp.Eq(*sides, evaluate=False))) == names


@pytest.mark.parametrize(("given", "names"), LOST, ids=[str(given) for given, _ in LOST])
def test_steps_of_claims_name_it_too(given: sp.Expr, names: set[str]) -> None:
    s = Expressions([])
    left, right = s.scalar(given), s.scalar(sp.S.Half + 10**6)
    assert told(s.step("equal", left, right, "").decide()) == names
    assert told(s.at_least("order", left, right, "").decide()) == names


def test_surfaces_and_surfaces_compared() -> None:
    u, v = sp.symbols("u v", real=True)
    bowl = sg.Graph(u**2 + v**2, (u, v))
    s = SurfaceSetting(bowl)
    assert told(s.step("", s.scalar(nothing(a)), s.scalar(1), "").decide()) == {"u", "v", "a"}
    s, t = settings_of(bowl, sg.Graph(u**2 - v**2, (u, v)))
    assert told(s.step("", s.scalar(1), t.scalar(nothing(a)), "").decide()) == {"u", "v", "a"}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ([x < a, a > b], {"x", "a", "b"}),
        ([a > b], {"x"}),
        ([sp.Gt(nothing(y), -1, evaluate=False)], {"x", "y"}),
    ],
)
def test_symbols_of_the_conditions(where: list[sp.Basic], names: set[str]) -> None:
    """A reader can check the point: it holds what the facts tie to the sides."""
    assert told(sg.decide(x, 7, where=where)) == names


def test_ends_of_domains_are_conditions() -> None:
    point = sg.decide(x, 7, domain={x: (a, a + b)}, where=[b > 0]).witness.point
    assert point.keys() == {"x", "a", "b"}
    low, width, at = (sp.Rational(point[name]) for name in "abx")
    assert low < at < low + width


def test_cases_of_a_sign_keep_it() -> None:
    assert told(sg.decide(abs(a) + nothing(x), a)) == {"a", "x"}
    assert told(sg.decide(sp.sign(a) * sp.exp(nothing(f(x))), 2)) == {"a", "x", "f"}


def test_the_value_told_is_the_same_in_every_run() -> None:
    verdicts = [str(sg.decide(nothing(f(x)) + nothing(sp.Function("h")(y)), 1)) for _ in range(2)]
    assert verdicts[0] == verdicts[1]
