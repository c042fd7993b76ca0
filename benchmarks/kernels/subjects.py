"""What is computed: surfaces and losses, their quantities, and where.

**Here.** `Subject`, `SUBJECTS`; `Task`, one of them made ready: its surface, its closed forms, points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp

import symgeom as sg

__all__ = ["SUBJECTS", "Subject", "Task"]

_ALL = (
    "metric",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "gaussian_curvature",
    "mean_curvature",
    "principal_curvatures",
)
_BOTH = ("gaussian_curvature", "mean_curvature")
_EXAMPLES = 1000  # of the network with 41 weights


@dataclass(frozen=True)
class Subject:
    """A surface, the quantities that are asked for, and the number of points of each batch.

    `hand` is the function of `benchmarks/hand` that does the same; points are drawn between the two numbers of `box`.
    All peers get the same forms: closed, or `by_name`, with parts put in, where a closed form is out of reach.
    """

    name: str
    title: str
    surface: Callable[[], Any]
    quantities: tuple[str, ...]
    hand: str
    box: tuple[float, float] = (0.1, 1.5)
    sizes: tuple[int, ...] = (1, 100, 10_000, 1_000_000)
    by_name: bool = False
    on_data: bool = False


def _torus() -> Any:
    u, v = sp.symbols("u v", real=True)
    R, r = sp.symbols("R r", positive=True)
    ring = R + r * sp.cos(v)
    turn = {u: (0, 2 * sp.pi), v: (0, 2 * sp.pi)}
    places = [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)]
    return sg.Hypersurface(places, (u, v), domain=turn, where=[sp.Gt(R, r)], defaults={R: 2.0, r: 0.5})


def _trig_exp() -> Any:
    u, v = sp.symbols("u v", real=True)
    return sg.Graph(sp.sin(u) * sp.exp(v / 2) + sp.cos(v), (u, v))


def _enneper() -> Any:
    u, v = sp.symbols("u v", real=True)
    return sg.Hypersurface([u - u**3 / 3 + u * v**2, -v + v**3 / 3 - u**2 * v, u**2 - v**2], (u, v))


def _ellipsoid() -> Any:
    u, v = sp.symbols("u v", real=True)
    a, b, c = sp.symbols("a b c", positive=True)
    box = {u: (0, 2 * sp.pi), v: (-sp.pi / 2, sp.pi / 2)}
    places = [a * sp.cos(u) * sp.cos(v), b * sp.sin(u) * sp.cos(v), c * sp.sin(v)]
    return sg.Hypersurface(places, (u, v), domain=box, defaults={a: 1.5, b: 1.25, c: 0.75})


def _tanh(examples: int) -> Callable[[], Any]:
    """One hidden unit on examples (x, y): x = (2 k + 1)/N - 1, y = ((7 k + 5) mod 19 - 9)/8."""

    def surface() -> Any:
        a, b = sp.symbols("a b", real=True)
        terms = [
            (
                b * sp.tanh(sp.Rational(2 * k + 1 - examples, examples) * a)
                - sp.Rational((7 * k + 5) % 19 - 9, 8)
            )
            ** 2
            for k in range(examples)
        ]
        return sg.Graph(sp.Add(*terms) / (2 * examples), (a, b))

    return surface


SUBJECTS = {
    s.name: s
    for s in (
        Subject("torus", "torus: g, N, h, S, K, H, κ", _torus, _ALL, "torus"),
        Subject("trig_exp", "graph of sin u exp(v/2) + cos v: the same", _trig_exp, _ALL, "trig_exp"),
        Subject("enneper", "Enneper's surface: the same", _enneper, _ALL, "enneper"),
        Subject("ellipsoid", "ellipsoid: K", _ellipsoid, ("gaussian_curvature",), "ellipsoid"),
        Subject("tanh_4", "loss of a tanh unit on 4 examples: K, H", _tanh(4), _BOTH, "tanh_4", by_name=True),
        Subject(
            "tanh_64",
            "loss of a tanh unit on 64 examples: K, H",
            _tanh(64),
            _BOTH,
            "tanh_64",
            sizes=(1, 100, 10_000, 100_000),
            by_name=True,
        ),
        Subject(
            "rosenbrock_5",
            "Rosenbrock's function, d = 5: K, H",
            lambda: sg.losses.rosenbrock(5),
            _BOTH,
            "rosenbrock",
        ),
        Subject(
            "network_41",
            f"tanh network 2-10-1, 41 weights, {_EXAMPLES} examples as data: h",
            lambda: sg.losses.network((2, 10, 1)),
            ("second_fundamental_form",),
            "network",
            box=(-1.0, 1.0),
            sizes=(1, 10),
            on_data=True,
        ),
    )
}


class Task:
    """A subject made ready."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.surface = subject, subject.surface()
        self.symbols = [*self.surface.coordinates, *self.surface.parameters]
        generator = np.random.default_rng(1)
        self.data: dict[str, Any] = {}
        if subject.on_data:
            self.data = {"x": generator.normal(size=(_EXAMPLES, 2)), "y": generator.normal(size=_EXAMPLES)}
            self.symbols = list(self.surface.coordinates)  # the number of examples comes with the data
        self.rows = sum(int(np.prod(self.surface_shape(name), dtype=int)) for name in subject.quantities)

    def surface_shape(self, name: str) -> tuple[int, ...]:
        """The shape of a quantity at one point."""
        known = {q.name: q for q in self.surface.quantities}
        return tuple(known[name].shape(self.surface))

    @cached_property
    def flat(self) -> list[Any]:
        """The forms of all entries, in order."""
        if self.subject.by_name:
            return self._put_together()
        values = [self.surface.quantity(name) for name in self.subject.quantities]
        return [e for value in values for e in (value if isinstance(value, sp.MatrixBase) else [value])]

    def _put_together(self) -> list[Any]:
        definitions, entries = self.surface.straight_line(list(self.subject.quantities))
        full: dict[Any, Any] = {}
        for symbol, expression, _ in definitions:
            full[symbol] = expression.xreplace(full)
        return [e.xreplace(full) for name in self.subject.quantities for e in entries[name]]

    @property
    def constants(self) -> list[float]:
        """The values of the parameters."""
        parameters = [] if self.subject.on_data else self.surface.parameters
        return [float(self.surface.defaults[p]) for p in parameters]

    def points(self, count: int) -> list[Any]:
        """Coordinates, the same in every run: an array each."""
        generator = np.random.default_rng(0)
        low, high = self.subject.box
        return [generator.uniform(low, high, count) for _ in self.surface.coordinates]
