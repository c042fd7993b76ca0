"""Curves: tangent, curvature, principal normal, binormal and torsion against books and against an independent frame.

The numbers come from mpmath: the unit tangent is differentiated numerically, and nothing is taken from the library but the
map. Source of the closed forms: do Carmo, 1-5 and its exercises; A. Gray, *Modern Differential Geometry*, ch. 1, 2 and 8.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import pytest
import sympy as sp

import symgeom as sg
from symgeom.errors import InputError
from symgeom.geometry.kinks import nonzero

t = sp.Symbol("t", real=True)
a, b, c = sp.symbols("a b c", positive=True)


def viviani() -> sg.Immersion:
    return sg.Immersion(
        [a * (1 + sp.cos(t)), a * sp.sin(t), 2 * a * sp.sin(t / 2)], (t,), name="Viviani", defaults={a: 1.5}
    )


def catenary() -> sg.Hypersurface:
    return sg.Hypersurface([t, a * sp.cosh(t / a)], (t,), name="catenary", defaults={a: 1.5})


def cubic() -> sg.Immersion:
    return sg.Immersion([t, t**2, t**3], (t,), name="twisted cubic")


def left_helix() -> sg.Immersion:
    return sg.Immersion([a * sp.cos(t), a * sp.sin(t), -b * t], (t,), name="left", defaults={a: 1.0, b: 0.5})


def in_four() -> sg.Immersion:
    return sg.Immersion([sp.cos(t), sp.sin(t), sp.cos(2 * t), sp.sin(3 * t)], (t,), name="curve in R^4")


CURVES: dict[str, Callable[[], Any]] = {
    "helix": sg.surfaces.helix,
    "left helix": left_helix,
    "viviani": viviani,
    "cubic": cubic,
    "circle": sg.surfaces.circle,
    "ellipse": sg.surfaces.ellipse,
    "catenary": catenary,
    "graph": lambda: sg.Graph(sp.sin(t) + t**2 / 3, (t,)),
    "plane, as an immersion": lambda: sg.Immersion([t, sp.exp(t)], (t,)),
    "four": in_four,
}

BOOKS = [
    (sg.surfaces.helix, "curvature", lambda: _helix(1)[0]),
    (sg.surfaces.helix, "torsion", lambda: _helix(1)[1]),  # right-handed: positive
    (left_helix, "torsion", lambda: _helix(-1)[1]),
    (catenary, "curvature", lambda: 1 / (a * sp.cosh(t / a) ** 2)),
    (viviani, "curvature", lambda: sp.sqrt(13 + 3 * sp.cos(t)) / (a * (3 + sp.cos(t)) ** sp.Rational(3, 2))),
    (viviani, "torsion", lambda: 6 * sp.cos(t / 2) / (a * (13 + 3 * sp.cos(t)))),
    (
        cubic,
        "curvature",
        lambda: 2 * sp.sqrt(1 + 9 * t**2 + 9 * t**4) / (1 + 4 * t**2 + 9 * t**4) ** sp.Rational(3, 2),
    ),
    (cubic, "torsion", lambda: 3 / (1 + 9 * t**2 + 9 * t**4)),
]


def _helix(hand: int) -> tuple[sp.Expr, sp.Expr]:
    p, q = sg.surfaces.helix().parameters
    return p / (p**2 + q**2), hand * q / (p**2 + q**2)


@pytest.mark.parametrize(("make", "name", "form"), BOOKS)
def test_closed_forms_of_books(make: Callable[[], Any], name: str, form: Callable[[], sp.Expr]) -> None:
    value = form()
    verdict = sg.decide(getattr(make(), name), value)
    assert verdict.status == "proved", verdict
    assert sg.decide(getattr(make(), name), -value).status == "refuted"


def frame(curve: Any, at: Any) -> dict[str, Any]:
    """Tangent, curvature, normals and torsion in numbers, by derivatives of the unit tangent that mpmath takes."""
    values = {p: sp.Float(repr(v), 50) for p, v in curve.defaults.items()}
    parts = [sp.lambdify(*curve.coordinates, e.subs(values), "mpmath") for e in curve.map]
    n = len(parts)

    def speed(s: Any) -> Any:
        return mpmath.norm([mpmath.diff(f, s) for f in parts])

    def tangent(s: Any) -> list[Any]:
        return [mpmath.diff(f, s) / speed(s) for f in parts]

    def turning(s: Any) -> list[Any]:
        return [mpmath.diff(lambda r, k=k: tangent(r)[k], s) / speed(s) for k in range(n)]

    def principal(s: Any) -> list[Any]:
        turn = turning(s)
        return [x / mpmath.norm(turn) for x in turn]

    T, turn, P = tangent(at), turning(at), principal(at)
    found = {"tangent": T, "curvature": mpmath.norm(turn), "principal_normal": P}
    if n == 2:
        found["curvature"] = (T[0] * turn[1] - T[1] * turn[0]) * getattr(curve, "orientation", 1)
    if n == 3:
        B = [T[k - 2] * P[k - 1] - T[k - 1] * P[k - 2] for k in range(3)]
        swing = [mpmath.diff(lambda r, k=k: principal(r)[k], at) / speed(at) for k in range(3)]
        found |= {"binormal": B, "torsion": sum(x * y for x, y in zip(swing, B))}
    return found


@pytest.mark.parametrize("name", CURVES)
def test_against_a_numeric_frame(name: str) -> None:
    curve = CURVES[name]()
    names = [q.name for q in curve.quantities if q.chapter == "The curve and its frame"]
    assert len(names) == (5 if curve.ambient_dimension == 3 else 3)
    kernel = curve.kernel(names)
    with mpmath.workdps(40):
        for at in (mpmath.mpf("0.3"), mpmath.mpf("1.1")):
            expected, got = frame(curve, at), kernel(float(at))
            for quantity in names:
                left = (
                    [float(x) for x in mpmath.matrix(expected[quantity])]
                    if isinstance(expected[quantity], list)
                    else [float(expected[quantity])]
                )
                right = (
                    list(getattr(got, quantity).ravel()) if len(left) > 1 else [float(getattr(got, quantity))]
                )
                assert left == pytest.approx(right, rel=1e-9, abs=1e-9), quantity


def test_a_plane_curve_has_one_curvature() -> None:
    """K = H = kappa, and all three turn with the normal."""
    for curve in (sg.surfaces.ellipse(), catenary(), sg.Graph(t**3, (t,))):
        for one in (curve, curve.flipped()):
            assert sg.decide(one.curvature, one.gaussian_curvature).status == "proved"
            assert sg.decide(one.curvature, one.mean_curvature).status == "proved"
        assert sg.decide(curve.flipped().curvature, -curve.curvature).status == "proved"
        assert curve.flipped().principal_normal == curve.principal_normal
    assert sg.surfaces.circle().curvature == 1 / sg.surfaces.circle().parameters[0]


def test_arc_length_does_not_depend_on_the_coordinate() -> None:
    s = sp.Symbol("s", real=True)
    curve = cubic()
    for change in (s + s**3, -s):
        moved = curve.reparametrize({t: change}, (s,))
        for name in ("curvature", "torsion"):
            assert sg.decide(getattr(moved, name), getattr(curve, name).subs(t, change)).status == "proved"
    mirrored = sg.Immersion([t, t**2, -(t**3)], (t,))
    assert sg.decide(mirrored.torsion, -curve.torsion).status == "proved"


def test_the_frame_exists_for_curves_only() -> None:
    torus, helix, ellipse = sg.surfaces.torus(), sg.surfaces.helix(), sg.surfaces.ellipse()
    for surface, name, about in (
        (torus, "tangent", "a curve"),
        (torus, "torsion", "a curve in R\\^3"),
        (ellipse, "torsion", "a curve in R\\^3"),
        (in_four(), "binormal", "a curve in R\\^3"),
    ):
        assert not hasattr(surface, name)
        assert name not in [q.name for q in surface.quantities]
        with pytest.raises(AttributeError, match=f"has no {name}: that is a quantity of {about}"):
            getattr(surface, name)
        with pytest.raises(InputError, match=f"has no {name}"):
            surface.quantity(name)
        with pytest.raises(InputError, match=f"no quantity '{name}'"):
            surface.kernel(name)
    assert helix.torsion and ellipse.tangent and ellipse.third_fundamental_form


def test_where_the_curvature_vanishes() -> None:
    """(t, t^3, t^4) is flat at 0: no principal normal, so no torsion, though its closed form has a value there."""
    curve = sg.Immersion([t, t**3, t**4], (t,), name="flat at 0")
    for name in ("principal_normal", "binormal", "torsion"):
        assert nonzero(curve, name) == (t,)
        assert str(curve.kernel(name, outside="nan")(0.0)[name]).count("nan")
    assert nonzero(curve, "curvature") == () and nonzero(sg.surfaces.helix(), "torsion") == ()
    kernel = curve.kernel(["curvature", "tangent", "torsion"])
    assert kernel(0.0).curvature == 0 and kernel(1.0).torsion == pytest.approx(2 / 9)
    assert r"where $t \ne 0$" in sg.notes(curve).markdown
    from symgeom.command.terminal import page

    assert "torsion: torsion, where t ≠ 0" in page(curve)
    line = sg.Immersion([t, 2 * t, 1 - t], (t,), name="line")
    assert line.curvature == 0
    with pytest.raises(InputError, match="straight"):
        _ = line.torsion
    assert "torsion" not in page(line) and "torsion" not in sg.notes(line).markdown
    assert "The curve is straight: its curvature vanishes identically." in sg.notes(line).markdown


@pytest.mark.parametrize("name", ["circle", "ellipse", "catenary", "graph", "helix"])
def test_a_curve_hears_nothing_of_surfaces(name: str) -> None:
    from symgeom.command.terminal import page

    curve = CURVES[name]()
    for text in (sg.notes(curve).markdown, page(curve)):
        assert "hird fundamental form" not in text and "rincipal direction" not in text
        assert "rincipal curvature" not in text and "angent" in text and "urvature" in text
