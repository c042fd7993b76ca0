"""The Gaussian curvature at a critical point is the determinant of the Hessian."""

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    p, A, I, w, d = f.gradient, f.hessian, f.identity, f.w, f.d
    S = ((I + p.outer(p)).named("g").inverse() @ A / w).named("S")
    K = S.det().named("K")
    yield s.step(
        "everywhere",
        K,
        A.det() / w ** (d + 2),
        r"since $K = \det S = \det h/\det g$ with $h = A/w$ and $\det g = w^2$, …",
    )
    yield s.step("at a critical point", f.at_critical_point(K), A.det(), "where $p = 0$ and $w = 1$, …")
    yield s.step(
        "downward normal",
        f.at_critical_point((-S).det()),
        f.sign * A.det(),
        "the other normal multiplies $K$ by $(-1)^d$",
    )


def on_surface(s):
    K, A, w, d = s["gaussian_curvature"], s.A, s.w, s.dimension
    sign = s.surface.orientation**d
    yield s.step(
        "everywhere",
        K,
        sign * (A.det() / w ** (d + 2)).named(r"\frac{\det A}{w^{d + 2}}"),
        r"since $\det g = w^2$, …",
    )
    yield s.step(
        "by the shape operator",
        K,
        s["shape_operator"].det(),
        "it is the determinant of the shape operator as well",
    )
    if s.abstract:
        yield s.step(
            "at a critical point", s.at_critical_point(K), sign * A.det(), "where $p = 0$ and $w = 1$, …"
        )


claim = Claim(
    id="gauss-is-det",
    title="The Gaussian curvature at a critical point is the determinant of the Hessian",
    statement=r"Where $\nabla\ell = 0$, $K = \det\nabla^2\ell$ for the upward normal and $K = (-1)^d\det\nabla^2\ell$ for the "
    "downward one.",
    hypotheses=(r"$\ell$ is of class $C^2$", r"$p = \nabla\ell = 0$ at the point"),
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020); do Carmo, 3-3, example 5",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
)
