"""Derivatives along a constant vector, letter by letter of the normal form.

**Formula**: ``D_e p = A e``, ``D_e A = T[e]``, ``D_e T[x] = T[x, e]``; the letters of a moving frame have rules of their
own (`moving`); the chain rule through roots, powers, traces and determinants (Jacobi: ``D det A = det A tr(A^{-1} DA)``).
A letter that was declared as a constant has derivative 0; any other has a derivative that nothing is known of.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symgeom.errors import InputError
from symgeom.words.alphabet import INVERTED, LINE, TRANSPOSED, Factor, Space, Terms, Word, add
from symgeom.words.coefficients import Coefficient
from symgeom.words.expression import Expression
from symgeom.words.statement import letters, parts

__all__ = ["derive"]


def _plain(e: Expression, rows: Space, columns: Space, terms: Terms) -> Expression:
    """An intermediate result; it is never printed or evaluated."""
    return e._new(rows, columns, terms, "intermediate")


def _word(e: Expression, word: Word, space: Space) -> Expression:
    table = e.alphabet.table
    rows = table.rows(word[0]) if word else space
    columns = table.columns(word[-1]) if word else space
    return _plain(e, rows, columns, table.normal(word))


# derivative ----------------------------------------


def derive(e: Expression, direction: Expression) -> Expression:
    """The derivative of e along a vector."""
    direction._require(
        direction.columns == LINE and direction.rows == e.alphabet.space, "the direction must be a vector"
    )
    _check(e)
    terms: Terms = {}
    for word, c in e.terms.items():
        add(terms, e.alphabet.table.normal(word), _derive_coefficient(c, direction))
        for i, f in enumerate(word):
            change = _derive_factor(f, direction)
            if not change.is_zero:
                left, right = _word(e, word[:i], change.rows), _word(e, word[i + 1 :], change.columns)
                add(terms, left._product(_plain(e, change.rows, right.columns, change._product(right))), c)
    return e._new(e.rows, e.columns, terms, "derive", e, direction)


def _check(e: Expression) -> None:
    """What holds at a point only tells nothing of derivatives there."""
    declared = e.alphabet.table.letters
    for left, right in e.alphabet.facts[e.alphabet.given_facts :]:
        fields = [
            declared[i].latex
            for i in letters(left) | letters(right)
            if declared[i].jet or not declared[i].constant
        ]
        if fields:
            raise InputError(
                f"{e.latex} can't be derived after the fact {left.latex} = {right.latex}: it holds at the point, and "
                f"{sorted(fields)[0]} is a field. Take the derivative before the fact is stated."
            )
    for part in parts(e):
        if part.stated.operation == "substitute":
            raise InputError(
                f"{part.latex} can't be derived: letters were replaced in it, and their derivatives were not. Take the "
                "derivative first, then substitute."
            )


def _derive_factor(f: Factor, direction: Expression) -> Expression:
    alphabet = direction.alphabet
    table, (index, flags, arguments) = alphabet.table, f
    letter = table.letters[index]
    if not letter.jet and letter.constant:
        return alphabet.zero(table.rows(f), table.columns(f))
    if not letter.jet and letter.rule is None:
        raise InputError(
            f"the derivative of {letter.latex} is not known: it is a field, and no rule was given for it."
        )
    if letter.rule is not None:
        change = letter.rule(direction)
    elif letter.jet == 1:
        change = alphabet.expression_of(alphabet.jet_letter(2)) @ direction
    else:
        vectors = [_word(direction, a, LINE) for a in arguments]
        change = alphabet.derivative_operator(*vectors, direction)
        for i, a in enumerate(vectors):
            change = change + alphabet.derivative_operator(
                *vectors[:i], derive(a, direction), *vectors[i + 1 :]
            )
    if flags & INVERTED:
        whole = _plain(direction, change.rows, change.columns, table.normal((f,)))
        return -(whole @ (change.T if flags & TRANSPOSED else change) @ whole)
    return change.T if flags & TRANSPOSED else change


def _derive_coefficient(c: Coefficient, direction: Expression) -> Coefficient:
    total = c.ring.constant(0)
    for key in c.generators():
        change = _derive_generator(key, direction)
        if change:
            total = total + c.derivative(key) * change
    return total


def _derive_generator(key: Any, direction: Expression) -> Coefficient:
    alphabet = direction.alphabet
    table = alphabet.table
    match key:
        case ("root", name):
            half = table.ring.constant(Fraction(1, 2))
            return (
                half
                * _derive_coefficient(alphabet.roots[name].coefficient, direction)
                / table.generator(*key)
            )
        case ("power", name):
            base = table.power_bases[name]
            return (
                table.generator("dimension")
                * table.generator(*key)
                * _derive_coefficient(base, direction)
                / base
            )
        case ("contraction", word):
            # the word is in normal form only as a generator: product rule over its factors
            total = table.ring.constant(0)
            for i, f in enumerate(word):
                change = _derive_factor(f, direction)
                left, right = _word(direction, word[:i], LINE), _word(direction, word[i + 1 :], LINE)
                total = total + (left @ change @ right).coefficient if not change.is_zero else total
            return total
        case ("trace", word):
            whole = _word(direction, word, LINE)
            return derive(whole, direction).trace().coefficient
        case ("det", index):
            change = _derive_factor((index, 0, ()), direction)
            if change.is_zero:
                return table.ring.constant(0)
            inverse = alphabet.expression_of(index).inverse()
            return table.generator(*key) * (inverse @ change).trace().coefficient
    return table.ring.constant(0)
