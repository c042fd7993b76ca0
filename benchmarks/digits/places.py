"""Where formulas lose digits, each place with the surfaces that have it and points on the way there.

What is here: `PLACES`, from the name of a place to its cases and the points of each. Points approach a place by distances from
1/10 to 10^-12, far away they grow up to 10^6.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.digits.cases import Case

__all__ = ["PLACES", "Place"]

DISTANCES = tuple(10.0**-k for k in range(1, 13))
SIZES = tuple(10.0**k for k in (1, 1.5, 2, 2.5, 3, 4, 5, 6))
Point = tuple[float, ...]
Way = Callable[[Case, random.Random], Iterator[Point]]


@dataclass(frozen=True)
class Place:
    """The name of a case, and how its points are drawn."""

    case: str
    way: Way

    def points(self, built: Case) -> list[Point]:
        """Those inside the domain, the same ones every time."""
        draw = random.Random(f"{self.case} {built.name}")
        return [p for p in self.way(built, draw) if built.inside(p)]


def _anywhere(number: int = 16) -> Way:
    return lambda case, draw: iter(case.points(number, False))


def _towards(*point: float, only: Sequence[int] = (), first: float = 1.0) -> Way:
    """Towards a point, or along the coordinates `only` towards a line: the others are drawn from the window."""

    def way(case: Case, draw: random.Random) -> Iterator[Point]:
        for distance in DISTANCES:
            for _ in range(2):
                (other,) = case.points(1, False, draw.randrange(2**30))
                step = [draw.gauss(0, 1) for _ in point]
                size = (
                    first * distance / math.hypot(*(s for k, s in enumerate(step) if not only or k in only))
                )
                yield tuple(
                    x + size * s if not only or k in only else y
                    for k, (x, s, y) in enumerate(zip(point, step, other))
                )

    return way


def _ring(radius: float) -> Way:
    """Towards a circle around the origin."""

    def way(case: Case, draw: random.Random) -> Iterator[Point]:
        for distance in DISTANCES:
            for sign in (1, -1):
                angle, r = draw.uniform(0, 2 * math.pi), radius * (1 + sign * distance)
                yield r * math.cos(angle), r * math.sin(angle)

    return way


def _far(only: Sequence[int] = (), sizes: Sequence[float] = SIZES) -> Way:
    """Away from the origin in all directions, or along some coordinates."""

    def way(case: Case, draw: random.Random) -> Iterator[Point]:
        for size in sizes:
            for _ in range(2):
                (near,) = case.points(1, False, draw.randrange(2**30))
                yield tuple(
                    size * draw.gauss(0, 1) if not only or k in only else x for k, x in enumerate(near)
                )

    return way


def _umbilic() -> Point:
    """Of the ellipsoid of the catalogue, a = 1.3, b = 0.7, c = 0.6."""
    a, b, c = 1.3**2, 0.7**2, 0.6**2
    return math.pi, math.acos(math.sqrt((a - b) / (a - c)))


TOP = math.pi / 2
PLACES: Mapping[str, tuple[Place, ...]] = {
    "generic": tuple(
        Place(name, _anywhere())
        for name in (
            "surface torus", "surface ellipsoid", "surface enneper", "surface klein_figure_8", "surface catenoid", "form peaks",
            "loss rosenbrock", "tanh 8", "logistic 16",
        )
    ),
    "near umbilics": (
        Place("surface ellipsoid", _towards(*_umbilic())),
        Place("surface monkey_saddle", _towards(0, 0)),
        Place("surface enneper", _towards(0, 0)),
        Place("surface paraboloid", _towards(0, 0)),
        Place("surface stereographic_sphere", _anywhere()),
        Place("loss gaussian_well", _towards(0, 0)),
    ),
    "near poles": (
        Place("surface sphere", _towards(1, TOP, only=[1])),
        Place("surface ellipsoid", _towards(1, TOP, only=[1])),
        Place("surface n_sphere", _towards(0, 1, 1, only=[0])),
    ),
    "near parabolic lines": (
        Place("surface torus", _towards(1, TOP, only=[1])),
        Place("loss gaussian_well", _ring(1)),
        Place("tanh 1", _towards(0, 1, only=[0])),
    ),
    "far out": (
        Place("surface enneper", _far()),
        Place("surface monkey_saddle", _far()),
        Place("surface hyperboloid", _far([1], SIZES[:4])),
        Place("surface stereographic_sphere", _far()),
        Place("loss himmelblau", _far()),
        Place("tanh 8", _far()),
        Place("logistic 16", _far()),
    ),
    "near degenerate charts": (
        Place("surface cone", _towards(0, 1, only=[0])),
        Place("surface cross_cap", _towards(0, TOP)),
        Place("surface henneberg", _towards(0, TOP)),
        Place("surface pseudosphere", _towards(0, 1, only=[0])),
        Place("surface dini", _towards(1, TOP, only=[1])),
        Place("surface hemisphere", _ring(1)),
        Place("surface roman", _towards(0, TOP)),
    ),
    "three and more dimensions": tuple(
        Place(name, _anywhere())
        for name in (
            "surface n_sphere", "surface n_cylinder", "loss committee_machine", "loss matrix_factorization",
            "loss scalar_chain", "loss symmetric_factorization", "rosenbrock 5", "rosenbrock 7",
        )
    ),
}  # fmt: skip
