"""Quantities of the graph of a function of many variables: its gradient and Hessian entry by entry, the rest by linear algebra.

**Here.** `Jets`, what a surface gives for it, by `jets_of`; `held`, the quantities; `from_hessian`, their entries as values.

**Formula.** With the gradient p, the Hessian A and w = sqrt(1 + p.p): h = A/w, S = (I - p p^T/w^2) A/w,
K = det A/w^(d+2) by LU with its exponent apart, principal curvatures as the eigenvalues of the symmetric
g^(-1/2) h g^(-1/2), g^(-1/2) = I - p p^T/(w (w + 1)). A determinant by minors would take 2^d products; of fewer variables only
the eigenvalues are taken so: a factor of g has lost them where p is large.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Protocol

from symgeom.kernels.steps.operations import blocks
from symgeom.kernels.values.lowering import Lowering
from symgeom.kernels.values.nodes import UNIT, ZERO, Nodes, Value

__all__ = ["Jets", "entries_of", "from_hessian", "held", "jets_of"]

_ALL = frozenset(blocks(1))
_SPECTRAL = frozenset({"principal_curvatures", "principal_directions"})


class Jets(Protocol):
    """Gradient and Hessian (on and above the diagonal, row by row) in the names of ``definitions``."""

    @property
    def definitions(self) -> Sequence[Any]:
        """(symbol, expression, meaning) in order."""

    @property
    def gradient(self) -> Sequence[Any]: ...
    @property
    def hessian(self) -> Sequence[Any]: ...
    @property
    def orientation(self) -> int:
        """1 for the upward normal, -1 for the other."""

    @property
    def is_flat(self) -> bool:
        """det A is zero everywhere, for sure."""

    @property
    def are_many(self) -> bool:
        """Of so many variables that entries written out would be too long."""


def jets_of(surface: Any, names: Iterable[str]) -> Jets | None:
    """Gradient and Hessian where the named quantities are computed of them; None where all are computed entry by entry."""
    names = set(names)
    if _ALL.isdisjoint(names) or not hasattr(type(surface), "second_order"):
        return None
    found: Jets | None = surface.second_order()
    return found if found is not None and names & held(found) else None


def held(jets: Jets) -> frozenset[str]:
    """The quantities that are computed of gradient and Hessian."""
    return _ALL if jets.are_many else _SPECTRAL


def entries_of(jets: Jets) -> list[Any]:
    """All expressions."""
    return [*(e for _, e, _ in jets.definitions), *jets.gradient, *jets.hessian]


def from_hessian(graph: Nodes, inputs: dict[Any, Value], jets: Jets) -> dict[str, tuple[Value, ...]]:
    """The entries of the quantities that there are."""
    lower = Lowering(graph, inputs, {symbol: e for symbol, e, _ in jets.definitions})
    sign: Value = (Fraction(jets.orientation), UNIT)
    found = graph.parts("monge", sign, *map(lower, jets.gradient), *map(lower, jets.hessian))
    values = {name: found[b.start : b.stop] for name, b in blocks(len(jets.gradient)).items()}
    return values | {"gaussian_curvature": (ZERO,)} if jets.is_flat else values
