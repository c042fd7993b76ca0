"""From a surface and names of quantities to a kernel.

**Here.** `compile_kernel`. The expressions are those of the surface; nothing is derived here, except that
principal curvatures and directions are lowered from the metric and the second form in a form without
cancellation (`principal.py`).
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.algebra.domain.jets import slot_names
from symgeom.algebra.reading.given import MAX_MEMBERS
from symgeom.algebra.ring.budget import naming
from symgeom.errors import InputError, shown
from symgeom.kernels import principal
from symgeom.kernels.backends import names as backend_names
from symgeom.kernels.conditions import checks
from symgeom.kernels.dataset import Dataset
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.lowering import FunctionDerivative, Lowering
from symgeom.kernels.lowering import jets as functions_in
from symgeom.kernels.monge import entries_of, from_hessian, held, jets_of
from symgeom.kernels.naming import SafeNames
from symgeom.kernels.nodes import ZERO, Nodes, Value
from symgeom.kernels.program import Argument, Output, Program
from symgeom.kernels.sharing import Sharing

__all__ = ["Surface", "compile_kernel"]

_OUTSIDE = ("nan", "raise", "ignore")


class Surface(Protocol):
    """What a kernel needs of a surface."""

    @property
    def name(self) -> str: ...
    @property
    def coordinates(self) -> tuple[Any, ...]: ...
    @property
    def parameters(self) -> tuple[Any, ...]: ...
    @property
    def defaults(self) -> Mapping[Any, float]: ...
    @property
    def dimension(self) -> int: ...
    @property
    def quantities(self) -> tuple[Any, ...]: ...
    def straight_line(self, names: list[str]) -> tuple[Sequence[Any], Mapping[str, list[Any]]]:
        """Definitions (symbol, expression, meaning) in order, and the entries of each quantity in them."""


def compile_kernel(
    surface: Surface,
    names: str | Iterable[str | Iterable[str]],
    backend: str = "numpy",
    outside: str | None = None,
) -> Kernel:
    """One fused kernel for the named quantities of a surface.

    `outside` says what becomes of points outside the domain or against the facts: "nan", "raise", "ignore", or None for an
    error where single numbers are outside and NaN in the entries of arrays.

    **Convention.** Principal curvatures come largest first; directions are g-orthonormal columns, each up to
    its sign.

    **Raises** `InputError` for an unknown quantity or backend, or a function that kernels can't hold.
    """
    if outside not in (None, *_OUTSIDE):
        raise InputError(
            f"outside= must be one of {', '.join(map(repr, _OUTSIDE))}, or left away; not {outside!r}."
        )
    wanted = _wanted(surface, names)
    with naming(f"{surface.name}: the kernel of {', '.join(q.name for q in wanted)}"):
        try:
            return _compiled(surface, wanted, backend, outside or "")
        except OverflowError:
            raise InputError(
                f"{surface.name}: the kernel has a number past the largest float64 (1.8e308). Give a parameter for it, or "
                "other units."
            ) from None


def _compiled(surface: Surface, wanted: list[Any], backend: str, outside: str) -> Kernel:
    jets = jets_of(surface, [q.name for q in wanted])
    rest = [q for q in wanted if jets is None or q.name not in held(jets)]
    needed = _needed_by_principal(surface, rest)
    names = dict.fromkeys([*(q.name for q in rest if not q.spectral), *needed])
    definitions, everything = surface.straight_line(list(names)) if names else ((), {})
    parts = {symbol: e for symbol, e, _ in definitions}
    expressions = [*parts.values(), *(e for entries in everything.values() for e in entries)]
    inputs = _Inputs.of(surface, expressions + ([] if jets is None else entries_of(jets)))
    lower = Lowering(inputs.graph, inputs.values, parts)
    lowered = {name: tuple(lower(e) for e in entries) for name, entries in everything.items()}
    if jets is not None:
        found = from_hessian(inputs.graph, inputs.values, jets)
        lowered |= {q.name: found[q.name] for q in wanted if q not in rest}
    if needed:
        frame = _frame(surface, lower, lowered)
        spectrum = {"values": frame.curvatures, "vectors": frame.directions}
        lowered |= {q.name: spectrum[q.spectral] for q in rest if q.spectral}
    lowered = _without_kinks(surface, lower, lowered, _put_back(definitions, everything))
    program = _program(surface, wanted, inputs, lowered)
    return Kernel(replace(program, **_checked(surface, inputs, outside)), backend)


def _checked(surface: Surface, inputs: "_Inputs", outside: str) -> dict[str, Any]:
    if outside == "ignore":
        return {"outside": outside}
    conditions, steps = checks(surface, inputs.names)
    return {"outside": outside, "conditions": conditions, "checks": steps}


def _wanted(surface: Surface, names: Any) -> list[Any]:
    """The quantities asked for, in that order, each once."""
    known = {quantity.name: quantity for quantity in surface.quantities}
    if not isinstance(names, Iterable):
        raise InputError(
            f"quantities are asked for by name, such as 'metric' or a list of names; got {shown(names)}."
        )
    asked = [names] if isinstance(names, str) else _listed(names)
    if not asked:
        raise InputError(f"a kernel needs at least one quantity; there are: {', '.join(known)}.")
    called = [_called(surface, name, known) for name in asked]
    return [known[name] for name in dict.fromkeys(called)]


def _listed(names: Any) -> list[Any]:
    try:
        return list(islice(names, MAX_MEMBERS))
    except Exception:  # an iterable that fails
        raise InputError(
            f"quantities are asked for by name, such as 'metric' or a list of names; got {shown(names)}."
        ) from None


def _called(surface: Surface, name: Any, known: Mapping[str, Any]) -> str:
    """The name of the quantity that a name, a symbol or a synonym stands for."""
    if isinstance(name, str):
        if name in known:
            return name
        for quantity in known.values():
            if hasattr(quantity, "answers_to") and quantity.answers_to(name):
                return str(quantity.name)
    hint = _meant(name, known) if isinstance(name, str) else ""
    raise InputError(
        f"{surface.name or 'the surface'} has no quantity {shown(name)}.{hint} It has: {', '.join(known)}."
    )


def _meant(name: str, known: Iterable[str]) -> str:
    if name in backend_names():
        return f" Did you mean backend={name!r}?"
    near = difflib.get_close_matches(name, known, 1)
    return f" Did you mean {near[0]}?" if near else ""


def _needed_by_principal(surface: Surface, wanted: list[Any]) -> tuple[str, ...]:
    if not any(q.spectral for q in wanted):
        return ()
    both = ("metric", "second_fundamental_form")
    scalars = ("volume_element", "gaussian_curvature", "mean_curvature")
    return (*both, *scalars) if surface.dimension == 2 else both


def _put_back(definitions: Sequence[Any], everything: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    """The entries without names of parts, where these may hide an absolute value."""
    if not any(e.has(sp.Abs, sp.sign) for _, e, _ in definitions):
        return everything
    full: dict[Any, Any] = {}
    for symbol, e, _ in definitions:
        full[symbol] = e.xreplace(full)
    return {name: [e.xreplace(full) for e in entries] for name, entries in everything.items()}


def _without_kinks(
    surface: Surface,
    lower: Lowering,
    lowered: dict[str, tuple[Value, ...]],
    printed: Mapping[str, list[Any]],
) -> dict[str, tuple[Value, ...]]:
    """Entries that are undefined at the kink of an absolute value get ``0/|q|`` added, which is NaN there and 0 elsewhere."""
    known = getattr(surface, "kinks", None)
    if known is None:
        return lowered
    graph = lower.graph

    def guarded(value: Value, kinks: tuple[Any, ...]) -> Value:
        guards = [graph.call("div", ZERO, graph.call("abs", lower(q))) for q in kinks]
        return graph.add(value, *map(graph.totals, guards)) if guards else value

    return {
        name: tuple(map(guarded, values, known(name, printed.get(name, [sp.S.Zero] * len(values)))))
        for name, values in lowered.items()
    }


def _frame(surface: Surface, lower: Lowering, lowered: dict[str, tuple[Value, ...]]) -> principal.Frame:
    metric, second = list(lowered["metric"]), list(lowered["second_fundamental_form"])
    if surface.dimension == 1:
        return principal.curve(lower.graph, metric, second)
    if surface.dimension > 2:
        return principal.general(lower.graph, metric, second)
    scalars = (lowered[name][0] for name in ("volume_element", "gaussian_curvature", "mean_curvature"))
    return principal.surface(lower.graph, metric, second, *scalars)


@dataclass
class _Inputs:
    """The arguments of a kernel and their values in the graph."""

    graph: Nodes
    values: dict[Any, Value]
    arguments: tuple[Argument, ...]
    names: dict[Any, str]  # of the arguments that broadcast, by symbol or jet
    dataset: Dataset

    @classmethod
    def of(cls, surface: Surface, expressions: list[Any]) -> "_Inputs":
        symbols = [*letters(surface.coordinates), *letters(surface.parameters)]
        if len({s.name for s in symbols}) < len(symbols):
            twice = sorted({s.name for s in symbols if [t.name for t in symbols].count(s.name) > 1})
            raise InputError(f"two different symbols are called {', '.join(twice)}; rename one of them.")
        found = functions_in(expressions)
        named = {jet: f"{jet.function}_{jet.suffix}" if jet.suffix else jet.function for jet in found}
        names = SafeNames([s.name for s in symbols])
        used = {s for e in expressions for s in e.free_symbols}
        arguments = [_symbol_argument(surface, s, names[s.name], s in used) for s in symbols]
        by_symbol = {s: a.name for s, a in zip(symbols, arguments)}
        arguments += [_jet_argument(j, named[j], names.fresh(named[j]), by_symbol) for j in found]
        graph = Nodes()
        keys = [*symbols, *found]
        values = {key: graph.input(a.name, a.kind != "parameter") for key, a in zip(keys, arguments)}
        sources, held = getattr(surface, "sources", ()), getattr(surface, "data_values", {})
        dataset = Dataset.of([*sources, *expressions], names, held)
        values |= dataset.inputs(graph)
        called = {key: a.name for key, a in zip(keys, arguments)}
        return cls(graph, values, (*arguments, *dataset.arguments), called, dataset)


def _symbol_argument(surface: Surface, symbol: Any, name: str, used: bool) -> Argument:
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


def _program(
    surface: Surface, wanted: list[Any], inputs: _Inputs, lowered: dict[str, tuple[Value, ...]]
) -> Program:
    sharing = Sharing(inputs.graph, [v for q in wanted for v in lowered[q.name]])
    outputs = [
        Output(
            q.name,
            q.title,
            tuple(q.shape(surface)),
            q.convention,
            tuple(map(sharing.operand, lowered[q.name])),
        )
        for q in wanted
    ]
    held = inputs.dataset
    steps = sharing.uniform, sharing.steps
    return Program(
        surface.name or "",
        inputs.arguments,
        tuple(outputs),
        *steps,
        data=held.data,
        columns=held.columns,
        counts=held.counts,
    )
