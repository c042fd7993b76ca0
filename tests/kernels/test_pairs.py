"""Two steps that are one call in NumPy, sine and cosine by one tangent; the larger and the smaller of two."""

import math

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

import symgeom as sg
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.steps.program import Instruction
from tests.kernels.test_conformance import program

rng = np.random.default_rng(3)
N = 400
ANGLES = np.r_[
    rng.uniform(-10, 10, N),
    10.0 ** rng.uniform(-300, 300, N) * rng.choice([-1.0, 1.0], N),
    np.arange(1, N) * (math.pi / 2),
    0.0,
]
BOTH = [Instruction(0, "cos", ("x",)), Instruction(1, "sin", ("x",))]
ORDERED = [
    Instruction(0, "neg", ("x",)),
    Instruction(1, "max", (0, "y")),
    Instruction(2, "min", (0, "y")),
]


def test_sine_and_cosine_are_as_exact_as_their_condition_allows():
    kernel = Kernel(program(BOTH, [0, 1], "x"), "numpy")
    assert kernel.source.count("_sin_and_cos(x") == 2  # the call and the function
    cosine, sine = kernel(ANGLES).q0, kernel(ANGLES).q1
    with mp.workdps(400):
        for x, c, s in zip(ANGLES, cosine, sine):
            want = mp.sin(mp.mpf(float(x)))
            assert abs(mp.mpf(float(s)) - want) <= 1.5 * 2.0**-52 * abs(want), x
            assert abs(mp.mpf(float(c)) - mp.cos(mp.mpf(float(x)))) <= 2.0**-52, x


@pytest.mark.parametrize("dtype", [np.float32, np.longdouble])
def test_sine_and_cosine_of_other_numbers(dtype):
    x = rng.uniform(-7, 7, 100).astype(dtype)
    out = Kernel(program(BOTH, [0, 1], "x"), "numpy")(x, dtype=dtype)
    near = 4 * np.finfo(dtype).eps
    assert (
        out.q0.dtype == dtype
        and abs(out.q0 - np.cos(x)).max() <= near
        and abs(out.q1 - np.sin(x)).max() <= near
    )


@pytest.mark.parametrize("count", [2, 100, 9000])
@pytest.mark.parametrize("y", [0.25, "array"])
def test_the_larger_and_the_smaller(count, y):
    kernel = Kernel(program(ORDERED, [1, 2], "xy"), "numpy")
    x = rng.normal(size=count)
    other = rng.normal(size=count) if y == "array" else np.full(count, y)
    for spoiled in (None, 0, 1):
        if spoiled is not None:
            x[spoiled] = [np.nan, 1e200][spoiled]
        out = kernel(x, other if y == "array" else y)
        assert np.array_equal(out.q0, np.maximum(-x, other), equal_nan=True)
        assert np.array_equal(out.q1, np.minimum(-x, other), equal_nan=True)


def test_multiples_of_a_square_are_in_order():
    source = sg.surfaces.enneper().kernel("principal_curvatures").source
    assert "_maximum(" not in source
    u = sp.Symbol("u", real=True)
    graph = sg.Graph(u**3, (u, sp.Symbol("v", real=True)))
    assert list(graph.kernel("principal_curvatures")(-1.0, 0.0).principal_curvatures) == pytest.approx(
        [0, -6 / 10**1.5]
    )


def test_multiples_of_an_angle_fit_together_at_a_pole():
    """Steiner's surface has cos(v) and sin(2v), and K = -1/a^4 where cos(v) = 0: at the number nearest to pi/2, and near it."""
    kernel = sg.surfaces.roman().kernel("gaussian_curvature", "mean_curvature", outside="ignore")
    for gap in (0.0, 1e-12, 1e-9, 1e-6):
        v = np.array([math.pi / 2 - gap])
        assert kernel(np.zeros(1), v, a=1.5).gaussian_curvature[0] == pytest.approx(-(1.5**-4), rel=1e-9)


def test_large_numbers_warn_of_nothing(recwarn):
    """Their squares overflow where it is looked whether all are finite."""
    graph = sg.Graph(sp.sin(sp.Symbol("u", real=True)), sp.symbols("u v", real=True))
    kernel = graph.kernel("gaussian_curvature", "normal")
    for points in ([1e200, 1.0], [np.inf, -np.inf], [np.nan, 1.0]):
        kernel(np.array(points), np.array([1e300, 0.5]))
    steep = sg.Graph(
        sp.Symbol("u", real=True) ** 2 * 10**60, sp.symbols("u v", real=True)
    )  # no float32 holds that
    steep.kernel("second_fundamental_form", "metric")(np.ones(2), np.ones(2))
    assert not recwarn.list
