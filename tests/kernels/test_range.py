"""Where exponentials leave the range of float64 and curvatures don't: lengths of 10^-200 have squares that vanish."""

import numpy as np
import pytest
import sympy as sp
from flint import arb

import symgeom as sg
from benchmarks.digits.cases import Case
from benchmarks.digits.measure import QUANTITIES, measured, truths_of
from benchmarks.digits.oracle import Oracle
from symgeom.algebra.domain.balls import Undefined, precision
from symgeom.geometry.range import Ranged
from symgeom.kernels import backend_names, backends

u, v = sp.symbols("u v", real=True)
THIN = v * sp.exp(-(v**2))
MAPS = {
    "a thin horn": [THIN * sp.cos(u), THIN * sp.sin(u), v**2],
    "a steep one": [THIN * sp.cos(u), THIN * sp.sin(u), sp.cosh(v)],
    "a logarithmic chart": [sp.exp(v) * sp.cos(u), sp.exp(v) * sp.sin(u), v**3 - 3 * v],
}
PLACES = (3.0, 15.0, 21.0, 25.0, -22.5, -300.0, -400.0, -469.0)


@pytest.mark.parametrize("name", MAPS)
def test_curvatures_have_values_wherever_they_can_be_written(name):
    case = Case(name, sg.Hypersurface(MAPS[name], (u, v)), Oracle(MAPS[name], (u, v), {}))
    for row in measured(case, case.surface.kernel(QUANTITIES), truths_of(case, [(0.5, at) for at in PLACES])):
        assert row.points == len(PLACES)
        assert row.over == row.missing == 0, f"{row.quantity} at {row.worst or row.gap}: {row.error:.1e}"


@pytest.mark.parametrize("backend", backend_names())
def test_backends(backend):
    if backends.backend(backend).missing:
        pytest.skip(f"needs {backend}")
    out = sg.Hypersurface(MAPS["a thin horn"], (u, v)).kernel(QUANTITIES, backend=backend)(0.5, 25.0)
    first, last = map(float, np.ravel(out.principal_curvatures))
    assert float(out.gaussian_curvature) == pytest.approx(-0.99839936, rel=1e-14)
    assert last == pytest.approx(2 * float(out.mean_curvature), rel=1e-14)
    assert first * last == pytest.approx(-0.99839936, rel=1e-13)


def test_the_range_of_float64():
    x, y = sp.symbols("x y", real=True)
    with precision(53):
        at = Ranged({x: arb(400)})
        assert at.real(sp.exp(-x)) != 0 and at.real(sp.exp(-2 * x)) == 0 and at.real(1 + sp.exp(-2 * x)) == 1
        for e in (sp.exp(2 * x), y, 1 / (sp.exp(-2 * x) + sp.exp(-3 * x))):
            with pytest.raises(Undefined):
                at.real(e)


@pytest.mark.parametrize("name", MAPS)
def test_a_kernel_is_the_same_whatever_was_asked_before(name):
    """Closed forms are tried within an allowance, from which nothing is taken for what is known already."""
    first, other = (sg.Hypersurface(MAPS[name], (u, v)) for _ in range(2))
    other.kernel("metric", "shape_operator")
    assert other.gaussian_curvature is not None and other.formula(("mean_curvature", "normal")).proof
    assert first.kernel(QUANTITIES).source == other.kernel(QUANTITIES).source
