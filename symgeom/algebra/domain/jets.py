"""Values and derivatives of undefined functions as SymPy writes them, and how to read them back.

What is here: `jet_parts`, which reads one jet (function, arguments, order in each slot); `jet_expression`, which writes one;
`Slots`, the form of a mixed derivative at arguments that are no symbols of their own.

Convention: only slots that are differentiated are bound, ``Subs(Derivative(f(xi_1, u), xi_1), xi_1, u)``, and a symbol that
fills one slot and occurs in no other isn't bound at all: the form that SymPy's own ``diff`` gives. SymPy compares a `Subs` with
all variables of one value made one: ``Subs(D1 f(a, b), (a, b), (u, u))`` and ``Subs(D2 f(a, b), (a, b), (u, u))`` are equal to
it. What it can't tell apart is refused when it is read, and never written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.sizes import check_pending
from symgeom.errors import InputError

__all__ = ["JETS", "NoJet", "Slots", "is_jet", "jet_expression", "jet_parts", "slot_names", "substituted"]

JETS = (AppliedUndef, sp.Derivative, sp.Subs)
_CANONICAL = [sp.Dummy(f"slot_{i + 1}") for i in range(8)]


class NoJet(Exception):
    """The expression can't be read as one partial derivative of an undefined function."""


class Slots(sp.Subs):  # type: ignore[misc]  # SymPy is untyped
    """A `Subs` whose variables stay apart at equal points, in comparisons, sums and substitutions.

    >>> u, a, b = sp.symbols("u a b"); f = sp.Function("f")(a, b)
    >>> sp.Subs(f.diff(a, a, b), (a, b), (u, u)) == sp.Subs(f.diff(a, b, b), (a, b), (u, u))
    True
    >>> Slots(f.diff(a, a, b), (a, b), (u, u)) == Slots(f.diff(a, b, b), (a, b), (u, u))
    False
    """

    def _hashable_content(self) -> tuple[Any, ...]:
        while len(_CANONICAL) < len(self.variables):
            _CANONICAL.append(sp.Dummy(f"slot_{len(_CANONICAL) + 1}"))
        return self.expr.xreplace(dict(zip(self.variables, _CANONICAL))), self.point

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Slots) and bool(self._hashable_content() == other._hashable_content())

    def __hash__(self) -> int:
        return hash((Slots.__name__, *self._hashable_content()))

    def doit(self, **hints: Any) -> sp.Expr:
        """A derivative of an undefined function stays as it is; SymPy would make it a `Subs` again."""
        expression = self.expr.doit(**hints)
        if is_jet(expression):
            return self.func(expression, self.variables, self.point)
        return sp.Subs(expression, self.variables, self.point).doit(**hints)


def is_jet(e: Any) -> bool:
    """One value or partial derivative of an undefined function, whatever its arguments are."""
    try:
        jet_parts(e)
    except NoJet:
        return False
    return True


def jet_parts(e: sp.Expr) -> tuple[Any, tuple[sp.Expr, ...], tuple[int, ...]]:
    """(function, arguments, order in each slot) of a value or derivative of an undefined function.

    Understands ``f(x, y)``, ``Derivative(f(x, y), x, y)``, ``Subs(Derivative(f(t, y), t), t, expression)`` and `Slots`. Raises
    `NoJet` for a derivative that can't be read as one jet, `InputError` for one that SymPy's equality can't tell from others.
    """
    if not isinstance(e, sp.Subs):
        return _at_symbols(e)
    function, slots, orders = _at_symbols(e.expr)
    if any(orders) and not isinstance(e, Slots):
        _tell_apart(e)
    replaced = dict(zip(e.variables, e.point))
    return function, tuple(replaced.get(s, s.xreplace(replaced)) for s in slots), orders


def _at_symbols(e: sp.Expr) -> tuple[Any, tuple[sp.Expr, ...], tuple[int, ...]]:
    if isinstance(e, AppliedUndef):
        return e.func, e.args, (0,) * len(e.args)
    if not (isinstance(e, sp.Derivative) and isinstance(e.expr, AppliedUndef)):
        raise NoJet(f"{e} can't be read as a derivative of an undefined function")
    slots, orders = e.expr.args, [0] * len(e.expr.args)
    for variable, count in e.variable_count:
        where = [i for i, slot in enumerate(slots) if slot.has(variable)]
        if len(where) != 1 or slots[where[0]] != variable or not count.is_Integer:
            raise NoJet(f"{e} is no single partial derivative")
        orders[where[0]] += int(count)
    return e.expr.func, slots, tuple(orders)


def _tell_apart(e: sp.Subs) -> None:
    """SymPy compares by an expression in which equal points have one name: a slot must be recognised in it."""
    try:
        orders = _at_symbols(e._expr)[2]
    except NoJet:
        orders = ()
    if orders != _at_symbols(e.expr)[2]:
        function, point = e.expr.expr, ", ".join(map(str, dict.fromkeys(e.point)))
        raise InputError(
            f"{e} is ambiguous: SymPy takes derivatives of {function.func} in different arguments for equal when several "
            f"variables are replaced by the same expression ({point}). Write one Subs for the argument that is differentiated, "
            f"such as {_example(e)}, or differentiate {function.func} at variables of their own"
        )


def _example(e: sp.Subs) -> str:
    """The derivative in the first slot with that slot bound alone."""
    function, replaced = e.expr.expr, dict(zip(e.variables, e.point))
    first = next(v for v in e.expr.variables if v in function.args)
    slot = sp.Symbol(f"xi_{function.args.index(first) + 1}")
    rest = [slot if a == first else a.xreplace(replaced) for a in function.args]
    return f"Subs(Derivative({function.func(*rest)}, {slot}), {slot}, {replaced.get(first, first)})"


def jet_expression(function: Any, args: Sequence[sp.Expr], orders: Sequence[int]) -> sp.Expr:
    """The derivative of an undefined function of these orders at these arguments."""
    if not any(orders):
        return function(*args)
    slots = list(args)
    for i, order in enumerate(orders):
        if order and not (
            args[i].is_Symbol and all(j == i or not a.has(args[i]) for j, a in enumerate(args))
        ):
            slots[i] = sp.Dummy(f"xi_{i + 1}", real=True)
    bound = [i for i, slot in enumerate(slots) if slot is not args[i]]
    pairs = [(s, n) for s, n in zip(slots, orders) if n]
    if not bound:
        return sp.Derivative(function(*slots), *pairs)
    form = sp.Subs if len(bound) == 1 else Slots
    derivative = function(*slots).diff(*pairs)  # in SymPy's order of variables
    return form(derivative, tuple(slots[i] for i in bound), tuple(args[i] for i in bound))


def substituted(e: Any, images: Mapping[sp.Symbol, sp.Expr]) -> Any:
    """Expressions for symbols, all at once; a derivative stays the one by its slot.

    As SymPy writes it, ``Derivative(f(u, v), u)`` at u = v = s would become ``Derivative(f(s, s), s)``, which is another one.
    """
    if not e.has(sp.Derivative):
        return e.xreplace(images)
    if is_jet(e):
        function, args, orders = jet_parts(e)
        return jet_expression(function, [substituted(a, images) for a in args], orders)
    if isinstance(e, sp.Derivative | sp.Subs):
        for pending in e.atoms(sp.Derivative):
            if not is_jet(pending):
                check_pending(pending)
        done = e.doit()
        if done == e:
            raise InputError(
                f"{e} is no derivative of an undefined function; give it as an expression that is worked out"
            )
        return substituted(done, images)
    return e.func(*(substituted(a, images) for a in e.args))


def slot_names(args: Sequence[sp.Expr]) -> bool:
    """Whether the slots can be told by the names of the arguments: symbols, each once."""
    return all(a.is_Symbol for a in args) and len(set(args)) == len(args)
