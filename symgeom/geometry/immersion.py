"""`Immersion`: a map from a chart into Euclidean space of any dimension n >= d, and `Hypersurface` for n = d + 1.

Each class is a table of contents: one line for a quantity, its rule in the chapter that it is taken from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self, overload

import sympy as sp

from symgeom.algebra.domain.entries import is_entry, symbol_of
from symgeom.algebra.domain.jets import substituted
from symgeom.algebra.field.constructors import matrix
from symgeom.algebra.reading.declared import read_domain
from symgeom.algebra.reading.given import expression, ordered
from symgeom.errors import InputError, shown
from symgeom.geometry import curvature as curvature_chapter
from symgeom.geometry import firstform, frenet, intrinsic, secondform
from symgeom.geometry import normal as normal_chapter
from symgeom.geometry.chart import Chart
from symgeom.geometry.declarations import read_coordinates, read_dimension, read_name
from symgeom.geometry.metric import InducedMetric, Metric
from symgeom.geometry.protocols import Derived
from symgeom.geometry.quantity import Quantity
from symgeom.typeset.printer import latex, spelled_out

if TYPE_CHECKING:
    from symgeom.pictures.picture import Picture

__all__ = ["Hypersurface", "Immersion", "MetricObject"]


class MetricObject(Quantity[Metric]):
    """The quantity ``metric``; on a surface the attribute is the `Metric` object, which knows only g."""

    @overload
    def __get__(self, chart: None, owner: type | None = None) -> Quantity[Metric]: ...
    @overload
    def __get__(self, chart: Derived, owner: type | None = None) -> Metric: ...
    def __get__(self, chart: Derived | None, owner: type | None = None) -> Any:
        return self if chart is None else chart.kept("metric object", InducedMetric)

    @classmethod
    def of(cls, quantity: Quantity[Any]) -> MetricObject:
        """A matrix g as such a quantity."""
        return cls(**{f.name: getattr(quantity, f.name) for f in fields(quantity)})


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
        >>> plane = Hypersurface([u, v, 0], (u, v))
        >>> plane.reparametrize({u: s + v, v: v}, (s, v)).metric.matrix
        Matrix([
        [1, 1],
        [1, 2]])
        """
        coordinates = read_coordinates(coordinates, more)
        images = self._images(change)
        where = [substituted(r, images) for r in self.facts.where]
        kept = {}
        for c, (low, high) in self.facts.domain.items():
            if c not in images:
                kept[c] = (low, high)
                continue
            where += [images[c] > low] if low.is_finite is not False else []
            where += [images[c] < high] if high.is_finite is not False else []
        where = [r for r in where if r is not sp.true]
        changed = {
            "map": [substituted(e, images) for e in self.map],
            "coordinates": coordinates,
            "domain": {**kept, **read_domain(domain, [*coordinates, *self.constants])},
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
        by_name = {c.name: c for c in self.letters}
        asked = {
            by_name.get(key, key) if isinstance(key, str) else key: value for key, value in asked.items()
        }
        missing = [str(c) for c in self.letters if c not in asked]
        if missing:
            raise InputError(f"{self.name}: the change of chart says nothing of {', '.join(missing)}")
        unknown = [key for key in asked if key not in self.letters]
        if unknown:
            names = ", ".join(map(str, self.coordinates))
            raise InputError(
                f"{self.name}: {shown(unknown[0])} is no coordinate; the change of chart is for {names}"
            )
        return {c: expression(asked[c], f"{self.name}: the new form of {c}") for c in self.letters}

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
        >>> Hypersurface([u, v, u*v], (u, v), window={u: (-1, 1), v: (-1, 1)}, name="saddle").plot()
        <Picture: saddle>
        """
        from symgeom.pictures.plotting import plot  # numpy is imported when a picture is asked for

        return plot(self, color, window=window, points=points, view=view, **values)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The map and the facts, for notebooks."""
        coordinates = ", ".join(map(latex, self.letters))
        return self._told(rf"X({coordinates}) = {spelled_out(self.map, self.letters)}")

    def singular_message(self) -> str:
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


class Hypersurface(Immersion):
    """A parametrization ``X: U -> R^(d+1)`` with its unit normal.

    **Convention**: ``det[d_1 X, ..., d_d X, N] > 0``; ``h_ij = <d_i d_j X, N>``; ``S = g^-1 h``; ``K = det S``;
    ``H = tr S / d``. The sphere of radius r with outward normal has S = -I/r.

    **Raises**: `InputError` unless there is one component more than coordinates, or when the rank is less than d.

    **Source**: Lee, *Introduction to Riemannian Manifolds*, ch. 8; do Carmo, ch. 2 and 3.

    >>> u, v = sp.symbols("u v", real=True)
    >>> R, r = sp.symbols("R r", positive=True)
    >>> ring = R + r*sp.cos(v)
    >>> torus = Hypersurface([ring*sp.cos(u), ring*sp.sin(u), r*sp.sin(v)], (u, v), where=[R > r], name="torus")
    >>> torus.gaussian_curvature
    cos(v)/(r*(R + r*cos(v)))
    """

    normal = normal_chapter.normal
    second_fundamental_form = secondform.second_fundamental_form
    shape_operator = secondform.shape_operator
    third_fundamental_form = secondform.third_fundamental_form
    principal_curvatures = curvature_chapter.principal_curvatures
    principal_directions = curvature_chapter.principal_directions
    gaussian_curvature = curvature_chapter.gaussian_curvature
    mean_curvature = curvature_chapter.mean_curvature
    curvature = frenet.plane_curvature.redefined(
        lambda curve: (
            frenet.signed(curve),
            curvature_chapter.gaussian_curvature.term,
            curvature_chapter.mean_curvature.term,
        )
    )
    mean_curvature_vector = secondform.mean_curvature_vector.redefined(
        lambda chart: curvature_chapter.mean_curvature.term * normal_chapter.normal.term
    )

    def __init__(
        self,
        map: Iterable[Any],
        coordinates: Iterable[Any],
        *,
        domain: Mapping[Any, Any] | None = None,
        where: Iterable[Any] = (),
        name: str | None = None,
        defaults: Mapping[Any, Any] | None = None,
        orientation: int = 1,
        window: Mapping[Any, Any] | None = None,
    ) -> None:
        if orientation not in (1, -1) or isinstance(orientation, bool):
            raise InputError(
                f"{name or type(self).__name__.lower()}: the orientation is 1, for the normal N with det(J, N) > 0, or -1 for "
                f"the other one, not {orientation!r}"
            )
        self._declare(orientation=int(orientation))
        super().__init__(
            map, coordinates, domain=domain, where=where, name=name, defaults=defaults, window=window
        )

    @property
    def orientation(self) -> int:
        """1 for the normal with det(J, N) > 0, -1 for the other one."""
        return self.__dict__["orientation"]  # type: ignore[no-any-return]

    @property
    def declared(self) -> dict[str, Any]:
        """The map, the orientation, and what every chart has."""
        return {**super().declared, "orientation": self.orientation}

    @classmethod
    def abstract(cls, dimension: int) -> Self:
        """The general parametrization with d coordinates: d + 1 undefined smooth functions.

        >>> Hypersurface.abstract(1).metric.matrix
        Matrix([[Derivative(X_1(u_1), u_1)**2 + Derivative(X_2(u_1), u_1)**2]])
        """
        dimension = read_dimension(dimension, "an abstract surface")
        u = sp.symbols(f"u_1:{dimension + 1}", real=True)
        components = [sp.Function(f"X_{k}", real=True)(*u) for k in range(1, dimension + 2)]
        return cls(components, u, name=f"any parametrization in R^{dimension + 1}")

    def flipped(self) -> Self:
        """The same surface with the other unit normal: kappa and H change sign, K by (-1)^d, III and R stay."""
        return type(self)(**{**self.declared, "orientation": -self.orientation})

    def reparametrize(
        self,
        change: Mapping[Any, Any],
        coordinates: Iterable[Any],
        *more: Any,
        domain: Mapping[Any, Any] | None = None,
        name: str | None = None,
    ) -> Hypersurface:
        """As for an `Immersion`; the orientation is kept, and the normal follows the chart."""
        changed = super().reparametrize(change, coordinates, *more, domain=domain, name=name)
        assert isinstance(changed, Hypersurface)
        return changed

    def _check_count(self) -> None:
        super()._check_count()
        if self.ambient_dimension != self.dimension + 1:
            raise InputError(
                f"{self.name}: a hypersurface with {self.dimension} coordinates has {self.dimension + 1} components, but "
                f"the map has {self.ambient_dimension}. Use Immersion for another codimension."
            )


def _column(map: Any, name: str) -> sp.ImmutableMatrix:
    entries = ordered(map, f"{name}: the components of the map")
    expressions = [
        expression(entry, f"{name}: component {number}") for number, entry in enumerate(entries, 1)
    ]
    if not expressions:
        raise InputError(f"{name}: the map has no components")
    return matrix(len(expressions), 1, expressions)
