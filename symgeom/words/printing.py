"""Formulas as stated, normal forms, and the divisors that were assumed to be non-zero, as they are written."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgeom.notation import composed as written
from symgeom.notation.composed import letter
from symgeom.notation.tree import ATOM, FUNCTION, PRODUCT, Notation
from symgeom.words.alphabet import INVERTED, TRANSPOSED, Factor, Word
from symgeom.words.coefficients import Coefficient

if TYPE_CHECKING:
    from symgeom.words.expression import Expression
    from symgeom.words.frames import Alphabet

__all__ = ["coefficient", "divisors", "normal", "stated"]


# stated formulas ----------------------------------------


def stated(e: Expression) -> Notation:
    """The formula as it was stated."""
    operation, v, data = e.stated.operation, e.stated.operands, e.stated.data
    match operation:
        case "letter":
            return _factor(e.alphabet, (data[0], 0, ()))  # type: ignore[arg-type]
        case "number":
            return written.number(data[0])  # type: ignore[arg-type]
        case "identity":
            return letter("I" if e.rows == e.alphabet.space else f"I_{{d+{e.rows.extra}}}", ATOM)
        case "zero":
            return written.number(0)
        case "generator":
            return _generator(e.alphabet, data)
        case "named":
            return letter(str(data[0]))
        case "third":
            return written.applied(letter(_jet_name(len(v) + 2), ATOM), *(x.notation for x in v))
        case "applied":
            index: Any = data[0]
            return written.applied(
                letter(e.alphabet.table.letters[index].latex, ATOM), *(x.notation for x in v)
            )
        case "intermediate":  # on the way to a value, stated by nobody
            return normal(e)
        case "substitute":
            letters: Any = e.alphabet.table.letters
            equations = (
                written.equation(letter(letters[i].latex, ATOM), image.notation)
                for i, image in zip(data, v[1:])
            )
            return written.value(v[0].notation, *equations)
    return _stated_product(operation, v)


def _stated_product(operation: str, v: tuple[Expression, ...]) -> Notation:
    if operation in ("product", "scale", "divide") and v[0].stated.operation == "negate":
        # the sign of the first factor is the sign of the product: -J S, not (-J) S
        return written.negative(_stated_product(operation, (v[0].stated.operands[0], *v[1:])))
    return _CONSTRUCTORS[operation](*(x.notation for x in v))


_CONSTRUCTORS: dict[str, Callable[..., Notation]] = {
    "add": written.total,
    "subtract": written.difference,
    "negate": written.negative,
    "product": written.product,
    "scale": written.product,
    "divide": written.quotient,
    "dot": written.inner,
    "outer": written.outer,
    "transpose": written.transposed,
    "inverse": written.inverse,
    "power": written.power,
    "trace": written.trace,
    "det": written.determinant,
    "derive": written.derivative,
}


# normal forms ----------------------------------------


def normal(e: Expression) -> Notation:
    """The normal form: words in order of length, each with its coefficient in lowest terms."""
    if e.is_scalar:
        return coefficient(e.alphabet, e.coefficient)
    order = sorted(e.terms, key=lambda w: (len(e.alphabet.table.pieces(w)), len(w), w))
    terms = [_multiple(e.alphabet, e.terms[word], word) for word in order]
    return written.total(*terms) if terms else written.number(0)


def _multiple(alphabet: Alphabet, c: Coefficient, word: Word) -> Notation:
    """A word with its coefficient; a sum over a number is one in parentheses."""
    if _is_negative(c):
        return written.negative(_multiple(alphabet, -c, word))
    factor = coefficient(alphabet, c)
    if factor == written.number(1):
        return _word(alphabet, word)
    if _is_sum(c) and c.denominator.is_constant():
        factor = written.bracketed(factor)
    return written.product(factor, _word(alphabet, word))


def _is_sum(c: Coefficient) -> bool:
    return len(c.numerator) > 1


def _is_negative(c: Coefficient) -> bool:
    """A single term with a sign, which stands in front of the fraction."""
    return bool(c) and not _is_sum(c) and c.numerator.leading_coefficient() < 0


def coefficient(alphabet: Alphabet, c: Coefficient) -> Notation:
    """A coefficient in lowest terms."""
    if not c:
        return written.number(0)
    if _is_negative(c):
        return written.negative(coefficient(alphabet, -c))
    # one denominator for the rational factors too: \frac{p A p}{2 w} and not \frac{\frac12 p A p}{w}
    rational = math.lcm(*(q.denominator for q, _ in c.terms(c.numerator)))
    top = _polynomial(alphabet, list(c.terms(c.numerator * rational)))
    bottom = _polynomial(alphabet, list(c.terms(c.denominator * rational)))
    return top if bottom == written.number(1) else written.quotient(top, bottom)


def _polynomial(alphabet: Alphabet, terms: list[tuple[Fraction, list[tuple[Any, int]]]]) -> Notation:
    return written.total(*(_monomial(alphabet, q, powers) for q, powers in terms))


def _monomial(alphabet: Alphabet, q: Fraction, powers: list[tuple[Any, int]]) -> Notation:
    """A number times powers; functions without brackets, such as a determinant, stand last."""
    if q < 0:
        return written.negative(_monomial(alphabet, -q, powers))
    parts = sorted((_generator_power(alphabet, key, n) for key, n in powers), key=_is_function)
    if q != 1 or not parts:
        parts.insert(0, written.number(q))
    return written.product(*parts)


def _is_function(a: Notation) -> bool:
    return a.level == FUNCTION


def _generator_power(alphabet: Alphabet, key: Any, n: int) -> Notation:
    if n == 1:
        return _generator(alphabet, key)
    if key[0] == "power":
        return written.power(_power_base(alphabet, key[1]), letter(f"{n}d", PRODUCT))
    return written.power(_generator(alphabet, key), written.number(n))


def _power_base(alphabet: Alphabet, name: str) -> Notation:
    return coefficient(alphabet, alphabet.table.power_bases[name])


def _generator(alphabet: Alphabet, key: Any) -> Notation:
    match key:
        case ("dimension",):
            return letter("d")
        case ("sign",):
            return letter("(-1)^{d}", PRODUCT)
        case ("parameter", name) | ("root", name):
            return letter(alphabet.symbols[name], ATOM)
        case ("power", name):
            return written.power(_power_base(alphabet, name), letter("d"))
        case ("contraction", word):
            return _word(alphabet, word)
        case ("trace", word):
            return written.trace(_word(alphabet, word))
        case ("det", index):
            return written.determinant(_factor(alphabet, (index, 0, ())))
    raise AssertionError(f"no name for {key}")


def _jet_name(order: int) -> str:
    return {1: "p", 2: "A", 3: "T"}.get(order, f"T_{{{order}}}")


def _factor(alphabet: Alphabet, f: Factor) -> Notation:
    a = letter(alphabet.table.letters[f[0]].latex, ATOM)
    if f[2]:
        a = written.applied(a, *(_word(alphabet, word) for word in f[2]))
    return _EXPONENTS[f[1]](a) if f[1] else a


_EXPONENTS: dict[int, Callable[[Notation], Notation]] = {
    TRANSPOSED: written.transposed,
    INVERTED: written.inverse,
    INVERTED | TRANSPOSED: written.contragredient,
}


def _word(alphabet: Alphabet, word: Word) -> Notation:
    return written.product(*(_factor(alphabet, f) for f in word)) if word else letter("I")


# divisors ----------------------------------------


def divisors(alphabet: Alphabet, c: Coefficient) -> dict[Notation, Coefficient]:
    """The irreducible factors of a divisor that are not manifestly non-zero, by how they are written."""
    return {
        coefficient(alphabet, factor): factor
        for factor, exponent in c.factors()[1]
        if exponent > 0 and not _manifestly_nonzero(alphabet, factor)
    }


def _manifestly_nonzero(alphabet: Alphabet, c: Coefficient) -> bool:
    terms = list(c.terms(c.numerator))
    if len(terms) == 1:
        return all(
            _sign(alphabet, key) != "unknown" and _sign(alphabet, key) != "square" for key, _ in terms[0][1]
        )
    signs = [{_even_is_square(_sign(alphabet, key), n) for key, n in powers} for _, powers in terms]
    if any("unknown" in s for s in signs) or len({q > 0 for q, _ in terms}) != 1:
        return False
    return any(s <= {"positive"} for s in signs)


def _even_is_square(sign: str, exponent: int) -> str:
    if sign in ("unknown", "nonzero"):
        return "square" if exponent % 2 == 0 else "unknown"
    return sign


def _sign(alphabet: Alphabet, key: Any) -> str:
    """What is known of a generator: positive, square (not negative), nonzero, unknown."""
    match key:
        case ("dimension",) | ("root", _):
            return "positive"
        case ("parameter", name):
            return "positive" if alphabet.parameters[name] else "unknown"
        case ("power", name):
            base = alphabet.table.power_bases[name]
            product, generators = len(base.numerator) == 1, base.generators()
            if base.is_rational() or (product and all(_sign(alphabet, k) == "positive" for k in generators)):
                return "positive"
            return "nonzero" if _manifestly_nonzero(alphabet, base) else "unknown"
        case ("contraction", word):
            half = len(word) // 2
            return "square" if word[:half] == alphabet.table.transpose(word[half:]) else "unknown"
        case ("det", index):
            return "nonzero" if alphabet.table.letters[index].invertible else "unknown"
        case ("sign",):
            return "nonzero"
    return "unknown"
