"""The shape operator is self-adjoint for g, although its matrix need not be symmetric."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, SurfaceSetting


def any_dimension(s):
    f = s.moving
    g, S, h = f.metric, f.shape_operator, f.second_form
    x, y = f.vector("x"), f.vector("y")
    yield s.step("form", g @ S, h, "since $S = g^{-1}h$, …")
    yield s.step(
        "self-adjoint",
        (S @ x).dot(g @ y),
        x.dot(g @ S @ y),
        "and $h$ is symmetric, so for all tangent vectors $x$ and $y$ …",
    )


def on_surface(s):
    g, S = s["metric"], s["shape_operator"]
    yield s.step("form", g @ S, s["second_fundamental_form"], "since $S = g^{-1}h$, …")
    yield s.step(
        "self-adjoint", g @ S, (g @ S).T, "mixed partial derivatives agree, so $h$ is symmetric and …"
    )


def examples():
    x, y = sp.symbols("x y", real=True)
    s = SurfaceSetting(sg.Graph((x**2 + 3 * y**2) / 2, (x, y), name="the graph of (x^2 + 3 y^2)/2"))
    at = s["shape_operator"].map(
        lambda e: s.element(s.field.plain(e).subs({x: 1, y: 1})), r"S\big|_{x = y = 1}"
    )
    value = sp.sqrt(11) / 121 * sp.Matrix([[10, -9], [-3, 6]])
    matrix = s.tensor(
        r"\tfrac{\sqrt{11}}{121}\begin{pmatrix} 10 & -9 \\ -3 & 6\end{pmatrix}",
        (2, 2),
        lambda i, j: s.element(value[i, j]),
    )
    yield (
        s.surface.name,
        [
            s.step(
                "a matrix that is not symmetric",
                at,
                matrix,
                "but $g^{-1}$ and $h$ need not commute, and then the matrix of $S$ is not symmetric",
            )
        ],
    )


claim = Claim(
    id="self-adjoint",
    title="The shape operator is self-adjoint",
    statement=r"$gS$ is symmetric, so $S$ is self-adjoint for the metric $g$. The matrix of $S$ need not be symmetric.",
    hypotheses=(r"$X$ is an immersion of class $C^2$ of a hypersurface",),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; do Carmo, Curves and Surfaces, 3-2, prop. 1",
    any_dimension=any_dimension,
    on_surface=on_surface,
    examples=examples,
    parametrized=(1, 2),
)
