"""What is measured and where: the catalogues, the graphs of `forms.toml`, losses of 1 to 64 examples, written
out and as sums over arrays; near and far.

What is here: `Case`, `cases`. Points are drawn from the window of a surface (near) and up to 10^3 in all sizes (far), as far as
its domain goes.
"""

from __future__ import annotations

import math
import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sympy as sp

import symgeom as sg
from benchmarks.digits.on_data import LOSSES, written_out
from benchmarks.digits.oracle import Oracle
from symgeom.input import parse_expression

__all__ = ["Case", "cases"]

FORMS = Path(__file__).parents[2] / "tests" / "data" / "forms.toml"
VARIABLES = (5, 7)
EXAMPLES = (1, 2, 4, 8, 16, 32, 64)
FAR = 1e3
NEAR = 3.0
MOST = 16_000  # points times coordinates squared: the work of the oracle


@dataclass(frozen=True)
class Case:
    """A surface, and the same map for the oracle, with symbols for its data."""

    name: str
    surface: Any
    oracle: Oracle
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def points(self, number: int, far: bool, seed: int = 0) -> list[tuple[float, ...]]:
        """So many points inside the domain that satisfy the facts."""
        draw, found = random.Random(f"{self.name} {far} {seed}"), []
        number = min(number, MOST // len(self.oracle.coordinates) ** 2)
        sides = [self._side(x, far) for x in self.oracle.coordinates]
        for _ in range(20 * number):
            point = tuple(_drawn(draw, low, high, far) for low, high in sides)
            if self.inside(point):
                found.append(point)
            if len(found) == number:
                break
        return found

    def _numbers(self) -> dict[Any, Any]:
        return {s: sp.Rational(self.parameters[s.name]) for s in self.surface.parameters}

    def _side(self, x: Any, far: bool, most: float = FAR) -> tuple[float, float]:
        values = self._numbers()
        bounds = self.surface.engine.facts.domain.get(x, (-sp.oo, sp.oo))
        window = (self.surface.window or {}).get(x, (-NEAR, NEAR)) if not far else (-most, most)
        low, high = (float(sp.sympify(v).subs(values)) for v in window)
        least, greatest = (float(sp.sympify(v).subs(values)) for v in bounds)
        return max(low, least, 0.0 if x.is_positive else -math.inf), min(high, greatest)

    def inside(self, point: Sequence[float]) -> bool:
        """Whether a point is in the domain, borders included, and satisfies the facts."""
        sides = (self._side(x, True, math.inf) for x in self.oracle.coordinates)
        if not all(low <= x <= high for x, (low, high) in zip(point, sides)):
            return False
        values = {**self._numbers(), **dict(zip(self.oracle.coordinates, map(sp.Rational, point)))}
        return all(sp.sympify(fact).subs(values) == sp.true for fact in self.surface.engine.facts.where)


def _drawn(draw: random.Random, low: float, high: float, far: bool) -> float:
    """Uniform; far away of every size from 1/1000 on."""
    if not far:
        return draw.uniform(low, high)
    for _ in range(100):
        size = 10 ** draw.uniform(-3, 3) * draw.choice((-1, 1))
        if low < size < high:
            return size
    return draw.uniform(low, high)


def cases() -> dict[str, Callable[[], Case]]:
    """All cases by name; building one takes time."""
    found: dict[str, Callable[[], Case]] = {}
    for room, catalogue in (("surface", sg.surfaces), ("loss", sg.losses)):
        for name in catalogue.names():
            found[f"{room} {name}"] = lambda c=catalogue, n=name, r=room: _of_catalogue(
                f"{r} {n}", c.get(n)()
            )
    for name, row in tomllib.loads(FORMS.read_text(encoding="utf-8")).items():
        found[f"form {name}"] = lambda n=name, t=row["graph"]: _form(f"form {n}", t)
    for d in VARIABLES:
        found[f"rosenbrock {d}"] = lambda d=d: _of_catalogue(f"rosenbrock {d}", sg.losses.rosenbrock(d))
    for name, loss in LOSSES.items():
        for n in EXAMPLES:
            found[f"data {name} {n}"] = lambda g=loss, m=n, t=name: _on_data(f"data {t} {m}", g(), m)
    for kind, build in _EXAMPLES.items():
        for n in EXAMPLES:
            found[f"{kind} {n}"] = lambda k=kind, b=build, m=n: b(f"{k} {m}", m)
    return found


def _of_catalogue(name: str, surface: Any) -> Case:
    values = {s.name: float(v) for s, v in surface.defaults.items()}
    data = {s: sp.Rational(values[s.name]) for s in surface.parameters}
    return Case(name, surface, Oracle(list(surface.map), surface.coordinates, data), values)


def _form(name: str, text: str) -> Case:
    x, y = sp.symbols("x y", real=True)
    f = parse_expression(text, ["x", "y"]).xreplace({sp.Symbol("x"): x, sp.Symbol("y"): y})
    return Case(name, sg.Graph(f, (x, y)), Oracle([x, y, f], (x, y), {}))


def _on_data(name: str, graph: Any, number: int) -> Case:
    oracle, data = written_out(graph, number)
    return Case(name, graph, oracle, data)


Loss = Callable[[Any, Any, Any, Any], Any]


def _examples(loss: Loss, mean: bool = True) -> Callable[[str, int], Case]:
    def build(name: str, n: int) -> Case:
        u, v = sp.symbols("w1 w2", real=True)
        draw = random.Random(n)
        data = {sp.Symbol(f"{s}_{k}"): draw.uniform(-2, 2) for k in range(n) for s in "xy"}
        total = sum(loss(u, v, sp.Symbol(f"x_{k}"), sp.Symbol(f"y_{k}")) for k in range(n))
        exact = {s: sp.Rational(t) for s, t in data.items()}
        return Case(name, sg.Graph(total.xreplace(exact), (u, v)), Oracle([u, v, total], (u, v), exact))

    return build


_EXAMPLES: Mapping[str, Callable[[str, int], Case]] = {
    "tanh": _examples(lambda u, v, x, y: (v * sp.tanh(u * x) - y) ** 2 / 2),
    "logistic": _examples(lambda u, v, x, y: sp.log(1 + sp.exp(-(u * x + v * y)))),
}
