"""From SymPy into the exact field.

What is here: `Translator`, which reads every expression that it is to hold, chooses independent generators for it
(a Z-basis of the angles, of the exponents, ...) and maps expressions to elements. Only identities that hold wherever the
expression is defined are used; what depends on a sign asks the oracle. An expression outside the class raises
`OutsideClass` and says what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm
from typing import Any

import sympy as sp
from flint import fmpq
from sympy.core.function import AppliedUndef

from symgeom.algebra.balls import Undefined, jet_parts
from symgeom.algebra.elements import BranchDivisor, Element, ZeroDivisor
from symgeom.algebra.facts import Facts
from symgeom.algebra.field import Field, Generator, OutsideClass
from symgeom.algebra.forms import Writer
from symgeom.algebra.lattice import Form, Lattice, linear_form
from symgeom.algebra.polynomials import Poly
from symgeom.algebra.roots import Roots
from symgeom.algebra.signs import Signs
from symgeom.errors import InputError

__all__ = ["Translator"]

_CIRCULAR = (sp.sin, sp.cos, sp.tan, sp.cot, sp.sec, sp.csc)
_TANGENT = (sp.tan, sp.cot)
_HYPERBOLIC = (sp.sinh, sp.cosh, sp.sech, sp.csch)
_TANH = (sp.tanh, sp.coth)
_INVERSE_CIRCULAR = (sp.atan, sp.asin, sp.acos, sp.acot, sp.atan2)
_INVERSE_HYPERBOLIC = (sp.asinh, sp.acosh, sp.atanh)
_MAX_EXPONENT = 512


class Translator:
    """A field made for some expressions, and the map into it.

    ``real`` says that every root and logarithm in the expressions is real on the domain, as for the map of a surface:
    radicands are then >= 0 by hypothesis. The hypotheses that were needed are in ``hypotheses``.

    >>> x = sp.Symbol("x", real=True)
    >>> t = Translator([sp.sin(2 * x), sp.sin(x)])
    >>> t.element(sp.sin(2 * x)) == t.element(2 * sp.sin(x) * sp.cos(x))
    True
    """

    def __init__(
        self,
        expressions: Iterable[sp.Expr],
        facts: Facts | None = None,
        real: bool = False,
        deadline: float | None = None,
    ) -> None:
        facts = facts or Facts()
        sources = [_prepared(e) for e in expressions]
        collected = _Collected()
        for e in [*sources, *(_prepared(e) for e in facts.expressions())]:
            collected.read(e)
        self.field = Field(facts, collected.root_index)
        self.field.ring.deadline = deadline
        self.signs = Signs(self.field, all_real=real)
        self.roots = Roots(self.field, self.signs)
        self.writer = Writer(self.field)
        self.hypotheses: list[sp.Expr] = []
        self.immersed: list[Poly] = []  # factors of det g, non-zero on an immersion
        self.regular: list[Poly] = []  # polynomials known to vanish nowhere
        self.symbols = collected.symbols
        self._memo: dict[sp.Basic, Element] = {}
        self._building: set[sp.Expr] = set()
        self._choose_modes(collected)
        self._learn(facts, collected.symbols)
        if real:
            for e in sources:
                self._assume_real(e)

    def element(self, expression: sp.Expr) -> Element:
        """The expression as a field element. Raises `OutsideClass`, or `InputError` for a division by zero."""
        try:
            return self._element(_prepared(expression))
        except BranchDivisor as branch:
            raise OutsideClass(f"{branch}, in {_clip(expression)}") from None
        except ZeroDivisor:
            raise InputError(
                f"division by zero: a denominator in {_clip(expression)} vanishes identically"
            ) from None

    # Choice of generators --------------------------------------------------------------------------------------------
    def _choose_modes(self, c: _Collected) -> None:
        self._circular = self._circular_lattice(c)
        exp, hyperbolic, tanh = Lattice(c.exponents), Lattice(c.hyperbolic), Lattice(c.tanh)
        arguments: list[Form] = []
        for form in c.tanh:
            if form and form not in arguments and {t: -x for t, x in form.items()} not in arguments:
                arguments.append(form)
        free = len(tanh.basis) == len(arguments)
        if not (free and tanh.independent_of(hyperbolic) and tanh.independent_of(exp)):
            hyperbolic, tanh = Lattice([*c.hyperbolic, *c.tanh]), Lattice([])
        if not hyperbolic.independent_of(exp):
            hyperbolic, exp = Lattice([]), Lattice([*c.exponents, *c.hyperbolic, *c.tanh])
        self._exp, self._hyperbolic, self._tanh = exp, hyperbolic, tanh

    @staticmethod
    def _circular_lattice(c: _Collected) -> Lattice:
        """tan(a) = sin(2a)/(1 + cos(2a)) needs no generators for a when 2a is there already."""
        own = Lattice(c.circular)
        needed = [form for form in c.tangents if own.coordinates({t: 2 * k for t, k in form.items()}) is None]
        return Lattice([*c.circular, *needed]) if needed else own

    def _learn(self, facts: Facts, symbols: Iterable[sp.Symbol]) -> None:
        for s in sorted(symbols, key=str):
            self.field.symbol(s)
        polys = []
        for inequality in facts.inequalities(symbols):
            try:
                e = self._element(_prepared(inequality.expression))
            except (OutsideClass, ZeroDivisor, BranchDivisor):
                continue
            p = e.num
            for b, k in e.den.items():
                p = p * self.field.base(b) if k % 2 else p
            polys.append(p)
            if inequality.strict:
                self.signs.strict.append(p)
        self.signs.learn(polys)
        self._memo.clear()

    def _assume_real(self, e: sp.Expr) -> None:
        """Inner radicands first: each is >= 0 by hypothesis, unless the oracle knows it already."""
        for part in sp.postorder_traversal(e):
            if isinstance(part, sp.log):
                radicand = part.args[0]
            elif part.is_Pow and part.exp.is_Rational and not part.exp.is_Integer and not part.base.is_Number:
                radicand = part.base
            else:
                continue
            value = self._element(radicand)
            p = value.num
            for b, k in value.den.items():
                p = p * self.field.base(b) if k % 2 else p
            sign = self.signs.of(p)
            if sign < 0:
                kind = "logarithm" if isinstance(part, sp.log) else "root"
                raise InputError(
                    f"the {kind} {_clip(part)} is nowhere real on the domain: {_clip(radicand)} is never positive there"
                )
            if not sign:
                self.hypotheses.append(radicand)
                self.signs.learn([*self.signs.facts, p])

    # Expressions -----------------------------------------------------------------------------------------------------
    def _element(self, e: sp.Expr) -> Element:
        known = self._memo.get(e)
        if known is None:
            known = self._memo[e] = self._read(e)
        return known

    def _read(self, e: sp.Expr) -> Element:
        if e.is_Rational:
            return self.field.rational(fmpq(int(e.p), int(e.q)))
        if e.is_Symbol:
            return self.field.symbol(e)
        if e.is_Add:
            return self._sum([self._element(a) for a in e.args])
        if e.is_Mul:
            product = self._element(e.args[0])
            for a in e.args[1:]:
                product = product * self._element(a)
            return product
        if isinstance(e, sp.exp):
            return self._exponential(e.args[0])
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if e is sp.pi:
            return self.field.constant(e)
        if e is sp.E:
            return self._exponential(sp.S.One)
        if e.is_number and isinstance(e, sp.NumberSymbol):
            return self._named_constant(e)
        if isinstance(e, AppliedUndef | sp.Derivative | sp.Subs):
            try:
                function, args, orders = (
                    jet_parts(e) if not isinstance(e, AppliedUndef) else (e.func, e.args, (0,) * len(e.args))
                )
            except Undefined as problem:
                raise OutsideClass(str(problem)) from None
            return self.field.jet(function, tuple(self._element(a).cancelled() for a in args), tuple(orders))
        if isinstance(e, sp.Max | sp.Min):
            return self._extreme(e)
        if isinstance(e, sp.Function):
            return self._function(e)
        raise OutsideClass(f"{_clip(e)} ({type(e).__name__}) is not an expression of the class")

    def _sum(self, parts: list[Element]) -> Element:
        """Terms over one denominator are added first."""
        groups: dict[Any, Element] = {}
        for part in parts:
            key = tuple(sorted(part.den.items()))
            groups[key] = groups[key] + part if key in groups else part
        total = self.field.sum(groups.values())
        return total.cancelled() if len(groups) > 1 else total

    def _named_constant(self, e: sp.Expr) -> Element:
        if e is sp.GoldenRatio:
            return self._element(sp.S.Half + sp.sqrt(5) / 2)
        return self.field.constant(e)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Element:
        if exponent.is_Integer:
            if abs(int(exponent)) > _MAX_EXPONENT:
                raise OutsideClass(f"the exponent {exponent} is larger than {_MAX_EXPONENT}")
            return self._element(base) ** int(exponent)
        if exponent.is_Rational:
            return self._rational_power(self._element(base), exponent)
        return self._exponential(exponent * sp.log(base, evaluate=False))

    def _rational_power(self, base: Element, exponent: sp.Rational) -> Element:
        if max(abs(int(exponent.p)), int(exponent.q)) > _MAX_EXPONENT:
            raise OutsideClass(f"the exponent {exponent} is too large")
        return self.roots.root(base, int(exponent.q)) ** int(exponent.p)

    # Exponentials and angles -----------------------------------------------------------------------------------------
    def _exponential(self, argument: sp.Expr) -> Element:
        form, factor = self._without_logs(argument)
        coordinates = self._exp.coordinates(form)
        if coordinates is not None:
            for b, n in zip(self._exp.basis, coordinates):
                if n:
                    factor = factor * self._exp_generator(b) ** n
            return factor
        coordinates = self._hyperbolic.coordinates(form)
        if coordinates is None:
            raise OutsideClass(f"exp({_clip(argument)}) was not foreseen among the generators")
        c, s = self._hyperbolic_pair(coordinates)
        return factor * (c + s)

    def _exp_generator(self, b: sp.Expr) -> Element:
        expression = sp.exp(b)
        found = self.field.find(expression)
        if found is not None:
            return found
        argument = self._argument(b)

        def rule(x: sp.Symbol) -> Element:
            this = self.field.find(expression)
            assert this is not None
            return this * self.field.derivative(argument, x)

        return self.field.enter(Generator("exp", expression, rule, argument))

    def _argument(self, b: sp.Expr) -> Element:
        """The argument of a new generator, which must not need that generator itself."""
        if b in self._building:
            raise OutsideClass(f"the argument {_clip(b)} can't be written without its own function")
        self._building.add(b)
        try:
            return self._element(b)
        finally:
            self._building.discard(b)

    def _without_logs(self, argument: sp.Expr) -> tuple[Form, Element]:
        """``exp(q log p + rest) = p^q exp(rest)`` for rational q, and the same for inverse hyperbolic functions."""
        form, factor = linear_form(argument), self.field.rational(1)
        for term, q in list(form.items()):
            value = self._exp_of(term)
            if value is None:
                continue
            del form[term]
            factor = factor * self._rational_power(value, sp.Rational(int(q.p), int(q.q)))
        return form, factor

    def _exp_of(self, term: sp.Expr) -> Element | None:
        if isinstance(term, sp.log):
            return self._element(term.args[0])
        if not isinstance(term, _INVERSE_HYPERBOLIC):
            return None
        y = self._element(term.args[0])
        if isinstance(term, sp.asinh):
            return y + self.roots.root(y * y + 1, 2)
        if isinstance(term, sp.acosh):
            return y + self.roots.root(y - 1, 2) * self.roots.root(y + 1, 2)
        return self.roots.root(1 + y, 2) / self.roots.root(1 - y, 2)

    def _circle(self, argument: sp.Expr) -> tuple[Element, Element]:
        """(cos, sin) of an angle."""
        form = linear_form(argument)
        turn = form.pop(sp.pi, fmpq(0))
        cosine, sine = self._turn(turn)
        if cosine is None:
            form[sp.pi] = turn
            cosine, sine = self.field.rational(1), self.field.rational(0)
        assert sine is not None
        value = (cosine, sine)
        for term, k in list(form.items()):
            if isinstance(term, _INVERSE_CIRCULAR) and k.q == 1:
                del form[term]
                value = _add(value, _multiple(self._inverse_circle(term), int(k.p), 1), 1)
        coordinates = self._circular.coordinates(form)
        if coordinates is None:
            raise OutsideClass(f"the angle {_clip(argument)} was not foreseen among the generators")
        for b, n in zip(self._circular.basis, coordinates):
            if n:
                value = _add(value, _multiple(self._circle_generators(b), n, 1), 1)
        return value

    def _has_angle(self, argument: sp.Expr) -> bool:
        form = linear_form(argument)
        form.pop(sp.pi, None)
        form = {t: k for t, k in form.items() if not (isinstance(t, _INVERSE_CIRCULAR) and k.q == 1)}
        return self._circular.coordinates(form) is not None

    def _turn(self, turn: Any) -> tuple[Element | None, Element | None]:
        angle = sp.Rational(int(turn.p), int(turn.q)) * sp.pi
        cosine, sine = sp.cos(angle), sp.sin(angle)
        if cosine.has(sp.cos, sp.sin) or sine.has(sp.cos, sp.sin):
            return None, None
        return self._element(cosine), self._element(sine)

    def _circle_generators(self, b: sp.Expr) -> tuple[Element, Element]:
        cosine, sine = sp.cos(b, evaluate=False), sp.sin(b, evaluate=False)
        c, s = self.field.find(cosine), self.field.find(sine)
        if c is not None and s is not None:
            return c, s
        return self.field.enter_pair(cosine, sine, self._argument(b), 1)

    def _inverse_circle(self, term: sp.Expr) -> tuple[Element, Element]:
        """(cos, sin) of atan, asin, acos, ... : algebraic."""
        y = self._element(term.args[0])
        if isinstance(term, sp.asin | sp.acos):
            other = self.roots.root(1 - y * y, 2)
            return (other, y) if isinstance(term, sp.asin) else (y, other)
        x = self.field.rational(1)
        if isinstance(term, sp.atan2):
            x = self._element(term.args[1])
        elif isinstance(term, sp.acot):
            y = 1 / y
        real = self.signs.is_real(x.num) and self.signs.is_real(y.num)
        length = self.roots.root(x * x + y * y, 2, nonnegative=real)
        return x / length, y / length

    def _hyperbola(self, argument: sp.Expr) -> tuple[Element, Element]:
        """(cosh, sinh)."""
        form, factor = self._without_logs(argument)
        inverse = 1 / factor
        value = ((factor + inverse) / 2, (factor - inverse) / 2)
        coordinates = self._hyperbolic.coordinates(form)
        if coordinates is not None:
            return _add(value, self._hyperbolic_pair(coordinates), -1)
        e = self._exponential(sp.Add(*[sp.Rational(int(q.p), int(q.q)) * t for t, q in form.items()]))
        return _add(value, ((e + 1 / e) / 2, (e - 1 / e) / 2), -1)

    def _hyperbolic_pair(self, coordinates: list[int]) -> tuple[Element, Element]:
        value = (self.field.rational(1), self.field.rational(0))
        for b, n in zip(self._hyperbolic.basis, coordinates):
            if not n:
                continue
            cosine, sine = sp.cosh(b, evaluate=False), sp.sinh(b, evaluate=False)
            c, s = self.field.find(cosine), self.field.find(sine)
            pair = (c, s) if c is not None and s is not None else None
            pair = pair or self.field.enter_pair(cosine, sine, self._element(b), -1)
            value = _add(value, _multiple(pair, n, -1), -1)
        return value

    def _hyperbolic_tangent(self, argument: sp.Expr) -> Element:
        coordinates = self._tanh.coordinates(linear_form(argument))
        if coordinates is None or not any(coordinates):
            c, s = self._hyperbola(argument)
            return s / c
        value = self.field.rational(0)
        for b, n in zip(self._tanh.basis, coordinates):
            for _ in range(abs(n)):
                t = self._tanh_generator(b) * (1 if n > 0 else -1)
                value = t if value.is_zero() else (value + t) / (1 + value * t)
        return value

    def _tanh_generator(self, b: sp.Expr) -> Element:
        expression = sp.tanh(b, evaluate=False)
        found = self.field.find(expression)
        if found is not None:
            return found
        argument = self._element(b)

        def rule(x: sp.Symbol) -> Element:
            this = self.field.find(expression)
            assert this is not None
            return (1 - this * this) * self.field.derivative(argument, x)

        return self.field.enter(Generator("tanh", expression, rule, argument))

    # Functions -------------------------------------------------------------------------------------------------------
    def _function(self, e: sp.Expr) -> Element:
        if isinstance(e, _TANGENT) and not self._has_angle(e.args[0]):
            c, s = self._circle(2 * e.args[0])
            return s / (1 + c) if isinstance(e, sp.tan) else (1 + c) / s
        if isinstance(e, _CIRCULAR):
            c, s = self._circle(e.args[0])
            return _quotient(e, c, s, ("cos", "sin", "tan", "cot", "sec", "csc"))
        if isinstance(e, _TANH):
            t = self._hyperbolic_tangent(e.args[0])
            return t if isinstance(e, sp.tanh) else 1 / t
        if isinstance(e, _HYPERBOLIC):
            c, s = self._hyperbola(e.args[0])
            return _quotient(e, c, s, ("cosh", "sinh", "", "", "sech", "csch"))
        if isinstance(e, sp.log):
            return self.roots.logarithm(self._element(e.args[0]))
        if isinstance(e, sp.Abs):
            self._must_be_real(e.args[0])
            return self.roots.absolute(self._element(e.args[0]))
        if isinstance(e, sp.sign):
            self._must_be_real(e.args[0])
            return self.roots.sign(self._element(e.args[0]))
        return self._opaque(e)

    def _must_be_real(self, e: sp.Expr) -> None:
        value = self._element(e)
        if not (
            self.signs.is_real(value.num) and all(self.signs.is_real(self.field.base(b)) for b in value.den)
        ):
            raise OutsideClass(
                f"the absolute value or sign of {_clip(e)}, which need not be real: a root or logarithm in it has an "
                "argument whose sign on the domain is not known"
            )

    def _extreme(self, e: sp.Expr) -> Element:
        for a in e.args:
            self._must_be_real(a)
        best = self._element(e.args[0])
        for a in e.args[1:]:
            other = self._element(a)
            gap = self.roots.absolute(best - other)
            best = (best + other + gap) / 2 if isinstance(e, sp.Max) else (best + other - gap) / 2
        return best

    def _opaque(self, e: sp.Expr) -> Element:
        """A function that the field knows only through its derivative: atan, asin, erf, ..."""
        found = self.field.find(e)
        if found is not None:
            return found
        if isinstance(e, sp.Piecewise):
            raise OutsideClass(f"{_clip(e)}: Piecewise; give one branch with its domain instead")
        arguments = [self._element(a) for a in e.args]

        def rule(x: sp.Symbol) -> Element:
            total = self.field.rational(0)
            for slot, argument in enumerate(arguments):
                inner = self.field.derivative(argument, x)
                if not inner.is_zero():
                    total = total + self._element(_slope(e, slot)) * inner
            return total

        return self.field.enter(Generator("function", e, rule, arguments[0] if arguments else None))


class _Collected:
    """What the expressions need: the arguments of each kind of function, the root index, the symbols."""

    def __init__(self) -> None:
        self.circular: list[Form] = []
        self.tangents: list[Form] = []
        self.hyperbolic: list[Form] = []
        self.tanh: list[Form] = []
        self.exponents: list[Form] = []
        self.symbols: set[sp.Symbol] = set()
        self.root_index = 1
        self._seen: set[sp.Basic] = set()

    def read(self, e: sp.Expr) -> None:
        if e in self._seen:
            return
        self._seen.add(e)
        if isinstance(e, sp.Subs):
            for part in (*e.point,):
                self.read(part)
            return
        if e.is_Symbol:
            self.symbols.add(e)
        self._note(e)
        for a in e.args:
            if isinstance(a, sp.Expr):
                self.read(a)

    def _note(self, e: sp.Expr) -> None:
        if isinstance(e, _CIRCULAR):
            form = linear_form(e.args[0])
            turn = form.pop(sp.pi, fmpq(0))
            if sp.cos(sp.Rational(int(turn.p), int(turn.q)) * sp.pi).has(sp.cos):
                form[sp.pi] = turn
            angles = {t: k for t, k in form.items() if not (isinstance(t, _INVERSE_CIRCULAR) and k.q == 1)}
            (self.tangents if isinstance(e, _TANGENT) else self.circular).append(angles)
            self._atoms(form)
        elif isinstance(e, _HYPERBOLIC):
            self.hyperbolic.append(_no_logs(linear_form(e.args[0])))
            self._atoms(linear_form(e.args[0]))
        elif isinstance(e, _TANH):
            form = linear_form(e.args[0])
            (self.tanh if form == _no_logs(form) else self.hyperbolic).append(_no_logs(form))
            self._atoms(form)
        elif isinstance(e, sp.exp) or e is sp.E:
            self._exponent(e.args[0] if isinstance(e, sp.exp) else sp.S.One)
        elif e.is_Pow and e.exp.is_Rational and not e.exp.is_Integer:
            if int(e.exp.q) <= _MAX_EXPONENT:
                self.root_index = lcm(self.root_index, int(e.exp.q))
        elif e.is_Pow and not e.exp.is_Rational:
            self._exponent(e.exp * sp.log(e.base, evaluate=False))
        elif isinstance(e, sp.Function) and not isinstance(e, AppliedUndef):
            self._derivatives(e)

    def _exponent(self, argument: sp.Expr) -> None:
        form = linear_form(argument)
        self.exponents.append(_no_logs(form))
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
                self.read(_prepared(_slope(e, slot)))
            except OutsideClass:
                return


def _no_logs(form: Form) -> Form:
    return {t: q for t, q in form.items() if not isinstance(t, sp.log | sp.asinh | sp.acosh | sp.atanh)}


def _slope(e: sp.Expr, slot: int) -> sp.Expr:
    """The derivative of a function in one argument, as SymPy tabulates it."""
    try:
        slope = e.fdiff(slot + 1)
    except (sp.core.function.ArgumentIndexError, NotImplementedError):
        slope = sp.nan
    if slope is sp.nan or slope.has(sp.Derivative, sp.Subs, type(e)):
        raise OutsideClass(f"no derivative rule for {type(e).__name__}")
    return slope


def _add(left: tuple[Element, Element], right: tuple[Element, Element], eps: int) -> tuple[Element, Element]:
    """Addition theorem for (cos, sin), eps = 1, or (cosh, sinh), eps = -1."""
    (c, s), (d, t) = left, right
    return c * d - s * t * eps, s * d + c * t


def _multiple(pair: tuple[Element, Element], n: int, eps: int) -> tuple[Element, Element]:
    if abs(n) > _MAX_EXPONENT:
        raise OutsideClass(f"a multiple angle with factor {n}")
    if n < 0:
        c, s = _multiple(pair, -n, eps)
        return c, -s
    field = pair[0].field
    value = (field.rational(1), field.rational(0))
    for bit in bin(n)[2:]:
        value = _add(value, value, eps)
        if bit == "1":
            value = _add(value, pair, eps)
    return value


def _quotient(e: sp.Expr, c: Element, s: Element, names: tuple[str, ...]) -> Element:
    kind = names.index(type(e).__name__)
    if kind == 0:
        return c
    if kind == 1:
        return s
    if kind == 2:
        return s / c
    if kind == 3:
        return c / s
    return 1 / c if kind == 4 else 1 / s


def _prepared(expression: Any) -> sp.Expr:
    """Floats become the decimal fractions that they are written as; pending derivatives are carried out."""
    e = sp.sympify(expression, strict=True)
    if not isinstance(e, sp.Expr):
        raise InputError(f"{_clip(expression)} is no expression but {type(e).__name__}")
    if e.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise InputError(f"{_clip(expression)} is not finite")
    if e.has(sp.I):
        raise InputError(f"{_clip(expression)} is complex; symgeom works over the real numbers")
    floats = {f: sp.Rational(str(f)) for f in e.atoms(sp.Float)}
    if floats:
        e = e.xreplace(floats)
    pending = [
        d
        for d in e.atoms(sp.Derivative)
        if not isinstance(d.expr, AppliedUndef) or not all(a.is_Symbol for a in d.expr.args)
    ]
    return e.doit() if pending else e


def _clip(e: Any, limit: int = 120) -> str:
    text = str(e)
    return text if len(text) <= limit else text[: limit - 1] + "…"
