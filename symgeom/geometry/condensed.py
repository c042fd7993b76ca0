"""Normal forms in which the terms of the map keep their names.

What is here: `Condensing`, and `letters_of`, which tells whether it has anything to do. A formula by name is brought over one
denominator and factored with the map's own terms (a shift ``x - a``, a root, a residual) as letters; then they are put back.
``z = (1 - x^4 - y^4)^(1/4)`` has K = 9 x^2 y^2 z^2/(x^6 + y^6 + z^6)^2 so, where clearing z from the denominator gives a page.
Soundness: an identity of the letters is one of what
they stand for; a factor is replaced by what the chart's own field makes of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sympy as sp

from symgeom.algebra.domain.contents import free_symbols
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.algebra.ring.polynomials import Poly
from symgeom.decision.closed_forms import at_least, powers_of, present
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.lettered import Letters
from symgeom.geometry.multiplied_out import MultipliedOut
from symgeom.geometry.row_major import reading_length, size, terms_of
from symgeom.parts.names import NamedPart, Parts
from symgeom.parts.replacement import Replacement

__all__ = ["Condensing", "letters_of"]

_LONGEST = 200  # operations of a formula that is brought over one denominator
_TERMS = 300  # of its numerator, if it were multiplied out
_NESTED = 1.5  # terms for each operation that a polynomial may have if it is to be nested in fewer
_LONG, _MUCH = (
    25,
    2,
)  # terms, and times as long as in the chart's field, from which on a form in letters isn't looked for
_FORESEEN = 0.2  # seconds
_TAKEN = 2  # operations of a term that a number may take away when it is multiplied in, as 2/3 does of 3*x/2


class Condensing:
    """Forms over one denominator in the terms of the map; what a factor is in the chart's own field is found once.

    ``short`` are the subject's objects, written out in the shortest way that is known; ``forms`` those that will be asked for,
    which share a field.
    """

    def __init__(
        self,
        chart: Any,
        parts: Parts,
        short: Mapping[sp.Symbol, sp.Expr],
        forms: Iterable[sp.Expr] = (),
    ) -> None:
        self._chart, self._parts, self._short = chart, parts, short
        self._known: dict[sp.Expr, sp.Expr] = chart.engine.kept("bases of condensed forms", lambda _: {})
        self._letters: dict[sp.Symbol, sp.Symbol] = {}  # of the fields, for the names of parts
        self._in_letters, self._back = Replacement(), Replacement()
        self._written: dict[sp.Symbol | None, Replacement] = {}  # by the object that is a letter
        self._terms = MultipliedOut()
        self._asked: dict[sp.Expr, tuple[Letters, list[sp.Expr]]] = {}
        self._ask(forms)

    def __call__(self, form: sp.Expr, longest: int, bound: float = math.inf) -> list[sp.Expr]:
        """With det g as a letter and without: what was found of these that is no longer than ``longest``.

        What isn't shorter than the ``bound``, when it is read, or one of those before may be left out.
        """
        if form not in self._asked:
            self._ask([form])
        field, written = self._asked[form]
        found: list[sp.Expr] = []
        seen: set[Any] = set()
        for real in written:
            over = self._over_one(field, real, longest, bound, seen)
            if over is not None:
                found.append(over)
                bound = min(bound, reading_length(over))
        return found

    def in_best_factors(self, form: sp.Expr) -> sp.Expr:
        """A product with its factors as the chart's field has them, where it is shorter so."""
        try:
            with allowed(_FORESEEN):
                best = self._best(form, size(form), math.inf)
        except Spent:
            return form
        except LimitReached:
            raise
        except (OutsideClass, InputError, BudgetError):
            return form
        return form if best is None or size(best) >= size(form) else best

    def _ask(self, forms: Iterable[sp.Expr]) -> None:
        """Enter forms into one field; of data none, as what is summed over has letters of its own."""
        field = Letters(self._back)
        for form in forms:
            self._asked[form] = field, [] if self._chart.data else list(self._in_terms(form))
            field.expressions += self._asked[form][1]

    def _in_terms(self, form: sp.Expr) -> Iterator[sp.Expr]:
        """The form in the letters, where it may be brought over one denominator: with no object as a letter, and with each."""
        needed = self._parts.needed(form)
        letters = letters_of(self._parts, needed)
        if not letters:
            return
        for p in letters:
            self._enter(p.symbol, p, p.expression)
        objects = [p for p in needed if p not in letters]
        kept = [p for p in objects if self._parts.of(p.symbol).is_Add and p.symbol in self._short]
        for p in kept:
            self._enter(p.symbol, p, self._short[p.symbol])
        for one in (None, *kept):
            written = self._put_back(objects, one)(form)
            if size(written) <= _LONGEST and self._terms(written)[0] <= _TERMS:
                yield self._in_letters(written)

    def _enter(self, symbol: sp.Symbol, part: NamedPart, expression: sp.Expr) -> None:
        """A letter for a name, and what is written where the letter stood."""
        if symbol not in self._letters:
            self._letters[symbol] = letter = _letter(part._replace(expression=expression))
            self._in_letters.put(symbol, letter)
            full = self._back(expression)
            self._back.put(symbol, full)
            self._back.put(letter, full)

    def _put_back(self, objects: list[NamedPart], one: NamedPart | None) -> Replacement:
        """Puts the subject's objects back, but one of them."""
        symbol = one.symbol if one else None
        fill = self._written.setdefault(symbol, Replacement())
        for p in objects:
            if p.symbol != symbol and p.symbol not in fill:
                fill.put(p.symbol, fill(p.expression))
        return fill

    def _over_one(
        self, field: Letters, real: sp.Expr, longest: int, bound: float, seen: set[Any]
    ) -> sp.Expr | None:
        try:
            with allowed(_FORESEEN):
                element = field.translator.written(real).cancelled()
                if terms_of(element) > longest:
                    return None
                if not self._can_be_shorter(field, element, min(bound, longest + 1), seen):
                    return None
                short = present(field.translator, element)
                return self._best(short, longest, bound) if size(short) <= longest else None
        except Spent:
            return None
        except LimitReached:
            raise
        except (OutsideClass, InputError, BudgetError):
            return None

    def _can_be_shorter(self, field: Letters, element: Element, bound: float, seen: set[Any]) -> bool:
        """Whether the element with its letters put back may have fewer operations than the bound, as its factors tell.

        Those that were ``seen`` are known. Sums are counted, each as short as it is known to be, and functions and symbols, but
        no exponentials and no numbers. What is no sum may be put together with other factors.
        """
        found = None if element.is_zero() else powers_of(field.translator, element)
        if found is None:
            return True
        number, powers = found
        lengths: dict[Any, int] = {}
        exponents: dict[Any, Any] = {}
        for p, k in powers:
            for base, length, inner in self._factors(field, p):
                exponents[base] = exponents.get(base, 0) + inner * k
                lengths[base] = length
        if any(isinstance(k, sp.Expr) and not k.is_number for k in exponents.values()):
            return True  # nobody knows which stand above the line
        key = str(number), frozenset(exponents.items())
        if key in seen:
            return False
        seen.add(key)
        standing = [(lengths[base], k) for base, k in exponents.items() if k != 0 and lengths[base] >= 0]
        least = sum(length + _of_exponent(k) for length, k in standing) + len(standing) - 1
        least += all(k < 0 for _, k in standing) - (number < 0)  # a minus may turn a sum round
        above = [base for base, k in exponents.items() if k > 0 and lengths[base] >= 0]
        if abs(number) != 1 and len(above) == 1 and exponents[above[0]] == 1:
            least -= _TAKEN * len(sp.Add.make_args(above[0]))  # the number is multiplied into it
        return bool(least < bound)

    def _factors(self, field: Letters, p: Poly) -> list[tuple[Any, int, Any]]:
        """The bases of a polynomial in letters with the letters put back, their operations and exponents; found once."""
        known = field.factors.get(p)
        if known is None:
            known = field.factors.put(p, self._found_factors(field, p))
        return known

    def _found_factors(self, field: Letters, p: Poly) -> list[tuple[Any, int, Any]]:
        """In the letters where that is shortest, else as the chart's field has it.

        A number and an exponential have no length: they go together with others.
        """
        writer = field.translator.writer
        exact = field.value(p, self._chart.engine) if len(p) > 1 else None
        roughly = 0 if exact is None or len(p) < _LONG else writer.roughly(p)
        if exact is not None and 0 < _MUCH * self._at_least(exact, roughly) < roughly:
            best = self._chart.engine.present(exact)
        else:
            form = writer.shortest(p).build()
            best = self._best_power(form, math.inf, exact) or self._back(form)
        found = []
        for factor in sp.Mul.make_args(best):
            base, k = factor.as_base_exp() if factor.is_Pow else (factor, sp.S.One)
            uncounted = base.is_number or base.func is sp.exp
            found.append((base, -1 if uncounted else size(base), k))
        return found

    def _at_least(self, exact: Element, length: int) -> int:
        """Operations of what the chart's field makes of an element; not fewer than ``length`` where nobody would look."""
        return (
            length if terms_of(exact) > _NESTED * length else at_least(self._chart.engine.translator, exact)
        )

    def _best(self, short: sp.Expr, longest: int, bound: float) -> sp.Expr | None:
        """The product of factors, each in its best form; None where they are longer than ``longest``, or one than ``bound``.

        Exponentials and equal factors are put together, so the product may be shorter than its factors.
        """
        factors: list[sp.Expr] = []
        for factor in sp.Mul.make_args(short):
            best = self._best_power(factor, bound)
            if best is None:
                return None
            factors.append(best)
            longest -= (n := size(best))
            if longest < 0 or n > bound:
                return None
        return sp.Mul(*factors)

    def _best_power(self, factor: sp.Expr, bound: float, exact: Element | None = None) -> sp.Expr | None:
        """A power with its letters put back, or with its base as the chart's field has it, which knows how they depend.

        None where both are longer than the bound. ``exact`` is the base in the chart's field, where that is known.
        """
        base, exponent = factor.as_base_exp()
        plain = self._back(base)
        if plain.is_Atom or not base.is_Add:
            return self._back(factor)
        if plain not in self._known:
            known = self._as_known(plain, bound, exact)
            if known is None:
                return None
            self._known[plain] = known
        return self._known[plain] ** exponent

    def _as_known(self, plain: sp.Expr, bound: float, exact: Element | None) -> sp.Expr | None:
        """An expression as the chart's field has it, where that is shorter; None where both are longer than the bound."""
        engine, length = self._chart.engine, size(plain)
        exact = engine.translator.written(plain) if exact is None else exact
        least = self._at_least(exact, length)
        if least >= length:
            return plain
        return None if min(least, length) > bound else min((plain, engine.present(exact)), key=size)


def _of_exponent(k: Any) -> int:
    """The operations of a power besides those of its base, where it stands in a product of several."""
    if abs(k) == 1:
        return 0
    return 1 if k == int(k) else 2


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
        if not found.isdisjoint(free_symbols(p.expression)):
            found.add(p.symbol)
    return found


def _letter(part: NamedPart) -> sp.Symbol:
    """A letter for a part: exponentials and even roots are positive where the map is smooth."""
    e = part.expression
    even_root = e.is_Pow and e.exp.is_Rational and e.exp.q % 2 == 0
    return sp.Symbol(
        part.symbol.name, **({"positive": True} if even_root or e.func is sp.exp else {"real": True})
    )
