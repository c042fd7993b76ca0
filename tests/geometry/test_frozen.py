"""Surfaces are values: frozen, equal by what was declared, the same in every thread, process and order of asking."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from random import Random
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.geometry import Quantity

x, y, s, t = sp.symbols("x y s t", real=True)


def half_plane() -> sg.Metric:
    return sg.Metric([[1 / y**2, 0], [0, 1 / y**2]], (x, y), domain={y: (0, sp.oo)}, name="half plane")


def waves() -> sg.Hypersurface:
    return sg.Hypersurface([x, y, sp.sin(x) * y], (x, y), where=[x > 0], name="waves")


MAKERS: dict[str, Callable[[], Any]] = {
    "torus": sg.surfaces.torus,
    "helicoid": sg.surfaces.helicoid,
    "rosenbrock": lambda: sg.losses.rosenbrock(2),
    "abstract": lambda: sg.Graph.abstract(2),
    "downward": lambda: sg.Graph(x**2 * y + sp.cos(y), (x, y)).flipped(),
    "waves": waves,
    "curve": lambda: sg.Immersion([sp.cos(t), sp.sin(t), t], (t,), name="helix"),
    "half plane": half_plane,
}
every_maker = pytest.mark.parametrize("name", MAKERS)


def forms(surface: Any, order: list[str] | None = None) -> dict[str, str]:
    names = order or [q.name for q in surface.quantities]
    return {name: str(surface.quantity(name)) for name in names}


@cache
def untouched(name: str) -> Any:
    """The forms of a surface of which nothing was asked before, in the usual order."""
    return forms(MAKERS[name]())


@every_maker
def test_nothing_can_be_assigned(name: str) -> None:
    surface = MAKERS[name]()
    for attribute in ("name", "orientation", "coordinates", "facts", "map", "scalar_curvature", "anything"):
        with pytest.raises(AttributeError, match=r"frozen|derived|no setter"):
            setattr(surface, attribute, 5)
    with pytest.raises(AttributeError):
        del surface.name


def test_a_derived_value_says_that_it_is_derived() -> None:
    torus = sg.surfaces.torus()
    with pytest.raises(AttributeError, match=r"gaussian_curvature of torus.* is derived"):
        torus.gaussian_curvature = 5  # type: ignore[assignment]
    with pytest.raises(AttributeError, match="frozen"):
        torus.orientation = -1  # type: ignore[misc]


@pytest.mark.parametrize("orientation", [0, 2, True, "up", None, 1.5])
def test_an_orientation_is_one_or_minus_one(orientation: Any) -> None:
    for make in (
        lambda: sg.Graph(x * y, (x, y), orientation=orientation),
        lambda: sg.Hypersurface([x, y, x * y], (x, y), orientation=orientation),
    ):
        with pytest.raises(sg.InputError, match="orientation"):
            make()


@every_maker
def test_equal_by_declared_data(name: str) -> None:
    one, two = MAKERS[name](), MAKERS[name]()
    _ = one.quantity("metric"), one.quantity("christoffel_symbols")
    assert one == two and hash(one) == hash(two) and len({one, two}) == 1
    assert one != "torus" and one != 5


def test_different_data_are_different() -> None:
    bowl = sg.Graph(x**2 + y**2, (x, y))
    others = [
        bowl.flipped(),
        sg.Graph(x**2 + y**2, (y, x)),
        sg.Graph(x**2 + y**2, (x, y), name="bowl"),
        sg.Graph(x**2 + y**2, (x, y), domain={x: (0, 1)}),
        sg.Graph(x**2 + y**2, (x, y), where=[x > y]),
        sg.Graph(x**2 - y**2, (x, y)),
        sg.Hypersurface(bowl.map, (x, y), name="graph"),
        bowl.metric,
    ]
    assert all(bowl != other for other in others)
    assert bowl.flipped().flipped() == bowl


@every_maker
def test_used_surfaces_are_pickled_and_copied(name: str) -> None:
    surface = MAKERS[name]()
    before = forms(surface)
    if hasattr(surface, "metric"):
        _ = surface.metric.christoffel_symbols
    for other in (pickle.loads(pickle.dumps(surface)), copy.copy(surface), copy.deepcopy(surface)):
        assert other == surface and type(other) is type(surface) and hash(other) == hash(surface)
        assert forms(other) == before


def test_a_metric_of_a_surface_is_pickled_with_it() -> None:
    metric = sg.surfaces.torus().metric
    again = pickle.loads(pickle.dumps(metric))
    assert again == metric and str(again.christoffel_symbols) == str(metric.christoffel_symbols)


@pytest.mark.parametrize("owner", [sg.Metric, sg.Immersion, sg.Hypersurface, sg.Graph])
def test_a_quantity_is_one_object(owner: Any) -> None:
    quantities = [value for name in dir(owner) if isinstance(value := getattr(owner, name), Quantity)]
    assert quantities
    for quantity in quantities:
        assert pickle.loads(pickle.dumps(quantity)) is quantity is copy.deepcopy(quantity)


@every_maker
def test_eight_threads_read_the_same_forms(name: str) -> None:
    surface, alone = MAKERS[name](), untouched(name)
    names = list(alone)
    orders = [Random(seed).sample(names, len(names)) for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for result in pool.map(lambda order: forms(surface, order), orders):
            assert result == alone


def test_threads_decide_and_derive_side_by_side() -> None:
    torus, alone = sg.surfaces.torus(), untouched("torus")

    def work(n: int) -> Any:
        if n % 2:
            return forms(torus)
        return sg.decide(sp.sqrt((x**2 + n) ** 2), x**2 + n).status, sg.claims["weingarten"].check(
            on=torus
        ).status

    with ThreadPoolExecutor(8) as pool:
        for n, result in enumerate(pool.map(work, range(16))):
            assert result == (alone if n % 2 else ("proved", "proved"))


def test_processes_read_the_same_forms() -> None:
    surfaces = [make() for make in MAKERS.values()]
    for surface in surfaces:
        _ = surface.quantity("metric")  # used before it is sent
    alone = [untouched(name) for name in MAKERS]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(forms, surfaces)) == alone


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_no_form(name: str, random: Random) -> None:
    expected = untouched(name)
    order = random.sample(list(expected), len(expected))
    assert forms(MAKERS[name](), order) == expected
