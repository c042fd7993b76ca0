"""Gauss-Kronecker curvature is intrinsic up to its sign: det(Lambda^2 S) = (det S)^(d-1)."""

from itertools import combinations

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part, SurfaceSetting

POWER = r"(\det {})^{{d - 1}}"


def second_power(s, S, latex):
    """Lambda^2 S: the 2 x 2 minors of a matrix, indexed by pairs."""
    pairs = list(combinations(range(S.shape[0]), 2))
    e = S.entries

    def minor(a, b):
        (i, j), (k, l) = pairs[a], pairs[b]
        return e[i][k] * e[j][l] - e[i][l] * e[j][k]

    return s.tensor(latex, (len(pairs),) * 2, minor)


def curvature_operator(s):
    """The curvature tensor of the metric with its first pair of indices raised: intrinsic."""
    pairs = list(combinations(range(s.dimension), 2))
    R, inverse = s.intrinsic("riemann_tensor").entries, s["inverse_metric"]
    raised = second_power(s, inverse, "")

    def entry(a, b):
        k, l = pairs[b]
        return s.field.sum(
            raised.entries[a][c] * R[m][n][k][l]
            for c, (m, n) in enumerate(pairs)
            if not R[m][n][k][l].is_zero()
        )

    return s.tensor(r"\mathcal R", (len(pairs),) * 2, entry)


def on_surface(s):
    S, K, d = s["shape_operator"], s["gaussian_curvature"], s.dimension
    operator = curvature_operator(s)
    yield s.step(
        "curvature operator",
        operator,
        second_power(s, S, r"\Lambda^2S"),
        r"the metric alone determines the curvature operator $\mathcal R = (R^{ij}{}_{kl})$. By the "
        "Gauss equation $R^{ij}{}_{kl} = S^i_kS^j_l - S^i_lS^j_k$, that is, …",
    )
    if d <= 3:
        told = "$K$" if d % 2 == 0 else "$|K|$"
        yield s.step(
            "its determinant",
            operator.det(),
            K ** (d - 1),
            rf"so the determinant of $\Lambda^2S$ is intrinsic, and with it {told}",
        )


def powers():
    """det(Lambda^2 S) = (det S)^(d-1): directly for d = 2, 3, 4; for d = 5 by triangular factors."""
    for d in (2, 3, 4):
        m = sp.Matrix(d, d, lambda i, j: sp.Symbol(f"s_{i + 1}{j + 1}", real=True))
        s = Expressions(list(m))
        S = s.matrix(m, "S")
        yield (
            f"all matrices, d = {d}",
            [
                s.step(
                    "determinant",
                    second_power(s, S, r"\Lambda^2S").det(),
                    (S.det() ** (d - 1)).named(POWER.format("S")),
                    "for every matrix $S$, in its entries, …",
                )
            ],
        )
    d = 5
    a, b = (sp.Matrix(d, d, lambda i, j, n=n: sp.Symbol(f"{n}_{i + 1}{j + 1}", real=True)) for n in "pq")
    low = sp.Matrix(d, d, lambda i, j: a[i, j] if j <= i else 0)
    s = Expressions([*a, *b])
    P, Q, L = s.matrix(a, "P"), s.matrix(b, "Q"), s.matrix(low, "L")
    product = second_power(s, P @ Q, r"\Lambda^2(PQ)")
    yield (
        "all matrices, d = 5",
        [
            s.step(
                "products",
                product,
                second_power(s, P, r"\Lambda^2P") @ second_power(s, Q, r"\Lambda^2Q"),
                "by the formula of Cauchy and Binet for the minors of a product …",
            ),
            s.step(
                "triangular matrices",
                second_power(s, L, r"\Lambda^2L").det(),
                (L.det() ** (d - 1)).named(POWER.format("L")),
                "let $L$ be lower triangular. Each of its diagonal entries stands in $d - 1$ pairs, so …",
            ),
            s.step(
                "transposes",
                second_power(s, P.T, r"\Lambda^2(P^{\mathsf T})"),
                second_power(s, P, r"\Lambda^2P").T,
                r"the same holds for upper triangular matrices, as …. So $\det\Lambda^2(LR) = (\det LR)^{d-1}$ "
                "for lower and upper triangular factors. Such products are dense among all matrices, and both "
                "sides are continuous",
            ),
        ],
    )


def curves():
    x = sp.Symbol("x", real=True)
    a = sp.Symbol("a", positive=True)
    graphs = [sg.Graph(x**2 / 2, (x,)), sg.Graph(a**2 * x**2 / 2, (x,))]
    curvatures = [g.quantity("gaussian_curvature").xreplace({x: 0}) for g in graphs]
    metrics = [g.quantity("metric")[0, 0] for g in graphs]
    s = Expressions([*curvatures, *metrics, *(sp.sqrt(g) for g in metrics)])
    steps = [
        s.step(
            f"arc length {k + 1}",
            s.scalar(1 / sp.sqrt(g)) ** 2 * s.scalar(g, f"g_{k + 1}"),
            s.scalar(1),
            "by its arc length, measured from the origin, each curve is isometric to a line",
        )
        for k, g in enumerate(metrics)
    ]
    steps.append(
        s.step(
            "at the origin",
            s.scalar(curvatures[0] ** 2, "K_1^2"),
            s.scalar(curvatures[1] ** 2, "K_2^2"),
            "the isometry by arc length maps origin to origin, and $|K|$ would be the same there",
            {x: 0, "curves": "x^2/2 and a^2 x^2/2"},
        )
    )
    yield "the curves x^2/2 and a^2 x^2/2, d = 1", steps


def mirror():
    """The mirror image has the same metric; for odd d its curvature has the other sign."""
    u = sp.symbols("u_1:4", real=True)
    ell = sum(x**2 for x in u) / 2
    one, other = (SurfaceSetting(sg.Graph(f, u)) for f in (ell, -ell))
    origin = dict.fromkeys(u, 0)
    K = [t.at(t["gaussian_curvature"], origin).entries for t in (one, other)]
    s = Expressions([*u, *(t.field.plain(k) for t, k in zip((one, other), K))])
    both = [s.scalar(t.field.plain(k), n) for t, k, n in zip((one, other), K, ("K", r"K_{-\ell}"))]
    metrics = [s.matrix(t.surface.quantity("metric"), n) for t, n in ((one, "g"), (other, r"g_{-\ell}"))]
    yield (
        "the bowl |u|^2/2 and its mirror image, d = 3",
        [
            s.step("metric", *metrics, r"the reflection $X\mapsto(\theta, -\ell)$ is an isometry, so …"),
            s.step(
                "sign", *both, "if the sign of $K$ were intrinsic for odd $d$ too, we should have …", origin
            ),
        ],
    )


claim = Claim(
    id="gauss-intrinsic",
    title="Isometric hypersurfaces have the same Gaussian curvature up to sign",
    statement="Isometric hypersurfaces have the same Gauss-Kronecker curvature at corresponding points: with its sign for even "
    r"$d$, up to sign for odd $d\ge3$.",
    hypotheses=(r"$d\ge2$", r"for odd $d$ only $|K|$ is meant", r"$X$ is an immersion of class $C^3$"),
    source="C. F. Gauss (1827); M. Spivak, vol. 4, ch. 7; Lee, Introduction to Riemannian Manifolds, ch. 8",
    on_surface=on_surface,
    examples=powers,
    dimensions=(2, 3, 4),
    parametrized=(2,),
    parts=(
        Part(role="without hypotheses", statement="The same for curves, $d = 1$.", examples=curves),
        Part(role="without hypotheses", statement="The sign as well, for odd $d$.", examples=mirror),
    ),
)
