"""What facts are accepted, refused, and how the ends of an interval are taken: never inside it."""

import pytest
import sympy as sp
from flint import fmpq

import symgeom as sg
from symgeom.algebra.signs.segments import _outer
from symgeom.errors import InputError

x, y, r = sp.symbols("x y r", real=True)
n = sp.Symbol("n", integer=True)
z = sp.Symbol("z", irrational=True)
g = sp.Function("g", real=True)(y)
dg = g.diff(y)
h = sp.Function("h", positive=True)(y)


@pytest.mark.parametrize(
    "base", [sp.Catalan, sp.EulerGamma, sp.GoldenRatio, sp.sqrt(2), sp.pi, sp.sqrt(3) / 10**18, -sp.E]
)
@pytest.mark.parametrize("shift", [0, 2**30 + sp.Rational(1, 2**22), -(10**12), sp.Rational(1, 3)])
def test_an_end_is_taken_outward(base, shift):
    for end in (shift + base, shift - base):
        low, high = (sp.Rational(int(q.p), int(q.q)) for q in (_outer(end, False), _outer(end, True)))
        assert (low - end).evalf(60) <= 0 <= (high - end).evalf(60)
        assert (high - low) < abs(sp.Rational(1, 2**40) * (1 + abs(end))).evalf(30)
    assert _outer(sp.Rational(1, 3), True) == fmpq(1, 3)


def test_an_end_that_no_decimal_reaches():
    """The end lies 10^-19 above q: on (q, end) the absolute value is x - q."""
    q = sp.Rational("1073741824.0000002384185791")
    end = 2**30 + sp.Rational(1, 2**22) - sp.sqrt(2) / 10**18
    assert sg.decide(sp.Abs(x - q), q - x, domain={x: (0, end)}).status != "proved"
    assert sg.decide(sp.Abs(x - q), q - x, domain={x: (0, 1)}).status == "proved"


@pytest.mark.parametrize(
    "facts",
    [
        {"domain": {n: (100, 102)}},
        {"domain": {n: (0, sp.oo)}, "where": [n > 50]},
        {"domain": {n: (-sp.oo, -7)}},
        {"where": [x**2 + y**2 < sp.Rational(1, 10**10)]},
        {"domain": {x: (0, sp.Catalan)}, "where": [x * y > 1]},
        {"domain": {x: (-sp.EulerGamma, sp.GoldenRatio)}},
        {"where": x > 0},
        {"where": sp.And(x > 0, x < 1)},
        {"where": [g > 1, dg < 0, g + dg > 0]},
        {"domain": {y: (0, 1)}, "where": [g < y, y < sp.Rational(1, 10**12)]},
    ],
    ids=str,
)
def test_facts_that_can_hold_are_accepted(facts):
    assert sg.decide(x + n, n + x, **facts).status == "proved"


@pytest.mark.parametrize(
    "facts",
    [
        {"domain": {x: (0, sp.zeta(3))}},
        {"domain": {x: (0, sp.besselj(0, 1))}},
        {"domain": {x: (True, 2)}},
        {"domain": {x: (2, 1)}},
        {"domain": {n: (2, 3)}},
        {"domain": {x: (r, r)}},
        {"where": "x > 0"},
        {"where": [x > 1, x < 1]},
        {"where": [x**2 + y**2 < 1, x > 1]},
        {"where": [g > 0, g < 0]},
        {"where": [g > 1, dg < -2, g + dg > 0, g < sp.Rational(3, 2)]},
        {"where": [h < x, x < 0]},
        {"domain": {x: (0, sp.sqrt(2))}, "where": [x > sp.sqrt(2)]},
        {"where": [x > sp.sqrt(3), x < sp.sqrt(2)]},
        {"domain": {sp.Symbol("a", positive=True): (-sp.oo, -sp.sqrt(2))}},
        {"domain": {x: (sp.sqrt(2) + sp.sqrt(3), sp.sqrt(5 + 2 * sp.sqrt(6)))}},
    ],
    ids=str,
)
def test_facts_that_can_not_hold_or_be_read_are_refused(facts):
    with pytest.raises(InputError):
        sg.decide(x, x, **facts)


def test_many_generators_beside_a_turn():
    """The ring grows while the turn is there already."""
    e = 7 * x * sp.cos(sp.pi / 7) + 4 * sp.sqrt(y**2 + 1) + sp.sin(x) ** 2 * sp.cos(y / 2) + 16
    assert sg.decide(sp.sqrt(e**2), e, domain={x: (-sp.pi, 2), y: (-1, 3)}).status in ("undecided", "proved")


def test_the_time_limit_holds_in_half_angles():
    e = (2 * sp.cos(3 * sp.pi / 16) + sp.sqrt(3)) * sp.cos(sp.pi / 7) * sp.cos(13 * sp.pi / 36)
    verdict = sg.decide(sp.sqrt(sp.expand(e**2)), e, seconds=1.0)
    assert verdict.status != "refuted"


def test_an_end_without_digits_is_named():
    with pytest.raises(InputError, match=r"the end zeta\(3\) of the domain of x can't be computed"):
        sg.decide(x, x, domain={x: (0, sp.zeta(3))})


@pytest.mark.parametrize(
    "bound", [sp.Rational(1, 10**12), sp.Rational(1, 10**30), sp.sqrt(2) / 10**15], ids=str
)
def test_a_point_is_found_in_a_thin_interval(bound):
    """Half-open strips beside an end of the domain: facts that are linear in one symbol narrow where points are drawn."""
    for where in ([x < bound], [1 - x < bound], [2 * x < bound, 3 * x > bound]):
        verdict = sg.decide(x, 2 * x, domain={x: (0, 1)}, where=where)
        assert verdict.status == "refuted"
        value = sp.Rational(verdict.witness.point["x"])
        assert 0 < value < 1 and all(relation.subs(x, value) == True for relation in where)  # noqa: E712


def test_a_symbol_that_is_zero_has_a_point():
    o = sp.Symbol("o", zero=True)
    assert sg.decide(x + o, x + 1 + o).status == "refuted"


def test_an_irrational_symbol_is_no_contradiction():
    """Sample points are rational, so none is found; nothing wrong may be said for that."""
    assert sg.decide(z + x, x + z, domain={z: (0, 1)}).status in ("proved", "undecided")
