"""Settings of claims: fields that don't mix, symbols with one value, points, shapes, and what a verdict rests on."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom.algebra.field.elements import Element
from symgeom.claims import AnyDimension, Claim, Expressions, Part, SurfaceSetting, Tensor, together
from symgeom.command.cli import main
from symgeom.errors import InputError, SymgeomError
from symgeom.notation.composed import letter
from symgeom.notation.handwritten import binding
from symgeom.typeset.printer import latex
from symgeom.words import Alphabet, GraphFrame, MovingFrame, calculus, decision, substitution
from tests.fuzz import claims as claim_files
from tests.fuzz import frames

x, y, z = sp.symbols("x y z", real=True)
a, b = sp.symbols("a b", positive=True)


def refused(match: str) -> Any:
    return pytest.raises(InputError, match=match)


# Fields and frames


def test_values_of_two_fields_do_not_mix() -> None:
    s, t = (SurfaceSetting(sg.Graph(f, (x, y))) for f in (sp.exp(x) + y**2, sp.sin(x) + y**2))
    for mixed in (
        lambda: s.step("", s["metric"], t["metric"], ""),
        lambda: s.step("", t["metric"], t["metric"], ""),
        lambda: s["metric"] - t["metric"],
        lambda: s["metric"] @ t["inverse_metric"],
        lambda: s["normal"].dot(t["normal"]),
        lambda: s["metric"] / t["gaussian_curvature"],
        lambda: s["gaussian_curvature"] * t["gaussian_curvature"],
        lambda: s.tensor("t", (), lambda: t["gaussian_curvature"].entries),
        lambda: s.partial(t["metric"], x),
        lambda: s.at(t["metric"], {x: 0}),
        lambda: s.differential(t["normal"]),
        lambda: s.derivative(t["gaussian_curvature"].entries, 0),
        lambda: s.scalar(s.field.plain(t["gaussian_curvature"].entries)),
        lambda: s["gaussian_curvature"].entries == t["gaussian_curvature"].entries,
        lambda: s.decide(t["metric"], t["metric"]),
    ):
        with refused("different fields"):
            mixed()


def test_surfaces_in_one_field() -> None:
    one, two = together(sg.Graph(sp.exp(x) + y**2, (x, y)), sg.Graph(sp.exp(x) + y**2, (x, y)).flipped())
    assert one.step("", one["metric"], two["metric"], "").decide().status == "proved"
    turned = one.step("", one["normal"], -two["normal"], "")
    assert turned.latex == r"N = -\tilde N"
    verdict = turned.decide()
    assert (
        verdict.status == "proved"
        and len([text for text in verdict.assumptions if "unit normal" in text]) == 2
    )
    assert one.step("", one["mean_curvature"], two["mean_curvature"], "").decide().status == "refuted"
    three = SurfaceSetting(sg.Graph(x**2, (x, y))).beside(sg.Graph(x**3, (x, y)), sg.Graph(y**2, (x, y)))
    assert [s["metric"].latex for s in three] == ["g", r"\tilde g", r"\hat g"]
    with refused("compare them on one domain"):
        together(*(sg.Graph(x**2, (x,), domain={x: (0, n)}) for n in (1, 2)))
    with refused("two to 4 surfaces"):
        together(sg.Graph(x**2, (x,)))
    with refused("hypersurfaces"):
        together(sg.Graph(x**2, (x,)), sg.Immersion([x, x, x], (x,)))


def test_frames_do_not_mix() -> None:
    f, other = GraphFrame(), GraphFrame()
    u, v = f.vector("u"), other.vector("u")
    for mixed in (
        lambda: f.third(v),
        lambda: f.derive(f.hessian, v),
        lambda: f.derive(other.hessian, u),
        lambda: f.substitute(f.hessian, {f.hessian: other.hessian}),
        lambda: f.substitute(f.hessian, {other.hessian: f.hessian}),
        lambda: f.fact(v, 0),
        lambda: f.decide(v, v),
        lambda: f.decide(u.dot(u), v.dot(v)),
        lambda: f.stack(u, v.dot(v)),
        lambda: AnyDimension().step("", u, v, ""),
    ):
        with refused("different frames"):
            mixed()
    with refused("another frame"):
        u.at(other.instance(2))


# A moving frame


def test_letters_of_a_moving_frame_are_fields() -> None:
    f = MovingFrame()
    u, v = f.vector("u"), f.vector("v")
    J, N, g, S = f.jacobian, f.normal, f.metric, f.shape_operator
    assert f.decide(f.derive(N, u), 0).status == "refuted"
    assert f.decide(f.derive(N, u), -J @ S @ u).status == "proved"
    assert f.decide(f.derive(g, u), 0).status == "refuted"
    assert f.decide(f.derive(J @ v, u), f.second_derivative(u, v)).status == "proved"
    assert f.decide(f.derive(J.T @ N, u), 0).status == "proved"
    both = f.derive(f.derive(N, u), v), f.derive(f.derive(N, v), u)
    assert f.decide(*both).status == "proved"
    assert f.decide(f.derive(f.normal_derivative, u) @ v, f.derive(f.derive(N, v), u)).status == "proved"
    for unknown in (lambda: f.derive(f.derive(J, u), v), lambda: f.derive(f.chart, u)):
        with refused("derivative of .* is not known"):
            unknown()
    mine = f.letter("n", f.ambient, N.columns)
    with refused("derivative of n is not known"):
        f.derive(N.dot(mine), u)


def test_second_derivative_is_bilinear_and_symmetric() -> None:
    f = MovingFrame()
    u, v, t = f.vector("u"), f.vector("v"), f.vector("t")
    D = f.second_derivative
    assert f.decide(D(u, 2 * v), 2 * D(u, v)).status == "proved"
    assert f.decide(D(u, v + t), D(u, v) + D(t, u)).status == "proved"
    assert f.decide(D(u, 2 * v), D(u, v)).status == "refuted"


def test_witnesses_are_numbers() -> None:
    f = GraphFrame()
    u = f.vector("u")
    witness = f.decide(f.derive(f.derive(f.w, u), u), f.w).witness
    assert witness is not None and "Dual" not in f"{witness.left}{witness.right}"


# Facts


def cayley_hamilton() -> Any:
    f = Alphabet()
    A = f.operator("A")
    right = A.trace() * A - A.det() * f.identity
    f.fact(A @ A, right)
    return f.decide(A @ A @ A, A @ right)


def test_a_fact_is_tried_for_every_dimension() -> None:
    with refused("fails at the instances with d = 4"):
        cayley_hamilton()


def test_what_a_verdict_rests_on() -> None:
    f = Alphabet()
    B, M, c = (
        f.operator("B", invertible=True),
        f.operator("M", symmetric=True),
        f.parameter("c", positive=True),
    )
    u = f.vector("u")
    assert f.decide(B @ B.inverse() @ u, u).assumptions == ("det B ≠ 0",)
    assert f.decide(M @ u, M.T @ u).assumptions == ("M = M^T",)
    assert f.decide(c * u / c, u).assumptions == ("c > 0",)
    assert f.decide(1 / (f.d - 1), 1 / (f.d - 1)).assumptions == ("d - 1 ≠ 0", "d ≥ 2")
    e = f.letter("e", f.space, u.columns, sampler=lambda i: [[int(k == 0)] for k in range(i.d)])
    n = f.letter("n", f.space, u.columns, sampler=lambda i: [[int(k == 1)] for k in range(i.d)])
    for left, right in ((e.dot(e), 1), (n.dot(n), 1), (e.dot(n), 0)):
        f.fact(left, right)  # two orthonormal vectors: there are none for d = 1
    verdict = f.decide((e + n).dot(e + n), 2)
    assert verdict.status == "proved" and "d ≥ 2" in verdict.assumptions
    assert "<e, n> = 0" in verdict.assumptions and "d ≥ 2" in verdict.reason
    assert MovingFrame().decide(1, 1).assumptions == ()


def test_facts_hold_at_a_point_only() -> None:
    f = GraphFrame()
    c, u = f.parameter("c"), f.vector("u")
    before = f.derive(f.hessian @ f.gradient, u)
    f.fact(f.hessian @ f.gradient, c * f.gradient)
    with refused("before the fact is stated"):
        f.derive(f.hessian @ f.gradient, u)
    assert before.terms
    g = GraphFrame()
    Q = g.operator("Q")
    g.fact(Q @ Q, Q)  # of constants: it holds everywhere
    assert g.derive(Q @ g.gradient, g.vector("u")).terms
    with refused("multiply by it"):
        g.fact(Q @ g.gradient / g.gradient.dot(g.vector("v")), 0)


# Substitution


def test_substitution_keeps_properties_and_divisors() -> None:
    f = GraphFrame()
    A, p, u, v = f.hessian, f.gradient, f.vector("u"), f.vector("v")
    B, M = f.operator("B", invertible=True), f.operator("M")
    with refused("A is symmetric, and M need not be"):
        f.substitute(A, {A: M})
    assert f.decide(f.substitute(A, {A: M + M.T}), M + M.T).status == "proved"
    for image in (u.outer(u), M, 0):
        with refused("B is invertible"):
            f.substitute(B @ u, {B: image})
    assert f.decide(f.substitute(B.inverse() @ u, {B: 2}), u / 2).status == "proved"
    quotient = u.dot(v) / u.dot(v)
    assert f.decide(f.substitute(quotient, {u: v}), 1).assumptions == ("v^T*v ≠ 0",)
    with refused("makes .* zero"):
        f.substitute(quotient, {u: 0})
    with refused("makes .* zero"):
        f.at_critical_point(p.dot(p) / p.dot(p))
    new = f.substitute((u.outer(u) + B).inverse() @ v, {B: 1})
    assert (
        list(new.divisors) == [] and f.decide(new, (f.identity + u.outer(u)).inverse() @ v).status == "proved"
    )
    with refused("Take the derivative first"):
        f.derive(f.at_critical_point(A), u)
    with refused("Take the derivative first"):
        f.derive(2 * f.at_critical_point(A).named("A_0"), u)
    Q = f.letter(
        "Q", f.space, f.space, sampler=lambda i: [[int(j == k) for k in range(i.d)] for j in range(i.d)]
    )
    f.fact(Q.T @ Q, f.identity)
    with refused("doesn't satisfy the fact"):
        f.substitute(Q.T @ Q, {Q: 2})


# Symbols and points


def test_a_symbol_is_the_one_of_the_setting() -> None:
    s, bare = Expressions([x**2, a]), sp.Symbol("x")
    for use in (lambda: s.partial(s.scalar(x**2), bare), lambda: s.at(s.scalar(x**2), {bare: 3})):
        with refused("other assumptions"):
            use()
    for use in (
        lambda: s.scalar(bare**2),
        lambda: s.vector([x, bare]),
        lambda: s.at(s.scalar(x), {x: bare}),
        lambda: s.scalar(sp.Symbol("a", real=True)),
    ):
        with refused("two different symbols are called"):
            use()
    with refused("printed alike"):
        Expressions([sp.Symbol("alpha", real=True)]).scalar(sp.Symbol(r"\alpha", real=True))
    for key in (z, "x", x**2, 0):
        with refused("no symbol of this setting"):
            s.at(s.scalar(x**2), {key: 3})
    with refused("no symbol of this setting"):
        s.partial(s.scalar(x**2), z)
    with refused("not to be a real number"):
        s.scalar(sp.Symbol("q", imaginary=True) ** 2)
    n = sp.Symbol("n", integer=True)
    t = Expressions([n])
    with refused("no derivative in n"):
        t.partial(t.scalar(sp.sin(sp.pi * n)), n)
    with refused("n is declared to be integer"):
        t.at(t.scalar(sp.sin(sp.pi * n)), {n: sp.S.Half})
    surface = SurfaceSetting(sg.Graph(x**2 + y**2, (x, y)))
    with refused("other assumptions"):
        surface.partial(surface["gaussian_curvature"], bare)


@pytest.mark.parametrize(
    ("source", "facts", "point", "match"),
    [
        (sp.sqrt(a**2), {}, {a: -1}, "a > 0 fails there"),
        (sp.sqrt(a**2), {}, {a: 0}, "a > 0 fails there"),
        (sp.sqrt(a**2), {}, {a: x}, "whether a > 0 holds"),
        (sp.Abs(x - y), {"where": [x > y]}, {x: 0, y: 1}, "fails there"),
        (sp.Abs(x), {"domain": {x: (0, 1)}}, {x: 2}, "fails there"),
        (sp.Abs(x), {"domain": {x: (0, sp.exp(1))}}, {x: 3}, "fails there"),
        (1 / x, {"where": [sp.Ne(x, 1)]}, {x: 1}, "against the fact"),
        ((x**2 - 1) / (x - 1), {}, {x: 1}, "vanishes there"),
        ((x**2 - y**2) / (x - y), {}, {x: y}, "vanishes there"),
        (sp.sin(x) / sp.tan(x), {}, {x: 0}, "no value can be given"),
        (sp.sqrt(1 - x**2) * y, {}, {x: 2}, "1 - x\\*\\*2 >= 0 fails there"),
        (sp.log(x) + x, {}, {x: -1}, "fails there"),
        (sp.sign(x), {"domain": {x: (0, 1)}}, {x: 0}, "a sign was taken"),
        (sp.asin(x), {}, {x: 2}, "1 - x\\*\\*2 >= 0 fails there"),
        (sp.acosh(x), {}, {x: 0}, "x - 1 >= 0 fails there"),
        (x**2, {}, {x: sp.I}, "real number"),
        (x**2, {}, {x: sp.oo}, "real number"),
        (x**2, {}, {x: sp.sqrt(-2)}, "real number"),
        (x**2, {}, {}, "gives values to symbols"),
    ],
)
def test_a_point_that_cannot_be_put_in(source: Any, facts: Any, point: Any, match: str) -> None:
    s = Expressions([source, x, y, a], **facts)
    with refused(match):
        s.at(s.scalar(source), point)


@pytest.mark.parametrize(
    ("source", "facts", "point", "value"),
    [
        (sp.sqrt(a**2), {}, {a: 3}, 3),
        (sp.sqrt(a**2), {}, {a: 1 + x**2}, 1 + x**2),
        (sp.sqrt(a**2), {"where": [b > 0]}, {a: b}, b),
        ((x**2 - 1) / (x - 1), {}, {x: 2}, 3),
        (sp.sqrt(1 - x**2), {}, {x: sp.Rational(3, 5)}, sp.Rational(4, 5)),
        (sp.sqrt(1 - x**2), {}, {x: 1}, 0),
        (sp.cos(x), {"domain": {x: (0, 2 * sp.pi)}}, {x: 0}, 1),
        (sp.sign(x) * x, {"domain": {x: (0, 1)}}, {x: sp.S.Half}, sp.S.Half),
    ],
)
def test_a_point_that_can(source: Any, facts: Any, point: Any, value: Any) -> None:
    s = Expressions([source, x, y, a, b], **facts)
    assert s.step("", s.at(s.scalar(source), point), s.scalar(value), "").decide().status == "proved"


def test_a_kink() -> None:
    """The derivative of |x| at 0, inside and at an end; that of x |x| under a fact."""
    for domain in ({}, {x: (0, 1)}):
        s = Expressions([sp.Abs(x)], domain)
        assert s.step("", s.at(s.scalar(sp.Abs(x)), {x: 0}), s.scalar(0), "").decide().status == "proved"
        slope = s.partial(s.scalar(sp.Abs(x)), x)
        with refused("vanishes at x = 0"):
            s.at(slope, {x: 0})
        assert s.step("", s.at(slope, {x: sp.S.Half}), s.scalar(1), "").decide().status == "proved"
    t = SurfaceSetting(sg.Graph(sp.Abs(x) ** 3 + y**2, (x, y), domain={x: (0, 1)}))
    with refused("vanishes at x = 0"):
        t.at(t["mean_curvature"], {x: 0})


def test_a_divisor_that_may_vanish_is_named() -> None:
    s = Expressions([(x**2 - y**2) / (x - y)])
    verdict = s.step("", s.at(s.scalar((x**2 - y**2) / (x - y)), {x: 2}), s.scalar(2 + y), "").decide()
    assert verdict.status == "proved" and {"2 - y ≠ 0", "y - 2 ≠ 0"} & set(verdict.assumptions)


def test_critical_points() -> None:
    s = SurfaceSetting(sg.Graph.abstract(2))
    assert s.step("", s.at_critical_point(s["shape_operator"]), s.A, "").decide().status == "proved"
    with refused("vanishes there"):
        s.at_critical_point(s.p.dot(s.p) / s.p.dot(s.p))


# Shapes and numbers


def test_shapes() -> None:
    s = Expressions([x])
    u, v, m = s.vector([1, 2, 5]), s.vector([1, 2]), s.matrix([[1, 2, 3], [4, 5, 6]])
    for match, use in (
        ("one length", lambda: u.dot(v)),
        ("one length", lambda: m.dot(m)),
        ("square", m.det),
        ("square", m.trace),
        ("square", u.det),
        ("two vectors", lambda: m.outer(u)),
        ("are vectors", lambda: u @ u),
        ("are vectors", lambda: s.vector([1]) @ s.vector([2])),
        ("shapes don't fit", lambda: m @ v),
        ("shapes don't fit", lambda: u + v),
        ("only a scalar can divide", lambda: u / m),
        ("zero identically", lambda: u / 0),
        ("zero identically", lambda: s.scalar(0) ** -1),
        ("must be an integer", lambda: s.scalar(x) ** 0.5),  # type: ignore[operator]
        ("can't stand beside", lambda: u + 1),
        ("can't stand beside", lambda: u + x),
        ("can't stand beside", lambda: s.step("", u, 1, "")),
        ("can't stand beside", lambda: s.scalar(x) * 0.5),  # type: ignore[operator]
        ("can't stand beside", lambda: s.scalar(x) * True),
        ("empty", lambda: s.zero(0)),
        ("empty", lambda: s.zero(2, 0)),
        ("empty", lambda: s.vector([])),
        ("empty", lambda: s.matrix([])),
        ("text", lambda: s.step("", s.vector("12"), 0, "")),
        ("can't be made", lambda: s.matrix([[1, 2], [3]])),
        ("nested tuples", lambda: Tensor((s.element(x),), (2,), letter("t"))),
        ("has shape", lambda: s.step("", u, v, "")),
        ("between numbers", lambda: s.at_least("", u, u, "")),
    ):
        with pytest.raises(InputError, match=match if match != "text" else "not from"):
            use()
    surface = SurfaceSetting(sg.Graph(x**2 + y**2, (x, y)))
    with refused("one length"):
        surface["normal"].dot(surface.p)
    for i in (-1, 2, 0.0):
        with refused("there is none with number"):
            surface.derivative(surface.p.entries[0], i)


def test_numbers_beside_tensors() -> None:
    s = Expressions([x])
    X = s.scalar(x)
    for left, right in (
        (X**0, 1),
        (1 - X, -(X - 1)),
        (1 / X, X**-1),
        (s.vector([0, 0]), 0),
        (0 + X, X),
        (s.unit(2) @ s.vector([1, 2]), s.vector([1, 2])),
    ):
        assert s.step("", left, right, "").decide().status == "proved"
    f = GraphFrame()
    assert f.decide(f.hessian**0, f.identity).status == "proved"
    assert f.decide(f.w**0, 1).status == "proved" and f.decide((f.w - f.w) + 1, 1).status == "proved"
    assert f.decide(1, f.w**2 - f.gradient.dot(f.gradient)).status == "proved"
    with refused("another shape"):
        f.fact(f.hessian, 1)


# What is printed


def test_claims_are_printed_as_the_notes_print() -> None:
    """One printer: ``\\cos v``, closed where something follows that would be read as part of the argument."""
    f = sp.Function("f")
    s = Expressions([sp.cos(x) + sp.cos(x + y) + f(x) + f(y)])
    c, p = s.scalar(2 * sp.cos(x)), s.scalar(x + y)
    assert c.latex == latex(2 * sp.cos(x)) == r"2 \cos x"
    assert (c * p).latex == r"\left(2 \cos x\right)\,\left(x + y\right)"
    assert (s.scalar(sp.cos(x + y)) * p).latex == r"\cos(x + y)\,\left(x + y\right)"
    assert (s.scalar(sp.cos(x + y)) ** 2).latex == r"\left(\cos(x + y)\right)^2"
    assert (s.scalar(f(x)) - s.scalar(f(y))).latex == "f(x) - f(y)"
    g = sp.Symbol("g_x", real=True)
    with pytest.raises(InputError, match="printed alike"):
        s.scalar(sp.Symbol("ell", real=True) + sp.Symbol("l", real=True))
    assert s.scalar(g).latex == "g_x"


def test_what_is_printed_can_be_read_in_one_way() -> None:
    s = Expressions([x])
    X, M = s.scalar(x), s.matrix([[1, 2], [3, 4]], "M")
    assert s.partial(X**3, x).latex == s.partial(s.scalar(x**3), x).latex == r"\partial_{x}\left(x^3\right)"
    assert (s.partial(X, x) ** 3).latex == r"\left(\partial_{x}x\right)^3"
    assert (M @ M).det().latex == r"\det \left(M\,M\right)"
    assert (M.det() * M).latex == r"\left(\det M\right)\,M"
    assert (X * M.det() * M).latex == r"\left(x\,\det M\right)\,M"
    assert (X * (-2 * X)).latex == r"x\,\left(-2\,x\right)"
    assert (M.named("a + b") @ M).latex == r"\left(a + b\right)\,M"
    assert (M @ M).T.latex == r"\left(M\,M\right)^{\mathsf T}"
    assert ((1 / X) ** 2).latex == r"\left(\frac{1}{x}\right)^2"
    assert (s.scalar(x, "q^2") ** 2).latex == r"\left(q^2\right)^2"
    f = GraphFrame()
    assert (f.hessian.named("a - b") @ f.hessian).latex == r"\left(a - b\right)\,A"
    assert binding("a=b") == 0 and binding(r"\tilde g^{-1}\tilde h") == 2 and binding("g(x, x)") == 3


def test_one_name_one_value() -> None:
    s = Expressions([x, y])
    X, M = s.scalar(x), s.matrix([[1, 2], [3, 4]], "M")
    for clash in (
        lambda: (M @ M).named("M"),
        lambda: s.scalar(x, "q") + s.scalar(y, "q"),
        lambda: s.step("", s.scalar(x, "q"), s.scalar(y, "q"), ""),
        lambda: (s.step("", s.scalar(x, "q"), X, ""), s.step("", s.scalar(y, "q"), s.scalar(y), "")),
        lambda: s.scalar(x, "r") * s.unknown("r", "r"),
    ):
        with refused("two different values"):
            clash()
    for text, value in (("I", M), ("1", X), ("0", X)):
        with refused("would be printed for another value"):
            value.named(text)
    for clash_in in (
        lambda w, f: w.step("", (f.hessian @ f.hessian).named("A"), f.hessian, ""),
        lambda w, f: w.step("", f.w.named("p"), f.w, ""),
        lambda w, f: w.step("", (2 * f.identity).named("I"), 2 * f.identity, ""),
        lambda w, f: [w.step("", (n * f.w).named("v"), n * f.w, "") for n in (1, 2)],
    ):
        w = AnyDimension()
        with refused("two different values"):
            clash_in(w, w.graph)
    f = GraphFrame()
    with refused("another letter of this frame"):
        f.vector("v", "A")
    with refused("the dimension"):
        f.vector("d")


# Claims


def mine(**how: Any) -> Claim:
    return Claim(id="mine", title="Mine", statement="", source="", **how)


def test_scopes_without_steps() -> None:
    def on_surface(s: Any) -> Any:
        if s.dimension == 1:
            yield s.step("", s["metric"], s["metric"].T, "")

    verdict = mine(on_surface=on_surface).check()
    assert verdict.status == "undecided" and "no steps for graph, d = 2, 3, 4" in verdict.reason
    assert mine(on_surface=on_surface, dimensions=(1,)).check().status == "proved"
    for wrong in (lambda s: None, lambda s: [True], lambda s: s.step("", s["metric"], s["metric"], "")):
        with refused("step"):
            mine(on_surface=wrong).check()
    with refused("a verdict is"):
        mine(expected="true")
    with refused("roles"):
        mine(parts=(Part(role="wrong", statement=""),))


@pytest.mark.parametrize(
    "how",
    [
        {"on_surface": lambda s: [s.step("", s["metric"], s["metric"], "")]},
        {"on_surface": lambda s: [s.step("", s.scalar(2), s.scalar(1) + 1, "")]},
        {"any_dimension": lambda s: [s.step("", (s.graph.d + 1) ** 2, s.graph.d**2 + 2 * s.graph.d + 1, "")]},
        {
            "examples": lambda: [
                ("numbers", [(e := Expressions([])).step("", e.scalar(2), e.scalar(1) + 1, "")])
            ]
        },
    ],
)
def test_a_claim_whose_steps_say_nothing_is_marked(how: Any) -> None:
    assert any("no step says anything" in text for text in mine(**how).check().assumptions)


def test_a_claim_about_something_is_not_marked() -> None:
    for name in sg.claims:
        if name in ("proposition-2", "gauss-codazzi", "dinh-rescaling", "mean-is-trace"):
            assert not any("no step says" in text for text in sg.claims[name].check().assumptions)


def test_inequalities_name_the_normal() -> None:
    s = SurfaceSetting(sg.Graph(x**2 + y**2, (x, y)))
    step = s.at_least("", s["mean_curvature"] ** 2, 0, "")
    assert "N is the upward unit normal" in step.decide().assumptions


RAISES = """
from symgeom.claims import Claim

def good(s):
    yield s.step("K", s["shape_operator"].det(), s["gaussian_curvature"], "")

def bad(s):
    yield s.step("K", s["normal"].dot(s.p), s.scalar(0), "")

def worse(s):
    raise KeyError("a slip")

about = dict(statement="", source="", about="graph", dimensions=(1, 2))
first = Claim(id="first", title="", on_surface=good, **about)
second = Claim(id="second", title="", on_surface=bad, **about)
third = Claim(id="third", title="", on_surface=worse, **about)
fourth = Claim(id="fourth", title="", on_surface=good, **about)
"""


def test_one_claim_that_raises_leaves_the_others_their_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(RAISES)
    result = CliRunner().invoke(main, ["verify", str(path), "--json"])
    assert result.exit_code == 2
    rows = {row["claim"]: row for row in json.loads(result.stdout)}
    assert [rows[n]["status"] for n in ("first", "second", "third", "fourth")] == [
        "proved",
        "error",
        "error",
        "proved",
    ]
    assert "one length" in rows["second"]["reason"] and "KeyError" in rows["third"]["reason"]
    text = CliRunner().invoke(main, ["verify", str(path)])
    assert (
        text.exit_code == 2 and "2 could not be checked" in text.stdout and "2 of 4 as claimed" in text.stdout
    )


# The fuzzer, and what it catches


@pytest.mark.parametrize("kind", [frames.frame, frames.facts, frames.surface, claim_files.claim])
def test_random_identities(kind: Any) -> None:
    found = [kind(seed) for seed in range(25)]
    assert not [one for one in found if one.wrong]
    statuses = [one.status for one in found]
    assert statuses.count("proved") > 8 and statuses.count("refuted") > 3
    assert statuses.count("error") + statuses.count("undecided") < 3


def caught(kind: Any, draws: int = 40) -> bool:
    """Whether a wrong verdict, or an error of the engine's own checks, is seen."""
    for seed in range(draws):
        one = kind(seed)
        if one.wrong or one.status == "error":  # there are none else
            return True
    return False


def test_claim_files_of_every_kind_and_dimension() -> None:
    """One claim that holds and one that doesn't, of each kind: the draws reach d = 5, in a file as a user writes it."""
    found = [claim_files.claim(seed) for seed in range(40)]
    assert not [one for one in found if one.wrong]
    for kind in claim_files.KINDS:
        statuses = {one.status for one in found if one.said.startswith(kind)}
        assert {"proved", "refuted"} <= statuses
    assert {d for one in found if one.said.startswith("graph") for d in one.truth} == {1, 2, 3, 4, 5}


def constant_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = MovingFrame._moves
    monkeypatch.setattr(MovingFrame, "_moves", lambda self, letter, rule, motion: plain(
        self, letter, lambda u: 0 * rule(u), lambda i, u: [[0 * e for e in row] for row in motion(i, u)]
    ))  # fmt: skip


def no_exchange_of_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = MovingFrame._moves
    monkeypatch.setattr(MovingFrame, "_moves", lambda self, letter, rule, motion: plain(
        self, letter, lambda u: -rule(u), lambda i, u: [[-e for e in row] for row in motion(i, u)]
    ))  # fmt: skip


def transposed_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Alphabet.operator
    monkeypatch.setattr(
        Alphabet, "operator", lambda self, name, *a, **k: plain(self, name, *a, **{**k, "symmetric": True})
    )
    plain_letter = Alphabet.letter

    def letter(self: Any, name: str, rows: Any, columns: Any, *a: Any, **k: Any) -> Any:
        if name in ("B_2", "Q"):
            k["symmetric"] = True
        return plain_letter(self, name, rows, columns, *a, **k)

    monkeypatch.setattr(Alphabet, "letter", letter)


@pytest.mark.parametrize("plant", [constant_letters, no_exchange_of_terms])
def test_planted_rules_of_a_frame_are_caught(plant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert caught(frames.frame)
    assert caught(lambda seed: claim_files.claim(4 * seed))  # the same frame in claim files


def test_planted_rules_of_letters_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    transposed_facts(monkeypatch)
    assert caught(frames.facts)


def test_a_planted_rule_of_one_letter_is_seen_by_the_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule in words that is wrong disagrees with the numbers, which are derived by themselves."""
    plain = MovingFrame._moves
    monkeypatch.setattr(
        MovingFrame,
        "_moves",
        lambda self, letter, rule, motion: plain(self, letter, lambda u: -rule(u), motion),
    )
    f = MovingFrame()
    u = f.vector("u")
    with pytest.raises(SymgeomError, match="please report it"):
        f.decide(f.derive(f.normal, u), f.jacobian @ f.shape_operator @ u)


def wrong(monkeypatch: pytest.MonkeyPatch, plant: Any, decide: Any) -> bool:
    """With the check taken out, is the false statement proved (or the engine at odds with itself)?"""
    plant(monkeypatch)
    try:
        return str(decide().status) == "proved"
    except SymgeomError as error:
        return "please report it" in str(error)


def test_each_check_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check a false statement comes out proved: the check is what stops it."""
    elements = importlib.import_module("symgeom.algebra.field.elements")
    with monkeypatch.context() as patch:
        patch.setattr(
            Element,
            "_coerce",
            lambda self, other: other if isinstance(other, Element) else self.field.rational(other),
        )
        s, t = (SurfaceSetting(sg.Graph(f, (x, y))) for f in (sp.exp(x) + y**2, sp.sin(x) + y**2))
        left, right = s["metric"].entries[1][1], t["metric"].entries[1][1]
        assert (left - right).is_zero() and elements
    f = GraphFrame()
    M, u, v = f.operator("M"), f.vector("u"), f.vector("v")
    S = f.operator("S", symmetric=True)

    def symmetric() -> Any:
        return f.decide(f.substitute(u.dot(S @ v) - v.dot(S @ u), {S: M}), 0)

    with pytest.raises(InputError):
        symmetric()
    assert wrong(
        monkeypatch,
        lambda patch: patch.setattr(
            substitution,
            "_checked",
            lambda e, replaced: {k.stated.data[0]: image for k, image in replaced.items()},
        ),
        symmetric,
    )
    g = GraphFrame()
    c, tangent = g.parameter("c"), g.vector("t")
    g.fact(g.hessian @ g.gradient, c * g.gradient)
    monkeypatch.setattr(calculus, "_check", lambda e: None)
    derived: Any = g.derive(g.hessian @ g.gradient, tangent)
    monkeypatch.setattr(decision, "_failing", lambda *_: None)  # facts are not tried
    monkeypatch.setattr(decision, "_compare", lambda *_: True)
    assert g.decide(derived, c * (g.hessian @ tangent)).status == "proved"  # T[t] p is forgotten
    assert cayley_hamilton().status == "proved"
