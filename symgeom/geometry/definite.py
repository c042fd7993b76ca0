"""Is a metric positive definite? Refuted at points by balls, proved by the signs of its leading minors, or assumed.

What is here: `check`, made when a metric is, and `is_proved`. A metric that is not positive definite at a point of its domain
is refused with that point. Where parameters or undefined functions are in it, it is refused only when no value of theirs
helps at that point. Points where det g is 0 by chance (r = 0 in polar coordinates) are let pass, an open set of them is not.
Source: Sylvester's criterion; R. Horn, C. Johnson, *Matrix Analysis*, 7.2.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Any

import sympy as sp
from flint import arb
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.balls import Evaluator, Undefined, precision
from symgeom.algebra.domain.facts import Facts
from symgeom.algebra.domain.jets import JETS
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import BranchDivisor, Element, ZeroDivisor
from symgeom.algebra.reading.translate import Translator
from symgeom.algebra.ring.budget import LimitReached
from symgeom.algebra.ring.minors import minors
from symgeom.errors import BudgetError, InputError
from symgeom.geometry import linear

__all__ = ["check", "is_proved"]

_POINTS = 24
_BITS = 128
_PLAIN = 40  # points that are easy to read
_TRIED = 3  # points at which all values of the parameters are thought of
_MANY = 3  # degenerate points among the random ones: they are no accident


def check(metric: Any) -> None:
    """Raises `InputError` for a metric that is singular, or that isn't positive definite at a point of its domain."""
    _check_diagonal(metric)
    found: dict[str, list[Mapping[sp.Symbol, Any]]] = {"good": [], "bad": [], "flat": [], "open": []}
    for kind, point in _classified(metric):
        found[kind].append(point)
        if kind == "bad" and (len(found["bad"]) > _TRIED or not _is_open(metric)):
            break
    if not found["good"] and not found["bad"] and linear.determinant(metric.engine.exact("metric")).is_zero():
        raise InputError(metric.engine.singular_message())
    for point in found["bad"][:_TRIED]:
        if not _is_open(metric) or _never_helps(metric, point):
            raise InputError(_refusal(metric, point))
    if len(found["flat"]) >= _MANY and not _is_open(metric):
        raise InputError(_refusal(metric, found["flat"][0], "flat"))


def is_proved(metric: Any) -> bool:
    """Every leading minor is >= 0 on the whole domain and not 0: g is positive definite but on a null set."""
    if hasattr(metric, "_surface"):
        return True  # J^T J
    g = metric.engine.exact("metric")
    try:
        leading = [linear.determinant(tuple(row[:k] for row in g[:k])) for k in range(1, len(g) + 1)]
        return all(
            not m.is_zero() and _sign(metric.engine.translator, m) > 0 and not _may_be_flat(metric, m)
            for m in leading
        )
    except LimitReached:
        raise
    except BudgetError:
        return False


def _may_be_flat(metric: Any, minor: Element) -> bool:
    """A factor of parameters or values of undefined functions alone may be 0, and then it is on an open set of points."""
    translator, letters = metric.engine.translator, set(metric.engine.letters)
    ring = translator.field.ring
    for factor in ring.primes.factor(ring.lift(minor.num))[1]:
        p = ring.lift(factor.poly)
        e = translator.field.plain_poly(p)
        bare = e.xreplace({jet: sp.Dummy() for jet in e.atoms(*JETS)})
        if not bare.free_symbols & letters and not translator.signs.nowhere_zero(p):
            return True
    return False


def _check_diagonal(metric: Any) -> None:
    g = metric.engine.exact("metric")
    for i in range(metric.dimension):
        if _sign(metric.engine.translator, g[i][i]) < 0 or g[i][i].is_zero():
            raise InputError(
                f"{metric.name}: the metric is not positive definite: entry ({i + 1}, {i + 1}) is {metric._matrix[i, i]}, "
                "which is nowhere positive; symgeom works with Riemannian metrics"
            )


def _sign(translator: Translator, e: Element) -> int:
    """The sign of a fraction on the whole domain; 0 when it isn't known."""
    sign = translator.signs.weak(e.num)
    for b, k in e.den.items():
        sign *= translator.signs.weak(translator.field.base(b)) if k % 2 else 1
    return sign


def _is_open(metric: Any) -> bool:
    """Parameters or undefined functions have a say in it."""
    m = metric._matrix
    return bool(m.free_symbols - set(metric.engine.letters)) or bool(m.atoms(AppliedUndef))


# Points ------------------------------------------------------------------------------------------------------------------
def _classified(metric: Any) -> Iterator[tuple[str, Mapping[sp.Symbol, Any]]]:
    engine = metric.engine
    symbols = metric._matrix.free_symbols | set(engine.letters)
    conditions = [i.expression for i in engine.facts.about_functions()]
    for number, point in enumerate(islice(engine.facts.sample(symbols), _POINTS)):
        with precision(_BITS):
            evaluator = Evaluator(point, seed=number)
            try:
                if all(evaluator.real(c) > 0 for c in conditions):
                    yield _kind(_values(metric._matrix, evaluator)), point
            except Undefined:
                continue


def _values(matrix: Any, evaluator: Evaluator) -> list[list[Any]]:
    return [[evaluator.real(matrix[i, j]) for j in range(matrix.cols)] for i in range(matrix.rows)]


def _kind(a: list[list[Any]]) -> str:
    """What a matrix of balls is for sure: positive definite, not even semidefinite, degenerate; or open."""
    chosen = _principal(len(a))
    values = {c: minors([[a[i][j] for j in c] for i in c], lambda x: x == 0, arb(0)) for c in chosen}
    if any(v < 0 for v in values.values()):
        return "bad"
    leading = [values[tuple(range(k))] for k in range(1, len(a) + 1)]
    if all(v > 0 for v in leading):
        return "good"
    return "flat" if any(v == 0 for v in leading) else "open"


def _principal(d: int) -> list[tuple[int, ...]]:
    """The principal minors of order one and two, and the leading ones."""
    small = [c for k in (1, 2) for c in combinations(range(d), k)]
    return list(dict.fromkeys([*small, *(tuple(range(k)) for k in range(1, d + 1))]))


# Parameters --------------------------------------------------------------------------------------------------------------
def _never_helps(metric: Any, point: Mapping[sp.Symbol, Any]) -> bool:
    """A principal minor is nowhere positive, or not at the coordinates of the point, whatever the parameters are."""
    engine = metric.engine
    g = engine.exact("metric")
    if _is_nowhere_positive(engine.translator, g):
        return True
    matrix = metric._matrix
    if matrix.atoms(AppliedUndef):
        return False
    fixed = {s: sp.Rational(str(point[s])) for s in engine.letters}
    entries = list(matrix.xreplace(fixed))
    kept = {s: ends for s, ends in engine.facts.domain.items() if s not in fixed}
    where = tuple(r for r in engine.facts.where if not r.free_symbols & fixed.keys())
    try:
        translator = Translator(entries, Facts(kept, where))
        flat = [translator.element(e) for e in entries]
    except LimitReached:
        raise
    except (OutsideClass, InputError, BudgetError):
        return False
    d = metric.dimension
    return _is_nowhere_positive(translator, [flat[i * d : (i + 1) * d] for i in range(d)])


def _is_nowhere_positive(translator: Translator, g: Sequence[Sequence[Element]]) -> bool:
    try:
        for c in _principal(len(g)):
            minor = linear.determinant(tuple(tuple(g[i][j] for j in c) for i in c))
            if minor.is_zero() or _sign(translator, minor) < 0:
                return True
    except LimitReached:
        raise
    except (BudgetError, ZeroDivisor, BranchDivisor):
        pass
    return False


def _plain(metric: Any, kind: str) -> Mapping[sp.Symbol, Any] | None:
    """A point that people can read where the matrix is of this kind."""
    symbols = metric._matrix.free_symbols | set(metric.engine.letters)
    plain: Iterator[Mapping[sp.Symbol, Any]] = metric.engine.facts.plain_sample(symbols)
    for point in islice(plain, _PLAIN):
        with precision(_BITS):
            try:
                if _kind(_values(metric._matrix, Evaluator(point, plain=True))) == kind:
                    return point
            except Undefined:
                continue
    return None


def _refusal(metric: Any, point: Mapping[sp.Symbol, Any], kind: str = "bad") -> str:
    if not _is_open(metric):
        point = _plain(metric, kind) or point
    shown = [
        s for s in sorted(point, key=str) if s in metric._matrix.free_symbols or s in metric.engine.letters
    ]
    place = ", ".join(f"{s} = {point[s]}" for s in shown)
    exact = {s: sp.Rational(str(point[s])) for s in shown}
    value = f", where it is {metric._matrix.xreplace(exact).tolist()}"
    if metric._matrix.atoms(AppliedUndef) or len(value) > 400:
        value = ""
    return (
        f"{metric.name}: the metric is not positive definite at {place}{value}; symgeom works with Riemannian metrics. "
        "Give the part of the chart where it is positive definite, by domain={...} or where=[...], or correct the matrix."
    )
