"""Expressions in operations as text of a target language.

**Here.** `Printer`, SymPy's code printer with the table of a target; `LanguageTable`, that table; `wrapped`, long lines.

**Convention.** Numbers are printed so that no division of whole numbers and no overflow of them can happen; whole powers by
the pattern of the target; truth values stand in conditions only and are the numbers 1 and 0 elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.precedence import PRECEDENCE, precedence

from symgeom.export.in_operations import operation

__all__ = ["SPELLED_OUT", "Missing", "Printer", "LanguageTable", "calls", "wrapped"]

_CONDITIONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "is_zero"})
_INFIX: Mapping[str, str] = {
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=", "and": "&&", "or": "||", "not": "!",
}  # fmt: skip
_LONGEST = 2**53


class Missing(Exception):
    """An operation that a target has no word for; its name."""


@dataclass(frozen=True)
class LanguageTable:
    """How a language writes what an expression consists of.

    ``operations`` are patterns by the names of `kernels.operations`; ``number`` and ``exact`` write a double and a whole number
    of fewer than 17 digits; ``power`` is the pattern of a whole power. ``choice`` is the pattern of a conditional expression,
    ``infix`` are the signs of truth that are not C's. ``helper`` is the pattern of a function in the file, of its name,
    operands and body, ``operand`` that of its operands, ``call`` that of a call of it.
    """

    operations: Mapping[str, str]
    pi: str
    nan: str
    choice: str
    power: str
    helper: str
    square: bool = False  # by a function in the file
    call: str = "{}({})"
    folds: bool = False  # its functions don't take numbers
    number: Callable[[float], str] = repr
    exact: Callable[[int], str] = str
    infix: Mapping[str, str] = field(default_factory=dict)
    operand: str = "{}"  # of a helper
    helper_name: str = "{}_"


def calls(prefix: str = "", names: str = "", **others: str) -> dict[str, str]:
    """Patterns of functions of one operand with the names of the operations, and of others.

    >>> calls("np.", "sin", atan2="np.arctan2({0}, {1})")
    {'sin': 'np.sin({0})', 'atan2': 'np.arctan2({0}, {1})'}
    """
    return {name: f"{prefix}{name}({{0}})" for name in names.split()} | others


def _half(x: Any) -> Any:
    return x / 2


# What a language has no function for, in others that it has. expm1 and log1p keep their digits: both factors of
# exp(x) - 1 = 2 sinh(x/2) exp(x/2) are near to their own values, and 1 + x = (1 + t)/(1 - t) with t = x/(2 + x).
SPELLED_OUT: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "square": ("x", lambda x: operation("times", x, x)),
    "expm1": ("x", lambda x: 2 * operation("sinh", _half(x)) * operation("exp", _half(x))),
    "log1p": ("x", lambda x: 2 * operation("atanh", x / (2 + x))),
    "hypot": ("xy", lambda x, y: operation("sqrt", x**2 + y**2)),
    "sign": ("x", lambda x: _chosen("gt", x, 0, 1, _chosen("lt", x, 0, -1, x))),
    "max": ("xy", lambda x, y: _chosen_if(_or(operation("ge", x, y), operation("ne", x, x)), x, y)),
    "min": ("xy", lambda x, y: _chosen_if(_or(operation("le", x, y), operation("ne", x, x)), x, y)),
    "copysign": ("xy", lambda x, y: _chosen("lt", y, 0, -operation("abs", x), operation("abs", x))),
    "heaviside": (
        "xy",
        lambda x, y: _chosen("lt", x, 0, 0, _chosen("gt", x, 0, 1, _chosen("eq", x, 0, y, x))),
    ),
    "ceil": ("x", lambda x: -operation("floor", -x)),
    "tan": ("x", lambda x: operation("sin", x) / operation("cos", x)),
}  # fmt: skip


def _or(a: Any, b: Any) -> Any:
    return operation("or", a, b)


def _chosen(relation: str, x: Any, y: Any, yes: Any, no: Any) -> Any:
    return _chosen_if(operation(relation, x, sp.sympify(y, strict=True)), yes, no)


def _chosen_if(condition: Any, yes: Any, no: Any) -> Any:
    return operation("where", condition, sp.sympify(yes, strict=True), sp.sympify(no, strict=True))


class Printer(CodePrinter):  # type: ignore[misc]  # SymPy is untyped
    """Prints expressions, and notes which of its operations and helpers they use.

    >>> x = sp.Symbol("x")
    >>> table = LanguageTable(calls("", "sin"), "PI", "NAN", "({} ? {} : {})", "pow({0}, {1})", "")
    >>> Printer(table).doprint(operation("sin", x)**2/3)
    'pow(sin(x), 2)/3'
    """

    language = "a target"
    printmethod = "_code_of_symgeom"

    def __init__(self, spelling: LanguageTable) -> None:
        super().__init__({"order": None})
        self.spelling = spelling
        self.helpers: dict[str, str] = {}
        self.used: set[str] = set()

    def doprint(self, expr: Any, assign_to: Any = None) -> str:
        """The text of an expression."""
        return str(self._print(expr))

    # Numbers -----------------------------------------------------------------------------------------------------------
    def _print_Integer(self, expr: Any) -> str:
        n = int(expr)
        return self._signed(
            self.spelling.exact(abs(n)) if abs(n) <= _LONGEST else self.spelling.number(float(abs(n))), n
        )

    def _print_Rational(self, expr: Any) -> str:
        return f"{self._print(sp.Integer(expr.p))}/{self._print(sp.Integer(expr.q))}"

    def _print_Float(self, expr: Any) -> str:
        value = float(expr)
        return self._signed(self.spelling.number(abs(value)), value)

    @staticmethod
    def _signed(text: str, value: float) -> str:
        return f"-{text}" if value < 0 else text

    def _print_Pi(self, expr: Any) -> str:
        self.used.add("pi")
        return self.spelling.pi

    # Sums, products, powers ---------------------------------------------------------------------------------------------
    def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
        """With a term in front that has no minus, where there is one."""
        terms = list(super()._as_ordered_terms(expr, order=order))
        first = next((k for k, term in enumerate(terms) if not term.could_extract_minus_sign()), 0)
        return [terms[first], *terms[:first], *terms[first + 1 :]]

    def _print_Mul(self, expr: Any) -> str:
        number, rest = expr.as_coeff_Mul()
        sign, number = ("-", -number) if number.is_negative else ("", number)
        above, below = [], []
        for factor in sp.Mul.make_args(rest):
            base, k = factor.as_base_exp()
            if k.is_Integer and k.is_negative:
                below.append(base**-k)
            else:
                above.append(factor)
        if number.is_Rational:
            above = ([sp.Integer(number.p)] if number.p != 1 else []) + above
            below = ([sp.Integer(number.q)] if number.q != 1 else []) + below
        else:
            above.insert(0, number)
        left = "*".join(self._factor(e) for e in above) or self._print(sp.S.One)
        if not below:
            return sign + left
        right = "*".join(self._factor(e) for e in below)
        return f"{sign}{left}/({right})" if len(below) > 1 else f"{sign}{left}/{self._below(below[0])}"

    def _factor(self, e: Any) -> str:
        return str(self.parenthesize(e, PRECEDENCE["Mul"]))

    def _below(self, e: Any) -> str:
        return f"({self._print(e)})" if precedence(e) <= PRECEDENCE["Mul"] else str(self._print(e))

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        base, k = expr.base, int(expr.exp)
        if k == -1:
            return f"{self._print(sp.S.One)}/{self._below(base)}"
        if k < 0:
            return f"{self._print(sp.S.One)}/{self._below(base**-k)}"
        if k == 2 and self.spelling.square:
            return self._help("square", [base])
        infix = self.spelling.power.startswith("{0}")
        inside = self.parenthesize(base, PRECEDENCE["Pow"], strict=False) if infix else self._print(base)
        return self.spelling.power.format(inside, k)

    # Operations -----------------------------------------------------------------------------------------------------------
    def _print_Function(self, expr: Any) -> str:
        name, operands = expr.func.__name__, expr.args
        if name == "times":
            return "*".join(self._factor(e) for e in operands)
        if name == "mul":  # in this order
            return f"({'*'.join(self._factor(e) for e in operands)})"
        if name == "div":
            return f"({self._factor(operands[0])}/{self._below(operands[1])})"
        if name == "nan":
            self.used.add("nan")
            return self.spelling.nan
        if name == "where":
            return self._choice(self._condition(operands[0]), *operands[1:])
        if name in _CONDITIONS:
            return self._choice(self._condition(expr), sp.S.One, sp.S.Zero)
        if name not in self.spelling.operations:
            return self._help(name, operands)
        if self.spelling.folds and not expr.free_symbols and name == "sqrt":
            return str(self._print(sp.Float(sp.sqrt(operands[0]), 17)))
        self.used.add(name)
        return str(self.spelling.operations[name].format(*map(self._print, operands)))

    def _choice(self, condition: str, yes: Any, no: Any) -> str:
        self.used.add("where")
        return self.spelling.choice.format(condition, self._print(yes), self._print(no))

    def _condition(self, e: Any) -> str:
        """An expression as a truth value."""
        name = e.func.__name__
        if name not in _CONDITIONS:
            return self._related(e, "ne", sp.S.Zero)
        if name == "is_zero":
            return self._related(e.args[0], "eq", sp.S.Zero)
        sign = {**_INFIX, **self.spelling.infix}[name]
        if name == "not":
            return f"{sign}({self._condition(e.args[0])})"
        if name in ("and", "or"):
            return f" {sign} ".join(f"({self._condition(a)})" for a in e.args)
        return self._related(e.args[0], name, e.args[1])

    def _related(self, x: Any, relation: str, y: Any) -> str:
        sign = {**_INFIX, **self.spelling.infix}[relation]
        left, right = (self.parenthesize(side, PRECEDENCE["Add"]) for side in (x, y))
        return f"{left} {sign} {right}"

    def _help(self, name: str, operands: Any) -> str:
        """A call of a function that the file defines itself."""
        if name not in SPELLED_OUT:
            raise Missing(name)
        called = self.spelling.helper_name.format(name)
        if name not in self.helpers:
            self.helpers[name] = ""  # keeps its place behind those that its body uses
            letters, body = SPELLED_OUT[name]
            text = self._print(body(*sp.symbols(list(letters))))
            del self.helpers[name]
            listed = ", ".join(map(self.spelling.operand.format, letters))
            self.helpers[name] = self.spelling.helper.format(
                name=called, operands=listed, letters=", ".join(letters), body=text
            )
        return self.spelling.call.format(called, ", ".join(map(self._print, operands)))


_TOKEN = re.compile(
    r"\d+\.?\d*(?:\*\^-?\d+|e[-+]?\d+)?\w*|[\w.]+(?:::\w+)*|\*\*|&&|\|\||[<>=!~/]=|.",
    re.IGNORECASE | re.DOTALL,
)
_BREAKS = frozenset({"+", "-", "*", "/", ",", "(", "[", "&&", "||", "?", ":"})


def wrapped(text: str, width: int, indent: str, end: str = "") -> str:
    """A line broken behind operators; ``end`` is what says that it goes on.

    >>> print(wrapped("alpha + beta*gamma", 10, "  ", " &"))
    alpha + &
      beta* &
      gamma
    """
    lines: list[str] = []
    line, at = "", 0
    for token in _TOKEN.findall(text):
        if at and len(line) + len(token) > width - (len(indent) if lines else 0):
            lines.append(line[:at].rstrip() + end)
            line, at = line[at:].lstrip(), 0
        line += token
        if token in _BREAKS:
            at = len(line)
    return ("\n" + indent).join([*lines, line])
