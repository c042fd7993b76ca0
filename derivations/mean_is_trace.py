"""The mean curvature at a minimum: the trace of the Hessian over d."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Part, SurfaceSetting


def any_dimension(s):
    f = s.graph
    p, A, I, w, d = f.gradient, f.hessian, f.identity, f.w, f.d
    S = ((I + p.outer(p)).named("g").inverse() @ A / w).named("S")
    H = (S.trace() / d).named("H")
    yield s.step(
        "everywhere",
        H,
        (A.trace() - p.dot(A @ p) / w**2) / (d * w),
        r"since $S = g^{-1}A/w$, the mean of its eigenvalues, $H = \operatorname{tr}S/d$, is …",
    )
    yield s.step(
        "at a critical point",
        f.at_critical_point(H),
        A.trace() / d,
        "a minimum is a critical point. There $p = 0$ and $w = 1$, so …",
    )


def on_surface(s):
    H, A, p, w = s["mean_curvature"], s.A, s.p, s.w
    d, sign = s.dimension, s.surface.orientation
    many = s.scalar(d, "d")
    yield s.step(
        "everywhere",
        H,
        sign * ((A.trace() - p.dot(A @ p) / w**2) / (many * w)),
        r"the mean of the eigenvalues of $S$ is …",
    )
    if s.abstract:
        yield s.step(
            "at a critical point",
            s.at_critical_point(H),
            sign * (A.trace() / many),
            "where $p = 0$ and $w = 1$, …",
        )


def bowl():
    x, y = sp.symbols("x y", real=True)
    surface = sg.Graph((x**2 + y**2) / 2, (x, y), name="the bowl (x^2 + y^2)/2 at its minimum")
    s = SurfaceSetting(surface)
    at = {x: 0, y: 0}
    H, A = s.at(s["mean_curvature"], at), s.at(s.A, at, "A")
    yield (
        surface.name,
        [
            s.step("critical", s.at(s.p, at, "p"), s.zero(2), "the origin is the minimum"),
            s.step(
                "the trace itself",
                H,
                A.trace(),
                "both principal curvatures are 1 there, and so is their mean. Without the factor it would be "
                "…",
                at,
            ),
        ],
    )


claim = Claim(
    id="mean-is-trace",
    title="The mean curvature at a minimum is the trace of the Hessian",
    statement=r"At a minimum of $\ell$ the mean curvature is the trace of the Hessian, over $d$: "
    r"$H = \operatorname{tr}\nabla^2\ell/d$.",
    hypotheses=(
        r"$p = \nabla\ell = 0$ at the point, as at every minimum",
        r"$N$ is the upward normal",
        r"the mean curvature is the mean, $H = \operatorname{tr}S/d$; its factor $1/d$ is not left out",
    ),
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020); Lee, Riemannian Manifolds, ch. 8",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
    parts=(
        Part(
            role="without hypotheses",
            statement=r"$H = \operatorname{tr}\nabla^2\ell$, without the factor $1/d$.",
            examples=bowl,
        ),
    ),
)
