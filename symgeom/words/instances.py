"""An instance gives d a number and every letter an exact matrix; formulas are evaluated on it as stated."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

from symgeom.errors import InputError
from symgeom.words import exact
from symgeom.words.alphabet import Letter
from symgeom.words.exact import Dual, Matrix

if TYPE_CHECKING:
    from symgeom.words.frames import Alphabet

__all__ = ["Instance", "Overlay", "Perturbed"]


class Instance:
    """Values for one d: given ones, else small random numbers that suit the letter and the facts.

    The random numbers depend on seed, d and the letter's name only.
    """

    def __init__(
        self, alphabet: Alphabet, d: int, values: dict[str, Any] | None = None, seed: int = 0
    ) -> None:
        self.alphabet, self.d, self.seed = alphabet, d, seed
        self.values: dict[str, Matrix] = {}
        self.jets: dict[tuple[int, ...], Fraction] = {}
        self.tensors: dict[tuple[int, tuple[int, ...]], Fraction] = {}
        names = {letter.name: letter for letter in alphabet.table.letters}
        for name, value in (values or {}).items():
            if name in names and names[name].jet >= 3:
                self._store_jet(names[name].jet, value)
            elif name in names or name in alphabet.parameters:
                self.values[name] = exact.rational_matrix(value)
            else:
                known = ", ".join([*names, *alphabet.parameters])
                raise InputError(f"no letter {name!r} in this frame; it has {known}.")

    def random(self, name: str) -> Random:
        """A stream of random numbers for this letter."""
        return Random(f"{self.seed}:{self.d}:{name}")

    def letter(self, index: int) -> Matrix:
        """The matrix of a letter."""
        letter = self.alphabet.table.letters[index]
        if letter.jet >= 3:
            raise InputError(f"{letter.latex} needs its arguments.")
        if letter.name not in self.values:
            self.values[letter.name] = letter.sampler(self) if letter.sampler else self._sample(letter)
        return self.values[letter.name]

    def _sample(self, letter: Letter) -> Matrix:
        rows, columns, random = (
            letter.rows.size(self.d),
            letter.columns.size(self.d),
            self.random(letter.name),
        )
        while True:
            a = exact.matrix(rows, columns, lambda i, j: Fraction(random.randint(-3, 3)))
            if letter.symmetric:
                a = exact.matrix(rows, columns, lambda i, j, a=a: a[min(i, j)][max(i, j)])  # type: ignore[misc]
            if not letter.invertible or exact.det(a):
                return a

    def parameter(self, name: str) -> Fraction:
        """The value of a named parameter."""
        if name not in self.values:
            random = self.random(name)
            self.values[name] = [[Fraction(random.randint(1, 5), random.randint(1, 3))]]
        return Fraction(self.values[name][0][0])

    def jet(self, indices: tuple[int, ...]) -> Any:
        """A partial derivative of the function of the frame; the order of the indices is immaterial."""
        order = len(indices)
        if order <= 2:
            a = self.letter(self.alphabet.jet_letter(order))
            return a[indices[0]][indices[1] if order == 2 else 0]
        key = tuple(sorted(indices))
        if key not in self.jets:
            self.jets[key] = Fraction(self.random(f"jet{key}").randint(-3, 3))
        return self.jets[key]

    def tensor(self, index: int, key: tuple[int, ...]) -> Any:
        """The entry (row, column, arguments ...) of a letter with arguments that is no derivative of the function."""
        letter = self.alphabet.table.letters[index]
        key = tuple(sorted(key)) if letter.symmetric else (key[0], *sorted(key[1:]))
        if (index, key) not in self.tensors:
            self.tensors[index, key] = Fraction(self.random(f"{letter.name}{key}").randint(-2, 2))
        return self.tensors[index, key]

    def _store_jet(self, order: int, value: Any) -> None:
        for key in product(range(self.d), repeat=order):
            entry = value
            for i in key:
                entry = entry[i]
            if self.jets.setdefault(tuple(sorted(key)), Fraction(entry)) != Fraction(entry):
                raise InputError(f"the derivatives of order {order} must be symmetric in all indices.")

    def used(self) -> dict[str, Any]:
        """Every value that was asked for, by name; derivatives of order 3 and more by sorted indices."""
        out: dict[str, Any] = dict(self.values)
        for key, value in sorted(self.jets.items()):
            out[f"D{key}"] = [[value]]
        for (index, key), value in sorted(self.tensors.items()):
            out[f"{self.alphabet.table.letters[index].name}{key}"] = [[value]]
        return out


class Perturbed(Instance):
    """The instance moved along a vector: every derivative gains ``eps`` times the next one."""

    def __init__(self, parent: Instance, direction: Matrix, level: int) -> None:
        self.parent, self.direction, self.level = parent, direction, level
        self.alphabet, self.d, self.seed = parent.alphabet, parent.d, parent.seed

    def letter(self, index: int) -> Matrix:
        """The matrix of a letter; constants don't move."""
        letter = self.alphabet.table.letters[index]
        if letter.jet == 1:
            return [[self.jet((i,))] for i in range(self.d)]
        if letter.jet == 2:
            return exact.matrix(self.d, self.d, lambda i, j: self.jet((i, j)))
        value = self.parent.letter(index)
        if letter.motion is not None:
            change = letter.motion(self.parent, self.direction)
            step = Dual.infinitesimal(self.level)
            return [[x + step * y for x, y in zip(a, b)] for a, b in zip(value, change)]
        if not letter.constant:
            raise InputError(f"the derivative of {letter.latex} is not known: no rule was given for it.")
        return value

    def tensor(self, index: int, key: tuple[int, ...]) -> Any:
        """It would need a derivative that nothing is known of."""
        latex = self.alphabet.table.letters[index].latex
        raise InputError(f"the derivative of {latex} is not known: no rule was given for it.")

    def parameter(self, name: str) -> Fraction:
        """Parameters are constant."""
        return self.parent.parameter(name)

    def jet(self, indices: tuple[int, ...]) -> Any:
        """First-order Taylor expansion."""
        change = sum(
            (e[0] * self.parent.jet((*indices, j)) for j, e in enumerate(self.direction)),
            Fraction(0),
        )
        return self.parent.jet(indices) + Dual.infinitesimal(self.level) * change


class Overlay(Instance):
    """An instance with some letters replaced."""

    def __init__(self, parent: Instance, replaced: dict[int, Matrix]) -> None:
        self.parent, self.replaced = parent, replaced
        self.alphabet, self.d, self.seed = parent.alphabet, parent.d, parent.seed

    def letter(self, index: int) -> Matrix:
        """The replaced matrix, or the parent's."""
        return self.replaced[index] if index in self.replaced else self.parent.letter(index)

    def tensor(self, index: int, key: tuple[int, ...]) -> Any:
        """The parent's."""
        return self.parent.tensor(index, key)

    def parameter(self, name: str) -> Fraction:
        """The parent's."""
        return self.parent.parameter(name)

    def jet(self, indices: tuple[int, ...]) -> Any:
        """The parent's, unless gradient or Hessian are replaced."""
        return super().jet(indices) if len(indices) <= 2 else self.parent.jet(indices)
