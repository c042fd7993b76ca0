"""The converse of proposition 2: the shape operator is the Hessian only where the gradient or the Hessian vanishes."""

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    x = f.vector("x")
    g = (I + p.outer(p)).named("g")
    S = (g.inverse() @ A / w).named("S")
    gap = w * I - g.inverse()
    yield s.step(
        "difference", A - S, gap @ A / w, r"$S = g^{-1}A/w$; so $S = A$ says that $(wI - g^{-1})A = 0$"
    )
    yield s.step("gap", gap, (w - 1) * I + p.outer(p) / w**2, r"$g^{-1} = I - p\,p^{\mathsf T}/w^2$")
    yield s.step(
        "positive",
        x.dot(gap @ x),
        (w - 1) * x.dot(x) + p.dot(x) ** 2 / w**2,
        r"a sum of squares with $w - 1 > 0$ for $p \ne 0$: then $wI - g^{-1}$ is positive definite, hence invertible, and "
        r"$(wI - g^{-1})A = 0$ forces $A = 0$",
    )
    yield s.step(
        "weight", (w - 1) * (w + 1), p.dot(p), r"$w - 1 = p\cdot p/(w + 1)$ is zero only where $p = 0$"
    )


def on_surface(s):
    S, A, p, w, I = s["shape_operator"], s.A, s.p, s.w, s.identity
    sign = s.surface.orientation
    gap = (w * I - s["inverse_metric"]).named("(wI - g^{-1})")
    yield s.step("difference", sign * A - S, sign * (gap @ A / w), r"$S = \pm g^{-1}A/w$")
    yield s.step(
        "gap", gap, (w - s.scalar(1)) * I + p.outer(p) / w**2, r"$g^{-1} = I - p\,p^{\mathsf T}/w^2$"
    )
    yield s.step("weight", (w - s.scalar(1)) * (w + s.scalar(1)), p.dot(p), r"so $w = 1$ only where $p = 0$")


claim = Claim(
    id="converse-2",
    title="Only at a critical point, or where the Hessian vanishes",
    statement=r"$S = \nabla^2\ell$ at a point if and only if $\nabla\ell = 0$ or $\nabla^2\ell = 0$ there.",
    hypotheses=(r"$\ell$ is of class $C^2$", "$N$ is the upward normal"),
    source="the converse of proposition 2",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
)
