"""What people type: floats, complex notation, entries of arrays, matrices; and what is refused, with what to write instead."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.algebra.domain.complexes import real_form
from symgeom.algebra.domain.decimals import exact
from symgeom.input import parse_expression
from tests import ROOT

x, y, u, v = sp.symbols("x y u v", real=True)
X, Y, U, V = sp.symbols("x y u v")  # as most people make them
I, oo, pi = sp.I, sp.oo, sp.pi


# Floats --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.3, "0.3"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1.0000000000000002, "1.0000000000000002"),
        (-2.5e-7, "-2.5e-07"),
        (1e22, "1e22"),
        (5e-324, "5e-324"),
        (np.float64(0.3), "0.3"),
        (np.float32(0.1), "0.1"),
        (np.float16(0.1), "0.1"),
        (Decimal("0.1"), "0.1"),
        (Decimal("1.0000000000000000000000001"), "1.0000000000000000000000001"),
        (sp.Float("0.1", 30), "0.1"),
        (sp.Float("1.00000000000000000001", 30), "1.00000000000000000001"),
        (sp.Float(0.1), "0.1"),
        (sp.Float("0.1", 5), "0.1"),
    ],
)
def test_a_float_is_the_decimal_that_it_shows(number: object, text: str) -> None:
    assert exact(number) == sp.Rational(Fraction(text))


def test_every_double_is_read_as_its_repr() -> None:
    random = np.random.default_rng(5)
    for _ in range(300):
        number = float(random.normal() * 10.0 ** random.integers(-30, 30))
        for given in (number, sp.Float(number), np.float64(number)):
            assert exact(given) == sp.Rational(Fraction(repr(number)))


DOORS = {
    "sides": lambda f: sg.decide(f * x, 3 * x / 10),
    "bare symbol": lambda f: sg.decide(f * X, 3 * X / 10),
    "number": lambda f: sg.decide(f, sp.Rational(3, 10)),
    "matrix": lambda f: sg.decide(sp.Matrix([[f * x]]), sp.Matrix([[3 * x / 10]])),
    "square": lambda f: sg.decide((f * x) ** 2, 9 * x**2 / 100),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_sum_of_floats_is_not_what_it_looks_like(door: str) -> None:
    assert DOORS[door](0.3).status == "proved"
    assert DOORS[door](0.1 + 0.2).status == "refuted"
    assert DOORS[door](np.float64(0.1) + np.float64(0.2)).status == "refuted"


def test_floats_in_facts_maps_and_domains_are_those_decimals() -> None:
    nearly = 1.0000000000000002
    assert sg.decide(x * nearly, x).status == "refuted"
    assert sg.decide(x, x, domain={x: (0.3, 0.1 + 0.2)}).status == "proved"  # an interval with points
    with pytest.raises(sg.InputError, match="empty"):
        sg.decide(x, x, domain={x: (0.3, sp.Rational(3, 10))})
    with pytest.raises(sg.InputError, match="contradict"):
        sg.decide(x, x, where=[x > 0.3, x < sp.Rational(3, 10)])
    gap = sg.decide(sp.Abs(x - sp.Rational(3, 10)), x - sp.Rational(3, 10), where=[x > 0.1 + 0.2])
    assert gap.status == "proved"
    assert sg.Graph(0.3 * x**2, (x,)).hessian[0, 0] == sp.Rational(3, 5)
    assert sg.Graph((0.1 + 0.2) * x**2, (x,)).hessian[0, 0] == 2 * exact(0.1 + 0.2)
    assert sg.Metric([[0.1 + 0.2]], (x,)).matrix[0, 0] == exact(0.1 + 0.2)
    moved = sg.Hypersurface([u, v, u * v], (u, v)).reparametrize({u: x * nearly, v: y}, (x, y))
    assert moved.jacobian[0, 0] == exact(nearly)
    assert sg.surfaces.sphere(0.1 + 0.2).gaussian_curvature == 1 / exact(0.1 + 0.2) ** 2


@pytest.mark.parametrize(
    ("made", "advice"),
    [
        (lambda: sp.cos(u / 6.0), "Rational(1, 6)"),
        (lambda: sp.cos(0.6666666666666666 * u), "Rational(2, 3)"),
        (lambda: x ** (1 / 3), "Rational(1, 3)"),
        (lambda: x ** (-2 / 3), "Rational(-2, 3)"),
        (lambda: sp.sin(np.pi * u), "sympy.pi"),
        (lambda: sp.tan(u + math.pi / 4), "sympy.pi/4"),
        (lambda: sp.exp(u / 3.0), "Rational(1, 3)"),
        (lambda: sp.tanh(2 * math.pi * u), "2*sympy.pi"),
        (lambda: sp.sqrt(x + 1 / 3), "Rational(1, 3)"),
        (lambda: sp.cbrt(x + math.sqrt(2)), "sympy.sqrt(2)"),
        (lambda: 1 + sp.sqrt(1 + sp.cos(u / 7.0)), "Rational(1, 7)"),
        (lambda: sp.cosh(0.1 * u + 0.2 * u), "Rational(3, 10)"),
        (lambda: sp.exp(0.123456789012345 * u), "exact number"),
    ],
)
def test_a_computed_float_in_an_angle_exponent_or_root_is_told_what_to_write(
    made: object, advice: str
) -> None:
    for call in (
        lambda e: sg.decide(e, e + 1),
        lambda e: sg.Graph(e, tuple(e.free_symbols)),
        lambda e: sg.Hypersurface([x, e], (x,)) if e.free_symbols == {x} else sg.Hypersurface([u, e], (u,)),
        lambda e: sg.Metric([[1]], tuple(e.free_symbols)).laplacian(e),
    ):
        with pytest.raises(sg.InputError) as caught:
            call(made())  # type: ignore[operator]
        assert advice in str(caught.value) and "float" in str(caught.value)


def test_short_decimals_stay() -> None:
    assert sg.decide(x**0.5, sp.sqrt(x)).status == "proved"
    assert sg.decide(x**0.25, sp.root(x, 4), domain={x: (0, oo)}).status == "proved"
    assert sg.decide(sp.cos(0.1 * u), sp.cos(u / 10)).status == "proved"
    assert sg.decide(x**2.0, x**2).status == "proved"
    assert sg.decide(sp.sqrt(0.25 * x**2), sp.Abs(x) / 2).status == "proved"
    assert (
        sg.decide((x / 3.0) ** 2.0, x**2 / 9).status == "refuted"
    )  # a coefficient of many digits is what it shows
    assert sg.decide(sp.cos(sp.Float("0.1", 30) * u), sp.cos(u / 10)).status == "proved"


# Order ---------------------------------------------------------------------------------------------------------------
NO_ORDER = [
    {u, v},
    frozenset({u, v}),
    {u: 1, v: 2},
    {u: 1, v: 2}.keys(),
    {1: u, 2: v}.values(),
    sp.FiniteSet(u, v),
]


@pytest.mark.parametrize("coordinates", NO_ORDER, ids=lambda c: type(c).__name__)
def test_coordinates_without_an_order_are_refused(coordinates: object) -> None:
    plane = sg.Hypersurface([x, y, 0], (x, y))
    for call in (
        lambda c: sg.Metric([[1, 0], [0, 1]], c),
        lambda c: sg.Immersion([u, v, 0, 0], c),
        lambda c: sg.Hypersurface([u, v, u * v], c),
        lambda c: sg.Graph(u * v, c),
        lambda c: plane.reparametrize({x: u, y: v}, c),
    ):
        with pytest.raises(sg.InputError, match="no order"):
            call(coordinates)


@pytest.mark.parametrize("components", [{u, v, u * v}, frozenset({u, v, u * v}), sp.FiniteSet(u, v, u * v)])
def test_a_map_without_an_order_is_refused(components: object) -> None:
    with pytest.raises(sg.InputError, match="no order"):
        sg.Hypersurface(components, (u, v))
    with pytest.raises(sg.InputError, match="no order"):
        sg.Metric([[1, 0], {0, 1}], (u, v))
    with pytest.raises(sg.InputError, match="pair"):
        sg.decide(u, u, domain={u: {0, 1}})


@pytest.mark.parametrize(
    "coordinates", [(u, v), [u, v], sp.Tuple(u, v), sp.Matrix([u, v]), (s for s in (u, v)), np.array([u, v])]
)
def test_what_has_an_order_is_taken(coordinates: object) -> None:
    assert sg.Graph(u * v, coordinates).coordinates == (u, v)


def test_facts_in_a_set_are_read_in_one_order() -> None:
    facts = {x > 0, y > 0, x + y > 1, x < 2, y < 3}
    told = {sg.Graph(x * y, (x, y), where=set(order)).assumptions for order in (facts, reversed(list(facts)))}
    assert len(told) == 1


# Complex notation ----------------------------------------------------------------------------------------------------
Z = U + I * V
REAL = [
    (sp.re(Z**3), U**3 - 3 * U * V**2),
    (sp.im(sp.expand(Z**4)), 4 * U**3 * V - 4 * U * V**3),
    (Z * sp.conjugate(Z), U**2 + V**2),
    (sp.Abs(Z) ** 2, U**2 + V**2),
    ((sp.exp(I * U) + sp.exp(-I * U)) / 2, sp.cos(U)),
    ((sp.exp(I * U) - sp.exp(-I * U)) / (2 * I), sp.sin(U)),
    (sp.re(sp.exp(Z)), sp.exp(U) * sp.cos(V)),
    (sp.re(1 / Z), U / (U**2 + V**2)),
    (sp.im(1 / Z**2), -2 * U * V / (U**2 + V**2) ** 2),
    (sp.re(sp.sin(Z)), sp.sin(U) * sp.cosh(V)),
    (sp.im(sp.cosh(Z)), sp.sinh(U) * sp.sin(V)),
    (sp.re(sp.tan(Z)), sp.sin(2 * U) / (sp.cos(2 * U) + sp.cosh(2 * V))),
    (sp.im(sp.tanh(Z)), sp.sin(2 * V) / (sp.cosh(2 * U) + sp.cos(2 * V))),
    (Z**3 + sp.conjugate(Z) ** 3, 2 * U**3 - 6 * U * V**2),
    (sp.sqrt(Z * sp.conjugate(Z)), sp.sqrt(U**2 + V**2)),
    (sp.Abs(sp.exp(I * U) + 1) ** 2, 2 + 2 * sp.cos(U)),
    (sp.sqrt(U) + sp.cosh(I * V), sp.sqrt(U) + sp.cos(V)),
    (sp.re(2**Z), 2**U * sp.cos(V * sp.log(2))),
]


@pytest.mark.parametrize(("given", "real"), REAL, ids=lambda e: str(e)[:40])
def test_real_values_written_with_i_are_real(given: sp.Expr, real: sp.Expr) -> None:
    assert sg.decide(given, real).status == "proved"
    assert sg.decide(given, real + sp.Rational(1, 10**9)).status == "refuted"
    number = given.subs({U: 0.7, V: -0.4}).evalf()  # SymPy's complex numbers, an oracle of another kind
    assert abs(complex(number) - complex(real_form(given).subs({U: 0.7, V: -0.4}).evalf())) < 1e-12


@pytest.mark.parametrize(
    ("given", "real"),
    [
        (I * sp.sqrt(U), -sp.sqrt(-U)),
        (I / sp.Abs(V) * sp.sqrt(U), -sp.sqrt(-U) / sp.Abs(V)),
        (I * U ** sp.Rational(3, 2) * sp.cos(V), sp.cos(V) * sp.sqrt(-U) ** 3),
        (V + I / sp.sqrt(U), V + 1 / sp.sqrt(-U)),
        (sp.Abs(V) * I * sp.sqrt(U - 1), -sp.Abs(V) * sp.sqrt(1 - U)),
    ],
    ids=lambda e: str(e)[:40],
)
def test_i_times_a_root_is_real_where_the_radicand_is_negative(given: sp.Expr, real: sp.Expr) -> None:
    """As SymPy writes ``sqrt(-v**2)*sqrt(u)`` of a real v: it takes i out of the first root."""
    assert sg.decide(given, real).status == "proved"
    assert sg.decide(given, real + sp.Rational(1, 10**9)).status == "refuted"
    assert sg.decide(given, -real if given.is_Mul else 2 * V - real).status == "refuted"
    for u in (-2, -0.3):
        number = complex(given.subs({U: u, V: -0.4}).evalf())  # SymPy's complex numbers
        assert abs(number - complex(real_form(given).subs({U: u, V: -0.4}).evalf())) < 1e-12


def test_maps_and_losses_written_with_i() -> None:
    enneper = sg.Hypersurface([sp.re(Z - Z**3 / 3), sp.re(I * (Z + Z**3 / 3)), sp.re(Z**2)], (U, V))
    assert enneper.mean_curvature == 0
    assert sg.decide(enneper.gaussian_curvature, -4 / (1 + U**2 + V**2) ** 4).status == "proved"
    assert sg.Graph(Z * sp.conjugate(Z) / 2, (U, V)).hessian == sp.eye(2)
    assert sg.Metric([[1, 0], [0, 1]], (U, V)).laplacian(sp.re(Z**5)) == 0
    assert sg.Metric([[Z * sp.conjugate(Z), 0], [0, 1]], (U, V), where=[U > 0]).matrix[0, 0] == U**2 + V**2


@pytest.mark.parametrize(
    "given",
    [
        Z,
        I * U,
        I * sp.sqrt(U**2 + 1),
        sp.sqrt(U) + I * sp.sqrt(V),
        I * sp.sqrt(U) * sp.sqrt(V),
        I * U ** sp.Rational(1, 4),
        Z**2,
        sp.exp(I * U),
        sp.sqrt(Z) + sp.sqrt(sp.conjugate(Z)),  # branch cuts
        sp.log(Z) + sp.log(sp.conjugate(Z)),
        sp.conjugate(sp.sqrt(U)) * sp.sqrt(U),  # |U|, not U
        sp.conjugate(sp.log(U)),
        sp.re(sp.sqrt(U + 1)) + sp.conjugate(sp.sqrt(U + 1)),
        sp.im(sp.asin(U)),
        sp.conjugate(U**V),
        sp.atan(Z),
        sp.re(sp.gamma(Z)),
        sp.arg(Z),
        sp.Function("f")(Z),
        sp.re(I**U),
        sp.conjugate(sp.Symbol("z", complex=True)),
        sp.conjugate(sp.Symbol("t", imaginary=True)) * U,
    ],
    ids=str,
)
def test_what_is_complex_or_has_branches_is_refused(given: sp.Expr) -> None:
    with pytest.raises(sg.InputError):
        sg.decide(given, U)
    with pytest.raises(sg.InputError):
        sg.Graph(given, (U, V))


# Matrices and entries ------------------------------------------------------------------------------------------------
w, W = sp.IndexedBase("w"), sp.MatrixSymbol("W", 2, 2)


def test_a_matrix_with_one_entry_is_that_entry() -> None:
    point = sp.Matrix([x, y])
    for loss in (
        point.T * sp.diag(1, 3) * point,
        np.array([[x**2 + 3 * y**2]], dtype=object),
        sp.Array([x**2 + 3 * y**2]),
    ):
        assert sg.Graph(loss, (x, y)).hessian == sp.diag(2, 6)
    assert sg.decide(point.T * point, x**2 + y**2).status == "proved"
    with pytest.raises(sg.InputError, match="2 x 1"):
        sg.Graph(point, (x, y))


def test_entries_of_arrays_are_symbols() -> None:
    for a, b, names in ((w[0], w[1], ("w_0", "w_1")), (W[0, 0], W[0, 1], ("W_0_0", "W_0_1"))):
        loss = sg.Graph((a * b - 1) ** 2 / 2, (a, b), domain={a: (0, oo)})
        plain = sg.Graph((x * y - 1) ** 2 / 2, (x, y), domain={x: (0, oo)})
        assert loss.coordinates == (a, b)
        assert loss.gaussian_curvature == plain.gaussian_curvature.xreplace({x: a, y: b})
        by_name = (one.formula("gaussian_curvature").expression for one in (loss, plain))
        assert next(by_name) == next(by_name).xreplace({x: a, y: b}) != 0
        assert loss.ell == (a * b - 1) ** 2 / 2
        assert loss.hessian.subs({a: 1, b: 1}) == sp.Matrix([[1, 1], [1, 1]])
        kernel = loss.kernel("gaussian_curvature")
        assert tuple(argument.name for argument in kernel.arguments) == names
        expected = plain.kernel("gaussian_curvature")(0.5, 0.25).gaussian_curvature
        assert kernel(**dict(zip(names, (0.5, 0.25)))).gaussian_curvature == expected
        assert sg.decide(sp.sqrt(a**2), a, domain={a: (0, 1)}).status == "proved"
        assert sg.decide(sp.sqrt(a**2), a).status == "refuted"
        assert sg.decide(a, b).status == "refuted"
        assert sg.Metric([[1, 0], [0, a**2]], (a, b)).scalar_curvature == 0
    assert sg.Graph(w[0] * x**2, (x,), defaults={w[0]: 2}).parameters == (w[0],)
    latex = sg.notes(sg.Graph(w[0] ** 2 * W[0, 1], (w[0], W[0, 1]))).latex
    assert "w_{0}" in latex and "W_{0,1}" in latex


def test_an_entry_is_not_a_symbol_of_that_name() -> None:
    with pytest.raises(sg.InputError, match=r"two different symbols are called w\[0\]"):
        sg.decide(w[0], sp.Symbol("w[0]", real=True))
    assert sg.decide(w[0], sp.Symbol("w_0", real=True)).status == "refuted"
    with pytest.raises(sg.InputError, match="two different symbols"):
        sg.decide(sp.IndexedBase("W")[0, 1], W[0, 1])
    k = sp.Symbol("k", integer=True)
    for data in (w[k], sp.Sum(w[k] ** 2, (k, 1, sp.Symbol("n"))), W[k, 0]):
        with pytest.raises(sg.InputError, match="data"):
            sg.decide(data, x)


def test_matrices_are_decided_entry_by_entry() -> None:
    turn = sp.Matrix([[sp.cos(u), -sp.sin(u)], [sp.sin(u), sp.cos(u)]])
    verdict = sg.decide(turn * turn.T, sp.eye(2))
    assert verdict.status == "proved" and "4 entries" in verdict.reason
    false = sg.decide(
        turn * turn, sp.Matrix([[sp.cos(2 * u), -sp.sin(2 * u)], [-sp.sin(2 * u), sp.cos(2 * u)]])
    )
    assert false.status == "refuted" and "entry (2, 1)" in false.reason
    assert sg.decide(sp.Matrix([x, sp.gamma(x + 1)]), sp.Matrix([x, x * sp.gamma(x)])).status == "undecided"
    assert sg.decide(sp.Matrix([sp.gamma(x + 1), x]), sp.Matrix([x * sp.gamma(x), 2 * x])).status == "refuted"
    assert sg.decide(W, W.T).status == "refuted" and sg.decide(W + W.T, (W + W.T).T).status == "proved"
    assert sg.decide(sp.Array([[[x]], [[x]]]), sp.Array([[[x]], [[x]]])).status == "proved"
    assert sg.decide(sp.sqrt(x**2) * sp.eye(2), x * sp.eye(2), domain={x: (0, 1)}).assumptions == (
        "0 < x < 1",
    )
    for left, right in (
        (sp.eye(2), sp.eye(3)),
        (sp.Matrix([x, y]), sp.Matrix([[x, y]])),
        (sp.eye(2), x),
        ([x, y], [x, y]),
        (sp.zeros(0, 0), sp.zeros(0, 0)),
    ):
        with pytest.raises(sg.InputError):
            sg.decide(left, right)


def test_one_equation_is_its_two_sides() -> None:
    assert sg.decide(sp.Eq(sp.sin(x) ** 2, 1 - sp.cos(x) ** 2)).status == "proved"
    with pytest.raises(sg.InputError, match="became True"):
        sg.decide(sp.Eq(x, x))
    with pytest.raises(sg.InputError, match="right side is missing"):
        sg.decide(x)


# Domains -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "domain",
    [
        {"x": (0, 1)},
        {x: sp.Interval.open(0, 1)},
        {x: sp.Interval(0, 1)},
        {"x": sp.Interval.Lopen(0, 1)},
        {x: [0, 1]},
    ],
)
def test_domains_as_people_write_them(domain: object) -> None:
    verdict = sg.decide(sp.sqrt(x**2), x, domain=domain)
    assert verdict.status == "proved" and verdict.assumptions == ("0 < x < 1",)
    assert sg.Graph(sp.sqrt(x**2), (x,), domain=domain).domain == {x: (0, 1)}


def test_half_lines_and_unknown_names() -> None:
    assert sg.decide(sp.Abs(x), x, domain={"x": sp.Interval(0, oo)}).status == "proved"
    assert sg.decide(sp.Abs(x), x, domain={"x": sp.S.Reals}).status == "refuted"
    for domain in (
        {"z": (0, 1)},
        {"x": (0, 1), x: (0, 1)},
        {x: sp.Interval(1, 0)},
        {x: sp.Union(sp.Interval(0, 1), sp.Interval(2, 3))},
    ):
        with pytest.raises(sg.InputError):
            sg.decide(x, x, domain=domain)


def test_ends_are_compared_exactly_or_by_balls() -> None:
    near = sp.Rational("1.00000000000000000001")
    assert sg.decide(sp.Abs(x), x, domain={x: (1, near)}).status == "proved"
    assert (
        sg.decide(sp.Abs(x), x, domain={x: (sp.sqrt(2), sp.sqrt(2) + sp.Rational(1, 10**9))}).status
        == "proved"
    )
    text = 'coordinates = ["u"]\ngraph = "u**2"\n[domain]\nu = [{}, {}]'
    assert loads(text.format('"1"', '"1.00000000000000000001"')).domain
    with pytest.raises(sg.InputError, match="computed"):
        loads(text.format('"exp(exp(exp(9)))"', '"oo"'))
    with pytest.raises(sg.InputError, match="computed"):
        sg.decide(x, x, domain={x: (sp.exp(sp.exp(sp.exp(9))), oo)})
    with pytest.raises(sg.InputError, match="not below"):
        loads(text.format('"1.00000000000000000001"', '"1"'))


def test_numbers_in_toml_are_what_was_typed() -> None:
    surface = loads('coordinates = ["u"]\nmap = ["u", 0.123456789012345678901]')
    assert surface.map[1] == sp.Rational("0.123456789012345678901")
    assert loads('coordinates = ["u"]\nmap = ["u", 1_000.50]').map[1] == sp.Rational(2001, 2)
    assert (
        loads('coordinates = ["u"]\ngraph = "0.30000000000000004*u"').ell
        == sp.Rational("0.30000000000000004") * u
    )


def loads(text: str) -> sg.Hypersurface:
    from symgeom.input import loads as read

    return read(text)


# Functions and names -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["(exp(I*u) + exp(-I*u))/2", "re(u)", "u*conjugate(u)", "I"])
@pytest.mark.parametrize("names", [["u"], None])
def test_text_says_what_to_write_for_i(text: str, names: list[str] | None) -> None:
    with pytest.raises(
        sg.InputError, match=r"are real: write .*cos\(x\) for \(exp\(I\*x\) \+ exp\(-I\*x\)\)/2"
    ):
        parse_expression(text, names)


def test_max_min_erf_sinc_are_one_in_python_text_and_kernels() -> None:
    text = 'coordinates = ["x", "y"]\ngraph = "max(x, y, 1) + min(x, 2*y) + erf(x) + erfc(y) + y*sinc(x)"'
    given = sp.Max(x, y, 1) + sp.Min(x, 2 * y) + sp.erf(x) + sp.erfc(y) + y * sp.sinc(x)
    assert loads(text).ell == given
    value = loads(text).kernel("volume_element")(0.3, -0.7).volume_element
    slopes = [
        (given.subs({x: 0.3 + h, y: -0.7 + k}) - given.subs({x: 0.3 - h, y: -0.7 - k})).evalf() / 2e-6
        for h, k in ((1e-6, 0), (0, 1e-6))
    ]
    assert abs(value - math.hypot(1, *map(float, slopes))) < 1e-6
    assert sg.decide(sp.Max(x, y) + sp.Min(x, y), x + y).status == "proved"
    assert sg.decide(sp.erf(x) + sp.erfc(x), 1).status == "proved"
    assert sg.decide(x * sp.sinc(x), sp.sin(x)).status == "proved"
    assert sg.decide(sp.sinc(x), sp.sin(x)).status == "refuted"
    assert sg.decide(sp.sinc(pi * x) * pi * x, sp.sin(pi * x)).status == "proved"
    jacobian = sg.Graph(y * sp.sinc(x), (x, y)).kernel("jacobian")([0.0, 2.0], 1.0).jacobian
    assert jacobian[0, 2, 1] == 1 and jacobian[1, 2, 1] == math.sin(2) / 2


@pytest.mark.parametrize("f", [sp.atan, sp.erf, sp.erfc, sp.asinh, sp.sinc, sp.acot, sp.tanh, sp.sin])
def test_a_function_inside_of_itself_has_a_derivative(f: Any) -> None:
    """The slope of erf(erf(x)) has erf in it, which says nothing of the rule."""
    curve = sg.Graph(f(f(x)), (x,))
    slope = sp.diff(f(f(x)), x)
    assert sg.decide(curve.jacobian[1], slope).status == "proved"
    assert curve.formula("curvature").proof.startswith("proved")
    exact, at = sp.diff(slope, x) / (1 + slope**2) ** sp.Rational(3, 2), {x: sp.Rational(3, 7)}
    assert abs((curve.curvature - exact).subs(at).evalf(30)) < 1e-25


def test_powers_with_a_symbol_are_written_as_powers() -> None:
    n, c = sp.Symbol("n", integer=True, positive=True), sp.Symbol("c", real=True)
    for f in (y * sp.Abs(x) ** n, y * sp.Max(x**n, 0), x ** (2 * n + 1) + y**2, (x - 1) ** n * (x + y) ** n):
        assert not sg.Graph(f, (x, y)).gaussian_curvature.has(sp.exp)
    assert sg.Graph(x**c * y, (x, y)).assumptions == ("x >= 0",)


@pytest.mark.parametrize("wave", ["abs(x)**n", "abs(x**n)", "(x**(2*n))**(1/2)"])
def test_even_powers_of_an_absolute_value_are_read_back(wave: str) -> None:
    """SymPy writes |x|^(2n) as x^(2n): H is a form by name put back, not a normal form, and right for both signs of x."""
    n = sp.Symbol("n", integer=True, positive=True)
    f = {"abs(x)**n": sp.Abs(x) ** n, "abs(x**n)": sp.Abs(x**n)}.get(wave, sp.sqrt(x ** (2 * n))) * y
    H = sg.Graph(f, (x, y)).mean_curvature
    assert sp.count_ops(H) < 60
    for sign in (1, -1):
        cubic = sign * x**3 * y  # |x|^3 y on one side of 0
        p, q = cubic.diff(x), cubic.diff(y)
        above = (1 + q**2) * p.diff(x) - 2 * p * q * p.diff(y) + (1 + p**2) * q.diff(y)
        at = {x: sign * sp.Rational(5, 4), y: sp.Rational(-3, 5), n: 3}
        assert sp.simplify((above / (2 * (1 + p**2 + q**2) ** sp.Rational(3, 2)) - H).subs(at)) == 0


def test_functions_without_a_rule_are_refused() -> None:
    for f in (sp.gamma, sp.LambertW, sp.zeta):
        with pytest.raises(sg.InputError, match="no derivative rule"):
            sg.Graph(f(x) * y, (x, y)).gaussian_curvature  # noqa: B018


def test_a_coordinate_named_lambda() -> None:
    for typed in ("lambda", "λ"):
        surface = loads(
            f'coordinates = ["{typed}", "t"]\ngraph = "{typed}**2*t + 2*{typed}"\n[domain]\n"{typed}" = ["0", "1"]'
        )
        assert [c.name for c in surface.coordinates] == ["lambda", "t"]
        kernel = surface.kernel("metric")
        assert [a.name for a in kernel.arguments] == ["lambda_", "t"]
        assert kernel(**{"lambda": 0.5, "t": 1.0}).metric[1, 1] == 1 + 0.5**4
        assert r"\lambda^2" in sg.notes(surface).latex
    with pytest.raises(sg.InputError, match="operator is missing"):
        loads('coordinates = ["lambda"]\ngraph = "lambda x"')
    with pytest.raises(sg.InputError):
        loads('coordinates = ["x"]\ngraph = "(lambda: x)()"')


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("K", "gaussian_curvature"),
        ("H", "mean_curvature"),
        ("h", "second_fundamental_form"),
        ("kappa", "principal_curvatures"),
        ("κ", "principal_curvatures"),
        ("Γ", "christoffel_symbols"),
        ("R", "scalar_curvature"),
        ("g", "metric"),
        ("first_fundamental_form", "metric"),
        ("First fundamental-form", "metric"),
        ("Gauss-Kronecker curvature", "gaussian_curvature"),
        ("Weingarten map", "shape_operator"),
        ("III", "third_fundamental_form"),
        ("area element", "volume_element"),
        ("N", "normal"),
        ("S", "shape_operator"),
        ("J", "jacobian"),
        ("cometric", "inverse_metric"),
        ("Ric", "ricci_tensor"),
    ],
)
def test_symbols_and_synonyms_name_quantities(word: str, name: str) -> None:
    ball = sg.Graph(x * y, (x, y))
    assert ball.engine.quantity_named(word).name == name
    assert ball.quantity(word) == ball.quantity(name)
    if name not in ("christoffel_symbols", "ricci_tensor"):
        assert list(ball.kernel([word, name]).quantities) == [name]
    if word.isidentifier() and word != name and word.isascii():
        with pytest.raises(AttributeError, match=name):
            getattr(ball, word)


def test_every_quantity_is_called_by_its_words_alone() -> None:
    for kind in (sg.Graph, sg.Hypersurface, sg.Immersion, sg.Metric):
        table = kind._table()
        for quantity in table.values():
            for word in (quantity.name, *quantity.also.split()):
                assert [q.name for q in table.values() if q.answers_to(word)] == [quantity.name]
    with pytest.raises(sg.InputError):
        sg.Graph(x * y, (x, y)).engine.quantity_named("k h")


def test_a_formula_in_place_of_a_file() -> None:
    from symgeom.command import jobs, sources

    assert sources.source("a*x**2 + y**2", ["a"]) == {"formula": "a*x**2 + y**2", "parameters": "a"}
    assert "entry" in sources.source("torus")
    page = jobs.derive(sources.source("a*x**2 + y*b", ["a"]), ["K"], 100)
    assert "coordinates   b, x, y" in page and "parameters    a" in page
    assert "gaussian_curvature" in page
    for bad in ("x**2 + __import__('os').system('true')", "2 + 3", "x**", "(x).y"):
        with pytest.raises(sg.InputError):
            jobs.derive(sources.source(bad), [], 100)
    with pytest.raises(sg.InputError, match="--parameter"):
        sources.source("torus", ["R"])


def test_a_file_wins_over_a_formula(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from symgeom.command import sources

    monkeypatch.chdir(tmp_path)
    with open("x*y", "w") as file:
        file.write('coordinates = ["u"]\ngraph = "u**2"')
    assert sources.source("x*y")["origin"] == "x*y"


FORMULAS = ("sqrt{det g}", "vec H", "kappa", "partial_ipartial_j X")  # what nobody types


def test_the_words_of_the_table_name_quantities() -> None:
    text = (ROOT / "docs/names.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:4] for line in text.splitlines() if line.startswith("| `")]
    rows = [row for row in rows if row[0].strip().strip("`") in sg.Hypersurface._table()]
    assert len(rows) == 24
    for name, symbol, also in rows:
        quantity = sg.Hypersurface._table()[name.strip().strip("`")]
        for word in filter(None, (word.strip() for word in also.split(","))):
            assert quantity.answers_to(word.replace("–", "-")), word
        letter = symbol.strip().strip("$").replace(r"\mathrm{III}", "III").replace("\\", "")
        assert quantity.answers_to(letter) or letter in FORMULAS, letter


@pytest.mark.parametrize(
    "names",
    [
        (r"\theta", "theta"),
        (r"\mathbf{w}", "w"),
        ("x₁", "x₂"),
        ("x₁", "x_1", "x1"),
        ("hbar", "h"),
        ("ell", "l"),
        ("lambda", "lamda"),
        ("theta_{1}", "theta_1"),
        ("a b", "a_b"),
        ("é", "中"),
        ("X'", "X"),
    ],
    ids=lambda names: ascii(names),
)
def test_symbols_are_printed_apart_and_named_apart(names: tuple[str, ...]) -> None:
    from symgeom.typeset.letters import apart

    letters = [sp.Symbol(name, real=True) for name in names]
    surface = sg.Graph(sp.Add(*(s ** (k + 2) for k, s in enumerate(letters))) * y, (*letters, y))
    document = sg.notes(surface, quantities=["jacobian"])
    assert document.html and document.markdown
    printed = apart([("symbol", name) for name in names], [r"\ell"])
    assert len(set(printed.values())) == len(names)
    assert all(text in document.latex for text in printed.values())
    arguments = [argument.name for argument in surface.kernel("metric").arguments]
    assert len(set(arguments)) == len(arguments) and all(
        name.isidentifier() and name.isascii() for name in arguments
    )


def test_names_are_printed_as_named() -> None:
    from symgeom.typeset.letters import name

    assert name(r"\theta") == r"\theta" and name(r"\mathbf{w}") == r"\mathbf{w}"
    assert name("x₁") == "x_1" and name("hbar") == r"\hbar" and name("w[0]") == "w_{0}"


def test_a_symbol_called_ell_beside_the_function() -> None:
    ell = sp.Symbol("ell", real=True)
    for surface in (
        sg.Graph(sp.Function("ell", real=True)(x, ell), (x, ell)),
        sg.Graph(ell * x**2, (x, ell)),
        sg.Hypersurface([x, ell, sp.Function("ell", real=True)(x)], (x, ell)),
    ):
        assert r"\mathit{ell}" in sg.notes(surface).latex
        assert sg.notes(surface).html


@pytest.mark.parametrize(
    ("f", "wanted"),
    [
        (sp.asin(x) * y, "1 - x**2 >= 0"),
        (sp.acos(x * y), "-x**2*y**2 + 1 >= 0"),
        (sp.acosh(x) + y, "x - 1 >= 0"),
        (sp.atanh(x) * y, "1 - x**2 >= 0"),
        (sp.acoth(x) * y, "x**2 - 1 >= 0"),
    ],
    ids=str,
)
def test_where_an_inverse_function_is_real_is_an_assumption(f: sp.Expr, wanted: str) -> None:
    surface = sg.Graph(f, (x, y))
    assert wanted in surface.assumptions
    assert not surface.mean_curvature.has(sp.sign)


def test_an_inverse_function_that_is_nowhere_real_is_told() -> None:
    with pytest.raises(sg.InputError, match=r"acosh\(x\) is nowhere real"):
        sg.Graph(sp.acosh(x) * y, (x, y), domain={x: (-1, 1)}).assumptions  # noqa: B018


def test_the_angle_of_a_point_has_derivatives() -> None:
    a = sp.Symbol("a", positive=True)
    helicoid = sg.Graph(a * sp.atan2(y, x), (x, y))
    assert helicoid.mean_curvature == 0
    assert sp.simplify(helicoid.gaussian_curvature + a**2 / (a**2 + x**2 + y**2) ** 2) == 0
    assert helicoid.formula(["normal", "shape_operator"]).proof.startswith("proved")


def test_atan2_in_a_text() -> None:
    """The angle of a point, as in Python; with numbers that SymPy must not evaluate too."""
    from symgeom.input.text import parse_expression

    assert parse_expression("x*atan2(y, x)") == x * sp.atan2(y, x)
    assert parse_expression("atan2(acos(1/3), 2)").func is sp.atan2
    with pytest.raises(sg.InputError, match="takes 2 arguments"):
        parse_expression("atan2(y)")
