"""The rescaling of two layers moves along the landscape; it makes no other landscape."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part, SurfaceSetting

u, v = sp.symbols("w_1 w_2", real=True)
c = sp.Symbol("c", real=True)
a, alpha = sp.symbols("a alpha", positive=True)
RESCALED = {u: alpha * u, v: v / alpha}
MINIMUM = {u: a, v: c / a}
D = sp.diag(alpha, 1 / alpha)


def product_loss(c=c):
    return sg.Graph((u * v - c) ** 2 / 2, (u, v), name="the landscape of (w_1 w_2 - c)^2/2")


def rescaling_as_isometry():
    c = sp.Symbol("c", positive=True)
    surface, minimum = product_loss(c), {u: a, v: c / a}
    g = surface.quantity("metric")
    s = Expressions([*g, *minimum.values(), *RESCALED.values()])
    d = s.matrix(D, "D")
    metric = s.matrix(g, "g")
    moved = s.at(metric, RESCALED, r"\left(g\circ T_\alpha\right)")
    here, there = s.at(metric, minimum, r"g(\theta^*)"), s.at(moved, minimum, r"g(T_\alpha\theta^*)")
    yield (
        surface.name,
        [
            s.step(
                "at a minimum",
                here,
                s.unit(2),
                r"let $\theta^* = (a, c/a)$, which is a minimum. As $p = 0$ there, …",
            ),
            s.step(
                "at its image", there, s.unit(2), r"the point $T_\alpha\theta^*$ is a minimum as well, and …"
            ),
            s.step(
                "isometry",
                d @ there @ d,
                here,
                r"were $T_\alpha$ an isometry, with $dT_\alpha = D = \operatorname{diag}(\alpha, 1/\alpha)$ we "
                "should have …",
                {"w_1": "a", "w_2": "c/a"},
            ),
        ],
    )


def same_surface(s):
    f = s.graph
    D = f.operator("D", invertible=True)
    M = f.operator("M", symmetric=True)
    x, y = f.vector("x"), f.vector("y")
    yield s.step(
        "chain rule",
        (D @ x).dot(M @ D @ y),
        x.dot(D.T @ M @ D @ y),
        r"let $T$ be linear with the matrix $D$, and $M = A(T\theta)$ the Hessian at the image. "
        r"Differentiating $\ell(T\theta) = \ell(\theta)$ twice we find …, that is, $D^{\mathsf "
        r"T}A(T\theta)D = A(\theta)$",
    )
    yield s.step(
        "Hessians",
        M,
        D.T.inverse() @ (D.T @ M @ D) @ D.inverse(),
        r"solved for the Hessian at the image, …, that is, $A(T\theta) = D^{-\mathsf " r"T}A(\theta)D^{-1}$",
    )


def two_layers():
    F = sp.Function("F", real=True)
    graph = sg.Graph(F(u * v), (u, v), name="the landscape of any F(w_1 w_2)")
    s = SurfaceSetting(graph)
    inverse = s.matrix(D.inv(), "D^{-1}")
    moved = F(sp.Mul(alpha * u, v / alpha, evaluate=False))
    yield (
        graph.name,
        [
            s.step(
                "the same function",
                s.scalar(moved, r"\ell\circ T_\alpha"),
                s.scalar(graph.ell, r"\ell"),
                r"as $\alpha w_1\cdot w_2/\alpha = w_1w_2$, the landscape of $\ell\circ T_\alpha$ is that of "
                r"$\ell$, point for point",
            ),
            s.step(
                "Hessians",
                _hessian_at(s, graph),
                inverse @ s.A @ inverse,
                "at another point of the same surface …",
            ),
        ],
    )
    surface = product_loss()
    A = surface.hessian
    there = {u: alpha * a, v: c / (alpha * a)}
    values = [
        surface.quantity(name).xreplace(point)
        for point in (MINIMUM, there)
        for name in ("gaussian_curvature", "mean_curvature")
    ]
    s = Expressions([*values, *A, *RESCALED.values()])
    inverse, hessian = s.matrix(D.inv(), "D^{-1}"), s.matrix(A, "A")
    k, h, k2, h2 = (
        s.scalar(value, latex)
        for value, latex in zip(
            values, (r"K(\theta^*)", r"H(\theta^*)", r"K(T_\alpha\theta^*)", r"H(T_\alpha\theta^*)")
        )
    )
    yield (
        surface.name,
        [
            s.step(
                "Hessians",
                s.at(hessian, RESCALED, r"A\circ T_\alpha"),
                inverse @ hessian @ inverse,
                "the Hessians are related as above",
            ),
            s.step(
                "flat direction",
                k,
                s.scalar(0),
                r"let $\theta^* = (a, c/a)$ be a point of the valley. Along the valley one curvature is $0$, "
                "and …",
            ),
            s.step("sharpness", 2 * h, s.scalar(a**2 + c**2 / a**2), "the other one is …"),
            s.step(
                "flat direction there",
                k2,
                s.scalar(0),
                r"at $T_\alpha\theta^*$, another minimum of the valley, in the same way …",
            ),
            s.step(
                "sharpness there",
                2 * h2,
                s.scalar(alpha**2 * a**2 + c**2 / (alpha**2 * a**2)),
                "and the other curvature is …",
            ),
        ],
    )


def _hessian_at(s, graph):
    """A at T_alpha theta, in the jets of F at w_1 w_2."""
    F = graph.ell.func
    inner = (s.element(u * v),)
    first, second = s.field.jet(F, inner, (1,)), s.field.jet(F, inner, (2,))
    p, q = s.element(alpha * u), s.element(v / alpha)
    entries = ((second * q * q, second * p * q + first), (second * p * q + first, second * p * p))
    return s.tensor(r"A\circ T_\alpha", (2, 2), lambda i, j: entries[i][j])


claim = Claim(
    id="dinh-rescaling",
    title="The rescaling of two layers gives isometric landscapes",
    statement=r"If $\ell(\alpha\theta_1, \theta_2/\alpha) = \ell(\theta_1, \theta_2)$, the rescaling "
    r"$T_\alpha(\theta_1, \theta_2) = (\alpha\theta_1, \theta_2/\alpha)$ is an isometry of landscapes, though "
    r"the curvature at a "
    "minimum changes.",
    hypotheses=(r"$\alpha > 0$, $\alpha\ne1$",),
    expected="refuted",
    why=r"The rescaling leaves the loss as it is, $\ell\circ T_\alpha = \ell$: it moves the point on one surface and "
    r"compares two minima. "
    r"That the Hessians differ there is true, and says nothing of two isometric landscapes.",
    source="L. Dinh, R. Pascanu, S. Bengio, Y. Bengio, Sharp minima can generalize for deep nets, ICML 2017",
    about="graph",
    examples=rescaling_as_isometry,
    parts=(
        Part(
            role="corrected",
            statement=r"$\ell\circ T_\alpha = \ell$: it is the same surface, and $T_\alpha$ leads to another of "
            r"its minima, where "
            r"$A(T_\alpha\theta) = D^{-1}A(\theta)D^{-1}$ with $D = \operatorname{diag}(\alpha I, I/\alpha)$.",
            any_dimension=same_surface,
            examples=two_layers,
        ),
    ),
)
