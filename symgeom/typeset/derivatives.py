"""Undefined functions and their derivatives: ``\\ell_{xy}``, ``f''``; no argument where it is a plain symbol.

Here: ``DerivativePrinter``. A partial derivative is an index, the derivatives of a function of one variable are primes;
never a printed ``Derivative`` or ``Subs``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter

from symgeom.algebra.domain.jets import is_jet, jet_parts, slot_names
from symgeom.typeset.letters import name

__all__ = ["DerivativePrinter"]


class DerivativePrinter(LatexPrinter):  # type: ignore[misc]  # SymPy is untyped
    """Prints what depends on the coordinates' names; ``numbered`` when these are ``theta_1``, ``theta_2`` ...

    Functions are ``applied`` where they are always written with their arguments.
    """

    def __init__(self, coordinates: Iterable[sp.Symbol] = (), *, applied: bool = False) -> None:
        super().__init__({"mat_delim": "(", "fold_short_frac": False, "ln_notation": False})
        self._coordinates = tuple(coordinates)
        self._with_arguments = applied
        stems = {re.sub(r"_?\d+$", "", symbol.name) for symbol in self._coordinates}
        numbered = all(re.search(r"\d$", symbol.name) for symbol in self._coordinates)
        self.numbered = bool(self._coordinates) and numbered and len(stems) == 1
        self._printed: dict[tuple[object, int], str] = {}
        self.spelled: dict[tuple[str, str], str] = {}  # names that would else be printed alike
        self._slash = 0  # inside an exponent, where fractions are written with a slash

    def _print(self, expr: Any, **options: Any) -> str:
        """Each expression is printed once: sorting and measuring ask for the same ones again."""
        if options or not isinstance(expr, sp.Basic):
            return str(super()._print(expr, **options))
        key = (expr, self._slash)
        if key not in self._printed:
            self._printed[key] = str(super()._print(expr))
        return self._printed[key]

    def _undefined(self, expr: AppliedUndef, power: str | None = None) -> str:
        head = self._head(expr.func.__name__)
        text = head if self._bare(expr.args) else head + self._arguments(expr.args)
        return f"{text}^{power}" if power else text

    def _bare(self, arguments: Any) -> bool:
        """Whether a function is written without these arguments."""
        return bool(slot_names(arguments)) and not self._with_arguments

    def _head(self, function: str) -> str:
        return self.spelled.get(("function", function)) or name(function)

    def _arguments(self, arguments: Iterable[sp.Expr]) -> str:
        return "(" + ", ".join(self._print(a) for a in arguments) + ")"

    def _print_Derivative(self, expr: sp.Derivative) -> str:
        if is_jet(expr):
            return self._jet(expr)
        index = "".join(rf"\partial_{{{self._print(v)}}} " for v in expr.variables)
        return rf"{index}\left({self._print(expr.expr)}\right)"

    def _jet(self, expr: sp.Expr) -> str:
        """By the names of the arguments where these are symbols, each once; else by the numbers of the arguments."""
        function, at, orders = jet_parts(expr)
        if len(at) == 1 or (slot_names(at) and isinstance(expr, sp.Derivative)):
            by = [a for a, n in zip(at, orders) for _ in range(n)]
            tail = "" if self._bare(at) and isinstance(expr, sp.Derivative) else self._arguments(at)
            return self._with_derivatives(function, by, at) + tail
        slots = [str(i + 1) for i, n in enumerate(orders) for _ in range(n)]
        numbers = ("," if len(at) > 9 else "").join(slots)
        return rf"\partial_{{{numbers}}} {self._head(function.__name__)}" + self._arguments(at)

    def _with_derivatives(self, function: Any, by: Sequence[sp.Expr], places: tuple[sp.Expr, ...]) -> str:
        head = self._head(function.__name__)
        if len(places) == 1:
            order = len(by)
            return head + "'" * order if order <= 3 else f"{head}^{{({order})}}"
        ordered = sorted(by, key=lambda v: (places.index(v) if v in places else len(places), str(v)))
        numbers = [str(places.index(v) + 1) for v in ordered if v in places]
        if self.numbered and len(numbers) == len(ordered):
            index = (",").join(numbers) if any(len(n) > 1 for n in numbers) else "".join(numbers)
        else:
            index = _joined(self._print(v) for v in ordered)
        match = re.fullmatch(
            r"(.*)_(?:\{(.*)\}|(.))", head
        )  # a name with an index of its own: f_1 -> f_{1,x}
        if match:
            return f"{match[1]}_{{{match[2] or match[3]},{index}}}"
        return f"{head}_{index}" if len(index) == 1 else f"{head}_{{{index}}}"

    def _print_Subs(self, expr: sp.Subs) -> str:
        """A derivative taken elsewhere than at the coordinates: f'(2u), or by the argument's number."""
        if is_jet(expr):
            return self._jet(expr)
        derivative, old, new = expr.args
        equalities = ", ".join(f"{self._print(o)} = {self._print(n)}" for o, n in zip(old, new))
        return rf"\left({self._print(derivative)}\right)_{{{equalities}}}"


def _joined(parts: Iterable[str]) -> str:
    r"""Letters side by side, with a space only where a macro would swallow the next letter."""
    text = ""
    for part in parts:
        text += " " + part if re.search(r"\\[a-zA-Z]+$", text) and part[:1].isalpha() else part
    return text
