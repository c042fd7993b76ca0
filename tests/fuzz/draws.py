"""Random identities that hold or not according to branches, signs and domains.

What is here: `draw`, a pure function of a number. A draw picks symbols with a domain and facts, builds terms over them,
puts them into one of the families below (`sqrt(p^2)` against `p`, `log(p q)` against `log p + log q`, ...), sometimes
into a common context, and perturbs every third identity a little. No draw says whether it is true.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp

from . import inputs, jets, signs
from .ends import give as give_ends

HALF = sp.S.Half
Sides = tuple[Any, Any]


@dataclass(frozen=True)
class Draw:
    """One question: two sides, a domain, facts; `family` says where it came from."""

    number: int
    family: str
    left: Any
    right: Any
    domain: dict[Any, tuple[Any, Any]]
    where: tuple[Any, ...]

    @property
    def symbols(self) -> set[Any]:
        free = self.left.free_symbols | self.right.free_symbols | set(self.domain)
        return free.union(*(fact.free_symbols for fact in self.where))

    def __str__(self) -> str:
        domain = ", ".join(f"{s} in ({low}, {high})" for s, (low, high) in self.domain.items())
        facts = ", ".join(str(fact) for fact in self.where)
        kinds = ("positive", "nonnegative", "nonpositive")
        declared = {
            s: next((k for k in kinds if s.assumptions0.get(k)), "") for s in sorted(self.symbols, key=str)
        }
        signs = ", ".join(f"{s} {kind}" for s, kind in declared.items() if kind)
        given = "; ".join(filter(None, [domain, facts, signs]))
        return f"#{self.number} {self.family}: {self.left} == {self.right} | {given}"


x, y, z, a, b = sp.symbols("x y z a b", real=True)
R, r = sp.symbols("R r", positive=True)
oo, pi = sp.oo, sp.pi
_INTERVALS = [
    (0, oo), (-oo, 0), (1, oo), (-oo, -1), (-1, 1), (0, 1), (-1, oo), (1, 2), (2, 5), (-3, 2), (0, pi), (-pi, pi),
    (-pi / 2, pi / 2), (pi / 2, pi), (0, pi / 2), (0, 2 * pi), (pi, 2 * pi), (-pi, 0), (pi / 4, 3 * pi / 4),
    (sp.Rational(1, 10**6), oo), (-sp.Rational(1, 10**6), oo), (-sp.Rational(1, 1000), pi), (sp.sqrt(2), sp.E),
]  # fmt: skip


class _Maker:
    """The choices of one draw."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(7919 * number + 1)
        self.domain: dict[Any, tuple[Any, Any]] = {}
        self.where: list[Any] = []
        self.letters = self.pick([[x], [x], [x, y], [x, y], [x, R, r], [x, a, b], [x, y, z]])
        for s in (x, y, z):
            if s in self.letters and self.random.random() < 0.6:
                self.domain[s] = tuple(map(sp.sympify, self.pick(_INTERVALS)))
        if R in self.letters:
            self.where += self.pick([[r < R], [r < R], [2 * r < R], []])
        if a in self.letters:
            self.where += self.pick(
                [[a > b], [a > b, b > 0], [a > 0, b > 0], [b > a], [a >= b], [a + b > 1], []]
            )
        if y in self.letters and not self.domain:
            self.where += self.pick([[x > y], [x > 0, y > 0], [x + y > 0], [x < 0], [], []])

    def pick(self, options: Any) -> Any:
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # Terms -----------------------------------------------------------------------------------------------------------
    def letter(self) -> Any:
        return self.pick(self.letters)

    def linear(self) -> Any:
        s, t = self.letter(), self.letter()
        return self.pick([s, s, s + 1, s - 1, 1 - s, s - t if s != t else -s, s + t, 2 * s + 1, s - 2, 3 - s])

    def angle(self) -> Any:
        s = x if self.chance(0.8) else self.letter()
        return self.pick([1, 1, 1, HALF, 2, -1, sp.Rational(3, 2)]) * s + self.pick(
            [0, 0, 0, 0, pi / 2, pi / 3, pi]
        )

    def term(self) -> Any:
        """A real expression, or one whose roots and logarithms may leave the reals."""
        s, t = self.letter(), self.letter()
        kind = self.random.randrange(14)
        if kind < 4:
            return self.linear()
        if kind == 4:
            return self.pick(
                [
                    s**2 + 1,
                    s**2 - 1,
                    s**2 - t**2 if s != t else s**2 - 4,
                    s**2 + s * t + t**2,
                    s * t,
                    2 - s**2,
                ]
            )
        if kind == 5:
            return self.pick([sp.sin, sp.cos])(self.angle())
        if kind == 6:
            return self.pick(
                [
                    R + r * sp.cos(x),
                    a + b * sp.cos(x),
                    2 + sp.sin(x),
                    1 - sp.sin(x),
                    1 + sp.cos(x),
                    1 + 2 * sp.cos(x),
                ]
            )
        if kind == 7:
            return self.pick([sp.exp(s), sp.exp(s) - 1, sp.exp(s) + s, sp.exp(-s) - 2, sp.exp(s / 2)])
        if kind == 8:
            return self.pick([sp.sinh, sp.cosh, sp.tanh])(self.linear())
        if kind == 9:
            return self.pick(
                [sp.sqrt(s**2 + 1), sp.sqrt(self.linear()), sp.sqrt(self.linear()) + 1, sp.sqrt(s**2 + 1) - s]
            )
        if kind == 10:
            return self.pick([1 / (s**2 + 1), 1 / self.linear(), s / (s - 1), (s + 1) / (s + 2)])
        if kind == 11:
            return self.pick([sp.log(s**2 + 1), sp.log(self.linear()), sp.atan(s), sp.asinh(s)])
        if kind == 12:
            return self.pick([sp.Abs(s), sp.Abs(s - 1), sp.sign(s), sp.tan(self.angle()), sp.Abs(s) + s])
        return self.linear() * self.linear()

    def exponent(self) -> Any:
        return sp.Rational(self.pick([1, 1, 2, 3, 4, 5, -1, -2]), self.pick([2, 2, 3, 3, 4, 6]))

    def number(self) -> Any:
        return sp.Rational(self.random.randint(1, 5), self.random.randint(1, 3))

    def sign(self) -> int:
        return self.pick([1, 1, 1, -1])


def written(base: Any, exponent: Any) -> Any:
    """The power as written, where SymPy would already take it apart."""
    return sp.Pow(base, exponent, evaluate=False)


# Families ------------------------------------------------------------------------------------------------------------
def square_root_of_square(m: _Maker) -> Sides:
    p = m.term()
    k = m.pick([2, 2, 2, 4, 6, -2])
    root = sp.sqrt(sp.expand(p**k)) if m.chance(0.4) and k > 0 else sp.sqrt(p**k)
    return root, m.pick([p ** (k // 2), -(p ** (k // 2)), sp.Abs(p) ** (k // 2), sp.Abs(p ** (k // 2))])


def square_under_root(m: _Maker) -> Sides:
    p, q = m.term(), m.term()
    root = m.pick([sp.sqrt, lambda e: written(e, HALF)])
    left = root(p**2 * q)
    return left, m.pick([p, -p, sp.Abs(p), sp.sign(p) * p, sp.sqrt(p**2)]) * sp.sqrt(q)


def product_under_root(m: _Maker) -> Sides:
    p, q = m.term(), m.term()
    left = m.pick(
        [sp.sqrt(sp.expand(p * q)), written(p * q, HALF), written(p / q, HALF), 1 / written(p * q, HALF)]
    )
    right = [
        sp.sqrt(p) * sp.sqrt(q),
        sp.sqrt(-p) * sp.sqrt(-q),
        sp.sqrt(p) / sp.sqrt(q),
        sp.sqrt(p * q) / q,
        sp.sqrt(p * q) / sp.Abs(q),
    ]
    return left, m.pick([*right, 1 / (sp.sqrt(p) * sp.sqrt(q)), sp.sqrt(q) * sp.sqrt(p)]) * m.sign()


def nested_root(m: _Maker) -> Sides:
    p, q = (m.pick([m.linear(), m.linear(), m.number(), m.letter() ** 2 + 1]) for _ in range(2))
    k = m.pick([1, 1, 2, HALF, m.number() / 1000])
    u, v = sp.sqrt(p), k * sp.sqrt(q)
    inside = sp.expand((u + m.pick([1, -1]) * v) ** 2)
    return sp.sqrt(inside), m.pick([u + v, u - v, v - u, sp.Abs(u - v), sp.sqrt(sp.expand((u - v) ** 2))])


def nested_hyperbola(m: _Maker) -> Sides:
    p = m.linear()
    w = sp.sqrt(p**2 - 1)
    if m.chance(0.5):
        return sp.sqrt(2 * p**2 - 1 + 2 * p * w), m.pick([p + w, -p - w, sp.Abs(p + w), p - w])
    return sp.sqrt(p + w), (sp.sqrt(p + 1) + m.pick([1, -1]) * sp.sqrt(p - 1)) / sp.sqrt(2)


def absolute(m: _Maker) -> Sides:
    p, q = m.term(), m.term()
    return m.pick(
        [
            lambda: (sp.Abs(p) * sp.Abs(q), sp.Abs(sp.expand(p * q))),
            lambda: (sp.Abs(p) ** 2, p**2),
            lambda: (sp.Abs(p) / sp.Abs(q), sp.Abs(p / q)),
            lambda: (p * sp.sign(p), sp.Abs(p)),
            lambda: (sp.sign(p) * sp.sign(q), sp.sign(p * q)),
            lambda: (sp.Abs(p + q), sp.Abs(p) + sp.Abs(q)),
            lambda: (sp.Abs(p - q), m.pick([p - q, q - p])),
            lambda: (sp.Max(p, q) if _comparable(p, q) else sp.Abs(p), (p + q + sp.Abs(p - q)) / 2),
            lambda: (sp.Min(p, q) * 2 if _comparable(p, q) else p, p + q - sp.Abs(p - q)),
            lambda: (sp.sqrt((sp.Abs(p) + 1) ** 2), sp.Abs(p) + m.sign()),
            lambda: (sp.Abs(sp.Abs(p) - 1), sp.Abs(p) - 1),
        ]
    )()


def _comparable(p: Any, q: Any) -> bool:
    return p.is_extended_real is not False and q.is_extended_real is not False


def logarithm(m: _Maker) -> Sides:
    p, q, k = m.term(), m.term(), m.pick([2, 3, 4, -1, -2])
    log, exp = sp.log, sp.exp
    return m.pick(
        [
            lambda: (log(p**k), k * m.pick([log(p), log(sp.Abs(p)), log(-p)])),
            lambda: (
                log(sp.expand(p * q)),
                m.pick([log(p) + log(q), log(-p) + log(-q), log(sp.Abs(p)) + log(sp.Abs(q))]),
            ),
            lambda: (
                log(p / q),
                m.pick([log(p) - log(q), log(-p) - log(-q), log(sp.Abs(p)) - log(sp.Abs(q))]),
            ),
            lambda: (log(sp.sqrt(p)), log(p) / 2),
            lambda: (log(p**2 * q), 2 * log(sp.Abs(p)) + log(q)),
            lambda: (exp(m.exponent() * log(p**2)), m.pick([sp.Abs(p), p]) ** (2 * m.exponent())),
            lambda: (log(exp(p)), p),
            lambda: (log(exp(p)) ** 2, p**2),
            lambda: (log(p) ** 2, log(1 / p) ** 2),
            lambda: (
                log(sp.sqrt(p**2 + 1) + p),
                m.pick([1, -1]) * m.pick([sp.asinh(p), log(sp.sqrt(p**2 + 1) - p)]),
            ),
            lambda: (log(1 + exp(p)) - log(1 + exp(-p)), m.pick([p, -p])),
            lambda: (log((1 + p) / (1 - p)), m.pick([2 * sp.atanh(p), log(1 + p) - log(1 - p)])),
        ]
    )()


def power(m: _Maker) -> Sides:
    p, q, s, t = m.term(), m.term(), m.exponent(), m.exponent()
    n = m.pick([2, 3, 4, 6])
    return m.pick(
        [
            lambda: (written(p**n, s), m.pick([written(p, n * s), written(sp.Abs(p), n * s), p**n])),
            lambda: (p**s * written(p, t), written(p, s + t)),
            lambda: (written(p * q, s), p**s * q**s),
            lambda: (written(p / q, s), p**s / q**s),
            lambda: (written(p * q**2, s), p**s * m.pick([q, sp.Abs(q)]) ** (2 * s)),
            lambda: (written(p**s, t), m.pick([written(p, s * t), written(sp.Abs(p), s * t)])),
            lambda: (written(p, s) ** int(s.q), p ** int(s.p)),
            lambda: (written(sp.exp(p), s), sp.exp(s * p)),
            lambda: (1 / (1 + written(p, s)), (1 - written(p, s)) / (1 - written(p, 2 * s))),
        ]
    )()


def symbolic_power(m: _Maker) -> Sides:
    p, s, t, k = m.linear(), m.letter(), m.letter(), m.pick([2, 3, HALF])
    return m.pick(
        [
            lambda: (p**s * p**t, written(p, s + t)),
            lambda: (written(p**s, k), written(p, k * s)),
            lambda: (written(p**2, s), m.pick([sp.Abs(p), p]) ** (2 * s)),
            lambda: (sp.log(p**s), s * sp.log(p)),
            lambda: (sp.Integer(2) ** s * sp.Integer(3) ** s, sp.Integer(6) ** s),
        ]
    )()


def trigonometric(m: _Maker) -> Sides:
    u = m.angle()
    sin, cos, tan, sqrt = sp.sin, sp.cos, sp.tan, sp.sqrt
    f = m.pick([lambda e: e, lambda e: -e, sp.Abs])
    return m.pick(
        [
            lambda: (sqrt(1 - cos(u) ** 2), f(sin(u))),
            lambda: (sqrt(1 - sin(u) ** 2), f(cos(u))),
            lambda: (sqrt((1 + cos(u)) / 2), f(cos(u / 2))),
            lambda: (sqrt((1 - cos(u)) / 2), f(sin(u / 2))),
            lambda: (sqrt(1 + sin(2 * u)), f(sin(u) + cos(u))),
            lambda: (sqrt(1 - sin(u)), f(cos(u / 2) - sin(u / 2))),
            lambda: (sqrt(1 + tan(u) ** 2), f(1 / cos(u))),
            lambda: (sqrt(1 + cos(u)) * sqrt(1 - cos(u)), f(sin(u))),
            lambda: (sqrt(1 + cos(u)) * sqrt(1 + sin(u)), f(1 + sin(u) + cos(u)) / sqrt(2)),
            lambda: (sqrt(1 + sin(u)) * sqrt(1 - sin(u)), f(cos(u))),
            lambda: (sqrt(1 - cos(u)) / sqrt(1 + cos(u)), f(tan(u / 2))),
            lambda: (sqrt(sin(u) ** 2 * cos(u) ** 2), f(sin(2 * u)) / 2),
            lambda: (sqrt(sin(u) ** 4 - sin(u) ** 6), f(cos(u)) * sin(u) ** 2),
            lambda: (sqrt(2 + 2 * cos(u) + sin(u) ** 2), sqrt(1 + cos(u)) * sqrt(3 - cos(u))),
            lambda: ((1 + sin(u)) ** sp.Rational(3, 2), f(1 + sin(u)) * sqrt(1 + sin(u))),
        ]
    )()


def angles(m: _Maker) -> Sides:
    u, v = m.angle(), m.pick([m.angle(), m.letter()])
    sin, cos, tan = sp.sin, sp.cos, sp.tan
    return m.pick(
        [
            lambda: (sin(3 * u), 3 * sin(u) - 4 * sin(u) ** 3),
            lambda: (cos(4 * u), 8 * cos(u) ** 4 - 8 * cos(u) ** 2 + 1),
            lambda: (sin(u + v), sin(u) * cos(v) + cos(u) * sin(v)),
            lambda: (cos(u - v), cos(u) * cos(v) + sin(u) * sin(v)),
            lambda: (
                tan(u / 2),
                m.pick([sin(u) / (1 + cos(u)), (1 - cos(u)) / sin(u), (1 + cos(u)) / sin(u)]),
            ),
            lambda: (tan(u + v), (tan(u) + tan(v)) / (1 - tan(u) * tan(v))),
            lambda: (sin(u) ** 4, (3 - 4 * cos(2 * u) + cos(4 * u)) / 8),
            lambda: (sin(u), 2 * tan(u / 2) / (1 + tan(u / 2) ** 2)),
            lambda: (1 / cos(u) + tan(u), tan(u / 2 + pi / 4)),
            lambda: (sp.sec(u) ** 2 - tan(u) ** 2, sp.csc(u) ** 2 - sp.cot(u) ** 2),
            lambda: (cos(5 * u / 2), 2 * cos(u / 2) * cos(2 * u) - cos(3 * u / 2)),
        ]
    )()


def inverse(m: _Maker) -> Sides:
    p = m.pick([m.linear(), m.linear(), m.letter(), m.term()])
    root = sp.sqrt(1 - p**2)
    asin, acos, atan = sp.asin, sp.acos, sp.atan
    sin, cos, tan = sp.sin, sp.cos, sp.tan
    u = m.angle()
    return m.pick(
        [
            lambda: (sin(2 * acos(p)), m.pick([1, -1, 1]) * 2 * p * root),
            lambda: (cos(3 * acos(p)), 4 * p**3 - 3 * p),
            lambda: (cos(asin(p) + u), root * cos(u) - p * sin(u)),
            lambda: (tan(asin(p)), p / root),
            lambda: (sin(2 * atan(p)), 2 * p / (1 + p**2)),
            lambda: (cos(2 * atan(sp.sqrt(p))), (1 - p) / (1 + p)),
            lambda: (cos(2 * atan(sp.sqrt(p))) * (1 + p) + 2 * p, m.pick([sp.sqrt((1 + p) ** 2), 1 + p])),
            lambda: (tan(acos(p) / 2), m.pick([sp.sqrt((1 - p) / (1 + p)), root / (1 + p)])),
            lambda: (cos(atan(p) - atan(m.linear())) ** 2 * 0 + cos(atan(p)), 1 / sp.sqrt(1 + p**2)),
            lambda: (atan(tan(u)), u),
            lambda: (asin(sin(u)), u),
            lambda: (acos(cos(u)), m.pick([u, -u, 2 * pi - u])),
            lambda: (asin(p) + acos(p), pi / 2),
            lambda: (atan(p) + atan(1 / p), m.pick([pi / 2, -pi / 2])),
            lambda: (2 * atan(p), atan(2 * p / (1 - p**2))),
            lambda: (sin(sp.acot(p)), m.pick([1 / sp.sqrt(1 + p**2), 1 / (p * sp.sqrt(1 + 1 / p**2))])),
            lambda: (cos(sp.atan2(m.linear(), p)), p / sp.sqrt(p**2 + m.linear() ** 2)),
            lambda: (sin(2 * sp.atan2(y, x)), 2 * x * y / (x**2 + y**2)),
        ]
    )()


def hyperbolic(m: _Maker) -> Sides:
    u = m.pick([m.linear(), m.letter(), m.term()])
    sinh, cosh, tanh, exp, sqrt = sp.sinh, sp.cosh, sp.tanh, sp.exp, sp.sqrt
    f = m.pick([lambda e: e, lambda e: -e, sp.Abs])
    return m.pick(
        [
            lambda: (sqrt(cosh(u) ** 2 - 1), f(sinh(u))),
            lambda: (sqrt(1 + sinh(u) ** 2), cosh(u)),
            lambda: (sqrt((cosh(u) + 1) / 2), cosh(u / 2)),
            lambda: (sqrt((cosh(u) - 1) / 2), f(sinh(u / 2))),
            lambda: (sqrt(cosh(u) - 1) * sqrt(cosh(u) + 1), f(sinh(u))),
            lambda: (sqrt(1 - tanh(u) ** 2), 1 / cosh(u)),
            lambda: (tanh(u), (exp(2 * u) - 1) / (exp(2 * u) + 1)),
            lambda: (
                tanh(u / 2),
                m.pick([sinh(u) / (1 + cosh(u)), (cosh(u) - 1) / sinh(u), (1 - exp(-u)) / (1 + exp(-u))]),
            ),
            lambda: (sqrt(exp(2 * u) + exp(-2 * u) - 2), f(exp(u) - exp(-u))),
            lambda: (sqrt(exp(2 * u) - 2 * exp(u) + 1), f(exp(u) - 1)),
            lambda: (sqrt(tanh(u) ** 2), f(tanh(u))),
            lambda: (exp(sp.acosh(u)), m.pick([u + sqrt(u**2 - 1), u + sqrt(u - 1) * sqrt(u + 1)])),
            lambda: (sinh(sp.acosh(u)), m.pick([sqrt(u**2 - 1), sqrt(u - 1) * sqrt(u + 1)])),
            lambda: (tanh(sp.asinh(u)), u / sqrt(1 + u**2)),
            lambda: (
                exp(sp.atanh(u)),
                m.pick([sqrt(1 + u) / sqrt(1 - u), sqrt((1 + u) / (1 - u)), sqrt(1 - u**2) / (1 - u)]),
            ),
            lambda: (cosh(sqrt(u)) ** 2, (1 + cosh(2 * sqrt(u))) / 2),
            lambda: (sqrt(cosh(sqrt(u)) ** 2), f(cosh(sqrt(u)))),
            lambda: (sp.log(exp(sqrt(u))) ** 2, u),
            lambda: (1 / (1 + exp(-u)), (1 + tanh(u / 2)) / 2),
        ]
    )()


def rational(m: _Maker) -> Sides:
    p, q, k = m.term(), m.term(), m.pick([2, 3, 4])
    return m.pick(
        [
            lambda: (1 / (p + sp.sqrt(q)), (p - sp.sqrt(q)) / (p**2 - q)),
            lambda: ((p**k - q**k) / (p - q), sum(p**i * q ** (k - 1 - i) for i in range(k))),
            lambda: (1 / (p + sp.Abs(q)), (p - sp.Abs(q)) / (p**2 - q**2)),
            lambda: ((p + q) ** k, sp.expand((p + q) ** k)),
            lambda: (p / q + q / p, (p**2 + q**2) / (p * q)),
            lambda: (sp.sqrt(p) / (sp.sqrt(p) + sp.sqrt(q)), (p - sp.sqrt(p) * sp.sqrt(q)) / (p - q)),
        ]
    )()


FAMILIES: list[Callable[[_Maker], Sides]] = [
    square_root_of_square, square_under_root, product_under_root, nested_root, nested_hyperbola, absolute, logarithm,
    power, symbolic_power, trigonometric, angles, inverse, hyperbolic, rational,
    *signs.FAMILIES,
]  # fmt: skip
FAMILIES += [*jets.FAMILIES, *inputs.FAMILIES]


# Contexts and twins --------------------------------------------------------------------------------------------------
def _context(m: _Maker) -> Callable[[Any], Any]:
    """Something to do to both sides, which keeps a true identity true wherever both are real."""
    q = m.term()
    return m.pick(
        [
            lambda u: u * q,
            lambda u: u + q,
            lambda u: (u + 1) * sp.cos(x),
            lambda u: sp.Abs(u - q),
            lambda u: sp.exp(u),
            lambda u: sp.sqrt(u**2 + 1),
            lambda u: written(u**2 * q, HALF),
            lambda u: sp.sqrt(u) * sp.sqrt(q),
            lambda u: sp.sin(2 * u) / (2 + sp.cos(u)),
            lambda u: u**2,
            lambda u: 1 / (1 + u**2),
        ]
    )


def _twin(m: _Maker, side: Any) -> Any:
    s = m.letter()
    return m.pick(
        [
            lambda e: -e,
            lambda e: e + sp.Rational(1, 10 ** m.pick([3, 12, 30, 40])),
            lambda e: e * (1 + sp.Rational(1, 10 ** m.pick([2, 9, 25]))),
            lambda e: e + s / 10**6,
            lambda e: jets.shifted(e, s),
            lambda e: e * sp.sign(s),
        ]
    )(side)


def family_of(number: int) -> str:
    """The family of the first attempt at a number, without its draw."""
    return _Maker(number).pick(FAMILIES).__name__


def draw(number: int) -> Draw:
    """The draw of a number, always the same."""
    for attempt in range(20):
        m = _Maker(number + 1_000_003 * attempt)
        family = m.pick(FAMILIES)
        give_ends(m, number, x, R, r)
        name, whole = family.__name__, family is inputs.matrices
        try:
            left, right = map(sp.sympify, family(m))
            if m.chance(0.25) and not whole:
                context = _context(m)
                left, right, name = context(left), context(right), name + " in context"
            if m.chance(0.3) and not whole:
                left, right, name = left, _twin(m, right), name + ", perturbed"
        except RecursionError:  # SymPy's own questions about the signs of floats beside i have no end
            continue
        if m.chance(0.2):
            left, right = right, left
        left, right = sp.sympify(left), sp.sympify(right)  # a context may have evaluated to a number
        bad: tuple[Any, ...] = (
            sp.nan,
            sp.zoo,
            oo,
            -oo,
            sp.I,
            sp.AccumBounds,
            sp.Piecewise,
            sp.arg,
            sp.re,
            sp.im,
            sp.Heaviside,
        )
        bad = () if family is inputs.complex_notation else bad
        facts_false = any(fact in (sp.false, False) for fact in m.where)
        if not ((bad and (left.has(*bad) or right.has(*bad))) or left == right or facts_false):
            where = tuple(fact for fact in m.where if fact not in (sp.true, True))
            names = left.free_symbols | right.free_symbols
            domain = {s: ends for s, ends in m.domain.items() if s in names}
            where = tuple(fact for fact in where if fact.free_symbols <= names | {R, r})
            return Draw(number, name, left, right, domain, where)
    return Draw(number, "nothing drawn", x, x + 1, {}, ())
