"""A negative control: the shape operator without the inverse metric, S = A/w, is wrong away from critical points."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Part, SurfaceSetting


def on_surface(s):
    S, A, w = s["shape_operator"], s.A, s.w
    yield s.step(
        "the factor is left out",
        S,
        s.surface.orientation * (A / w),
        "were $S = h$ rather than $S = g^{-1}h$, we should have …",
    )


def paraboloids():
    for d in (2, 3):
        u = sp.symbols(f"u_1:{d + 1}", real=True)
        surface = sg.Graph(sum(x**2 for x in u), u, name=f"the paraboloid |u|^2, d = {d}")
        s = SurfaceSetting(surface)
        at = dict(zip(u, (1, *(0,) * (d - 1))))
        S = s.at(s["shape_operator"], at)
        yield (
            surface.name,
            [
                s.step(
                    "at a point",
                    S,
                    s.at(s.A / s.w, at),
                    r"at a point with $w = \sqrt5$ it would say that …",
                    at,
                )
            ],
        )


def corrected_any(s):
    f = s.graph
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    x, t, d = f.vector("x"), f.parameter("t"), f.d
    S = ((I + p.outer(p)).named("g").inverse() @ A / w).named("S")
    yield s.step(
        "shape operator",
        S,
        (I - p.outer(p) / w**2) @ A / w,
        r"since $S = g^{-1}h$ and $g^{-1} = I - p\,p^{\mathsf T}/w^2$, …",
    )
    yield s.step(
        "difference",
        A / w - S,
        p.outer(A @ p) / w**3,
        "the difference is …, which is zero if and only if $p = 0$ or $Ap = 0$",
    )
    bowl = f.substitute(S, {A: 2}).named("S_0")
    yield s.step(
        "radial curvature",
        bowl @ p,
        2 * p / w**3,
        r"let $\ell = |u|^2$, so that $p = 2u$ and $A = 2I$. In the direction of the gradient …",
    )
    yield s.step(
        "the other curvatures",
        bowl @ x,
        2 * x / w - 2 * p * p.dot(x) / w**3,
        r"and for every $x$ …, which is $2x/w$ where $x\cdot p = 0$",
    )
    yield s.step(
        "all of them",
        (t * I - bowl).det(),
        (t - 2 / w) ** (d - 1) * (t - 2 / w**3),
        r"so the characteristic polynomial, with $w = \sqrt{1 + 4|u|^2}$, is …",
    )


def corrected(s):
    S, A, p, w = s["shape_operator"], s.A, s.p, s.w
    sign = s.surface.orientation
    yield s.step(
        "shape operator",
        S,
        sign * ((s.identity - p.outer(p) / w**2) @ A / w),
        r"since $S = g^{-1}h$ and $g^{-1} = I - p\,p^{\mathsf T}/w^2$, …",
    )


claim = Claim(
    id="drops-inverse-metric",
    title="The shape operator without the inverse metric",
    statement=r"$S = \nabla^2\ell/w$ everywhere on the graph of $\ell$.",
    hypotheses=(r"$\ell$ is of class $C^2$", "$N$ is the upward normal"),
    expected="refuted",
    why=r"The second fundamental form is taken for the shape operator. They agree where the metric is the identity, "
    r"$p = 0$; elsewhere "
    r"$S = g^{-1}h$, and $g^{-1}$ shortens the direction of the gradient.",
    source="a slip in an early draft of A. Kristiadi, Hessian and Curvatures in Machine Learning (2020)",
    about="graph",
    on_surface=on_surface,
    examples=paraboloids,
    dimensions=(1, 2, 3, 4),
    parts=(
        Part(
            role="corrected",
            statement=r"$S = \left(I - p\,p^{\mathsf T}/w^2\right)\nabla^2\ell/w$. The paraboloid $|u|^2$ has the principal "
            r"curvatures $2/w$, $d - 1$ times, and $2/w^3$.",
            about="graph",
            any_dimension=corrected_any,
            on_surface=corrected,
        ),
    ),
)
