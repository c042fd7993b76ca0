"""Derivatives along a constant vector, and substitution: both act on the normal form, letter by letter.

**Formula**: ``D_e p = A e``, ``D_e A = T[e]``, ``D_e T[x] = T[x, e]``; the chain rule through roots,
powers, traces and determinants (Jacobi: ``D det A = det A tr(A^{-1} DA)``); every other letter is constant.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from symgeom.algebra.words.alphabet import INVERTED, LINE, TRANSPOSED, Factor, Space, Terms, Word, add
from symgeom.algebra.words.coefficients import Coefficient, Key
from symgeom.algebra.words.expression import Expression
from symgeom.errors import InputError

__all__ = ["derive", "substitute"]


def _plain(e: Expression, rows: Space, columns: Space, terms: Terms) -> Expression:
    """An intermediate result; it is never printed or evaluated."""
    return e._new(rows, columns, terms, "intermediate")


def _word(e: Expression, word: Word, space: Space) -> Expression:
    table = e.alphabet.table
    rows = table.rows(word[0]) if word else space
    columns = table.columns(word[-1]) if word else space
    return _plain(e, rows, columns, table.normal(word))


def _monomials(e: Expression, c: Coefficient, image: Callable[[Key], Coefficient]) -> Coefficient:
    """The value of a coefficient when every generator is replaced by its image."""
    ring, parts = e.alphabet.table.ring, []
    for polynomial in (c.numerator, c.denominator):
        total = ring.constant(0)
        for q, powers in c.terms(polynomial):
            term = ring.constant(q)
            for key, n in powers:
                term = term * image(key) ** n
            total = total + term
        parts.append(total)
    if not parts[1]:
        raise InputError("the substitution makes a denominator zero.")
    return parts[0] / parts[1]


# derivative ----------------------------------------


def derive(e: Expression, direction: Expression) -> Expression:
    """The derivative of e along a vector."""
    direction._require(
        direction.columns == LINE and direction.rows == e.alphabet.space, "the direction must be a vector"
    )
    terms: Terms = {}
    for word, c in e.terms.items():
        add(terms, e.alphabet.table.normal(word), _derive_coefficient(c, direction))
        for i, f in enumerate(word):
            change = _derive_factor(f, direction)
            if not change.is_zero:
                left, right = _word(e, word[:i], change.rows), _word(e, word[i + 1 :], change.columns)
                add(terms, left._product(_plain(e, change.rows, right.columns, change._product(right))), c)
    return e._new(e.rows, e.columns, terms, "derive", e, direction)


def _derive_factor(f: Factor, direction: Expression) -> Expression:
    alphabet = direction.alphabet
    table, (index, flags, arguments) = alphabet.table, f
    letter = table.letters[index]
    if not letter.jet:
        return alphabet.zero(table.rows(f), table.columns(f))
    if letter.jet == 1:
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


# substitution ----------------------------------------


def substitute(e: Expression, images: dict[int, Expression]) -> Expression:
    """The expression with letters replaced; a root must keep its square or get a rational one."""
    terms: Terms = {}
    for word, c in e.terms.items():
        value = _substitute_word(e, word, images, e.rows)
        add(terms, value.terms, _monomials(e, c, lambda key: _substitute_generator(e, key, images)))
    return e._new(e.rows, e.columns, terms, "substitute", e, *images.values(), data=tuple(images))


def _substitute_word(e: Expression, word: Word, images: dict[int, Expression], space: Space) -> Expression:
    out = None
    for f in word:
        value = _substitute_factor(e, f, images)
        out = value if out is None else out @ value
    return _word(e, (), space) if out is None else out


def _substitute_factor(e: Expression, f: Factor, images: dict[int, Expression]) -> Expression:
    index, flags, arguments = f
    alphabet = e.alphabet
    if arguments:
        vectors = [_substitute_word(e, a, images, LINE) for a in arguments]
        return alphabet.derivative_operator(*vectors)
    if index not in images:
        return _plain(e, alphabet.table.rows(f), alphabet.table.columns(f), alphabet.table.normal((f,)))
    value = images[index]
    if flags & INVERTED:
        value = value.inverse()
    return value.T if flags & TRANSPOSED else value


def _substitute_generator(e: Expression, key: Any, images: dict[int, Expression]) -> Coefficient:
    alphabet = e.alphabet
    table = alphabet.table
    match key:
        case ("root", name):
            return _substitute_root(e, name, images)
        case ("power", name):
            from symgeom.algebra.words.determinants import symbolic_power

            base = _monomials(e, table.power_bases[name], lambda k: _substitute_generator(e, k, images))
            return symbolic_power(table, base, 1)
        case ("contraction", word):
            return _substitute_word(e, word, images, LINE).coefficient
        case ("trace", word):
            return _substitute_word(e, word, images, LINE).trace().coefficient
        case ("det", index) if index in images:
            return images[index].det().coefficient
    return table.generator(*key)


def _substitute_root(e: Expression, name: str, images: dict[int, Expression]) -> Coefficient:
    alphabet = e.alphabet
    root, new = alphabet.table.generator("root", name), substitute(alphabet.roots[name], images)
    if new.coefficient == root * root:
        return root
    if new.coefficient.is_rational():
        from symgeom.algebra.words.exact import sqrt

        return alphabet.table.ring.constant(sqrt(new.coefficient.rational()))
    raise InputError(
        f"after the substitution the square of {name} is {new.normal_latex}, and no root of that is known."
    )
