"""A point of the graph of an arbitrary function of d variables, d unspecified.

**Convention**: the graph is ``X(x) = (x, l(x))`` in ``R^d x R`` with the upward normal; p = gradient, A =
Hessian, ``T[x]`` = third derivative along x, ``w = sqrt(1 + p.p) > 0``. Source: THEORY of the project,
section 2; J. M. Lee, *Introduction to Riemannian Manifolds*, ch. 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from symgeom.errors import InputError
from symgeom.notation.composed import above
from symgeom.notation.tree import Notation
from symgeom.words.alphabet import LINE
from symgeom.words.decision import Decision
from symgeom.words.expression import Expression
from symgeom.words.frames import Alphabet

__all__ = ["GraphFrame", "Stack"]


class GraphFrame(Alphabet):
    """Derivatives of an arbitrary function at a point: ``gradient`` p, ``hessian`` A, ``third(x)``.

    The function may be scaled by a positive parameter first: ``GraphFrame(height_scale="a")`` has ``w = sqrt(1 +
    a^2 p.p)`` and `scale`. ``invertible_hessian=True`` lets A be inverted and det A be derived.

    >>> f = GraphFrame()
    >>> p, A, I, w, d = f.gradient, f.hessian, f.identity, f.w, f.d
    >>> g = (I + p.outer(p)).named("g")
    >>> S = (g.inverse() @ A / w).named("S")
    >>> f.decide(S.trace(), (A.trace() - p.dot(A @ p) / w**2) / w).status
    'proved'
    >>> f.decide(S.det(), A.det() / w**(d + 2)).status
    'proved'
    >>> twin = f.decide(S.det(), A.det() / w**(d + 1))
    >>> twin.status, twin.witness.d
    ('refuted', 2)
    """

    def __init__(self, *, height_scale: str | None = None, invertible_hessian: bool = False) -> None:
        super().__init__()
        self.gradient = self.letter("p", self.space, LINE, jet=1)
        self._jets[1] = 0
        self.hessian = self.letter(
            "A", self.space, self.space, symmetric=True, invertible=invertible_hessian, jet=2
        )
        self._jets[2] = 1
        self.scale = self.parameter(height_scale, positive=True) if height_scale else self.number(1)
        self.w = self.hypotenuse("w", self.gradient, self.scale)
        self.gradient = self.expression_of(0)
        self.given_letters = len(self.table.letters)
        self.slope = self.scale * self.gradient if height_scale else self.gradient

    def third(self, *vectors: Expression) -> Expression:
        """The symmetric operator ``T[x]``: the Hessian's derivative along x; with two vectors the fourth.

        >>> f = GraphFrame()
        >>> x, y = f.vector("x"), f.vector("y")
        >>> f.decide(f.third(x) @ y, f.third(y) @ x).status
        'proved'
        """
        return self.derivative_operator(*vectors)

    def at_critical_point(self, e: Expression) -> Expression:
        """The expression where the gradient is zero, so that ``w = 1``.

        >>> f = GraphFrame()
        >>> f.at_critical_point(f.hessian / f.w).normal_latex
        'A'
        """
        return self.substitute(e, {self.gradient: 0})

    # the ambient space R^d x R ----------------------------------------

    @cached_property
    def jacobian(self) -> Stack:
        """``J = (I, p^T)``."""
        return Stack(self.identity, self.slope.T)

    @cached_property
    def normal(self) -> Stack:
        """The upward unit normal ``N = (-p, 1)/w``."""
        return Stack(-self.slope / self.w, 1 / self.w)

    def stack(self, top: Expression, bottom: Expression | int) -> Stack:
        """A map to ``R^d x R`` by its two components; 0 may stand for the lower one."""
        return Stack(
            top,
            self.zero(LINE, top.columns) if isinstance(bottom, int) and not bottom else top._coerce(bottom),
        )

    def decide_stacks(self, left: Stack, right: Stack) -> Decision:
        """Are both components equal? The verdict of the first one that is not proved, else of the last."""
        if not isinstance(right, Stack):
            raise InputError(f"{left.latex} is a vector of the ambient space, and the other side is none.")
        upper = self.decide(left.top, right.top)
        verdict = self.decide(left.bottom, right.bottom) if upper else upper
        assumptions = tuple(sorted({*upper.assumptions, *verdict.assumptions}))
        return replace(verdict, latex=f"{left.latex} = {right.latex}", assumptions=assumptions)


@dataclass(frozen=True, repr=False)
class Stack:
    """A map to ``R^d x R``: an upper part that maps to R^d and a lower part that maps to the line.

    >>> f = GraphFrame()
    >>> J, N = f.jacobian, f.normal
    >>> f.decide(J.gram(J), f.identity + f.gradient.outer(f.gradient)).status
    'proved'
    >>> f.decide(J.gram(N), 0).status, f.decide(N.gram(N), 1).status
    ('proved', 'proved')
    """

    top: Expression
    bottom: Expression

    def __post_init__(self) -> None:
        self.top.alphabet.own(self.bottom)
        if self.bottom.rows != LINE or self.bottom.columns != self.top.columns:
            raise InputError(
                f"the lower part {self.bottom.latex} must map the space of {self.top.latex} to the line."
            )

    @property
    def notation(self) -> Notation:
        """A column of two blocks."""
        return above(self.top.notation, self.bottom.notation)

    @property
    def latex(self) -> str:
        return self.notation.latex

    def __repr__(self) -> str:
        return self.latex

    def gram(self, other: Stack) -> Expression:
        """``a^T b``: all inner products of the columns; the inner product of two ambient vectors."""
        if self.top.columns == LINE == other.top.columns:
            upper, lower = self.top.dot(other.top), self.bottom * other.bottom
        else:
            upper, lower = self.top.T @ other.top, self.bottom.T @ other.bottom
        if "zero" in (self.top.stated.operation, other.top.stated.operation):
            return lower
        if "zero" in (self.bottom.stated.operation, other.bottom.stated.operation):
            return upper
        return upper + lower

    def __add__(self, other: Stack) -> Stack:
        return Stack(self.top + other.top, self.bottom + other.bottom)

    def __sub__(self, other: Stack) -> Stack:
        return Stack(self.top - other.top, self.bottom - other.bottom)

    def __neg__(self) -> Stack:
        return Stack(-self.top, -self.bottom)

    def __mul__(self, scalar: Expression | int) -> Stack:
        return Stack(self.top * scalar, self.bottom * scalar)

    __rmul__ = __mul__

    def __matmul__(self, other: Expression) -> Stack:
        return Stack(self.top @ other, self.bottom @ other)

    def derive(self, direction: Expression) -> Stack:
        """The derivative along a vector of the chart, by components; a constant one gives 0."""
        f = self.top.alphabet
        top, bottom = f.derive(self.top, direction), f.derive(self.bottom, direction)
        return Stack(*(f.zero(e.rows, e.columns) if e.is_zero else e for e in (top, bottom)))
