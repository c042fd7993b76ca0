"""Pairs of terms or factors that several sums or products have.

**Here.** `Item` and `Terms`, what sums and products consist of, as `Sharing` writes it; `split_pairs`, the most frequent pair
first; `used_once`, the pairs that need no sum of their own.

**Source.** Pairs: A. Hosangadi, F. Fallah, R. Kastner, Optimizing polynomial expressions by algebraic
factorization and common subexpression elimination, IEEE TCAD 25 (2006).
"""

import heapq
from collections.abc import Iterable
from itertools import combinations
from typing import Any, TypeAlias

__all__ = ["Item", "Terms", "split_pairs", "used_once"]

_LONGEST_SEARCHED = 40  # longer sums and products are shared as wholes only: pairs grow with the square
Item: TypeAlias = tuple[Any, ...]
Terms: TypeAlias = dict[Item, int]


def split_pairs(groups: dict[tuple[int, str], Terms], varying: Any) -> None:
    """Splits off the pair that most sums (or products) have in common, until no pair occurs twice."""
    for kind in ("sum", "product"):
        pool = [
            t
            for (_, part), t in groups.items()
            if (part == "sum") == (kind == "sum") and len(t) <= _LONGEST_SEARCHED
        ]
        rank: dict[Item, int] = {}
        for terms in pool:
            for item in terms:
                rank.setdefault(item, len(rank))
        _Pairs(kind, [t for t in pool if len(t) > 1], rank, varying).split()


def used_once(groups: Iterable[Terms]) -> set[Item]:
    """The pairs of terms that one sum or pair has."""
    uses: dict[Item, int] = {}
    left = [item for terms in groups for item in terms]
    while left:
        item = left.pop()
        if item[:2] == ("pair", "sum"):
            uses[item] = uses.get(item, 0) + 1
            if uses[item] == 1:
                left += item[2:4]
    return {item for item, count in uses.items() if count == 1}


class _Pairs:
    """Where each pair of varying items occurs. A pair is (a, b, sign of b against a)."""

    def __init__(self, kind: str, pool: list[Terms], rank: dict[Item, int], varying: Any) -> None:
        self._kind, self._pool, self._rank, self._varying = kind, pool, rank, varying
        self._places: dict[tuple[Item, Item, int], set[int]] = {}
        self._heap: list[tuple[int, int, int, int, tuple[Item, Item, int]]] = []
        for place, terms in enumerate(pool):
            for pair in self._pairs(terms, [i for i in terms if varying(i)]):
                self._places.setdefault(pair, set()).add(place)
        for pair in self._places:
            self._push(pair)

    def _pairs(self, terms: Terms, items: list[Item]) -> Iterable[tuple[Item, Item, int]]:
        ordered = sorted(items, key=self._rank.__getitem__)
        return ((a, b, terms[a] * terms[b]) for a, b in combinations(ordered, 2))

    def _push(self, pair: tuple[Item, Item, int]) -> None:
        count = len(self._places[pair])
        if count > 1:
            a, b, sign = pair
            heapq.heappush(self._heap, (-count, self._rank[a], self._rank[b], -sign, pair))

    def split(self) -> None:
        while self._heap:
            count, _, _, _, pair = heapq.heappop(self._heap)
            if len(self._places[pair]) == -count:
                self._replace(pair)
            else:
                self._push(pair)

    def _replace(self, pair: tuple[Item, Item, int]) -> None:
        a, b, sign = pair
        new: Item = ("pair", self._kind, a, b, sign)
        self._rank.setdefault(new, len(self._rank))
        touched: set[tuple[Item, Item, int]] = set()
        for place in sorted(self._places[pair]):
            terms = self._pool[place]
            for old in self._pairs(terms, [i for i in terms if self._varying(i)]):
                self._places[old].discard(place)
            outer = terms.pop(a)
            terms.pop(b)
            terms[new] = outer
            for pair_now in self._pairs(terms, [i for i in terms if self._varying(i)]):
                self._places.setdefault(pair_now, set()).add(place)
                touched.add(pair_now)
        for pair_now in sorted(touched, key=lambda p: (self._rank[p[0]], self._rank[p[1]], p[2])):
            self._push(pair_now)
