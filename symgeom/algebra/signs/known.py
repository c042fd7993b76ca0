"""What is known on the domain, and answers that are kept.

What is here: `Known`, polynomials of known sign; `Oracle`, what the chapters of this room ask one another through; `Answers`, a
memory of answers in which a question that leads back to itself gets none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from symgeom.algebra.ring.budget import check
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import Poly

__all__ = ["Answers", "Known", "Oracle"]

V = TypeVar("V")


@dataclass(frozen=True)
class Known:
    """Polynomials that are >= 0 on the domain (``weak``), those among them that are > 0, and what vanishes nowhere."""

    weak: tuple[Poly, ...] = ()
    strict: tuple[Poly, ...] = ()
    unequal: tuple[Poly, ...] = ()

    def also(self, polys: Iterable[Poly]) -> Known:
        """The same, and that these are >= 0."""
        return replace(self, weak=(*self.weak, *polys))


class Oracle(Protocol):
    """What is asked of polynomials of one field, on its domain."""

    def weak(self, p: Poly) -> int:
        """+1 for p >= 0, -1 for p <= 0, 0 for not known."""

    def strict(self, p: Poly) -> int:
        """+1 for p > 0, -1 for p < 0, 0 for not known, or zero somewhere."""

    def nowhere_zero(self, p: Poly) -> bool:
        """p vanishes nowhere, for sure."""

    def is_real(self, p: Poly) -> bool:
        """Every generator in p is real, for sure."""

    def is_positive(self, index: int) -> bool:
        """An exponential is one of what is real, for sure."""

    def is_nonnegative(self, index: int) -> bool:
        """An exponential is that, or an even power of what is real, for sure."""

    def cases(self, p: Poly, signs: list[int]) -> Iterator[tuple[Oracle, Poly]]:
        """An oracle that knows each choice of the signs, and the polynomial with them put in."""


class Answers(Generic[V]):
    """Answers by polynomial. A question that leads back to itself is answered by ``unknown``, and so ends."""

    def __init__(self, ring: Any, unknown: V) -> None:
        self._kept: Table[V] = Table(ring)
        self._unknown = unknown

    def answer(self, p: Poly, find: Callable[[Poly], V]) -> V:
        """The answer that is kept, or a new one."""
        known = self._kept.get(p)
        if known is None:
            check()
            self._kept.put(p, self._unknown)
            try:
                known = self._kept.put(p, find(p))
            except BaseException:  # a question that was broken off must not keep that for its answer
                self.forget()
                raise
        return known

    def forget(self) -> None:
        """Ask everything anew."""
        self._kept.clear()
