"""Certificates: proofs by normal form as data that anyone can check again.

**Here.** `Certificate`, the lazy document; `document`, parts (`certified`) under one head; `certify_identity`. The document is
JSON; `symgeom.checker` states its format by checking it, without any part of the engine. It does not check what the generators
mean, which derivatives were taken and the signs of roots: those are the engine's word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sympy as sp

from symgeom import checker
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.reading.translate import Translator
from symgeom.decision.certified import Part, clip
from symgeom.decision.replay import FreeTranslator
from symgeom.errors import InputError, SymgeomError
from symgeom.output import save

__all__ = ["Certificate", "certify_identity", "document"]


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
    proved = [part for part in parts if part.proves]
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
    title = clip(f"{left} = {right}")
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
