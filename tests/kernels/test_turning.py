"""Charts in which a tangent vector vanishes with its coordinate: profiles that turn back, and screws of them."""

import pytest
import sympy as sp
from mpmath import mp

import symgeom as sg
from benchmarks.digits.cases import Case
from benchmarks.digits.measure import QUANTITIES, measured, truths_of
from benchmarks.digits.oracle import Oracle
from symgeom.geometry.turning import turns
from symgeom.kernels import backend_names, backends
from symgeom.parts.rules import elementary, sinhc_slope, tanhc_slope

u, v = sp.symbols("u v", real=True)
PROFILES = {
    "cosines": (3 + sp.cos(v), sp.cosh(v)),
    "roots": (sp.sqrt(1 + v**2), sp.exp(-(v**2))),
    "a double angle": (3 + sp.cos(2 * v), 3 * v**2),
    "far below 1": (sp.sech(v), sp.log(1 + 4 * v**2)),
    "a quotient": (1 / (1 + v**2), v**2),
    "sines": (2 + sp.cos(v), v * sp.sin(v)),
    "a sine of a square": (2 + sp.sin(v**2), sp.log(sp.cosh(v))),
}
NEAR = (*((0.75 * (-1) ** k, 10.0**-k) for k in range(7)), (0.5, -1.75), (0.5, 12.0))


def surface_of(f, z, pitch=0):
    return sg.Hypersurface([f * sp.cos(u), f * sp.sin(u), z + pitch * u], (u, v))


def check(surface, backend, points=NEAR):
    case = Case("turning", surface, Oracle(list(surface.map), (u, v), {}))
    for row in measured(case, surface.kernel(QUANTITIES, backend=backend), truths_of(case, points)):
        assert row.points == len(points)
        assert row.over == row.missing == 0, f"{row.quantity} at {row.worst or row.gap}: {row.error:.1e}"


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_that_turn_back(name):
    check(surface_of(*PROFILES[name]), "numpy")


@pytest.mark.parametrize("name", ["cosines", "far below 1"])
def test_screws(name):
    check(surface_of(*PROFILES[name], pitch=1), "numpy")


@pytest.mark.parametrize("backend", backend_names())
def test_backends(backend):
    """Sines and hyperbolic functions near 0: their quotients have slopes of their own."""
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    check(surface_of(2 + sp.cos(v), sp.log(sp.cosh(v)) + sp.cosh(v)), backend)


def test_the_closed_form_is_taken_away_from_there():
    """Helicoids but for 1/cosh(v): H is as small as that is, where by name it is a difference."""
    surface = surface_of(2 + sp.cos(v), sp.sech(v), pitch=2)
    assert any("where" in line for line in surface.kernel(QUANTITIES).source.splitlines())
    check(surface, "numpy", [(0.5, 1e-3), (0.5, 30.0), (1.0, -70.0)])


def test_which_charts_turn():
    assert turns(surface_of(*PROFILES["cosines"])) == [v]
    assert turns(sg.surfaces.pseudosphere()) == list(sg.surfaces.pseudosphere().coordinates[:1])
    for other in (sg.surfaces.torus(), sg.surfaces.enneper(), sg.Graph(u**2 + v**2, (u, v))):
        assert turns(other) == []
    assert turns(surface_of(2 + sp.cos(v), sp.sin(v))) == []
    assert turns(surface_of(sp.cos(v) + sp.exp(v) - v, v**2)) == []


@pytest.mark.parametrize("kind", [sinhc_slope, tanhc_slope])
def test_slopes_of_quotients(kind):
    """Near 0, on both sides of where series end, and where cosh(u) overflows but its quotient with u cosh(u) doesn't."""
    below = sp.sinh if kind is sinhc_slope else sp.tanh
    quotient = below(v) / v
    assert sp.simplify((elementary(kind(v)) - sp.diff(quotient, v)).rewrite(sp.exp)) == 0
    exact = sp.lambdify(v, elementary(kind(v)), "mpmath")
    values = sg.Graph(u * quotient, (u, v)).kernel("normal", outside="ignore")
    for at in (1e-9, 1e-3, -0.5, 0.99, 1.01, 5.0, 300.0, *([800.0] if kind is tanhc_slope else [])):
        with mp.workdps(60):
            slope = exact(mp.mpf(at))
            want = -slope / mp.sqrt(1 + slope**2 + (sp.lambdify(v, quotient, "mpmath")(mp.mpf(at))) ** 2)
        assert values(1.0, at).normal[1] == pytest.approx(float(want), rel=1e-14)
