"""Real principal curvatures and a basis of principal directions, orthonormal for the metric g."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Part, SurfaceSetting


def any_dimension(s):
    f = s.graph
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    Q = f.operator("Q")
    g = (I + p.outer(p)).named("g")
    root = (I + p.outer(p) / (w + 1)).named("g^{1/2}")
    inverse_root = (I - p.outer(p) / (w * (w + 1))).named("g^{-1/2}")
    M = (inverse_root @ (A / w) @ inverse_root).named("M")
    S = (g.inverse() @ A / w).named("S")
    yield s.step(
        "symmetric form",
        M,
        M.T,
        r"the matrix $M = g^{-1/2}h\,g^{-1/2}$ is symmetric, …, so by the spectral theorem $MQ = QD$ "
        "with an orthogonal matrix $Q$ and a real diagonal one, $D$",
    )
    yield s.step(
        "similar",
        root @ S,
        M @ root,
        "it is similar to $S$, …, so its eigenvalues are the principal curvatures, which therefore are real",
    )
    E = (inverse_root @ Q).named("E")
    yield s.step(
        "directions",
        S @ E,
        inverse_root @ M @ Q,
        "let $E = g^{-1/2}Q$. Then …, which is $g^{-1/2}QD = ED$: the columns of $E$ are principal "
        "directions",
    )
    yield s.step("orthonormal", E.T @ g @ E, Q.T @ Q, "they are orthonormal for $g$, for …, which is $I$")
    m = s.moving
    B = m.chart
    yield s.step(
        "any parametrization",
        B.inverse() @ m.shape_operator @ B,
        (B.T @ m.metric @ B).inverse() @ (B.T @ m.second_form @ B),
        "on any hypersurface let the columns of $B$ be a basis that is orthonormal for $g$, "
        r"$B^{\mathsf T}gB = I$. In this basis $S$ has the matrix …, that is, the symmetric matrix "
        r"$B^{\mathsf T}hB$, and the spectral theorem applies to it",
    )
    x, y, a, b = m.vector("x"), m.vector("y"), m.parameter("a", r"\kappa_1"), m.parameter("b", r"\kappa_2")
    S, g = m.shape_operator, m.metric
    yield s.step(
        "different curvatures",
        (S @ x - a * x).dot(g @ y) - x.dot(g @ (S @ y - b * y)),
        (b - a) * x.dot(g @ y),
        r"finally, for any vectors $x$, $y$ and numbers $\kappa_1$, $\kappa_2$ …, so directions with "
        r"$Sx = \kappa_1x$ and $Sy = \kappa_2y$, $\kappa_1\ne\kappa_2$, are orthogonal for $g$",
    )


def direction(s, g, h, kappa):
    """A vector that is an eigenvector where kappa is a principal curvature."""
    (E, F), (e, f) = g.entries[0], h.entries[0]
    k = kappa.entries
    return s.tensor("v", (2,), lambda i: (f - k * F, k * E - e)[i])


def on_surface(s):
    g, h, S, H, K = (
        s["metric"],
        s["second_fundamental_form"],
        s["shape_operator"],
        s["mean_curvature"],
        s["gaussian_curvature"],
    )
    if s.dimension != 2:
        yield s.step(
            "self-adjoint",
            g @ S,
            (g @ S).T,
            "the operator $S$ is self-adjoint for $g$, …, so by the spectral theorem it has real "
            "eigenvalues and a basis of eigenvectors that is orthonormal for $g$",
        )
        return
    E, F = (s.tensor(n, (), lambda j=j: g.entries[0][j]) for j, n in enumerate(("g_{11}", "g_{12}")))
    e, f, k = (
        s.tensor(f"h_{{{i + 1}{j + 1}}}", (), lambda i=i, j=j: h.entries[i][j])
        for i, j in ((0, 0), (0, 1), (1, 1))
    )
    G = s.tensor("g_{22}", (), lambda: g.entries[1][1])
    mixed = E * f - F * e
    yield s.step(
        "real",
        4 * (E**2 * g.det() ** 2 * (H**2 - K)),
        (E * (E * k - G * e) - 2 * (F * mixed)) ** 2 + 4 * (g.det() * mixed**2),
        r"the principal curvatures are $H\pm\sqrt{H^2 - K}$. They are real: up to a positive factor, "
        "$H^2 - K$ is a sum of squares",
    )
    kappa = s.unknown("kappa", r"\kappa")
    one, other = direction(s, g, h, kappa), direction(s, g, h, 2 * H - kappa)
    characteristic = (kappa**2 - 2 * H * kappa + K).named(r"\left(\kappa^2 - 2H\kappa + K\right)")
    yield s.step(
        "eigenvectors",
        (h - kappa * g) @ one.named("v"),
        -(characteristic * g.det() * s.vector([0, 1], "e_2")),
        r"let $v = (h_{12} - \kappa g_{12}, \kappa g_{11} - h_{11})$. Then …, so $Sv = \kappa v$ when "
        r"$\kappa$ is a principal curvature",
    )
    yield s.step(
        "orthogonal",
        one.named("v").dot(g @ other.named(r"\bar v")),
        -(characteristic * (E * g.det())),
        r"let $\bar v$ be the same vector for the other one, $2H - \kappa$. Then …, so $v$ and $\bar "
        "v$ are orthogonal for $g$. Where $v = 0$, another chart serves; at an umbilic every "
        "direction is principal",
    )
    S01, S10 = S.entries[0][1], S.entries[1][0]
    if not (S01.is_zero() and S10.is_zero()):
        return
    values, V = s["principal_curvatures"], s["principal_directions"]
    D = s.tensor(
        r"\begin{pmatrix} \kappa_1 & 0 \\ 0 & \kappa_2\end{pmatrix}",
        (2, 2),
        lambda i, j: values.entries[i] if i == j else s.field.rational(0),
    )
    yield s.step("directions", S @ V, V @ D, "the columns of $E$ are principal directions")
    yield s.step("orthonormal", V.T @ g @ V, s.identity, "they are orthonormal for $g$")


def not_orthogonal_in_the_chart():
    x, y = sp.symbols("x y", real=True)
    bowl = sg.Graph((x**2 + 3 * y**2) / 2, (x, y), name="the graph of (x^2 + 3 y^2)/2 at (1, 1)")
    s = SurfaceSetting(bowl)
    at = {x: 1, y: 1}
    g, S = s.at(s["metric"], at, "g"), s.at(s["shape_operator"], at, "S")
    c, r = sp.sqrt(11) / 121, sp.sqrt(31)
    steps = []
    columns = []
    for name, sign in (("a", 1), ("b", -1)):
        v = s.vector([9, 2 - sign * r], name)
        kappa = s.scalar(c * (8 + sign * r))
        columns.append(v)
        turned = rf"${name} = (9, 2 {'-+'[sign < 0]} \sqrt{{31}})$"
        steps.append(
            s.step(f"direction {name}", S @ v, kappa * v, f"the vector {turned} is a principal direction")
        )
    a, b = columns
    steps.append(s.step("for the metric", a.dot(g @ b), s.scalar(0), "they are orthogonal for $g$", at))
    steps.append(
        s.step(
            "in the chart",
            a.dot(b),
            s.scalar(0),
            "were they orthogonal as coordinate vectors too, we should have …",
            at,
        )
    )
    yield bowl.name, steps


claim = Claim(
    id="orthonormal-directions",
    title="An orthonormal basis of principal directions",
    statement="The principal curvatures are real, and there is a basis of principal directions that is orthonormal.",
    hypotheses=(
        r"$X$ is an immersion of class $C^2$ of a hypersurface",
        r"orthonormal means for the metric: $g(E_i, E_j) = \delta_{ij}$, not $E_i\cdot E_j = \delta_{ij}$ in the chart",
    ),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; do Carmo, Curves and Surfaces, 3-2",
    any_dimension=any_dimension,
    on_surface=on_surface,
    dimensions=(1, 2),
    parametrized=(2,),
    parts=(
        Part(
            role="without hypotheses",
            statement="The coordinate vectors of principal directions need not be orthogonal in the chart.",
            examples=not_orthogonal_in_the_chart,
        ),
    ),
)
