"""The catalogue of loss functions as graphs: every function of this package's files with the `@entry` mark.

A new loss is a function in one of the files here; nothing else changes. An entry also knows critical points
with the principal curvatures there::

    sg.losses.rosenbrock(2)
    sg.losses.rosenbrock.critical_points

Losses on data of any number, `network`, `logistic_regression` and `softmax_regression`, are functions that build
them: a kernel takes the data.

The files are read on first use: importing the package costs nothing.

>>> from symgeom import losses
>>> point, = losses.get("rosenbrock").critical_points
>>> point.values, point.principal_curvatures
({x: 1, y: 1}, (501 - sqrt(250601), sqrt(250601) + 501))
"""

from typing import TYPE_CHECKING, Any

from symgeom.surfaces.catalogue import Catalogue, Entry

if TYPE_CHECKING:  # the files are read when an entry is asked for; type checkers read them here
    from symgeom.losses.classical import *  # noqa: F403
    from symgeom.losses.factorized import *  # noqa: F403
    from symgeom.losses.networks import *  # noqa: F403
    from symgeom.losses.on_data import *  # noqa: F403
    from symgeom.losses.wells import *  # noqa: F403

__all__ = ["get", "names"]

_ON_DATA = (
    "logistic_regression",
    "network",
    "softmax_regression",
)  # functions that build losses on data, no entries
_CATALOGUE = Catalogue(__name__, __path__)  # noqa: F405


def names() -> tuple[str, ...]:
    """The names of all losses, sorted."""
    return _CATALOGUE.names()


def get(name: str) -> Entry[..., Any]:
    """The entry called `name`.

    **Raises** InputError with the nearest names when there is none.
    """
    return _CATALOGUE.get(name)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in _ON_DATA:
            from symgeom.losses import on_data

            return getattr(on_data, name)
        return _CATALOGUE.attribute(name)


def __dir__() -> list[str]:
    return [*__all__, *_ON_DATA, *names()]
