"""Closed forms of the books: the surfaces of the data file and of the catalogue against the oracle.

Numbers: the expression at random points of the sample box against differences of the plain map, to 25
digits.
Proof: the library's K and H equal to the printed ones by its own decision, under the entry's facts.
"""

import functools
import random

import pytest
import sympy as sp
from mpmath import mp, mpf

import symgeom as sg
from tests import oracle

DIGITS = 25
LIGHT = ("gaussian_curvature", "mean_curvature")
HEAVY = (
    "jacobian",
    "metric",
    "inverse_metric",
    "volume_element",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "third_fundamental_form",
    "christoffel_symbols",
    "riemann_tensor",
    "ricci_tensor",
    "scalar_curvature",
)
ROWS = oracle.surfaces()
by_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


@functools.cache
def surface(name):
    row = next(row for row in ROWS if row.name == name)
    return sg.Hypersurface(row.map, row.coordinates, domain=row.domain, where=row.where, name=row.name)


def assert_agrees(surface, names, point, digits=DIGITS):
    """Every named quantity at one point, relative to its own size."""
    at = oracle.Oracle.of(list(surface.map), surface.coordinates, point)
    for name in names:
        error = oracle.distance(oracle.numbers(surface.quantity(name), point), at.quantity(name))
        assert error < mpf(10) ** -digits, f"{name} of {surface.name} at {point}: off by {mp.nstr(error, 5)}"


@by_row
def test_curvatures_at_twenty_points(row):
    for point in row.points(20):
        assert_agrees(surface(row.name), LIGHT, point)


@by_row
def test_all_quantities_at_three_points(row):
    for point in row.points(3):
        assert_agrees(surface(row.name), HEAVY, point)


@by_row
def test_principal_curvatures_and_directions(row):
    """Sorted, the curvatures are the oracle's; the directions are eigenvectors of S, orthonormal for g."""
    S = surface(row.name)
    for point in row.points(3):
        at = oracle.Oracle.of(row.map, row.coordinates, point)
        values = oracle.numbers(S.quantity("principal_curvatures"), point)
        vectors = oracle.numbers(S.quantity("principal_directions"), point)
        with mp.workdps(60):
            found = sorted(oracle.flat(values), key=mp.re)
            # An umbilic makes a double eigenvalue: the root of a discriminant keeps half of the digits.
            assert oracle.distance(found, at.quantity("principal_curvatures")) < mpf(10) ** -20
            V, g, A = mp.matrix(vectors), at.metric, at.shape_operator
            residue = A * V - V * mp.diag(list(oracle.flat(values)))
            assert mp.norm(residue) < mpf(10) ** -15 * (1 + mp.norm(V) * mp.norm(A))
            assert mp.norm(V.T * g * V - mp.eye(2)) < mpf(10) ** -15


@by_row
@pytest.mark.parametrize("name", LIGHT)
def test_printed_closed_form_is_proved(row, name):
    printed = {"gaussian_curvature": row.K, "mean_curvature": row.H}[name]
    verdict = sg.decide(surface(row.name).quantity(name), printed, domain=row.domain, where=row.where)
    assert verdict.status == "proved", verdict.reason


@by_row
@pytest.mark.parametrize("name", LIGHT)
def test_false_twin_is_refuted(row, name):
    """A printed form that is off by a sign or by a little must not pass."""
    printed = {"gaussian_curvature": row.K, "mean_curvature": row.H}[name]
    for twin in (-printed if printed != 0 else sp.Integer(1), printed + sp.Rational(1, 10**20)):
        verdict = sg.decide(surface(row.name).quantity(name), twin, domain=row.domain, where=row.where)
        assert verdict.status == "refuted", verdict.reason


@by_row
def test_catalogue_has_it_as_printed(row):
    """Same name, coordinates, map and facts in the catalogue as in the data file."""
    entry = sg.surfaces.get(row.name)
    built = entry()
    assert built.coordinates == row.coordinates
    positive = {s: sp.Symbol(s.name, positive=True) for s in set().union(*(x.free_symbols for x in row.map))}
    positive = {s: p for s, p in positive.items() if s not in row.coordinates}
    for ours, theirs in zip(built.map, row.map):
        assert sg.decide(ours, theirs.xreplace(positive), domain=built.domain).status == "proved"
    assert {s.name for s in built.defaults} == set(row.parameters)
    for x, (lo, hi) in row.domain.items():
        assert built.domain[x] == (lo, hi)


# -- the rest of the catalogue


def sample(surface, seed=0):
    """A rational point of the domain with parameters at their defaults (1 where there is none)."""
    draw = random.Random(f"{surface.name} {seed}")
    parameters = {s: sp.nsimplify(surface.defaults.get(s, 1), rational=True) for s in surface.parameters}
    while True:
        point = dict(parameters)
        for x in surface.coordinates:
            lo, hi = (sp.sympify(end).xreplace(parameters) for end in surface.domain.get(x, (-2, 2)))
            lo, hi = max(lo, sp.Integer(-3)), min(hi, sp.Integer(7))
            point[x] = sp.Rational(str(round(float(lo + (hi - lo) * draw.uniform(0.03, 0.97)), 6)))
        if all(fact.xreplace(point) == sp.true for fact in surface.where):
            return {s.name: value for s, value in point.items()}


# Expressions of thousands of terms: what takes more than a second to derive is left to the curvatures.
BIG = {"boy": ("metric", "volume_element"), "klein_figure_8": ("metric", "volume_element", *LIGHT)}


def built_entries():
    """Every entry without undefined functions that no row of the data file covers."""
    rows = {row.name for row in ROWS}
    return [name for name in sg.surfaces.names() if name not in rows and name != "revolution"]


@pytest.mark.parametrize("name", built_entries())
def test_catalogue_against_the_oracle(name):
    built = sg.surfaces.get(name)()
    hypersurface = isinstance(built, sg.Hypersurface)
    names: tuple[str, ...] = (*LIGHT, *HEAVY) if hypersurface else ("jacobian", "metric", "inverse_metric")
    names = BIG.get(name, names)
    for seed in range(2):
        assert_agrees(built, names, sample(built, seed))


@pytest.mark.parametrize("name", sg.surfaces.names())
def test_catalogue_closed_forms_are_proved(name):
    entry = sg.surfaces.get(name)
    built = entry()
    for quantity, form in entry.closed_forms.items():
        value = getattr(built, quantity)
        pairs = zip(list(value), list(form)) if quantity == "mean_curvature_vector" else [(value, form)]
        for ours, printed in pairs:
            verdict = sg.decide(ours, printed, domain=built.domain, where=built.where)
            assert verdict.status == "proved", f"{quantity}: {verdict.reason}"


@pytest.mark.parametrize("name", ["helix", "clifford_torus"])
def test_mean_curvature_vector(name):
    built = sg.surfaces.get(name)()
    for seed in range(3):
        point = sample(built, seed)
        at = oracle.Oracle.of(list(built.map), built.coordinates, point)
        value = oracle.numbers(sp.ImmutableMatrix(built.mean_curvature_vector), point)
        assert oracle.distance(value, at.quantity("mean_curvature_vector")) < mpf(10) ** -DIGITS


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_n_sphere(d):
    R = sp.Symbol("R", positive=True)
    sphere = sg.surfaces.n_sphere(d, R)
    assert sphere.dimension == d
    for quantity, form in sg.surfaces.n_sphere.closed_forms_of(d, R).items():
        verdict = sg.decide(sphere.quantity(quantity), form, domain=sphere.domain, where=sphere.where)
        assert verdict.status == "proved", f"{quantity}: {verdict.reason}"


@pytest.mark.parametrize(("d", "k"), [(2, 1), (3, 1), (3, 2), (3, 3)])
def test_n_cylinder(d, k):
    cylinder = sg.surfaces.n_cylinder(d, k)
    for quantity, form in sg.surfaces.n_cylinder.closed_forms_of(d, k).items():
        verdict = sg.decide(cylinder.quantity(quantity), form, domain=cylinder.domain, where=cylinder.where)
        assert verdict.status == "proved", f"{quantity}: {verdict.reason}"


def test_revolution_of_a_given_profile_is_the_torus():
    """The undefined profile specialises: f = R + r cos v, z = r sin v gives the torus' K and H."""
    from symgeom.surfaces.symbols import R, r, v

    torus = sg.surfaces.torus()
    turned = sg.surfaces.revolution(R + r * sp.cos(v), r * sp.sin(v))
    for quantity in LIGHT:
        forms = sg.surfaces.revolution.closed_forms_of(R + r * sp.cos(v), r * sp.sin(v))
        for value in (turned.quantity(quantity), forms[quantity]):
            verdict = sg.decide(value, torus.quantity(quantity), domain=torus.domain, where=torus.where)
            assert verdict.status == "proved", verdict.reason


# -- branch cases: the volume element is positive and H has the sign of the stated normal on every branch

u, v = sp.symbols("u v", real=True)
a, b, c, R, r = sp.symbols("a b c R r", positive=True)
TUBE = [(R + r * sp.cos(v)) * sp.cos(u), (R + r * sp.cos(v)) * sp.sin(u), r * sp.sin(v)]
CONE = [u * sp.cos(v), u * sp.sin(v), c * u]
TRACTRIX = [sp.cos(v) * sp.sech(u), sp.sin(v) * sp.sech(u), u - sp.tanh(u)]
DINI = [a * sp.sin(v) * sp.cos(u), a * sp.sin(u) * sp.sin(v), a * (sp.log(sp.tan(v / 2)) + sp.cos(v)) + b * u]
half = sp.Rational(1, 2)
BRANCHES = [
    ("cone through its apex, above", CONE, {}, {"u": 1, "v": 2, "c": half}),
    ("cone through its apex, below", CONE, {}, {"u": -1, "v": 2, "c": half}),
    ("spindle torus, outside", TUBE, {}, {"u": 1, "v": 1, "R": 1, "r": 2}),
    ("spindle torus, inside", TUBE, {}, {"u": 1, "v": 3, "R": 1, "r": 2}),
    ("ring torus, no fact", TUBE, {}, {"u": 1, "v": 3, "R": 2, "r": 1}),
    ("pseudosphere, above", TRACTRIX, {}, {"u": half, "v": 1}),
    ("pseudosphere, below", TRACTRIX, {}, {"u": -half, "v": 1}),
    ("pseudosphere, below declared", TRACTRIX, {u: (-sp.oo, 0)}, {"u": -half, "v": 1}),
    ("Dini, before the edge", DINI, {v: (0, sp.pi)}, {"u": 1, "v": 1, "a": 1, "b": half}),
    ("Dini, past the edge", DINI, {v: (0, sp.pi)}, {"u": 1, "v": 2, "a": 1, "b": half}),
    ("Dini, past the edge declared", DINI, {v: (sp.pi / 2, sp.pi)}, {"u": 1, "v": 2, "a": 1, "b": half}),
    ("sphere past the pole", [sp.cos(u) * sp.cos(v), sp.sin(u) * sp.cos(v), sp.sin(v)], {}, {"u": 1, "v": 2}),
    ("cubic cylinder", [u**3, v, u**6], {}, {"u": -2, "v": 1}),
]


@functools.cache
def branch_surface(index):
    name, map, domain, _ = BRANCHES[index]
    return sg.Hypersurface(map, (u, v), domain=domain, name=name)


@pytest.mark.parametrize("index", range(len(BRANCHES)), ids=[row[0] for row in BRANCHES])
def test_branch(index):
    surface, point = branch_surface(index), BRANCHES[index][-1]
    assert_agrees(surface, (*LIGHT, "volume_element", "normal", "shape_operator"), point)
    assert oracle.numbers(surface.quantity("volume_element"), point) > 0


def test_branch_signs_are_not_guessed():
    """Without a domain the cone's H is c/(2 |u| sqrt(1 + c^2)): the formula for u > 0 is not proved."""
    cone = sg.Hypersurface(CONE, (u, v))
    H, one_sided = cone.quantity("mean_curvature"), c / (2 * u * sp.sqrt(1 + c**2))
    assert sg.decide(H, one_sided).status == "refuted"
    assert sg.decide(H, one_sided, domain={u: (0, sp.oo)}).status == "proved"
    assert sg.decide(H, -one_sided, domain={u: (-sp.oo, 0)}).status == "proved"


def test_spindle_torus_is_not_the_ring_torus():
    torus = sg.Hypersurface(TUBE, (u, v))
    ring = R + r * sp.cos(v)
    printed = -(R + 2 * r * sp.cos(v)) / (2 * r * ring)
    H, area = torus.quantity("mean_curvature"), torus.quantity("volume_element")
    assert sg.decide(H, printed).status == "refuted"
    assert sg.decide(H, printed, where=[r < R]).status == "proved"
    assert sg.decide(area, r * ring).status == "refuted"
    assert sg.decide(area, r * sp.Abs(ring)).status == "proved"


# -- the catalogue as such


def test_names_are_found_and_documented():
    for catalogue in (sg.surfaces, sg.losses):
        assert list(catalogue.names()) == sorted(catalogue.names())
        for name in catalogue.names():
            entry = catalogue.get(name)
            assert getattr(catalogue, name) is entry
            assert entry.__doc__ and "**Formula**" in entry.__doc__
            assert entry.source


def test_unknown_name():
    with pytest.raises(sg.errors.InputError, match="torus"):
        sg.surfaces.get("tors")
    with pytest.raises(AttributeError, match="torus"):
        _ = sg.surfaces.tors


def test_contradicting_parameters():
    with pytest.raises(sg.errors.InputError, match="torus"):
        sg.surfaces.torus(1, 2)


def test_numbers_become_exact():
    assert sg.surfaces.torus(2.5, 0.5).map[2] == sp.sin(v) / 2
    assert sg.surfaces.torus(2.5, 0.5).parameters == ()
