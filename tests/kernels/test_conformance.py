"""What every backend promises: each operation, random programs, the catalogues; and that a backend is one file.

The oracle is mpmath in 40 digits, through a table of its own.
"""

import importlib
import math
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, get_args

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.errors import InputError, ToolError
from symgeom.kernels import backend_names, backends, compile_kernel
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.steps.operations import OPERATIONS, Op, blocks, dimension, results, variables
from symgeom.kernels.steps.program import Argument, Instruction, Output, Program

# the backends; those that miss their library are skipped
HERE_ARE = [
    pytest.param(b, marks=pytest.mark.skipif(bool(backends.backend(b).missing), reason=f"needs {b}"))
    for b in backend_names()
]
COMPILED = {"c", "numba"}  # one kernel for many operations, fewer draws
HERE = Path(__file__).resolve().parents[1] / "data" / "backends"


@pytest.fixture
def one_file(monkeypatch):
    """`tests/data/backends/` beside the backends of the package."""
    monkeypatch.setattr(backends, "__path__", [*backends.__path__, str(HERE)])
    return "loops"


def bit(value):
    return mp.mpf(1 if value else 0)


def real_power(x, y):
    if x == 0:
        return mp.mpf("nan") if y < 0 else mp.mpf(0 if y else 1)
    if x < 0 and y != mp.floor(y):
        return mp.mpf("nan")
    return mp.re(mp.power(x, y))


TRUTH = {
    "add": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y, "div": lambda x, y: x / y,
    "neg": lambda x: -x, "pow": real_power, "sqrt": mp.sqrt, "exp": mp.exp, "expm1": mp.expm1, "log": mp.log,
    "log1p": mp.log1p, "abs": abs,
    "sign": mp.sign, "floor": mp.floor, "ceil": mp.ceil, "sin": mp.sin, "cos": mp.cos, "tan": mp.tan,
    "asin": mp.asin, "acos": mp.acos, "atan": mp.atan, "atan2": mp.atan2, "sinh": mp.sinh, "cosh": mp.cosh,
    "tanh": mp.tanh, "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh, "erf": mp.erf, "erfc": mp.erfc,
    "max": max, "min": min, "hypot": mp.hypot, "copysign": lambda x, y: abs(x) if y >= 0 else -abs(x),
    "heaviside": lambda x, y: bit(x > 0) if x else y, "lt": lambda x, y: bit(x < y), "le": lambda x, y: bit(x <= y),
    "gt": lambda x, y: bit(x > y), "ge": lambda x, y: bit(x >= y), "eq": lambda x, y: bit(x == y),
    "ne": lambda x, y: bit(x != y), "and": lambda x, y: bit(x and y), "or": lambda x, y: bit(x or y),
    "not": lambda x: bit(not x), "is_zero": lambda x: bit(x == 0), "where": lambda c, x, y: x if c else y,
}  # fmt: skip
DOMAINS: dict[str, Callable[..., bool]] = {
    "y != 0": lambda x, y: y != 0, "x >= 0": lambda x: x >= 0, "x > 0": lambda x: x > 0,
    "x > -1": lambda x: x > -1, "-1 <= x <= 1": lambda x: abs(x) <= 1, "-1 < x < 1": lambda x: abs(x) < 1,
    "x >= 1": lambda x: x >= 1,
    "x > 0, or x < 0 and whole y, or x = 0 and y >= 0": lambda x, y: x > 0 or (y >= 0 if x == 0 else y == int(y)),
}  # fmt: skip
VALUES = (-3.0, -1.0, -0.4, 0.0, 0.3, 1.0, 1.75, 2.0, 40.0)
ELEMENTWISE = [op for op in OPERATIONS.values() if op.arity]


def program(steps, outputs, arguments="xyz"):
    return Program(
        "program",
        tuple(Argument(name, name, "coordinate", meaning="coordinate") for name in arguments),
        tuple(Output(f"q{k}", "a number", (), "", (operand,)) for k, operand in enumerate(outputs)),
        (),
        tuple(steps),
    )


def eagerly(backend):
    """JAX without compiling, for programs that run once."""
    return importlib.import_module("jax").disable_jit() if backend == "jax" else nullcontext()


def numbers(value):
    """A row of a result as floats, whatever the backend's numbers are."""
    return np.array([float(v) for v in np.ravel(np.asarray(value, dtype=object))])


def test_the_table_is_whole():
    assert set(TRUTH) | {"principal", "monge", "sum"} == set(get_args(Op)) == set(OPERATIONS)
    assert {op.domain for op in ELEMENTWISE} - {""} == set(DOMAINS)
    for op in ELEMENTWISE:
        assert results(op.name, op.arity) == 1
    assert [results("principal", d * (2 * d + 1)) for d in (3, 4)] == [12, 20] and dimension(36) == 4
    assert [variables((d + 1) * (d + 2) // 2) for d in range(1, 60)] == list(range(1, 60))


@cache
def all_of(backend, mine, bad=None):
    """A kernel with operations of so many operands, on arguments; or on 0.5 and, at one place, a NaN made of them."""
    arity = mine[0].arity
    steps: list[Instruction] = []
    operands: list[Any] = list("xyz"[:arity])
    if bad is not None:
        steps = [Instruction(0, "sub", ("x", "x")), Instruction(1, "div", (0, 0))]
        operands = [0.5] * arity
        operands[bad] = 1
    steps += [Instruction(len(steps) + k, op.name, tuple(operands)) for k, op in enumerate(mine)]
    outputs = range(len(steps) - len(mine), len(steps))
    return Kernel(program(steps, outputs, "xyz"[:arity] if bad is None else "x"), backend)


def kernel_of(backend, op, bad=None):
    """A kernel of an operation, and the name of its result."""
    mine = [o for o in ELEMENTWISE if o.arity == op.arity and (o is op or backend in COMPILED)]
    return all_of(backend, tuple(mine), bad), f"q{mine.index(op)}"


@pytest.mark.parametrize("backend", HERE_ARE)
@pytest.mark.parametrize("op", ELEMENTWISE, ids=lambda op: op.name)
def test_every_operation(backend, op):
    """On a grid with the ends of its domain, for arrays and for single numbers; NaN outside, and for NaN by its rule."""
    kernel, q = kernel_of(backend, op)
    grid = np.array(np.meshgrid(*[VALUES] * op.arity)).reshape(op.arity, -1)
    with eagerly(backend):
        got = numbers(kernel(*grid)[q])
        single = {k: float(kernel(*map(float, grid[:, k]))[q]) for k in range(0, grid.shape[1], op.arity**2)}
    for k, at in enumerate(grid.T):
        inside = not op.domain or DOMAINS[op.domain](*at)
        with mp.workdps(40):
            want = float(TRUTH[op.name](*map(mp.mpf, at))) if inside else math.nan
        for value in (got[k], single.get(k, got[k])):
            assert value == pytest.approx(want, rel=4e-15, abs=1e-15, nan_ok=True), at
            assert math.isnan(value) == math.isnan(want), at


@pytest.mark.parametrize("backend", HERE_ARE)
@pytest.mark.parametrize("op", ELEMENTWISE, ids=lambda op: op.name)
def test_nan_by_its_rule(backend, op):
    """NaN is made inside of the program (0/0 of x): a NaN that comes in spoils its point anyway."""
    for place in range(
        op.arity if backend != "numba" or op.arity == 1 else 0
    ):  # a kernel takes Numba seconds
        kernel, q = kernel_of(backend, op, place)
        with eagerly(backend):
            values = numbers(kernel(np.array([0.25, 0.5]))[q])[0], float(kernel(0.25)[q])
        for value in values:
            if op.nan == "nan":
                assert math.isnan(value), place
            elif op.nan == "compares":
                assert value == (op.name in ("ne", "and", "or")), place
            else:
                assert math.isnan(value) or value in (0.5, -0.5, 1.0), place


@pytest.mark.parametrize("backend", HERE_ARE)
@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_the_eigenproblem(backend, d):
    """h y = kappa g y, g = J^T J: kappa largest first, y orthonormal in g; random matrices."""
    if backend == "numba" and d != 3:
        pytest.skip("a kernel takes Numba seconds")
    rng = np.random.default_rng(d)
    J, h = rng.normal(size=(d + 1, d)), rng.normal(size=(d, d))
    g, h = J.T @ J, h + h.T
    args = [f"a{k}" for k in range(d * (2 * d + 1))]
    step = Instruction(0, "principal", tuple(args))
    whole = replace(
        program([step], [], args),
        outputs=(
            Output("k", "k", (d,), "", tuple(range(d))),
            Output("e", "e", (d, d), "", tuple(range(d, d + d * d))),
        ),
    )
    out = Kernel(whole, backend)(*J.ravel(), *h.ravel())
    kappa, e = numbers(out.k), numbers(out.e).reshape(d, d)
    assert np.allclose(e.T @ g @ e, np.eye(d), atol=1e-12)
    assert np.allclose(h @ e, g @ e * kappa, atol=1e-12)
    assert (np.diff(kappa) <= 0).all()
    alone = Kernel(replace(whole, outputs=whole.outputs[:1]), backend)(*J.ravel(), *h.ravel())
    assert np.allclose(numbers(alone.k), kappa, atol=1e-12)


@pytest.mark.parametrize("backend", HERE_ARE)
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_graph_by_its_gradient_and_hessian(backend, d, sign):
    """Against the definitions: g = J^T J, h = <X_ij, N>, S = g^-1 h, K = det S, H = tr S/d, h e = kappa g e."""
    if backend == "numba" and (d, sign) != (5, -1.0):
        pytest.skip("a kernel takes Numba seconds")
    rng = np.random.default_rng(d)
    p, A = rng.normal(size=d), rng.normal(size=(d, d))
    A = A + A.T
    places, upper = blocks(d), np.triu_indices(d)
    args = [f"a{k}" for k in range(d + len(upper[0]))]
    step = Instruction(0, "monge", (sign, *args))
    outputs = [Output(name, name, (len(b),), "", tuple(b)) for name, b in places.items()]
    out = Kernel(replace(program([step], [], args), outputs=tuple(outputs)), backend)(*p, *A[upper])
    J = np.vstack([np.eye(d), p])
    N = sign * np.append(-p, 1) / np.sqrt(1 + p @ p)
    g, h = J.T @ J, A * N[-1]
    S = np.linalg.inv(g) @ h
    want = {
        "volume_element": np.sqrt(np.linalg.det(g)), "metric": g, "inverse_metric": np.linalg.inv(g), "normal": N,
        "second_fundamental_form": h, "shape_operator": S, "third_fundamental_form": h @ S,
        "gaussian_curvature": np.linalg.det(S), "mean_curvature": np.trace(S) / d,
    }  # fmt: skip
    for name, value in want.items():
        assert numbers(out[name]) == pytest.approx(np.ravel(value), rel=1e-11, abs=1e-12), name
    kappa, e = numbers(out.principal_curvatures), numbers(out.principal_directions).reshape(d, d)
    assert np.allclose(e.T @ g @ e, np.eye(d), atol=1e-12) and (np.diff(kappa) <= 0).all()
    assert np.allclose(h @ e, g @ e * kappa, atol=1e-12)


@st.composite
def programs(draw, least=1):
    """Steps of any operations on arguments, constants and earlier steps."""
    steps: list[Instruction] = []
    for target in range(draw(st.integers(least, 12))):
        op = draw(st.sampled_from(ELEMENTWISE))
        operand = st.sampled_from(["x", "y", "z", 0.5, -2.0, 3.0, *range(target)])
        steps.append(Instruction(target, op.name, tuple(draw(operand) for _ in range(op.arity))))
    return program(steps, range(len(steps)))


def run(whole, at):
    """Step by step in 40 digits: a value, or None from where rounding or an infinity could decide what comes after."""
    known: dict[object, object] = dict(zip("xyz", map(mp.mpf, at)))
    for step in whole.steps:
        args = [mp.mpf(a) if isinstance(a, float) else known[a] for a in step.args]
        known[step.target] = None if None in args else value_of(OPERATIONS[step.op], args)
    return [known[step.target] for step in whole.steps]


def value_of(op, args):
    if op.domain and not DOMAINS[op.domain](*args):
        return None
    value = TRUTH[op.name](*args)
    return value if mp.isfinite(value) and (value == 0 or 1e-6 < abs(value) < 1e6) else None


def steady(whole, at):
    """The values that change by little when the arguments do: those that floating point can have."""
    with mp.workdps(40):
        truth, *others = [run(whole, [a + mp.mpf(e) for a in at]) for e in (0, 1e-10, -1e-10, 3e-11)]
        return [
            v if v is not None and all(o[k] is not None and abs(o[k] - v) < 1e-6 for o in others) else None
            for k, v in enumerate(truth)
        ]


def same_as_many_digits(backend, whole, at):
    kernel = Kernel(whole, backend)
    with eagerly(backend):
        many = kernel(*(np.array([a, a + 0.5]) for a in at))
        one = kernel(*at)
    for k, want in enumerate(steady(whole, at)):
        if want is not None:
            for got in (np.ravel(np.asarray(many[f"q{k}"], dtype=object))[0], one[f"q{k}"]):
                if hasattr(got, "rad"):  # a ball: what it doesn't hold is wrong, what isn't known is not
                    assert got.is_nan() or abs(got.mid() - float(want)) <= got.rad() + 1e-5, whole.steps
                    continue
                assert abs(float(got) - float(want)) <= 1e-5, whole.steps


POINTS = st.tuples(*[st.sampled_from([-1.5, -0.25, 0.3, 0.75, 1.25, 2.5])] * 3)


@pytest.mark.parametrize("backend", [b for b in HERE_ARE if b.values[0] not in COMPILED])
@settings(max_examples=60, deadline=None)
@given(whole=programs(), at=POINTS)
def test_random_programs(backend, whole, at):
    same_as_many_digits(backend, whole, at)


@pytest.mark.parametrize("backend", [b for b in HERE_ARE if b.values[0] in COMPILED])
def test_random_programs_compiled(backend):
    @settings(max_examples=8 if backend == "c" else 1, deadline=None, phases=[Phase.generate])
    @given(whole=programs(least=8), at=POINTS)
    def draw(whole, at):
        same_as_many_digits(backend, whole, at)

    draw()


SMALL = ["torus", "catenoid", "helicoid", "enneper", "monkey_saddle", "sphere", "ellipsoid"]
WANTED = [
    "metric",
    "normal",
    "shape_operator",
    "gaussian_curvature",
    "principal_curvatures",
    "christoffel_symbols",
]


@cache
def in_numpy(name):
    """A surface of the catalogue, where its kernels are asked, and what NumPy has there; derived once for all backends."""
    surface = getattr(sg.surfaces, name)()
    values = {p.name: 1.5 - 0.25 * k for k, p in enumerate(surface.parameters)}
    points = np.array([0.5, 0.75, 1.25]), np.array([1.0, 0.4, 0.7])
    return surface, points, values, surface.kernel(WANTED)(*points, **values)


@pytest.mark.parametrize("backend", [b for b in HERE_ARE if b.values != ("numpy",)])
@pytest.mark.parametrize("name", SMALL)
def test_the_catalogue(backend, name):
    if backend == "numba" and name != "torus":
        pytest.skip("a kernel takes Numba seconds")
    surface, points, values, want = in_numpy(name)
    got = surface.kernel(WANTED, backend=backend)(*points, **values)
    for quantity in WANTED:
        assert np.shape(got[quantity]) == want[quantity].shape
        assert np.allclose(numbers(got[quantity]), want[quantity].ravel(), rtol=1e-12, atol=1e-13), quantity


# -- any precision


def many_digits(digits, *args, **named):
    with mp.workdps(digits):
        kernel = compile_kernel(sg.surfaces.torus(), ["gaussian_curvature", "normal"], "mpmath")
        return kernel(*args, **named)


def test_digits_as_asked_for():
    """K and N of the torus by their textbook formulas; constants, fractions and numbers of SymPy are exact."""
    u, v = sp.pi / 7, Fraction(2, 3)
    for digits in (15, 50, 120):
        out = many_digits(digits, u, v, R=sp.sqrt(5), r=Fraction(1, 3))
        with mp.workdps(digits + 10):
            a, b, R, r = mp.pi / 7, mp.mpf(2) / 3, mp.sqrt(5), mp.mpf(1) / 3
            want = mp.cos(b) / (r * (R + r * mp.cos(b)))
            normal = [mp.cos(b) * mp.cos(a), mp.cos(b) * mp.sin(a), mp.sin(b)]
            assert abs(out.gaussian_curvature - want) < mp.mpf(10) ** (1 - digits)
            assert all(abs(n - w) < mp.mpf(10) ** (1 - digits) for n, w in zip(out.normal, normal))


def test_constants_have_all_their_digits():
    x = sp.Symbol("x", real=True)
    bend = sp.Rational(1, 3) + sp.sqrt(2) * sp.pi - sp.E / 7
    curve = sg.Graph(bend * x**2 / 2, (x,))
    with mp.workdps(60):
        got = curve.kernel("second_fundamental_form", backend="mpmath")(0).second_fundamental_form[0, 0]
        want = mp.mpf(1) / 3 + mp.sqrt(2) * mp.pi - mp.e / 7
        assert abs(got - want) < mp.mpf(10) ** -58


def test_what_any_precision_refuses():
    kernel = sg.surfaces.torus().kernel("K", backend="mpmath")
    for bad, message in (
        ("2", "values of type"),
        (2j, "complex"),
        (True, "type bool"),
        (sp.Symbol("q"), "no number"),
    ):
        with pytest.raises(InputError, match=message):
            kernel(1, bad)
    with pytest.raises(InputError, match=r"the domain of u is 0 <= u <= 2\*pi; got u = -1"):
        kernel(-1, 0.5)
    assert mp.isnan(kernel([0.5, -1], 0.5).gaussian_curvature[1])
    with pytest.raises(InputError, match="numbers of its own"):
        kernel(1, 0.5, dtype=np.float32)
    again = pickle.loads(pickle.dumps(kernel))
    assert again.source == kernel.source and again(1, 2).gaussian_curvature == kernel(1, 2).gaussian_curvature
    out = kernel([0.5, 1], 0.5)
    assert kernel([1, 0.5], 0.5, out=out) is out and mp.isnan(kernel(1, 0.5, mask=False).gaussian_curvature)


def test_numpy_against_many_digits():
    """The errors of double precision, measured: a few units in the last place at ordinary points."""
    names = ["metric", "shape_operator", "gaussian_curvature", "principal_curvatures"]
    a, b, c = sp.symbols("a b c", real=True)
    space = sg.Graph(a**2 / 2 + sp.sin(a * b) * c - c**3 / 3, (a, b, c))
    for surface in (sg.surfaces.torus(), sg.surfaces.ellipsoid(), space):
        at = [np.linspace(0.3, 1.2, 5) + k / 7 for k, _ in enumerate(surface.coordinates)]
        got = surface.kernel(names)(*at)
        with mp.workdps(40):
            want = surface.kernel(names, backend="mpmath")(*at)
        for name in names:
            scale = abs(numbers(want[name])).max()
            assert np.allclose(numbers(got[name]), numbers(want[name]), rtol=0, atol=1e-13 * scale), name


# -- a backend is one file


def test_one_file_is_a_backend(one_file):
    torus = sg.surfaces.torus()
    assert one_file in backend_names()
    wanted = ["shape_operator", "gaussian_curvature"]
    kernel, plain = torus.kernel(wanted, backend=one_file), torus.kernel(wanted)
    u, v = np.linspace(0, 6, 7), np.linspace(0.1, 5, 3)[:, None]
    for name in wanted:
        assert np.allclose(kernel(u, v)[name], plain(u, v)[name], rtol=1e-14, atol=1e-16)
    assert kernel(0.1, 0.2).gaussian_curvature == pytest.approx(plain(0.1, 0.2).gaussian_curvature)
    with pytest.raises(InputError, match=r"the domain of u is 0 <= u <= 2\*pi; got u = 9"):
        kernel(9.0, 0.2)
    assert "plain Python" in kernel.source


def test_what_a_backend_needs_is_said(one_file, monkeypatch):
    module = backends.backend(one_file)
    assert module.missing == ()
    lacking = replace(module, requires={"no_such_module": "pip install no-such-thing"})
    monkeypatch.setattr(backends, "backend", lambda name: lacking)
    kernel = compile_kernel(sg.surfaces.torus(), "metric", one_file)
    assert "def evaluate" in kernel.source  # it can be written down all the same
    with pytest.raises(ToolError, match=r"loops can't run here.*pip install no-such-thing"):
        kernel(0.1, 0.2)


ALONE = """
import sys, importlib.util
sys.modules["symgeom"] = sys.modules["sympy"] = sys.modules["jinja2"] = None  # importing any of them fails
spec = importlib.util.spec_from_file_location("exported", sys.argv[1])
module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)
print(float(module.evaluate(0.0, 0.0, R=2.0, r=0.5).gaussian_curvature))
print([float(k) for k in module.evaluate([0.0, 1.0, -1.0], 0.0, R=2.0, r=0.5, mask=[True, False, True]).gaussian_curvature])
"""


@pytest.mark.parametrize("backend", HERE_ARE)
def test_exported_files_run_alone(backend, tmp_path):
    kernel = sg.surfaces.torus().kernel("K", backend=backend)
    path = kernel.save(tmp_path / f"kernel{backends.backend(backend).suffix}")
    done = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "0.8\n[0.8, nan, nan]\n"  # not asked for, and outside


@pytest.mark.parametrize("backend", HERE_ARE)
def test_a_backend_declares_itself(backend):
    module = backends.backend(backend)
    assert module.suffix.startswith(".") and module.arrays and module.requires
