"""Random branch-sensitive identities: no verdict may contradict an independent numeric truth.

The nightly run is `python -m tests.fuzz --draws 20000`; here the first draws of it.
"""

import pytest
import sympy as sp

from tests import fuzz
from tests.fuzz import truth
from tests.fuzz.campaign import contradiction

DRAWS = 750  # `make fuzz` draws many more
CHUNK = 250


@pytest.mark.parametrize("first", range(0, DRAWS, CHUNK))
def test_no_wrong_verdict(first):
    report = fuzz.run(range(first, first + CHUNK))
    print(report)
    assert not report.wrong, str(report)
    assert not report.masked, str(report)
    # A fuzzer whose draws are all refuted at sight, or all refused, tests nothing.
    assert report.counts["proved"] >= CHUNK // 6
    assert report.counts["refuted"] >= CHUNK // 4
    assert report.counts["undecided"] <= CHUNK // 3
    assert report.counts["refused"] <= CHUNK // 50


def test_draws_are_repeatable():
    assert [str(fuzz.draw(n)) for n in range(40)] == [str(fuzz.draw(n)) for n in range(40)]


x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("left", "right", "domain"),
    [
        (sp.sqrt(x**2), x, {}),
        (sp.sqrt((x - sp.Rational(1, 10**4)) ** 2), x - sp.Rational(1, 10**4), {x: (sp.S.Zero, sp.oo)}),
        (sp.sqrt(x) * sp.sqrt(y), sp.Pow(x * y, sp.S.Half, evaluate=False), {}),
        (sp.sqrt(sp.cosh(sp.sqrt(x)) ** 2), sp.cosh(sp.sqrt(x)), {}),
        (sp.log(sp.exp(sp.sqrt(x))) ** 2, x, {}),
        (sp.sin(x), sp.sin(x) + sp.Rational(1, 10**40), {}),
        (sp.sqrt(1 + sp.cos(x)), sp.sqrt(2) * sp.cos(x / 2), {x: (sp.S.Zero, 2 * sp.pi)}),
    ],
)
def test_the_truth_sees_a_difference(left, right, domain):
    assert contradiction(fuzz.Draw(0, "", left, right, domain, ()))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.sqrt(x**2), sp.Abs(x)),
        (sp.sin(sp.acos(x)), sp.sqrt(1 - x**2)),
        (sp.sqrt(x) ** 2, x),
        (sp.sinh(sp.acosh(x)), sp.sqrt(x - 1) * sp.sqrt(x + 1)),
        (sp.cos(2 * sp.atan(sp.sqrt(x))), (1 - x) / (1 + x)),
        (1 / (sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1), x),
    ],
)
def test_the_truth_sees_no_difference(left, right):
    assert not contradiction(fuzz.Draw(0, "", left, right, {}, ()))


def test_assumptions_are_read():
    facts = truth.assumptions(["x - 1 ≠ 0", "0 < x < 2", "sqrt(x) >= 0"], [x])
    point = {x: truth.Fraction(1)}
    assert [truth.holds(fact, point) for fact in facts] == [False, True, True, True]


def test_symbolic_ends_are_drawn_and_asked():
    from tests.fuzz.ends import asked

    drawn = [fuzz.draw(n) for n in range(300)]
    symbolic = [d for d in drawn if any(end.free_symbols for ends in asked(d)[0].values() for end in ends)]
    assert len(symbolic) >= 5
    for d in symbolic:
        domain, where = asked(d)
        assert len(where) <= len(d.where) - 2 and domain.keys() - d.domain.keys()
