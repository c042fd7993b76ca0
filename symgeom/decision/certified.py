"""Identities over one field, each with its proof as data.

**Here.** `Part`, where identities are stated and their cofactors found. For an identity ``left = right`` both sides are read
without the relations (`free`), so that the numerator of their difference is ``N = sum q_k rel_k``; dividing N by the relations
in turn, later generators first, gives the q_k. The relations are a Groebner basis (`polynomials`), so the division leaves 0
exactly for the members of their ideal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from symgeom import checker
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.budget import LimitReached
from symgeom.algebra.ring.polynomials import Poly
from symgeom.bounds import MAX_CERTIFIED_TERMS
from symgeom.decision.replay import FreeTranslator
from symgeom.errors import BudgetError, InputError

__all__ = ["Part", "clip"]

_RELATIONS = {"sin": "circle", "sinh": "hyperbola", "root": "root", "sign": "sign", "number": "number"}


@dataclass(frozen=True)
class _Identity:
    name: str
    statement: str
    left: Element
    right: Element
    texts: tuple[str, str]
    difference: Poly
    cofactors: dict[int, Poly]  # by the generator that the relation belongs to


class Part:
    """Identities between elements of one free field, each with its proof.

    >>> import sympy as sp
    >>> from symgeom.algebra.reading.translate import Translator
    >>> x = sp.Symbol("x", real=True)
    >>> t = FreeTranslator(Translator([sp.sin(x)]))
    >>> part = Part("one", t)
    >>> part.state("Pythagoras", t.element(sp.sin(x) ** 2), t.element(1 - sp.cos(x) ** 2))
    >>> part.as_dict()["identities"][0]["cofactors"]
    [[0, [['1', []]]]]
    """

    def __init__(self, name: str, translator: FreeTranslator, assumptions: Iterable[str] = ()) -> None:
        self.name, self.translator = name, translator
        self.assumptions = tuple(assumptions)
        self.field = translator.field
        self.ring, self.bound = translator.field.ring, translator.field.bound.ring
        self.left_out: list[tuple[str, str]] = []  # what was to be certified and is not, with the reason
        self.alike: list[str] = []  # equalities with the same on both sides: there is nothing to check
        self.more: dict[str, Any] = {}  # data beside the identities, which the checker does not read
        self._identities: list[_Identity] = []

    # Proofs ----------------------------------------------------------------------------------------------------------
    def state(
        self,
        name: str,
        left: Element,
        right: Element,
        statement: str = "",
    ) -> None:
        """Prove ``left = right`` and keep it. Raises `InputError` when it does not follow from the relations."""
        ring, both = self.ring, {**left.den, **right.den}
        above = []
        for side in (left, right):
            p = ring.lift(side.num)
            for b in both:
                if gap := max(left.den.get(b, 0), right.den.get(b, 0)) - side.den.get(b, 0):
                    factor = self.field.base(b) ** gap
                    ring.within_budget(p, factor)
                    p = p * factor
            above.append(p)
        difference = above[0] - above[1]
        if len(difference) > MAX_CERTIFIED_TERMS:
            raise BudgetError(
                f"the certificate of {self.name}, {name}, has a difference of {len(difference):,} terms, past the limit "
                f"of {MAX_CERTIFIED_TERMS:,}{MAX_CERTIFIED_TERMS.past}"
            )
        for b in both:
            self._check_divisor(name, b)
        cofactors = self._cofactors(name, difference)
        texts = (getattr(left, "text", ""), getattr(right, "text", ""))
        if _alike(left, right, texts):
            self.alike.append(name)
            return
        self._identities.append(_Identity(name, statement, left, right, texts, difference, cofactors))

    def try_to_state(
        self, name: str, entries: Iterable[tuple[tuple[int, ...], Element, Element]], statement: str = ""
    ) -> None:
        """`state` an equality for all entries, or for none and note why."""
        mark, alike = len(self._identities), len(self.alike)
        try:
            for at, left, right in entries:
                where = f" [{', '.join(str(i + 1) for i in at)}]" if at else ""
                self.state(f"{name}{where}", left, right, statement)
        except LimitReached:
            del self._identities[mark:]
            raise
        except (InputError, BudgetError) as problem:
            del self._identities[mark:], self.alike[alike:]
            self.left_out.append((name, str(problem).removeprefix(f"{self.name}: ")))

    def state_roots(self) -> None:
        """State ``value^n = radicand`` for every root that was taken on the way, once each."""
        seen = set()
        for radicand, n, value in self.translator.roots.taken:
            shown = f"{self.field.plain(radicand)}"
            if (shown, n) not in seen and not radicand.is_zero():
                seen.add((shown, n))
                self.state(f"root of {clip(shown)}", value**n, radicand, f"root**{n} = {shown}")

    def _cofactors(self, name: str, p: Poly) -> dict[int, Poly]:
        bound = self.bound
        found: dict[int, Poly] = {}
        for index in sorted(bound.relations, reverse=True):
            power, _ = bound.relations[index]
            if bound.degree(p, index) >= power:
                found[index], p = divmod(p, bound._divisor(index))
        if not p.is_zero():
            raise InputError(
                f"{self.name}: {name} has no certificate of this kind: the difference of the sides does not follow from "
                "the relations between the generators"
            )
        return found

    def _check_divisor(self, name: str, base: int) -> None:
        if self.bound.reduce(self.field.base(base)).is_zero():
            raise InputError(f"{self.name}: {name} divides by an expression that is zero identically")

    # Data ------------------------------------------------------------------------------------------------------------
    @property
    def proves(self) -> bool:
        """Whether it holds an identity."""
        return bool(self._identities)

    def as_dict(self) -> dict[str, Any]:
        """The part as plain data, with the generators that occur and no others."""
        numbers = {g: k for k, g in enumerate(self._generators())}
        order = [g for g in numbers if g in self.bound.relations]
        bases = sorted({b for i in self._identities for side in (i.left, i.right) for b in side.den})
        divisors = {b: k for k, b in enumerate(bases)}

        def side(e: Element, text: str) -> dict[str, Any]:
            below = [[divisors[b], k] for b, k in sorted(e.den.items())]
            data = {"numerator": self._data(e.num, numbers), "divisors": below}
            return {"text": _renamed(text, numbers), **data} if text else data

        def identity(i: _Identity) -> dict[str, Any]:
            cofactors = [[order.index(g), self._data(q, numbers)] for g, q in sorted(i.cofactors.items())]
            return {
                "name": i.name,
                "statement": i.statement,
                "left": side(i.left, i.texts[0]),
                "right": side(i.right, i.texts[1]),
                "difference": self._data(i.difference, numbers),
                "cofactors": cofactors,
            }

        return {
            "name": self.name,
            "assumptions": [*self.assumptions, *self._nonzero(bases)],
            "generators": [self._generator(g, numbers) for g in numbers],
            "relations": [self._relation(g, numbers) for g in order],
            "divisors": [self._data(self.field.base(b), numbers) for b in bases],
            "identities": [identity(i) for i in self._identities],
            **self.more,
        }

    def _generators(self) -> list[int]:
        """The generators that occur, and those in the relations of these."""
        ring, found = self.ring, set[int]()
        for i in self._identities:
            for p in (i.left.num, i.right.num, i.difference, *i.cofactors.values()):
                found |= set(ring.support(p))
            found |= {
                g for side in (i.left, i.right) for b in side.den for g in ring.support(self.field.base(b))
            }
            found |= {int(g) for text in i.texts for g in re.findall(r"\{(\d+)\}", text)}
            found |= set(i.cofactors)
        for g in range(ring.size - 1, -1, -1):
            if g in found and g in self.bound.relations:
                found |= set(ring.support(self.bound.relations[g][1]))
        return sorted(found)

    def _generator(self, g: int, numbers: Mapping[int, int]) -> dict[str, str]:
        generator = self.field.generators[g]
        expression, meaning = generator.expression, str(generator.expression)
        of = str(expression.args[0]) if generator.kind in ("cos", "sin", "cosh", "sinh") else ""
        if generator.kind == "root":  # what the relation says, so that they can be compared
            power, radicand = self.bound.relations[g]
            terms = self._data(radicand, numbers)
            packed = {sum(e << checker.BITS * k for k, e in m): checker.number(c) for c, m in terms}
            meaning = checker.written(packed, power)
        return {"name": f"g{numbers[g]}", "kind": generator.kind, "meaning": meaning, "of": of}

    def _relation(self, g: int, numbers: Mapping[int, int]) -> dict[str, Any]:
        bound = self.bound
        power, kind = bound.relations[g][0], self.field.generators[g].kind
        if kind not in _RELATIONS:
            raise InputError(
                f"{self.name}: no certificate knows the relation of {self.field.generators[g].expression}"
            )
        data = {"generator": numbers[g], "power": power, "kind": _RELATIONS[kind]}
        partner = next((numbers[pair.c] for pair in bound.pairs if pair.s == g), None)
        data |= {} if partner is None else {"partner": partner}
        return {**data, "polynomial": self._data(bound._divisor(g), numbers)}

    def _data(self, p: Poly, numbers: Mapping[int, int]) -> list[Any]:
        p = self.ring.lift(p)
        places = sorted((numbers[g], self.ring.width - 1 - g) for g in self.ring.support(p))
        terms = []
        for exponents, c in p.to_dict().items():
            terms.append([str(c), [[name, int(exponents[k])] for name, k in places if exponents[k]]])
        return sorted(terms, key=lambda term: term[1][::-1], reverse=True)

    def _nonzero(self, bases: list[int]) -> list[str]:
        """The divisors that may vanish."""
        bound, found = self.bound, []
        regular = [bound.reduce(p) for p in getattr(self.translator, "regular", [])]
        for b in bases:
            p = bound.reduce(self.field.base(b))
            if p not in regular and not self.translator.signs.nowhere_zero(p):
                found.append(f"{self.field.plain_poly(self.field.base(b))} ≠ 0")
        return found


def _alike(left: Element, right: Element, texts: tuple[str, str]) -> bool:
    """The sides are written alike, or are numbers: nothing that a checker could look at."""
    if all(texts):
        return texts[0] == texts[1] or not any("{" in text for text in texts)
    lift = left.field.ring.lift
    return bool(lift(left.num) == lift(right.num)) and left.den == right.den


def _renamed(text: str, numbers: Mapping[int, int]) -> str:
    return re.sub(r"\{(\d+)\}", lambda m: f"g{numbers[int(m[1])]}", text)


def clip(text: str, limit: int = 80) -> str:
    """The beginning of a text."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
