"""Values by polynomial, in a ring that grows.

What is here: `Table`, a dictionary whose keys are polynomials. FLINT's have no hash; to compare two of them is quick, and to
write one as text is not, so they are kept by length and compared. When the ring grows, the keys go along. Of short ones, which
are many where sums over data are letters, the terms are the key, which a growing ring leaves as it is.
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

    __slots__ = ("_buckets", "_context", "_ring", "_short")

    def __init__(self, ring: _Growing) -> None:
        self._ring = ring
        self._context: Any = None
        self._buckets: dict[int, list[tuple[Poly, V]]] = {}
        self._short: dict[Any, V] = {}

    def get(self, p: Poly) -> V | None:
        """The value, or None."""
        if len(p) <= _SHORT:
            return self._short.get(_terms(p))
        context = self._ring.context
        if context is not self._context:
            self._move(context)
        if p.context() is not context:
            p = p.project_to_context(context)
        for q, value in self._buckets.get(len(p), ()):
            if q == p:
                return value
        return None

    def put(self, p: Poly, value: V) -> V:
        """Enter a value; it is returned."""
        if len(p) <= _SHORT:
            self._short[_terms(p)] = value
            return value
        context = self._ring.context
        if context is not self._context:
            self._move(context)
        if p.context() is not context:
            p = p.project_to_context(context)
        bucket = self._buckets.setdefault(len(p), [])
        for n, (q, _) in enumerate(bucket):
            if q == p:
                bucket[n] = p, value
                return value
        bucket.append((p, value))
        return value

    def __contains__(self, p: Poly) -> bool:
        return self.get(p) is not None

    def clear(self) -> None:
        """Forget everything."""
        self._buckets.clear()
        self._short.clear()

    def _move(self, context: Any) -> None:
        """Take the keys into the larger ring."""
        self._context = context
        for key, bucket in self._buckets.items():
            self._buckets[key] = [(q.project_to_context(context), value) for q, value in bucket]


def _terms(p: Poly) -> Any:
    """Coefficients and powers of generators, which are counted from the last slot: a ring grows at the first one."""
    return frozenset(
        (c, tuple((i, int(k)) for i, k in enumerate(reversed(exponents)) if k))
        for exponents, c in p.to_dict().items()
    )
