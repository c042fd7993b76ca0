"""Deliberately broken rules of the engine: each must be caught by the sentinels. A mutant that survives is a hole in the tests.

A sentinel is an identity with the verdict that the engine gives, a derivative, or a value of a surface. A false identity
is also put to the normal form alone: the refutation, which runs first, would hide a wrong rule behind a right verdict.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sympy as sp
from flint import arb, fmpq

import symgeom as sg
from symgeom.algebra.domain import ballvalues, facts, plain, points
from symgeom.algebra.field import differential as field
from symgeom.algebra.field import elements
from symgeom.algebra.reading import absolutes, by_name, exponentials
from symgeom.algebra.reading import angle_basis as lattice
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring import halfangles, polynomials, primes
from symgeom.algebra.signs import bisection, factors, known, roots, segments, zeros
from symgeom.algebra.signs import oracle as signs
from symgeom.algebra.signs import roots_of_unity as turns
from symgeom.decision import cases, inverses, question, verdict
from tests import fuzz
from tests.fuzz.campaign import normal_form_is_zero

# Sentinels -----------------------------------------------------------------------------------------------------------
PROVED = """
sqrt(Abs(x))*sqrt(Abs(y)) == sqrt(Abs(x*y))
log(Abs(x*y)) == log(Abs(x)) + log(Abs(y))
sqrt(x**2) == Abs(x)
sqrt(x**2) == x | x in (0, oo)
sqrt(x**2) == -x | x in (-oo, 0)
sqrt((x - y)**2) == x - y | x > y
sqrt((R + r*cos(x))**2) == R + r*cos(x) | R > r, r > 0
sqrt(x**2*y) == -x*sqrt(y) | x in (-oo, 0), y > 0
sqrt(a*b) == sqrt(a)*sqrt(b) | a > 0, b > 0
sqrt((x**2 - x*y + y**2)**2) == x**2 - x*y + y**2
Abs(x**4 - x**2 + 1) == x**4 - x**2 + 1
sqrt((2 + sin(x) + cos(x))**2) == 2 + sin(x) + cos(x)
sqrt(cos(x)**2) == cos(x) | x in (-pi/2, pi/2)
sqrt(cos(x)**2) == -cos(x) | x in (pi/2, pi)
sqrt((exp(x) - 1)**2) == exp(x) - 1 | x in (0, oo)
sqrt(1 - tanh(x)**2) == 1/cosh(x)
sqrt(1 + cos(x))*sqrt(1 - cos(x)) == Abs(sin(x))
sqrt(1 + cos(x))*sqrt(1 + sin(x)) == Abs(1 + sin(x) + cos(x))/sqrt(2)
sqrt((1 + cos(x))/2) == cos(x/2) | x in (-pi, pi)
sqrt(x**2 + 2*x + 1) == x + 1 | x in (-1, oo)
sqrt(8) == 2*sqrt(2)
sin(pi/7)*sin(2*pi/7)*sin(3*pi/7) == sqrt(7)/8
1/sin(pi/7) == 1/sin(2*pi/7) + 1/sin(3*pi/7)
2*cos(pi/16) == sqrt(2 + sqrt(2 + sqrt(2)))
sqrt(3 + 4*cos(pi/7) + 2*cos(2*pi/7)) == 1 + 2*cos(pi/7)
sqrt(3 - 4*cos(2*pi/7) - 2*cos(3*pi/7)) == 2*cos(2*pi/7) - 1
sqrt((2 + cos(x + pi/7))**2) == 2 + cos(x)*cos(pi/7) - sin(x)*sin(pi/7)
12**x == 4**x*3**x
12**(1/3) == 18**(1/3)*(2/3)**(1/3)
x**(1/2)*x**(1/3) == x**(5/6) | x > 0
(x**2)**(1/4)*sqrt(Abs(x)) == Abs(x)
1/(sqrt(x) + 1) == (sqrt(x) - 1)/(x - 1) | x > 1
1/(1 + x**(1/3)) == (1 - x**(1/3) + x**(2/3))/(1 + x) | x > 0
sqrt(5 + 2*sqrt(6)) == sqrt(2) + sqrt(3)
sqrt(x + 2*sqrt(x - 1)) == 1 + sqrt(x - 1) | x in (1, oo)
log(x*y) == log(x) + log(y) | x > 0, y > 0
log(x**2) == 2*log(Abs(x))
log(x*y) == log(-x) + log(-y) | x < 0, y < 0
log(exp(x)) == x
exp(log(x**2 + 1)/2) == sqrt(x**2 + 1)
sin(3*x) == 3*sin(x) - 4*sin(x)**3
sin(2*x) == 2*tan(x)/(1 + tan(x)**2)
cos(x - y) == cos(x)*cos(y) + sin(x)*sin(y)
cosh(x + y) == cosh(x)*cosh(y) + sinh(x)*sinh(y)
cosh(x) + sinh(x) == exp(x)
tanh(2*x) == 2*tanh(x)/(1 + tanh(x)**2)
tan(x/2) == sin(x)/(1 + cos(x))
sin(acos(x)) == sqrt(1 - x**2) | x in (-1, 1)
sin(2*atan(x)) == 2*x/(1 + x**2)
cos(2*atan(x)) == (1 - x**2)/(1 + x**2)
(x**2 + 2*x + 1)**(1/3) == (x + 1)**(2/3) | x in (-1, oo)
sqrt((1 - x*y)**2) == 1 - x*y | x in (0, 1), y in (0, 1)
sqrt(P**2 + 2*P + 1) == P + 1
sin(2*atan2(y, x)) == 2*x*y/(x**2 + y**2)
exp(2*acosh(x)) == 2*x**2 - 1 + 2*x*sqrt(x - 1)*sqrt(x + 1)
exp(2*atanh(x)) == (1 + x)/(1 - x) | x in (-1, 1)
sign(x)*Abs(x) == x
Abs(x)*Abs(y) == Abs(x*y)
sin(pi/5) == sqrt(10 - 2*sqrt(5))/4
4**(x/2) == 2**x
exp(-Abs(x))*exp(x) == 1 | x in (0, oo)
cos(Abs(x)) == cos(x)
log(1 + exp(-Abs(x))) + Max(x, 0) == log(1 + exp(x))
acosh(cosh(x)) == Abs(x)
atan2(y, x) == atan(y/x) | x in (0, oo)
4*atan(1/5) - atan(1/239) == pi/4
"""

REFUTED = """
cos(pi/7) == cos(pi/9)
sqrt(2 - sqrt(3) + 2*cos(pi/7)) == 1
sqrt((1 + 2*cos(x))**2) == 1 + 2*cos(x)
12**x == 2**x*3**x
sqrt(x**2) == x
sqrt(x**2) == x | x in (-1, oo)
sqrt(x**2*y) == x*sqrt(y) | y > 0
sqrt((x - y)**2) == x - y | x > 0, y > 0
sqrt((R + r*cos(x))**2) == R + r*cos(x) | R > 0, r > 0
sqrt((x**2 - 3*x*y + y**2)**2) == x**2 - 3*x*y + y**2
sqrt((x**2 - 3*x + 2)**2) == x**2 - 3*x + 2 | x in (0, oo)
sqrt(cos(x)**2) == cos(x) | x in (-pi/2, pi)
sqrt(sin(x)**2) == sin(x) | x in (-1, pi)
sqrt((exp(x) - 1)**2) == exp(x) - 1
sqrt((exp(x) - 1)**2) == exp(x) - 1 | x in (-1, oo)
sqrt(sinh(x)**2) == sinh(x)
sqrt(1 - cos(x)**2) == sin(x)
sqrt((1 + cos(x))/2) == cos(x/2) | x in (0, 2*pi)
(x**2)**(3/2) == x**3
(x**6)**(1/6) == x
log(x**2) == 2*log(x) + 1 | x > 0
exp(log(x**2)/2) == x
Abs(x)**3 == x**3
Abs(x + y) == x + y | x > 0
sqrt(5 - 2*sqrt(6)) == sqrt(2) - sqrt(3)
sqrt(x - 2*sqrt(x - 1)) == sqrt(x - 1) - 1 | x in (1, oo)
sin(3*x/2) == 3*sin(x/2)
cos(x)**2 - sin(x)**2 == 1
cos(x - y) == cos(x)*cos(y) - sin(x)*sin(y)
cosh(x)**2 + sinh(x)**2 == 1
tanh(x + y) == tanh(x) + tanh(y)
cos(asin(x)) == -sqrt(1 - x**2) | x in (-1, 1)
sin(acot(x)) == 1/sqrt(1 + x**2)
sinh(acosh(x)) == sqrt(x**2 - 1)
sqrt(a*b) == sqrt(a)*sqrt(b)
"""

# False only through values that aren't real or on a set that sampling can't meet, or nowhere defined.
NOT_PROVED = """
sqrt((x - 14143/10000)**2) == x - 14143/10000 | x in (sqrt(2), oo)
log(a*b) == log(a) + log(b)
log(x**2) == 2*log(x)
Abs(log(x))**2 == log(x)**2
Abs((acosh(x) + 1)**2 - 2*acosh(x) - 1) == acosh(x)**2
cos(2*atan(sqrt(x)))*(1 + x) + 2*x == Abs(1 + x)
log(exp(sqrt(x)))**2 == x
log(exp(100/sinh(sqrt(x))))**2 == 10000/sinh(sqrt(x))**2
sqrt((1/1000000000 + x)**2) == 1/1000000000 + x | x in (-1/500000000, oo)
2*asin(2 + x**2) == asin(2 + x**2) + asin(x**2 + 1 + 1) + 0*x
sqrt((x**2 - 1/10**20)**2) == x**2 - 1/10**20
sqrt((x + 1/10**20*sin(y))**2) == x + 1/10**20*sin(y) | x in (0, oo)
exp(-Abs(x))*exp(x) == 1 | x in (-1/1000000000000, oo)
acos(cos(x)) == x | x in (0, pi + 1/1000000000000)
acosh(cosh(x)) == x | x in (-1/1000000000000, oo)
atan2(y, x) == atan(y/x) | x in (-1/1000000000000, oo)
cos(Abs(x) + Abs(y)) == cos(x + y) | x in (-1/1000000000000, oo), y in (0, oo)
2*atan2(y, x) == atan2(2*x*y, x**2 - y**2) | x in (-1/1000000000000, oo)
"""

# True, but perhaps past the normal form.
NOT_REFUTED = """
cosh(log(x) - log(-x)) == -1
asin(x) + acos(x) == pi/2 | x in (-1, 1)
acosh(cosh(x)) == x | x in (0, oo)
Max(x, y) + Min(x, y) == x + y
"""

x, y = sp.symbols("x y", real=True)
DERIVATIVES = [
    sp.tanh(2 * x),
    sp.log(x**2 + 1),
    sp.sqrt(x**2 + 1),
    (x**2 + 1) ** sp.Rational(2, 3),
    sp.sin(x) / (2 + sp.cos(x)),
    sp.cosh(x) * sp.sinh(2 * x),
    sp.exp(x**2),
    sp.atan(x**3),
    1 / (x**2 + 1) ** 3,
    sp.Abs(x) * x,
]


def complaints() -> Iterator[str]:
    """What the sentinels find wrong with the engine as it is now; the first is enough, and the quick ones come first."""
    for e in DERIVATIVES:
        yield from _check_derivative(e)
    yield from _check_surface()
    yield from _check_whole_powers()
    try:
        yield from (*_check_assumption(), *_check_witness())
    except Exception as error:
        yield f"assumptions and witnesses: {type(error).__name__}"
    tables = {"proved": PROVED, "refuted": REFUTED, "not refuted": NOT_REFUTED, "not proved": NOT_PROVED}
    for expected, table in tables.items():
        for line in table.strip().splitlines():
            yield from _check_identity(line, expected)
    if not normal_form_is_zero(_read("sqrt(Abs(x))*sqrt(Abs(y)) == sqrt(Abs(x*y))")):
        yield "a root of absolute values needs cases"  # which would hide a wrong rule


def _check_identity(line: str, expected: str) -> Iterator[str]:
    d = _read(line)
    false = expected in ("refuted", "not proved")
    try:
        status = sg.decide(d.left, d.right, d.domain, d.where).status
        zero = false and "asin(2" not in line and normal_form_is_zero(d)
    except Exception as error:
        yield f"{line}: {type(error).__name__}"
        return
    if status == expected.removeprefix("not ") if expected.startswith("not ") else status != expected:
        yield f"{line}: {status}, expected {expected}"
    if zero:
        yield f"{line}: the normal form is 0"


def _check_assumption() -> Iterator[str]:
    for left, right, listed in (
        (x**2 / x + sp.Abs(x) / x, x + sp.sign(x), "x ≠ 0"),
        (sp.sign(x) ** 2, 1, "x ≠ 0"),
        (sp.Abs(x) + sp.sign(x) ** 2, sp.Abs(x) + 1, "x ≠ 0"),  # the sign is met before it is asked for
    ):
        verdict = sg.decide(sp.sympify(left), sp.sympify(right))
        if verdict.status == "proved" and listed not in verdict.assumptions:
            yield f"{left} == {right} is proved without {listed}"
    h, k = sp.Function("h", nonnegative=True)(x), sp.Symbol("k", nonnegative=True)
    for p, where in (
        *(
            (h, ()),
            (k, ()),
            (sp.exp(x**2) - 1, ()),
            (sp.tanh(h), ()),
            (1 - sp.cos(x), ()),
            (sp.Abs(x) + sp.Abs(y), ()),
        ),
        *((x - y, [x >= y]), (sp.exp(x - y) - 1, [x >= y]), (x, [x >= 0, x < 1]), (x, [x >= 0, x > -1])),
    ):
        verdict = sg.decide(sp.sign(p, evaluate=False), sp.S.One, where=where)
        if verdict.status == "proved" and not any(a.endswith("≠ 0") for a in verdict.assumptions):
            yield f"sign({p}) == 1 is proved, where it may vanish"
    for left, right in (
        ((x - 1) / (sp.sqrt(x) - 1), sp.sqrt(x) + 1),
        (1 / (sp.Abs(x) - 1), (sp.Abs(x) + 1) / (x**2 - 1)),
    ):
        if not any(a.endswith("≠ 0") for a in sg.decide(left, right).assumptions):
            yield f"{left} == {right}: a divisor isn't listed"
    if sg.decide(x, x, where=[x > 1, x < y]).assumptions != ("x > 1", "x < y"):
        yield "a fact isn't listed"
    if sg.decide(_LETTERS["P"], _LETTERS["P"]).assumptions != ("P > 0",):
        yield "a declared sign isn't listed"
    verdict = sg.decide(1 / (x - 1) + 1 / (x + 1), 2 * x / (x**2 - 1))
    if verdict.status != "proved" or "x - 1 ≠ 0" not in verdict.assumptions:
        yield "a divisor isn't listed"


def _check_witness() -> Iterator[str]:
    """A witness obeys the facts, and the numbers that it shows are different."""
    facts = [x >= y + 1, x + y > 7]
    found = sg.decide(sp.Abs(x - y), y - x, domain={x: (3, 9)}, where=facts).witness
    point = {s: fuzz.truth.Fraction(found.point[str(s)]) for s in (x, y)} if found else {}
    if not found or not (3 < point[x] < 9 and all(fuzz.truth.holds(fact, point) for fact in facts)):
        yield f"a witness outside the facts: {found}"
    found = sg.decide(sp.sin(x), sp.sin(x) + sp.Rational(1, 10**20), domain={x: (1, 2)}).witness
    if not found or found.left.split()[0] == found.right.split()[0]:
        yield "a witness shows too few digits"


def _check_derivative(e: Any) -> Iterator[str]:
    slope = e.diff(x)
    try:
        translator = Translator([e, slope])
        inside = translator.field.derivative(translator.element(e), x)
        if inside != translator.element(slope):
            yield f"the derivative of {e}"
    except Exception as error:
        yield f"the derivative of {e}: {type(error).__name__}"


def _check_surface() -> Iterator[str]:
    u, v = sp.symbols("u v", real=True)
    bowl = sg.Hypersurface([u, v, u**2 + v**2], (u, v))
    dome = sg.Graph(-(u**2) - v**2, (u, v))
    try:
        at = {u: 0, v: 0}
        values = [
            (bowl.mean_curvature.subs(at), 2),
            (bowl.gaussian_curvature.subs(at), 4),
            (dome.mean_curvature.subs(at), -2),
            (bowl.quantity("normal").subs(at)[2], 1),
            (dome.quantity("normal").subs(at)[2], 1),
        ]
    except Exception as error:
        yield f"a surface: {type(error).__name__}"
        return
    for value, expected in values:
        if value != expected:
            yield f"a surface: {value}, expected {expected}"


def _check_whole_powers() -> Iterator[str]:
    """x^n with a whole number n has either sign where x < 0; the reflected graph has the same K."""
    n, m = sp.Symbol("n", integer=True, positive=True), sp.Symbol("m", positive=True)
    u, v = sp.symbols("u v", real=True)
    for f in (v * sp.Max(u**n, 0), v**2 * sp.sign(u**n) + u * v, v * sp.log(u ** (2 * n)), v * sp.Abs(u**n)):
        p = f.subs(n, 3).subs(u, -m)
        a = sp.hessian(p, (m, v))
        K = a.det() / (1 + sp.diff(p, m) ** 2 + sp.diff(p, v) ** 2) ** 2
        exact = sp.N(K.subs({m: sp.Rational(3, 2), v: sp.Rational(1, 3)}))
        try:
            found = sg.Graph(f, (u, v)).gaussian_curvature
            value = sp.N(found.subs({n: 3, u: sp.Rational(-3, 2), v: sp.Rational(1, 3)}))
        except Exception as error:
            yield f"{f}: {type(error).__name__}"
            continue
        if not abs(complex(value - exact)) < 1e-12:
            yield f"the curvature of {f}: {value}, expected {exact}"


_LETTERS = {name: sp.Symbol(name, real=True) for name in "xyabRr"} | {"P": sp.Symbol("P", positive=True)}


@functools.cache
def _read(line: str) -> fuzz.Draw:
    body, _, tail = line.partition("|")
    left, right = (sp.sympify(side, locals=_LETTERS) for side in body.split("=="))
    domain, where = {}, []
    for fact in filter(None, re.split(r",\s*(?![^()]*\))", tail.strip())):
        symbol, _, interval = fact.partition(" in ")
        if interval:
            domain[_LETTERS[symbol]] = tuple(sp.sympify(interval))
        else:
            where.append(sp.sympify(fact, locals=_LETTERS))
    return fuzz.Draw(0, "sentinel", left, right, domain, tuple(where))


# Mutants -------------------------------------------------------------------------------------------------------------
MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {}


def mutant(function: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    MUTANTS[function.__name__] = function
    return function


def _replace(owner: Any, name: str, value: Any) -> None:
    """A mutant that is one replaced attribute."""
    original = getattr(owner, name)
    label = f"{getattr(owner, '__name__', owner).rpartition('.')[2]}.{name}"
    while label in MUTANTS:
        label += "'"
    MUTANTS[label] = lambda patch: patch.setattr(owner, name, value(original))


Roots, Signs = roots.Roots, signs.Signs

# Roots, absolute values, logarithms
_replace(
    Roots,
    "root",
    lambda was: (
        lambda self, e, n, **k: was(self, e, n, **k) * (-1 if n == 2 and e.as_rational() is None else 1)
    ),
)
_replace(Roots, "sign_of", lambda was: lambda self, p: self.field.rational(1))
_replace(Roots, "sign_of", lambda was: lambda self, p: self.field.rational(self.signs.weak(p) or 1))
_replace(Roots, "absolute", lambda was: lambda self, e: e)
_replace(Roots, "_canonical", lambda was: lambda self, powers: (fmpq(1), powers))
_replace(Roots, "_denested", lambda was: lambda self, e: (lambda r: None if r is None else -r)(was(self, e)))
_replace(Roots, "with_absolutes", lambda was: lambda self, powers: powers)
_replace(Roots, "_rational_root", lambda was: lambda self, q, n: self.field.rational(1))
_replace(Roots, "_log_generator", lambda was: lambda self, p, absolute: was(self, p, False))
_replace(factors, "_half_product", lambda was: lambda *a: (1, was(*a)[1]))
_replace(
    factors, "_half_product", lambda was: lambda ring, pair, name, other: (2, was(ring, pair, name, other)[1])
)
_replace(factors, "_leading", lambda was: lambda p, q: -was(p, q))

# Algebraic numbers, logarithms of numbers
_replace(turns.Turns, "pair", lambda was: lambda self, turn: (was(self, turn)[0], -was(self, turn)[1]))
_replace(turns.Turns, "root_of_prime", lambda was: lambda self, p: None if self.n % p else -was(self, p))
_replace(turns.Turns, "inverse", lambda was: lambda self, p: None if was(self, p) is None else p)
_replace(turns.Turns, "_of_cosine", lambda was: lambda self, q: (fmpq(1), self._element(self._cosine(1))))
_replace(turns.Turns, "_checked", lambda was: lambda self, guess, q: -was(self, guess, q))
_replace(turns.Turns, "_cosine", lambda was: lambda self, k: was(self, 3 * k))  # a conjugate
_replace(lattice, "_prime_powers", lambda was: lambda e: (dict.fromkeys(was(e)[0], 1), was(e)[1]))
_replace(Signs, "is_positive", lambda was: lambda self, index: True)
_replace(Signs, "is_nonnegative", lambda was: lambda self, index: True)
_replace(Signs, "_is_log_in_power", lambda was: lambda self, index: False)
_replace(Signs, "_by_amplitude", lambda was: lambda self, p: 1)


@mutant
def every_product_splits_under_a_root(patch: pytest.MonkeyPatch) -> None:
    def joint(self: Any, unknown: Any, sign: int, n: int, nonnegative: bool) -> Any:
        result = self.field.rational(1)
        for p, k in unknown:
            result = result * self._generator(self.field.ring.lift(p), n, k)
        return result

    patch.setattr(Roots, "_joint", joint)


@mutant
def every_product_splits_under_a_logarithm(patch: pytest.MonkeyPatch) -> None:
    def logarithm(self: Any, e: Any, of_absolute: bool = False) -> Any:
        content, powers = self.factors(e)
        total = self._rational_log(abs(content))
        for p, k in powers:
            total = total + self._log_generator(p, absolute=False) * k
        return total

    patch.setattr(Roots, "logarithm", logarithm)


@mutant
def every_power_is_multiplied_out(patch: pytest.MonkeyPatch) -> None:
    """(p^k)^(1/n) = p^(k/n), whatever the sign of p."""
    was = Roots.root

    def root(self: Any, e: Any, n: int, nonnegative: bool = False) -> Any:
        content, powers = self.factors(e)
        if content == 1 and len(powers) == 1 and powers[0][1] % n == 0:
            return self.field.element(powers[0][0]) ** (powers[0][1] // n)
        return was(self, e, n, nonnegative=nonnegative)

    patch.setattr(Roots, "root", root)


@mutant
def a_root_of_wrong_degree(patch: pytest.MonkeyPatch) -> None:
    was = Roots._generator
    patch.setattr(Roots, "_generator", lambda self, p, n, k: was(self, p, n, 1))


@mutant
def a_sign_that_forgets_its_divisor(patch: pytest.MonkeyPatch) -> None:
    def sign(self: Any, e: Any) -> Any:
        content, powers = self.factors(e)
        result = self.field.rational(1 if content > 0 else -1)
        for p, k in powers:
            result = result * (self.sign_of(p) if k % 2 else 1)
        return result

    patch.setattr(Roots, "sign", sign)


# The sign oracle
_replace(Signs, "weak", lambda was: lambda self, p: was(self, p) or 1)
_replace(Signs, "weak", lambda was: lambda self, p: -was(self, p))
_replace(Signs, "weak", lambda was: lambda self, p: was(self, p) if p.is_constant() else 0)
_replace(segments.DomainSegments, "_of_symbol", lambda was: lambda self, s: None)
_replace(
    segments.DomainSegments,
    "_of_symbol",
    lambda was: lambda self, s: was(self, s) and was(self, s).halves()[1],
)
_replace(segments.DomainSegments, "_of_symbol", lambda was: lambda self, s: segments.Segment(0, 1, 1, 0))
_replace(
    segments.DomainSegments,
    "_of_angle",
    lambda was: lambda self, angle: was(self, angle) and was(self, angle).halves()[0],
)
_replace(segments.DomainSegments, "_of_angle", lambda was: lambda self, angle: None)
_replace(bisection.Bisection, "_definite", lambda was: lambda self, p: 1 if p.total_degree() == 2 else 0)
_replace(bisection.Bisection, "_definite", lambda was: lambda self, p: 0)
_replace(
    bisection.Bisection,
    "_isolated",
    lambda was: lambda self, p, n: 1 if len(self.field.ring.support(p)) == 1 else 0,
)
_replace(bisection, "termwise", lambda was: lambda p, n: was(p, set(range(p.context().nvars()))))
_replace(
    Signs,
    "_by_cases",
    lambda was: lambda self, p: was(self, p) or self._bisection.weak(self.field.ring.lift(p)) or 1,
)
_replace(Signs, "is_real", lambda was: lambda self, p: True)
_replace(known.Known, "also", lambda was: lambda self, polys: was(self, []))
_replace(Signs, "take", lambda was: lambda self, facts: was(self, known.Known()))
_replace(
    Signs,
    "take",
    lambda was: lambda self, facts: was(self, dataclasses.replace(facts, weak=tuple(-f for f in facts.weak))),
)
_replace(
    segments.Segments, "eliminated", lambda was: lambda self: (was(self)[0], set(range(self.field.ring.size)))
)
_replace(bisection.Bisection, "_bisect", lambda was: lambda self, p, cones, *rest: was(self, p, {}, *rest))

# Weak and strict signs, cases, inverse functions
_replace(Signs, "nowhere_zero", lambda was: lambda self, p: self.weak(p) != 0)
_replace(zeros.Zeros, "_ends", lambda was: lambda self, p, box, sure: {})
_replace(
    zeros.Zeros, "_sure", lambda was: lambda self, support, positive: was(self, support, positive) | positive
)
_replace(
    zeros, "_is_above_zero", lambda was: lambda ring, p, i: p.total_degree() == 1 and ring.support(p) == [i]
)
_replace(segments.Segments, "_nowhere_zero_element", lambda was: lambda self, e: True)
_replace(absolutes.Unfolding, "_found", lambda was: lambda self, p, strict: 1)
_replace(absolutes.Unfolding, "_found", lambda was: lambda self, p, strict: -was(self, p, strict))
_replace(cases._Split, "_under", lambda was: lambda self, facts: cases._EMPTY)
_replace(cases, "_beyond", lambda was: lambda f, side: None)
_replace(inverses, "_within_a_turn", lambda was: lambda form, facts: True)
_replace(inverses, "_is_real", lambda was: lambda translator, term: True)
_replace(question, "nonzero_as_stated", lambda was: lambda *a: ())
_replace(facts, "each_once", lambda was: lambda lines: was(lines)[:1])
_replace(plain, "_holds", lambda was: lambda *a: True)
_replace(
    verdict.Witness, "at", lambda was: staticmethod(lambda p, u, v: verdict.Witness(p, u.str(12), v.str(12)))
)

# Polynomials, fractions, lattices
Ring = polynomials.Ring
_replace(primes.Primes, "_constant_of", lambda was: lambda self, p, guess, factors: guess)
_replace(halfangles.HalfAngles, "from_half", lambda was: lambda self, p, degree: self.ring.reduce(p))
_replace(Ring, "normalised", lambda was: lambda self, p: (abs(was(self, p)[0]), was(self, p)[1]))
_replace(elements, "conjugated", lambda was: lambda ring, p, i: (lambda c, n: (c, -n))(*was(ring, p, i)))
_replace(exponentials, "_multiple", lambda was: lambda pair, n, eps: was(pair, abs(n), eps))
_replace(exponentials, "_add", lambda was: lambda left, right, eps: was(left, right, -eps))
_replace(by_name, "quotient", lambda was: lambda e, c, s, names: was(e, s, c, names))
_replace(
    lattice.Lattice,
    "coordinates",
    lambda was: lambda self, f: [abs(n) for n in was(self, f) or []] or was(self, f),
)


@mutant
def a_wrong_reduction_of_sine_squared(patch: pytest.MonkeyPatch) -> None:
    def add_pair(self: Any, eps: int) -> tuple[int, int]:
        c = self.add()
        s = self.add(2, eps * (self.one + self.gen(c) ** 2))
        self.pairs.append(polynomials.AnglePair(c, s, eps))
        return c, s

    patch.setattr(Ring, "add_pair", add_pair)


# Translation
Inside = exponentials.Exponentials
_replace(by_name.Functions, "_must_be_real", lambda was: lambda self, e: None)
_replace(Inside, "_without_logs", lambda was: lambda self, a: (was(self, a)[0], self.field.rational(1)))
_replace(Inside, "_inverse_circle", lambda was: lambda self, t: (-was(self, t)[0], was(self, t)[1]))
_replace(Inside, "_inverse_circle", lambda was: lambda self, t: was(self, t)[::-1])
_replace(Inside, "_turn", lambda was: lambda self, turn: was(self, turn)[::-1])
_replace(Inside, "hyperbolic_tangent", lambda was: lambda self, a: -was(self, a))
_replace(Roots, "power", lambda was: lambda self, b, q: was(self, b, sp.Rational(abs(q.p), q.q)))


@mutant
def acosh_with_one_root(patch: pytest.MonkeyPatch) -> None:
    was = Inside._exp_of

    def exp_of(self: Any, term: Any) -> Any:
        if not isinstance(term, sp.acosh):
            return was(self, term)
        value = self._read(term.args[0])
        return value + self.roots.root(value * value - 1, 2)

    patch.setattr(Inside, "_exp_of", exp_of)


def _wrong_rule(kind: str) -> None:
    def patched(patch: pytest.MonkeyPatch) -> None:
        was = field.Field.enter

        def enter(self: Any, generator: Any, *relation: Any) -> Any:
            if generator.kind == kind:
                rule = generator.rule
                generator = dataclasses.replace(generator, rule=lambda s: -rule(s))
            return was(self, generator, *relation)

        patch.setattr(field.Field, "enter", enter)

    MUTANTS[f"wrong derivative of {kind}"] = patched


for _kind in ("tanh", "log", "root", "exp", "function"):
    _wrong_rule(_kind)


@mutant
def wrong_derivative_of_a_pair(patch: pytest.MonkeyPatch) -> None:
    was = field.Field.enter_pair

    def enter_pair(self: Any, cosine: Any, sine: Any, argument: Any, eps: int) -> Any:
        result = was(self, cosine, sine, argument, eps)
        g = self.generators[-2]
        self.generators[-2] = dataclasses.replace(g, rule=lambda s: -g.rule(s))
        return result

    patch.setattr(field.Field, "enter_pair", enter_pair)


# Verdicts, facts, balls
_replace(question.Question, "_defined", lambda was: lambda self, evaluator, divisors: True)
_replace(question.Question, "_difference", lambda was: lambda self, evaluator, point: None)
_replace(question, "_nonzero", lambda was: lambda translator, divisors: ())
_replace(
    segments,
    "_outer",
    lambda was: lambda end, up: was(end, up) and was(end, up) + fmpq(-1 if up else 1, 1000),
)
_replace(segments, "_direction", lambda was: lambda angle, side: was(angle * sp.Rational(9, 10), side))
_replace(facts, "_assumed", lambda was: lambda s: [])
_replace(points, "_repair", lambda was: lambda *a: True)
_replace(ballvalues, "sqrt", lambda was: lambda b: abs(b).sqrt())
_replace(ballvalues, "log", lambda was: lambda b: (b if b > 0 else -b).log())
_replace(ballvalues, "_real_function", lambda was: lambda name, a: a[0] if name == "Abs" else was(name, a))
_replace(ballvalues, "_QUOTIENT", lambda was: {**was, "tan": ("cos", "sin")})
_replace(ballvalues, "_SIMPLE", lambda was: {**was, "sinh": lambda b: arb(b).cosh()})


@mutant
def a_conormal_that_points_the_other_way(patch: pytest.MonkeyPatch) -> None:
    from symgeom.geometry import normal, secondform

    was = normal.conormal
    for module in (normal, secondform):
        patch.setattr(module, "conormal", lambda chart: tuple(-c for c in was(chart)))


# Tests ---------------------------------------------------------------------------------------------------------------
def test_the_engine_passes_its_sentinels():
    assert not list(complaints())


@pytest.mark.parametrize("name", list(MUTANTS))
def test_mutant_is_caught(name, monkeypatch):
    MUTANTS[name](monkeypatch)
    assert next(complaints(), None), f"no sentinel notices the broken rule {name}"
