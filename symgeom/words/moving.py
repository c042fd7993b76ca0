"""A point of an arbitrary hypersurface in an arbitrary chart, d unspecified: free letters and their facts.

**Convention**: J is the Jacobian, N the unit normal, ``g = J^T J``, ``h = -J^T dN``, ``S = g^{-1} h``.
Source: J. M. Lee, *Introduction to Riemannian Manifolds*, ch. 8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symgeom.words import exact, motion
from symgeom.words.alphabet import LINE, Space
from symgeom.words.exact import Matrix
from symgeom.words.expression import Expression
from symgeom.words.frames import Alphabet
from symgeom.words.instances import Instance

__all__ = ["MovingFrame"]

Rule = Callable[[Expression], Expression]
Motion = Callable[[Instance, Matrix], Matrix]


class MovingFrame(Alphabet):
    """Jacobian J, metric g, normal N, its derivative dN, second form h, and a change of chart B with inverse.

    The facts are ``J^T J = g``, ``J^T N = 0``, ``N^T N = 1``, ``N^T dN = 0`` (the derivative of ``N^T N =
    1``), ``J^T dN = -h``, and that J and N span the ambient space, ``J g^{-1} J^T + N N^T = I``.

    All of these are fields. Their derivatives along a coordinate vector x, whose components are constant, are those of
    Gauss and Weingarten, with `connection` and the symmetric `second_form_derivative` (Codazzi's equation). The
    derivative of the connection is not known here, nor that of the chart B, nor of letters of one's own into the ambient
    space: what needs it is refused.

    >>> f = MovingFrame()
    >>> f.decide(f.normal_derivative, -f.jacobian @ f.shape_operator).status
    'proved'
    >>> x = f.vector("x")
    >>> f.decide(f.derive(f.normal, x), -f.jacobian @ f.shape_operator @ x).status
    'proved'
    >>> f.decide(f.derive(f.metric, x), 0).status
    'refuted'
    """

    def __init__(self) -> None:
        super().__init__()
        self.ambient = Space("R^{d+1}", 1)
        V, W = self.space, self.ambient
        self.metric = g = self.letter("g", V, V, symmetric=True, invertible=True, sampler=_metric)
        self.second_form = h = self.letter("h", V, V, symmetric=True)
        self.jacobian = J = self.letter("J", W, V, sampler=_jacobian, constant=False)
        self.normal = N = self.letter("N", W, LINE, sampler=_normal, constant=False)
        self.normal_derivative = dN = self.letter("dN", W, V, sampler=_normal_derivative, constant=False)
        self.chart = self.letter("B", V, V, invertible=True, constant=False)
        self.fact(J.T @ J, g)
        self.fact(N.dot(N), 1)
        self.fact(J.T @ N, 0)
        self.fact(N.T @ dN, 0)
        self.fact(J.T @ dN, -h)
        self.fact(J @ g.inverse() @ J.T, self.identity_on(W) - N.outer(N))
        self.shape_operator = S = (g.inverse() @ h).named("S")
        self.third_form = (h @ g.inverse() @ h).named(r"\mathrm{III}")
        self._connection = self._field("Gamma", r"\Gamma", exchange=True)
        self._slope = self._field("nabla h", r"\nabla h", symmetric=True)
        turn, bend = self.christoffel, self.second_form_derivative
        self._moves(J, lambda x: J @ turn(x) + N.outer(h @ x), motion.jacobian)
        self._moves(N, lambda x: -(J @ S @ x), motion.normal)
        self._moves(g, lambda x: g @ turn(x) + turn(x).T @ g, motion.metric)
        self._moves(h, lambda x: bend(x) + h @ turn(x) + turn(x).T @ h, motion.second_form)
        self._moves(
            dN,
            lambda x: -(J @ g.inverse() @ bend(x)) - J @ S @ turn(x) - N.outer(h @ S @ x),
            motion.normal_derivative,
        )
        self.given_facts, self.given_letters = len(self.facts), len(self.table.letters)

    def letter(self, name: str, rows: Space, columns: Space, *args: Any, **options: Any) -> Expression:
        """As in `Alphabet`; a letter into or out of the ambient space is a field."""
        options.setdefault("constant", self.ambient not in (rows, columns))
        return super().letter(name, rows, columns, *args, **options)

    def _field(self, name: str, latex: str, symmetric: bool = False, exchange: bool = False) -> int:
        """A letter with one argument."""
        V = self.space
        self.letter(name, V, V, latex, symmetric=symmetric, constant=False)
        letters = self.table.letters
        letters[-1] = replace(letters[-1], exchange=exchange)
        return len(letters) - 1

    def _moves(self, letter: Expression, rule: Rule, motion: Motion) -> None:
        index: Any = letter.stated.data[0]
        letters = self.table.letters
        letters[index] = replace(letters[index], constant=False, rule=rule, motion=motion)

    def christoffel(self, x: Expression) -> Expression:
        """The operator ``Gamma[x]``, the Levi-Civita connection in the chart: ``Gamma[x] y = Gamma[y] x``."""
        return self.applied(self._connection, [x])

    def connection(self, x: Expression, y: Expression) -> Expression:
        """``Gamma(x, y) = Gamma^k_ij x^i y^j``.

        >>> f = MovingFrame()
        >>> x, y, z, g, G = f.vector("x"), f.vector("y"), f.vector("z"), f.metric, f.connection
        >>> f.decide(f.derive(y.dot(g @ z), x), G(x, y).dot(g @ z) + y.dot(g @ G(x, z))).status
        'proved'
        """
        return (self.christoffel(x) @ y).named(rf"\Gamma({x.latex}, {y.latex})")

    def second_form_derivative(self, x: Expression) -> Expression:
        """The operator ``(nabla_x h)``; ``(nabla_x h)(y, z)`` is symmetric in x, y and z by Codazzi's equation."""
        return self.applied(self._slope, [x])

    def second_derivative(self, x: Expression, y: Expression) -> Expression:
        """The ambient vector ``D_x D_y X``, by Gauss's formula: ``J Gamma(x, y) + h(x, y) N``.

        >>> f = MovingFrame()
        >>> x, y = f.vector("x"), f.vector("y")
        >>> Xxy = f.second_derivative(x, y)
        >>> f.decide(Xxy.dot(f.normal), -(f.jacobian @ x).dot(f.normal_derivative @ y)).status
        'proved'
        >>> f.decide(f.second_derivative(x, 2 * y), 2 * Xxy).status
        'proved'
        """
        value = self.jacobian @ self.christoffel(x) @ y + x.dot(self.second_form @ y) * self.normal
        return value.named(f"D_{{{x.latex}}} D_{{{y.latex}}} X")


def _slopes(instance: Instance) -> tuple[list[Fraction], Fraction]:
    """A gradient p with rational ``w = sqrt(1 + p.p)``: in some chart the surface is a graph."""
    random = instance.random("tangent plane")
    while True:
        t = [Fraction(random.randint(-2, 2)) for _ in range(instance.d)]
        norm = sum((x * x for x in t), Fraction(0))
        if norm != 1:
            return [2 * x / (1 - norm) for x in t], abs((1 + norm) / (1 - norm))


def _jacobian(instance: Instance) -> Matrix:
    p, _ = _slopes(instance)
    random, d = instance.random("chart"), instance.d
    while True:
        chart = exact.matrix(d, d, lambda i, j: Fraction(random.randint(-2, 2)))
        if exact.det(chart):
            return exact.matmul([*exact.identity(d), p], chart)


def _normal(instance: Instance) -> Matrix:
    p, w = _slopes(instance)
    side = instance.random("side").choice((-1, 1))
    return [[-side * x / w] for x in p] + [[side / w]]


def _metric(instance: Instance) -> Matrix:
    J = motion.value(instance, "J")
    return exact.matmul(exact.transpose(J), J)


def _normal_derivative(instance: Instance) -> Matrix:
    S = exact.matmul(exact.inverse(motion.value(instance, "g")), motion.value(instance, "h"))
    return [[-x for x in row] for row in exact.matmul(motion.value(instance, "J"), S)]
