"""Principal and mean curvature are not intrinsic, unless the shape operator has rank three or more."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part, SurfaceSetting

x, t = sp.symbols("x t", real=True)
ENOUGH = ", so no formula in the metric and its derivatives gives $H$ or the principal curvatures"
DOMAIN = {x: (0, sp.pi), t: (0, sp.pi)}


def the_pair():
    flat = SurfaceSetting(sg.Hypersurface([x, t, 0], (x, t), domain=DOMAIN, name="the plane"))
    yield "the plane", bending(flat, 0)
    rolled = sg.Hypersurface([x, -sp.cos(t), sp.sin(t)], (x, t), domain=DOMAIN, name="the half cylinder")
    yield "the half cylinder", bending(SurfaceSetting(rolled.flipped()), 1)


def bending(s, curvature):
    yield s.step(
        "metric",
        s["metric"],
        s.unit(2),
        "in the coordinates $(x, t)$ its metric is …",
    )
    yield s.step(
        "principal curvatures",
        s["shape_operator"],
        s.matrix([[0, 0], [0, curvature]]),
        f"its principal curvatures are $0$ and ${curvature}$"
        if curvature
        else "both its principal curvatures vanish",
    )
    yield s.step(
        "mean curvature",
        s["mean_curvature"],
        s.scalar(sp.Rational(curvature, 2)),
        "accordingly …" + bool(curvature) * ENOUGH,
    )


def rigid():
    """In a principal frame the sectional curvatures are products; three of them give each curvature up to one sign."""
    k = sp.symbols("kappa_1:4", real=True)
    r = sp.Symbol("r", real=True)
    s = Expressions([*k, r], where=[sp.Ne(e, 0) for e in (*k, r)] + [sp.Ne(r**2, 1)])
    curvature = [s.scalar(e) for e in k]

    def product(i, j):
        return (curvature[i] * curvature[j]).named(f"K_{{{i + 1}{j + 1}}}")

    steps = [
        s.step(
            f"curvature {i + 1}",
            curvature[i] ** 2,
            product(i, j) * product(i, l) / product(j, l),
            "by the Gauss equation the sectional curvature of a principal plane is $K_{ij} = "
            r"\kappa_i\kappa_j$, which is intrinsic, and …",
        )
        for i, j, l in ((0, 1, 2), (1, 0, 2), (2, 0, 1))
    ]
    bent = [curvature[0] * s.scalar(r), curvature[1] / s.scalar(r), curvature[2] / s.scalar(r)]
    steps += [
        s.step(
            "first plane",
            bent[0] * bent[1],
            product(0, 1),
            r"suppose that the surface could be bent by $\kappa_1\to r\kappa_1$, $\kappa_2\to\kappa_2/r$, "
            r"$\kappa_3\to\kappa_3/r$. Two of the intrinsic products stay, …",
        ),
        s.step("second plane", bent[0] * bent[2], product(0, 2), "and …"),
        s.step("third plane", bent[1] * bent[2], product(1, 2), "the third one would have to stay too"),
    ]
    yield "three curvatures that are not zero", steps


def determined():
    """Without a frame: the minors of S, which are intrinsic, give S up to a sign."""
    m = sp.Matrix(3, 3, lambda i, j: sp.Symbol(f"s_{min(i, j) + 1}{max(i, j) + 1}", real=True))
    s = Expressions(list(m))
    S = s.matrix(m, "S")
    minors = s.matrix(m.adjugate(), r"\operatorname{adj}S")
    e = minors.entries

    def cofactor(i, j):
        a, b = [k for k in range(3) if k != j], [k for k in range(3) if k != i]
        return (e[a[0]][b[0]] * e[a[1]][b[1]] - e[a[0]][b[1]] * e[a[1]][b[0]]) * (-1) ** (i + j)

    again = s.tensor(r"\operatorname{adj}\operatorname{adj}S", (3, 3), cofactor)
    yield (
        "d = 3",
        [
            s.step(
                "determinant",
                minors.det(),
                S.det() ** 2,
                r"the $2\times2$ minors of $S$ are the curvature operator, which is intrinsic. They determine "
                r"$\det S$ up to its sign",
            ),
            s.step(
                "shape operator",
                again,
                S.det() * S,
                r"and, where $\det S\ne0$, they determine $S$ up to that sign",
            ),
        ],
    )
    k = sp.symbols("kappa_1:4", real=True)
    s = Expressions(k, where=[sp.Ne(e, 0) for e in k])
    a, b, c = (s.scalar(e) for e in k)
    yield (
        "three curvatures that are not zero",
        [
            s.step(
                "each curvature",
                a**2,
                (a * b).named("K_{12}") * (a * c).named("K_{13}") / (b * c).named("K_{23}"),
                r"in a principal frame, with $K_{ij} = \kappa_i\kappa_j$, …, so three curvatures that are not "
                r"zero are determined up to one common sign. The sign of one gives all others, $\kappa_j = "
                r"K_{ij}/\kappa_i$, also where $\kappa_j = 0$",
            )
        ],
    )


def gauss_equation(s):
    h = s["second_fundamental_form"]
    H, d = h.entries, s.dimension
    right = s.tensor(
        r"h_{ik}h_{jl} - h_{il}h_{jk}", (d,) * 4, lambda i, j, k, l: H[i][k] * H[j][l] - H[i][l] * H[j][k]
    )
    yield s.step(
        "Gauss equation",
        s.intrinsic("riemann_tensor"),
        right,
        "the minors of $h$ are intrinsic, by the Gauss equation",
    )


claim = Claim(
    id="extrinsic-principal",
    title="Principal and mean curvature are not intrinsic",
    statement="The metric does not determine the principal curvatures nor the mean curvature.",
    hypotheses=(
        r"the rank of $S$ is at most two, as always for $d = 2$; for $d\ge3$ and rank at least three the metric determines "
        "the principal curvatures up to one common sign",
    ),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; M. Spivak, vol. 5, ch. 12 (Killing, Beez)",
    examples=the_pair,
    parts=(
        Part(
            role="without hypotheses",
            statement=r"Three principal curvatures $\kappa_1, \kappa_2, \kappa_3\ne0$ could change, the metric being kept.",
            examples=rigid,
        ),
        Part(
            role="corrected",
            statement=r"For $d\ge3$ and $\operatorname{rank} S\ge3$ they are intrinsic up to one common sign: "
            r"$\kappa_i^2 = K_{ij}K_{ik}/K_{jk}$ with $K_{ij} = \kappa_i\kappa_j$.",
            on_surface=gauss_equation,
            examples=determined,
            dimensions=(3, 4),
        ),
    ),
)
