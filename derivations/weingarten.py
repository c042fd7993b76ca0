"""The shape operator, both formulas for the second fundamental form, and the Weingarten equation."""

from symgeom.claims import Claim


def any_dimension(s):
    f = s.moving
    J, N, dN, g, h, S = f.jacobian, f.normal, f.normal_derivative, f.metric, f.second_form, f.shape_operator
    x, y = f.vector("x"), f.vector("y")
    yield s.step(
        "completeness",
        J @ g.inverse() @ J.T + N.outer(N),
        f.identity_on(f.ambient),
        r"the columns of $J$ and $N$ are a basis of the ambient space with $J^{\mathsf T}J = g$, "
        r"$J^{\mathsf T}N = 0$ and $N\cdot N = 1$, so …",
    )
    yield s.step(
        "both formulas",
        f.second_derivative(x, y).dot(N),
        -(J @ x).dot(dN @ y),
        r"differentiating $\langle\partial_iX, N\rangle = 0$ we find …, the second formula for $h$",
    )
    yield s.step(
        "Weingarten",
        dN,
        -J @ S,
        r"as $N$ has length one, $N^{\mathsf T}dN = 0$: the derivative of $N$ is tangent, and its "
        "components are those of $-g^{-1}h$. Hence …",
    )
    yield s.step("transpose", h @ g.inverse(), S.T, "the order of the factors matters, for …")
    yield s.step(
        "third form",
        dN.T @ dN,
        h @ g.inverse() @ h,
        "the metric of the Gauss map is the third fundamental form",
    )


def on_surface(s):
    J, N, h, S, inverse = (
        s["jacobian"],
        s["normal"],
        s["second_fundamental_form"],
        s["shape_operator"],
        s["inverse_metric"],
    )
    dN = s.differential(N)
    yield s.step(
        "normal",
        J.T @ N,
        s.zero(s.dimension),
        "the cross product of the tangent vectors is orthogonal to each of them",
    )
    yield s.step("unit", N.dot(N), s.scalar(1), r"divided by its length $\sqrt{\det g}$ it is a unit vector")
    yield s.step(
        "both formulas", h, -(J.T @ dN), r"differentiating $\langle\partial_iX, N\rangle = 0$ we find …"
    )
    yield s.step("shape operator", S, inverse @ h, "by definition …")
    yield s.step("Weingarten", dN, -(J @ S), "as $N$ has length one, its derivative is tangent")
    yield s.step(
        "third form",
        dN.T @ dN,
        s["third_fundamental_form"],
        "the metric of the Gauss map is the third fundamental form",
    )


claim = Claim(
    id="weingarten",
    title="The Weingarten equation",
    statement=r"With $h_{ij} = \langle\partial_i\partial_j X, N\rangle = -\langle\partial_i X, \partial_j N\rangle$ and "
    r"$S = g^{-1}h$, the unit normal satisfies $dN = -J S$.",
    hypotheses=(r"$X$ is an immersion of class $C^2$ of a hypersurface, $N$ a smooth unit normal",),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; do Carmo, Curves and Surfaces, 3-3",
    any_dimension=any_dimension,
    on_surface=on_surface,
    parametrized=(1, 2),
)
