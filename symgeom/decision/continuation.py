"""Proofs on a connected domain: what holds at one point, and continues.

What is here: two arguments for a difference whose normal form is not zero because the generators are dependent.

- *Nested roots* (`vanishes_on_branch`). The characteristic polynomial over all branches of the roots is
  ``P(z) = z^m Q(z)``. At a point where Q(0) is not zero exactly m branches vanish; when exactly m balls contain zero and
  the branch that was meant is one of them, it vanishes there, and near there, since Q(z) stays away from zero. A function
  that is analytic on a connected domain and vanishes near a point vanishes on all of it.
- *Zero derivative* (`is_constant`). A function with zero derivative on a connected domain is a constant, and one exact
  value decides which: ``atan(x) + atan(1/x)`` for x > 0.

Both need the difference to be analytic on a connected domain (`analytic`). On a single point (constants) nothing needs to
continue.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import sympy as sp
from flint import acb, arb

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.sizes import is_short
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, Element, ZeroDivisor
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import check, foresee
from symgeom.algebra.ring.polynomials import Poly
from symgeom.decision.analytic import is_analytic, is_point

__all__ = ["is_constant", "vanishes_on_branch"]

_BRANCHES = 64
_SECONDS_A_RESULTANT = 1e-3  # for each term
_EXACT_POINTS = tuple(map(sp.Rational, ("0", "1", "-1", "2", "-2", "1/2", "-1/2")))


def vanishes_on_branch(
    translator: Translator, difference: Element, points: list[dict[sp.Symbol, Any]]
) -> bool:
    """The difference is zero on the domain although its normal form isn't, by counting branches at a point."""
    ring = translator.field.ring
    p = ring.lift(difference.num)
    roots = _closure(translator, p)
    if not roots or prod(ring.relations[i][0] for i in roots) > _BRANCHES:
        return False
    if (
        p.total_degree() > 60
        or len(p) > 400
        or not (is_point(translator) or is_analytic(translator, difference))
    ):
        return False
    multiplicity, rest = _characteristic(translator, p, roots)
    if not multiplicity:
        return False
    for point in points or [{}]:
        with precision(600):
            try:
                if _counts(translator, p, roots, multiplicity, rest, point):
                    return True
            except Undefined:
                continue
    return False


def _closure(translator: Translator, p: Poly) -> list[int]:
    """The roots in p and in the radicands of its roots, in the order in which they were adjoined."""
    field, ring = translator.field, translator.field.ring
    found: set[int] = set()
    todo = [p]
    while todo:
        for i in ring.support(todo.pop()):
            if field.generators[i].kind == "root" and i not in found:
                found.add(i)
                todo.append(ring.lift(ring.relations[i][1]))
    return sorted(found)


def _characteristic(translator: Translator, p: Poly, roots: list[int]) -> tuple[int, Poly]:
    """(m, Q(0)) of the characteristic polynomial ``z^m Q(z)`` over all branches."""
    field, ring = translator.field, translator.field.ring
    unknown = field.symbol(sp.Dummy("z", real=True))
    (z,) = ring.support(unknown.num)
    slot = {i: ring.width - 1 - i for i in (*roots, z)}
    total = ring.gen(z) - ring.lift(p)
    for i in reversed(roots):
        power, value = ring.relations[i]
        relation = ring.gen(i) ** power - ring.lift(value)
        foresee(_SECONDS_A_RESULTANT * len(total))
        total = ring.reduce(total.resultant(relation, slot[i]))
    parts = ring.by_powers(total, z)
    for k in sorted(parts):
        if not ring.reduce(parts[k]).is_zero():
            return k, parts[k]
    return 0, ring.zero


def _counts(
    translator: Translator,
    p: Poly,
    roots: list[int],
    multiplicity: int,
    rest: Poly,
    point: dict[sp.Symbol, Any],
) -> bool:
    """At the point Q(0) is not zero, and exactly m branches, the one that is meant among them, may be zero."""
    field, ring = translator.field, translator.field.ring
    evaluator = Evaluator(point)
    if not field.facts.allow(evaluator):
        return False
    values = {
        i: evaluator.value(g.expression)
        for i, g in enumerate(field.generators)
        if i not in roots
        and i in {*ring.support(p), *ring.support(rest), *_support_of_radicands(translator, roots)}
    }
    if _value(translator, rest, values).contains(0):
        return False
    principal = dict(values)
    for i in roots:
        principal[i] = evaluator.value(field.generators[i].expression)
    if not _value(translator, p, principal).contains(0):
        return False
    near = 0
    for choice in product(*(range(ring.relations[i][0]) for i in roots)):
        check()
        branch = dict(values)
        for i, k in zip(roots, choice):
            power, value = ring.relations[i]
            branch[i] = _branch(_value(translator, ring.lift(value), branch), power, k)
        near += bool(_value(translator, p, branch).contains(0))
    return near == multiplicity


def _support_of_radicands(translator: Translator, roots: list[int]) -> set[int]:
    ring = translator.field.ring
    return {j for i in roots for j in ring.support(ring.lift(ring.relations[i][1]))}


def _branch(value: Any, power: int, k: int) -> Any:
    """The k-th of the n-th roots of a number that is not zero."""
    z = acb(value)
    if z.contains(0):
        raise Undefined("a radicand that may vanish")
    if z.real < 0 and z.imag.contains(0):  # off the branch cut of the principal root
        turned = (-z).root(power) if power == 2 else (z * acb(0, 1)).root(power)
        unit = acb(0, 1) if power == 2 else (acb(0, -arb.pi() / 2) / power).exp()
        base = turned * unit
    else:
        base = z.root(power)
    return base * (acb(0, 2 * arb.pi() * k) / power).exp()


def _value(translator: Translator, p: Poly, values: dict[int, Any]) -> Any:
    last = translator.field.ring.width - 1
    total = acb(0)
    for exponents, coefficient in translator.field.ring.lift(p).to_dict().items():
        term = acb(arb(coefficient))
        for slot, k in enumerate(exponents):
            if k:
                term = term * acb(values[last - slot]) ** int(k)
        total += term
    return total


# Zero derivative --------------------------------------------------------------------------------------------------------
def is_constant(translator: Translator, difference: Element, lhs: sp.Expr, rhs: sp.Expr) -> bool:
    """Both sides differ by a constant on the domain, and that constant is zero at a point where it is exact."""
    field = translator.field
    symbols = sorted(translator.symbols, key=str)
    if not symbols or not any(g.kind in ("function", "log") for g in field.generators):
        return False
    try:
        if not all(field.derivative(difference, s).is_zero() for s in symbols):
            return False
    except (OutsideClass, ZeroDivisor, BranchDivisor):
        return False
    if not is_analytic(translator, difference):
        return False
    # The difference is continuous where it is defined, so a point of the boundary will do as well, unless a sign jumps.
    jumps = (lhs - rhs).has(sp.sign, sp.acot, sp.atan2)
    inequalities = field.facts.inequalities(symbols)
    for values in product(_EXACT_POINTS, repeat=min(len(symbols), 3)):
        point = dict(zip(symbols, values))
        if (
            len(point) == len(symbols)
            and _holds(inequalities, point, jumps)
            and _is_exactly_zero(lhs - rhs, point)
        ):
            return True
    return False


def _holds(inequalities: list[Any], point: dict[sp.Symbol, Any], inside: bool) -> bool:
    try:
        with precision(128):
            values = [Evaluator({}).real(i.expression.xreplace(point)) for i in inequalities]
            return all(value > 0 or (value == 0 and not inside) for value in values)
    except Undefined:
        return False


def _is_exactly_zero(e: sp.Expr, point: dict[sp.Symbol, Any]) -> bool:
    """SymPy's tables give the value 0 at the point, and a ball of 2,000 bits, evaluated apart from them, agrees."""
    check()
    if not is_short(e):
        return False
    value = e.subs(point)
    if value != 0:
        return False
    try:
        with precision(2000):
            at = {s: Evaluator({}).real(value) for s, value in point.items()}
            return bool(Evaluator(at).real(e).contains(0))
    except Undefined:
        return False
