"""Broken rules about undefined functions: each must be caught by the sentinels below. A mutant that survives is a hole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sympy as sp
from flint import fmpq

import symgeom as sg
from symgeom.algebra.domain import facts, functions, jets
from symgeom.algebra.field import differential as field
from symgeom.decision import continuation as connected
from symgeom.errors import InputError
from tests.fuzz import smooth
from tests.fuzz.campaign import judge
from tests.fuzz.draws import Draw

u, v, x = sp.symbols("u v x", real=True)
a, b = sp.symbols("a b", real=True)
f = sp.Function("f")
t, root = f(0) + 5, sp.sqrt(f(0) + 4)
thin = 333333 - 10**6 * f(0)  # false for a thin set of values only, which no refutation will find
n, o = sp.Function("n", nonzero=True), sp.Function("n", nonnegative=True)
gap, integer = sp.Function("n", integer=False), sp.Function("n", integer=True)
D1, D2 = (sp.Subs(sp.Derivative(e, a), a, x) for e in (f(a, x), f(x, a)))
slope = sp.Subs(sp.Derivative(o(x), x), x, 0)
HYPERBOLA = sp.sqrt(2 * t**2 - 1 + 2 * t * sp.sqrt(t**2 - 1))

SENTINELS: list[tuple[Any, Any, tuple[Any, ...], set[str]]] = [
    (D1, D2, (), {"refuted"}),
    (sp.diff(f(x, x), x), D1 + D2, (), {"proved"}),
    (sp.sqrt(t - 2 * root), root - 1, (), {"refuted"}),
    (sp.sqrt(t - 2 * root), root - 1, (f(0) > -4,), {"refuted"}),
    (HYPERBOLA, t + sp.sqrt(t**2 - 1), (), {"refuted"}),
    (sp.sqrt(thin - 2 * sp.sqrt(thin - 1)), sp.sqrt(thin - 1) - 1, (), {"refuted", "undecided"}),
    (sp.sqrt(f(0) ** 2), f(0), (f(0) < -100,), {"refuted"}),
    (f(0) * f(1), f(1), (f(0) > sp.Rational(700, 3), f(0) < sp.Rational(701, 3)), {"refuted"}),
    (sp.sign(n(0)) * sp.sign(n(1)), sp.S.One, (), {"undecided", "proved"}),
    (sp.Abs(n(0)) + sp.Abs(n(1)), sp.Abs(n(0) + n(1)), (), {"undecided", "proved"}),
    ((sp.sign(o(0)) - 1) * slope, sp.S.Zero, (), {"undecided", "proved"}),
    (
        sp.Max(sp.floor(1 - o(0)), 0) * slope,
        sp.S.Zero,
        (),
        {"undecided", "proved"},
    ),  # not 0 only where o(0) is
    (gap(x), sp.S.Half, (), {"refuted"}),
    (sp.sqrt(o(x) ** 2), -o(x), (), {"refuted"}),
    (integer(x), x, (), {"refused"}),
    (sp.Subs(sp.Derivative(f(a, b), a), (a, b), (x, x)), D1, (), {"refused"}),
]


def forget() -> None:
    """What was kept under a rule that is another one now."""
    for function in (field, functions, connected):
        for cached in vars(function).values():
            if hasattr(cached, "cache_clear"):
                cached.cache_clear()


def complaints() -> Iterator[str]:
    """What the sentinels find wrong; the first is enough."""
    forget()
    for number, (left, right, where, expected) in enumerate(SENTINELS):
        outcome = judge(Draw(number, "sentinel", left, right, {}, where), masked=False)
        refused = outcome.status == "refused"
        if outcome.wrong and not refused:
            yield f"{left} == {right}: {outcome.wrong}"
        if outcome.status not in expected:
            yield f"{left} == {right}: {outcome.status}"
    yield from _surface()


def _surface() -> Iterator[str]:
    concrete = sp.Lambda((a, b), a**2 * b + b**3 + a)
    for args in ((u, u), (2 * u, 2 * u)):
        surface = sg.Hypersurface([u, v, f(*args)], (u, v))
        known = sp.diff(concrete(*args), u), sp.diff(concrete(*args), u, 2)
        hessian = sg.Graph(f(*args), (u, v)).hessian[0, 0]
        shown = [e.replace(f, concrete).doit() for e in (surface.jacobian[2, 0], hessian)]
        if any(sp.expand(e - k) != 0 for e, k in zip(shown, known)):
            yield f"the derivatives of f{args} are wrong"
    third = [jets.jet_expression(f, (u, u), orders) for orders in ((2, 1), (1, 2))]
    if third[0] == third[1]:
        yield "two third derivatives are equal"
    names = [k.name for k in sg.Hypersurface([u, v, f(u, u)], (u, v)).kernel("normal").arguments]
    if names != ["u", "v", "f_1", "f_2"]:
        yield f"the arguments of a kernel are {names}"


def _all_slots(function: Any, args: Any, orders: Any) -> Any:
    """Every slot bound by one Subs."""
    if not any(orders):
        return function(*args)
    slots = [sp.Dummy(f"xi_{i + 1}", real=True) for i in range(len(args))]
    return sp.Subs(
        sp.Derivative(function(*slots), *[(s, k) for s, k in zip(slots, orders) if k]),
        tuple(slots),
        tuple(args),
    )


def _small(values: Any) -> Any:
    return fmpq(values._random.randint(-24, 24), 8)


MUTANTS = {
    "every slot is bound by one Subs": [(field, "jet_expression", _all_slots)],
    "ambiguous forms are written and read": [
        (field, "jet_expression", _all_slots),
        (jets, "_tell_apart", lambda e: None),
    ],
    "ambiguous forms are read": [(jets, "_tell_apart", lambda e: None)],
    "mixed derivatives are a Subs": [(jets, "Slots", sp.Subs)],
    "values at numbers are one point": [(connected, "is_point", lambda tr: not tr.symbols)],
    "facts about functions are not asked": [
        (facts.Facts, "allow", lambda self, evaluator, hypotheses=(): True)
    ],
    "jets are never moved": [(functions.JetValues, "move", lambda *_: False)],
    "declarations are not read": [
        (functions, "declared", lambda function: {}),
        (field, "declared", lambda function: {}),
    ],
    "nothing is refused": [
        (functions, "declared", lambda function: dict(function.default_assumptions)),
        (field, "declared", lambda function: {}),
    ],
    "a function may jump over excluded values": [(functions.JetValues, "_interval", lambda *_: (None, None))],
    "a minimum may have a slope": [(functions.JetValues, "_touches", lambda *_: False)],
    "values stay small": [(functions.JetValues, "_number", _small)],
}


def test_the_engine_as_it_is_pleases_the_sentinels():
    assert not list(complaints())


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_rule_is_caught(name, monkeypatch):
    for owner, attribute, broken in MUTANTS[name]:
        monkeypatch.setattr(owner, attribute, broken)
    try:
        found = next(complaints(), None)
    except (InputError, ValueError, TypeError) as error:
        found = f"{type(error).__name__}"
    monkeypatch.undo()
    forget()
    assert found, f"{name}: no sentinel noticed"


def test_the_instances_honour_their_declarations():
    for declared in ({"positive": True}, {"nonnegative": True}, {"integer": False}, {"nonzero": True}):
        h = sp.Function("h", **declared)
        made = list(smooth.instances([h(x)], 5, 12))
        assert len(made) == 12
        for functions_ in made:
            for at in (sp.Rational(-7, 3), sp.S.Zero, sp.Rational(5, 2)):
                value = functions_[h].formula.subs(smooth._SLOTS[0], at)
                for kind, wanted in declared.items():
                    number = sp.Rational(str(sp.N(value, 30))) if kind != "nonzero" else value
                    assert getattr(number, f"is_{kind}") is wanted or value == 0
    assert not list(smooth.instances([sp.Function("h", odd=True)(x)], 5, 12))
