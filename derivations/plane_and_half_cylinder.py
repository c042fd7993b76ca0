"""A plane and half a cylinder: isometric, both flat, but bent differently."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, SurfaceSetting

x, y, t = sp.symbols("x y t", real=True)
SQUARE = {x: (0, sp.pi), y: (0, sp.pi)}


def plane():
    s = SurfaceSetting(sg.Graph(0, (x, y), domain=SQUARE, name="the plane").flipped())
    yield s.step("metric", s["metric"], s.identity, "for $X = (x, y, 0)$ …")
    yield s.step("shape operator", s["shape_operator"], s.zero(2, 2), "the normal is constant, so …")
    yield s.step("Gaussian curvature", s["gaussian_curvature"], s.scalar(0), "hence …")
    yield s.step("mean curvature", s["mean_curvature"], s.scalar(0), "and …")


def half_cylinder():
    height = sp.sqrt(1 - y**2)
    surface = sg.Graph(height, (x, y), domain={x: (0, sp.pi), y: (-1, 1)}, name="the half cylinder")
    s = SurfaceSetting(surface.flipped())
    yield s.step(
        "metric",
        s["metric"],
        s.matrix([[1, 0], [0, 1 / (1 - y**2)]]),
        r"for $X = (x, y, \sqrt{1 - y^2})$ the metric in these coordinates is not that of the plane",
    )
    yield s.step(
        "shape operator",
        s["shape_operator"],
        s.matrix([[0, 0], [0, 1]]),
        r"with the downward normal …, so that $\kappa = (0, 1)$",
    )
    yield s.step("Gaussian curvature", s["gaussian_curvature"], s.scalar(0), "again …")
    yield s.step("mean curvature", s["mean_curvature"], s.scalar(sp.S.Half), "but …")


def isometry():
    s = Expressions([sp.cos(t), sp.sin(t), x], domain={x: (0, sp.pi), t: (0, sp.pi)})
    image = [x, -sp.cos(t), sp.sin(t)]
    J = s.matrix(sp.Matrix(image).jacobian([x, t]), "J")
    last = s.scalar(image[2])
    yield s.step(
        "into the half cylinder",
        s.scalar(image[1]) ** 2 + last**2,
        s.scalar(1),
        r"let $F(x, t) = (x, -\cos t, \sin t)$ for $0 < x, t < \pi$. Its values satisfy $y^2 + z^2 = "
        "1$, since …",
    )
    yield s.at_least("upper half", last, s.scalar(0), "they lie in the upper half, $z > 0$, for there …")
    yield s.at_least(
        "one to one",
        s.partial(s.scalar(image[1], "(-\\cos t)"), t),
        s.scalar(0),
        r"as $t$ goes from $0$ to $\pi$, $y = -\cos t$ increases from $-1$ to $1$, …, so that every "
        "point of the half cylinder is met once",
    )
    yield s.step("isometry", J.T @ J, s.unit(2), "the map preserves the metric, for …")


def in_the_same_coordinates():
    rolled = sg.Hypersurface([x, -sp.cos(t), sp.sin(t)], (x, t), domain={x: (0, sp.pi), t: (0, sp.pi)})
    s = SurfaceSetting(rolled.flipped())
    last = s.tensor("N^3", (), lambda: s["normal"].entries[2])
    yield s.at_least("downward", s.scalar(0), last, "with the downward normal, …")
    yield s.step(
        "metric", s["metric"], s.unit(2), "in the coordinates $(x, t)$ it has the metric of the plane"
    )
    yield s.step(
        "shape operator", s["shape_operator"], s.matrix([[0, 0], [0, 1]]), "and another shape operator"
    )


def examples():
    yield "the plane", plane()
    yield "the half cylinder", half_cylinder()
    yield "the isometry", isometry()
    yield "the half cylinder, unrolled", in_the_same_coordinates()


claim = Claim(
    id="plane-and-half-cylinder",
    title="A plane and half a cylinder",
    statement=r"The square $0 < x, y < \pi$ of the plane and the half cylinder $(x, y, \sqrt{1 - y^2})$, $0 < x < \pi$, "
    r"$|y| < 1$, with the downward normal, are isometric through $(x, t)\mapsto(x, -\cos t, \sin t)$. Both have $K = 0$, but "
    r"$S = 0$ and $S = \begin{pmatrix} 0 & 0 \\ 0 & 1\end{pmatrix}$, $H = 0$ and $H = \tfrac12$.",
    hypotheses=(
        "$N$ is the downward normal",
        r"isometric means that there is a map that preserves the metric, not that the metrics agree in the given coordinates",
    ),
    source="Lee, Introduction to Riemannian Manifolds, ch. 8; do Carmo, Curves and Surfaces, 4-2",
    examples=examples,
)
