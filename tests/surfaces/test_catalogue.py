"""The catalogues from a caller's side: what an entry says of itself, and of arguments that it can't take."""

import decimal
import fractions
import inspect
import pickle

import numpy as np
import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom.bounds import MAX_DIMENSION
from symgeom.command.cli import main
from symgeom.errors import InputError
from symgeom.input import loads
from symgeom.surfaces.arguments import exact

pytestmark = pytest.mark.quick

ENTRIES = [
    pytest.param(shelf.get(name), id=f"{shelf.__name__.split('.')[-1]}.{name}")
    for shelf in (sg.surfaces, sg.losses)
    for name in shelf.names()
]
u, v = sp.symbols("u v", real=True)
A = sp.Symbol("a", real=True)


def kinds(entry):
    return {name: str(p.annotation) for name, p in inspect.signature(entry).parameters.items()}


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_argument_has_a_kind(entry):
    """The annotation tells how an argument is checked; one that nothing checks would let anything through."""
    assert set(kinds(entry).values()) <= {"int", "Scalar", "Profile", "Profile | None", "Data | None"}


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_no_argument_can_be(entry):
    for name, kind in kinds(entry).items():
        bad = ["2", "__import__('os')", [1, 2], sp.true, True, object(), sp.Matrix([1]), sp.nan, float("inf")]
        bad += [0, -1, 2.5, sp.Symbol("n"), MAX_DIMENSION + 1] if kind == "int" else []
        bad += [sp.I, sp.oo, sp.zoo, float("nan")] if kind.startswith(("Scalar", "Profile")) else []
        for value in bad:
            with pytest.raises(InputError, match=rf"{entry.__name__}: .*\b{name}\b|{entry.__name__}: data"):
                entry(**{name: value})


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_contradicted_fact_is_named(entry):
    """Each parameter at -7: an entry takes it, or says in its own letters which fact it breaks."""
    for name in [n for n, kind in kinds(entry).items() if kind == "Scalar"]:
        try:
            made = entry(**{name: -7})
        except InputError as error:
            text = str(error)
            assert text.startswith(f"{entry.__name__} needs ") and f" {name} = -7" in text
        else:
            assert not made.where


@pytest.mark.parametrize("entry", ENTRIES)
def test_repr_is_how_it_is_called(entry):
    text = repr(entry)
    assert text.startswith(f"<catalogue entry {entry.__name__}(") and "'" not in text.split(":")[0]
    assert "->" not in text


MESSAGES = [
    (lambda: sg.surfaces.torus(2, 3), "torus needs R > r; got R = 2, r = 3."),
    (lambda: sg.surfaces.torus(r=sp.Symbol("R", positive=True)), "torus needs R > r; got r = R."),
    (lambda: sg.surfaces.torus(sp.Symbol("R", negative=True)), "torus needs R > 0; got R = R (negative)."),
    (lambda: sg.surfaces.klein_figure_8(1.5), "klein_figure_8 needs a > 2; got a = 3/2."),
    (lambda: sg.surfaces.revolution(-1), "revolution needs f > 0; got f = -1."),
    (lambda: sg.surfaces.revolution(u * v), "a profile depends on v alone, not on u"),
    (lambda: sg.surfaces.n_cylinder(2, 3), "n_cylinder needs k <= d"),
    (lambda: sg.surfaces.n_sphere(2.5), "n_sphere: d must be a whole number from 1 to 1000; got 2.5."),
    (lambda: sg.surfaces.torus("2"), "R must be a number or a SymPy expression; text is not read; got '2'."),
    (lambda: sg.surfaces.torus(u), "R is a constant, but R = u depends on the coordinate u"),
    (
        lambda: sg.surfaces.torus(1, 2, 3),
        "torus: too many positional arguments; it is called as torus(R=R, r=r).",
    ),
    (lambda: sg.surfaces.torus(q=1), "torus: got an unexpected keyword argument 'q'; it is called as torus("),
    (lambda: sg.losses.rosenbrock("2"), "rosenbrock: d must be a whole number from 2 to 1000; got '2'."),
    (lambda: sg.losses.rosenbrock(1), "rosenbrock: d must be a whole number from 2"),
    (lambda: sg.losses.rosenbrock.critical_points_of("2"), "rosenbrock: d must be a whole number from 2"),
    (lambda: sg.losses.weight_decay(1, 2), "weight_decay needs c > L; got L = 2, c = 1."),
    (lambda: sg.losses.committee_machine(40), "parity of 40 inputs has 2^40 data points"),
    (lambda: sg.losses.tanh_network(2, 1, [((1,), 1)]), "point 1 of the data has length 1; 2 is expected"),
    (lambda: sg.losses.tanh_network(data=[]), "data must be a list of pairs (inputs, label)"),
    (lambda: sg.losses.tanh_network(data=[(1, 2)]), "data must be a list of pairs (inputs, label)"),
    (lambda: sg.losses.tanh_network(data=[((1,), "2")]), "the label of data point 1 must be a number"),
    (lambda: sg.losses.softmax_classifier(3, 1, [((1,), 3)]), "a label is one of 0 to 2"),
    (lambda: sg.surfaces.get("tours"), "no entry 'tours'. Did you mean torus?"),
    (lambda: sg.surfaces.get("sphere_x"), "Did you mean sphere, n_sphere or hemisphere?"),
    (lambda: sg.losses.get("zzzz"), "no entry 'zzzz'. There are: beale, "),
    (lambda: sg.losses.get(5), "no entry 5. There are: beale, "),
]


@pytest.mark.parametrize(("call", "message"), MESSAGES)
def test_messages(call, message):
    with pytest.raises(InputError) as error:
        call()
    assert message in str(error.value)


def test_attribute_access_to_what_is_not_there():
    with pytest.raises(AttributeError, match="Did you mean torus"):
        _ = sg.surfaces.tours
    assert not hasattr(sg.surfaces, "nothing_near")


NUMBERS = [
    0.5,
    np.float64(0.5),
    np.float32(0.5),
    fractions.Fraction(1, 2),
    decimal.Decimal("0.5"),
    sp.Float(0.5),
]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: type(n).__name__)
def test_numbers_become_exact(number):
    assert exact(number) == sp.Rational(1, 2) and exact(number).is_Rational
    assert sg.surfaces.circle(number).map[0] == sp.cos(sp.Symbol("t", real=True)) / 2


def test_whole_numbers_of_other_types():
    for two in (2, 2.0, np.int64(2), sp.Integer(2)):
        assert sg.losses.bowl(two).dimension == 2
    data = [(np.array([0.5]), np.int64(2))]
    assert not sg.losses.tanh_network(1, 1, data).ell.atoms(sp.Float)


RANDOM = np.random.default_rng(7)


def numbers(surface, expression):
    """An expression at the default parameters; the profile of a surface of revolution is cosh."""
    values = {s: sp.Float(value) for s, value in surface.defaults.items()}
    profiles = {f: sp.cosh(f.args[0]) for f in surface.functions}
    return sp.sympify(expression).subs(profiles).doit().subs(values)


@pytest.mark.slow
@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_has_a_window_where_it_is_immersed(entry):
    """Finite, inside the domain; the map is finite and of full rank at random points of it."""
    surface = entry()
    letters = surface.coordinates
    assert tuple(surface.window) == letters
    box = [[float(numbers(surface, end)) for end in surface.window[c]] for c in letters]
    for c, (low, high) in zip(letters, box):
        least, greatest = surface.domain.get(c, (-sp.oo, sp.oo))
        assert float(numbers(surface, least)) <= low < high <= float(numbers(surface, greatest))
    X = surface.map.applyfunc(lambda e: numbers(surface, e))
    value, slope = (sp.lambdify(letters, form, "numpy") for form in (X, X.jacobian(letters)))
    for point in RANDOM.uniform(*np.transpose(box), size=(20, len(letters))):  # type: ignore[call-overload]
        assert all(sp.sympify(numbers(surface, r)).subs(dict(zip(letters, point))) for r in surface.where)
        assert np.isfinite(np.array(value(*point), dtype=float)).all()
        assert np.linalg.svd(np.array(slope(*point), dtype=float), compute_uv=False).min() > 1e-6


def test_a_window_is_data_that_goes_with_the_surface():
    torus = sg.surfaces.torus()
    part = torus.windowed({u: (0, 1)})
    assert part.window[u] == (0, 1) and part.window[v] == torus.window[v] == (0, 2 * sp.pi)
    assert part != torus and part == torus.windowed({"u": (0, 1)})
    assert part.domain == torus.domain and part.assumptions == torus.assumptions
    for same in (part.flipped(), pickle.loads(pickle.dumps(part)), part.metric):
        assert same.window == part.window
    assert not sg.Graph(u * v, (u, v)).window
    assert not part.reparametrize({u: 2 * u, v: v}, (u, v)).window.get(u)


BAD_WINDOWS = [
    ([(0, 1)], "a window is a table such as"),
    ({"w": (0, 1)}, "names 'w', which is no coordinate; it has u, v"),
    ({u: 3}, "the window of u is a pair (low, high), not 3"),
    ({u: (1, 0)}, "the window of u is empty: (1, 0). Give the smaller end first."),
    ({u: (0, sp.oo)}, "an end of the window of u is infinite; a window is finite"),
    ({u: (0, float("inf"))}, "is infinite"),
    ({u: (0, 7)}, "the window (0, 7) of u leaves its domain (0, 2*pi). Give a part of it."),
    ({u: (0, v)}, "has v in it, which is no parameter; there are: R, r"),
    ({u: ("0", 1)}, "an end of the window of u"),
    ({u: (0, sp.I)}, "an end of the window of u"),
    ({u: (0, 1), "u": (0, 2)}, "the window of u is given twice"),
]


@pytest.mark.parametrize(("window", "message"), BAD_WINDOWS, ids=lambda x: str(x)[:30])
def test_bad_windows(window, message):
    with pytest.raises(InputError) as error:
        sg.surfaces.torus().windowed(window)
    assert message in str(error.value)


def test_a_window_in_toml():
    text = 'coordinates = ["x"]\ngraph = "a*x"\nparameters = ["a"]\n[window]\nx = '
    assert loads(text + '["-a", "2*a"]').window == {sp.Symbol("x", real=True): (-A, 2 * A)}
    for bad, message in (
        ('["0", "oo"]', "is infinite"),
        ('["0"]', "window.x is a list, but must be an interval"),
        ('["2", "1"]', "window.x: the lower bound 2 is not below the upper bound 1"),
    ):
        with pytest.raises(InputError, match=message):
            loads(text + bad)


def test_the_command_line_shows_windows():
    lines = CliRunner().invoke(main, ["surfaces", "--windows"]).stdout.splitlines()
    assert any(line.startswith("torus ") and "u, v in (0, 2*pi)" in line for line in lines)
    assert any(line.startswith("rosenbrock ") and "x in (-2, 2); y in (-1, 3)" in line for line in lines)
