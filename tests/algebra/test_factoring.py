"""Factors of polynomials: what is taken for irreducible without FLINT is irreducible; budgets name the limit."""

import random
from itertools import pairwise

import pytest
import sympy as sp
from flint import Ordering, fmpq, fmpq_mpoly_ctx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.algebra.field import differential as field
from symgeom.algebra.ring import factoring, primes
from symgeom.algebra.ring.budget import Budget, within
from symgeom.algebra.ring.conjugates import conjugated
from symgeom.algebra.ring.factoring import LONG, raw_factors
from symgeom.algebra.ring.polynomials import Ring
from symgeom.errors import BudgetError

pytestmark = pytest.mark.quick

CONTEXT = fmpq_mpoly_ctx.get(["a", "b", "c"], Ordering.lex)
x, y = sp.symbols("x y", real=True)


def drawn(draw, terms, degree, without=None):
    """A random polynomial; ``without`` names a generator that it doesn't have."""
    found: dict[tuple[int, ...], int] = {}
    while len(found) < terms:
        exponents = [draw.randint(0, degree) for _ in range(3)]
        if without is not None:
            exponents[without] = 0
        found[tuple(exponents)] = fmpq(draw.choice([-3, -2, -1, 1, 2, 5]))
    return CONTEXT.from_dict(found)


def product(content, factors):
    p = CONTEXT.constant(content)
    for q, k in factors:
        p = p * q**k
    return p


@pytest.mark.parametrize("seed", range(40))
def test_as_flint_factors(seed):
    """The same factors, whatever is multiplied: with all generators, with a factor that lacks one, with a square."""
    draw = random.Random(seed)
    p = drawn(draw, 70, 5)
    for q in (CONTEXT.constant(1), drawn(draw, 5, 3), drawn(draw, 4, 2, without=seed % 3), p):
        content, found = raw_factors(p * q)
        assert product(content, found) == p * q
        assert sum(k for _, k in found) == sum(int(k) for _, k in (p * q).factor()[1])


def test_a_factor_without_the_chosen_generator_is_seen():
    """Its image is a number, so only the coefficients show it."""
    draw = random.Random(7)
    for slot in range(3):
        hidden = drawn(draw, 4, 3, without=slot)
        p = drawn(draw, 90, 6) * hidden
        assert len(p) > LONG
        assert not factoring._has_no_content(p, slot)
        assert not factoring._is_irreducible(p)


def test_a_long_irreducible_polynomial_is_known_without_flint():
    p = drawn(random.Random(3), 200, 6)
    assert len(p.factor()[1]) == 1
    assert factoring._is_irreducible(p)


def test_budgets_name_their_limit():
    with pytest.raises(BudgetError, match="time"):
        Budget.of(-1.0, None).check()
    with pytest.raises(BudgetError, match=r"memory.*MB"):
        Budget.of(None, -1.0).check()
    Budget().check()
    hard = (x + y + sp.sqrt(2 + x**2)) ** 9
    for budget, word in ((Budget.of(0.0, None), "time"), (Budget.of(None, -1.0), "memory")):
        with within(budget):
            verdict = sg.decide(hard, sp.expand(hard))
        assert verdict.status == "undecided"
        assert word in verdict.reason
    assert sg.decide(hard, sp.expand(hard)).status == "proved"


def test_a_form_that_nobody_would_read_is_refused_by_name(monkeypatch):
    """The error says which quantity, how many terms, and what would help; the closed form is the formula put back."""
    monkeypatch.setattr(field, "MAX_SHOWN", 6)
    surface = sg.Hypersurface([x, y, x**5 + x * y**3 + 2 * x**2 * y + y**2], (x, y), name="quintic")
    with pytest.raises(
        BudgetError, match=r"quintic: the volume element grew too large: .* terms; the limit is 6"
    ):
        surface.engine.exact("mean_curvature")
    f = surface.position[2]
    p, q = sp.diff(f, x), sp.diff(f, y)
    numerator = (1 + q**2) * sp.diff(p, x) - 2 * p * q * sp.diff(p, y) + (1 + p**2) * sp.diff(q, y)
    at = {x: sp.Rational(1, 3), y: sp.Rational(-2, 7)}
    textbook = (numerator / (2 * (1 + p**2 + q**2) ** sp.Rational(3, 2))).subs(at)
    assert (surface.mean_curvature.subs(at) - textbook).evalf(40) == pytest.approx(0, abs=1e-35)


def test_a_very_long_polynomial_counts_as_one_factor_beside_the_known_ones(monkeypatch):
    """Nothing is lost but cancellation: the product is the polynomial."""
    ring = Ring()
    a, b = (ring.gen(ring.add()) for _ in range(2))
    p = (a + b) ** 2 * (a**3 + 2 * b + 5)
    monkeypatch.setattr(primes, "MAX_FACTORED", 3)
    content, factors = ring.primes.factor(p)
    total = ring.constant(content)
    for f in factors:
        total = total * f.poly**f.exponent
    assert total == p
    assert len(factors) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(2, 5),
    st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=4),
)
def test_a_root_is_conjugated_away(power, terms):
    """``p q`` is the norm of p: it has no root in it, and is p times q modulo ``r^n = x + 2``."""
    ring = Ring()
    x = ring.gen(ring.add())
    index = ring.add(power, x + 2)
    r = ring.gen(index)
    p = ring.reduce(sum((c * x**i * r**j for c, i, j in terms), ring.zero))
    if not ring.degree(p, index):
        return
    conjugate, norm = conjugated(ring, p, index)
    assert ring.reduce(p * conjugate) == norm and not norm.is_zero()
    assert ring.degree(norm, index) == 0


def test_a_sum_over_many_angles_counts_as_one_factor():
    """In half angles each angle multiplies the length; what isn't factored is still right."""
    names = sp.symbols("t1:12", real=True)
    e = 1 + sum((a * sp.sin(a * b)) ** 2 * sp.cos(a) for a, b in pairwise(names))
    assert sg.decide(e**2 / e, e).status == "proved"
    assert sg.decide(e**2 / e, e + names[0]).status == "refuted"


def test_high_powers_in_several_angles_are_not_written_in_half_angles():
    """Each angle makes forty terms of one: sin^40 in three angles is no short polynomial in half angles."""
    ring = Ring()
    pairs = [ring.add_pair(1) for _ in range(6)]
    p = ring.one
    for c, s in pairs:
        p = p * (1 + ring.gen(c) ** 2 * ring.gen(s)) + ring.gen(c) ** 40
    assert ring.halves.to_half(p) is None


def test_the_shape_operator_of_a_function_with_high_powers_of_sines():
    """Its parts put back; no normal form of det g is asked for, as an entry that is tiny at a point isn't 0."""
    x = sp.symbols("x1:4", real=True)
    f = -sum(sp.sin(s) * sp.sin((k + 1) * s**2 / sp.pi) ** 20 for k, s in enumerate(x))
    with within(Budget.of(60.0, None)):
        S = sg.Graph(f, x).shape_operator
    assert sum(map(sp.count_ops, S)) < 2500
