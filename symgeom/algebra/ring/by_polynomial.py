"""Values by polynomial, in a ring that grows.

What is here: `Table`, a dictionary whose keys are polynomials. FLINT's have no hash; to compare two of them is quick, and to
write a long one as text is not, so they are kept by length and compared. When the ring grows, the keys go along. Of short ones,
which are many where sums over data are letters, the text is the key, which a growing ring leaves as it is: generators have
their numbers in it.
"""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Table"]

_SHORT = 2  # terms

V = TypeVar("V")
Poly = Any  # fmpq_mpoly; python-flint ships no type stubs


class _Growing(Protocol):
    @property
    def context(self) -> Any: ...


class Table(Generic[V]):
    """Values by polynomial of one ring."""

    __slots__ = ("_buckets", "_ring", "_short")

    def __init__(self, ring: _Growing) -> None:
        self._ring = ring
        self._buckets: dict[int, list[tuple[Poly, V]]] = {}
        self._short: dict[str, V] = {}

    def get(self, p: Poly) -> V | None:
        """The value, or None."""
        if len(p) <= _SHORT:
            return self._short.get(str(p))
        bucket, place = self._place(p)
        return None if place is None else bucket[place][1]

    def put(self, p: Poly, value: V) -> V:
        """Enter a value; it is returned."""
        if len(p) <= _SHORT:
            self._short[str(p)] = value
            return value
        bucket, place = self._place(p)
        if place is None:
            bucket = self._buckets.setdefault(len(p), bucket)
            bucket.append((self._lifted(p), value))
        else:
            bucket[place] = bucket[place][0], value
        return value

    def __contains__(self, p: Poly) -> bool:
        return self.get(p) is not None

    def clear(self) -> None:
        """Forget everything."""
        self._buckets.clear()
        self._short.clear()

    def _place(self, p: Poly) -> tuple[list[tuple[Poly, V]], int | None]:
        """The polynomials of its length, and where it is among them; a key goes along into a larger ring when it is met."""
        bucket = self._buckets.get(len(p))
        if bucket is None:
            return [], None
        p, context = self._lifted(p), self._ring.context
        for n, (q, value) in enumerate(bucket):
            if q.context() is not context:
                q = q.project_to_context(context)
                bucket[n] = q, value
            if q == p:
                return bucket, n
        return bucket, None

    def _lifted(self, p: Poly) -> Poly:
        context = self._ring.context
        return p if p.context() is context else p.project_to_context(context)
