"""Identities of any dimension, written out for one d as identities between polynomials.

What is here: `FreeInstance`, which evaluates the words of a graph's frame as they were stated, with the derivatives of an
undefined function of d variables for gradient, Hessian and higher derivatives, and free symbols for the entries of the other
letters. It shares no rule with the normal form of words: that the sides agree is proved once more, by polynomials. Facts
about letters are not used, so what holds here holds under the facts, and what needs them has no certificate.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.algebra.field.elements import Element
from symgeom.decision.replay import FreeTranslator
from symgeom.errors import InputError
from symgeom.geometry import Graph, linear
from symgeom.geometry.graphrules import bend, slopes

__all__ = ["FreeInstance"]

Matrix = tuple[tuple[Element, ...], ...]


class FreeInstance:
    """The letters of a frame in dimension d, over the free field of `Graph.abstract`.

    >>> from symgeom.words import GraphFrame
    >>> frame = GraphFrame()
    >>> at = FreeInstance(2)
    >>> len(at.value(frame.gradient))
    2
    """

    def __init__(self, d: int) -> None:
        from symgeom.certificates.surface import free_surface

        self.d = d
        self.graph: Any = free_surface(Graph.abstract(d))
        self.translator: FreeTranslator = self.graph.engine.translator
        self.field = self.translator.field
        self._letters: dict[tuple[int, str], Matrix] = {}
        self._replaced: list[dict[int, Matrix]] = []
        self._memo: dict[Any, Matrix] = {}

    def value(self, e: Any) -> Matrix:
        """The matrix of a formula as it was stated. Raises `InputError` for what has no instance here."""
        key = (id(e), len(self._replaced))
        if self._replaced:
            return self._value(e)
        if key not in self._memo:
            self._memo[key] = self._value(e)
            self._letters[id(e), ""] = (e,)  # keeps e alive, so that its id stays its own
        return self._memo[key]

    def _value(self, e: Any) -> Matrix:
        operation, operands, data = e.stated.operation, e.stated.operands, e.stated.data
        d = self.d
        match operation:
            case "letter":
                return self._letter(e.alphabet, data[0])
            case "number":
                return ((self._rational(data[0]),),)
            case "generator":
                return ((self._generator(e.alphabet, data),),)
            case "identity":
                return self._filled(e.rows.size(d), e.rows.size(d), lambda i, j: self._rational(int(i == j)))
            case "zero":
                return self._filled(e.rows.size(d), e.columns.size(d), lambda i, j: self._rational(0))
            case "derive":
                return self._derived(self.value(operands[0]), self.value(operands[1]))
            case "third":
                A = bend(self.graph)
                for vector in operands:
                    A = self._derived(A, self.value(vector))
                return A
            case "substitute":
                images = [self.value(image) for image in operands[1:]]
                self._replaced.append(dict(zip(data, images)))
                try:
                    return self.value(operands[0])
                finally:
                    self._replaced.pop()
        return self._combined(operation, [self.value(part) for part in operands])

    def _combined(self, operation: str, v: list[Matrix]) -> Matrix:
        match operation:
            case "add":
                return self._entrywise(lambda x, y: x + y, *v)
            case "subtract":
                return self._entrywise(lambda x, y: x - y, *v)
            case "negate":
                return self._entrywise(lambda x: -x, v[0])
            case "scale":
                return self._entrywise(lambda x: v[0][0][0] * x, v[1])
            case "divide":
                return self._entrywise(lambda x: x / v[1][0][0], v[0])
            case "product":
                return self._product(v[0], v[1])
            case "dot":
                return self._product(linear.transpose(v[0]), v[1])
            case "outer":
                return self._product(v[0], linear.transpose(v[1]))
            case "transpose":
                return linear.transpose(v[0])
            case "trace":
                return ((linear.trace(v[0]),),)
            case "det":
                return ((linear.determinant(v[0]),),)
            case "inverse":
                return self._inverse(v[0])
            case "power":
                return self._power(v[0], v[1][0][0])
            case "named":
                return v[0]
        raise InputError(f"the operation {operation} of words is not written out in coordinates")

    # Letters ---------------------------------------------------------------------------------------------------------
    def _letter(self, alphabet: Any, index: int) -> Matrix:
        for replaced in reversed(self._replaced):
            if index in replaced:
                return replaced[index]
        letter = alphabet.table.letters[index]
        if letter.jet == 1:
            return tuple((x,) for x in slopes(self.graph))
        if letter.jet == 2:
            return bend(self.graph)
        if letter.jet:
            raise InputError(f"the letter {letter.name} needs its arguments")
        rows, columns = letter.rows.size(self.d), letter.columns.size(self.d)

        def entry(i: int, j: int) -> Element:
            i, j = (min(i, j), max(i, j)) if letter.symmetric else (i, j)
            # No letter, parameter or coordinate has brackets in its name, so that entries meet nothing else.
            at = f"{i + 1}, {j + 1}" if columns > 1 else f"{i + 1}"
            return self.translator.element(sp.Symbol(f"{letter.name}[{at}]", real=True))

        return self._filled(rows, columns, entry)

    def _generator(self, alphabet: Any, key: tuple[Any, ...]) -> Element:
        match key:
            case ("dimension",):
                return self._rational(self.d)
            case ("sign",):
                return self._rational((-1) ** self.d)
            case ("parameter", name):
                # "unless stated" is None: with False SymPy would hold the parameter for negative or zero.
                positive = alphabet.parameters[name] or None
                symbol = sp.Symbol(f"parameter {name}", real=True, positive=positive)
                return self.translator.element(symbol)
            case ("root", name):
                radicand = self.value(alphabet.roots[name])[0][0]
                root: Element = self.translator.roots.root(radicand, 2, nonnegative=True)
                return root
        raise InputError(f"the scalar {key[0]} of words is not written out in coordinates")

    # Calculus --------------------------------------------------------------------------------------------------------
    def _derived(self, body: Matrix, direction: Matrix) -> Matrix:
        if self._replaced:
            raise InputError("a derivative of replaced letters is not written out in coordinates")
        theta = letters(self.graph.coordinates)

        def along(x: Element) -> Element:
            slopes = (self.field.derivative(x, u) for u in theta)
            return self.field.sum(e[0] * slope for e, slope in zip(direction, slopes))  # type: ignore[no-any-return]

        return self._entrywise(along, body)

    def _inverse(self, a: Matrix) -> Matrix:
        below = linear.determinant(a)
        return self._entrywise(lambda x: x / below, linear.adjugate(a))

    def _power(self, a: Matrix, exponent: Element) -> Matrix:
        number = exponent.as_rational()
        if number is None or number.q != 1:
            raise InputError("a power with this exponent is not written out in coordinates")
        n = int(number.p)
        if len(a) == 1:
            return ((a[0][0] ** n,),)
        base = a if n >= 0 else self._inverse(a)
        out = self._filled(len(a), len(a), lambda i, j: self._rational(int(i == j)))
        for _ in range(abs(n)):
            out = self._product(out, base)
        return out

    # Small things ----------------------------------------------------------------------------------------------------
    def _rational(self, value: Any) -> Element:
        return self.translator.element(sp.Rational(value))

    def _product(self, a: Matrix, b: Matrix) -> Matrix:
        return linear.multiply(a, b)

    @staticmethod
    def _entrywise(function: Any, *matrices: Matrix) -> Matrix:
        return tuple(tuple(function(*entries) for entries in zip(*rows)) for rows in zip(*matrices))

    @staticmethod
    def _filled(rows: int, columns: int, entry: Any) -> Matrix:
        return tuple(tuple(entry(i, j) for j in range(columns)) for i in range(rows))
