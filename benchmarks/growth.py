"""Growth: the same derivation in series of growing size.

What is here: `series`, and ``python -m benchmarks.growth``, which prints the cases as JSON. The size stands in the name
after the last colon: dimension, number of parameters, number of terms.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.suite import UNIT, Case, abstract, main, of

__all__ = ["TITLES", "series"]

TITLES = {
    "abstract graph": "dimension d",
    "n-sphere": "dimension n",
    "tanh network": "parameters",
    "polynomial loss": "terms",
}


def series() -> Iterator[Case]:
    import symgeom as sg

    for d in range(1, 9):
        yield _named(abstract(d), "abstract graph", d, allowed=2.0)
    for n in range(2, 11):
        yield _named(of(sg.surfaces.n_sphere(n), "", "", (0.2, 1.4)), "n-sphere", n, allowed=10.0)
    for hidden, inputs in ((1, 1), (1, 2), (2, 1), (1, 4), (2, 2), (1, 6), (2, 3)):
        loss = sg.losses.tanh_network(inputs, hidden, data=_one_point(inputs))
        yield _named(of(loss, "", ""), "tanh network", hidden * (inputs + 1), shape=f"{inputs}-{hidden}-1")
    for terms in (1, 2, 4, 8, 16, 32):
        yield _named(of(_polynomial(terms), "", "", UNIT), "polynomial loss", terms)


def _named(case: Case, family: str, size: int, allowed: float = 60.0, shape: str = "") -> Case:
    name = f"{family}:{shape}:{size}" if shape else f"{family}:{size}"
    title = f"{family} {shape or size}"
    return replace(case, name=name, title=title, allowed_seconds=allowed)


def _one_point(inputs: int) -> list[tuple[list[int], int]]:
    """One data point with distinct entries: each hidden unit then has one angle."""
    return [([i + 1 for i in range(inputs)], 1)]


def _polynomial(terms: int) -> Any:
    """A sparse polynomial of degree at most 9 in three variables with small coefficients, the same in every run."""
    import sympy as sp

    import symgeom as sg

    draw = random.Random(terms)
    x = sp.symbols("x1:4", real=True)
    found: dict[tuple[int, ...], int] = {}
    while len(found) < terms:
        exponents = tuple(draw.randint(0, 3) for _ in x)
        if sum(exponents) > 1:
            found[exponents] = draw.choice([-3, -2, -1, 1, 2, 3])
    return sg.Graph(sp.Add(*[c * sp.prod(map(pow, x, e)) for e, c in found.items()]), x)


if __name__ == "__main__":
    main(series())
