"""Kernels: their values against arithmetic that shares nothing with them, and the promises of their calls.

The oracle differentiates the plain map numerically in 50 digits (mpmath); no symbolic derivation is involved.
"""

import math
import os
import pickle
import random
import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import symgeom as sg
from symgeom.errors import InputError, ToolError
from symgeom.kernels import backend_names, compile_kernel
from symgeom.kernels.backends import backend
from symgeom.kernels.printing import rows as numpy_rows
from symgeom.kernels.steps.naming import SafeNames, is_safe
from tests import ROOT

u, v, x, y = sp.symbols("u v x y", real=True)
R, r = sp.symbols("R r", positive=True)


# -- surfaces made of plain SymPy, so that these tests lean on nothing but the kernels


@dataclass(frozen=True)
class PlainQuantity:
    name: str
    kind: str
    title: str = "a title"
    convention: str = "det[dX, N] > 0"

    def shape(self, surface):
        d = surface.dimension
        return {"s": (), "n": (d + 1,), "j": (d + 1, d), "d": (d,), "dd": (d, d), "ddd": (d, d, d)}[self.kind]

    @property
    def spectral(self):
        return {"principal_curvatures": "values", "principal_directions": "vectors"}.get(self.name, "")


KINDS = {
    "jacobian": "j", "metric": "dd", "inverse_metric": "dd",
    "volume_element": "s", "normal": "n",
    "second_fundamental_form": "dd", "shape_operator": "dd", "principal_curvatures": "d",
    "principal_directions": "dd", "gaussian_curvature": "s", "mean_curvature": "s",
    "christoffel_symbols": "ddd",
}  # fmt: skip


def entries(value):
    if isinstance(value, sp.MatrixBase):
        return list(value.flat())
    return sp.flatten(value.tolist()) if isinstance(value, sp.NDimArray) else [sp.sympify(value)]


class Written:
    """What is asked of a surface by name, written without parts."""

    def straight_line(self, names):
        return (), {name: entries(self.quantity(name)) for name in names}


class PlainSurface(Written):
    """The textbook formulas in plain SymPy; `known` replaces a value by its closed form."""

    def __init__(self, components, coordinates, defaults=None, name="plain", known=None):
        self.map = sp.Matrix(components)
        self.coordinates, self.name, self.defaults = tuple(coordinates), name, defaults or {}
        free = self.map.free_symbols - set(coordinates)
        self.parameters = tuple(sorted(free, key=lambda s: s.name))
        self.dimension = len(self.coordinates)
        self.quantities = tuple(PlainQuantity(*item) for item in KINDS.items())
        self._memo = dict(known or {})

    def quantity(self, name):
        if name not in self._memo:
            self._memo[name] = getattr(self, "_" + name)()
        return self._memo[name]

    def _jacobian(self):
        return self.map.jacobian(self.coordinates)

    def _metric(self):
        return self.quantity("jacobian").T * self.quantity("jacobian")

    def _inverse_metric(self):
        return self.quantity("metric").adjugate() / self.quantity("metric").det()

    def _volume_element(self):
        return sp.sqrt(self.quantity("metric").det())

    def _normal(self):
        d, J = self.dimension, self.quantity("jacobian")
        minors = [J.extract([k for k in range(d + 1) if k != i], list(range(d))).det() for i in range(d + 1)]
        signed = sp.Matrix([(-1) ** (i + d) * minor for i, minor in enumerate(minors)])
        return signed / self.quantity("volume_element")

    def _second_fundamental_form(self):
        c, N = self.coordinates, self.quantity("normal")
        return sp.Matrix(self.dimension, self.dimension, lambda i, j: self.map.diff(c[i], c[j]).dot(N))

    def _shape_operator(self):
        return self.quantity("inverse_metric") * self.quantity("second_fundamental_form")

    def _gaussian_curvature(self):
        return self.quantity("second_fundamental_form").det() / self.quantity("metric").det()

    def _mean_curvature(self):
        return self.quantity("shape_operator").trace() / self.dimension

    def _christoffel_symbols(self):
        g, inverse, c = self.quantity("metric"), self.quantity("inverse_metric"), self.coordinates
        d = range(self.dimension)

        def first(i, j, m):
            return (g[m, i].diff(c[j]) + g[m, j].diff(c[i]) - g[i, j].diff(c[m])) / 2

        rows = [[[sum(inverse[k, m] * first(i, j, m) for m in d) for j in d] for i in d] for k in d]
        return sp.ImmutableDenseNDimArray(rows)


class Bag(Written):
    """Named scalar expressions posing as the quantities of a surface."""

    def __init__(self, expressions, coordinates, parameters=(), defaults=None, name="bag"):
        self.expressions, self.coordinates, self.parameters = (
            expressions,
            tuple(coordinates),
            tuple(parameters),
        )
        self.defaults, self.name, self.dimension = defaults or {}, name, len(self.coordinates)
        self.quantities = tuple(PlainQuantity(key, "s") for key in expressions)

    def quantity(self, name):
        return self.expressions[name]


def bag_kernel(expressions, *args, **keywords):
    if not isinstance(expressions, dict):
        expressions = {"value": expressions}
    return compile_kernel(Bag(expressions, *args, **keywords), list(expressions))


def torus(**keywords):
    ring = R + r * sp.cos(v)
    known = {"volume_element": r * ring, "gaussian_curvature": sp.cos(v) / (r * ring)}
    return PlainSurface(
        [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)],
        (u, v),
        {R: 2.0, r: 0.5},
        "torus",
        known,
        **keywords,
    )


def loss(expression, coordinates):
    return PlainSurface([*coordinates, expression], coordinates, name="loss")


def monkey():
    return loss(x**3 - 3 * x * y**2 + x * y / 3, (x, y))


@pytest.fixture(scope="module")
def torus_kernel():
    return compile_kernel(torus(), list(KINDS))


# -- the oracle


def oracle(components, coordinates, point, values=None):
    """All quantities from numeric derivatives of the map, in 50 digits."""
    with mp.workdps(50):
        d = len(coordinates)
        bound = [
            sp.sympify(c).subs({s: sp.Rational(t) for s, t in (values or {}).items()}) for c in components
        ]
        functions = [sp.lambdify(coordinates, c, "mpmath") for c in bound]
        at = tuple(mp.mpf(t) for t in point)

        def derivative(f, *slots):
            orders = tuple(slots.count(i) for i in range(d))
            return mp.diff(f, at, orders) if d > 1 else mp.diff(f, at[0], orders[0])

        J = mp.matrix([[derivative(f, i) for i in range(d)] for f in functions])
        g = J.T * J
        rows = range(d + 1)
        minors = [mp.det(mp.matrix([[J[k, j] for j in range(d)] for k in rows if k != i])) for i in rows]
        N = mp.matrix([(-1) ** (i + d) * m for i, m in enumerate(minors)]) / mp.sqrt(mp.det(g))
        second = [[[derivative(f, i, j) for f in functions] for j in range(d)] for i in range(d)]
        h = mp.matrix(d, d)
        gamma = np.empty((d, d, d), dtype=object)
        for i, j in product(range(d), repeat=2):
            h[i, j] = mp.fdot(second[i][j], list(N))
            tangent = J.T * mp.matrix(second[i][j])
            column = mp.lu_solve(g, tangent)
            for k in range(d):
                gamma[k, i, j] = column[k]
        S = mp.inverse(g) * h
        L = mp.cholesky(g)
        A = mp.inverse(L) * h * mp.inverse(L).T
        kappa = sorted(mp.eigsy((A + A.T) / 2, eigvals_only=True), reverse=True)
        trace = sum(S[i, i] for i in range(d))
        return {
            "jacobian": J, "metric": g, "inverse_metric": mp.inverse(g), "volume_element": mp.sqrt(mp.det(g)),
            "normal": N, "second_fundamental_form": h, "shape_operator": S, "principal_curvatures": kappa,
            "gaussian_curvature": mp.det(S), "mean_curvature": trace / d, "christoffel_symbols": gamma,
        }  # fmt: skip


def flat(value):
    if isinstance(value, np.ndarray):
        return [float(e) for e in value.reshape(-1)]
    if isinstance(value, (mp.matrix, list)):
        return [float(e) for e in value]
    return [float(value)]


def assert_agrees(out, index, expected, tolerance=1e-11):
    for name in out:
        if name == "principal_directions":
            continue
        got = out[name][index].reshape(-1)
        want = np.array(flat(expected[name]))
        assert np.allclose(got, want, rtol=tolerance, atol=tolerance * max(1.0, abs(want).max())), name


def assert_principal(out):
    """Directions: g-orthonormal, and S e = kappa e; curvatures largest first."""
    g, S = out.metric, out.shape_operator
    e, kappa = out.principal_directions, out.principal_curvatures
    assert np.allclose(np.swapaxes(e, -1, -2) @ g @ e, np.eye(g.shape[-1]), atol=1e-10)
    scale = 1 + abs(kappa).max()
    assert np.allclose(S @ e, e * kappa[..., None, :], atol=1e-9 * scale * (1 + abs(e).max()))
    assert (np.diff(kappa, axis=-1) <= 0).all()


# -- values


def test_torus_against_the_oracle(torus_kernel):
    generator = random.Random(1)
    points = [(generator.uniform(-3, 3), generator.uniform(-3, 3)) for _ in range(5)]
    out = torus_kernel(*np.array(points).T, R=2.25, r=0.75)
    for index, point in enumerate(points):
        assert_agrees(out, index, oracle(torus().map, (u, v), point, {R: 2.25, r: 0.75}))
    assert_principal(out)


@pytest.mark.parametrize(
    "surface",
    [
        monkey(),
        loss((1 - x) ** 2 + 100 * (y - x**2) ** 2, (x, y)),
        loss(sp.exp(-(x**2)) * sp.tanh(x + y), (x, y)),
        PlainSurface([u * sp.cos(v), u * sp.sin(v), v + u**2], (u, v)),
        PlainSurface([sp.cos(u), sp.sin(u) / 2], (u,)),
        loss(sp.cos(x) + x**2, (x,)),
    ],
    ids=["monkey", "rosenbrock", "tanh", "skew helicoid", "ellipse", "curve"],
)
def test_surfaces_against_the_oracle(surface):
    kernel = compile_kernel(surface, list(KINDS))
    generator = random.Random(2)
    points = [[generator.uniform(0.2, 1.4) for _ in surface.coordinates] for _ in range(4)]
    out = kernel(*np.array(points).T)
    for index, point in enumerate(points):
        assert_agrees(out, index, oracle(surface.map, surface.coordinates, point), 1e-9)
    assert_principal(out)


def test_three_dimensions_use_the_eigensolver():
    a = sp.symbols("a1:4", real=True)
    surface = loss(a[0] ** 2 + a[0] * a[1] * a[2] - a[2] ** 3 + sp.sin(a[1]), a)
    names = [name for name in KINDS if name != "christoffel_symbols"]
    kernel = compile_kernel(surface, names)
    points = np.random.default_rng(3).uniform(-1, 1, (6, 3))
    out = kernel(*points.T)
    for index in (0, 3, 5):
        assert_agrees(out, index, oracle(surface.map, a, points[index]), 1e-9)
    assert_principal(out)
    only = compile_kernel(surface, "principal_directions")(*points.T)
    assert np.allclose(abs(only.principal_directions), abs(out.principal_directions))
    spoiled = compile_kernel(surface, "principal_curvatures")(
        points[:, 0], np.array([np.nan] * 3 + [0.1] * 3), 0.2
    )
    assert (
        np.isnan(spoiled.principal_curvatures[:3]).all()
        and np.isfinite(spoiled.principal_curvatures[3:]).all()
    )


# -- the library's own classes


@pytest.mark.parametrize(
    "name", ["torus", "catenoid", "ellipsoid", "enneper", "helicoid", "monkey_saddle", "pseudosphere"]
)
def test_catalogue_surfaces_against_the_oracle(name):
    surface = getattr(sg.surfaces, name)()
    kernel = surface.kernel(list(KINDS))
    values = {p: sp.Rational(9 - 2 * k, 4) for k, p in enumerate(surface.parameters)}
    out = kernel(0.75, 0.5, **{p.name: float(value) for p, value in values.items()})
    assert_agrees(out, (), oracle(surface.map, surface.coordinates, (0.75, 0.5), values), 1e-10)
    assert_principal(out)


def test_a_surface_of_revolution_takes_its_profile_as_arguments():
    surface = sg.surfaces.revolution()
    (f,) = surface.functions
    (t,) = f.args
    profile = sp.exp(t) / 3 + 1
    kernel = surface.kernel(list(KINDS))
    functions = [a.name for a in kernel.arguments if a.kind == "function"]
    out = kernel(
        0.75, 0.5, **{name: sp.lambdify(t, profile.diff(t, name.count(t.name))) for name in functions}
    )
    assert_agrees(out, (), oracle(surface.map.subs(f, profile), surface.coordinates, (0.75, 0.5)), 1e-10)
    assert_principal(out)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_abstract_graphs_against_the_oracle(dimension):
    surface = sg.Graph.abstract(dimension)
    kernel = surface.kernel([name for name in KINDS if name != "jacobian"])
    t = surface.coordinates
    real = sum((k + 2) * s**2 for k, s in enumerate(t)) / 5 + sp.sin(sum(t)) + sp.Mul(*t)
    point = [0.3, -0.2, 0.9][:dimension]
    named = {}
    for argument in kernel.arguments[dimension:]:
        slots = [s for s in t for _ in range(argument.name.count(s.name))]
        named[argument.name] = sp.lambdify(t, real.diff(*slots))
    out = kernel(*point, **named)
    assert_agrees(out, (), oracle([*t, real], t, point), 1e-10)


# -- the functions a kernel holds

REAL_FUNCTIONS = [
    sp.sin(x), sp.cos(x), sp.tan(x), sp.asin(x / 3), sp.acos(x / 3), sp.atan(x), sp.atan2(x, y), sp.sinh(x),
    sp.cosh(x), sp.tanh(x), sp.asinh(x), sp.acosh(1 + x), sp.atanh(x / 3), sp.exp(x), sp.log(x),
    sp.Abs(x - 1), sp.sign(x - 1), sp.sqrt(x), sp.cbrt(x), x ** sp.Rational(3, 2), x ** sp.Rational(-3, 2),
    x ** sp.Rational(5, 4), x ** sp.Rational(-7, 4), x ** sp.Rational(7, 3), x**y, 2**x, x**7, x**-5, x**29,
    sp.sec(x), sp.csc(x), sp.cot(x), sp.sech(x), sp.csch(x), sp.coth(x), sp.asec(1 + x), sp.acsc(1 + x),
    sp.acot(x), sp.asech(x / 3), sp.acsch(x), sp.acoth(1 + x), sp.erf(x), sp.erfc(x), sp.Max(x, y, 1),
    sp.Min(x, y), sp.floor(3 * x), sp.ceiling(3 * x), sp.Heaviside(x - 1),
    sp.Piecewise((x, x < y), (y**2, True)),
    sp.Piecewise((1, sp.And(x > 1, y > 1)), (2, sp.Or(x > 1, sp.Not(y > 1))), (3, True)),
    sp.Rational(1, 3) * x, sp.pi * x, sp.E * x, sp.sqrt(2) * x + sp.Rational(22, 7), sp.GoldenRatio * x,
    (x + y) / sp.sqrt(x**2 + y**2) ** 3, sp.Integer(10) ** 30 * x, sp.Float("0.1") * x, sp.Integer(3),
    sp.pi,
]  # fmt: skip


@pytest.mark.parametrize("expression", REAL_FUNCTIONS, ids=str)
def test_functions(expression):
    kernel = bag_kernel(expression, (x, y))
    xs, ys = np.array([0.3, 1.7, 0.9]), np.array([1.1, 0.4, 2.0])
    got = kernel(xs, ys).value
    want = [
        float(expression.subs({x: sp.Float(a, 40), y: sp.Float(b, 40)}).evalf(30)) for a, b in zip(xs, ys)
    ]
    assert got.shape == (3,)
    assert np.allclose(got, want, rtol=2e-14, atol=0)


@pytest.mark.parametrize(
    ("expression", "point", "want"),
    [
        (sp.sinc(x), (0.0, 1.0), 1),
        (sp.Heaviside(x - 1), (1.0, 0.0), 0.5),
        (sp.Heaviside(x - 1, 1), (1.0, 0.0), 1),
        (sp.Determinant(sp.Matrix([[x, y, 1], [y, 2, x], [3, x * y, y]])), (2.0, 3.0), -9),
        (sp.Piecewise((1, x <= y), (2, True)), (3.0, 3.0), 1),
        (sp.Piecewise((1, x < y), (2, True)), (3.0, 3.0), 2),
    ],
    ids=str,
)
def test_values_by_hand(expression, point, want):
    """Where a function jumps or is a limit, and a determinant by its minors; for one point and for arrays."""
    kernel = bag_kernel(expression, (x, y))
    assert kernel(*point).value == want
    assert (kernel(*(np.array([a, a]) for a in point)).value == want).all()


def test_a_shared_difference_turned_round():
    """What is left of a sum, when what it shares with others is taken out, has no term to begin with."""
    a, b, c, d, e = letters = sp.symbols("a b c d e", real=True)
    sums = {"p": b + c - d + e, "q": b - a - e, "r": a - b - d, "t": b - d}
    out = bag_kernel(sums, letters)(0.5, 1.25, -2.0, 3.5, 0.125)
    assert (out.p, out.q, out.r, out.t) == (-4.125, 0.625, -4.25, -2.25)


def test_parameters_take_the_same_functions():
    """The part that depends on parameters only is other code: no buffers."""
    known = [e for e in REAL_FUNCTIONS if e.free_symbols]
    kernel = bag_kernel({f"q{i}": e * u for i, e in enumerate(known)}, (u,), (x, y))
    got = kernel(2.0, 0.3, 1.1)
    for i, e in enumerate(known):
        want = 2 * float(e.subs({x: sp.Float(0.3, 40), y: sp.Float(1.1, 40)}).evalf(30))
        assert math.isclose(got[f"q{i}"], want, rel_tol=2e-14), e


def random_expression(generator, depth):
    if depth == 0:
        return generator.choice([x, y, u, R, sp.Rational(generator.randint(-9, 9), 4), sp.sqrt(2), sp.pi])
    a, b, c = (random_expression(generator, depth - 1) for _ in range(3))
    return generator.choice(
        [a + b - c, a * b, a * b * c, a - b, a * b / (2 + c**2), (a + b) ** 2, sp.sin(a) * b,
         sp.exp(-(a**2)) + b,
         sp.sqrt(1 + a**2) * c, (1 + a**2) ** sp.Rational(-3, 2) * b,
         -a - b, a / (1 + b**2) + c / (1 + b**2)]
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_random_expressions(seed):
    """Sharing must not change values: several outputs at once against each on its own in 40 digits."""
    generator = random.Random(seed)
    expressions = {f"q{i}": random_expression(generator, generator.randint(1, 3)) for i in range(6)}
    expressions["sum"] = sp.Add(*expressions.values())
    point = {x: 0.7, y: -1.3, u: 0.4, R: 1.9}
    out = bag_kernel(expressions, (x, y, u), (R,))(0.7, -1.3, u=0.4, R=np.array([1.9]))
    exact = {s: sp.Rational(value) for s, value in point.items()}
    for name, e in expressions.items():
        want = float(sp.sympify(e).subs(exact).evalf(40))
        assert out[name][0] == pytest.approx(want, rel=1e-11, abs=1e-10), e


def test_half_powers_share_one_root():
    w = 1 + x**2 + y**2
    expressions = {
        "a": w ** sp.Rational(-1, 2),
        "b": x * w ** sp.Rational(-3, 2),
        "c": w ** sp.Rational(3, 2),
    }
    source = bag_kernel(expressions, (x, y)).source
    assert source.count("_sqrt(") == 1 and "_power" not in source


def test_shared_subexpressions_are_computed_once(torus_kernel):
    body = torus_kernel.source.split("def _block")[1]
    for function in ("_cos(u", "_sin(u", "_cos(v", "_sin(v"):
        assert body.count(function) <= 1


@pytest.mark.parametrize(
    "expression", [sp.besselj(0, x), sp.gamma(x), sp.zeta(x), sp.Integral(sp.exp(y**2), (y, 0, x)), sp.I * x]
)
def test_what_no_kernel_holds_is_named(expression):
    with pytest.raises(InputError) as error:
        bag_kernel(expression + x, (x, y))
    head = "constant I" if expression.has(sp.I) else type(expression).__name__
    assert head.lower() in str(error.value).lower()


def test_unknown_symbols_are_named():
    with pytest.raises(InputError, match="the kernel meets q"):
        bag_kernel(x + sp.Symbol("q"), (x,))
    twins = (sp.Symbol("a"), sp.Symbol("a", positive=True))
    with pytest.raises(InputError, match="two different symbols are called a"):
        bag_kernel(twins[0] + twins[1], twins)


# -- principal curvatures without cancellation


def ulps(got, want):
    return abs((mp.mpf(float(got)) - want) / mp.mpf(float(np.spacing(abs(float(want))))))


def ellipsoid():
    """With the closed forms that a derivation prints; a > b > c."""
    a, b, c = sp.Integer(3), sp.Integer(2), sp.Integer(1)
    X = [a * sp.cos(u) * sp.cos(v), b * sp.sin(u) * sp.cos(v), c * sp.sin(v)]
    q = X[0] ** 2 / a**4 + X[1] ** 2 / b**4 + X[2] ** 2 / c**4
    second = -sp.diag(sp.cos(v) ** 2, 1) / sp.sqrt(q)
    known = {
        "volume_element": a * b * c * sp.cos(v) * sp.sqrt(q),
        "gaussian_curvature": 1 / ((a * b * c) ** 2 * q**2),
        "second_fundamental_form": second,
    }
    return PlainSurface(X, (u, v), known=known)


def test_umbilics_lose_no_digits():
    surface = ellipsoid()
    kernel = compile_kernel(
        surface, ["principal_curvatures", "principal_directions", "metric", "shape_operator"]
    )
    angle = math.asin(math.sqrt(3 / 8))
    generator = random.Random(4)
    worst = naive = mp.mpf(0)
    for exponent in range(-13, -2):
        du, dv = generator.uniform(-1, 1) * 10.0**exponent, generator.uniform(-1, 1) * 10.0**exponent
        out = kernel(du, angle + dv)
        truth = oracle(surface.map, (u, v), (du, angle + dv))["principal_curvatures"]
        worst = max([worst, *(ulps(got, want) for got, want in zip(out.principal_curvatures, truth))])
        S = out.shape_operator
        H, K = np.trace(S) / 2, np.linalg.det(S)
        with np.errstate(invalid="ignore"):
            naive = max(naive, ulps(np.nan_to_num(H + np.sqrt(H * H - K)), truth[0]))
        assert_principal(out)
    assert worst <= 8
    assert naive > 1e4  # the textbook formula, for comparison: this test would notice a return to it


def test_parabolic_lines_lose_no_digits(torus_kernel):
    """Where K changes sign on the torus, the small curvature keeps its relative accuracy."""
    tilted = torus()
    s, t = sp.symbols("s t", real=True)
    turn = {u: s + t, v: s - t}  # a chart in which neither g nor h is diagonal
    known = {
        "gaussian_curvature": tilted.quantity("gaussian_curvature").subs(turn),
        "volume_element": 2 * tilted.quantity("volume_element").subs(turn),
    }
    surface = PlainSurface(tilted.map.subs(turn), (s, t), {R: 2.0, r: 0.5}, known=known)
    kernel = compile_kernel(surface, "principal_curvatures")
    for offset in (1e-3, 1e-6, -1e-9, 1e-12):
        angle = math.pi / 2 + offset
        point = (0.5 + angle / 2, 0.5 - angle / 2)  # s - t, rounded, is what the oracle sees too
        exact = mp.mpf(point[0]) - mp.mpf(point[1])
        with mp.workdps(40):
            small = mp.cos(exact) / (2 + mp.cos(exact) / 2)  # this chart turns the normal round
        got = kernel(*point).principal_curvatures
        assert min(abs(float(k) - float(small)) for k in got) <= 1e-13 * abs(float(small)) + 1e-16


@pytest.mark.parametrize("sign", [1, -1])
def test_a_small_curvature_beside_a_large_one_keeps_its_digits(sign):
    """At the origin S is the Hessian, with the curvatures 2 and -2e, or their negatives."""
    e = sp.Rational(1, 3 * 10**12)
    ridge = loss(sign * ((x + y) ** 2 - e * (x - y) ** 2) / 2, (x, y))
    got = compile_kernel(ridge, "principal_curvatures")(0.0, 0.0).principal_curvatures
    assert got == pytest.approx(sorted([2 * sign, -sign * float(2 * e)], reverse=True), rel=1e-14, abs=0)


def test_umbilic_and_planar_points_have_a_frame():
    sphere = loss(1 - sp.sqrt(1 - x**2 - y**2), (x, y))
    names = ["metric", "shape_operator", "principal_curvatures", "principal_directions"]
    out = compile_kernel(sphere, names)(np.array([0.0, 0.3, -0.5]), np.array([0.0, 0.4, 0.1]))
    assert np.allclose(out.principal_curvatures, 1)
    assert_principal(out)
    flat_point = compile_kernel(loss(x**3 - 3 * x * y**2, (x, y)), names)(0.0, 0.0)
    assert (flat_point.principal_curvatures == 0).all()
    plane = compile_kernel(loss(x + 2 * y, (x, y)), names)(np.zeros(3), 1.0)
    assert (plane.principal_curvatures == 0).all()
    assert_principal(plane)


# -- the call


def test_scalars_give_an_empty_batch_shape(torus_kernel):
    out = torus_kernel(0.3, 0.4, 2.0, 0.5)
    assert out.batch_shape == () and out.shape_operator.shape == (2, 2) and out.gaussian_curvature.shape == ()


@cache
def small_kernel():
    return compile_kernel(torus(), ["normal", "shape_operator", "mean_curvature"])


SHAPES = st.sampled_from([(), (1,), (3,), (2, 1), (2, 3), (4, 1, 3), (0,), (1, 1)])


@settings(max_examples=60, deadline=None)
@given(shapes=st.tuples(SHAPES, SHAPES, SHAPES, SHAPES), seed=st.integers(0, 99))
def test_broadcasting_equals_point_by_point(shapes, seed):
    kernel = small_kernel()
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        shape = None
    generator = np.random.default_rng(seed)
    args = [generator.uniform(0.2, 0.9, s) + k for s, k in zip(shapes, (0, 0, 2, 0))]
    if shape is None:
        with pytest.raises(InputError, match="broadcast"):
            kernel(*args)
        return
    out = kernel(*args)
    assert out.batch_shape == shape and out.normal.shape == (*shape, 3)
    full = np.broadcast_arrays(*args)
    for index in np.ndindex(shape):
        one = kernel(*(a[index] for a in full))
        for name in out:
            assert np.allclose(out[name][index], one[name], rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("size", [numpy_rows.LONGEST + k for k in (-1, 0, 1)] + [2 * numpy_rows.LONGEST + 7])
def test_chunks_meet(torus_kernel, size):
    angles = np.linspace(-3, 3, size)
    out = torus_kernel(angles, angles[::-1], 2.0, np.linspace(0.1, 0.9, size))
    for index in {0, numpy_rows.LONGEST - 2, size - 1}:
        one = torus_kernel(angles[index], angles[::-1][index], 2.0, np.linspace(0.1, 0.9, size)[index])
        assert all(np.allclose(out[name][index], one[name], rtol=1e-14, atol=1e-15) for name in out)


def test_position_name_and_defaults_agree(torus_kernel):
    first = torus_kernel(0.3, 0.4, 2.0, 0.5)
    for other in (torus_kernel(0.3, 0.4), torus_kernel(v=0.4, u=0.3), torus_kernel(0.3, r=0.5, v=0.4)):
        assert all(np.array_equal(first[name], other[name]) for name in first)


def test_any_real_numbers_are_promoted(torus_kernel):
    want = torus_kernel(1.0, 2.0, 3.0, 0.5)
    for args in (
        [1, 2, 3, 0.5],
        [np.int8(1), np.float32(2), sp.Integer(3), sp.Rational(1, 2)],
        [[1], [2], [3], 0.5],
    ):
        got = torus_kernel(*args)
        assert got.metric.dtype == np.float64
        assert np.allclose(
            np.squeeze(got.metric), want.metric, rtol=1e-15
        )  # `math` and NumPy may round apart
    big = torus_kernel(np.array([2**62]), 0, 2, 1)  # integers never multiply as integers
    assert np.isfinite(big.metric).all()


def test_inputs_may_be_strided_and_are_left_alone(torus_kernel):
    grid = np.arange(40.0).reshape(5, 8)[:, ::2]
    before = grid.copy()
    assert np.array_equal(
        torus_kernel(grid, grid.T[::-1].T).normal, torus_kernel(grid.copy(), grid[:, ::-1].copy()).normal
    )
    assert np.array_equal(grid, before)


def test_a_result_is_a_mapping(torus_kernel):
    out = torus_kernel(0.1, 0.2)
    assert list(out) == list(KINDS) and len(out) == len(KINDS) and "metric" in out
    assert out["metric"] is out.metric and dict(out)["normal"].shape == (3,)
    assert "shape_operator (2, 2)" in repr(out) and "metric" in dir(out)
    with pytest.raises(AttributeError, match="did not compute 'ricci_tensor'"):
        _ = out.ricci_tensor


def test_out_reuses_the_memory(torus_kernel):
    angles = np.linspace(0, 6, 1000)
    first = torus_kernel(angles, angles)
    metric = first.metric
    second = torus_kernel(angles + 1, angles, out=first)
    assert np.shares_memory(second.metric, metric)
    assert np.array_equal(second.metric, torus_kernel(angles + 1, angles).metric)
    second.metric[:] = 7  # what was written there doesn't stay, not even in the zeros
    assert np.array_equal(
        torus_kernel(angles, angles, out=second).metric, torus_kernel(angles, angles).metric
    )
    with pytest.raises(InputError, match=r"out= holds results of shape \(1000,\)"):
        torus_kernel(angles[:5], 1.0, out=first)
    with pytest.raises(InputError, match="out= takes an earlier result"):
        torus_kernel(angles, angles, out=metric)
    other = compile_kernel(torus(), "metric")(angles, angles)
    with pytest.raises(InputError, match="out= takes an earlier result of this kernel"):
        torus_kernel(angles, angles, out=other)


def test_inputs_may_live_in_out(torus_kernel):
    size = 3 * numpy_rows.LONGEST
    first = torus_kernel(np.linspace(0, 6, size), np.linspace(1, 5, size))
    for name, index in (("metric", (0, 0)), ("normal", (0,)), ("shape_operator", (1, 1))):
        inside = first[name][(..., *index)]
        want = torus_kernel(inside.copy(), inside[::-1].copy())
        got = torus_kernel(inside, inside[::-1], out=first)
        assert all(np.array_equal(got[q], want[q]) for q in want)


def test_constants_are_broadcast():
    kernel = bag_kernel({"zero": sp.Integer(0), "pi": sp.pi, "same": R, "x": x}, (x,), (R,))
    out = kernel(np.zeros((2, 3)), 4.0)
    assert (out.zero == 0).all() and (out.pi == math.pi).all() and (out.same == 4).all()
    assert all(value.shape == (2, 3) for value in out.values())
    assert np.array_equal(kernel(1.0, R=[1, 2, 3]).same, [1, 2, 3])


def test_zeros_of_a_big_result():
    kernel = bag_kernel({"zero": sp.Integer(0), "x": x}, (x,))
    points = np.zeros(2**21 + 5)
    out = kernel(points)
    assert not out.zero.any()
    out.zero[:] = 1
    assert not kernel(points, out=out).zero.any()


def test_singular_points_are_nan_and_quiet():
    kernel = bag_kernel({"a": 1 / x, "b": sp.log(x), "c": sp.sqrt(x - 1), "d": sp.exp(x), "e": x * y}, (x, y))
    points = np.array([0.0, -1.0, 1e4, 2.0, np.inf, np.nan])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = kernel(points, 1.0)
        singles = [kernel(point, 1.0) for point in points]
    assert (
        np.isnan(out.a[0]) and np.isnan(out.b[:2]).all() and np.isnan(out.c[:2]).all() and np.isnan(out.d[2])
    )
    assert np.isfinite([out.a[1], out.b[3], out.c[2], out.d[3], out.e[0]]).all()
    for name in out:  # whatever else is in the batch
        assert np.allclose(out[name], [single[name] for single in singles], rtol=1e-14, equal_nan=True)


def test_singular_parameters_are_nan():
    kernel = bag_kernel({"a": x / R, "b": x + 1}, (x,), (R,))
    out = kernel(np.ones(3), 0.0)
    assert np.isnan(out.a).all() and (out.b == 2).all()
    assert np.array_equal(np.isnan(kernel(1.0, [0.0, 1.0]).a), [True, False])


# -- masks, threads, types of numbers


def same(a, b):
    return all(np.array_equal(a[name], b[name], equal_nan=True) for name in b)


@pytest.mark.parametrize("size", [1, 7, 2 * numpy_rows.LONGEST + 3])
def test_a_mask_chooses_points(torus_kernel, size):
    points = np.linspace(-3, 3, size), np.linspace(-1, 5, size)
    keep = np.arange(size) % 3 == 0
    whole, some = torus_kernel(*points), torus_kernel(*points, mask=keep)
    for name in whole:
        assert np.array_equal(some[name][keep], whole[name][keep])
        assert np.isnan(some[name][~keep]).all()
    moved = torus_kernel(points[0] + 1, points[1])
    before = {name: value.copy() for name, value in moved.items()}
    assert torus_kernel(*points, mask=keep, out=moved) is moved
    for name in whole:
        assert np.array_equal(moved[name][keep], whole[name][keep])
        assert np.array_equal(moved[name][~keep], before[name][~keep])


def test_masks_of_other_shapes(torus_kernel):
    grid = np.linspace(0, 1, 4)[:, None], np.linspace(0, 1, 3)
    some = torus_kernel(*grid, mask=[True, False, True])
    assert np.isnan(some.metric[:, 1]).all() and same(
        {"m": some.metric[:, ::2]}, {"m": torus_kernel(*grid).metric[:, ::2]}
    )
    assert np.isnan(torus_kernel(0.1, 0.2, mask=False).gaussian_curvature)
    assert same(torus_kernel(0.1, 0.2, mask=True), torus_kernel(0.1, 0.2))
    for bad, message in (([1, 0, 1], "true or false"), ([True] * 4, r"the shape \(4,\)")):
        with pytest.raises(InputError, match=message):
            torus_kernel(*grid, mask=bad)


def test_a_mask_hides_points_outside():
    kernel = sg.surfaces.torus().kernel("gaussian_curvature", outside="raise")
    points = np.array([1.0, -1.0, 2.0])
    assert np.isfinite(kernel(points, 0.3, mask=points > 0).gaussian_curvature[[0, 2]]).all()
    with pytest.raises(InputError, match="got u = -1"):
        kernel(points, 0.3)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_no_digit(torus_kernel, threads):
    size = 3 * numpy_rows.LONGEST + 11
    points = np.linspace(-3, 3, size), np.linspace(-1, 5, size)[::-1]
    assert same(torus_kernel(*points, threads=threads), torus_kernel(*points))
    grid = np.linspace(0, 1, 300)[:, None], np.linspace(0, 1, 200)
    assert same(torus_kernel(*grid, threads=threads), torus_kernel(*grid))


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, "2"])
def test_no_number_of_threads(torus_kernel, threads):
    with pytest.raises(InputError, match="threads= must be a whole number from 1 on"):
        torus_kernel(0.1, [0.2, 0.3], threads=threads)


@pytest.mark.parametrize("dtype", [np.float32, "float32", np.float64, np.longdouble])
def test_types_of_numbers(torus_kernel, dtype):
    kind = np.dtype(dtype)
    points = np.linspace(0, 3, 50), np.linspace(-1, 5, 50)
    reference = torus_kernel(*points)
    for args in (points, (points[0][:, None], points[1]), (0.1, 0.2)):
        out = torus_kernel(*args, dtype=dtype)
        assert {value.dtype for value in out.values()} == {kind}
    again = torus_kernel(*points, dtype=dtype)
    for name in set(reference) - {"principal_directions"}:
        scale = abs(reference[name]).max()
        assert np.allclose(
            again[name], reference[name], rtol=0, atol=60 * scale * float(np.finfo(kind).eps) + 1e-14
        )
    assert torus_kernel(*points, out=again) is again  # the type of what is filled


def test_types_that_no_kernel_has(torus_kernel):
    for dtype in (int, complex, "float16", "nothing", object):
        with pytest.raises(InputError, match="dtype= must be float32, float64 or longdouble"):
            torus_kernel(0.1, 0.2, dtype=dtype)
    with pytest.raises(InputError, match="out= holds float64, and dtype= asks for float32"):
        torus_kernel([0.1, 0.2], 0.2, dtype=np.float32, out=torus_kernel([0.1, 0.2], 0.2))


def test_longdouble_is_more_than_double():
    kernel = bag_kernel(x**2 - 2 * y, (x, y))
    at = np.longdouble(1) + np.longdouble(2) ** -40
    if np.finfo(np.longdouble).nmant > 60:
        assert kernel(at, 0.5, dtype=np.longdouble).value == at * at - 1


# -- numbers and arrays of few points are the same function


@settings(max_examples=40, deadline=None)
@given(
    at=st.tuples(st.floats(-2, 8), st.floats(-2, 8), st.floats(-0.5, 4), st.floats(-0.5, 2)),
    outside=st.sampled_from(["nan", "ignore"]),
)
def test_every_way_into_a_kernel(at, outside):
    """Single numbers, one point, few points, many points, strided points; outside and at singular points too."""
    kernel = every_way(outside)
    single = kernel(*at)
    points = [np.array([a, at[k] + 0.25, a]) if k < 2 else a for k, a in enumerate(at)]
    many = [np.resize(p, 2 * numpy_rows.LONGEST + 3) if k < 2 else p for k, p in enumerate(points)]
    strided = [np.repeat(p, 2)[::2] if k < 2 else p for k, p in enumerate(points)]
    spread = [np.full(3, p) if k >= 2 else p for k, p in enumerate(points)]
    for args in ([np.array([a]) for a in at], points, many, strided, spread):
        out = kernel(*args)
        for name in out:
            assert np.allclose(out[name][0], single[name], rtol=1e-13, atol=1e-15, equal_nan=True), name
            assert np.array_equal(out[name][0], out[name][2 if len(out[name]) > 2 else 0], equal_nan=True)


@cache
def every_way(outside):
    return sg.surfaces.torus().kernel("normal", "shape_operator", "K", outside=outside)


def test_callers_in_threads_get_their_own_numbers():
    """What is remembered of a call belongs to the thread that asks, whoever called in between."""
    kernel = bag_kernel({"a": R * x, "b": sp.exp(R) + x}, (x,), (R,))
    points = np.linspace(0, 1, 50)

    def calls(value):
        return all(
            np.array_equal(kernel(points, value).a, value * points)
            and np.array_equal(kernel(points[:, None], value, out=None).a[:, 0], value * points)
            for _ in range(200)
        )

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(calls, [float(k) for k in range(1, 13)]))


def test_arguments_that_change_after_a_call():
    kernel = bag_kernel(R * x, (x,), (R,))
    points, factor = np.array([1.0, 2.0]), np.array(3.0)
    assert np.array_equal(kernel(points, factor).value, [3, 6])
    factor[...] = 5.0
    assert np.array_equal(kernel(points, 3.0).value, [3, 6])
    assert np.array_equal(kernel(points, factor).value, [5, 10])


def test_zeros_of_two_signs_are_told_apart():
    """What is remembered of a call before is not used for another one."""
    kernel = bag_kernel(sp.atan2(y, x) + u, (u,), (x, y))
    points = np.array([0.0, 1.0])
    for _ in range(2):
        for sign in (0.0, -0.0):
            assert np.array_equal(kernel(points, -1.0, sign).value, points + math.atan2(sign, -1.0))
    assert kernel(points, 1.0, 2.0).value[0] == math.atan2(2.0, 1.0)


# -- undefined functions


def test_values_of_undefined_functions_are_arguments():
    surface = loss(sp.Function("l")(x, y), (x, y))
    kernel = compile_kernel(surface, [n for n in KINDS if n != "christoffel_symbols"])
    assert [a.name for a in kernel.arguments] == ["x", "y", "l_x", "l_y", "l_xx", "l_xy", "l_yy"]
    real = x**3 - 3 * x * y**2 + x * y / 3
    xs, ys = np.array([0.2, -0.4]), np.array([1.0, 0.3])
    slots = {"x": x, "y": y}
    names = ("l_x", "l_y", "l_xx", "l_xy", "l_yy")
    jets = {name: sp.lambdify((x, y), real.diff(*[slots[c] for c in name[2:]])) for name in names}
    called = kernel(xs, ys, **jets)
    given_values = kernel(xs, ys, **{name: f(xs, ys) for name, f in jets.items()})
    for index in range(2):
        assert_agrees(called, index, oracle([x, y, real], (x, y), (xs[index], ys[index])))
    assert all(np.array_equal(called[name], given_values[name]) for name in called)
    assert_principal(called)
    with pytest.raises(InputError, match=r"missing l_xy.*derivative of order 2 of l at \(x, y\)"):
        kernel(xs, ys, **{name: f for name, f in jets.items() if name != "l_xy"})
    with pytest.raises(InputError, match="Give l_x, l_y, l_xx, l_xy, l_yy by name"):
        kernel(xs, ys, 1.0)
    with pytest.raises(InputError, match="x can't be a callable"):
        kernel(np.sin, ys, **jets)
    with pytest.raises(ZeroDivisionError):  # an error inside a callable is the caller's own
        kernel(xs, ys, **(jets | {"l_x": lambda *_: 1 // 0}))


def test_long_names_and_shifted_arguments():
    a, b = sp.symbols("theta_1 theta_2", real=True)
    f, g = sp.Function("f")(a, b), sp.Function("g")
    kernel = bag_kernel(f.diff(a, b) + f + g(2 * a).diff(a) + g(b), (a, b))
    names = [argument.name for argument in kernel.arguments[2:]]
    assert names == ["f", "f_theta_1_theta_2", "g", "g_1"]
    values = {"f": lambda *p: p[0] * p[1], "f_theta_1_theta_2": 1.0, "g": np.sin, "g_1": 5.0}
    assert kernel(2.0, 3.0, **values).value == pytest.approx(6 + 1 + 10 + math.sin(3))
    with pytest.raises(InputError, match="g_1 can't be a callable"):
        kernel(2.0, 3.0, **(values | {"g_1": np.cos}))


# -- names

NASTY = [
    "t0", "x0", "w1", "np", "out", "lambda", "x y", "\\theta_1", "theta_1", "import os", "_p0", "_w0", "_o0",
    "self", "θ", "None", "print", "_np", "1a", "", '"""', "a;b", "evaluate",
    "__import__('os').system('false')",
    "ARGUMENTS",
]  # fmt: skip


def test_names_never_collide_and_are_never_code():
    symbols = [sp.Symbol(name, real=True) for name in NASTY]
    half = len(symbols) // 2
    value = sum((k + 1) * s**2 for k, s in enumerate(symbols)) + sp.sin(symbols[0] * symbols[1]) * symbols[-1]
    kernel = bag_kernel(value, symbols[:half], symbols[half:], name='"""\nimport os\nos.abort()')
    names = [argument.name for argument in kernel.arguments]
    assert len(set(names)) == len(names) and all(is_safe(name) for name in names)
    assert [a.symbol for a in kernel.arguments] == NASTY
    numbers = [0.1 + k / 7 for k in range(len(symbols))]
    want = (
        sum((k + 1) * n**2 for k, n in enumerate(numbers)) + math.sin(numbers[0] * numbers[1]) * numbers[-1]
    )
    assert kernel(*numbers).value == pytest.approx(want, rel=1e-14)
    by_symbol = {s: n for s, n in zip(NASTY, numbers) if s != "out"}  # `out=` always means the buffers
    assert kernel(**by_symbol, out_=numbers[NASTY.index("out")]).value == kernel(*numbers).value
    assert kernel(**dict(zip(names, numbers))).value == kernel(*numbers).value


@given(st.lists(st.text(max_size=12), max_size=8, unique=True))
def test_safe_names_are_distinct(wanted):
    names = SafeNames(wanted)
    given_names = [names[name] for name in wanted]
    assert len(set(given_names)) == len(wanted)
    assert all(is_safe(name) for name in given_names)
    assert all(names[name] == name for name in wanted if is_safe(name))


def test_a_derivative_never_takes_a_parameter_s_name():
    l_x = sp.Symbol("l_x", real=True)
    kernel = bag_kernel(l_x + 10 * sp.Function("l")(x).diff(x), (x,), (l_x,))
    assert [a.name for a in kernel.arguments] == ["x", "l_x", "l_x_2"]
    assert kernel(0.0, 1.0, l_x_2=2.0).value == 21


# -- errors


@pytest.mark.parametrize(
    ("args", "named", "message"),
    [
        ((1.0,), {}, "missing v; v is a coordinate: give a number or an array"),
        ((1.0, 2.0, 3.0, 4.0, 5.0), {}, "takes at most 4 arguments by position, 5 were given"),
        ((1.0, 2.0), {"rr": 1.0}, "no argument rr. Did you mean r?"),
        ((1.0, 2.0), {"u": 1.0}, "the argument u was given twice"),
        ((1.0, 2j), {}, "the argument v is complex"),
        ((1.0, "2"), {}, "the argument v has values of type"),
        ((1.0, True), {}, "the argument v has values of type bool"),
        ((1.0, None), {}, "the argument v is no number"),
        ((1.0, sp.Symbol("q")), {}, "the argument v is no number"),
        (([1.0, 2.0], [1.0, 2.0, 3.0]), {}, r"u (2,), v (3,)"),
        (([[1.0], [2.0, 3.0]], 1.0), {}, "the argument u is no number"),
    ],
)
def test_calls_that_cannot_be(torus_kernel, args, named, message):
    with pytest.raises(InputError) as error:
        torus_kernel(*args, **named)
    assert message in str(error.value)


def test_missing_parameters():
    a, b = sp.symbols("a b", real=True)
    kernel = bag_kernel(a * x, (x,), (a, b))
    with pytest.raises(
        InputError, match="missing a; a is a parameter: give a value, or give the surface a default"
    ):
        kernel(1.0)
    assert kernel(1.0, 2.0).value == 2  # b isn't used by these quantities


def test_unknown_quantities_and_backends():
    with pytest.raises(
        InputError, match=r"no quantity 'gauss_curvature'\. Did you mean gaussian_curvature\?"
    ):
        compile_kernel(torus(), ["metric", "gauss_curvature"])
    with pytest.raises(InputError, match="at least one quantity"):
        compile_kernel(torus(), [])
    for names in (5, None, [None], [["metric"]], sp.Symbol("metric")):
        with pytest.raises(InputError, match=r"asked for by name|has no quantity"):
            compile_kernel(torus(), names)
    with pytest.raises(InputError, match=r"no kernel backend 5; there are"):
        compile_kernel(torus(), "metric", 5)
    with pytest.raises(InputError, match=r"no kernel backend \['numpy'\]"):
        compile_kernel(torus(), "metric", ["numpy"])


def test_names_as_people_type_them():
    surface = sg.surfaces.torus()
    assert (
        surface.kernel("K", "metric").quantities
        == surface.kernel(["gaussian_curvature", "metric"]).quantities
    )
    with pytest.raises(InputError, match=r"no quantity 'numpy'\. Did you mean backend='numpy'\?"):
        surface.kernel("metric", "numpy")
    with pytest.raises(InputError, match="at least one quantity"):
        surface.kernel()


def test_names_that_read_like_calls_are_quoted():
    ell = sp.Function("ell")(x, y)
    kernel = bag_kernel(ell.diff(x) + R, (x, y), (R,), name="graph of ell in R^3")
    assert repr(kernel).startswith("<'graph of ell in R^3'(x, y, R, ell_x=...) -> ")
    with pytest.raises(
        InputError, match=r"^'graph of ell in R\^3'\(.*missing y, R, ell_x; y is a coordinate"
    ):
        kernel(1.0)
    assert repr(bag_kernel(x, (x,), name="klein_figure-8")).startswith("<klein_figure-8(x)")
    assert repr(bag_kernel(x, (x,), name="")).startswith("<kernel(x)")


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"R": -1.0}, "R > r; got R = -1.0, r = 0.8"),
        ({"R": 2, "r": 3}, "R > r; got R = 2.0, r = 3.0"),
        ({"r": np.float64(-1)}, "r > 0; got r = -1.0"),
        ({"R": 2, "r": 2}, ""),
        ({"r": 0}, ""),
        ({"R": float("nan")}, ""),
        ({"R": [2.0, 0.1]}, ""),
    ],
)
def test_numbers_against_a_fact(values, broken):
    kernel = sg.surfaces.torus().kernel("gaussian_curvature")
    for one in (kernel, pickle.loads(pickle.dumps(kernel))):
        if broken:
            with pytest.raises(InputError, match=f"the closed forms hold for {broken}"):
                one(1.0, 2.0, **values)
        else:
            one(1.0, 2.0, **values)


def test_facts_of_other_kinds():
    a, b, c, n = (
        sp.Symbol("a", real=True),
        sp.Symbol("b", negative=True),
        sp.Symbol("c", nonnegative=True),
        R,
    )
    surface = sg.Hypersurface(
        [x, y, (a + b + c + n) * x * y], (x, y), domain={a: (-1, 2), x: (0, 1)}, where=[n**2 < 5, a + c < 4]
    )
    kernel = surface.kernel("metric")
    good = {"a": 0.5, "b": -1.0, "c": 1.0, "R": 1.0}
    with pytest.raises(InputError, match=r"the domain of x is 0 <= x <= 1; got x = 9\.0"):
        kernel(9.0, 0.5, **good)
    surface.kernel("metric", outside="ignore")(9.0, 0.5, **good)  # a chart is often used beyond it
    with pytest.raises(InputError, match=re.escape("hold for R**2 < 5; got R = 3")):
        kernel(0.5, 0.5, **(good | {"R": 3}))
    for name, value, fact in (("a", 3, "a < 2"), ("a", -2, "a > -1"), ("b", 1, "b < 0"), ("c", -1, "c >= 0")):
        with pytest.raises(InputError, match=f"hold for {fact}; got {name} = {float(value)}"):
            kernel(0.5, 0.5, **(good | {name: value}))
    with pytest.raises(InputError, match=r"no kernel backend 'nunpy'.*Did you mean 'numpy'"):
        compile_kernel(torus(), "metric", "nunpy")
    assert compile_kernel(torus(), ["metric", "metric"]).quantities == {"metric": (2, 2)}


@pytest.mark.parametrize("name", backend_names())
def test_every_backend_says_the_same(name):
    kernel = compile_kernel(torus(), list(KINDS), name)
    if backend(name).missing:
        pytest.skip(f"needs {name}")
    reference = compile_kernel(torus(), list(KINDS))
    got, want = kernel(0.3, np.linspace(0, 3, 7)), reference(0.3, np.linspace(0, 3, 7))
    assert kernel.backend == name
    for q in want:
        assert np.allclose(np.asarray(got[q], dtype=object).astype(float), want[q], rtol=1e-13, atol=1e-15), q


# -- sources, files, pickles

RUN = """
import sys, importlib.util
sys.modules["symgeom"] = sys.modules["sympy"] = sys.modules["jinja2"] = None  # importing any of them fails
spec = importlib.util.spec_from_file_location("exported", sys.argv[1])
module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)
import numpy as np
out = module.evaluate(np.linspace(0, 6, 11)[:, None], np.linspace(1, 5, 3), r=0.25)
np.save(sys.argv[2], out.shape_operator)
again = module.evaluate(np.linspace(0, 6, 11)[:, None], np.linspace(1, 5, 3), r=0.25, out=out)
assert again is out and list(module.QUANTITIES) == list(out) and module.ARGUMENTS == ("u", "v", "R", "r")
print(out)
"""


def test_the_exported_file_runs_alone(torus_kernel, tmp_path):
    path = torus_kernel.save(tmp_path / "torus_kernel.py")
    assert path.read_text(encoding="utf-8") == torus_kernel.source
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    command = [sys.executable, "-I", str(script), str(path), str(tmp_path / "S.npy")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    want = torus_kernel(np.linspace(0, 6, 11)[:, None], np.linspace(1, 5, 3), r=0.25)
    assert np.array_equal(np.load(tmp_path / "S.npy"), want.shape_operator)
    assert "shape_operator (11, 3, 2, 2)" in done.stdout


def test_the_source_states_its_conventions(torus_kernel):
    head = torus_kernel.source.split('"""')[1]
    for text in (
        "torus",
        "shape_operator (2, 2)",
        "det[dX, N] > 0",
        "R: parameter, default 2.0",
        "largest first",
    ):
        assert text in head
    assert "symgeom" not in torus_kernel.source.split('"""', 2)[2]
    compile(torus_kernel.source, "exported", "exec")


def test_saving_is_all_or_nothing(torus_kernel, tmp_path):
    target = tmp_path / "kernel.py"
    target.write_text("before", encoding="utf-8")
    assert (
        torus_kernel.save(str(target)) == target and target.read_text(encoding="utf-8") == torus_kernel.source
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    for bad in (tmp_path / "missing" / "k.py", folder, target / "k.py", tmp_path / ("k" * 300)):
        with pytest.raises(ToolError, match="can't write the kernel to"):
            torus_kernel.save(bad)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "kernel.py"]


def test_kernels_pickle(torus_kernel):
    again = pickle.loads(pickle.dumps(torus_kernel))
    assert again.source == torus_kernel.source and repr(again) == repr(torus_kernel)
    assert np.array_equal(again(0.1, 0.2).normal, torus_kernel(0.1, 0.2).normal)


def test_results_pickle(torus_kernel):
    out = torus_kernel([0.1, 0.2], 0.3)
    again = pickle.loads(pickle.dumps(out))
    assert again.batch_shape == (2,) and list(again) == list(out)
    assert np.array_equal(again.shape_operator, out.shape_operator)
    with pytest.raises(InputError, match="out= takes an earlier result of this kernel"):
        torus_kernel([0.1, 0.2], 0.3, out=again)


PRINT = """
import hashlib, tests.kernels.test_kernels as t
from symgeom.kernels import compile_kernel
surfaces = [t.torus(), t.monkey(), t.loss(t.sp.Function("l")(t.x, t.y), (t.x, t.y))]
text = "".join(compile_kernel(s, list(t.KINDS)).source for s in surfaces)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_sources_depend_on_no_hash_seed():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    digests = set()
    for seed in range(3):
        done = subprocess.run(
            [sys.executable, "-c", PRINT],
            env={**environment, "PYTHONHASHSEED": str(seed)},
            cwd=ROOT, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        digests.add(done.stdout)
    assert len(digests) == 1


def test_a_kernel_shows_itself(torus_kernel):
    assert repr(torus_kernel).startswith("<torus(u, v, R=2, r=0.5) -> jacobian (3, 2), metric (2, 2)")
