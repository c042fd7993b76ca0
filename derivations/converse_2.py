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
        "difference",
        A - S,
        gap @ A / w,
        "since $S = g^{-1}A/w$, …, so $S = A$ says that $(wI - g^{-1})A = 0$",
    )
    yield s.step("gap", gap, (w - 1) * I + p.outer(p) / w**2, "by the formula for $g^{-1}$, …")
    yield s.step(
        "positive",
        x.dot(gap @ x),
        (w - 1) * x.dot(x) + p.dot(x) ** 2 / w**2,
        "the quadratic form of this matrix is a sum of squares",
    )
    yield s.step(
        "weight",
        (w - 1) * (w + 1),
        p.dot(p),
        r"its first coefficient is positive where $p\ne0$, because …. There $wI - g^{-1}$ is positive "
        "definite, hence invertible, and $(wI - g^{-1})A = 0$ forces $A = 0$; and where $p = 0$ or $A "
        "= 0$, the difference vanishes",
    )


def on_surface(s):
    S, A, p, w, I = s["shape_operator"], s.A, s.p, s.w, s.identity
    sign = s.surface.orientation
    gap = (w * I - s["inverse_metric"]).named("(wI - g^{-1})")
    yield s.step("difference", sign * A - S, sign * (gap @ A / w), r"since $S = \pm g^{-1}A/w$, …")
    yield s.step("gap", gap, (w - s.scalar(1)) * I + p.outer(p) / w**2, "by the formula for $g^{-1}$, …")
    yield s.step(
        "weight", (w - s.scalar(1)) * (w + s.scalar(1)), p.dot(p), "and …, so $w = 1$ only where $p = 0$"
    )


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
