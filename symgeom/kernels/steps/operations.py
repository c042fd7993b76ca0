"""The operations of a kernel, each once: what it takes, where it is defined, what it gives elsewhere, and references.

**Here.** `Op`, the names; `Fused`, those of `fused`; `RARE`; `Operation` and the table `OPERATIONS`. A step of a
program names one of them, a backend prints them all: `tests` runs every one through every backend against its reference.

**Convention.** Operands and results are real numbers; truth values are 1 and 0, and any number but 0 is true. Outside
its domain an operation gives NaN or an infinity, and what is infinite at the end of a program is NaN.

**Notation.** `numpy` is a function of NumPy, or of the generated file where NumPy has none. `math` is an expression
over the operands in braces and the module `_math`, empty where there is none; where it gives no finite number it gives
what NumPy gives, or raises `ArithmeticError` or `ValueError`.
"""

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["OPERATIONS", "RARE", "Fused", "Op", "Operation", "blocks", "dimension", "results", "variables"]

Op: TypeAlias = Literal[
    "add", "sub", "mul", "div", "neg", "pow", "sqrt", "exp", "expm1", "log", "log1p", "abs", "sign", "floor", "ceil",
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "erf", "erfc", "max", "min", "hypot", "copysign", "heaviside",
    "lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "is_zero", "where", "principal", "monge", "sum",
]  # fmt: skip

Fused: TypeAlias = Literal[
    "sech_squared", "left"
]  # what compiled loops do in one; a number that they leave to others
RARE: Final = (
    2.0**-455
)  # sizes of numbers, from there to 0, at which forms that keep their digits may be slow


@dataclass(frozen=True)
class Operation:
    """One operation, elementwise but for `principal` and `monge`, with several results and as many operands as they need, and
    `sum`.

    `domain` says where it is defined, in the operands x, y, z; empty where it is defined for all real numbers. `nan` says
    what a NaN operand gives: "nan"; "compares" (as IEEE 754 has it: `ne` is true, the others false; NaN itself is true);
    "chosen" (it matters only where that operand is chosen).
    """

    name: Op
    arity: int | None
    numpy: str
    math: str
    domain: str = ""
    nan: Literal["nan", "compares", "chosen"] = "nan"


def _function(name: Op, numpy: str = "", domain: str = "", arity: int = 1) -> Operation:
    """A function of the standard library's `math` with the same name."""
    operands = ", ".join("{}" for _ in range(arity))
    return Operation(name, arity, numpy or name, f"_math.{name}({operands})", domain)


def _truth(name: Op, numpy: str, test: str, arity: int = 2) -> Operation:
    return Operation(name, arity, numpy, f"1.0 if {test} else 0.0", nan="compares")


def _chosen(name: Op, math: str, arity: int = 2) -> Operation:
    return Operation(name, arity, name, math, nan="chosen")


_TABLE: Final = (
    Operation("add", 2, "add", "{} + {}"),
    Operation("sub", 2, "subtract", "{} - {}"),
    Operation("mul", 2, "multiply", "{} * {}"),
    Operation("div", 2, "divide", "{} / {}", "y != 0"),
    Operation("neg", 1, "negative", "-{}"),
    Operation(
        "pow", 2, "power", "_math.pow({}, {})", "x > 0, or x < 0 and whole y, or x = 0 and y >= 0", "chosen"
    ),
    _function("sqrt", domain="x >= 0"),
    _function("exp"),
    _function("expm1"),
    _function("log", domain="x > 0"),
    _function("log1p", domain="x > -1"),
    Operation("abs", 1, "absolute", "_math.fabs({})"),
    Operation("sign", 1, "sign", "1.0 if {0} > 0.0 else -1.0 if {0} < 0.0 else {0}"),
    Operation("floor", 1, "floor", "1.0 * _math.floor({})"),
    Operation("ceil", 1, "ceil", "1.0 * _math.ceil({})"),
    _function("sin"),
    _function("cos"),
    _function("tan"),
    _function("asin", "arcsin", "-1 <= x <= 1"),
    _function("acos", "arccos", "-1 <= x <= 1"),
    _function("atan", "arctan"),
    _function("atan2", "arctan2", arity=2),
    _function("sinh"),
    _function("cosh"),
    _function("tanh"),
    _function("asinh", "arcsinh"),
    _function("acosh", "arccosh", "x >= 1"),
    _function("atanh", "arctanh", "-1 < x < 1"),
    _function("erf"),
    _function("erfc"),
    Operation("max", 2, "maximum", "{0} if {0} >= {1} or {0} != {0} else {1}"),
    Operation("min", 2, "minimum", "{0} if {0} <= {1} or {0} != {0} else {1}"),
    _function("hypot", arity=2),
    _chosen("copysign", "_math.copysign({}, {})"),
    _chosen("heaviside", "0.0 if {0} < 0.0 else 1.0 if {0} > 0.0 else {1} if {0} == 0.0 else {0}"),
    _truth("lt", "less", "{} < {}"),
    _truth("le", "less_equal", "{} <= {}"),
    _truth("gt", "greater", "{} > {}"),
    _truth("ge", "greater_equal", "{} >= {}"),
    _truth("eq", "equal", "{} == {}"),
    _truth("ne", "not_equal", "{} != {}"),
    _truth("and", "logical_and", "{} and {}"),
    _truth("or", "logical_or", "{} or {}"),
    _truth("not", "logical_not", "not {}", 1),
    _truth("is_zero", "equal", "{} == 0.0", 1),
    _chosen("where", "{1} if {0} else {2}", 3),
    # of the symmetric problem h y = kappa g y, g = J^T J: d curvatures, largest first, then the d x d matrix of g-orthonormal
    # directions as columns; its operands are the entries of J, one row more than columns, then those of h, row-major
    Operation("principal", None, "principal", "", "J of full rank"),
    # of the graph of a function (a surface in Monge's form): the `blocks` of quantities, in their order; its operands are
    # 1 or -1 for the normal upward or downward, the entries of the gradient, and those of the Hessian on and above the
    # diagonal, row by row
    Operation("monge", None, "monge", ""),
    # of its operand, along the data axis of the step's index
    Operation("sum", None, "sum", ""),
)

OPERATIONS: Final[dict[str, Operation]] = {operation.name: operation for operation in _TABLE}
assert tuple(OPERATIONS) == get_args(Op)


def results(op: str, operands: int) -> int:
    """How many numbers an operation gives.

    >>> results("add", 2), results("principal", 12 + 9), results("monge", 1 + 2 + 3)
    (1, 12, 32)
    """
    if op == "monge":
        return sum(map(len, blocks(variables(operands)).values()))
    if op != "principal":
        return 1
    d = dimension(operands)
    return d + d * d


def dimension(operands: int) -> int:
    """The d of a principal problem with that many operands: d (d + 1) + d^2.

    >>> dimension(21)
    3
    """
    return math.isqrt(operands // 2)


def variables(operands: int) -> int:
    """The d of a function whose orientation, gradient and Hessian are that many operands: 1 + d + d (d + 1)/2.

    >>> [variables(1 + d + d * (d + 1) // 2) for d in (1, 2, 10)]
    [1, 2, 10]
    """
    return (math.isqrt(8 * operands + 1) - 3) // 2


def blocks(d: int) -> dict[str, range]:
    """The quantities of a graph over d variables, each with the places of its entries among the results of `monge`.

    >>> blocks(2)["volume_element"], blocks(2)["metric"]
    (range(0, 1), range(1, 5))
    """
    sizes = {
        "volume_element": 1, "metric": d * d, "inverse_metric": d * d, "normal": d + 1,
        "second_fundamental_form": d * d, "shape_operator": d * d, "third_fundamental_form": d * d,
        "principal_curvatures": d, "principal_directions": d * d, "gaussian_curvature": 1, "mean_curvature": 1,
    }  # fmt: skip
    ends = list(accumulate(sizes.values()))
    return {name: range(end - size, end) for (name, size), end in zip(sizes.items(), ends)}
