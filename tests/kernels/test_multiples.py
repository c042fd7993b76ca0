"""Products with the same factor and the same number."""

import operator
import random

import pytest

from symgeom.kernels.steps.multiples import shared_multiples
from symgeom.kernels.steps.program import Instruction

_DO = {"mul": operator.mul, "add": operator.add}


def values_of(steps, inputs):
    found = dict(inputs)
    for step in steps:
        args = [a if isinstance(a, float) else found[a] for a in step.args]
        found[step.target] = _DO[step.op](*args)
    return found


@pytest.mark.parametrize("seed", range(40))
def test_what_is_computed_stays_the_same(seed):
    """Random products of few factors and few numbers, some of them needed twice or wanted themselves."""
    draw = random.Random(seed)
    inputs = {name: draw.uniform(0.5, 2.0) for name in "abc"}
    steps, known = [], list(inputs)
    for target in range(24):
        op = draw.choice(["mul", "mul", "mul", "add"])
        second = draw.choice([2.0, 2.0, -3.0, *known]) if op == "mul" else draw.choice(known)
        steps.append(Instruction(target, op, (draw.choice(known[-8:]), second)))
        known.append(target)
    results = [*draw.sample(range(24), 5), 23]
    short = shared_multiples(steps, results)
    want, found = values_of(steps, inputs), values_of(short, inputs)
    assert all(found[r] == pytest.approx(want[r], rel=1e-14) for r in results)
    assert len(short) <= len(steps) and len({s.target for s in short}) == len(short)


def test_one_step_less_for_each_further_product():
    factors = [Instruction(k, "mul", ("a", name)) for k, name in enumerate("bcd")]
    multiples = [Instruction(3 + k, "mul", (k, 2.0)) for k in range(3)]
    assert len(shared_multiples([*factors, *multiples], [3, 4, 5])) == 4
    assert shared_multiples([*factors, *multiples], [0, 1, 3, 4, 5]) == (*factors, *multiples)
