"""The closed forms of a surface against their definitions.

What is here: `certify_surface`. The definitions are run again without relations, by the general rules of a parametrized
hypersurface (also for a graph), from the first and second derivatives of the map; each printed closed form is read as it
is printed. The derivatives themselves are the engine's word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from symgeom.algebra.field.elements import Element
from symgeom.certificates.slots import derivatives
from symgeom.decision.certificate import Certificate, document
from symgeom.decision.certified import Part
from symgeom.decision.replay import FreeTranslator

__all__ = ["certify_surface", "free_surface"]


def certify_surface(surface: Any, quantities: Iterable[str] | None = None) -> Certificate:
    """The certificate of the closed forms of a surface, entry by entry: of the named quantities, or of the main ones.

    >>> import symgeom as sg
    >>> certificate = certify_surface(sg.Graph.abstract(1), ["gaussian_curvature"])
    >>> certificate.check()[0]
    'graph of ell in R^2: K'
    """
    names = _main(surface) if quantities is None else tuple(quantities)
    for name in names:
        surface.engine.quantity_named(name)
    return Certificate(lambda: document(surface.name, [_part(surface, names)]))


def _main(surface: Any) -> tuple[str, ...]:
    """The quantities whose equations have numbers in the notes, and those that they rest on; J is the engine's word."""
    known = [q for q in surface.quantities if q.uses]
    main = [q.name for q in known if q.numbered]
    return tuple(q.name for q in known if any(surface.engine.rests_on(name, q.name) for name in main))


def free_surface(surface: Any, general: bool = False) -> Any:
    """The same surface over the free field; ``general`` takes the rules of a parametrization for a graph too."""
    translator = FreeTranslator(surface.engine.translator)
    same = surface._generalised() if general else surface
    return same.engine.in_field(translator, by_lengths=not general, write=_plain)


def _plain(translator: Any, e: Element) -> Any:
    return translator.field.plain(e)


def _part(surface: Any, names: tuple[str, ...]) -> Part:
    free = free_surface(surface, general=True)
    part = Part(surface.name, free.engine.translator, surface.assumptions)
    part.assumptions += (_normal(surface),)
    for name in names:
        own, shown = surface.engine.quantity_named(name), surface.quantity(name)
        quantity = free._table().get(own.name, own)  # what a graph's subclass adds has one rule
        for at, entry in _entries(free.engine.kept(quantity.name, quantity.rule), ()):
            closed = shown[(*at, 0) if len(at) == 1 else at] if at else shown
            part.try_to_state(
                quantity.symbol, [(at, free.engine.element(closed), entry)], f"{quantity.name} = {closed}"
            )
    part.state_roots()
    if written := derivatives(surface):
        part.more["derivatives"] = written
    return part


def _normal(surface: Any) -> str:
    sign = ">" if surface.orientation == 1 else "<"
    return f"N is the unit normal with det(J, N) {sign} 0"


def _entries(value: Any, at: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Element]]:
    if isinstance(value, Element):
        yield at, value
        return
    for i, part in enumerate(value):
        yield from _entries(part, (*at, i))
