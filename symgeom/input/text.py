"""From a checked syntax tree to SymPy, node by node: the third fence, and the meaning of a formula.

Sizes of numbers and powers are checked before SymPy computes them, because SymPy multiplies out `9**9**9`
the moment it is built.

Conventions: every name is a real symbol; decimals are exact (`0.5` is 1/2); `^` is a power; `cbrt(x)` and
`x**(1/3)` are real for x >= 0 only. Facts such as `R > r` travel as relations, never as assumptions.
"""

import ast
import re
from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.functions.elementary.hyperbolic import InverseHyperbolicFunction
from sympy.functions.elementary.trigonometric import InverseTrigonometricFunction

from symgeom.bounds import (
    MAX_BITS,
    MAX_DIGITS,
    MAX_NAME,
    MAX_NESTED_ROOTS,
    MAX_POWER,
    MAX_POWER_OF_NUMBER,
    MAX_ROOTS_OF_NUMBERS,
)
from symgeom.input.scope import COMPLEX, CONSTANTS, FUNCTIONS, Scope, checked_name, suggestion
from symgeom.input.syntax import LAMBDA, FormulaText

__all__ = ["parse_expression", "parse_relation"]


_RELATIONS: dict[type[ast.cmpop], Any] = {
    ast.Gt: sp.StrictGreaterThan,
    ast.GtE: sp.GreaterThan,
    ast.Lt: sp.StrictLessThan,
    ast.LtE: sp.LessThan,
    ast.NotEq: sp.Unequality,
}
# SymPy takes acosh(7823211/7823209) for 0, and acos of its inverse under some hash seeds, and so evaluates sinh and
# sin of them to 0: functions of such constants are left as they are written.
_INVERSES = (InverseTrigonometricFunction, InverseHyperbolicFunction)
_SUMS = ("mean", "sum")  # of the data
_NUMBER = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,5}))?")


def parse_expression(
    text: str, names: Scope | Iterable[str] | None = None, *, origin: str = "formula", infinity: bool = False
) -> sp.Expr:
    """The SymPy expression that a text stands for; nothing in the text is run.

    `names` is what it may mention (None: any name is a real symbol), `origin` says in errors where the text
    stands, `infinity` admits `oo`, as the bound of a domain.

    **Raises** InputError for everything else, with the column and a caret.

    >>> parse_expression("0.5*x^2 + cos(2*pi/3)", ["x"])
    x**2/2 - 1/2
    """
    formula = FormulaText(text, origin)
    return _Builder(formula, Scope.of(names), infinity).build(formula.tree)


def parse_relation(
    text: str, names: Scope | Iterable[str] | None = None, *, origin: str = "condition"
) -> tuple[Any, ...]:
    """The relations that a text stands for: one for `R > r`, two for the chain `0 < r < R`.

    **Raises** InputError, also for an equation: a parameter that equals something is to be replaced by it.

    >>> parse_relation("0 < r < R")
    (0 < r, r < R)
    """
    formula = FormulaText(text, origin)
    tree = formula.tree
    if not isinstance(tree, ast.Compare):
        formula.fail_at(tree, "a condition compares two sides, such as R > r")
    builder = _Builder(formula, Scope.of(names), False)
    sides = [builder.build(side) for side in (tree.left, *tree.comparators)]
    for operator, left, right in zip(tree.ops, sides, sides[1:]):
        if type(operator) not in _RELATIONS:
            formula.fail_at(
                tree, "a condition is <, <=, >, >= or !=; an equality belongs into the map itself"
            )
        if not (left.free_symbols | right.free_symbols):
            formula.fail_at(tree, "the condition mentions no coordinate and no parameter")
        if left == right:
            formula.fail_at(tree, "both sides of the condition are the same")
    return tuple(
        _RELATIONS[type(operator)](left, right, evaluate=False)
        for operator, left, right in zip(tree.ops, sides, sides[1:])
    )


class _Builder:
    """Builds the nodes of one formula in one scope; every value is checked as it is made."""

    def __init__(self, formula: FormulaText, names: Scope, infinity: bool) -> None:
        self.fail = formula.fail_at
        self.formula, self.names, self.infinity = formula, names, infinity
        self._roots_of_numbers = 0
        self._in_sum = False

    def build(self, node: ast.expr) -> sp.Expr:
        match node:
            case ast.Constant():
                value: Any = self._number(node)
            case ast.Name():
                value = self._name(node)
            case ast.UnaryOp(op=ast.USub()):
                value = -self.build(node.operand)
            case ast.UnaryOp(op=ast.UAdd()):
                value = self.build(node.operand)
            case ast.BinOp():
                value = self._run(node)
            case ast.Call():
                value = self._call(node)
            case ast.Compare():
                self.fail(node, "a comparison has no place in a formula; conditions belong under 'where'")
            case _:
                self.fail(node, "a formula is made of numbers, names, + - * / ** and functions only")
        return self._checked(value, node)

    def _checked(self, value: Any, node: ast.expr) -> Any:
        if value.has(sp.zoo, sp.nan) or (value.has(sp.oo, -sp.oo) and not self.infinity):
            self.fail(node, "this has no finite value (a division by zero, or a pole)")
        roots = [power for power in value.atoms(sp.Pow) if power.base.is_Rational and power.base < 0]
        if value.has(sp.I) or any(power.exp.is_Rational and not power.exp.is_Integer for power in roots):
            self.fail(node, "this is not a real number")
        if value.is_Rational and _bits(value) > MAX_BITS:
            self.fail(node, f"a number grows past {MAX_BITS} bits{MAX_BITS.past}")
        return value

    def _number(self, node: ast.Constant) -> sp.Rational:
        start, end = self.formula.span(node)
        match = _NUMBER.fullmatch(self.formula.text[start:end])
        if not match:
            self.fail(node, "only decimal numbers such as 3, 0.5 or 1e-3 are read")
        power = int(match[2] or "0")
        if abs(power) > MAX_DIGITS:
            self.fail(node, f"the power of ten of a number is at most {MAX_DIGITS}")
        return sp.Rational(match[1]) * sp.Integer(10) ** power

    def _name(self, node: ast.Name) -> sp.Expr:
        name = _spoken(node)
        if name in self.names.symbols:
            return self.names.symbols[name]
        if name in self.names.data:
            if not self._in_sum:
                self.fail(node, f"{name!r} is data, which stands in mean(...) or sum(...)")
            return sp.IndexedBase(name)[self.names.over[0]]
        if name == "oo" and not self.infinity:
            self.fail(node, "'oo' is a bound of a domain and has no place here")
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in FUNCTIONS or name in self.names.functions:
            self.fail(node, f"{name!r} is a function: write {name}(...)")
        if name == "I":
            self.fail(node, COMPLEX)
        if self.names.closed:
            near = suggestion(name, [*self.names.symbols, *CONSTANTS]) or ";"
            known = ", ".join(self.names.symbols)
            data = ", and the data have no column of that name" if self._in_sum else ""
            self.fail(
                node, f"unknown name {name[:MAX_NAME]!r}{near} declared here: {known or 'nothing'}{data}"
            )
        return sp.Symbol(checked_name(name, self.formula.origin), real=True)

    def _call(self, node: ast.Call) -> sp.Expr:
        if not isinstance(node.func, ast.Name):
            self.fail(node, "a product needs its sign: write 2*(...), not 2(...)")
        name = _spoken(node.func)
        if name in _SUMS and self.names.data and name not in self.names.functions:
            return self._sum(name, node)
        function, counts = self._function(name, node.func)
        if node.keywords or len(node.args) not in counts:
            wanted = f"{counts[0]} to {counts[-1]}" if len(counts) > 2 else " or ".join(map(str, counts))
            self.fail(node, f"{name} takes {wanted} argument{'s' if wanted != '1' else ''}")
        arguments = [self.build(argument) for argument in node.args]
        if name == "exp":
            self._check_exponential(arguments[0], node)
        if name in ("sqrt", "cbrt"):
            self._check_power(arguments[0], sp.Rational(1, 2), node)
        if name in FUNCTIONS and any(
            argument.is_number and argument.has(*_INVERSES) for argument in arguments
        ):
            if name in ("max", "min", "Max", "Min", "atan2"):
                return function(*arguments, evaluate=False)
            first, *base = [function(argument, evaluate=False) for argument in arguments]
            return first / base[0] if base else first
        return function(*arguments)

    def _sum(self, name: str, node: ast.Call) -> sp.Expr:
        """`mean(...)` or `sum(...)` over the data."""
        if node.keywords or len(node.args) != 1:
            self.fail(node, f"{name} takes 1 argument, the summand")
        if self._in_sum:
            self.fail(node, f"{name} stands inside of another sum over the same data")
        self._in_sum = True
        summand = self.build(node.args[0])
        self._in_sum = False
        k, n = self.names.over
        total = sp.Sum(summand, (k, 0, n - 1))
        return total / n if name == "mean" else total

    def _function(self, name: str, node: ast.Name) -> tuple[Any, tuple[int, ...]]:
        if name in self.names.functions:
            function, count = self.names.functions[name]
            return function, (count,)
        if name in FUNCTIONS:
            return FUNCTIONS[name]
        if name in self.names.symbols:
            self.fail(node, f"{name!r} is not a function; a product is written {name}*(...)")
        if name in ("re", "im", "conjugate", "arg"):
            self.fail(node, COMPLEX)
        near = suggestion(name, [*FUNCTIONS, *self.names.functions])
        if name in _SUMS:
            near = "; a sum is over data, which are given under [data]"
        self.fail(
            node, f"unknown function {name[:MAX_NAME]!r}{near or '; an undefined one is declared as such'}"
        )

    def _run(self, node: ast.BinOp) -> sp.Expr:
        """A run such as a*b/c - d + e, however long, without recursion along it.

        Its sums and products are built in one go each: term by term the time would grow with the square.
        """
        run: list[ast.BinOp] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            run.append(left)
            left = left.left
        parts, kind = [self.build(left)], sp.Add
        for step in reversed(run):
            right = self.build(step.right)
            if isinstance(step.op, ast.Pow):
                value = kind(*parts)
                self._check_power(value, right, step)
                parts, kind = [value**right], sp.Add
                continue
            part, wanted = self._part(step, right)
            if wanted is not kind:
                parts, kind = [kind(*parts)], wanted
            parts.append(part)
        return kind(*parts)

    def _part(self, node: ast.BinOp, right: sp.Expr) -> tuple[sp.Expr, Any]:
        """What the right side of an operator adds to its run, and whether that is a sum or a product."""
        match node.op:
            case ast.Add():
                return right, sp.Add
            case ast.Sub():
                return -right, sp.Add
            case ast.Mult():
                return right, sp.Mul
            case ast.Div() if right != 0:
                return 1 / right, sp.Mul
            case ast.Div():
                self.fail(node, "a division by zero")
        self.fail(node, "the operators are + - * / and ** (or ^)")

    def _check_exponential(self, argument: sp.Expr, node: ast.expr) -> None:
        """SymPy turns exp(10**9*log(2)) into 2**(10**9) on the spot."""
        for term in sp.Add.make_args(argument):
            factors = sp.Mul.make_args(term)
            number = sp.Mul(*[factor for factor in factors if factor.is_Rational])
            for logarithm in (factor for factor in factors if isinstance(factor, sp.log)):
                self._check_power(logarithm.args[0], number, node)

    def _check_power(self, base: sp.Expr, exponent: sp.Expr, node: ast.expr) -> None:
        """Refuse a power that is too large to write out, alone or combined with the powers inside it."""
        if not exponent.is_Integer:
            self._roots_of_numbers += bool(base.is_number)
            if self._roots_of_numbers > MAX_ROOTS_OF_NUMBERS:
                self.fail(
                    node,
                    f"the formula has more than {MAX_ROOTS_OF_NUMBERS} roots of numbers{MAX_ROOTS_OF_NUMBERS.past}",
                )
            if _nested_roots(base) >= MAX_NESTED_ROOTS:
                self.fail(node, f"roots are nested more than {MAX_NESTED_ROOTS} deep{MAX_NESTED_ROOTS.past}")
        cap = MAX_POWER_OF_NUMBER if base.is_number else MAX_POWER
        inner = max((abs(power.exp) for power in base.atoms(sp.Pow) if power.exp.is_Rational), default=1)
        bits = max(map(_bits, base.atoms(sp.Rational)), default=0)
        for size in exponent.atoms(sp.Rational):
            if abs(size) * max(inner, 1) > cap or size.q > cap:
                self.fail(node, f"an exponent is at most {cap} here, and so is the index of a root")
            if abs(size) * bits > MAX_BITS:
                self.fail(node, f"a number grows past {MAX_BITS} bits{MAX_BITS.past}")


def _spoken(node: ast.Name) -> str:
    """The name as it was typed."""
    return "lambda" if node.id == LAMBDA else node.id


def _nested_roots(value: sp.Basic) -> int:
    inside = max(map(_nested_roots, value.args), default=0)
    return inside + (value.is_Pow and not value.exp.is_Integer)


def _bits(number: sp.Rational) -> int:
    return max(abs(int(number.p)), int(number.q)).bit_length()
