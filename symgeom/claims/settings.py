"""Where a claim is decided: on one surface, or in every dimension at once.

What is here: `SurfaceSetting` gives the quantities of a surface as tensors and decides equalities between them in its exact
field; `AnyDimension` gives the frames of `algebra.words`. Both make `Step` objects whose equation is printed from the two
sides that are decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import sympy as sp

from symgeom.algebra.decide import decide_elements
from symgeom.algebra.elements import Element
from symgeom.algebra.verdict import Verdict, Witness
from symgeom.algebra.words import Frame, MovingFrame, Stack
from symgeom.claims.tensor import Tensor
from symgeom.errors import InputError
from symgeom.geometry import Graph
from symgeom.geometry.graph import bend, slopes, steepness

__all__ = ["AnyDimension", "Step", "SurfaceSetting"]


@dataclass(frozen=True)
class Step:
    """An equality with a reason. ``latex`` is made from the two sides; `decide` decides it."""

    label: str
    latex: str
    reason: str
    decide: Callable[[], Verdict]


class SurfaceSetting:
    """The quantities of one surface, and equalities between them.

    ``setting["metric"]`` is the tensor of a quantity, printed by its symbol; ``p``, ``A``, ``w`` belong to a graph.
    """

    def __init__(self, surface: Any) -> None:
        self.surface = surface
        self.field = surface.field
        self.dimension: int = surface.dimension
        self._confirmed: Verdict | None = None
        self._bases = -1

    def __getitem__(self, name: str) -> Tensor:
        quantity = self.surface.quantity_named(name)
        symbol = {"second_fundamental_form": "h", "principal_curvatures": r"\kappa"}.get(
            name, quantity.symbol
        )
        return Tensor(self.surface.exact(name), quantity.shape(self.surface), symbol)

    def intrinsic(self, name: str) -> Tensor:
        """A quantity of the metric alone, derived from g and nothing else."""
        metric = self.surface.metric
        quantity = metric.quantity_named(name)
        return Tensor(metric.exact(name), quantity.shape(metric), quantity.symbol)

    # Tensors ---------------------------------------------------------------------------------------------------------
    @property
    def identity(self) -> Tensor:
        return self.tensor("I", (self.dimension,) * 2, lambda i, j: self.field.rational(int(i == j)))

    @property
    def p(self) -> Tensor:
        """The gradient of a graph's function."""
        return Tensor(slopes(self._graph()), (self.dimension,), "p")

    @property
    def A(self) -> Tensor:
        """The Hessian of a graph's function."""
        return Tensor(bend(self._graph()), (self.dimension,) * 2, "A")

    @property
    def w(self) -> Tensor:
        """``sqrt(1 + p.p)`` of a graph."""
        return Tensor(steepness(self._graph()), (), "w")

    def zero(self, *shape: int) -> Tensor:
        return self.tensor("0", shape, lambda *_: self.field.rational(0))

    def scalar(self, value: Any, latex: str = "") -> Tensor:
        """A number or a SymPy expression in the surface's symbols."""
        return Tensor(self.surface.element(value), (), latex or sp.latex(sp.sympify(value, strict=True)))

    def tensor(self, latex: str, shape: tuple[int, ...], entry: Callable[..., Element]) -> Tensor:
        """A tensor from its entries, under a notation of its own; an entry is given by its indices, from 0."""

        def level(done: tuple[int, ...]) -> Any:
            if len(done) == len(shape):
                return entry(*done).cancelled()
            return tuple(level((*done, i)) for i in range(shape[len(done)]))

        return Tensor(level(()), shape, latex)

    def derivative(self, e: Element, i: int) -> Element:
        """The partial derivative in the i-th coordinate, from 0."""
        return self.field.derivative(e, self.surface.coordinates[i])  # type: ignore[no-any-return]

    def differential(self, vector: Tensor) -> Tensor:
        """The Jacobian of a vector: column j is its derivative in the j-th coordinate."""
        shape = (vector.shape[0], self.dimension)
        return self.tensor(f"d{vector.latex}", shape, lambda k, j: self.derivative(vector.entries[k], j))

    def at_critical_point(self, tensor: Tensor) -> Tensor:
        """The value where p = 0, for the graph of an undefined function: its first derivatives are set to zero."""
        graph = self._graph()
        flat = {self.field.plain(x): sp.S.Zero for x in slopes(graph)}
        if not all(isinstance(x, sp.Derivative) for x in flat):
            raise InputError(
                f"{graph.name}: first derivatives can be set to zero only for an undefined function"
            )

        def value(e: Element) -> Element:
            return graph.element(self.field.plain(e).xreplace(flat))  # type: ignore[no-any-return]

        return tensor.map(value, rf"\left.{tensor.latex}\right|_{{p=0}}")

    def _graph(self) -> Any:
        if not isinstance(self.surface, Graph):
            raise InputError(f"{self.surface.name} is no graph; p, A and w belong to the graph of a function")
        return self.surface

    # Decisions -------------------------------------------------------------------------------------------------------
    def step(self, label: str, left: Tensor, right: Tensor, reason: str) -> Step:
        """The step ``left = right``."""
        return Step(label, f"{left.latex} = {right.latex}", reason, lambda: self.decide(left, right))

    def decide(self, left: Tensor, right: Tensor) -> Verdict:
        """Decide an equality of tensors, entry by entry."""
        if left.shape != right.shape:
            raise InputError(f"{left.latex} has shape {left.shape}, {right.latex} has {right.shape}")
        indices = product(*(range(n) for n in left.shape))
        for at, x, y in zip(indices, left, right):
            if not (x - y).is_zero():
                return _at_entry(decide_elements(self.surface.translator, x, y), at)
        if self._confirmed is None or self._bases != len(self.field.bases):
            some = next(iter(left))
            self._confirmed = decide_elements(self.surface.translator, some, some)
            self._bases = len(self.field.bases)
        return self._confirmed


class AnyDimension:
    """The frames of unspecified dimension: ``graph`` of an arbitrary function, ``moving`` for any parametrization."""

    def __init__(self) -> None:
        self.graph = Frame()
        self.moving = MovingFrame()

    def step(self, label: str, left: Any, right: Any, reason: str) -> Step:
        """The step ``left = right`` between words, or between ambient vectors of a graph (stacks)."""
        shown = right.latex if hasattr(right, "latex") else str(right)
        return Step(label, f"{left.latex} = {shown}", reason, lambda: self.decide(left, right))

    def decide(self, left: Any, right: Any) -> Verdict:
        """Decide an equality for every dimension."""
        alphabet: Any = left.top.alphabet if isinstance(left, Stack) else left.alphabet
        decision = (
            alphabet.decide_stacks(left, right) if isinstance(left, Stack) else alphabet.decide(left, right)
        )
        witness = decision.witness
        return Verdict(
            decision.status,
            decision.reason,
            decision.assumptions,
            None if witness is None else Witness(witness.point, witness.left, witness.right),
            method=decision.method,
            seconds=decision.seconds,
        )


def _at_entry(verdict: Verdict, at: tuple[int, ...]) -> Verdict:
    if not at:
        return verdict
    where = ", ".join(str(i + 1) for i in at)
    return replace(verdict, reason=f"entry ({where}): {verdict.reason}")
