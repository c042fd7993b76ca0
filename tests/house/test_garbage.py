"""Garbage is searched for less often while something is derived, and as before after it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
import sympy as sp

import symgeom as sg
from symgeom.garbage import Rarely

pytestmark = pytest.mark.quick

USUAL = (700, 10, 10)


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)


def test_the_thresholds_are_put_back_by_the_outermost_block() -> None:
    with Rarely():
        inside = gc.get_threshold()
        assert inside[0] > USUAL[0] and all(inside[1:])  # it is searched for all the same
        with Rarely():
            assert gc.get_threshold() == inside
        assert gc.get_threshold() == inside
    assert gc.get_threshold() == USUAL


def test_they_are_put_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), Rarely():
        raise ZeroDivisionError
    assert gc.get_threshold() == USUAL


@pytest.mark.parametrize("own", [(0, 10, 10), (1_000_000, 5, 5)])
def test_a_search_that_is_rarer_or_off_is_left_alone(own: tuple[int, int, int]) -> None:
    gc.set_threshold(*own)
    with Rarely():
        assert gc.get_threshold() == own
    assert gc.get_threshold() == own


def test_what_is_set_meanwhile_stays() -> None:
    with Rarely():
        gc.set_threshold(900, 9, 9)
    assert gc.get_threshold() == (900, 9, 9)


def test_threads_leave_them_as_they_were() -> None:
    def derive() -> None:
        x, y = sp.symbols("x y", real=True)
        for k in range(1, 4):
            sg.Graph(x**k * y, (x, y)).quantity("mean_curvature")

    threads = [threading.Thread(target=derive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gc.get_threshold() == USUAL


def test_a_derivation_is_in_such_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = sp.symbols("x y", real=True)
    surface, seen = sg.Graph(x**2 * y, (x, y)), []
    rule = type(surface)._closed_form

    def watched(chart: sg.Graph, quantity: object) -> object:
        seen.append(gc.get_threshold())
        return rule(chart, quantity)

    monkeypatch.setattr(type(surface), "_closed_form", watched)
    surface.quantity("gaussian_curvature")
    assert seen and all(found != USUAL for found in seen)
    assert gc.get_threshold() == USUAL
