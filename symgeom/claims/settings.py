"""Where a claim is decided: on one surface, or in every dimension at once.

What is here: `SurfaceSetting` gives the quantities of a surface as tensors and decides equalities between them in its exact
field; `AnyDimension` gives the frames of `algebra.words`. Both make `Step` objects whose equation is printed from the two
sides that are decided.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom.algebra.elements import Element
from symgeom.algebra.verdict import Verdict, Witness
from symgeom.algebra.words import Frame, MovingFrame, Stack
from symgeom.claims.expressions import Setting
from symgeom.claims.steps import Step
from symgeom.claims.tensor import Tensor
from symgeom.errors import InputError
from symgeom.geometry import Graph
from symgeom.geometry.graph import bend, slopes, steepness

__all__ = ["AnyDimension", "SurfaceSetting"]


class SurfaceSetting(Setting):
    """The quantities of one surface, and equalities between them.

    ``setting["metric"]`` is the tensor of a quantity, printed by its symbol; ``p``, ``A``, ``w`` belong to a graph. Once a
    quantity that depends on the unit normal was used, every verdict names the normal among its assumptions.
    """

    def __init__(self, surface: Any) -> None:
        super().__init__(surface.translator)
        self.surface = surface
        self.dimension: int = surface.dimension
        self._turned = False

    def __getitem__(self, name: str) -> Tensor:
        quantity = self.surface.quantity_named(name)
        self._turned = self._turned or self._needs_normal(name)
        symbol = {"second_fundamental_form": "h", "principal_curvatures": r"\kappa"}.get(
            name, quantity.symbol
        )
        values = self.surface.exact(name)
        shape = quantity.shape(self.surface)
        return Tensor(_elements(self.surface, values), shape, symbol)

    def intrinsic(self, name: str) -> Tensor:
        """A quantity of the metric alone, derived from g and nothing else."""
        metric = self.surface.metric
        quantity = metric.quantity_named(name)
        return Tensor(metric.exact(name), quantity.shape(metric), quantity.symbol)

    # Tensors ---------------------------------------------------------------------------------------------------------
    @property
    def identity(self) -> Tensor:
        return self.unit(self.dimension)

    @property
    def position(self) -> Tensor:
        """The map of the surface."""
        return self.tensor("X", (len(self.surface.map),), lambda k: self.element(self.surface.map[k]))

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

    def derivative(self, e: Element, i: int) -> Element:
        """The partial derivative in the i-th coordinate, from 0."""
        return self.field.derivative(e, self.surface.coordinates[i])

    def differential(self, vector: Tensor) -> Tensor:
        """The Jacobian of a vector: column j is its derivative in the j-th coordinate."""
        shape = (vector.shape[0], self.dimension)
        return self.tensor(f"d{vector.latex}", shape, lambda k, j: self.derivative(vector.entries[k], j))

    def at_critical_point(self, tensor: Tensor) -> Tensor:
        """The value where p = 0, for the graph of an undefined function: its first derivatives are set to zero."""
        graph = self._graph()
        flat = {self.field.plain(x): sp.S.Zero for x in slopes(graph)}
        if not self.abstract:
            raise InputError(
                f"{graph.name}: first derivatives can be set to zero only for an undefined function"
            )

        def value(e: Element) -> Element:
            return graph.element(self.field.plain(e).xreplace(flat))  # type: ignore[no-any-return]

        return tensor.map(value, rf"\left.{tensor.latex}\right|_{{p=0}}")

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
    def decide(self, left: Tensor, right: Tensor) -> Verdict:
        """Decide an equality of tensors, entry by entry; the normal in use is named among the assumptions."""
        verdict = super().decide(left, right)
        return replace(verdict, assumptions=(*verdict.assumptions, self.normal)) if self._turned else verdict

    @property
    def normal(self) -> str:
        """Which unit normal, in words."""
        up = self.surface.orientation == 1
        if isinstance(self.surface, Graph):
            return f"N is the {'upward' if up else 'downward'} unit normal"
        return f"N is the unit normal with det(J, N) {'>' if up else '<'} 0"

    def _needs_normal(self, name: str) -> bool:
        quantity = self.surface.quantity_named(name)
        return name == "normal" or any(self._needs_normal(used) for used in quantity.uses)


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
            tuple(map(_plain, decision.assumptions)),
            None if witness is None else Witness(witness.point, witness.left, witness.right),
            method=decision.method,
            seconds=decision.seconds,
        )


def _plain(latex: str) -> str:
    """What words assume, in the plain text of all other assumptions.

    >>> _plain(r"w\\,t - 2 \\neq 0"), _plain(r"\\left(\\lambda_{1} + \\frac{1}{2}\\right)^{2}\\,t \\neq 0")
    ('w*t - 2 ≠ 0', '(lambda_1 + 1/2)**2*t ≠ 0')
    """
    text = re.sub(r"\\(left|right|operatorname)(?![a-z])", "", latex)
    text = re.sub(r"\\frac\{(\w+)\}\{(\w+)\}", r"\1/\2", text)
    for mark, plain in _MARKS:
        text = text.replace(mark, plain)
    return re.sub(r"\\([A-Za-z]+)", r"\1", text).replace("{", "").replace("}", "")


_MARKS = (
    *((r"\,", "*"), (r"\cdot ", "*"), (r"\neq", "≠"), (r"\langle ", "<"), (r" \rangle", ">")),
    *((r"^{\top}", "^T"), ("^{", "**{")),
)


def _elements(surface: Any, values: Any) -> Any:
    """Entries that a quantity gives as SymPy expressions (composed roots), as elements."""
    if isinstance(values, tuple):
        return tuple(_elements(surface, value) for value in values)
    return surface.element(values) if isinstance(values, sp.Expr) else values
