"""Letters replaced by expressions, in the normal form and in the divisors.

A symmetric letter can be replaced by a symmetric map only, an invertible one by what can be inverted, and a letter that a
fact speaks of by what satisfies the fact: the normal form has used these properties already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgeom.errors import InputError
from symgeom.words.alphabet import INVERTED, LINE, TRANSPOSED, Factor, Space, Terms, Word, add
from symgeom.words.coefficients import Coefficient, Key
from symgeom.words.determinants import symbolic_power
from symgeom.words.exact import sqrt
from symgeom.words.expression import Expression
from symgeom.words.printing import coefficient, divisors
from symgeom.words.statement import letters

__all__ = ["renormalised", "substitute"]

Images = Mapping[int, Expression]


def substitute(e: Expression, replaced: Mapping[Expression, Expression | int]) -> Expression:
    """The expression with letters replaced; a root must keep its square or get a rational one."""
    images = _checked(e, replaced)
    found = {shown: c for image in images.values() for shown, c in image.divisors.items()}
    for index, image in images.items():
        if e.alphabet.table.letters[index].invertible:
            found |= _inverse(e, index, image).divisors
    for shown, c in e.divisors.items():
        value = _monomials(e, c, lambda key: _generator(e, key, images))
        if not value:
            raise InputError(f"the substitution makes {shown.latex} zero, which {e.latex} is divided by.")
        found |= divisors(e.alphabet, value)
    terms = _terms(e, images)
    out = e._new(e.rows, e.columns, terms, "substitute", e, *images.values(), data=tuple(images))
    return Expression(e.alphabet, out.rows, out.columns, terms, out.stated, found)


def renormalised(e: Expression) -> Terms:
    """The normal form again, for facts that were stated after the expression was made."""
    return _terms(e, {})


# what may be put in ----------------------------------------


def _checked(e: Expression, replaced: Mapping[Expression, Expression | int]) -> Images:
    alphabet, images = e.alphabet, {}
    for letter, image in replaced.items():
        if not isinstance(letter, Expression):
            raise InputError(f"only letters can be replaced, not {letter!r}.")
        alphabet.own(letter)._require(letter.stated.operation == "letter", "only letters can be replaced")
        index: Any = letter.stated.data[0]
        if isinstance(image, int):
            image = (
                alphabet.identity_on(letter.rows) * image
                if image
                else alphabet.zero(letter.rows, letter.columns)
            )
        alphabet.own(image)._require(
            (image.rows, image.columns) == (letter.rows, letter.columns), "the image has another shape"
        )
        if alphabet.table.letters[index].symmetric and not (image - image.T).is_zero:
            raise InputError(
                f"{letter.latex} is symmetric, and {image.latex} need not be: it can't be put in its place."
            )
        images[index] = image
    for left, right in alphabet.facts if images else ():
        if (letters(left) | letters(right)) & set(images) and not _holds(left - right, images):
            raise InputError(
                f"what is put in doesn't satisfy the fact {left.latex} = {right.latex}, which the normal form has used."
            )
    return images


def _inverse(e: Expression, index: int, image: Expression) -> Expression:
    try:
        return image.inverse()
    except InputError as problem:
        latex = e.alphabet.table.letters[index].latex
        raise InputError(f"{latex} is invertible, and {image.latex} need not be: {problem}") from None


def _holds(difference: Expression, images: Images) -> bool:
    return not _terms(difference, images)


# the normal form ----------------------------------------


def _terms(e: Expression, images: Images) -> Terms:
    terms: Terms = {}
    for word, c in e.terms.items():
        value = _word_value(e, word, images, e.rows)
        add(terms, value.terms, _monomials(e, c, lambda key: _generator(e, key, images)))
    return terms


def _plain(e: Expression, rows: Space, columns: Space, terms: Terms) -> Expression:
    """An intermediate result; it is never printed or evaluated."""
    return e._new(rows, columns, terms, "intermediate")


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


def _word_value(e: Expression, word: Word, images: Images, space: Space) -> Expression:
    out = None
    for f in word:
        value = _factor_value(e, f, images)
        out = value if out is None else out @ value
    return _plain(e, space, space, e.alphabet.table.normal(())) if out is None else out


def _factor_value(e: Expression, f: Factor, images: Images) -> Expression:
    index, flags, arguments = f
    alphabet = e.alphabet
    if arguments:
        value = alphabet.applied(index, [_word_value(e, a, images, LINE) for a in arguments])
        return value.T if flags & TRANSPOSED else value
    if index not in images:
        return _plain(e, alphabet.table.rows(f), alphabet.table.columns(f), alphabet.table.normal((f,)))
    value = images[index]
    if flags & INVERTED:
        value = value.inverse()
    return value.T if flags & TRANSPOSED else value


def _generator(e: Expression, key: Any, images: Images) -> Coefficient:
    alphabet = e.alphabet
    table = alphabet.table
    match key:
        case ("root", name):
            return _root(e, name, images)
        case ("power", name):
            base = _monomials(e, table.power_bases[name], lambda k: _generator(e, k, images))
            return symbolic_power(table, base, 1)
        case ("contraction", word):
            return _word_value(e, word, images, LINE).coefficient
        case ("trace", word):
            return _word_value(e, word, images, LINE).trace().coefficient
        case ("det", index) if index in images:
            return images[index].det().coefficient
    return table.generator(*key)


def _root(e: Expression, name: str, images: Images) -> Coefficient:
    alphabet = e.alphabet
    square = alphabet.roots[name]
    root, new = (
        alphabet.table.generator("root", name),
        _terms(square, images).get((), alphabet.table.ring.constant(0)),
    )
    if new == root * root:
        return root
    if new.is_rational():
        return alphabet.table.ring.constant(sqrt(new.rational()))
    raise InputError(
        f"after the substitution the square of {name} is {coefficient(alphabet, new).latex}, and no root of that is known."
    )
