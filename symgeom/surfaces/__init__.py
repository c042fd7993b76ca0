"""The catalogue of surfaces: every public function of this package's files that carries the `@entry` mark.

A new surface is a function in one of the files here; nothing else changes. `names()` lists the catalogue,
`get(name)` or plain attribute access gives an entry, calling it gives the surface::

    sg.surfaces.torus()             # positive symbols R, r and the fact R > r
    sg.surfaces.torus(2, r)         # numbers and symbols as they come
    sg.surfaces.torus.source, sg.surfaces.torus.closed_forms

The files are read on first use: importing the package costs nothing.

>>> from symgeom import surfaces
>>> "torus" in surfaces.names()
True
>>> surfaces.get("torus").closed_forms["gaussian_curvature"]
cos(v)/(r*(R + r*cos(v)))
"""

from typing import TYPE_CHECKING, Any

from symgeom.surfaces.catalogue import Catalogue, Entry

if TYPE_CHECKING:  # the files are read when an entry is asked for; type checkers read them here
    from symgeom.surfaces.curves import *  # noqa: F403
    from symgeom.surfaces.graphs import *  # noqa: F403
    from symgeom.surfaces.minimal import *  # noqa: F403
    from symgeom.surfaces.one_sided import *  # noqa: F403
    from symgeom.surfaces.quadrics import *  # noqa: F403
    from symgeom.surfaces.rotation import *  # noqa: F403
    from symgeom.surfaces.spheres import *  # noqa: F403

__all__ = ["get", "names"]

_CATALOGUE = Catalogue(__name__, __path__)  # noqa: F405


def names() -> tuple[str, ...]:
    """The names of all surfaces, sorted."""
    return _CATALOGUE.names()


def get(name: str) -> Entry[..., Any]:
    """The entry called `name`.

    **Raises** InputError with the nearest names when there is none.
    """
    return _CATALOGUE.get(name)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        return _CATALOGUE.attribute(name)


def __dir__() -> list[str]:
    return [*__all__, *names()]
