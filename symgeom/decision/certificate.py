"""Certificates: proofs by normal form as data that anyone can check again.

What is here: `Part`, where identities over one field are stated and their cofactors found, and `Certificate`, the lazy
document. For an identity ``left = right`` both sides are read without the relations (`free`), so that the numerator of
their difference is ``N = sum q_k rel_k``; dividing N by the relations in turn, later generators first, gives the q_k. The
relations are a Groebner basis (`polynomials`), so the division leaves 0 exactly for the members of their ideal.

The document is JSON; `symgeom.checker` states its format by checking it, without any part of the engine. It does not
check what the generators mean, which derivatives were taken and the signs of roots: those are the engine's word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy as sp

from symgeom import checker
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached
from symgeom.algebra.ring.polynomials import Poly
from symgeom.bounds import MAX_CERTIFIED_TERMS
from symgeom.decision.replay import FreeTranslator
from symgeom.errors import BudgetError, InputError, SymgeomError
from symgeom.output import save

__all__ = ["Certificate", "Part", "certify_identity"]

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
                self.state(f"root of {_clip(shown)}", value**n, radicand, f"root**{n} = {shown}")

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
        n = self.ring.width - 1
        names = {n - g: number for g, number in numbers.items()}
        terms = []
        for exponents, c in self.ring.lift(p).to_dict().items():
            terms.append([str(c), sorted([names[slot], int(k)] for slot, k in enumerate(exponents) if k)])
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


class Certificate:
    """A certificate, made when it is first asked for. It pickles as its data.

    >>> x = sp.Symbol("x", real=True)
    >>> certify_identity(sp.tan(x) ** 2 + 1, 1 / sp.cos(x) ** 2).check()
    ['tan(x)**2 + 1 = cos(x)**(-2): identity']
    """

    def __init__(self, make: Callable[[], dict[str, Any]]) -> None:
        self._make: Callable[[], dict[str, Any]] | None = make
        self._document: dict[str, Any] = {}

    @property
    def document(self) -> dict[str, Any]:
        """The certificate as plain data. Raises `InputError` or `BudgetError` when there is none."""
        if self._make is not None:
            try:
                self._document, self._make = self._make(), None
            except OutsideClass as outside:
                raise InputError(f"there is no certificate: {outside}") from None
        return self._document

    def as_json(self, indent: int | None = None) -> str:
        """The certificate as JSON text."""
        tight = (",", ":") if indent is None else None
        return json.dumps(self.document, indent=indent, ensure_ascii=False, separators=tight)

    def check(self) -> list[str]:
        """The names of its identities, verified by `symgeom.checker`. Raises `symgeom.checker.Refused`."""
        return checker.check(json.loads(self.as_json()))

    def save(self, path: str | Path) -> None:
        """Write the JSON text to a file."""
        save(path, self.as_json() + "\n", "the certificate")

    def __reduce__(self) -> Any:
        try:
            return _restored, (self.document, "")
        except SymgeomError as problem:
            return _restored, ({}, str(problem))

    def __repr__(self) -> str:
        return "<certificate, not made yet>" if self._make else f"<certificate of {self._document['title']}>"


def document(title: str, parts: Sequence[Part]) -> dict[str, Any]:
    """The parts under the head that the checker knows. Raises `InputError` when they certify nothing."""
    left_out = [
        {"part": part.name, "what": what, "reason": reason}
        for part in parts
        for what, reason in part.left_out
    ]
    alike = [{"part": part.name, "what": what} for part in parts for what in part.alike]
    proved = [part for part in parts if part._identities]
    if not proved:
        nothing = "both sides of its equations are read alike" if alike else "it has no equations"
        reasons = "; ".join(dict.fromkeys(entry["reason"] for entry in left_out)) or nothing
        raise InputError(f"there is no certificate of {title}: {reasons}")
    return {
        "format": "symgeom certificate",
        "version": checker.VERSION,
        "title": title,
        "not_certified": left_out,
        "alike": alike,
        "parts": [part.as_dict() for part in proved],
    }


def certify_identity(lhs: Any, rhs: Any, facts: Facts | None = None) -> Certificate:
    """The certificate of ``lhs = rhs``; it is made when it is asked for."""
    left, right = sp.sympify(lhs, strict=True), sp.sympify(rhs, strict=True)
    return Certificate(lambda: _identity_document(left, right, facts or Facts()))


def _identity_document(left: sp.Expr, right: sp.Expr, facts: Facts) -> dict[str, Any]:
    title = _clip(f"{left} = {right}")
    translator = FreeTranslator(Translator([left, right], facts))
    part = Part(title, translator, facts.describe(left.free_symbols | right.free_symbols))
    part.state("identity", translator.element(left), translator.element(right), f"{left} = {right}")
    part.state_roots()
    part.assumptions += tuple(f"{h} >= 0" for h in translator.hypotheses)
    return document(title, [part])


def _restored(data: dict[str, Any], problem: str) -> Certificate:
    def make() -> dict[str, Any]:
        if problem:
            raise InputError(problem)
        return data

    return Certificate(make)


def _alike(left: Element, right: Element, texts: tuple[str, str]) -> bool:
    """The sides are written alike, or are numbers: nothing that a checker could look at."""
    if all(texts):
        return texts[0] == texts[1] or not any("{" in text for text in texts)
    lift = left.field.ring.lift
    return bool(lift(left.num) == lift(right.num)) and left.den == right.den


def _renamed(text: str, numbers: Mapping[int, int]) -> str:
    return re.sub(r"\{(\d+)\}", lambda m: f"g{numbers[int(m[1])]}", text)


def _clip(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
