"""Derivatives of quantities, against differences of the quantities in 60 digits; the rule of each operation."""

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.steps.operations import OPERATIONS
from symgeom.kernels.steps.program import Argument, Output, Program
from symgeom.kernels.values.forward import RULES, Slopes
from symgeom.kernels.values.inputs import Inputs
from symgeom.kernels.values.nodes import Nodes
from symgeom.kernels.values.sharing import Sharing

x, y, z = sp.symbols("x y z", real=True)
a, b = sp.symbols("a b", positive=True)
ALL = [
    "metric", "normal", "shape_operator", "gaussian_curvature", "mean_curvature", "christoffel_symbols",
    "principal_curvatures", "principal_directions",
]  # fmt: skip


def differences(surface, names, at, by, **more):
    """By central differences, as floats."""
    kernel = surface.kernel(names, backend="mpmath")
    with mp.workdps(60):
        h = mp.mpf(10) ** -20
        sides = []
        for s in (1, -1):
            moved = {k: mp.mpf(v) + s * h * (k == by) for k, v in at.items()}
            sides.append(kernel(**moved, **{k: f(**moved) if callable(f) else f for k, f in more.items()}))
        up, down = sides
        return {
            name: np.vectorize(float, otypes=[float])(
                (np.asarray(up[name], object) - np.asarray(down[name], object)) / (2 * h)
            )
            for name in up
        }


def signs(surface, at, directions):
    """Of directions as mpmath has them: each is given up to its sign."""
    with mp.workdps(60):
        exact = surface.kernel("principal_directions", backend="mpmath")(**at).principal_directions
    return np.sign((exact.astype(float) * np.asarray(directions, object).astype(float)).sum(0))


def assert_agrees(surface, names, at, by, backend="numpy", tolerance=1e-12, **more):
    kernel = surface.kernel(names, backend=backend, derivatives=by)
    out = kernel(**at, **more)
    for symbol in by:
        for name, want in differences(surface, names, at, symbol, **more).items():
            got = np.asarray(out[f"{name}_{symbol}"], dtype=object).astype(float)
            assert got.shape == want.shape
            if name == "principal_directions":
                want = want * signs(surface, at, out.principal_directions)
            assert np.allclose(got, want, rtol=tolerance, atol=tolerance * max(1, abs(want).max())), (
                name,
                symbol,
            )


SURFACES: dict[str, Any] = {
    "torus": (sg.surfaces.torus, {"u": 0.5, "v": 0.75, "R": 2.5, "r": 0.75}, ("u", "v", "R", "r")),
    "ellipsoid": (sg.surfaces.ellipsoid, {"u": 0.5, "v": 0.75, "a": 3.0, "b": 2.0, "c": 1.0}, ("u", "a")),
    "enneper": (sg.surfaces.enneper, {"u": 0.5, "v": 0.75}, ("u", "v")),
    "3-space": (
        lambda: sg.Hypersurface([x, y * z, sp.sin(x) + a * y, x * y - z**2], (x, y, z)),
        {"x": 0.5, "y": -0.75, "z": 0.25, "a": 1.5}, ("x", "a"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SURFACES)
def test_all_quantities(name):
    build, at, by = SURFACES[name]
    surface = build()
    assert set(at) == {s.name for s in (*surface.coordinates, *surface.parameters)}
    assert_agrees(surface, ALL, at, by)


def test_a_curve_and_a_graph():
    t = sp.Symbol("t", real=True)
    curve = sg.Hypersurface([a * sp.cos(t), sp.sin(t) * sp.exp(t / 3)], (t,))
    assert_agrees(curve, ["curvature", "principal_curvatures", "normal"], {"t": 0.5, "a": 2.0}, ("t", "a"))
    graph = sg.Graph(sp.tanh(a * x) * y + sp.log(1 + sp.exp(x * y)), (x, y))
    assert_agrees(graph, ALL, {"x": 0.5, "y": 0.25, "a": 1.5}, ("x", "a"))


@pytest.mark.parametrize("backend", ["mpmath", "arb"])
def test_other_backends(backend):
    build, at, by = SURFACES["torus"]
    assert_agrees(build(), ALL, at, by[1:3], backend)


def test_functions_and_data():
    """Values of a function have further derivatives as arguments; a slope may not depend on the index of its sum."""
    f = sp.Function("f", real=True)
    surface = sg.Graph(f(x, 2 * y) + a * x, (x, y))
    kernel = surface.kernel("gaussian_curvature", derivatives=("x", "y", "a"))
    named = {n for n in kernel._evaluate.__kwdefaults__ if n.startswith("f_")}

    def of(name):
        orders = [name[2:].count(slot) for slot in "12"]

        def value(x, y, a):
            return mp.diff(lambda s, t: mp.exp(s / 2) * mp.sin(t), (x, 2 * y), orders)

        return value

    at = {"x": 0.5, "y": 0.25, "a": 1.5}
    with mp.workdps(60):
        exact = {n: of(n) for n in named}
        out = kernel(**at, **{n: float(v(**at)) for n, v in exact.items()})
    plain = {a.name for a in surface.kernel("gaussian_curvature").arguments}
    for symbol in at:
        want = differences(
            surface, ["gaussian_curvature"], at, symbol, **{n: v for n, v in exact.items() if n in plain}
        )
        assert out[f"gaussian_curvature_{symbol}"] == pytest.approx(want["gaussian_curvature"], rel=1e-11)
    k, n = sp.symbols("k n", integer=True, positive=True)
    data = sp.IndexedBase("d", real=True)
    loss = sg.Graph(sp.Sum(x * data[k] + x**2 * y + sp.exp(y * data[k]), (k, 0, n - 1)), (x, y))
    assert_agrees(
        loss, ["gaussian_curvature", "volume_element"], {"x": 0.5, "y": 0.25}, ("x", "y"), d=[0.5, -1.0, 0.25]
    )


def test_at_umbilics():
    """K and H are smooth, every curvature has the derivative of H, directions have none."""
    bowl = sg.Graph((x**2 + y**2) / 2 + x**3 / 6 + x * y**2 / 5, (x, y))
    chart = sg.Hypersurface(bowl.map, (x, y))  # by another path
    for surface in (bowl, chart):
        names = ["gaussian_curvature", "mean_curvature", "principal_curvatures", "principal_directions"]
        out = surface.kernel(names, derivatives=("x", "y"))(0.0, 0.0)
        for by in ("x", "y"):
            want = differences(surface, names[:2], {"x": 0, "y": 0}, by)
            assert out[f"gaussian_curvature_{by}"] == pytest.approx(want["gaussian_curvature"], abs=1e-15)
            assert out[f"mean_curvature_{by}"] == pytest.approx(want["mean_curvature"], abs=1e-15)
            assert np.allclose(out[f"principal_curvatures_{by}"], want["mean_curvature"], atol=1e-15)
            assert np.isnan(out[f"principal_directions_{by}"]).any()


def test_near_umbilics_and_parabolic_lines():
    """The derivatives of K and H lose nothing there."""
    surface = sg.surfaces.torus()
    for v in (math.pi / 2 + 1e-9, math.pi / 2 - 1e-14):
        assert_agrees(
            surface,
            ["gaussian_curvature", "mean_curvature"],
            {"u": 1.0, "v": v, "R": 2.0, "r": 0.5},
            ("v", "r"),
        )


def test_no_derivative_where_there_is_none():
    kernel = sg.Graph(sp.Abs(x) ** 3 + y**2 / 2, (x, y)).kernel("gaussian_curvature", derivatives="x")
    assert math.isnan(kernel(0.0, 0.25).gaussian_curvature_x) and not math.isnan(
        kernel(0.0, 0.25).gaussian_curvature
    )
    assert kernel(0.5, 0.25).gaussian_curvature_x == -kernel(-0.5, 0.25).gaussian_curvature_x != 0


def test_an_argument_that_is_no_name():
    word = sp.Symbol("lambda", real=True)
    kernel = sg.Graph(word**3, (word,)).kernel("H", derivatives=[word])
    assert list(kernel.quantities) == ["mean_curvature", "mean_curvature_lambda_"]
    again = sg.Graph(word**3, (word,)).kernel("H", derivatives="lambda")
    assert again.source == kernel.source


@pytest.mark.parametrize("bad", ["q", ["u", "w"], 3, [3], [["u"]], sp.Symbol("q"), [None], "mean_curvature"])
def test_what_is_no_coordinate_and_no_parameter(bad):
    with pytest.raises(
        InputError, match=r"derivatives= takes coordinates and parameters of torus by name: u, v, R, r; got"
    ):
        sg.surfaces.torus().kernel("K", derivatives=bad)


def test_linear_algebra_is_refused():
    xs = sp.symbols("x1:8", real=True)
    surface = sg.Graph(sum(s**2 for s in xs) / 2 + xs[0] * xs[1] ** 2, xs)
    with pytest.raises(InputError, match="linear algebra"):
        surface.kernel("gaussian_curvature", derivatives="x1")


ELEMENTARY = [op for op in OPERATIONS.values() if op.name in RULES]
AT: dict[Any, Any] = {1: (0.4, -0.7, 1.75), 2: ((0.5, 1.25), (1.75, 0.25), (-0.5, 2.0))}


def test_every_operation_has_a_rule():
    inline = {
        "add",
        "sub",
        "neg",
        "where",
        "sum",
        "principal",
        "monge",
    }  # of nodes, and of linear algebra
    assert set(RULES) | inline == set(OPERATIONS) and not set(RULES) & inline


@pytest.mark.parametrize("op", ELEMENTARY, ids=lambda op: op.name)
def test_every_rule(op):
    """Against differences of the operation, computed by mpmath in 50 digits; NaN where the operation is undefined."""
    for at in AT[op.arity]:
        point = dict(zip("xy", at if op.arity == 2 else (at,)))
        for k, by in enumerate(point):
            graph = Nodes()
            operands = [graph.input(name, True) for name in point]
            value = graph.call(op.name, *operands)
            slope = Slopes(graph, by, {}, {})(value)
            sharing = Sharing(graph, [value, slope])
            outputs = tuple(
                Output(n, n, (), "", (sharing.operand(v),)) for n, v in (("f", value), ("s", slope))
            )
            arguments = tuple(Argument(n, n, "coordinate") for n in point)
            whole = Program("", arguments, outputs, sharing.uniform, sharing.steps)
            got = Kernel(whole, "numpy")(*map(float, point.values()))
            with mp.workdps(50):
                h, exact = mp.mpf(10) ** -15, Kernel(whole, "mpmath")
                up, down = (
                    exact(*(mp.mpf(v) + s * h * (i == k) for i, v in enumerate(point.values()))).f
                    for s in (1, -1)
                )
                want = float((up - down) / (2 * h))
            if not math.isnan(got.f):
                assert got.s == pytest.approx(want, rel=1e-13, abs=1e-13, nan_ok=True), (point, by)


def test_inputs_know_further_derivatives_only_where_they_are_asked_for():
    f = sp.Function("f", real=True)
    surface = sg.Graph(f(x, y), (x, y))
    some = Inputs.of(surface, [f(x, y).diff(x)], [x])
    assert [arg.name for arg in some.arguments if arg.kind == "function"] == ["f_x", "f_xx"]
