"""Values put in for symbols: allowed where the facts hold and no divisor vanishes.

What is here: `Place`, a point with the check that it may be used. An element has been simplified under the facts and has
lost the divisors that were cancelled, so its value says something only at points of the domain, or at its ends as a limit,
where all divisors are non-zero; `flattened`, the same for first derivatives that are set to zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.facts import Inequality
from symgeom.algebra.field.elements import BranchDivisor, Element
from symgeom.claims.order import sign_of
from symgeom.errors import InputError
from symgeom.notation.composed import equation, letter
from symgeom.typeset.printer import spelled_out

__all__ = ["Place", "flattened"]

_BITS = 512


class Place:
    """Values for symbols of a setting. Raises `InputError` where an expression has no value, or may have another one."""

    def __init__(self, setting: Any, point: Mapping[Any, Any]) -> None:
        self.setting = setting
        if not isinstance(point, Mapping) or not point:
            raise InputError(f"a point gives values to symbols, such as {{x: 0}}; this is {point!r}")
        for s in point:
            setting.require_symbol(s, "a value is put in for")
        self.values: dict[Any, sp.Expr] = {s: _real(s, setting.read(value)) for s, value in point.items()}
        self.equations = tuple(
            equation(letter(spelled_out(s)), letter(spelled_out(value))) for s, value in self.values.items()
        )
        self.shown = ", ".join(f"{s} = {value}" for s, value in self.values.items())
        self._check_kinks(at_an_end=self._check_facts())
        for s, value in self.values.items():
            _check_declared(s, value)
        self._check_real()
        check_divisors(setting, self.values, self.shown)

    def value(self, e: Element) -> Element:
        """The value of an element."""
        plain = self.setting.field.plain(e)
        if plain.atoms(sp.Derivative, sp.Subs):
            raise InputError(
                f"{plain} holds derivatives of undefined functions; a point can't be put in. Take a given function"
            )
        return self.setting.element(plain.xreplace(self.values))  # type: ignore[no-any-return]

    def _check_facts(self) -> bool:
        """The facts hold at the point; True when it is only at an end of a domain."""
        facts, known = self.setting.field.facts, self.setting.known
        sure = facts.inequalities(known, without=set(facts.domain))
        ends = [i for i in facts.inequalities(known) if i not in sure]
        real = [Inequality(h, strict=False) for h in self.setting.translator.hypotheses]
        for inequality in (*sure, *real):
            self._holds(inequality, inequality.strict)
        unequal = (r.lhs - r.rhs for r in facts.where if isinstance(r, sp.Ne))
        for difference in unequal:
            if self._touches(difference) and self._sign(difference) == "0":
                raise InputError(f"the point {self.shown} is against the fact {difference} ≠ 0")
        at_ends = [self._holds(inequality, strict=False) for inequality in ends]  # each is checked
        return any(at_ends)

    def _check_kinks(self, at_an_end: bool) -> None:
        """No derivative is taken where a root or | | has a kink; at an end, where values are limits, no sign jumps."""
        for inner, jumps in self.setting.kinks.items():
            if not self._touches(inner) or not (self.setting.derived or (jumps and at_an_end)):
                continue
            sign = self._sign(inner)
            if sign == "0" or (at_an_end and sign in (">=", "?")):
                raise InputError(
                    f"{inner}, of which a root, an absolute value or a sign was taken, vanishes at {self.shown} "
                    "or may: no value can be given. Take another point."
                )
            if sign in (">=", "?"):  # assumed not to be zero, and named
                self.setting.field.inverse(self.setting.element(inner.xreplace(self.values)))

    def _check_real(self) -> None:
        """Every root, logarithm and other function that was read is real at the point."""
        for generator in self.setting.field.generators:
            e = generator.expression
            if generator.kind not in ("root", "log", "function") or not self._touches(e):
                continue
            after = e.xreplace(self.values)
            if after.free_symbols or after.has(AppliedUndef):
                continue
            with precision(_BITS):
                try:
                    Evaluator({}, seed=0).real(after)
                except Undefined:
                    raise InputError(
                        f"{e}, which was read in this setting, is no real number at {self.shown}"
                    ) from None

    def _holds(self, inequality: Inequality, strict: bool) -> bool:
        """An inequality holds at the point; True when it holds with equality, or may."""
        e = inequality.expression
        if not self._touches(e) or e.has(AppliedUndef):
            return False  # what a fact says of a function, it says everywhere
        sign = self._sign(e)
        if sign == "-" or (strict and sign == "0"):
            raise InputError(
                f"the point {self.shown} is outside of the domain: {inequality} fails there, and was used"
            )
        if sign == "?" or (strict and sign == ">="):
            raise InputError(
                f"whether {inequality} holds at {self.shown} is not known; state it as a fact of this setting (where)"
            )
        return sign in ("0", ">=")

    def _touches(self, e: sp.Expr) -> bool:
        return bool(e.free_symbols & set(self.values))

    def _sign(self, e: sp.Expr) -> str:
        return sign_at(self.setting, e.xreplace(self.values), f"{e} at {self.shown}")


def sign_at(setting: Any, e: sp.Expr, shown: str) -> str:
    """+, -, 0, >= or ? for the value of an expression after something was put in."""
    if not e.free_symbols and not e.has(AppliedUndef):
        with precision(_BITS):
            try:
                ball = Evaluator({}, seed=0).real(e)
            except Undefined:
                raise InputError(f"{shown} is not a real number") from None
        if ball > 0 or ball < 0:
            return "+" if ball > 0 else "-"
    value = setting.element(e)
    if value.is_zero():
        return "0"
    sign = sign_of(setting.translator, value.cancelled())
    if sign > 0:
        numerator = setting.field.ring.lift(value.num)
        odd = [b for b, k in value.den.items() if k % 2]
        strict = setting.translator.signs.nowhere_zero
        return "+" if strict(numerator) and all(strict(setting.field.base(b)) for b in odd) else ">="
    return "-" if sign < 0 else "?"


def check_divisors(setting: Any, values: Mapping[Any, sp.Expr], shown: str) -> None:
    """No divisor that this field has ever had vanishes; one that may is assumed not to, and will be named."""
    field = setting.field
    for i in range(len(field.bases)):
        before = field.plain_poly(field.base(i))
        after = before.xreplace(values)
        if after == before or (after.atoms(sp.Derivative, sp.Subs) and not _flat(values)):
            continue
        try:
            value = setting.element(after)
            zero = value.is_zero()
            if not zero and value.as_rational() is None:
                field.inverse(value)
        except (InputError, BranchDivisor):
            zero = True
        if zero:
            raise InputError(
                f"no value can be given at {shown}: {before}, which was divided by in this setting and is assumed not to "
                "be zero, vanishes there. Use a setting of its own for what is defined there."
            )


def flattened(setting: Any, flat: Mapping[Any, sp.Expr], name: str) -> Any:
    """The map from an element to its value where some derivatives are zero."""
    for relation in setting.field.facts.where:
        for side in (relation.lhs - relation.rhs,):
            after = side.xreplace(flat)
            if after != side and relation.func(after, 0) == False:  # noqa: E712 - a SymPy relation
                raise InputError(f"{name}: the fact {relation} excludes critical points")
    check_divisors(setting, flat, "p = 0")
    return lambda e: setting.surface.engine.element(setting.field.plain(e).xreplace(flat))


def _flat(values: Mapping[Any, sp.Expr]) -> bool:
    return not any(isinstance(key, sp.Symbol) for key in values)


def _real(symbol: Any, value: sp.Expr) -> sp.Expr:
    if value.is_extended_real is False or value.has(sp.I, sp.oo, -sp.oo, sp.zoo, sp.nan):
        raise InputError(f"the value of {symbol} must be a real number, not {value}")
    return value


def _check_declared(symbol: Any, value: sp.Expr) -> None:
    """What SymPy was told of a symbol is true of the value: sin(pi n) was read as 0 for an integer n."""
    for property_, declared in symbol.assumptions0.items():
        found = getattr(value, f"is_{property_}", None)
        open_ = found is None and declared and property_ in ("integer", "rational", "irrational")
        if open_ or (found is not None and found is not declared):
            negation = "" if declared else "not "
            raise InputError(
                f"{symbol} is declared to be {negation}{property_}, and the value {value} need not be"
            )
