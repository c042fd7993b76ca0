"""The order of steps that needs few work rows: every operand is there before it is used, and nothing else changes."""

import random

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.kernels.printing import rows
from symgeom.kernels.printing.order_of_rows import _rows, in_few_rows
from symgeom.kernels.printing.pieces_of_rows import read_by
from symgeom.kernels.steps.program import Instruction


@pytest.mark.parametrize("seed", range(20))
def test_operands_come_first_and_rows_are_no_more(seed):
    chosen = random.Random(seed)
    steps = [Instruction(0, "sin", ("x",))]
    steps += [
        Instruction(n, "add", (chosen.randrange(n), chosen.choice(["x", 2.0, chosen.randrange(n)])))
        for n in range(1, 200)
    ]
    order = in_few_rows(steps, 4)
    assert sorted(s.target for s in order) == list(range(200))
    seen: set[int] = set()
    for step in order:
        assert {a for a in read_by(step) if isinstance(a, int)} <= seen
        seen.add(step.target)
    assert _rows(order) <= _rows(steps)


def test_terms_of_several_sums_are_used_when_they_are_there():
    """Three sums over the same 64 terms: one after the other they would keep all terms."""
    a, b = sp.symbols("a b", real=True)
    terms = [(b * sp.tanh(sp.Rational(k * k + 1, 97) * a) - sp.Rational(k, 8)) ** 2 for k in range(64)]
    kernel = sg.Graph(sp.Add(*terms), (a, b)).kernel("gaussian_curvature")
    items = rows.nested(kernel._program.steps)
    assert _rows(in_few_rows(items, 16)) < 0.6 * _rows(items)
    u, v = np.linspace(0.1, 1.0, 9000), np.linspace(1.0, 0.3, 9000)
    found = kernel(u, v)
    one = [kernel(u[k], v[k]) for k in (0, 4500, 8999)]
    assert np.allclose(
        found.gaussian_curvature[[0, 4500, 8999]], [r.gaussian_curvature for r in one], 1e-11, 0
    )
