"""The data of a surface as arguments of its kernels: which arrays, how long along which axis, and the entries that sums use.

**Here.** `Dataset`, collected from the sums of a surface and of its formulas.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgeom.algebra.domain.totals import Count, DataEntry, PartEntry, Total
from symgeom.errors import InputError
from symgeom.kernels.steps.naming import SafeNames
from symgeom.kernels.steps.program import Argument, Column, Data
from symgeom.kernels.values.nodes import Nodes, Value

__all__ = ["Dataset"]


@dataclass(frozen=True)
class Dataset:
    """Arrays, entries and numbers of data, each with its name in a program."""

    arguments: tuple[Argument, ...]
    data: tuple[Data, ...]
    columns: tuple[Column, ...]
    counts: tuple[tuple[str, str], ...]
    _entries: tuple[DataEntry, ...]
    _counted: tuple[tuple[Count, str], ...]

    @classmethod
    def of(cls, expressions: Iterable[sp.Expr], names: SafeNames, known: Mapping[Any, Any]) -> "Dataset":
        """The data in the sums of expressions; `names` gives names to what has none yet, `known` are values of arrays."""
        totals = _totals(expressions)
        counts = {str(t.args[1]): t.args[2] for t in totals}
        entries = sorted(_entries(totals), key=lambda e: e.name)
        arrays = {base: names.fresh(base) for base in dict.fromkeys(e.base for e in entries)}
        counted = {c: names.fresh(c.name) for c in sorted(set(counts.values()), key=str)}
        shapes: dict[str, tuple[str | int, ...]] = {}
        for entry in entries:
            axes = tuple(counted[counts[i.name]] if i.is_Symbol else int(i) + 1 for i in entry.entry.indices)
            shapes[entry.base] = _joined(entry, shapes.get(entry.base, axes), axes)
        data = tuple(Data(arrays[base], axes) for base, axes in shapes.items())
        at = [tuple(i.name if i.is_Symbol else int(i) for i in e.entry.indices) for e in entries]
        columns = tuple(Column(f"_c{n}", arrays[e.base], at[n]) for n, e in enumerate(entries))
        lengths = tuple((index, counted[count]) for index, count in sorted(counts.items()))
        values = {str(base): held for base, held in known.items()}
        arguments = tuple(_argument(base, d, values.get(base)) for base, d in zip(shapes, data))
        return cls(arguments, data, columns, lengths, tuple(entries), tuple(counted.items()))

    def inputs(self, graph: Nodes) -> dict[Any, Value]:
        """What entries and numbers of data are in a graph."""
        found: dict[Any, Value] = {count: graph.input(name, True) for count, name in self._counted}
        for entry, column in zip(self._entries, self.columns):
            found[entry] = graph.input(column.name, False, frozenset(column.indices))
        return found


def _argument(symbol: str, data: Data, values: Any) -> Argument:
    shape = ", ".join(axis if isinstance(axis, str) else f"{axis} or more" for axis in data.axes)
    return Argument(
        data.name, symbol, "data", None, True, f"data, an array of shape ({shape})", values=values
    )


def _totals(expressions: Iterable[sp.Expr]) -> list[Total]:
    found: set[Total] = set()
    for e in expressions:
        found |= e.atoms(Total)
    return sorted(found, key=lambda total: (str(total.args[1]), str(total.args[2])))


def _entries(totals: Iterable[Total]) -> set[DataEntry]:
    found: set[DataEntry] = set()
    for total in totals:
        found |= {e for e in total.atoms(DataEntry) if not isinstance(e, PartEntry)}
    return found


def _joined(entry: DataEntry, known: tuple[str | int, ...], axes: tuple[str | int, ...]) -> tuple[Any, ...]:
    """The axes of an array by two of its entries. **Raises** `InputError` where they are of two lengths."""
    kinds = [(type(a), a if isinstance(a, str) else "") for a in known]
    if kinds != [(type(a), a if isinstance(a, str) else "") for a in axes]:
        raise InputError(
            f"the data {entry.base} are summed in two ways, over axes ({', '.join(map(str, known))}) and "
            f"({', '.join(map(str, axes))}); an axis has one length, and is summed over or has entries by number"
        )
    return tuple(max(a, b) if isinstance(a, int) else a for a, b in zip(known, axes))
