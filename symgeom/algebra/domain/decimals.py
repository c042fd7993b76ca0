"""Numbers as they are written: one rule for floats, here and nowhere else.

What is here: `exact`, a plain number as a SymPy number; `decimal`, the value of a SymPy Float; `rough`, the Float in an
exponent, in an angle or under a root that stands for a fraction or a multiple of pi.

**Convention**: a float is the decimal that its ``repr`` shows, the shortest one that rounds to it at its precision. So 0.3 is
3/10, while 0.1 + 0.2 is 0.30000000000000004 and not 3/10.
"""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy as sp
from mpmath.libmp import from_str, prec_to_dps, to_str

from symgeom.errors import InputError

__all__ = ["decimal", "exact", "rough", "rough_message"]

MANY_DIGITS = 15  # a float with so many was computed: nobody types them
_LARGEST_POWER = 4_000  # of ten
_BOUNDED = (
    sp.sin,
    sp.cos,
    sp.tan,
    sp.cot,
    sp.sec,
    sp.csc,
    sp.sinh,
    sp.cosh,
    sp.tanh,
    sp.coth,
    sp.sech,
    sp.csch,
    sp.exp,
)


def exact(value: Any) -> Any:
    """A plain number as an exact SymPy number, as it is printed: 0.5 as 1/2; anything else as it is.

    **Raises** InputError for a number that isn't finite or has more than 4,000 digits.

    >>> exact(0.1), exact(0.1 + 0.2), exact(Decimal("0.10")), exact("0.1")
    (1/10, 7500000000000001/25000000000000000, 1/10, '0.1')
    """
    if isinstance(value, sp.Float):
        return decimal(value)
    if isinstance(value, bool | sp.Basic) or not isinstance(value, numbers.Real | Decimal):
        return value
    if isinstance(value, numbers.Rational):
        top, bottom = int(value.numerator), int(value.denominator)
        if max(top.bit_length(), bottom.bit_length()) > 4 * _LARGEST_POWER:
            raise InputError(f"a number has more than {_LARGEST_POWER} digits")
        return sp.Rational(top, bottom)
    if not math.isfinite(value):
        raise InputError(f"the number {value} is not finite")
    return _read(str(value))


def decimal(number: sp.Float) -> sp.Rational:
    """The decimal that a SymPy Float is the nearest float of, at its own precision.

    >>> decimal(sp.Float(0.1)), decimal(sp.Float("0.1", 30))
    (1/10, 1/10)
    """
    if not number.is_finite:
        raise InputError(f"the number {number} is not finite")
    return _read(_shortest(number))


def rough(expression: sp.Expr) -> tuple[sp.Float, str] | None:
    """A Float of many digits in an exponent, in an angle or under a root, and which of them it is."""
    todo: list[tuple[sp.Basic, str]] = [(expression, "")]
    seen = set()
    while todo:
        part, place = todo.pop()
        if (part, place) in seen:
            continue
        seen.add((part, place))
        if isinstance(part, sp.Float) and place and len(_digits(_shortest(part))) >= MANY_DIGITS:
            return part, place
        if isinstance(part, _BOUNDED):
            todo += [(a, place or f"the argument of {type(part).__name__}") for a in part.args]
        elif isinstance(part, sp.Pow):
            base, exponent = part.args
            whole = exponent.is_Integer or (isinstance(exponent, sp.Float) and decimal(exponent).is_Integer)
            todo += [(base, place or ("" if whole else "a root")), (exponent, place or "an exponent")]
        else:
            todo += [(a, place) for a in part.args]
    return None


def rough_message(number: sp.Float, place: str) -> str:
    """What to write instead of a float that was computed."""
    text = _shortest(number)
    guess = _guess(float(number))
    better = (
        f"write {guess}" if guess else "write the exact number, such as sympy.Rational(1, 3) or sympy.pi/7"
    )
    return (
        f"the float {text} in {place} has {len(_digits(text))} digits and would be read as exactly that decimal; {better} "
        f"(if the digits are meant, sympy.Rational({text!r}))"
    )


def _guess(x: float) -> str:
    """The fraction or the multiple of pi that a float is next to."""
    fraction = _fraction(x)
    if fraction is not None:
        return f"sympy.Rational({fraction.numerator}, {fraction.denominator})"
    multiple = _fraction(x / math.pi)
    if multiple is not None:
        top = {1: "", -1: "-"}.get(multiple.numerator, f"{multiple.numerator}*")
        below = f"/{multiple.denominator}" if multiple.denominator != 1 else ""
        return f"{top}sympy.pi{below}"
    square = _fraction(x * x, 100)
    if square is not None:
        root = (
            f"sympy.sqrt({square.numerator})"
            if square.denominator == 1
            else (f"sympy.sqrt(sympy.Rational({square.numerator}, {square.denominator}))")
        )
        return root if x > 0 else f"-{root}"
    power = _fraction(x / math.e, 100)
    if power is not None:
        return "sympy.E" if power == 1 else f"sympy.Rational({power.numerator}, {power.denominator})*sympy.E"
    return ""


def _fraction(x: float, largest: int = 1000) -> Fraction | None:
    if not 1e-6 < abs(x) < 1e6:
        return None
    near = Fraction(x).limit_denominator(largest)
    return near if near and abs(float(near) - x) <= 4e-15 * abs(x) else None


def _shortest(number: sp.Float) -> str:
    """The shortest decimal that rounds to the float at its precision."""
    if number._prec == 53 and 1e-300 < abs(float(number)) < 1e300:
        return repr(float(number))
    low, high = 1, prec_to_dps(number._prec) + 4
    while low < high:  # what so many digits determine, more digits do as well
        middle = (low + high) // 2
        text = to_str(number._mpf_, middle)
        if from_str(text, number._prec, "n") == number._mpf_:
            high = middle
        else:
            low = middle + 1
    return str(to_str(number._mpf_, low))


def _digits(text: str) -> str:
    """The significant digits."""
    return text.lower().partition("e")[0].replace(".", "").strip("+-").strip("0")


def _read(text: str) -> sp.Rational:
    mantissa, _, power = text.lower().partition("e")
    if len(mantissa) > _LARGEST_POWER or abs(int(power or 0)) > _LARGEST_POWER:
        raise InputError(f"the number {text[:40]} has more than {_LARGEST_POWER} digits")
    value = Fraction(mantissa) * Fraction(10) ** int(power or 0)
    return sp.Rational(value.numerator, value.denominator)
