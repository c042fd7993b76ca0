"""The suite: 38 parametrizations, each as plain text that every tool can read.

What is here: `Case`, the cases, and ``python -m benchmarks.suite``, which prints them as JSON. A case has no closed forms
and no hints: the map, the sign of the parameters, the domain, and a box for numeric checks. The maps come from
`tests/data/surfaces.toml` and the catalogues. Undefined functions carry a concrete stand-in for the check.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

__all__ = ["QUANTITIES", "Case", "cases", "of"]

# What is derived, by the letters of the tables.
QUANTITIES = {
    "g": "metric",
    "inverse": "inverse_metric",
    "N": "normal",
    "h": "second_fundamental_form",
    "S": "shape_operator",
    "K": "gaussian_curvature",
    "H": "mean_curvature",
}
# Boxes for the catalogue entries (the data file brings its own); a box of all coordinates, or one for each.
UNIT = (-0.9, 0.9)
BOXES: dict[str, Any] = {
    "stereographic_sphere": (-2.0, 2.0),
    "hemisphere": (-0.6, 0.6),
    "moebius_band": [(0.0, 6.28), (-0.9, 0.9)],
    "klein_figure_8": (0.1, 6.2),
    "cross_cap": [(0.1, 6.2), (-1.5, 1.5)],
    "roman": [(0.1, 6.2), (-1.5, 1.5)],
    "henneberg": [(0.1, 1.5), (0.1, 6.2)],
    "boy": [(-1.5, 1.5), (0.1, 3.0)],
}


@dataclass(frozen=True)
class Case:
    """A parametrization as text (Python operators), for tools that share no library.

    ``typed`` is the map as one would type it for a system that doesn't relate cos u and cos u/2: multiple angles expanded, and
    coordinates that occur halved doubled, by the factors in ``doubled``.
    """

    name: str
    title: str
    coordinates: list[str]
    map: list[str]
    is_graph: bool = False
    positive: list[str] = field(default_factory=list)
    domain: dict[str, list[str]] = field(default_factory=dict)
    where: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    sample: dict[str, list[float]] = field(default_factory=dict)
    function: str = ""
    stand_in: str = ""
    allowed_seconds: float = 1.0
    typed: list[str] = field(default_factory=list)
    doubled: dict[str, int] = field(default_factory=dict)


def of(surface: Any, name: str, title: str, box: Any = UNIT, **changes: Any) -> Case:
    """A symgeom surface as text."""
    from sympy import StrPrinter, Symbol

    text = StrPrinter().doprint
    boxes = box if isinstance(box, list) else [box] * surface.dimension
    coordinates = [x.name for x in surface.coordinates]
    signs = [relation for relation in surface.where if isinstance(relation.lhs, Symbol) and relation.rhs == 0]
    positive = [p.name for p in surface.parameters if p.is_positive or any(r.lhs == p for r in signs)]
    return Case(
        name=name,
        title=title,
        coordinates=coordinates,
        map=[text(component) for component in surface.map],
        is_graph=hasattr(surface, "ell"),
        positive=positive,
        domain={x.name: [text(lo), text(hi)] for x, (lo, hi) in surface.domain.items()},
        where=[text(relation) for relation in surface.where],
        parameters={str(p): str(value) for p, value in surface.defaults.items()},
        sample={x: [float(end) for end in ends] for x, ends in zip(coordinates, boxes)},
        **dict(zip(("typed", "doubled"), _typed(surface))),
        **changes,
    )


def _typed(surface: Any) -> tuple[list[str], dict[str, int]]:
    import sympy as sp

    components, doubled = [sp.sympify(e) for e in surface.map], {}
    for x in surface.coordinates:
        angles = {a.args[0].coeff(x) for e in components for a in e.atoms(sp.sin, sp.cos)}
        if any(c.is_Rational and c.q == 2 for c in angles):
            components = [e.subs(x, 2 * x, simultaneous=True) for e in components]
            doubled[x.name] = 2
    return [sp.sstr(sp.expand_trig(e)) for e in components], doubled


def abstract(d: int) -> Case:
    """The graph of an undefined function of d variables, checked on one that has no symmetry."""
    import symgeom as sg

    surface = sg.Graph.abstract(d)
    names = [x.name for x in surface.coordinates]
    terms = [f"sin({k}*{x} + 1)/{k}" for k, x in enumerate(names, 1)]
    stand_in = " + ".join([*terms, f"exp(({' + '.join(names)})/3)"])
    return of(surface, f"abstract_{d}", f"graph of ℓ, d = {d}", function="ell", stand_in=stand_in)


def cases() -> Iterator[Case]:
    """All cases, the data file first."""
    import symgeom as sg
    from tests.rows import surface_rows

    for row in surface_rows():
        box = [row.sample[x] for x in row.surface.coordinates]
        yield of(row.surface, row.surface.name, row.surface.name.replace("_", " "), box)
    for name, box in BOXES.items():
        case = of(getattr(sg.surfaces, name)(), name, name.replace("_", " "), box)
        yield replace(case, allowed_seconds=30.0) if name == "boy" else case
    for d in (3, 4):
        yield of(sg.surfaces.n_sphere(d), f"sphere_{d}", f"{d}-sphere", (0.2, 1.4))
    yield from map(abstract, (2, 3, 4))
    for d in (2, 3, 5):
        yield of(sg.losses.rosenbrock(d), f"rosenbrock_{d}", f"Rosenbrock, d = {d}")
    yield of(sg.losses.tanh_network(), "tanh_2", "MSE of b·tanh(a x), 2 parameters")
    yield of(
        sg.losses.committee_machine(),
        "network_4",
        "MSE of a 2-2-1 network, 4 parameters",
        allowed_seconds=30.0,
    )
    yield of(sg.losses.softmax_classifier(2, 1), "softmax_2", "softmax cross-entropy, 2 parameters")
    yield of(
        sg.losses.softmax_classifier(2, 2),
        "softmax_4",
        "softmax cross-entropy, 4 parameters",
        allowed_seconds=30.0,
    )


def main(found: Iterable[Case]) -> None:
    """Print cases as JSON lines, for a parent that imports no mathematics."""
    for case in found:
        sys.stdout.write(json.dumps(asdict(case)) + "\n")


def read(line: str) -> Case:
    data: Mapping[str, Any] = json.loads(line)
    return Case(**data)


if __name__ == "__main__":
    main(cases())
