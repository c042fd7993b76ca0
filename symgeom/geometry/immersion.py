"""`Immersion`: a map from a chart into Euclidean space of any dimension n >= d.

The class is a table of contents: one line for a quantity, its rule in the chapter that it is taken from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.jets import substituted
from symgeom.algebra.field.constructors import matrix
from symgeom.algebra.reading.declared import read_domain
from symgeom.algebra.reading.given import expression, ordered
from symgeom.errors import InputError, shown
from symgeom.geometry import firstform, frenet, intrinsic, secondform
from symgeom.geometry.chart import Chart
from symgeom.geometry.declarations import read_coordinates, read_name
from symgeom.geometry.induced import MetricObject
from symgeom.typeset.printer import latex, spelled_out

if TYPE_CHECKING:
    from symgeom.pictures.picture import Picture

__all__ = ["Immersion"]


class Immersion(Chart):
    """A parametrization ``X: U -> R^n`` with d coordinates and n >= d components; a curve when d = 1.

    **Shape**: ``map`` has n components. **Convention**: the ambient space is Euclidean; symbols are real.

    **Raises**: `InputError` for a map with fewer components than coordinates, or of rank less than d.

    **Source**: Lee, *Introduction to Riemannian Manifolds*, ch. 8.

    >>> t = sp.Symbol("t", real=True)
    >>> helix = Immersion([sp.cos(t), sp.sin(t), t], (t,))
    >>> helix.mean_curvature_vector
    Matrix([
    [-cos(t)/2],
    [-sin(t)/2],
    [        0]])
    """

    position = firstform.position
    jacobian = firstform.jacobian
    metric = MetricObject.of(firstform.metric)
    inverse_metric = firstform.inverse_metric
    volume_element = firstform.volume_element
    tangent = frenet.tangent
    curvature = frenet.curvature
    principal_normal = frenet.principal_normal
    binormal = frenet.binormal
    torsion = frenet.torsion
    second_derivatives = secondform.second_derivatives
    second_fundamental_form = secondform.vector_second_form
    mean_curvature_vector = secondform.mean_curvature_vector
    christoffel_symbols = intrinsic.christoffel_symbols
    riemann_tensor = intrinsic.riemann_tensor
    ricci_tensor = intrinsic.ricci_tensor
    scalar_curvature = intrinsic.scalar_curvature

    def __init__(
        self,
        map: Iterable[Any],
        coordinates: Iterable[Any],
        *more: Any,
        domain: Mapping[Any, Any] | None = None,
        where: Iterable[Any] = (),
        name: str | None = None,
        defaults: Mapping[Any, Any] | None = None,
        window: Mapping[Any, Any] | None = None,
    ) -> None:
        coordinates = read_coordinates(coordinates, more)
        self._declare(map=_column(map, read_name(name, type(self).__name__.lower())))
        super().__init__(self.map, coordinates, domain, where, name, defaults, window)
        self._check_count()

    @property
    def declared(self) -> dict[str, Any]:
        """The map, and what every chart has."""
        return {"map": self.map, **super().declared}

    @property
    def map(self) -> sp.ImmutableMatrix:
        """X, the column of its components."""
        return self.__dict__["map"]

    @property
    def ambient_dimension(self) -> int:
        """n, the number of components."""
        return len(self.map)

    @property
    def gaussian_curvature(self) -> sp.Expr:
        """K of a surface in a space of any dimension, which needs only its metric: see `Metric.gaussian_curvature`."""
        return self.metric.gaussian_curvature

    def reparametrize(
        self,
        change: Mapping[Any, Any],
        coordinates: Iterable[Any],
        *more: Any,
        domain: Mapping[Any, Any] | None = None,
        name: str | None = None,
    ) -> Immersion:
        """The same surface in other coordinates: every old coordinate given as an expression in the new ones.

        **Convention**: facts about the old coordinates are carried over as inequalities. A change of chart with negative
        determinant turns the unit normal round, as the convention for N follows the chart.

        >>> u, v, s = sp.symbols("u v s", real=True)
        >>> plane = Immersion([u, v, 0], (u, v))
        >>> plane.reparametrize({u: s + v, v: v}, (s, v)).metric.matrix
        Matrix([
        [1, 1],
        [1, 2]])
        """
        coordinates = read_coordinates(coordinates, more)
        images = self._images(change)
        where = [substituted(r, images) for r in self.engine.facts.where]
        kept = {}
        for c, (low, high) in self.engine.facts.domain.items():
            if c not in images:
                kept[c] = (low, high)
                continue
            where += [images[c] > low] if low.is_finite is not False else []
            where += [images[c] < high] if high.is_finite is not False else []
        where = [r for r in where if r is not sp.true]
        changed = {
            "map": [substituted(e, images) for e in self.map],
            "coordinates": coordinates,
            "domain": {**kept, **read_domain(domain, [*coordinates, *self.engine.constants])},
            "where": where,
            "name": read_name(name, self.name),
            "window": None,  # it belongs to the old coordinates
        }
        return self._generalised(**changed)

    def _generalised(self, **changed: Any) -> Immersion:
        """The same map without what is special about it: a surface of the class whose rules are the general ones."""
        return type(self)(**{**self.declared, **changed})

    def _images(self, change: Any) -> dict[sp.Symbol, sp.Expr]:
        """The old coordinates in the new ones, each by its symbol or its name."""
        if not isinstance(change, Mapping):
            raise InputError(
                f"{self.name}: a change of chart is a table such as {{u: s + t, v: t}}, not {shown(change)}"
            )
        asked = {symbol_of(key) if is_entry(key) else key: value for key, value in change.items()}
        by_name = {c.name: c for c in self.engine.letters}
        asked = {
            by_name.get(key, key) if isinstance(key, str) else key: value for key, value in asked.items()
        }
        missing = [str(c) for c in self.engine.letters if c not in asked]
        if missing:
            raise InputError(f"{self.name}: the change of chart says nothing of {', '.join(missing)}")
        unknown = [key for key in asked if key not in self.engine.letters]
        if unknown:
            names = ", ".join(map(str, self.coordinates))
            raise InputError(
                f"{self.name}: {shown(unknown[0])} is no coordinate; the change of chart is for {names}"
            )
        return {c: expression(asked[c], f"{self.name}: the new form of {c}") for c in self.engine.letters}

    def plot(
        self,
        color: str | None = None,
        *,
        window: Mapping[Any, Any] | None = None,
        points: int | None = None,
        view: tuple[float, float] | None = None,
        **values: Any,
    ) -> Picture:
        """The picture of a surface or a curve in the plane or in space, coloured by a quantity.

        ``window`` gives coordinates another interval than the surface's own, ``points`` the number of cells a side, ``view``
        the elevation and azimuth of the eye in degrees; other keywords are values of parameters and data. Of a quantity with
        indices a component is shown, ``color="shape_operator[1,2]"``. matplotlib draws it (``pip install "symgeom[plot]"``).

        **Raises**: `InputError` for more than two coordinates, a space of more than three dimensions, an unknown quantity, a
        coordinate without a finite interval, a parameter without a value; `ToolError` where matplotlib is missing.

        >>> u, v = sp.symbols("u v", real=True)
        >>> Immersion([u, v, u*v], (u, v), window={u: (-1, 1), v: (-1, 1)}, name="saddle").plot()
        <Picture: saddle>
        """
        from symgeom.pictures.plotting import plot  # numpy is imported when a picture is asked for

        return plot(self, color, window=window, points=points, view=view, **values)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The map and the facts, for notebooks."""
        coordinates = ", ".join(map(latex, self.engine.letters))
        return self._told(rf"X({coordinates}) = {spelled_out(self.map, self.engine.letters)}")

    def _singular_message(self) -> str:
        """What to say when the tangent vectors are dependent everywhere."""
        return (
            f"{self.name}: the metric is singular: det g = 0 identically for map = "
            f"({', '.join(map(str, self.map))}); the columns of the Jacobian are dependent. "
            f"Give a map whose rank is {self.dimension}."
        )

    def _check_count(self) -> None:
        if self.ambient_dimension < self.dimension:
            raise InputError(
                f"{self.name}: the map has {self.ambient_dimension} components for {self.dimension} coordinates; "
                f"an immersion needs at least {self.dimension}"
            )


def _column(map: Any, name: str) -> sp.ImmutableMatrix:
    entries = ordered(map, f"{name}: the components of the map")
    expressions = [
        expression(entry, f"{name}: component {number}") for number, entry in enumerate(entries, 1)
    ]
    if not expressions:
        raise InputError(f"{name}: the map has no components")
    return matrix(len(expressions), 1, expressions)
