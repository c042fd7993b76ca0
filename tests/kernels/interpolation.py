"""The coefficients of `symgeom.kernels.printing.elementary` by interpolation at Chebyshev's points, in 60 digits.

python -m tests.kernels.interpolation      prints the table
"""

from collections.abc import Callable
from typing import Any

import mpmath as mp

DIGITS = 60
ROOM = 1 + mp.mpf(2) ** -20  # a reduced argument may be past the end by its rounding


def halved(x: Any) -> Any:
    """2 atanh(s)/s, s = sqrt(x)."""
    s = mp.sqrt(x)
    return mp.log((1 + s) / (1 - s)) / s


def even(function: Callable[[Any], Any], limit: Any) -> Callable[[Any], Any]:
    return lambda z: function(z) if z > mp.mpf(10) ** -25 else limit


def table() -> dict[str, tuple[int, Any, Any, Callable[[Any], Any], Callable[[Any], Any]]]:
    """For each function: how many coefficients, the interval, what is approximated, and what an error of it weighs in the
    result, relative to the result."""
    with mp.workdps(DIGITS):
        quarter, half = (mp.pi / 4) ** 2 * ROOM, mp.log(2) / 2 * ROOM
        quotient = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * ROOM
        eighth = mp.tan(mp.pi / 8) ** 2 * ROOM
        return {
            "sin": (
                6, mp.mpf(0), quarter,
                even(lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, -mp.mpf(1) / 6),
                lambda z: z * mp.sqrt(z) / mp.sin(mp.sqrt(z)) if z else 0,
            ),
            "cos": (
                6, mp.mpf(0), quarter,
                even(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, mp.mpf(1) / 24),
                lambda z: z**2 / mp.cos(mp.sqrt(z)),
            ),
            "exp": (
                10, -half, half,
                lambda r: (mp.expm1(r) - r - r * r / 2) / r**3 if abs(r) > 1e-15 else mp.mpf(1) / 6,
                lambda r: r**3 / mp.expm1(r) if r else 0,
            ),
            "log": (
                7, mp.mpf(0), quotient, even(lambda z: (halved(z) - 2) / z, mp.mpf(2) / 3), lambda z: z / 2,
            ),
            "pow": (
                7, mp.mpf(0), quotient,
                even(lambda z: ((halved(z) - 2) / z - mp.mpf(2) / 3) / z, mp.mpf(2) / 5), lambda z: z * z / 2,
            ),
            "atan": (
                11, mp.mpf(0), eighth,
                even(lambda z: (mp.atan(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, -mp.mpf(1) / 3), lambda z: z,
            ),
        }  # fmt: skip


def interpolated(count: int, low: Any, high: Any, function: Callable[[Any], Any]) -> tuple[float, ...]:
    """The polynomial of so many coefficients, the constant term first."""
    with mp.workdps(DIGITS):
        points = [
            (low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * count))
            for k in range(count)
        ]
        powers = mp.matrix(count, count)
        for i, x in enumerate(points):
            for j in range(count):
                powers[i, j] = x**j
        return tuple(map(float, mp.lu_solve(powers, mp.matrix([function(x) for x in points]))))


def parts(value: Any, count: int, bits: int = 33) -> tuple[float, ...]:
    """A number as a sum of doubles, all but the last with so many bits; of 53 bits each is the nearest."""
    found = []
    for _ in range(count - 1):
        mantissa, exponent = mp.frexp(value)
        cut = float(mp.ldexp(mp.floor(mp.ldexp(mantissa, bits)), exponent - bits))
        found.append(cut if bits < 53 else float(value))
        value -= found[-1]
    return (*found, float(value))


if __name__ == "__main__":
    for name, (count, low, high, function, _) in table().items():
        print(name, interpolated(count, low, high, function))
    with mp.workdps(DIGITS):
        print(parts(mp.pi / 2, 4), parts(mp.log(2), 2))
