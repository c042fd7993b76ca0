"""What every target prints: a function's arguments, its lines and its results, and what is to be said of them.

**Here.** `FunctionSheet`, made by `sheet` from a surface and names of quantities; `Line`, `Result`.

**Convention.** Lines and results are those of the kernel of the same quantities, in the operations of kernels (see
`expressions`), where the parts of the formula keep their names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

import sympy as sp

from symgeom.errors import InputError
from symgeom.export.in_operations import InOperations
from symgeom.kernels.compile import asked_for, frame_of, guarded, guards_of, needed_by_principal, put_back
from symgeom.kernels.steps.program import Argument
from symgeom.kernels.values.inputs import Inputs
from symgeom.kernels.values.lowering import Lowering
from symgeom.kernels.values.monge import held, jets_of
from symgeom.kernels.values.nodes import Value
from symgeom.parts.names import NamedPart, Parts
from symgeom.parts.tidy import tidy

__all__ = ["Line", "OnlyKernels", "Result", "FunctionSheet", "sheet"]

_ABLE = "the targets numpy and mpmath can"


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
class FunctionSheet:
    """A function as data. ``arguments`` go with the symbols that stand for them in the lines."""

    surface: Any
    arguments: tuple[tuple[sp.Symbol, Argument], ...]
    lines: tuple[Line, ...]
    results: tuple[Result, ...]

    @property
    def expressions(self) -> list[Any]:
        """All right sides."""
        return [*(line.expression for line in self.lines), *(e for r in self.results for e in r.entries)]


def sheet(surface: Any, names: Any) -> FunctionSheet:
    """The named quantities of a surface as a sheet.

    **Raises** `InputError` for what only kernels compute: sums over data, and linear algebra in three or more dimensions.
    """
    wanted = asked_for(surface, names)
    _check(surface, wanted)
    needed = needed_by_principal(surface, wanted)
    asked = list(dict.fromkeys([*(q.name for q in wanted if not q.spectral), *needed]))
    definitions, everything = surface.straight_line(asked, tidied=True)
    inputs = Inputs.of(surface, [*(p[1] for p in definitions), *chain(*everything.values())])
    if inputs.dataset.data:
        raise _refused(surface, f"sum over data ({', '.join(d.name for d in inputs.dataset.data)})")
    arguments = {a.name: sp.Symbol(f"argument {a.name}") for a in inputs.arguments}
    letters = {_key(p[0]): sp.Symbol(p[0].name) for p in definitions}
    write = InOperations(inputs.graph, {**arguments, **letters}.__getitem__)
    lower = Lowering(inputs.graph, inputs.values, {symbol: e for symbol, e, _ in definitions})
    parts = []
    for symbol, _, meaning in definitions:
        parts.append(NamedPart(letters[_key(symbol)], write(lower(symbol)), meaning))
        lower.keep(symbol, _key(symbol))
    lowered = _lowered(surface, lower, wanted, everything, put_back(definitions, everything))
    taken = {name for a in inputs.arguments for name in (a.symbol, a.name)}
    lines, forms = _tidied(parts, {q.name: list(map(write, lowered[q.name])) for q in wanted}, taken)
    results = tuple(
        Result(q.name, q.title, tuple(q.shape(surface)), q.convention, q.source, tuple(forms[q.name]))
        for q in wanted
    )
    return FunctionSheet(surface, tuple((arguments[a.name], a) for a in inputs.arguments), lines, results)


def _lowered(
    surface: Any,
    lower: Lowering,
    wanted: Sequence[Any],
    everything: Mapping[str, Sequence[Any]],
    printed: Mapping[str, list[Any]],
) -> dict[str, tuple[Value, ...]]:
    """The values of the quantities, NaN at kinks; principal curvatures from the others."""
    values = {name: tuple(map(lower, entries)) for name, entries in everything.items()}
    if any(q.spectral for q in wanted):
        frame = frame_of(surface, lower, values, {})
        spectrum = {"values": frame.curvatures, "vectors": frame.directions}
        values |= {q.name: spectrum[q.spectral] for q in wanted if q.spectral}
    guards = guards_of(surface, lower, values, printed)
    return {name: guarded(lower.graph, row, guards.get(name)) for name, row in values.items()}


def _key(symbol: sp.Symbol) -> str:
    """The name of a part in the graph, which no argument has."""
    return f"part {symbol.name}"


def _tidied(
    parts: list[NamedPart], entries: Mapping[str, list[Any]], taken: set[str]
) -> tuple[tuple[Line, ...], dict[str, list[Any]]]:
    """The lines that are needed, with names for what recurs since the parts were written."""
    forms = [e for es in entries.values() for e in es]
    definitions, forms = tidy(Parts.holding(parts, taken), forms)
    found = iter(forms)
    return tuple(Line(*p) for p in definitions), {
        name: [next(found) for _ in es] for name, es in entries.items()
    }


def _check(surface: Any, wanted: Sequence[Any]) -> None:
    names = [q.name for q in wanted]
    if surface.dimension > 2 and (spectral := [q.name for q in wanted if q.spectral]):
        raise _refused(
            surface, f"{' and '.join(spectral)} for d = {surface.dimension}, an eigenvalue problem"
        )
    jets = jets_of(surface, names)
    if jets is not None and (by_matrices := [name for name in names if name in held(jets)]):
        raise _refused(surface, f"{', '.join(by_matrices)} for d = {surface.dimension} by linear algebra")


class OnlyKernels(InputError):
    """What a kernel can compute and a printed function can't."""


def _refused(surface: Any, what: str) -> OnlyKernels:
    return OnlyKernels(
        f"{surface.name}: a printed function can't hold {what}; {_ABLE}. Ask for other quantities, or for such a target."
    )
