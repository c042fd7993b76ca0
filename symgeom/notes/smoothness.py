"""Where the map of a surface has the derivatives that are spoken of: kinks, poles, roots and logarithms.

Here: ``Smoothness``. ``relations`` are what a reader is told; ``excludes`` says that a factor vanishes at no point that is
meant; ``holds_at``, that a point is one of those; ``is_connected``, that these are one piece, so that what has the derivative
zero is constant. Convention: what isn't seen to hold isn't said.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import sympy as sp

from symgeom.algebra.domain.totals import spelled
from symgeom.algebra.ring.polynomials import Poly
from symgeom.geometry.kinks import expressions
from symgeom.geometry.row_major import flat
from symgeom.notes.components import entries
from symgeom.notes.worth import worth

__all__ = ["Smoothness"]

_WORTH = 1.0  # foreseen seconds of polynomial arithmetic for one question
_SIGNS = ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "integer")
_NOT_NUMBERS = (sp.DiracDelta, sp.Heaviside, sp.AccumBounds, sp.Subs, sp.Derivative, sp.Limit)


class Smoothness:
    """Of one surface, or of a metric."""

    def __init__(self, surface: Any) -> None:
        self._surface, self._engine = surface, surface.engine

    # What must not vanish ----------------------------------------------------------------------------------------------
    @cached_property
    def _zero_nowhere(self) -> tuple[tuple[sp.Expr, Poly], ...]:
        """The kinks, and the factors by which the derivatives of the map are divided, each as a polynomial too."""
        found = [
            (q, p) for q in worth(partial(expressions, self._surface), (), _WORTH) if (p := self._above(q))
        ]
        for p in worth(self._poles, [], _WORTH):
            if not any(self._divides(p, q) for _, q in found):
                found.append((worth(partial(self._shown, p), sp.S.One, _WORTH), p))
        return tuple((q, p) for q, p in found if q.free_symbols)

    def _poles(self) -> list[Poly]:
        """Factors of denominators in the map, in arguments in it and in its derivatives, and of what it has logarithms of."""
        engine, field, ring = self._engine, self._engine.field, self._engine.field.ring
        is_map = hasattr(self._surface, "map")
        read = [engine.element(e) for e in entries(self._surface.map)] if is_map else []
        read += flat(engine.exact("jacobian" if is_map else "metric"))
        below: dict[str, Poly] = {}
        seen = set[int]()
        for e in read:  # grows
            below |= {str(p): p for p in map(field.base, e.den)}
            for i in set(ring.support(ring.lift(e.num))) - seen:
                seen.add(i)
                g = field.generators[i]
                read += [a for a in (g.argument, *(g.jet[1] if g.jet else ())) if a is not None]
                if g.kind == "log" and g.argument is not None:
                    below[str(g.argument.num)] = g.argument.num
        factors = {str(f.poly): f.poly for p in below.values() for f in ring.primes.factor(ring.lift(p))[1]}
        return [p for p in factors.values() if not engine.translator.signs.nowhere_zero(p)]

    def _above(self, e: sp.Expr) -> Poly | None:
        """The numerator of an expression."""
        read = worth(partial(self._engine.element, e), None, _WORTH)
        return None if read is None else self._engine.field.ring.lift(read.num)

    def _shown(self, p: Poly) -> sp.Expr:
        """What vanishes where a factor does: of a root what stands in it."""
        shown: sp.Expr = self._engine.present(self._engine.field.element(p).cancelled())
        while isinstance(shown, sp.Pow) and shown.exp.is_positive:
            shown = shown.base
        return -shown if shown.could_extract_minus_sign() else shown

    def _divides(self, p: Poly, q: Poly) -> bool:
        """Two factors have one in common; a root and what stands in it do."""
        ring = self._engine.field.ring
        pairs = ((self._radicand(a), self._radicand(b)) for a, b in ((p, q),))
        return any(not ring.lift(a).gcd(ring.lift(b)).is_constant() for a, b in ((p, q), *pairs))

    def _radicand(self, p: Poly) -> Poly:
        field = self._engine.field
        for i in field.ring.support(p):
            if field.generators[i].kind == "root" and p == field.ring.gen(i):
                inside: Poly = field.ring.relations[i][1]
                return inside
        return p

    def excludes(self, p: Poly) -> bool:
        """The factor vanishes at no point where the map has its derivatives."""
        return any(self._divides(p, q) for _, q in self._zero_nowhere)

    # What is said of it ------------------------------------------------------------------------------------------------
    @cached_property
    def relations(self) -> tuple[sp.Basic, ...]:
        """Inequalities beside those that were declared."""
        nonzero = list(self._zero_nowhere)
        found: list[sp.Basic] = []
        for h in dict.fromkeys(self._engine.translator.hypotheses):
            p = self._above(h)
            strict = p is not None and any(self._divides(q, p) for _, q in nonzero)
            if strict and p is not None:
                nonzero = [(e, q) for e, q in nonzero if not self._divides(q, p)]
            found.append(sp.Gt(h, 0, evaluate=False) if strict else sp.Ge(h, 0, evaluate=False))
        found += [sp.Ne(q, 0, evaluate=False) for q, _ in nonzero]
        return tuple(map(spelled, found))

    @property
    def is_connected(self) -> bool:
        """The points are those of a convex set of coordinates."""
        declared = (_is_linear(r, self._engine.letters) for r in self._engine.facts.where)
        return not self.relations and all(declared)

    def holds_at(self, values: tuple[sp.Expr, ...]) -> bool:
        """The coordinates are those of a point of the domain at which the map has its derivatives."""
        point, facts = dict(zip(self._engine.letters, values)), self._engine.facts
        inside = (
            gap.is_positive
            for u, ends in (facts.domain or {}).items()
            if u in point
            for gap in (point[u] - ends[0], ends[1] - point[u])
        )
        carried = (
            getattr(value, f"is_{kind}")
            for u, value in point.items()
            for kind in _SIGNS
            if getattr(u, f"is_{kind}")
        )
        declared = (_is_true(r, point) for r in (*facts.where, *self.relations))
        return all(inside) and all(carried) and all(declared)


def is_number(e: sp.Expr) -> bool:
    """No infinity, and nothing that has no value at a point."""
    return not e.has(sp.nan, sp.zoo, sp.oo, -sp.oo, *_NOT_NUMBERS)


def _is_linear(relation: Any, coordinates: Any) -> bool:
    e = relation.lhs - relation.rhs
    return all(sp.diff(e, u, v) == 0 for u in coordinates for v in coordinates)


def _is_true(relation: Any, point: dict[sp.Symbol, sp.Expr]) -> bool:
    """A relation between numbers, or between constants of known sign."""
    gap = (relation.lhs - relation.rhs).subs(point, simultaneous=True)
    match relation:
        case sp.Ne():
            return bool(gap.is_nonzero)
        case sp.Gt() | sp.Lt():
            return bool((gap if isinstance(relation, sp.Gt) else -gap).is_positive)
        case sp.Ge() | sp.Le():
            return bool((gap if isinstance(relation, sp.Ge) else -gap).is_nonnegative)
    return False
