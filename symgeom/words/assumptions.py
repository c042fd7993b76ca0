"""What the proof of an identity of words rests on: divisors, facts, and what was declared of the letters, as LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    found = [rf"{divisor} \neq 0" for divisor in sorted(difference.divisors)]
    found += [f"{a.latex} = {b.latex}" for a, b in facts]
    return tuple(dict.fromkeys([*found, *_declared(alphabet, sides)]))


def _declared(alphabet: Alphabet, sides: list[Expression]) -> list[str]:
    found = []
    for index in sorted(set().union(*(letters(side) for side in sides))):
        letter = alphabet.table.letters[index]
        mine = index >= alphabet.given_letters and not letter.jet
        if letter.symmetric and mine:
            found.append(rf"{letter.latex} = {letter.latex}^{{\mathsf T}}")
        if letter.invertible and (mine or letter.jet):
            found.append(rf"\det {letter.latex} \neq 0")
    data: list[Any] = [
        part.stated.data for side in sides for part in parts(side) if part.stated.operation == "generator"
    ]
    for kind, *rest in dict.fromkeys(data):
        if kind == "parameter" and alphabet.parameters[rest[0]]:
            found.append(f"{alphabet.symbols[rest[0]]} > 0")
    return found
