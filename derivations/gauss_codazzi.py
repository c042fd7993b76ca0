"""The equations of Gauss and Codazzi."""

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    x, y, z, t = (f.vector(n) for n in "xyzt")
    g = (I + p.outer(p)).named("g")

    def gamma(a, b):
        return p * a.dot(A @ b) / w**2

    def h(a, b):
        return a.dot(A @ b) / w

    def inner(a, b):
        return a.dot(g @ b)

    yield s.step(
        "connection",
        (inner(gamma(x, y), z) + inner(y, gamma(x, z))).named(r"g(\Gamma(x, y), z) + g(y, \Gamma(x, z))"),
        f.derive(inner(y, z), x).named(r"D_x\, g(y, z)"),
        r"near any point a hypersurface is the graph of a function over a tangent plane. There "
        r"the form $\Gamma(x, y) = p\,(x\cdot A y)/w^2$ is symmetric, and compatible with $g$, …, so "
        "it is the Levi-Civita connection",
    )
    riemann = (
        f.derive(gamma(y, z), x) - f.derive(gamma(x, z), y) + gamma(x, gamma(y, z)) - gamma(y, gamma(x, z))
    )
    yield s.step(
        "Gauss",
        inner(riemann, t).named(r"g\left(R(x, y)z, t\right)"),
        (h(x, t) * h(y, z) - h(x, z) * h(y, t)).named("h(x, t)\\,h(y, z) - h(x, z)\\,h(y, t)"),
        r"the curvature of this connection is $R(x, y)z = D_x\Gamma(y, z) - D_y\Gamma(x, z) + "
        r"\Gamma(x, \Gamma(y, z)) - \Gamma(y, \Gamma(x, z))$. With $h = A/w$ one finds …",
    )

    def slope(a, b, c):
        return f.derive(h(b, c), a) - h(gamma(a, b), c) - h(b, gamma(a, c))

    yield s.step(
        "Codazzi",
        slope(x, y, z).named(r"(\nabla_x h)(y, z)"),
        slope(y, x, z).named(r"(\nabla_y h)(x, z)"),
        r"the covariant derivative $(\nabla_x h)(y, z) = D_x h(y, z) - h(\Gamma(x, y), z) - h(y, "
        r"\Gamma(x, z))$ is symmetric in all its arguments",
    )


def on_surface(s):
    d, h, gamma = s.dimension, s["second_fundamental_form"], s.intrinsic("christoffel_symbols")
    H, G = h.entries, gamma.entries
    gauss = s.tensor(
        r"h_{ik}h_{jl} - h_{il}h_{jk}", (d,) * 4, lambda i, j, k, l: H[i][k] * H[j][l] - H[i][l] * H[j][k]
    )

    def nabla(i, j, k):
        turn = s.field.sum(G[m][i][j] * H[m][k] + G[m][i][k] * H[j][m] for m in range(d))
        return s.derivative(H[j][k], i) - turn

    left = s.tensor(r"\nabla_i h_{jk}", (d,) * 3, nabla)
    right = s.tensor(r"\nabla_j h_{ik}", (d,) * 3, lambda i, j, k: nabla(j, i, k))
    yield s.step(
        "Gauss", s.intrinsic("riemann_tensor"), gauss, "with $R_{ijkl}$ derived from the metric alone, …"
    )
    yield s.step(
        "Codazzi",
        left,
        right,
        r"with $\nabla_i h_{jk} = \partial_i h_{jk} - \Gamma^m_{ij}h_{mk} - \Gamma^m_{ik}h_{jm}$ …",
    )


claim = Claim(
    id="gauss-codazzi",
    title="The equations of Gauss and Codazzi",
    statement=r"$R_{ijkl} = h_{ik}h_{jl} - h_{il}h_{jk}$ and $\nabla_i h_{jk} = \nabla_j h_{ik}$.",
    hypotheses=(r"$X$ is an immersion of class $C^3$ of a hypersurface",),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; do Carmo, Curves and Surfaces, 4-3",
    any_dimension=any_dimension,
    on_surface=on_surface,
    parametrized=(1, 2),
)
