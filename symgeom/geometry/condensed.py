"""Normal forms in which the terms of the map keep their names.

What is here: `Condensing`, and `letters_of`, which tells whether it has anything to do. A formula by name is brought over one
denominator and factored with the map's own terms (a shift ``x - a``, a root, a residual) as letters; then they are put back.
``z = (1 - x^4 - y^4)^(1/4)`` has K = 9 x^2 y^2 z^2/(x^6 + y^6 + z^6)^2 so, where clearing z from the denominator gives a page.
Soundness: an identity of the letters is one of what
they stand for; a factor is replaced by what the chart's own field makes of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.decision.closed_forms import present
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.row_major import size, terms_of
from symgeom.parts.names import NamedPart, Parts, put_back

__all__ = ["Condensing", "letters_of"]

_LONGEST = 200  # operations of a formula that is brought over one denominator
_TERMS = 300  # of its numerator, if it were multiplied out
_NESTED = 1.5  # terms for each operation that a polynomial may have if it is to be nested in fewer
_FORESEEN = 0.2  # seconds


class Condensing:
    """Forms over one denominator in the terms of the map; what a factor is in the chart's own field is found once.

    ``short`` are the subject's objects, written out in the shortest way that is known.
    """

    def __init__(self, chart: Any, parts: Parts, short: Mapping[sp.Symbol, sp.Expr]) -> None:
        self._chart, self._parts, self._short = chart, parts, short
        self._known: dict[sp.Expr, sp.Expr] = {}

    def __call__(self, form: sp.Expr, longest: int) -> list[sp.Expr]:
        """With det g as a letter and without: what was found of these that is no longer than ``longest``."""
        if self._chart.data:  # what is summed over has letters of its own
            return []
        needed = self._parts.needed(form)
        letters = letters_of(self._parts, needed)
        if not letters:
            return []
        objects = [p for p in needed if p not in letters]
        kept = [p for p in objects if self._parts.of(p.symbol).is_Add and p.symbol in self._short]
        found = []
        for one in (None, *kept):
            given = [*letters, one._replace(expression=self._short[one.symbol])] if one else letters
            inside = [p for p in objects if p is not one]
            if given and (over := self._over_one(given, put_back(inside, form), longest)) is not None:
                found.append(over)
        return found

    def _over_one(self, letters: list[NamedPart], written: sp.Expr, longest: int) -> sp.Expr | None:
        if size(written) > _LONGEST or _expanded(written)[0] > _TERMS:
            return None
        real = {p.symbol: _letter(p) for p in letters}
        back = {letter: symbol for symbol, letter in real.items()}
        try:
            with allowed(_FORESEEN):
                translator = Translator([written.xreplace(real)], Facts(), real=True)
                translator.field.lengths.update(
                    {letter: size(put_back(letters, s)) for letter, s in back.items()}
                )
                element = translator.element(written.xreplace(real)).cancelled()
                if terms_of(element) > longest:
                    return None
                short = present(translator, element).xreplace(back)
                if size(short) > longest:
                    return None
                return sp.Mul(*(self._best(letters, factor) for factor in sp.Mul.make_args(short)))
        except Spent:
            return None
        except LimitReached:
            raise
        except (OutsideClass, InputError, BudgetError):
            return None

    def _best(self, letters: list[NamedPart], factor: sp.Expr) -> sp.Expr:
        """A power with its letters put back, or with its base as the chart's field has it, which knows how they depend."""
        base, exponent = factor.as_base_exp()
        plain = put_back(letters, base)
        if plain.is_Atom or not base.is_Add:
            return put_back(letters, factor)
        if plain not in self._known:
            exact = self._chart.engine.element(plain)
            long = terms_of(exact) > _NESTED * size(plain)
            self._known[plain] = plain if long else min((plain, self._chart.engine.present(exact)), key=size)
        return self._known[plain] ** exponent


def letters_of(parts: Parts, needed: list[NamedPart]) -> list[NamedPart]:
    """The map's own terms; none where all are sines and the like, whose relations the chart's own field knows better."""
    subject = _subject(parts, needed)
    letters = [p for p in needed if p.symbol not in subject]
    related = all(p.expression.is_Function and p.expression.func is not sp.exp for p in letters)
    return [] if related else letters


def _subject(parts: Parts, needed: list[NamedPart]) -> set[sp.Symbol]:
    """The names of the subject's objects, and of what is written with them."""
    found = set(parts.roles)
    for p in needed:
        if p.expression.free_symbols & found:
            found.add(p.symbol)
    return found


def _expanded(e: sp.Expr) -> tuple[float, float]:
    """How many terms numerator and denominator would have over one denominator, at most."""
    if e.is_Pow and e.exp.is_Rational:
        above, below = _expanded(e.base)
        k = abs(float(e.exp))
        pair = above ** max(k, 1.0) / math.gamma(k + 1), below ** max(k, 1.0) / math.gamma(k + 1)
        pair = max(pair[0], 1.0), max(pair[1], 1.0)
        return pair if e.exp > 0 else pair[::-1]
    if e.is_Mul:
        pairs = [_expanded(a) for a in e.args]
        return math.prod(a for a, _ in pairs), math.prod(b for _, b in pairs)
    if e.is_Add:
        pairs = [_expanded(a) for a in e.args]
        below = math.prod(b for b in {b: None for _, b in pairs})
        return sum(a * below / b for a, b in pairs), below
    return 1.0, 1.0


def _letter(part: NamedPart) -> sp.Symbol:
    """A letter for a part: exponentials and even roots are positive where the map is smooth."""
    e = part.expression
    even_root = e.is_Pow and e.exp.is_Rational and e.exp.q % 2 == 0
    return sp.Symbol(
        part.symbol.name, **({"positive": True} if even_root or e.func is sp.exp else {"real": True})
    )
