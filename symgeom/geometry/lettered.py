"""Letters in place of the terms of a map, and a field for what is written in them.

What is here: `Letters`. What a polynomial in letters stands for is found in the chart's own field without writing it: the
values of the letters are put into the polynomial.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import distinct
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import Poly
from symgeom.geometry.row_major import size
from symgeom.parts.replacement import Replacement

__all__ = ["Letters"]

_PRODUCTS = 20_000  # of terms, past which values are not put into a polynomial


class Letters:
    """One field for expressions in letters, made when it is first asked for; ``back`` puts their values in their place."""

    def __init__(self, back: Replacement) -> None:
        self.expressions: list[sp.Expr] = []
        self._back = back
        self._values: dict[int, Element | None] = {}  # of generators

    @functools.cached_property
    def translator(self) -> Translator:
        parts = list(filter(_is_generator, distinct(*self.expressions)))
        made = Translator(parts, Facts(), real=True)
        made.field.lengths.update({s: size(self._back(s)) for s in made.symbols})
        return made

    @functools.cached_property
    def factors(self) -> Table[list[tuple[Any, int, Any]]]:
        """What is known of polynomials with their letters put back."""
        return Table(self.translator.field.ring)

    def value(self, p: Poly, engine: Any) -> Element | None:
        """What a polynomial in letters stands for, in the field of the engine.

        None where that would be long, or where letters stand for products, powers or exponentials, which may go together when
        they are put back.
        """
        ring = self.translator.field.ring
        if self.translator.field.turns is not None:
            return None
        p = ring.lift(p)
        used = ring.support(p)
        known = {i: self._value(i, engine) for i in used}
        values = {i: e for i, e in known.items() if e is not None}
        if len(values) < len(used):
            return None
        places = {i: ring.width - 1 - i for i in used}
        lengths = [(places[i], max(len(e.num), 1)) for i, e in values.items()]
        if sum(math.prod(n ** int(m[at]) for at, n in lengths) for m in p.monoms()) > _PRODUCTS:
            return None
        return self._put(p, values, engine)

    def _put(self, p: Poly, values: dict[int, Element], engine: Any) -> Element:
        """The values in place of the letters; those that are fractions by their powers."""
        mine, other = self.translator.field.ring, engine.field.ring
        fractions = [i for i, e in values.items() if e.den]
        images = [other.zero] * mine.width
        for i, e in values.items():
            images[-1 - i] = other.lift(e.num)
        parts = []
        for powers, part in mine.by_monomials(p, fractions).items():
            below: dict[int, int] = {}
            num = part.compose(*images, ctx=other.context)
            for i, k in zip(fractions, powers):
                num = num * images[-1 - i] ** k
                for b, exponent in values[i].den.items() if k else ():
                    below[b] = below.get(b, 0) + exponent * k
            parts.append(engine.field.element(num, below))
        total: Element = engine.field.sum(parts)
        return total.cancelled()

    def _value(self, index: int, engine: Any) -> Element | None:
        """The value of a generator, where it stays apart from the others when it is put back."""
        if index not in self._values:
            full = self._back(self.translator.field.generators[index].expression)
            apart = full.is_Add or full.is_Symbol or (full.is_Function and full.func is not sp.exp)
            self._values[index] = engine.translator.written(full) if apart else None
        return self._values[index]


def _is_generator(e: sp.Basic) -> bool:
    """What a field has a generator for; sums, products and whole powers are made of others."""
    return not (e.is_Add or e.is_Mul or e.is_Number or (e.is_Pow and e.exp.is_Integer))
