"""The classes: closed forms of graphs against the general rules, orientation, charts, codimension, and bad input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.algebra.field.elements import Element
from symgeom.geometry import firstform

pytestmark = pytest.mark.quick

u, v, x, y = sp.symbols("u v x y", real=True)
R, r, a = sp.symbols("R r a", positive=True)
TENSORS = [
    "jacobian",
    "metric",
    "inverse_metric",
    "volume_element",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "third_fundamental_form",
    "gaussian_curvature",
    "mean_curvature",
    "christoffel_symbols",
    "riemann_tensor",
    "ricci_tensor",
    "scalar_curvature",
]


def torus() -> sg.Hypersurface:
    ring = R + r * sp.cos(v)
    return sg.Hypersurface(
        [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)], (u, v), where=[r < R], name="torus"
    )


def flat(entries: Any) -> list[Element]:
    return [entries] if isinstance(entries, Element) else [e for part in entries for e in flat(part)]


def same(surface: sg.Hypersurface, left: Any, right: Any) -> bool:
    """Two SymPy values, equal in the exact field of a surface."""
    a, b = sp.flatten([left]), sp.flatten([right])
    if hasattr(left, "tolist"):
        a, b = sp.flatten(left.tolist()), sp.flatten(right.tolist())
    return len(a) == len(b) and all(
        surface.engine.element(p) == surface.engine.element(q) for p, q in zip(a, b)
    )


@pytest.mark.parametrize("name", TENSORS)
@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("orientation", [1, -1])
def test_closed_forms_of_a_graph_are_the_general_rules(d: int, name: str, orientation: int) -> None:
    graph = sg.Graph.abstract(d)
    general = sg.Hypersurface(graph.map, graph.coordinates)
    if orientation < 0:
        graph, general = graph.flipped(), general.flipped()
    assert type(graph) is sg.Graph
    assert type(general) is sg.Hypersurface
    expected = [graph.engine.element(general.engine.field.plain(e)) for e in flat(general.engine.exact(name))]
    assert flat(graph.engine.exact(name)) == expected


def test_the_third_form_of_a_graph_over_four_coordinates_is_the_general_rule() -> None:
    a, b, c, e = theta = sp.symbols("a b c e", real=True)
    graph = sg.Graph(a**2 + 2 * a * b - c * e + e**2 * b, theta)
    general = sg.Hypersurface(graph.map, theta)
    name = "third_fundamental_form"
    expected = [graph.engine.element(general.engine.field.plain(x)) for x in flat(general.engine.exact(name))]
    assert flat(graph.engine.exact(name)) == expected


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_flipping_the_normal(d: int) -> None:
    surface = sg.Graph.abstract(d)
    other = surface.flipped()
    sign = {
        "normal": -1,
        "second_fundamental_form": -1,
        "shape_operator": -1,
        "mean_curvature": -1,
        "gaussian_curvature": (-1) ** d,
        "third_fundamental_form": 1,
        "metric": 1,
        "volume_element": 1,
        "mean_curvature_vector": 1,
    }
    for name, factor in sign.items():
        mine = [surface.engine.field.plain(e) for e in flat(surface.engine.exact(name))]
        assert [
            surface.engine.element(other.engine.field.plain(e)) for e in flat(other.engine.exact(name))
        ] == [surface.engine.element(e) * factor for e in mine]
    assert other.flipped().orientation == surface.orientation


def test_torus_as_a_book_prints_it() -> None:
    """do Carmo, 3-3, example 1."""
    t = torus()
    assert t.gaussian_curvature == sp.cos(v) / (r * (R + r * sp.cos(v)))
    assert str(t.mean_curvature) == "-(R + 2*r*cos(v))/(2*r*(R + r*cos(v)))"
    assert list(t.principal_curvatures) == [-sp.cos(v) / (R + r * sp.cos(v)), -1 / r]
    assert t.volume_element == r * (R + r * sp.cos(v))


def test_without_the_fact_the_sign_stays_visible() -> None:
    ring = R + r * sp.cos(v)
    spindle = sg.Hypersurface([ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)], (u, v))
    assert spindle.volume_element == r * sp.Abs(ring)
    assert spindle.mean_curvature.has(sp.Abs)


def test_change_of_chart() -> None:
    s, t = sp.symbols("s t", real=True)
    surface = torus()
    change = {u: s + t, v: s - 2 * t}
    other = surface.reparametrize(change, (s, t))
    B = sp.Matrix([[1, 1], [1, -2]])
    for name in ("gaussian_curvature", "scalar_curvature"):
        assert same(other, other.quantity(name), surface.quantity(name).xreplace(change))
    assert same(other, other.metric.matrix, B.T * surface.metric.matrix.xreplace(change) * B)
    # det B < 0 turns the normal of the chart round
    assert same(other, other.mean_curvature, -surface.mean_curvature.xreplace(change))
    assert same(other, other.shape_operator, -B.inv() * surface.shape_operator.xreplace(change) * B)
    bounded = sg.Immersion([u, v, u * v], (u, v), domain={u: (0, 5), v: (-1, 5)}).reparametrize(
        change, (s, t)
    )
    assert len(bounded.where) == 4
    for point, broken in (({s: 2, t: 1}, 0), ({s: 2, t: -3}, 2), ({s: 0, t: 1}, 1)):
        assert sum(r.subs(point) == sp.false for r in bounded.where) == broken
    with pytest.raises(sg.InputError, match="says nothing of v"):
        surface.reparametrize({u: s}, (s, t))


@pytest.mark.slow
@pytest.mark.parametrize(
    "surface",
    [
        sg.Graph(x**2 + x * y, (x, y)),
        sg.Graph((x**2 + 3 * y**2) / 2, (x, y)),
        torus(),
        sg.surfaces.ellipsoid(),
        sg.surfaces.sphere(),
        sg.surfaces.plane(),
    ],
    ids=lambda s: s.name,
)
def test_principal_directions_are_orthonormal_eigenvectors(surface: sg.Hypersurface) -> None:
    """At a point: S E = E diag(kappa) and E^T g E = I, also where the matrix of S is not symmetric."""
    values = dict.fromkeys(surface.parameters)
    for number, p in enumerate(surface.parameters):
        values[p] = sp.Rational(5, 2 + number)
    values |= {c: sp.Rational(3 + n, 10) for n, c in enumerate(surface.coordinates)}
    E, S, g, k = (
        sp.Matrix(surface.quantity(n)).subs(values).evalf(30)
        for n in ("principal_directions", "shape_operator", "metric", "principal_curvatures")
    )
    assert max(abs(e) for e in S * E - E * sp.diag(*k)) < 1e-25
    assert max(abs(e) for e in E.T * g * E - sp.eye(2)) < 1e-25


def test_directions_of_a_curvature_that_occurs_twice() -> None:
    """ell = (x + 2y + z)^2/2: S has rank one, and the null space of the others is along no axis."""
    z = sp.Symbol("z", real=True)
    surface = sg.Graph((x + 2 * y + z) ** 2 / 2, (x, y, z))
    E, S, g, k = (
        sp.Matrix(surface.quantity(n)).subs({x: 1, y: 2, z: -3}).evalf(30)
        for n in ("principal_directions", "shape_operator", "metric", "principal_curvatures")
    )
    assert max(abs(e) for e in S * E - E * sp.diag(*k)) < 1e-25
    assert max(abs(e) for e in E.T * g * E - sp.eye(3)) < 1e-25


@pytest.mark.slow
def test_three_dimensional_spectrum() -> None:
    """A cubic with three real roots, and blocks; against numeric eigenvalues."""
    z = sp.Symbol("z", real=True)
    surface = sg.Graph(x * y + y * z + x**2 * z, (x, y, z))
    point = {x: sp.Rational(1, 3), y: sp.Rational(-1, 2), z: sp.Rational(2, 5)}
    S = surface.shape_operator.subs(point).evalf(30)
    expected = sorted(sp.re(e) for e in sp.Poly(S.charpoly().as_expr()).nroots(n=25))
    got = sorted(sp.re(e.subs(point).evalf(30)) for e in surface.principal_curvatures)
    assert max(abs(p - q) for p, q in zip(expected, got)) < 1e-15
    E, g = (sp.Matrix(surface.quantity(n)).subs(point).evalf(30) for n in ("principal_directions", "metric"))
    assert max(abs(e) for e in E.T * g * E - sp.eye(3)) < 1e-15


def test_three_principal_curvatures_come_largest_first() -> None:
    """Viete's roots of an irreducible cubic, at points where they differ."""
    z = sp.Symbol("z", real=True)
    surface = sg.Graph(x * y + y * z + x**2 * z, (x, y, z))
    for point in ({x: 0.3, y: -0.5, z: 0.4}, {x: -0.2, y: 0.7, z: 0.1}, {x: 1.1, y: 0.2, z: -0.6}):
        first, second, third = (float(sp.re(e.subs(point).evalf())) for e in surface.principal_curvatures)
        assert first - second > 1e-3 and second - third > 1e-3


def test_s_is_the_inverse_metric_before_h_in_orthogonal_coordinates() -> None:
    """On a helicoid E = 1, G = u^2 + 4 and F = 0 but f = h_12 isn't: S = [[e/E, f/E], [f/G, g/G]] (do Carmo, 3-3)."""
    helicoid = sg.Hypersurface([u * sp.cos(v), u * sp.sin(v), 2 * v], (u, v))
    g, h, S = helicoid.metric.matrix, helicoid.second_fundamental_form, helicoid.shape_operator
    at = {u: sp.Rational(3, 2), v: sp.Rational(1, 5)}
    assert g[0, 1] == 0 and h[0, 1].subs(at) != 0 and g[0, 0].subs(at) != g[1, 1].subs(at)
    for i in range(2):
        for j in range(2):
            assert abs(sp.N((S[i, j] - h[i, j] / g[i, i]).subs(at))) < 1e-12


def test_higher_codimension() -> None:
    t = sp.Symbol("t", real=True)
    helix = sg.Immersion([sp.cos(t), sp.sin(t), t], (t,))
    assert list(helix.mean_curvature_vector) == [-sp.cos(t) / 2, -sp.sin(t) / 2, 0]
    clifford = sg.surfaces.clifford_torus()
    assert clifford.scalar_curvature == 0
    assert clifford.second_fundamental_form.shape == (4, 2, 2)


def test_metric_alone() -> None:
    half_plane = sg.Metric([[1 / y**2, 0], [0, 1 / y**2]], (x, y), domain={y: (0, sp.oo)})
    assert half_plane.scalar_curvature == -2
    assert half_plane.laplacian(sp.log(y)) == -1
    assert half_plane.gradient(y)[1] == y**2
    equations = half_plane.geodesic_equations
    assert len(equations) == 2
    assert all(isinstance(e, sp.Eq) for e in equations)


def test_sphere_in_every_dimension() -> None:
    for d in (1, 2, 3, 4):
        sphere = sg.surfaces.n_sphere(d)
        (radius,) = sphere.parameters
        assert same(sphere, sphere.gaussian_curvature, sp.Integer(-1) ** d / radius**d)
        assert same(sphere, sphere.mean_curvature, -1 / radius)
        assert same(sphere, sphere.scalar_curvature, d * (d - 1) / radius**2)


@pytest.mark.slow
def test_network_losses_have_closed_forms() -> None:
    for loss in (sg.losses.tanh_network(), sg.losses.rosenbrock(3)):
        assert loss.mean_curvature.free_symbols <= set(loss.coordinates) | set(loss.parameters)


# Bad input --------------------------------------------------------------------------------------------------------------
def K(*args: object, **kwargs: object) -> object:
    return sg.Hypersurface(*args, **kwargs).gaussian_curvature


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: K([u, u, u], (u, v)), ["singular", "(u, u, u)", "rank is 2"]),
        (lambda: K([u, v], (u, v)), ["3 components", "has 2"]),
        (lambda: K([u, v, 0, 1], (u, v)), ["4", "Immersion"]),
        (lambda: sg.Immersion([u], (u, v)), ["1 components", "at least 2"]),
        (lambda: K([u, v, sp.sqrt(-1 - u**2)], (u, v)), ["nowhere real", "-u**2 - 1"]),
        (lambda: K([u, v, sp.log(-(u**2))], (u, v)), ["nowhere real"]),
        (lambda: K([u, v, u], (u, v), where=[r < R, r > R]), ["contradict", "R"]),
        (lambda: K([u, v, u], (u, v), where=[r < R, r > R + 1]), ["contradict"]),
        (lambda: K([u, v, u], (u, v), domain={u: (1, 0)}), ["domain of u is empty"]),
        (lambda: K([u, v, u], (u, v), domain={u: 3}), ["pair"]),
        (lambda: K(["u", v, u], (u, v)), ["component 1 is text"]),
        (lambda: K("u, v, 0", (u, v)), ["text is never evaluated"]),
        (lambda: K([u, v, sp.I * u], (u, v)), ["complex"]),
        (lambda: K([u, v, u], (u, u)), ["named twice"]),
        (lambda: K([u, v, u], ("u", v)), ["must be a SymPy Symbol"]),
        (lambda: K([u, v, sp.Symbol("u")], (u, v)), ["two different symbols are called u"]),
        (lambda: K([u, v, sp.Piecewise((u, u > 0), (0, True))], (u, v)), ["Piecewise"]),
        (lambda: K([u, v, sp.gamma(u)], (u, v)), ["gamma"]),
        (
            lambda: K([u, v, 1 / (u - u * sp.S.One + sp.sin(v) ** 2 + sp.cos(v) ** 2 - 1)], (u, v)),
            ["vanishes"],
        ),
        (lambda: sg.Metric([[1, x], [y, 1]], (x, y)), ["not symmetric"]),
        (lambda: sg.Metric([[1, 1], [1, 1]], (x, y)).inverse, ["singular"]),
        (lambda: sg.Metric([[1, 0]], (x, y)), ["square"]),
        (lambda: sg.Metric(sp.diag(-1, 1), (x, y)), ["positive definite", "(1, 1)"]),
        (
            lambda: sg.decide(sp.sqrt(x**2), x, domain={sp.Symbol("x"): (0, 1)}),
            ["two different symbols", "x"],
        ),
        (lambda: sg.Graph.abstract(0), ["positive integer"]),
        (lambda: torus().quantity("gausian_curvature"), ["Did you mean gaussian_curvature"]),
        (lambda: sg.Graph("x*y", (x, y)), ["text is never evaluated"]),
        (lambda: sg.decide("x", x), ["text"]),
        (lambda: sg.decide(x, sp.oo), ["not finite"]),
        (lambda: sg.claims["propositon-1"], ["Did you mean proposition-1"]),
        (lambda: sg.claims["proposition-1"].check(on=torus()), ["graph"]),
        (lambda: sg.claims["theorema-egregium"].check(on=sg.Graph.abstract(3)), ["dimension"]),
    ],
)
def test_bad_input_is_told_plainly(call: object, words: list[str]) -> None:
    with pytest.raises(sg.InputError) as caught:
        call()  # type: ignore[operator]
    for word in words:
        assert word in str(caught.value), str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["torus", "sphere", "catenoid", "pseudosphere_lower", "revolution", "cone", "n_sphere"]
)
@pytest.mark.parametrize("orientation", [1, -1])
def test_orthogonal_coordinates_by_their_lengths(name: str, orientation: int) -> None:
    """What orthogonal coordinates are given instead of det g is the same as the general rule."""
    general, special = (getattr(sg.surfaces, name)() for _ in range(2))
    if orientation < 0:
        general, special = general.flipped(), special.flipped()
    general = general.engine.in_field(None, by_lengths=False)
    values = {n: general.quantity(n) for n in [*TENSORS, "principal_curvatures"]}
    assert firstform.is_orthogonal(special)
    assert not firstform.is_orthogonal(general)
    for n, value in values.items():
        assert same(general, value, special.quantity(n)), n


@pytest.mark.slow
def test_spheres_of_high_dimension() -> None:
    sphere = sg.surfaces.n_sphere(8)
    (radius,) = sphere.parameters
    assert sphere.gaussian_curvature == radius**-8
    assert sphere.mean_curvature == -1 / radius
    assert sphere.scalar_curvature == 56 / radius**2


def _six() -> sg.Graph:
    """A function of six variables whose Hessian has no zeros."""
    x = sp.symbols("x1:7", real=True)
    return sg.Graph(sum(k * v**3 for k, v in enumerate(x, 1)) + sum(x) ** 2 / 2, x)


@pytest.mark.slow
def test_a_large_determinant_keeps_its_name() -> None:
    """det A by its name is what it is when multiplied out, in the field, in balls and in a kernel."""
    graph = _six()
    K = graph.gaussian_curvature
    assert K.has(sp.Determinant)
    assert sp.count_ops(K) < 300
    assert graph.engine.element(K) == graph.engine.exact("gaussian_curvature")
    assert graph.flipped().gaussian_curvature == K  # d is even
    kernel = graph.kernel(["gaussian_curvature", "shape_operator"])
    out = kernel(*np.linspace(-0.4, 0.6, 18).reshape(6, 3))
    assert np.allclose(out.gaussian_curvature, np.linalg.det(out.shape_operator), rtol=1e-12)


def test_a_named_determinant_is_decided() -> None:
    a, b = sp.symbols("a b", real=True)
    m = sp.Matrix([[a, b, 1], [b, a, 2], [1, 2, a]])
    value = a**3 + 4 * b - 5 * a - a * b**2
    assert sg.decide(sp.Determinant(m), value).status == "proved"
    assert sg.decide(sp.Determinant(m), value + a).status == "refuted"
    with pytest.raises(sg.InputError, match="M"):
        sg.decide(sp.Determinant(sp.MatrixSymbol("M", 2, 2)), a)


@pytest.mark.parametrize("d", [5, pytest.param(8, marks=pytest.mark.slow)])
def test_a_graph_of_many_variables(d: int) -> None:
    graph = sg.Graph.abstract(d)
    assert graph.gaussian_curvature.has(sp.Determinant) == (d > 5)
    assert graph.shape_operator.shape == (d, d)


@pytest.mark.slow
def test_the_ten_sphere() -> None:
    sphere = sg.surfaces.n_sphere(10)
    r = sphere.parameters[0]
    assert sphere.gaussian_curvature == r**-10
    assert sphere.mean_curvature == -1 / r
    assert sphere.volume_element.has(sp.sin)


def test_vector_fields_of_the_plane_in_polar_coordinates() -> None:
    """A constant field is parallel, the radial one has divergence d; the divergence of a gradient is the Laplacian."""
    rho, phi = sp.symbols("rho phi", positive=True)
    polar = sg.Metric([[1, 0], [0, rho**2]], (rho, phi))
    assert polar.covariant_derivative([sp.sin(phi), sp.cos(phi) / rho]) == sp.zeros(2)
    assert polar.divergence([rho, 0]) == 2
    f = rho**3 * sp.cos(2 * phi)
    assert sg.decide(polar.divergence(polar.gradient(f)), polar.laplacian(f)).status == "proved"
    with pytest.raises(sg.InputError, match="2 components"):
        polar.divergence([1, 2, 3])


def test_sectional_and_gaussian_curvature_of_metrics() -> None:
    """Lee, ch. 8: spheres have 1/r^2, hyperbolic space -1, in every plane; K of a surface needs only its metric."""
    torus = sg.surfaces.torus()
    assert torus.metric.gaussian_curvature == torus.gaussian_curvature
    assert torus.flipped().metric.gaussian_curvature == torus.gaussian_curvature
    sphere = sg.surfaces.n_sphere(3).metric
    (radius,) = sphere.parameters
    first, second, _ = sphere.coordinates
    for v, w in (((1, 0, 0), (0, 1, 0)), ((1, 2, 0), (0, first, 3)), ((1, 1, 1), (second, 0, 1))):
        assert sphere.sectional_curvature(v, w) == 1 / radius**2
    product = sg.Metric(sp.diag(1, sp.sin(x) ** 2, 1), (x, y, u), domain={x: (0, sp.pi)})
    assert product.sectional_curvature((1, 0, 0), (0, 1, 0)) == 1
    assert product.sectional_curvature((1, 0, 0), (0, 0, 1)) == 0
    with pytest.raises(sg.InputError, match="dependent"):
        product.sectional_curvature((1, 0, 0), (2, 0, 0))
    with pytest.raises(sg.InputError, match="two coordinates"):
        _ = product.gaussian_curvature


def test_gaussian_curvature_of_a_surface_in_four_dimensions() -> None:
    """The Clifford torus is flat, the Veronese-like graph of u + iv squared isn't: K = -8/(1 + 4|z|^2)^3 (Lee, ch. 8)."""
    flat = sg.Immersion([sp.cos(u), sp.sin(u), sp.cos(v), sp.sin(v)], (u, v))
    assert flat.gaussian_curvature == 0
    square = sg.Immersion([u, v, u**2 - v**2, 2 * u * v], (u, v))
    expected = -8 / (1 + 4 * (u**2 + v**2)) ** 3
    assert sg.decide(square.gaussian_curvature, expected).status == "proved"
    with pytest.raises(sg.InputError, match="two coordinates"):
        _ = sg.Immersion([x, y, u, x * y * u, x], (x, y, u)).gaussian_curvature


def test_help_on_a_quantity_says_what_it_is() -> None:
    import pydoc

    for quantity, words in (
        (
            sg.Graph.gaussian_curvature,
            ("Gaussian curvature", r"\det A/w^{d+2}", "Shape: ()", "do Carmo", "K"),
        ),
        (sg.Hypersurface.normal, ("unit normal", "Shape: (d + 1,)", "flipped", "Lee")),
        (sg.Immersion.second_fundamental_form, ("Shape: (n, d, d)", "normal valued")),
        (sg.Metric.christoffel_symbols, ("Shape: (d, d, d)", "upper")),
    ):
        text = pydoc.render_doc(quantity, renderer=pydoc.plaintext)
        assert all(word in text for word in words), text


def test_an_induced_metric_has_kernels() -> None:
    """They know nothing of a map, and agree with those of the surface: R = 2K."""
    torus = sg.surfaces.torus()
    point = {"u": 0.3, "v": 0.4, "R": 2.0, "r": 0.5}
    R = torus.metric.kernel("scalar_curvature")(**point).scalar_curvature
    assert abs(R - 2 * torus.kernel("gaussian_curvature")(**point).gaussian_curvature) < 1e-12
