"""`Formula`: values with their parts by name.

Conventions: a definition uses earlier names only, and is used later. ``operations`` counts what SymPy's `count_ops` does, each
definition once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

import sympy as sp
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from symgeom.algebra.domain.counting import operations
from symgeom.output import bundle
from symgeom.parts.names import NamedPart, put_back
from symgeom.typeset.printer import latex, signed_terms

__all__ = ["Formula", "plain"]


class Formula:
    """One or several quantities as definitions in order, and the values in them.

    ``definitions`` are triples (symbol, expression in earlier symbols, meaning). ``value`` is what the quantity is in these
    symbols: an expression, a matrix, an array, or a table of them by name where several were asked for; ``expression`` is the
    same with the parts put back, not multiplied out. ``proof`` says how it was proved: equal to the normal form; in jets, where
    that would be too long; or "not proved: ..." with what was found. ``latex``, ``document`` (for JSON) and ``str`` show it.

    >>> a, x = sp.symbols("a x")
    >>> f = Formula((NamedPart(a, sp.sin(x) + 1, "height"),), {"area": a**2 + a}, True)
    >>> print(f)
    a = sin(x) + 1    (height)
    area = a**2 + a
    >>> f.value, f.expression, f.operations
    (a**2 + a, (sin(x) + 1)**2 + sin(x) + 1, 4)
    """

    def __init__(
        self,
        definitions: tuple[NamedPart, ...],
        values: Mapping[str, Any],
        single: bool = False,
        proof: Callable[[Formula], str] = lambda formula: "not proved: nothing was asked to prove it",
        lines: Callable[[str, Any], list[tuple[str, str]]] | None = None,
        missing: Mapping[str, str] | None = None,
        again: Callable[[], Formula] | None = None,
    ) -> None:
        self._definitions, self._values = tuple(definitions), MappingProxyType(dict(values))
        self._single, self._prove, self._missing = single, proof, MappingProxyType(dict(missing or {}))
        self._lines, self._again = lines or _named, again

    @property
    def definitions(self) -> tuple[NamedPart, ...]:
        """The parts: (symbol, expression, meaning), each after those that it uses."""
        return self._definitions

    @property
    def values(self) -> Mapping[str, Any]:
        """Every quantity by its name, in the symbols of the definitions."""
        return self._values

    @property
    def missing(self) -> Mapping[str, str]:
        """The quantities that were asked for beside these and have no formula, each with the reason."""
        return self._missing

    @property
    def value(self) -> Any:
        """The quantity in the symbols of the definitions; a table by name where several were asked for."""
        return self._answer(self._values)

    @property
    def expression(self) -> Any:
        """The same without names of parts."""
        return self._answer({name: put_back(self._definitions, e) for name, e in self._values.items()})

    @property
    def operations(self) -> int:
        """How many operations it takes, each definition once."""
        forms = [p.expression for p in self._definitions]
        return sum(map(operations, (*forms, *self.entries())))

    @cached_property
    def proof(self) -> str:
        """How the formula was proved."""
        return self._prove(self)

    @property
    def latex(self) -> str:
        """The definitions and the values, a line each; a quantity has its symbol on the left, a tensor its components."""
        lines = [(latex(p.symbol), latex(p.expression)) for p in self._definitions]
        lines += self._told()
        return (
            r"\begin{aligned}"
            + r" \\ ".join(f"{left} &= {right}" for left, right in lines)
            + r"\end{aligned}"
        )

    def _told(self) -> list[tuple[str, str]]:
        """The values as left and right sides."""
        return [line for name, value in self._values.items() for line in self._lines(name, value)]

    @property
    def document(self) -> dict[str, Any]:
        """Everything as text, lists and tables, for JSON; a value is nested as its shape is."""
        return {
            "definitions": [
                {"symbol": plain(p.symbol), "expression": plain(p.expression), "meaning": p.meaning}
                for p in self._definitions
            ],
            "values": {name: _nested(value) for name, value in self._values.items()},
            "operations": self.operations,
            "proof": self.proof,
        }

    def entries(self) -> Iterator[sp.Expr]:
        """The entries of the values, in row-major order."""
        for value in self._values.values():
            yield from (
                sp.flatten(value.tolist()) if isinstance(value, sp.MatrixBase | sp.NDimArray) else [value]
            )

    def _answer(self, table: Mapping[str, Any]) -> Any:
        return next(iter(table.values())) if self._single else MappingProxyType(dict(table))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The definitions with their meanings and the values, for notebooks."""
        from symgeom.typeset.mathml import browsed  # for notebooks alone

        parts = [
            ["", f"{latex(p.symbol)} = {latex(p.expression)}", f" ({p.meaning})"] for p in self._definitions
        ]
        values = [["", f"{left} = {right}"] for left, right in self._told()]
        lost = [[f"no formula of {name}: {why}"] for name, why in self._missing.items()]
        return bundle(str(self), *parts, *values, *lost, formula=browsed)

    def __eq__(self, other: object) -> bool:
        """By what is written: definitions and values."""
        if not isinstance(other, Formula):
            return NotImplemented
        return self is other or self._written() == other._written()

    def __hash__(self) -> int:
        return hash((self._definitions, tuple(self._values)))

    def _written(self) -> tuple[Any, ...]:
        return self._definitions, dict(self._values), self._single, dict(self._missing)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """A pickle holds the question: what has a formula derives it again, the same letter by letter."""
        if self._again is None:
            return type(self), (self._definitions, dict(self._values), self._single)
        return self._again, ()

    def __str__(self) -> str:
        lines = [f"{plain(p.symbol)} = {plain(p.expression)}    ({p.meaning})" for p in self._definitions]
        lines += [f"{name} = {plain(value)}" for name, value in self._values.items()]
        return "\n".join([*lines, *(f"no formula of {name}: {why}" for name, why in self._missing.items())])

    def __repr__(self) -> str:
        return f"<Formula of {', '.join(self._values)}: {len(self._definitions)} parts, {self.operations} operations>"


class _Plain(StrPrinter):  # type: ignore[misc]
    """SymPy's text with a term in front that has no minus, where there is one."""

    def _as_ordered_terms(self, expr: sp.Expr, order: Any = None) -> list[sp.Expr]:
        terms = list(super()._as_ordered_terms(expr, order=order))
        first = next((k for k, term in enumerate(terms) if not term.could_extract_minus_sign()), 0)
        return [terms[first], *terms[:first], *terms[first + 1 :]]

    def _print_MatAdd(self, expr: sp.MatAdd) -> str:
        (minus, first), *rest = signed_terms(expr)
        start = ("-" if minus else "") + self._print(first)
        return str(start + "".join((" - " if m else " + ") + self._print(term) for m, term in rest))

    def _print_MatMul(self, expr: sp.MatMul) -> str:
        number, matrices = expr.as_coeff_matrices()
        above, below = number.as_numer_denom()
        sign, above = ("-", -above) if above.could_extract_minus_sign() else ("", above)
        factors = [self.parenthesize(f, PRECEDENCE["Mul"]) for f in (above, *matrices) if f != 1]
        under = "" if below == 1 else "/" + self.parenthesize(below, PRECEDENCE["Mul"])
        return f"{sign}{'*'.join(factors)}{under}"


def plain(value: Any) -> str:
    """An expression as text that SymPy reads back.

    >>> x, y = sp.symbols("x y")
    >>> plain(-x**2 + y)
    'y - x**2'
    """
    return str(_Plain().doprint(value))


def _named(name: str, value: Any) -> list[tuple[str, str]]:
    """A value by the name of its quantity."""
    return [(rf"\mathrm{{{name}}}".replace("_", r"\_"), latex(value))]


def _nested(value: Any) -> Any:
    if isinstance(value, sp.MatrixBase | sp.NDimArray):
        return _texts(value.tolist())
    return plain(value)


def _texts(value: Any) -> Any:
    return list(map(_texts, value)) if isinstance(value, list) else plain(value)
