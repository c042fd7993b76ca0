"""Where quantities are undefined since a derivative of an absolute value is: the kinks of a chart.

What is here: `kinks`, entry by entry; `expressions`, and the same as assumptions, `conditions`. The map may be continuous
where its first derivatives jump, and those where the second do; a quantity needs what its formula mentions, also where a jump
cancels in the result (K of z = |u| is 0 on both sides of u = 0 and undefined there). What is intrinsic needs derivatives of g
only.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import sympy as sp

from symgeom.algebra.domain.totals import Total
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached
from symgeom.decision.jumps import Jumps
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.intrinsic import slopes
from symgeom.geometry.protocols import Derived
from symgeom.geometry.quantity import part

__all__ = ["conditions", "expressions", "kinks", "nonzero"]

Kink = frozenset[int]
_BENT = (sp.acos, sp.asin, sp.asec, sp.acsc)  # where their arguments are 1 or -1: acos(cos(x)) is |x| near 0
_NONE: Kink = frozenset()


def kinks(chart: Derived, name: str, entries: list[Any]) -> list[tuple[sp.Expr, ...]]:
    """For each printed entry of a quantity, the expressions that must not vanish."""
    found = _Kinks.of(chart)
    needed = found.needed(chart, name)
    if not found.any():
        return [needed] * len(entries)
    common, own = found.level(name), found.own(name, len(entries))
    left = [_NONE if e.is_Atom else found.left_over(e) for e in entries]
    return [(*found.shown(common | a | b), *needed) for a, b in zip(own, left)]


def nonzero(chart: Derived, name: str) -> tuple[sp.Expr, ...]:
    """What must not vanish for a quantity and for those that it is made of."""
    found: dict[sp.Expr, None] = {}
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        quantity = chart.engine.quantity_named(name)
        if quantity.nonzero:
            found.update(dict.fromkeys(quantity.nonzero(chart)))
        for other in quantity.uses:
            visit(other)

    visit(name)
    return tuple(found)


def conditions(chart: Derived) -> tuple[str, ...]:
    """What the derivatives of the map up to the second order need."""
    return tuple(f"{q} ≠ 0" for q in expressions(chart))


def expressions(chart: Derived) -> tuple[sp.Expr, ...]:
    """What must not vanish so that there are the derivatives of the map up to the second order."""
    found = _Kinks.of(chart)
    kinks = found.shown(found.second()) if found.any() else ()
    return (*kinks, *_cuts(chart))


def _cuts(chart: Derived) -> tuple[sp.Expr, ...]:
    """``sqrt(x^2 + y^2) + x`` for atan2(y, x): it vanishes where the angle jumps, on the half-line y = 0, x <= 0, alone."""
    angles = {a for e in chart._sources for a in e.atoms(sp.atan2)}  # type: ignore[attr-defined]
    return tuple(sp.sqrt(x**2 + y**2) + x for y, x in sorted((a.args for a in angles), key=str))


@part
def _of_chart(chart: Derived) -> _Kinks:
    return _Kinks(chart)


def _may_bend(e: sp.Expr) -> bool:
    """Something in the expression is an absolute value, or may be read as one: a root, a maximum."""
    kinds = (sp.Abs, sp.sign, sp.Max, sp.Min, sp.Piecewise, sp.Heaviside, sp.arg, sp.re, sp.im, *_BENT)
    roots = (power for power in e.atoms(sp.Pow) if not power.exp.is_Integer)
    return e.has(*kinds) or any(_least(power.base) != 1 for power in roots)


def _least(e: sp.Expr) -> int | None:
    """1 for what is positive by its form where it is real, as 1 plus squares is, 0 for what is not negative; else None."""
    if e.is_Rational:
        return None if e.is_negative else int(e.is_positive)
    if isinstance(e, sp.exp | sp.cosh):
        return 1
    if isinstance(e, Total):
        return _least(e.args[0])
    if e.is_Add or e.is_Mul:
        inside = [_least(a) for a in e.args]
        known = [least for least in inside if least is not None]
        return None if len(known) < len(inside) else (max if e.is_Add else min)(known)
    if e.is_Pow and e.exp.is_Rational:
        least = _least(e.base)
        return 0 if e.exp.is_Integer and e.exp.is_even and e.exp > 0 and least is None else least
    return None


def _share(ring: Any, p: Any, q: Any) -> bool:
    """Two polynomials have a factor in common; they may be older than the ring's last generators."""
    return not ring.lift(p).gcd(ring.lift(q)).is_constant()


class _Kinks:
    """The kinks of one chart, order by order."""

    def __init__(self, chart: Derived) -> None:
        self.chart: Any = getattr(chart, "_surface", chart)
        self.own_metric = not hasattr(self.chart, "map")
        self.jumps = Jumps(self.chart.engine.translator)
        self._levels: dict[str, Kink] = {}
        self._needed: dict[str, tuple[sp.Expr, ...]] = {}

    @staticmethod
    def of(chart: Derived) -> _Kinks:
        return _of_chart(chart)

    def needed(self, chart: Derived, name: str) -> tuple[sp.Expr, ...]:
        """What must not vanish besides."""
        if name not in self._needed:
            self._needed[name] = nonzero(chart, name)
        return self._needed[name]

    @cached_property
    def _may_bend(self) -> bool:
        return any(map(_may_bend, self._sources()))

    def any(self) -> bool:
        """The map has an absolute value at all (its components are read for that, unless nothing in them could be one)."""
        if not self._may_bend:
            return False
        for e in self._sources():
            self.chart.engine.element(e)
        return bool(self._roots()) or any(e.has(*_BENT) for e in self._sources()) or self._has_signs

    @cached_property
    def _has_signs(self) -> bool:
        """The map's own: the root of det g of ``x^n y`` has brought |x| into the chart's field, where the map has no kink."""
        if not self.jumps.signs():
            return False
        translator = Translator(self._sources(), self.chart.engine.facts, real=True)
        for e in self._sources():
            translator.element(e)
        return any(g.kind == "sign" for g in translator.field.generators)

    def _roots(self) -> Kink:
        """The roots in the map whose radicand may vanish, as at a cone's apex; none by which the map itself divides."""
        return self._kept("roots", self._roots_of_map)

    def _roots_of_map(self) -> Kink:
        field = self.chart.engine.field
        read = [self.chart.engine.element(e) for e in self._sources()]
        inside, edge = set[int](), list(read)
        for e in edge:  # a root may stand in an exponent
            new = set(field.ring.support(field.ring.lift(e.num))) - inside
            inside |= new
            edge += [g for i in new if (g := field.generators[i].argument) is not None]
        below = [field.base(b) for e in read for b in e.den]
        return frozenset(
            i
            for i in inside
            if field.generators[i].kind == "root"
            and not self.chart.engine.translator.signs.nowhere_zero(field.ring.relations[i][1])
            and not any(_share(field.ring, p, field.ring.relations[i][1]) for p in below)
        )

    def _divided_by(self, e: Element) -> Kink:
        """The roots of the map by whose radicand an element divides: it is undefined where that vanishes."""
        ring, below = self.chart.engine.field.ring, [self.chart.engine.field.base(b) for b in e.den]
        return frozenset(
            i for i in self._roots() if any(_share(ring, p, ring.relations[i][1]) for p in below)
        )

    def second(self) -> Kink:
        """What the derivatives up to the second order need."""
        return self._of_metric(2) if self.own_metric else self._of_jets(2)

    def shown(self, found: Kink) -> tuple[sp.Expr, ...]:
        return tuple(self.jumps.shown(i) for i in sorted(found))

    def left_over(self, entry: Any) -> Kink:
        """The jumps of a printed entry itself."""
        if not entry.has(sp.sign, sp.Abs):
            return _NONE
        try:
            return self.jumps.of(self.chart.engine.element(entry))
        except LimitReached:
            raise
        except (BudgetError, InputError):
            return self.jumps.signs()

    def own(self, name: str, count: int) -> list[Kink]:
        """The jumps of the second derivatives that an entry of the second form is made of."""
        if not self.chart.engine.quantity_named(name).entrywise:
            return [_NONE] * count
        second, d = self.chart.engine.exact("second_derivatives"), range(self.chart.dimension)
        return [self._union(level[i][j] for level in second) for i in d for j in d]

    def level(self, name: str) -> Kink:
        """What all entries of a quantity need: the derivatives that its formula takes of the map, or of g alone."""
        quantity, orders = self.chart.engine.quantity_named(name), self.orders(name)
        if "position" not in orders:
            return self._of_metric(orders["metric"])
        order = orders["position"]
        if set(quantity.depth) <= {"position"}:  # a derivative and nothing else is defined where it exists
            return self._of_jets(order - 1)
        return self._of_jets(1 if quantity.entrywise else order)

    def orders(self, name: str) -> dict[str, int]:
        """How often the formula of a quantity differentiates the map, and how often g."""
        quantity = self.chart.engine.quantity_named(name)
        if quantity.name == "metric" or not quantity.depth:
            return {quantity.name: 0}
        found: dict[str, int] = {}
        for used, times in quantity.depth.items():
            for leaf, order in self.orders(used).items():
                found[leaf] = max(order + times, found.get(leaf, 0))
        return found

    # Orders of derivation --------------------------------------------------------------------------------------------
    def _of_map(self) -> Kink:
        sources = self._sources()
        found = self._union(self.chart.engine.element(e) for e in sources)
        explicit = [s for e in sources for s in e.atoms(sp.sign) if not _is_linear(e, s)]
        return found | frozenset(
            i
            for s in explicit
            for i in self.chart.engine.field.ring.support(self.chart.engine.element(s).num)
            if i in self.jumps.signs()
        )

    def _of_jets(self, order: int) -> Kink:
        """The jumps of the map and of its derivatives up to an order; below 0 of nothing."""
        if order < 0:
            return _NONE
        if order == 0:
            return self._kept("map", self._of_map)
        return self._of_jets(order - 1) | self._kept(f"jets {order}", lambda: self._union(self._jets(order)))

    def _jets(self, order: int) -> list[Element]:
        """The derivatives of that order of the components of the map, each once."""
        if order == 1:
            return [e for row in self.chart.engine.exact("jacobian") for e in row]
        if order == 2:
            return [
                e for level in self.chart.engine.exact("second_derivatives") for row in level for e in row
            ]
        field, names = self.chart.engine.field, self.chart.engine.letters
        return [field.derivative(e, u) for e in self._jets(order - 1) for u in names]

    def _of_metric(self, order: int) -> Kink:
        """The jumps of g and of its derivatives up to an order."""
        first = self._kept("map", self._of_map) if self.own_metric else self._of_jets(1)
        rules = {"slopes": self._of_slopes, "bends": self._of_bends}
        return first.union(*(self._kept(key, rules[key]) for key in list(rules)[:order]))

    def _of_slopes(self) -> Kink:
        return self._union(e for level in slopes(self.chart) for row in level for e in row)

    def _of_bends(self) -> Kink:
        field, names = self.chart.engine.field, self.chart.engine.letters
        terms = {id(e): e for level in slopes(self.chart) for row in level for e in row}
        return self._union(field.derivative(e, u) for e in terms.values() for u in names)

    def _sources(self) -> list[sp.Expr]:
        return list(self.chart._matrix if self.own_metric else self.chart.map)

    def _union(self, elements: Iterable[Element]) -> Kink:
        try:
            return _NONE.union(*(self.jumps.of(e) | self._divided_by(e) for e in elements))
        except LimitReached:
            raise
        except (BudgetError, OutsideClass):
            return self.jumps.signs()

    def _kept(self, key: str, rule: Any) -> Kink:
        if key not in self._levels:
            self._levels[key] = rule()
        return self._levels[key]


def _is_linear(e: sp.Expr, s: sp.Expr) -> bool:
    """A sign in sums and products only, once in each: its square is 1 in the field and 0 at its zero."""
    if e == s or not e.has(s):
        return True
    inside = [a for a in e.args if a.has(s)]
    if e.is_Add:
        return all(_is_linear(a, s) for a in inside)
    return bool(e.is_Mul) and len(inside) == 1 and _is_linear(inside[0], s)
