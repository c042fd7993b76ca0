"""A reparametrized landscape is in general not isometric to the one that it came from."""

from fractions import Fraction

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part
from symgeom.words import GraphFrame

x, y = sp.symbols("x y", real=True)
a = sp.Symbol("a", positive=True)
ORIGIN = {x: 0, y: 0}


def bowl_and_rescaled():
    chart = {x: a * x, y: y / a}
    bowl = sg.Graph((x**2 + y**2) / 2, (x, y))
    other = sg.Graph(bowl.ell.xreplace(chart), (x, y))
    K = [surface.quantity("gaussian_curvature") for surface in (bowl, other)]
    H = [surface.quantity("mean_curvature").xreplace(ORIGIN) for surface in (bowl, other)]
    laplacian = [surface.metric.laplacian(k).xreplace(ORIGIN) for surface, k in zip((bowl, other), K)]
    s = Expressions([*K, *H, *laplacian])
    k, k2 = s.scalar(K[0], "K"), s.scalar(K[1], r"\tilde K")
    one = s.scalar(1)
    inside = s.scalar(1 + x**2 + y**2), s.scalar(1 + a**4 * x**2 + y**2 / a**4)
    where = {**ORIGIN, "surface": "the bowl (x^2 + y^2)/2", "phi": "(a x, y/a)"}
    yield (
        "the bowl (x^2 + y^2)/2 and φ = (a x, y/a)",
        [
            s.step("curvature", k, one / inside[0] ** 2, r"the bowl $\ell = (x^2 + y^2)/2$ has …"),
            s.step("rescaled curvature", k2, one / inside[1] ** 2, r"the graph of $\ell\circ\varphi$ has …"),
            s.at_least("greatest", one, k, "both are greatest at the minimum, and there alone"),
            s.at_least(
                "greatest there",
                one,
                k2,
                "and …. As $K$ is intrinsic, an isometry of the two surfaces would map minimum to minimum",
            ),
            s.step(
                "mean curvature",
                s.scalar(H[1], r"\tilde H(0)"),
                s.scalar((a**4 + 1) / (2 * a**2)),
                "the mean curvature there differs from $H(0) = 1$, …, but it is not intrinsic and proves "
                "nothing",
            ),
            s.step(
                "Laplacian",
                s.scalar(laplacian[0], r"\Delta_gK(0)"),
                s.scalar(-8),
                r"the Laplacian of $K$ is intrinsic. At the minimum of $\ell$ it is …",
            ),
            s.step(
                "rescaled Laplacian",
                s.scalar(laplacian[1], r"\Delta_{\tilde g}\tilde K(0)"),
                s.scalar(-4 * (a**4 + a**-4)),
                r"and at that of $\ell\circ\varphi$ …",
            ),
            s.step(
                "gap",
                s.scalar(laplacian[0] - laplacian[1], r"\Delta_gK(0) - \Delta_{\tilde g}\tilde K(0)"),
                4 * s.scalar(a**2 - a**-2) ** 2,
                r"the two agree for $a = 1$ only, where $\varphi$ is the identity",
            ),
            s.step(
                "isometry",
                s.scalar(laplacian[0], r"\Delta_gK(0)"),
                s.scalar(
                    laplacian[1],
                    r"\Delta_{\tilde "
                    r"g}\tilde K(0)",
                ),
                "but an isometry would make them equal",
                where,
            ),
        ],
    )


def stretch(d):
    return [2, sp.S.Half, *(1,) * d][: max(d, 1)]


def on_surface(s):
    """The map that a stretch of the parameters induces between the landscapes."""
    d = s.dimension
    B = s.matrix(sp.diag(*stretch(d)), "B")
    g = s["metric"]
    moved = (B.T @ s.p).named(r"\tilde p")
    yield s.step(
        "natural map",
        B.T @ g @ B,
        s.identity + moved.outer(moved),
        r"the map $\tilde\theta\mapsto\varphi(\tilde\theta)$ would carry the metric of $\ell$ to that "
        r"of $\ell\circ\varphi$. With $\tilde p = B^{\mathsf T}p$, where $B$ is diagonal with the "
        r"entries $2, \tfrac12, 1, \ldots$, we should have …",
    )


def orthogonal(frame):
    """An orthogonal operator Q, at instances a reflection."""

    def reflection(instance):
        random = instance.random("Q")
        v = [random.randint(1, 3) for _ in range(instance.d)]
        length = sum(e * e for e in v)
        return [[int(i == j) - Fraction(2 * p * q, length) for j, q in enumerate(v)] for i, p in enumerate(v)]

    Q = frame.letter("Q", frame.space, frame.space, sampler=reflection)
    frame.fact(Q.T @ Q, frame.identity)
    frame.fact(Q @ Q.T, frame.identity)
    return Q


def natural_map(s):
    f = s.graph
    p, I = f.gradient, f.identity
    B = f.operator("B")
    g = (I + p.outer(p)).named("g")
    moved = B.T @ p
    tilde = (I + moved.outer(moved)).named(r"\tilde g")
    yield s.step(
        "natural map",
        B.T @ g @ B - tilde,
        B.T @ B - I,
        r"let $\tilde g = I + \tilde p\,\tilde p^{\mathsf T}$ with $\tilde p = B^{\mathsf T}p$ be the "
        r"metric of the graph of $\ell\circ\varphi$. Then …, so the map $(\tilde\theta, "
        r"\ell(\varphi(\tilde\theta)))\mapsto(\varphi(\tilde\theta), \ell(\varphi(\tilde\theta)))$ is "
        r"an isometry if and only if $B^{\mathsf T}B = I$",
    )
    h = GraphFrame()
    q, A, w = h.gradient, h.hessian, h.w
    Q = orthogonal(h)
    S = ((h.identity + q.outer(q)).named("g").inverse() @ A / w).named("S")
    turned = Q.T @ q
    yield s.step("slope", turned.dot(turned), q.dot(q), "let $B = Q$ be orthogonal. Then $w$ stays, for …")
    yield s.step(
        "then nothing changes",
        ((h.identity - turned.outer(turned) / w**2) @ (Q.T @ A @ Q) / w).named(r"\tilde S"),
        Q.T @ S @ Q,
        r"and so do the principal curvatures, for $\tilde S$ is similar to $S$",
    )


def true_instance():
    chart = {x: 2 * x}
    trough = sg.Graph(x**2, (x, y))
    other = sg.Graph((x**2).xreplace(chart), (x, y))
    for name, surface, slope, kappa in (("ℓ = x^2", trough, 4, 2), ("ℓ∘φ = 4 x^2", other, 64, 8)):
        S = surface.quantity("shape_operator").xreplace(ORIGIN)
        g = surface.quantity("metric")
        root = sp.sqrt(1 + slope * x**2)
        s = Expressions([*g, *S, root, surface.quantity("gaussian_curvature")])
        B = s.matrix(sp.diag(1 / root, 1), "B")
        yield (
            name,
            [
                s.step(
                    "flat",
                    s.scalar(surface.quantity("gaussian_curvature"), "K"),
                    s.scalar(0),
                    "the surface is a cylinder over a curve",
                ),
                s.step(
                    "arc length",
                    B.T @ s.matrix(g, "g") @ B,
                    s.unit(2),
                    r"let $B = \operatorname{diag}(1/w, 1)$. In the arc length of the curve in place of $x$ the "
                    "metric is that of the plane",
                ),
                s.step("curvature", s.matrix(S, "S(0)"), s.matrix(sp.diag(kappa, 0)), "at the origin …"),
            ],
        )


claim = Claim(
    id="isometric-landscape",
    title="Reparametrization gives an isometric landscape",
    statement=r"A bijection $\varphi$ of the parameters that fixes the minimum $\theta^*$ makes from the "
    r"landscape of $\ell$ an "
    r"isometric one, that of $\ell\circ\varphi$, with another curvature at $\theta^*$.",
    hypotheses=(r"$\varphi$ is a diffeomorphism with $\varphi(\theta^*) = \theta^*$",),
    expected="refuted",
    why=r"An isometry has to preserve lengths on the surfaces, and a bijection of the parameters need not: the "
    r"natural map does so only "
    r"where $d\varphi$ is orthogonal, and then the principal curvatures stay too. Equal $K$ at one point is no "
    r"isometry.",
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020); L. Dinh et al., ICML 2017",
    about="graph",
    on_surface=on_surface,
    examples=bowl_and_rescaled,
    concrete=True,
    parts=(
        Part(
            role="corrected",
            statement=r"The natural map between the landscapes is an isometry if and only if $B = d\varphi$ is "
            r"orthogonal, and then "
            r"the principal curvatures stay. Single pairs are isometric: $\ell = x^2$ with $\varphi = (2x, y)$, two "
            r"flat "
            r"landscapes with $\kappa = (2, 0)$ and $(8, 0)$.",
            any_dimension=natural_map,
            examples=true_instance,
        ),
    ),
)
