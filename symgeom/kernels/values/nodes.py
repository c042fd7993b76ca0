"""The expression graph: every distinct subexpression once, sums and products still of any length.

**Here.** `Nodes` and the functions that build it (`add`, `mul`, `power`, `call`). Zeros, ones and constants
are folded while building.

**Notation.** A *value* is a pair (coefficient, node): the sign and the rational factor of a term stay outside
the node, so that `x*y`, `-x*y` and `2*x*y` share one node. `UNIT` is the node of the number 1. Coefficients
are exact fractions until an irrational constant enters, then `Constant`s.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from symgeom.kernels.steps.operations import Op, results
from symgeom.kernels.values.constants import Coefficient, absolute, negative, over, plus, power, times

__all__ = ["ONE", "UNIT", "ZERO", "Nodes", "Key", "Value"]

Value: TypeAlias = tuple[Coefficient, int]
Key: TypeAlias = tuple[object, ...]

UNIT = 0
_ONE = Fraction(1)
ONE: Value = (_ONE, UNIT)
ZERO: Value = (Fraction(0), UNIT)


class Nodes:
    """Nodes in order of creation; a node's operands come before it.

    A node is `("unit",)`, `("input", name)`, `("sum", constant, ((node, coefficient), ...))`,
    `("product", ((node, exponent), ...))`, `("call", op, values)` or `("part", call, number)`, one of its results.
    """

    def __init__(self) -> None:
        self.nodes: list[Key] = [("unit",)]
        self.varying: list[bool] = [False]
        self.over: list[frozenset[str]] = [frozenset()]  # the indices of data that a node depends on
        self._index: dict[Key, int] = {("unit",): UNIT}

    def _node(self, key: Key, varying: bool, over: frozenset[str] = frozenset()) -> int:
        # 0.0 == -0.0 and 1.0 == Fraction(1) hash alike and mean the same here: the first spelling wins
        if key not in self._index:
            self._index[key] = len(self.nodes)
            self.nodes.append(key)
            self.varying.append(varying)
            self.over.append(over)
        return self._index[key]

    def input(self, name: str, varying: bool, over: frozenset[str] = frozenset()) -> Value:
        """An argument; `varying` is False for parameters, which are usually the same at every point, and for data."""
        return _ONE, self._node(("input", name), varying, over)

    def total(self, value: Value, index: str) -> Value:
        """The sum over the data of an index. It is taken at every point, since data come with a call."""
        coefficient, node = value
        over = self.over[node] - {index}
        return coefficient, self._node(("call", "sum", ((_ONE, node),), index), True, over)

    def totals(self, value: Value) -> Value:
        """The sum over all data that the value depends on; itself where it depends on none."""
        for index in sorted(self.over[value[1]]):
            value = self.total(value, index)
        return value

    def _over(self, nodes: Iterable[int]) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for node in nodes:
            if self.over[node]:  # seldom
                found |= self.over[node]
        return found

    def call(self, op: Op, *args: Value) -> Value:
        """An elementwise function of values."""
        varying = any(self.varying[node] for _, node in args)
        return _ONE, self._node(("call", op, args), varying, self._over(node for _, node in args))

    def parts(self, op: Op, *args: Value) -> tuple[Value, ...]:
        """All results of an operation that has several; it is done at every point, with many at once."""
        whole = self._node(("call", op, args), True)
        return tuple((_ONE, self._node(("part", whole, k), True)) for k in range(results(op, len(args))))

    def add(self, *terms: Value) -> Value:
        """The sum of values; the sign of its first term and a factor common to all terms go outside."""
        total: dict[int, Coefficient] = {}
        for coefficient, node in terms:
            total[node] = plus(total.get(node, Fraction(0)), coefficient)
        constant = total.pop(UNIT, Fraction(0))
        items = sorted((node, c) for node, c in total.items() if c != 0)
        if not items:
            return constant, UNIT
        if len(items) == 1 and constant == 0:
            return items[0][1], items[0][0]
        scale = items[0][1]
        if constant != 0 or any(absolute(c) != absolute(scale) for _, c in items):
            scale = _ONE if scale > 0 else Fraction(-1)
        items = [(node, over(c, scale)) for node, c in items]
        varying = any(self.varying[node] for node, _ in items)
        along = self._over(node for node, _ in items)
        return scale, self._node(("sum", over(constant, scale), tuple(items)), varying, along)

    def sub(self, left: Value, right: Value) -> Value:
        """The difference of two values."""
        return self.add(left, (negative(right[0]), right[1]))

    def mul(self, *factors: Value) -> Value:
        """The product of values; powers of one node are collected."""
        return self._product((value, 1) for value in factors)

    def div(self, left: Value, right: Value) -> Value:
        """The quotient of two values."""
        return self._product([(left, 1), (right, -1)])

    def power(self, base: Value, exponent: int) -> Value:
        """An integer power."""
        return self._product([(base, exponent)])

    def _product(self, factors: Iterable[tuple[Value, int]]) -> Value:
        scale: Coefficient = _ONE
        exponents: dict[int, int] = {}
        for (coefficient, node), exponent in factors:
            if coefficient is not _ONE:  # nearly all are
                scale = times(scale, power(coefficient, exponent))
            for base, inner in self._factors(node):
                exponents[base] = exponents.get(base, 0) + inner * exponent
        items = sorted((base, e) for base, e in exponents.items() if e != 0)
        if scale == 0 or not items:
            return scale, UNIT
        if items == [(items[0][0], 1)]:
            return scale, items[0][0]
        varying = any(self.varying[base] for base, _ in items)
        return scale, self._node(("product", tuple(items)), varying, self._over(base for base, _ in items))

    def _factors(self, node: int) -> tuple[tuple[int, int], ...]:
        key = self.nodes[node]
        if key[0] == "product":
            return key[1]  # type: ignore[return-value]
        return () if node == UNIT else ((node, 1),)

    def root_of(self, node: int) -> int | None:
        """The product of several factors whose square a node is; None where there is none."""
        factors = self._factors(node)
        if len(factors) < 2 or not self.is_square(node):
            return None
        return self._index.get(("product", tuple((base, e // 2) for base, e in factors)))

    def is_square(self, node: int) -> bool:
        """A product of even powers: it is nowhere below 0."""
        factors = self._factors(node)
        return bool(factors) and all(exponent % 2 == 0 for _, exponent in factors)
