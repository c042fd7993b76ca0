"""A determinant that is zero is found out before it is written down or kept by its name.

The truth is independent of the engine: a function of fewer linear combinations than it has coordinates is constant along a
line, so its graph has a principal curvature 0; the numbers are those of mpmath at points.
"""

from __future__ import annotations

import itertools
import random

import mpmath
import pytest
import sympy as sp

import symgeom as sg
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.translate import Translator
from symgeom.decision import singular

t = sp.symbols("t_1:9", real=True)


def _logsumexp(names):
    return sp.log(sum(sp.exp(s) for s in names))


def _differences(names):
    steps = [a - b for a, b in itertools.pairwise(names)]
    return sum(s**4 for s in steps) + sp.prod(steps)


def _softmax(names):
    """Cross-entropy of softmax with two examples, one label each."""
    return 2 * _logsumexp(names) - names[0] - names[-1]


def _norm(names):
    return sp.sqrt(sum(s**2 for s in names))


def _cone(names):
    """Homogeneous of degree one: A theta = 0 by Euler."""
    last = names[-1]
    return sum(s**4 for s in names[:-1]) / last**3 + sp.prod(names[:-1]) / last ** (len(names) - 2)


def _of_an_unknown(names):
    return sp.Function("f", real=True)(*(a - b for a, b in itertools.pairwise(names)))


def _shifted_cone(names):
    return _norm([s - k for k, s in enumerate(names)])


def _twice(names):
    """Through sums of other sums: rank two at most."""
    return sp.sin(sum(names)) * sp.exp(names[0] + 2 * names[1])


FLAT = [_logsumexp, _differences, _softmax, _norm, _cone, _of_an_unknown, _shifted_cone, _twice]


@pytest.mark.parametrize("d", [6, 8])
@pytest.mark.parametrize("loss", FLAT)
def test_the_curvature_of_a_flat_direction_is_zero(loss, d):
    if loss is _of_an_unknown and d == 8:
        d = 7
    graph = sg.Graph(loss(t[:d]), t[:d])
    assert graph.gaussian_curvature == 0
    assert graph.engine.exact("gaussian_curvature").is_zero()
    assert graph.flipped().gaussian_curvature == 0


@pytest.mark.parametrize("loss", [_logsumexp, _differences, _norm])
def test_the_same_as_a_parametrization(loss):
    names = t[:6]
    assert sg.Hypersurface([*names, loss(names)], names).gaussian_curvature == 0


REGULAR = [
    sum(s**4 for s in t[:6]) + sp.prod(t[:6]),
    sp.exp(t[0] + t[1]) + sum(s**2 * (s + 1) for s in t[:6]) / 50 + t[2] * t[5],
    sp.prod(t[:6]) + t[0] ** 2 / 1000,
    _norm([*t[:6], 1]),
]


@pytest.mark.parametrize("function", REGULAR)
def test_a_determinant_that_is_not_zero_stays(function):
    names = t[:6]
    point = dict(zip(names, (sp.Rational(k, 7) for k in (3, 5, 8, 9, 11, 12))))
    slopes = [sp.diff(function, s).subs(point).evalf(60) for s in names]
    hessian = mpmath.matrix(6)
    with mpmath.workdps(50):
        for i, a in enumerate(names):
            for j, b in enumerate(names):
                hessian[i, j] = mpmath.mpf(str(sp.diff(function, a, b).subs(point).evalf(60)))
        expected = mpmath.det(hessian) / (1 + mpmath.fsum(mpmath.mpf(str(p)) ** 2 for p in slopes)) ** 4
        graph = sg.Graph(function, names)
        value = mpmath.mpf(str(graph.gaussian_curvature.xreplace(point).doit().evalf(50)))
        assert expected != 0
        assert abs(value / expected - 1) < mpmath.mpf(10) ** -25


@pytest.mark.parametrize("seed", range(30))
def test_random_products(seed):
    """B C with B n x r and C r x n is singular exactly for r < n, as random factors have full rank."""
    draw = random.Random(seed)
    n = draw.choice([2, 3, 3])
    r = draw.choice([n - 1, n - 1, n])
    x, y = sp.symbols("x y", real=True)
    atoms = [1, x, y, x * y, sp.exp(x), sp.sin(y), sp.sqrt(x**2 + 1), sp.Abs(x), sp.Abs(y) + 1]

    def entry(*_):
        return draw.randint(-3, 3) * draw.choice(atoms) + draw.randint(-2, 2) * draw.choice(atoms)

    b, c = sp.Matrix(n, r, entry), sp.Matrix(r, n, entry)
    product = b * c
    translator = Translator(list(product), facts_of({}, ()))
    rows = [[translator.element(e) for e in product.row(i)] for i in range(n)]
    claimed = singular.is_singular(translator, rows, (x, y))
    at = {x: sp.Rational(17, 13), y: sp.Rational(-5, 11)}, {x: sp.Rational(-7, 5), y: sp.Rational(9, 4)}
    vanishes = all(abs(product.subs(p).evalf(40).det()) < 1e-25 for p in at)
    assert vanishes == (r < n)
    assert claimed == (r < n) or (product.has(sp.Abs) and not claimed)  # it may not know, but it may not err


def test_a_function_that_is_flat_on_one_side_only_is_not_flat():
    x, y = sp.symbols("x y", real=True)
    a = x + sp.Abs(x)
    translator = Translator([a, y], facts_of({}, ()))
    rows = [[translator.element(e) for e in row] for row in ([a, 0], [0, y])]
    assert not singular.is_singular(translator, rows, (x, y))


# Mutants: each breaks a rule and must be seen -------------------------------------------------------------------------------
def test_a_ball_that_says_nothing_is_no_proof():
    """Were a ball around 0 enough, a determinant of size 1e-400 would be zero."""
    x, y = sp.symbols("x y", real=True)
    small = [[x, y], [y, y**2 / x + sp.Rational(1, 10**400)]]
    translator = Translator([e for row in small for e in row], facts_of({}, ()))
    rows = [[translator.element(e) for e in row] for row in small]
    assert not singular.is_singular(translator, rows, (x, y))


def test_a_vector_is_put_to_the_test(monkeypatch):
    x, y = sp.symbols("x y", real=True)
    entries = [[x, y], [y, x]]
    translator = Translator([x, y], facts_of({}, ()))
    rows = [[translator.element(e) for e in row] for row in entries]
    monkeypatch.setattr(singular, "_solution", lambda equations, n: [singular.fmpq(1)] * n)
    assert singular.kernel_vector(rows, [translator.field.rational(1)]) is None
