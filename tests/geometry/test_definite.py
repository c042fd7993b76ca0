"""Which metrics are accepted: refused with a witness, accepted as proved, or accepted under an assumption.

The truth of a refusal is looked up with NumPy: the eigenvalues at the witness that the message names.
"""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.geometry import definite

x, y, z, t, w, a, b = sp.symbols("x y z t w a b", real=True)
p, m, r = sp.symbols("p m r", positive=True)
E, F, G = (sp.Function(name, real=True)(x, y) for name in "EFG")
ASSUMED = "g is positive definite"


def four(*entries):
    return sp.diag(*entries), (t, x, y, z), {}


REFUSED = [
    ([[1, 2], [2, 1]], (x, y), {}),
    ([[x, 0], [0, 1]], (x, y), {}),
    ([[x, 0], [0, 1]], (x, y), {"domain": {x: (-1, 2)}}),
    ([[x]], (x,), {}),
    ([[-1]], (x,), {}),
    ([[p * x, 0], [0, 1]], (x, y), {}),
    ([[a, 0], [0, -a]], (x, y), {}),
    ([[1, 2 * p], [2 * p, p**2]], (x, y), {}),
    ([[0, 1], [1, 0]], (x, y), {}),
    ([[E, 0], [0, -E]], (x, y), {}),
    ([[-(1 - w**2 * (x**2 + y**2)), -w * y, w * x], [-w * y, 1, 0], [w * x, 0, 1]], (t, x, y), {}),
    ([[-(1 - w**2 * r**2), 0, w * r**2], [0, 1, 0], [w * r**2, 0, r**2]], (t, r, x), {}),
    ([[1, x], [x, 1]], (x, y), {}),
    ([[1, 1, 0], [1, 1, 1], [0, 1, 1]], (x, y, z), {}),
    ([[x + sp.Abs(x), 0], [0, 1]], (x, y), {}),
    ([[sp.exp(x) - 100, 0], [0, 1]], (x, y), {}),
    ([[1, 1], [1, 1]], (x, y), {}),
    ([[x**2, x * y], [x * y, y**2]], (x, y), {}),
    (sp.ones(3), (x, y, z), {}),
    four(-1, 1, 1, 1),
    four(1, 1, 1, -(x**2)),
    four(1, 1, 1, x),
]


@pytest.mark.parametrize(("matrix", "coordinates", "facts"), REFUSED)
def test_refused(matrix, coordinates, facts):
    with pytest.raises(InputError, match=r"positive definite|singular"):
        sg.Metric(matrix, coordinates, **facts)


ACCEPTED = [
    ([[x, 0], [0, 1]], (x, y), {"domain": {x: (0, sp.oo)}}),
    ([[1, 0], [0, x**2]], (x, y), {}),
    ([[x**2]], (x,), {}),
    ([[1 / y**2, 0], [0, 1 / y**2]], (x, y), {}),
    ([[4 / (1 - x**2 - y**2) ** 2, 0], [0, 4 / (1 - x**2 - y**2) ** 2]], (x, y), {"where": [x**2 + y**2 < 1]}),
    ([[E, 0], [0, 1]], (x, y), {"where": [E > 0]}),
    ([[1 / (1 - 2 * m / r), 0], [0, r**2]], (r, x), {"where": [r > 2 * m]}),
    ([[1, x], [x, 1]], (x, y), {"domain": {x: (-1, 1)}}),
    ([[1, sp.cos(x)], [sp.cos(x), 1]], (x, y), {}),
    (sp.ones(3) + sp.exp(x) * sp.eye(3), (x, y, z), {}),
    four(1, 1, 1, x**2),
]  # fmt: skip


@pytest.mark.parametrize(("matrix", "coordinates", "facts"), ACCEPTED)
def test_accepted_as_it_is(matrix, coordinates, facts):
    assert ASSUMED not in sg.Metric(matrix, coordinates, **facts).assumptions


OPEN = [
    ([[a, 0], [0, 1]], (x, y), {}),
    ([[a, b], [b, 1]], (x, y), {}),
    ([[1, a], [a, 1]], (x, y), {}),
    ([[E, F], [F, G]], (x, y), {}),
    ([[1 / (1 - 2 * m / r), 0], [0, r**2]], (r, x), {}),
    ([[p - x**2, 0], [0, 1]], (x, y), {"domain": {x: (-1, 1)}}),
]


@pytest.mark.parametrize(("matrix", "coordinates", "facts"), OPEN)
def test_open_signs_are_an_assumption(matrix, coordinates, facts):
    assert ASSUMED in sg.Metric(matrix, coordinates, **facts).assumptions


def test_an_induced_metric_needs_no_assumption():
    surface = sg.Hypersurface([x * sp.cos(y), x * sp.sin(y), a * y], (x, y))
    assert ASSUMED not in surface.metric.assumptions


@pytest.mark.parametrize("seed", range(60))
def test_random_metrics(seed):
    """Random symmetric matrices: a witness is one by its eigenvalues; what is accepted is positive where tried."""
    draw = random.Random(seed)
    d = draw.choice([1, 2, 2, 3])
    names = (x, y, z)[:d]
    atoms = [sp.S.One, x, x**2, sp.cos(x), sp.exp(x) / 2]
    entry = lambda k: draw.randint(-k, k) * draw.choice(atoms)  # noqa: E731
    matrix = sp.zeros(d, d)
    for i in range(d):
        for j in range(i, d):
            matrix[i, j] = matrix[j, i] = entry(1) + (draw.randint(1, 4) if i == j else 0)
    numeric = sp.lambdify(x, matrix)
    try:
        metric = sg.Metric(matrix, names)
    except InputError as error:
        found = re.search(r"x = (-?\d+(?:/\d+)?)", str(error))
        at = float(sp.Rational(found[1])) if found else 0.3
        assert np.linalg.eigvalsh(np.array(numeric(at), float)).min() <= 1e-9, error
        return
    values = [np.linalg.eigvalsh(np.array(numeric(s), float)).min() for s in np.linspace(-1.5, 1.5, 13)]
    assert min(values) > -1e-9 or ASSUMED in metric.assumptions


# Mutants: each accepts what must be refused ---------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", ["_kind", "_never_helps"])
def test_a_broken_rule_is_seen(monkeypatch, rule):
    broken = {"_kind": lambda values: "good", "_never_helps": lambda metric, point: False}[rule]
    monkeypatch.setattr(definite, rule, broken)
    with pytest.raises(BaseException):  # noqa: B017 - pytest's own failure
        for matrix, coordinates, facts in REFUSED:
            test_refused(matrix, coordinates, facts)


@pytest.mark.parametrize(
    ("entry", "assumed"),
    [
        (sp.Function("h", nonnegative=True)(x), True),
        (sp.Function("h")(x) ** 2, True),
        (sp.Symbol("b", nonnegative=True), True),
        (sp.Symbol("a", real=True) ** 2 * x**2, True),
        (sp.Function("h", nonnegative=True)(x) + 1, False),
        (sp.Function("h", positive=True)(x), False),
        (sp.exp(sp.Function("h")(x)), False),
        (sp.Symbol("c", positive=True) ** 2 * x**2, False),
        (x**2, False),
    ],
    ids=str,
)
def test_what_may_be_zero_everywhere_is_no_proof(entry: sp.Expr, assumed: bool) -> None:
    """A factor x^2 is 0 on a line; a parameter >= 0, or a function >= 0, may be 0 at every point."""
    metric = sg.Metric([[1, 0], [0, entry]], (x, y))
    assert ("g is positive definite" in metric.assumptions) is assumed
