"""Words in letters: spaces, letters, and the normal form of one word.

A letter is a linear map between spaces of unspecified dimension: a vector is a map from the line, a
covector a map to it. A word is a product of letters. Its normal form

- cancels ``M M^{-1}``, knows ``A^T = A`` for symmetric letters, and applies the stated facts (completed,
  see `rewriting`);
- takes every piece that maps the line to the line out as a scalar generator ``<a|W|b> = a^T W b``,
  canonical under transposition;
- orders the arguments of the symmetric derivatives of a function, ``T[e] f = T[f] e``, so that ``T(a, b,
  c)`` is symmetric.

Factors and words are nested tuples of integers: ordered, hashable, the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from symgeom.words.coefficients import SIGN, Coefficient, CoefficientRing

if TYPE_CHECKING:
    from symgeom.words.exact import Matrix
    from symgeom.words.expression import Expression
    from symgeom.words.instances import Instance

__all__ = ["LINE", "Factor", "Letter", "Space", "Terms", "Word", "WordTable"]

Factor = tuple[int, int, tuple[Any, ...]]  # letter, flags, arguments (columns: words from the line)
Word = tuple[Factor, ...]
Terms = dict[Word, Coefficient]

TRANSPOSED, INVERTED = 1, 2


@dataclass(frozen=True)
class Space:
    """A space of dimension ``d + extra``; the line has dimension 1 and its extra is None."""

    name: str
    extra: int | None = 0

    def size(self, d: int) -> int:
        """Its dimension for a given d."""
        return 1 if self.extra is None else d + self.extra


LINE = Space("line", None)


@dataclass(frozen=True)
class Letter:
    """One letter; ``jet`` is the order of a derivative of the frame's function (1 is the gradient).

    A letter is ``constant``, or a field: its derivative along a vector is ``rule``, at instances ``motion``; a field without
    them has a derivative that nothing is known of. ``exchange`` says that its argument and the vector that it is
    applied to may be exchanged, as in ``Gamma[x] y = Gamma[y] x``.
    """

    name: str
    latex: str
    rows: Space
    columns: Space
    symmetric: bool = False
    invertible: bool = False
    jet: int = 0
    sampler: Callable[[Instance], Matrix] | None = None
    constant: bool = True
    rule: Callable[[Expression], Expression] | None = None
    motion: Callable[[Instance, Matrix], Matrix] | None = None
    exchange: bool = False


class WordTable:
    """Letters, facts and the memoised normal form of words."""

    def __init__(self) -> None:
        self.ring = CoefficientRing()
        self.letters: list[Letter] = []
        self.rules: dict[Word, Terms] = {}
        self.power_bases: dict[str, Coefficient] = {}
        self._normal: dict[Word, Terms] = {}

    # letters ----------------------------------------

    def rows(self, factor: Factor) -> Space:
        """The space that a factor maps to."""
        letter = self.letters[factor[0]]
        return letter.columns if factor[1] in (TRANSPOSED, INVERTED) else letter.rows

    def columns(self, factor: Factor) -> Space:
        """The space that a factor maps from."""
        letter = self.letters[factor[0]]
        return letter.rows if factor[1] in (TRANSPOSED, INVERTED) else letter.columns

    def flip(self, factor: Factor) -> Factor:
        """The transposed factor."""
        return factor if self.letters[factor[0]].symmetric else (factor[0], factor[1] ^ TRANSPOSED, factor[2])

    def transpose(self, word: Word) -> Word:
        """The transposed word, not yet in normal form."""
        return tuple(self.flip(f) for f in reversed(word))

    def cancel(self, word: Word) -> Word:
        """Neighbours ``M M^{-1}`` removed."""
        out: list[Factor] = []
        for f in word:
            if out and out[-1] == (f[0], f[1] ^ INVERTED, f[2]):
                out.pop()
            else:
                out.append(f)
        return tuple(out)

    # normal form ----------------------------------------

    def normal(self, word: Word) -> Terms:
        """The normal form of a word: a sum of canonical words with coefficients."""
        known = self._normal.get(word)
        if known is None:
            known = self._normal[word] = self._compute(self.cancel(word))
        return known

    def forget(self) -> None:
        """Drop the memo, after a new fact."""
        self._normal.clear()

    def _compute(self, word: Word) -> Terms:
        for i in range(len(word)):
            for j in range(i + 1, len(word) + 1):
                rule = self.rules.get(word[i:j])
                if rule is not None:
                    out: Terms = {}
                    for middle, c in rule.items():
                        add(out, self.normal(word[:i] + middle + word[j:]), c)
                    return out
        coefficient, outer = self.ring.constant(1), []
        for piece in self.pieces(word):
            if self.rows(piece[0]) == LINE == self.columns(piece[-1]):
                coefficient = coefficient * self.contraction(piece)
            else:
                outer.append(self._canonical(piece))
        return {tuple(f for piece in outer for f in piece): coefficient}

    def pieces(self, word: Word) -> list[Word]:
        """The word cut wherever it passes through the line."""
        out, start = [], 0
        for i, f in enumerate(word, 1):
            if self.columns(f) == LINE or i == len(word):
                out.append(word[start:i])
                start = i
        return out

    def _canonical(self, piece: Word) -> Word:
        if self.columns(piece[-1]) == LINE:
            return self.column(piece)
        if self.rows(piece[0]) == LINE:
            return self.transpose(self.column(self.transpose(piece)))
        return piece

    def column(self, word: Word) -> Word:
        """A word from the line, with the arguments of symmetric derivatives in order."""
        out: Word = ()
        for letter, flags, arguments in reversed(word):
            if arguments and not flags:  # of a transposed Gamma[x] only the arguments could be exchanged
                *rest, out = sorted((*arguments, out))
                arguments = tuple(rest)
            out = ((letter, flags, arguments), *out)
        return out

    def contraction(self, word: Word) -> Coefficient:
        """The generator of ``a^T W b``: the least of the ways to read the same contraction."""
        start = (self.column(self.transpose(word[:1])), self.column(word[1:]))
        seen, stack = {start}, [start]
        while stack:
            left, right = stack.pop()
            for state in (*self._moves(left, right), (right, left)):
                if state not in seen:
                    seen.add(state)
                    stack.append(state)
        left, right = min(seen, key=lambda s: (len(s[0]), s))
        return self.generator("contraction", (*self.transpose(left), *right))

    def _moves(self, left: Word, right: Word) -> list[tuple[Word, Word]]:
        """The same contraction read one place on: ``<a|F b> = <F^T a|b>``, ``T(a, e, b) = T(e, a, b)``."""
        if len(right) < 2:
            return []
        head, rest = right[0], right[1:]
        out = [(self.column((self.flip(head), *left)), rest)]
        for k, e in enumerate(() if head[1] else head[2]):
            others = (*head[2][:k], *head[2][k + 1 :])
            if self.letters[head[0]].symmetric:
                out.append((e, self.column(((head[0], head[1], tuple(sorted((*others, left)))), *rest))))
            turned = (head[0], head[1], tuple(sorted((*others, rest))))
            out.append((self.column((self.flip(turned), *left)), e))
        return out

    def generator(self, *key: Hashable) -> Coefficient:
        """A scalar generator by its meaning."""
        return self.ring.generator(key)

    def trace(self, word: Word, space: Space) -> Coefficient:
        """The scalar ``tr W``: cyclic, and invariant under transposition."""
        if not word:
            return self.dimension(space)
        pieces = self.pieces(word)
        if len(pieces) == 2:
            return self.normal(pieces[1] + pieces[0]).get((), self.ring.constant(0))
        turns = self.turns(word)
        for turn in turns:
            normal = self.normal(turn)
            # rules that keep the length could send a cyclic word around for ever: only smaller ones are taken
            key = (len(word), min(turns))
            if all(len(self.pieces(w)) == 2 or self._cyclic_key(w) < key for w in normal):
                total = self.ring.constant(0)
                for w, c in normal.items():
                    total = total + c * self.trace(w, self.rows(turn[0]))
                return total
        return self.generator("trace", min(turns))

    def turns(self, word: Word) -> list[Word]:
        """All words with the same trace: rotations, also of the transposed word."""
        return [w[k:] + w[:k] for w in (word, self.transpose(word)) for k in range(len(w))]

    def _cyclic_key(self, word: Word) -> tuple[int, Word]:
        return len(word), min(self.turns(word), default=())

    def dimension(self, space: Space) -> Coefficient:
        """The dimension of a space as a scalar."""
        if space.extra is None:
            return self.ring.constant(1)
        return self.generator("dimension") + self.ring.constant(space.extra)

    def sign(self) -> Coefficient:
        """The scalar ``(-1)^d``."""
        return self.generator(*SIGN)


def add(into: Terms, terms: Terms, factor: Coefficient | None = None) -> None:
    """Add a multiple of a sum of words in place; words with coefficient zero vanish."""
    for word, c in terms.items():
        value = c if factor is None else c * factor
        old = into.get(word)
        total = value if old is None else old + value
        if total:
            into[word] = total
        else:
            into.pop(word, None)
