"""`Hypersurface`: a map from a chart into Euclidean space of one dimension more, with its unit normal.

The class is a table of contents: one line for a quantity, its rule in the chapter that it is taken from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import sympy as sp

from symgeom.errors import InputError
from symgeom.geometry import curvature as curvature_chapter
from symgeom.geometry import frenet, secondform
from symgeom.geometry import normal as normal_chapter
from symgeom.geometry.declarations import read_dimension
from symgeom.geometry.immersion import Immersion
from symgeom.geometry.matrices import SecondOrder, second_order

__all__ = ["Hypersurface"]


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

    def second_order(self) -> SecondOrder | None:
        """Gradient and Hessian in parts by name, where kernels compute by linear algebra: see `matrices.second_order`."""
        return second_order(self)

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
