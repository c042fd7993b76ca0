"""Laws that every surface obeys, on random maps, each by the library's own proof.

Orientation flips, changes of chart, rigid motions and scalings act as the table of conventions says; the
equations of Gauss and Codazzi hold; the rank-one formulas of a graph agree with the general ones.
"""

import itertools

import sympy as sp
from hypothesis import HealthCheck, given, settings

import symgeom as sg
from tests.geometry import strategies as own

few = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
SCALARS = ("gaussian_curvature", "mean_curvature", "volume_element")


def entries(value):
    if isinstance(value, (sp.MatrixBase, sp.NDimArray)):
        return list(sp.flatten(value.tolist()))
    return [sp.sympify(value)]


def assert_equal(left, right, what, where=()):
    """Every entry proved equal."""
    for k, (a, b) in enumerate(zip(entries(left), entries(right), strict=True)):
        verdict = sg.decide(a, b, where=where)
        assert verdict.status == "proved", f"{what}, entry {k}: {verdict.status}, {verdict.reason}\n{a}\n{b}"


def build(map_and_letters):
    components, letters = map_and_letters
    return sg.Hypersurface(components, letters)


@few
@given(own.maps)
def test_flip(drawn):
    surface = build(drawn)
    flipped, d = surface.flipped(), surface.dimension
    signs = {
        "normal": -1,
        "second_fundamental_form": -1,
        "shape_operator": -1,
        "mean_curvature": -1,
        "gaussian_curvature": (-1) ** d,
        "third_fundamental_form": 1,
        "metric": 1,
        "volume_element": 1,
        "scalar_curvature": 1,
    }
    for name, sign in signs.items():
        assert_equal(flipped.quantity(name), sign * surface.quantity(name), name)


@few
@given(own.graph_maps(3))
def test_flip_in_odd_dimension(drawn):
    surface = build(drawn)
    flipped = surface.flipped()
    assert_equal(flipped.quantity("gaussian_curvature"), -surface.quantity("gaussian_curvature"), "K")


@few
@given(own.maps, own.charts())
def test_change_of_chart(drawn, chart):
    """g and h are tensors, K and H functions on the surface; a chart that reverses orientation flips N."""
    surface = build(drawn)
    moved = surface.reparametrize(chart.images, (own.s, own.t))
    B = chart.jacobian

    def pulled(name):
        return surface.quantity(name).xreplace(chart.images)

    assert_equal(moved.quantity("metric"), B.T * sp.Matrix(pulled("metric")) * B, "g")
    h = B.T * sp.Matrix(pulled("second_fundamental_form")) * B
    assert_equal(moved.quantity("second_fundamental_form"), chart.sign * h, "h")
    assert_equal(moved.quantity("gaussian_curvature"), pulled("gaussian_curvature"), "K")
    assert_equal(moved.quantity("mean_curvature"), chart.sign * pulled("mean_curvature"), "H")


@few
@given(own.maps, own.motions())
def test_rigid_motion(drawn, motion):
    components, letters = drawn
    surface = build(drawn)
    moved = sg.Hypersurface(motion.apply(components), letters)
    assert_equal(moved.quantity("metric"), surface.quantity("metric"), "g")
    h = surface.quantity("second_fundamental_form")
    assert_equal(moved.quantity("second_fundamental_form"), motion.sign * h, "h")
    assert_equal(moved.quantity("gaussian_curvature"), surface.quantity("gaussian_curvature"), "K")
    assert_equal(moved.quantity("mean_curvature"), motion.sign * surface.quantity("mean_curvature"), "H")


@few
@given(own.maps, own.scales)
def test_scaling(drawn, factor):
    components, letters = drawn
    surface = build(drawn)
    scaled = sg.Hypersurface([factor * component for component in components], letters)
    powers = {"metric": 2, "volume_element": 2, "mean_curvature": -1, "gaussian_curvature": -2}
    for name, power in powers.items():
        assert_equal(scaled.quantity(name), factor**power * surface.quantity(name), name)


@few
@given(own.graph_maps(2))
def test_gauss_equation(drawn):
    surface = build(drawn)
    assert_gauss(surface)


@settings(few, max_examples=2)
@given(own.graph_maps(3))
def test_gauss_equation_in_dimension_three(drawn):
    assert_gauss(build(drawn))


def assert_gauss(surface):
    R, h = surface.quantity("riemann_tensor"), surface.quantity("second_fundamental_form")
    for i, j, k, l in itertools.product(range(surface.dimension), repeat=4):
        assert_equal(R[i, j, k, l], h[i, k] * h[j, l] - h[i, l] * h[j, k], f"R_{i}{j}{k}{l}")


@few
@given(own.maps)
def test_codazzi_equation(drawn):
    """The covariant derivative of h is totally symmetric."""
    surface = build(drawn)
    h, gamma = surface.quantity("second_fundamental_form"), surface.quantity("christoffel_symbols")
    span, letters = range(surface.dimension), surface.coordinates

    def nabla(i, j, k):
        turned = sum(gamma[m, i, j] * h[m, k] + gamma[m, i, k] * h[j, m] for m in span)
        return h[j, k].diff(letters[i]) - turned

    for i, j, k in itertools.product(span, repeat=3):
        if i < j:
            assert_equal(nabla(i, j, k), nabla(j, i, k), f"nabla h {i}{j}{k}")


@few
@given(own.maps)
def test_definitions_fit_together(drawn):
    surface = build(drawn)
    g, h = surface.quantity("metric"), surface.quantity("second_fundamental_form")
    S, J = surface.quantity("shape_operator"), surface.quantity("jacobian")
    N, d = sp.Matrix(surface.quantity("normal")), surface.dimension
    assert_equal(J.T * J, g, "J^T J = g")
    assert_equal(g * surface.quantity("inverse_metric"), sp.eye(d), "g g^-1 = 1")
    assert_equal(g * S, h, "g S = h")
    assert_equal(h * S, surface.quantity("third_fundamental_form"), "III = h S")
    assert_equal(S.trace(), d * surface.quantity("mean_curvature"), "tr S = d H")
    assert_equal(S[0, 0] * S[1, 1] - S[0, 1] * S[1, 0], surface.quantity("gaussian_curvature"), "det S = K")
    assert_equal(2 * surface.quantity("gaussian_curvature"), surface.quantity("scalar_curvature"), "R = 2K")
    assert_equal(N.dot(N), 1, "|N| = 1")
    assert_equal(J.T * N, sp.zeros(d, 1), "N is normal")
    for i, letter in enumerate(surface.coordinates):
        assert_equal(N.diff(letter), -(J * S)[:, i], "dN = -J S")


@few
@given(own.maps)
def test_definitions_are_what_the_rules_give(drawn):
    """The formulas that are printed, entry by entry, for both normals; derivatives of g take long here."""
    names = (
        "normal",
        "second_fundamental_form",
        "shape_operator",
        "third_fundamental_form",
        "mean_curvature",
    )
    for surface in (build(drawn), build(drawn).flipped()):
        for name in (
            *names,
            "gaussian_curvature",
            "mean_curvature_vector",
            "inverse_metric",
            "volume_element",
        ):
            sides = list(surface.engine.quantity_named(name).sides(surface))
            assert sides and all((a - b).is_zero() for a, b in sides), name


@few
@given(own.functions((own.x, own.y)))
def test_graph_is_the_hypersurface_of_its_map(ell):
    graph = sg.Graph(ell, (own.x, own.y))
    surface = sg.Hypersurface([own.x, own.y, ell], (own.x, own.y))
    for name in (*SCALARS, "normal", "inverse_metric", "shape_operator", "riemann_tensor", "ricci_tensor"):
        assert_equal(graph.quantity(name), surface.quantity(name), name)
