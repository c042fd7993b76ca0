"""Derivatives of values by an argument: forward through the nodes, each operation by its own rule.

**Here.** `Slopes`. Its values share their parts with those that they are derivatives of.

**Convention.** Where an operation has no derivative its slope is NaN (`abs`, `sign`, `floor` at their jumps), but at equals
those of `max` and `min` are the mean of both sides, and that of `hypot` at 0 is 0: steady forms are smooth there.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from symgeom.errors import InputError
from symgeom.kernels.values.constants import Constant
from symgeom.kernels.values.nodes import ONE, UNIT, ZERO, Nodes, Value

__all__ = ["RULES", "Chain", "Slopes"]

Chain = Iterable[
    tuple[Value, Value]
]  # values of further derivatives of a function, each with that of its argument
_Partial = Callable[[Nodes, Any, Value], Value]  # from the operands and the result

_HALF: Value = (Fraction(1, 2), UNIT)
_MINUS: Value = (Fraction(-1), UNIT)
_TWO_BY_ROOT_PI: Value = (Constant(1.1283791670955126, 2 / sp.sqrt(sp.pi)), UNIT)


def _square_below(g: Nodes, x: Value) -> Value:
    """1 - x^2."""
    return g.mul(g.sub(ONE, x), g.add(ONE, x))


def _gauss(g: Nodes, x: Value, sign: Value) -> Value:
    return g.mul(sign, _TWO_BY_ROOT_PI, g.call("exp", g.mul(_MINUS, g.power(x, 2))))


def _over_length(g: Nodes, x: Value, length: Value) -> Value:
    """x/length, 0 at 0."""
    return g.div(x, g.add(length, g.call("is_zero", length)))


def _larger(g: Nodes, x: Value, y: Value) -> Value:
    """1 where x > y, 0 where x < y, 1/2 between."""
    return g.mul(_HALF, g.add(ONE, g.sub(g.call("gt", x, y), g.call("lt", x, y))))


def _nowhere(g: Nodes, gap: Value) -> Value:
    """0, and NaN where the gap is 0."""
    return g.call("div", ZERO, gap)


def _zero(g: Nodes, a: Any, r: Value) -> Value:
    return ZERO


# for each operation its partial derivatives by the operands a, at the result r
RULES: Mapping[str, tuple[_Partial, ...]] = {
    "mul": (lambda g, a, r: a[1], lambda g, a, r: a[0]),
    "div": (lambda g, a, r: g.div(ONE, a[1]), lambda g, a, r: g.mul(_MINUS, r, g.power(a[1], -1))),
    "pow": (
        lambda g, a, r: g.mul(a[1], g.call("pow", a[0], g.sub(a[1], ONE))),
        lambda g, a, r: g.mul(r, g.call("log", a[0])),
    ),
    "sqrt": (lambda g, a, r: g.mul(_HALF, g.power(r, -1)),),
    "exp": (lambda g, a, r: r,),
    "expm1": (lambda g, a, r: g.call("exp", a[0]),),
    "log": (lambda g, a, r: g.power(a[0], -1),),
    "log1p": (lambda g, a, r: g.power(g.add(ONE, a[0]), -1),),
    "abs": (lambda g, a, r: g.call("div", a[0], r),),
    "sign": (lambda g, a, r: _nowhere(g, a[0]),),
    "floor": (lambda g, a, r: _nowhere(g, g.sub(a[0], r)),),
    "ceil": (lambda g, a, r: _nowhere(g, g.sub(r, a[0])),),
    "sin": (lambda g, a, r: g.call("cos", a[0]),),
    "cos": (lambda g, a, r: g.mul(_MINUS, g.call("sin", a[0])),),
    "tan": (lambda g, a, r: g.add(ONE, g.power(r, 2)),),
    "asin": (lambda g, a, r: g.power(g.call("sqrt", _square_below(g, a[0])), -1),),
    "acos": (lambda g, a, r: g.mul(_MINUS, g.power(g.call("sqrt", _square_below(g, a[0])), -1)),),
    "atan": (lambda g, a, r: g.power(g.add(ONE, g.power(a[0], 2)), -1),),
    "atan2": (
        lambda g, a, r: g.div(a[1], g.add(g.power(a[0], 2), g.power(a[1], 2))),
        lambda g, a, r: g.div(g.mul(_MINUS, a[0]), g.add(g.power(a[0], 2), g.power(a[1], 2))),
    ),
    "sinh": (lambda g, a, r: g.call("cosh", a[0]),),
    "cosh": (lambda g, a, r: g.call("sinh", a[0]),),
    "tanh": (lambda g, a, r: g.power(g.call("cosh", a[0]), -2),),
    "asinh": (lambda g, a, r: g.power(g.call("hypot", ONE, a[0]), -1),),
    "acosh": (
        lambda g, a, r: g.power(
            g.mul(g.call("sqrt", g.sub(a[0], ONE)), g.call("sqrt", g.add(a[0], ONE))), -1
        ),
    ),
    "atanh": (lambda g, a, r: g.power(_square_below(g, a[0]), -1),),
    "erf": (lambda g, a, r: _gauss(g, a[0], ONE),),
    "erfc": (lambda g, a, r: _gauss(g, a[0], _MINUS),),
    "max": (lambda g, a, r: _larger(g, a[0], a[1]), lambda g, a, r: _larger(g, a[1], a[0])),
    "min": (lambda g, a, r: _larger(g, a[1], a[0]), lambda g, a, r: _larger(g, a[0], a[1])),
    "hypot": (lambda g, a, r: _over_length(g, a[0], r), lambda g, a, r: _over_length(g, a[1], r)),
    "copysign": (lambda g, a, r: g.mul(g.call("copysign", ONE, a[0]), g.call("copysign", ONE, a[1])), _zero),
    "heaviside": (lambda g, a, r: _nowhere(g, a[0]), lambda g, a, r: g.call("is_zero", a[0])),
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne", "and", "or"), (_zero, _zero)),
    "not": (_zero,),
    "is_zero": (_zero,),
}
# functions whose powers have the derivative e f^e (log f)': they may be too large for a double where the power is not
_LOGARITHMIC: Mapping[str, Callable[[Nodes, Value], Value]] = {
    "exp": lambda g, x: ONE,
    "cosh": lambda g, x: g.call("tanh", x),
}


class Slopes:
    """Derivatives by the argument called `name`.

    `chains` are those of the values of functions that depend on it, `counts` say how many data an index of sums has.
    """

    def __init__(
        self, graph: Nodes, name: str, chains: Mapping[str, Chain], counts: Mapping[str, Value]
    ) -> None:
        self._graph, self._name, self._chains, self._counts = graph, name, chains, counts
        self._known: dict[int, Value] = {UNIT: ZERO}

    def __call__(self, value: Value) -> Value:
        """The derivative of a value. **Raises** `InputError` for those that linear algebra gives."""
        coefficient, node = value
        for one in self._below(node):
            self._known[one] = self._slope(one)
        return self._graph.mul((coefficient, UNIT), self._known[node])

    def keep(self, value: Value, slope: Value) -> None:
        """What the derivative of a value is, where this is one that has a name of its own."""
        self._known[value[1]] = slope

    def _below(self, node: int) -> list[int]:
        """The nodes that are needed first, in order; operands have lower numbers."""
        found, left = set[int](), [node]
        while left:
            one = left.pop()
            if one not in found and one not in self._known:
                found.add(one)
                left += self._operands(one)
        return sorted(found)

    def _operands(self, node: int) -> list[int]:
        key: Any = self._graph.nodes[node]
        if key[0] == "sum":
            return [n for n, _ in key[2]]
        if key[0] == "product":
            return [n for n, _ in key[1]]
        if key[0] == "call":
            return [n for _, n in key[2]]
        if key[0] == "input":
            return [argument[1] for _, argument in self._chains.get(key[1], ())]
        return []

    def _slope(self, node: int) -> Value:
        graph, key = self._graph, self._graph.nodes[node]
        kind, *rest = key
        rules: Mapping[Any, Any] = {
            "input": self._input, "sum": self._sum, "product": self._product, "call": self._call, "part": self._part,
        }  # fmt: skip
        found: Value = rules[kind](graph, node, *rest)
        return found

    def _input(self, graph: Nodes, node: int, name: str) -> Value:
        if name == self._name:
            return ONE
        return graph.add(*(graph.mul(further, self._of(at)) for further, at in self._chains.get(name, ())))

    def _of(self, value: Value) -> Value:
        return self._graph.mul((value[0], UNIT), self._known[value[1]])

    def _sum(self, graph: Nodes, node: int, constant: Any, items: Any) -> Value:
        return graph.add(*(self._of((coefficient, n)) for n, coefficient in items))

    def _product(self, graph: Nodes, node: int, items: Any) -> Value:
        return graph.add(*(self._factor(graph, items, n, e) for n, e in items if self._known[n] != ZERO))

    def _factor(self, graph: Nodes, items: Any, base: int, e: int) -> Value:
        """The part of the slope of a product that comes from one of its powers."""
        others = [graph.power((Fraction(1), n), k) for n, k in items if n != base]
        times: Value = (Fraction(e), UNIT)
        key: Any = graph.nodes[base]
        if key[:1] == ("call",) and key[1] in _LOGARITHMIC:
            inner = graph.mul(_LOGARITHMIC[key[1]](graph, key[2][0]), self._of(key[2][0]))
            return graph.mul(times, *others, graph.power((Fraction(1), base), e), inner)
        return graph.mul(times, *others, graph.power((Fraction(1), base), e - 1), self._known[base])

    def _call(self, graph: Nodes, node: int, op: Any, operands: Any, index: str = "") -> Value:
        slopes = [self._of(a) for a in operands]
        if op == "sum":
            return self._total(graph, slopes[0], index)
        if op == "where":
            return (
                slopes[1]
                if slopes[1] == slopes[2]
                else graph.call("where", operands[0], slopes[1], slopes[2])
            )
        result: Value = (Fraction(1), node)
        moved = [(rule, s) for rule, s in zip(RULES[op], slopes) if s != ZERO]
        return graph.add(*(graph.mul(rule(graph, operands, result), s) for rule, s in moved))

    def _total(self, graph: Nodes, slope: Value, index: str) -> Value:
        if index in graph.over[slope[1]]:
            return graph.total(slope, index)
        return graph.mul(self._counts[index], slope)

    def _part(self, graph: Nodes, node: int, call: int, number: int) -> Value:
        raise InputError(
            "derivatives= can't be taken of quantities that a kernel computes by linear algebra, as those of graphs over six "
            "variables and more; ask for jax or torch, backend='jax', and differentiate the kernel."
        )
