"""Facts between words, such as ``J^T J = g`` and ``N^T N = 1``, completed to rewriting rules.

Every rule replaces a word by smaller ones, so rewriting ends; every rule follows from the facts, so it is
sound. Where two rules overlap (``J g^{-1} J^T`` and ``J^T D`` in ``J g^{-1} J^T D``) both ways to rewrite
must agree, and their difference is a new rule: the noncommutative Buchberger algorithm (T. Mora, *An
introduction to commutative and noncommutative Gröbner bases*, 1994), up to a stated size. Past it the rules
are fewer, and what they can't prove stays undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from symgeom.errors import InputError
from symgeom.words.alphabet import INVERTED, LINE, Terms, Word, WordTable, add
from symgeom.words.coefficients import Coefficient

if TYPE_CHECKING:
    from symgeom.words.expression import Expression
    from symgeom.words.frames import Alphabet

__all__ = ["add_fact", "add_value", "state"]

MAX_RULES = 60
MAX_LENGTH = 8


def state(alphabet: Alphabet, left: Expression, right: Expression) -> None:
    """Take ``left = right`` as a fact of the frame. A scalar fact must be about one contraction."""
    difference = left - right
    if difference.divisors:
        text = next(iter(difference.divisors)).latex
        raise InputError(f"the fact {left.latex} = {right.latex} is divided by {text}; multiply by it.")
    alphabet.facts.append((left, right))
    if not left.is_scalar:
        add_fact(alphabet.table, difference.terms)
        return
    keys = left.coefficient.generators()
    if (
        len(keys) != 1
        or keys[0][0] != "contraction"
        or left.coefficient != alphabet.table.ring.generator(keys[0])
    ):
        alphabet.facts.pop()
        raise InputError(f"the left side of a scalar fact must be one contraction a^T W b, not {left.latex}.")
    word: Any = keys[0][1]
    add_value(alphabet.table, word, right.coefficient)
    if alphabet.table.transpose(word) != word:
        add_value(alphabet.table, alphabet.table.transpose(word), right.coefficient)


def add_fact(table: WordTable, difference: Terms) -> None:
    """Take ``difference = 0`` as a fact: orient it, add its transpose, complete."""
    _complete(table, list(_oriented(table, difference)))


def add_value(table: WordTable, contraction: Word, value: Coefficient) -> None:
    """Take ``a^T W b = value`` as a fact: the contraction never appears again."""
    _complete(table, [(contraction, {(): value} if value else {})])


def _complete(table: WordTable, rules: list[tuple[Word, Terms]]) -> None:
    while rules:
        word, terms = rules.pop(0)
        if word in table.rules or len(table.rules) >= MAX_RULES or len(word) > MAX_LENGTH:
            continue
        table.rules[word] = terms
        table.forget()
        for difference in _overlaps(table, word):
            rules += _oriented(table, difference)


def _normal(table: WordTable, terms: Terms) -> Terms:
    out: Terms = {}
    for word, c in terms.items():
        add(out, table.normal(word), c)
    return out


def _oriented(table: WordTable, difference: Terms) -> Iterator[tuple[Word, Terms]]:
    """The fact and its transpose as rules; in each the greatest word is replaced, so that rewriting ends."""
    flipped = {table.transpose(w): c for w, c in difference.items()}
    for side in (difference, flipped):
        terms = _normal(table, side)
        lead = max(terms, key=lambda w: (len(w), w), default=())
        if not lead:
            continue  # nothing new, or a relation between scalars: no rule for words
        if not terms[lead].is_rational():
            raise InputError(
                "the longest word of a fact needs a number as its coefficient; divide by it first."
            )
        minus = -terms.pop(lead)
        yield lead, {w: c / minus for w, c in terms.items()}


def _overlaps(table: WordTable, new: Word) -> Iterator[Terms]:
    """Differences of the two ways to rewrite, for every overlap of a rule with the new one."""
    one = table.ring.constant(1)
    for old in list(table.rules):
        for first, second in ((old, new), (new, old)):
            for k in range(1, min(len(first), len(second)) + 1):
                if first[-k:] == second[:k]:
                    head, tail = first[: len(first) - k], second[k:]
                    yield _difference(table, table.rules[first], tail, head, table.rules[second])
    # the built-in rules M^{-1} M = 1 overlap with a rule that begins or ends with an invertible letter
    for at_start, factor in ((True, new[0]), (False, new[-1])):
        if table.letters[factor[0]].invertible and table.rows(factor) != LINE:
            inverse: Word = ((factor[0], factor[1] ^ INVERTED, factor[2]),)
            head, tail = (inverse, ()) if at_start else ((), inverse)
            short = new[1:] if at_start else new[:-1]
            out = _shift(table, table.rules[new], head, tail)
            add(out, table.normal(short), -one)
            yield out


def _shift(table: WordTable, terms: Terms, head: Word, tail: Word) -> Terms:
    return _normal(table, {head + w + tail: c for w, c in terms.items()})


def _difference(table: WordTable, first: Terms, tail: Word, head: Word, second: Terms) -> Terms:
    out = _shift(table, first, (), tail)
    add(out, _shift(table, second, head, ()), table.ring.constant(-1))
    return out
