"""The arguments of a kernel and their values: coordinates, parameters, values of functions, data.

**Here.** `Inputs`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgeom.algebra.domain.entries import letters
from symgeom.algebra.domain.jets import slot_names
from symgeom.errors import InputError
from symgeom.kernels.steps.naming import SafeNames
from symgeom.kernels.steps.program import Argument
from symgeom.kernels.values.dataset import Dataset
from symgeom.kernels.values.forward import Slopes
from symgeom.kernels.values.lowering import FunctionDerivative, Lowering
from symgeom.kernels.values.lowering import jets as functions_in
from symgeom.kernels.values.nodes import Nodes, Value

__all__ = ["Inputs"]


@dataclass
class Inputs:
    """The arguments of a kernel and their values in the graph."""

    graph: Nodes
    values: dict[Any, Value]
    arguments: tuple[Argument, ...]
    names: dict[Any, str]  # of the arguments that broadcast, by symbol or jet
    dataset: Dataset

    @classmethod
    def of(cls, surface: Any, expressions: list[Any], by: Sequence[Any] = ()) -> "Inputs":
        """The arguments that expressions need, and their derivatives by some of the symbols."""
        symbols = [*letters(surface.coordinates), *letters(surface.parameters)]
        if len({s.name for s in symbols}) < len(symbols):
            twice = sorted({s.name for s in symbols if [t.name for t in symbols].count(s.name) > 1})
            raise InputError(f"two different symbols are called {', '.join(twice)}; rename one of them.")
        found = functions_in(expressions)
        found += dict.fromkeys(j for jet in found for j, _ in _further(jet, by) if j not in found)
        named = {jet: f"{jet.function}_{jet.suffix}" if jet.suffix else jet.function for jet in found}
        names = SafeNames([s.name for s in symbols])
        used = {s for e in expressions for s in e.free_symbols}
        arguments = [_symbol_argument(surface, s, names[s.name], s in used) for s in symbols]
        by_symbol = {s: a.name for s, a in zip(symbols, arguments)}
        arguments += [_jet_argument(j, named[j], names.fresh(named[j]), by_symbol) for j in found]
        graph = Nodes()
        keys = [*symbols, *found]
        values = {key: graph.input(a.name, a.kind != "parameter") for key, a in zip(keys, arguments)}
        sources = surface.engine.sources if hasattr(surface, "engine") else ()
        held = getattr(surface, "data_values", {})
        dataset = Dataset.of([*sources, *expressions], names, held)
        values |= dataset.inputs(graph)
        called = {key: a.name for key, a in zip(keys, arguments)}
        return cls(graph, values, (*arguments, *dataset.arguments), called, dataset)

    def slopes(self, by: Any, lower: Lowering) -> Slopes:
        """Derivatives by one of the symbols."""
        chains = {
            self.names[jet]: [
                (self.values[more], lower(at)) for more, at in _further(jet, (by,)) if more in self.values
            ]
            for jet in self.names
            if isinstance(jet, FunctionDerivative)
        }
        counts = {index: self.graph.input(name, True) for index, name in self.dataset.counts}
        return Slopes(self.graph, self.names[by], chains, counts)


def _symbol_argument(surface: Any, symbol: Any, name: str, used: bool) -> Argument:
    if symbol in letters(surface.coordinates):
        return Argument(name, symbol.name, "coordinate", None, used, "coordinate")
    default = surface.defaults.get(symbol)
    if default is None and not used:
        default = float("nan")  # its value doesn't matter, so nobody has to give one
    return Argument(
        name, symbol.name, "parameter", None if default is None else float(default), used, "parameter"
    )


def _jet_argument(jet: FunctionDerivative, symbol: str, name: str, names: Mapping[Any, str]) -> Argument:
    order = sum(jet.orders)
    what = f"value of {jet.function}" if order == 0 else f"derivative of order {order} of {jet.function}"
    if order and len(jet.at) > 1 and not slot_names(jet.at):
        what += (
            f" in its arguments {', '.join(str(i + 1) for i, n in enumerate(jet.orders) for _ in range(n))}"
        )
    at = tuple(names[a] for a in jet.at) if all(a in names for a in jet.at) else ()
    return Argument(name, symbol, "function", None, True, f"{what} at ({', '.join(map(str, jet.at))})", at)


def _further(jet: FunctionDerivative, by: Sequence[Any]) -> Iterator[tuple[FunctionDerivative, Any]]:
    """The derivatives of a function's value by those of its arguments that depend on some symbols, and these arguments."""
    for slot, at in enumerate(jet.at):
        if not at.free_symbols.isdisjoint(by):
            orders = tuple(n + (i == slot) for i, n in enumerate(jet.orders))
            yield replace(jet, orders=orders), at
