"""Cosines of double angles are written where they are factors."""

import math

import sympy as sp

import symgeom as sg


def test_second_form_of_henneberg() -> None:
    """From the real part of its Weierstrass data: L = -N is a multiple of cos 2v, which is written so."""
    surface = sg.surfaces.henneberg()
    u, v = surface.coordinates
    h = surface.second_fundamental_form
    expected = 4 * sp.sinh(2 * u) * sp.cos(2 * v)
    for values in ({u: 0.7, v: 0.4}, {u: 1.1, v: 2.9}):
        assert math.isclose(abs(h[0, 0].subs(values)), abs(expected.subs(values)), rel_tol=1e-12)
    assert h[0, 0].has(sp.cos(2 * v)) and not h[0, 0].has(sp.cos(v))
