"""Sums that are written out as loops over tables, and steps that are done in one: the same numbers as step by step.

The oracle runs the steps of both programs, with their loops, in exact fractions.
"""

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.kernels import backends
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.printing.compiled import ProgramPrinter, part_of
from symgeom.kernels.steps.fused import fused
from symgeom.kernels.steps.lanes import chains
from symgeom.kernels.steps.loops import Loop, nested
from symgeom.kernels.steps.operations import RARE
from symgeom.kernels.steps.program import Instruction, Program
from symgeom.kernels.steps.rare import without_rare
from symgeom.kernels.steps.rolled import rolled
from tests.kernels.test_compiled import alone
from tests.kernels.test_conformance import program

pytestmark = pytest.mark.quick
here = pytest.mark.parametrize(
    "backend",
    [
        pytest.param(b, marks=pytest.mark.skipif(bool(backends.backend(b).missing), reason=f"needs {b}"))
        for b in ("c", "numba")
    ],
)
EXACT: dict[str, Any] = {
    "add": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y, "neg": lambda x: -x,
    "div": lambda x, y: x / y, "abs": abs,
}  # fmt: skip


def run(whole: Program, at: Any) -> list[Any]:
    """The entries of a program in fractions. A function that gives no fractions is any function of its operands here."""
    known: dict[Any, Any] = dict(zip((a.name for a in whole.points), map(Fraction, at)))

    def value(a):
        return Fraction(a) if isinstance(a, float) else known[a]

    def done(op, x):
        return EXACT[op](*x) if op in EXACT else 1 / (2 + sum(v * v for v in x) + len(op))

    def go(items):
        for item in items:
            if not isinstance(item, Loop):
                known[item.target] = done(item.op, list(map(value, item.args)))
                continue
            own = [table for table in whole.tables if table.index == item.index]
            sums = dict.fromkeys((s.target for s in item.sums), Fraction(0))
            for k in range(len(own[0].values)):
                known.update({table.name: Fraction(table.values[k]) for table in own})
                go(item.items)
                for s in item.sums:
                    sums[s.target] += value(s.args[0])
            known.update(sums)

    go(nested((*whole.uniform, *whole.steps)))
    return [value(entry) for output in whole.outputs for entry in output.entries]


def test_steps_of_a_loop_are_in_the_order_of_the_program():
    """Numbers of steps are names: a step may come after one with a greater number."""
    late = Instruction(7, "exp", ("c",), ("k",))
    early = Instruction(3, "div", (1.0, 7), ("k",))
    total = Instruction(8, "sum", (3,), (), "k")
    assert nested([late, early, total]) == [Loop("k", (late, early), (total,))]


def same(whole):
    """The program with loops; it gives what the whole one gives."""
    short = rolled(whole)
    for at in ((1, 2, 3), (Fraction(-1, 3), 5, Fraction(2, 7))):
        assert run(short, at) == run(whole, at)
    return short


def unit(examples):
    """The loss of a tanh unit on examples that have no pattern."""
    a, b = sp.symbols("a b", real=True)
    drawn = np.random.default_rng(1).integers(-9, 9, examples)
    terms = [
        (b * sp.tanh(sp.Rational(2 * k + 1, 7) * a) - sp.Rational(int(y), 5)) ** 2
        for k, y in enumerate(drawn)
    ]
    return sg.Graph(sp.Add(*terms) / examples, (a, b))


@pytest.mark.parametrize("examples", [2, 12, 40])
def test_a_loss_on_examples(examples):
    whole = unit(examples).kernel("gaussian_curvature", "mean_curvature", "metric")._program
    short = same(whole)
    assert bool(short.tables) == (examples > 2)
    assert not short.tables or len(short.steps) < len(whole.steps) / 2


@here
def test_digits_of_a_long_loss(backend):
    """K of a loss on 40 examples, computed by loops alone, against 60 digits."""
    surface = unit(40)
    kernel, truth = (surface.kernel("gaussian_curvature", backend=b) for b in (backend, "mpmath"))
    a, b = np.linspace(-2, 2, 300), np.linspace(-3, 1, 300)
    got = alone(kernel, a, b)[0]
    with mp.workdps(60):
        want = truth(a[::30], b[::30]).gaussian_curvature
    assert np.allclose(got[::30], np.array(want, float), rtol=1e-12, atol=0)


@st.composite
def examples(draw):
    """Sums of terms that are alike, or nearly, with others between them; constants are equal to numbers of steps."""
    number = st.sampled_from([1.0, 2.0, 3.0, -1.0, 0.5, 5.0, 17.0])
    steps = [Instruction(0, "mul", ("x", "x")), Instruction(1, "add", (0, "y"))]

    def step(op, *args):
        steps.append(Instruction(len(steps), op, args))
        return steps[-1].target

    forms = draw(st.lists(st.sampled_from(["mul", "add", "sub", "tanh", "abs"]), min_size=2, max_size=6))
    odd = draw(st.integers(0, 20))  # a lane of another form
    made = []
    for lane in range(draw(st.integers(3, 9))):
        own = [step("mul", draw(st.sampled_from([0, 1])) if lane == odd else 0, draw(number))]
        for op in forms:
            second = [draw(number) if len(own) % 2 else own[0]] if op in ("mul", "add", "sub") else []
            own.append(step(op, own[-1], *second))
        made.append(own)
    entries = []
    for chosen in draw(st.lists(st.integers(1, len(forms)), min_size=1, max_size=3)):
        terms = [own[k] for own in made for k in {chosen, len(forms)}] + draw(
            st.sampled_from([[], [1], ["z", 1.0]])
        )
        minus = [term for term in terms[2:] if draw(st.booleans())]
        plus = [term for term in terms if term not in minus]
        so_far = plus[0]
        for term in plus[1:]:
            so_far = step("add", *draw(st.permutations([so_far, term])))
        for term in minus:
            so_far = step("sub", so_far, term)
        entries.append(so_far)
    entries += draw(st.sampled_from([[], [made[0][1]], [entries[0] - 1], [0]]))
    return program(
        [*steps, Instruction(len(steps), "mul", (entries[0], entries[-1]))], [*entries, len(steps)]
    )


@settings(max_examples=150, deadline=None)
@given(examples())
def test_random_sums(whole):
    same(whole)


def written_out(terms, last):
    """A sum of terms of four steps, the later of which are taken away; ``last`` is the step that ends one."""
    steps = [Instruction(0, "mul", ("x", "y"))]
    ends = []
    for k in range(terms):
        t = len(steps)
        steps += [
            Instruction(t, "mul", ("x", float(k + 1))),
            Instruction(t + 1, "tanh", (t,)),
            Instruction(t + 2, "mul", (0, t + 1)),
            Instruction(t + 3, last, (t + 2, 3.0 * k)),
        ]
        ends.append(t + 3)
    so_far = ends[0]
    for k, end in enumerate(ends[1:]):
        steps.append(Instruction(len(steps), "sub" if k >= terms // 2 else "add", (so_far, end)))
        so_far = steps[-1].target
    return program(steps, [so_far])


def test_lanes_are_found():
    """A loop for what is added and one for what is taken away, or one for both where a number has the sign; constants that are
    equal to numbers of steps are no results."""
    whole = written_out(27, "sub")
    assert [len(chain.terms) for chain in chains(whole.steps, [])] == [27]
    short = same(whole)
    assert [len(table.values) for table in short.tables] == [14, 14, 13, 13]
    assert [len(item.items) for item in nested(short.steps) if isinstance(item, Loop)] == [4, 5]
    assert [len(table.values) for table in same(written_out(27, "mul")).tables] == [27, 27]
    assert not same(written_out(7, "mul")).tables  # no chain is so short


def test_what_others_need_stays_outside():
    """A term that is a result of its own is in no loop, and neither is a sum that is needed half way."""
    whole = unit(12).kernel("gaussian_curvature")._program
    first = next(step for step in whole.steps if step.op == "tanh")
    output = whole.outputs[0]
    more = replace(whole, outputs=(output, replace(output, name="more", entries=(first.target,))))
    assert first in same(more).steps
    long = chains(whole.steps, [])[0]
    half = replace(whole, outputs=(output, replace(output, name="half", entries=(long.adds[4],))))
    assert long.adds[4] in {step.target for step in same(half).steps}


# -- steps in one


def of_cosh(*steps, kept=()):
    return fused(program([Instruction(0, "cosh", ("x",)), *steps], [steps[-1].target, *kept]))


def test_one_over_cosh_squared():
    inverse, square = Instruction(1, "div", (1.0, 0)), Instruction(2, "mul", (1, 1))
    assert of_cosh(inverse, square).steps == (Instruction(2, "sech_squared", ("x",)),)
    assert len(of_cosh(inverse, square, kept=[0]).steps) == 3  # cosh itself is asked for
    assert len(of_cosh(inverse, square, kept=[1]).steps) == 3
    assert len(of_cosh(Instruction(1, "div", (2.0, 0)), square).steps) == 3
    below, quotient = Instruction(1, "mul", (0, 0)), Instruction(2, "div", ("y", 1))
    assert of_cosh(below, quotient).steps == (
        Instruction(1, "sech_squared", ("x",)),
        Instruction(2, "mul", ("y", 1)),
    )
    assert of_cosh(below, Instruction(2, "div", (1, 1))).steps[0].op == "cosh"
    assert of_cosh(below, Instruction(2, "div", (1, 1.0))).steps[0].op == "cosh"  # a constant that is no step
    assert of_cosh(below, quotient, Instruction(3, "add", (1, 2))).steps[0].op == "cosh"


@here
def test_its_digits(backend):
    """Within six units in the last place, down to the least numbers, and 0 from there on."""
    kernel = Kernel(
        program(
            [Instruction(0, "cosh", ("x",)), Instruction(1, "mul", (0, 0)), Instruction(2, "div", (1.0, 1))],
            [2],
            "x",
        ),
        backend,
    )
    x = np.r_[np.linspace(-3, 3, 201), 10.0 ** np.linspace(-300, 2.5, 200), 356.0, 371.0, 1e4, 1e300]
    got = alone(kernel, x)[0]
    with mp.workdps(60):
        want = [1 / mp.cosh(mp.mpf(v)) ** 2 for v in x.tolist()]
        off = [abs(mp.mpf(float(g)) - w) / math.ulp(float(w)) for g, w in zip(got, want)]
    assert max(off) < 6


def exponentials(*multiples):
    """exp of multiples of x, in this order, and their steps after the rules."""
    steps = []
    for k, c in enumerate(multiples):
        steps += [Instruction(2 * k, "mul", ("x", c)), Instruction(2 * k + 1, "exp", (2 * k,))]
    return [(s.op, s.args) for s in fused(program(steps, range(1, 2 * len(multiples), 2))).steps]


def test_exponentials_of_multiples():
    assert exponentials(2.0, 1.0) == [("mul", ("x", 1.0)), ("exp", (2,)), ("mul", (3, 3))]
    assert exponentials(-0.5, 0.5, -1.0) == [
        ("mul", ("x", 0.5)),
        ("exp", (2,)),
        ("div", (1.0, 3)),
        ("mul", (1, 1)),
    ]
    assert [op for op, _ in exponentials(3.0, 1.0)].count("exp") == 2


def test_the_sign_of_a_root():
    """A root that has a derivative everywhere, and another sign: what is computed is the root."""
    steps = [
        Instruction(0, "is_zero", ("y",)), Instruction(1, "mul", ("x", "x")), Instruction(2, "is_zero", (1,)),
        Instruction(3, "add", (1, 2)), Instruction(4, "sqrt", (3,)), Instruction(5, "sub", (2, 4)),
        Instruction(6, "neg", (5,)), Instruction(7, "copysign", (6, "z")),
    ]  # fmt: skip
    root = Instruction(4, "sqrt", (1,))
    assert fused(program(steps, [7])).steps == (steps[1], root, Instruction(7, "copysign", (4, "z")))
    assert steps[4] in fused(program(steps, [7, 4])).steps
    other = replace(steps[3], args=(1, 0))
    assert steps[4] in fused(program([*steps[:3], other, *steps[4:]], [7])).steps


# -- tiny sizes


def test_only_choices_are_left():
    """What a condition for tiny sizes is a number for is computed."""
    size, least = Instruction(0, "lt", (0.0, "x")), Instruction(1, "lt", ("x", RARE))
    both, choice = Instruction(2, "and", (0, 1)), Instruction(3, "where", (2, "y", "z"))
    whole = program([size, least, both, choice], [3])
    short = without_rare(whole)
    assert [step.op for step in short.steps] == ["left"] and short.outputs[0].entries == ("z",)
    for more in (
        program([size, least, both, choice], [3, 2]),
        program([size, least, both, choice, Instruction(4, "add", (2, 3))], [4]),
        program([size, replace(least, args=("y", RARE)), both, choice], [3]),
        program([size, replace(least, args=("x", 2 * RARE)), both, choice], [3]),
    ):
        assert without_rare(more) == more


def oracle(surface, *points):
    with mp.workdps(60):
        return surface.kernel("principal_curvatures", backend="mpmath")(*points).principal_curvatures


@pytest.mark.parametrize("backend", ["numpy", "c", "numba"])
def test_tiny_curvatures(backend):
    """No product that underflows takes digits of curvatures of any size, near umbilics too, and flat points have 0."""
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    x, y = sp.symbols("x y", real=True)
    s = sp.Symbol("s", positive=True)
    surface = sg.Graph(s * (x**2 * (1 + x**2) + 3 * y**2 + x * y * (1 + y)), (x, y), defaults={s: 1.0})
    kernel = surface.kernel("principal_curvatures", backend=backend)
    at = np.random.default_rng(3).uniform(-1, 1, (2, 12))
    for size in (1.0, 1e-136, 3e-138, 1e-155, 1e-170, 1e-300):
        got = kernel(*at, s=size).principal_curvatures
        want = oracle(surface, *at, size)
        assert all(abs(mp.mpf(g) / w - 1) < 1e-13 for g, w in zip(got.ravel().tolist(), want.ravel()))
    flat = sg.Graph(x**3 + y**3 + x**2 * y, (x, y)).kernel("principal_curvatures", backend=backend)
    assert (flat(np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])).principal_curvatures[0] == 0).all()


@here
def test_flat_points_are_not_left(backend):
    x, y = sp.symbols("x y", real=True)
    kernel = sg.Graph(x**3 + y**3 + x**2 * y, (x, y)).kernel("principal_curvatures", backend=backend)
    assert (alone(kernel, np.zeros(3), np.zeros(3)) == 0).all()
    call = kernel._evaluate.__globals__["_CALL"]
    assert call.fill.fast([np.full(3, 1e-200)] * 2, [], np.empty((2, 3)))


def test_parts_stay_near():
    """The arrays that sums go through for every term are in the nearest cache."""
    from symgeom.kernels.backends.c import _WORDS

    short = fused(rolled(unit(40).kernel("gaussian_curvature")._program))
    arrays = len(ProgramPrinter(short, _WORDS, varying=True).arrays)
    assert arrays and arrays * part_of(short, _WORDS) <= 2048
