"""What the proof of an identity of words rests on: divisors, facts, and what was declared of the letters, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symgeom.notation.composed import determinant, equation, greater, letter, number, transposed, unequal
from symgeom.notation.tree import ATOM, Notation
from symgeom.words.statement import letters, parts

if TYPE_CHECKING:
    from symgeom.words.expression import Expression
    from symgeom.words.frames import Alphabet

__all__ = ["assumed"]


def assumed(
    alphabet: Alphabet, left: Expression, right: Expression, difference: Expression
) -> tuple[str, ...]:
    """Divisors that are not zero, the facts that were stated, and the properties of the letters in use."""
    facts = alphabet.facts[alphabet.given_facts :]
    sides = [left, right, *(side for fact in facts for side in fact)]
    divisors = sorted(difference.divisors, key=lambda divisor: divisor.latex)
    found = [unequal(divisor, number(0)) for divisor in divisors]
    found += [equation(a.notation, b.notation) for a, b in facts]
    return tuple(dict.fromkeys(shown.plain for shown in (*found, *_declared(alphabet, sides))))


def _declared(alphabet: Alphabet, sides: list[Expression]) -> list[Notation]:
    found = []
    for index in sorted(set().union(*(letters(side) for side in sides))):
        declared = alphabet.table.letters[index]
        shown = letter(declared.latex, ATOM)
        mine = index >= alphabet.given_letters and not declared.jet
        if declared.symmetric and mine:
            found.append(equation(shown, transposed(shown)))
        if declared.invertible and (mine or declared.jet):
            found.append(unequal(determinant(shown), number(0)))
    data: list[Any] = [
        part.stated.data for side in sides for part in parts(side) if part.stated.operation == "generator"
    ]
    for kind, *rest in dict.fromkeys(data):
        if kind == "parameter" and alphabet.parameters[rest[0]]:
            found.append(greater(letter(alphabet.symbols[rest[0]], ATOM), number(0)))
    return found
