"""Pictures: points and colours against what is known of the surface, depth, limits, bytes, and bad input."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom.command.cli import main
from symgeom.errors import InputError, ToolError
from symgeom.pictures.cage import ticks
from symgeom.pictures.camera import TOP, Camera
from symgeom.pictures.canvas import available
from symgeom.pictures.colours import scale_of
from symgeom.pictures.scene import Arrow, Scene, Sheet, Stroke

pytestmark = pytest.mark.quick
needs_matplotlib = pytest.mark.skipif(not available(), reason="matplotlib is not installed")

u, v, x, y = sp.symbols("u v x y", real=True)
SQUARE = {x: (-1, 1), y: (-1, 1)}


# -- points and values


def test_points_of_the_torus_satisfy_its_equation() -> None:
    scene = sg.surfaces.torus().plot(R=2, r=0.5, points=30).scenes[0]
    (sheet,) = scene.items
    px, py, pz = np.moveaxis(sheet.points, -1, 0)
    assert sheet.points.shape == (31, 31, 3)
    assert np.allclose((np.hypot(px, py) - 2) ** 2 + pz**2, 0.25, atol=1e-12)


@needs_matplotlib
def test_values_stand_in_the_middle_of_the_cells() -> None:
    values = sg.surfaces.torus().plot("gaussian_curvature", R=2, r=0.5, points=8).values
    middle = (np.arange(8) + 0.5) * 2 * np.pi / 8
    assert np.allclose(values, (np.cos(middle) / (0.5 * (2 + 0.5 * np.cos(middle))))[None, :])


@needs_matplotlib
def test_a_pole_leaves_no_hole() -> None:
    """The curvature has no value at the poles of the chart, and has one in every cell beside them."""
    picture = sg.surfaces.sphere(2).plot("gaussian_curvature", points=12)
    assert np.allclose(picture.values, 0.25)


@needs_matplotlib
def test_what_is_undefined_is_left_out() -> None:
    dome = sg.Graph(sp.sqrt(1 - x**2 - y**2), (x, y), window=SQUARE)
    picture = dome.plot("mean_curvature", points=40)
    scene = picture.scenes[0]
    assert np.nanmax(np.linalg.norm(scene.items[0].points, axis=-1)) <= 1 + 1e-12
    drawn = scene.pieces().widths == 0.4
    assert 0 < drawn.sum() < 40 * 40
    assert np.isfinite(scene.pieces().corners).all()


@needs_matplotlib
@pytest.mark.parametrize(
    ("color", "entry"),
    [("shape_operator[1,1]", (0, 0)), ("S[2, 2]", (1, 1)), ("principal_curvatures[1]", (0,))],
)
def test_a_component_counts_from_one(color: str, entry: tuple[int, ...]) -> None:
    torus = sg.surfaces.torus(2, 1)
    values = torus.plot(color, points=6).values
    middle = np.meshgrid(*2 * [(np.arange(6) + 0.5) * np.pi / 3], indexing="ij")
    name = torus.engine.quantity_named(color.partition("[")[0]).name
    assert np.allclose(values, torus.kernel(name)(*middle)[name][(..., *entry)])


# -- colours


def test_limits_are_symmetric_about_zero() -> None:
    scale = scale_of(np.array([-0.5, 2.0, np.nan]), signed=True)
    assert scale is not None and (scale.low, scale.high, scale.map) == (-2.0, 2.0, "RdBu_r")
    assert scale.fractions(np.array([-2.0, 0.0, 2.0])).tolist() == [0.0, 0.5, 1.0]


def test_what_is_never_negative_has_a_sequential_scale() -> None:
    scale = scale_of(np.array([1.0, 3.0]), signed=False)
    assert scale is not None and (scale.low, scale.high, scale.diverging) == (1.0, 3.0, False)


def test_far_values_do_not_set_the_scale_and_are_told() -> None:
    scale = scale_of(np.array([*np.linspace(-1, 1, 400), 1e6]), signed=True)
    assert scale is not None and (scale.high, scale.extend) == (1, "max")


def test_rounding_errors_of_zero_have_no_colour() -> None:
    scale = scale_of(np.array([1e-17, -2e-17]), signed=True)
    assert scale is not None and np.allclose(scale.fractions(np.array([1e-17])), 0.5)


@pytest.mark.parametrize("name", ["volume_element", "curvature"])
def test_a_quantity_says_whether_it_may_be_negative(name: str) -> None:
    helix = sg.surfaces.helix()
    assert not helix.engine.quantity_named(name).signed(helix)
    assert helix.engine.quantity_named("torsion").signed(helix)
    assert sg.surfaces.ellipse().engine.quantity_named("curvature").signed(sg.surfaces.ellipse())


# -- the eye, and what hides what


@pytest.mark.parametrize("angles", [(0, 0), (28, -58), (-40, 200), (90, -90)])
def test_the_camera_is_a_rotation(angles: tuple[float, float]) -> None:
    camera = Camera(*angles)
    assert np.allclose(camera.axes @ camera.axes.T, np.eye(3))
    assert np.isclose(np.linalg.det(camera.axes), 1)
    assert np.allclose(camera(camera.eye), [0, 0, 1])


def test_seen_from_above_the_plane_is_itself() -> None:
    assert np.allclose(TOP(np.array([[2.0, 3.0, 5.0]])), [[2.0, 3.0, 5.0]])


def test_the_near_is_painted_over_the_far() -> None:
    """Of two squares, one above the other, the upper one comes last from above and first from below."""
    square = np.array([[[0.0, 0, 0], [0, 1, 0]], [[1, 0, 0], [1, 1, 0]]])
    red, blue = (1.0, 0, 0), (0, 0, 1.0)
    items = (Sheet(square + np.array([0, 0, 1]), red, shaded=False), Sheet(square, blue, shaded=False))
    for elevation, last in ((60, red), (-60, blue)):
        assert np.allclose(Scene(items, Camera(elevation, 20)).pieces().faces[-1, :3], last)


def test_a_curve_on_the_far_side_is_hidden() -> None:
    """The equator of a sphere, seen from above: what is painted last at a segment of its near half is the segment."""
    a, b = np.meshgrid(np.linspace(0, np.pi, 41), np.linspace(0, 2 * np.pi, 81), indexing="ij")
    ball = np.stack([np.sin(a) * np.cos(b), np.sin(a) * np.sin(b), np.cos(a)], axis=-1)
    t = np.linspace(0, 2 * np.pi, 81)
    equator = np.stack([np.cos(t), np.sin(t), 0 * t], axis=-1)
    camera = Camera(35, 0)
    scene = Scene((Sheet(ball), Stroke(equator, (1.0, 0, 0), 2.0)), camera)
    pieces = scene.pieces()
    corners, line = pieces.corners, pieces.widths == 2.0
    for k in np.flatnonzero(line):
        middle = corners[k].mean(axis=0)
        if abs(middle[1]) < 0.2:  # the ends, where the circle passes behind the ball
            continue
        sides = _cross(np.roll(corners, -1, axis=1) - corners, middle - corners)
        over = np.flatnonzero(~line & ((sides > 0).all(axis=1) | (sides < 0).all(axis=1)))
        assert len(over)
        assert (over.max() < k) == (middle[1] < 0)  # below the middle of the picture the circle is in front


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def test_an_arrow_ends_at_its_tip() -> None:
    scene = Scene((Arrow(np.zeros(3), np.array([2.0, 0, 0])),), TOP)
    corners = scene.pieces().corners.reshape(-1, 2)
    assert np.allclose(corners[:, 0].max(), 2) and np.allclose(corners.mean(axis=0)[1], 0, atol=1e-9)


@pytest.mark.parametrize("ends", [(-3.1, 3.1), (0, 2500), (1e-7, 3e-7), (-1e9, 5)])
def test_ticks_are_round_and_inside(ends: tuple[float, float]) -> None:
    found = ticks(*ends)
    assert 2 <= len(found) <= 6
    assert all(ends[0] <= t <= ends[1] or np.isclose(t, ends).any() for t in found)
    assert len(set(np.round(np.diff(found) / (found[1] - found[0]), 9))) == 1


def test_lengths_are_true_or_the_picture_says_so() -> None:
    assert sg.surfaces.torus().plot(points=8).scenes[0].camera.stretch == (1.0, 1.0, 1.0)
    steep = sg.Graph(1000 * x * y, (x, y), window=SQUARE, name="steep").plot(points=8).scenes[0]
    assert steep.title == "steep, axes not to one scale"
    assert np.allclose(np.ptp(steep.box(), axis=0) * steep.camera.stretch, 2000)


# -- files


@pytest.mark.slow
@needs_matplotlib
@pytest.mark.parametrize("form", ["png", "pdf", "svg"])
def test_files_are_the_same_bytes_each_time(form: str, tmp_path: Path) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    twice = [sg.surfaces.torus().plot("gaussian_curvature", points=12).written(form) for _ in range(2)]
    assert twice[0] == twice[1]
    assert dict(matplotlib.rcParams) == before
    assert not re.search(rb"20\d\d-\d\d|CreationDate|<dc:date>", twice[0])
    path = sg.surfaces.torus().plot("gaussian_curvature", points=12).save(tmp_path / f"torus.{form.upper()}")
    assert path.read_bytes() == twice[0]


@pytest.mark.slow
@needs_matplotlib
@pytest.mark.parametrize(
    "make",
    [
        lambda: sg.surfaces.ellipse().plot("curvature", points=50),
        lambda: sg.surfaces.helix().plot("torsion", points=50),
        lambda: sg.surfaces.moebius_band().plot("mean_curvature", points=10),
        lambda: sg.losses.rosenbrock(2).plot("scalar_curvature", points=10),
        lambda: sg.Immersion([x, y], (x, y), window=SQUARE, name="ℓ∘φ, 50% of $ \\ {").plot(
            "metric[1,1]", points=5
        ),
    ],
)
def test_curves_and_surfaces_are_drawn(make: Callable[[], Any], recwarn: pytest.WarningsRecorder) -> None:
    picture = make()
    assert picture.written("png", dpi=40)[:4] == b"\x89PNG"
    assert not [w for w in recwarn if "Glyph" in str(w.message)]
    assert set(picture._repr_mimebundle_()) == {"text/plain", "image/png"}


# -- bad input


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: sg.Graph.abstract(3).plot(), "has 3 coordinates"),
        (lambda: sg.surfaces.clifford_torus().plot(), r"lies in R\^4"),
        (lambda: sg.Graph(x * y, (x, y)).plot(), r"neither a window nor the domain has one: window=\{x: \(-1, 1\)\}"),
        (lambda: sg.Graph(x * y, (x, y)).plot(window={x: (0, sp.oo), y: (0, 1)}), "finite"),
        (lambda: sg.surfaces.torus().plot("gausian_curvature"), "Did you mean gaussian_curvature.*It has: "),
        (lambda: sg.surfaces.torus().plot("shape_operator"), r"4 components.*shape_operator\[1,1\]"),
        (lambda: sg.surfaces.torus().plot("shape_operator[3,1]"), "4 components"),
        (lambda: sg.surfaces.torus().plot("gaussian_curvature[1]"), "has no components"),
        (lambda: sg.surfaces.torus().plot(7), "color= is the name of a quantity"),
        (lambda: sg.surfaces.torus().plot(points=1), "points="),
        (lambda: sg.surfaces.torus().plot(points="many"), "points="),
        (lambda: sg.surfaces.torus().plot(view=3), "view="),
        (lambda: sg.surfaces.torus().plot(R="two"), "one number"),
        (lambda: sg.surfaces.torus().plot(q=1), "no argument q"),
        (lambda: sg.surfaces.torus().plot(R=1, r=2), "R"),
        (lambda: sg.Graph(sp.Symbol("a") * x * y, (x, y), window=SQUARE).plot(), r"parameter a has no value.*plot\(a=1\)"),
        (lambda: sg.Graph(sp.sqrt(-1 - x**2 + 0 * y), (x, y), window=SQUARE).plot(), "undefined|real"),
    ],
)  # fmt: skip
def test_what_has_no_picture_is_told(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        make()


@pytest.mark.parametrize("name", ["torus.jpg", "torus", "torus.png.txt"])
def test_the_suffix_decides_the_format(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not one of \.png, \.pdf, \.svg"):
        sg.surfaces.torus().plot(points=4).save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_without_matplotlib_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [n for n in sys.modules if n == "matplotlib" or n.startswith("matplotlib.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ToolError, match=r'pip install "symgeom\[plot\]"'):
        sg.surfaces.torus().plot(points=4).save(tmp_path / "torus.png")
    assert not list(tmp_path.iterdir())


# -- on the command line


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(map(str, arguments)), prog_name="symgeom")
    return result.exit_code, result.output


@pytest.mark.slow
@needs_matplotlib
def test_the_command_draws_a_file(tmp_path: Path) -> None:
    path = tmp_path / "saddle.svg"
    code, said = run(
        "plot", "a*x*y", "--parameter", "a", "--set", "a=2", "--window", "x=-1:1", "--window", "y=-pi/2:pi/2",
        "--color", "K", "-o", path,
    )  # fmt: skip
    assert (code, said) == (0, f"wrote {path}\n")
    assert path.read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x*y",), "--window x=-1:1"),
        (("a*x*y", "--parameter", "a", "--window", "x=0:1", "--window", "y=0:1"), "--set a=1"),
        (("torus", "--color", "metric"), "4 components"),
        (("torus", "--set", "R"), "--set R=2"),
        (("torus", "--set", "R=1", "--set", "R=2"), "twice"),
        (("torus", "--window", "u=3"), "--window u=0:2\\*pi"),
        (("torus", "--set", "R=x"), "no real number"),
    ],
)
def test_the_command_says_what_to_give(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    code, text = run("plot", *arguments, "-o", tmp_path / "picture.png")
    assert code == 2
    assert re.search(said, " ".join(text.split())), text
    assert not list(tmp_path.iterdir())


def test_the_command_refuses_a_suffix_before_it_works(tmp_path: Path) -> None:
    code, text = run("plot", "torus", "-o", tmp_path / "torus.gif")
    assert code == 2 and ".png" in text
