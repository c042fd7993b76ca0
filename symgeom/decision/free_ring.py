"""A ring without its relations: the same generators, nothing reduced."""

from __future__ import annotations

from typing import Any

from symgeom.algebra.ring.polynomials import Poly, Ring

__all__ = ["FreeRing"]

_SHARED = ("size", "width", "context", "_gens", "_constants")


class FreeRing(Ring):
    """The polynomial ring of another ring, without its relations and pairs."""

    def __init__(self, ring: Ring) -> None:
        vars(self).update({k: v for k, v in vars(ring).items() if k not in _SHARED})
        self.bound = ring
        self.relations = {}
        self.pairs = []
        self._watched = []
        self._divisors = {}
        self.hold()

    @property
    def size(self) -> int:  # type: ignore[override]
        return self.bound.size

    @property
    def width(self) -> int:  # type: ignore[override]
        return self.bound.width

    @property
    def context(self) -> Any:
        return self.bound.context

    @property
    def _gens(self) -> list[Poly]:  # type: ignore[override]
        return self.bound._gens

    @property
    def _constants(self) -> dict[int, Poly]:  # type: ignore[override]
        return self.bound._constants

    def add(self, power: int = 0, value: Poly | None = None) -> int:
        return self.bound.add(power, value)

    def add_pair(self, eps: int) -> tuple[int, int]:
        return self.bound.add_pair(eps)
