"""Numeric truth: SymPy expressions at rational points, by their principal branches, with complex values on the way.

What is here: `value`, `differ`, `points`, `holds`. Nothing of the library is imported: what is wrong there can't be wrong
here in the same way. A value is computed in double precision first; what looks different is computed twice more, with
60 and 120 digits, and counts only when both agree that it is.
"""

from __future__ import annotations

import cmath
import math
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import sympy as sp
from mpmath import mp

from . import smooth

Point = dict[Any, Any]  # fractions by symbol, instances by function


class Undefined(Exception):
    """No value at the point, or none that this precision can tell."""


class _Doubles:
    """Arithmetic of Python's own complex numbers."""

    noise = 1e-11
    one = 1.0 + 0j
    pi, e = cmath.pi + 0j, cmath.e + 0j

    def number(self, q: Any) -> complex:
        return complex(Fraction(int(q.p), int(q.q)))

    def point(self, q: Fraction) -> complex:
        return complex(q)

    def call(self, name: str, z: complex) -> complex:
        return getattr(cmath, name)(z)

    def clean(self, z: complex) -> complex:
        if not cmath.isfinite(z):
            raise Undefined
        size = abs(z)
        real = 0.0 if abs(z.real) < self.noise * size else z.real
        return complex(real, 0.0 if abs(z.imag) < self.noise * size else z.imag)


class _Digits:
    """Arithmetic of mpmath at the present precision."""

    def __init__(self) -> None:
        self.noise = mpmath.mpf(10) ** (12 - mp.dps)
        self.one = mpmath.mpc(1)
        self.pi, self.e = mpmath.mpc(mp.pi), mpmath.mpc(mp.e)

    def number(self, q: Any) -> Any:
        return mpmath.mpc(mpmath.mpf(int(q.p)) / int(q.q))

    def point(self, q: Fraction) -> Any:
        return mpmath.mpc(mpmath.mpf(q.numerator) / q.denominator)

    def call(self, name: str, z: Any) -> Any:
        return mpmath.mpc(getattr(mpmath, name)(mpmath.re(z) if z.imag == 0 else z))

    def clean(self, z: Any) -> Any:
        z = mpmath.mpc(z)
        if not mpmath.isfinite(z):
            raise Undefined
        size = abs(z)
        real = 0 if abs(z.real) < self.noise * size else z.real
        return mpmath.mpc(real, 0 if abs(z.imag) < self.noise * size else z.imag)


def value(expression: Any, point: Point, arithmetic: Any, memo: dict[Any, Any]) -> Any:
    """The complex value. Raises `Undefined`."""
    if expression not in memo:
        try:
            memo[expression] = arithmetic.clean(_node(expression, point, arithmetic, memo))
        except (ZeroDivisionError, OverflowError, ValueError):
            raise Undefined from None
    return memo[expression]


def _shown(e: Any) -> str:
    """The shortest decimal that is the float at its own precision, as Python's ``repr`` of a double is."""
    if e._prec == 53:
        return repr(float(e))
    with mpmath.workprec(e._prec):
        exact = mpmath.mpf(e._mpf_)
        texts = (
            mpmath.nstr(exact, n, strip_zeros=False, min_fixed=-99, max_fixed=99) for n in range(1, e._prec)
        )
        return next(text for text in texts if mpmath.mpf(text) == exact)


def _node(e: Any, point: Point, a: Any, memo: dict[Any, Any]) -> Any:
    if e.is_Rational:
        return a.number(e)
    if e.is_Float:
        return a.number(sp.Rational(_shown(e)))
    if e is sp.I:
        return 1j * a.one
    if e.is_Symbol:
        return a.point(point[e]) if isinstance(point[e], Fraction) else point[e]
    if e is sp.pi:
        return a.pi
    if e is sp.E:
        return a.e
    if isinstance(e, sp.Derivative) and not e.atoms(sp.core.function.AppliedUndef):
        return value(e.doit(), point, a, memo)
    if isinstance(e, smooth.JETS):
        return _jet(e, point, a, memo)
    parts = [value(x, point, a, memo) for x in e.args]
    if e.is_Add:
        total = sum(parts)
        if abs(total) < a.noise * max(abs(p) for p in parts):
            return 0 * a.one
        return total
    if e.is_Mul:
        return math.prod(parts[1:], start=parts[0])
    if e.is_Pow:
        return _power(parts[0], parts[1], e.exp, a)
    return _function(type(e).__name__, parts, a)


def _jet(e: Any, point: Point, a: Any, memo: dict[Any, Any]) -> Any:
    """A value or derivative of a function that the point has an instance of; its arguments must be real."""
    function, arguments, orders = smooth.read(e)
    at = tuple(value(x, point, a, memo) for x in arguments)
    if any(x.imag != 0 for x in at):
        raise Undefined
    return point[function](orders, at, lambda formula, slots: value(formula, slots, a, {}))


def _power(base: Any, exponent: Any, written: Any, a: Any) -> Any:
    if base == 0:
        if exponent.imag == 0 and exponent.real > 0:
            return 0 * a.one
        raise Undefined
    if written.is_Integer:
        return base ** int(written)
    if written == sp.S.Half:
        return a.call("sqrt", base)
    return a.call("exp", exponent * a.call("log", base))


def _function(name: str, parts: list[Any], a: Any) -> Any:
    z = parts[0]
    if name in ("conjugate", "re", "im"):
        return {"conjugate": z.conjugate(), "re": z.real, "im": z.imag}[name] * a.one
    if name in ("Abs", "sign"):
        return abs(z) * a.one if name == "Abs" else (z / abs(z) if z != 0 else z)
    if name in ("Max", "Min"):
        if any(p.imag != 0 for p in parts):
            raise Undefined
        return (max if name == "Max" else min)(p.real for p in parts) * a.one
    if name == "log" and z == 0:
        raise Undefined
    if name == "floor":
        whole = round(z.real)
        if z.imag != 0 or (z.real != whole and abs(z.real - whole) < 1e-9):
            raise Undefined  # which side of the step it is can't be told
        return (whole if z.real >= whole else whole - 1) * a.one
    if name in ("cot", "sec", "csc", "coth", "sech", "csch"):
        below = {"cot": "tan", "sec": "cos", "csc": "sin", "coth": "tanh", "sech": "cosh", "csch": "sinh"}
        return 1 / a.clean(a.call(below[name], z))
    if name == "acot":
        return a.call("atan", 1 / z)
    if name == "atan2":
        if any(p.imag != 0 for p in parts) or all(p == 0 for p in parts):
            raise Undefined
        return a.call("log", parts[1] + 1j * z).imag * a.one
    return a.call(name, z)


# Two sides -----------------------------------------------------------------------------------------------------------
def _sides(left: Any, right: Any, point: Point, arithmetic: Any) -> tuple[Any, Any] | None:
    """Both values where both are real and finite, else None."""
    memo: dict[Any, Any] = {}
    try:
        u, v = (value(side, point, arithmetic, memo) for side in (left, right))
    except Undefined:
        return None
    return (u.real, v.real) if u.imag == 0 and v.imag == 0 else None


def differ(left: Any, right: Any, point: Point, sharp: bool = True) -> bool:
    """Both sides are real and finite at the point, and different. ``sharp``: look past double precision."""
    if isinstance(left, sp.MatrixBase):
        return any(differ(u, v, point, sharp) for u, v in zip(left, right))
    rough = _sides(left, right, point, _Doubles())
    if not sharp and rough is not None and _close(*rough, 1e-6):
        return False
    if not sharp and rough is None:
        return False
    return _apart(left, right, point, (60, 120), 45) or (
        sharp and _apart(left, right, point, (300, 600), 250)
    )


def _apart(left: Any, right: Any, point: Point, precisions: tuple[int, int], small: int) -> bool:
    """The gap is the same at both precisions, and not below ``10^-small`` of the values (which may be huge)."""
    gaps = []
    for digits in precisions:
        with mp.workdps(digits):
            exact = _sides(left, right, point, _Digits())
            if exact is None:
                return False
            gaps.append((exact[0] - exact[1], max(1, abs(exact[0]))))
    with mp.workdps(precisions[1]):
        (first, _), (second, size) = gaps
        return bool(
            abs(second) > size * mpmath.mpf(10) ** -small and abs(first - second) < abs(second) / 1000
        )


def defined(left: Any, right: Any, point: Point) -> bool:
    with mp.workdps(60):
        return _sides(left, right, point, _Digits()) is not None


def _close(u: float, v: float, tolerance: float) -> bool:
    return abs(u - v) <= tolerance * max(1.0, abs(u), abs(v))


# Points and facts ----------------------------------------------------------------------------------------------------
def holds(relation: Any, point: Point) -> bool:
    """An inequality at a point; one between values that aren't real doesn't hold, but they can be unequal."""
    memo: dict[Any, Any] = {}
    with mp.workdps(60):
        try:
            gap = value(relation.lhs - relation.rhs, point, _Digits(), memo)
        except Undefined:
            return False
        if isinstance(relation, sp.Ne):
            return bool(abs(gap) > mpmath.mpf(10) ** -30)
        if gap.imag != 0:
            return False
        tests = {"<": gap.real < 0, ">": gap.real > 0, "<=": gap.real <= 0, ">=": gap.real >= 0}
        return bool(tests[relation.rel_op])


def assumptions(texts: Iterable[str], symbols: Iterable[Any], functions: Iterable[Any] = ()) -> list[Any]:
    """The assumptions that a verdict lists, as relations: ``a ≠ 0``, ``a > b``, ``a < x < b``."""
    names = {s.name: s for s in symbols} | {f.__name__: f for f in functions}
    relations = []
    for text in texts:
        parts = re.split(r"\s(≠|<=|>=|<|>)\s", text)
        sides = [sp.sympify(part, locals=names) for part in parts[::2]]
        for operator, left, right in zip(parts[1::2], sides, sides[1:]):
            kind = {"≠": sp.Ne, "<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge}[operator]
            relations.append(kind(left, right, evaluate=False))
    return relations


def points(
    symbols: Iterable[Any],
    domain: Mapping[Any, tuple[Any, Any]],
    where: Iterable[Any],
    seed: int,
    count: int,
    functions: Mapping[Any, Any] | None = None,
) -> Iterator[Point]:
    """Random rational points where all facts hold, some close to the ends, some far out, some small, some on a border."""
    random_ = random.Random(seed)
    names = sorted(symbols, key=str)
    facts = list(where)
    found = 0
    for number in range(50 * count):
        point = {s: _coordinate(s, domain, random_, number % 5 == 1) for s in names}
        if number % 5 == 2:
            point = _bordered(point, facts, random_)
        point |= dict(functions or {})
        if all(holds(relation, point) for relation in facts) and all(
            is_inside(s, point[s], domain) for s in names
        ):
            yield point
            found += 1
            if found == count:
                return


def _bordered(point: Point, facts: list[Any], random_: random.Random) -> Point:
    """The point moved onto the border of a weak fact, along a symbol that the fact is linear in."""
    weak = [fact for fact in facts if isinstance(fact, sp.Ge | sp.Le) and fact.free_symbols & point.keys()]
    if not weak:
        return point
    fact = random_.choice(weak)
    gap = sp.expand(fact.lhs - fact.rhs)
    s = random_.choice(sorted(gap.free_symbols, key=str))
    slope = gap.coeff(s)
    rest = gap - slope * s
    if not slope.is_Rational or slope == 0 or rest.has(s, sp.core.function.AppliedUndef):
        return point
    end = -rest.xreplace({t: sp.Rational(q.numerator, q.denominator) for t, q in point.items()}) / slope
    return point | {s: Fraction(int(end.p), int(end.q))} if end.is_Rational else point


def is_inside(s: Any, q: Fraction, domain: Mapping[Any, tuple[Any, Any]]) -> bool:
    """In the open interval of the domain, with the declared sign."""
    low, high = map(_end, domain.get(s, (-sp.oo, sp.oo)))
    declared = (
        (q > 0 or not s.is_positive) and (q >= 0 or not s.is_nonnegative) and (q <= 0 or not s.is_nonpositive)
    )
    return bool(declared and (low is None or low < q) and (high is None or q < high))


def _coordinate(
    s: Any, domain: Mapping[Any, tuple[Any, Any]], random_: random.Random, small: bool = False
) -> Fraction:
    low, high = domain.get(s, (-sp.oo, sp.oo))
    if s.is_nonnegative and low is -sp.oo:
        low = sp.S.Zero
    if s.is_nonpositive and high is sp.oo:
        high = sp.S.Zero
    ends = [_end(low), _end(high)]
    if small:
        near = [q for n in range(-8, 9) if is_inside(s, q := Fraction(n, 2), domain)]
        if near:
            return random_.choice(near)
    for _ in range(200):
        below, above = (None if end is None else float(end) for end in ends)
        q = _raw(below, above, random_)
        if (ends[0] is None or ends[0] < q) and (ends[1] is None or q < ends[1]):
            return q
    raise ValueError(f"no point in ({low}, {high})")


@cache
def _end(end: Any) -> Fraction | None:
    """An end of an interval to 40 digits: points have nine, none can lie between."""
    if end.is_infinite:
        return None
    return Fraction(int(end.p), int(end.q)) if end.is_Rational else Fraction(str(sp.N(end, 40)))


def _raw(low: float | None, high: float | None, random_: random.Random) -> Fraction:
    scale = random_.choice(
        [10 ** random_.uniform(-6, -1), 10 ** random_.uniform(-6, -1), 0.3, 1, 1, 3, 10, 40]
    )
    if low is not None and high is not None:
        share = random_.choice([random_.random(), random_.random(), 10 ** random_.uniform(-6, -1)])
        x = low + (high - low) * (share if random_.random() < 0.8 else 1 - share)
    elif low is not None:
        x = low + scale * random_.random()
    elif high is not None:
        x = high - scale * random_.random()
    else:
        x = scale * random_.uniform(-1, 1)
        if random_.random() < 0.15:
            return Fraction(random_.randint(-4, 4))
    return Fraction(round(x * 10**9), 10**9)
