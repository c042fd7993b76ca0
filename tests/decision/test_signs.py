"""Weak and strict signs, identities that need two cases, witnesses that people can read, lists of what is given.

The truth of each row is plain mathematics, and is held against numbers as well: `fuzz.truth` shares no code with the library.
"""

from fractions import Fraction

import pytest
import sympy as sp

import symgeom as sg
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.translate import Translator
from tests.fuzz import Draw, smooth, truth
from tests.fuzz.campaign import contradiction

x, y, z, a, b, r, R = sp.symbols("x y z a b r R", real=True)
P, Q = sp.symbols("P Q", positive=True)
k = sp.Symbol("k", nonnegative=True)
m = sp.Symbol("m", nonpositive=True)
h, low = sp.Function("h", nonnegative=True), sp.Function("low", nonpositive=True)
H, f = sp.Function("H", positive=True), sp.Function("f", real=True)
Abs, sign, exp, log, sqrt, pi, oo = sp.Abs, sp.sign, sp.exp, sp.log, sp.sqrt, sp.pi, sp.oo
sin, cos, tan, sinh, cosh, tanh = sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh
Max, Min, Derivative = sp.Max, sp.Min, sp.Derivative


def decide(left, right, domain=None, where=()):
    return sg.decide(sp.sympify(left), sp.sympify(right), domain=domain, where=where)


def nonzero(verdict):
    return [given for given in verdict.assumptions if given.endswith("≠ 0")]


# Weak is not strict --------------------------------------------------------------------------------------------------
WEAK = [
    (h(x), {}), (h(x) * 2, {}), (-low(x), {}), (h(x) + k, {}), (h(x) * H(x), {}), (tanh(h(x)), {}), (sp.atan(h(x)), {}),
    (log(1 + h(x)), {}), (k, {}), (-m, {}), (k**3 + k, {}), (k * P, {}), (exp(k) - 1, {}), (1 - exp(-k), {}),
    (exp(x**2) - 1, {}), (sinh(x**2), {}), (tanh(x**2), {}), (cosh(x**2) - 1, {}), (exp(Abs(x)) - 1, {}),
    (1 - exp(-(x**2)), {}), (cosh(x) - 1, {}), (1 - cos(x), {}), (1 + sin(x), {}), (sp.atan(x**2), {}), (x**2 + y**2, {}),
    (log(1 + x**2), {}),
    (sqrt(x**2 + 1) - 1, {}), (x**2 + x * y + y**2, {}), (Abs(x) + Abs(y), {}), (tanh(Abs(x)), {}), (sp.asinh(x**4), {}),
    (tanh(f(x)), {"where": [f(x) >= 0]}), (exp(x - y) - 1, {"where": [x >= y]}), (x - y, {"where": [x >= y]}),
    (x, {"where": [x >= 0]}), (x, {"where": [x >= 0, x < 1]}), (x, {"where": [x >= 0, x > -1]}), (log(x), {"where": [x >= 1]}),
    (1 - x, {"where": [x <= 1, x >= -1]}), (sinh(x - y) * P, {"where": [x >= y]}), (x * y, {"where": [x > 0, y >= 0]}),
    (2 * x - y, {"where": [2 * x >= y]}), (1 - tanh(x) ** 2 + h(x) - 1 + tanh(x) ** 2, {}),
]  # fmt: skip


@pytest.mark.parametrize(("p", "facts"), WEAK, ids=str)
def test_the_sign_of_what_may_vanish_is_no_1_without_saying_so(p, facts):
    """p >= 0 vanishes at a point that the facts allow: sign(p) = 1 may only be proved away from it."""
    verdict = decide(sign(p, evaluate=False), 1, **facts)
    assert verdict.status != "proved" or nonzero(verdict), verdict


STRICT = [
    (H(x), {}), (h(x) + 1, {}), (exp(x), {}), (P, {}), (P + k, {}), (P - m, {}), (x**2 + 1, {}), (cosh(x), {}),
    (2 + sin(x), {}), (2 + sin(x) + cos(x), {}), (x**2 - x + 1, {}), (x**2 + x * y + y**2 + 1, {}), (sqrt(x**2 + 1) - x, {}),
    (1 + Abs(x), {}),
    (sqrt(1 + x**2) + 1, {}), (x - y, {"where": [x > y]}), (exp(x - y) - 1, {"where": [x > y]}), (x, {"domain": {x: (0, 1)}}),
    (x, {"where": [x >= 1]}), (1 - x, {"domain": {x: (0, 1)}}), (sin(x), {"domain": {x: (0, pi)}}), (tanh(P), {}),
    (exp(P) - 1, {}), (log(1 + P), {}), (log(x), {"domain": {x: (1, oo)}}), (R + r * cos(x), {"where": [r < R, r > 0]}),
    (x + y, {"where": [x >= 0, y > 0]}), (x**2 - 2, {"domain": {x: (2, oo)}}), (x * (1 - x), {"domain": {x: (0, 1)}}),
    (1 + exp(-Abs(x)), {}), (sp.atan(P), {}), (x**3 - x + 1, {"domain": {x: (0, oo)}}), (3 + tanh(x) * sin(y), {}),
]  # fmt: skip


@pytest.mark.parametrize(("p", "facts"), STRICT, ids=str)
def test_a_divisor_that_can_not_vanish_is_not_listed(p, facts):
    verdict = decide(1 / p + 1, (1 + p) / p, **facts)
    assert verdict.status == "proved" and not nonzero(verdict), verdict
    assert not nonzero(decide(sign(p, evaluate=False), 1, **facts))


def test_the_oracle_keeps_weak_and_strict_apart():
    translator = Translator([x, y, h(x)], facts_of(where=[x >= y, y >= 0]))
    signs = translator.signs
    for e, weak, strict in (
        (x, 1, 0),
        (x + 1, 1, 1),
        (-x - y - 1, -1, -1),
        (x - y, 1, 0),
        (h(x) + y, 1, 0),
        (y - 1, 0, 0),
    ):
        p = translator.element(e).num
        assert (signs.weak(p), signs.strict(p)) == (weak, strict), e


def test_a_root_of_what_may_vanish_is_not_analytic():
    """sqrt(h)-like branches meet at h = 0: nothing may be continued across it."""
    e = sqrt(2 * k + 1 + 2 * sqrt(k) * sqrt(k + 1))
    verdict = decide(e, sqrt(k) + sqrt(k + 1))
    assert verdict.status != "refuted"
    assert verdict.method != "connected domain"


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        (sp.floor(x), 0, [x >= 0, x <= 1]),
        (sp.floor(x), 1, [x >= 1, x <= 2]),
        (sp.floor(x - y), 0, [x >= y, x <= y + 1]),
        (sp.ceiling(x), 1, [x >= 0, x <= 1]),
        (h(x), Max(h(x), sp.Rational(1, 100)), []),
    ],
    ids=str,
)
def test_borders_of_closed_facts_are_looked_at(left, right, where):
    """Only on the border, or at the value 0, do these differ (or close to it, where nothing random falls)."""
    assert decide(left, right, where=where).status == "refuted"


def test_the_ends_of_a_declared_domain_are_not_in_it():
    assert decide(sp.floor(x), 0, domain={x: (0, 1)}).status != "refuted"


# Two cases -----------------------------------------------------------------------------------------------------------
right_half, inner = {x: (0, oo)}, {x: (-pi / 2, pi / 2)}
TRUE = [
    (log(1 + exp(-Abs(x))) + Max(x, 0), log(1 + exp(x)), {}),
    (log(1 + exp(-Abs(x))) + Max(x, 0), log(1 + exp(x)), right_half),
    (log(1 + exp(-Abs(x - y))) + Max(x, y), log(exp(x) + exp(y)), {}),
    (Max(x, 0) - x + log(1 + exp(-Abs(x))), log(1 + exp(-x)), {}),
    (exp(-Abs(x)) * exp(x), 1, right_half),
    (exp(-Abs(x)) * exp(-x), 1, {x: (-oo, 0)}),
    (exp(Abs(x)) * exp(-Abs(x)), 1, {}),
    (exp(Abs(x)) + exp(-Abs(x)), 2 * cosh(x), {}),
    (exp(Abs(x * y)), exp(x * y), {x: (0, oo), y: (0, oo)}),
    (exp(Max(x, y)), Max(exp(x), exp(y)), {}),
    (exp(Max(x, y)) + exp(Min(x, y)), exp(x) + exp(y), {}),
    (sqrt(x**2 + 2 * Abs(x) + 1), Abs(x) + 1, {}),
    (sqrt(x**2 + 4 * Abs(x) + 4), 2 + Abs(x), {}),
    (sqrt(x**4 + 2 * x**2 + 1), x**2 + 1, {}),
    (sqrt(x**2 + y**2 + 2 * Abs(x * y)), Abs(x) + Abs(y), {}),
    (sp.atan2(y, x), sp.atan(y / x), right_half),
    (sp.atan2(y, x), pi / 2 - sp.atan(x / y), {y: (0, oo)}),
    (sp.atan2(y, x), sp.atan(y / x) + pi, {x: (-oo, 0), y: (0, oo)}),
    (sp.acos(cos(x)), x, {x: (0, pi)}),
    (sp.acos(cos(x)), -x, {x: (-pi, 0)}),
    (sp.acos(cos(x)), Abs(x), {x: (-pi, pi)}),
    (sp.acos(cos(x)), 2 * pi - x, {x: (pi, 2 * pi)}),
    (sp.asin(sin(x)), x, inner),
    (sp.asin(sin(x)), pi - x, {x: (pi / 2, pi)}),
    (sp.atan(tan(x)), x, inner),
    (sp.atan(tan(x)), x - pi, {x: (pi / 2, 3 * pi / 2)}),
    (sp.acosh(cosh(x)), Abs(x), {}),
    (sp.acosh(cosh(x)), x, right_half),
    (sp.asinh(sinh(x)), x, {}),
    (sp.atanh(tanh(x)), x, {}),
    (sp.asinh(x), log(x + sqrt(x**2 + 1)), {}),
    (sp.atanh(x), log((1 + x) / (1 - x)) / 2, {x: (-1, 1)}),
    (4 * sp.atan(sp.Rational(1, 5)) - sp.atan(sp.Rational(1, 239)), pi / 4, {}),
    (sp.atan(sp.Rational(1, 2)) + sp.atan(sp.Rational(1, 3)), pi / 4, {}),
    (12 * sp.atan(sp.Rational(1, 18)) + 8 * sp.atan(sp.Rational(1, 57)) - 5 * sp.atan(sp.Rational(1, 239)), pi / 4, {}),
    (sp.asin(sp.Rational(3, 5)) + sp.asin(sp.Rational(4, 5)), pi / 2, {}),
    (sp.asinh(sp.Rational(3, 4)), log(2), {}),
    (Derivative(x**2, x), 2 * x, {}),
    (Derivative(Abs(x), x), sign(x), {}),
    (Derivative(log(Abs(x)), x), 1 / x, {}),
    (Derivative(x * Abs(x), x), 2 * Abs(x), {}),
    (Derivative(sin(x * y), x, y), cos(x * y) - x * y * sin(x * y), {}),
    (Derivative(f(x) ** 2, x), 2 * f(x) * f(x).diff(x), {}),
    (Max(x, y) + Min(x, y), x + y, {}),
    (Max(x, y) - Min(x, y), Abs(x - y), {}),
    (Max(x, y) * Min(x, y), x * y, {}),
    (Max(x, -x), Abs(x), {}),
    (sign(x) * x, Abs(x), {}),
    (cos(Abs(x)), cos(x), {}),
    (sin(Abs(x)), sign(x) * sin(x), {}),
    (tanh(Abs(x)), Abs(tanh(x)), {}),
    (sp.atan(Abs(x)), Abs(sp.atan(x)), {}),
    (sp.atan(Abs(x)) ** 2, sp.atan(x) ** 2, {}),
    (exp(Abs(log(x))), Max(x, 1 / x), right_half),
    (Abs(x) ** y, exp(y * log(Abs(x))), {}),
    (Abs(x) ** y, x**y, right_half),
    (2 ** Abs(x), 2**x, right_half),
    (f(Abs(x)), f(x), right_half),
    (f(Abs(x)) + f(-Abs(x)), f(x) + f(-x), {}),
    (f(Max(x, y)) + f(Min(x, y)), f(x) + f(y), {}),
    (Abs(Abs(x) * y), Abs(x * y), {}),
    (exp(Abs(Abs(x) * y)), exp(Abs(x * y)), {}),
    (1 / (1 + exp(-Abs(x))), exp(Abs(x)) / (1 + exp(Abs(x))), {}),
    (1 / (1 + exp(-Abs(x))), (1 + tanh(Abs(x) / 2)) / 2, {}),
    (Abs(x) ** 3, x**2 * Abs(x), {}),
    (sqrt(x**2 * exp(Abs(x))), Abs(x) * exp(Abs(x) / 2), {}),
]  # fmt: skip


def held(left, right, domain, verdict):
    """No point of the domain that the assumptions allow contradicts; functions are left out, numbers don't know them."""
    if sp.sympify(left).atoms(sp.core.function.AppliedUndef, Derivative):
        return True
    domain = {s: tuple(map(sp.sympify, ends)) for s, ends in domain.items()}
    return not contradiction(
        Draw(1, "", sp.sympify(left), sp.sympify(right), domain, ()), verdict.assumptions, 15
    )


@pytest.mark.parametrize(("left", "right", "domain"), TRUE, ids=str)
def test_an_identity_that_needs_two_cases(left, right, domain):
    verdict = decide(left, right, domain)
    assert verdict.status == "proved", verdict
    assert held(left, right, domain, verdict), verdict
    if not (sp.sympify(left) - right).has(
        sign, Derivative
    ):  # x = 0 is excluded only where a sign or a divisor stands
        assert "x ≠ 0" not in verdict.assumptions


FALSE = [
    (log(1 + exp(-Abs(x))) + Max(x, 0), log(1 + exp(-x)), {}),
    (log(1 + exp(-Abs(x))) + Min(x, 0), log(1 + exp(x)), {}),
    (exp(-Abs(x)) * exp(x), 1, {}),
    (exp(-Abs(x)) * exp(x), 1, {x: (-1, oo)}),
    (sqrt(x**2 + 2 * Abs(x) + 1), Abs(x) - 1, {}),
    (sqrt(x**2 - 2 * Abs(x) + 1), 1 - Abs(x), {}),
    (sp.atan2(y, x), sp.atan(y / x), {}),
    (sp.atan2(y, x), sp.atan(y / x), {x: (-oo, 0)}),
    (sp.acos(cos(x)), x, {x: (-pi, pi)}),
    (sp.acos(cos(x)), x, {x: (0, 2 * pi)}),
    (sp.asin(sin(x)), x, {x: (0, pi)}),
    (sp.acosh(cosh(x)), x, {}),
    (4 * sp.atan(sp.Rational(1, 5)) - sp.atan(sp.Rational(1, 238)), pi / 4, {}),
    (4 * sp.atan(sp.Rational(1, 5)) - sp.atan(sp.Rational(1, 239)), pi / 4 + 2 * pi, {}),
    (Derivative(x**2, x), x**2, {}),
    (Derivative(Abs(x), x), 1, {}),
    (Max(x, y) + Min(x, y), x - y, {}),
    (Max(x, y) - Min(x, y), x - y, {}),
    (sign(x) * x, x, {}),
    (sin(Abs(x)), sin(x), {}),
    (tanh(Abs(x)), tanh(x), {x: (-1, oo)}),
    (exp(Abs(log(x))), x, right_half),
    (Abs(x) ** y, x ** (y + 1), right_half),
    (f(Abs(x)), f(x), {}),
    (f(Abs(x)), f(-x), right_half),
    (Abs(Abs(x) * y), x * y, {}),
    (exp(Abs(x) + Abs(y)), exp(Abs(x + y)), {}),
    (1 / (1 + exp(-Abs(x))), (1 + tanh(x / 2)) / 2, {}),
    (cos(Abs(x) + Abs(y)), cos(x + y), {}),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "domain"), FALSE, ids=str)
def test_a_false_twin_is_refuted(left, right, domain):
    verdict = decide(left, right, domain)
    assert verdict.status == "refuted", verdict


def test_too_many_open_signs_end_in_no_verdict_not_in_a_wrong_one():
    letters = sp.symbols("t0:6", real=True)
    left = exp(sum(map(Abs, letters)))
    verdict = decide(left, sp.prod(exp(Abs(t)) for t in letters))
    assert verdict.status in ("proved", "undecided")


def test_a_proof_by_cases_says_so_and_gives_no_certificate_of_something_else():
    verdict = decide(cos(Abs(x)), cos(x))
    assert "each case" in verdict.reason and verdict.certificate is None
    assert decide(exp(-Abs(x)) * exp(x), 1, right_half).certificate is None
    assert decide(sin(x) ** 2, 1 - cos(x) ** 2).certificate is not None


def test_a_case_lists_the_divisors_of_both_sides():
    verdict = decide(Abs(x) / x + Abs(sin(y)) / sin(y), sign(x) + sign(sin(y)))
    assert verdict.status == "proved" and set(nonzero(verdict)) == {"x ≠ 0", "sin(y) ≠ 0"}
    verdict = decide((Abs(x) + exp(Abs(x))) / (x - 1), (Abs(x) + exp(Abs(x))) / (x - 1) + 0 * y)
    assert verdict.status == "proved"


def test_surfaces_know_the_sign_inside_a_function():
    graph = sg.Graph(exp(-Abs(x)) + cosh(Max(y, 0)), (x, y), domain={x: (0, oo), y: (0, oo)})
    plain = sg.Graph(exp(-x) + cosh(y), (x, y), domain={x: (0, oo), y: (0, oo)})
    assert graph.gaussian_curvature == plain.gaussian_curvature


# Witnesses -----------------------------------------------------------------------------------------------------------
SHORT = [
    (sqrt(x**2), x, {}, {}, 1), (sqrt((P - 1) ** 2), P - 1, {}, {}, 2), (sin(x), x, {x: (pi, 2 * pi)}, {}, 1),
    (sqrt((x - y) ** 2), x - y, {}, {}, 1), (x**2, x, {x: (0, 1)}, {}, 2),
    (x**2, x, {x: (sp.Rational(1, 3), sp.Rational(2, 5))}, {}, 8),
    (f(Abs(x)), f(x), {}, {}, 1), (x, y, {}, {"where": [x >= y]}, 1), (a**4 + 1, 2 * a**2, {}, {"where": [a > 0]}, 1),
    (R**2, r**2, {}, {"where": [r < R, r > 0]}, 2), (exp(x + y + z), 1 + x + y + z, {}, {}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "domain", "facts", "size"), SHORT, ids=str)
def test_a_witness_is_short_and_right(left, right, domain, facts, size):
    verdict = decide(left, right, domain, **facts)
    assert verdict.status == "refuted"
    point = {s: Fraction(verdict.witness.point[str(s)]) for s in (sp.sympify(left) - right).free_symbols}
    assert all(q.denominator <= size and abs(q) <= 7 for q in point.values()), verdict.witness
    for s, (least, most) in domain.items():
        assert least < sp.Rational(point[s].numerator, point[s].denominator) < most
    assert all(truth.holds(fact, point) for fact in facts.get("where", ()))
    if not sp.sympify(left).atoms(sp.core.function.AppliedUndef):
        assert truth.differ(sp.sympify(left), sp.sympify(right), point)


@pytest.mark.parametrize("gap", [10, 20, 40, 80])
def test_digits_are_printed_until_the_sides_differ(gap):
    witness = decide(exp(x) + 3, exp(x) + 3 + sp.Rational(1, 10**gap)).witness
    assert witness.left.split(" ")[0] != witness.right.split(" ")[0]


def test_witnesses_are_the_same_in_every_run():
    first, second = (str(decide(sqrt((x - y) ** 2) + f(x), x - y + f(y)).witness) for _ in range(2))
    assert first == second


def test_a_claim_has_a_short_witness():
    witness = sg.claims["isometric-landscape"].check().witness
    assert witness.point["a"] == "2" and (witness.left, witness.right) == ("-8", "-64.25")  # -4 (a^4 + a^-4)


# What is given -------------------------------------------------------------------------------------------------------
def test_each_fact_is_given_once_as_it_was_stated():
    assert decide(R, R, where=[sp.Gt(R, r), R - r > 0, sp.Lt(r, R), 2 * r < 2 * R]).assumptions == ("R > r",)
    assert decide(P, P, {P: (0, oo)}).assumptions == ("P > 0",)
    assert decide(P, P, {P: (0, 1)}).assumptions == ("0 < P < 1",)
    assert decide(x, x, {x: (0, 1)}, [x >= 0]).assumptions == ("0 < x < 1",)
    assert decide(x, x, where=[x >= 0, x < 3]).assumptions == ("x >= 0", "x < 3")
    assert decide(1 / (x - y), 1 / (x - y), where=[sp.Ne(x, y)]).assumptions == ("x ≠ y",)


def test_an_identity_holds_without_what_rationalising_divides_by():
    assert decide(x**2 / (1 + sqrt(1 + x**2)), sqrt(1 + x**2) - 1).assumptions == ()
    assert decide(1 / (1 + Abs(x)) + Abs(x) / (1 + Abs(x)), 1).assumptions == ()
    assert nonzero(decide(1 / (Abs(x) - 1) + 1, Abs(x) / (Abs(x) - 1)))
    assert nonzero(decide((x - 1) / (sqrt(x) - 1), sqrt(x) + 1)) == ["x - 1 ≠ 0"]


@pytest.mark.parametrize(("kind", "right"), [("positive", 1), ("negative", -1)])
def test_the_truth_honours_a_sign_beside_another_declaration(kind, right):
    """A fuzzer whose functions break their declarations calls right verdicts wrong."""
    g = sp.Function("g", integer=False, **{kind: True})
    for instance in smooth.instances([g(x)], 1, 20):
        slot = next(iter(instance[g].formula.free_symbols), x)
        assert all(instance[g].formula.subs(slot, n).evalf() * right > 0 for n in (-3, 0, 2))


def test_an_end_of_a_segment_may_hold_another_generator() -> None:
    """Its degree in a polynomial grows while others are put into their segments."""
    gap, s = sp.sqrt(x**2 + 1) - x, sp.sinh(x - 1)
    left = sp.sqrt(x / (gap - s) ** 2) * sp.Abs(gap**2 - s**2)
    verdict = sg.decide(left, sp.sqrt(x) * sp.Abs(gap + s) * sp.sign(x), domain={x: (0, sp.oo)})
    assert verdict.status != "refuted"  # true where x > 0


n = sp.Symbol("n", integer=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Abs(x**n), x**n),
        (Abs(x) ** (2 * n + 1), x ** (2 * n + 1)),
        ((-x) ** n, x**n),
        (sp.Pow(-1, n), 1),
        (sqrt(x ** (2 * n)), x**n),
        (sign(x**n), 1),
        ((x**2) ** y, x ** (2 * y)),
    ],
    ids=str,
)
def test_powers_with_a_whole_number_have_values_at_a_negative_base(left, right):
    assert decide(left, right).status == "refuted"


def test_an_angle_of_one_number_and_one_symbol():
    assert decide(sp.atan2(1, x), pi / 2 - sp.atan(x)).status == "proved"
    assert decide(sp.atan2(P * y, P * x), sp.atan2(y, x)).status == "proved"
    assert decide(sp.atan2(P * y, x), sp.atan2(y, x)).status == "refuted"


def test_a_root_in_front_of_a_sum_of_its_powers():
    """r^2 + 4 r^3 is r^2 (1 + 4 r), though r^4 is a sum itself; under an even root only where r is real."""
    r = (x**2 + y**2) ** sp.Rational(1, 4)
    assert decide(sqrt(x**2 + y**2 + 4 * r**6), r**2 * sqrt(1 + 4 * r**2)).status == "proved"
    assert decide(sqrt(x**2 + y**2 + 4 * r**6), r**2 * sqrt(1 + 2 * r**2)).status == "refuted"
    s = x ** sp.Rational(1, 3)
    assert decide(sqrt(x + s**2), -s * sqrt(1 + s)).status == "refuted"


def test_factors_that_a_fact_is_about_come_out_of_a_root_together():
    inside = sqrt((1 - x**2) * (y - x**2 + 3))
    assert decide(inside, sqrt(1 - x**2) * sqrt(y - x**2 + 3), where=[x**2 < 1]).status == "proved"
    assert decide(inside, -sqrt(x**2 - 1) * sqrt(x**2 - y - 3), where=[x**2 > 1]).status != "proved"
    assert decide(sqrt(x * y * P), sqrt(x * P) * sqrt(y)).status == "refuted"


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        (sp.asin(x) + sp.acos(x), pi / 2, ("-1 < x < 1",)),
        (sp.atanh(x), log((1 + x) / (1 - x)) / 2, ("-1 < x < 1",)),
    ],
    ids=str,
)
def test_what_is_proved_where_inverse_functions_are_real_says_so(left, right, wanted):
    verdict = decide(left, right)
    assert verdict.status == "proved" and verdict.reason.startswith("where the inverse functions are real")
    assert set(wanted) <= set(verdict.assumptions), verdict
    assert decide(left, -right).status == decide(left, right + 1).status == "refuted"


def test_sides_that_are_real_where_a_root_is_not_are_compared_there():
    assert decide(sqrt(x) * sqrt(y), sqrt(x * y)).status == "refuted"
    assert decide(log(x**2), 2 * log(x)).status == "undecided"
    assert decide(sqrt(x) ** 4, x**2).status == "proved"
    assert decide(sp.Mul(sqrt(x), sqrt(x - 1)), sqrt(x**2 - x)).status == "refuted"
    assert decide(sp.asech(x), sp.acosh(2 / x)).status == "refuted"
    assert decide(sp.acoth(x), sp.atanh(2 / x)).status == "refuted"


def test_an_inverse_function_that_is_never_real_is_undecided_and_no_error():
    """Its derivative holds i; ``cos(3 acos(u)) = 4 u^3 - 3 u`` is real for u > 1 all the same."""
    u = sqrt(1 + P**2)
    assert decide(cos(3 * sp.acos(u)), 4 * u**3 - 3 * u).status != "refuted"
