"""The critical points of a loss that are known, and the shape operator there: it is the Hessian.

Here: ``critical_points``. Candidates are those of the catalogue's entry of that name, and the origin; what is said of one is
decided: the gradient vanishes there, S has the values of the Hessian, and the principal curvatures are its eigenvalues.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import sympy as sp

from symgeom import losses
from symgeom.algebra.domain.entries import letters
from symgeom.decision.identities import decide
from symgeom.errors import SymgeomError
from symgeom.notes.formulas import Formulas
from symgeom.notes.smoothness import Smoothness, is_number
from symgeom.notes.values import Values
from symgeom.notes.views import PointView
from symgeom.notes.worth import worth
from symgeom.typeset.layout import chain

__all__ = ["critical_points"]

_WORTH = 1.0  # foreseen seconds of polynomial arithmetic for one point
_SHORT = 60  # operations of the Hessian at a point
_MANY = 4  # coordinates of a Hessian that is printed


def critical_points(values: Values, formulas: Formulas) -> tuple[PointView, ...]:
    """What is said of them; nothing of a surface that is no graph, or is the graph of any function."""
    surface = values.surface
    if not hasattr(surface, "ell") or surface.is_abstract or surface.data or values.dimension > _MANY:
        return ()
    found: dict[tuple[sp.Expr, ...], PointView] = {}
    for point, kappa in _candidates(surface):
        key = tuple(point[u] for u in letters(surface.coordinates))
        if key in found:
            continue
        view = worth(partial(_view, surface, formulas, point, kappa), None, _WORTH)
        if view is not None:
            found[key] = view
    return tuple(found.values())


Point = dict[sp.Symbol, sp.Expr]


def _candidates(surface: Any) -> Iterator[tuple[Point, tuple[sp.Expr, ...]]]:
    """Points, each with the principal curvatures that the catalogue tells of it, if it does."""
    coordinates = letters(surface.coordinates)
    if surface.name in losses.names():
        entry = losses.get(surface.name)
        try:
            points = (
                entry.critical_points_of(d=len(coordinates)) if _takes_d(entry) else entry.critical_points
            )
        except SymgeomError:
            points = ()
        for point in points:
            if all(u in point.values for u in coordinates):
                yield {u: point.values[u] for u in coordinates}, tuple(point.principal_curvatures)
    yield dict.fromkeys(coordinates, sp.S.Zero), ()


def _takes_d(entry: Any) -> bool:
    return "d" in entry._signature.parameters


def _view(surface: Any, formulas: Formulas, point: Point, told: tuple[sp.Expr, ...]) -> PointView | None:
    """The Hessian at a point where the gradient is decided to vanish."""
    facts: dict[str, Any] = {"domain": surface.domain, "where": surface.where}
    if not Smoothness(surface).holds_at(tuple(point.values())):
        return None
    slopes = [sp.diff(surface.ell, u).subs(point, simultaneous=True) for u in point]
    if any(not is_number(slope) or not _is(slope, sp.S.Zero, facts) for slope in slopes):
        return None
    hessian = [
        sp.expand(sp.diff(surface.ell, u, v).subs(point, simultaneous=True)) for u in point for v in point
    ]
    if not all(map(is_number, hessian)):
        return None
    if len(told) == len(hessian) == 1 and _is(told[0], hessian[0], facts):
        hessian = list(told)
    if sum(int(sp.count_ops(e)) for e in hessian) > _SHORT:
        return None
    n = len(point)
    matrix = sp.Matrix(n, n, hessian)
    shown = formulas.matrix("M", hessian, n)
    if shown is None:
        return None
    sides = (
        [r"\nabla^2 \ell", str(shown.rows[0][0][1]).removeprefix("= ")]
        if n > 1
        else [r"\ell''", str(formulas.math(hessian[0]))]
    )
    sign = "-" if surface.orientation == -1 else ""
    if sign:
        sides = [rf"-{sides[0]}", rf"-{sides[1]}" if not sides[1].startswith("-") else sides[1][1:]]
    place = ", ".join(str(formulas.math(point[u])) for u in point)
    names = formulas.series(point)
    at = f"$({names}) = ({place})$" if n > 1 else f"${names} = {place}$"
    kappa = _eigenvalues(matrix, told, facts)
    at = f"{_kind(matrix, kappa)}{at}"
    text = f"At {at} the gradient vanishes; there $w = 1$ and $g = I$, so that the shape operator is "
    text += "minus the Hessian" if sign else "the Hessian"
    if n == 1:
        text = f"At {at} the derivative vanishes; there $w = 1$, so that the curvature is "
        text += "minus the second derivative" if sign else "the second derivative"
    text += ("" if n == 1 or sign else _curvatures(kappa, formulas)) + ":"
    return PointView(text, chain("S" if n > 1 else r"\kappa", sides, origin="decided"))


def _curvatures(kappa: list[sp.Expr], formulas: Formulas) -> str:
    """The principal curvatures in the sentence, where they are known."""
    if not kappa:
        return ""
    first, last = formulas.series(kappa[:-1]), formulas.math(kappa[-1])
    return rf", with the principal curvatures ${first}$ and ${last}$"


def _kind(matrix: sp.Matrix, kappa: list[sp.Expr]) -> str:
    """What a critical point is by the eigenvalues of the Hessian, where their signs tell; a trace of zero tells too."""
    both = any(k.is_positive for k in kappa) and any(k.is_negative for k in kappa)
    if both or (matrix.trace() == 0 and any(e.is_nonzero for e in matrix)):
        return "the saddle point "
    if kappa and all(k.is_positive for k in kappa):
        return "the strict local minimum "
    return "the strict local maximum " if kappa and all(k.is_negative for k in kappa) else ""


def _eigenvalues(matrix: sp.Matrix, told: tuple[sp.Expr, ...], facts: dict[str, Any]) -> list[sp.Expr]:
    """The eigenvalues of the Hessian, where they are known for sure."""
    n = matrix.rows
    kappa = list(told)
    if matrix.is_diagonal():
        kappa = list(matrix.diagonal())
    elif n == 2 and not kappa:
        t, root = matrix.trace() / 2, sp.sqrt(sp.expand(matrix.trace() ** 2 / 4 - matrix.det()))
        kappa = [t - root, t + root]
    elif not kappa and all(e.is_Rational for e in matrix):
        kappa = _roots(matrix)
    return kappa if len(kappa) == n and _are_eigenvalues(matrix, kappa, facts) else []


def _roots(matrix: sp.Matrix) -> list[sp.Expr]:
    """The eigenvalues of a rational matrix in increasing order, where square roots write them."""
    x = sp.Dummy("x")
    _, factors = sp.factor_list(sp.Poly(matrix.charpoly(x).all_coeffs(), x).as_expr(), x)
    if any(sp.degree(factor, x) > 2 for factor, _ in factors):
        return []
    found = [root for factor, times in factors for root in sp.roots(factor, x) for _ in range(times)]
    return sorted(found, key=lambda root: root.evalf(30))


def _are_eigenvalues(matrix: sp.Matrix, kappa: list[sp.Expr], facts: dict[str, Any]) -> bool:
    """Vieta's formulas, each decided."""
    x = sp.Dummy("x")
    ours = sp.Poly(sp.Mul(*(x - k for k in kappa)), x).all_coeffs()
    return all(_is(a, b, facts) for a, b in zip(ours, matrix.charpoly(x).all_coeffs(), strict=True))


def _is(a: sp.Expr, b: sp.Expr, facts: dict[str, Any]) -> bool:
    if a == b:
        return True
    own = a.free_symbols | b.free_symbols
    domain = {s: ends for s, ends in facts["domain"].items() if s in own}
    where = [r for r in facts["where"] if r.free_symbols <= own]
    return bool(decide(a, b, domain=domain, where=where).status == "proved")
