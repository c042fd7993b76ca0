"""Functions by name: angles and exponentials, logarithms, |p| and signs, max and min; the others by their derivatives alone."""

from __future__ import annotations

import sympy as sp

from symgeom.algebra.field.differential import Field, Generator, OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.collect import CIRCULAR, HYPERBOLIC, TANGENT, TANH, clip, slope
from symgeom.algebra.reading.exponentials import Exponentials, Read, quotient
from symgeom.algebra.signs.oracle import Signs
from symgeom.algebra.signs.roots import Roots

__all__ = ["Functions"]


class Functions:
    """The functions of one field; ``read`` reads their arguments.

    ``keep_sinc`` leaves sinc as it is, as on a surface: it is regular at 0, and its quotient is not.
    """

    def __init__(self, angles: Exponentials, read: Read, keep_sinc: bool) -> None:
        self.field: Field = angles.field
        self.signs: Signs = angles.signs
        self.roots: Roots = angles.roots
        self._angles, self._read, self._keep_sinc = angles, read, keep_sinc

    def element(self, e: sp.Expr) -> Element:
        """The value of a function."""
        if isinstance(e, (*CIRCULAR, *HYPERBOLIC, *TANH)):
            found = self.field.find(e)
            if found is not None:
                return found
        if isinstance(e, TANGENT) and not self._angles.has_angle(e.args[0]):
            c, s = self._angles.circle(2 * e.args[0])
            return s / (1 + c) if isinstance(e, sp.tan) else (1 + c) / s
        if isinstance(e, CIRCULAR):
            c, s = self._angles.circle(e.args[0])
            return quotient(e, c, s, ("cos", "sin", "tan", "cot", "sec", "csc"))
        if isinstance(e, TANH):
            t = self._angles.hyperbolic_tangent(e.args[0])
            return t if isinstance(e, sp.tanh) else 1 / t
        if isinstance(e, HYPERBOLIC):
            c, s = self._angles.hyperbola(e.args[0])
            return quotient(e, c, s, ("cosh", "sinh", "", "", "sech", "csch"))
        if isinstance(e, sp.log):
            return self.roots.logarithm(self._read(e.args[0]))
        if isinstance(e, sp.Abs):
            self._must_be_real(e.args[0])
            return self.roots.absolute(self._read(e.args[0]))
        if isinstance(e, sp.sign):
            self._must_be_real(e.args[0])
            return self.roots.sign(self._read(e.args[0]))
        if isinstance(e, sp.sinc) and not self._keep_sinc:
            return self._read(sp.sin(e.args[0])) / self._read(e.args[0])
        return self._opaque(e)

    def _must_be_real(self, e: sp.Expr) -> None:
        value = self._read(e)
        if not (
            self.signs.is_real(value.num) and all(self.signs.is_real(self.field.base(b)) for b in value.den)
        ):
            raise OutsideClass(
                f"the absolute value or sign of {clip(e)}, which need not be real: a root or logarithm in it has an "
                "argument whose sign on the domain is not known"
            )

    def extreme(self, e: sp.Expr) -> Element:
        """max or min, through absolute values."""
        for a in e.args:
            self._must_be_real(a)
        best = self._read(e.args[0])
        for a in e.args[1:]:
            other = self._read(a)
            gap = self.roots.absolute(best - other)
            best = (best + other + gap) / 2 if isinstance(e, sp.Max) else (best + other - gap) / 2
        return best

    def _opaque(self, e: sp.Expr) -> Element:
        """A function that the field knows only through its derivative: atan, asin, erf, ..."""
        found = self.field.find(e)
        if found is not None:
            return found
        if isinstance(e, sp.Piecewise):
            raise OutsideClass(f"{clip(e)}: Piecewise; give one branch with its domain instead")
        arguments = [self._read(a) for a in e.args]

        def rule(x: sp.Symbol) -> Element:
            total = self.field.rational(0)
            for slot, argument in enumerate(arguments):
                inner = self.field.derivative(argument, x)
                if not inner.is_zero():
                    total = total + self._read(slope(e, slot)) * inner
            return total

        return self.field.enter(Generator("function", e, rule, arguments[0] if arguments else None))
