"""What a surface's notes say: its map, its symbols, and its quantities in textbook order.

Here: ``surface_view`` (data for the template ``surface.notes``; the prose is there). Values come from the
surface's own ``quantity``; nothing is derived here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from symgeom import resources
from symgeom.algebra.domain.entries import letters
from symgeom.algebra.domain.jets import slot_names
from symgeom.notes.bibliography import works
from symgeom.notes.checks import Checks, curve_letter
from symgeom.notes.code import check_code, surface_code
from symgeom.notes.components import entries
from symgeom.notes.conclusions import conclusions
from symgeom.notes.critical import critical_points
from symgeom.notes.formats.base import Plain
from symgeom.notes.formulas import Formulas
from symgeom.notes.graphview import graph_view
from symgeom.notes.quantities import Quantities
from symgeom.notes.radicands import NAME, abbreviation_in
from symgeom.notes.symboltable import assumptions, is_of_constants, symbol_table
from symgeom.notes.values import Values
from symgeom.notes.views import GIVEN, GraphView, QuantityView, SurfaceView
from symgeom.typeset.layout import LINE, Display, Math, chain, listing
from symgeom.typeset.letters import apart
from symgeom.typeset.widths import width

__all__ = ["surface_view"]

# what the other words for a quantity that is long speak of (`QuantityView.indirect`)
_SPEAKS_OF = {
    "H": ("gaussian_curvature", "mean_curvature"),
    "K": ("metric", "second_fundamental_form", "gaussian_curvature", "mean_curvature"),
    "h": ("second_fundamental_form",),
    "S": ("shape_operator", "principal_curvatures"),
}


def surface_view(
    surface: Any,
    only: Collection[str] = (),
    *,
    prefix: str = "",
    verdicts: Mapping[str, Any] | None = None,
    claims: tuple[Any, ...] = (),
    level: str = "derivation",
) -> SurfaceView:
    """The data of a surface's notes; ``prefix`` keeps its labels apart from others in the same document.

    Those on ``only`` some quantities tell these, and what they are written in.
    """
    formulas = _formulas(surface, prefix)
    values = Values(surface)
    quantities = Quantities(values, formulas, verdicts or {}, level)
    formulas.names.taken |= {q.letter for q in values.quantities.values() if q.letter.isalpha()}
    graph = graph_view(values, formulas)
    views, abbreviation, classical = _told(quantities, formulas, only, graph is not None)
    return SurfaceView(
        template="selected.notes" if only else "surface.notes",
        **_kind(surface, values, graph),
        numbered=formulas.printer.numbered,
        table=symbol_table(surface, formulas),
        level=level,
        curve=Math(curve_letter(surface)) if graph else None,
        **_checked(quantities, level != "result"),
        conclusions=conclusions(values, formulas),
        critical=critical_points(values, formulas),
        **_declared(surface, formulas),
        abbreviation=abbreviation[0] if abbreviation else None,
        root=bool(abbreviation and abbreviation[1]),
        classical=_classical(quantities) if classical else None,
        graph=graph,
        q=views,
        others=_others(values, views),
        claims=claims,
        references=works([view.source for view in views.values()] + [claim.source for claim in claims]),
        code=surface_code(surface),
        check=check_code(surface, [name for name, view in views.items() if view.closed]),
    )


def _formulas(surface: Any, prefix: str) -> Formulas:
    """The printer of a surface's formulas, with its own names taken."""
    taken = {s.name for s in letters(surface.parameters)} | {
        f.func.__name__ for f in getattr(surface, "functions", ())
    }
    formulas = Formulas(letters(surface.coordinates), taken, prefix)
    _keep_apart(surface, formulas)
    return formulas


def _told(
    quantities: Quantities, formulas: Formulas, only: Collection[str], of_graph: bool
) -> tuple[dict[str, QuantityView], tuple[Display, bool] | None, bool]:
    """What is said of each quantity, the abbreviation in it, and whether it speaks of E, F and G.

    The map and the metric are written out; what comes after the abbreviation uses it.
    """
    known = quantities.values.quantities
    told = [name for name in known if not only or name in only]
    early = {name: quantities.view(name) for name in ("jacobian", "metric") if name in told}
    abbreviation = None if of_graph else abbreviation_in(quantities, formulas, told)
    rest = {name: quantities.view(name) for name in told if name not in early}
    for _ in range(2 if only else 0):  # what they are written in may be written in others
        spoken = {name for view in rest.values() for name in _SPEAKS_OF.get(view.indirect, ())}
        rest |= {name: quantities.view(name) for name in known if name in spoken - {*early, *rest}}
    views = {name: (early | rest)[name] for name in known if name in {*early, *rest}}
    return views, abbreviation, any(view.indirect in ("g", "h") for view in rest.values())


def _kind(surface: Any, values: Values, graph: GraphView | None) -> dict[str, Any]:
    """What sort of surface it is."""
    dimension, functions = len(letters(surface.coordinates)), getattr(surface, "functions", ())
    ambient = len(entries(surface.map)) if hasattr(surface, "map") else 0
    oriented = "normal" in values.quantities
    normal_part = "h_{ij} N" if oriented else r"\mathrm{II}_{ij}"
    return {
        "name": Plain(surface.name or ("graph" if graph else "surface")),
        "dimension": dimension,
        "ambient_dimension": ambient,
        "codimension": ambient - dimension,
        "oriented": oriented,
        "flipped": bool(getattr(surface, "orientation", 1) == -1),
        "functions": bool(functions),
        "slots": any(len(f.args) > 1 and not slot_names(f.args) for f in functions),
        "example": graph.symbol if graph else Math("f"),
        "gauss": chain(
            r"\partial_i\partial_j X", [r"\Gamma^k_{ij}\, \partial_k X + " + normal_part], origin="definition"
        ),
    }


def _declared(surface: Any, formulas: Formulas) -> dict[str, Any]:
    """The facts, the data, the map and the coordinates."""
    coordinates = letters(surface.coordinates)
    return {
        "facts": assumptions(surface, formulas),
        "facts_of_constants": is_of_constants(surface),
        "data": tuple(formulas.math(sp.Indexed(b, sp.Symbol("k"))) for b in getattr(surface, "data", ())),
        "map": _map(surface, formulas) if hasattr(surface, "map") else Display(()),
        "coordinates": formulas.series(coordinates),
        "numbers": tuple((k + 1, formulas.math(c)) for k, c in enumerate(coordinates)),
    }


def _checked(quantities: Quantities, derived: bool) -> dict[str, Any]:
    """The equations beside the quantities; of the result alone the length of a curve is one."""
    checks = Checks(quantities.chains)
    made = {
        "conormal": quantities.chains.conormal,
        "gauss_equation": checks.gauss,
        "codazzi": checks.codazzi,
        "geodesics": checks.geodesics,
        "ricci": checks.ricci,
        "scalar": checks.scalar,
        "frenet": checks.frenet,
        "arc": checks.arc,
        "characteristic": checks.characteristic,
    }
    return {name: display() if derived or name == "arc" else None for name, display in made.items()}


def _others(
    values: Values, views: Mapping[str, QuantityView]
) -> tuple[tuple[str, tuple[QuantityView, ...]], ...]:
    """The quantities that the template has no place of its own for, by their sections."""
    chapters: dict[str, list[QuantityView]] = {}
    for name, view in views.items():
        if name not in _spoken_of() and not (name == "principal_normal" and "normal" in views):
            chapters.setdefault(values.quantities[name].chapter, []).append(view)
    return tuple((title, tuple(found)) for title, found in chapters.items())


@functools.cache
def _spoken_of() -> frozenset[str]:
    """The quantities that the built-in template speaks of, in words of its own."""
    text = (resources.templates() / "notes" / "surface.notes").read_text(encoding="utf-8")
    return frozenset(re.findall(r"\bq\.(\w+)", text))


def _keep_apart(surface: Any, formulas: Formulas) -> None:
    """No two symbols or functions of the surface are printed alike; the function of a graph is ell."""
    functions = {("function", f.func.__name__) for f in getattr(surface, "functions", ())}
    symbols = (*letters(surface.coordinates), *letters(surface.parameters))
    ell = [r"\ell"] if hasattr(surface, "ell") and not surface.is_abstract else []
    formulas.printer.spelled = apart([*functions, *(("symbol", s.name) for s in symbols)], ell)


def _map(surface: Any, formulas: Formulas) -> Display:
    """The map as a row where that fits, as a column, or by components."""
    parts = entries(surface.map)
    if hasattr(surface, "ell") and not surface.is_abstract:
        coordinates = formulas.series(letters(surface.coordinates))
        left, applied = f"X({coordinates})", rf"\ell({coordinates})"
        if width(f"{left} = ({coordinates}, {applied})") > LINE:
            applied = r"\ell"
        return chain(left, [rf"({coordinates}, {applied})"], origin=GIVEN)
    left, label = f"X({formulas.series(letters(surface.coordinates))})", f"{formulas.prefix}map"
    row = formulas.series(parts)
    tall = any(mark in row for mark in (r"\frac", r"\sqrt", r"\left|"))
    whole = rf"\left({row}\right)" if tall else f"({row})"
    if width(f"{left} = {whole}") <= LINE - 40:
        return chain(left, [whole], label=label, origin=GIVEN)
    column = formulas.matrix(left, parts, label=label)
    if column is not None:
        return replace(column, origin=GIVEN)
    shown, where = formulas.components("X^<0>", [((k,), entry) for k, entry in enumerate(parts)])
    extra = formulas.explained(where)
    return Display(shown.rows + (extra.rows if extra else ()), origin=GIVEN)


def _classical(quantities: Quantities) -> Display:
    """``E = g_{11}`` and so on, F only where it is not zero."""
    metric = quantities.classical.metric.matrix
    letters = {"g_{11}": metric[0, 0], "g_{12}": metric[0, 1], "g_{22}": metric[1, 1]}
    return listing([(str(quantities.formulas.math(e)), g) for g, e in letters.items() if e != 0], origin=NAME)
