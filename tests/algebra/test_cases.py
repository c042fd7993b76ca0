"""Signs in cases: what is assumed in one case is known there alone, whoever asks at the same time.

An oracle that knew a case's assumption outside of it would call x >= 0 on the whole line, and prove |x| = x.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.signs.oracle import Signs

x, y, z = sp.symbols("x y z", real=True)
SPLIT = [
    (sp.Abs(x) - x, []),
    (sp.Abs(x) + sp.Abs(y) - x - y, []),
    (sp.Max(x, y) - x, []),
    (1 + sp.Abs(x) + sp.Abs(x - y), [y > 1]),
    (sp.sign(x) * (x - y) ** 2 + 1, [x < y]),
    (sp.exp(sp.Abs(x)) - x * sp.sign(x), []),
]


def known_by(oracle):
    return oracle.known.weak, oracle.known.strict, oracle.known.unequal


@pytest.mark.parametrize(("e", "where"), SPLIT, ids=str)
def test_the_facts_stay_what_they_are_while_cases_are_worked_through(e, where, monkeypatch):
    translator = Translator([e], facts_of(where=where))
    oracle, element, seen = translator.signs, translator.element(e), []
    before = known_by(oracle)
    for name in ("_declared", "is_real", "weak"):
        was = getattr(Signs, name)

        def watched(self, p, was=was):
            seen.append((self is not oracle, known_by(oracle) == before))
            return was(self, p)

        monkeypatch.setattr(Signs, name, watched)
    oracle.weak(element.num)
    oracle.nowhere_zero(element.num)
    assert any(elsewhere for elsewhere, _ in seen), "no case was looked at: the row tests nothing"
    assert all(same for _, same in seen) and known_by(oracle) == before


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (sp.Abs(sp.sign(x) + x), 1 + sp.Abs(x), "proved"),
        (sp.Abs(sp.Abs(x) - x), sp.Abs(x) - x, "proved"),
        (sp.Abs(sp.Abs(x) - x), x - sp.Abs(x), "refuted"),
    ],
    ids=str,
)
def test_a_decision_forgets_no_fact_and_takes_none_back(left, right, status, monkeypatch):
    """Facts of one oracle are only ever added, and by the oracle's owner."""
    was = Signs._declared
    kept: dict[Any, Any] = {}

    def watched(self, p):
        before = kept.setdefault(id(self), (self, known_by(self)))[1]
        answer = was(self, p)
        now = known_by(self)
        assert all(new[: len(old)] == old for old, new in zip(before, now))
        kept[id(self)] = self, now
        return answer

    monkeypatch.setattr(Signs, "_declared", watched)
    assert sg.decide(left, right).status == status


def test_a_case_is_not_seen_from_another_thread(monkeypatch):
    """One thread stands inside the case x >= 0 while another asks the same oracle of x."""
    translator = Translator([sp.Abs(x) + x**2, y])
    oracle = translator.signs
    split, lone = translator.element(sp.Abs(x) + x**2).num, translator.element(x).num
    inside, asked, was = Barrier(2, timeout=60), Barrier(2, timeout=60), Signs._declared
    waited: list[Any] = []

    def waiting(self, p):
        if self is not oracle and not waited:
            waited.append(p)
            inside.wait()
            asked.wait()
        return was(self, p)

    def outside():
        inside.wait()
        answers = oracle.weak(lone), oracle.weak(-lone), oracle.nowhere_zero(lone)
        asked.wait()
        return answers

    monkeypatch.setattr(Signs, "_declared", waiting)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(oracle.weak, split), pool.submit(outside)
        assert (first.result(), second.result()) == (1, (0, 0, False))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([x, y, x - y, x + y, x * y - 1, x**2 - y]), min_size=1, max_size=2, unique=True)
)
def test_what_is_assumed_holds_in_the_copy_alone(assumed):
    translator = Translator([x, y])
    oracle = translator.signs
    polys = [translator.element(e).num for e in assumed]
    before = [oracle.weak(p) for p in polys]
    other = oracle.assuming(polys)
    assert [other.weak(p) for p in polys] == [1] * len(polys)
    assert [oracle.weak(p) for p in polys] == before == [0] * len(polys)
