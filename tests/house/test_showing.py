"""Objects in notebooks: what each says of itself as text, LaTeX and HTML."""

import copy
import pickle
import xml.etree.ElementTree as ET

import pytest
import sympy as sp

import symgeom as sg
from symgeom.claims import Claim

u, v, x, y = sp.symbols("u v x y", real=True)
torus = sg.surfaces.torus()


def shown(thing):
    return thing._repr_mimebundle_(include=None, exclude=None)


THINGS = {
    "surface": torus,
    "graph": sg.Graph.abstract(2),
    "loss": sg.losses.rosenbrock(2),
    "metric": torus.metric,
    "verdict": sg.decide(sp.sin(u) ** 2, 1 - sp.cos(u) ** 2),
    "witness": sg.decide(u, u**2),
    "claim": sg.claims["isometric-landscape"],
    "claims": sg.claims,
    "kernel": torus.kernel(["gaussian_curvature"]),
    "results": torus.kernel(["gaussian_curvature", "metric"])(0.1, [0.2, float("nan")], R=2.0, r=0.5),
    "formula": sg.losses.rosenbrock(2).formula(["K", "H"]),
    "notes": sg.notes(torus),
    "array": torus.christoffel_symbols,
    "hostile": sg.Hypersurface([u, v, sp.Symbol("<b>&", real=True) * u * v], (u, v), name="<script>$5 & 50%"),
}


@pytest.mark.parametrize("name", THINGS)
def test_everything_shows_itself(name):
    bundle = shown(THINGS[name])
    assert set(bundle) >= {"text/plain", "text/html"} and all(bundle.values())
    assert bundle["text/plain"] in (str(THINGS[name]), repr(THINGS[name]))
    page = ET.fromstring(f"<div>{bundle['text/html']}</div>")  # well formed
    assert not [e for e in page.iter() if e.tag in ("script", "b") and name == "hostile"]


def test_what_is_shown():
    assert r"X(u, v) = \begin{pmatrix} (R + r \cos v) \cos u" in shown(torus)["text/latex"]
    assert "R > r" in shown(torus)["text/latex"] or "r < R" in shown(torus)["text/latex"]
    assert shown(sg.decide(u, u**2))["text/latex"].startswith("refuted: ")
    assert "<math" in shown(torus.metric)["text/html"]
    assert r"\textbackslash" not in shown(torus)["text/latex"]


def test_results_are_shown_by_value_and_range():
    """K of the sphere of radius 2 is 1/4."""
    kernel = sg.surfaces.sphere(2).kernel(["gaussian_curvature", "metric"])
    one, many = kernel(0.1, 0.2), kernel([0.1, 0.3], 0.2)
    assert "<td>()</td><td>0.25</td>" in shown(one)["text/html"]
    assert r"gaussian\_curvature (2,): 0.25 to 0.25" in shown(many)["text/latex"]


def test_a_formula_shows_its_parts_with_their_meanings():
    formula = sg.losses.rosenbrock(2).formula("K")
    page = shown(formula)["text/html"]
    assert all(f"({meaning})" in page for _, _, meaning in formula.definitions)
    tensor = shown(torus.formula("christoffel_symbols"))["text/latex"]
    assert r"\Gamma^1_{12} = " in tensor and r"\Gamma^1_{21}" not in tensor and "matrix" not in tensor


def test_tensors_are_shown_by_the_components_that_matter():
    """Those of the torus that do not vanish, one of each that a symmetry makes equal (do Carmo, 4-3)."""
    lines = shown(torus.christoffel_symbols)["text/latex"].split("\n\n")
    assert [line.split(" = ")[0] for line in lines] == [r"$\Gamma^1_{12}", r"$\Gamma^2_{11}"]
    assert len(shown(torus.riemann_tensor)["text/latex"].split("\n\n")) == 1
    assert shown(sg.surfaces.plane().christoffel_symbols)["text/latex"] == "$0$"


def test_an_array_is_the_plain_array():
    symbols = torus.christoffel_symbols
    plain = sp.ImmutableDenseNDimArray(symbols)
    assert isinstance(symbols, sp.ImmutableDenseNDimArray) and type(plain) is sp.ImmutableDenseNDimArray
    assert symbols == plain and hash(symbols) == hash(plain) and str(symbols) == str(plain)
    assert pickle.loads(pickle.dumps(symbols)) == copy.deepcopy(symbols) == plain
    assert symbols.subs(u, 0).shape == (2, 2, 2) and symbols.applyfunc(lambda e: 2 * e) == 2 * plain


def test_a_claim_with_a_macro_of_ones_own():
    claim = Claim(
        id="mine",
        title="Mine",
        statement=r"$\mathring{x} = 0$",
        any_dimension=lambda s: [],
        expected="proved",
        source="",
    )
    assert r"\mathring{x} = 0" in shown(claim)["text/html"]
