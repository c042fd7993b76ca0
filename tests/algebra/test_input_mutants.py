"""Broken rules about floats, complex notation and matrices: the fuzzer's own draws must catch each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import sympy as sp

from symgeom.algebra.domain import complexes, decimals, entire, realness
from symgeom.algebra.reading import given
from symgeom.decision import identities as decide
from symgeom.decision import sides
from tests.fuzz import inputs
from tests.fuzz.campaign import judge
from tests.fuzz.draws import Draw, draw, family_of

MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {}


def mutant(rule: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    MUTANTS[rule.__name__] = rule
    return rule


@cache
def draws() -> list[Draw]:
    """The first draws of the new families."""
    names = {family.__name__ for family in inputs.FAMILIES}
    found = [draw(number) for number in range(900) if family_of(number) in names]
    return [d for d in found if d.family.split(",")[0].split(" ")[0] in names]


def complaints() -> Iterator[str]:
    for d in draws():
        outcome = judge(d, masked=False)
        if outcome.wrong or outcome.status == "crash":
            yield f"{outcome.status} {outcome.wrong}: {outcome.draw}"


@mutant
def floats_of_fifteen_digits(patch: pytest.MonkeyPatch) -> None:
    def fifteen(number: Any) -> Any:
        return sp.Rational(str(number))

    for module in (given, decimals):
        patch.setattr(module, "decimal", fifteen)


@mutant
def floats_as_binary_fractions(patch: pytest.MonkeyPatch) -> None:
    for module in (given, decimals):
        patch.setattr(module, "decimal", lambda number: sp.Rational(float(number)))


@mutant
def a_conjugate_that_forgets_its_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(entire.ENTIRE, sp.cosh, lambda a, b: (sp.cosh(a) * sp.cosh(b), sp.sinh(a) * sp.sin(b)))
    patch.setattr(complexes, "_compare", lambda given, read: None)


@mutant
def imaginary_parts_are_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        complexes._Reader, "_product", staticmethod(lambda f: complexes._Parts(sp.Mul(*(p[0] for p in f))))
    )
    patch.setattr(complexes, "_compare", lambda given, read: None)


@mutant
def every_value_is_real(patch: pytest.MonkeyPatch) -> None:
    for module in (complexes, realness):
        patch.setattr(module, "is_sure", lambda e: True)
    patch.setattr(complexes, "_compare", lambda given, read: None)


@mutant
def matrices_by_their_first_row(patch: pytest.MonkeyPatch) -> None:
    was = sides.sides
    patch.setattr(
        decide, "sides", lambda lhs, rhs: [p for p in was(lhs, rhs) if not p.entry.startswith("(2")]
    )


@mutant
def the_wrong_entry_is_named(patch: pytest.MonkeyPatch) -> None:
    was = sides.sides

    def turned(lhs: Any, rhs: Any) -> Any:
        found = was(lhs, rhs)
        return [sides.AnglePair(q.entry, p.left, p.right) for p, q in zip(found, found[::-1])]

    patch.setattr(decide, "sides", turned)


def test_the_draws_pass_and_are_of_every_family() -> None:
    assert not list(complaints())
    drawn = {d.family.split(",")[0].split(" ")[0] for d in draws()}
    assert drawn == {family.__name__ for family in inputs.FAMILIES}
    assert any(d.left.has(sp.Float) for d in draws() if not isinstance(d.left, sp.MatrixBase))


@pytest.mark.parametrize("name", list(MUTANTS))
def test_a_broken_rule_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MUTANTS[name](monkeypatch)
    assert next(complaints(), None), f"no draw notices the broken rule {name}"
