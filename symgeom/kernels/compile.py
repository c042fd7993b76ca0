"""From a surface and names of quantities to a kernel.

**Here.** `compile_kernel`. The expressions are those of the surface; nothing is derived here, except that
principal curvatures and directions are lowered from the metric and the second form in a form without
cancellation (`principal.py`).
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Protocol

import sympy as sp

from symgeom.algebra.reading.given import MAX_MEMBERS
from symgeom.algebra.ring.budget import naming
from symgeom.errors import InputError, shown
from symgeom.kernels.backends import names as backend_names
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.steps.multiples import shared_multiples
from symgeom.kernels.steps.program import Output, Program
from symgeom.kernels.values import principal
from symgeom.kernels.values.conditions import checks
from symgeom.kernels.values.inputs import Inputs
from symgeom.kernels.values.lowering import Lowering
from symgeom.kernels.values.monge import entries_of, from_hessian, held, jets_of
from symgeom.kernels.values.nodes import ZERO, Nodes, Value
from symgeom.kernels.values.perturbation import derivative, symbols_of
from symgeom.kernels.values.sharing import Sharing

__all__ = [
    "Surface",
    "asked_for",
    "compile_kernel",
    "frame_of",
    "guarded",
    "guards_of",
    "needed_by_principal",
    "put_back",
]

_OUTSIDE = ("nan", "raise", "ignore")
_FORMS = ("metric", "second_fundamental_form")
_SCALARS = ("volume_element", "gaussian_curvature", "mean_curvature")
_STEEP = (
    sp.exp,
    sp.sinh,
    sp.cosh,
    sp.sech,
    sp.csch,
)  # entries of g may be out of range where those of S aren't


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
    def straight_line(
        self, names: list[str], tidied: bool = False
    ) -> tuple[Sequence[Any], Mapping[str, list[Any]]]:
        """Definitions (symbol, expression, meaning) in order, and the entries of each quantity in them."""


def compile_kernel(
    surface: Surface,
    names: str | Iterable[str | Iterable[str]],
    backend: str = "numpy",
    outside: str | None = None,
    derivatives: str | Iterable[Any] = (),
) -> Kernel:
    """One fused kernel for the named quantities of a surface.

    `outside` says what becomes of points outside the domain or against the facts: "nan", "raise", "ignore", or None for an
    error where single numbers are outside and NaN in the entries of arrays. For each symbol in `derivatives`, a coordinate or
    a parameter, every quantity comes with its derivative by it: `gaussian_curvature_u`, of the quantity's own shape.

    **Convention.** Principal curvatures come largest first; directions are g-orthonormal columns, each up to
    its sign.

    **Raises** `InputError` for an unknown quantity or backend, or a function that kernels can't hold.
    """
    if outside not in (None, *_OUTSIDE):
        raise InputError(
            f"outside= must be one of {', '.join(map(repr, _OUTSIDE))}, or left away; not {outside!r}."
        )
    wanted, by = asked_for(surface, names), symbols_of(surface, derivatives)
    with naming(f"{surface.name}: the kernel of {', '.join(q.name for q in wanted)}"):
        try:
            return _compiled(surface, wanted, by, backend, outside or "")
        except OverflowError:
            raise InputError(
                f"{surface.name}: the kernel has a number past the largest float64 (1.8e308). Give a parameter for it, or "
                "other units."
            ) from None


def _compiled(surface: Surface, wanted: list[Any], by: list[Any], backend: str, outside: str) -> Kernel:
    jets = jets_of(surface, [q.name for q in wanted])
    rest = [q for q in wanted if jets is None or q.name not in held(jets)]
    needed = needed_by_principal(surface, rest)
    forms = _FORMS if by and any(q.spectral for q in wanted) else ()
    names = dict.fromkeys([*(q.name for q in rest if not q.spectral), *needed, *forms])
    definitions, everything = surface.straight_line(list(names)) if names else ((), {})
    parts = {symbol: e for symbol, e, _ in definitions}
    expressions = [*parts.values(), *(e for entries in everything.values() for e in entries)]
    inputs = Inputs.of(surface, expressions + ([] if jets is None else entries_of(jets)), by)
    graph, lower = inputs.graph, Lowering(inputs.graph, inputs.values, parts)
    entries = {name: tuple(lower(e) for e in printed) for name, printed in everything.items()}
    found = from_hessian(graph, inputs.values, jets) if jets is not None else {}
    frame = frame_of(surface, lower, entries, found) if needed or forms else None
    spectrum = {} if frame is None else {"values": frame.curvatures, "vectors": frame.directions}
    values = entries | {q.name: found[q.name] for q in wanted if q not in rest}
    values |= {q.name: spectrum[q.spectral] for q in rest if q.spectral}
    guards = guards_of(surface, lower, values, put_back(definitions, everything))
    outputs = [(q, "", values[q.name]) for q in wanted]
    for symbol in by:
        slopes, known = inputs.slopes(symbol, lower), values | entries
        outputs += [(q, inputs.names[symbol], derivative(q, slopes, graph, known, frame)) for q in wanted]
    program = _program(
        surface, inputs, [(q, by, guarded(graph, v, guards.get(q.name))) for q, by, v in outputs]
    )
    return Kernel(replace(program, **_checked(surface, inputs, outside)), backend)


def _checked(surface: Surface, inputs: Inputs, outside: str) -> dict[str, Any]:
    if outside == "ignore":
        return {"outside": outside}
    conditions, steps = checks(surface, inputs.names)
    return {"outside": outside, "conditions": conditions, "checks": steps}


def asked_for(surface: Surface, names: Any) -> list[Any]:
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


def needed_by_principal(surface: Surface, wanted: list[Any]) -> tuple[str, ...]:
    """The quantities that principal curvatures are computed from, where they are wanted."""
    if not any(q.spectral for q in wanted):
        return ()
    if surface.dimension > 2:
        return ("jacobian", "second_fundamental_form")
    if surface.dimension == 1:
        return _FORMS
    components = getattr(surface, "map", ())
    is_graph = tuple(components[:-1]) == tuple(surface.coordinates)
    steep = not is_graph and any(e.has(*_STEEP) for e in components)
    return (*_FORMS, *_SCALARS, *(["shape_operator"] if steep else []))


def put_back(definitions: Sequence[Any], everything: Mapping[str, list[Any]]) -> Mapping[str, list[Any]]:
    """The entries without names of parts, where these may hide an absolute value."""
    if not any(e.has(sp.Abs, sp.sign) for _, e, _ in definitions):
        return everything
    full: dict[Any, Any] = {}
    for symbol, e, _ in definitions:
        full[symbol] = e.xreplace(full)
    return {name: [e.xreplace(full) for e in entries] for name, entries in everything.items()}


def guards_of(
    surface: Surface,
    lower: Lowering,
    values: Mapping[str, tuple[Value, ...]],
    printed: Mapping[str, list[Any]],
) -> dict[str, list[list[Value]]]:
    """``0/|q|`` for each entry that is undefined at the kink q of an absolute value: NaN there and 0 elsewhere."""
    if not hasattr(surface, "engine"):
        return {}
    graph, known = lower.graph, surface.engine.kinks

    def guard(q: Any) -> Value:
        return graph.totals(graph.call("div", ZERO, graph.call("abs", lower(q))))

    return {
        name: [[guard(q) for q in kinks] for kinks in known(name, printed.get(name, [sp.S.Zero] * len(row)))]
        for name, row in values.items()
    }


def guarded(graph: Nodes, values: Sequence[Value], guards: list[list[Value]] | None) -> tuple[Value, ...]:
    """Entries that are NaN at kinks."""
    if guards is None:
        return tuple(values)
    return tuple(graph.add(value, *own) if own else value for value, own in zip(values, guards))


def frame_of(
    surface: Surface,
    lower: Lowering,
    lowered: Mapping[str, tuple[Value, ...]],
    found: Mapping[str, tuple[Value, ...]],
) -> principal.Frame:
    """Principal curvatures and directions: those found, or from the forms."""
    if found:
        return principal.Frame(found["principal_curvatures"], found["principal_directions"])
    second = list(lowered["second_fundamental_form"])
    if surface.dimension > 2:
        return principal.general(lower.graph, list(lowered["jacobian"]), second)
    metric = list(lowered["metric"])
    if surface.dimension == 1:
        return principal.curve(lower.graph, metric, second)
    volume, gauss, mean = (lowered[name][0] for name in _SCALARS)
    shape = lowered.get("shape_operator")
    diagonal = (None, None) if shape is None else (shape[0], shape[3])
    return principal.surface(lower.graph, metric, second, volume, gauss, mean, diagonal)


def _program(surface: Surface, inputs: Inputs, rows: Sequence[tuple[Any, str, tuple[Value, ...]]]) -> Program:
    """From quantities, each with the symbol of a derivative or none, and its entries."""
    sharing = Sharing(inputs.graph, [v for _, _, entries in rows for v in entries])
    outputs = [
        Output(
            f"{q.name}_{by}" if by else q.name,
            f"derivative of the {q.title} by {by}" if by else q.title,
            tuple(q.shape(surface)),
            q.convention,
            tuple(map(sharing.operand, entries)),
        )
        for q, by, entries in rows
    ]
    held = inputs.dataset
    entries = [entry for output in outputs for entry in output.entries]
    steps = sharing.uniform, shared_multiples(sharing.steps, entries)
    return Program(
        surface.name or "",
        inputs.arguments,
        tuple(outputs),
        *steps,
        data=held.data,
        columns=held.columns,
        counts=held.counts,
    )
