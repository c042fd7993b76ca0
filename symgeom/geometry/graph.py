"""`Graph`: the graph of a function, the landscape of a loss, with rank-one closed forms.

``X(theta) = (theta, l(theta))``, ``p = grad l``, ``A = Hess l``, ``w = sqrt(1 + p.p)``; the rules of
`graphrules` stand in place of the general ones. Convention: the upward normal, ``N = (-p, 1)/w``.
Source: do Carmo, 3-3, example 5; A. Pouplin et al., arXiv 2307.04719.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.algebra.domain.entries import given
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.reading.given import expression
from symgeom.errors import InputError, shown
from symgeom.geometry import curvature, firstform, graphrules, intrinsic, matrices, secondform
from symgeom.geometry import normal as normal_chapter
from symgeom.geometry.declarations import read_coordinates, read_dimension, read_name, read_quantities
from symgeom.geometry.graphrules import bend, slopes, steepness
from symgeom.geometry.hypersurface import Hypersurface
from symgeom.geometry.in_parts import in_parts
from symgeom.geometry.induced import MetricObject
from symgeom.geometry.operators import root, stack
from symgeom.geometry.rank_one import FORMS
from symgeom.geometry.terms import Term, identity, leaf, number
from symgeom.parts.formula import Formula
from symgeom.parts.layers import Layers

__all__ = ["Graph"]

I = identity
p = leaf("p", slopes, "p_<0>")
A = leaf("A", bend, "A_{<0><1>}")
w = leaf("w", steepness)


def _form(name: str, graph: Any) -> Term:
    """A closed form in the notation of quantities."""
    return FORMS[name](  # type: ignore[no-any-return]
        SimpleNamespace(
            I=I, p=p, A=A, w=w, d=graph.dimension, dimension=graph.dimension, orientation=graph.orientation
        )
    )


class Graph(Hypersurface):
    """The graph of a function l of d variables as a hypersurface of R^(d+1).

    **Convention**: upward normal. **Shape**: ``gradient`` d, ``hessian`` d x d.

    ``layers`` are the names of the units, where it is the loss of a network (`symgeom.losses.network` gives them).

    >>> x, y = sp.symbols("x y", real=True)
    >>> Graph(x*y, (x, y)).gaussian_curvature
    -1/(x**2 + y**2 + 1)**2
    """

    metric = MetricObject.of(firstform.metric.by(graphrules.metric, lambda graph: _form("metric", graph)))
    inverse_metric = firstform.inverse_metric.by(
        graphrules.inverse_metric, lambda graph: _form("inverse_metric", graph)
    )
    volume_element = firstform.volume_element.by(steepness, lambda graph: (w, root(1 + p.dot(p))))
    normal = normal_chapter.normal.by(
        graphrules.normal, lambda graph: stack(-graph.orientation * p, number(graph.orientation)) / w
    )
    second_fundamental_form = secondform.second_fundamental_form.by(
        graphrules.second_form, lambda graph: graph.orientation * (A["ij"] / w)
    )
    shape_operator = secondform.shape_operator.by(
        graphrules.shape_operator, lambda graph: _form("shape_operator", graph)
    )
    third_fundamental_form = secondform.third_fundamental_form.by(
        graphrules.third_form, lambda graph: _form("third_fundamental_form", graph)
    )
    gaussian_curvature = curvature.gaussian_curvature.by(
        graphrules.gaussian_curvature,
        lambda graph: _form("gaussian_curvature", graph),
        graphrules.short_gaussian_curvature,
    )
    mean_curvature = curvature.mean_curvature.by(
        graphrules.mean_curvature,
        lambda graph: _form("mean_curvature", graph),
    )
    christoffel_symbols = intrinsic.christoffel_symbols.by(
        graphrules.christoffel_symbols, lambda graph: p["k"] * A["ij"] / w**2
    )
    riemann_tensor = intrinsic.riemann_tensor.by(
        graphrules.riemann_tensor, lambda graph: (A["ik"] * A["jl"] - A["il"] * A["jk"]) / w**2
    )

    def __init__(
        self,
        ell: Any,
        coordinates: Iterable[Any],
        *more: Any,
        domain: Mapping[Any, Any] | None = None,
        where: Iterable[Any] = (),
        name: str | None = None,
        defaults: Mapping[Any, Any] | None = None,
        orientation: int = 1,
        window: Mapping[Any, Any] | None = None,
        layers: Layers | None = None,
    ) -> None:
        self._declare(layers=layers)
        coordinates = read_coordinates(coordinates, more)
        ell = expression(ell, f"{read_name(name, 'graph')}: the function")
        rest: dict[str, Any] = {"domain": domain, "where": where, "name": name, "defaults": defaults}
        super().__init__([*coordinates, ell], coordinates, **rest, orientation=orientation, window=window)

    @property
    def declared(self) -> dict[str, Any]:
        """The function in place of the map."""
        declared = super().declared
        graph = declared.pop("map")
        return {"ell": graph[-1], **declared, **({"layers": self.layers} if self.layers else {})}

    def _generalised(self, **changed: Any) -> Hypersurface:
        return Hypersurface(**{**super().declared, **changed})

    @classmethod
    def abstract(cls, dimension: int, name: str = "ell") -> Graph:
        """The graph of an undefined smooth function of d variables; its derivatives stay symbols.

        >>> Graph.abstract(1).gaussian_curvature
        Derivative(ell(theta_1), (theta_1, 2))/(Derivative(ell(theta_1), theta_1)**2 + 1)**(3/2)
        """
        dimension = read_dimension(dimension, "an abstract graph")
        if not isinstance(name, str):
            raise InputError(f"the name of the function of an abstract graph is text, not {shown(name)}")
        theta = sp.symbols(f"theta_1:{dimension + 1}", real=True)
        return cls(sp.Function(name, real=True)(*theta), theta, name=f"graph of {name} in R^{dimension + 1}")

    @property
    def ell(self) -> sp.Expr:
        """The function whose graph it is."""
        return given(self.map[-1])

    def formula(self, names: str | Iterable[str]) -> Formula:
        """Quantities with their parts by name, as for every chart; from six parameters on matrices by p and A.

        A shape operator is then ``(I - p p^T/w^2) A/w`` with p and A defined as a column and a matrix (SymPy's `MatrixSymbol`).
        """
        jets = None if self.dimension < graphrules.MANY else self._jets(in_parts(self))
        if jets is None:
            return super().formula(names)
        asked = read_quantities(self, names)
        return matrices.formula(self, in_parts(self), asked, isinstance(names, str), jets)

    def _jets(self, by_name: Any) -> tuple[Any, Any, Any] | None:
        """p, A and w by name; None where a function has no derivative by name."""
        try:
            return slopes(by_name), bend(by_name), (steepness(by_name),)
        except OutsideClass:
            return None

    @property
    def is_abstract(self) -> bool:
        """Whether it is the graph of an undefined function of the coordinates, and of nothing else."""
        return isinstance(self.ell, AppliedUndef) and self.ell.args == self.coordinates

    @property
    def gradient(self) -> sp.ImmutableMatrix:
        """p, the column of first derivatives."""
        return given(sp.ImmutableMatrix(self.quantity("jacobian")[-1, :].T))

    @property
    def hessian(self) -> sp.ImmutableMatrix:
        """A, the matrix of second derivatives."""
        return given(sp.ImmutableMatrix(self.quantity("second_derivatives")[-1].tolist()))
