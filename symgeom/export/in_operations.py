"""Values of a kernel's graph as SymPy expressions that evaluate nothing.

**Here.** `InOperations`, which writes values; `operation`, a call of one of the operations of kernels; `result_symbol`, for one
of the results of an operation that has several.

**Notation.** Sums, products and whole powers are SymPy's; every other operation is a function without rules with the name that
it has in `kernels.operations`, so that nothing is rewritten behind the printer's back. NaN is the call `nan()`.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import sympy as sp

from symgeom.kernels.values.constants import Coefficient, exactly
from symgeom.kernels.values.nodes import UNIT, Nodes, Value

__all__ = ["InOperations", "operation", "result_symbol"]

_LONGEST = 2**53  # whole numbers up to here are doubles
_DIGITS = 17


def operation(name: str, *operands: Any) -> Any:
    """`name(operands)`."""
    return _function(name)(*operands)


def result_symbol(node: int, number: int) -> Any:
    """What stands for one of several results of a node."""
    return sp.Symbol(f"result {number} of {node}")


@cache
def _function(name: str) -> type[Any]:
    """A function that SymPy knows nothing of, and yet no undefined one, which stands for a value that is an argument."""
    return type(name, (sp.Function,), {})


class InOperations:
    """Writes the values of a graph, every node once.

    >>> graph = Nodes()
    >>> x = graph.input("x", True)
    >>> InOperations(graph, lambda name: sp.Symbol(name))(graph.div(graph.call("sqrt", graph.add(x, x)), x))
    sqrt(2*x)/x
    """

    def __init__(self, graph: Nodes, symbol: Callable[[str], sp.Symbol]) -> None:
        self._graph, self._symbol = graph, symbol
        self._known: dict[int, Any] = {UNIT: sp.S.One}
        self.several: dict[
            int, tuple[str, list[Any]]
        ] = {}  # operations with several results, and their operands

    def __call__(self, value: Value) -> Any:
        """The expression for a value."""
        for node in self._missing(value[1]):
            self._known[node] = self._node(node)
        return self._value(value)

    def _value(self, value: Value) -> Any:
        coefficient, node = value
        return _number(coefficient) * self._known[node]

    def _missing(self, node: int) -> list[int]:
        """The nodes that a node needs and that aren't written yet, operands first."""
        found: set[int] = set()
        stack = [node]
        while stack:
            node = stack.pop()
            if node not in self._known and node not in found:
                found.add(node)
                stack.extend(self._operands(node))
        return sorted(found)

    def _operands(self, node: int) -> Iterable[int]:
        key: Any = self._graph.nodes[node]
        match key[0]:
            case "sum":
                return [base for base, _ in key[2]]
            case "product":
                return [base for base, _ in key[1]]
            case "call":
                return [base for _, base in key[2]]
            case "part":
                return [base for _, base in self._call(key[1])[2]]
        return []

    def _call(self, node: int) -> Any:
        return self._graph.nodes[node]

    def _node(self, node: int) -> Any:
        key: Any = self._graph.nodes[node]
        match key[0]:
            case "input":
                return self._symbol(key[1])
            case "sum":
                return sp.Add(_number(key[1]), *(_number(c) * self._known[base] for base, c in key[2]))
            case "product":
                return sp.Mul(*(self._known[base] ** e for base, e in key[1]))
            case "call":
                return operation(key[1], *map(self._value, key[2]))
            case "part":
                _, op, operands = self._call(key[1])
                self.several[key[1]] = op, list(map(self._value, operands))
                return result_symbol(key[1], key[2])
        raise AssertionError(key)


def _number(coefficient: Coefficient) -> Any:
    """An exact number where it is short: rational, or made of such, pi and square roots; else its decimals."""
    if coefficient != coefficient:
        return operation("nan")
    exact = exactly(coefficient)
    if exact.is_Rational and max(abs(exact.p), exact.q) <= _LONGEST:
        return exact
    spelled = None if exact.is_Rational else _spelled(exact)
    return sp.Float(float(coefficient), _DIGITS) if spelled is None else spelled


def _spelled(e: Any) -> Any:
    """The number in operations; None where that takes others than square roots."""
    if e.is_Rational:
        return e if max(abs(e.p), e.q) <= _LONGEST else None
    if e is sp.pi:
        return e
    if e.is_Add or e.is_Mul:
        inside = [_spelled(a) for a in e.args]
        return None if None in inside else e.func(*inside)
    if e.is_Pow and e.exp.is_Rational and e.exp.q <= 2 and (base := _spelled(e.base)) is not None:
        return base**e.exp if e.exp.q == 1 else operation("sqrt", base) ** e.exp.p
    return None
