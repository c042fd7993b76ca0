"""From SymPy expressions to the expression graph.

**Here.** `Lowering`: one pass over an expression, in an order of its own that depends on no hash; the table
of functions a kernel can hold; `FunctionDerivative`, the value of an undefined function or of one of its derivatives, which
a kernel takes as an argument.

**Convention.** Everything is real. Half-integer powers go through one square root (`x**(3/2) = x*sqrt(x)`),
small integer powers through products, other powers through `power`. Outside the real domain of a root or
logarithm the value is NaN.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from symgeom.algebra.domain.jets import JETS, NoJet, jet_parts, slot_names
from symgeom.algebra.ring.minors import minors
from symgeom.errors import InputError
from symgeom.kernels.steps.operations import Op
from symgeom.kernels.values.bessel import bessel, of_quotient
from symgeom.kernels.values.constants import Constant
from symgeom.kernels.values.nodes import ONE, UNIT, Nodes, Value
from symgeom.kernels.values.steady import Steady

__all__ = ["FunctionDerivative", "Lowering", "jets"]

_LARGEST_PRODUCT_POWER = 16
_NAN: Value = (float("nan"), UNIT)

_DIRECT: dict[Any, Op] = {
    sp.sin: "sin", sp.cos: "cos", sp.tan: "tan", sp.asin: "asin", sp.acos: "acos", sp.atan: "atan",
    sp.atan2: "atan2",
    sp.sinh: "sinh", sp.cosh: "cosh", sp.tanh: "tanh", sp.asinh: "asinh", sp.acosh: "acosh",
    sp.atanh: "atanh",
    sp.exp: "exp", sp.log: "log", sp.Abs: "abs", sp.sign: "sign", sp.floor: "floor", sp.ceiling: "ceil",
    sp.erf: "erf", sp.erfc: "erfc", sp.Max: "max", sp.Min: "min",
    sp.Lt: "lt", sp.Le: "le", sp.Gt: "gt", sp.Ge: "ge", sp.Eq: "eq", sp.Ne: "ne",
    sp.And: "and", sp.Or: "or", sp.Not: "not",
}  # fmt: skip
_RECIPROCAL_OF: dict[Any, Op] = {
    sp.sec: "cos",
    sp.csc: "sin",
    sp.sech: "cosh",
    sp.csch: "sinh",
    sp.cot: "tan",
    sp.coth: "tanh",
}
_AT_RECIPROCAL: dict[Any, Op] = {
    sp.asec: "acos", sp.acsc: "asin", sp.acot: "atan", sp.asech: "acosh", sp.acsch: "asinh",
    sp.acoth: "atanh",
}  # fmt: skip
_FOLDED = {"max", "min", "and", "or"}


@dataclass(frozen=True)
class FunctionDerivative:
    """A derivative of an undefined function at its arguments: `orders[i]` derivatives in slot i."""

    function: str
    at: tuple[Any, ...]
    orders: tuple[int, ...]

    @property
    def suffix(self) -> str:
        """`xxy`, or `theta_1_theta_2` for longer names; slot numbers where the arguments aren't symbols, each once."""
        plain = slot_names(self.at)
        slots = [str(a) if plain else str(i + 1) for i, a in enumerate(self.at)]
        names = [slot for slot, order in zip(slots, self.orders) for _ in range(order)]
        return ("" if all(len(name) == 1 for name in slots) else "_").join(names)


def _jet(expr: Any) -> FunctionDerivative | None:
    """The jet that an expression is: f(x, y), Derivative(f(x, y), x, x), or a Subs of such a derivative."""
    if not isinstance(expr, JETS):
        return None
    try:
        function, at, orders = jet_parts(expr)
    except NoJet:
        return None
    return FunctionDerivative(function.__name__, at, orders)


def jets(expressions: list[Any]) -> list[FunctionDerivative]:
    """All jets in the expressions, by function, then order of derivation, then slots."""
    found: set[FunctionDerivative] = set()
    stack, seen = list(expressions), set()
    while stack:
        expr = stack.pop()
        if expr in seen:
            continue
        seen.add(expr)
        jet = _jet(expr)
        if jet is None:
            stack.extend(expr.args)
            continue
        found.add(jet)
        stack.extend(a for a in jet.at if not isinstance(a, sp.Symbol))
    return sorted(
        found, key=lambda j: (j.function, sum(j.orders), [-n for n in j.orders], [str(a) for a in j.at])
    )


class Lowering:
    """Lowers expressions into one graph.

    `inputs` gives the value of each symbol and jet, `parts` what each name of a part stands for.
    """

    def __init__(
        self, graph: Nodes, inputs: dict[Any, Value], parts: Mapping[Any, Any] | None = None
    ) -> None:
        self.graph, self._parts = graph, parts or {}
        self._steady = Steady(graph, self, self._meaning)
        self._known: dict[Any, Value] = dict(inputs)
        self._constants: dict[Any, bool] = {}

    def keep(self, symbol: Any, name: str) -> Value:
        """The value of a part, which is called by its name from here on: the graph has an input of that name."""
        value = self(symbol)
        self._known[symbol] = self.graph.input(name, True, self.graph.over[value[1]])
        return value

    def __call__(self, expr: Any) -> Value:
        """The value of an expression. **Raises** `InputError` naming a function that a kernel can't hold."""
        known = self._known.get(expr)
        if known is None:
            known = self._known[expr] = self._lower(expr)
        return known

    def _lower(self, expr: Any) -> Value:
        jet = _jet(expr)
        if jet is not None:
            return self._input(jet, expr)
        if expr in self._parts:
            return self(self._parts[expr])
        if expr.is_Symbol:
            return self._input(expr, expr)
        if self._is_constant(expr):
            return _constant(expr)
        rule = self._rules.get(type(expr).__name__)
        if rule is not None:
            return rule(self, expr)
        return self._function(expr)

    def _is_constant(self, expr: Any) -> bool:
        """There are no symbols in it and no values of functions; remembered, as its parts are asked for too."""
        known = self._constants.get(expr)
        if known is None:
            if expr.is_Add or expr.is_Mul or expr.is_Pow:
                known = all(map(self._is_constant, expr.args))
            else:
                known = not expr.free_symbols and not expr.atoms(AppliedUndef)
            self._constants[expr] = known
        return known

    def _meaning(self, expr: Any) -> Any:
        """What the name of a part stands for, of a name for a name too; anything else is itself."""
        while expr in self._parts:
            expr = self._parts[expr]
        return expr

    def _input(self, key: Any, expr: Any) -> Value:
        if key not in self._known:
            raise InputError(
                f"the kernel meets {expr}, which is no coordinate and no parameter of the surface and no "
                "value of one of its functions. Declare it as a coordinate, or replace it by a parameter."
            )
        return self._known[key]

    def _sorted(self, expr: Any) -> list[Any]:
        return sorted(expr.args, key=sp.default_sort_key)  # never by hash

    def _add(self, expr: Any) -> Value:
        steady = self._steady.sum(expr)
        return steady if steady is not None else self.graph.add(*[self(a) for a in self._sorted(expr)])

    def _mul(self, expr: Any) -> Value:
        steady = self._steady.product(expr)
        return steady if steady is not None else self.graph.mul(*[self(a) for a in self._sorted(expr)])

    def _pow(self, expr: Any) -> Value:
        base, exponent = expr.args
        if (steady := self._steady.inverse(expr)) is not None:
            return steady
        value = self(base)
        if exponent.is_Rational and exponent.q == 1 and abs(exponent.p) <= _LARGEST_PRODUCT_POWER:
            return self.graph.power(value, int(exponent.p))
        if exponent.is_Rational and exponent.q in (2, 4) and abs(exponent) <= _LARGEST_PRODUCT_POWER:
            return self._root_power(value, int(exponent.p), int(exponent.q))
        return self.graph.call("pow", value, self(exponent))

    def _root_power(self, value: Value, p: int, q: int) -> Value:
        """`x**(p/q)` for q = 2 or 4: a whole power of x and roots, each of which is shared."""
        sign, p = (1 if p > 0 else -1), abs(p)
        root = self.graph.call("sqrt", value)
        factors = [self.graph.power(value, sign * (p // q))]
        p, q = (p % q) * (4 // q), 4
        if p >= 2:
            factors.append(self.graph.power(root, sign))
        if p % 2:
            factors.append(self.graph.power(self.graph.call("sqrt", root), sign))
        return self.graph.mul(*factors)

    def _determinant(self, expr: Any) -> Value:
        """By minors, each computed once."""
        m, graph = expr.args[0], self.graph
        rows = [[self(m[i, j]) for j in range(m.cols)] for i in range(m.rows)]
        zero: Value = (Fraction(0), UNIT)
        return minors(rows, lambda x: x == zero, zero, graph.mul, graph.add, lambda x: graph.sub(zero, x))

    def _total(self, expr: Any) -> Value:
        body, index, count = expr.args
        value = self(body)
        within = index.name in self.graph.over[value[1]]
        return self.graph.total(value, index.name) if within else self.graph.mul(self(count), value)

    def _piecewise(self, expr: Any) -> Value:
        value = _NAN
        for piece, condition in reversed(expr.args):
            if condition == sp.true:
                value = self(piece)
            elif condition != sp.false:
                value = self.graph.call("where", self(condition), self(piece), value)
        return value

    def _real_part(self, expr: Any) -> Value:
        return self(expr.args[0])  # the arguments of a kernel are real

    def _heaviside(self, expr: Any) -> Value:
        _, at_zero = expr.args  # SymPy's own value is 1/2
        return self.graph.call("heaviside", self(expr.args[0]), self(at_zero))

    def _log(self, expr: Any) -> Value:
        steady = self._steady.logarithm(expr)
        return steady if steady is not None else self._function(expr)

    def _bessel(self, expr: Any) -> Value:
        return bessel(self.graph, int(expr.args[0]), self(expr.args[1]))

    def _of_quotient(self, expr: Any) -> Value:
        return of_quotient(self.graph, expr.func.__name__, self(expr.args[0]))

    def _function(self, expr: Any) -> Value:
        kind, graph = expr.func, self.graph
        if kind in _RECIPROCAL_OF:
            return graph.div(ONE, graph.call(_RECIPROCAL_OF[kind], self(expr.args[0])))
        if kind in _AT_RECIPROCAL:
            return graph.call(_AT_RECIPROCAL[kind], graph.div(ONE, self(expr.args[0])))
        if kind is sp.sinc:  # sin(x)/x, and 1 at 0
            x = self(expr.args[0])
            zero: Value = (Fraction(0), UNIT)
            return graph.call("where", graph.call("eq", x, zero), ONE, graph.div(graph.call("sin", x), x))
        op = _DIRECT.get(kind)
        if op is None:
            raise InputError(_unknown(expr))
        if op in _FOLDED:
            first, *rest = [self(a) for a in self._sorted(expr)]
            for value in rest:
                first = graph.call(op, first, value)
            return first
        return graph.call(op, *[self(a) for a in expr.args])

    _rules: dict[str, Callable[["Lowering", Any], Value]] = {
        "Add": _add, "Mul": _mul, "Pow": _pow, "Piecewise": _piecewise, "Heaviside": _heaviside,
        "re": _real_part, "conjugate": _real_part, "Determinant": _determinant, "Total": _total,
        "log": _log, "jn": _bessel, "sinhc_slope": _of_quotient, "tanhc_slope": _of_quotient,
    }  # fmt: skip


@lru_cache(maxsize=256, typed=True)
def _constant(expr: Any) -> Value:
    """A number: exact if rational, else the nearest float. Infinite and undefined constants are NaN."""
    if expr.is_Rational:
        return Fraction(int(expr.p), int(expr.q)), UNIT
    if expr in (sp.true, sp.false):
        return Fraction(int(expr == sp.true)), UNIT
    value = sp.N(expr, 30)
    if value in (sp.nan, sp.zoo, sp.oo, -sp.oo):
        return _NAN
    if not (value.is_Float or value.is_Rational):
        raise InputError(
            f"the constant {str(expr)[:200]} in the kernel is no real number (it is {str(value)[:80]}). "
            "Kernels compute with real numbers; give a map that is real on its domain."
        )
    return Constant(float(value), expr), UNIT


def _unknown(expr: Any) -> str:
    kind = "derivative" if isinstance(expr, sp.Derivative) else "function"
    name = str(expr.expr if isinstance(expr, sp.Derivative) else expr.func)
    if isinstance(expr.func, UndefinedFunction):
        name = expr.func.__name__
    held = ", ".join(sorted(kind.__name__ for kind in (*_DIRECT, sp.sinc) if issubclass(kind, sp.Function)))
    return (
        f"a kernel can't hold the {kind} {name} (in {str(expr)[:200]}). Rewrite the map with roots, powers "
        f"and the functions {held}, or use an undefined function and pass its values."
    )
