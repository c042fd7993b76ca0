"""Where a claim is decided on given surfaces: on one, or on several in one field.

What is here: `SurfaceSetting` gives the quantities of a surface as tensors and decides equalities between them in its exact
field; `together` does so for several surfaces that are to be compared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.translate import Translator
from symgeom.claims.expressions import Setting
from symgeom.claims.points import flattened
from symgeom.claims.tensor import Tensor
from symgeom.decision.verdict import Verdict
from symgeom.errors import InputError
from symgeom.geometry import Graph, Hypersurface
from symgeom.geometry.graphrules import bend, slopes, steepness
from symgeom.geometry.row_major import flat, shaped
from symgeom.notation.composed import differential, letter, value

__all__ = ["SurfaceSetting", "together"]

_MARKS = ("", r"\tilde ", r"\hat ", r"\bar ")


class SurfaceSetting(Setting):
    """The quantities of one surface, and equalities between them.

    ``setting["metric"]`` is the tensor of a quantity, printed by its symbol; ``p``, ``A``, ``w`` belong to a graph. Once a
    quantity that depends on the unit normal was used, every verdict names the normal among its assumptions.
    """

    def __init__(self, surface: Any, mark: str = "", beside: SurfaceSetting | None = None) -> None:
        engine = surface.engine
        if not isinstance(surface, Hypersurface):
            raise InputError(
                f"a setting is made for a hypersurface, not for a value of type {type(surface).__name__}"
            )
        super().__init__(engine.translator, (*engine.letters, *engine.constants))
        self.surface: Any = surface
        self.dimension: int = surface.dimension
        self.derived = True
        for e in surface.map:
            self._bend_at(e)
        self._mark = mark
        self._turned: dict[str, None] = {}  # the normals in use
        if beside is not None:  # one field, one table of symbols
            self.translator, self.known, self._texts = beside.translator, beside.known, beside._texts
            self._table, self._turned, self.dropped = beside._table, beside._turned, beside.dropped
            beside.kinks.update(self.kinks)
            self.kinks = beside.kinks

    def beside(self, *others: Any) -> tuple[SurfaceSetting, ...]:
        """Settings for this surface and others in one field, to compare them: see `together`."""
        return together(self.surface, *others)

    def __getitem__(self, name: str) -> Tensor:
        quantity = self.surface.engine.quantity_named(name)
        self._asked.add(name)
        if self._needs_normal(name):
            self._turned[self.normal] = None
        values = self.surface.engine.exact(name)
        shape = quantity.shape(self.surface)
        return self._named(_elements(self.surface, values), shape, quantity.letter, name)

    def intrinsic(self, name: str) -> Tensor:
        """A quantity of the metric alone, derived from g and nothing else."""
        metric = self.surface.metric
        quantity = metric.engine.quantity_named(name)
        self._asked.add(name)
        return self._named(metric.engine.exact(name), quantity.shape(metric), quantity.letter, name)

    def plain(self, name: str) -> Any:
        """A quantity as SymPy, as it is derived: to be carried over to another chart, not to be read."""
        values, field = self.surface.engine.exact(name), self.surface.engine.field
        entries = [e if isinstance(e, sp.Expr) else field.plain(e) for e in flat(values)]
        return shaped(entries, self.surface.engine.quantity_named(name).shape(self.surface))

    def _named(self, values: Any, shape: tuple[int, ...], symbol: str, name: str) -> Tensor:
        return Tensor(values, shape, letter(self._mark + symbol), mentions=frozenset({name}))

    # Tensors ---------------------------------------------------------------------------------------------------------
    @property
    def identity(self) -> Tensor:
        return self.unit(self.dimension)

    @property
    def position(self) -> Tensor:
        """The map of the surface."""
        X = self._tensor(
            letter(f"{self._mark}X"), (len(self.surface.map),), lambda k: self.element(self.surface.map[k])
        )
        return replace(X, mentions=frozenset({"position"}))

    @property
    def p(self) -> Tensor:
        """The gradient of a graph's function."""
        return self._named(slopes(self._graph()), (self.dimension,), "p", "gradient")

    @property
    def A(self) -> Tensor:
        """The Hessian of a graph's function."""
        return self._named(bend(self._graph()), (self.dimension,) * 2, "A", "Hessian")

    @property
    def w(self) -> Tensor:
        """``sqrt(1 + p.p)`` of a graph."""
        return self._named(steepness(self._graph()), (), "w", "slope")

    def derivative(self, e: Element, i: int) -> Element:
        """The partial derivative in the i-th coordinate, from 0."""
        if not isinstance(i, int) or not 0 <= i < self.dimension:
            raise InputError(
                f"{self.surface.name} has the coordinates 0 to {self.dimension - 1}; there is none with number {i!r}"
            )
        if not isinstance(e, Element):
            raise InputError(
                f"derivative takes one entry, such as v.entries[0], not a value of type {type(e).__name__}; differential and "
                "partial take tensors"
            )
        return self.field.derivative(self._own(e), self.surface.engine.letters[i])

    def differential(self, vector: Tensor) -> Tensor:
        """The Jacobian of a vector: column j is its derivative in the j-th coordinate."""
        if len(self._mine(vector).shape) != 1:
            raise InputError(f"the differential is that of a vector; {vector.latex} has shape {vector.shape}")
        shape = (vector.shape[0], self.dimension)
        made = self._tensor(
            differential(vector.notation),
            shape,
            lambda k, j: self.derivative(vector.entries[k], j),
            {**vector.symbols},
        )
        return replace(made, mentions=vector.mentions)

    def at_critical_point(self, tensor: Tensor) -> Tensor:
        """The value where p = 0, for the graph of an undefined function: its first derivatives are set to zero.

        **Raises**: `InputError` where a divisor vanishes with p.
        """
        graph = self._graph()
        if not self.abstract:
            raise InputError(
                f"{graph.name}: first derivatives can be set to zero only for an undefined function"
            )
        flat = {self.field.plain(x): sp.S.Zero for x in slopes(graph)}
        at_zero = flattened(self, flat, graph.name)
        return self._mine(tensor).mapped(at_zero, value(tensor.notation, letter(f"{self._mark}p=0")))

    @property
    def abstract(self) -> bool:
        """The surface is the graph of an undefined function."""
        return isinstance(self.surface, Graph) and all(
            isinstance(self.field.plain(x), sp.Derivative) for x in slopes(self.surface)
        )

    def _graph(self) -> Any:
        if not isinstance(self.surface, Graph):
            raise InputError(f"{self.surface.name} is no graph; p, A and w belong to the graph of a function")
        return self.surface

    # Decisions -------------------------------------------------------------------------------------------------------
    def _judged(self, verdict: Verdict) -> Verdict:
        """The normals in use are named among the assumptions."""
        return (
            replace(verdict, assumptions=(*verdict.assumptions, *self._turned)) if self._turned else verdict
        )

    @property
    def normal(self) -> str:
        """Which unit normal, in words."""
        up = self.surface.orientation == 1
        of = f" of {self.surface.name}" if self._mark else ""
        if isinstance(self.surface, Graph):
            return f"N{of} is the {'upward' if up else 'downward'} unit normal"
        return f"N{of} is the unit normal with det(J, N) {'>' if up else '<'} 0"

    def _needs_normal(self, name: str) -> bool:
        return self.surface.engine.rests_on(name, "normal")  # type: ignore[no-any-return]


def _elements(surface: Any, values: Any) -> Any:
    """Entries that a quantity gives as SymPy expressions (composed roots), as elements."""
    if isinstance(values, tuple):
        return tuple(_elements(surface, value) for value in values)
    return surface.engine.element(values) if isinstance(values, sp.Expr) else values


def together(*surfaces: Any) -> tuple[SurfaceSetting, ...]:
    """Settings for several surfaces in one field, so that their quantities can be compared: one setting for each.

    **Convention**: a coordinate or a parameter of one name is the same number on all of them; a comparison of
    corresponding points needs both in the same coordinates (`reparametrize`). The facts of all of them hold together.
    The quantities of the first print as usual, those of the second with a tilde, then a hat and a bar.

    **Raises**: `InputError` for domains that differ, and for facts that contradict each other.

    >>> import symgeom as sg
    >>> u, v = sp.symbols("u v", real=True)
    >>> plane = sg.Hypersurface([u, v, 0], (u, v), name="plane")
    >>> cylinder = sg.Hypersurface([sp.cos(u), sp.sin(u), v], (u, v), name="cylinder")
    >>> a, b = together(plane, cylinder)
    >>> step = a.step("isometric", a["metric"], b["metric"], "both are I")
    >>> step.latex, step.decide().status
    ('g = \\\\tilde g', 'proved')
    >>> a.step("bent alike", a["mean_curvature"], b["mean_curvature"], "").decide().status
    'refuted'
    """
    if not 2 <= len(surfaces) <= len(_MARKS):
        raise InputError(f"together takes two to {len(_MARKS)} surfaces, not {len(surfaces)}")
    for surface in surfaces:
        if not isinstance(surface, Hypersurface):
            raise InputError(f"together compares hypersurfaces, not a value of type {type(surface).__name__}")
    translator = _common(surfaces)
    found: list[SurfaceSetting] = []
    for surface, mark in zip(surfaces, _MARKS):
        found.append(SurfaceSetting(surface.engine.in_field(translator), mark, found[0] if found else None))
    return tuple(found)


def _common(surfaces: tuple[Any, ...]) -> Translator:
    domain: dict[Any, Any] = {}
    for surface in surfaces:
        for s, ends in surface.domain.items():
            if domain.setdefault(s, ends) != ends:
                raise InputError(
                    f"{s} runs over {domain[s]} on one surface and over {ends} on {surface.name}; compare them on one domain"
                )
    where = [relation for surface in surfaces for relation in surface.where]
    sources = [e for surface in surfaces for e in surface.map]
    try:
        return Translator(sources, facts_of(domain, where), real=True)
    except OutsideClass as outside:
        raise InputError(f"{' and '.join(s.name for s in surfaces)}: {outside}") from None
