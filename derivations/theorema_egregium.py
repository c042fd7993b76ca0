"""Theorema egregium: the Gaussian curvature of a surface from its metric alone."""

from symgeom.claims import Claim


def on_surface(s):
    g, K = s["metric"], s["gaussian_curvature"]
    E, F, G = g.entries[0][0], g.entries[0][1], g.entries[1][1]
    d = s.derivative
    half = s.scalar(1).entries / 2
    zero = s.scalar(0).entries
    E_u, E_v, F_u, F_v, G_u, G_v = (d(x, i) for x in (E, F, G) for i in (0, 1))
    first = [
        [-d(E_v, 1) * half + d(F_u, 1) - d(G_u, 0) * half, E_u * half, F_u - E_v * half],
        [F_v - G_u * half, E, F],
        [G_v * half, F, G],
    ]
    second = [[zero, E_v * half, G_u * half], [E_v * half, E, F], [G_u * half, F, G]]
    M1 = s.tensor("B_1", (3, 3), lambda i, j: first[i][j])
    M2 = s.tensor("B_2", (3, 3), lambda i, j: second[i][j])
    R = s.intrinsic("riemann_tensor")
    bend = s.tensor("R_{1212}", (), lambda: R.entries[0][1][0][1])
    yield s.step(
        "Brioschi",
        K * g.det() ** 2,
        M1.det() - M2.det(),
        r"let $E, F, G$ be the entries of $g$, with indices for their derivatives, and "
        r"$B_1 = \begin{pmatrix} -\frac12E_{vv} + F_{uv} - \frac12G_{uu} & \frac12E_u & F_u - \frac12E_v \\ "
        r"F_v - \frac12G_u & E & F \\ \frac12G_v & F & G\end{pmatrix}, \quad "
        r"B_2 = \begin{pmatrix} 0 & \frac12E_v & \frac12G_u \\ \frac12E_v & E & F \\ \frac12G_u & F & G\end{pmatrix}$. "
        r"Brioschi's formula says that …",
    )
    yield s.step("Riemann", K * g.det(), bend, "equivalently, the curvature tensor of $g$ has …")
    yield s.step("scalar curvature", s.intrinsic("scalar_curvature"), 2 * K, "and its contraction is …")


claim = Claim(
    id="theorema-egregium",
    title="Theorema egregium",
    statement=r"On a surface ($d = 2$) the Gaussian curvature $K = \det S$ is determined by the metric $g$ alone.",
    hypotheses=(r"$X$ is an immersion of class $C^3$ of a surface into $\mathbb R^3$",),
    source="C. F. Gauss (1827); F. Brioschi; do Carmo, Curves and Surfaces, 4-3",
    on_surface=on_surface,
    dimensions=(2,),
    parametrized=(2,),
)
