"""Elementary functions for loops of compiled code: the one table of numbers that C and Numba share.

**Here.** `COEFFICIENTS`, polynomials from the constant term on; `PARTS`, numbers as sums of doubles, the first with trailing
zeros, so that small whole multiples of them are exact; `fields`, both as text for templates; `ONE_OPERAND`, `TWO_OPERANDS`
and `FUSED`, the functions that the templates define, as `k_sin` and so on.

**Formula.** Each is what a function is on a short interval, after an argument was brought there:
`sin r = r + r^3 S(r^2)`, `cos r = 1 - r^2/2 + r^4 C(r^2)` for |r| <= pi/4; `exp r = 1 + r + r^2/2 + r^3 E(r)` for
|r| <= log(2)/2; `log((1 + s)/(1 - s)) = 2 s + s z L(z)`, and `= 2 s + 2/3 s z + s z^2 P(z)`, z = s^2, for the quotients from
sqrt(1/2) to sqrt(2); `atan t = t + t^3 A(t^2)` for |t| <= tan(pi/8).

**Source.** W. Cody, W. Waite, Software Manual for the Elementary Functions (1980), for the parts; P. Tang, Table-driven
implementation of the logarithm function in IEEE floating-point arithmetic, ACM TOMS 16 (1990), for s = f/(2 + f). The
coefficients interpolate at Chebyshev's points; `tests/kernels/interpolation.py` computes them again.
"""

from typing import Any, Final

from symgeom.kernels.steps.operations import RARE

__all__ = ["COEFFICIENTS", "FUSED", "NEAR", "NEARER", "ONE_OPERAND", "PARTS", "TWO_OPERANDS", "fields"]

NEAR: Final = 8.0
NEARER: Final = ("sin_near", "cos_near")  # for arguments below that
ONE_OPERAND: Final = ("sin", "cos", "tan", "exp", "expm1", "log", "log1p", "sinh", "cosh", "tanh", "atan")
FUSED: Final = ("sech_squared",)
TWO_OPERANDS: Final = ("atan2", "hypot", "pow")
_TINY = 54  # 2^-1076, half of the least double, times 2^54 is a normal number
_MOST = 671.5  # exp of it times 2^54 isn't past the largest
_GUARD = 2.0**1007  # its product with x overflows from |x| = 2^17 on

COEFFICIENTS: Final[dict[str, tuple[float, ...]]] = {
    "sin": (
        -0.16666666666666666, 0.008333333333330948, -0.00019841269836758557, 2.755731610254353e-06,
        -2.505113184314626e-08, 1.591812916105078e-10,
    ),
    "cos": (
        0.041666666666666664, -0.0013888888888887398, 2.4801587298765676e-05, -2.755731727172422e-07,
        2.0876146267241254e-09, -1.1382632341807706e-11,
    ),
    "exp": (
        0.16666666666666669, 0.041666666666666664, 0.008333333333330065, 0.0013888888888886554,
        0.0001984126986304067, 2.4801587317135252e-05, 2.7557268480116333e-06, 2.7557282983917557e-07,
        2.5100375924709717e-08, 2.0911229795563617e-09,
    ),
    "log": (
        0.666666666666667, 0.39999999999899505, 0.2857142862597575, 0.22222211134751835, 0.18182889128412458,
        0.15331721495826012, 0.1461645097955211,
    ),
    "pow": (
        0.40000000000000024, 0.2857142857133856, 0.22222222271077688, 0.1818180825156866, 0.1538557450328144,
        0.13285967180066668, 0.12913497226515772,
    ),
    "atan": (
        -0.3333333333333333, 0.1999999999999552, -0.14285714284666534, 0.11111111015255701, -0.0909090457809704,
        0.07692183190202043, -0.06664511438591643, 0.05858148836440617, -0.050854493383409805,
        0.03923164675132557, -0.019176872981101354,
    ),
}  # fmt: skip
PARTS: Final[dict[str, tuple[float, ...]]] = {
    "half_pi": (1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32),
    "log_2": (0.6931471804855391, 7.440617110012397e-11),
    "two_thirds": (0.6666666666666666, 3.700743415417188e-17),
    "right_angle": (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33),
}


def fields() -> dict[str, Any]:
    """What templates print: `sin("z")` and so on, polynomials as nested products, and the parts by their names.

    >>> [part[:11] for part in fields()["log_2"][:1]]
    ['0.693147180']
    """
    polynomials = {name: lambda x, c=c: _nested(c, x) for name, c in COEFFICIENTS.items()}
    return {
        "guard": repr(_GUARD),
        "rare": repr(RARE),
        "tiny": _TINY,
        "most": repr(_MOST),
        **polynomials,
        **{name: tuple(map(repr, parts)) for name, parts in PARTS.items()},
    }


def _nested(coefficients: tuple[float, ...], x: str) -> str:
    first, *rest = coefficients
    return f"({first!r} + {x} * {_nested(tuple(rest), x)})" if rest else repr(first)
