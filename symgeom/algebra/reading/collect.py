"""What expressions need before a field can be made for them.

What is here: `Collected`, which walks expressions and notes the arguments of each kind of function, the symbols and the
index of fractional powers; `prepared`, which makes an expression ready to be read: decimals exact, derivatives done.
"""

from __future__ import annotations

from math import lcm
from typing import Any

import sympy as sp
from flint import fmpq
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.complexes import ZeroTest, real_form
from symgeom.algebra.domain.contents import kinds
from symgeom.algebra.domain.decimals import decimal, rough, rough_message
from symgeom.algebra.domain.jets import is_jet, jet_parts
from symgeom.algebra.domain.realness import COMPLEX
from symgeom.algebra.domain.sizes import check_parts, check_pending, parts
from symgeom.algebra.domain.totals import Total
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.reading.angle_basis import Form, Lattice, linear_form
from symgeom.bounds import MAX_EXPONENT
from symgeom.errors import BudgetError, InputError

__all__ = ["Collected", "carried_out", "clip", "no_logs", "prepared", "slope"]

CIRCULAR = (sp.sin, sp.cos, sp.tan, sp.cot, sp.sec, sp.csc)
TANGENT = (sp.tan, sp.cot)
HYPERBOLIC = (sp.sinh, sp.cosh, sp.sech, sp.csch)
TANH = (sp.tanh, sp.coth)
INVERSE_CIRCULAR = (sp.atan, sp.asin, sp.acos, sp.acot, sp.atan2)
INVERSE_HYPERBOLIC = (sp.asinh, sp.acosh, sp.atanh)
PRINTED = 5_000  # parts of an expression that is printed to be cut
MAX_TURN = 1_000  # the common denominator of multiples of pi
MAX_TURN_DEGREE = 100  # of the field of their cosines
MAX_EXPECTED = 60  # generators that a ring is made for at once
_SPECIAL = (
    sp.Float,
    sp.Derivative,
    *COMPLEX,
    type(sp.nan),
    type(sp.oo),
    type(-sp.oo),
    type(sp.zoo),
)


class Collected:
    """What the expressions need: the arguments of each kind of function, the root index, the symbols."""

    def __init__(self, is_zero: ZeroTest) -> None:
        self._is_zero = is_zero
        self.circular: list[Form] = []
        self.tangents: list[Form] = []
        self.hyperbolic: list[Form] = []
        self.tanh: list[Form] = []
        self.exponents: list[Form] = []
        self.symbols: set[sp.Symbol] = set()
        self.root_index = 1
        self._turns: set[int] = set()  # denominators of the rational multiples of pi
        self._hard = False  # one of them has no cosine or sine in radicals, as SymPy tabulates them
        self._arguments: list[int] = []  # the numbers of arguments of the undefined functions
        self._seen: set[sp.Basic] = set()

    def read(self, e: sp.Expr) -> None:
        if e in self._seen:
            return
        self._seen.add(e)
        if isinstance(e, sp.Subs):
            arguments = jet_parts(e)[1] if is_jet(e) else e.point
            self._arguments.append(len(arguments))
            for part in arguments:
                self.read(part)
            return
        if isinstance(e, Total):
            self.read(e.args[0])
            self.read(e.args[2])
            return
        if e.is_Symbol:
            self.symbols.add(e)
        self._note(e)
        for a in e.args:
            if isinstance(a, sp.Expr):
                self.read(a)

    def _note(self, e: sp.Expr) -> None:
        if isinstance(e, (*CIRCULAR, sp.sinc)):
            form = linear_form(e.args[0])
            turn = form.pop(sp.pi, fmpq(0))
            self._turns.add(int(turn.q))
            if turn.q > 2 and not in_radicals(turn):
                form[sp.pi], self._hard = turn, True
            angles = {t: k for t, k in form.items() if not (isinstance(t, INVERSE_CIRCULAR) and k.q == 1)}
            (self.tangents if isinstance(e, TANGENT) else self.circular).append(angles)
            self._atoms(form)
        elif isinstance(e, HYPERBOLIC):
            self.hyperbolic.append(no_logs(linear_form(e.args[0])))
            self._atoms(linear_form(e.args[0]))
        elif isinstance(e, TANH):
            form = linear_form(e.args[0])
            (self.tanh if form == no_logs(form) else self.hyperbolic).append(no_logs(form))
            self._atoms(form)
        elif isinstance(e, sp.exp) or e is sp.E:
            self._exponent(e.args[0] if isinstance(e, sp.exp) else sp.S.One)
        elif e.is_Pow and e.exp.is_Rational and not e.exp.is_Integer:
            if int(e.exp.q) <= MAX_EXPONENT:
                self.root_index = lcm(self.root_index, int(e.exp.q))
        elif e.is_Pow and not e.exp.is_Rational:
            self._exponent(e.exp * sp.log(e.base, evaluate=False))
        elif isinstance(e, AppliedUndef):
            self._arguments.append(len(e.args))
        elif isinstance(e, sp.Function):
            self._derivatives(e)

    def expected(self) -> int:
        """About how many generators there will be: symbols, jets up to the second order, one for the volume element."""
        jets = sum((n + 1) * (n + 2) // 2 for n in self._arguments)
        return len(self.symbols) + jets + 1 if jets <= MAX_EXPECTED else 0

    def common_turn(self) -> int:
        """n, when the rational multiples of pi are to be written by one generator for pi/n; else 0.

        They are when one of them has no value in radicals and stands alone, as in ``cos(pi/7)`` or beside another in
        ``sin(x + pi/7) - sin(x)``; pi is then no term of the angles any more. Else ``x + pi/7`` stays one angle.
        """
        n = lcm(*self._turns) if self._hard else 0
        if not n or n > MAX_TURN or degree_of_turn(n) > MAX_TURN_DEGREE:
            return 0
        forms = [*self.circular, *self.tangents]
        rest = [{t: k for t, k in form.items() if t is not sp.pi} for form in forms]
        if len(Lattice(forms).basis) == len(Lattice(rest).basis):
            return 0
        for form in forms:
            form.pop(sp.pi, None)
        return n

    def _exponent(self, argument: sp.Expr) -> None:
        form = linear_form(argument)
        self.exponents.append(no_logs(form))
        self._atoms(form)
        for t, q in form.items():
            if isinstance(t, sp.log | sp.asinh | sp.acosh | sp.atanh):
                self.root_index = lcm(self.root_index, int(q.q))

    def _atoms(self, form: Form) -> None:
        for term in form:
            self.read(term)

    def _derivatives(self, e: sp.Expr) -> None:
        if isinstance(e, sp.Abs | sp.sign | sp.log | sp.Max | sp.Min | sp.Piecewise):
            return
        for slot in range(len(e.args)):
            try:
                inner = slope(e, slot)
            except OutsideClass:
                return
            if not inner.has(*COMPLEX):  # acos(sqrt(1 + x^2)) has none, and its cosine has
                self.read(prepared(inner, self._is_zero))


def in_radicals(turn: Any) -> tuple[sp.Expr, sp.Expr] | None:
    """(cos, sin) of ``turn * pi`` where SymPy tabulates both in radicals."""
    angle = sp.Rational(int(turn.p), int(turn.q)) * sp.pi
    values = sp.cos(angle), sp.sin(angle)
    return None if any(value.has(sp.cos, sp.sin) for value in values) else values


def degree_of_turn(n: int) -> int:
    """The degree over Q of ``2 cos(pi/(2n))``, in which the cosines and sines of multiples of pi/n are polynomials."""
    return int(sp.totient(4 * n)) // 2


def no_logs(form: Form) -> Form:
    """The terms that are no logarithms or inverse hyperbolic functions, whose exponentials are algebraic."""
    return {t: q for t, q in form.items() if not isinstance(t, sp.log | sp.asinh | sp.acosh | sp.atanh)}


def slope(e: sp.Expr, slot: int) -> sp.Expr:
    """The derivative of a function in one argument, as SymPy tabulates it."""
    if isinstance(e, sp.sinc):
        return (sp.cos(e.args[0]) - e) / e.args[0]
    inside = {
        sp.Dummy(real=True): a for a in e.args
    }  # erf(erf(x)): its slope has erf in it, that of erf(a) hasn't
    try:
        slope = e.func(*inside).fdiff(slot + 1)
    except Exception:  # SymPy has no rule, and says so in many ways
        slope = sp.nan
    if slope is sp.nan or slope.has(sp.Derivative, sp.Subs, type(e)):
        raise OutsideClass(f"no derivative rule for {type(e).__name__}")
    return slope.xreplace(inside)


def prepared(expression: Any, is_zero: ZeroTest) -> sp.Expr:
    """Floats become the decimals that they are written as, i goes where the value is real, derivatives are carried out.

    ``is_zero`` tells which imaginary parts vanish.
    """
    e = sp.sympify(expression, strict=True)
    if not isinstance(e, sp.Expr):
        raise InputError(f"{clip(expression)} is no expression but {type(e).__name__}")
    check_parts(e, "an expression")
    special = _special(e)
    if not special:
        return e
    if special & {sp.nan, sp.zoo, sp.oo, -sp.oo}:
        raise InputError(f"{clip(expression)} is not finite")
    floats = {f: decimal(f) for f in special if f.is_Float}
    if floats:
        computed = rough(e)
        if computed:
            raise InputError(f"{clip(expression)}: {rough_message(*computed)}")
        e = e.xreplace(floats)
    if any(isinstance(part, COMPLEX) for part in special):
        e = real_form(e, is_zero)
    for d in _pending(e):
        if problem := _not_carried_out(d):
            raise problem
    return carried_out(e)


def carried_out(e: sp.Expr) -> sp.Expr:
    """The derivatives of concrete expressions, such as ``Derivative(x**2, x)``, done where they can be; symbols are real."""
    done = [d for d in _pending(e) if _not_carried_out(d) is None]
    if not done:
        return e
    # of |x| with a bare symbol x SymPy would give the derivative over the complex numbers
    symbols = set().union(*(d.free_symbols for d in done))
    real = {s: sp.Dummy(s.name, real=True) for s in symbols if s.is_extended_real is None}
    back = {dummy: s for s, dummy in real.items()}
    return e.xreplace({d: d.xreplace(real).doit().xreplace(back) for d in done})


def _pending(e: sp.Expr) -> list[sp.Derivative]:
    return [d for d in e.atoms(sp.Derivative) if not is_jet(d)] if sp.Derivative in kinds(e) else []


def _not_carried_out(d: sp.Derivative) -> Exception | None:
    """Why a pending derivative isn't carried out: it may be long, or what is in it may be."""
    try:
        check_pending(d)
    except BudgetError as long:
        return long
    if d.has(sp.Integral, sp.Sum, sp.Product, sp.Limit):
        return OutsideClass(f"{clip(d)} has an integral, a sum, a product or a limit in it")
    return None


def _special(e: sp.Basic) -> set[sp.Basic]:
    """The parts that a field can't read as they stand: infinities, the imaginary unit, decimals, derivatives."""
    found, left, seen = set(), [e], set()
    while left:
        part = left.pop()
        if part in seen:
            continue
        seen.add(part)
        if isinstance(part, _SPECIAL):
            found.add(part)
        left += part.args
    return found


def clip(e: Any, limit: int = 120) -> str:
    """The expression as text, cut where it is too long for a message."""
    if isinstance(e, sp.Basic) and parts(e) > PRINTED:
        return f"an expression with {parts(e):,} parts"
    text = str(e)
    return text if len(text) <= limit else text[: limit - 1] + "…"
