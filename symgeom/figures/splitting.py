"""Figure 3: the derivative of a tangent field along a tangent field, split into its tangent and its normal part."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symgeom.figures.drawing import BLUE, DARK, GREEN, RED, Illustration, Point, patch, path, sheet
from symgeom.geometry import Hypersurface
from symgeom.pictures.camera import Camera
from symgeom.pictures.picture import Picture
from symgeom.pictures.sampling import Array
from symgeom.pictures.scene import Arrow, Mark, Scene, Stroke

__all__ = ["FIGURE", "parts"]

u, v = sp.symbols("u v", real=True)
SURFACE = Hypersurface(
    [u, v, sp.Rational(9, 20) * u**2 + sp.Rational(1, 5) * v**2 + u / 6],
    (u, v),
    window={u: (-sp.Rational(6, 5), sp.Rational(7, 5)), v: (0, sp.Rational(11, 10))},
    name="bowl",
)
POINT, VECTOR = (0.4, 0.0), np.array([1.0, 0.0])


def parts(point: Point, vector: Array) -> tuple[Array, Array, Array]:
    """``D_X X`` of the field with constant components, its tangent part and its normal part, each from its own quantity."""
    whole = np.einsum("kij,i,j->k", point["second_derivatives"], vector, vector)
    gamma = np.einsum("kij,i,j->k", point["christoffel_symbols"], vector, vector)
    h = np.einsum("ij,i,j->", point["second_fundamental_form"], vector, vector)
    return whole, point.pushed(gamma), h * point["normal"]


def _draw() -> Picture:
    point = Point(SURFACE, *POINT)
    X, J = point["position"], point["jacobian"]
    whole, tangent, normal = parts(point, VECTOR)
    along = J @ VECTOR
    t = np.linspace(-1.6, 1.0, 121)
    curve = [POINT[0] + VECTOR[0] * t, POINT[1] + VECTOR[1] * t]
    items = (
        sheet(SURFACE, lines=13),
        path(SURFACE, curve, colour=DARK, width=1.3),
        patch(X, 0.95 * J[:, 0], 0.55 * J[:, 1], colours=(0.95, 0.80, 0.55), alpha=0.45),
        Arrow(X, 0.7 * along, DARK, 1.5, over=12),
        Arrow(X, whole, RED, 2.1, over=12),
        Arrow(X, tangent, BLUE, 2.1, over=12),
        Arrow(X, normal, GREEN, 2.1, over=12),
        Stroke(np.linspace(X + tangent, X + whole, 60), (0.4, 0.4, 0.4), 0.9, on=2, dashed=True),
        Stroke(np.linspace(X + normal, X + whole, 60), (0.4, 0.4, 0.4), 0.9, on=2, dashed=True),
        Mark("$X$", X + 0.7 * along, (8, -5), DARK, 12),
        Mark(r"$\bar\nabla_XX$", X + whole, (14, 8), RED, 12),
        Mark(r"$\nabla_XX$", X + tangent, (6, -12), BLUE, 12),
        Mark(r"$\mathrm{II}(X, X) = h(X, X)\,N$", X + normal, (-58, 6), GREEN, 12),
    )
    return Picture("the derivative of a field along itself", (Scene(items, Camera(14, -76)),))


FIGURE = Illustration(
    3,
    "splitting",
    "second-form-symmetric",
    r"The derivative $\bar\nabla_XY$ of a tangent field leaves the surface. It splits into a tangent part, the covariant "
    r"derivative $\nabla_XY = X^iY^j\,\Gamma^k_{ij}\,\partial_kX$ where the components are constant, and a normal part, the "
    r"second fundamental form $\mathrm{II}(X, Y) = X^iY^j h_{ij}\,N$; here $Y = X$.",
    "At a point of a bowl, cut open there, a vector points upward, out of the tangent plane; it is the diagonal of a rectangle "
    "whose sides are a vector in the tangent plane and a vector along the unit normal.",
    _draw,
)
