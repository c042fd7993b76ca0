"""Identities of unspecified dimension: the graph of an arbitrary function, a moving frame, free words.

Each true statement stands beside a false twin. A true one is proved, and then evaluated exactly, as stated
and in normal form, for d = 1..4; a false one is refuted with a witness whose two values really differ.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from symgeom.errors import InputError
from symgeom.words import Alphabet, Expression, GraphFrame, MovingFrame
from symgeom.words.evaluation import evaluate_normal
from tests import ROOT

pytestmark = pytest.mark.quick

AnglePair = tuple[Expression, Expression]
Rule = Callable[..., Iterator[tuple[str, AnglePair, AnglePair]]]


def first_form(f: GraphFrame) -> Iterator[tuple[str, AnglePair, AnglePair]]:
    """Metric, inverse, determinant, square roots."""
    p, I, w = f.gradient, f.identity, f.w
    pp = p.outer(p)
    g = (I + pp).named("g")
    root, inverse_root = I + pp / (w + 1), I - pp / (w * (w + 1))
    yield "J^T J = g", (f.jacobian.gram(f.jacobian), g), (f.jacobian.gram(f.jacobian), I)
    yield "inverse", (g.inverse(), I - pp / w**2), (g.inverse(), I - pp / w)
    yield "g g^-1", (g @ g.inverse(), I), (g @ (I - pp), I)
    yield "det g", (g.det(), w**2), (g.det(), w)
    yield "root", (root @ root, g), ((I + pp / w) ** 2, g)
    yield "inverse root", (inverse_root @ inverse_root, g.inverse()), (inverse_root, g.inverse())
    yield "root inverse root", (root @ inverse_root, I), (root @ (I - pp / (w + 1)), I)
    yield "det root", (root.det(), w), (root.det(), w**2)
    yield "trace g", (g.trace(), f.d + w**2 - 1), (g.trace(), 1 + w**2)
    yield "w", (w**2, 1 + p.dot(p)), (w, 1 + p.dot(p))


def second_form(f: GraphFrame) -> Iterator[tuple[str, AnglePair, AnglePair]]:
    """Shape operator and curvatures."""
    p, A, I, w, d = f.gradient, f.hessian, f.identity, f.w, f.d
    g = (I + p.outer(p)).named("g")
    h = (A / w).named("h")
    S = (g.inverse() @ h).named("S")
    Ap = A @ p
    closed = (A - p.outer(Ap) / w**2) / w
    yield "S", (S, closed), (S, (A - Ap.outer(p) / w**2) / w)
    yield "self-adjoint", (g @ S, (g @ S).T), (S, S.T)
    yield "tr S", (S.trace(), (A.trace() - p.dot(Ap) / w**2) / w), (S.trace(), A.trace() / w)
    square = ((A @ A).trace() - 2 * Ap.dot(Ap) / w**2 + p.dot(Ap) ** 2 / w**4) / w**2
    yield "tr S^2", ((S @ S).trace(), square), ((S**2).trace(), (A @ A).trace() / w**2)
    yield "K", (S.det(), A.det() / w ** (d + 2)), (S.det(), A.det() / w**d)
    yield (
        "K from the closed form",
        (closed.det(), A.det() / w ** (d + 2)),
        (closed.det(), A.det() / w ** (d + 1)),
    )
    yield "det h", (h.det(), A.det() / w**d), (h.det(), A.det() / w)
    yield "det h / det g", (S.det(), h.det() / g.det()), (S.det(), h.det() / w)
    yield "K flips with N", ((-S).det(), f.sign * S.det()), ((-S).det(), S.det())
    yield (
        "scalar curvature",
        (S.trace() ** 2 - (S @ S).trace(), scalar_curvature(f)),
        (S.trace() ** 2, scalar_curvature(f)),
    )
    ricci = S.trace() * h - h @ g.inverse() @ h
    yield (
        "trace of Ricci",
        ((g.inverse() @ ricci).trace(), scalar_curvature(f)),
        (ricci.trace(), scalar_curvature(f)),
    )
    yield "N.N", (f.normal.gram(f.normal), f.number(1)), (f.normal.gram(f.normal), w)


def scalar_curvature(f: GraphFrame) -> Expression:
    p, A, w = f.gradient, f.hessian, f.w
    first = (A.trace() ** 2 - (A @ A).trace()) / w**2
    return first + 2 * (p.dot(A @ A @ p) - A.trace() * p.dot(A @ p)) / w**4


def critical_point(f: GraphFrame) -> Iterator[tuple[str, AnglePair, AnglePair]]:
    """Proposition 2, its flipped twin, and the converse."""
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    g = (I + p.outer(p)).named("g")
    S = g.inverse() @ A / w
    x = f.vector("x")
    yield "S = A", (f.at_critical_point(S), A), (S, A)
    yield "flipped", (f.at_critical_point(-S), -A), (f.at_critical_point(-S), A)
    yield "K = det A", (f.at_critical_point(S.det()), A.det()), (S.det(), A.det())
    yield "w at p = 0", (f.at_critical_point(w), f.number(1)), (w, f.number(1))
    gap = w * I - g.inverse()
    yield "converse", (gap, (w - 1) * I + p.outer(p) / w**2), (gap, (w - 1) * I + p.outer(p))
    form = (w - 1) * x.dot(x) + p.dot(x) ** 2 / w**2
    yield "converse as a form", (x.dot(gap @ x), form), (x.dot(gap @ x), (w - 1) * x.dot(x))
    yield "converse, A - S", (A - S, gap @ A / w), (A - S, gap @ A)


def proposition_1(f: GraphFrame) -> Iterator[tuple[str, AnglePair, AnglePair]]:
    """The ambient second derivative against the normal."""
    p, A, w = f.gradient, f.hessian, f.w
    x, y = f.vector("x"), f.vector("y")
    N = f.normal
    Xy = f.stack(y, p.dot(y))
    Xxy = Xy.derive(x)
    h = Xxy.gram(N)
    yield "normal is normal", (f.jacobian.gram(N), f.zero_vector), (f.jacobian.gram(Xxy), f.zero_vector)
    yield "second derivative", (Xxy.bottom, x.dot(A @ y)), (Xxy.bottom, x.dot(y))
    yield "h = N A", (h, N.bottom * x.dot(A @ y)), (h, x.dot(A @ y))
    yield (
        "h = -<X_x, N_y>",
        (h, -f.stack(x, p.dot(x)).gram(N.derive(y))),
        (h, f.stack(x, p.dot(x)).gram(N.derive(y))),
    )
    yield "symmetric", (h, f.stack(x, p.dot(x)).derive(y).gram(N)), (h, f.stack(x, p.dot(x)).gram(N))
    S = (f.identity + p.outer(p)).inverse() @ A / w
    dN, JS = N.derive(x), -(f.jacobian @ (S @ x))
    yield "dN, upper part", (dN.top, JS.top), (dN.top, -JS.top)
    yield "dN, lower part", (dN.bottom, JS.bottom), (dN.bottom, -JS.bottom)


def intrinsic(f: GraphFrame) -> Iterator[tuple[str, AnglePair, AnglePair]]:
    """Levi-Civita connection, Gauss, Codazzi, geodesics."""
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    x, y, z, t = (f.vector(n) for n in "xyzt")
    g = I + p.outer(p)

    def gamma(a: Expression, b: Expression) -> Expression:
        return p * a.dot(A @ b) / w**2

    def metric(a: Expression, b: Expression) -> Expression:
        return a.dot(g @ b)

    compatible = metric(gamma(x, y), z) + metric(y, gamma(x, z))
    yield (
        "compatible",
        (f.derive(metric(y, z), x), compatible),
        (f.derive(metric(y, z), x), metric(gamma(x, y), z)),
    )
    koszul = (f.derive(metric(y, z), x) + f.derive(metric(x, z), y) - f.derive(metric(x, y), z)) / 2
    yield "Koszul", (metric(gamma(x, y), z), koszul), (metric(gamma(x, y), z), f.derive(metric(y, z), x))
    yield "torsion-free", (gamma(x, y), gamma(y, x)), (gamma(x, y), gamma(x, x))
    riemann = (
        f.derive(gamma(y, z), x) - f.derive(gamma(x, z), y) + gamma(x, gamma(y, z)) - gamma(y, gamma(x, z))
    )
    gauss = (x.dot(A @ t) * y.dot(A @ z) - x.dot(A @ z) * y.dot(A @ t)) / w**2
    yield "Gauss", (metric(riemann, t), gauss), (metric(riemann, t), -gauss)
    flat = f.derive(gamma(y, z), x) - f.derive(gamma(x, z), y)
    yield "Gauss needs the quadratic part", (metric(riemann, t), gauss), (metric(flat, t), gauss)

    def h(a: Expression, b: Expression) -> Expression:
        return a.dot(A @ b) / w

    def nabla_h(a: Expression, b: Expression, c: Expression) -> Expression:
        return f.derive(h(b, c), a) - h(gamma(a, b), c) - h(b, gamma(a, c))

    yield "Codazzi", (nabla_h(x, y, z), nabla_h(y, x, z)), (f.derive(h(y, z), x), f.derive(h(x, z), y))
    # a geodesic: the ambient acceleration of the lifted curve is normal to the graph
    acceleration = -gamma(t, t)
    lifted = f.stack(acceleration, p.dot(acceleration) + t.dot(A @ t))
    yield "geodesic", (f.jacobian.gram(lifted), f.zero_vector), (lifted.top, f.zero_vector)
    laplacian = (g.inverse() @ (A - p.dot(p) * A / w**2)).trace()
    S = g.inverse() @ A / w
    yield "Laplacian of l", (laplacian, S.trace() / w), (laplacian, S.trace())
    volume = f.derive(w, x)
    yield (
        "d log w",
        (volume / w, (p * x.dot(A @ p) / w**2).dot(p) / w**2 + x.dot(A @ p) / w**4),
        (volume, x.dot(A @ p)),
    )
    yield (
        "third derivatives commute",
        (f.derive(A @ y, x), f.derive(A @ x, y)),
        (f.derive(A @ y, x), f.third(x) @ x),
    )
    fourth = f.derive(f.derive(A, x), y)
    yield (
        "fourth derivatives commute",
        (fourth, f.derive(f.derive(A, y), x)),
        (fourth, f.third(x) @ f.third(y)),
    )
    yield (
        "contractions",
        (f.third(f.third(x) @ y).T @ z, f.third(f.third(y) @ x) @ z),
        (f.third(x) @ y, f.third(x) @ z),
    )
    tree = z.dot(f.third(f.third(x) @ y) @ t)
    yield "trees", (tree, (f.third(y) @ x).dot(f.third(t) @ z)), (tree, (f.third(x) @ z).dot(f.third(y) @ t))


def moving_frame(f: MovingFrame) -> Iterator[tuple[str, AnglePair, AnglePair]]:
    """Weingarten, self-adjointness, third form, charts: for an arbitrary parametrization."""
    g, h, J, N, dN, B, S = (
        f.metric,
        f.second_form,
        f.jacobian,
        f.normal,
        f.normal_derivative,
        f.chart,
        f.shape_operator,
    )
    x, y = f.vector("x"), f.vector("y")
    I = f.identity
    yield (
        "completeness",
        (J @ g.inverse() @ J.T + N.outer(N), f.identity_on(f.ambient)),
        (J @ J.T, f.identity_on(f.ambient)),
    )
    yield "dN split", (dN, J @ g.inverse() @ (J.T @ dN) + N @ (N.T @ dN)), (dN, J @ (J.T @ dN))
    yield "Weingarten", (dN, -J @ S), (dN, -J @ S.T)
    yield "h", (-(J @ x).dot(dN @ y), x.dot(h @ y)), ((J @ x).dot(dN @ y), x.dot(h @ y))
    Xxy = f.second_derivative(x, y)
    yield "h from X", (Xxy.dot(N), -(J @ x).dot(dN @ y)), (Xxy.dot(N), x.dot(y))
    yield "self-adjoint", (g @ S, S.T @ g), (S, S.T)
    yield "transpose", (h @ g.inverse(), S.T), (h @ g.inverse(), S)
    yield "III", (dN.T @ dN, f.third_form), (dN.T @ dN, S @ S)
    yield "III by S", (f.third_form, g @ S @ S), (f.third_form, S @ S)
    yield "tr S", (S.trace(), (h @ g.inverse()).trace()), (S.trace(), h.trace())
    yield "K", (S.det(), h.det() / g.det()), (S.det(), h.det() * g.det())
    new_g, new_h = (J @ B).T @ (J @ B), -(J @ B).T @ (dN @ B)
    new_S = (B.T @ g @ B).inverse() @ (B.T @ h @ B)
    yield "new g", (new_g, B.T @ g @ B), (new_g, B @ g @ B.T)
    yield "new h", (new_h, B.T @ h @ B), (new_h, h)
    yield "new S", (new_S, B.inverse() @ S @ B), (new_S, B @ S @ B.inverse())
    yield "same trace", (new_S.trace(), S.trace()), (new_h.trace(), h.trace())
    yield "same K", (new_S.det(), S.det()), (new_h.det(), h.det())
    yield "B", (B.T.inverse() @ (B @ B.inverse()).T @ B.T, I), (B @ B.T, I)
    yield "tr(JMJ^T)", ((J @ B @ J.T).trace(), (g @ B).trace()), ((J @ B @ J.T).trace(), B.trace())


def cases() -> list[tuple[Alphabet, str, AnglePair, AnglePair]]:
    rules: list[tuple[type[Alphabet], Rule]] = [
        (GraphFrame, first_form),
        (GraphFrame, second_form),
        (GraphFrame, critical_point),
        (GraphFrame, proposition_1),
        (GraphFrame, intrinsic),
        (MovingFrame, moving_frame),
    ]
    out = []
    for make, rule in rules:
        f = make()
        out += [(f, f"{rule.__name__}: {name}", true, false) for name, true, false in rule(f)]
    return out


CASES = cases()
IDS = [name for _, name, _, _ in CASES]


@pytest.mark.parametrize(("f", "name", "true", "false"), CASES, ids=IDS)
def test_true_statement_and_false_twin(f: Alphabet, name: str, true: AnglePair, false: AnglePair) -> None:
    verdict = f.decide(*true)
    assert verdict.status == "proved", verdict.difference
    assert verdict.assumptions == ()
    twin = f.decide(*false)
    assert twin.status == "refuted", twin
    assert twin.witness is not None
    assert twin.witness.left != twin.witness.right
    assert twin.witness.values


@pytest.mark.parametrize(("f", "name", "true", "false"), CASES, ids=IDS)
def test_evaluation_agrees_with_the_proof_and_with_the_normal_form(
    f: Alphabet, name: str, true: AnglePair, false: AnglePair
) -> None:
    for d in (1, 2, 3, 4):
        instance = f.instance(d, seed=7)
        left, right = (e.at(instance) for e in true)
        assert left == right
        assert evaluate_normal(true[0], instance) == left
        for e in false:
            assert evaluate_normal(e, instance) == e.at(instance)


def random_operator(f: GraphFrame, random: Random, depth: int) -> Expression:
    """A random operator: whatever it is, its normal form and its stated formula must have the same values."""
    p, A, x, B = f.gradient, f.hessian, *LETTERS[f]
    if depth == 0:
        return random.choice(
            [A, f.identity, B, B.T, B.inverse(), p.outer(x), x.outer(p), f.third(x), f.third(A @ p)]
        )
    a, b = random_operator(f, random, depth - 1), random_operator(f, random, depth - 1)
    scalar = random.choice([a.trace(), x.dot(a @ p), f.w, f.w**f.d, f.d, 1 / f.w, p.dot(p), f.sign, B.det()])
    return random.choice(
        [
            a + b,
            a - b,
            a @ b,
            a @ b,
            scalar * a,
            a.T,
            f.third(a @ x),
            f.derive(a, b @ x),
            (a @ x).outer(b @ p),
            a @ b - b @ a,
        ]
    )


LETTERS: dict[GraphFrame, tuple[Expression, Expression]] = {}


@pytest.mark.parametrize("seed", range(60))
def test_law_normal_form_has_the_value_of_the_formula(seed: int) -> None:
    f = GraphFrame()
    LETTERS[f] = f.vector("x"), f.operator("B", invertible=True)
    e = random_operator(f, Random(seed), 2)
    for d in (1, 2, 3):
        instance = f.instance(d, seed=seed)
        assert evaluate_normal(e, instance) == e.at(instance)
    assert f.decide(e.T.T + e, 2 * e)
    assert (f.decide(e, f.zero(f.space, f.space)).status == "proved") == e.is_zero


@pytest.mark.parametrize("seed", range(40))
def test_law_rules_from_facts_keep_the_value(seed: int) -> None:
    f, random = MovingFrame(), Random(seed)
    g, h, J, N, dN, B = f.metric, f.second_form, f.jacobian, f.normal, f.normal_derivative, f.chart
    into = [J, dN, N @ N.T @ dN, J @ g.inverse(), J @ g.inverse() @ h]
    inside = [g, h, g.inverse(), B, B.T.inverse(), J.T @ dN, dN.T @ dN, h @ g.inverse() @ h]
    e = random.choice(into)
    for _ in range(3):
        middle = random.choice(inside) @ random.choice(inside) @ random.choice(into).T @ random.choice(into)
        e = e @ middle - random.choice(into) @ random.choice(inside)
    e = e @ random.choice(into).T
    for d in (1, 2, 3):
        instance = f.instance(d, seed=seed)
        assert evaluate_normal(e, instance) == e.at(instance)
        assert evaluate_normal(e.trace(), instance) == e.trace().at(instance)


def test_w_is_exact_at_every_instance() -> None:
    f = GraphFrame()
    for d in (1, 2, 3, 4):
        instance = f.instance(d, seed=d)
        p, w = f.gradient.at(instance), f.w.at(instance)[0][0]
        assert isinstance(w, Fraction)
        assert w > 1
        assert w * w == 1 + sum(x[0] ** 2 for x in p)


def test_evaluate_with_given_values() -> None:
    f = GraphFrame()
    S = (f.identity + f.gradient.outer(f.gradient)).inverse() @ f.hessian / f.w
    value = f.evaluate(S, 2, {"p": [Fraction(4, 3), 0], "A": [[1, 2], [2, 5]]})
    assert value == [[Fraction(27, 125), Fraction(54, 125)], [Fraction(6, 5), 3]]
    with pytest.raises(InputError, match="no exact value"):
        f.evaluate(S, 1, {"p": [1], "A": [[1]]})
    with pytest.raises(InputError, match="no letter 'q'"):
        f.evaluate(S, 1, {"q": [1]})


def test_stacks_are_decided_as_one_equation() -> None:
    f = GraphFrame()
    x, S = f.vector("x"), (f.identity + f.gradient.outer(f.gradient)).inverse() @ f.hessian / f.w
    verdict = f.decide_stacks(f.normal.derive(x), -(f.jacobian @ (S @ x)))
    assert verdict.status == "proved"
    assert verdict.latex.startswith(r"\begin{pmatrix}")
    assert f.decide_stacks(f.normal.derive(x), f.jacobian @ (S @ x)).status == "refuted"
    upward = f.stack(f.zero_vector, f.number(1))
    assert f.decide(upward.gram(f.normal), 1 / f.w)
    assert f.decide_stacks(2 * f.normal - f.normal, f.normal + f.normal - f.normal)
    with pytest.raises(InputError, match="lower part"):
        f.stack(x, x)


def test_given_third_derivatives_must_be_symmetric() -> None:
    f = GraphFrame()
    x = f.vector("x")
    T = f.third(x)
    cubic = [[[1, 2], [2, 3]], [[2, 3], [3, 4]]]
    assert f.evaluate(T, 2, {"x": [1, 0], "T": cubic}) == [[1, 2], [2, 3]]
    with pytest.raises(InputError, match="symmetric"):
        f.evaluate(T, 2, {"x": [1, 0], "T": [[[1, 2], [0, 3]], [[2, 3], [3, 4]]]})


def test_undecided_when_facts_are_too_few() -> None:
    f = Alphabet()
    zero = f.operator("Z")
    f.table.letters[0] = replace(f.table.letters[0], sampler=lambda i: [[0] * i.d for _ in range(i.d)])
    assert f.decide(zero, 0 * f.identity).status == "undecided"
    f.fact(zero, 0)
    assert f.decide(f.expression_of(0), 0 * f.identity).status == "proved"


def test_height_scale() -> None:
    f = GraphFrame(height_scale="a")
    p, A, I, a, w, d = f.gradient, f.hessian, f.identity, f.scale, f.w, f.d
    g = I + a**2 * p.outer(p)
    S = g.inverse() @ (a * A) / w
    assert f.decide(f.jacobian.gram(f.jacobian), g)
    assert f.decide(g.det(), w**2)
    assert f.decide(S.det(), a**d * A.det() / w ** (d + 2))
    assert f.decide(S.det(), a * A.det() / w ** (d + 2)).status == "refuted"
    assert f.decide(f.at_critical_point(S), a * A)


def test_divisors_are_listed_unless_they_are_manifestly_not_zero() -> None:
    f = GraphFrame()
    x = f.vector("x")
    form = x.dot(f.hessian @ x)
    assert f.decide(form / form, 1).assumptions == ("x^T*A*x ≠ 0",)
    assert f.decide((f.w + 1) / (f.w + 1), 1).assumptions == ()
    assert f.decide((f.w - 1) / (f.w - 1), 1).assumptions == ("w - 1 ≠ 0",)


def test_an_identity_that_fails_only_for_some_d_is_refuted() -> None:
    f = Alphabet()
    A = f.operator("A", symmetric=True)
    verdict = f.decide(A.trace() * f.identity, A)  # true for d = 1
    assert verdict.status == "refuted"
    assert verdict.witness is not None
    assert verdict.witness.d > 1
    f2 = GraphFrame()
    cayley_hamilton = f2.hessian**2 - f2.hessian.trace() * f2.hessian + f2.hessian.det() * f2.identity
    wrong = f2.decide(cayley_hamilton, f2.zero(f2.space, f2.space))  # true for d = 2
    assert wrong.status == "refuted"
    assert wrong.witness is not None
    assert wrong.witness.d == 3


def test_powers_and_signs() -> None:
    f = Alphabet()
    B = f.operator("B", invertible=True)
    a = f.parameter("a", positive=True)
    assert f.decide((2 * B).det(), f.number(2) ** f.d * B.det())
    assert f.decide((a * a * B).det(), a ** (2 * f.d) * B.det())
    assert f.decide((-B).det() * (-B).det(), B.det() ** 2)
    assert f.decide(f.sign * f.sign, 1)
    assert f.decide(f.sign, 1).status == "refuted"
    assert f.decide(1 / f.sign, f.sign)
    assert f.decide(B.inverse().det() * B.det(), 1)
    with pytest.raises(InputError, match="even d"):
        1 / (1 + f.sign)


def test_woodbury_with_several_columns_and_a_letter() -> None:
    f = Alphabet()
    B = f.operator("B", invertible=True)
    a, b, c, e = (f.vector(n) for n in "abce")
    M = B + a.outer(b) + 2 * c.outer(e)
    assert f.decide(M @ M.inverse(), f.identity)
    assert f.decide(M.inverse() @ M, f.identity)
    small = (1 + b.dot(B.inverse() @ a)) * (1 + 2 * e.dot(B.inverse() @ c))
    cross = 2 * b.dot(B.inverse() @ c) * e.dot(B.inverse() @ a)
    assert f.decide(M.det(), B.det() * (small - cross))
    assert f.decide(M.det(), B.det() * small).status == "refuted"


def test_substitution_of_a_chart_into_the_hessian() -> None:
    f = GraphFrame()
    B = f.operator("B", invertible=True)
    x, A = f.vector("x"), f.hessian
    new = f.substitute(x.dot(A @ x), {A: B.T @ A @ B})
    assert f.decide(new, (B @ x).dot(A @ (B @ x)))
    assert f.decide(f.substitute(A.det(), {A: B.T @ A @ B}), B.det() ** 2 * A.det())
    assert f.decide(f.substitute(f.w, {f.gradient: -f.gradient}), f.w)
    with pytest.raises(InputError, match="no root of that is known"):
        f.substitute(f.w, {f.gradient: 2 * f.gradient})


def test_jacobis_formula() -> None:
    f = GraphFrame(invertible_hessian=True)
    x, A = f.vector("x"), f.hessian
    assert f.decide(f.derive(A.det(), x), A.det() * (A.inverse() @ f.third(x)).trace())
    assert f.decide(f.derive(A.inverse(), x), -A.inverse() @ f.third(x) @ A.inverse())
    assert f.decide(f.derive(A.inverse(), x), A.inverse() @ f.third(x) @ A.inverse()).status == "refuted"


def test_a_false_fact_is_noticed() -> None:
    f = Alphabet()
    a, b = f.vector("a"), f.vector("b")
    f.fact(a.dot(b), 0)  # the random instances know nothing of it
    with pytest.raises(InputError, match="sampler"):
        f.decide(a.dot(b), 0)
    with pytest.raises(InputError, match="sampler"):
        f.decide(b, b)
    contradiction = Alphabet()
    B = contradiction.operator("B")
    contradiction.fact(B @ B, B + contradiction.identity)
    with pytest.raises(InputError, match="sampler"):
        contradiction.decide(B @ B @ B, 2 * B + contradiction.identity)


def test_bad_input() -> None:
    f, other = GraphFrame(), GraphFrame()
    p, A = f.gradient, f.hessian
    with pytest.raises(InputError, match="another shape"):
        p + A
    with pytest.raises(InputError, match="different frames"):
        A + other.hessian
    with pytest.raises(InputError, match="must be a scalar"):
        A * A
    with pytest.raises(InputError, match="declared invertible"):
        A.inverse()
    with pytest.raises(InputError, match="full rank"):
        (f.identity + A).det()
    with pytest.raises(InputError, match="zero in every dimension"):
        A / (f.w - f.w)
    with pytest.raises(InputError, match="exact number"):
        A * 0.5  # type: ignore[operator]
    with pytest.raises(InputError, match="taken"):
        f.vector("p")
    with pytest.raises(InputError, match="must be an integer"):
        f.w ** (f.d * f.d)


def test_latex() -> None:
    f = GraphFrame()
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    x = f.vector("x")
    g = (I + p.outer(p)).named("g")
    S = g.inverse() @ A / w
    assert f.decide(g.inverse(), I - p.outer(p) / w**2).latex == r"g^{-1} = I - \frac{p\,p^{\mathsf T}}{w^2}"
    assert S.latex == r"\frac{g^{-1}\,A}{w}"
    assert S.det().latex == r"\det \left(\frac{g^{-1}\,A}{w}\right)"
    assert (A.det() / w ** (f.d + 2)).latex == r"\frac{\det A}{w^{d + 2}}"
    assert S.det().normal_latex == r"\frac{\det A}{w^2\,w^d}"
    assert S.trace().normal_latex == r"\frac{w^2\,\operatorname{tr} A - p^{\mathsf T}\,A\,p}{w^3}"
    assert f.at_critical_point(S).latex == r"\left.\frac{g^{-1}\,A}{w}\right|_{p = 0}"
    assert f.derive(x.dot(A @ x), x).latex == r"D_{x} \langle x, A\,x \rangle"
    assert (x - (p - x)).latex == r"x - \left(p - x\right)"
    assert (-(p + x)).latex == r"-\left(p + x\right)"
    assert (-A @ x).latex == r"-A\,x"
    assert (-p / w).latex == r"-\frac{p}{w}"
    assert ((p + x).outer(p) @ (p + x)).latex == r"\left(p + x\right)\,p^{\mathsf T}\,\left(p + x\right)"
    assert (A.trace() * A @ A).latex == r"\left(\operatorname{tr} A\right)\,A\,A"
    assert (f.w * A.det()).latex == r"w\,\det A"
    assert (x.dot(x) * 2 + A.T.T.trace()).latex == r"2\,\langle x, x \rangle + \operatorname{tr} A"
    assert (x.T.T + f.identity @ x).latex == "x + x"
    assert f.jacobian.latex == r"\begin{pmatrix} I \\ p^{\mathsf T} \end{pmatrix}"


@pytest.mark.slow
def test_the_result_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "from symgeom.words import *; f = GraphFrame(); p, A, w = f.gradient, f.hessian, f.w;"
        "S = (f.identity + p.outer(p)).inverse() @ A / w; x = f.vector('x');"
        "print(S.normal_latex, f.derive(S, x).normal_latex, f.decide(S, A).witness)"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_sympy_is_not_in_the_decision_path() -> None:
    files = list((ROOT / "symgeom/words").rglob("*.py"))
    assert files and not [path.name for path in files if "sympy" in path.read_text()]
