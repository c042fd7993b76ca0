"""Outside the declared domain a kernel says so: an error for single numbers, NaN in the entries of arrays.

What is inside is asked of NumPy here, with the ends written out by hand.
"""

from __future__ import annotations

import pickle
import random
import subprocess
import sys

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.kernels.printing import python, rows
from symgeom.kernels.values import conditions

pytestmark = pytest.mark.quick

u, v, L = sp.symbols("u v L", real=True)
R, r = sp.symbols("R r", positive=True)
n = sp.Symbol("n", integer=True)
PI2 = 2 * np.pi
RING = R + r * sp.cos(v)
TORUS = sg.Hypersurface(
    [RING * sp.cos(u), RING * sp.sin(u), r * sp.sin(v)],
    (u, v),
    domain={u: (0, 2 * sp.pi), v: (0, 2 * sp.pi)},
    where=[r < R],
    name="torus",
)
NAMES = ["volume_element", "gaussian_curvature", "normal"]


@pytest.fixture(scope="module")
def kernel():
    return TORUS.kernel(NAMES)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((-1, 0, 2, 0.5), r"the domain of u is 0 <= u <= 2\*pi; got u = -1.0"),
        ((0, 7.0, 2, 0.5), r"the domain of v is 0 <= v <= 2\*pi; got v = 7.0"),
        ((0, 0, 1, 2), r"hold for R > r; got R = 1.0, r = 2.0"),
        ((0, 0, -1, -2), r"hold for R > 0; got R = -1.0"),
        ((np.array(-1), 0, 2, 1), r"got u = -1.0"),
        ((-1, [0.0, 1.0], 2, 1), r"got u = -1.0"),
        ((np.nextafter(0, -1), 0, 2, 1), r"the domain of u"),
        ((0, 2 * np.pi + 1e-12, 2, 1), r"the domain of v"),
    ],
)
def test_single_numbers_outside_are_an_error(kernel, values, message):
    for one in (kernel, pickle.loads(pickle.dumps(kernel))):
        with pytest.raises(InputError, match=message):
            one(*values)


@pytest.mark.parametrize("values", [(0, 0), (PI2, PI2), (0, PI2), (1, 2)])
def test_the_ends_belong_to_the_domain(kernel, values):
    out = kernel(*values, R=2, r=0.5)
    assert np.isfinite(out.gaussian_curvature) and np.isfinite(out.normal).all()
    arrays = kernel(*(np.array([value]) for value in values), R=2, r=0.5)
    near = pytest.approx(
        out.gaussian_curvature, rel=1e-14
    )  # a sine alone and one of many may differ in the last digit
    assert arrays.gaussian_curvature[0] == near


def test_entries_of_arrays_become_nan(kernel):
    at = np.array([-1.0, 0.0, 3.0, PI2, 6.3, np.nan, np.inf])
    out = kernel(at, 1.0, 2.0, 0.5)
    inside = [False, True, True, True, False, False, False]
    for name in NAMES:
        assert (np.isfinite(out[name]).reshape(7, -1).all(1) == inside).all()
        assert (np.isnan(out[name]).reshape(7, -1).any(1) == ~np.array(inside)).all()
    grid = kernel(at[:, None], np.array([1, 8]), 2.0, 0.5).gaussian_curvature
    assert (np.isfinite(grid) == np.outer(inside, [True, False])).all()
    sweep = kernel(1.0, 1.0, np.array([0.1, 2.0]), 0.5).gaussian_curvature
    assert np.isnan(sweep[0]) and np.isfinite(sweep[1])
    assert np.isnan(kernel(np.nan, 1.0, 2.0, 0.5).gaussian_curvature)
    assert np.isnan(kernel(np.array([7]), 1, 2, 1).gaussian_curvature).all()  # integers too


def test_constant_results_too():
    cylinder = sg.Hypersurface([R * sp.cos(u), R * sp.sin(u), v], (u, v), domain={u: (0, 2 * sp.pi)})
    out = cylinder.kernel(["gaussian_curvature", "metric"])(np.array([-1.0, 1.0]), np.nan, R=1.0)
    assert np.isnan(out.gaussian_curvature).all()
    out = cylinder.kernel(["gaussian_curvature", "metric"])(np.array([-1.0, 1.0]), 0.0, R=1.0)
    assert np.isnan(out.gaussian_curvature[0]) and out.gaussian_curvature[1] == 0
    assert np.isnan(out.metric[0]).all() and np.isfinite(out.metric[1]).all()


def test_memory_that_is_used_again_is_clean(kernel):
    first = kernel(np.array([-1.0, 1.0]), 1.0, 2.0, 0.5)
    again = kernel(np.array([1.0, -1.0]), 1.0, 2.0, 0.5, out=first)
    assert np.isfinite(again.normal[0]).all() and np.isnan(again.normal[1]).all()


def test_every_chunk_is_checked(kernel):
    size = 2 * rows.LONGEST + 3
    at = np.full(size, 1.0)
    bad = [0, rows.LONGEST - 1, rows.LONGEST, size - 1]
    at[bad] = -1.0
    assert np.flatnonzero(np.isnan(kernel(at, 1.0, 2.0, 0.5).gaussian_curvature)).tolist() == bad
    with pytest.raises(InputError, match=r"got v = 9\.0"):
        at[:] = 1.0
        at[-1] = 9.0
        TORUS.kernel(NAMES, outside="raise")(1.0, at, 2.0, 0.5)


def test_what_outside_says():
    at = np.array([-1.0, 1.0])
    nan, error, ignore = (TORUS.kernel(NAMES, outside=mode) for mode in ("nan", "raise", "ignore"))
    assert np.isnan(nan(-1, 0, 2, 0.5).normal).all() and np.isnan(nan(0, 0, 1, 2).gaussian_curvature)
    assert np.isnan(nan(at, 0, 2, 0.5).gaussian_curvature).tolist() == [True, False]
    for values in ((-1, 0, 2, 0.5), (at, 0, 2, 0.5), (at, 0, np.array([1.0]), 2.0)):
        with pytest.raises(InputError, match="got "):
            error(*values)
    assert np.isfinite(error(1.0, 0, 2, 0.5).normal).all()
    assert np.isfinite(ignore(at, 0, 2, 0.5).normal).all() and np.isfinite(ignore(-1, 0, 1, 2).normal).all()
    with pytest.raises(InputError, match="'nan', 'raise', 'ignore'"):
        TORUS.kernel(NAMES, outside="clip")


SYMBOLIC = [
    ((0, 2 * sp.pi * R), lambda at: (0.0, 2 * np.pi * at)),
    ((-R, R / 3), lambda at: (-at, at / 3)),
    ((sp.sqrt(R), R**2 + 1), lambda at: (np.sqrt(at), at**2 + 1)),
    ((R, sp.oo), lambda at: (at, np.inf)),
    ((-sp.oo, sp.pi * R / 7), lambda at: (-np.inf, np.pi * at / 7)),
    ((sp.Rational(3, 10), sp.exp(R)), lambda at: (0.3, np.exp(at))),
]


@pytest.mark.parametrize(("ends", "numeric"), SYMBOLIC)
def test_symbolic_ends_are_those_of_the_parameters(ends, numeric):
    curve = sg.Hypersurface([R * sp.cos(u / R), R * sp.sin(u / R)], (u,), domain={u: ends})
    kernel = curve.kernel("normal")
    for at in (0.7, 1.0, 1.9):
        low, high = numeric(at)
        for end, outwards in ((low, -1), (high, 1)):
            if np.isinf(end):
                continue
            assert np.isfinite(kernel(end, R=at).normal).all()  # the end itself, however it was rounded
            assert np.isnan(kernel(np.array([end + 1e-12 * (1 + abs(end)) * outwards]), R=at).normal).all()
            with pytest.raises(InputError, match="the domain of u"):
                kernel(end + outwards * 1e-6, R=at)
        both = np.array([at, 2.0 * at])
        inside = [low <= 1.5 <= high for low, high in map(numeric, both)]
        assert np.isfinite(kernel(1.5, R=both).normal).all(1).tolist() == inside


def test_inequalities_between_coordinates():
    bowl = sg.Graph(sp.sqrt(1 - u**2 - v**2), (u, v), where=[u**2 + v**2 < 1])
    kernel = bowl.kernel("gaussian_curvature")
    assert np.isclose(kernel(0.6, 0.3).gaussian_curvature, 1.0)
    with pytest.raises(InputError, match=r"got u = 2\.0, v = 1\.0"):
        kernel(2, 1)
    assert np.isnan(kernel([2.0, 0.5], 0.5).gaussian_curvature).tolist() == [True, False]


def test_declarations_of_other_kinds():
    w = sp.Symbol("w", positive=True)
    f = sp.Function("f", real=True)
    plane = sg.Graph(sp.sin(n * u) + w * v + f(u), (u, v), where=[f(u) > 0, sp.Ne(v, 1)])
    kernel = plane.kernel("mean_curvature")
    good = {"u": 0.5, "v": 2.0, "n": 2, "w": 1.0, "f_u": 1.0, "f_uu": 1.0}
    assert np.isfinite(kernel(**good).mean_curvature)
    for change in ({"n": 2.5}, {"w": -1.0}, {"v": 1.0}):
        with pytest.raises(InputError, match=f"got {next(iter(change))} = "):
            kernel(**(good | change))
    kernel = sg.Graph(u**2 * sp.Symbol("m", negative=True), (u,)).kernel("mean_curvature")
    assert kernel(0.0, m=-1.0).mean_curvature == -2
    with pytest.raises(InputError, match="got m = 1"):
        kernel(0.0, m=1.0)


def test_a_bound_with_a_symbol_of_its_own_is_not_checked():
    strip = sg.Graph(u**2, (u,), domain={u: (0, L)})
    kernel = strip.kernel("mean_curvature")
    assert np.isfinite(kernel(100.0).mean_curvature)
    with pytest.raises(InputError, match="0 <= u <= L"):
        kernel(-1.0)


@pytest.mark.parametrize("ends", [(0, sp.Integer(10) ** 400), (0, sp.pi * 10**400), (-sp.exp(1000), 5)])
def test_an_end_that_no_double_reaches_is_not_checked(ends):
    kernel = sg.Graph(R * sp.sin(u), (u,), domain={u: ends}).kernel("mean_curvature")
    assert np.isfinite(kernel(1.0, R=1.0).mean_curvature)
    if ends[0] == 0:
        with pytest.raises(InputError, match="the domain of u"):
            kernel(-1.0, R=1.0)


def test_no_facts_no_check():
    assert "_FACTS" not in sg.Graph(u**2, (u,)).kernel("metric").source


def test_exported_files_do_the_same(tmp_path):
    file = tmp_path / "torus_kernel.py"
    TORUS.kernel(NAMES).save(file)
    program = (
        "import sys; sys.modules['symgeom'] = sys.modules['sympy'] = None\n"
        "import numpy as np; from torus_kernel import evaluate\n"
        "print(np.isnan(evaluate(np.array([-1.0, 1.0]), 0.0, 2.0, 0.5).gaussian_curvature).tolist())\n"
        "try: evaluate(-1.0, 0.0, 2.0, 0.5)\n"
        "except ValueError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[True, False]\nthe domain of u is 0 <= u <= 2*pi; got u = -1.0\n"


@pytest.mark.parametrize("seed", range(40))
def test_random_domains(seed):
    """Random ends in the parameters against NumPy's own arithmetic."""
    draw = random.Random(seed)
    ends = [0, 1, R, -R, 2 * sp.pi * R, R / 3, sp.sqrt(R), sp.pi / 3, sp.exp(-R), R**2 + 2, sp.Rational(1, 3)]
    at = draw.choice([0.3, 1.0, 1.7])
    low, high = sorted((draw.choice(ends) for _ in range(2)), key=lambda e: float(sp.sympify(e).subs(R, at)))
    bounds = [float(sp.sympify(e).subs(R, at)) for e in (low, high)]
    if bounds[0] == bounds[1]:
        return
    try:
        curve = sg.Graph(sp.sin(u) * R, (u,), domain={u: (low, high)}, where=[at - 0.01 < R, at + 0.01 > R])
    except InputError:
        return  # contradicts R > 0 for other values
    points = np.array([x + dx for x in bounds for dx in (-1e-6, 0.0, 1e-6)] + [np.mean(bounds)])
    expected = (points >= bounds[0]) & (points <= bounds[1])
    got = curve.kernel("mean_curvature")(points, R=at).mean_curvature
    assert (np.isfinite(got) == expected).all()


# Mutants -------------------------------------------------------------------------------------------------------------------
def _one_end(facts):
    return lambda surface, names: [fact for k, fact in enumerate(facts(surface, names)) if k % 2]


def _strict(verdict):
    return lambda *args: verdict(*args).replace("_np.less(", "_np.less_equal(").replace(" < ", " <= ")


def _unbounded(bounds, argument):
    return f'("{argument.name}", "{argument.kind}", True, -1e308, 1e308)'


@pytest.mark.parametrize("mutant", ["no lower end", "open ends", "no bounds"])
def test_a_broken_check_is_seen(monkeypatch, mutant):
    if mutant == "no lower end":
        monkeypatch.setattr(conditions, "_facts", _one_end(conditions._facts))
    elif mutant == "open ends":
        monkeypatch.setattr(python, "verdict", _strict(python.verdict))
    else:
        monkeypatch.setattr(python.Bounds, "line", _unbounded)
    broken = TORUS.kernel(NAMES)
    with pytest.raises((AssertionError, InputError)):
        test_the_ends_belong_to_the_domain(broken, (0, 0))
        test_entries_of_arrays_become_nan(broken)
