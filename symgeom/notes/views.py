"""What the template of a surface reads: texts, formulas cut into displays, and what has to be said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgeom.notes.verdicts import VerdictView
from symgeom.typeset.layout import Display, Math

__all__ = ["GIVEN", "GraphView", "QuantityView", "SurfaceView"]

GIVEN = "given: what the user typed"


@dataclass(frozen=True)
class QuantityView:
    """One quantity: its definition, its closed form, and what has to be said about them."""

    name: str
    title: str
    symbol: Math
    definition: Display
    steps: Display | None = None  # its entries worked out, before the matrix that they are of
    closed: Display | None = None
    whole: bool = False  # the closed form begins with the definition
    stated: bool = False  # the definition says all there is to say
    where: Display | None = None
    zero: bool = False
    partial: bool = False  # components are left out that vanish or follow by symmetry
    indirect: str = (
        ""  # written in: "p" and A; "g": E, F, G; "h": these and h; "K": K, H, h and g; "H" and K; "S"
    )
    omitted: bool = False  # too long to print, and not derived for that
    operations: int = 0  # not 0: too long to print, with so many operations
    failure: str = ""
    source: str = ""
    label: str = ""
    verdict: VerdictView | None = None
    scalar: bool = False  # its definition stands in the same chain
    nonzero: tuple[Math, ...] = ()  # what must not vanish where it is defined
    code: str = ""  # the Python that gives it


@dataclass(frozen=True)
class PointView:
    """A critical point of a loss: what is said of it, and S there."""

    text: str
    display: Display


@dataclass(frozen=True)
class GraphView:
    """What the graph of a function has besides: the function, its gradient, its Hessian and w."""

    abstract: bool
    symbol: Math
    applied: Math
    value: Display | None
    parts: Display | None  # terms of the function that have names
    in_parts: bool  # the function itself is written with these names
    gradient: Display
    hessian: Display
    where: Display | None
    root: Display
    jacobian: Display
    jets: Display | None  # gradient and Hessian side by side


@dataclass(frozen=True)
class SurfaceView:
    """Everything the template of a surface reads."""

    template: str
    name: str
    dimension: int
    ambient_dimension: int
    codimension: int
    oriented: bool  # it has a unit normal
    flipped: bool
    numbered: bool
    table: tuple[tuple[Math, str, Math], ...]
    functions: bool
    slots: bool  # a function of several arguments is differentiated by their numbers
    example: Math
    gauss: Display
    level: str  # "result", "derivation", "student"
    conormal: Display | None  # the product of the tangent vectors
    gauss_equation: Display | None
    codazzi: Display | None
    geodesics: Display | None
    ricci: Display | None  # by the equation of Gauss
    scalar: Display | None  # the scalar curvature in S
    frenet: Display | None
    arc: Display | None  # the length of a curve
    characteristic: Display | None  # the characteristic polynomial of S
    conclusions: tuple[str, ...]
    critical: tuple[PointView, ...]
    facts: tuple[Math, ...]
    facts_of_constants: bool
    data: tuple[Math, ...]  # arrays that sums run over
    map: Display
    coordinates: Math
    numbers: tuple[tuple[int, Math], ...]
    abbreviation: Display | None
    root: bool  # what is abbreviated is the root of det g
    classical: Display | None  # E, F, G, where they are used
    graph: GraphView | None
    q: Mapping[str, QuantityView]
    others: tuple[tuple[str, tuple[QuantityView, ...]], ...]  # that the template doesn't name, by section
    claims: tuple[Any, ...]
    curve: Math | None = None  # the letter of a curve of the parameters of a graph
    references: tuple[str, ...] = ()  # the works that are cited
    code: str = ""  # the Python that declares it
    check: str = ""  # the Python that tells how its formulas are proved
