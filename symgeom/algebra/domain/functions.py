"""Undefined functions at a point: what is declared of them, and values for their jets.

What is here: `check_functions`, which refuses a declaration that no smooth real function honours, or only a constant one;
`JetValues`, random rational values for the jets that an expression asks for.

An undefined function stands for any smooth real function that is as declared. Finitely many jets at distinct points are free,
but for this: the values have the declared sign; they stay between two neighbouring numbers that are excluded (0 for
``nonzero=True``, whole numbers for ``integer=False``), since a continuous function would meet what lies between; where a
function >= 0 is 0, its derivatives are 0 here too (others are possible; all zero always is).
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import arb, fmpq
from sympy.core.assumptions import StdFactKB
from sympy.core.facts import InconsistentAssumptions
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.contents import kinds
from symgeom.errors import InputError
from symgeom.output import printable

__all__ = ["JetValue", "JetValues", "admits", "check_functions", "declared"]

_CONSTANT = ("irrational", "algebraic", "transcendental")  # a rational or whole number is algebraic
_STRONG = (
    "commutative",
    "zero",
    "prime",
    "odd",
    "even",
    "integer",
    "rational",
    "irrational",
    "imaginary",
    "positive",
    "real",
)
_PRIMES = (2, 3, 5, 7, 11, 13)
_SEARCHED = 64  # whole numbers around a value


# Declarations -----------------------------------------------------------------------------------------------------------
def check_functions(expressions: Iterable[sp.Basic]) -> None:
    """Raises `InputError` for a declaration that can't be honoured, and for two functions of one name."""
    seen: dict[str, Any] = {}
    found = {kind for e in expressions for kind in kinds(e) if issubclass(kind, AppliedUndef)}
    for function in sorted(found, key=lambda f: (f.__name__, str(_given(f)))):
        printable(function.__name__, "the name of a function")
        declared(function)
        if seen.setdefault(function.__name__, function) != function:
            name = function.__name__
            raise InputError(
                f"two different functions are called {name} (their assumptions differ). Make it once, for example "
                f"{name} = sympy.Function({name!r}, real=True), and use it everywhere"
            )


@lru_cache(maxsize=512)
def declared(function: Any) -> dict[str, bool]:
    """Everything that follows from the declaration of a real function. Raises `InputError` where it can't be honoured."""
    given = {k: v for k, v in getattr(function, "default_assumptions", {}).items() if v is not None}
    name, text = function.__name__, _given(function)
    try:
        known: dict[str, bool] = dict(StdFactKB({**given, "real": True}))
    except InconsistentAssumptions:
        known = {}
    if not known or known.get("antihermitian") or known.get("polar"):
        raise InputError(
            f"the function {name} is declared {text}, so its values aren't real numbers; symgeom works over the real numbers. "
            f"Write sympy.Function({name!r}, real=True)"
        )
    if known.get("zero"):
        raise InputError(f"the function {name} is declared {text}, so it is zero. Write 0 in its place")
    if any(known.get(kind) for kind in _CONSTANT) or known.get("irrational") is False:
        parity = (
            " (odd and even speak of whole numbers in SymPy; that f(-x) is f(x) or -f(x) can't be declared)"
        )
        whole = known.get("odd") or known.get("even")
        raise InputError(
            f"the function {name} is declared {text}{parity if whole else ''}: smooth functions with such values only are "
            f"constant. Write a symbol in its place, {name} = sympy.Symbol({name!r}, {text}), "
            "or drop the declaration"
        )
    return known


def _given(function: Any) -> str:
    """The declaration, short: SymPy keeps all that follows from it, and not what was typed."""
    facts = {k: v for k, v in getattr(function, "default_assumptions", {}).items() if v is not None}
    for kind in [*sorted(facts.keys() - set(_STRONG)), *(k for k in reversed(_STRONG) if k in facts)]:
        rest = {k: v for k, v in facts.items() if k != kind}
        if (kind == "commutative" and facts[kind]) or StdFactKB(rest).get(kind) is facts[kind]:
            facts = rest
    return ", ".join(f"{k}={v}" for k, v in sorted(facts.items())) or "without assumptions"


def admits(function: Any, value: Any) -> bool:
    """The value is one that the function may take, as it was declared."""
    known = declared(function)
    if (known.get("nonnegative") and value < 0) or (known.get("nonpositive") and value > 0):
        return False
    return not (value.q == 1 and _excluded(function, int(value.p)))


@lru_cache(maxsize=4096)
def _excluded(function: Any, n: int) -> bool:
    """A whole number that no value of the function is."""
    known, number = declared(function), sp.Integer(n)
    if known.get("integer") is False:
        return True
    kinds = ("zero", "odd", "even", "prime", "composite")
    return any(known.get(kind) is False and getattr(number, f"is_{kind}") for kind in kinds)


# JetValues -----------------------------------------------------------------------------------------------------------------
@dataclass
class JetValue:
    """One derivative of a function at one point, and its value."""

    function: Any
    at: tuple[Any, ...]
    orders: tuple[int, ...]
    value: Any

    def is_at(self, function: Any, at: Sequence[Any]) -> bool:
        return bool(self.function == function and all(a.overlaps(b) for a, b in zip(self.at, at)))


class JetValues:
    """The values of jets at one point of the domain; another ``seed`` gives other values, further out the larger it is."""

    def __init__(self, seed: int, plain: bool = False) -> None:
        self.jets: list[JetValue] = []
        self._plain = plain  # small integers, that a reader may check by head
        self._seed = seed
        self._random = random.Random(seed)
        self._between: dict[Any, tuple[Any, Any]] = {}

    def value(self, function: Any, at: tuple[Any, ...], orders: tuple[int, ...]) -> Any:
        """The value that the jet has or is given now."""
        here = [jet for jet in self.jets if jet.is_at(function, at)]
        for jet in here:
            if jet.orders == orders:
                return arb(jet.value)
        if any(orders):
            value = fmpq(0) if any(map(self._touches, here)) else self._number()
        else:
            value = self._declared(function, bool(here))
        self.jets.append(JetValue(function, at, orders, value))
        return arb(value)

    def may_be(self, jet: JetValue, value: Any) -> bool:
        """The jet could have this value beside the values of the others."""
        here = [other for other in self.jets if other is not jet and other.is_at(jet.function, jet.at)]
        if any(jet.orders):
            return value == 0 or not any(map(self._touches, here))
        low, high = self._interval(jet.function, value)
        inside = (
            admits(jet.function, value) and (low is None or value > low) and (high is None or value < high)
        )
        return inside and not (here and self._touches(JetValue(jet.function, jet.at, jet.orders, value)))

    def shuffled(self, functions: Collection[Any]) -> list[JetValue]:
        """The jets of these functions, in a random order."""
        found = [jet for jet in self.jets if jet.function in functions]
        self._random.shuffle(found)
        return found

    def move(self, jet: JetValue, gap: float, slope: float, turn: int) -> bool:
        """Change a jet so that something of this slope in it grows by the gap and a bit more, less in later turns."""
        more = self._random.uniform(0.05, 1.5) / 2**turn
        step = max(min((gap + more) / slope, 1e6), -1e6)
        grid = 2 ** (6 + 2 * turn)
        value = jet.value + fmpq(round(step * grid), grid)
        if value == jet.value or not self.may_be(jet, value):
            return False
        jet.value = value
        return True

    def _touches(self, jet: JetValue) -> bool:
        """The value of a function with a weak sign that is 0: a minimum or maximum."""
        known = declared(jet.function)
        return (
            not any(jet.orders)
            and jet.value == 0
            and bool(known.get("nonnegative") or known.get("nonpositive"))
        )

    def _number(self) -> Any:
        """Small eighths at first; then evenly over [-8, 8], with every third seed far out or close to 0."""
        draw = self._random
        if self._plain:
            return fmpq(draw.randint(-3, 3))
        if self._seed < 3:
            return fmpq(draw.randint(-24, 24), 8)
        if self._seed % 3 == 2:
            return fmpq(draw.randint(-64, 64), 8) * draw.choice((fmpq(1, 32), 4, 32))
        turn = 2 * (self._seed // 3) + self._seed % 3
        share = _halton(turn, _PRIMES[len(self.jets) % len(_PRIMES)])
        return fmpq(round((16 * share - 8) * 32 + draw.randint(-8, 8)), 32)

    def _declared(self, function: Any, flat: bool) -> Any:
        """A value that the declaration admits; 0 at the border only where no derivative was asked for yet."""
        known = declared(function)
        for attempt in range(200):
            value = self._number() if attempt < 20 else fmpq(self._random.randint(-200, 200), 64)
            if known.get("nonnegative") or known.get("nonpositive"):
                value = abs(value) if known.get("nonnegative") else -abs(value)
                if value == 0 or self._random.random() < 0.15:
                    value = fmpq(0) if admits(function, fmpq(0)) and not flat else fmpq(1, 8)
                    value = value if known.get("nonnegative") else -value
            low, high = self._interval(function, value)
            if admits(function, value) and (low is None or value > low) and (high is None or value < high):
                return value
        return low + (high - low) * fmpq(self._random.randint(1, 63), 64)

    def _interval(self, function: Any, value: Any) -> tuple[Any, Any]:
        """The excluded numbers between which all values of the function lie; the first value decides."""
        if function not in self._between:
            if not admits(function, value):
                return None, None
            below, above = int(value.p // value.q), -int((-value.p) // value.q)
            low = next((n for n in range(below, below - _SEARCHED, -1) if _excluded(function, n)), None)
            high = next((n for n in range(above, above + _SEARCHED) if _excluded(function, n)), None)
            self._between[function] = (
                None if low is None else fmpq(low),
                None if high is None else fmpq(high),
            )
        return self._between[function]

    def shown(self) -> dict[str, str]:
        """The values by the name of the jet, for a witness."""
        found = {}
        for jet in self.jets:
            place = ", ".join(map(_short, jet.at))
            slots = "".join(f"∂{i + 1}" * n for i, n in enumerate(jet.orders))
            found[f"{slots}{jet.function}({place})"] = str(jet.value)
        return found


def _short(value: Any) -> str:
    """A short dyadic number as a fraction, others to eight digits."""
    if value.is_exact():
        mantissa, exponent = value.man_exp()
        if -16 <= int(exponent) <= 64:
            return str(fmpq(mantissa) * fmpq(2) ** int(exponent))
    return str(value.str(8, radius=False))


def _halton(n: int, base: int) -> float:
    """The n-th of numbers that fill [0, 1) evenly."""
    share, step = 0.0, 1.0
    while n:
        step /= base
        share += step * (n % base)
        n //= base
    return share
