"""Proposition 2: at a critical point the shape operator of a graph is the Hessian of its function."""

import sympy as sp

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    g = (I + p.outer(p)).named("g")
    S = (g.inverse() @ A / w).named("S")
    yield s.step(
        "shape operator",
        S,
        (I - p.outer(p) / w**2) @ A / w,
        "on the graph $S = g^{-1}h$ with $h = A/w$, that is, …",
    )
    at = f.at_critical_point
    yield s.step(
        "metric", at(g), I, "where $p = 0$, the coordinate vectors are orthonormal already, …, and $w = 1$"
    )
    yield s.step("upward normal", at(S), A, "hence …")
    yield s.step("downward normal", at(-S), -A, "with the other normal the sign changes")
    yield s.step(
        "Gaussian curvature",
        at(S.det()),
        A.det(),
        r"in particular, $K = \det S$ is the determinant of the Hessian there",
    )


def on_surface(s):
    S, A, p, w, I = s["shape_operator"], s.A, s.p, s.w, s.identity
    sign = s.surface.orientation
    one = s.scalar(1)
    yield s.step(
        "everywhere",
        sign * A - S,
        sign * (((w - one) * I + p.outer(p) / w**2) @ A / w),
        r"everywhere $S = \pm\left(I - p\,p^{\mathsf T}/w^2\right)A/w$, so …",
    )
    yield s.step(
        "weight",
        (w - one) * (w + one),
        p.dot(p),
        "here …, so $w = 1$ where $p = 0$, and both terms of the difference vanish there",
    )
    if all(isinstance(s.field.plain(x), sp.Derivative) for x in p):
        yield s.step("at a critical point", s.at_critical_point(S), sign * A, "hence …")


claim = Claim(
    id="proposition-2",
    title="At a critical point the shape operator is the Hessian",
    statement=r"Where $\nabla\ell = 0$, $S = \nabla^2\ell$ for the upward normal, and $S = -\nabla^2\ell$ for the "
    "downward one.",
    hypotheses=(r"$\ell$ is of class $C^2$", r"$p = \nabla\ell = 0$ at the point"),
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020), proposition 2",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
)
