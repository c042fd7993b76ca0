"""The metric that the graph of a function inherits, its inverse, determinant and square roots."""

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    p, I, w, J = f.gradient, f.identity, f.w, f.jacobian
    g = (I + p.outer(p)).named("g")
    root = (I + p.outer(p) / (w + 1)).named("g^{1/2}")
    inverse_root = (I - p.outer(p) / (w * (w + 1))).named("g^{-1/2}")
    yield s.step(
        "metric",
        J.gram(J).named(r"J^{\mathsf T} J"),
        I + p.outer(p),
        r"the tangent vectors are the columns of $J = \begin{pmatrix} I \\ p^{\mathsf "
        r"T}\end{pmatrix}$, so …",
    )
    yield s.step(
        "inverse",
        g.inverse(),
        I - p.outer(p) / w**2,
        "the metric is a rank-one change of the identity, which the formula of Sherman and Morrison inverts",
    )
    yield s.step("determinant", g.det(), w**2, "by Sylvester's determinant identity …")
    yield s.step(
        "square root",
        root @ root,
        g,
        r"let $g^{1/2} = I + p\,p^{\mathsf T}/(w + 1)$, which is positive definite, and regular where "
        "$p = 0$. Then …",
    )
    yield s.step(
        "inverse square root",
        inverse_root @ root,
        I,
        r"for $g^{-1/2} = I - p\,p^{\mathsf T}/(w(w + 1))$ in the same way …, so it is the inverse of "
        "$g^{1/2}$",
    )


def on_surface(s):
    J, g, inverse, p, w = s["jacobian"], s["metric"], s["inverse_metric"], s.p, s.w
    yield s.step("metric", J.T @ J, s.identity + p.outer(p), "by the definition of the induced metric …")
    yield s.step("inverse", g @ inverse, s.identity, r"with $g^{-1} = I - p\,p^{\mathsf T}/w^2$ indeed …")
    yield s.step("determinant", g.det(), w**2, "by Sylvester's determinant identity …")
    yield s.step(
        "volume element", s["volume_element"], w, "the volume element is the positive root of the determinant"
    )


claim = Claim(
    id="induced-metric",
    title="The induced metric of a graph",
    statement=r"The graph of $\ell$ has the metric $g = I + p\,p^{\mathsf T}$ with $p = \nabla\ell$; its inverse is "
    r"$I - p\,p^{\mathsf T}/w^2$, its determinant $w^2 = 1 + p\cdot p$, and its square roots are "
    r"$g^{\pm 1/2} = I \pm p\,p^{\mathsf T}/(\ldots)$ with denominators $w + 1$ and $w(w + 1)$.",
    hypotheses=(r"$\ell$ is smooth on an open set of $\mathbb R^d$",),
    source="Lee, Introduction to Riemannian Manifolds, ch. 2",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
)
