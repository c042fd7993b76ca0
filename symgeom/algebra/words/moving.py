"""A point of an arbitrary hypersurface in an arbitrary chart, d unspecified: free letters and their facts.

**Convention**: J is the Jacobian, N the unit normal, ``g = J^T J``, ``h = -J^T dN``, ``S = g^{-1} h``.
Source: J. M. Lee, *Introduction to Riemannian Manifolds*, ch. 8.
"""

from __future__ import annotations

from fractions import Fraction

from symgeom.algebra.words import exact
from symgeom.algebra.words.alphabet import LINE, Space
from symgeom.algebra.words.exact import Matrix
from symgeom.algebra.words.expression import Expression
from symgeom.algebra.words.frames import Alphabet
from symgeom.algebra.words.instances import Instance

__all__ = ["MovingFrame"]


class MovingFrame(Alphabet):
    """Jacobian J, metric g, normal N, its derivative dN, second form h, and a change of chart B with inverse.

    The facts are ``J^T J = g``, ``J^T N = 0``, ``N^T N = 1``, ``N^T dN = 0`` (the derivative of ``N^T N =
    1``), ``J^T dN = -h``, and that J and N span the ambient space, ``J g^{-1} J^T + N N^T = I``.

    >>> f = MovingFrame()
    >>> f.decide(f.normal_derivative, -f.jacobian @ f.shape_operator).status
    'proved'
    >>> f.decide(f.normal_derivative, f.jacobian @ f.shape_operator).status
    'refuted'
    """

    def __init__(self) -> None:
        super().__init__()
        self.ambient = Space("R^{d+1}", 1)
        V, W = self.space, self.ambient
        self.metric = g = self.letter("g", V, V, symmetric=True, invertible=True, sampler=_metric)
        self.second_form = h = self.letter("h", V, V, symmetric=True)
        self.jacobian = J = self.letter("J", W, V, sampler=_jacobian)
        self.normal = N = self.letter("N", W, LINE, sampler=_normal)
        self.normal_derivative = dN = self.letter("dN", W, V, sampler=_normal_derivative)
        self.chart = self.operator("B", invertible=True)
        self.fact(J.T @ J, g)
        self.fact(N.dot(N), 1)
        self.fact(J.T @ N, 0)
        self.fact(N.T @ dN, 0)
        self.fact(J.T @ dN, -h)
        self.fact(J @ g.inverse() @ J.T, self.identity_on(W) - N.outer(N))
        self.shape_operator = (g.inverse() @ h).named("S")
        self.third_form = (h @ g.inverse() @ h).named(r"\mathrm{III}")

    def second_derivative(self, x: Expression, y: Expression) -> Expression:
        """The ambient vector ``D_x D_y X`` for two vector letters; its normal part is ``h(x, y)``.

        >>> f = MovingFrame()
        >>> x, y = f.vector("x"), f.vector("y")
        >>> Xxy = f.second_derivative(x, y)
        >>> f.decide(Xxy.dot(f.normal), -(f.jacobian @ x).dot(f.normal_derivative @ y)).status
        'proved'
        """
        h, N = self.second_form, self.normal

        def sampler(instance: Instance) -> Matrix:
            tangent = exact.matmul(
                _letter(instance, "J"), instance.random("tangent").choices(TANGENTS, k=instance.d)
            )
            form = x.dot(h @ y).at(instance)[0][0]
            return [[t[0] + form * n[0]] for t, n in zip(tangent, _letter(instance, "N"))]

        name = f"D_{{{x.latex}}} D_{{{y.latex}}} X"
        vector = self.letter(name, self.ambient, LINE, sampler=sampler)
        self.fact(N.dot(vector), x.dot(h @ y))
        return vector


TANGENTS: Matrix = [[Fraction(n)] for n in (-2, -1, 0, 1, 2)]


def _letter(instance: Instance, name: str) -> Matrix:
    index = [letter.name for letter in instance.alphabet.table.letters].index(name)
    return instance.letter(index)


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
    J = _letter(instance, "J")
    return exact.matmul(exact.transpose(J), J)


def _normal_derivative(instance: Instance) -> Matrix:
    S = exact.matmul(exact.inverse(_letter(instance, "g")), _letter(instance, "h"))
    return [[-x for x in row] for row in exact.matmul(_letter(instance, "J"), S)]
