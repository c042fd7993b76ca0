"""Claims as a user writes them, through the public interface: false ones are refuted or refused, true ones proved.

The slips are those that people make: a factor, a sign, an order, a missing connection, an exception at d = 1 taken for a rule,
a symbol made twice, a point outside of the domain, two surfaces mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, SurfaceSetting, together
from symgeom.errors import InputError
from symgeom.words import GraphFrame

x, y = sp.symbols("x y", real=True)
a = sp.Symbol("a", positive=True)
Sides = Callable[[Any], tuple[Any, Any]]


def claim(**how: Any) -> Claim:
    return Claim(id="mine", title="Mine", statement="a statement", source="me", **how)


def words(sides: Sides) -> Claim:
    return claim(any_dimension=lambda s: [s.step("step", *sides(s), "a reason")])


def graph(sides: Sides, *dimensions: int) -> Claim:
    return claim(
        on_surface=lambda s: [s.step("step", *sides(s), "a reason")], about="graph", dimensions=dimensions
    )


def surface(sides: Sides, *dimensions: int) -> Claim:
    how = {"dimensions": dimensions, "parametrized": tuple(d for d in dimensions if d <= 2)}
    return claim(on_surface=lambda s: [s.step("step", *sides(s), "a reason")], **how)


def own(steps: Callable[[], Any]) -> Claim:
    def example() -> Iterator[Any]:
        yield "an example", [steps()]

    return claim(examples=example)


# Words: the graph of a function


def first(s: Any) -> tuple[Any, ...]:
    f = s.graph
    g = f.identity + f.gradient.outer(f.gradient)
    return f, f.gradient, f.hessian, f.identity, f.w, f.d, g, g.inverse() @ f.hessian / f.w


def on_graph(rule: Callable[..., tuple[Any, Any]]) -> Claim:
    return words(lambda s: rule(*first(s)))


def graph_codazzi(f: Any) -> tuple[Any, Any]:
    u, v, z = (f.vector(n) for n in "uvz")
    h = f.hessian / f.w
    return f.derive(v.dot(h @ z), u), f.derive(u.dot(h @ z), v)


def graph_gauss(f: Any, sign: int) -> tuple[Any, Any]:
    p, A, w = f.gradient, f.hessian, f.w
    u, v, z, t = (f.vector(n) for n in "uvzt")
    g = f.identity + p.outer(p)

    def turn(b: Any, c: Any) -> Any:
        return p * b.dot(A @ c) / w**2

    R = f.derive(turn(v, z), u) - f.derive(turn(u, z), v) + turn(u, turn(v, z)) - turn(v, turn(u, z))
    h = (A / w).named("h")
    return R.dot(g @ t), sign * (u.dot(h @ t) * v.dot(h @ z) - u.dot(h @ z) * v.dot(h @ t))


# Words: a moving frame


def moving(rule: Callable[..., tuple[Any, Any]]) -> Claim:
    def sides(s: Any) -> tuple[Any, Any]:
        f = s.moving
        u, v, z = (f.vector(n) for n in "uvz")
        return rule(f, u, v, z)

    return words(sides)


def codazzi(f: Any, u: Any, v: Any, z: Any) -> Any:
    """(nabla_u h)(v, z)."""
    h, turn = f.second_form, f.connection
    return f.derive(v.dot(h @ z), u) - turn(u, v).dot(h @ z) - v.dot(h @ turn(u, z))


# Facts and substitutions


def cayley_hamilton(s: Any) -> tuple[Any, Any]:
    f = s.graph
    M = f.operator("M")
    right = M.trace() * M - M.det() * f.identity
    f.fact(M @ M, right)
    return M @ M @ M, M @ right


def orthogonal(f: Any) -> Any:
    """An orthogonal operator; at instances a reflection."""

    def reflection(instance: Any) -> Any:
        random = instance.random("Q")
        n = [random.randint(1, 3) for _ in range(instance.d)]
        length = sum(e * e for e in n)
        return [[int(i == j) - Fraction(2 * p * q, length) for j, q in enumerate(n)] for i, p in enumerate(n)]

    Q = f.letter("Q", f.space, f.space, sampler=reflection)
    f.fact(Q.T @ Q, f.identity)
    f.fact(Q @ Q.T, f.identity)
    return Q


def symmetric_replaced(s: Any) -> tuple[Any, Any]:
    f = s.graph
    M, B, u, v = f.operator("M", symmetric=True), f.operator("B"), f.vector("u"), f.vector("v")
    return f.substitute(u.dot(M @ v) - v.dot(M @ u), {M: B}), f.number(0)


def rank_one(s: Any) -> tuple[Any, Any]:
    f = s.graph
    B, u = f.operator("B", invertible=True), f.vector("u")
    return f.substitute(B @ B.inverse() @ u, {B: u.outer(u)}), u


def after_a_fact(s: Any) -> tuple[Any, Any]:
    f = s.graph
    c, u = f.parameter("c"), f.vector("u")
    f.fact(f.hessian @ f.gradient, c * f.gradient)
    return f.derive(f.hessian @ f.gradient, u), c * (f.hessian @ u)


def without_sampler(s: Any) -> tuple[Any, Any]:
    f = s.graph
    u, v = f.vector("u"), f.vector("v")
    f.fact(u.dot(v), 0)
    return u.dot(v), f.number(0)


def of_a_substitution(s: Any) -> tuple[Any, Any]:
    f = s.graph
    return f.derive(f.substitute(f.hessian, {f.hessian: 2}), f.vector("u")), 0 * f.identity


def cancelled_gradient(s: Any) -> tuple[Any, Any]:
    p = s.graph.gradient
    return s.graph.at_critical_point(p.dot(p) / p.dot(p)), s.graph.number(1)


def printed_alike(s: Any) -> tuple[Any, Any]:
    f = s.graph
    return f.vector("u", r"\xi"), f.vector("v", r"\xi")


def power_named(s: Any) -> tuple[Any, Any]:
    f = s.graph
    return (f.hessian @ f.hessian).named("A"), f.hessian


# Surfaces


def cos_of_sin(s: Any) -> tuple[Any, Any]:
    other = SurfaceSetting(sg.Graph(sp.sin(x) + y**2, (x, y)))
    return s["metric"], other["metric"]


def bowls() -> tuple[Any, ...]:
    return together(sg.Graph(x**2 + y**2, (x, y), name="up"), sg.Graph(-(x**2) - y**2, (x, y), name="down"))


def rolled() -> tuple[Any, ...]:
    flat = sg.Hypersurface([x, y, 0], (x, y), name="plane")
    return together(flat, sg.Hypersurface([sp.cos(x), sp.sin(x), y], (x, y), name="cylinder"))


def compare(pair: Callable[[], tuple[Any, ...]], sides: Callable[[Any, Any], tuple[Any, Any]]) -> Claim:
    def step() -> Any:
        one, other = pair()
        return one.step("step", *sides(one, other), "a reason")

    return own(step)


def field(sides: Callable[[Expressions], tuple[Any, Any]], *sources: Any, **facts: Any) -> Claim:
    def step() -> Any:
        s = Expressions(sources or [x, y, a], **facts)
        return s.step("step", *sides(s), "a reason")

    return own(step)


def lower(s: Any) -> Any:
    """R_1212 of the metric."""
    R = s.intrinsic("riemann_tensor").entries
    return s.tensor("R_{1212}", (), lambda: R[0][1][0][1])


def swapped(s: Any) -> tuple[Any, Any]:
    G, d = s.intrinsic("christoffel_symbols"), s.dimension
    e = G.entries
    return G, s.tensor(r"\Gamma^i_{kj}", (d,) * 3, lambda k, i, j: e[i][k][j])


bare = sp.Symbol("x")
ROOT = sp.sqrt(a**2)

FALSE: dict[str, Claim] = {
    "det g": on_graph(lambda f, p, A, I, w, d, g, S: (g.det(), w)),
    "inverse": on_graph(lambda f, p, A, I, w, d, g, S: (g.inverse(), I - p.outer(p) / w)),
    "trace of g": on_graph(lambda f, p, A, I, w, d, g, S: (g.trace(), d + w**2)),
    "order of S": on_graph(lambda f, p, A, I, w, d, g, S: (S, (A / w) @ g.inverse())),
    "S is A/w": on_graph(lambda f, p, A, I, w, d, g, S: (S, A / w)),
    "exponent of K": on_graph(lambda f, p, A, I, w, d, g, S: (S.det(), A.det() / w ** (d + 1))),
    "trace of S": on_graph(lambda f, p, A, I, w, d, g, S: (S.trace(), (A.trace() - p.dot(A @ p)) / w)),
    "mean is trace": on_graph(
        lambda f, p, A, I, w, d, g, S: (f.at_critical_point(S.trace() / d), A.trace())
    ),
    "one eigenvalue": on_graph(lambda f, p, A, I, w, d, g, S: (A.trace() * I, A)),
    "square by trace": on_graph(lambda f, p, A, I, w, d, g, S: (A @ A, A.trace() * A)),
    "det 2A": on_graph(lambda f, p, A, I, w, d, g, S: ((2 * A).det(), 2 * A.det())),
    "det -A": on_graph(lambda f, p, A, I, w, d, g, S: ((-A).det(), A.det())),
    "K of -N": on_graph(lambda f, p, A, I, w, d, g, S: ((-S).det(), -S.det())),
    "Rayleigh": on_graph(lambda f, p, A, I, w, d, g, S: (p.dot(p) * A.trace(), p.dot(A @ p))),
    "commuting": on_graph(lambda f, p, A, I, w, d, g, S: (A @ (B := f.operator("B")), B @ A)),
    "commuting derivatives": on_graph(
        lambda f, p, A, I, w, d, g, S: (
            f.third(u := f.vector("u")) @ f.third(v := f.vector("v")),
            f.third(v) @ f.third(u),
        )
    ),
    "transpose": on_graph(lambda f, p, A, I, w, d, g, S: (S, S.T)),
    "derivative of p.p": on_graph(
        lambda f, p, A, I, w, d, g, S: (f.derive(p.dot(p), u := f.vector("u")), p.dot(A @ u))
    ),
    "derivative of w": on_graph(
        lambda f, p, A, I, w, d, g, S: (f.derive(w, u := f.vector("u")), p.dot(A @ u))
    ),
    "constant Hessian": on_graph(
        lambda f, p, A, I, w, d, g, S: (f.derive(A, f.vector("u")), f.zero(f.space, f.space))
    ),
    "derivative of h": on_graph(
        lambda f, p, A, I, w, d, g, S: (f.derive(A / w, u := f.vector("u")), f.third(u) / w)
    ),
    "Codazzi of a graph": words(lambda s: graph_codazzi(s.graph)),
    "Gauss, sign": words(lambda s: graph_gauss(s.graph, -1)),
    "constant normal": moving(lambda f, u, v, z: (f.derive(f.normal, u), f.zero(f.ambient, u.columns))),
    "Weingarten, sign": moving(
        lambda f, u, v, z: (f.derive(f.normal, u), f.jacobian @ f.shape_operator @ u)
    ),
    "Weingarten, transpose": moving(
        lambda f, u, v, z: (f.derive(f.normal, u), -f.jacobian @ f.shape_operator.T @ u)
    ),
    "constant metric": moving(lambda f, u, v, z: (f.derive(f.metric, u), 0)),
    "Codazzi without connection": moving(
        lambda f, u, v, z: (f.derive(f.second_form, u) @ v, f.derive(f.second_form, v) @ u)
    ),
    "Codazzi, one term": moving(
        lambda f, u, v, z: (
            f.derive(v.dot(f.second_form @ z), u) - v.dot(f.second_form @ f.connection(u, z)),
            f.derive(u.dot(f.second_form @ z), v) - u.dot(f.second_form @ f.connection(v, z))
            + f.connection(u, v).dot(f.metric @ z),
        )
    ),
    "no connection": moving(
        lambda f, u, v, z: (f.second_derivative(u, v), f.normal * u.dot(f.second_form @ v))
    ),
    "constant volume": moving(lambda f, u, v, z: (f.derive(f.metric.det(), u), 0)),
    "half of the volume": moving(
        lambda f, u, v, z: (f.derive(f.metric.det(), u), f.metric.det() * f.christoffel(u).trace())
    ),
    "metric compatibility": moving(
        lambda f, u, v, z: (f.derive(f.metric, u), f.metric @ f.christoffel(u) + f.christoffel(u) @ f.metric)
    ),
    "III is S S": moving(lambda f, u, v, z: (f.normal_derivative.T @ f.normal_derivative, f.shape_operator**2)),
    "III is S h": moving(lambda f, u, v, z: (f.third_form, f.shape_operator @ f.second_form)),
    "change of chart": moving(
        lambda f, u, v, z: (
            (f.chart.T @ f.metric @ f.chart).inverse() @ (f.chart.T @ f.second_form @ f.chart),
            f.chart @ f.shape_operator @ f.chart.inverse(),
        )
    ),
    "symmetric S": moving(lambda f, u, v, z: (f.shape_operator, f.shape_operator.T)),
    "completeness": moving(
        lambda f, u, v, z: (
            f.jacobian @ f.jacobian.T + f.normal.outer(f.normal),
            f.identity_on(f.ambient),
        )
    ),
    "sign of h": moving(lambda f, u, v, z: (f.jacobian.T @ f.normal_derivative, f.second_form)),
    "rank one h": moving(
        lambda f, u, v, z: (
            u.dot(f.second_form @ u) * v.dot(f.second_form @ v),
            u.dot(f.second_form @ v) ** 2,
        )
    ),
    "half of a vector": moving(lambda f, u, v, z: (f.second_derivative(u, 2 * v), f.second_derivative(u, v))),
    "chart held constant": moving(lambda f, u, v, z: (f.derive(f.chart, u), f.zero(f.space, f.space))),
    "Cayley and Hamilton of d = 2": words(cayley_hamilton),
    "any operator for a symmetric one": words(symmetric_replaced),
    "rank one for an invertible one": words(rank_one),
    "derivative after a fact": words(after_a_fact),
    "a fact of no instance": words(without_sampler),
    "derivative of a substitution": words(of_a_substitution),
    "cancelled gradient": words(cancelled_gradient),
    "two letters printed alike": words(printed_alike),
    "A for A A": words(power_named),
    "two frames": words(lambda s: (s.graph.vector("u").dot(s.moving.vector("u")), s.graph.number(1))),
    "direction of another frame": words(lambda s: (s.graph.third(GraphFrame().vector("u")), 0)),
    "K of a graph": graph(lambda s: (s["gaussian_curvature"], s.A.det() / s.w ** (s.dimension + 1)), 1, 2),
    "H is tr S": surface(lambda s: (s["mean_curvature"], s["shape_operator"].trace()), 1, 2, 3),
    "h is A": graph(lambda s: (s["second_fundamental_form"], s.A), 1, 2),
    "R is K": surface(lambda s: (s["scalar_curvature"], s["gaussian_curvature"]), 2),
    "H for 2H": surface(
        lambda s: (
            s["shape_operator"] @ s["shape_operator"],
            s["mean_curvature"] * s["shape_operator"] - s["gaussian_curvature"] * s.identity,
        ),
        2,
    ),
    "K with a plus": surface(
        lambda s: (
            s["third_fundamental_form"],
            2 * s["mean_curvature"] * s["second_fundamental_form"] + s["gaussian_curvature"] * s["metric"],
        ),
        2,
    ),
    "dN is J S": surface(lambda s: (s.differential(s["normal"]), s["jacobian"] @ s["shape_operator"]), 1, 2),
    "order on a surface": surface(
        lambda s: (s["shape_operator"], s["second_fundamental_form"] @ s["inverse_metric"]), 1, 2
    ),
    "R_1212 is K": surface(lambda s: (lower(s), s["gaussian_curvature"]), 2),
    "Ricci is K": surface(lambda s: (s["ricci_tensor"], s["gaussian_curvature"] * s.identity), 2),
    "indices of the connection": graph(swapped, 1, 2),
    "gradient at a critical point": graph(
        lambda s: (s.at_critical_point(s.p.dot(s.p) / s.p.dot(s.p)), s.scalar(1)), 1, 2
    ),
    "normal against gradient": graph(lambda s: (s["normal"].dot(s.p), s.scalar(0)), 2),
    "two surfaces mixed": own(
        lambda: (s := SurfaceSetting(sg.Graph(sp.exp(x) + y**2, (x, y)))).step("step", *cos_of_sin(s), "")
    ),
    "mirror images": compare(bowls, lambda s, t: (s["mean_curvature"], t["mean_curvature"])),
    "rolled": compare(rolled, lambda s, t: (s["shape_operator"], t["shape_operator"])),
    "curves": compare(
        lambda: together(sg.Graph(x**2 / 2, (x,), name="one"), sg.Graph(2 * x**2, (x,), name="two")),
        lambda s, t: (s["gaussian_curvature"] ** 2, t["gaussian_curvature"] ** 2),
    ),
    "derivative in another x": field(lambda s: (s.partial(s.scalar(x**2), bare), s.scalar(0))),
    "value of another x": field(lambda s: (s.at(s.scalar(x**2), {bare: 3}), s.scalar(x**2))),
    "value by name": field(lambda s: (s.at(s.scalar(x**2), {"x": 3}), s.scalar(x**2))),
    "outside of the facts": field(lambda s: (s.at(s.scalar(ROOT), {a: -1}), s.scalar(-1)), ROOT),
    "at a pole": field(lambda s: (s.at(s.scalar((x**2 - 1) / (x - 1)), {x: 1}), s.scalar(2))),
    "not real": field(lambda s: (s.at(s.scalar(sp.sqrt(1 - x**2) ** 2), {x: 2}), s.scalar(-3)), sp.sqrt(1 - x**2)),
    "sign at an end": field(
        lambda s: (s.at(s.scalar(sp.sign(x)), {x: 0}), s.scalar(1)), sp.sign(x), domain={x: (0, 1)}
    ),
    "lengths": field(lambda s: (s.vector([1, 2, 5]).dot(s.vector([1, 2])), s.scalar(5))),
    "trace of a rectangle": field(lambda s: (s.matrix([[1, 2, 3], [4, 5, 6]]).trace(), s.scalar(6))),
    "one name for two values": field(lambda s: (s.scalar(x**2, "q") + s.scalar(x, "q"), s.scalar(x**2 + x))),
    "an empty vector": field(lambda s: (s.zero(0), s.zero(0))),
}  # fmt: skip

TRUE: dict[str, Claim] = {
    "det g": on_graph(lambda f, p, A, I, w, d, g, S: (g.det(), w**2)),
    "inverse": on_graph(lambda f, p, A, I, w, d, g, S: (g.inverse(), I - p.outer(p) / w**2)),
    "K": on_graph(lambda f, p, A, I, w, d, g, S: (S.det(), A.det() / w ** (d + 2))),
    "mean at a critical point": on_graph(
        lambda f, p, A, I, w, d, g, S: (f.at_critical_point(S.trace() / d), A.trace() / d)
    ),
    "Gauss": words(lambda s: graph_gauss(s.graph, 1)),
    "Weingarten": moving(lambda f, u, v, z: (f.derive(f.normal, u), -f.jacobian @ f.shape_operator @ u)),
    "Codazzi": moving(lambda f, u, v, z: (codazzi(f, u, v, z), codazzi(f, v, u, z))),
    "compatible": moving(
        lambda f, u, v, z: (
            f.derive(v.dot(f.metric @ z), u),
            f.connection(u, v).dot(f.metric @ z) + v.dot(f.metric @ f.connection(u, z)),
        )
    ),
    "second derivatives commute": moving(
        lambda f, u, v, z: (f.derive(f.derive(f.normal, u), v), f.derive(f.derive(f.normal, v), u))
    ),
    "bilinear": moving(lambda f, u, v, z: (f.second_derivative(v, 3 * u), 3 * f.second_derivative(u, v))),
    "volume": moving(
        lambda f, u, v, z: (f.derive(f.metric.det(), u), 2 * f.metric.det() * f.christoffel(u).trace())
    ),
    "turned": words(
        lambda s: (
            ((Q := orthogonal(s.graph)).T @ s.graph.hessian @ Q).trace(),
            s.graph.hessian.trace(),
        )
    ),
    "III": surface(
        lambda s: (
            s["third_fundamental_form"],
            2 * s["mean_curvature"] * s["second_fundamental_form"] - s["gaussian_curvature"] * s["metric"],
        ),
        2,
    ),
    "R is 2K": surface(lambda s: (s["scalar_curvature"], 2 * s["gaussian_curvature"]), 2),
    "mean": surface(lambda s: (s.dimension * s["mean_curvature"], s["shape_operator"].trace()), 1, 2, 3),
    "isometric": compare(rolled, lambda s, t: (s["metric"], t["metric"])),
    "same K": compare(bowls, lambda s, t: (s["gaussian_curvature"], t["gaussian_curvature"])),
    "value": field(
        lambda s: (s.at(s.scalar(sp.sqrt(1 - x**2)), {x: sp.Rational(3, 5)}), s.scalar(sp.Rational(4, 5))),
        sp.sqrt(1 - x**2),
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_refuted_or_refused(name: str) -> None:
    try:
        verdict = FALSE[name].check()
    except InputError as error:
        assert len(str(error)) > 30  # it says what to change
        return
    assert verdict.status == "refuted", (name, verdict)
    assert verdict.witness is not None and verdict.witness.left != verdict.witness.right
    assert "Dual" not in str(verdict.witness)


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_is_proved(name: str) -> None:
    verdict = TRUE[name].check()
    assert verdict.status == "proved", (name, verdict)
    assert not any("no step says" in a for a in verdict.assumptions)


def test_there_are_enough_of_them() -> None:
    assert len(FALSE) >= 60 and len(TRUE) >= 15


def test_most_false_claims_are_refuted_with_a_witness() -> None:
    """What can be stated is refuted; refused are slips in the use of the interface only."""
    refused = []
    for name, stated in FALSE.items():
        try:
            stated.check()
        except InputError:
            refused.append(name)
    assert len(refused) <= 30, refused
