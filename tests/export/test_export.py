"""What an exported file promises besides its numbers: names, arguments, what it says and refuses, how it is written."""

import ast
import math
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError, ToolError
from symgeom.export import export, target_names
from symgeom.export.renaming import Renaming, Rule
from symgeom.export.sheet import sheet
from symgeom.export.targets import having, targets
from tests.export.drivers import DRIVERS, Call

x, y = sp.symbols("x y", real=True)
AWKWARD = re.findall(
    r"\S+",
    """
    lambda end in R r pi e E I N C D K O i j out values value np math sqrt sin p_1 a_1 G w double real dp result self x_ x__y
    torus_values θ α₁ λ x' __class__ None Math choose_ max_ square_ 2x a-b func fn let var use Gamma Beta PI NaN R_2 r_2
    evaluate entries_ print this new gl_x webgl_y gl_
    """,
)


def plain(text):
    """A file without its comments and texts."""
    return re.sub(
        r'""".*?"""|\(\*.*?\*\)|//.*|#.*|!.*|%.*|"[^"]*"', "", text, flags=re.DOTALL if "(*" in text else 0
    )


@pytest.mark.parametrize("target", [t for t in DRIVERS if t not in ("glsl", "julia", "wolfram")])
def test_hostile_names(target, tmp_path):
    """Symbols with the names of everything that a file has a meaning for: results are those of any other names."""
    ordinary = sg.surfaces.torus().export("gaussian_curvature", "principal_curvatures", target=target).source
    words = {*re.findall(r"[A-Za-z_]\w*", plain(ordinary)), *targets()[target].rule.reserved}
    names = [*AWKWARD, *sorted(w for w in words if w not in AWKWARD and w not in "xy")]
    symbols = [sp.Symbol(name, real=True) for name in names]
    values = [1 + 0.01 * k for k in range(len(symbols))]
    surface = sg.Graph(x * y * sp.Add(*symbols), (x, y), name="sin")
    page = sheet(surface, ["gaussian_curvature", "metric"])
    by_name = dict(zip(names, values)) | {"x": 0.3, "y": 0.2}
    call = Call(page, (tuple(by_name[a.symbol] for _, a in page.arguments),))
    got = DRIVERS[target]([call], tmp_path)
    c = math.fsum(values)
    p, q = 0.2 * c, 0.3 * c
    assert got == pytest.approx(
        [-(c**2) / (1 + p**2 + q**2) ** 2, 1 + p**2, p * q, p * q, 1 + q**2], rel=1e-12
    )


@pytest.mark.parametrize("target", sorted(targets()))
def test_names_are_distinct_and_said(target):
    symbols = [sp.Symbol(name, real=True) for name in AWKWARD]
    surface = sg.Graph(x * y * sp.Add(*symbols), (x, y), name="sin")
    page = sheet(surface, ["gaussian_curvature"])
    call = Call(page, ())
    names = call.names(target)
    rule = targets()[target].rule
    called = [rule.key(name) for name in (*names.of.values(), names.function)]
    assert len(set(called)) == len(called)
    assert not {rule.key(word) for word in rule.reserved} & set(called)
    text = call.text(target)
    for old, new in names.changed:
        assert re.fullmatch("[A-Za-z][A-Za-z0-9_]*", new)
        assert not new.startswith(rule.beginnings)
        if re.fullmatch(r"\w+", old, flags=re.ASCII):
            assert f"{new} is the {old} of the derivation" in text


@pytest.mark.quick
def test_one_rule_for_names():
    fortran = Renaming(targets()["fortran"].rule)
    assert [fortran(name) for name in ("R", "r", "SIN", "θ_1", "a b")] == [
        "R",
        "r_2",
        "SIN_",
        "theta_1",
        "a_b",
    ]
    wolfram = Renaming(targets()["wolfram"].rule)
    assert [wolfram(name) for name in ("p_1", "p1", "N", "Gamma")] == ["p1", "p1x2", "Nx", "gamma"]
    kept = Renaming(Rule(frozenset({"end"})))
    assert [kept(name) for name in ("end", "end_", "end")] == ["end_", "end_2", "end_3"]


def test_the_readable_function():
    """The lines are the formula's, the closed form stands in the docstring."""
    loss = sg.Graph((y * sp.tanh(x) - 1) ** 2, (x, y), name="one unit")
    text = loss.export("gaussian_curvature").source
    for line in ("t_1 = tanh(x)  # activation", "# residual", "p_1 = ", "G = ", "return "):
        assert line in text
    torus = sg.surfaces.torus().export("gaussian_curvature").source
    assert "Closed form  gaussian_curvature = cos(v)/(r*(R + r*cos(v)))" in torus
    assert "def torus(u, v, R=2.5, r=0.8):" in torus
    for word in (
        "Lee, ch. 8",
        "det[d_1 X .. d_d X, N] > 0",
        "r < R",
        "0 < v < 2*pi",
        "(R + r*cos(v))*cos(u)",
    ):
        assert word in torus
    space: dict[str, Any] = {}
    exec(torus, space)
    assert space["torus"](0.0, 0.0, R=2, r=0.5) == pytest.approx(1 / (0.5 * 2.5))


@pytest.mark.parametrize("target", ["python", "c", "fortran", "js", "rust", "matlab"])
def test_derivatives_are_slopes(target, tmp_path):
    """Those of the file by a coordinate and a parameter, against differences of the quantities that it gives itself."""
    c = sp.Symbol("c", positive=True)
    surface = sg.Graph((y * sp.tanh(c * x) - 1) ** 2 / 2 + x * y, (x, y), name="unit")
    page = sheet(surface, ["gaussian_curvature", "normal", "principal_curvatures"], ["x", c])
    assert [r.name for r in page.results[3:6]] == [
        "gaussian_curvature_x", "normal_x", "principal_curvatures_x",
    ]  # fmt: skip
    at, h = {"x": 0.3, "y": 0.7, "c": 1.25}, 1e-5
    moved = [at | {s: at[s] + k * h} for s in "xc" for k in (-2, -1, 1, 2)]
    points = tuple(tuple(p[a.symbol] for _, a in page.arguments) for p in (at, *moved))
    rows = np.reshape(DRIVERS[target]([Call(page, points)], tmp_path), (len(points), -1))
    own = len(rows[0]) // 3
    for k in range(2):
        b = rows[1 + 4 * k : 5 + 4 * k, :own]
        slopes = (8 * (b[2] - b[1]) - (b[3] - b[0])) / (12 * h)
        assert rows[0][own * (k + 1) : own * (k + 2)] == pytest.approx(slopes, rel=1e-8, abs=1e-8)


MATRICES = {
    "the eigenproblem of a sphere": (sg.surfaces.n_sphere(3), ["principal_curvatures", "mean_curvature"]),
    "a loss of four variables": (sg.losses.rosenbrock(4), ["principal_curvatures", "metric"]),
    "a determinant": (sg.losses.rosenbrock(7), ["gaussian_curvature"]),
    "no determinant": (sg.losses.rosenbrock(7), ["third_fundamental_form", "mean_curvature"]),
    "names of its own": (
        sg.Graph(sp.Symbol("k_monge", real=True) ** 2 + x**3 * y + sp.Symbol("f0", real=True) ** 2 * x,
                 (x, y, sp.Symbol("k_monge", real=True), sp.Symbol("f0", real=True))),
        ["principal_curvatures"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MATRICES)
def test_c_has_matrices_of_its_own(case, tmp_path):
    """Eigenvalues and determinants in three and more dimensions, without a warning, against the definitions."""
    surface, names = MATRICES[case]
    page = sheet(surface, names, matrices=True)
    assert page.matrices
    at = {a.symbol: 0.4 + 0.17 * k for k, (_, a) in enumerate(page.arguments)}
    got = DRIVERS["c"]([Call(page, (tuple(at.values()),))], tmp_path)
    X = sp.Matrix(surface.map)
    J = X.jacobian(surface.coordinates)
    put = {s: at[s.name] for s in (*surface.coordinates, *surface.parameters)}
    second = [
        [np.array(X.diff(a, b).subs(put), float).ravel() for a in surface.coordinates]
        for b in surface.coordinates
    ]
    j = np.array(J.subs(put), float)
    normal = np.linalg.svd(j.T)[2][-1]
    normal *= np.sign(np.linalg.det(np.column_stack([j, normal])))
    g, h = j.T @ j, np.einsum("abi,i", second, normal)
    S = np.linalg.solve(g, h)
    want = {
        "principal_curvatures": np.sort(np.linalg.eigvals(S).real)[::-1], "mean_curvature": np.trace(S) / len(S),
        "metric": g, "gaussian_curvature": np.linalg.det(S), "third_fundamental_form": h @ S,
    }  # fmt: skip
    assert got == pytest.approx(np.concatenate([np.ravel(want[name]) for name in names]), rel=1e-9, abs=1e-12)


def test_derivatives_in_every_target():
    torus = sg.surfaces.torus()
    for target in target_names():
        text = torus.export("gaussian_curvature", target=target, derivatives="v").source
        assert re.search("gaussian_?curvature_?v", text, re.IGNORECASE), target
    with pytest.raises(InputError, match=r"coordinates and parameters of torus by name: u, v, R, r; got 'w'"):
        torus.export("gaussian_curvature", derivatives=["w"])


@pytest.mark.quick
def test_the_other_normal_is_said():
    text = sg.surfaces.sphere().flipped().export("mean_curvature", target="c").source
    assert "det[d_1 X .. d_d X, N] < 0" in text


def test_values_of_functions_are_arguments(tmp_path):
    """f, f' and f'' at a point where f is known."""
    f = sp.Function("f", positive=True)
    u, v = sp.symbols("u v", real=True)
    surface = sg.Hypersurface([f(v) * sp.cos(u), f(v) * sp.sin(u), v], (u, v), name="profile")
    page = sheet(surface, ["gaussian_curvature", "mean_curvature"])
    at = {"u": 0.4, "v": 0.7, "f": math.cosh(0.7), "f_v": math.sinh(0.7), "f_vv": math.cosh(0.7)}
    point = tuple(at[a.symbol] for _, a in page.arguments)
    for target in ("python", "c", "rust", "julia", "wolfram"):
        folder = tmp_path / target
        folder.mkdir()
        got = DRIVERS[target]([Call(page, (point,))], folder)
        assert got == pytest.approx([-1 / math.cosh(0.7) ** 4, 0.0], abs=1e-12), target  # the catenoid


def test_nothing_is_undefined_in_silence(tmp_path):
    """On the kink of an absolute value there are no derivatives."""
    page = sheet(sg.Graph(sp.Abs(x) + y**2, (x, y), name="kink"), ["gaussian_curvature", "normal"])
    for target in ("c", "js", "fortran", "rust"):
        folder = tmp_path / target
        folder.mkdir()
        got = DRIVERS[target]([Call(page, ((0.0, 0.5), (0.1, 0.5)))], folder)
        assert all(map(math.isnan, got[1:3])), target  # of the normal
        assert not any(map(math.isnan, got[4:])), target
    with pytest.raises(ZeroDivisionError):
        DRIVERS["python"]([Call(page, ((0.0, 0.5),))], tmp_path)


def test_curvatures_keep_their_digits(tmp_path):
    """At an umbilic, and far along a parabolic line: H + sqrt(H^2 - K) has none left of the small one."""
    saddle = sg.Graph(x**2 + y**2 + x * y / 10**12, (x, y), name="nearly")
    page = sheet(saddle, ["principal_curvatures"])
    for target in ("python", "c", "fortran"):
        folder = tmp_path / target
        folder.mkdir()
        got = DRIVERS[target]([Call(page, ((0.0, 0.0),))], folder)
        assert got == pytest.approx([2 + 1e-12, 2 - 1e-12], rel=1e-15)


def test_the_file_of_numpy_has_both(tmp_path):
    """A function to be read in front of the kernel; each is right, and the file needs nothing else."""
    path = (
        sg.surfaces.torus().export(["gaussian_curvature", "metric"], target="numpy").save(tmp_path / "t.py")
    )
    text = path.read_text()
    assert text.index("def torus(") < text.index("def evaluate(")
    assert isinstance(ast.parse(text).body[0], ast.Expr)  # its docstring
    code = (
        "import sys, json; sys.modules['symgeom'] = None\nimport numpy as np, t\nv = np.linspace(0.1, 6, 5)\n"
        "a, b = t.evaluate(0.1, v, R=2.0, r=0.5), t.torus(0.1, v, R=2.0, r=0.5)\n"
        "assert all(np.allclose(a[k], b[k], rtol=1e-14) and np.shape(a[k]) == np.shape(b[k]) for k in b)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_has_no_readable_function_is_a_kernel_alone():
    k, n = sp.symbols("k n", integer=True, positive=True)
    a = sp.IndexedBase("a")
    data = sg.Graph(sp.Sum((x * a[k] - 1) ** 2, (k, 0, n - 1)), (x,), name="data")
    assert (
        data.export("gaussian_curvature", target="numpy").source == data.kernel("gaussian_curvature").source
    )
    with pytest.raises(
        InputError, match=r"can't hold sum over data \(a\); the targets c, numpy and mpmath can"
    ):
        data.export("gaussian_curvature", target="julia")


def test_refusals_name_what_can():
    ball = sg.surfaces.n_sphere()
    with pytest.raises(
        InputError, match=r"principal_curvatures for d = 3.*the targets c, numpy and mpmath can"
    ):
        ball.export("principal_curvatures", target="julia")
    many = sp.symbols("t_1:26", real=True)
    wide = sg.Graph(sum(t**3 for t in many) + many[0] * many[1], many, name="wide")
    with pytest.raises(InputError, match=r"d = 25 by linear algebra.*c, numpy and mpmath can"):
        wide.export("gaussian_curvature", target="rust")
    with pytest.raises(
        InputError, match=r"JavaScript has no function erf.*targets that have it: .*c, fortran"
    ):
        sg.Graph(sp.erf(x) ** 2, (x,)).export("gaussian_curvature", target="js")
    with pytest.raises(InputError, match=r"there is no target 'jula'.*Did you mean julia"):
        ball.export("metric", target="jula")
    with pytest.raises(InputError, match=r"there is no target None"):
        ball.export("metric", target=None)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"for kernels only"):
        ball.export("metric", target="c", outside="nan")
    with pytest.raises(InputError, match=r"no quantity 'metrik'"):
        ball.export("metrik")
    with pytest.raises(InputError, match=r"past the largest double"):
        sg.Graph(10**400 * x**2, (x,)).export("curvature")
    assert "numpy" in having("max") and "js" not in having("erf")


@pytest.mark.parametrize("target", ["python", "c", "numpy", "mpmath"])
def test_all_is_what_the_target_can_hold(target):
    text = sg.surfaces.n_sphere().export("all", target=target).source
    assert ("principal_curvatures" in text) == (target in ("c", "numpy", "mpmath"))
    assert "scalar_curvature" in text


@pytest.mark.quick
def test_every_backend_is_a_target():
    assert {"numpy", "mpmath", *targets()} <= set(target_names())
    torus = sg.surfaces.torus()
    assert torus.export("metric", target="mpmath").source == torus.kernel("metric", backend="mpmath").source


def test_saving(tmp_path):
    made = export(sg.surfaces.torus(), "gaussian_curvature", "c")
    assert made.save(tmp_path / "a.c").read_text() == made.source == f"{made}\n"
    assert made.save(tmp_path / "a.h").read_text() == made.declarations
    assert "#ifndef TORUS_H" in made.declarations and "cos(v)" not in made.declarations.split("#ifndef")[1]
    with pytest.raises(ToolError):
        made.save(tmp_path / "no" / "a.c")


@pytest.mark.slow
@pytest.mark.quick
def test_long_lines_are_broken():
    """Fortran takes no more than 132 characters; others are easier to read so."""
    page = sheet(sg.surfaces.klein_figure_8(), ["gaussian_curvature", "normal", "principal_curvatures"])
    for target in targets():
        assert max(map(len, Call(page, ()).text(target).splitlines())) <= 132, target


def test_a_metric_alone():
    u, v = sp.symbols("u v", positive=True)
    text = sg.Metric(sp.diag(1 / v**2, 1 / v**2), (u, v)).export("scalar_curvature").source
    space: dict[str, Any] = {}
    exec(text, space)
    assert space["metric"](0.3, 2.0) == -2
    assert "a metric in the coordinates u, v" in text


def test_texts_can_not_end_a_comment(tmp_path):
    evil = sg.Graph(x**2, (x,), name='*/ int evil; /* *) (* """ \\ end')
    page = sheet(evil, ["curvature"])
    for target in ("c", "python", "wolfram"):
        folder = tmp_path / target
        folder.mkdir()
        assert DRIVERS[target]([Call(page, ((0.0,),))], folder) == [2.0]
