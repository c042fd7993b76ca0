"""Values of formulas at an instance: of the formula as it was stated, and of its normal form.

The two share the instance and the arithmetic, nothing else: that they agree is the test of the normal form.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from symgeom.words import exact
from symgeom.words.alphabet import INVERTED, TRANSPOSED, Factor, Letter, Word
from symgeom.words.coefficients import Coefficient
from symgeom.words.exact import Dual, Matrix
from symgeom.words.instances import Instance, Overlay, Perturbed

if TYPE_CHECKING:
    from symgeom.words.expression import Expression

__all__ = ["contract", "evaluate", "evaluate_normal", "sampled_rationally"]


def evaluate(e: Expression, instance: Instance, level: int = 0) -> Matrix:
    """The matrix of a formula as it was stated; ZeroDivisionError where it is not defined."""
    operation, data = e.stated.operation, e.stated.data
    if operation == "derive":
        body, direction = e.stated.operands
        moved = Perturbed(instance, evaluate(direction, instance, level), level)
        value = evaluate(body, moved, level + 1)
        return [[_slope(x, level) for x in row] for row in value]
    if operation == "substitute":
        body, *images = e.stated.operands
        pairs: Any = zip(data, images)
        return evaluate(body, Overlay(instance, {i: evaluate(f, instance, level) for i, f in pairs}), level)
    values = [evaluate(f, instance, level) for f in e.stated.operands]
    if operation in ("letter", "generator", "number", "identity", "zero", "third", "applied"):
        return _leaf(e, values, instance)
    return _combine(e, operation, values)


def _slope(x: Any, level: int) -> Any:
    """The derivative in the infinitesimal of a level, a plain number where no other infinitesimal is left in it."""
    slope = x.slope(level) if isinstance(x, Dual) else Fraction(0)
    return slope.value if isinstance(slope, Dual) and set(slope.parts) <= {frozenset()} else slope


def _leaf(e: Expression, values: list[Matrix], instance: Instance) -> Matrix:
    d, data = instance.d, e.stated.data
    rows, columns = e.rows.size(d), e.columns.size(d)
    match e.stated.operation:
        case "letter":
            return instance.letter(data[0])  # type: ignore[arg-type]
        case "number":
            return [[data[0]]]
        case "identity":
            return exact.identity(rows)
        case "zero":
            return exact.matrix(rows, columns, lambda i, j: Fraction(0))
        case "third":
            return contract(instance, values)
        case "applied":
            return contract(instance, values, data[0])  # type: ignore[arg-type]
    return [[_generator(instance, data)]]


def contract(instance: Instance, columns: list[Matrix], index: int | None = None) -> Matrix:
    """The matrix of a higher derivative, or of another letter with arguments, with all but two places filled."""

    def entry(i: int, j: int) -> Any:
        total: Any = Fraction(0)
        for indices in product(range(instance.d), repeat=len(columns)):
            term = (
                instance.jet((i, j, *indices)) if index is None else instance.tensor(index, (i, j, *indices))
            )
            for k, column in zip(indices, columns):
                term = term * column[k][0]
            total = total + term
        return total

    return exact.matrix(instance.d, instance.d, entry)


def _combine(e: Expression, operation: str, v: list[Matrix]) -> Matrix:
    match operation:
        case "add" | "subtract":
            sign = 1 if operation == "add" else -1
            return [[x + sign * y for x, y in zip(a, b)] for a, b in zip(*v)]
        case "negate":
            return [[-x for x in row] for row in v[0]]
        case "scale":
            return [[v[0][0][0] * x for x in row] for row in v[1]]
        case "divide":
            return [[x / v[1][0][0] for x in row] for row in v[0]]
        case "product":
            return exact.matmul(*v)
        case "dot":
            return exact.matmul(exact.transpose(v[0]), v[1])
        case "outer":
            return exact.matmul(v[0], exact.transpose(v[1]))
        case "transpose":
            return exact.transpose(v[0])
        case "inverse":
            return exact.inverse(v[0])
        case "trace":
            return [[sum((row[i] for i, row in enumerate(v[0])), Fraction(0))]]
        case "det":
            return [[exact.det(v[0])]]
        case "power":
            return _power(v[0], int(v[1][0][0]))
        case "named":
            return v[0]
    raise AssertionError(f"no evaluation for {operation}")


def _power(a: Matrix, n: int) -> Matrix:
    base = a if n >= 0 else exact.inverse(a)
    out = exact.identity(len(a))
    for _ in range(abs(n)):
        out = exact.matmul(out, base)
    return out


# generators, and the normal form itself ----------------------------------------


def _generator(instance: Instance, key: tuple[Any, ...]) -> Any:
    alphabet = instance.alphabet
    match key:
        case ("dimension",):
            return Fraction(instance.d)
        case ("sign",):
            return Fraction((-1) ** instance.d)
        case ("parameter", name):
            return instance.parameter(name)
        case ("root", name):
            return exact.sqrt(evaluate(alphabet.roots[name], instance)[0][0])
        case ("contraction", word):
            return _word(word, instance, 1)[0][0]
        case ("trace", word):
            a = _word(word, instance, alphabet.table.rows(word[0]).size(instance.d))
            return sum((row[i] for i, row in enumerate(a)), Fraction(0))
        case ("det", index):
            return exact.det(instance.letter(index))
        case ("power", name):
            return _coefficient(alphabet.table.power_bases[name], instance) ** instance.d
    raise AssertionError(f"no value for {key}")


def _coefficient(c: Coefficient, instance: Instance) -> Any:
    parts = []
    for polynomial in (c.numerator, c.denominator):
        total: Any = Fraction(0)
        for q, powers in c.terms(polynomial):
            term: Any = q
            for key, n in powers:
                term = term * _generator(instance, key) ** n
            total = total + term
        parts.append(total)
    return parts[0] / parts[1]


def _factor(f: Factor, instance: Instance) -> Matrix:
    index, flags, arguments = f
    if arguments:
        jet = instance.alphabet.table.letters[index].jet
        a = contract(instance, [_word(b, instance, 1) for b in arguments], None if jet else index)
    else:
        a = instance.letter(index)
    if flags & INVERTED:
        a = exact.inverse(a)
    return exact.transpose(a) if flags & TRANSPOSED else a


def _word(word: Word, instance: Instance, size: int) -> Matrix:
    if not word:
        return exact.identity(size)
    out = _factor(word[0], instance)
    for f in word[1:]:
        out = exact.matmul(out, _factor(f, instance))
    return out


def evaluate_normal(e: Expression, instance: Instance) -> Matrix:
    """The matrix of the normal form."""
    rows, columns = e.rows.size(instance.d), e.columns.size(instance.d)
    out = exact.matrix(rows, columns, lambda i, j: Fraction(0))
    for word, c in e.terms.items():
        value, a = _coefficient(c, instance), _word(word, instance, rows)
        out = [[x + value * y for x, y in zip(r, s)] for r, s in zip(out, a)]
    return out


def sampled_rationally(letter: Letter, scale: Expression) -> Letter:
    """The vector letter chosen so that ``sqrt(1 + scale^2 v.v)`` is rational: inverse stereographic projection."""

    def sampler(instance: Instance) -> Matrix:
        random = instance.random(letter.name)
        while True:
            t = [random.randint(-2, 2) for _ in range(letter.rows.size(instance.d))]
            norm = sum(x * x for x in t)
            if norm > 1:
                factor = Fraction(2, 1 - norm) / evaluate(scale, instance)[0][0]
                return [[x * factor] for x in t]

    return replace(letter, sampler=sampler)
