"""`Formula`: values with their parts by name.

Conventions: a definition uses earlier names only, and is used later. ``operations`` counts what SymPy's `count_ops` does, each
definition once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgeom.parts.names import Part, put_back
from symgeom.typeset.printer import latex

__all__ = ["Formula"]


class Formula:
    """One or several quantities as definitions in order, and the values in them.

    ``definitions`` are triples (symbol, expression in earlier symbols, meaning). ``value`` is what the quantity is in these
    symbols: an expression, a matrix, an array, or a table of them by name where several were asked for; ``expression`` is the
    same with the parts put back, not multiplied out. ``proof`` says how it was proved.

    >>> a, x = sp.symbols("a x")
    >>> f = Formula((Part(a, sp.sin(x) + 1, "height"),), {"area": a**2 + a}, True)
    >>> print(f)
    a = sin(x) + 1    (height)
    area = a**2 + a
    >>> f.value, f.expression, f.operations
    (a**2 + a, (sin(x) + 1)**2 + sin(x) + 1, 4)
    """

    def __init__(
        self,
        definitions: tuple[Part, ...],
        values: Mapping[str, Any],
        single: bool = False,
        proof: Callable[[Formula], str] = lambda formula: "",
    ) -> None:
        self._definitions, self._values = tuple(definitions), MappingProxyType(dict(values))
        self._single, self._prove = single, proof
        self._proof: str | None = None

    @property
    def definitions(self) -> tuple[Part, ...]:
        """The parts: (symbol, expression, meaning), each after those that it uses."""
        return self._definitions

    @property
    def values(self) -> Mapping[str, Any]:
        """Every quantity by its name, in the symbols of the definitions."""
        return self._values

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
        return sum(int(sp.count_ops(e)) for e in (*forms, *self.entries()))

    @property
    def proof(self) -> str:
        """How the formula was proved."""
        if self._proof is None:
            self._proof = self._prove(self)
        return self._proof

    @property
    def latex(self) -> str:
        """The definitions and the values, a line each."""
        names = {name: sp.Symbol(name) for name in self._values}
        lines = [f"{latex(p.symbol)} &= {latex(p.expression)}" for p in self._definitions]
        lines += [rf"\text{{{name}}} &= {latex(self._values[name])}".replace("_", " ", 0) for name in names]
        return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"

    def entries(self) -> Iterator[sp.Expr]:
        """The entries of the values, in row-major order."""
        for value in self._values.values():
            yield from (
                sp.flatten(value.tolist()) if isinstance(value, sp.MatrixBase | sp.NDimArray) else [value]
            )

    def _answer(self, table: Mapping[str, Any]) -> Any:
        return next(iter(table.values())) if self._single else MappingProxyType(dict(table))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"

    def __str__(self) -> str:
        lines = [f"{p.symbol} = {p.expression}    ({p.meaning})" for p in self._definitions]
        return "\n".join([*lines, *(f"{name} = {value}" for name, value in self._values.items())])

    def __repr__(self) -> str:
        return f"<Formula of {', '.join(self._values)}: {len(self._definitions)} parts, {self.operations} operations>"
