"""What every target prints: a function's arguments, its lines and its results, and what is to be said of them.

**Here.** `FunctionSheet`, made by `sheet` from a surface and names of quantities; `Line`, `Result`.

**Convention.** Lines and results are those of the kernel of the same quantities, in the operations of kernels (see
`expressions`), where the parts of the formula keep their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any, cast

import sympy as sp

from symgeom.errors import InputError
from symgeom.export.in_operations import InOperations, result_symbol
from symgeom.kernels.compile import asked_for, frame_of, guarded, guards_of, needed_by_principal, put_back
from symgeom.kernels.printing.several import Several
from symgeom.kernels.steps.operations import Op
from symgeom.kernels.steps.program import Argument, Instruction
from symgeom.kernels.values.inputs import Inputs
from symgeom.kernels.values.lowering import Lowering
from symgeom.kernels.values.monge import entries_of, from_hessian, held, jets_of
from symgeom.kernels.values.nodes import Value
from symgeom.kernels.values.perturbation import derivative, symbols_of
from symgeom.parts.names import RECURRING, NamedPart, Parts
from symgeom.parts.tidy import tidy

__all__ = ["Line", "OnlyKernels", "SumOverData", "Result", "FunctionSheet", "sheet"]

_WITH_DATA = "c, numpy and mpmath"
_WITH_MATRICES = "c, numpy and mpmath"


@dataclass(frozen=True)
class Line:
    """A name, what it stands for in earlier names and arguments, and what that is called."""

    symbol: sp.Symbol
    expression: Any
    meaning: str


@dataclass(frozen=True)
class Result:
    """A quantity: its shape at one point, and its entries in row-major order."""

    name: str
    title: str
    shape: tuple[int, ...]
    convention: str
    source: str
    entries: tuple[Any, ...]

    @property
    def places(self) -> Iterator[tuple[int, ...]]:
        """The indices of the entries, from 0 on."""
        return product(*map(range, self.shape))


@dataclass(frozen=True)
class ByMatrices:
    """An operation with several results after all lines: its node, operands, and the numbers of the results that are used."""

    node: int
    op: str
    operands: tuple[Any, ...]
    used: frozenset[int]

    @property
    def step(self) -> Several:
        """As a step of a compiled program."""
        names = tuple(f"operand {k}" for k, _ in enumerate(self.operands))
        return Several(Instruction(self.node, cast(Op, self.op), names), {self.node + k for k in self.used})

    @property
    def symbols(self) -> dict[sp.Symbol, str]:
        """What stands for its results in the entries of quantities, and the places that they have."""
        return {result_symbol(self.node, k): f"{self.step.found}[{k}]" for k in self.used}


@dataclass(frozen=True)
class FunctionSheet:
    """A function as data. ``arguments`` go with the symbols that stand for them in the lines."""

    surface: Any
    arguments: tuple[tuple[sp.Symbol, Argument], ...]
    lines: tuple[Line, ...]
    results: tuple[Result, ...]
    matrices: tuple[ByMatrices, ...] = ()

    @property
    def expressions(self) -> list[Any]:
        """All right sides."""
        forms = [*(line.expression for line in self.lines), *(e for r in self.results for e in r.entries)]
        return forms + [e for m in self.matrices for e in m.operands]


def sheet(surface: Any, names: Any, derivatives: Any = (), matrices: bool = False) -> FunctionSheet:
    """The named quantities of a surface as a sheet, and their derivatives by some coordinates and parameters.

    **Raises** `InputError` for what only kernels compute: sums over data, and without ``matrices`` linear algebra in three or
    more dimensions.
    """
    wanted, by = asked_for(surface, names), symbols_of(surface, derivatives)
    if not matrices:
        _check(surface, wanted)
    jets = jets_of(surface, [q.name for q in wanted]) if matrices else None
    rest = [q for q in wanted if jets is None or q.name not in held(jets)]
    needed = needed_by_principal(surface, rest)
    forms = ("metric", "second_fundamental_form") if by and any(q.spectral for q in wanted) else ()
    asked = list(dict.fromkeys([*(q.name for q in rest if not q.spectral), *needed, *forms]))
    definitions, everything = surface.straight_line(asked, tidied=True) if asked else ((), {})
    expressions = [*(p[1] for p in definitions), *chain(*everything.values())]
    inputs = Inputs.of(surface, expressions + ([] if jets is None else entries_of(jets)), by)
    if inputs.dataset.data:
        what = f"sum over data ({', '.join(d.name for d in inputs.dataset.data)})"
        raise SumOverData(str(_refused(surface, what)))
    table = _Table(inputs, definitions, by)
    found = {} if jets is None else from_hessian(inputs.graph, inputs.values, jets)
    rows = _rows(surface, table, wanted, everything, put_back(definitions, everything), found)
    return _written(surface, table, rows, inputs)


def _written(
    surface: Any, table: _Table, rows: Sequence[tuple[Any, str, tuple[Value, ...]]], inputs: Inputs
) -> FunctionSheet:
    """The sheet from values."""
    taken = {name for a in inputs.arguments for name in (a.symbol, a.name)}
    entries = [list(map(table.write, row)) for _, _, row in rows]
    several = table.write.several
    lines, written = _tidied(table.parts, entries + [operands for _, operands in several.values()], taken)
    results = tuple(_result(surface, q, name, row) for (q, name, _), row in zip(rows, written))
    made = tuple(
        ByMatrices(node, op, tuple(row), _used(node, results))
        for (node, (op, _)), row in zip(several.items(), written[len(rows) :])
    )
    later = {symbol for m in made for symbol in m.symbols}
    if any(not later.isdisjoint(line.expression.free_symbols) for line in lines):
        raise _refused(surface, "what is computed of eigenvalues")
    arguments = tuple((table.arguments[a.name], a) for a in inputs.arguments)
    return FunctionSheet(surface, arguments, lines, results, made)


def _used(node: int, results: Sequence[Result]) -> frozenset[int]:
    read = {s for r in results for e in r.entries for s in e.free_symbols}
    last = max((int(s.name.split()[1]) for s in read if s.name.endswith(f" of {node}")), default=-1)
    return frozenset(k for k in range(last + 1) if result_symbol(node, k) in read)


def _result(surface: Any, q: Any, by: str, entries: Sequence[Any]) -> Result:
    name, title = (f"{q.name}_{by}", f"derivative of the {q.title} by {by}") if by else (q.name, q.title)
    return Result(name, title, tuple(q.shape(surface)), q.convention, "" if by else q.source, tuple(entries))


class _Table:
    """The parts of a formula with names, and those of its derivatives."""

    def __init__(self, inputs: Inputs, definitions: Sequence[NamedPart], by: Sequence[Any]) -> None:
        self.arguments = {a.name: sp.Symbol(f"argument {a.name}") for a in inputs.arguments}
        self._letters: dict[str, Any] = dict(self.arguments)
        self.write = InOperations(inputs.graph, self._letters.__getitem__)
        self.graph = inputs.graph
        self.lower = Lowering(inputs.graph, inputs.values, {symbol: e for symbol, e, _ in definitions})
        self.slopes = {inputs.names[s]: inputs.slopes(s, self.lower) for s in by}
        self.parts: list[NamedPart] = []
        for symbol, _, meaning in definitions:
            value = self.lower(symbol)
            self._take(symbol.name, value, meaning)
            self.lower.keep(symbol, _key(symbol.name))
            for name, slopes in self.slopes.items():
                slope = slopes(value)
                if len(self.graph.nodes[slope[1]]) > 1 and self.graph.nodes[slope[1]][0] != "input":
                    own = f"{symbol.name}_{name}"
                    self._take(
                        own, slope, meaning if meaning == RECURRING else f"{meaning}, derivative by {name}"
                    )
                    slope = self.graph.input(_key(own), True)
                slopes.keep(self.lower(symbol), slope)

    def _take(self, name: str, value: Value, meaning: str) -> None:
        self._letters[_key(name)] = letter = sp.Symbol(name)
        self.parts.append(NamedPart(letter, self.write(value), meaning))


def _rows(
    surface: Any,
    table: _Table,
    wanted: Sequence[Any],
    everything: Mapping[str, Sequence[Any]],
    printed: Mapping[str, list[Any]],
    found: Mapping[str, tuple[Value, ...]],
) -> list[tuple[Any, str, tuple[Value, ...]]]:
    """Quantities and their derivatives, each with a name of what it is by; NaN at kinks, curvatures from the others."""
    lower, frame = table.lower, None
    values = {name: tuple(map(lower, entries)) for name, entries in everything.items()}
    if any(q.spectral for q in wanted):
        frame = frame_of(surface, lower, values, found)
        spectrum = {"values": frame.curvatures, "vectors": frame.directions}
        values |= {q.name: spectrum[q.spectral] for q in wanted if q.spectral}
    values = {**found, **values}
    guards = guards_of(surface, lower, values, printed)
    rows = [(q, "", values[q.name]) for q in wanted]
    for name, slopes in table.slopes.items():
        rows += [(q, name, derivative(q, slopes, table.graph, values, frame)) for q in wanted]
    return [(q, name, guarded(lower.graph, row, guards.get(q.name))) for q, name, row in rows]


def _key(name: str) -> str:
    """The name of a part in the graph, which no argument has."""
    return f"part {name}"


def _tidied(
    parts: list[NamedPart], rows: list[list[Any]], taken: set[str]
) -> tuple[tuple[Line, ...], list[list[Any]]]:
    """The lines that are needed, with names for what recurs since the parts were written."""
    definitions, forms = tidy(Parts.holding(parts, taken), [e for row in rows for e in row])
    found = iter(forms)
    return tuple(Line(*p) for p in definitions), [[next(found) for _ in row] for row in rows]


def _check(surface: Any, wanted: Sequence[Any]) -> None:
    names = [q.name for q in wanted]
    if surface.dimension > 2 and (spectral := [q.name for q in wanted if q.spectral]):
        raise _refused(
            surface,
            f"{' and '.join(spectral)} for d = {surface.dimension}, an eigenvalue problem",
            _WITH_MATRICES,
        )
    jets = jets_of(surface, names)
    if jets is not None and (by_matrices := [name for name in names if name in held(jets)]):
        raise _refused(
            surface, f"{', '.join(by_matrices)} for d = {surface.dimension} by linear algebra", _WITH_MATRICES
        )


class OnlyKernels(InputError):
    """What a kernel can compute and a printed function can't."""


class SumOverData(OnlyKernels):
    """A sum over data, in what is printed from expressions."""


def _refused(surface: Any, what: str, able: str = _WITH_DATA) -> OnlyKernels:
    return OnlyKernels(
        f"{surface.name}: a printed function can't hold {what}; the targets {able} can. Ask for other quantities, or for such "
        "a target."
    )
