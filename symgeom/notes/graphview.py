"""What the notes say of a graph before its geometry: the function, its gradient p, its Hessian A, and w.

Here: ``graph_view``. Terms of the function keep their names where that is shorter, or where they are sums over data.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.notes.components import size
from symgeom.notes.formulas import Formulas, Where
from symgeom.notes.jetnames import NamedJets, named_jets
from symgeom.notes.radicands import NAME
from symgeom.notes.values import Values
from symgeom.notes.views import GIVEN, GraphView
from symgeom.typeset.layout import LINE, Display, Math, chain, listing
from symgeom.typeset.widths import width

__all__ = ["graph_view"]


def graph_view(values: Values, formulas: Formulas) -> GraphView | None:
    """The function, its gradient p, its Hessian A and w, which is from here on the root of 1 + p^2."""
    surface = values.surface
    if not hasattr(surface, "ell"):
        return None
    ell = surface.map[-1]
    abstract = surface.is_abstract
    symbol = str(formulas.math(ell)) if abstract else r"\ell"
    applied = f"{symbol}({formulas.series(letters(surface.coordinates))})"
    gradient, hessian = values.gradient(), values.hessian()
    named = _by_name(values, formulas)
    where: Where = []
    value, in_parts = None, False
    if not abstract:
        in_parts = named is not None and width(str(formulas.math(ell))) > LINE - 90
        text, where = formulas.names.typeset(named.function if named and in_parts else ell, LINE - 90)
        value = chain(applied, [text], origin=GIVEN)
    square = sp.Add(1, *[p**2 for p in gradient])
    w = formulas.names.pick(("w", "W", "omega"))
    formulas.names.fixed[square] = w
    d = len(surface.coordinates)
    view = GraphView(
        abstract=abstract,
        symbol=Math(symbol),
        applied=Math(applied),
        value=value,
        parts=_definitions(named, formulas) if named else None,
        in_parts=in_parts,
        gradient=formulas.whole_or_components("p", named.gradient if named else gradient, (d,), where),
        hessian=formulas.whole_or_components("A", named.hessian if named else hessian, (d, d), where),
        where=formulas.explained(where),
        root=_root(formulas, w, square),
        jacobian=chain(
            "J",
            [r"\begin{pmatrix} I \\ p^{\mathsf T} \end{pmatrix}"],
            origin="decided: derivatives of the map",
        ),
        jets=None,
    )
    return replace(view, jets=_side_by_side(view.gradient, view.hessian))


def _side_by_side(a: Display, b: Display) -> Display | None:
    """Two formulas of one line each, if they fit on one."""
    cells = [*a.rows[0], *b.rows[0]]
    if len(a.rows) + len(b.rows) > 2 or len(cells) > 2 or sum(width(x + y) for x, y in cells) > LINE - 60:
        return None
    return Display((tuple(cells),), origin=a.origin)


def _by_name(values: Values, formulas: Formulas) -> NamedJets | None:
    """Gradient and Hessian with the terms of the function by name, where that is shorter or sums over data."""
    surface = values.surface
    if surface.is_abstract:
        return None
    state = formulas.names.state()
    jets = named_jets(surface, formulas.names.pick)
    if jets is not None and jets.definitions:
        plain = size(values.gradient()) + size(values.hessian())
        if surface.data or jets.size < 0.8 * plain:
            values.by_name = True
            formulas.order([p.symbol for p in jets.definitions])
            return jets
    formulas.names.back_to(state)
    return None


def _definitions(jets: NamedJets, formulas: Formulas) -> Display:
    """The terms that have names, each before it is used."""
    depth: dict[sp.Expr, int] = {}
    for p in jets.definitions:
        below = [depth[s] for s in depth if p.expression.has(s)]
        depth[p.symbol] = 1 + max(below, default=0)
    ordered = sorted(jets.definitions, key=lambda p: depth[p.symbol])
    pairs = [(str(formulas.math(p.symbol)), str(formulas.math(p.expression))) for p in ordered]
    return listing(pairs, origin=NAME)


def _root(formulas: Formulas, w: sp.Symbol, square: sp.Expr) -> Display:
    """``w = \\sqrt{1 + |p|^2}``, written out where that is short."""
    text = formulas.math(square)
    short = [rf"\sqrt{{{text}}}"] if width(text) < 260 else []
    return chain(str(formulas.math(w)), [r"\sqrt{1 + \lvert p\rvert^2}", *short], origin=NAME)
