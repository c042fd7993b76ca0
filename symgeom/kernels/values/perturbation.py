"""Derivatives of quantities by coordinates and parameters, from the values that a kernel computes.

**Here.** `derivative` of a quantity's entries, `moved` of principal curvatures and directions, `symbols_of`, what is asked for.

**Formula.** With h e_i = kappa_i g e_i, e_i^T g e_j = 1 or 0, and B_i = h' - kappa_i g'

    kappa_i' = e_i^T B_i e_i,    e_i' = sum_{j != i} (e_j^T B_i e_i)/(kappa_i - kappa_j) e_j - (e_i^T g' e_i)/2 e_i.

**Convention.** Where curvatures are equal none of them has a derivative but their mean: each is given that, the mean of the
branches; directions there have none, NaN. The derivative of a direction is that of the direction with its sign.

**Source.** T. Kato, Perturbation Theory for Linear Operators, chapter II; by symmetric functions K and H are smooth there.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.algebra.reading.given import MAX_MEMBERS
from symgeom.errors import InputError, shown
from symgeom.kernels.values.forward import Slopes
from symgeom.kernels.values.nodes import ONE, UNIT, ZERO, Nodes, Value
from symgeom.kernels.values.principal import Frame

__all__ = ["derivative", "moved", "symbols_of"]

Matrix = list[list[Value]]


def symbols_of(surface: Any, asked: Any) -> list[Any]:
    """The symbols by which derivatives are asked for, each once. **Raises** `InputError` for others."""
    known = {s.name: s for s in (*letters(surface.coordinates), *letters(surface.parameters))}
    found = (
        [asked]
        if isinstance(asked, str) or not isinstance(asked, Iterable)
        else list(islice(asked, MAX_MEMBERS))
    )
    for one in found:
        if _name(one) not in known:
            raise InputError(
                f"derivatives= takes coordinates and parameters of {surface.name or 'the surface'} by name: "
                f"{', '.join(known)}; got {shown(one)}."
            )
    return [known[name] for name in dict.fromkeys(map(_name, found))]


def _name(asked: Any) -> str:
    return asked if isinstance(asked, str) else asked.name if isinstance(asked, sp.Symbol) else ""


def derivative(
    quantity: Any, slopes: Slopes, graph: Nodes, values: Mapping[str, Sequence[Value]], frame: Frame | None
) -> tuple[Value, ...]:
    """The derivatives of the entries of a quantity; those of the spectrum from the forms among the values."""
    if not quantity.spectral or frame is None:
        return tuple(map(slopes, values[quantity.name]))
    metric, second = ([slopes(e) for e in values[name]] for name in ("metric", "second_fundamental_form"))
    turned = moved(graph, frame, metric, second)
    return turned.curvatures if quantity.spectral == "values" else turned.directions


def moved(graph: Nodes, frame: Frame, metric: Sequence[Value], second: Sequence[Value]) -> Frame:
    """How curvatures and directions change, where the entries of both forms change so."""
    d = len(frame.curvatures)
    e, g, h = (_rows(entries, d) for entries in (frame.directions, metric, second))
    stretched, bent = _between(graph, e, g), _between(graph, e, h)

    def b(j: int, i: int) -> Value:
        return graph.sub(bent[j][i], graph.mul(frame.curvatures[i], stretched[j][i]))

    equal = [[ONE if i == j else _equal(graph, frame.curvatures, i, j) for j in range(d)] for i in range(d)]
    curvatures = [
        graph.div(graph.add(*(graph.mul(w, b(j, j)) for j, w in enumerate(row))), graph.add(*row))
        for row in equal
    ]

    def part(i: int, j: int) -> Value:
        """The part of e_i' along e_j."""
        if i == j:
            return graph.mul((Fraction(-1, 2), UNIT), stretched[i][i])
        gap = graph.sub(frame.curvatures[i], frame.curvatures[j])
        return graph.call("div", b(j, i), gap)

    parts = [[part(i, j) for j in range(d)] for i in range(d)]
    columns = [
        [graph.add(*(graph.mul(parts[i][j], e[a][j]) for j in range(d))) for i in range(d)] for a in range(d)
    ]
    return Frame(tuple(curvatures), tuple(x for row in columns for x in row))


def _rows(entries: Sequence[Value], d: int) -> Matrix:
    return [list(entries[i * d : i * d + d]) for i in range(d)]


def _between(graph: Nodes, e: Matrix, form: Matrix) -> Matrix:
    """e_i^T form e_j for the columns of e."""
    span = range(len(e))
    right = [[graph.add(*(graph.mul(form[a][b], e[b][j]) for b in span)) for j in span] for a in span]
    return [[graph.add(*(graph.mul(e[a][i], right[a][j]) for a in span)) for j in span] for i in span]


def _equal(graph: Nodes, curvatures: Sequence[Value], i: int, j: int) -> Value:
    gap = graph.sub(*(curvatures[k] for k in sorted((i, j))))
    return ONE if gap == ZERO else graph.call("is_zero", gap)
