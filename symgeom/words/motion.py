"""How the letters of a moving frame change along a coordinate vector, at an instance: numbers, not words.

**Formula** (Gauss, Weingarten): ``dJ = J Gamma[x] + N (h x)^T``, ``dN = -J S x``; those of g and h follow from Leibniz's
rule, that of ``dN = -J g^{-1} h`` from all of these. The rules of `moving` say the same in words, and share nothing
with these but the two formulas. Source: J. M. Lee, *Introduction to Riemannian Manifolds*, ch. 8.
"""

from __future__ import annotations

from symgeom.words import exact
from symgeom.words.evaluation import contract
from symgeom.words.exact import Matrix
from symgeom.words.instances import Instance

__all__ = ["jacobian", "metric", "normal", "normal_derivative", "second_form", "value"]


def value(instance: Instance, name: str) -> Matrix:
    """The matrix of a letter by its name."""
    return instance.letter(_index(instance, name))


def jacobian(instance: Instance, x: Matrix) -> Matrix:
    """``dJ = J Gamma[x] + N (h x)^T``."""
    bent = exact.matmul(value(instance, "h"), x)
    along = exact.matmul(value(instance, "J"), _applied(instance, "Gamma", x))
    return _sum(along, exact.matmul(value(instance, "N"), exact.transpose(bent)))


def normal(instance: Instance, x: Matrix) -> Matrix:
    """``dN = -J S x``."""
    return exact.matmul(_minus(exact.matmul(value(instance, "J"), _shape(instance))), x)


def metric(instance: Instance, x: Matrix) -> Matrix:
    """The derivative of ``J^T J``."""
    moved = exact.matmul(exact.transpose(jacobian(instance, x)), value(instance, "J"))
    return _sum(moved, exact.transpose(moved))


def second_form(instance: Instance, x: Matrix) -> Matrix:
    """``(nabla_x h) + h Gamma[x]`` and its transpose."""
    turned = exact.matmul(value(instance, "h"), _applied(instance, "Gamma", x))
    return _sum(_applied(instance, "nabla h", x), _sum(turned, exact.transpose(turned)))


def normal_derivative(instance: Instance, x: Matrix) -> Matrix:
    """The derivative of ``-J g^{-1} h``."""
    J, S, inverse = value(instance, "J"), _shape(instance), exact.inverse(value(instance, "g"))
    lifted = _sum(second_form(instance, x), _minus(exact.matmul(metric(instance, x), S)))
    moved = exact.matmul(jacobian(instance, x), S)
    return _minus(_sum(moved, exact.matmul(J, exact.matmul(inverse, lifted))))


def _shape(instance: Instance) -> Matrix:
    return exact.matmul(exact.inverse(value(instance, "g")), value(instance, "h"))


def _applied(instance: Instance, name: str, x: Matrix) -> Matrix:
    return contract(instance, [x], _index(instance, name))


def _index(instance: Instance, name: str) -> int:
    return [letter.name for letter in instance.alphabet.table.letters].index(name)


def _sum(a: Matrix, b: Matrix) -> Matrix:
    return [[x + y for x, y in zip(r, s)] for r, s in zip(a, b)]


def _minus(a: Matrix) -> Matrix:
    return [[-x for x in row] for row in a]
