"""Constants of a program: the double that a kernel computes with, and beside it the exact number that it stands for.

**Here.** `Constant`; `plus`, `times`, `over`, `power`, `negative`, `absolute` on coefficients; `number`, a coefficient as an
operand. Doubles come out as floating point has them; exact values are for backends of any precision.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp

__all__ = [
    "Coefficient",
    "Constant",
    "absolute",
    "exactly",
    "negative",
    "number",
    "over",
    "plus",
    "power",
    "times",
]


class Constant(float):
    """A double and the number that it is nearest to, a SymPy expression without symbols.

    >>> Constant(0.3333333333333333, sp.Rational(1, 3)) == 1 / 3
    True
    """

    exact: Any

    def __new__(cls, value: float, exact: Any) -> "Constant":
        made = super().__new__(cls, value)
        made.exact = exact
        return made

    def __eq__(self, other: object) -> bool:
        same = float(self) == other
        return same and (not isinstance(other, Constant) or self.exact == other.exact)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__

    def __repr__(self) -> str:
        return f"Constant({float(self)!r}, {self.exact})"

    def __getnewargs__(self) -> tuple[float, Any]:  # type: ignore[override]
        return float(self), self.exact


Coefficient: TypeAlias = Fraction | float


def exactly(value: Coefficient) -> Any:
    """The exact number behind a coefficient."""
    if isinstance(value, Constant):
        return value.exact
    fraction = Fraction(value)
    return sp.Rational(fraction.numerator, fraction.denominator)


def _combined(function: Callable[[Any, Any], Any], a: Coefficient, b: Coefficient) -> Coefficient:
    exact = type(a) is type(b) is Fraction
    value: Coefficient = function(a, b) if exact else function(_bare(a), _bare(b))
    if isinstance(value, Fraction) or value - value != 0:
        return value
    return Constant(value, function(exactly(a), exactly(b)))


def _bare(value: Coefficient) -> Coefficient:
    return value if isinstance(value, Fraction) else float(value)


def plus(a: Coefficient, b: Coefficient) -> Coefficient:
    """a + b."""
    return _combined(operator.add, a, b)


def times(a: Coefficient, b: Coefficient) -> Coefficient:
    """a b."""
    return _combined(operator.mul, a, b)


def over(a: Coefficient, b: Coefficient) -> Coefficient:
    """a / b."""
    return _combined(operator.truediv, a, b)


def power(base: Coefficient, exponent: int) -> Coefficient:
    """A whole power, NaN where it is no double."""
    try:
        value: Coefficient = _bare(base) ** exponent
    except (ZeroDivisionError, OverflowError):
        return float("nan")
    if isinstance(value, Fraction) or value - value != 0:
        return value
    return Constant(value, exactly(base) ** exponent)


def negative(value: Coefficient) -> Coefficient:
    """-a."""
    return Constant(-float(value), -value.exact) if isinstance(value, Constant) else -value


def absolute(value: Coefficient) -> Coefficient:
    """|a|."""
    return negative(value) if value < 0 else value


def number(value: Coefficient) -> float:
    """A coefficient as an operand: a plain float where that is exact."""
    if isinstance(value, Constant):
        return value
    near = float(value)
    if near - near != 0 or near == value:
        return near
    return Constant(near, exactly(value))
