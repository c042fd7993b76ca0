"""Undefined functions for the numeric truth: concrete smooth functions that honour the declaration, or the values of a witness.

What is here: `instances`, which makes up functions for a draw; `Told`, a function known at the points of a witness only. Both
are called with the orders of a derivative and numeric arguments. Nothing of the library is imported; a derivative is read by
the places of its variables, never by SymPy's equality.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

JETS = (AppliedUndef, sp.Derivative, sp.Subs)
_SLOTS = sp.symbols("slot_1:5", real=True)


class Unknown(Exception):
    """No value is told for the jet."""


def read(e: Any) -> tuple[Any, tuple[Any, ...], tuple[int, ...]]:
    """(function, arguments, orders) of a jet as it is written."""
    variables, points = (), ()
    if isinstance(e, sp.Subs):
        e, variables, points = e.args
    applied, counts = (e, ()) if isinstance(e, AppliedUndef) else (e.expr, e.variable_count)
    slots = list(applied.args)
    orders = [0] * len(slots)
    for variable, count in counts:
        orders[slots.index(variable)] += int(count)
    put: dict[int, Any] = dict(zip(map(id, variables), points))
    arguments = [put.get(id(s), s.xreplace(dict(zip(variables, points)))) for s in slots]
    return applied.func, tuple(arguments), tuple(orders)


def functions(expressions: Iterable[Any]) -> list[Any]:
    """The undefined functions, with the number of their arguments."""
    found = {(f.func, len(f.args)) for e in expressions for f in e.atoms(AppliedUndef)}
    return sorted(
        found, key=lambda pair: (pair[0].__name__, pair[1], str(sorted(pair[0].default_assumptions.items())))
    )


class Smooth:
    """A smooth function, by its formula in the slots."""

    def __init__(self, formula: Any) -> None:
        self.formula = formula

    def derivative(self, orders: tuple[int, ...]) -> Any:
        """The formula of a derivative; SymPy differentiates polynomials, sines, hyperbolic tangents and exponentials."""
        result = self.formula
        for slot, order in zip(_SLOTS, orders):
            result = sp.diff(result, slot, order) if order else result
        return result

    def __call__(self, orders: tuple[int, ...], at: tuple[Any, ...], value: Any) -> Any:
        return value(self.derivative(orders), dict(zip(_SLOTS, at)))


class Told:
    """The values of one function in a witness: ``∂1∂2f(0.5, 2)``; points are fractions, or eight digits."""

    def __init__(self, name: str, witness: Mapping[str, str]) -> None:
        self.known = []
        for key, value in witness.items():
            match = re.fullmatch(r"((?:∂\d+)*)(\w+)\((.*)\)", key)
            if match and match[2] == name:
                at = tuple(float(Fraction(x.strip())) for x in match[3].split(","))
                slots = re.findall(r"\d+", match[1])
                self.known.append(
                    (tuple(slots.count(str(i + 1)) for i in range(len(at))), at, Fraction(value))
                )

    def __call__(self, orders: tuple[int, ...], at: tuple[Any, ...], value: Any) -> Any:
        place = [complex(x).real for x in at]
        for known, point, told in self.known:
            if known == orders and all(abs(a - b) <= 1e-6 * max(1, abs(a)) for a, b in zip(place, point)):
                return value(sp.Rational(told.numerator, told.denominator), {})
        raise Unknown(f"no value for the derivative {orders} at {place}")


def instances(expressions: Iterable[Any], seed: int, count: int) -> Iterator[dict[Any, Smooth]]:
    """Functions that honour their declarations, other ones each time; none when there are no such functions."""
    names = functions(expressions)
    for n in range(count if names else 1):
        draw = random.Random(f"{seed}:{n}")
        made = {function: _made(function, arity, draw, n) for function, arity in names}
        if all(f is not None for f in made.values()):
            yield {function: Smooth(f) for function, f in made.items()}


def _made(function: Any, arity: int, draw: random.Random, turn: int) -> Any:
    """A formula with the declared property at every real argument; None where there is no such smooth function."""
    slots = _SLOTS[:arity]
    number = lambda size: sp.Rational(draw.randint(-8 * size, 8 * size), 8)  # noqa: E731
    p = number(draw.choice((2, 8, 8, 40))) + sum(number(2) * s for s in slots)
    if turn % 2:
        p += (
            number(2) * slots[0] * slots[-1]
            + number(2) * sp.sin(slots[-1] - 2 * slots[0])
            + slots[-1] ** 3 / 4
        )
    declared = function.default_assumptions
    if declared.get("algebraic") or declared.get("real") is False or declared.get("commutative") is False:
        return None
    if declared.get("integer") is False:
        low, high = (0 if declared.get("nonnegative") else -3), (-1 if declared.get("nonpositive") else 3)
        return draw.randint(low, high) + sp.S.Half + sp.tanh(p) * sp.Rational(2, 5)
    above = draw.choice([p**2 / 8 + sp.Rational(1, draw.choice((9, 1000))), sp.exp(p / 8)])
    if declared.get("positive") or declared.get("negative"):
        return above if declared.get("positive") else -above
    if declared.get("nonnegative") or declared.get("nonpositive"):
        above = sp.S.Zero if turn == 2 else draw.choice([above, p**2, (slots[0] - draw.randint(-3, 3)) ** 2])
        return above if declared.get("nonnegative") else -above
    return above * draw.choice((1, -1)) if declared.get("zero") is False else p


def violated(witness: Mapping[str, str], expressions: Iterable[Any]) -> str:
    """What the values of a witness break in the declarations of the functions; empty when nothing is broken."""
    for function, _ in functions(expressions):
        told = [
            (key, Fraction(v))
            for key, v in witness.items()
            if re.fullmatch(rf"{function.__name__}\(.*\)", key)
        ]
        declared = function.default_assumptions
        for key, told_value in told:
            number = sp.Rational(told_value.numerator, told_value.denominator)
            for kind, wanted in declared.items():
                has = getattr(number, f"is_{kind}", None)
                if wanted is not None and has is not None and has is not wanted:
                    return f"{key} = {told_value} is not {kind}={wanted}"
        values = [number for _, number in told]
        if values and declared.get("zero") is False and min(values) < 0 < max(values):
            return f"{function} changes its sign and is nowhere 0"
        if values and declared.get("integer") is False and len({v.__floor__() for v in values}) > 1:
            return f"{function} passes a whole number"
        flat = {re.sub(r".*\(", "(", key) for key, v in told if v == 0}
        if declared.get("nonnegative") or declared.get("nonpositive"):
            for key, value in witness.items():
                order = key.count("∂")
                if (
                    order == 1
                    and function.__name__ in key
                    and value != "0"
                    and re.sub(r".*\(", "(", key) in flat
                ):
                    return f"{key} = {value} where {function} touches 0"
    return ""
