"""Cosines and sines of rational multiples of pi, and powers of different numbers: proved where true, refuted where not.

The truth of a drawn identity comes from how it is made; it is checked with mpmath at 50 digits besides.
"""

import json
import random

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq
from mpmath import mp, mpf

import symgeom as sg
from symgeom.algebra.domain.balls import precision
from symgeom.algebra.field.differential import Field
from symgeom.algebra.signs.roots_of_unity import Turns
from symgeom.checker import Refused, check

x, y = sp.symbols("x y", real=True)
pi, cos, sin, tan, sqrt = sp.pi, sp.cos, sp.sin, sp.tan, sp.sqrt


AT = "0.7310585786300049", "0.9810585786300049"


def value(e):
    """A number, or an expression in x and y at fixed points, by mpmath."""
    with mp.workdps(50):
        numeric = sp.lambdify((x, y), e, "mpmath")
        return mpmath.mpmathify(numeric(*map(mpf, AT)))


def same(left, right):
    with mp.workdps(50):
        return abs(value(left) - value(right)) < mpf(10) ** -40


def settled(left, right):
    """The identity is proved, and it is refuted when a thousandth is added."""
    left, right = sp.sympify(left), sp.sympify(right)
    assert same(left, right)
    assert sg.decide(left, right).status == "proved"
    assert sg.decide(left, right + sp.Rational(1, 1000)).status == "refuted"


NUMBERS = [
    (cos(pi / 7) - cos(2 * pi / 7) + cos(3 * pi / 7), sp.Rational(1, 2)),
    (8 * cos(pi / 7) * cos(2 * pi / 7) * cos(4 * pi / 7), -1),
    (sin(pi / 7) * sin(2 * pi / 7) * sin(3 * pi / 7), sqrt(7) / 8),
    (cos(pi / 9) * cos(2 * pi / 9) * cos(4 * pi / 9), sp.Rational(1, 8)),
    (sin(pi / 9) * sin(2 * pi / 9) * sin(4 * pi / 9), sqrt(3) / 8),
    (1 / sin(pi / 7), 1 / sin(2 * pi / 7) + 1 / sin(3 * pi / 7)),
    (tan(3 * pi / 11) + 4 * sin(2 * pi / 11), sqrt(11)),
    (cos(pi / 13) + cos(3 * pi / 13) + cos(9 * pi / 13), (1 + sqrt(13)) / 4),
    (16 * cos(pi / 16) ** 2 - 8, 8 * cos(pi / 8)),
    (2 * cos(pi / 16), sqrt(2 + sqrt(2 + sqrt(2)))),
    (2 * sin(pi / 32), sqrt(2 - sqrt(2 + sqrt(2 + sqrt(2))))),
    (cos(pi / 24) * cos(5 * pi / 24) * cos(7 * pi / 24) * cos(11 * pi / 24), sp.Rational(1, 16)),
    (sqrt(1 - cos(pi / 7) ** 2), sin(pi / 7)),
    (2 * sin(pi / 5) * sin(pi / 7), cos(2 * pi / 35) - cos(12 * pi / 35)),
    (tan(pi / 9) * tan(2 * pi / 9) * tan(4 * pi / 9), sqrt(3)),
    (4 * cos(pi / 180) * cos(pi / 90), 2 * cos(pi / 60) + 2 * cos(pi / 180)),
    (sp.Abs(cos(pi / 7) - cos(pi / 9)), cos(pi / 9) - cos(pi / 7)),
    (
        16 * cos(2 * pi / 17),
        sqrt(17)
        - 1
        + sqrt(34 - 2 * sqrt(17))
        + 2 * sqrt(17 + 3 * sqrt(17) - sqrt(34 - 2 * sqrt(17)) - 2 * sqrt(34 + 2 * sqrt(17))),
    ),
]

FUNCTIONS = [
    (cos(x + pi / 9) + cos(x + 7 * pi / 9) + cos(x + 13 * pi / 9), 0),
    (tan(x + pi / 7), (tan(x) + tan(pi / 7)) / (1 - tan(x) * tan(pi / 7))),
    (sqrt((2 + cos(x + pi / 7)) ** 2), 2 + cos(x + pi / 7)),
    (
        1 / (x - cos(pi / 7)) + 1 / (x - cos(3 * pi / 7)) + 1 / (x - cos(5 * pi / 7)),
        (24 * x**2 - 8 * x - 4) / (8 * x**3 - 4 * x**2 - 4 * x + 1),
    ),
    (6**x / 2**x, 3**x),
    (12**x, 4**x * 3**x),
    (sp.Rational(3, 4) ** x, 3**x * 2 ** (-2 * x)),
    (8 ** (x / 3), 2**x),
    (6**x * 15**y * 10**y, 2**x * 3**x * 150**y),
    ((6 * sp.E) ** x, 2**x * 3**x * sp.exp(x)),
    ((6**x - 1) / (2**x - 3 ** (-x)), 3**x),
    (sp.cosh(x * sp.log(6)), (2**x * 3**x + 2 ** (-x) * 3 ** (-x)) / 2),
    (2 ** (x * sp.log(6)), sp.exp(x * sp.log(2) ** 2) * 3 ** (x * sp.log(2))),
    (cos(x * sp.log(12)), cos(2 * x * sp.log(2) + x * sp.log(3))),
    (sp.diff(6**x, x), (sp.log(2) + sp.log(3)) * 2**x * 3**x),
]


@pytest.mark.parametrize(("left", "right"), [*NUMBERS, *FUNCTIONS], ids=str)
def test_identity(left, right):
    settled(left, right)


@pytest.mark.parametrize(("left", "right"), [*NUMBERS[::3], *FUNCTIONS[::3]], ids=str)
def test_certificate(left, right):
    verdict = sg.decide(left, right)
    try:
        text = verdict.certificate.as_json()
    except sg.InputError as none:  # logarithms and powers are read alike: there is nothing left to be checked
        assert "read alike" in str(none) and (left.has(sp.log) or right.has(sp.log))
    else:
        assert check(json.loads(text))


@pytest.mark.parametrize("seed", range(40))
def test_products_of_random_angles(seed):
    """A product of cosines and sines is the mean of cosines over all choices of signs."""
    draw = random.Random(seed)
    n = draw.choice([7, 9, 11, 13, 14, 16, 18, 21, 22, 25, 27, 28, 32, 36])
    angles = [sp.Rational(draw.randint(1, 2 * n), n) * pi for _ in range(draw.randint(2, 3))]
    shift = [draw.choice([0, pi / 2]) for _ in angles]
    product, total = sp.S.One, sp.S.Zero
    for a, s in zip(angles, shift):
        product *= sin(a) if s else cos(a)  # sin a = cos(a - pi/2)
    for signs in range(2 ** len(angles)):
        total += cos(sum((1 - 2 * (signs >> i & 1)) * (a - s) for i, (a, s) in enumerate(zip(angles, shift))))
    settled(product, total / 2 ** len(angles))


@pytest.mark.parametrize("seed", range(30))
def test_roots_of_random_squares(seed):
    draw = random.Random(seed)
    n = draw.choice([7, 9, 11, 13, 16])
    number = sum(draw.randint(-3, 3) * cos(draw.randint(1, n) * pi / n) for _ in range(3)) + draw.randint(
        -2, 2
    )
    if number.has(cos) and number != 0 and abs(value(number)) > mpf(10) ** -30:
        settled(sqrt(sp.expand(number**2)), number if value(number) > 0 else -number)


@pytest.mark.parametrize("seed", range(30))
def test_powers_of_random_numbers(seed):
    draw = random.Random(seed)
    left = right = sp.S.One
    for _ in range(3):
        base = sp.Rational(draw.randint(2, 60), draw.randint(2, 60))
        exponent = draw.choice([x, -x, x / 2, x + y, 2 * y, x**2])
        left *= sp.Pow(base, exponent)
        for prime, k in sp.factorrat(base).items():
            right *= sp.exp(k * exponent * sp.log(prime))
    settled(left, right)


@pytest.mark.parametrize("n", [5, 7, 9, 12, 15, 16, 21, 25, 60, 97])
def test_numbers_of_the_field(n: int) -> None:
    turns = Turns(Field(), n)
    with precision(700):
        for k in (1, 2, n // 2, n - 1, n + 1, 2 * n - 1, -3):
            pair = turns.pair(fmpq(k, n))
            assert pair is not None
            c, s = pair
            for e, exact in ((c, (arb.pi() * k / n).cos()), (s, (arb.pi() * k / n).sin())):
                assert (_ball(turns, e) - exact).contains(0)
            assert c * c + s * s == 1
            if not c.is_zero():
                assert turns.field.element(turns.inverse(c.num)) * c == 1
        for p in (q for q in sp.primefactors(n)):
            root = turns.root_of_prime(int(p))
            assert root is not None
            assert root * root == int(p)
            assert _ball(turns, root) > 0
    assert turns.pair(fmpq(1, n + 1)) is None
    assert turns.root_of_prime(103) is None


def _ball(turns, e):
    g, total = 2 * (arb.pi() / (2 * turns.n)).cos(), arb(0)
    for c in reversed(turns.number(e.num).coeffs()):
        total = total * g + arb(c)
    return total


def test_no_root_where_there_is_none():
    """2 + cos(pi/7) is no square in its field, cos(pi/7) is negative at a conjugate; -cos(2 pi/7)^2 is negative."""
    turns = Turns(Field(), 7)
    (c, _), (d, _) = (pair for k in (1, 2) if (pair := turns.pair(fmpq(k, 7))))
    assert turns.square_root(c + 2) is None
    assert turns.square_root(c) is None
    assert turns.square_root(-(d * d)) is None
    found = turns.square_root((c + d) * (c + d))
    assert found is not None
    content, w = found
    assert w * w * content == (c + d) * (c + d)


def test_many_different_turns_are_left_alone():
    """The common field would be too large: nothing is claimed, nothing hangs."""
    e = sum((cos(pi / p) for p in (7, 11, 13, 17, 19, 23)), sp.S.Zero)
    assert sg.decide(e, e + cos(x) ** 2 + sin(x) ** 2 - 1).status == "undecided"
    assert sg.decide(e, e + 1).status == "refuted"


def test_a_surface_with_such_a_turn():
    """A turn that never stands alone stays inside its angle."""
    sheet = sg.Graph(sin(x + pi / 7) * cos(y - pi / 9), (x, y))
    flat = sg.Graph(sin(x) * cos(y), (x, y))
    moved = flat.gaussian_curvature.subs({x: x + pi / 7, y: y - pi / 9}, simultaneous=True)
    assert sheet.gaussian_curvature.atoms(cos, sin) <= {
        f(a) for f in (cos, sin) for a in (x + pi / 7, y + 7 * pi / 18)
    }
    assert sg.decide(sheet.gaussian_curvature, moved).status == "proved"
    bowl = sg.Graph(x**2 * cos(pi / 7) + y**2 * sin(pi / 7), (x, y))
    assert sg.decide(bowl.gaussian_curvature.subs({x: 0, y: 0}), 2 * sin(2 * pi / 7)).status == "proved"


@pytest.mark.parametrize("change", ["power", "later", "kind"])
def test_the_checker_refuses_a_changed_minimal_polynomial(change):
    document = json.loads(sg.decide(*NUMBERS[0]).certificate.as_json())
    part = document["parts"][0]
    (relation,) = part["relations"]
    if change == "power":  # the leading term would be another
        relation["power"] -= 2
    elif change == "later":
        part["generators"].append({"name": "g1", "kind": "symbol", "meaning": "x", "of": ""})
        relation["polynomial"].append(["1", [[1, 1]]])
    else:
        relation["kind"] = "root"
    with pytest.raises(Refused):
        check(document)
