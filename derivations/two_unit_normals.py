"""A connected orientable hypersurface has two unit normal fields; a Moebius band has none, k pieces have 2^k."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part, SurfaceSetting


def any_dimension(s):
    f = s.moving
    J, N, g = f.jacobian, f.normal, f.metric
    n = f.letter("n", f.ambient, N.columns)
    tangent = (J.T @ n).named(r"J^{\mathsf T}n")
    yield s.step(
        "decomposition",
        n - N * N.dot(n),
        J @ g.inverse() @ J.T @ n,
        "let $n$ be any vector at a point. The columns of $J$ and $N$ span the ambient space, and …, "
        r"so $n = (N\cdot n)N$ when $n$ is normal, $J^{\mathsf T}n = 0$",
    )
    yield s.step(
        "length",
        n.dot(n) - N.dot(n) ** 2,
        tangent.dot(g.inverse() @ tangent),
        r"its length is given by …, so $(N\cdot n)^2 = 1$ for a unit normal $n$: at a point there are "
        r"two, $N$ and $-N$. For a continuous field $n$ of unit normals the function $N\cdot n$ is "
        r"continuous with values $\pm1$, hence constant on a connected surface, and $n = N$ or $n = "
        "-N$",
    )
    yield s.step("the other one", (-N).dot(-N), N.dot(N), "conversely, $-N$ is a unit normal field with $N$")


def on_surface(s):
    J, N, inverse = s["jacobian"], s["normal"], s["inverse_metric"]
    d = s.dimension
    yield s.step("normal", J.T @ N, s.zero(d), "the vector $N$ is orthogonal to the tangent vectors")
    yield s.step("unit", N.dot(N), s.scalar(1), "it has length one")
    yield s.step(
        "decomposition",
        J @ inverse @ J.T + N.outer(N),
        s.unit(d + 1),
        r"together with the tangent vectors it spans the ambient space, …, so that $n = (N\cdot n)N$ "
        r"when $J^{\mathsf T}n = 0$, and $n = \pm N$ when its length is one",
    )


def moebius_band():
    """Along the core the normal of the standard chart comes back as its negative."""
    u, v = sp.symbols("u v", real=True)
    ring = 1 + v * sp.cos(u / 2) / 2
    band = sg.Hypersurface(
        [ring * sp.cos(u), ring * sp.sin(u), v * sp.sin(u / 2) / 2],
        (u, v),
        domain={v: (-1, 1)},
        name="Moebius band",
    )
    s = SurfaceSetting(band)
    X, N = s.position, s["normal"]
    again = {u: u + 2 * sp.pi, v: -v}
    core, once = {v: 0}, {u: u + 2 * sp.pi, v: 0}
    X0, N0, N1 = (s.at(X, core, "X(u, 0)"), s.at(N, core, "N(u, 0)"), s.at(N, once, r"N(u + 2\pi, 0)"))
    start, end = {u: 0, v: 0}, {u: 2 * sp.pi, v: 0}
    yield (
        "the Möbius band",
        [
            s.step(
                "the band",
                s.at(X, again, r"X(u + 2\pi, -v)"),
                X,
                "after one turn the chart covers the band once more, with its edges exchanged",
            ),
            s.step(
                "the core",
                s.at(X, once, r"X(u + 2\pi, 0)"),
                X0,
                "the core $v = 0$ is closed",
            ),
            s.step(
                "transport",
                N1,
                -N0,
                "along the core a continuous unit normal is $N$ or $-N$ throughout. But after one turn $N$ is "
                "reversed",
            ),
            s.step(
                "a normal field",
                s.at(N, end, r"N(2\pi, 0)"),
                s.at(N, start, "N(0, 0)"),
                "a unit normal field of the band, however, would come back to its own value",
                start,
            ),
        ],
    )


def two_pieces():
    """A surface of two pieces: the sign may be chosen on each."""
    x, y = sp.symbols("x y", real=True)
    s = Expressions([sp.sign(x), y], where=[sp.Ne(x, 0)])
    n = s.vector([0, 0, sp.sign(x)], "n")
    e = s.vector([0, 0, 1], "N")
    yield (
        "the plane without a line, x ≠ 0",
        [
            s.step(
                "unit",
                n.dot(n),
                s.scalar(1),
                "let $n$ be $N$ where $x > 0$ and $-N$ where $x < 0$. It is a field of unit normals, …, and "
                "so is any of the $2^k$ choices of a sign on $k$ pieces",
            ),
            s.step("a third field", n, e, "were there no others than $N$ and $-N$, then $n$ would be $N$"),
            s.step("nor the other one", n, -e, "or else it would be $-N$"),
        ],
    )


claim = Claim(
    id="two-unit-normals",
    title="Exactly two unit normal fields",
    statement="A hypersurface has exactly two unit normal fields, and they differ by their sign.",
    hypotheses=(
        "the hypersurface is connected",
        "it is orientable: there is a continuous unit normal field",
    ),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; do Carmo, Curves and Surfaces, 2-6",
    any_dimension=any_dimension,
    on_surface=on_surface,
    dimensions=(1, 2, 3),
    parametrized=(1, 2),
    parts=(
        Part(
            role="without hypotheses",
            statement="Without orientability there may be none, as on a Möbius band.",
            examples=moebius_band,
        ),
        Part(
            role="without hypotheses",
            statement=r"With $k$ connected pieces there are $2^k$.",
            examples=two_pieces,
        ),
    ),
)
